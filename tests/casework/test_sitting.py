"""一つの席に二つの区分: 議題は会議ごとに分かれ、支援会議のあったことは相手の記録に残らない。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from jusou_desk.casework.case import cases, consent, intake, meeting_doors, progress
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings, sitting
from jusou_desk.casework.meeting.sitting import (
    bodies_beside,
    consider_beside,
    join,
    meetings_to_join,
    open_beside,
    open_plan_beside,
    part,
    plan_body_beside,
    same_sitting,
)
from jusou_desk.casework.printing import packets
from jusou_desk.errors import BadInput, DeskError
from jusou_desk.forms import code_set
from jusou_desk.models.records import Attendee, Meeting
from jusou_desk.policy import Lane
from jusou_desk.towns import MeetingKind
from tests.casework.several_bodies import desks, komae, several
from tests.casework.test_packet_press import text_of

__all__ = ["desks", "komae", "several"]

NOW = datetime(2026, 11, 20, 10, 0)
AGREED, QUIET = "台所の床が抜けている", "夜中に庭を歩く声がする"


def case(desk: Desk, content: str, *, agreed: bool) -> str:
    values = {"received_on": NOW.date(), "consent": "未取得", "content": content}
    made = intake.receive(desk, values).case
    if agreed:
        given = {"status": "書面", "decided_on": NOW.date(), "agencies": "架空学校"}
        scope = code_set("information_scopes", 2026).terms
        consent.record_consent(desk, made.id, given | {"scope": scope, "no_end": True})
    return made.id


def plan_meeting(desk: Desk) -> Meeting:
    body = next(b for b in desk.town.bodies if set(b.kinds) >= {"支援会議", "重層的支援会議"})
    meeting = meetings.convene(
        desk, body.id, NOW.date(), kind=MeetingKind.PLAN, start="10:00", place="第二会議室"
    )
    return meetings.invite(desk, meeting.id, [Attendee(agency="架空学校", name="架空　花子")])


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


def test_同意の無い相談を_同じ席の支援会議の議題にする(desks: tuple[Desk, Desk]) -> None:
    desk, _ = desks
    meeting = plan_meeting(desk)
    body = bodies_beside(desk, meeting)[0]
    quiet = case(desk, QUIET, agreed=False)
    beside = consider_beside(desk, meeting.id, body.id, quiet, "夜の見守り")
    assert (beside.held_on, beside.start, beside.place) == (NOW.date(), "10:00", "第二会議室")
    assert beside.attendees == meeting.attendees
    # 二度押しても、会議も議題も一つ。
    assert consider_beside(desk, meeting.id, body.id, quiet).id == beside.id
    ((item, found),) = meetings.meeting_page(desk, beside.id).items
    assert (found.id, item.aim, item.summary, item.sealed) == (
        quiet,
        "情報共有",
        "夜の見守り",
        True,
    )
    assert meetings.meeting_page(desk, meeting.id).items == ()


def test_同じ席で_別の会議体の支援会議は重ねて開けない(desks: tuple[Desk, Desk]) -> None:
    desk, _ = desks
    meeting = plan_meeting(desk)
    first, second, *_ = bodies_beside(desk, meeting)
    beside = open_beside(desk, meeting.id, first.id)
    with pytest.raises(BadInput, match=f"この席では、もう「{first.name}」を開いています"):
        consider_beside(desk, meeting.id, second.id, case(desk, QUIET, agreed=False))
    assert [one.id for one in meetings.meeting_list(desk) if one.sealed] == [beside.id]


def support_meeting(desk: Desk) -> Meeting:
    body = next(b for b in desk.town.bodies if set(b.kinds) >= {"支援会議", "重層的支援会議"})
    made = meetings.convene(
        desk, body.id, NOW.date(), kind=MeetingKind.SUPPORT, start="10:00", place="第二会議室"
    )
    seats = [
        Attendee(agency="架空学校", name="架空　花子", role="議題1のみ", pledged_on=NOW.date()),
        Attendee(agency="架空病院", name="架空　次郎", role="司会"),
    ]
    return meetings.invite(desk, made.id, seats)


def test_支援会議からも_同じ席の重層的支援会議を設けられる(desks: tuple[Desk, Desk]) -> None:
    desk, outsider = desks
    sealed = support_meeting(desk)
    plan = open_plan_beside(desk, sealed.id)
    assert (plan.kind, plan.sealed) == (MeetingKind.PLAN, False)
    assert (plan.held_on, plan.start, plan.place) == (NOW.date(), "10:00", "第二会議室")
    # 支援会議のあったことの知れる、議題の番号と誓約日は写さない。
    assert [(a.name, a.role, a.pledged_on) for a in plan.attendees] == [
        ("架空　花子", "", None),
        ("架空　次郎", "司会", None),
    ]
    assert same_sitting(desk, plan) == meeting_doors.find_meeting(desk, sealed.id)
    assert open_plan_beside(desk, sealed.id).id == plan.id
    seen = repr(meetings.meeting_page(outsider, plan.id))
    assert sealed.id not in seen
    assert sealed.meeting_no not in seen
    with pytest.raises(DeskError):
        open_plan_beside(outsider, sealed.id)


def test_支援会議だけの会議体では_同じ席の重層的支援会議を勧めない(
    desks: tuple[Desk, Desk],
) -> None:
    desk, _ = desks
    alone = meetings.convene(desk, "support_meeting", NOW.date())
    assert plan_body_beside(desk, alone) is None
    with pytest.raises(BadInput, match="重層的支援会議としては開けません"):
        open_plan_beside(desk, alone.id)


def test_同じ日の別々の会議を_一つの席にして_また分けられる(desks: tuple[Desk, Desk]) -> None:
    desk, outsider = desks
    plan, sealed = plan_meeting(desk), support_meeting(desk)
    later = meetings.convene(desk, sealed.body_id, date(2026, 11, 21), kind=MeetingKind.SUPPORT)
    elsewhere = meetings.convene(
        desk, sealed.body_id, NOW.date(), kind=MeetingKind.SUPPORT, place="別の所"
    )
    assert [one.id for one in meetings_to_join(desk, plan)] == [sealed.id]
    assert [one.id for one in meetings_to_join(desk, sealed)] == [plan.id]
    assert meetings_to_join(outsider, plan) == ()
    for wrong in (later, plan):
        with pytest.raises(BadInput, match="一つの席にできません"):
            join(desk, plan.id, wrong.id)
    joined = join(desk, plan.id, sealed.id)
    assert same_sitting(desk, plan) == joined
    assert meetings_to_join(desk, plan) == meetings_to_join(desk, joined) == ()
    with pytest.raises(BadInput, match="もう別の会議と同じ席"):
        join(desk, plan.id, elsewhere.id)
    part(desk, plan.id)
    assert same_sitting(desk, plan) is None
    assert part(desk, plan.id) is None
    assert meeting_doors.find_meeting(desk, sealed.id).attendees == sealed.attendees


@pytest.mark.parametrize(
    ("role", "copied"),
    [
        ("支援会議のみ", ""),
        ("支援会議の従事者", ""),
        ("第1議題のみ", ""),
        ("(議題2のみ)", ""),
        ("1のみ", ""),
        ("見守りの担当", ""),
        ("記録", "記録"),
        ("司会(議題1)", "司会"),
    ],
)
def test_支援会議のことの知れる役割は_通常の記録に写らない(
    desks: tuple[Desk, Desk], role: str, copied: str
) -> None:
    desk, outsider = desks
    sealed = support_meeting(desk)
    meetings.invite(desk, sealed.id, [replace(sealed.attendees[0], role=role)])
    plan = open_plan_beside(desk, sealed.id)
    (seen,) = meeting_doors.find_meeting(outsider, plan.id).attendees
    assert (seen.name, seen.role) == ("架空　花子", copied)


def test_議題を指す役割は_同じ席の支援会議の議題には効かない(desks: tuple[Desk, Desk]) -> None:
    desk, _ = desks
    plan = plan_meeting(desk)
    meetings.invite(desk, plan.id, [replace(plan.attendees[0], role="議題1のみ")])
    beside = open_beside(desk, plan.id, bodies_beside(desk, plan)[0].id)
    assert [one.role for one in beside.attendees] == [""]


def test_途中で止まっても_もう一度開けば会議は一つ(
    desks: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, _ = desks
    sealed = support_meeting(desk)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(sitting, "join", stop)
        with pytest.raises(KeyboardInterrupt):
            open_plan_beside(desk, sealed.id)
    plan = open_plan_beside(desk, sealed.id)
    assert [one.id for one in meetings.meeting_list(desk) if not one.sealed] == [plan.id]
    assert [one.name for one in plan.attendees] == [one.name for one in sealed.attendees]
    there = same_sitting(desk, plan)
    assert there is not None
    assert there.id == sealed.id


def test_議題のあるその日の会議は_止まったものとみなさない(desks: tuple[Desk, Desk]) -> None:
    desk, _ = desks
    sealed, other = support_meeting(desk), plan_meeting(desk)
    meetings.put_on_agenda(desk, other.id, case(desk, AGREED, agreed=True), "プラン策定")
    assert open_plan_beside(desk, sealed.id).id != other.id
