"""書き出す記録を集め、ブックの形で言い表せるものに絞る。

ブックには人物・プランの取扱区分の列が無い。書き出すと取込みで通常の区分になってしまう
秘匿の記録は書き出さず、件数だけを知らせる。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from jusou_desk.casework.ledger_records import status_from
from jusou_desk.models.records import (
    AgendaItem,
    Case,
    Consent,
    Entry,
    Meeting,
    Note,
    Person,
    Plan,
)
from jusou_desk.models.work import Work
from jusou_desk.towns import MeetingKind

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Holdings:
    """書き出す記録。``left_out`` は(何か, 件数)で、ブックに入らないもの。"""

    people: tuple[Person, ...]
    cases: tuple[Case, ...]
    notes: tuple[Note, ...]
    plans: tuple[Plan, ...]
    meetings: tuple[Meeting, ...]
    agenda: tuple[AgendaItem, ...]
    left_out: tuple[tuple[str, int], ...] = ()


def gather(work: Work) -> Holdings:
    """この許可で見える記録を、読みやすい順に集める。"""
    holdings = Holdings(
        people=tuple(sorted(work.people.where(), key=lambda p: p.person_no)),
        cases=tuple(sorted(work.cases.where(), key=lambda c: (c.received_on, c.case_no))),
        notes=tuple(sorted(work.notes.where(), key=lambda n: (n.at, n.note_no))),
        plans=tuple(sorted(work.plans.where(), key=lambda p: (p.made_on, p.plan_no))),
        meetings=tuple(sorted(work.meetings.where(), key=lambda m: (m.held_on, m.meeting_no))),
        agenda=work.agenda.where(),
    )
    kept = _expressible(holdings)
    sealed_lost = sum(
        len(getattr(holdings, name)) - len(getattr(kept, name))
        for name in ("people", "plans", "meetings", "agenda")
    )
    lost = Counter({"取扱区分の列が無いシートの、支援会議の区分の記録": sealed_lost})
    lost.update(_details(kept, work.consents.where()))
    lost["様式の記入(申込票・アセスメントなど)"] += len(work.sheets.where())
    lost["期日のある仕事"] += len(work.tasks.where())
    return replace(kept, left_out=tuple((what, count) for what, count in lost.items() if count))


def _expressible(all_of: Holdings) -> Holdings:
    cases = {case.id: case for case in all_of.cases}
    in_sealed = {case.person_id for case in all_of.cases if case.sealed}
    in_open = {case.person_id for case in all_of.cases if not case.sealed}
    meetings = {
        meeting.id: meeting
        for meeting in all_of.meetings
        if meeting.sealed == (meeting.kind == MeetingKind.SUPPORT)
    }
    return replace(
        all_of,
        people=tuple(
            person
            for person in all_of.people
            if not person.sealed or (person.id in in_sealed and person.id not in in_open)
        ),
        plans=tuple(plan for plan in all_of.plans if plan.sealed == cases[plan.case_id].sealed),
        meetings=tuple(meetings.values()),
        agenda=tuple(
            item
            for item in all_of.agenda
            if item.case_id in cases
            and item.meeting_id in meetings
            and item.sealed == meetings[item.meeting_id].sealed
        ),
    )


def _details(kept: Holdings, consents: Iterable[Consent]) -> dict[str, int]:
    """列の無い欄に値のある記録の数。"""
    cases = {case.id: case for case in kept.cases}
    plans: dict[str, list[Plan]] = {}
    for plan in kept.plans:
        plans.setdefault(plan.case_id, []).append(plan)
    listed = [part for c in kept.cases for part in c.issues]
    listed += [part for plan in kept.plans for part in plan.agencies]
    return {
        "プランの課題ごとの支援内容・短期目標・主担当機関": sum(
            bool(p.actions or p.short_goal or p.lead_agency) for p in kept.plans
        ),
        "議題の決定事項の割当て(誰が・いつまで)": sum(bool(i.decisions) for i in kept.agenda),
        "同意の履歴と範囲": sum(_says_more(consent, cases) for consent in consents),
        "相談の終結・主担当機関": sum(
            bool(case.lead_agency) or _status_of(case) != status_from(tuple(plans.get(case.id, ())))
            for case in kept.cases
        ),
        "支援経過と会議のつながり": sum(bool(note.meeting_id) for note in kept.notes),
        "読点「、」を含む課題・担当機関(取込むと分かれる)": sum("、" in part for part in listed),
    }


def _status_of(case: Case) -> tuple[object, ...]:
    return case.status, case.closed_on, case.closing_reason


def _says_more(consent: Consent, cases: dict[str, Case]) -> bool:
    """受付日の同意という以上のことを言っている行か。"""
    case = cases.get(consent.case_id)
    first = case is not None and (consent.status, consent.decided_on) == (
        case.consent,
        case.received_on,
    )
    return not first or bool(
        consent.scope or consent.agencies or consent.valid_until or consent.witness
    )


def numbered(entries: Iterable[E], field: str) -> dict[str, str]:
    """id → 書き出す番号。会議体をまたいで同じ番号があれば、後のものに -2 などを付ける。"""
    taken: set[str] = set()
    numbers: dict[str, str] = {}
    for entry in entries:
        number = written = str(getattr(entry, field))
        again = 2
        while number in taken:
            number, again = f"{written}-{again}", again + 1
        taken.add(number)
        numbers[entry.id] = number
    return numbers
