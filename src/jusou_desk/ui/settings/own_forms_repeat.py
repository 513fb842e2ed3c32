"""同じ並びをくり返す: 結んだ升を選び、次に来る升を紙で押し、破線の下見を見てから結ぶ。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.town_forms.own_form_repeats import (
    Stride,
    advances,
    anchor,
    repeated,
    stride_to,
    times_that_fit,
)
from jusou_desk.casework.town_forms.own_forms import Checked
from jusou_desk.errors import BadInput
from jusou_desk.models.own_forms import CellLink
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.pieces import button, column, row, text
from jusou_desk.ui.theme import unit

_START: Final = "同じ並びをくり返す"
_HINT: Final = "月ごとに並ぶ様式などで、同じ結びを右・下・ほかのシートへ写します。"
_ASK: Final = "「{}」（{}）の次に来る、同じ欄の升を、右の紙で押すか番地を打ってください。"
_TOLD: Final = "結び{}件を、{}、{}回。破線の{}か所に結びます。"
_ONWARD: Final = "項目は{}と、一つずつ進みます。"
_SAME: Final = "どの行き先にも、同じ項目が入ります。"
_NONE: Final = "どの升も、もう結んであるか、シートの外です。"


class RepeatPart(QWidget):
    """くり返しの部。``planned`` は下見の結びが変わったとき、``accepted`` は足す結び。"""

    planned = Signal()
    accepted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._checked: Checked | None = None
        self._chosen: tuple[CellLink, ...] = ()
        self._stride: Stride | None = None
        self.plan: tuple[CellLink, ...] = ()
        self.start_button = button(_START, "plain", self._start, hint=_HINT)
        self._hint = text(_HINT, "caption", wrap=True)
        self.times = Line()
        self.times.setAccessibleName("くり返す回数")
        self.times.setMaximumWidth(unit(8))
        self.times.textChanged.connect(lambda _words: self._plan())
        self._told = text("", "caption", wrap=True)
        self.use_button = button("この並びで結ぶ", "primary", self._use)
        stop = button("くり返すのをやめる", "quiet", self.stop)
        self._count = QWidget()
        self._count.setLayout(row(text("回数", "label"), self.times, None))
        self._body = QWidget()
        acts = QWidget()
        flow = FlowLayout(unit())
        flow.addWidget(self.use_button)
        flow.addWidget(stop)
        acts.setLayout(flow)
        self._body.setLayout(column(self._told, self._count, acts))
        self._body.hide()
        self.setLayout(column(row(self.start_button, None), self._hint, self._body))
        self._choose: tuple[CellLink, ...] = ()

    def show_links(self, checked: Checked, chosen: Sequence[CellLink]) -> None:
        """いまの点検と、選んである結び(無ければ全部)。"""
        if self._checked is not None and checked.links != self._checked.links:
            self.stop()
        self._checked = checked
        self._choose = tuple(chosen)
        self.setVisible(bool(checked.links))

    def waiting(self) -> bool:
        """次の升が押されるのを待っているか。"""
        return not self._body.isHidden()

    def aim(self, sheet: str, cell: str) -> None:
        """次に来る升が選ばれた。"""
        if self._checked is None or not self._chosen:
            return
        first = anchor(self._chosen)
        try:
            self._stride = stride_to(self._checked, first, sheet, cell)
        except BadInput as error:
            self._stride = None
            self._say(f"{error.title}{error.advice}")
            self._settle(())
            return
        fitting = str(times_that_fit(self._checked, self._chosen, self._stride))
        self._count.show()
        if self.times.text() == fitting:
            self._plan()
        else:
            self.times.setText(fitting)

    def stop(self) -> None:
        """やめて、下見を消す。"""
        self._body.hide()
        self.start_button.show()
        self._hint.show()
        self._stride = None
        self._settle(())

    def told(self) -> str:
        """いま出ている説明。"""
        return self._told.text()

    def _start(self) -> None:
        checked = self._checked
        if checked is None or not checked.links:
            return
        first = anchor(self._choose or checked.links)
        # 一度にくり返すのは、同じシートの結びだけ。
        wanted = self._choose or checked.links
        self._chosen = tuple(one for one in wanted if one.sheet == first.sheet)
        self._body.show()
        self._count.hide()
        self.start_button.hide()
        self._hint.hide()
        self._say(_ASK.format(first.cell, first.tag))
        self._settle(())

    def _plan(self) -> None:
        checked, stride = self._checked, self._stride
        if checked is None or stride is None:
            return
        typed = self.times.text().strip()
        times = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
        try:
            plan = repeated(checked, self._chosen, stride, times)
        except BadInput as error:
            self._say(f"{error.title}{error.advice}")
            plan = ()
        else:
            told = _TOLD.format(len(self._chosen), stride.words, times, len(plan))
            self._say(told + self._course(checked, plan) if plan else _NONE)
        self._settle(plan)

    def _course(self, checked: Checked, plan: Sequence[CellLink]) -> str:
        """次の行き先に、次の月や年度の項目が入るか、同じ項目が入るか。"""
        if not advances(checked, self._chosen):
            return _SAME
        words = checked.proof.vocabulary.by_tag
        columns = (words[one.tag].section.rpartition("　")[2] for one in (self._chosen[0], *plan))
        return _ONWARD.format("、".join([*dict.fromkeys(columns)][:3]))

    def _say(self, words: str) -> None:
        self._told.setText(words)

    def _settle(self, plan: tuple[CellLink, ...]) -> None:
        self.plan = plan
        self.use_button.setEnabled(bool(plan))
        self.planned.emit()

    def _use(self) -> None:
        plan = self.plan
        self.stop()
        if plan:
            self.accepted.emit(plan)
