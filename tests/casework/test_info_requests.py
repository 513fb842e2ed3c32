"""情報提供の依頼(法106条の6第3項)の台帳: 依頼、回答、期限、見えない人。"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest

from jusou_desk.casework.case import cases
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import info_requests, meetings
from jusou_desk.casework.morning import today
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import Case, Meeting
from jusou_desk.models.secrecy_records import InfoRequest
from jusou_desk.policy import Lane, Purpose
from tests.casework.conftest import MovableClock
from tests.casework.test_one_case import consented, phone_call, plan_meeting, support_meeting

AGENCY, ITEMS, ANSWER = "架空病院", "この半年の受診の有無", "春から来ていないと聞いた"


@pytest.fixture
def case(desk: Desk) -> Case:
    return phone_call(desk)


@pytest.fixture
def meeting(desk: Desk, case: Case) -> Meeting:
    made = support_meeting(desk)
    meetings.put_on_agenda(desk, made.id, case.id, "情報共有")
    return made


def asked(desk: Desk, meeting: Meeting, case: Case, due_on: date | None = None) -> InfoRequest:
    return info_requests.ask(desk, meeting.id, case.id, AGENCY, ITEMS, due_on=due_on, way="手渡し")


def due(desk: Desk) -> list[tuple[str, str]]:
    return [(one.what, one.why) for one in today.due_lines(desk) if "の回答を受ける" in one.what]


def test_依頼は支援会議の秘匿の台帳に_番号の順に載る(
    desk: Desk, meeting: Meeting, case: Case
) -> None:
    first, second = asked(desk, meeting, case), asked(desk, meeting, case)
    assert (first.request_no, second.request_no) == ("R8-依頼-01", "R8-依頼-02")
    assert (first.lane, first.body_id) == (Lane.SEALED, "support_meeting")
    assert (first.asked_on, first.asked_by) == (desk.today(), desk.me.name)
    found = info_requests.requests_of(desk, meeting.id)
    assert [(one.request, one.case.id) for one in found] == [(first, case.id), (second, case.id)]


def test_同意のある会議からは依頼できない(desk: Desk, case: Case) -> None:
    consented(desk, case)
    plan = plan_meeting(desk)
    meetings.put_on_agenda(desk, plan.id, case.id, "プラン策定")
    with pytest.raises(Refused, match="法の支援会議からしか"):
        asked(desk, plan, case)
    assert info_requests.requests_of(desk, plan.id) == ()


def test_議題に無い相談については依頼できない(desk: Desk, meeting: Meeting) -> None:
    with pytest.raises(BadInput, match="議題にありません"):
        asked(desk, meeting, phone_call(desk))


def test_機関と求める情報は要り_期限は先の日(desk: Desk, meeting: Meeting, case: Case) -> None:
    for agency, items in ((" ", ITEMS), (AGENCY, "\n")):
        with pytest.raises(BadInput, match="空いています"):
            info_requests.ask(desk, meeting.id, case.id, agency, items)
    with pytest.raises(BadInput, match="期限が過ぎた"):
        asked(desk, meeting, case, desk.today() - timedelta(days=1))
    assert info_requests.requests_of(desk, meeting.id) == ()


def test_期限が近い依頼は今日に番号だけで出て_回答すると消える(
    desk: Desk, meeting: Meeting, case: Case, clock: MovableClock
) -> None:
    request = asked(desk, meeting, case, desk.today() + timedelta(days=20))
    assert due(desk) == []
    clock.pass_days(7)
    assert [what for what, _ in due(desk)] == ["R8-依頼-01 の回答を受ける"]
    clock.pass_days(15)
    ((what, why),) = due(desk)
    assert "2日過ぎています" in why
    assert AGENCY not in what + why
    info_requests.answer(desk, request.id, ANSWER, desk.today())
    assert due(desk) == []


def test_回答は提供機関の付いた秘匿の経過になり_書き直しても一件(
    desk: Desk, meeting: Meeting, case: Case
) -> None:
    request = asked(desk, meeting, case)
    written = info_requests.answer(desk, request.id, "まだ", desk.today(), respondent="地域連携室")
    again = info_requests.answer(desk, request.id, ANSWER, desk.today())
    assert (again.answer, again.answered_on) == (ANSWER, desk.today())
    assert written.note_id == again.note_id
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        (note,) = work.notes.where(case_id=case.id)
    assert note.sealed
    assert (note.body_id, note.meeting_id) == (request.body_id, meeting.id)
    assert note.source_agency == AGENCY
    assert ANSWER in note.content
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.notes.where(case_id=case.id) == ()


def test_空の回答_未来の回答_依頼より前の回答は断る(
    desk: Desk, meeting: Meeting, case: Case
) -> None:
    request = asked(desk, meeting, case)
    day = timedelta(days=1)
    for words, on, said in (
        (" ", desk.today(), "空いています"),
        (ANSWER, desk.today() + day, "未来"),
        (ANSWER, desk.today() - day, "依頼した日より前"),
    ):
        with pytest.raises(BadInput, match=said):
            info_requests.answer(desk, request.id, words, on)
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        assert work.notes.where(case_id=case.id) == ()


def test_取り消せるのは回答の無い依頼だけ(desk: Desk, meeting: Meeting, case: Case) -> None:
    kept, gone = asked(desk, meeting, case), asked(desk, meeting, case)
    info_requests.answer(desk, kept.id, ANSWER, desk.today())
    with pytest.raises(Refused, match="取り消せません"):
        info_requests.take_back_request(desk, kept.id)
    info_requests.take_back_request(desk, gone.id)
    assert [one.request.id for one in info_requests.requests_of(desk, meeting.id)] == [kept.id]
    with pytest.raises(BadInput, match="見つかりません"):
        info_requests.take_back_request(desk, gone.id)


def test_従事していない職員には_依頼も回答も期限も無い(
    desk: Desk, outsider: Desk, meeting: Meeting, case: Case
) -> None:
    request = asked(desk, meeting, case, desk.today())
    info_requests.answer(desk, request.id, ANSWER, desk.today())
    waiting = asked(desk, meeting, case, desk.today())
    assert due(outsider) == []
    with pytest.raises(BadInput, match="見つかりません"):
        info_requests.requests_of(outsider, meeting.id)
    for act in (
        lambda: info_requests.ask(outsider, meeting.id, case.id, AGENCY, ITEMS),
        lambda: info_requests.answer(outsider, waiting.id, ANSWER, outsider.today()),
        lambda: info_requests.take_back_request(outsider, waiting.id),
    ):
        with pytest.raises((BadInput, Refused)):
            act()
    assert cases.case_page(outsider, case.id).notes == ()
    words: list[str] = []
    for purpose in Purpose:
        with suppress(Refused), outsider.reading(purpose) as work:
            assert work.info_requests.where() == ()
            words += [f"{e.action}{e.subject}{e.detail}" for e in work.audit.entries()]
    assert not [one for one in words if "依頼" in one or AGENCY in one]
