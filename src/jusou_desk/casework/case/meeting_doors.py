"""会議の頁の扉: その会議を開く目的と、開けるか、どの会議か。"""

from __future__ import annotations

from typing import Final

from jusou_desk.casework.case.cases import widest_reading
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import Meeting
from jusou_desk.policy import Purpose
from jusou_desk.towns import MeetingKind

_PURPOSES: Final = {
    MeetingKind.SUPPORT: Purpose.SUPPORT_MEETING,
    MeetingKind.PLAN: Purpose.PLAN_MEETING,
    MeetingKind.OTHER: Purpose.OTHER_MEETING,
}


def purpose_of_kind(kind: str) -> Purpose:
    """法的区分から、その会議の記録を開く目的。"""
    return _PURPOSES[MeetingKind(kind)]


def opens(desk: Desk, meeting: Meeting) -> bool:
    """この職員が、その会議の頁を開けるか。"""
    try:
        desk.permit(purpose_of_kind(meeting.kind))
    except Refused:
        return False
    return True


def find_meeting(desk: Desk, meeting_id: str) -> Meeting:
    """id か会議番号の会議。従事していない支援会議は「見つからない」と同じに扱う。"""
    with desk.reading(widest_reading(desk)) as work:
        found = work.meetings.get(meeting_id)
        named = () if found else work.meetings.where(meeting_no=meeting_id)
    if len(named) > 1:
        # 通常の会議と支援会議、二つの会議体の間では、番号の重なりを防げない。
        raise BadInput(
            f"会議番号「{meeting_id}」の会議が{len(named)}つあります。",
            "一覧から選んで開いてください。",
        )
    found = found or next(iter(named), None)
    if found is None:
        raise desk.missing(
            meeting_id,
            "その会議が見つかりません。",
            "会議番号を確かめるか、一覧から開いてください。",
        )
    return found
