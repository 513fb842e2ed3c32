"""書き直しの記録: どの欄を、誰が、いつ、どう変えたか。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from jusou_desk.casework.case import basket, progress, sheets
from jusou_desk.casework.case.changes import REMOVED, FieldChange, history_of
from jusou_desk.casework.case.intake import intake_values, receive
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin import relatives, ties
from jusou_desk.casework.kin.family_changes import case_history
from jusou_desk.casework.kin.relatives import Relative
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.casework.secrecy import protecting
from jusou_desk.forms import FieldKind, form
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.family_records import FamilyTie, TieKind
from jusou_desk.models.records import Case
from jusou_desk.policy import Lane, Purpose
from tests.casework.conftest import CHEAP, COORDINATOR, PASSWORD, MovableClock

INTAKE: dict[str, Any] = {
    "received_on": date(2026, 11, 2),
    "person_name": "磯崎　みちる",
    "address": "湊町一丁目2番3号",
    "content": "家計の相談",
    "consent": "書面",
}
NOTE: dict[str, Any] = {"noted_on": date(2026, 11, 3), "content": "電話した"}


@pytest.fixture(scope="module")
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 11, 20, 9, 30))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, clock: MovableClock) -> Iterator[Desk]:
    office, _ = create_office(
        tmp_path_factory.mktemp("changes") / "office",
        town_id="nagato",
        staff_name=COORDINATOR,
        password=PASSWORD,
        device=NoSecrets(),
        clock=clock,
        cost=CHEAP,
    )
    signed_in = sign_in(office, COORDINATOR, PASSWORD)
    yield signed_in
    signed_in.close()


@pytest.fixture
def case(desk: Desk) -> Case:
    return receive(desk, INTAKE).case


def rewrite(desk: Desk, case: Case, **changed: object) -> None:
    with desk.reading(Purpose.CASEWORK) as work:
        now = work.cases.get(case.id)
        assert now is not None
        opened = intake_values(work, now)
    receive(desk, opened | changed, case_id=case.id)


def told(changes: tuple[FieldChange, ...]) -> list[tuple[str, str, str]]:
    return [(one.label, one.before, one.after) for one in changes]


def test_書き直すまでは何も無い(desk: Desk, case: Case) -> None:
    progress.add_note(desk, case.id, NOTE)
    assert history_of(desk, case.id) == ()


def test_受付の欄は様式の言葉で_新しい順に出る(desk: Desk, case: Case, clock: MovableClock) -> None:
    rewrite(desk, case, address="山手町5番", received_on=date(2026, 11, 4))
    clock.pass_days(1)
    rewrite(desk, case, content="家計と通院の相談")
    changes = history_of(desk, case.id)
    assert told(changes)[0] == ("相談内容", "家計の相談", "家計と通院の相談")
    assert sorted(told(changes)[1:]) == [
        ("住所", "湊町一丁目2番3号", "山手町5番"),
        ("受付日", "R8.11.2", "R8.11.4"),
    ]
    assert {one.who for one in changes} == {COORDINATOR}
    assert changes[0].at > changes[1].at


def test_経過も様式の答えも_変わった欄だけが出る(desk: Desk, case: Case) -> None:
    definition = form("assessment")
    first = next(f.id for f in definition.fields if f.kind is FieldKind.DATE)
    words = next(f for f in definition.fields if f.kind is FieldKind.LONG_TEXT)
    note = progress.add_note(desk, case.id, NOTE)
    progress.add_note(desk, case.id, NOTE | {"due_on": date(2026, 12, 1)}, note_id=note.id)
    sheet = sheets.write_sheet(
        desk, case.id, "assessment", {first: date(2026, 11, 4), words.id: "初め"}
    )
    again = {first: date(2026, 11, 4), words.id: "後"}
    sheets.write_sheet(desk, case.id, "assessment", again, sheet_id=sheet.id, withheld=[words.id])
    changes = history_of(desk, case.id)
    by_group = {
        one.group: told(tuple(c for c in changes if c.group == one.group)) for one in changes
    }
    assert by_group == {
        "支援経過": [("期限", "", "R8.12.1")],
        definition.title: [(words.label, "初め", "後"), ("本人に伏せる欄", "", words.label)],
    }


def test_消した記録も_消したことが出る(desk: Desk, case: Case) -> None:
    note = progress.add_note(desk, case.id, NOTE)
    basket.discard(desk, note.id, Purpose.CASEWORK)
    (one,) = history_of(desk, case.id)
    assert (one.label, one.before, one.after) == (REMOVED, "", "")
    assert note.note_no in one.what


def test_居場所を伏せる人の住所の変わり方は出ない(desk: Desk, case: Case) -> None:
    rewrite(desk, case, address="山手町5番", content="逃れてきた相談")
    account = protecting.Account("配偶者暴力防止法", date(2026, 11, 5), date(2027, 11, 4))
    protecting.set_protection(desk, case.person_id, account)
    shown = told(history_of(desk, case.id))
    assert ("相談内容", "家計の相談", "逃れてきた相談") in shown
    assert "住所" not in [label for label, _, _ in shown]
    assert not any(place in repr(shown) for place in ("湊町", "山手町"))


def test_支援会議の経過の変わり方は_支援会議の頁にだけ出る(desk: Desk, case: Case) -> None:
    sealed = NOTE | {"lane": Lane.SEALED.label}
    note = progress.add_note(desk, case.id, sealed, body_id=min(desk.member_of))
    progress.add_note(desk, case.id, sealed | {"content": "㊙の後"}, note_id=note.id)
    assert history_of(desk, case.id) == ()
    shown = history_of(desk, case.id, Purpose.SUPPORT_MEETING)
    assert told(shown) == [("内容", "電話した", "㊙の後")]


def test_家族の欄と間がらの書き直しも並び_居場所を伏せた人のことは出ない(
    desk: Desk, case: Case
) -> None:
    father = relatives.add_relative(desk, case.id, Relative("磯崎　渡", "父", phone="050-0000-1"))
    mother = relatives.add_relative(desk, case.id, Relative("磯崎　汐里", "母", phone="050-0000-2"))
    for one, phone in ((father, "050-0000-3"), (mother, "050-0000-4")):
        with desk.reading(Purpose.CASEWORK) as work:
            now = relatives.relative_of(work.people.get(one.id) or one)
        relatives.change_relative(desk, case.id, one.id, replace(now, phone=phone))
    tie = FamilyTie(person_id=father.id, other_id=mother.id, kind=TieKind.MARRIED)
    put = ties.set_tie(desk, case.id, tie)
    ties.set_tie(desk, case.id, replace(put, until=date(2026, 11, 1)))
    seen = {(one.what, *told((one,))[0]) for one in case_history(desk, case.id)}
    assert seen == {
        ("間がら　磯崎　渡と磯崎　汐里", "終わり", "", "R8.11.1"),
        ("家族　磯崎　汐里", "電話", "050-0000-2", "050-0000-4"),
        ("家族　磯崎　渡", "電話", "050-0000-1", "050-0000-3"),
    }
    assert history_of(desk, case.id) == ()
    account = protecting.Account("配偶者暴力防止法", date(2026, 11, 5), date(2027, 11, 4))
    protecting.set_protection(desk, mother.id, account)
    assert [one.what for one in case_history(desk, case.id)] == ["家族　磯崎　渡"]
