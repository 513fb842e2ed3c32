"""歩みを絞る道具: 種類の札、時期と相手の箱、字。選んだことは、頁を開いている間は残る。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLabel, QWidget

from jusou_desk.casework.case.sides import Side
from jusou_desk.casework.case.timeline import Happening
from jusou_desk.casework.case.timeline_narrowing import (
    EVER,
    Narrowing,
    Period,
    Sort,
    periods,
    sorts_in,
)
from jusou_desk.ui.case.one_of import OneOf
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.pieces import button, column, text
from jusou_desk.ui.theme import scale, unit

_ANYBODY: Final = "だれでも"


class TimelineFilter(QWidget):
    """絞り方を選ぶ一かたまり。変わると ``changed``。"""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._periods: tuple[Period, ...] = (EVER,)
        self.chips = Chips(Sort, exclusive=True, fallback=Sort.ALL)
        self.chips.describe("歩みの絞り込み", "")
        self.period = OneOf("時期で絞る", (EVER.words,))
        self.side = OneOf("相手で絞る", (_ANYBODY, *Side))
        self.word = Line(enter_moves_on=False)
        self.word.setPlaceholderText("字で絞る")
        self.word.setAccessibleName("字で絞る")
        self.word.setClearButtonEnabled(True)
        self.word.setFixedWidth(scale().body * 11)
        self.reset_button = button("絞りをやめる", "quiet", self.start_over)
        self._count: QLabel = text("", "caption")
        self._count.setMinimumHeight(scale().control)
        boxes = FlowLayout(unit())
        for part in (self.period, self.side, self.word, self._count, self.reset_button):
            boxes.addWidget(part)
        self.setLayout(column(self.chips, boxes, spacing=1))
        self.chips.changed.connect(self.changed)
        self.period.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.side.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.word.textChanged.connect(lambda _typed: self.changed.emit())

    def offer(self, happenings: Sequence[Happening], today: date) -> None:
        """この歩みにある種類と時期だけを選べるようにする。"""
        self.chips.show_only(sorts_in(happenings))
        self._periods = periods(happenings, today)
        self.period.offer(one.words for one in self._periods)

    def narrowing(self) -> Narrowing:
        """いまの絞り方。"""
        chosen = self.side.currentText()
        return Narrowing(
            Sort(self.chips.chosen()[0]),
            self._periods[max(self.period.currentIndex(), 0)],
            None if chosen == _ANYBODY else Side(chosen),
            self.word.text(),
        )

    def count(self) -> str:
        """いま出ている件数の文。"""
        return self._count.text()

    def say_count(self, shown: int, whole: int) -> None:
        """件数を言う。絞っていれば、全部の件数と、やめる釦も。"""
        narrowed = self.narrowing() != Narrowing()
        of = f"（全部で{whole}件）" if narrowed and shown != whole else ""
        words = f"{shown}件{of}" if shown else f"ここに当たるものはありません。{of}"
        self._count.setText(words)
        self.reset_button.setVisible(narrowed)

    def start_over(self) -> None:
        """絞りを戻す。"""
        with QSignalBlocker(self):
            self.chips.choose([Sort.ALL])
            self.period.setCurrentIndex(0)
            self.side.setCurrentIndex(0)
            self.word.clear()
        self.changed.emit()
