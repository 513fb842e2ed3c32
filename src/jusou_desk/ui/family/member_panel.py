"""家族の一人を直す一枚: その人のこと、間がら(だれの子か)、いた所。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.case.stays import OWN
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin import relatives, ties
from jusou_desk.casework.kin.family_page import FamilyPage
from jusou_desk.casework.kin.family_rows import TOGETHER, FamilyRow, from_head_words
from jusou_desk.casework.kin.registering import register_home
from jusou_desk.errors import BadInput
from jusou_desk.family.people import HouseholdKind
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.family_records import FamilyTie, Residence
from jusou_desk.models.records import OtherName
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.family.other_names import OtherNamesCard
from jusou_desk.ui.family.person_fields import PersonFields
from jusou_desk.ui.family.registered_home import RegisteredHomeCard
from jusou_desk.ui.family.telling import Steps, collected, tell_written
from jusou_desk.ui.family.tie_words import CHOICES, said
from jusou_desk.ui.fields import DateField, TextField
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, Saying, Scroll, button, column, row, stand_at, text
from jusou_desk.wareki import Toward, format_short

_SINCE: Final = FieldDefinition("since", "いつから", FieldKind.DATE, toward=Toward.PAST)
_UNTIL: Final = FieldDefinition("until", "いつまで", FieldKind.DATE, toward=Toward.PAST)
_LEFT: Final = FieldDefinition("left", "出た日・入った日", FieldKind.DATE, toward=Toward.PAST)
_PLACE: Final = FieldDefinition("place", "施設の名", FieldKind.TEXT)


class MemberPanel(QWidget):
    """脇に開く一枚。書くたびに残り、``done`` で閉じる。"""

    done = Signal()

    def __init__(self, desk: Desk, page: FamilyPage, member: FamilyRow, *, sealed: bool) -> None:
        super().__init__()
        self._desk, self._page, self._row, self._sealed = desk, page, member, sealed
        self._me = member.person
        self._problem = Saying()
        self._area = Scroll(margin=2, spacing=1.5)
        self._area.add(self._problem, self._about(), self._other_names(), self._ties())
        self._area.add(self._stays(), self._registered(), None)
        self.setLayout(column(self._area))
        self.setFocusProxy(self.fields)

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def _do(self, work: Callable[[], Any], words: str) -> None:
        """``work`` をして閉じる。words: 済んだことの知らせ。"""
        self._problem.hide()
        # 閉じれば、この一枚からは帯に届かない
        bar, case = NoticeBar.near(self), self._page.case

        def done(steps: Steps) -> None:
            self.done.emit()
            tell_written(bar, self._desk, case, words, steps)

        job = Do(self, collected(self._desk, work), Changed.PERSON)
        job.or_else(self._problem.refuse).then(done)

    # --- その人のこと ----------------------------------------------------

    def _about(self) -> Card:
        self.fields = PersonFields(self._desk, relationship=not self._row.focus)
        self.fields.show_person(self._me, self._row.relationship)
        self.save_button = button("この人を直す", "primary", self._save)
        card = Card("この人のこと")
        card.add(self.fields, row(self.save_button, None))
        return card

    def _save(self) -> None:
        known = "" if self._row.focus else self._row.relationship
        try:
            wanted = self.fields.rewritten(self._me, known)
        except BadInput as error:
            self._problem.refuse(error)
            stand_at(self.fields.fields[error.field])
            return
        case = self._page.case.id
        who = (self._desk, case, self._me.id)
        change = partial(relatives.change_relative, *who, wanted, seen=self._me)
        self._do(change, "この人のことを直しました。")

    # --- ほかの名と、住民票の世帯 -----------------------------------------

    def _other_names(self) -> OtherNamesCard:
        case = self._page.case.id

        def keep(names: tuple[OtherName, ...]) -> None:
            wanted = replace(relatives.relative_of(self._me), other_names=names)
            who = (self._desk, case, self._me.id)
            change = partial(relatives.change_relative, *who, wanted, seen=self._me)
            self._do(change, "ほかの名を直しました。")

        self.other_names = OtherNamesCard(self._me.other_names, keep)
        return self.other_names

    def _registered(self) -> RegisteredHomeCard:
        def keep(head_id: str, word: str, since: date | None) -> None:
            who = (self._page.case.id, self._me.id, head_id or self._me.id)
            put = partial(register_home, self._desk, *who, word, since, sealed=self._sealed)
            self._do(put, "住民票の世帯を残しました。")

        others = {words: key for key, words in self._names().items()}
        mine = (one for one in self._page.stays if one.person_id == self._me.id)
        now = (one for one in mine if one.kind is HouseholdKind.REGISTERED and not one.until)
        words = "\n".join(_stay_words(one) for one in now)
        self.registered = RegisteredHomeCard(others, words, self._desk.today, keep)
        return self.registered

    # --- 間がら ----------------------------------------------------------

    def _ties(self) -> Card:
        card = Card("間がら(だれの子か、だれと夫婦か)")
        names = self._names()
        for one in self._page.ties:
            if self._me.id not in (one.person_id, one.other_id):
                continue
            other = one.other_id if one.person_id == self._me.id else one.person_id
            words = said(one, self._me.id, names.get(other, "名の分からない人"))
            gone = button("消す", "quiet", partial(self._drop_tie, one.id))
            gone.setAccessibleName(f"{words}を消す")
            line = row(text(words, wrap=True), gone)
            line.setStretch(0, 1)
            card.add(line)
        if not names:
            card.add(text("ほかの人を足すと、間がらを書けます。", "caption", wrap=True))
            return card
        self._others = dict(zip(names.values(), names, strict=True))
        self.other = Chips(self._others, exclusive=True)
        self.other.describe("相手", "")
        self.kind = Chips([one.word for one in CHOICES], exclusive=True)
        self.kind.describe("間がら", "")
        self.since, self.until = self._dates(_SINCE, _UNTIL)
        self.tie_button = button("間がらを残す", "plain", self._keep_tie)
        card.add(
            text("相手", "label"),
            self.other,
            text("相手は、この人の", "label"),
            self.kind,
            self.since,
            self.until,
            row(self.tie_button, None),
        )
        return card

    def _names(self) -> dict[str, str]:
        """ほかの人の id → 選ぶ語。同じ名の人には続柄を添える。"""
        rows = self._page.drawn.rows if self._page.drawn else ()
        found: dict[str, str] = {}
        for one in rows:
            if one.person.id != self._me.id:
                word = one.relationship or OWN
                name = one.person.name.strip()
                found[one.person.id] = f"{name}（{word}）" if name else word
        return found

    def _keep_tie(self) -> None:
        other = next(iter(self.other.chosen()), "")
        word = next(iter(self.kind.chosen()), "")
        if not other or not word:
            self._problem.refuse(
                BadInput("相手と間がらの、両方を選んでください。", "選んでから残してください。")
            )
            return
        chosen = next(one for one in CHOICES if one.word == word)
        ends = (self._others[other], self._me.id)
        one, two = ends if chosen.parent else reversed(ends)
        tie = FamilyTie(
            person_id=one,
            other_id=two,
            kind=chosen.kind,
            since=self.since.value(),
            until=self.until.value(),
        )
        case = self._page.case.id
        put = partial(ties.set_tie, self._desk, case, tie, sealed=self._sealed)
        self._do(put, "間がらを残しました。")

    def _drop_tie(self, tie_id: str) -> None:
        gone = partial(ties.remove_tie, self._desk, self._page.case.id, tie_id)
        self._do(gone, "間がらを消しました。")

    # --- いた所 ----------------------------------------------------------

    def _stays(self) -> Card:
        card = Card("いた所")
        for one in self._page.stays:
            if one.person_id == self._me.id:
                card.add(text(_stay_words(one), wrap=True))
        (self.left,) = self._dates(_LEFT)
        self.place = TextField(_PLACE)
        self.place.without_gutter()
        self.into_button = button("施設に入った", "plain", self._into_facility)
        acts = [self.into_button]
        for one in self._page.stays:
            if one.person_id == self._me.id and not one.until and one.kind in _ENDING:
                words = f"{one.place or one.kind}を出た"
                acts.append(button(words, "plain", partial(self._end_stay, one.id)))
        if not self._row.focus:
            together = self._row.living == TOGETHER
            words = "本人の世帯を出た" if together else "本人と同居になった"
            acts.append(button(words, "plain", partial(self._move_home, together=together)))
        card.add(self.place, self.left, *(row(one, None) for one in acts))
        return card

    def _into_facility(self) -> None:
        stay = Residence(
            person_id=self._me.id,
            kind=HouseholdKind.FACILITY,
            place=str(self.place.value()).strip(),
            since=self.left.value(),
        )
        if not stay.place:
            self._problem.refuse(BadInput("施設の名がありません。", "施設の名を入れてください。"))
            return
        case = self._page.case.id
        put = partial(relatives.set_stay, self._desk, case, stay, sealed=self._sealed)
        self._do(put, "いた所を残しました。")

    def _end_stay(self, stay_id: str) -> None:
        day = self.left.value() or self._desk.today()
        end = partial(relatives.end_stay, self._desk, self._page.case.id, stay_id, day)
        self._do(end, "いた所を閉じました。")

    def _move_home(self, *, together: bool) -> None:
        home = "" if together else None
        day = self.left.value() or self._desk.today()
        case = self._page.case.id
        move = partial(relatives.move_home, self._desk, case, self._me.id, home, day)
        self._do(move, "世帯の移りを残しました。")

    def _dates(self, *definitions: FieldDefinition) -> tuple[DateField, ...]:
        made = tuple(DateField(one, self._desk.today) for one in definitions)
        for one in made:
            one.without_gutter()
        return made


_ENDING: Final = (HouseholdKind.FACILITY, HouseholdKind.REGISTERED)


def _stay_words(one: Residence) -> str:
    ends = [format_short(day) if day else "" for day in (one.since, one.until)]
    where = one.place or from_head_words(one.head_relationship) or one.household_no
    return f"{one.kind}　{where}　{'～'.join(ends)}".rstrip("～　")
