"""外へ出してよい中身: 許可の上限を超える事実は、跡も残さず落ちる。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import FrozenInstanceError, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jusou_desk.packet import (
    CONCEALED,
    NO_SOURCE,
    Audience,
    Barrier,
    Fact,
    Packet,
    Record,
    Terms,
    disclose,
)
from jusou_desk.policy import APPROVED_ONLY, CEILINGS, Lane, Overlay, Permit, Purpose, Role

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
#: 承認された一件だけを出せる目的は、tests/secrecy/test_disclosure.py が確かめる。
permits = st.sampled_from(
    [Permit("だれか", *pair) for pair in CEILINGS if pair[1] not in APPROVED_ONLY]
)


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


# --- 本人の同意 ---------------------------------------------------------------

TODAY = date(2026, 11, 22)
SHAKYO = Audience("架空市社会福祉協議会", TODAY)
FULL = Terms(given=True, agencies=("社会福祉協議会",))


def item(terms: Terms) -> Record:
    """本人の同意の付いた議題ひとつと、頭の題。"""
    row = Record(
        {
            "氏名": Fact("試見 さざなみ", scope="1"),
            "病名": Fact("貧血", scope="2"),
            "題": Fact("話"),
        },
        {"経過": (Record({"内容": Fact("訪ねた")}),)},
        terms=terms,
    )
    return Record({"会議名": Fact("会議")}, {"議題": (row,)})


def shown(terms: Terms, audience: Audience | None, permit: Permit = OPEN_MEETING) -> list[Any]:
    return [dict(row.values) for row in disclose(item(terms), permit, audience).groups["議題"]]


BARRED = {
    Barrier.NO_CONSENT: Terms(given=False),
    Barrier.EXPIRED: replace(FULL, until=date(2026, 11, 21)),
    Barrier.OTHER_PURPOSE: replace(FULL, purposes=frozenset({Purpose.REFERRAL})),
    Barrier.EXCLUDED: replace(FULL, excluded=("架空市社会福祉協議会",)),
    Barrier.OTHER_AGENCY: replace(FULL, agencies=("架空病院",)),
}


@pytest.mark.parametrize("barrier", list(Barrier))
def test_同意の外の議題は行ごと消える(barrier: Barrier) -> None:
    terms = BARRED[barrier]
    assert terms.barrier_for(Purpose.PLAN_MEETING, SHAKYO) is barrier
    assert shown(terms, SHAKYO) == []
    assert shown(FULL, SHAKYO) != []


@pytest.mark.parametrize("barrier", list(Barrier))
def test_支援会議と普段の記録は同意を問わない(barrier: Barrier) -> None:
    for permit in (SEALED_MEETING, CASEWORK):
        assert shown(BARRED[barrier], SHAKYO, permit) == shown(FULL, SHAKYO)


def test_期間は初日と末日を含む() -> None:
    terms = replace(FULL, since=TODAY, until=TODAY)
    assert terms.barrier(Purpose.REFERRAL, TODAY) is None
    for day in (date(2026, 11, 21), date(2026, 11, 23)):
        assert terms.barrier(Purpose.REFERRAL, day) is Barrier.EXPIRED


def test_範囲の外の事実だけが落ちる() -> None:
    terms = replace(FULL, scopes=frozenset({"1"}))
    assert shown(terms, SHAKYO) == [{"氏名": "試見 さざなみ", "病名": None, "題": "話"}]
    assert shown(replace(FULL, scopes=frozenset()), SHAKYO)[0]["氏名"] is None


def test_町の中には提供先に名前が無くても渡せるが_除かれていれば渡せない() -> None:
    inside = Audience("福祉係", TODAY, insider=True)
    assert shown(FULL, inside) != []
    assert shown(replace(FULL, excluded=("福祉係",)), inside) == []


def test_提供先に会議の出席機関とあれば_その席の機関に渡せる() -> None:
    terms = replace(FULL, agencies=("重層的支援会議の出席機関",))
    hospital = Audience("架空病院", TODAY)
    assert shown(terms, hospital) == []
    for sitting in (("架空市重層的支援会議", "重層的支援会議"), ("つながる会議", "重層的支援会議")):
        assert shown(terms, replace(hospital, sitting=sitting)) != []
    other = replace(hospital, sitting=("ケース会議", "その他"))
    assert shown(terms, other) == []
    barred = replace(terms, excluded=("架空病院",))
    assert shown(barred, replace(hospital, sitting=("会議", "重層的支援会議"))) == []


def test_受け手を言わなければ_有無と目的だけを確かめる() -> None:
    for barrier, terms in BARRED.items():
        barred = barrier in (Barrier.NO_CONSENT, Barrier.OTHER_PURPOSE)
        assert (shown(terms, None) == []) is barred


def test_行の同意は_その下の行にも及び_下の行は自分の同意で上書きできる() -> None:
    inner = Record({"内容": Fact("よその人")}, terms=Terms(given=False))
    record = Record({}, {"経過": (Record({"内容": Fact("訪ねた")}), inner)}, terms=FULL)
    rows = disclose(record, OPEN_MEETING, SHAKYO).groups["経過"]
    assert [row.values["内容"] for row in rows] == ["訪ねた"]


# --- 居場所 -------------------------------------------------------------------


@given(permits)
def test_居場所は確認のほかのどの目的でも秘匿になり_文の中の語も消える(permit: Permit) -> None:
    assume(permit.purpose is not Purpose.REVEAL)
    record = Record(
        {
            "住所": Fact("北斗町九番地", overlays=frozenset({Overlay.WHEREABOUTS})),
            "空": Fact(None, overlays=frozenset({Overlay.WHEREABOUTS})),
        },
        {
            "経過": (
                Record({"内容": Fact("いまは北斗町九番地にいる"), "語": Fact(("北斗町九番地",))}),
            )
        },
        hidden=("北斗町九番地",),
    )
    packet = disclose(record, permit)
    assert dict(packet.values) == {"住所": CONCEALED, "空": CONCEALED}
    assert dict(packet.groups["経過"][0].values) == {"内容": "いまは秘匿にいる", "語": ("秘匿",)}


# --- 情報源・本人に伏せる -------------------------------------------------------

SOURCED = frozenset({Overlay.SOURCE})
FROM_PERSON = frozenset({Overlay.FROM_PERSON})
TO_PERSON = Permit("だれか", Role.COORDINATOR, Purpose.TO_PERSON)
MOTHER = Audience("", date(2026, 11, 20), person=True)


@given(permits)
def test_情報源はどの目的でも出ず_文の中の名も消える(permit: Permit) -> None:
    row = Record({"内容": Fact("田中さんから聞いた"), "語": Fact(("田中さん", "雨"))})
    record = Record(
        {
            "来談者": Fact("田中　花子", overlays=SOURCED),
            "空": Fact(None, overlays=SOURCED),
            "担当機関": Fact("田中さん", naming=True),
        },
        {"経過": (row,)},
        sources=("田中さん",),
    )
    packet = disclose(record, permit)
    assert dict(packet.values) == {
        "来談者": NO_SOURCE,
        "空": NO_SOURCE,
        "担当機関": "田中さん",
    }
    told = {"内容": f"{NO_SOURCE}から聞いた", "語": (NO_SOURCE, "雨")}
    assert dict(packet.groups["経過"][0].values) == told


@given(permits)
def test_本人に伏せる事実は空に_行は行ごと消える(permit: Permit) -> None:
    record = Record(
        {"相談内容": Fact("長女の本心", overlays=FROM_PERSON), "氏名": Fact("髙橋")},
        {"経過": (Record({"内容": Fact("長女")}, overlays=FROM_PERSON), Record({}))},
    )
    for audience in (MOTHER, replace(SHAKYO, person=True)):
        packet = disclose(record, permit, audience)
        assert dict(packet.values) == {"相談内容": None, "氏名": "髙橋"}
        assert len(packet.groups["経過"]) == 1
    office = disclose(record, permit, SHAKYO)
    handed = permit.purpose is Purpose.TO_PERSON
    assert office.values["相談内容"] == (None if handed else "長女の本心")
    assert len(office.groups["経過"]) == (1 if handed else 2)


def test_紙そのものを本人に伏せれば_何も出ない() -> None:
    record = Record({"氏名": Fact("髙橋")}, overlays=FROM_PERSON)
    assert dict(disclose(record, TO_PERSON).values) == {}


def test_いくつ重ねても_一番伏せる方に従う() -> None:
    both = Fact("北斗町の田中", overlays=FROM_PERSON | SOURCED | {Overlay.WHEREABOUTS})
    assert disclose(Record({"欄": both}), TO_PERSON).values["欄"] is None
    two = Fact("北斗町の田中").under(Overlay.SOURCE).under(Overlay.WHEREABOUTS)
    assert two.overlays == {Overlay.SOURCE, Overlay.WHEREABOUTS}
    assert disclose(Record({"欄": two}), CASEWORK).values["欄"] == CONCEALED


def test_本人に渡すだけの紙は_受け手の機関を問わず同意の有無と目的だけを見る() -> None:
    mine = Record({}, {"経過": (Record({"内容": Fact("訪ねた")}, terms=FULL),)})
    assert len(disclose(mine, OPEN_MEETING, MOTHER).groups["経過"]) == 1
    barred = replace(FULL, given=False)
    none = Record({}, {"経過": (Record({"内容": Fact("訪ねた")}, terms=barred),)})
    assert disclose(none, OPEN_MEETING, MOTHER).groups["経過"] == ()
