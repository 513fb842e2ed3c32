"""情報提供の依頼(社会福祉法第106条の6第3項)の台帳。支援会議の記録で、従事者だけが読める。

求めるのは支援会議の議題になっている相談についてだけ。回答は台帳に残り、提供機関の付いた
支援経過(秘匿)にもなる。domain.md §3.4。
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final

from jusou_desk.casework.case.meeting_doors import find_meeting
from jusou_desk.casework.case.numbering import body_of, note_number, request_number
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.meetings import agenda_of
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import Case, Note, new_id
from jusou_desk.models.secrecy_records import InfoRequest
from jusou_desk.models.work import Work
from jusou_desk.policy import Lane, Purpose

#: 回答の方法の候補。自由に書いてもよい。
WAYS: Final = ("手渡し", "親展の郵便", "会議の席で")
_HERE: Final = Purpose.SUPPORT_MEETING


@dataclass(frozen=True)
class Asked:
    """台帳の一行と、その相談。"""

    request: InfoRequest
    case: Case


def ask(
    desk: Desk,
    meeting_id: str,
    case_id: str,
    agency: str,
    items: str,
    *,
    person: str = "",
    purpose: str = "",
    due_on: date | None = None,
    way: str = "",
) -> InfoRequest:
    """依頼を一件、台帳に載せる。支援会議でなければ ``Refused``、欄が空なら ``BadInput``。"""
    meeting = find_meeting(desk, meeting_id)
    if not meeting.sealed:
        raise Refused(
            "情報提供の依頼は、法の支援会議からしか出せません。",
            "本人の同意の中で尋ねるか、支援会議の議題にしてください。",
        )
    if not (agency.strip() and items.strip()):
        raise BadInput(
            "依頼する機関か、求める情報が空いています。", "どこに、何を尋ねるかを入れてください。"
        )
    if due_on is not None and due_on < desk.today():
        raise BadInput("回答の期限が過ぎた日付です。", "今日からあとの日付を入れてください。")
    with desk.writing(_HERE) as work:
        if case_id not in {case.id for _, case in agenda_of(work, meeting.id)}:
            raise BadInput("その相談は、この会議の議題にありません。", "先に議題に加えてください。")
        made = work.info_requests.put(
            InfoRequest(
                lane=Lane.SEALED,
                body_id=meeting.body_id,
                request_no=request_number(work, desk.today(), body_of(desk.town, meeting.body_id)),
                meeting_id=meeting.id,
                case_id=case_id,
                agency=agency.strip(),
                asked_on=desk.today(),
                items=items,
                person=person,
                purpose=purpose,
                way=way.strip(),
                asked_by=desk.me.name,
                due_on=due_on,
            )
        )
        desk.audit(work, "情報提供の依頼", made.request_no, body_id=made.body_id)
    return made


def requests_of(desk: Desk, meeting_id: str) -> tuple[Asked, ...]:
    """その会議から出した依頼を、番号の順に。支援会議でなければ空。"""
    meeting = find_meeting(desk, meeting_id)
    if not meeting.sealed:
        return ()
    with desk.reading(_HERE, meeting.body_id) as work:
        found = work.info_requests.where(meeting_id=meeting.id)
        cases = {case.id: case for case in work.cases.among("id", {r.case_id for r in found})}
    ordered = sorted(found, key=lambda one: one.request_no)
    return tuple(Asked(one, cases[one.case_id]) for one in ordered if one.case_id in cases)


def answer(
    desk: Desk, request_id: str, words: str, answered_on: date, *, respondent: str = ""
) -> InfoRequest:
    """回答を台帳に書く。相談には、提供機関の付いた支援会議の経過として残る(書き直しもできる)。

    respondent: 答えた人(部署や職)。回答が空か、日付が依頼より前か未来なら ``BadInput``。
    """
    if not words.strip():
        raise BadInput(
            "回答の内容が空いています。", "断られたときも、そのことを書いて残してください。"
        )
    if answered_on > desk.today():
        raise BadInput("回答日が未来の日付です。", "今日までの日付を入れてください。")
    with desk.writing(_HERE) as work:
        request = _found(work, request_id)
        if answered_on < request.asked_on:
            raise BadInput("回答日が、依頼した日より前です。", "日付を確かめてください。")
        note = _note(desk, work, request, words, answered_on, respondent)
        work.notes.put(note)
        written = replace(request, answer=words, answered_on=answered_on, note_id=note.id)
        work.info_requests.put(written)
        desk.audit(work, "情報提供の回答の記入", request.request_no, body_id=request.body_id)
    return written


def _note(
    desk: Desk, work: Work, request: InfoRequest, words: str, on: date, respondent: str
) -> Note:
    old = work.notes.get(request.note_id) if request.note_id else None
    body = body_of(desk.town, request.body_id)
    return Note(
        id=old.id if old else new_id(),
        lane=Lane.SEALED,
        body_id=request.body_id,
        note_no=old.note_no if old else note_number(work, body),
        case_id=request.case_id,
        at=datetime.combine(on, time()),
        content=f"情報提供の回答({request.request_no})　{words}",
        method="その他",
        counterpart=respondent.strip() or request.agency,
        recorder=desk.me.name,
        source_agency=request.agency,
        meeting_id=request.meeting_id,
        overlays=old.overlays if old else (),
    )


def take_back_request(desk: Desk, request_id: str) -> None:
    """まだ回答の無い依頼を取り消す。取り消したことは監査に残る。"""
    with desk.writing(_HERE) as work:
        request = _found(work, request_id)
        if request.answered_on is not None:
            raise Refused(
                f"{request.request_no} には回答があるため、取り消せません。",
                "回答の内容を書き直してください。",
            )
        work.info_requests.remove(request)
        desk.audit(work, "情報提供の依頼の取消し", request.request_no, body_id=request.body_id)


def _found(work: Work, request_id: str) -> InfoRequest:
    found = work.info_requests.get(request_id)
    if found is None:
        raise BadInput("その依頼が見つかりません。", "会議を開き直してください。")
    return found
