"""点検の頭の行: 何の紙として点検しているかと、どのシートを見ているか。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.town_forms.own_form_papers import Paper, replaceable
from jusou_desk.ui.fields.picker import Picker
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.pieces import button, column, row, text
from jusou_desk.ui.theme import unit

_AS: Final = "「{}」の様式として点検しています。"
_OTHER: Final = "この帳票ではない？"


class PaperLine(QWidget):
    """何の紙として点検しているか。``chosen`` は、選び直された紙。"""

    chosen = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._papers = {one.title: one for one in replaceable(desk)}
        self._told = text("", wrap=True)
        self.other_button = button(_OTHER, "quiet", self._ask)
        self.picker = Picker([*self._papers])
        self.picker.setAccessibleName("何の紙として点検し直すか")
        self.picker.picked.connect(self._pick)
        self.picker.hide()
        self._paper = ""
        self.setLayout(column(self._told, row(self.other_button, None), self.picker))

    def show_paper(self, paper: Paper) -> None:
        """いま点検している紙。"""
        self._paper = paper.title
        self._told.setText(_AS.format(paper.title))
        self.picker.hide()
        self.other_button.show()

    def _ask(self) -> None:
        self.picker.setCurrentIndex(0)
        self.picker.show()
        self.other_button.hide()
        self.picker.setFocus()

    def _pick(self) -> None:
        paper = self._papers.get(self.picker.term())
        if paper is not None and paper.title != self._paper:
            self.chosen.emit(paper)


class SheetLine(QWidget):
    """いくつもシートのある様式で、見ているシート。``turned`` は移った先の名。"""

    turned = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._sheets: tuple[str, ...] = ()
        self._at = 0
        self._told = text("", "label")
        self.back_button = button("前のシート", "quiet", lambda: self._turn(-1), key="Ctrl+PgUp")
        self.on_button = button("次のシート", "quiet", lambda: self._turn(1), key="Ctrl+PgDown")
        turns = QWidget()
        flow = FlowLayout(unit())
        flow.addWidget(self.back_button)
        flow.addWidget(self.on_button)
        turns.setLayout(flow)
        self.setLayout(column(self._told, turns))

    def show_sheets(self, sheets: Sequence[str]) -> None:
        """様式のシート。一枚だけなら、この行は出さない。"""
        here = self.sheet()
        self._sheets = tuple(sheets)
        self._at = self._sheets.index(here) if here in self._sheets else 0
        self.setVisible(len(self._sheets) > 1)
        self._say()

    def sheet(self) -> str:
        """見ているシートの名。"""
        return self._sheets[self._at] if self._sheets else ""

    def point_at(self, sheet: str) -> None:
        """紙で押された升のシートに合わせる。"""
        if sheet in self._sheets:
            self._at = self._sheets.index(sheet)
            self._say()

    def _turn(self, step: int) -> None:
        wanted = min(max(self._at + step, 0), len(self._sheets) - 1)
        if self._sheets and wanted != self._at:
            self._at = wanted
            self._say()
            self.turned.emit(self.sheet())

    def _say(self) -> None:
        self._told.setText(f"シート「{self.sheet()}」 {self._at + 1}/{len(self._sheets)}")
