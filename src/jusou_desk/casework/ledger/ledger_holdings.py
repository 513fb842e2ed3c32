"""書き出す記録を集め、ブックの形で言い表せるものに絞る。

約束した列に取扱区分の無い人物・プランの区分と、どの会議体の記録かは、シート「置き場」に書く
(``ledger_beside``)。言い表せないものは、件数だけを知らせる。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from jusou_desk.casework.ledger.ledger_added import (
    EXPENSES,
)
from jusou_desk.casework.ledger.ledger_kinds import (
    KEPT,
)
from jusou_desk.casework.ledger.ledger_own import FORM
from jusou_desk.casework.ledger.ledger_records import status_from
from jusou_desk.casework.ledger.ledger_schema import CASES, MEETINGS, NOTES, PEOPLE, PLANS
from jusou_desk.models.community_records import Expense
from jusou_desk.models.family_records import PictureLayout
from jusou_desk.models.merge_records import Merge
from jusou_desk.models.office_records import Draft, Medium, MediumEntry, Staff
from jusou_desk.models.records import (
    AgendaItem,
    Case,
    Consent,
    Entry,
    Meeting,
    Note,
    PacketCopy,
    Person,
    Plan,
    Sheet,
    Task,
)
from jusou_desk.models.secrecy_records import (
    Disclosure,
    InfoRequest,
    Issued,
    Member,
    Protection,
    Transfer,
    TransferState,
)
from jusou_desk.models.work import Work
from jusou_desk.towns import MeetingKind

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Holdings:
    """書き出す記録。``left_out`` は(何か, 件数)で、ブックに入らないもの。

    terms: 同意の id → 様式 consent の答え。staff: 職員 id → 氏名。added: 記録の種類ごとのシート
    (``ledger_added``)に書くもの。
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
    added: dict[type[Entry], tuple[Entry, ...]] = field(default_factory=dict)
    left_out: tuple[tuple[str, int], ...] = ()

    @property
    def items(self) -> dict[str, AgendaItem]:
        """議題の id → 議題。"""
        return {item.id: item for item in self.agenda}


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
    lost = Counter(
        {
            "法的区分と区分の合わない会議の記録": sum(
                len(getattr(holdings, name)) - len(getattr(kept, name))
                for name in ("meetings", "agenda")
            )
        }
    )
    lost.update(_details(kept))
    lost["承認を待つ移替え・相談のできていない移替え"] += len(holdings.transfers) - len(
        kept.transfers
    )
    kept = replace(kept, added=dict(_added(work, kept, lost)))
    for what, count in _left_out(work):
        lost[what] += count
    return replace(kept, left_out=tuple((what, count) for what, count in lost.items() if count))


#: ブックに書かない記録の種類と、その呼び名。
LEFT_OUT: Final[dict[type[Entry], str]] = {
    Protection: "支援措置(取り込んだ先で設定し直してください)",
    Disclosure: "通報・緊急の提供",
    InfoRequest: "情報提供の依頼",
    Member: "会議体の構成員名簿",
    Merge: "人物の統合の記録(取り込んだ先では、統合を戻せません)",
    PictureLayout: "家族の図で記号を動かした位置",
}
#: 数えもしない種類と、そのわけ。
UNTOLD: Final[dict[type[Entry], str]] = {
    PacketCopy: "配った紙の行方は、その紙を出した事務所のもの",
    Issued: "発行控は、出した事務所のもの",
    Medium: "媒体は、登録した事務所のもの",
    MediumEntry: "持出簿は、持ち出した事務所のもの",
    Draft: "打ちかけは、打った職員のもの",
    Staff: "職員は、事務所ごとに登録する",
}


def _left_out(work: Work) -> Iterator[tuple[str, int]]:
    for kind, what in LEFT_OUT.items():
        yield what, len(work.shelf_of(kind).where())
    yield "資料の表で変えた升", sum(bool(one.choices) for one in work.meetings.where())


def _added(
    work: Work, kept: Holdings, lost: Counter[str]
) -> Iterator[tuple[type[Entry], tuple[Entry, ...]]]:
    """記録の種類ごとのシートに書くもの。指す相手がブックに無いものは、件数に数える。"""
    known = {name: {"", *numbers} for name, numbers in numbers_of(kept).by_sheet.items()}
    known[EXPENSES.name] |= {one.id for one in work.expenses.where()}
    origins = known[NOTES.name] | kept.items.keys()
    for one in KEPT:
        found = [record for record in work.shelf_of(one.kind).where() if not _is_terms(record)]
        whole = [
            record
            for record in found
            if all(
                getattr(record, column.field) in known[column.refers]
                for column in one.shape.columns
                if column.refers
            )
            and not (isinstance(record, Task) and record.origin not in origins)
        ]
        lost[f"ほかの記録にかかる「{one.shape.name}」の行"] += len(found) - len(whole)
        yield one.kind, tuple(whole)


def _is_terms(record: Entry) -> bool:
    """同意の様式か。同意の履歴と一緒に書く。"""
    return isinstance(record, Sheet) and record.form_id == FORM


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
    listed = [part for c in kept.cases for part in c.issues]
    listed += [part for plan in kept.plans for part in plan.agencies]
    listed += [part for one in kept.consents for part in (*one.scope, *one.agencies)]
    return {
        "読点「、」を含む課題・担当機関・同意の範囲(取込むと分かれる)": sum(
            "、" in part for part in listed
        ),
    }


def ended_otherwise(holdings: Holdings) -> frozenset[str]:
    """プランから決まるのとは違う終わり方か、主担当機関のある相談(id)。"""
    plans: dict[str, list[Plan]] = {}
    for plan in holdings.plans:
        plans.setdefault(plan.case_id, []).append(plan)
    return frozenset(
        case.id
        for case in holdings.cases
        if case.lead_agency or _status_of(case) != status_from(tuple(plans.get(case.id, ())))
    )


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
    expenses: dict[str, str]

    @property
    def by_sheet(self) -> dict[str, dict[str, str]]:
        """番号の指すシートの名 → id → 番号。"""
        return {
            PEOPLE.name: self.people,
            CASES.name: self.cases,
            NOTES.name: self.notes,
            PLANS.name: self.plans,
            MEETINGS.name: self.meetings,
            EXPENSES.name: self.expenses,
        }


def numbers_of(holdings: Holdings) -> Numbers:
    """書き出す番号の全部。"""
    return Numbers(
        people=numbered(holdings.people, "person_no"),
        cases=numbered(holdings.cases, "case_no"),
        notes=numbered(holdings.notes, "note_no"),
        plans=numbered(holdings.plans, "plan_no"),
        meetings=numbered(holdings.meetings, "meeting_no"),
        expenses=numbered(holdings.added.get(Expense, ()), "number"),
    )
