"""書出しが足すシート(同意履歴・移替え・重ね)の行から、記録を作る。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jusou_desk.casework.answers import pack
from jusou_desk.casework.ledger_problems import Problem
from jusou_desk.casework.ledger_reading import Reading, Row
from jusou_desk.casework.ledger_schema import (
    CASES,
    CONSENTS,
    LANE_COLUMN,
    NOTES,
    OVERLAYS,
    SEALED,
    TRANSFERS,
)
from jusou_desk.casework.transfer_sources import Source
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
    """番号から引く記録。ブックのものと、事務所に既にあるもの。staff: 氏名→職員 id。"""

    cases: Mapping[str, Case]
    notes: Mapping[str, Note]
    plans: Mapping[str, Plan]
    agenda: Mapping[tuple[str, str], AgendaItem]
    staff: Mapping[str, str]


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


def transfers_of(
    reading: Reading, found: Targets, bodies: Mapping[tuple[str, int], str]
) -> tuple[Transfer, ...]:
    """移替えの行。bodies: (シート, 行)→会議体。"""
    return tuple(_transfer(row, found, bodies) for row in reading.of(TRANSFERS))


def _transfer(row: Row, found: Targets, bodies: Mapping[tuple[str, int], str]) -> Transfer:
    values = {
        column.field: row.values[column.label]
        for column in TRANSFERS.columns
        if column.field and column.label in row.values
    }
    for name in ("proposed_by", "decided_by"):
        values[name] = found.staff.get(values[name], values[name])
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
        case Source.SUMMARY | Source.DECISION:
            item = found.agenda.get((number, part))
            return item.id if item else ""
        case Source.PLAN:
            records = found.plans
        case Source.INTAKE | Source.CASE:
            records = found.cases
    record = records.get(number)
    return "/".join(part for part in (record.id, part) if part) if record else ""


def own_problems(reading: Reading) -> Iterator[Problem]:
    """同意の履歴と移替えの、つじつまの合わない行。"""
    yield from _consent_problems(reading)
    opened = {
        (row.text("受付番号"), row.text("経過番号"))
        for row in reading.of(TRANSFERS)
        if row.text(LANE_COLUMN) != SEALED
    }
    for row in reading.of(TRANSFERS):
        if row.text("申し出た人") == row.text("決めた人") and row.text("状態") != "取下げ":
            expected = "移替えは二人で行います。申し出た人と別の人を入れてください。"
            yield row.problem("決めた人", expected)
        target = (row.text("受付番号"), row.text("経過番号"))
        approved = row.text("状態") == "承認"
        if row.text(LANE_COLUMN) != SEALED and not approved:
            yield row.problem("状態", "承認のほかの移替えは、取扱区分が「支援会議」です。")
        elif approved and target not in opened:
            expected = "承認された移替えには、取扱区分が「通常」の行も要ります。"
            yield row.problem(LANE_COLUMN, expected)
    for row in reading.of(OVERLAYS):
        expected = "シートと番号の合う行がありません。"
        numbers = {
            CASES.name: {one.text("受付番号") for one in reading.of(CASES)},
            NOTES.name: {one.text("経過番号") for one in reading.of(NOTES)},
        }
        if row.text("番号") not in numbers.get(row.text("シート"), {row.text("番号")}):
            yield row.problem("番号", expected)


def _consent_problems(reading: Reading) -> Iterator[Problem]:
    cases = {row.text("受付番号"): row for row in reading.of(CASES)}
    last: dict[str, Row] = {}
    for row in reading.of(CONSENTS):
        number = row.text("受付番号")
        if number not in cases:
            expected = "このブックの相談の同意だけを取り込めます。この行を除いてください。"
            yield row.problem("受付番号", expected)
        elif number not in last or _when(row) >= _when(last[number]):
            last[number] = row
    for number, row in last.items():
        told = cases[number].text("同意")
        if told and row.text("同意") and row.text("同意") != told:
            expected = f"最後の同意が、相談受付の同意「{told}」と違います。揃えてください。"
            yield row.problem("同意", expected)


def _when(row: Row) -> tuple[str, str]:
    return row.text("同意日"), row.text("記入日時")
