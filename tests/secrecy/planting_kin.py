"""仕込みの続き: 家族。本人の別の名・住民票の住所・施設、家族の人、間がら、支援関係、図の位置。"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin import registering, relatives, same_people, ties, uniting
from jusou_desk.casework.kin.relatives import Relative
from jusou_desk.errors import DeskError
from jusou_desk.family.people import HouseholdKind
from jusou_desk.models.family_records import (
    EcoTie,
    FamilyTie,
    PictureKind,
    Residence,
    TieKind,
)
from jusou_desk.models.records import Case, OtherName, OtherNameKind, Person
from jusou_desk.policy import Lane
from tests.secrecy.planting import NOW, Planter, Secret
from tests.secrecy.random_office import Guard


def families(at: Planter) -> None:
    """どの相談にも家族を書く。通常の相談には、支援会議で聞いた家族も書く。"""
    planted = at.at
    done = set[str]()
    for index in range(len(planted.plan.matters)):
        case = planted.cases[index]
        if case.person_id and planted.persons[index][1] == case.sealed:
            if case.person_id not in done:
                _person(at, index, case)
                done.add(case.person_id)
            _around(at, index, case, _desk(at, case.body_id), "")
        if not case.sealed:
            body = planted.desks[0].town.support_bodies[0].id
            _around(at, index, case, at.first, body)
    for one in planted.plan.guards:
        with suppress(DeskError):
            _fled(at, one)


def _desk(at: Planter, body: str) -> Desk:
    return (
        next((one for one in at.at.desks if body in one.member_of), at.first) if body else at.first
    )


def _person(at: Planter, index: int, case: Case) -> None:
    """本人の別の名と、居る所。"""
    desk, who = _desk(at, case.body_id), at.at.persons[index][0]
    with desk.reading(purpose_of(case.lane)) as work:
        person = work.people.get(case.person_id)
    assert person
    about: dict[str, Any] = {
        "lane": case.lane,
        "body": case.body_id,
        "case": index,
        "person": who,
        "record": person.id,
        "scope": "1",
    }
    words = {
        name: at.word(f"人{who}の{name}", kind, **about)
        for name, kind in (
            ("通称", "読み"),
            ("通称の読み", "読み"),
            ("亡くなった日", "読み"),
            ("住民票の住所", "住所"),
            ("施設", "住所"),
            ("施設の備考", "住所"),
        )
    }
    alias = OtherName(kind=OtherNameKind.ALIAS, name=words["通称"], kana=words["通称の読み"])
    wanted = replace(
        relatives.relative_of(person),
        other_names=(alias,),
        # みな亡くなっていると、同居の人が誰もいなくなる。
        died_text=f"{words['亡くなった日']}ごろ" if index % 2 else "",
        registered_address=f"{words['住民票の住所']}八番地",
    )
    relatives.change_relative(desk, case.id, person.id, wanted)
    relatives.set_stay(
        desk,
        case.id,
        Residence(
            person_id=person.id,
            kind=HouseholdKind.FACILITY,
            place=f"{words['施設']}の里の家",
            since=NOW.date(),
            note=words["施設の備考"],
        ),
    )


def _around(at: Planter, index: int, case: Case, desk: Desk, body: str) -> None:
    """家族の一人と、その間がら、機関との関係、図の位置。body: 支援会議で聞いたなら、その会議体。"""
    sealed = bool(body)
    where = body or case.body_id
    lane = Lane.SEALED if where else Lane.OPEN
    about: dict[str, Any] = {"lane": lane, "body": where, "case": index, "scope": "1"}
    head = f"相談{index}の{'支援会議の' if sealed else ''}"
    names = (
        *("家族", "家族の読み", "間がら", "間がらの備考", "支援関係の備考", "支援関係の機関"),
        "住民票の続柄",
    )
    words = {name: at.fresh() for name in names}
    person = relatives.add_relative(
        desk,
        case.id,
        Relative(name=words["家族"], kana=words["家族の読み"]),
        sealed=sealed,
        body_id=body,
    )
    tie = FamilyTie(
        person_id=case.person_id,
        other_id=person.id,
        kind=TieKind.LINK,
        word=words["間がら"],
        note=words["間がらの備考"],
    )
    ties.set_tie(desk, case.id, tie, sealed=sealed, body_id=body)
    registering.register_home(
        desk,
        case.id,
        person.id,
        case.person_id,
        words["住民票の続柄"],
        NOW.date(),
        sealed=sealed,
        body_id=body,
    )
    line = EcoTie(person_id="", agency=words["支援関係の機関"], note=words["支援関係の備考"])
    ties.set_eco_tie(desk, case.id, line, sealed=sealed, body_id=body)
    ties.keep_layout(
        desk, case.id, PictureKind.GENOGRAM, {person.id: (1.0, None)}, sealed=sealed, body_id=body
    )
    at.at.secrets += [Secret(word, head + name, "家族", **about) for name, word in words.items()]
    same = Relative(name=words["家族"], kana=words["家族の読み"])
    _written_twice(desk, case, person, same, body=body)


def _written_twice(desk: Desk, case: Case, person: Person, same: Relative, *, body: str) -> None:
    """二度書かれた家族を一人に統合し、同じ名のもう一人は別人と決める。"""
    purpose = purpose_of(person.lane)
    again, apart = (
        relatives.add_relative(desk, case.id, same, sealed=bool(body), body_id=body)
        for _ in range(2)
    )
    same_people.say_apart(desk, person.id, [apart.id], purpose)
    uniting.unite(desk, person.id, again.id, (), purpose)


def _fled(at: Planter, one: Guard) -> None:
    """逃れた人の新しい子と、相手方との間がら。相手方の図に、どちらも出てはならない。"""
    planted = at.at
    mine = planted.received.get((one.who, ""))
    theirs = planted.received.get((one.other, "")) if one.other is not None else None
    case = next((n for n, c in enumerate(planted.cases) if c.person_id == mine), -1)
    if not mine or not theirs or mine == theirs or planted.cases[case].sealed:
        return
    own = planted.cases[case]
    name = at.fresh()
    baby = relatives.add_relative(
        at.first, own.id, Relative(name=name, relationship="子", together=True)
    )
    planted.born[baby.id] = mine
    about: dict[str, Any] = {"case": case, "person": one.who, "record": baby.id, "scope": "1"}
    planted.secrets.append(Secret(name, f"人{one.who}の新しい子", "家族", **about))
    for tie in (
        FamilyTie(person_id=theirs, other_id=baby.id, kind=TieKind.BIRTH),
        FamilyTie(person_id=mine, other_id=theirs, kind=TieKind.MARRIED),
    ):
        ties.set_tie(at.first, own.id, tie)
