"""会議の取りやめ: 何も出ておらず結果も無い会議だけを、議題ごと消し、元のまま戻せる。"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from jusou_desk.casework.case import drafts, meeting_doors, progress
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.calling_off import call_off_meeting, hold_after_all
from jusou_desk.casework.meeting.meetings import meeting_list, meeting_page
from jusou_desk.casework.meeting.sitting import bodies_beside, open_beside, part, same_sitting
from jusou_desk.casework.printing import packets
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Meeting
from tests.casework.several_bodies import desks, komae, several
from tests.casework.test_packet_press import agreed, meeting_of
from tests.casework.test_sitting import plan_meeting

__all__ = ["desks", "komae", "several"]

KINDS = ("重層的支援会議", "支援会議")


@pytest.mark.parametrize("kind", KINDS)
def test_議題だけの会議は取りやめられ_元のまま戻せる(desk: Desk, kind: str) -> None:
    meeting = meeting_of(desk, kind, agreed(desk, 0))
    before = meeting_page(desk, meeting.id)
    place = f"meeting:{meeting.id}:head"
    drafts.keep(desk, place, {"place": "打ちかけ"}, sealed=meeting.sealed, body_id=meeting.body_id)
    called = call_off_meeting(desk, meeting.id)
    assert meeting_list(desk) == ()
    assert drafts.recall(desk, place, sealed=meeting.sealed) is None
    hold_after_all(desk, called)
    assert meeting_page(desk, meeting.id) == before
    kept = drafts.recall(desk, place, sealed=meeting.sealed)
    assert kept is not None
    assert kept.values == {"place": "打ちかけ"}


def test_番号が使われていれば_戻さない(desk: Desk) -> None:
    called = call_off_meeting(desk, meeting_of(desk, KINDS[0], agreed(desk, 0)).id)
    meetings.convene(desk, called.meeting.body_name, called.meeting.held_on)
    with pytest.raises(BadInput, match="もう別の会議の番号"):
        hold_after_all(desk, called)


def _written(desk: Desk, meeting: Meeting) -> None:
    ((item, _),) = meeting_page(desk, meeting.id).items
    meetings.write_decisions(
        desk, item.id, meeting.id, findings="", decision="見守る", lead_agency="", decisions=()
    )


@pytest.mark.parametrize("kind", KINDS)
def test_紙か結果か経過のある会議は取りやめられない(desk: Desk, kind: str, tmp_path: Path) -> None:
    case_id = agreed(desk, 0)
    issued, noticed, decided, noted = (meeting_of(desk, kind, case_id) for _ in range(4))
    packets.issue_packet(desk, issued.id, tmp_path / "packet")
    meetings.change_meeting(
        desk, replace(meeting_doors.find_meeting(desk, noticed.id), noticed_on=desk.today())
    )
    _written(desk, decided)
    day = desk.today() - timedelta(days=1)
    progress.add_note(
        desk, case_id, {"noted_on": day, "content": "会議で聞いた"}, meeting_id=noted.id
    )
    for meeting, said in (
        (issued, "もう紙か依頼"),
        (noticed, "もう紙か依頼"),
        (decided, "もう結果か経過"),
        (noted, "もう結果か経過"),
    ):
        with pytest.raises(BadInput, match=said):
            call_off_meeting(desk, meeting.id)
        assert meeting_page(desk, meeting.id).items


def test_戻した会議は_席が空いていれば_元の席に着く(desks: tuple[Desk, Desk]) -> None:
    desk, _ = desks
    plan = plan_meeting(desk)
    beside = open_beside(desk, plan.id, bodies_beside(desk, plan)[0].id)
    hold_after_all(desk, call_off_meeting(desk, beside.id))
    assert same_sitting(desk, plan) == beside


def test_席に別の会議が着いていれば_戻した会議は席を別にする(desks: tuple[Desk, Desk]) -> None:
    desk, _ = desks
    plan = plan_meeting(desk)
    first, second, *_ = bodies_beside(desk, plan)
    called = call_off_meeting(desk, open_beside(desk, plan.id, first.id).id)
    instead = open_beside(desk, plan.id, second.id)
    back = hold_after_all(desk, called)
    assert same_sitting(desk, back) is None
    assert same_sitting(desk, plan) == instead
    part(desk, plan.id)
    assert same_sitting(desk, plan) is None


def test_同じ席の会議が無くなっていれば_戻した会議は席を別にする(desks: tuple[Desk, Desk]) -> None:
    desk, _ = desks
    plan = plan_meeting(desk)
    called = call_off_meeting(desk, open_beside(desk, plan.id, bodies_beside(desk, plan)[0].id).id)
    call_off_meeting(desk, plan.id)
    assert hold_after_all(desk, called).sitting == ""


def test_取りやめた後に打った分は_前の打ちかけで消えない(desk: Desk) -> None:
    meeting = meeting_of(desk, KINDS[0], agreed(desk, 0))
    place = f"meeting:{meeting.id}:head"
    drafts.keep(desk, place, {"place": "前"})
    called = call_off_meeting(desk, meeting.id)
    drafts.keep(desk, place, {"place": "後"})
    hold_after_all(desk, called)
    kept = drafts.recall(desk, place)
    assert kept is not None
    assert kept.values == {"place": "後"}
