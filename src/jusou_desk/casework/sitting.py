"""一つの席で、二つの法的区分の会議を続けて開く。

大樹町・狛江市のように、同じ会議体がどちらの会議にもなる町がある(seeds、domain.md §3.3)。
区分は議題ごとに分けるほかないので、記録も資料も議事録も統計も、会議を二つ設けて分ける。
同じ席であることは支援会議の側だけが覚える。重層的支援会議の記録から、支援会議のあったことが
従事者でない人に知れないように。
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meetings import convene, find_meeting, purpose_of_kind, put_on_agenda
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Meeting
from jusou_desk.policy import Purpose
from jusou_desk.towns import MeetingBody, MeetingKind

#: 同意を要しない会議で、初めに入る議題の目的。
_AIM: Final = "情報共有"


def bodies_beside(desk: Desk, meeting: Meeting) -> tuple[MeetingBody, ...]:
    """この会議と同じ席で支援会議を開ける会議体。同じ会議体があれば先頭。従事するものだけ。"""
    if meeting.sealed:
        return ()
    mine = [body for body in desk.town.support_bodies if desk.serves(body)]
    return tuple(sorted(mine, key=lambda body: body.name != meeting.body_name))


def same_sitting(desk: Desk, meeting: Meeting) -> Meeting | None:
    """同じ席の、もう一方の会議。無いか、支援会議に従事していなければ None。"""
    if not desk.serves_any:
        return None
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        if meeting.sealed:
            return work.meetings.get(meeting.sitting) if meeting.sitting else None
        return work.meetings.one(sitting=meeting.id)


def open_beside(desk: Desk, meeting_id: str, body_id: str) -> Meeting:
    """同じ日時・場所・出席者で支援会議を設ける(もう設けてあれば、それを返す)。

    一つの席に支援会議は一つ。別の会議体のものをもう開いていれば ``BadInput``。
    """
    meeting = find_meeting(desk, meeting_id)
    if meeting.sealed:
        raise BadInput(
            "この会議は支援会議です。", "重層的支援会議の頁から、同じ席の支援会議を開いてください。"
        )
    found = same_sitting(desk, meeting)
    if found is not None and found.body_id != body_id:
        raise BadInput(
            f"この席では、もう「{found.body_name}」を開いています。",
            f"{found.meeting_no} の議題に加えるか、会議の一覧から別の会議を設けてください。",
        )
    if found is not None:
        return found
    made = convene(
        desk,
        body_id,
        meeting.held_on,
        kind=MeetingKind.SUPPORT,
        start=meeting.start,
        end=meeting.end,
        place=meeting.place,
    )
    linked = replace(
        made, sitting=meeting.id, attendees=meeting.attendees, chair=meeting.chair or made.chair
    )
    with desk.writing(purpose_of_kind(made.kind)) as work:
        work.meetings.put(linked)
        desk.audit(work, "同じ席の会議の設定", linked.meeting_no, body_id=linked.body_id)
    return linked


def consider_beside(
    desk: Desk, meeting_id: str, body_id: str, case_id: str, summary: str = ""
) -> Meeting:
    """同意の無い相談を、同じ席の支援会議の議題にする。返すのはその支援会議。

    もう議題にしてあれば、そのまま返す。元の会議の議題は動かさない(外すのは人がする)。
    """
    beside = open_beside(desk, meeting_id, body_id)
    with desk.reading(purpose_of_kind(beside.kind)) as work:
        there = work.agenda.where(meeting_id=beside.id, case_id=case_id)
    if not there:
        put_on_agenda(desk, beside.id, case_id, _AIM, summary)
    return beside
