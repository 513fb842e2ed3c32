"""二つの窓で同じ記録を直しても、黙って上書きしない。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from jusou_desk.casework.case import basket, drafts, plans, progress, sheets
from jusou_desk.casework.case.answers import unpack
from jusou_desk.casework.case.colliding import (
    ACTIONS,
    HIDDEN,
    Collided,
    Content,
    Seen,
    from_draft,
    into_draft,
)
from jusou_desk.casework.case.intake import FORM, intake_values, receive
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.errors import BadInput
from jusou_desk.forms import form
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.records import Case, Note, PlanAction, Sheet
from jusou_desk.policy import Overlay, Purpose
from tests.casework.conftest import CHEAP, COORDINATOR, PASSWORD, MovableClock
from tests.casework.test_one_case import phone_call

INTAKE: dict[str, Any] = {
    "received_on": date(2026, 11, 2),
    "person_name": "磯崎　みちる",
    "content": "家計の相談",
    "consent": "書面",
}
NOTE: dict[str, Any] = {
    "noted_on": date(2026, 11, 3),
    "method": "電話",
    "content": "電話した",
    "next_step": "来週また",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """この試験の全部で使う一つの事務所(試験ごとに新しい相談を受ける)。"""
    folder = tmp_path_factory.mktemp("colliding") / "office"
    office, _ = create_office(
        folder,
        town_id="nagato",
        staff_name=COORDINATOR,
        password=PASSWORD,
        device=NoSecrets(),
        clock=MovableClock(datetime(2026, 11, 20, 9, 30)),
        cost=CHEAP,
    )
    signed_in = sign_in(office, COORDINATOR, PASSWORD)
    yield signed_in
    signed_in.close()


@pytest.fixture
def case(desk: Desk) -> Case:
    return receive(desk, INTAKE).case


def opened_note(desk: Desk, note: Note) -> tuple[dict[str, Any], Seen]:
    with desk.reading(Purpose.CASEWORK) as work:
        found = work.notes.get(note.id)
        assert found is not None
        values = progress.note_values(work, found)
        version = work.sheets.get(note.id)
    assert version is None
    return values, Content(values, hidden=found.overlays).seen(form(progress.FORM))


def test_開いた後に書き直された経過を_黙って上書きしない(desk: Desk, case: Case) -> None:
    note = progress.add_note(desk, case.id, NOTE)
    values, seen = opened_note(desk, note)
    progress.add_note(desk, case.id, NOTE | {"content": "ほかの窓の文"}, note_id=note.id)
    mine = values | {"content": "わたしの文", "next_step": "あさって"}
    with pytest.raises(Collided) as collided:
        progress.add_note(desk, case.id, mine, note_id=note.id, seen=seen)
    by_name = {one.name: one for one in collided.value.differing}
    assert set(by_name) == {"content", "next_step"}
    content, step = by_name["content"], by_name["next_step"]
    assert (content.opened, content.mine, content.now) == ("電話した", "わたしの文", "ほかの窓の文")
    assert (content.both, step.both, step.only_theirs) == (True, False, False)
    assert "文" not in str(collided.value)
    with desk.reading(Purpose.CASEWORK) as work:
        kept = work.notes.get(note.id)
    assert kept is not None
    assert kept.content == "ほかの窓の文"


def test_選び終えたら_いまの中身の上に保存できる(desk: Desk, case: Case) -> None:
    note = progress.add_note(desk, case.id, NOTE)
    values, seen = opened_note(desk, note)
    progress.add_note(desk, case.id, NOTE | {"content": "ほかの窓の文"}, note_id=note.id)
    mine = values | {"next_step": "あさって"}
    with pytest.raises(Collided) as collided:
        progress.add_note(desk, case.id, mine, note_id=note.id, seen=seen)
    now = collided.value.now
    (theirs,) = [one for one in collided.value.differing if one.only_theirs]
    chosen = mine | {theirs.name: now.values[theirs.name]}
    again = now.seen(form(progress.FORM))
    saved = progress.add_note(desk, case.id, chosen, note_id=note.id, seen=again)
    assert (saved.content, saved.next_step) == ("ほかの窓の文", "あさって")


def test_誰も書き直していないか_同じ中身なら_そのまま保存する(desk: Desk, case: Case) -> None:
    note = progress.add_note(desk, case.id, NOTE)
    values, seen = opened_note(desk, note)
    mine = values | {"content": "二人とも同じ文"}
    progress.add_note(desk, case.id, mine, note_id=note.id, seen=seen)
    saved = progress.add_note(desk, case.id, mine, note_id=note.id, seen=seen)
    assert saved.content == "二人とも同じ文"


def test_開いた後に消された経過を_生き返らせない(desk: Desk, case: Case) -> None:
    note = progress.add_note(desk, case.id, NOTE)
    values, seen = opened_note(desk, note)
    basket.discard(desk, note.id, Purpose.CASEWORK)
    with pytest.raises(BadInput, match="消されました"):
        progress.add_note(desk, case.id, values, note_id=note.id, seen=seen)


def test_伏せる印だけが付いたことも_黙って外さない(desk: Desk, case: Case) -> None:
    note = progress.add_note(desk, case.id, NOTE)
    values, seen = opened_note(desk, note)
    progress.add_note(desk, case.id, NOTE, note_id=note.id, overlays=[Overlay.FROM_PERSON])
    with pytest.raises(Collided) as collided:
        progress.add_note(desk, case.id, values, note_id=note.id, overlays=(), seen=seen)
    (one,) = collided.value.differing
    assert (one.name, one.mine, one.now) == (HIDDEN, "", str(Overlay.FROM_PERSON))


def test_様式も_黙って上書きしない(desk: Desk, case: Case) -> None:
    definition = form("assessment")
    first = next(f.id for f in definition.fields if f.kind.value == "date")
    words = next(f.id for f in definition.fields if f.kind.value == "long_text")
    written = {first: date(2026, 11, 4), words: "初めの文"}
    sheet = sheets.write_sheet(desk, case.id, "assessment", written)
    seen = Content(unpack(sheet)).seen(definition)
    other = written | {words: "ほかの窓の文"}
    sheets.write_sheet(desk, case.id, "assessment", other, sheet_id=sheet.id)
    mine = written | {words: "わたしの文"}
    with pytest.raises(Collided):
        sheets.write_sheet(desk, case.id, "assessment", mine, sheet_id=sheet.id, seen=seen)


def test_ほかの相談の紙の番号で書いても_その紙は移らない(desk: Desk, case: Case) -> None:
    other = phone_call(desk)
    definition = form("assessment")
    first = next(f.id for f in definition.fields if f.kind.value == "date")
    words = next(f.id for f in definition.fields if f.kind.value == "long_text")
    sheet = sheets.write_sheet(
        desk, case.id, "assessment", {first: date(2026, 11, 4), words: "この相談の文"}
    )
    plan_values = {"made_on": date(2026, 11, 5), "kind": "多機関協働", "goal": "目標"}
    plan = plans.write_plan(desk, case.id, plan_values, ())
    note = progress.add_note(desk, case.id, NOTE)
    theirs = {first: date(2026, 11, 4), words: "ほかの相談の文"}
    for write in (
        lambda: sheets.write_sheet(desk, other.id, "assessment", theirs, sheet_id=sheet.id),
        lambda: plans.write_plan(desk, other.id, plan_values, (), plan_id=plan.id),
        lambda: progress.add_note(desk, other.id, NOTE, note_id=note.id),
    ):
        with pytest.raises(BadInput, match="ほかの相談のもの"):
            write()
    with pytest.raises(BadInput, match="別の様式"):
        sheets.write_sheet(desk, case.id, "evaluation", theirs, sheet_id=sheet.id)
    with desk.reading(Purpose.CASEWORK) as work:
        for one in (work.sheets.get(sheet.id), work.plans.get(plan.id), work.notes.get(note.id)):
            assert one is not None
            assert one.case_id == case.id


def test_プランの支援内容の行も_黙って上書きしない(desk: Desk, case: Case) -> None:
    values = {"made_on": date(2026, 11, 5), "kind": "多機関協働", "goal": "目標"}
    plan = plans.write_plan(desk, case.id, values, (PlanAction(what="訪問"),))
    with desk.reading(Purpose.CASEWORK) as work:
        opened = plans.plan_values(work, plan)
    seen = Content(opened, plan.actions).seen(form("plan"))
    plans.write_plan(desk, case.id, opened, (PlanAction(what="同行"),), plan_id=plan.id)
    with pytest.raises(Collided) as collided:
        plans.write_plan(desk, case.id, opened, plan.actions, plan_id=plan.id, seen=seen)
    (one,) = collided.value.differing
    assert (one.name, one.mine, one.now) == (ACTIONS, "訪問", "同行")


def test_相談受付も_黙って上書きしない(desk: Desk, case: Case) -> None:
    with desk.reading(Purpose.CASEWORK) as work:
        opened = intake_values(work, case)
    seen = Content(opened).seen(form(FORM))
    receive(desk, opened | {"phone": "0000-00-1111"}, case_id=case.id)
    with pytest.raises(Collided) as collided:
        receive(desk, opened | {"content": "わたしの文"}, case_id=case.id, seen=seen)
    assert {one.name for one in collided.value.differing} == {"phone", "content"}
    receive(desk, opened | {"phone": "0000-00-1111"}, case_id=case.id, seen=seen)


def test_下書きの間に書き直されたことも分かる(desk: Desk, case: Case) -> None:
    note = progress.add_note(desk, case.id, NOTE)
    _, seen = opened_note(desk, note)
    drafts.keep(desk, "place", {"content": "打ちかけ", **into_draft(seen)})
    progress.add_note(desk, case.id, NOTE | {"content": "ほかの窓の文"}, note_id=note.id)
    _, later = opened_note(desk, note)
    kept = drafts.recall(desk, "place")
    assert kept is not None
    assert later != seen
    assert from_draft(kept.values, later) == seen
    assert from_draft({}, later) == later


def test_空の値と書かない値は同じとみる() -> None:
    definition = form(progress.FORM)
    empty = Content({"content": "", "due_on": None, "next_step": ""})
    assert empty.seen(definition) == Content({}).seen(definition) == {}
    assert replace(empty, hidden=("a",)).seen(definition) == {HIDDEN: ("a",)}


def test_版に残るので_上書きを選んでも_前の文は失われない(desk: Desk, case: Case) -> None:
    note = progress.add_note(desk, case.id, NOTE)
    progress.add_note(desk, case.id, NOTE | {"content": "二つ目"}, note_id=note.id)
    with desk.reading(Purpose.CASEWORK) as work:
        before = [one.before for one in work.versions.of((note,))]
    assert [one.content for one in before if isinstance(one, Note)] == ["電話した"]
    assert not any(isinstance(one, Sheet) for one in before)
