"""外へ出してよい中身: 許可の上限を超える事実は、跡も残さず落ちる。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jusou_desk.packet import Fact, Packet, Record, disclose
from jusou_desk.policy import CEILINGS, Lane, Permit, Purpose, Role

OPEN_MEETING = Permit("だれか", Role.COORDINATOR, Purpose.PLAN_MEETING)
SEALED_MEETING = Permit("だれか", Role.COORDINATOR, Purpose.SUPPORT_MEETING)
CASEWORK = Permit("だれか", Role.COORDINATOR, Purpose.CASEWORK)

names = st.sampled_from(["氏名", "住所", "経過", "課題", "方針"])
lanes = st.sampled_from(list(Lane))


def tagged(lane: Lane) -> st.SearchStrategy[Any]:
    """どの区分の値かが、値を見れば分かる値。"""
    return st.one_of(
        st.integers(0, 9).map(lambda n: f"〔{lane.name}〕{n}"),
        st.integers(0, 9).map(lambda n: (f"〔{lane.name}〕{n}", "ほか")),
    )


facts = lanes.flatmap(lambda lane: tagged(lane).map(lambda value: Fact(value, lane)))


def _record(inner: st.SearchStrategy[Record]) -> st.SearchStrategy[Record]:
    return st.builds(
        Record,
        facts=st.dictionaries(names, facts, max_size=4),
        groups=st.dictionaries(
            st.sampled_from(["議題", "決定", "出席者"]),
            st.lists(inner, max_size=3).map(tuple),
            max_size=2,
        ),
        lane=lanes,
    )


plain = st.builds(Record, facts=st.dictionaries(names, facts, max_size=4), lane=lanes)
material = st.recursive(plain, _record, max_leaves=12)
permits = st.sampled_from([Permit("だれか", *pair) for pair in CEILINGS])


def values_in(packet: Packet) -> Iterator[object]:
    """Packet の中のすべての値(入れ子の行も)。"""
    for value in packet.values.values():
        yield from value if isinstance(value, tuple) else (value,)
    for rows in packet.groups.values():
        for row in rows:
            yield from values_in(row)


def allowed(record: Record, ceiling: Lane) -> list[object]:
    """見てよい値を、disclose とは別の道で数え上げる。"""
    if record.lane > ceiling:
        return []
    found: list[object] = []
    for fact in record.facts.values():
        if fact.lane <= ceiling:
            found += fact.value if isinstance(fact.value, tuple) else (fact.value,)
        else:
            found.append(None)
    for rows in record.groups.values():
        for row in rows:
            found += allowed(row, ceiling)
    return found


@given(material, permits)
def test_上限を超える事実は一つも出ない(record: Record, permit: Permit) -> None:
    packet = disclose(record, permit)
    above = [lane.name for lane in Lane if lane > permit.ceiling]
    shown = repr(packet.values) + repr(packet.groups)
    assert [name for name in above if f"〔{name}〕" in shown] == []


@given(material, permits)
def test_見てよい事実は一つも欠けない(record: Record, permit: Permit) -> None:
    packet = disclose(record, permit)
    assert sorted(map(repr, values_in(packet))) == sorted(
        map(repr, allowed(record, permit.ceiling))
    )


def rows_match(record: Record, packet: Packet, ceiling: Lane) -> bool:
    """上限を超える行は、空の行としても残らない。"""
    if record.lane > ceiling:
        return not packet.values and not packet.groups
    return all(
        len(packet.groups[name]) == len(kept := [row for row in rows if row.lane <= ceiling])
        and all(
            rows_match(row, shown, ceiling)
            for row, shown in zip(kept, packet.groups[name], strict=True)
        )
        for name, rows in record.groups.items()
    )


@given(material, permits)
def test_上限を超える行は行ごと消える(record: Record, permit: Permit) -> None:
    assert rows_match(record, disclose(record, permit), permit.ceiling)


@given(material, permits)
def test_どの行にも許可の目的と上限が付く(record: Record, permit: Permit) -> None:
    def check(packet: Packet) -> None:
        assert (packet.purpose, packet.ceiling) == (permit.purpose, permit.ceiling)
        for rows in packet.groups.values():
            for row in rows:
                check(row)

    check(disclose(record, permit))


def test_支援会議の記載は重層的支援会議の資料に出ない() -> None:
    record = Record(
        {"氏名": Fact("試見 さざなみ"), "経過": Fact("会議だけの話", Lane.SEALED)},
        {
            "議題": (
                Record({"要旨": Fact("出せる")}),
                Record({"要旨": Fact("出せない")}, lane=Lane.SEALED),
                Record({"要旨": Fact("同意前")}, lane=Lane.UNCONSENTED),
            )
        },
    )
    shown = disclose(record, OPEN_MEETING)
    assert dict(shown.values) == {"氏名": "試見 さざなみ", "経過": None}
    assert [dict(row.values) for row in shown.groups["議題"]] == [{"要旨": "出せる"}]
    assert [row.values["要旨"] for row in disclose(record, CASEWORK).groups["議題"]] == [
        "出せる",
        "同意前",
    ]
    assert len(disclose(record, SEALED_MEETING).groups["議題"]) == 3
    assert disclose(record, SEALED_MEETING).values["経過"] == "会議だけの話"


def test_記録そのものが上限を超えれば_項目の名も出ない() -> None:
    record = Record({"通報": Fact("あった")}, {"議題": (Record({}),)}, lane=Lane.SEALED)
    shown = disclose(record, OPEN_MEETING)
    assert (dict(shown.values), dict(shown.groups)) == ({}, {})


class Raised(Permit):
    """上限を書き換えた許可。"""

    @property
    def ceiling(self) -> Lane:
        return Lane.SEALED


def test_上限を書き換えた許可でも_表の上限までしか出ない() -> None:
    record = Record({"経過": Fact("会議だけの話", Lane.SEALED)})
    shown = disclose(record, Raised("だれか", Role.COORDINATOR, Purpose.PLAN_MEETING))
    assert shown.ceiling is Lane.OPEN
    assert shown.values["経過"] is None


def test_Packetの中身は後から足せない() -> None:
    packet: Any = disclose(Record({"日付": Fact(date(2026, 4, 1))}, {"行": ()}), OPEN_MEETING)
    with pytest.raises(TypeError):
        packet.values["氏名"] = "あとから"
    with pytest.raises(TypeError):
        packet.groups["行"] = (1,)
    with pytest.raises(FrozenInstanceError):
        packet.ceiling = Lane.SEALED


def test_材料を後から書き換えても_作ったPacketは変わらない() -> None:
    facts_now: dict[str, Fact] = {"氏名": Fact("先")}
    packet = disclose(Record(facts_now), OPEN_MEETING)
    facts_now["氏名"] = Fact("後")
    assert packet.values["氏名"] == "先"
