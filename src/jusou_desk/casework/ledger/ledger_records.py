"""標準台帳ブックの行と記録の間の行き来。"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from jusou_desk.casework.ledger.ledger_added_import import Beside, added_records
from jusou_desk.casework.ledger.ledger_cells import WrittenBirth
from jusou_desk.casework.ledger.ledger_lanes import Placing
from jusou_desk.casework.ledger.ledger_lookup import Known
from jusou_desk.casework.ledger.ledger_own import (
    Targets,
    consents_of,
    overlays_of,
    results_of,
    transfers_of,
)
from jusou_desk.casework.ledger.ledger_reading import Reading, Row
from jusou_desk.casework.ledger.ledger_schema import (
    AGENDA,
    ATTENDEES,
    BY_NAME,
    CASES,
    MEETINGS,
    NOTES,
    PEOPLE,
    PLANS,
)
from jusou_desk.models.records import (
    AgendaItem,
    Attendee,
    Case,
    CaseStatus,
    Consent,
    Entry,
    Meeting,
    Note,
    Person,
    Plan,
    PlanStatus,
    Sheet,
)
from jusou_desk.models.secrecy_records import Transfer
from jusou_desk.policy import Lane

_CURRENT: Final = (PlanStatus.DRAFT, PlanStatus.DECIDED)


@dataclass(frozen=True)
class NewRecords:
    """これから書く記録。参照される側から順に並ぶ。"""

    people: tuple[Person, ...]
    meetings: tuple[Meeting, ...]
    cases: tuple[Case, ...]
    consents: tuple[Consent, ...]
    notes: tuple[Note, ...]
    plans: tuple[Plan, ...]
    agenda: tuple[AgendaItem, ...]
    sheets: tuple[Sheet, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    added: tuple[Entry, ...] = ()


def _values(row: Row, placing: Placing | None = None) -> dict[str, Any]:
    """行の値を記録の欄の名前にする。空の升は記録の既定値に任せる。"""
    columns = BY_NAME[row.sheet].columns
    values = {
        column.field: row.values[column.label]
        for column in columns
        if column.field and column.label in row.values
    }
    if placing is not None and placing.is_sealed(row):
        values |= {"lane": Lane.SEALED, "body_id": placing.body(row)}
    return values


def make_records(
    reading: Reading, known: Known, placing: Placing, own_names: Collection[str] = ()
) -> NewRecords:
    """問題の無い行から記録を作る。own_names: 町の設定で、町の組織とされている名。"""
    side = Beside(reading)
    people = {
        number: side.on(_person(row, placing), number)
        for row in reading.of(PEOPLE)
        if (number := row.text("人物番号"))
    }
    person_ids = {number: p.id for number, p in (known.people | people).items()}
    over, results = overlays_of(reading), results_of(reading)
    cases = {
        row.text("受付番号"): Case(
            person_id=person_ids.get(row.text("人物番号"), ""),
            overlays=over.get((CASES.name, row.text("受付番号"), ""), ()),
            **_values(row, placing),
        )
        for row in reading.of(CASES)
    }
    case_ids = {number: c.id for number, c in (known.cases | cases).items()}
    meetings = _meetings(reading, placing)
    meeting_ids = {number: m.id for number, m in (known.meetings | meetings).items()}
    plans = tuple(
        side.on(_plan(row, case_ids[row.text("受付番号")], placing), row.text("プラン番号"))
        for row in reading.of(PLANS)
    )
    of_this = _ids_of(people, cases, plans, meetings)
    notes = {
        number: side.on(
            Note(
                case_id=case_ids[row.text("受付番号")],
                overlays=over.get((NOTES.name, number, ""), ()),
                **_values(row, placing),
            ),
            number,
            ids=of_this,
        )
        for row in reading.of(NOTES)
        if (number := row.text("経過番号"))
    }
    agenda = {
        key: side.on(
            AgendaItem(
                meeting_id=meeting_ids[key[0]],
                case_id=case_ids[row.text("受付番号")],
                overlays=over.get((AGENDA.name, *key), ()),
                **results.get(key, {}),
                **_values(row, placing),
            ),
            *key,
        )
        for key, row in ((_item(row), row) for row in reading.of(AGENDA))
    }
    consents, terms = consents_of(reading, cases)
    targets = Targets(
        cases=cases,
        notes=notes,
        plans={plan.plan_no: plan for plan in plans},
        agenda=agenda,
    )
    return NewRecords(
        people=tuple(people.values()),
        meetings=tuple(side.on(one, number) for number, one in meetings.items()),
        cases=tuple(side.on(one, one.case_no) for one in _with_status(cases, plans)),
        consents=consents,
        notes=tuple(notes.values()),
        plans=plans,
        agenda=tuple(agenda.values()),
        sheets=terms,
        transfers=transfers_of(reading, targets, placing.sealed),
        added=added_records(
            reading,
            {**of_this, NOTES.name: {number: one.id for number, one in notes.items()}},
            {key: one.id for key, one in agenda.items()},
            placing,
            lambda name: name in own_names or name in known.inside,
        ),
    )


def _ids_of(
    people: Mapping[str, Person],
    cases: Mapping[str, Case],
    plans: Sequence[Plan],
    meetings: Mapping[str, Meeting],
) -> dict[str, dict[str, str]]:
    """このブックの記録の、シートの名 → 番号 → id。"""
    return {
        PEOPLE.name: {number: one.id for number, one in people.items()},
        CASES.name: {number: one.id for number, one in cases.items()},
        PLANS.name: {one.plan_no: one.id for one in plans},
        MEETINGS.name: {number: one.id for number, one in meetings.items()},
    }


def _item(row: Row) -> tuple[str, str]:
    """議題の(会議番号, 議題番号)。"""
    return row.text("会議番号"), row.text("議題番号")


def _person(row: Row, placing: Placing) -> Person:
    values = _values(row, placing)
    birth: WrittenBirth = row.values.get("生年月日", WrittenBirth(None))
    if birth.age is not None and "age" not in values:
        values |= {"age": birth.age, "age_as_of": birth.as_of}
    return Person(birth_on=birth.day, birth_text=birth.text, **values)


def _plan(row: Row, case_id: str, placing: Placing) -> Plan:
    values = _values(row, placing)
    values["status"] = PlanStatus(values.get("status", PlanStatus.DRAFT))
    return Plan(case_id=case_id, **values)


def _meetings(reading: Reading, placing: Placing) -> dict[str, Meeting]:
    attendees: dict[str, list[Attendee]] = {}
    for row in reading.of(ATTENDEES):
        attendees.setdefault(row.text("会議番号"), []).append(Attendee(**_values(row)))
    return {
        number: Meeting(attendees=tuple(attendees.get(number, ())), **_values(row, placing))
        for row in reading.of(MEETINGS)
        if (number := row.text("会議番号"))
    }


def status_from(plans: tuple[Plan, ...]) -> tuple[CaseStatus, date | None, str]:
    """プランから決まる相談の(状態, 終結日, 終結理由)。

    プランが無ければ受付、案か決定のプランがあれば支援中、どれも終わっていれば最後のプランの状態。
    """
    if not plans:
        return CaseStatus.OPEN, None, ""
    if any(plan.status in _CURRENT for plan in plans):
        return CaseStatus.SUPPORTED, None, ""
    last = max(plans, key=lambda plan: (plan.made_on, plan.round_no, plan.plan_no))
    if last.status is PlanStatus.CLOSED:
        return CaseStatus.CLOSED, last.closed_on, last.closing_reason
    return CaseStatus.SUSPENDED, last.closed_on, last.closing_reason


def _with_status(cases: dict[str, Case], plans: tuple[Plan, ...]) -> tuple[Case, ...]:
    by_case: dict[str, list[Plan]] = {}
    for plan in plans:
        by_case.setdefault(plan.case_id, []).append(plan)
    return tuple(_settled(case, tuple(by_case.get(case.id, ()))) for case in cases.values())


def _settled(case: Case, plans: tuple[Plan, ...]) -> Case:
    status, closed_on, reason = status_from(plans)
    return replace(case, status=status, closed_on=closed_on, closing_reason=reason)


def values_of(entry: Entry | Attendee, sheet: str) -> dict[str, Any]:
    """記録の欄を、ブックの列名→値にする(欄のある列だけ)。"""
    return {
        column.label: getattr(entry, column.field)
        for column in BY_NAME[sheet].columns
        if column.field
    }
