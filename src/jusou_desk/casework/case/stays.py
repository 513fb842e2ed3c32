"""世帯の出入りの跡。世帯番号が書き直されても、前の世帯と、そこでの続柄を失わない。

続柄は世帯の本人から見たものなので、世帯が分かれると読めなくなる。分かれる前の語を、二人の間がら
(``FamilyTie``)として残す。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from jusou_desk.family.people import HouseholdKind
from jusou_desk.models.family_records import FamilyTie, Residence, TieKind
from jusou_desk.models.records import Entry, Person
from jusou_desk.models.work import Work
from jusou_desk.policy import Lane

OWN: Final = "本人"
"""世帯の本人の続柄。ほかの人の続柄は、この人から見たもの。"""


def keep_home(work: Work, before: Person, after: Person, day: date) -> None:
    """``before`` を ``after`` に書いた後に呼ぶ。世帯番号が変われば、前の世帯を ``day`` で閉じて残す。"""
    moved = before.household_no != after.household_no
    # 「子」から「養子」のような直しは、前の語を残さない。
    turned = before.relationship != after.relationship and OWN in (
        before.relationship,
        after.relationship,
    )
    if before.household_no and (moved or turned):
        _keep_words(work, before)
    if moved:
        _close(work, before, day)
        if after.household_no:
            work.residences.put(_stay(after, since=day))


def lane_of(*records: Entry) -> tuple[Lane, str] | None:
    """どれにもかかる記録の (区分, 会議体)。違う会議体の秘匿の記録どうしなら、どこにも書けないので None。"""
    bodies = {one.body_id for one in records if one.sealed}
    if len(bodies) > 1:
        return None
    return (Lane.SEALED, bodies.pop()) if bodies else (Lane.OPEN, "")


def _close(work: Work, before: Person, day: date) -> None:
    rows = work.residences.where(person_id=before.id, kind=HouseholdKind.SUPPORT, until=None)
    open_rows = [row for row in rows if row.lane is before.lane]
    for row in open_rows:
        if row.since == day:
            # その日のうちの書直しは、世帯を移ったのではない。
            work.residences.remove(row)
        else:
            work.residences.put(replace(row, household_no=before.household_no, until=day))
    if not open_rows and before.household_no:
        work.residences.put(_stay(before, until=day))


def _stay(person: Person, since: date | None = None, until: date | None = None) -> Residence:
    return Residence(
        lane=person.lane,
        body_id=person.body_id,
        person_id=person.id,
        kind=HouseholdKind.SUPPORT,
        household_no=person.household_no,
        since=since,
        until=until,
    )


def _keep_words(work: Work, before: Person) -> None:
    mates = work.people.where(household_no=before.household_no)
    home = [one for one in mates if one.id != before.id] + [before]
    own = sorted((one for one in home if one.relationship == OWN), key=lambda p: p.person_no)
    for anchor in own[:1]:
        told = home[:-1] if anchor.id == before.id else [before]
        known = set(_pairs(work, {before.id}))
        for other in told:
            if other.relationship in ("", OWN) or frozenset((anchor.id, other.id)) in known:
                continue
            if place := lane_of(anchor, other):
                lane, body_id = place
                work.family_ties.put(
                    FamilyTie(
                        lane=lane,
                        body_id=body_id,
                        person_id=anchor.id,
                        other_id=other.id,
                        kind=TieKind.WORD,
                        word=other.relationship,
                    )
                )


def _pairs(work: Work, people: set[str]) -> Iterator[frozenset[str]]:
    for column in ("person_id", "other_id"):
        for tie in work.family_ties.among(column, people):
            yield frozenset((tie.person_id, tie.other_id))
