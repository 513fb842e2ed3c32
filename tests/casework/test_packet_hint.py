"""様式の手引きが言うとおりに、会議の資料に載る・載らない。"""

from __future__ import annotations

from jusou_desk.casework.case import meeting_doors, plans, sheets
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.forms import form
from tests.casework.test_packet_press import agreed, copies, meeting_of

DIRECTION, GOAL, SUMMARY = "通院の付添いから始める", "一人で買物に行く", "薬の管理を誰がするか"


def test_支援の方向性は会議の資料に載らず_プランの目標と議題の要旨が載る(desk: Desk) -> None:
    hint = form("assessment").field("direction").help
    assert hint.endswith("会議の資料に載るのは、これではなくプランの目標と議題の要旨です。")
    case_id, today = agreed(desk, 0), desk.today()
    sheets.write_sheet(desk, case_id, "assessment", {"assessed_on": today, "direction": DIRECTION})
    plan = {"kind": "多機関協働", "made_on": today, "round_no": 2, "goal": GOAL}
    plans.write_plan(desk, case_id, plan, ())
    meeting = meeting_of(desk, "重層的支援会議")
    meetings.put_on_agenda(desk, meeting.id, case_id, "プラン策定", SUMMARY)
    for words in copies(desk, meeting_doors.find_meeting(desk, meeting.id)):
        assert GOAL in words
        assert SUMMARY in words
        assert DIRECTION not in words
