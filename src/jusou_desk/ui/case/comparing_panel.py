"""「変化を見る」の一枚。アセスメント二枚かプラン二つを、変わった欄を先に、前と後に並べる。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.case.comparing import (
    Comparison,
    Difference,
    assessments,
    compare_assessments,
    compare_plans,
    plan_rounds,
    plan_title,
    sheet_title,
)
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import note_printing
from jusou_desk.casework.paper.comparison_paper import (
    NAME,
    TITLE,
    Chosen,
    draw_comparison,
    first_and_last,
    hand_out_comparison,
    last_two,
)
from jusou_desk.casework.paper.papers import DrawnSheet
from jusou_desk.models.records import Plan, Sheet
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.one_of import OneOf
from jusou_desk.ui.case.side_by_side import SideBySide
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.paper_desk import PaperDesk
from jusou_desk.ui.pieces import Card, Saying, Scroll, button, column, row, text
from jusou_desk.ui.theme import unit

PANEL: Final = "変化を見る"
_SEEN, _PLANNED = "アセスメント", "プラン"
R = TypeVar("R", Sheet, Plan)
_NOTHING: Final = "この二つに、違う欄はありません。"


def comparable(page: CasePage) -> bool:
    """比べるものがあるか。"""
    return len(assessments(page.sheets)) > 1 or len(page.plans) > 1


class ComparingPanel(QWidget):
    """脇に開く一枚。``printing`` は、刷る紙の下見を開くこと(題と部品)。"""

    printing = Signal(str, QWidget)

    def __init__(self, desk: Desk, page: CasePage, *, printable: bool) -> None:
        super().__init__()
        self._desk, self._page = desk, page
        self._sheets = assessments(page.sheets)
        self._plans = plan_rounds(page.plans)
        offered = [
            word
            for word, found in ((_SEEN, self._sheets), (_PLANNED, self._plans))
            if len(found) > 1
        ]
        self.chips = Chips(offered, exclusive=True, fallback=offered[0])
        self.chips.describe("何を比べるか", "")
        # 並べる前に「見せる」と、一瞬、別の窓として開く
        if len(offered) < 2:
            self.chips.hide()
        self.before = OneOf("前", ())
        self.after = OneOf("後", ())
        self.print_button = button("この変化を刷る", "plain", self._draw)
        if not printable:
            self.print_button.hide()
        self._problem = Saying()
        self._area = Scroll(margin=2, spacing=1)
        self._same: list[QWidget] = []
        self.fold_button = button("", "quiet", self._unfold)
        self._lay_out()
        self.chips.changed.connect(self._offer)
        for box in (self.before, self.after):
            box.currentIndexChanged.connect(lambda _place: self._show())
        self.setFocusProxy(self.chips if len(offered) > 1 else self.before)
        self._offer()

    def comparison(self) -> Comparison:
        """いま並んでいるもの。"""
        before, after = self.before.currentIndex(), self.after.currentIndex()
        if self._of_plans:
            hidden = {one.id: one.withheld for one in self._page.sheets}
            return compare_plans(self._plans[before], self._plans[after], hidden)
        return compare_assessments(self._sheets[before], self._sheets[after])

    @property
    def _of_plans(self) -> bool:
        return self.chips.chosen()[0] == _PLANNED

    def _lay_out(self) -> None:
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(unit())
        sides = [
            row(text(word, "label"), box, spacing=1)
            for word, box in (("前", self.before), ("後", self.after))
        ]
        for one in sides:
            one.setStretch(1, 1)
        head = column(self.chips, *sides, row(None, self.print_button), self._problem)
        head.setContentsMargins(unit(2), 0, unit(2), 0)
        self._whole.addLayout(head)
        self._whole.addWidget(self._area, 1)

    def _offer(self) -> None:
        """選べる二つを入れ替え、初めの二つを選ぶ。"""
        if self._of_plans:
            self._fill(self._plans, plan_title, last_two(self._plans))
        else:
            self._fill(self._sheets, sheet_title, first_and_last(self._sheets))
        self._show()

    def _fill(
        self, records: Sequence[R], title: Callable[[R], str], pair: tuple[R, R] | None
    ) -> None:
        chosen = pair or (records[0], records[-1])
        for box, one in zip((self.before, self.after), chosen, strict=True):
            box.offer(map(title, records))
            box.choose(records.index(one))

    def _show(self) -> None:
        if min(self.before.currentIndex(), self.after.currentIndex()) < 0:
            return
        found = self.comparison()
        old = self._area
        self._area = Scroll(margin=2, spacing=1)
        self._whole.replaceWidget(old, self._area)
        old.hide()
        old.deleteLater()
        words = f"変わった欄 {len(found.changed)}" if found.changed else _NOTHING
        self._area.add(text(words, "strong"))
        for one in found.changed:
            self._area.add(_card(one))
        self._same = [_plain(one) for one in found.same]
        self.fold_button = button(f"変わらない欄 {len(self._same)} を見る", "quiet", self._unfold)
        if not self._same:
            self.fold_button.hide()
        self._area.add(row(self.fold_button, None))
        for part in self._same:
            part.hide()
            self._area.add(part)
        self._area.add(None)

    def _unfold(self) -> None:
        opening = bool(self._same) and self._same[0].isHidden()
        for part in self._same:
            part.setVisible(opening)
        word = "畳む" if opening else "見る"
        self.fold_button.setText(f"変わらない欄 {len(self._same)} を{word}")
        self.fold_button.setAccessibleName(self.fold_button.text())

    # --- 紙 ---------------------------------------------------------------

    def chosen(self) -> Chosen:
        """紙に刷る二つ。比べていない方は、初めの二つ。"""
        before, after = self.before.currentIndex(), self.after.currentIndex()
        if self._of_plans:
            return Chosen(plans=(self._plans[before].id, self._plans[after].id))
        return Chosen(assessments=(self._sheets[before].id, self._sheets[after].id))

    def _draw(self) -> None:
        self._problem.hide()
        number = self._page.case.case_no
        job = Ask(self, partial(draw_comparison, self._desk, number, self.chosen()))
        job.or_else(self._problem.refuse).then(self._look)

    def _look(self, drawn: DrawnSheet) -> None:
        number = self._page.case.case_no

        def note(what: str) -> None:
            pdf = tuple(one for one in drawn.files if one.name.endswith(".pdf"))
            note_printing(self._desk, Purpose.CASEWORK, f"{NAME} {number}", what, files=pdf)

        def hand_out(folder: Path) -> tuple[Path, ...]:
            return hand_out_comparison(self._desk, number, folder, drawn)

        self.printing.emit(TITLE, PaperDesk(drawn.files, TITLE, note, hand_out))


def _card(one: Difference) -> Card:
    """変わった欄。"""
    card = Card()
    card.body.setContentsMargins(unit(2), unit(), unit(2), unit())
    card.body.setSpacing(unit(0.5))
    card.add(text(f"{one.label}　（{one.section}）", "strong", wrap=True))
    if one.note:
        card.add(text(one.note, wrap=True))
    card.add(SideBySide(one.before, one.after, ("前", "後")))
    return card


def _plain(one: Difference) -> QWidget:
    """変わらない欄。"""
    return text(f"{one.label}　{one.after}", "caption", wrap=True)
