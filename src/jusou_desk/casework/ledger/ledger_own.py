"""書出しが足すシート(同意履歴・移替え・重ね・議題の結果)の行から、記録を作る。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jusou_desk.casework.case.answers import pack
from jusou_desk.casework.ledger.ledger_reading import Reading, Row
from jusou_desk.casework.ledger.ledger_schema import (
    CONSENTS,
    OVERLAYS,
    RESULTS,
    TRANSFERS,
)
from jusou_desk.casework.ledger.ledger_shapes import (
    LANE_COLUMN,
    SEALED,
)
from jusou_desk.casework.secrecy.transfer_sources import Source
from jusou_desk.forms import form
from jusou_desk.models.records import AgendaItem, Case, Consent, Note, Plan, Sheet
from jusou_desk.models.secrecy_records import Transfer, TransferState
from jusou_desk.policy import Lane

FORM: Final = "consent"
#: 同意の記録の欄。ほかの列は、様式 consent の答えになる。
_OF_CONSENT: Final = frozenset(
    {
        "status",
        "decided_on",
        "recorded_at",
        "asked_by",
        "scope",
        "agencies",
        "valid_until",
        "witness",
        "original_kept",
        "note",
    }
)
IMPORTED: Final = "台帳の取込み"


@dataclass(frozen=True)
class Targets:
    """番号から引く、このブックの記録。"""

    cases: Mapping[str, Case]
    notes: Mapping[str, Note]
    plans: Mapping[str, Plan]
    agenda: Mapping[tuple[str, str], AgendaItem]


def plain_consent(case: Case) -> Consent:
    """同意の履歴の無いブックでは、受付日に決まった一行目だけにする。"""
    return Consent(
        lane=case.lane,
        body_id=case.body_id,
        case_id=case.id,
        status=case.consent,
        decided_on=case.received_on,
        note=IMPORTED,
    )


def consents_of(
    reading: Reading, cases: Mapping[str, Case]
) -> tuple[tuple[Consent, ...], tuple[Sheet, ...]]:
    """ブックの相談の同意の履歴と、その様式の答え。"""
    rows: dict[str, list[Row]] = {}
    for row in reading.of(CONSENTS):
        rows.setdefault(row.text("受付番号"), []).append(row)
    consents: list[Consent] = []
    sheets: list[Sheet] = []
    for number, case in cases.items():
        if number not in rows:
            consents.append(plain_consent(case))
        for row in rows.get(number, ()):
            values = _fields(row)
            told = {name: value for name, value in values.items() if name in _OF_CONSENT}
            place: dict[str, Any] = {"lane": case.lane, "body_id": case.body_id, "case_id": case.id}
            consent = Consent(**place, **told)
            consents.append(consent)
            answers = pack(form(FORM), values, spine=_OF_CONSENT)
            if answers or "author" in values:
                sheets.append(
                    Sheet(
                        id=consent.id,
                        **place,
                        form_id=FORM,
                        form_version=form(FORM).version,
                        written_on=consent.decided_on,
                        author=values.get("author", ""),
                        answers=answers,
                    )
                )
    return tuple(consents), tuple(sheets)


def _fields(row: Row) -> dict[str, Any]:
    """列を、様式 consent の欄の id にする。"""
    return {
        column.field: row.values[column.label]
        for column in CONSENTS.columns
        if column.field and column.label in row.values
    }


def overlays_of(reading: Reading) -> dict[tuple[str, ...], tuple[str, ...]]:
    """(シート, 番号, 議題番号) → 重ねる伏せ方。"""
    return {
        tuple(row.text(label) for label in OVERLAYS.key): row.values.get("伏せ方", ())
        for row in reading.of(OVERLAYS)
    }


def results_of(reading: Reading) -> dict[tuple[str, ...], dict[str, Any]]:
    """(会議番号, 議題番号) → 議題の結果の欄と文。"""
    own = [one for one in RESULTS.columns if one.label not in (*RESULTS.key, "受付番号")]
    return {
        tuple(row.text(label) for label in RESULTS.key): {
            one.field: row.values[one.label] for one in own if one.label in row.values
        }
        for row in reading.of(RESULTS)
    }


def transfers_of(
    reading: Reading, found: Targets, bodies: Mapping[tuple[str, int], str]
) -> tuple[Transfer, ...]:
    """移替えの行。bodies: (シート, 行)→会議体。

    申し出た人と決めた人は氏名のままで、この事務所の職員の id にはならない。ここで二人が確かめた
    移替えと見分け(``moved.decided_here``)、何かを許す元にしないため。
    """
    return tuple(_transfer(row, found, bodies) for row in reading.of(TRANSFERS))


def _transfer(row: Row, found: Targets, bodies: Mapping[tuple[str, int], str]) -> Transfer:
    values = {
        column.field: row.values[column.label]
        for column in TRANSFERS.columns
        if column.field and column.label in row.values
    }
    values["state"] = TransferState(values["state"])
    case = found.cases[row.text("受付番号")]
    number = row.text("経過番号")
    target = found.notes[number].id if number else case.id
    if row.text(LANE_COLUMN) != SEALED:
        values |= {"source_kind": "", "overlays": ()}
        return Transfer(id=target, case_id=case.id, source_id="", target_id=target, **values)
    values.setdefault("source_kind", "")
    moved = values["state"] is TransferState.APPROVED
    return Transfer(
        lane=Lane.SEALED,
        body_id=bodies[row.sheet, row.number],
        case_id=case.id,
        source_id=_source(row, found),
        target_id=target if moved else "",
        **values,
    )


def _source(row: Row, found: Targets) -> str:
    """元の記録の id。ブックに無い記録(様式の記入など)なら空。"""
    number, part = row.text("元の番号"), row.text("元の欄")
    records: Mapping[str, Note | Plan | Case] = {}
    match row.text("元の種類"):
        case Source.NOTE:
            records = found.notes
        case Source.FINDINGS | Source.DECISION:
            item = found.agenda.get((number, part))
            return item.id if item else ""
        case Source.PLAN:
            records = found.plans
        case Source.INTAKE | Source.CASE:
            records = found.cases
    record = records.get(number)
    return "/".join(part for part in (record.id, part) if part) if record else ""
