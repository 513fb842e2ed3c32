"""議事録の材料: 事務局の控えと、出席者ひとりずつの分(domain.md §3.4)。"""

from __future__ import annotations

from dataclasses import replace

from jusou_desk.casework.case.concealing import facts, hidden_words
from jusou_desk.casework.case.consent import LIFE, terms_of
from jusou_desk.casework.case.covering import sourced, withheld_in
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.attendance import attendance, ended
from jusou_desk.casework.meeting.meetings import agenda_of
from jusou_desk.casework.meeting.packet_matrix import matrix_of
from jusou_desk.casework.meeting.seats import chair_of
from jusou_desk.casework.printing.meeting_letters import Letter, Subject, people_of, secrecy_facts
from jusou_desk.casework.wording import word
from jusou_desk.errors import BadInput
from jusou_desk.models.records import AgendaItem, Attendee, Case, Part
from jusou_desk.models.work import Work
from jusou_desk.packet import Record


def minutes(desk: Desk, work: Work, subject: Subject) -> tuple[Letter, ...]:
    """事務局の議事録。議題みなを載せる。"""
    return (minutes_letter(desk, work, subject, agenda_of(work, subject.sitting.id)),)


def minutes_copies(desk: Desk, work: Work, subject: Subject) -> tuple[Letter, ...]:
    """出席者ひとりずつの議事録。資料の表で決定事項を渡さない議題は載せない。番号はその人の部と同じ。"""
    meeting = subject.sitting
    if not meeting.attendees:
        raise BadInput("出席者が決まっていません。", "先に出席者を入れてください。")
    table = matrix_of(desk, work, meeting)
    return tuple(
        minutes_letter(
            desk,
            work,
            subject,
            tuple(
                (replace(item, item_no=table.numbers(place)[item.id]), case)
                for item, case in table.items
                if table.shows(place, item.id, Part.DECISIONS)
            ),
            one,
            person=place in table.persons,
        )
        for place, one in enumerate(meeting.attendees)
    )


def minutes_letter(
    desk: Desk,
    work: Work,
    subject: Subject,
    items: tuple[tuple[AgendaItem, Case], ...],
    receiver: Attendee | None = None,
    *,
    person: bool = False,
) -> Letter:
    """議題 ``items`` の議事録。receiver が None なら、事務局の控え。"""
    meeting = subject.sitting
    came = attendance(work, meeting)
    over = ended(meeting, desk.now())
    written = any(item.decision or item.findings or item.decisions for item, _ in items)
    head = facts(
        subject.lane,
        町名=desk.town.name,
        会議名=meeting.body_name,
        会議番号=meeting.meeting_no,
        法的区分=meeting.kind,
        開催日=meeting.held_on,
        時間=f"{meeting.start}～{meeting.end}" if meeting.start or meeting.end else "",
        場所=meeting.place,
        司会=chair_of(meeting),
        記録者=meeting.recorder,
        # 誰の発言かは機関の名前まで(domain.md §3.4)。
        案="" if over and written else "（案）",
        出席の別="した" if over else "予定の",
        出席機関="、".join(came.present),
        議事録の注=word(work, desk.town, "minutes_note"),
    )
    # 自由に書く文は、会議資料と同じく情報の範囲⑥の内。事務局の控えには、みな載る。
    scope = LIFE if receiver else ""
    rows = tuple(_minute(desk, work, item, case, scope) for item, case in items)
    record = Record(head | secrecy_facts(work, desk.town, subject), {"議題": rows}, subject.lane)
    shown = tuple(case.id for _, case in items)
    if receiver is None:
        return Letter("", "", record, shown, notices=came.notices)
    return Letter(receiver.agency, receiver.name, record, shown, person, came.notices)


def _minute(desk: Desk, work: Work, item: AgendaItem, case: Case, scope: str) -> Record:
    """議題一つ。``scope`` は、自由に書く文の情報の範囲。"""
    _, people = people_of(work, case)
    found = facts(
        item.lane,
        番号=item.item_no,
        受付番号=case.case_no,
        目的=item.aim,
        主担当機関=item.lead_agency,
    )
    found |= facts(
        item.lane,
        scope,
        要旨=item.summary,
        事実=item.findings,
        推測=item.guesses,
        決定事項=item.decision,
        次回=item.next_step,
    )
    record = Record(
        withheld_in(found, item.overlays, "要旨", "事実", "推測"),
        {"決定": _roles(item, scope)},
        item.lane,
        terms=None if item.sealed else terms_of(work, case),
        hidden=hidden_words(work, desk.town, people),
    )
    return sourced(work, case, record)


def _roles(item: AgendaItem, scope: str) -> tuple[Record, ...]:
    return tuple(
        Record(
            facts(item.lane, 内容=one.what, 機関=one.agency, 担当者=one.person, 期限=one.due_on),
            lane=item.lane,
            scope=scope,
        )
        for one in item.decisions
    )
