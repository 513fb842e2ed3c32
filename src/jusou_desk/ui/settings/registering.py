"""媒体を媒体登録台帳に載せる欄。"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.media import Registered, doubt_about, register_medium
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields import TextField
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Saying, button, column, row


class Registering(QWidget):
    """番号と名称を入れて登録する。済むと ``registered`` に登録番号。"""

    registered = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._folder: Path | None = None
        self.number = TextField(_field("medium_no", "登録番号", "媒体に貼った番号"))
        self.name = TextField(_field("name", "名称", "例 暗号化機能付きUSBメモリ"))
        self._doubt, self._problem = Saying(), Saying()
        self.save_button = button("この媒体を登録する", "plain", self._save)
        asked = (self._doubt, self.number, self.name, self._problem)
        self.setLayout(column(*asked, row(self.save_button, None), spacing=1.5))

    def begin(self, folder: Path) -> None:
        """``folder`` の媒体について尋ね始める。確かめてほしいことがあれば、先に言う。"""
        self._folder = folder
        self._doubt.hide()
        look = Ask(self, partial(doubt_about, folder)).or_else(self._problem.refuse)
        look.then(self._say_doubt)
        for one in (self.number, self.name):
            one.set_value("")
        self._problem.hide()
        self.number.setFocus()

    def doubt(self) -> str:
        """登録する前に確かめてほしいこと。"""
        return self._doubt.said()

    def _say_doubt(self, words: str) -> None:
        if words:
            self._doubt.say(words)

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

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
        Do(self, work, Changed.MEDIUM).or_else(self._problem.refuse).then(self._told)

    def _told(self, done: Registered) -> None:
        self._problem.hide()
        number = done.medium.medium_no
        NoticeBar.near(self).tell(f"媒体「{number}」を登録しました。")
        self.registered.emit(number)


def _field(name: str, label: str, help: str) -> FieldDefinition:
    return FieldDefinition(name, label, FieldKind.TEXT, required=True, help=help)
