"""誰が・何のために・どこまで扱えるかの決まり。この表は、役場の人が読んで確かめるためのもの。"""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jusou_desk.errors import Refused
from jusou_desk.packet import Fact, Record, disclose
from jusou_desk.policy import (
    CEILINGS,
    CONSENT_NEEDED,
    Lane,
    Limit,
    Limits,
    Permit,
    Purpose,
    Right,
    Role,
    may_serve,
    right_of,
)

通常, 同意前, 秘匿 = Lane.OPEN, Lane.UNCONSENTED, Lane.SEALED
管理者, 推進員, 相談員, 閲覧 = Role.ADMIN, Role.COORDINATOR, Role.COUNSELLOR, Role.READER

#: 目的ごとに、(見られる上限, 書けるか) を役割の順(管理者・推進員・相談員・閲覧)に並べる。
#: 「－」はその目的を行えない。
決まり = """
相談支援の記録           同意前/書く 同意前/書く 同意前/書く 同意前/読む
重層的支援会議           通常/書く   通常/書く   通常/書く   －
支援会議                 秘匿/書く   秘匿/書く   秘匿/書く   －
その他の会議             通常/書く   通常/書く   通常/書く   －
関係機関への提供         通常/書く   通常/書く   通常/書く   －
統計・報告               秘匿/読む   秘匿/読む   秘匿/読む   同意前/読む
台帳の取込み             秘匿/書く   秘匿/書く   －          －
台帳の書出し             同意前/書く 同意前/書く 同意前/書く －
支援会議分を含む書出し   秘匿/書く   秘匿/書く   秘匿/書く   －
居場所の確認             秘匿/読む   秘匿/読む   秘匿/読む   －
移替え                   秘匿/書く   秘匿/書く   －          －
通報・緊急の提供         秘匿/書く   秘匿/書く   秘匿/書く   －
通報・緊急の承認         秘匿/書く   秘匿/書く   －          －
本人への交付             同意前/書く 同意前/書く 同意前/書く －
事務所の管理             通常/書く   －          －          －
"""
区分の名 = {通常: "通常", 同意前: "同意前", 秘匿: "秘匿"}
PAIRS = [(role, purpose) for role in Role for purpose in Purpose]


def 言葉で(role: Role, purpose: Purpose) -> str:
    right = CEILINGS.get((role, purpose))
    if right is None:
        return "－"
    return f"{区分の名[right.ceiling]}/{'書く' if right.may_write else '読む'}"


def test_表は決まりのとおり() -> None:
    written = {line.split()[0]: line.split()[1:] for line in 決まり.strip().splitlines()}
    table = {str(purpose): [言葉で(role, purpose) for role in Role] for purpose in Purpose}
    assert table == written
    assert [str(role) for role in Role] == ["管理者", "推進員", "相談員", "閲覧"]


def test_同意の要る目的に支援会議の記載は出ない() -> None:
    assert {Purpose.PLAN_MEETING, Purpose.REFERRAL} < CONSENT_NEEDED
    for role in Role:
        for purpose in CONSENT_NEEDED:
            if (role, purpose) in CEILINGS:
                assert right_of(role, purpose).ceiling is 通常


def test_支援会議の記載に触れる目的は八つだけ() -> None:
    touching = {purpose for (_, purpose), right in CEILINGS.items() if right.ceiling is 秘匿}
    assert touching == {
        Purpose.SUPPORT_MEETING,
        Purpose.STATISTICS,
        Purpose.LEDGER_IMPORT,
        Purpose.SEALED_EXPORT,
        Purpose.REVEAL,
        Purpose.TRANSFER,
        Purpose.EMERGENCY,
        Purpose.EMERGENCY_APPROVAL,
    }


def test_閲覧の役割は支援会議の記載に触れず_何も書けない() -> None:
    rights = [right for (role, _), right in CEILINGS.items() if role is 閲覧]
    assert rights
    assert all(right.ceiling < 秘匿 and not right.may_write for right in rights)


def test_統計では誰も書けない() -> None:
    assert not any(right_of(role, Purpose.STATISTICS).may_write for role in Role)


def test_事務所の管理は管理者だけ() -> None:
    assert [r for r in Role if (r, Purpose.ADMINISTRATION) in CEILINGS] == [管理者]


def test_厳しい順に並び_名前がある() -> None:
    assert 通常 < 同意前 < 秘匿
    assert [lane.label for lane in Lane] == ["通常(同意あり)", "同意未取得", "支援会議"]


@pytest.mark.parametrize(("role", "purpose"), PAIRS)
def test_表に無い組合せは断り_有る組合せは表を引く(role: Role, purpose: Purpose) -> None:
    right = CEILINGS.get((role, purpose))
    if right is None:
        with pytest.raises(Refused, match=f"「{role}」の役割では「{purpose}」を行えません") as no:
            Permit("だれか", role, purpose)
        assert no.value.advice
        with pytest.raises(Refused):
            right_of(role, purpose)
        return
    permit = Permit("だれか", role, purpose)
    assert (permit.ceiling, permit.may_write) == (right.ceiling, right.may_write)


@pytest.mark.parametrize("purpose", ["", "なんでも", None, 0])
def test_表に無い目的は断る(purpose: Any) -> None:
    with pytest.raises(Refused):
        Permit("だれか", 管理者, purpose)


