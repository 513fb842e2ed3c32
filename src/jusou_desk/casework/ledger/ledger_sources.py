"""暗号化しない台帳から、情報源を消す。暗号化するときは、取り込めば元に戻るよう、そのまま書き出す。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from jusou_desk.casework.case.covering import named
from jusou_desk.casework.ledger.ledger_holdings import Holdings, numbered
from jusou_desk.casework.ledger.ledger_schema import (
    CASES,
    NOTES,
)
from jusou_desk.casework.ledger.ledger_shapes import (
    SheetShape,
)
from jusou_desk.models.records import Case, Note
from jusou_desk.models.sources import OF_CASE, OF_NOTE, keeps_source
from jusou_desk.models.work import Work
from jusou_desk.packet import Record
from jusou_desk.policy import Overlay

Groups = Mapping[str, tuple[Record, ...]]
_CASE_NO: Final = "受付番号"


def without_sources(
    work: Work, holdings: Holdings, groups: Groups
) -> dict[str, tuple[Record, ...]]:
    """情報源の欄に重ね、その相談の文の中の名を消す行。行の並びは ``holdings`` と同じ。"""
    covered = {
        **groups,
        CASES.name: _covered(groups[CASES.name], holdings.cases, CASES, OF_CASE),
        NOTES.name: _covered(groups[NOTES.name], holdings.notes, NOTES, OF_NOTE),
    }
    ids = {number: case_id for case_id, number in numbered(holdings.cases, "case_no").items()}
    return {
        sheet: tuple(_scrubbed(work, row, ids) for row in rows) for sheet, rows in covered.items()
    }


def _covered(
    rows: tuple[Record, ...],
    entries: Sequence[Case | Note],
    shape: SheetShape,
    fields: tuple[str, ...],
) -> tuple[Record, ...]:
    labels = [column.label for column in shape.columns if column.field in fields]
    return tuple(
        replace(row, facts={**row.facts, **{n: row.facts[n].under(Overlay.SOURCE) for n in labels}})
        if keeps_source(entry)
        else row
        for row, entry in zip(rows, entries, strict=True)
    )


def _scrubbed(work: Work, row: Record, ids: Mapping[str, str]) -> Record:
    fact = row.facts.get(_CASE_NO)
    names = work.sources.names(ids.get(str(fact.value), "")) if fact else ()
    return replace(named(row), sources=names) if names else row
