"""一つの席で、二つの法的区分の会議を続けて開く。

大樹町・狛江市のように、同じ会議体がどちらの会議にもなる町がある(seeds、domain.md §3.3)。
区分は議題ごとに分けるほかないので、記録も資料も議事録も統計も、会議を二つ設けて分ける。
同じ席であることは支援会議の側だけが覚える。重層的支援会議の記録から、支援会議のあったことが
従事者でない人に知れないように。
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from jusou_desk.casework.case.meeting_doors import find_meeting, purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.meetings import (
    SAT_TOGETHER,
    convene,
    kinds_open_to,
    put_on_agenda,
)
from jusou_desk.casework.meeting.seats import plain_role, without_items
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

    役割のうち、元の会議の議題を指すものは写さない。
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
    return convene(
        desk,
        body_id,
        meeting.held_on,
        kind=MeetingKind.SUPPORT,
        start=meeting.start,
        end=meeting.end,
        place=meeting.place,
        beside=meeting,
        attendees=tuple(replace(a, role=without_items(a.role)) for a in meeting.attendees),
    )


def plan_body_beside(desk: Desk, meeting: Meeting) -> MeetingBody | None:
    """この支援会議と同じ席で重層的支援会議を開ける会議体(同じ会議体)。無ければ None。"""
    body = desk.town.body(meeting.body_name) if meeting.sealed else None
    opens = body is not None and MeetingKind.PLAN in kinds_open_to(desk, body)
    return body if opens else None


def open_plan_beside(desk: Desk, meeting_id: str) -> Meeting:
    """支援会議と同じ日時・場所・出席者で、重層的支援会議を設ける(もうあれば、それを返す)。

    役割は司会と記録だけを写し、誓約日は写さない。支援会議のあったことが、通常の記録から知れないように。
    区分の違う二つの会議は一つの仕事では書けないので、途中で止まった分があれば、それを同じ席にする。
    """
    meeting = find_meeting(desk, meeting_id)
    body = plan_body_beside(desk, meeting)
    if body is None:
        raise BadInput(
            f"「{meeting.body_name}」は、重層的支援会議としては開けません。",
            "会議の一覧から、重層的支援会議を設けてください。",
        )
    found = same_sitting(desk, meeting)
    if found is not None:
        return found
    plan = _half_opened(desk, meeting) or convene(
        desk,
        body.id,
        meeting.held_on,
        kind=MeetingKind.PLAN,
        start=meeting.start,
        end=meeting.end,
        place=meeting.place,
        beside=meeting,
        attendees=tuple(
            replace(a, role=plain_role(a.role), pledged_on=None) for a in meeting.attendees
        ),
    )
    join(desk, meeting.id, plan.id)
    return plan


def _half_opened(desk: Desk, meeting: Meeting) -> Meeting | None:
    """同じ日時・場所・会議体の、まだ議題の無い重層的支援会議。席を同じくする前に止まったもの。"""
    same = (meeting.body_name, meeting.start, meeting.end, meeting.place)
    near = meetings_to_join(desk, meeting)
    with desk.reading(Purpose.PLAN_MEETING) as work:
        empty = (one for one in near if not work.agenda.where(meeting_id=one.id))
        alike = (o for o in empty if (o.body_name, o.start, o.end, o.place) == same)
        return next(alike, None)


def meetings_to_join(desk: Desk, meeting: Meeting) -> tuple[Meeting, ...]:
    """同じ日の、まだ席を同じくしていない、もう一方の区分の会議。場所が違えば入らない。"""
    if not desk.serves_any or meeting.kind == MeetingKind.OTHER:
        return ()
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        same_day = work.meetings.where(held_on=meeting.held_on)
        if not meeting.sealed and work.meetings.where(sitting=meeting.id):
            return ()
        known = work.meetings.get(meeting.sitting) if meeting.sitting else None
    taken = {one.sitting for one in same_day if one.sitting}
    wanted = MeetingKind.PLAN if meeting.sealed else MeetingKind.SUPPORT
    return tuple(
        one
        for one in same_day
        if known is None
        and one.kind == wanted
        and not one.sitting
        and one.id not in taken
        and (not one.place or not meeting.place or one.place == meeting.place)
    )


def join(desk: Desk, meeting_id: str, other_id: str) -> Meeting:
    """二つの会議を同じ席にする。返すのは支援会議(同じ席であることは、こちらだけが覚える)。

    同じ日の支援会議と重層的支援会議でないか、どちらかにもう相手があれば ``BadInput``。
    """
    pair = [find_meeting(desk, one) for one in (meeting_id, other_id)]
    sealed = next((one for one in pair if one.sealed), None)
    plan = next((one for one in pair if one.kind == MeetingKind.PLAN), None)
    if sealed is None or plan is None or sealed.held_on != plan.held_on:
        raise BadInput(
            "この二つの会議は、一つの席にできません。",
            "同じ日に開く支援会議と重層的支援会議を選んでください。",
        )
    if any(same_sitting(desk, one) is not None for one in pair):
        raise BadInput(
            "どちらかの会議は、もう別の会議と同じ席です。", "その会議の頁で、席を分けてください。"
        )
    return _link(desk, sealed, plan.id, SAT_TOGETHER)


def part(desk: Desk, meeting_id: str) -> Meeting | None:
    """同じ席であることをやめる。二つの会議も議題もそのまま残る。同じ席でなければ None。"""
    meeting = find_meeting(desk, meeting_id)
    other = same_sitting(desk, meeting)
    sealed = meeting if meeting.sealed else other
    return None if other is None or sealed is None else _link(desk, sealed, "", "席を分ける")


def _link(desk: Desk, sealed: Meeting, plan_id: str, action: str) -> Meeting:
    linked = replace(sealed, sitting=plan_id)
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        work.meetings.put(linked)
        desk.audit(work, action, linked.meeting_no, body_id=linked.body_id)
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
