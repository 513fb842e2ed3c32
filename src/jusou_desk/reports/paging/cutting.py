"""シートの上の図形を、頁に割る。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from jusou_desk.reports.drawing.book import Sheet
from jusou_desk.reports.paging.figure_items import Rect
from jusou_desk.reports.paging.figures import Figure, Ground
from jusou_desk.reports.xlsx.refs import MAX_COLUMN, MAX_ROW, Area

# 端に引いた線が半分切れないための空き。
_EDGE: Final = 1.5
_TOLERANCE: Final = 0.5


@dataclass(frozen=True)
class Cut:
    """頁の中の、行と列の続いた区画に見えている図形。

    frame: 区画(左, 下, 右, 上)。move: シートの座標から頁の座標への(右, 上)の動き。
    """

    frame: Rect
    move: tuple[float, float]
    figures: tuple[Figure, ...]


def cut(
    sheet: Sheet,
    figures: Sequence[Figure],
    rows: Sequence[int],
    columns: Sequence[int],
    tops: Sequence[float],
    lefts: Sequence[float],
) -> Iterator[Cut]:
    """頁に載る行・列に掛かる図形。繰り返す見出しの上の図形は、頁ごとに現れる。"""
    if not figures:
        return
    ground = Ground(sheet)
    for first, last in _runs(rows, sheet.height):
        for start, stop in _runs(columns, sheet.width):
            move = (
                lefts[start] - ground.left(columns[start]),
                tops[first] + ground.top(rows[first]),
            )
            frame = (lefts[start], tops[last + 1], lefts[stop + 1], tops[first])
            seen = tuple(f for f in figures if _touches(f.bounds, frame, move))
            if seen:
                wide = (frame[0] - _EDGE, frame[1] - _EDGE, frame[2] + _EDGE, frame[3] + _EDGE)
                yield Cut(wide, move, seen)


def reached(sheet: Sheet, figures: Sequence[Figure]) -> Area | None:
    """図形の届く範囲(A1 から)。図形が無ければ ``None``。"""
    if not figures:
        return None
    ground = Ground(sheet)
    deep = max(-figure.bounds[1] for figure in figures) - _TOLERANCE
    far = max(figure.bounds[2] for figure in figures) - _TOLERANCE
    row = column = 1
    while row < MAX_ROW and ground.top(row + 1) < deep:
        row += 1
    while column < MAX_COLUMN and ground.left(column + 1) < far:
        column += 1
    return Area(1, 1, row, column)


def _runs(numbers: Sequence[int], size: Callable[[int], float]) -> Iterator[tuple[int, int]]:
    """隠れた行(列)を除けば続いている区間の、初めと終わりの並び順。"""
    start = 0
    for at in range(1, len(numbers) + 1):
        if (
            at < len(numbers)
            and not any(size(n) > 0 for n in range(numbers[at - 1] + 1, numbers[at]))
            and numbers[at] > numbers[at - 1]
        ):
            continue
        yield start, at - 1
        start = at


def _touches(bounds: Rect, frame: Rect, move: tuple[float, float]) -> bool:
    left, bottom, right, top = bounds
    across, up = move
    return (
        left + across <= frame[2]
        and right + across >= frame[0]
        and bottom + up <= frame[3]
        and top + up >= frame[1]
    )
