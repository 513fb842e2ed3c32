"""会議の紙の試し刷りの中身。どこにも無い会議と、どこにもいない人の議題から、本物と同じ材料集めで作る。

事務所の文言だけを読み、会議も相談も一件も読まない。だから、従事していない管理者でも、支援会議の紙の
様式を取り込める。
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time
from typing import Final

from jusou_desk.casework.case.concealing import member_rows
from jusou_desk.casework.case.meeting_doors import purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.copy_corrections import Correction
from jusou_desk.casework.meeting.copy_register import register_record
from jusou_desk.casework.meeting.members import Pledge
from jusou_desk.casework.meeting.packet_changes import CHANGED, DECIDED, change_row, decided_row
from jusou_desk.casework.meeting.packet_contents import (
    Material,
    attendee_row,
    head_facts,
    item_record,
    note_row,
    role_row,
)
from jusou_desk.casework.printing.meeting_letters import (
    Letter,
    Subject,
    notice_facts,
    notice_letter,
    notice_row,
    pledge_letter,
    request_letter,
)
from jusou_desk.casework.printing.meeting_minutes import minutes_letter
from jusou_desk.casework.printing.packet_press import PARTS
from jusou_desk.casework.town_forms.own_form_proof import Proof, proof_from
from jusou_desk.casework.town_forms.own_form_samples import many
from jusou_desk.models.records import (
    AgendaItem,
    Attendee,
    Case,
    Decision,
    Meeting,
    Note,
    PacketCopy,
    Person,
    PlanAction,
)
from jusou_desk.models.secrecy_records import InfoRequest
from jusou_desk.models.work import Work
from jusou_desk.packet import Terms
from jusou_desk.policy import Lane, Purpose
from jusou_desk.towns import MeetingBody, MeetingKind, Town

MakeLetter = Callable[[Desk, Work, Subject], Letter]
_READING: Final = Purpose.ADMINISTRATION
_AGREED: Final = Terms(given=True)
_NOTICED: Final = "議題9　プラン策定(R8-9999)"
_NOBODY: Final = Attendee(agency="", name="")


def kind_for(town: Town, *, sealed: bool) -> MeetingKind | None:
    """支援会議か、そうでない会議の、その町で開ける法的区分。どの会議体も開けなければ None。"""
    kinds = [kind for body in town.bodies for kind in body.kinds if kind.sealed is sealed]
    return min(kinds, key=list(MeetingKind).index, default=None)


def packet_proof(desk: Desk, *, sealed: bool) -> Proof:
    """会議資料。"""
    subject = _subject(desk, sealed=sealed)
    with desk.reading(_READING) as work:
        record = _material(desk, work, subject.sitting).whole([("", 1)] * many("綴り"), "")
    return proof_from(desk, record, subject.purpose, PARTS)


def letter_proof(desk: Desk, letter: MakeLetter, *, sealed: bool) -> Proof:
    """一人に一通の紙。letter: その紙の材料を作るもの。"""
    subject = _subject(desk, sealed=sealed)
    with desk.reading(_READING) as work:
        record = letter(desk, work, subject).record
    return proof_from(desk, record, subject.purpose)


def copies_proof(desk: Desk, *, sealed: bool) -> Proof:
    """配付・回収管理表。"""
    meeting = _subject(desk, sealed=sealed).sitting
    one = PacketCopy(
        lane=meeting.lane,
        meeting_id=meeting.id,
        copy_no=1,
        copies=many("部"),
        agency="",
        name="",
        issued_at=desk.now(),
        issued_by=desk.me.name,
        digest="",
    )
    copies = tuple(replace(one, copy_no=number) for number in range(1, many("部") + 1))
    mended = Correction(desk.now(), desk.me.name, meeting.meeting_no, "配付")
    record = register_record(desk.town, meeting, copies, (mended,))
    return proof_from(desk, record, purpose_of_kind(meeting.kind))


# --- 一通ずつの紙 -------------------------------------------------------------


def blank_pledge(desk: Desk, work: Work, subject: Subject) -> Letter:
    """誓約書。"""
    return pledge_letter(desk, work, subject, _NOBODY, Pledge.EACH, "")


def blank_notice(desk: Desk, work: Work, subject: Subject) -> Letter:
    """開催通知。"""
    rows = (notice_row(subject.lane, _NOTICED),) * many("通知の議題")
    return notice_letter(subject, notice_facts(desk, work, subject), _NOBODY, rows)


def blank_request(desk: Desk, work: Work, subject: Subject) -> Letter:
    """情報提供依頼書と回答書。"""
    asked = InfoRequest(
        lane=subject.lane,
        request_no="",
        meeting_id=subject.sitting.id,
        case_id="",
        agency="",
        asked_on=desk.today(),
        items="",
        asked_by=desk.me.name,
    )
    return request_letter(desk, work, subject, asked, _case(desk))


def blank_minutes(desk: Desk, work: Work, subject: Subject) -> Letter:
    """議事録。"""
    items = ((_item(subject.sitting), _case(desk)),) * many("議題")
    return minutes_letter(desk, work, subject, items)


# --- どこにも無い会議 ---------------------------------------------------------


def _subject(desk: Desk, *, sealed: bool) -> Subject:
    kind = kind_for(desk.town, sealed=sealed)
    assert kind is not None  # 無い町の一覧には、この紙が出ない
    lane = Lane.SEALED if sealed else Lane.OPEN
    body = max((b for b in desk.town.bodies if kind in b.kinds), key=_length)
    meeting = Meeting(
        lane=lane,
        body_id=body.id if sealed else "",
        meeting_no="R8-支援-99" if sealed else "R8-重層-99",
        body_name=body.name,
        kind=kind,
        held_on=desk.today(),
        start="13:30",
        end="15:00",
        attendees=(_NOBODY,) * many("出席者"),
    )
    purpose = purpose_of_kind(kind)
    return Subject(body.name, body, purpose, lane, meeting.body_id, "", meeting)


def _length(body: MeetingBody) -> int:
    return len(body.name)


def _case(desk: Desk) -> Case:
    return Case(case_no="R8-9999", received_on=desk.today(), consent="書面")


def _item(meeting: Meeting) -> AgendaItem:
    return AgendaItem(
        lane=meeting.lane,
        meeting_id=meeting.id,
        item_no="1",
        case_id="",
        aim="プラン策定",
        decisions=(Decision(what=""),) * many("決定"),
    )


def _material(desk: Desk, work: Work, meeting: Meeting) -> Material:
    """会議資料の材料。どの部分にも、いちばん多い行がある。"""
    case, item, lane, today = _case(desk), _item(meeting), meeting.lane, desk.today()
    found = item_record(desk, work, meeting, item, case, _AGREED)
    members = (Person(person_no="", name=""),) * many("世帯員")
    note = Note(note_no="", case_id="", at=datetime.combine(today, time(13, 30)), content="")
    rows = {
        "世帯員": member_rows(desk, work, None, members),
        "経過": (note_row(note, Lane.OPEN, new=True),) * many("資料の経過"),
        "役割": (role_row(Lane.OPEN, item, case, PlanAction()),) * many("役割"),
        DECIDED: (decided_row(lane, "", "", None, ""),) * many("決定"),
        CHANGED: (change_row(Lane.OPEN, today, "", ""),) * many("変化"),
    }
    record = replace(found, groups={**found.groups, **rows})
    return Material(
        lane,
        head_facts(desk, work, meeting),
        tuple(attendee_row(lane, number, meeting) for number in range(len(meeting.attendees))),
        ((item, record),) * many("議題"),
    )
