"""会議の取りやめ。まだ何も出ておらず、結果も無い会議だけを消し、すぐなら元のまま戻せる。"""

from __future__ import annotations

from dataclasses import dataclass

from jusou_desk.casework.case.meeting_doors import find_meeting, purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput
from jusou_desk.models.records import AgendaItem, Meeting
from jusou_desk.models.work import Work


@dataclass(frozen=True)
class CalledOff:
    """取りやめた会議と、その議題。"""

    meeting: Meeting
    items: tuple[AgendaItem, ...]


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
        for draft in work.drafts.where():
            if draft.place.startswith(f"meeting:{meeting.id}:"):
                work.drafts.remove(draft)
        work.meetings.remove(meeting)
        desk.audit(work, "会議の取りやめ", meeting.meeting_no, body_id=meeting.body_id)
    return CalledOff(meeting, items)


def hold_after_all(desk: Desk, called: CalledOff) -> Meeting:
    """取りやめた会議を、議題ごと元のまま戻す。番号がもう使われていれば ``BadInput``。"""
    meeting = called.meeting
    with desk.writing(purpose_of_kind(meeting.kind)) as work:
        same = work.meetings.where(meeting_no=meeting.meeting_no)
        if any(one.body_id == meeting.body_id for one in same):
            raise BadInput(
                f"{meeting.meeting_no} は、もう別の会議の番号になっています。",
                "会議を設け直してください。",
            )
        work.meetings.put(meeting)
        for item in called.items:
            work.agenda.put(item)
        desk.audit(work, "会議の取りやめを戻す", meeting.meeting_no, body_id=meeting.body_id)
    return meeting


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
