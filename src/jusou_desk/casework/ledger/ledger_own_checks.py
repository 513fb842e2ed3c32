"""書出しが足すシート(同意履歴・移替え・重ね・議題の結果)の、つじつまの合わない行。

取込みは一人でできるので、移替えの行は二人の確かめの代わりにならない。経緯として読める形だけを通す。
指せるのは同じブックの行だけで、事務所の秘匿の記録を指したかどうかは、文に出さない。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from jusou_desk.casework.case.overlaying import OFFERED
from jusou_desk.casework.ledger.ledger_lanes import Placing
from jusou_desk.casework.ledger.ledger_lookup import Known
from jusou_desk.casework.ledger.ledger_problems import Problem
from jusou_desk.casework.ledger.ledger_reading import Reading, Row
from jusou_desk.casework.ledger.ledger_schema import (
    AGENDA,
    CASES,
    CONSENTS,
    NOTES,
    OVERLAYS,
    PLANS,
    RESULTS,
    TRANSFERS,
)
from jusou_desk.casework.ledger.ledger_shapes import (
    LANE_COLUMN,
    SEALED,
    SheetShape,
)
from jusou_desk.casework.secrecy.transfer_rules import CODES
from jusou_desk.casework.secrecy.transfer_sources import Source
from jusou_desk.forms import known_codes
from jusou_desk.models.records import AgendaItem, Case, Note
from jusou_desk.names import search_key

_SHAPES: Final[dict[str, SheetShape]] = {
    Source.NOTE: NOTES,
    Source.PLAN: PLANS,
    Source.INTAKE: CASES,
    Source.CASE: CASES,
    Source.FINDINGS: AGENDA,
    Source.DECISION: AGENDA,
}
_KINDS: Final[dict[str, type]] = {CASES.name: Case, NOTES.name: Note, AGENDA.name: AgendaItem}
_OF_SOURCE: Final = ("会議体", "元の種類", "元の番号", "元の欄")


def own_problems(reading: Reading, known: Known, placing: Placing) -> Iterator[Problem]:
    """同意の履歴・移替え・重ね・議題の結果の、取り込めない行。"""
    yield from _consent_problems(reading)
    yield from _transfer_problems(reading, known, placing)
    yield from _overlay_problems(reading)
    yield from _result_problems(reading)


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
        if row.text("期間終了") and row.text("期限なし"):
            expected = "期間終了と「期限なし」の両方があります。どちらかを空にしてください。"
            yield row.problem("期限なし", expected)
    for number, row in last.items():
        told = cases[number].text("同意")
        if told and row.text("同意") and row.text("同意") != told:
            expected = f"最後の同意が、相談受付の同意「{told}」と違います。揃えてください。"
            yield row.problem("同意", expected)


def _when(row: Row) -> tuple[str, str]:
    return row.text("同意日"), row.text("記入日時")


# --- 移替え -----------------------------------------------------------------


def _transfer_problems(reading: Reading, known: Known, placing: Placing) -> Iterator[Problem]:
    rows = reading.of(TRANSFERS)
    opened = {_target(row) for row in rows if row.text(LANE_COLUMN) != SEALED}
    seen: set[tuple[str, ...]] = set()
    check_target = _targets(reading, placing.is_sealed)
    check_source = _sources(reading, placing.is_sealed)
    for row in rows:
        yield from _people_problems(row, known)
        yield from check_target(row)
        if row.text("根拠") and row.text("根拠") not in known_codes(CODES):
            terms = "/".join(known_codes(CODES))
            yield row.problem("根拠", f"次のどれかを入れてください: {terms}")
        sealed, approved = row.text(LANE_COLUMN) == SEALED, row.text("状態") == "承認"
        if sealed:
            yield from check_source(row)
            if approved and _target(row) not in opened:
                expected = "承認された移替えには、取扱区分が「通常」の行も要ります。"
                yield row.problem(LANE_COLUMN, expected)
        elif not approved:
            yield row.problem("状態", "承認のほかの移替えは、取扱区分が「支援会議」です。")
        else:
            yield from _told_source(row)
        key = (row.text(LANE_COLUMN), *_target(row))
        if approved and key in seen:
            yield row.problem("経過番号", "同じ記録へ移した行が、ほかにもあります。")
        if approved:
            seen.add(key)


def _target(row: Row) -> tuple[str, str]:
    return row.text("受付番号"), row.text("経過番号")


def _people_problems(row: Row, known: Known) -> Iterator[Problem]:
    """申し出た人と決めた人は別の二人で、氏名で書く。"""
    one, other = row.text("申し出た人"), row.text("決めた人")
    if search_key(one) == search_key(other) and row.text("状態") != "取下げ":
        expected = "移替えは二人で行います。申し出た人と別の人を入れてください。"
        yield row.problem("決めた人", expected)
    for column in ("申し出た人", "決めた人"):
        if row.text(column) in known.staff:
            yield row.problem(column, "職員の氏名を入れてください。")
    asked, decided = row.values.get("申し出た日時"), row.values.get("決めた日時")
    if asked is not None and decided is not None and decided < asked:
        yield row.problem("決めた日時", "申し出た日時より前です。日時を確かめてください。")


def _told_source(row: Row) -> Iterator[Problem]:
    """通常の行は、元の記録と会議を指さない。"""
    for column in _OF_SOURCE:
        if row.text(column):
            yield row.problem(column, "取扱区分が「通常」の行では、空にしてください。")


Check = Callable[[Row], Iterator[Problem]]


def _targets(reading: Reading, is_sealed: Callable[[Row], bool]) -> Check:
    """移した先が、このブックの通常の相談と、その通常の経過か。"""
    cases = {row.text("受付番号") for row in reading.of(CASES) if not is_sealed(row)}
    notes = {
        row.text("経過番号"): row.text("受付番号")
        for row in reading.of(NOTES)
        if not is_sealed(row)
    }

    def check(row: Row) -> Iterator[Problem]:
        case, note = _target(row)
        if case not in cases:
            yield row.problem("受付番号", "このブックの通常の相談の受付番号を入れてください。")
        elif note and notes.get(note) != case:
            expected = f"このブックの、相談「{case}」の通常の経過の番号を入れてください。"
            yield row.problem("経過番号", expected)

    return check


def _sources(reading: Reading, is_sealed: Callable[[Row], bool]) -> Check:
    """元が、このブックの支援会議の記録か。様式の記入など、ブックに無い記録なら番号は空。"""
    sealed = {
        (shape.name, *(row.text(label) for label in shape.key))
        for shape in (CASES, NOTES, PLANS, AGENDA)
        for row in reading.of(shape)
        if is_sealed(row)
    }

    def check(row: Row) -> Iterator[Problem]:
        kind, number = row.text("元の種類"), row.text("元の番号")
        if kind not in set(Source):
            yield row.problem("元の種類", f"次のどれかを入れてください: {'/'.join(Source)}")
            return
        shape = _SHAPES.get(kind)
        part = (row.text("元の欄"),) if shape is AGENDA else ()
        if number and (shape is None or (shape.name, number, *part) not in sealed):
            expected = "このブックの支援会議の区分の行の番号か、空にしてください。"
            yield row.problem("元の番号", expected)

    return check


# --- 重ね -------------------------------------------------------------------


def _overlay_problems(reading: Reading) -> Iterator[Problem]:
    there = {(CASES.name, row.text("受付番号"), "") for row in reading.of(CASES)}
    there |= {(NOTES.name, row.text("経過番号"), "") for row in reading.of(NOTES)}
    there |= {
        (AGENDA.name, row.text("会議番号"), row.text("議題番号")) for row in reading.of(AGENDA)
    }
    seen: set[tuple[str, ...]] = set()
    for row in reading.of(OVERLAYS):
        kind = _KINDS.get(row.text("シート"))
        if kind is None:
            continue
        key = (row.text("シート"), row.text("番号"), row.text("議題番号"))
        if key not in there:
            column = "議題番号" if kind is AgendaItem or key[2] else "番号"
            yield row.problem(column, "シートと番号の合う行がありません。")
        elif key in seen:
            yield row.problem("番号", "同じ行の重ねが、ほかにもあります。一行にしてください。")
        seen.add(key)
        marks = row.values.get("伏せ方", ())
        if not marks or not set(marks) <= set(OFFERED[kind]):
            terms = "/".join(OFFERED[kind])
            yield row.problem("伏せ方", f"次のどれかを入れてください: {terms}")


# --- 議題の結果 -------------------------------------------------------------


def _result_problems(reading: Reading) -> Iterator[Problem]:
    """区分も情報源も議題の行に従うので、このブックの同じ相談の議題だけを指せる。"""
    items = {_item(row): row.text("受付番号") for row in reading.of(AGENDA)}
    for row in reading.of(RESULTS):
        if _item(row) not in items:
            expected = "このブックの議題の、会議番号と議題番号を入れてください。"
            yield row.problem("議題番号", expected)
        elif row.text("受付番号") != items[_item(row)]:
            expected = f"議題の受付番号「{items[_item(row)]}」と違います。揃えてください。"
            yield row.problem("受付番号", expected)


def _item(row: Row) -> tuple[str, ...]:
    return tuple(row.text(label) for label in RESULTS.key)
