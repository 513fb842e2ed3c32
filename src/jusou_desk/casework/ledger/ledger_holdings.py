"""書き出す記録を集め、ブックの形で言い表せるものに絞る。

約束した列に取扱区分の無い人物・プランの区分と、どの会議体の記録かは、シート「置き場」に書く
(``ledger_beside``)。言い表せないものは、件数だけを知らせる。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from jusou_desk.casework.ledger.ledger_own import FORM
from jusou_desk.casework.ledger.ledger_records import status_from
from jusou_desk.models.records import (
    AgendaItem,
    Case,
    Consent,
    Entry,
    Meeting,
    Note,
    Person,
    Plan,
    Sheet,
)
from jusou_desk.models.secrecy_records import Transfer, TransferState
from jusou_desk.models.work import Work
from jusou_desk.towns import MeetingKind

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Holdings:
    """書き出す記録。``left_out`` は(何か, 件数)で、ブックに入らないもの。

    terms: 同意の id → 様式 consent の答え。staff: 職員 id → 氏名。
    """

    people: tuple[Person, ...]
    cases: tuple[Case, ...]
    notes: tuple[Note, ...]
    plans: tuple[Plan, ...]
    meetings: tuple[Meeting, ...]
    agenda: tuple[AgendaItem, ...]
    consents: tuple[Consent, ...]
    transfers: tuple[Transfer, ...]
    terms: dict[str, Sheet]
    staff: dict[str, str]
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
        consents=work.consents.where(),
        transfers=tuple(sorted(work.transfers.where(), key=lambda t: (t.proposed_at, t.lane))),
        terms={sheet.id: sheet for sheet in work.sheets.where(form_id=FORM)},
        staff={staff.id: staff.name for staff in work.staff.where()},
    )
    kept = _expressible(holdings)
    sealed_lost = sum(
        len(getattr(holdings, name)) - len(getattr(kept, name)) for name in ("meetings", "agenda")
    )
    lost = Counter({"法的区分と区分の合わない会議の記録": sealed_lost})
    lost.update(_details(kept))
    lost["承認を待つ移替え・相談のできていない移替え"] += len(holdings.transfers) - len(
        kept.transfers
    )
    lost["様式の記入(申込票・アセスメントなど)"] += len(work.sheets.where()) - len(holdings.terms)
    lost["期日のある仕事"] += len(work.tasks.where())
    lost["支援措置(取り込んだ先で設定し直してください)"] += len(work.protections.where())
    lost["通報・緊急の提供"] += len(work.disclosures.where())
    lost["情報提供の依頼"] += len(work.info_requests.where())
    return replace(kept, left_out=tuple((what, count) for what, count in lost.items() if count))


def _expressible(all_of: Holdings) -> Holdings:
    cases = {case.id: case for case in all_of.cases}
    meetings = {
        meeting.id: meeting
        for meeting in all_of.meetings
        if meeting.sealed == (meeting.kind == MeetingKind.SUPPORT)
    }
    return replace(
        all_of,
        meetings=tuple(meetings.values()),
        agenda=tuple(
            item
            for item in all_of.agenda
            if item.case_id in cases
            and item.meeting_id in meetings
            and item.sealed == meetings[item.meeting_id].sealed
        ),
        transfers=tuple(
            one
            for one in all_of.transfers
            if one.case_id in cases and one.state is not TransferState.PROPOSED
        ),
    )


def _details(kept: Holdings) -> dict[str, int]:
    """列の無い欄に値のある記録の数。"""
    plans: dict[str, list[Plan]] = {}
    for plan in kept.plans:
        plans.setdefault(plan.case_id, []).append(plan)
    listed = [part for c in kept.cases for part in c.issues]
    listed += [part for plan in kept.plans for part in plan.agencies]
    listed += [part for one in kept.consents for part in (*one.scope, *one.agencies)]
    return {
        "プランの課題ごとの支援内容・短期目標・主担当機関": sum(
            bool(p.actions or p.short_goal or p.lead_agency) for p in kept.plans
        ),
        "議題の決定事項の割当て(誰が・いつまで)": sum(bool(i.decisions) for i in kept.agenda),
        "相談の終結・主担当機関": sum(
            bool(case.lead_agency) or _status_of(case) != status_from(tuple(plans.get(case.id, ())))
            for case in kept.cases
        ),
        "支援経過と会議のつながり": sum(bool(note.meeting_id) for note in kept.notes),
        "読点「、」を含む課題・担当機関・同意の範囲(取込むと分かれる)": sum(
            "、" in part for part in listed
        ),
    }


def _status_of(case: Case) -> tuple[object, ...]:
    return case.status, case.closed_on, case.closing_reason


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


@dataclass(frozen=True)
class Numbers:
    """記録の id → 書き出す番号。"""

    people: dict[str, str]
    cases: dict[str, str]
    notes: dict[str, str]
    plans: dict[str, str]
    meetings: dict[str, str]


def numbers_of(holdings: Holdings) -> Numbers:
    """書き出す番号の全部。"""
    return Numbers(
        people=numbered(holdings.people, "person_no"),
        cases=numbered(holdings.cases, "case_no"),
        notes=numbered(holdings.notes, "note_no"),
        plans=numbered(holdings.plans, "plan_no"),
        meetings=numbered(holdings.meetings, "meeting_no"),
    )
