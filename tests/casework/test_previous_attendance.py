"""前回の出席者。同じ会議体・同じ法的区分の回からだけ、従事者にだけ出る。"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Attendee, Meeting
from jusou_desk.towns import MeetingKind

OKA = Attendee(agency="社会福祉協議会", name="岡　由美", post="主任", role="構成員")
MORI = Attendee(agency="警察署", name="森　誠", role="議題2のみ")


def body_of(desk: Desk, kind: MeetingKind, place: int = 0) -> str:
    return [body.id for body in desk.town.bodies if body.kinds[0] is kind][place]


def held(desk: Desk, kind: MeetingKind, days: int, *people: Attendee, place: int = 0) -> Meeting:
    day = desk.today() + timedelta(days=days)
    made = meetings.convene(desk, body_of(desk, kind, place), day)
    return meetings.invite(desk, made.id, people)


def test_一番新しい前の回の出席者が出る(desk: Desk) -> None:
    held(desk, MeetingKind.PLAN, -60, MORI)
    last = held(desk, MeetingKind.PLAN, -30, OKA)
    held(desk, MeetingKind.PLAN, -10)
    held(desk, MeetingKind.PLAN, 30, MORI)
    found = meetings.previous_attendance(desk, held(desk, MeetingKind.PLAN, 0).id)
    assert found is not None
    assert (found.meeting.id, found.attendees) == (last.id, (OKA,))


@pytest.mark.parametrize(
    ("role", "again"),
    [
        ("議題2のみ", ""),
        ("第1議題のみ", ""),
        ("(議題2のみ)", ""),
        ("1のみ", ""),
        ("記録(議題2)", "記録"),
        ("構成員", "構成員"),
    ],
)
def test_その回の議題を指す役割は引き継がない(desk: Desk, role: str, again: str) -> None:
    held(desk, MeetingKind.PLAN, -30, replace(MORI, role=role))
    found = meetings.previous_attendance(desk, held(desk, MeetingKind.PLAN, 0).id)
    assert found is not None
    assert [(one.name, one.role) for one in found.attendees] == [("森　誠", again)]


def test_前の回が無ければ無い(desk: Desk) -> None:
    assert meetings.previous_attendance(desk, held(desk, MeetingKind.PLAN, 0, OKA).id) is None


def test_ほかの会議体の出席者は出ない(desk: Desk) -> None:
    held(desk, MeetingKind.OTHER, -30, OKA, place=0)
    fresh = held(desk, MeetingKind.OTHER, 0, place=1)
    assert meetings.previous_attendance(desk, fresh.id) is None


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (MeetingKind.SUPPORT, MeetingKind.PLAN),
        (MeetingKind.PLAN, MeetingKind.SUPPORT),
        (MeetingKind.OTHER, MeetingKind.PLAN),
    ],
)
def test_法的区分の違う会議の間で出席者は移らない(
    desk: Desk, before: MeetingKind, now: MeetingKind
) -> None:
    last = held(desk, before, -30, OKA)
    fresh = held(desk, now, 0)
    # 会議体の名前が同じ町でも、法的区分が違えば別の回
    meetings.change_meeting(desk, replaced(fresh, last.body_name))
    assert meetings.previous_attendance(desk, fresh.id) is None


def replaced(meeting: Meeting, body_name: str) -> Meeting:
    return Meeting(**(vars(meeting) | {"body_name": body_name}))


def test_支援会議の前回は従事者にだけ出る(desk: Desk, outsider: Desk) -> None:
    held(desk, MeetingKind.SUPPORT, -30, OKA)
    fresh = held(desk, MeetingKind.SUPPORT, 0)
    found = meetings.previous_attendance(desk, fresh.id)
    assert found is not None
    assert found.attendees == (OKA,)
    with pytest.raises(BadInput, match="見つかりません"):
        meetings.previous_attendance(outsider, fresh.id)
