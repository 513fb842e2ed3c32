"""記録の閲覧・出力の月報: 月を選び、下見し、刷る・書き出す。"""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.trail import accounting
from jusou_desk.casework.trail.accounting import Month
from jusou_desk.ui.choosing import choose_folder
from jusou_desk.ui.fields.chips import CheckChip, Chips
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_view import paper_panel
from jusou_desk.ui.pieces import Card, button, row, text

_BACK = 6


class MonthlyCard(Card):
    """月報の札。下見は ``reading`` で脇に開く。"""

    reading = Signal(str, QWidget)

    def __init__(self, desk: Desk) -> None:
        super().__init__(accounting.TITLE)
        self._desk = desk
        firsts = _months(desk.today())
        self._firsts = {accounting.month_words(first): first for first in firsts}
        latest = next(iter(self._firsts))
        self.months = Chips([*self._firsts], exclusive=True, fallback=latest)
        self.months.describe("月報の月", "")
        self.sealed = CheckChip("支援会議の分も数える")
        self.preview_button = button("下見して刷る", "plain", self._preview)
        self.write_button = button("書き出す", "plain", self._pick, hint="ExcelとPDF")
        words = (
            "職員ごとの、開いた・刷った・出した数と、職員や区分の変更です。所属長が月に一度見ます。"
        )
        self.add(text(words, "caption", wrap=True), self.months)
        if desk.serves_any:
            self.add(row(self.sealed, None))
            self.add(text("支援会議の分も数えると、㊙の紙になります。", "caption", wrap=True))
        self.add(row(self.preview_button, self.write_button, None))

    def _month(self) -> Month:
        first = self._firsts[self.months.chosen()[0]]
        return accounting.month_of(self._desk, first, sealed=self.sealed.isChecked())

    def _preview(self) -> None:
        desk = self._desk

        def make() -> tuple[Month, bytes]:
            month = self._month()
            return month, accounting.draw_month(desk, month)[1].data

        def show(made: tuple[Month, bytes]) -> None:
            month, data = made
            note = partial(accounting.note_month_printed, desk, month)
            self.reading.emit(accounting.TITLE, paper_panel(data, accounting.TITLE, note))

        Ask(self, make).then(show)

    def _pick(self) -> None:
        folder = choose_folder(self, "月報を書き出すフォルダ")
        if folder:
            self.write_to(folder)

    def write_to(self, folder: Path) -> None:
        """``folder`` に書き出す。"""

        def told(paths: tuple[Path, ...]) -> None:
            names = "、".join(path.name for path in paths)
            NoticeBar.near(self).tell("月報を書き出しました。", names)

        Do(self, lambda: accounting.hand_out_month(self._desk, self._month(), folder)).then(told)


def _months(today: date) -> list[date]:
    """この月から、さかのぼって ``_BACK`` か月の初日。"""
    at = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(at, at - _BACK, -1)]
