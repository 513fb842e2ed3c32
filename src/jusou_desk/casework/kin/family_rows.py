"""家族の表。画面にも様式の世帯員の欄にも、この行を使う。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from jusou_desk.ages import school_grade
from jusou_desk.births import Precision
from jusou_desk.casework.case.intake import age_at
from jusou_desk.casework.kin.families import assemble, subject_of
from jusou_desk.casework.kin.gathering import Kin, birth_of, gather
from jusou_desk.casework.kin.kinship import kinships
from jusou_desk.casework.kin.naming_kin import relationship_words
from jusou_desk.family.people import Family, HouseholdKind
from jusou_desk.models.family_records import Residence
from jusou_desk.models.records import Case, Person
from jusou_desk.models.work import Work
from jusou_desk.packet import CONCEALED

HERSELF: Final = "本人"
TOGETHER: Final = "同居"
APART: Final = "別居"
FACILITY: Final = "施設"
DEAD: Final = "死亡"
_ORDER: Final = (HERSELF, TOGETHER, FACILITY, APART, DEAD)


@dataclass(frozen=True)
class FamilyRow:
    """家族の一人。

    relationship: 本人から見た続柄。head_relationship: 世帯主から見た続柄。どちらも分からなければ空。
    birth: 生年月日の語(「昭和30年頃」)。age: ``on`` の満年齢(亡くなった人は、亡くなった歳)。
    grade: 学年(大人と、生年月日の日まで分からない人は空)。
    living: 本人・同居・別居・施設・死亡(本人から見て)。place: 施設の名。note: 別の名。
    """

    person: Person
    relationship: str
    head_relationship: str
    birth: str
    age: int | None
    grade: str
    living: str
    place: str
    note: str
    focus: bool

    @property
    def remarks(self) -> str:
        """備考: 学年、世帯主から見た続柄、別の名。"""
        head = from_head_words(self.head_relationship)
        return "、".join(part for part in (self.grade, head, self.note) if part)


def from_head_words(relationship: str) -> str:
    """世帯主から見た続柄の言い方。「世帯主」「世帯主の子」、分からなければ空。"""
    if relationship in ("", kinships().head):
        return relationship
    return f"世帯主の{relationship}"


def family_rows(work: Work, about: Case | Person, on: date) -> tuple[FamilyRow, ...]:
    """``on`` の日の家族の表。本人、同居の人(年上から)、施設・別居の人、亡くなった人の順。"""
    subject = subject_of(work, about)
    return rows_of(gather(work, subject), on) if subject else ()


def rows_of(kin: Kin, on: date) -> tuple[FamilyRow, ...]:
    """集めた家族 ``kin`` の表。"""
    family = assemble(kin).as_of(on)
    born = {member.key for member in family.members}
    rows = [_row(kin, family, one, on) for one in kin.people.values() if one.id in born]
    return tuple(sorted(rows, key=_place))


def _row(kin: Kin, family: Family, person: Person, on: date) -> FamilyRow:
    stays = [one for one in kin.stays if one.person_id == person.id and _current(one, on)]
    facility = next((one for one in stays if one.kind is HouseholdKind.FACILITY), None)
    dead = person.dead and not (person.died_on and person.died_on > on)
    birth = birth_of(person)
    exact = birth.precision is Precision.DAY and birth.day is not None and not dead
    return FamilyRow(
        person,
        _relationship(kin, family, person),
        _from_head(kin, family, person, stays, on),
        "" if birth.precision is Precision.UNKNOWN else birth.label,
        _age(person, on, dead=dead),
        school_grade(birth.day, on) if exact and birth.day else "",
        DEAD if dead else _living(kin, person, facility),
        facility.place if facility and not dead else "",
        "、".join(f"{one.kind} {one.name}" for one in person.other_names),
        person.id == kin.subject,
    )


def _relationship(kin: Kin, family: Family, person: Person) -> str:
    """打たれた語があればその語を、無ければ家族図から。"""
    written = [(one.anchor, one.other, one.word) for one in kin.claims]
    written += [(tie.person_id, tie.other_id, tie.word) for tie in kin.ties]
    for anchor, other, word in written:
        if (anchor, other) == (kin.subject, person.id) and word:
            return word
    return relationship_words(family, kin.subject, person.id)


def _from_head(kin: Kin, family: Family, person: Person, stays: list[Residence], on: date) -> str:
    typed = next((one.head_relationship for one in stays if one.head_relationship), "")
    if typed:
        return typed
    head = kinships().head
    heads = [
        one.person_id
        for one in kin.stays
        if one.head_relationship == head
        and _current(one, on)
        and person.household_no
        and kin.people[one.person_id].household_no == person.household_no
    ]
    return relationship_words(family, heads[0], person.id) if heads else ""


def _living(kin: Kin, person: Person, facility: Residence | None) -> str:
    if facility:
        return CONCEALED if facility.place == CONCEALED else FACILITY
    if person.id == kin.subject:
        return HERSELF
    home = kin.people[kin.subject].household_no
    return TOGETHER if person.household_no == home != "" else APART


def _age(person: Person, on: date, *, dead: bool) -> int | None:
    if dead:
        return age_at(person, person.died_on) if person.died_on else None
    return age_at(person, on)


def _current(stay: Residence, on: date) -> bool:
    begun = stay.since is None or stay.since <= on
    return begun and (stay.until is None or stay.until > on)


def _place(row: FamilyRow) -> tuple[bool, int, bool, date, str]:
    living = _ORDER.index(row.living) if row.living in _ORDER else 0
    birth = birth_of(row.person).day
    return not row.focus, living, birth is None, birth or date.max, row.person.person_no
