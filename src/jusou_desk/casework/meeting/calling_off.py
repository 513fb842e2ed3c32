"""会議の取りやめ。まだ何も出ておらず、結果も無い会議だけを消し、すぐなら元のまま戻せる。"""

from __future__ import annotations

from dataclasses import dataclass, replace

from jusou_desk.casework.case.meeting_doors import find_meeting, purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput
from jusou_desk.models.office_records import Draft
from jusou_desk.models.records import AgendaItem, Meeting
from jusou_desk.models.work import Work


@dataclass(frozen=True)
class CalledOff:
    """取りやめた会議と、その議題と打ちかけ。"""

    meeting: Meeting
    items: tuple[AgendaItem, ...]
    drafts: tuple[Draft, ...]


def call_off_meeting(desk: Desk, meeting_id: str, *, with_agenda: bool = True) -> CalledOff:
    """会議を、議題と打ちかけごと取りやめる。

    with_agenda: 偽なら、議題が残っていれば ``BadInput``(設けたばかりの会議を戻すとき)。
    紙か依頼が出ているか、結果か経過が書いてあれば ``BadInput``(会議のあったことが残るように)。
    """
    meeting = find_meeting(desk, meeting_id)
    with desk.writing(purpose_of_kind(meeting.kind)) as work:
        items = work.agenda.where(meeting_id=meeting.id)
        if items and not with_agenda:
            raise BadInput(
                f"{meeting.meeting_no} には議題があります。", "議題を外してから取りやめてください。"
            )
        _expect_nothing_left(work, meeting, items)
        for item in items:
            work.agenda.remove(item)
        place = f"meeting:{meeting.id}:"
        drafts = tuple(one for one in work.drafts.where() if one.place.startswith(place))
        for draft in drafts:
            work.drafts.remove(draft)
        work.meetings.remove(meeting)
        desk.audit(work, "会議の取りやめ", meeting.meeting_no, body_id=meeting.body_id)
    return CalledOff(meeting, items, drafts)


def hold_after_all(desk: Desk, called: CalledOff) -> Meeting:
    """取りやめた会議を、議題と打ちかけごと元のまま戻す。番号がもう使われていれば ``BadInput``。

    同じ席の会議が、その間に無くなったか、別の会議と同じ席になっていれば、席は別にする。
    """
    meeting = called.meeting
    with desk.writing(purpose_of_kind(meeting.kind)) as work:
        same = work.meetings.where(meeting_no=meeting.meeting_no)
        if any(one.body_id == meeting.body_id for one in same):
            raise BadInput(
                f"{meeting.meeting_no} は、もう別の会議の番号になっています。",
                "会議を設け直してください。",
            )
        if meeting.sitting and not _seat_free(work, meeting.sitting):
            meeting = replace(meeting, sitting="")
        work.meetings.put(meeting)
        for item in called.items:
            work.agenda.put(item)
        again = {(one.staff_id, one.place) for one in work.drafts.where()}
        for draft in called.drafts:
            if (draft.staff_id, draft.place) not in again:
                work.drafts.put(draft)
        desk.audit(work, "会議の取りやめを戻す", meeting.meeting_no, body_id=meeting.body_id)
    return meeting


def _seat_free(work: Work, plan_id: str) -> bool:
    """重層的支援会議がまだあり、同じ席の支援会議が無いか。"""
    return work.meetings.get(plan_id) is not None and not work.meetings.where(sitting=plan_id)


def _expect_nothing_left(work: Work, meeting: Meeting, items: tuple[AgendaItem, ...]) -> None:
    """この会議から出たものも、書かれたものも無いこと。"""
    if (
        meeting.noticed_on is not None
        or work.copies.where(meeting_id=meeting.id)
        or work.issued.where(meeting_id=meeting.id)
        or work.info_requests.where(meeting_id=meeting.id)
    ):
        raise BadInput(
            f"{meeting.meeting_no} からは、もう紙か依頼が出ているので、取りやめにできません。",
            "開かなくなったことを出席者に知らせ、出した紙を戻してもらい、結果の欄に書いてください。",
        )
    if any(map(_has_result, items)) or work.notes.where(meeting_id=meeting.id):
        raise BadInput(
            f"{meeting.meeting_no} には、もう結果か経過が書いてあるので、取りやめにできません。",
            "書き間違いなら、結果の欄を消してから取りやめてください。",
        )


def _has_result(item: AgendaItem) -> bool:
    written = (item.findings, item.guesses, item.decision, item.next_step)
    return bool(item.decisions) or any(words.strip() for words in written)
