"""区分の壁: 鍵は目的が許すときだけ載り、偽の許可も差し替えも通らない。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import select

from jusou_desk.errors import Damaged, Refused
from jusou_desk.models import keys, lanes, tables
from jusou_desk.models.store import Store
from jusou_desk.ngrams import bigrams
from jusou_desk.policy import CEILINGS, Lane, Permit, Purpose, Role
from tests.models.office import (
    ADMIN,
    BODY,
    OTHER_BODY,
    case_numbers,
    joined,
    opened,
    permit,
    save_case,
    save_sealed,
    sealed_case,
    sealed_meeting,
    sealed_note,
)

NOT_SEALED = [purpose for purpose in Purpose if CEILINGS[Role.ADMIN, purpose].ceiling < Lane.SEALED]
CANARY = "カナリア髙﨑かなりあ"


@pytest.fixture
def kept(store: Store) -> Store:
    save_case(store)
    save_sealed(store)
    return store


def test_従事者は支援会議の目的でだけ両方を読める(kept: Store) -> None:
    assert case_numbers(kept, Purpose.SUPPORT_MEETING) == {"R8-001", "S-001"}


@pytest.mark.parametrize("purpose", NOT_SEALED)
def test_支援会議でない目的には_従事者であっても鍵そのものが無い(
    kept: Store, purpose: Purpose
) -> None:
    with kept.reading(permit(kept, purpose)) as work:
        assert work.sealed.bodies == frozenset()
        assert work.sealed._ring._keys == {}
        assert {one.case_no for one in work.cases.where()} == {"R8-001"}
        assert work.cases.one(case_no="S-001") is None


def test_重層的支援会議は秘匿の目的に数えない() -> None:
    assert Purpose.PLAN_MEETING in NOT_SEALED
    assert Purpose.REFERRAL in NOT_SEALED


def test_従事していない会議体の記録は支援会議の目的でも見えない(kept: Store) -> None:
    member = joined(kept, "夕凪 ひびき", Role.COUNSELLOR, OTHER_BODY)
    assert case_numbers(member, Purpose.SUPPORT_MEETING) == {"R8-001"}
    with member.reading(permit(member, Purpose.SUPPORT_MEETING)) as work:
        assert work.sealed.bodies == {OTHER_BODY}
    member.close()


@pytest.mark.parametrize("purpose", [Purpose.SUPPORT_MEETING, Purpose.SEALED_EXPORT])
def test_従事者でなければ支援会議の目的は断る(kept: Store, purpose: Purpose) -> None:
    outsider = joined(kept, "夕凪 ひびき", Role.COORDINATOR)
    with pytest.raises(Refused, match="従事者として登録されていない"):
        outsider.reading(permit(outsider, purpose))
    with pytest.raises(Refused, match="従事者として登録されていない"):
        outsider.writing(permit(outsider, purpose))
    outsider.close()


def test_従事者でなければ統計でも秘匿の表には触れない(kept: Store) -> None:
    outsider = joined(kept, "夕凪 ひびき", Role.COORDINATOR)
    assert case_numbers(outsider, Purpose.STATISTICS) == {"R8-001"}

    def touch() -> None:
        with outsider.reading(permit(outsider, Purpose.STATISTICS)) as work:
            work.connection.execute(select(tables.lane_key))

    with pytest.raises(Refused, match="触れられない"):
        touch()
    outsider.close()


# --- 偽の許可 ---------------------------------------------------------------


@dataclass(frozen=True)
class Raised(Permit):
    """上限を書き換えた許可。"""

    @property
    def ceiling(self) -> Lane:
        return Lane.SEALED

    @property
    def may_write(self) -> bool:
        return True


@dataclass(frozen=True)
class Unchecked(Permit):
    """作るときの確かめを抜いた許可。"""

    def __post_init__(self) -> None:
        pass


def changed(genuine: Permit, **attributes: Any) -> Permit:
    for name, value in attributes.items():
        object.__setattr__(genuine, name, value)
    return genuine


def test_上限を書き換えた許可は断る(kept: Store) -> None:
    reader = joined(kept, "夕凪 ひびき", Role.READER)
    for forged in (
        Raised(reader.me.name, Role.READER, Purpose.CASEWORK),
        Unchecked(reader.me.name, Role.READER, Purpose.SUPPORT_MEETING),
        Unchecked(reader.me.name, Role.READER, Purpose.CASEWORK),
        Permit(reader.me.name, Role.ADMIN, Purpose.SUPPORT_MEETING),
        Permit(ADMIN, Role.READER, Purpose.CASEWORK),
        Permit(ADMIN, Role.ADMIN, Purpose.SUPPORT_MEETING),
        changed(permit(reader), role=Role.ADMIN),
        changed(permit(reader), actor=ADMIN),
        changed(permit(reader), purpose=Purpose.SUPPORT_MEETING),
        changed(permit(reader), purpose="支援会議"),
        changed(permit(reader), purpose="なんでも"),
        replace(permit(reader), role=Role.COUNSELLOR),
    ):
        with pytest.raises(Refused):
            reader.reading(forged)
        with pytest.raises(Refused):
            reader.writing(forged)
    reader.close()


def test_上限は値として差し込めない(kept: Store) -> None:
    genuine = permit(kept, Purpose.PLAN_MEETING)
    with pytest.raises((AttributeError, TypeError)):
        object.__setattr__(genuine, "ceiling", Lane.SEALED)
    vars(genuine)["ceiling"] = Lane.SEALED
    assert genuine.ceiling is Lane.OPEN
    with kept.reading(genuine) as work:
        assert work.sealed.bodies == frozenset()


def test_確かめたあとで目的をすり替えても効かない(kept: Store) -> None:
    genuine = permit(kept, Purpose.PLAN_MEETING)
    waiting = kept.reading(genuine)
    object.__setattr__(genuine, "purpose", Purpose.SUPPORT_MEETING)
    with waiting as work:
        assert work.permit.purpose is Purpose.PLAN_MEETING
        assert work.sealed.bodies == frozenset()
        object.__setattr__(genuine, "purpose", Purpose.SUPPORT_MEETING)
        assert work.permit.ceiling is Lane.OPEN


def test_サインインした職員は差し替えられない(kept: Store) -> None:
    with pytest.raises(AttributeError):
        kept.me = replace(kept.me, role=Role.ADMIN)  # type: ignore[misc]


# --- 差し替えと書換え -------------------------------------------------------


def edit(store: Store, statement: str, *values: Any) -> None:
    connection = store.raw_connection()
    assert connection.execute(statement, values).rowcount > 0
    connection.close()


def read_sealed(store: Store) -> None:
    with store.reading(permit(store, Purpose.SUPPORT_MEETING)) as work:
        work.cases.where()


EDITS = {
    "番号": "UPDATE sealed_record SET id = 'ffffffffffffffff'",
    "会議体": f"UPDATE sealed_record SET body_id = '{OTHER_BODY}'",
    "一字": "UPDATE sealed_record SET blob = CAST(substr(blob, 1, 20) || x'00' AS BLOB)",
    "空": "UPDATE sealed_record SET blob = x''",
    "短い": "UPDATE sealed_record SET blob = x'0011'",
    "長い": "UPDATE sealed_record SET blob = CAST(blob || x'00' AS BLOB)",
}


@pytest.mark.parametrize("what", EDITS)
def test_秘匿の記録の書換えは一文で断る(kept: Store, what: str) -> None:
    edit(kept, EDITS[what])
    with pytest.raises(Damaged, match="支援会議の記録の一部が壊れている"):
        read_sealed(kept)


def test_二つの記録の中身の入替えは一文で断る(kept: Store) -> None:
    save_sealed(kept, "S-002")
    connection = kept.raw_connection()
    (one, first), (two, second) = connection.execute("SELECT id, blob FROM sealed_record")
    for row_id, blob in ((one, second), (two, first)):
        connection.execute("UPDATE sealed_record SET blob = ? WHERE id = ?", (blob, row_id))
    connection.close()
    with pytest.raises(Damaged, match="支援会議の記録の一部が壊れている"):
        read_sealed(kept)


def test_鍵の包みの書換えは_サインインの一文になる(kept: Store) -> None:
    for value in (b"", b"\x00" * 92, b"\xff" * 92):
        edit(kept, "UPDATE lane_key SET sealed_key = ? WHERE holder <> 'recovery'", value)
        with pytest.raises(Damaged, match="支援会議の鍵") as refused:
            opened(kept.folder)
        assert "復旧コード" in refused.value.advice


def test_前の世代の鍵では新しい世代の記録は開かない(kept: Store) -> None:
    member = joined(kept, "夕凪 ひびき", Role.COUNSELLOR, BODY)
    old = {key.generation: key.key for key in member._lane_keys}
    member.close()
    kept.shut_out(member.me)
    save_sealed(kept, "S-002")
    connection = kept.raw_connection()
    ((row_id, blob),) = connection.execute(
        "SELECT id, blob FROM sealed_record WHERE generation = 2"
    ).fetchall()
    gone = connection.execute("SELECT count(*) FROM lane_key WHERE holder = ?", (member.me.id,))
    assert gone.fetchone() == (0,)
    wrapped = connection.execute("SELECT sealed_key FROM lane_key WHERE generation = 2").fetchall()
    connection.close()
    assert set(old) == {1}
    context = f"sealed|{row_id}|{BODY}|2".encode()
    (newest,) = (key.key for key in kept._lane_keys if (key.body_id, key.generation) == (BODY, 2))
    assert b"S-002" in keys.decrypt(newest, blob, context)
    with pytest.raises(keys.WrongKey):
        keys.decrypt(old[1], blob, context)
    # 退任した人の秘密鍵では、新しい世代の包みのどれも開かない。
    private = member._opened.private
    assert wrapped
    for (sealed_key,) in wrapped:
        with pytest.raises(keys.WrongKey):
            keys.unseal(private, sealed_key, lanes._context(BODY, 2))


# --- 普段の表のどこにも、秘匿の言葉が無い ------------------------------------


def test_秘匿の言葉は_索引にも下書きにも監査にも無い(kept: Store) -> None:
    secret = replace(sealed_case("S-CANARY", f"{CANARY}の相談"), visitor=CANARY)
    with kept.writing(permit(kept, Purpose.SUPPORT_MEETING)) as work:
        work.cases.put(secret)
        work.notes.put(sealed_note(secret, "SK-CANARY", f"{CANARY}の経過"))
        work.meetings.put(replace(sealed_meeting("M-CANARY"), chair=CANARY))
        work.audit.add(kept.now(), kept.me.name, "記録", secret.id, body_id=secret.body_id)
    connection = kept.raw_connection()
    names = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_gram'"
        )
    ]
    assert {table.name for table in tables.metadata.sorted_tables} <= set(names)
    hay = {name: repr(connection.execute(f'SELECT * FROM "{name}"').fetchall()) for name in names}
    raw = b"".join(
        value if isinstance(value, bytes) else str(value).encode()
        for name in names
        for row in connection.execute(f'SELECT * FROM "{name}"')
        for value in row
    )
    connection.close()
    for word in (CANARY, "S-CANARY", "SK-CANARY", "M-CANARY", "カナ"):
        assert [name for name, text in hay.items() if word in text] == []
        assert word.encode() not in raw
    # 索引の二文字組は畳んだ字で持つので、畳んだ形でも探す。
    assert [pair for pair in bigrams(CANARY) if len(pair) == 2 and pair.encode() in raw] == []
    with kept.reading(permit(kept, Purpose.SUPPORT_MEETING)) as work:
        assert work.search.find(CANARY) == ()
        assert work.search.find("カナリア") == ()
        assert {one.case_no for one in work.cases.where()} >= {"S-CANARY"}
