"""住民票世帯を書く。支援世帯(同居の実態)とは別に、世帯主と、世帯主から見た続柄を残す(domain.md §6.6)。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from jusou_desk.casework.case.numbering import body_of, next_number
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.kinship import kinships
from jusou_desk.casework.kin.writing_kin import ACTION, At, expect_order, known, placed, writing_kin
from jusou_desk.errors import BadInput
from jusou_desk.family.people import HouseholdKind
from jusou_desk.models.family_records import Residence
from jusou_desk.models.records import Person
from jusou_desk.models.work import Work
from jusou_desk.packet import CONCEALED


def register_home(
    desk: Desk,
    case_id: str,
    person_id: str,
    head_id: str,
    word: str,
    day: date | None,
    *,
    sealed: bool = False,
    body_id: str = "",
) -> Residence:
    """``person_id`` が、``head_id`` を世帯主とする住民票世帯に ``day`` から入った(None なら日は分からない)。

    word: 世帯主から見た続柄(自分が世帯主なら見ない)。いまの住民票世帯は ``day`` に出たものとして残し、
    日が分からないか同じ日なら書き直す。続柄が空なら ``BadInput``。
    """
    told = kinships().head if person_id == head_id else word.strip()
    if not told:
        raise BadInput(
            "世帯主から見た続柄が空です。", "「妻」「子」などを入れてください。", "head_word"
        )
    with writing_kin(desk, case_id, sealed=sealed, body_id=body_id) as at:
        person, head = known(at.work, person_id), known(at.work, head_id)
        lane, where = placed(at, person, head)
        number = _number(desk, at, person, head, where)
        for row in _current(at.work, person):
            if (row.lane, row.body_id) != (lane, where):
                continue
            same = (row.household_no, row.head_relationship) == (number, told)
            if day is None or row.since == day or (row.since is None and same):
                at.work.residences.remove(row)
            else:
                expect_order(row.since, day)
                at.work.residences.put(replace(row, until=day))
        made = at.work.residences.put(
            Residence(
                lane=lane,
                body_id=where,
                person_id=person.id,
                kind=HouseholdKind.REGISTERED,
                household_no=number,
                since=day,
                head_relationship=told,
            )
        )
        desk.audit(at.work, ACTION, person.person_no, body_id=where)
    return made


def _current(work: Work, person: Person) -> tuple[Residence, ...]:
    return work.residences.where(person_id=person.id, kind=HouseholdKind.REGISTERED, until=None)


def _number(desk: Desk, at: At, person: Person, head: Person, body_id: str) -> str:
    """``head`` が世帯主の、住民票世帯の番号。まだ無ければ新しい番号。

    ``head`` の住民票世帯が何も書いてなければ、世帯主の行も書く。無いままだと、同じ世帯の人が一人ずつ別の番号になる。
    """
    standing = _current(at.work, head)
    own = [one for one in standing if one.head_relationship == kinships().head]
    numbers = (one.household_no for one in own if one.household_no not in ("", CONCEALED))
    if known_number := next(numbers, ""):
        return known_number
    prefix = f"{body_of(desk.town, body_id).head}R"
    number = next_number(at.work.residences.values("household_no", prefix), prefix, 4)
    if not standing and head.id != person.id:
        lane, where = placed(at, head)
        at.work.residences.put(
            Residence(
                lane=lane,
                body_id=where,
                person_id=head.id,
                kind=HouseholdKind.REGISTERED,
                household_no=number,
                head_relationship=kinships().head,
            )
        )
    return number
