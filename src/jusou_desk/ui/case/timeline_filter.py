"""歩みを絞る道具: 種類の札、時期と相手の箱、字。選んだことは、頁を開いている間は残る。

脇を開いて狭くなれば、種類の札も箱になる。札を何段にも積むと、歩みの見える所が無くなるため。
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

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
    """絞り方を選ぶ一かたまり。変わると ``changed``。``said`` は、いま何件出ているかの文(札の題に添える)。"""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._periods: tuple[Period, ...] = (EVER,)
        self.chips = Chips(Sort, exclusive=True, fallback=Sort.ALL, lifts=True)
        self.chips.describe("歩みの絞り込み", "")
        self.kind = OneOf("種類で絞る", Sort)
        self.kind.hide()
        self.period = OneOf("時期で絞る", (EVER.words,))
        self.side = OneOf("相手で絞る", (_ANYBODY, *Side))
        self.word = Line(enter_moves_on=False)
        self.word.setPlaceholderText("字で絞る")
        self.word.setAccessibleName("字で絞る")
        self.word.setClearButtonEnabled(True)
        self.word.setFixedWidth(scale().body * 11)
        self.reset_button = button("絞りをやめる", "quiet", self.start_over)
        self.said: QLabel = text("", "caption")
        boxes = FlowLayout(unit())
        for part in (self.kind, self.period, self.side, self.word, self.reset_button):
            boxes.addWidget(part)
        self.setLayout(column(self.chips, boxes, spacing=1))
        self.chips.changed.connect(self._chip_chosen)
        self.kind.currentTextChanged.connect(self._kind_chosen)
        self.period.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.side.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.word.textChanged.connect(lambda _typed: self.changed.emit())

    def offer(self, happenings: Sequence[Happening], today: date) -> None:
        """この歩みにある種類と時期だけを選べるようにする。"""
        offered = sorts_in(happenings)
        self.chips.show_only(offered)
        self.kind.offer(one for one in Sort if one in {*offered, *self.chips.chosen()})
        self._follow_chips()
        self._fit()
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
        return self.said.text()

    def say_count(self, shown: int, whole: int) -> None:
        """件数を言う。絞っていれば、全部の件数と、やめる釦も。"""
        narrowed = self.narrowing() != Narrowing()
        of = f"（全部で{whole}件）" if narrowed and shown != whole else ""
        words = f"{shown}件{of}" if shown else f"ここに当たるものはありません。{of}"
        self.said.setText(words)
        self.reset_button.setVisible(narrowed)

    def start_over(self) -> None:
        """絞りを戻す。"""
        with QSignalBlocker(self):
            self.chips.choose([Sort.ALL])
            self._follow_chips()
            self.period.setCurrentIndex(0)
            self.side.setCurrentIndex(0)
            self.word.clear()
        self.changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """札が一段に収まるかで、札と箱を替える。打っていた手は、替わった方へ移す。"""
        narrow = self.chips.sizeHint().width() > self.width()
        if narrow is not self.kind.isHidden():
            return
        gone, come = (self.chips, self.kind) if narrow else (self.kind, self.chips)
        focus = QApplication.focusWidget()
        held = focus is not None and (focus is gone or gone.isAncestorOf(focus))
        come.show()
        if held:
            come.setFocus(Qt.FocusReason.OtherFocusReason)
        gone.hide()

    def _chip_chosen(self) -> None:
        self._follow_chips()
        self.changed.emit()

    def _kind_chosen(self, words: str) -> None:
        self.chips.choose([words])
        self.changed.emit()

    def _follow_chips(self) -> None:
        self.kind.choose(max(self.kind.findText(self.chips.chosen()[0]), 0))
