"""エコマップの関わりを書く一枚。相談に出てくる機関を押して、強さを選ぶだけで書ける。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin import ties
from jusou_desk.casework.kin.family_page import FamilyPage, family_page
from jusou_desk.family.ecomap import Flow
from jusou_desk.family.symbols import TieStrength
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.family_records import EcoTie
from jusou_desk.policy import Purpose
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.family.telling import Steps, collected, tell_written
from jusou_desk.ui.fields import TextField
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, Saying, Scroll, button, column, row, text

_NAME: Final = FieldDefinition("agency", "機関や人の名", FieldKind.TEXT)
_NOTE: Final = FieldDefinition(
    "note", "ひとこと", FieldKind.TEXT, help="「週1回訪問」など。図の箱に入ります。"
)


class AroundPanel(QWidget):
    """脇に開く一枚。書くたびに残り、開いたまま続けられる。"""

    def __init__(self, desk: Desk, page: FamilyPage, *, sealed: bool) -> None:
        super().__init__()
        self._desk, self._page, self._sealed = desk, page, sealed
        self._problem = Saying()
        self._body = column(spacing=1.5)
        area = Scroll(margin=2, spacing=1.5)
        area.add(self._problem, self._body, None)
        self.setLayout(column(area))
        self._fill(page)

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def _fill(self, page: FamilyPage) -> None:
        self._page = page
        while (item := self._body.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self._body.addWidget(self._new_card(page))
        for tie in page.eco:
            self._body.addWidget(self._card(tie))
        self.setFocusProxy(self.suggested if page.agencies else self.name)

    def _new_card(self, page: FamilyPage) -> Card:
        self.suggested = Chips(page.agencies, exclusive=True)
        self.suggested.describe("相談に出てくる機関", "")
        self.suggested.changed.connect(self._take)
        self.name, self.note = TextField(_NAME), TextField(_NOTE)
        for one in (self.name, self.note):
            one.without_gutter()
        self.strength = _strengths()
        self.flow = Chips([one.value for one in Flow], exclusive=True, fallback=Flow.NONE.value)
        self.flow.describe("助けの向き", "")
        self.add_button = button("図に入れる", "primary", self._add)
        card = Card("新しい関わり")
        if page.agencies:
            card.add(text("相談に出てくる機関", "label"), self.suggested)
        card.add(
            self.name,
            text("関わりの強さ", "label"),
            self.strength,
            text("助けの向き", "label"),
            self.flow,
            self.note,
            row(self.add_button, None),
        )
        return card

    def _card(self, tie: EcoTie) -> Card:
        gone = button("消す", "quiet", partial(self._drop, tie.id))
        gone.setAccessibleName(f"{tie.agency}との関わりを消す")
        strength = _strengths(tie.strength)

        def chosen() -> None:
            self._write(replace(tie, strength=strength.chosen()[0]))

        strength.changed.connect(chosen)
        card = Card(tie.agency or "家族", gone)
        card.add(strength)
        if tie.note:
            card.add(text(tie.note, "caption", wrap=True))
        return card

    def _take(self) -> None:
        chosen = next(iter(self.suggested.chosen()), "")
        if chosen:
            self.name.set_value(chosen)

    def _add(self) -> None:
        self._write(
            EcoTie(
                person_id="",
                agency=str(self.name.value()).strip(),
                strength=self.strength.chosen()[0],
                flow=self.flow.chosen()[0],
                note=str(self.note.value()).strip(),
            )
        )

    def _write(self, tie: EcoTie) -> None:
        case = self._page.case.id
        put = partial(ties.set_eco_tie, self._desk, case, tie, sealed=self._sealed)
        self._do(put, "関わりを残しました。")

    def _drop(self, tie_id: str) -> None:
        gone = partial(ties.remove_eco_tie, self._desk, self._page.case.id, tie_id)
        self._do(gone, "関わりを消しました。")

    def _do(self, work: Callable[[], Any], words: str) -> None:
        self._problem.hide()

        def done(steps: Steps) -> None:
            bar = NoticeBar.near(self)
            tell_written(bar, self._desk, self._page.case, words, steps)
            self._read_again()

        job = Do(self, collected(self._desk, work), Changed.PERSON)
        job.or_else(self._problem.refuse).then(done)

    def _read_again(self) -> None:
        purpose = Purpose.SUPPORT_MEETING if self._sealed else Purpose.CASEWORK
        read = partial(family_page, self._desk, self._page.case.id, self._page.day, purpose)
        Ask(self, read).then(self._fill)


def _strengths(chosen: str = "") -> Chips:
    words = [one.value for one in TieStrength]
    made = Chips(words, exclusive=True, fallback=TieStrength.PLAIN.value)
    if chosen in words:
        made.choose([chosen])
    made.describe("関わりの強さ", "")
    return made
