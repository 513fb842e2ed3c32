"""媒体を媒体登録台帳に載せる欄。"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.media import Registered, register_medium
from jusou_desk.errors import DeskError
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields import TextField
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import button, row, text
from jusou_desk.ui.theme import unit


class Registering(QWidget):
    """番号と名称を入れて登録する。済むと ``registered`` に登録番号。"""

    registered = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._folder: Path | None = None
        self.number = TextField(_field("medium_no", "登録番号", "媒体に貼った番号"))
        self.name = TextField(_field("name", "名称", "例 暗号化機能付きUSBメモリ"))
        self._problem = text("", "problem", wrap=True)
        self._problem.hide()
        self.save_button = button("この媒体を登録する", "plain", self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(1.5))
        for part in (self.number, self.name, self._problem):
            column.addWidget(part)
        column.addLayout(row(self.save_button, None))

    def begin(self, folder: Path) -> None:
        """``folder`` の媒体について尋ね始める。"""
        self._folder = folder
        for one in (self.number, self.name):
            one.set_value("")
        self._problem.hide()
        self.number.setFocus()

    def problem(self) -> str:
        """いま出ている断り。"""
        return "" if self._problem.isHidden() else self._problem.text()

    def _save(self) -> None:
        empty = [one for one in (self.number, self.name) if one.problem()]
        for one in empty:
            one.show_problem()
        if empty:
            empty[0].setFocus()
            return
        assert self._folder is not None
        number, name = self.number.line.text(), self.name.line.text()
        work = partial(register_medium, self._desk, self._folder, number, name)
        Do(self, work, Changed.MEDIUM).or_else(self._refused).then(self._told)

    def _refused(self, error: DeskError) -> None:
        self._problem.setText(f"{error.title}\n{error.advice}")
        self._problem.show()

    def _told(self, done: Registered) -> None:
        self._problem.hide()
        number = done.medium.medium_no
        NoticeBar.near(self).tell(f"媒体「{number}」を登録しました。", done.notice)
        self.registered.emit(number)


def _field(name: str, label: str, help: str) -> FieldDefinition:
    return FieldDefinition(name, label, FieldKind.TEXT, required=True, help=help)
