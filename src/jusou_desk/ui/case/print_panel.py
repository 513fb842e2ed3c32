"""一件の帳票を選んで、刷る・書き出す。"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.papers import SHEETS, HandedSheet, SheetKind, hand_out_sheet
from jusou_desk.errors import DeskError
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Scroll, button, text


class PrintPanel(QWidget):
    """様式を選ぶ一枚。"""

    def __init__(self, desk: Desk, case_no: str) -> None:
        super().__init__()
        self._desk = desk
        self._case_no = case_no
        self._problem = text("", "problem", wrap=True)
        self._problem.hide()
        area = Scroll(margin=2, spacing=1)
        area.body.addWidget(text("どの様式を出しますか。", wrap=True))
        for kind in SHEETS:
            choice = button(kind.title, "choice", partial(self._choose, kind))
            area.body.addWidget(choice)
            if kind is SHEETS[0]:
                self.setFocusProxy(choice)
        area.body.addWidget(self._problem)
        area.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)

    def problem(self) -> str:
        """いま出ている断り。"""
        return "" if self._problem.isHidden() else self._problem.text()

    def _choose(self, kind: SheetKind) -> None:
        self._problem.hide()
        folder = QFileDialog.getExistingDirectory(self, "書き出すフォルダ")
        if folder:
            work = partial(hand_out_sheet, self._desk, kind.name, self._case_no, Path(folder))
            Do(self, work).or_else(self._refused).then(self._told)

    def _told(self, handed: HandedSheet) -> None:
        names = "、".join(path.name for path in handed.files)
        NoticeBar.near(self).tell(f"{names} を書き出しました。", "".join(handed.problems))

    def _refused(self, error: DeskError) -> None:
        self._problem.setText(f"{error.title}{error.advice}")
        self._problem.show()