def test_上限は値として持たず_差し替えもできない() -> None:
    permit: Any = Permit("だれか", 相談員, Purpose.PLAN_MEETING)
    with pytest.raises(TypeError):
        replace(permit, ceiling=秘匿)
    with pytest.raises((FrozenInstanceError, AttributeError)):
        permit.ceiling = 秘匿
    with pytest.raises((FrozenInstanceError, AttributeError)):
        permit.may_write = True
    with pytest.raises(FrozenInstanceError):
        permit.role = 管理者
    with pytest.raises(TypeError):
        Permit("だれか", 相談員, Purpose.PLAN_MEETING, 秘匿)  # type: ignore[call-arg,arg-type]
    with pytest.raises(Refused):
        replace(permit, purpose=Purpose.ADMINISTRATION)
    assert permit.ceiling is 通常


def test_表そのものも書き換えられない() -> None:
    table: Any = CEILINGS
    with pytest.raises(TypeError):
        table[閲覧, Purpose.SUPPORT_MEETING] = Right(秘匿, True)
    with pytest.raises(FrozenInstanceError):
        CEILINGS[閲覧, Purpose.CASEWORK].may_write = True  # type: ignore[misc]


# --- 町が狭めた分 -------------------------------------------------------------

統計は読むだけ通常 = Limit(相談員, Purpose.STATISTICS, Right(通常, may_write=False))
提供は断る = Limit(相談員, Purpose.REFERRAL, None)
狭めた分: Limits = (統計は読むだけ通常, 提供は断る)


def test_町が狭めた組は狭まり_ほかの役割と目的はそのまま() -> None:
    assert right_of(相談員, Purpose.STATISTICS, 狭めた分) == Right(通常, may_write=False)
    with pytest.raises(Refused, match="「相談員」の役割では「関係機関への提供」を行えません"):
        right_of(相談員, Purpose.REFERRAL, 狭めた分)
    for pair in set(CEILINGS) - {(相談員, Purpose.STATISTICS), (相談員, Purpose.REFERRAL)}:
        assert right_of(*pair, 狭めた分) == CEILINGS[pair]


limits = st.lists(
    st.builds(
        Limit,
        st.sampled_from(Role),
        st.sampled_from(Purpose),
        st.none() | st.builds(Right, st.sampled_from(Lane), st.booleans()),
    )
).map(tuple)


@given(limits, st.sampled_from(PAIRS))
def test_どんな狭め方を重ねても_表より広くはならない(
    added: Limits, pair: tuple[Role, Purpose]
) -> None:
    try:
        right = right_of(*pair, added)
    except Refused:
        return
    table = CEILINGS[pair]
    assert right.ceiling <= table.ceiling
    assert right.may_write <= table.may_write
    for limit in added:
        if (limit.role, limit.purpose) == pair:
            assert limit.right
            assert right.ceiling <= limit.right.ceiling
            assert right.may_write <= limit.right.may_write


def test_比べ方を偽る値を渡しても_表より広くはならない() -> None:
    class Liar(int):
        """どれより小さく、どれとも等しいと言う、支援会議の区分。"""

        def __lt__(self, other: object) -> bool:
            return True

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return hash(Lane.SEALED)

    for ceiling in (Liar(2), Liar(0), 2, None):
        forged: Any = SimpleNamespace(ceiling=ceiling, may_write="書ける")
        added: Any = (Limit(閲覧, Purpose.STATISTICS, forged),)
        right = right_of(閲覧, Purpose.STATISTICS, added)
        assert right.ceiling is 同意前
        assert right.may_write is False


def test_狭めた許可で作った紙には_狭めた上限までしか載らない() -> None:
    narrowed = (Limit(相談員, Purpose.LEDGER_EXPORT, Right(通常, may_write=True)),)
    permit = Permit("だれか", 相談員, Purpose.LEDGER_EXPORT, limits=narrowed)
    record = Record({"同意前": Fact("話", 同意前), "通常": Fact("話", 通常)})
    assert dict(disclose(record, permit).values) == {"同意前": None, "通常": "話"}
    assert pickle.loads(pickle.dumps(permit)) == permit  # noqa: S301 - 値が変わらないことを見る
    assert hash(permit) == hash(copy.copy(permit))


def test_断る組の許可は作れない() -> None:
    with pytest.raises(Refused):
        Permit("だれか", 相談員, Purpose.REFERRAL, limits=狭めた分)
    genuine = Permit("だれか", 相談員, Purpose.CASEWORK, limits=狭めた分)
    with pytest.raises(Refused):
        replace(genuine, purpose=Purpose.REFERRAL)


def test_支援会議に届かない役割は従事者になれない() -> None:
    assert [role for role in Role if may_serve(role)] == [管理者, 推進員, 相談員]
    for right in (None, Right(同意前, may_write=True)):
        assert not may_serve(相談員, (Limit(相談員, Purpose.SUPPORT_MEETING, right),))


def test_同意のある分だけに絞るのは_町が狭めたときだけ() -> None:
    assert not any(Permit("だれか", *pair).consented_only for pair in CEILINGS)
    assert Permit("だれか", 相談員, Purpose.STATISTICS, limits=狭めた分).consented_only
