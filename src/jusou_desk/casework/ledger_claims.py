"""支援会議の事実を「通常」だと言っている行。取り込まずに、一行ずつわけを言う。"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from jusou_desk.casework.ledger_lookup import Known
from jusou_desk.casework.ledger_problems import Problem
from jusou_desk.casework.ledger_reading import Reading, Row
from jusou_desk.casework.ledger_schema import (
    AGENDA,
    ATTENDEES,
    CASES,
    LANE_COLUMN,
    MEETINGS,
    NOTES,
    OPEN,
    PLANS,
    SheetShape,
)
from jusou_desk.models.records import Entry

_MOVE = "通常の記録にするには、移替え(二人の確かめ)を通してください。"


def claims(
    reading: Reading,
    known: Known,
    sealed_cases: Collection[str],
    is_sealed: Callable[[Row], bool],
) -> Iterator[Problem]:
    """事務所かブックでは支援会議のものなのに、通常だと言っている行。

    sealed_cases: 支援会議の区分の相談の受付番号(事務所とブックの)。
    """
    for row in reading.of(NOTES):
        if row.text("受付番号") in sealed_cases and row.text(LANE_COLUMN) == OPEN:
            expected = (
                f"支援会議の区分の相談の経過です。取扱区分を「支援会議」にしてください。{_MOVE}"
            )
            yield row.problem(LANE_COLUMN, expected)
    there: tuple[tuple[SheetShape, Mapping[str, Entry]], ...] = (
        (CASES, known.cases),
        (NOTES, known.notes),
        (PLANS, known.plans),
        (MEETINGS, known.meetings),
    )
    for shape, records in there:
        for row in reading.of(shape):
            record = records.get(row.text(shape.key[0]))
            if record is not None and record.sealed and not is_sealed(row):
                expected = (
                    f"事務所では支援会議の記録です。通常の記録としては取り込めません。{_MOVE}"
                )
                yield row.problem(shape.key[0], expected)


def told_at_meetings(
    reading: Reading, meetings: Collection[str], is_sealed: Callable[[Row], bool]
) -> Iterator[Problem]:
    """支援会議の日に、その席の機関から聞いたことになっている通常の経過。席の話でないかを尋ねる。

    meetings: 支援会議の番号。
    """
    held = {row.text("会議番号"): row.values.get("開催日") for row in reading.of(MEETINGS)}
    agencies: dict[str, set[str]] = {}
    for row in reading.of(ATTENDEES):
        agencies.setdefault(row.text("会議番号"), set()).add(row.text("機関"))
    heard = {
        (row.text("受付番号"), held.get(row.text("会議番号")), agency)
        for row in reading.of(AGENDA)
        if row.text("会議番号") in meetings
        for agency in agencies.get(row.text("会議番号"), ())
    }
    for row in reading.of(NOTES):
        at = row.values.get("日時")
        told = row.text("提供機関")
        if at is None or is_sealed(row) or (row.text("受付番号"), at.date(), told) not in heard:
            continue
        expected = (
            "この日の支援会議に出ていた機関から聞いたことです。席で出た話なら、"
            "取扱区分を「支援会議」にしてください。"
        )
        yield row.problem("提供機関", expected)
