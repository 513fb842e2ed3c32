"""取り込む行と同じ番号・指された番号の記録を、事務所から引く。"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from jusou_desk.casework.ledger.ledger_added import EXPENSES, RESOURCES
from jusou_desk.casework.ledger.ledger_reading import Reading, Row
from jusou_desk.casework.ledger.ledger_schema import (
    AGENDA,
    CASES,
    MEETINGS,
    NOTES,
    OWN,
    PEOPLE,
    PLANS,
    SHEETS,
)
from jusou_desk.casework.ledger.ledger_shapes import (
    SheetShape,
)
from jusou_desk.models.records import Case, Entry, Meeting, Note, Person, Plan
from jusou_desk.models.work import Work


@dataclass(frozen=True)
class Known:
    """事務所に既にある記録(番号→記録)。``agenda`` は(会議番号, 議題番号)。

    discussed: 受付番号→その相談が議題になった支援会議の会議体。staff: 職員の id。expenses: 費用の番号。
    register: 名簿が既に書かれているか。inside: 町の組織とされている名。
    """

    people: dict[str, Person]
    cases: dict[str, Case]
    notes: dict[str, Note]
    plans: dict[str, Plan]
    meetings: dict[str, Meeting]
    agenda: frozenset[tuple[str, str]]
    discussed: dict[str, frozenset[str]] = field(default_factory=dict)
    staff: frozenset[str] = frozenset()
    expenses: frozenset[str] = frozenset()
    register: bool = False
    inside: frozenset[str] = frozenset()

    def holds(self, shape: SheetShape, key: tuple[str, ...]) -> bool:
        """その番号の記録が既にあるか。"""
        if shape is AGENDA:
            return key in self.agenda
        if shape is EXPENSES:
            return bool(key) and key[0] in self.expenses
        return bool(key) and key[0] in self.numbers(shape.name)

    def numbers(self, sheet: str) -> Set[str]:
        """シートにあたる記録の番号。"""
        by_sheet: dict[str, Mapping[str, Entry]] = {
            PEOPLE.name: self.people,
            CASES.name: self.cases,
            NOTES.name: self.notes,
            PLANS.name: self.plans,
            MEETINGS.name: self.meetings,
        }
        return by_sheet.get(sheet, {}).keys()


def key_of(shape: SheetShape, row: Row) -> tuple[str, ...]:
    """行の番号の組。読めなかった番号があれば空。"""
    key = tuple(row.text(label) for label in shape.key)
    return key if all(key) else ()


def look_up(work: Work, reading: Reading) -> Known:
    """ブックに出てくる番号の記録を引く。秘匿の記録は、鍵のある会議体の分だけ見える。"""
    numbers: dict[str, set[str]] = {shape.name: set() for shape in (*SHEETS, *OWN)}
    for shape in (*SHEETS, *OWN):
        for row in reading.of(shape):
            if len(shape.key) == 1:
                numbers[shape.name].add(row.text(shape.key[0]))
            for column in shape.columns:
                if column.refers:
                    numbers[column.refers].add(row.text(column.label))
    meetings = {m.meeting_no: m for m in work.meetings.among("meeting_no", numbers[MEETINGS.name])}
    by_id = {meeting.id: number for number, meeting in meetings.items()}
    items = work.agenda.among("meeting_id", set(by_id))
    cases = {c.case_no: c for c in work.cases.among("case_no", numbers[CASES.name])}
    discussed: dict[str, set[str]] = {}
    case_nos = {case.id: number for number, case in cases.items()}
    for item in work.agenda.among("case_id", set(case_nos)):
        if item.sealed:
            discussed.setdefault(case_nos[item.case_id], set()).add(item.body_id)
    return Known(
        people=_people(work, numbers[PEOPLE.name]),
        cases=cases,
        notes={n.note_no: n for n in work.notes.among("note_no", numbers[NOTES.name])},
        plans={p.plan_no: p for p in work.plans.among("plan_no", numbers[PLANS.name])},
        meetings=meetings,
        agenda=frozenset((by_id[item.meeting_id], item.item_no) for item in items),
        discussed={number: frozenset(bodies) for number, bodies in discussed.items()},
        staff=frozenset(staff.id for staff in work.staff.where()),
        expenses=frozenset(
            one.number for one in work.expenses.among("number", numbers[EXPENSES.name])
        ),
        register=bool(reading.of(RESOURCES)) and bool(work.resources.ids()),
        inside=frozenset(one.name for one in work.resources.where(inside=True)),
    )


def _people(work: Work, numbers: set[str]) -> dict[str, Person]:
    """番号→人物。統合で無くなった番号は、残した人を指す。"""
    found = {one.person_no: one for one in work.people.among("person_no", numbers)}
    for merge in work.merges.among("gone_no", numbers):
        kept = work.people.get(merge.gone_id) if merge.undone_at is None else None
        if kept is not None:
            found.setdefault(merge.gone_no, kept)
    return found
