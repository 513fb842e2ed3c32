"""世帯の見せ方と、居場所の秘匿。会議資料にも様式にも同じ決まりで効く(domain.md §5.4)。"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.intake import age_at
from jusou_desk.models.records import Person
from jusou_desk.models.work import Work
from jusou_desk.packet import Fact, Record, Value
from jusou_desk.policy import Lane, Overlay
from jusou_desk.towns import Town

Facts = dict[str, Fact]
_WHEREABOUTS: Final = ("住所", "電話", "連絡の注意")


def facts(lane: Lane, scope: str = "", /, **values: Value) -> dict[str, Fact]:
    """同じ区分・同じ情報の範囲(同意書の①〜⑥の符号)の事実をまとめて作る。"""
    return {name: Fact(value, lane, scope=scope) for name, value in values.items()}


def household(work: Work, person: Person | None) -> tuple[Person, ...]:
    """同じ世帯番号の、本人以外の人。年長の順。"""
    if person is None or not person.household_no:
        return ()
    same = work.people.where(household_no=person.household_no)
    others = [p for p in same if p.id != person.id]
    return tuple(sorted(others, key=lambda p: (p.birth_on is None, p.birth_on, p.person_no)))


def member_rows(desk: Desk, person: Person | None, members: Iterable[Person]) -> tuple[Record, ...]:
    """世帯員の行。

    住所を秘匿する人は、本人も秘匿のとき(一緒に避難しているとき)のほかは載せない。
    元の世帯の紙から同居が分かってしまうため(domain.md §5.4)。
    """
    together = person is not None and person.address_concealed
    rows = []
    for member in members:
        if member.address_concealed and not together:
            continue
        row = facts(
            member.lane,
            氏名=member.name,
            フリガナ=member.kana,
            続柄=member.relationship,
            性別=member.sex,
            生年月日=member.birth_on or member.birth_text,
            年齢=age_at(member, desk.today()),
            備考=None,
        )
        rows.append(Record(row, lane=member.lane))
    return tuple(rows)


def concealed(found: Facts) -> Facts:
    """住所・電話と、そこから居場所の知れる欄に、居場所の秘匿を重ねた事実。"""
    return found | {
        name: replace(found[name], overlay=Overlay.WHEREABOUTS)
        for name in _WHEREABOUTS
        if name in found
    }


def hidden_words(town: Town, people: Iterable[Person]) -> tuple[str, ...]:
    """文の中に紛れていても消す、秘匿する人の住所と電話。長いものから。"""
    found: set[str] = set()
    for person in people:
        if not person.address_concealed:
            continue
        address = person.address.strip()
        for head in ("", town.prefecture, town.name, town.prefecture + town.name):
            found.add(address.removeprefix(head).strip())
        found |= {person.phone.strip(), re.sub(r"[-－ー()() ]", "", person.phone)}
    # 「大樹町」のような短い語まで消すと、文が読めなくなる。
    return tuple(
        sorted((w for w in found if len(w) >= 4 and w != town.name), key=lambda w: (-len(w), w))
    )


def raised(record: Record, floor: Lane) -> Record:
    """どの事実も行も、区分を ``floor`` まで上げた Record。"""
    return replace(
        record,
        facts={
            name: replace(fact, lane=max(fact.lane, floor)) for name, fact in record.facts.items()
        },
        groups={
            name: tuple(raised(row, floor) for row in rows) for name, rows in record.groups.items()
        },
        lane=max(record.lane, floor),
    )
