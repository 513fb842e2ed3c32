"""書出しが足すシート: 約束した列に入らない同意の履歴・移替え・置き場・伏せ方・議題の結果。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from jusou_desk.casework.case.answers import unpack
from jusou_desk.casework.ledger.ledger_holdings import Holdings, Numbers
from jusou_desk.casework.ledger.ledger_own import plain_consent
from jusou_desk.casework.ledger.ledger_schema import (
    AGENDA,
    CASES,
    CONSENTS,
    NOTES,
    OVERLAYS,
    PEOPLE,
    PLACES,
    PLANS,
    RESULTS,
    TRANSFERS,
)
from jusou_desk.casework.ledger.ledger_shapes import (
    LANE_COLUMN,
    MARK,
    OPEN,
    SEALED,
    Column,
    Kind,
    SheetShape,
)
from jusou_desk.casework.secrecy.transfer_sources import Source
from jusou_desk.models.records import Consent, Entry
from jusou_desk.models.secrecy_records import Transfer
from jusou_desk.packet import Fact, Record
from jusou_desk.policy import Lane
from jusou_desk.towns import Town


def beside(town: Town, holdings: Holdings, numbers: Numbers) -> dict[str, tuple[Record, ...]]:
    """シート名 → 行。"""
    rows: dict[SheetShape, Iterable[Record]] = {
        CONSENTS: _consents(holdings, numbers),
        TRANSFERS: _transfers(town, holdings, numbers),
        PLACES: _places(town, holdings, numbers),
        OVERLAYS: _overlays(holdings, numbers),
        RESULTS: _results(holdings, numbers),
    }
    return {shape.name: tuple(made) for shape, made in rows.items()}


def _record(values: dict[str, Any], lane: Lane) -> Record:
    return Record({label: Fact(value, lane) for label, value in values.items()}, lane=lane)


def _columns(shape: SheetShape, values: dict[str, Any]) -> dict[str, Any]:
    return {
        column.label: _written(column, values.get(column.field))
        for column in shape.columns
        if column.field
    }


def _written(column: Column, value: Any) -> Any:
    """列に書く値。印の列は、当たるときだけ ○。"""
    if column.kind is Kind.MARK:
        return MARK if value else None
    return value


def _consents(holdings: Holdings, numbers: Numbers) -> Iterator[Record]:
    """相談ごとの履歴。取込みが自分で作るのと同じ一行だけなら、書かない。"""
    made: dict[str, list[Consent]] = {}
    for one in holdings.consents:
        made.setdefault(one.case_id, []).append(one)
    for case in holdings.cases:
        history = made.get(case.id, [])
        plain = [replace(plain_consent(case), id=one.id) for one in history]
        if len(history) == 1 and history == plain and history[0].id not in holdings.terms:
            continue
        for one in history:
            sheet = holdings.terms.get(one.id)
            values = unpack(sheet) | (vars(one) | {"author": sheet.author if sheet else ""})
            yield _record(
                {"受付番号": numbers.cases[case.id]} | _columns(CONSENTS, values), one.lane
            )


def _transfers(town: Town, holdings: Holdings, numbers: Numbers) -> Iterator[Record]:
    items = {item.id: item for item in holdings.agenda}
    for one in holdings.transfers:
        values = vars(one) | {
            name: holdings.staff.get(staff_id, staff_id)
            for name, staff_id in (("proposed_by", one.proposed_by), ("decided_by", one.decided_by))
        }
        record_id, _, part = one.source_id.partition("/")
        number = _number_of(one, record_id, numbers)
        item = items.get(record_id)
        if one.source_kind in (Source.FINDINGS, Source.DECISION) and item is not None:
            number, part = numbers.meetings.get(item.meeting_id, ""), item.item_no
        row = _columns(TRANSFERS, values) | {
            "受付番号": numbers.cases[one.case_id],
            "経過番号": numbers.notes.get(one.target_id, ""),
            LANE_COLUMN: SEALED if one.sealed else OPEN,
            "会議体": _body_name(town, one),
            "元の番号": number,
            "元の欄": part if number else "",
        }
        yield _record(row, one.lane)


def _number_of(one: Transfer, record_id: str, numbers: Numbers) -> str:
    """元の記録の番号。ブックに無い記録(様式の記入など)なら空。"""
    match one.source_kind:
        case Source.NOTE:
            return numbers.notes.get(record_id, "")
        case Source.PLAN:
            return numbers.plans.get(record_id, "")
        case Source.INTAKE | Source.CASE:
            return numbers.cases.get(record_id, "")
    return ""


def _body_name(town: Town, one: Entry) -> str:
    body = town.body(one.body_id) if one.sealed else None
    return body.name if body else one.body_id


def _places(town: Town, holdings: Holdings, numbers: Numbers) -> Iterator[Record]:
    kinds: tuple[tuple[SheetShape, Iterable[Entry], dict[str, str]], ...] = (
        (PEOPLE, holdings.people, numbers.people),
        (CASES, holdings.cases, numbers.cases),
        (NOTES, holdings.notes, numbers.notes),
        (PLANS, holdings.plans, numbers.plans),
    )
    for shape, records, written in kinds:
        for one in records:
            if one.sealed:
                row = {
                    "シート": shape.name,
                    "番号": written[one.id],
                    "会議体": _body_name(town, one),
                }
                yield _record(row, one.lane)


def _overlays(holdings: Holdings, numbers: Numbers) -> Iterator[Record]:
    for case in holdings.cases:
        if case.overlays:
            yield _overlaid(CASES, numbers.cases[case.id], "", case.overlays, case.lane)
    for note in holdings.notes:
        if note.overlays:
            yield _overlaid(NOTES, numbers.notes[note.id], "", note.overlays, note.lane)
    for item in holdings.agenda:
        if item.overlays:
            number = numbers.meetings[item.meeting_id]
            yield _overlaid(AGENDA, number, item.item_no, item.overlays, item.lane)


def _overlaid(
    shape: SheetShape, number: str, item_no: str, overlays: tuple[str, ...], lane: Lane
) -> Record:
    row = {"シート": shape.name, "番号": number, "議題番号": item_no, "伏せ方": overlays}
    return _record(row, lane)


def _results(holdings: Holdings, numbers: Numbers) -> Iterator[Record]:
    for item in holdings.agenda:
        written = _columns(RESULTS, vars(item))
        if any(written[label] for label in ("確認した事実", "推測", "次回まで")):
            place = {
                "会議番号": numbers.meetings[item.meeting_id],
                "議題番号": item.item_no,
                "受付番号": numbers.cases[item.case_id],
            }
            yield _record(written | place, item.lane)
