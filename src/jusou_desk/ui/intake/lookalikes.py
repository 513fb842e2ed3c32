"""打つそばから、同じ人かもしれない人を探して足もとに出す。別人と決めた人は、もう出さない。"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from jusou_desk.casework.case.intake import Received, purpose_of
from jusou_desk.casework.case.intake_opening import Familiar, familiar_people
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.same_people import say_apart
from jusou_desk.models.records import Person
from jusou_desk.ui.form_view import FormView
from jusou_desk.ui.intake.foot import IntakeFoot
from jusou_desk.ui.jobs import Ask


class Lookalikes:
    """一枚の票の、似た人。"""

    def __init__(self, sheet: QWidget, desk: Desk, view: FormView, foot: IntakeFoot) -> None:
        self._sheet, self._desk, self._view, self._foot = sheet, desk, view, foot
        self._looked: object = None
        self._apart: set[str] = set()
        self._sealed = False

    def look(self, *, sealed: bool) -> None:
        """打った人に似た人を出す。前に探したときから変わっていなければ、探さない。"""
        if sealed != self._sealed:
            # 区分が替われば見える人も替わり、前の「別人」は書けないことがある。
            self._apart.clear()
            self._sealed = sealed
        who, more = self._who(), self._more()
        if (who, more) == self._looked:
            return
        self._looked = (who, more)

        def offer(people: tuple[Familiar, ...]) -> None:
            if self._looked == (who, more):
                apart = [one for one in people if one.person.id in self._apart]
                self._foot.offer([one for one in people if one not in apart], apart)

        Ask(self._sheet, partial(familiar_people, self._desk, *who, **more)).then(offer)

    def forget(self) -> None:
        """探したことを忘れる。前からいる人に決まった後に、遅れて並べない。"""
        self._looked = None

    def tell_apart(self, person: Person) -> None:
        """別人と決めた。保存するときに、この人との組を覚える。"""
        self._apart.add(person.id)
        self._look_again()

    def take_back(self, person: Person) -> None:
        """別人と決めたのを取り消した。また尋ねる。"""
        self._apart.discard(person.id)
        self._look_again()

    def _look_again(self) -> None:
        self.forget()
        self.look(sealed=self._sealed)

    def apart(self) -> frozenset[str]:
        """別人と決めた人(id)。"""
        return frozenset(self._apart)

    def _who(self) -> tuple[str, str, date | None]:
        born = self._view.field("birth_date").value()
        name, kana = (
            str(self._view.field(one).value()).strip() for one in ("person_name", "person_kana")
        )
        return name, kana, born if isinstance(born, date) else None

    def _more(self) -> dict[str, Any]:
        born = self._view.field("birth_date").value()
        phone, address = (
            str(self._view.field(one).value()).strip() for one in ("phone", "address")
        )
        text = born if isinstance(born, str) else ""
        return {"phone": phone, "address": address, "birth_text": text, "sealed": self._sealed}


def remember_apart(desk: Desk, received: Received, others: frozenset[str], *, new: bool) -> None:
    """受けた人と ``others`` は別人。new: 新しい人として受けたか(前からいる人なら、何も覚えない)。"""
    if new and others and received.person is not None:
        say_apart(desk, received.person.id, sorted(others), purpose_of(received.case.lane))
