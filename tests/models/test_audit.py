"""監査の鎖: 一字・一行・末尾のどれが変わっても見つかり、時刻は戻らない。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from jusou_desk.errors import Damaged
from jusou_desk.models.audit import AuditEntry, digest_of
from jusou_desk.models.store import Store
from jusou_desk.models.verify import verify
from jusou_desk.policy import Purpose, Role
from tests.models.office import (
    BODY,
    OTHER_BODY,
    START,
    Clock,
    joined,
    opened,
    permit,
    save_case,
)

ROWS = 12


@pytest.fixture
def logged(store: Store, clock: Clock) -> Store:
    """監査が ROWS 行ある事務所(1行目は「事務所の作成」)。"""
    for number in range(2, ROWS + 1):
        clock.move(minutes=1)
        with store.writing(permit(store)) as work:
            work.audit.add(store.now(), store.me.name, "閲覧", f"R8-{number:03}", "詳しく")
    return store


def tamper(store: Store, *statements: str) -> None:
    """鍵を持つ者が、追記専用の trigger を外して書き換える。"""
    connection = store.raw_connection()
    connection.execute("DROP TRIGGER audit_no_update")
    connection.execute("DROP TRIGGER audit_no_delete")
    for statement in statements:
        assert connection.execute(statement).rowcount == 1
    connection.close()


def first_break(store: Store) -> int | None:
    with store.reading(permit(store)) as work:
        return work.audit.first_break()


def test_つながっていれば異常なし(logged: Store) -> None:
    assert first_break(logged) is None
    with logged.reading(permit(logged)) as work:
        entries = work.audit.entries()
        assert [entry.id for entry in entries] == list(range(ROWS, 0, -1))
        assert work.audit.entries(newest=3) == entries[:3]


CHANGES = {
    "時刻": "UPDATE audit SET at = '2026-04-01 09:04:01.000000' WHERE id = 5",
    "時刻でない字": "UPDATE audit SET at = 'X026-04-01 09:04:00.000000' WHERE id = 5",
    "空の時刻": "UPDATE audit SET at = '' WHERE id = 5",
    "職員": "UPDATE audit SET actor = actor || ' ' WHERE id = 5",
    "操作": "UPDATE audit SET action = '閲覧 ' WHERE id = 5",
    "番号": "UPDATE audit SET subject = 'R8-006' WHERE id = 5",
    "添え書き": "UPDATE audit SET detail = '' WHERE id = 5",
    "前の要約": "UPDATE audit SET previous = 'f' || substr(previous, 2) WHERE id = 5",
    "要約": "UPDATE audit SET digest = 'z' || substr(digest, 2) WHERE id = 5",
    "一行を消す": "DELETE FROM audit WHERE id = 5",
    "数字に見える字": "UPDATE audit SET subject = 5 WHERE id = 5",
    "字でないもの": "UPDATE audit SET detail = x'ff' WHERE id = 5",
}


@pytest.mark.parametrize("change", CHANGES)
def test_書き換えた行が見つかる(logged: Store, change: str) -> None:
    tamper(logged, CHANGES[change])
    assert first_break(logged) == 5
    problems = [check.problem for check in verify(logged) if check.problem]
    assert problems == ["5行目から合いません(書換えか削除の疑い)"]


@pytest.mark.parametrize("number", [1, ROWS])
def test_最初と最後の行も守られる(logged: Store, number: int) -> None:
    tamper(logged, f"UPDATE audit SET actor = 'だれか' WHERE id = {number}")
    assert first_break(logged) == number


@pytest.mark.parametrize("kept", [0, 1, ROWS - 1])
def test_末尾を消すと_消えた最初の行が分かる(logged: Store, kept: int) -> None:
    tamper(logged, *(f"DELETE FROM audit WHERE id = {n}" for n in range(ROWS, kept, -1)))
    assert first_break(logged) == kept + 1


COPY = "INSERT INTO audit SELECT {id}, at, actor, action, subject, detail, previous, digest"


@pytest.mark.parametrize(("at", "found"), [(ROWS + 1, ROWS + 1), (0, 1), (-1, 1)])
def test_足した行が見つかる(logged: Store, at: int, found: int) -> None:
    tamper(logged, f"{COPY.format(id=at)} FROM audit WHERE id = 5")
    assert first_break(logged) == found


def test_二つの行の入替えが見つかる(logged: Store) -> None:
    tamper(
        logged,
        "UPDATE audit SET id = 99 WHERE id = 5",
        "UPDATE audit SET id = 5 WHERE id = 6",
        "UPDATE audit SET id = 6 WHERE id = 99",
    )
    assert first_break(logged) == 5


def test_末尾の覚えを書き換えても見つかる(logged: Store) -> None:
    tamper(
        logged,
        f"DELETE FROM audit WHERE id = {ROWS}",
        f"UPDATE office_setting SET value = '{ROWS - 1}:' || (SELECT digest FROM audit "
        f"WHERE id = {ROWS - 2}) WHERE name = 'audit_head'",
    )
    assert first_break(logged) == ROWS


def test_時計が戻っても_記録の時刻は戻らない(store: Store, clock: Clock) -> None:
    for hours in (1, -48, 2, -1, 60):
        clock.move(hours=hours)
        with store.writing(permit(store)) as work:
            work.audit.add(store.now(), store.me.name, "閲覧")
    with store.reading(permit(store)) as work:
        times = [entry.at for entry in reversed(work.audit.entries())]
        assert work.audit.first_break() is None
    assert times == sorted(times)
    assert times[-1] == START + timedelta(hours=14)
    assert times[-2] == START + timedelta(hours=1)


def test_書きかけで失敗した仕事の行は残らず_鎖も切れない(logged: Store) -> None:
    def fail() -> None:
        with logged.writing(permit(logged)) as work:
            work.audit.add(logged.now(), logged.me.name, "消える行")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    save_case(logged)
    assert first_break(logged) is None
    with logged.reading(permit(logged)) as work:
        assert len(work.audit.entries()) == ROWS


Act = Callable[[Store], Any]
ACTS: dict[str, Act] = {
    "職員の登録": lambda s: s.add_staff("夕凪 ひびき", Role.COUNSELLOR, "ともしび-さんぽ"),
    "パスワードの変更": lambda s: s.change_password("みかん-とだな-八丁", "あたらしい-パスワード"),
}


@pytest.mark.parametrize("action", ACTS)
def test_鍵にかかわる操作は監査に残る(store: Store, action: str) -> None:
    ACTS[action](store)
    with store.reading(permit(store)) as work:
        last = work.audit.last()
        assert last
        assert (last.action, last.actor) == (action, store.me.name)
        assert "夕凪" not in last.subject + last.detail


def test_閲覧の役割でも自分の閲覧を監査に残せる(folder: Path, store: Store) -> None:
    store.add_staff("夕凪 ひびき", Role.READER, "ともしび-さんぽ")
    reader = opened(folder, name="夕凪 ひびき", password="ともしび-さんぽ")
    with reader.writing(permit(reader, Purpose.CASEWORK)) as work:
        work.audit.add(reader.now(), reader.me.name, "閲覧", "R8-001")
    assert first_break(reader) is None
    reader.close()


def fresh_break(store: Store) -> int | None:
    with store.reading(permit(store)) as work:
        return work.audit.fresh_break()


def keep(store: Store) -> None:
    with store.writing(permit(store)) as work:
        work.audit.keep_checked()


@pytest.fixture
def checked(logged: Store, clock: Clock) -> Store:
    """ROWS 行目までを確かめ、その後に三行足した事務所。"""
    keep(logged)
    for number in range(3):
        clock.move(minutes=1)
        with logged.writing(permit(logged)) as work:
            work.audit.add(logged.now(), logged.me.name, "閲覧", f"R8-9{number}")
    return logged


def test_始まりの検査は_確かめた行から後だけを見る(checked: Store) -> None:
    assert fresh_break(checked) is None
    tamper(checked, "UPDATE audit SET actor = 'だれか' WHERE id = 5")
    assert fresh_break(checked) is None
    assert first_break(checked) == 5


FRESH = {
    "確かめた行の書換え": (f"UPDATE audit SET actor = 'だれか' WHERE id = {ROWS}", ROWS),
    "後の行の書換え": (f"UPDATE audit SET detail = '直した' WHERE id = {ROWS + 2}", ROWS + 2),
    "後の行の削除": (f"DELETE FROM audit WHERE id = {ROWS + 1}", ROWS + 1),
    "末尾の削除": (f"DELETE FROM audit WHERE id = {ROWS + 3}", ROWS + 3),
    "確かめた行の削除": (f"DELETE FROM audit WHERE id = {ROWS}", ROWS),
}


@pytest.mark.parametrize("change", FRESH)
def test_始まりの検査は_新しい行の書換えと削除を見つける(checked: Store, change: str) -> None:
    statement, found = FRESH[change]
    tamper(checked, statement)
    assert fresh_break(checked) == found


def test_確かめた行から後を全部消し_末尾の覚えも書き換えると見つかる(checked: Store) -> None:
    tamper(
        checked,
        *(f"DELETE FROM audit WHERE id = {ROWS + n}" for n in range(4)),
        f"UPDATE office_setting SET value = '{ROWS - 1}:{'0' * 64}' WHERE name = 'audit_head'",
    )
    assert fresh_break(checked) == ROWS


def test_確かめた所の控えが読めなければ_初めから確かめる(checked: Store) -> None:
    tamper(
        checked,
        "UPDATE office_setting SET value = 'x' WHERE name = 'audit_checked'",
        "UPDATE audit SET actor = 'だれか' WHERE id = 2",
    )
    assert fresh_break(checked) == 2


def test_時計が戻っても_近ごろの行は近ごろの行だけ(store: Store, clock: Clock) -> None:
    clock.move(hours=3)
    with store.writing(permit(store)) as work:
        work.audit.add(store.now(), store.me.name, "閲覧", "R8-001")
    clock.move(hours=-30)
    with store.reading(permit(store)) as work:
        recent = work.audit.within(timedelta(minutes=10), store.now())
        assert [one.subject for one in recent] == ["R8-001"]
    clock.move(hours=50)
    with store.reading(permit(store)) as work:
        assert list(work.audit.within(None, store.now())) == []


def test_確かめた行の要約まで作り直しても見つかる(logged: Store) -> None:
    keep(logged)
    with logged.reading(permit(logged)) as work:
        last = work.audit.last()
    assert last is not None
    forged = digest_of(last.id, last.at, "だれか", *last_words(last), last.previous)
    tamper(
        logged,
        f"UPDATE audit SET actor = 'だれか', digest = '{forged}' WHERE id = {ROWS}",
        f"UPDATE office_setting SET value = '{ROWS}:{forged}' WHERE name = 'audit_head'",
    )
    assert fresh_break(logged) == ROWS


def last_words(last: AuditEntry) -> tuple[str, str, str]:
    return last.action, last.subject, last.detail


def test_番号についての行だけを_似た番号と分けて読む(store: Store) -> None:
    with store.writing(permit(store)) as work:
        for subject in ("R8-1", "R8-12", "plan R8-1", "XR8-1", "R8-1 plan"):
            work.audit.add(store.now(), store.me.name, "閲覧", subject)
    with store.reading(permit(store)) as work:
        assert [one.subject for one in work.audit.about({"R8-1"})] == ["plan R8-1", "R8-1"]


def test_番号についての行を_ある時より後だけ読める(store: Store) -> None:
    with store.writing(permit(store)) as work:
        work.audit.add(store.now(), store.me.name, "閲覧", "R8-1", "前")
        later = store.now() + timedelta(days=1)
        work.audit.add(later, store.me.name, "閲覧", "R8-1", "後")
    with store.reading(permit(store)) as work:
        late = work.audit.about({"R8-1"}, since=later)
        assert [one.detail for one in late] == ["後"]
        assert [one.detail for one in work.audit.about({"R8-1"})] == ["後", "前"]


def sealed_row(store: Store) -> None:
    with store.writing(permit(store, Purpose.SUPPORT_MEETING)) as work:
        work.audit.add(store.now(), store.me.name, "会議の設定", "R8-支援-01", "8部", body_id=BODY)


def test_支援会議の行は従事者だけに見え_鎖は誰でも確かめられる(store: Store) -> None:
    sealed_row(store)
    outsider = joined(store, "夕凪 ひびき", Role.ADMIN)
    other = joined(store, "汐見 かなで", Role.ADMIN, OTHER_BODY)
    member = joined(store, "白波 みぎわ", Role.COUNSELLOR, BODY)
    with store.reading(permit(store, Purpose.SUPPORT_MEETING)) as work:
        seen = {(e.action, e.subject, e.detail) for e in work.audit.entries()}
    assert ("会議の設定", "R8-支援-01", "8部") in seen
    with member.reading(permit(member, Purpose.SUPPORT_MEETING)) as work:
        assert "R8-支援-01" in repr(work.audit.entries())
    with other.reading(permit(other, Purpose.SUPPORT_MEETING)) as work:
        assert "R8-支援" not in repr(work.audit.entries())
    for one in (outsider, other, member, store):
        with one.reading(permit(one)) as work:
            trail = repr(work.audit.entries())
        assert "支援" not in trail
        assert BODY not in trail.replace("従事者の登録", "").replace(f"detail='{BODY}", "")
        assert first_break(one) is None
    for one in (outsider, other, member):
        one.close()


def test_支援会議の仕事は会議体を言わずに監査へ書けない(store: Store) -> None:
    before = first_break(store)
    with (
        pytest.raises(ValueError, match="会議体"),
        store.writing(permit(store, Purpose.SUPPORT_MEETING)) as work,
    ):
        work.audit.add(store.now(), store.me.name, "会議の設定", "R8-支援-01")
    assert first_break(store) == before


def test_支援会議の行の包みを別の行へ移すと見つかる(store: Store) -> None:
    sealed_row(store)
    sealed_row(store)
    with store.reading(permit(store)) as work:
        assert work.audit.last()
    tamper(
        store,
        "UPDATE audit SET detail = (SELECT detail FROM audit ORDER BY id LIMIT 1 OFFSET 1)"
        " WHERE id = (SELECT max(id) FROM audit)",
    )
    assert first_break(store) is not None
    with (
        pytest.raises(Damaged, match="支援会議の記録の一部が壊れている"),
        store.reading(permit(store, Purpose.SUPPORT_MEETING)) as work,
    ):
        work.audit.entries()
