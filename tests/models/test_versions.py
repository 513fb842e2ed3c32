"""書き直す前の姿: 必ず残り、書き換えられず、伏せるものは伏せ、支援会議の分は鍵が無ければ読めない。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from jusou_desk.errors import Refused
from jusou_desk.models.office_records import Draft
from jusou_desk.models.records import Case, Note, Person, Sheet
from jusou_desk.models.secrecy_records import Protection
from jusou_desk.models.store import Store
from jusou_desk.models.versions import Deed
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Purpose, Role
from tests.models.office import (
    ADMIN,
    START,
    Clock,
    joined,
    note,
    opened,
    permit,
    person,
    save_case,
    sealed_case,
    sealed_note,
)

OLD, NEW = "古い黒鶫の話", "新しい話"


@pytest.fixture
def store(folder: Path, clock: Clock) -> Iterator[Store]:
    signed_in = opened(folder, clock)
    yield signed_in
    signed_in.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def written(store: Store) -> tuple[Case, Note]:
    case = save_case(store)
    with store.writing(permit(store)) as work:
        return case, work.notes.put(note(case, content=OLD))


def rewritten(store: Store, clock: Clock) -> Note:
    _, first = written(store)
    clock.move(hours=2)
    with store.writing(permit(store)) as work:
        return work.notes.put(replace(first, content=NEW))


def test_書き直す前の姿が_誰がいつ書き直したかと一緒に残る(store: Store, clock: Clock) -> None:
    now = rewritten(store, clock)
    with store.reading(permit(store)) as work:
        (one,) = work.versions.of((now,))
    assert isinstance(one.before, Note)
    assert (one.before.content, one.actor, one.deed) == (OLD, ADMIN, Deed.REWRITTEN)
    assert one.at == clock.now > START


def test_初めて書いたものと_変わらない書込みと_打ちかけの版は残らない(store: Store) -> None:
    _, first = written(store)
    draft = Draft(staff_id=store.me.id, place="x", saved_at=START, payload="{}")
    with store.writing(permit(store)) as work:
        work.notes.put(first)
        work.drafts.put(draft)
        work.drafts.put(replace(draft, payload='{"a": "打ちかけ"}'))
        work.drafts.remove(draft)
        assert work.versions.steps == []
    with store.reading(permit(store)) as work:
        assert work.versions.of((first, draft)) == ()


def test_消したものの最後の姿が残る(store: Store, clock: Clock) -> None:
    now = rewritten(store, clock)
    with store.writing(permit(store)) as work:
        work.notes.remove(now)
    with store.reading(permit(store)) as work:
        (last,) = work.versions.removed_from(now.case_id)
        assert next(one.before for one in work.versions.of((now,))) == now
    assert (last.before, last.deed) == (now, Deed.REMOVED)


def test_版の表は書換えも削除も拒む(store: Store, clock: Clock) -> None:
    rewritten(store, clock)
    rewritten_secret(store, clock)
    raw = store.raw_connection()
    try:
        for table in ("version", "sealed_version"):
            assert raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)
            for statement in (f"UPDATE {table} SET id = 9", f"DELETE FROM {table}"):
                with pytest.raises(sqlcipher.IntegrityError, match="append-only"):
                    raw.execute(statement)
    finally:
        raw.close()


def rewritten_secret(store: Store, clock: Clock) -> Note:
    """支援会議の経過を書いて、書き直す。"""
    secret = sealed_case()
    with store.writing(permit(store, Purpose.SUPPORT_MEETING)) as work:
        work.cases.put(secret)
        first = work.notes.put(sealed_note(secret, content=OLD))
        clock.move(hours=1)
        return work.notes.put(replace(first, content=NEW))


def test_支援会議の版は_その目的でだけ開き_普段の接続では表にも触れられない(
    store: Store, clock: Clock
) -> None:
    now = rewritten_secret(store, clock)
    with store.reading(permit(store, Purpose.SUPPORT_MEETING)) as work:
        (one,) = work.versions.of((now,))
        assert isinstance(one.before, Note)
        assert one.before.content == OLD
    with store.reading(permit(store)) as work:
        assert work.versions.of((now,)) == ()
    for sql in ("SELECT count(*) FROM sealed_version", "DELETE FROM sealed_version"):
        with (
            pytest.raises(Refused, match="触れられない"),
            store.reading(permit(store)) as work,
        ):
            work.connection.exec_driver_sql(sql)


def test_支援会議の版の行には_種類も番号も日付も文も読めない(store: Store, clock: Clock) -> None:
    now = rewritten_secret(store, clock)
    raw = store.raw_connection()
    try:
        (row,) = raw.execute("SELECT * FROM sealed_version").fetchall()
        assert raw.execute("SELECT count(*) FROM version").fetchone() == (0,)
    finally:
        raw.close()
    shown = repr(row)
    assert row[4].count(OLD.encode()) == 0
    for word in ("Note", now.id, now.case_id, "2026", ADMIN, now.note_no):
        assert word not in shown


@pytest.mark.parametrize(
    "purpose", [Purpose.PLAN_MEETING, Purpose.REFERRAL, Purpose.REVEAL, Purpose.LEDGER_EXPORT]
)
def test_紙を作る目的や居場所を確かめる目的には_版を渡さない(
    store: Store, clock: Clock, purpose: Purpose
) -> None:
    now = rewritten(store, clock)
    with store.reading(permit(store, purpose)) as work:
        with pytest.raises(Refused):
            work.versions.of((now,))
        with pytest.raises(Refused):
            work.versions.removed_from(now.case_id)
        with pytest.raises(Refused):
            work.versions.basket(START)


def test_読むだけの職員は版を読めない(store: Store, clock: Clock) -> None:
    now = rewritten(store, clock)
    reader = joined(store, "閲覧 する人", Role.READER)
    try:
        with (
            reader.reading(permit(reader)) as work,
            pytest.raises(Refused, match="書ける人だけ"),
        ):
            work.versions.of((now,))
    finally:
        reader.close()


# --- 居場所の覆い ------------------------------------------------------------------------


def moved(store: Store) -> tuple[Person, Sheet]:
    """住所を移り、通院先を替えた人。"""
    who = replace(person(), address="湊町1-2", household_no="A")
    case = replace(save_case(store), person_id=who.id)
    sheet = Sheet(
        case_id=case.id,
        form_id="assessment",
        form_version="",
        written_on=date(2026, 4, 1),
        answers={"hospital": "みなと中央病院"},
    )
    with store.writing(permit(store)) as work:
        work.people.put(who)
        work.cases.put(case)
        who = work.people.put(replace(who, address="山手町3-4", household_no="B"))
    return who, sheet


def test_伏せる人の昔の住所と電話は_版からも読めない(store: Store) -> None:
    who, _ = moved(store)
    with store.writing(permit(store)) as work:
        work.protections.put(protection(store, who))
    with store.reading(permit(store)) as work:
        (one,) = work.versions.of((who,))
    assert isinstance(one.before, Person)
    assert (one.before.address, one.before.phone) == (CONCEALED, CONCEALED)


def test_世帯で伏せている人の_別の世帯にいたころの住所も読めない(store: Store) -> None:
    mother, _ = moved(store)
    child = replace(person("P-002", "試見 こども"), address="古町9-9", household_no="Z")
    with store.writing(permit(store)) as work:
        work.people.put(child)
        child = work.people.put(replace(child, address="山手町3-4", household_no="B"))
        work.protections.put(protection(store, mother))
    with store.reading(permit(store)) as work:
        (one,) = work.versions.of((child,))
    assert isinstance(one.before, Person)
    assert "古町" not in one.before.address


def protection(store: Store, who: Person) -> Protection:
    return Protection(
        person_id=who.id,
        since=date(2026, 4, 1),
        until=date(2027, 3, 31),
        ground="配偶者暴力防止法",
        set_by=store.me.id,
        set_at=START,
    )


# --- 戻すこと・廃棄 -----------------------------------------------------------------------


def test_元に戻すと_前の姿が新しい一件として書かれ_版は足されるだけ(store: Store) -> None:
    _, first = written(store)
    with store.writing(permit(store)) as work:
        work.notes.put(replace(first, content=NEW))
        steps = tuple(work.versions.steps)
    with store.writing(permit(store)) as work:
        work.versions.take_back(steps)
    with store.reading(permit(store)) as work:
        assert work.notes.get(first.id) == first
        contents = [getattr(one.before, "content", "") for one in work.versions.of((first,))]
        assert {found.ref_id for found in work.search.find("黒鶫")} == {first.id}
    assert contents == [NEW, OLD]


def test_その後に書き直されたものは_戻せない(store: Store) -> None:
    _, first = written(store)
    with store.writing(permit(store)) as work:
        second = work.notes.put(replace(first, content=NEW))
        steps = tuple(work.versions.steps)
    with store.writing(permit(store)) as work:
        work.notes.put(replace(second, content="ほかの人の文"))
    with store.writing(permit(store)) as work, pytest.raises(Refused, match="その後に"):
        work.versions.take_back(steps)


def test_新しく書いたものを戻すと消え_消したものを戻すと現れる(store: Store) -> None:
    case = save_case(store)
    with store.writing(permit(store)) as work:
        first = work.notes.put(note(case))
        made = tuple(work.versions.steps)
    with store.writing(permit(store)) as work:
        work.versions.take_back(made)
        gone = tuple(work.versions.steps)
        assert work.notes.get(first.id) is None
    with store.writing(permit(store)) as work:
        work.versions.take_back(gone)
        assert work.notes.get(first.id) == first


def test_廃棄した記録の版は消せ_まだある記録の版は消せない(store: Store, clock: Clock) -> None:
    now = rewritten(store, clock)
    admin = permit(store, Purpose.ADMINISTRATION)
    with store.writing(admin) as work, pytest.raises(Refused, match="まだある"):
        work.versions.dispose(now)
    with store.writing(permit(store)) as work:
        work.notes.remove(now)
        with pytest.raises(Refused):
            work.versions.dispose(now)
    with store.writing(admin) as work:
        work.versions.dispose(now)
    with store.reading(permit(store)) as work:
        assert work.versions.of((now,)) == ()
