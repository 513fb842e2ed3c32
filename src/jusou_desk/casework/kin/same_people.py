"""同じ人かもしれない二人の一覧と、「別人」と決めたこと。

見つけるのは同じ語を持つ二人だけで(``models.likeness``)、全員を比べない。居場所を伏せる人は番号だけで言う。
支援会議だけで知られた人は、従事者が支援会議の仕事で見るときにだけ並ぶ。
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from jusou_desk.casework.case.intake import age_at
from jusou_desk.casework.case.likeness import SURE, Likeness, Traits, likeness, traits_of
from jusou_desk.casework.case.stays import lane_of
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.merge_records import Apart
from jusou_desk.models.records import Case, Person
from jusou_desk.models.work import Work
from jusou_desk.policy import Lane, Purpose

SAID_APART: Final = "別人と決めた"
TOOK_BACK: Final = "別人を取り消した"


@dataclass(frozen=True)
class Shown:
    """一覧に出す一人。``words`` は氏名・年齢・番号(伏せる人は番号だけ)、``case_nos`` は相談の番号。

    called: 知らせの文での呼び方(``called``)。
    """

    person_id: str
    person_no: str
    words: str
    called: str
    case_nos: tuple[str, ...]
    hidden: bool


@dataclass(frozen=True)
class LikelyPair:
    """同じ人かもしれない二人。``reason`` はそのわけ。"""

    one: Shown
    other: Shown
    reason: str
    rank: int


@dataclass(frozen=True)
class ApartPair:
    """別人と決めた二人。``apart_id`` で取り消す。"""

    apart_id: str
    one: Shown
    other: Shown
    said: str


def likely_pairs(desk: Desk, purpose: Purpose = Purpose.CASEWORK) -> tuple[LikelyPair, ...]:
    """同じ人かもしれない二人。確からしい順。別人と決めた二人は出ない。"""
    with desk.reading(purpose) as work:
        found = set(work.person_keys.pairs())
        people = {
            one.id: one for one in work.people.among("id", {one for pair in found for one in pair})
        }
        sealed = work.people.veiled(work.sealed.of(Person))
        traits = {one.id: traits_of(work, one) for one in (*people.values(), *sealed)}
        people |= {one.id: one for one in sealed}
        found |= _among_sealed(work, sealed, people, traits)
        told = (
            {_key(one.person_id, one.other_id) for one in work.aparts.where()} if found else set()
        )
        alike: list[tuple[Likeness, Person, Person]] = []
        for one_id, other_id in found:
            if _key(one_id, other_id) in told or not {one_id, other_id} <= people.keys():
                continue
            one, other = people[one_id], people[other_id]
            why = likeness(traits[one_id], traits[other_id])
            if why is not None and why.rank <= SURE:
                first, second = sorted((one, other), key=lambda p: p.person_no)
                alike.append((why, first, second))
        shown = _shown(desk, work, (one for pair in alike for one in pair[1:]))
        pairs = (LikelyPair(shown[a.id], shown[b.id], w.words, w.rank) for w, a, b in alike)
        return tuple(sorted(pairs, key=lambda p: (p.rank, p.one.person_no, p.other.person_no)))


def _among_sealed(
    work: Work, sealed: tuple[Person, ...], people: dict[str, Person], traits: dict[str, Traits]
) -> set[tuple[str, str]]:
    """支援会議の人どうし・支援会議の人と普段の人の二人(支援会議の人の数は少ない)。"""
    found = {
        (one.id, other.id) for one, other in combinations(sealed, 2) if one.body_id == other.body_id
    }
    for one in sealed:
        ids = work.person_keys.sharing(traits[one.id].keys())
        for other in work.people.among("id", ids):
            people[other.id] = other
            traits[other.id] = traits_of(work, other)
            found.add((one.id, other.id))
    return found


def _key(one_id: str, other_id: str) -> frozenset[str]:
    return frozenset((one_id, other_id))


def _shown(desk: Desk, work: Work, people: Iterable[Person]) -> dict[str, Shown]:
    known = {one.id: one for one in people}
    cases: dict[str, list[Case]] = {}
    for case in work.cases.among("person_id", set(known)):
        cases.setdefault(case.person_id, []).append(case)
    found = {}
    for one in known.values():
        hidden = work.shield.hides(one)
        age = age_at(one, desk.today())
        words = f"{one.name}　{age}歳" if age is not None else one.name
        words = "居場所を伏せている人" if hidden else words
        numbers = tuple(sorted((case.case_no for case in cases.get(one.id, [])), reverse=True))
        words = f"{one.person_no}　{words}"
        found[one.id] = Shown(one.id, one.person_no, words, called(work, one), numbers, hidden)
    return found


def called(work: Work, person: Person) -> str:
    """知らせの文での呼び方。「入江　葵（N-0012）」、居場所を伏せる人と名の無い人は番号だけ。"""
    if work.shield.hides(person) or not person.name.strip():
        return person.person_no
    return f"{person.name}（{person.person_no}）"


def both_called(work: Work, one: Person, other: Person) -> tuple[str, str]:
    """同じ人とする二人の、知らせの文での呼び方。一人が伏せる人なら、片方の名から知れるので、二人とも番号だけ。"""
    if work.shield.hides(one) or work.shield.hides(other):
        return one.person_no, other.person_no
    return called(work, one), called(work, other)


# --- 別人 -------------------------------------------------------------------


def say_apart(
    desk: Desk, person_id: str, others: Iterable[str], purpose: Purpose = Purpose.CASEWORK
) -> None:
    """``person_id`` と ``others`` のそれぞれは別人。どちらから見ても、もう尋ねない。"""
    with desk.writing(purpose) as work:
        for other_id in others:
            one, other = work.people.get(person_id), work.people.get(other_id)
            if one is None or other is None or one.id == other.id:
                raise BadInput("その二人が見つかりません。", "一覧を開き直してください。")
            if _told(work, one.id, other.id):
                continue
            place = lane_of(one, other)
            if place is None:
                raise Refused(
                    "別の会議体の人どうしなので、どちらの記録にも書けません。",
                    "同じ会議体の人どうしを選んでください。",
                )
            lane, body_id = place
            work.aparts.put(
                Apart(
                    lane=lane,
                    body_id=body_id,
                    person_id=one.id,
                    other_id=other.id,
                    said_by=desk.me.name,
                    said_at=desk.now(),
                )
            )
            desk.audit(
                work,
                SAID_APART,
                one.person_no,
                f"{one.person_no} {other.person_no}",
                body_id=body_id,
            )


def _told(work: Work, one_id: str, other_id: str) -> bool:
    rows = (*work.aparts.where(person_id=one_id), *work.aparts.where(person_id=other_id))
    return any(row.names(one_id, other_id) for row in rows)


def apart_ids(desk: Desk, person_id: str, purpose: Purpose = Purpose.CASEWORK) -> frozenset[str]:
    """``person_id`` と別人と決めた人(id)。"""
    with desk.reading(purpose) as work:
        rows = (
            *work.aparts.where(person_id=person_id),
            *work.aparts.where(other_id=person_id),
        )
        return frozenset(one for row in rows for one in (row.person_id, row.other_id)) - {person_id}


def apart_pairs(desk: Desk, purpose: Purpose = Purpose.CASEWORK) -> tuple[ApartPair, ...]:
    """別人と決めた二人。新しい順。"""
    with desk.reading(purpose) as work:
        rows = work.aparts.where()
        ids = {one for row in rows for one in (row.person_id, row.other_id)}
        shown = _shown(desk, work, work.people.among("id", ids))
        told = sorted(rows, key=lambda one: (one.said_at is None, one.said_at), reverse=True)
        return tuple(
            ApartPair(row.id, shown[row.person_id], shown[row.other_id], row.said_by)
            for row in told
            if {row.person_id, row.other_id} <= shown.keys()
        )


def take_back_apart(desk: Desk, apart_id: str, purpose: Purpose = Purpose.CASEWORK) -> None:
    """「別人」を取り消す。また同じ人かもしれない二人に出る。"""
    with desk.writing(purpose) as work:
        row = work.aparts.get(apart_id)
        if row is None or (row.lane is Lane.OPEN) != (purpose is Purpose.CASEWORK):
            raise BadInput("その二人が見つかりません。", "一覧を開き直してください。")
        work.aparts.remove(row)
        one = work.people.get(row.person_id)
        desk.audit(work, TOOK_BACK, one.person_no if one else "", body_id=row.body_id)
