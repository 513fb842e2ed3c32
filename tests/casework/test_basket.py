"""ごみ箱と、元に戻すこと。消したものはすぐにどこからも消え、三十日の間は元のまま戻せる。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest

from jusou_desk.casework.case import basket, consent, plans, progress, replies, sheets
from jusou_desk.casework.case.cases import case_page
from jusou_desk.casework.case.intake import receive
from jusou_desk.casework.case.taking_back import take_back
from jusou_desk.casework.case.timeline import timeline
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.parting import part_again
from jusou_desk.casework.kin.uniting import unite
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.errors import BadInput, Refused
from jusou_desk.forms import FieldKind, form
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case, Note, Plan, Sheet
from jusou_desk.models.secrecy_records import Transfer
from jusou_desk.policy import Lane, Purpose, Role
from tests.casework import paper_case
from tests.casework.conftest import CHEAP, COORDINATOR, OUTSIDER, PASSWORD, MovableClock

NOTE: dict[str, Any] = {
    "noted_on": date(2026, 11, 3),
    "method": "電話",
    "end": "10:30",
    "content": "蒼鷺のことで電話した",
}


@pytest.fixture(scope="module")
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 11, 20, 9, 30))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, clock: MovableClock) -> Office:
    made, _ = create_office(
        tmp_path_factory.mktemp("basket") / "office",
        town_id="nagato",
        staff_name=COORDINATOR,
        password=PASSWORD,
        device=NoSecrets(),
        clock=clock,
        cost=CHEAP,
    )
    return made


@pytest.fixture(scope="module")
def desk(office: Office) -> Iterator[Desk]:
    signed_in = sign_in(office, COORDINATOR, PASSWORD)
    yield signed_in
    signed_in.close()


@pytest.fixture
def case(desk: Desk) -> Case:
    values = {
        "received_on": date(2026, 11, 2),
        "person_name": "磯崎　みちる",
        "content": "家計の相談",
        "consent": "書面",
    }
    return receive(desk, values).case


def in_basket(desk: Desk, purpose: Purpose = Purpose.CASEWORK) -> set[str]:
    return {one.record.id for one in basket.basket(desk, purpose)}


def found(desk: Desk, word: str) -> set[str]:
    with desk.reading(Purpose.CASEWORK) as work:
        return {one.ref_id for one in work.search.find(word)}


def test_消した経過は_すぐに頁からも検索からも消え_ごみ箱に番号と日だけが出る(
    desk: Desk, case: Case
) -> None:
    note = progress.add_note(desk, case.id, NOTE)
    assert found(desk, "蒼鷺") == {note.id}
    basket.discard(desk, note.id, Purpose.CASEWORK)
    assert found(desk, "蒼鷺") == set()
    assert case_page(desk, case.id).notes == ()
    assert all(one.ref != note.id for one in timeline(case_page(desk, case.id)))
    (line,) = (one for one in basket.basket(desk) if one.record.id == note.id)
    assert (line.what, line.case_no, line.by) == ("支援経過", case.case_no, COORDINATOR)
    assert line.days_left == basket.KEPT_DAYS
    assert "蒼鷺" not in line.what + line.about
    with desk.reading(Purpose.CASEWORK) as work:
        last = work.audit.last()
    assert last is not None
    assert (last.action, last.subject, last.detail) == (
        basket.DISCARDED,
        case.case_no,
        "支援経過",
    )


def test_戻すと_様式の答えも索引も元のまま(desk: Desk, case: Case) -> None:
    note = progress.add_note(desk, case.id, NOTE)
    with desk.reading(Purpose.CASEWORK) as work:
        before = progress.note_values(work, note)
    basket.discard(desk, note.id, Purpose.CASEWORK)
    assert basket.bring_back(desk, note.id, Purpose.CASEWORK) == note
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.notes.get(note.id) == note
        assert progress.note_values(work, note) == before
    assert note.id in found(desk, "蒼鷺")
    assert note.id not in in_basket(desk)
    with pytest.raises(BadInput, match="もうごみ箱に"):
        basket.bring_back(desk, note.id, Purpose.CASEWORK)
    basket.discard(desk, note.id, Purpose.CASEWORK)
    assert note.id in in_basket(desk)


def test_番号が使われていれば_新しい番号で戻る(desk: Desk, case: Case) -> None:
    first = progress.add_note(desk, case.id, NOTE)
    basket.discard(desk, first.id, Purpose.CASEWORK)
    second = progress.add_note(desk, case.id, NOTE)
    assert second.note_no == first.note_no
    back = basket.bring_back(desk, first.id, Purpose.CASEWORK)
    assert isinstance(back, Note)
    assert back.note_no not in ("", second.note_no)


def test_三十日を過ぎるとごみ箱から消え_最後の姿は残る(
    desk: Desk, case: Case, clock: MovableClock
) -> None:
    note = progress.add_note(desk, case.id, NOTE)
    basket.discard(desk, note.id, Purpose.CASEWORK)
    clock.pass_days(-400)
    (line,) = (one for one in basket.basket(desk) if one.record.id == note.id)
    assert line.days_left == 30
    clock.pass_days(429)
    (line,) = (one for one in basket.basket(desk) if one.record.id == note.id)
    assert line.days_left == 1
    clock.pass_days(2)
    assert note.id not in in_basket(desk)
    with pytest.raises(BadInput):
        basket.bring_back(desk, note.id, Purpose.CASEWORK)
    with desk.reading(Purpose.CASEWORK) as work:
        assert note in [one.before for one in work.versions.removed_from(case.id)]


def test_支援会議の経過は_その頁のごみ箱にだけ出る(desk: Desk, case: Case) -> None:
    body = min(desk.member_of)
    lane = {"lane": Lane.SEALED.label}
    note = progress.add_note(desk, case.id, NOTE | lane, body_id=body)
    with pytest.raises(BadInput):
        basket.discard(desk, note.id, Purpose.CASEWORK)
    basket.discard(desk, note.id, Purpose.SUPPORT_MEETING)
    assert note.id in in_basket(desk, Purpose.SUPPORT_MEETING)
    assert note.id not in in_basket(desk)
    usual = progress.add_note(desk, case.id, NOTE)
    basket.discard(desk, usual.id, Purpose.CASEWORK)
    assert usual.id not in in_basket(desk, Purpose.SUPPORT_MEETING)
    assert basket.bring_back(desk, note.id, Purpose.SUPPORT_MEETING) == note


def test_案のプランは消せ_決定したプランは消せない(desk: Desk, case: Case) -> None:
    values = {"made_on": date(2026, 11, 5), "kind": "多機関協働", "goal": "目標"}
    plan = plans.write_plan(desk, case.id, values, ())
    basket.discard(desk, plan.id, Purpose.CASEWORK)
    assert case_page(desk, case.id).plans == ()
    basket.bring_back(desk, plan.id, Purpose.CASEWORK)
    plans.decide_plan(desk, plan.id, date(2026, 11, 6))
    with pytest.raises(BadInput, match="決定したプラン"):
        basket.discard(desk, plan.id, Purpose.CASEWORK)


def test_誤って始めた様式は消せ_同意や受付の様式は消せない(desk: Desk, case: Case) -> None:
    definition = form("assessment")
    first = next(f.id for f in definition.fields if f.kind is FieldKind.DATE)
    words = next(f.id for f in definition.fields if f.kind is FieldKind.LONG_TEXT)
    written = {first: date(2026, 11, 4), words: "違う人の話"}
    sheet = sheets.write_sheet(desk, case.id, "assessment", written)
    basket.discard(desk, sheet.id, Purpose.CASEWORK)
    assert sheet.id in in_basket(desk)
    with pytest.raises(BadInput, match="様式があるので"):
        basket.discard(desk, receive_with_sheet(desk), Purpose.CASEWORK)


def receive_with_sheet(desk: Desk) -> str:
    """アセスメントのある相談の id。"""
    values = {"received_on": date(2026, 11, 2), "person_name": "浜　あゆ", "content": "相談"}
    case = receive(desk, values).case
    definition = form("assessment")
    first = next(f.id for f in definition.fields if f.kind is FieldKind.DATE)
    words = next(f.id for f in definition.fields if f.kind is FieldKind.LONG_TEXT)
    written = {first: date(2026, 11, 4), words: "書いた"}
    sheets.write_sheet(desk, case.id, "assessment", written)
    return case.id


def test_誤って受けた相談は_一式ごと消えて一式ごと戻る(desk: Desk) -> None:
    values = {
        "received_on": date(2026, 11, 2),
        "person_name": "花鶏　まちがい",
        "address": "湊町9",
        "content": "違う町の人の相談",
    }
    done = receive(desk, values)
    before = case_page(desk, done.case.id)
    basket.discard(desk, done.case.id, Purpose.CASEWORK)
    assert found(desk, "花鶏") == set()
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.consents.where(case_id=done.case.id) == ()
        assert work.people.where(name="花鶏　まちがい") == ()
    (line,) = (one for one in basket.basket(desk) if one.record.id == done.case.id)
    assert (line.what, line.case_no) == ("相談", done.case.case_no)
    basket.bring_back(desk, done.case.id, Purpose.CASEWORK)
    assert case_page(desk, done.case.id) == before
    assert done.case.id not in in_basket(desk)


def test_何か始まった相談は消せない(desk: Desk, case: Case) -> None:
    progress.add_note(desk, case.id, NOTE)
    with pytest.raises(BadInput, match="経過があるので") as refused:
        basket.discard(desk, case.id, Purpose.CASEWORK)
    assert "終えて" in refused.value.advice


def test_ほかの相談もある人は_相談を消しても残る(desk: Desk, case: Case) -> None:
    again = receive(
        desk,
        {"received_on": date(2026, 11, 9), "person_name": "磯崎　みちる", "content": "二度目"},
        person_id=case.person_id,
    )
    basket.discard(desk, again.case.id, Purpose.CASEWORK)
    assert case_page(desk, case.id).person is not None


def test_相談を残したまま_ごみ箱の口から同意だけを消せない(desk: Desk, case: Case) -> None:
    def only_the_consent() -> None:
        with desk.writing(Purpose.CASEWORK) as work, work.versions.into_basket(case.id):
            (one,) = work.consents.where(case_id=case.id)
            work.consents.remove(one)

    with pytest.raises(Refused, match="同意の記録だけ"):
        only_the_consent()
    assert len(case_page(desk, case.id).consents) == 1


def test_読むだけの職員は_消すことも見ることもできない(
    desk: Desk, case: Case, office: Office
) -> None:
    note = progress.add_note(desk, case.id, NOTE)
    staffing.add_staff(desk, OUTSIDER, Role.READER, PASSWORD)
    reader = sign_in(office, OUTSIDER, PASSWORD)
    try:
        with pytest.raises(Refused):
            basket.discard(reader, note.id, Purpose.CASEWORK)
        with pytest.raises(Refused):
            basket.basket(reader)
    finally:
        reader.close()


def test_移替えを申し出ている経過は消せない(desk: Desk, case: Case) -> None:
    lane = {"lane": Lane.SEALED.label}
    note = progress.add_note(desk, case.id, NOTE | lane, body_id=min(desk.member_of))
    asked = Transfer(
        lane=Lane.SEALED,
        body_id=note.body_id,
        case_id=case.id,
        source_kind="経過",
        source_id=note.id,
        content="移す文",
        ground="本人の同意",
        evidence="",
        proposed_by=desk.me.id,
        proposed_at=desk.now(),
    )
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        work.transfers.put(asked)
    with pytest.raises(BadInput, match="移替え"):
        basket.discard(desk, note.id, Purpose.SUPPORT_MEETING)


# --- 元に戻す -----------------------------------------------------------------------------


def test_書き直しも_新しく書いたことも_元に戻せる(desk: Desk, case: Case) -> None:
    with desk.collecting() as made:
        note = progress.add_note(desk, case.id, NOTE)
    with desk.collecting() as steps:
        progress.add_note(desk, case.id, NOTE | {"content": "違う文"}, note_id=note.id)
    take_back(desk, steps, Purpose.CASEWORK, note.note_no)
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.notes.get(note.id) == note
    take_back(desk, made, Purpose.CASEWORK, note.note_no)
    page = case_page(desk, case.id)
    assert (page.notes, [one.form_id for one in page.sheets]) == ((), ["intake"])


@pytest.mark.parametrize("sealed", [False, True])
def test_新しく書いた経過を元に戻すと_ごみ箱に残り_そのまま戻せる(
    desk: Desk, case: Case, sealed: bool
) -> None:
    values = NOTE | ({"lane": "支援会議"} if sealed else {})
    purpose = Purpose.SUPPORT_MEETING if sealed else Purpose.CASEWORK
    with desk.collecting() as made:
        note = progress.add_note(desk, case.id, values)
    before = case_page(desk, case.id, purpose=purpose)
    take_back(desk, made, purpose, case.case_no, body_id=note.body_id, keeps=True)
    assert note.id in in_basket(desk, purpose)
    basket.bring_back(desk, note.id, purpose)
    assert case_page(desk, case.id, purpose=purpose) == before


def test_返信を入れたつなぐシートもプランも_元に戻せば一行でごみ箱に残る(
    desk: Desk, case: Case
) -> None:
    paper_case.agree(desk, case)
    plan = {"kind": "多機関協働", "made_on": date(2026, 11, 5), "goal": "通う"}
    refused = {"result": "受けられない", "refusal": "定員がいっぱい", "replied_on": desk.today()}
    written: tuple[Callable[[], Plan | Sheet], ...] = (
        lambda: plans.write_plan(desk, case.id, plan, ()),
        lambda: replies.write_referral(desk, case.id, paper_case.REFERRAL | refused)[0],
    )
    for write in written:
        others = in_basket(desk)
        with desk.collecting() as steps:
            made = write()
        before = case_page(desk, case.id)
        take_back(desk, steps, Purpose.CASEWORK, case.case_no, keeps=True)
        assert in_basket(desk) - others == {made.id}
        basket.bring_back(desk, made.id, Purpose.CASEWORK)
        assert case_page(desk, case.id) == before


def test_その後に書き直されていれば_元に戻さない(desk: Desk, case: Case) -> None:
    with desk.collecting() as steps:
        note = progress.add_note(desk, case.id, NOTE)
    other = progress.add_note(desk, case.id, NOTE | {"content": "ほかの人"}, note_id=note.id)
    with pytest.raises(Refused, match="その後に"):
        take_back(desk, steps, Purpose.CASEWORK, note.note_no)
    assert case_page(desk, case.id).notes == (other,)


def test_書いた同意は_元に戻す道からも消せない(desk: Desk, case: Case) -> None:
    with desk.collecting() as steps:
        values = {"status": "拒否", "decided_on": date(2026, 11, 5)}
        consent.record_consent(desk, case.id, values)
    before = case_page(desk, case.id).consents
    with pytest.raises(Refused, match="書いた同意"):
        take_back(desk, steps, Purpose.CASEWORK, case.case_no)
    assert case_page(desk, case.id).consents == before


# --- 消している間に変わったこと ---------------------------------------------------


def _again(desk: Desk, case: Case) -> Case:
    """同じ人の、二件目の相談。"""
    values = {"received_on": date(2026, 11, 9), "person_name": "磯崎　みちる", "content": "二度目"}
    return receive(desk, values, person_id=case.person_id).case


def test_消している間に統合された人の相談は_残した人の相談として戻る(
    desk: Desk, case: Case
) -> None:
    kept = receive(desk, {"received_on": date(2026, 11, 2), "person_name": "磯崎　満"}).case
    again = _again(desk, case)
    basket.discard(desk, again.id, Purpose.CASEWORK)
    merge = unite(desk, kept.person_id, case.person_id, ())
    basket.bring_back(desk, again.id, Purpose.CASEWORK)
    with desk.reading(Purpose.CASEWORK) as work:
        assert again.id in {one.id for one in work.cases.where(person_id=kept.person_id)}
    part_again(desk, merge.id, (again.id,))
    with desk.reading(Purpose.CASEWORK) as work:
        assert again.id in {one.id for one in work.cases.where(person_id=case.person_id)}


def test_消している間に統合が戻った相談は_元の人の相談として戻る(desk: Desk, case: Case) -> None:
    kept = receive(desk, {"received_on": date(2026, 11, 2), "person_name": "磯崎　満"}).case
    again = _again(desk, case)
    merge = unite(desk, kept.person_id, case.person_id, ())
    basket.discard(desk, again.id, Purpose.CASEWORK)
    part_again(desk, merge.id)
    back = basket.bring_back(desk, again.id, Purpose.CASEWORK)
    assert isinstance(back, Case)
    assert back.person_id == case.person_id


def test_先に消した方だけを戻しても_本人が一緒に戻る(desk: Desk, case: Case) -> None:
    before, again = case_page(desk, case.id).person, _again(desk, case)
    basket.discard(desk, case.id, Purpose.CASEWORK)
    basket.discard(desk, again.id, Purpose.CASEWORK)
    basket.bring_back(desk, case.id, Purpose.CASEWORK)
    assert case_page(desk, case.id).person == before
    basket.bring_back(desk, again.id, Purpose.CASEWORK)
    assert case_page(desk, again.id).person == before


def test_戻せる統合のある人は_相談を消しても残る(desk: Desk, case: Case) -> None:
    gone = receive(desk, {"received_on": date(2026, 11, 2), "person_name": "磯崎　満"}).case
    merge = unite(desk, case.person_id, gone.person_id, ())
    for one in (gone, case):
        basket.discard(desk, one.id, Purpose.CASEWORK)
    assert part_again(desk, merge.id).gone.name == "磯崎　満"


def test_普段の相談ごと本人が消えても_支援会議の相談から名は失われない(
    desk: Desk, case: Case
) -> None:
    values = {"received_on": date(2026, 11, 9), "lane": "支援会議", "person_name": "磯崎　みちる"}
    body = desk.town.support_bodies[0].id
    sealed = receive(desk, values, person_id=case.person_id, body_id=body).case
    basket.discard(desk, case.id, Purpose.CASEWORK)
    assert sealed.person_id == case.person_id
    page = case_page(desk, sealed.id, purpose=Purpose.SUPPORT_MEETING)
    assert page.person is not None
    assert page.person.name == "磯崎　みちる"
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.people.get(case.person_id) is None
