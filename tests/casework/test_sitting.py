"""一つの席に二つの区分: 議題は会議ごとに分かれ、支援会議のあったことは相手の記録に残らない。"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pypdf
import pytest

from jusou_desk.casework import cases, consent, intake, meetings, packets, progress, staffing
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.offices import create_office, sign_in
from jusou_desk.casework.sitting import bodies_beside, open_beside, same_sitting
from jusou_desk.errors import BadInput, DeskError
from jusou_desk.forms import code_set
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.keys import Cost
from jusou_desk.models.records import Attendee, Meeting
from jusou_desk.policy import Lane, Role
from jusou_desk.towns import MeetingKind

PASSWORD = "みなと三月さくら"
NOW = datetime(2026, 11, 20, 10, 0)
AGREED, QUIET = "台所の床が抜けている", "夜中に庭を歩く声がする"


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """狛江市(同じ会議体がどちらの会議にもなる)の、従事者と従事者でない推進員。"""
    office, _ = create_office(
        tmp_path / "office",
        town_id="komae",
        staff_name="岡　由美",
        password=PASSWORD,
        device=NoSecrets(),
        clock=lambda: NOW,
        cost=Cost(memory_kib=1024, rounds=1, lanes=1),
    )
    member = sign_in(office, "岡　由美", PASSWORD)
    staffing.add_staff(member, "西村　健", Role.COORDINATOR, PASSWORD)
    outsider = sign_in(office, "西村　健", PASSWORD)
    yield member, outsider
    member.close()
    outsider.close()


def case(desk: Desk, content: str, *, agreed: bool) -> str:
    values = {"received_on": NOW.date(), "consent": "未取得", "content": content}
    made = intake.receive(desk, values).case
    if agreed:
        given = {"status": "書面", "decided_on": NOW.date(), "agencies": "架空学校"}
        scope = code_set("information_scopes", 2026).terms
        consent.record_consent(desk, made.id, given | {"scope": scope})
    return made.id


def plan_meeting(desk: Desk) -> Meeting:
    body = next(b for b in desk.town.bodies if set(b.kinds) >= {"支援会議", "重層的支援会議"})
    meeting = meetings.convene(
        desk, body.id, NOW.date(), kind=MeetingKind.PLAN, start="10:00", place="第二会議室"
    )
    return meetings.invite(desk, meeting.id, [Attendee(agency="架空学校", name="架空　花子")])


def text_of(data: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


def test_同じ席の二つの会議は資料が区分ごとに分かれる(desks: tuple[Desk, Desk]) -> None:
    desk, _ = desks
    meeting = plan_meeting(desk)
    (first, *_) = bodies_beside(desk, meeting)
    assert first.name == meeting.body_name
    beside = open_beside(desk, meeting.id, first.id)
    assert beside.sealed
    assert (beside.held_on, beside.start, beside.place) == (NOW.date(), "10:00", "第二会議室")
    assert beside.attendees == meeting.attendees
    agreed, quiet = case(desk, AGREED, agreed=True), case(desk, QUIET, agreed=False)
    meetings.put_on_agenda(desk, meeting.id, agreed, "プラン策定")
    meetings.put_on_agenda(desk, beside.id, quiet, "情報共有")
    with pytest.raises(DeskError):
        meetings.put_on_agenda(desk, meeting.id, quiet, "情報共有")
    plan, support = (text_of(packets.preview_packet(desk, m.id)[1]) for m in (meeting, beside))
    assert AGREED in plan
    assert QUIET not in plan
    assert QUIET in support
    assert AGREED not in support
    assert "㊙" in support
    assert "㊙" not in plan


def test_二度開いても一つで_互いに行き来できる(desks: tuple[Desk, Desk]) -> None:
    desk, _ = desks
    meeting = plan_meeting(desk)
    assert same_sitting(desk, meeting) is None
    body = bodies_beside(desk, meeting)[0]
    beside = open_beside(desk, meeting.id, body.id)
    assert open_beside(desk, meeting.id, body.id) == beside
    assert same_sitting(desk, meeting) == beside
    there = same_sitting(desk, beside)
    assert there is not None
    assert there.id == meeting.id
    assert bodies_beside(desk, beside) == ()
    with pytest.raises(BadInput, match="この会議は支援会議です"):
        open_beside(desk, beside.id, body.id)


def test_従事者でない人には同じ席に支援会議のあったことが分からない(
    desks: tuple[Desk, Desk],
) -> None:
    desk, outsider = desks
    meeting = plan_meeting(desk)
    before = repr(meetings.meeting_page(outsider, meeting.id))
    beside = open_beside(desk, meeting.id, bodies_beside(desk, meeting)[0].id)
    assert repr(meetings.meeting_page(outsider, meeting.id)) == before
    assert same_sitting(outsider, meeting) is None
    assert bodies_beside(outsider, meeting) == ()
    assert [one.id for one in meetings.meeting_list(outsider)] == [meeting.id]
    with pytest.raises(DeskError):
        open_beside(outsider, meeting.id, beside.body_id)


def test_支援会議に紐づく経過は_言わなくても初めから秘匿になる(desks: tuple[Desk, Desk]) -> None:
    desk, outsider = desks
    meeting = plan_meeting(desk)
    beside = open_beside(desk, meeting.id, bodies_beside(desk, meeting)[0].id)
    case_id = case(desk, AGREED, agreed=True)
    values = {"noted_on": NOW.date(), "content": QUIET}
    note = progress.add_note(desk, case_id, values, meeting_id=beside.id)
    assert (note.lane, note.body_id) == (Lane.SEALED, beside.body_id)
    assert QUIET not in repr(cases.case_page(outsider, case_id))
    assert progress.add_note(desk, case_id, values, meeting_id=meeting.id).lane is Lane.OPEN
