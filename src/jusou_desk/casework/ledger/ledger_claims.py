"""支援会議の事実を「通常」だと言っている行。取り込まずに、一行ずつわけを言う。"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final

from jusou_desk.casework.ledger.ledger_problems import Problem, not_there
from jusou_desk.casework.ledger.ledger_reading import Reading, Row
from jusou_desk.casework.ledger.ledger_schema import (
    AGENDA,
    ATTENDEES,
    CASES,
    MEETINGS,
    NOTES,
)
from jusou_desk.casework.ledger.ledger_shapes import (
    LANE_COLUMN,
    OPEN,
)

_MOVE: Final = (
    "支援会議の区分の相談の経過です。取扱区分を「支援会議」にしてください。"
    "通常の記録にするには、移替え(二人の確かめ)を通してください。"
)


def claims(
    reading: Reading, sealed_cases: Collection[str], is_sealed: Callable[[Row], bool]
) -> Iterator[Problem]:
    """支援会議の区分の相談(``sealed_cases`` は事務所とブックの)の、通常だと言っている経過。

    事務所では秘匿だということは、ブックに書いてなければ言わない(``not_there``)。同じわけで、事務所に
    既にある番号は、区分を言わずに断る(``ledger_checks``)。
    """
    told = {row.text("受付番号") for row in reading.of(CASES) if is_sealed(row)}
    for row in reading.of(NOTES):
        number = row.text("受付番号")
        if number in sealed_cases and row.text(LANE_COLUMN) == OPEN:
            if number in told:
                yield row.problem(LANE_COLUMN, _MOVE)
            else:
                yield row.problem("受付番号", not_there(CASES.name, "受付番号"))


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
