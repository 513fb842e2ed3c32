"""一人のまわりの家族を集める。図にも表にも、ここで集めた人しか出ない。

居場所を伏せる人は、本人も伏せる人のとき(一緒に避難しているとき)のほかは集めない。その人を通してだけ
つながる人(新しい子、身を寄せた先)にも辿り着かないので、元の世帯の図からは何も知れない(domain.md §5.4)。
引くのはいつも id の組なので、人が何人いる台帳でも速さは変わらない。
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final

from jusou_desk.births import Birth, Precision, parse_birth
from jusou_desk.casework.case.stays import OWN
from jusou_desk.errors import BadInput
from jusou_desk.family.people import UNKNOWN_BIRTH
from jusou_desk.models.family_records import FamilyTie, Residence
from jusou_desk.models.records import Person
from jusou_desk.models.work import Work

_FARTHEST: Final = 8
"""本人から何人先まで辿るか。"""


@dataclass(frozen=True)
class Claim:
    """続柄の語で書かれた間がら: ``other`` は ``anchor`` から見て ``word``。"""

    anchor: str
    other: str
    word: str


@dataclass(frozen=True)
class Kin:
    """集めた家族。subject: 本人(id)。people は人物番号の順。"""

    subject: str
    people: dict[str, Person]
    ties: tuple[FamilyTie, ...]
    claims: tuple[Claim, ...]
    stays: tuple[Residence, ...]


def gather(work: Work, subject: Person) -> Kin:
    """``subject`` と同じ世帯の人と、間がらを辿って行き着く人。"""
    hidden = unseen_by(work, subject)
    people = {subject.id: subject}
    mates = work.people.where(household_no=subject.household_no) if subject.household_no else ()
    people |= {one.id: one for one in mates if one.id not in hidden}
    claims = _claims(subject, tuple(people.values()))
    ties: dict[str, FamilyTie] = {}
    ahead = set(people)
    for _ in range(_FARTHEST):
        found = (
            *work.family_ties.among("person_id", ahead),
            *work.family_ties.among("other_id", ahead),
        )
        ties |= {tie.id: tie for tie in found}
        ahead = {end for tie in found for end in (tie.person_id, tie.other_id)}
        ahead -= people.keys() | hidden
        if not ahead:
            break
        people |= {one.id: one for one in work.people.among("id", ahead)}
    kept = [tie for tie in ties.values() if {tie.person_id, tie.other_id} <= people.keys()]
    stays = work.residences.among("person_id", set(people))
    return Kin(
        subject.id,
        dict(sorted(people.items(), key=lambda item: (item[1].person_no, item[0]))),
        tuple(sorted(kept, key=lambda tie: tie.id)),
        claims,
        tuple(sorted(stays, key=lambda stay: stay.id)),
    )


def unseen_by(work: Work, subject: Person) -> frozenset[str]:
    """``subject`` の紙や頁に載せない人(id)。居場所を伏せる人と、その人と共に暮らす人。

    本人が伏せる人なら、本人から逃れている人とその世帯だけ。
    """
    shield = work.shield
    fled = shield.fleeing_from(subject)
    if shield.protects(subject):
        return frozenset(fled - {subject.id})
    found = set(fled)
    for one in shield.kin.values():
        # 世帯番号がまだ元のままの人は、その世帯の人まで載らなくならないように、印のある人だけ除く。
        if shield.protects(one) or one.household_no != subject.household_no:
            found.add(one.id)
    return frozenset(found - {subject.id})


def birth_of(person: Person) -> Birth:
    """生年月日。日まで分からなければ、書かれた語か、年齢から分かるところまで。"""
    if person.birth_on is not None:
        return Birth(person.birth_on, Precision.DAY)
    if person.birth_text:
        with suppress(BadInput):
            return parse_birth(person.birth_text)
    if person.age is not None and person.age_as_of is not None:
        return Birth(date(person.age_as_of.year - person.age, 1, 1), Precision.ABOUT)
    return UNKNOWN_BIRTH


def _claims(subject: Person, home: tuple[Person, ...]) -> tuple[Claim, ...]:
    """世帯の続柄の語。世帯の「本人」から見たもので、いなければ相談の本人から見たものとみる。"""
    named = sorted((one for one in home if one.relationship == OWN), key=lambda p: p.person_no)
    anchor = named[0] if named else subject if not subject.relationship else None
    if anchor is None:
        return ()
    return tuple(
        Claim(anchor.id, one.id, one.relationship)
        for one in home
        if one.id != anchor.id and one.relationship and one.relationship != OWN
    )
