"""斜めの文のセル。左右に罫線があれば、Excel はその罫線も文と同じ向きに傾け、文をその間に置く。"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

from jusou_desk.reports.drawing.book import Cell, Sheet

_UPRIGHT: Final = (0, 90, 180, 255)


def angle_of(cell: Cell) -> float:
    """文の傾き(度、反時計回りが正)。``textRotation`` の 91 から 180 は、右下がりの 1 から 90。"""
    rotation = cell.style.alignment.rotation
    return float(rotation if rotation <= 90 else 90 - rotation)


def lean(cell: Cell) -> float:
    """セルの高さ 1 に対して、上の端が右へずれる長さ。罫線の立っているセルは 0。"""
    border = cell.style.border
    bare = border.left is None and border.right is None
    if cell.style.alignment.rotation in _UPRIGHT or bare:
        return 0.0
    return 1 / math.tan(math.radians(angle_of(cell)))


def leaning(sheet: Sheet) -> Mapping[tuple[int, int], Cell]:
    """傾いたセルの占める場所→そのセル。"""
    return dict(_leaning(sheet))


def _leaning(sheet: Sheet) -> Iterator[tuple[tuple[int, int], Cell]]:
    for cell in sheet.cells.values():
        if cell.style.alignment.rotation in _UPRIGHT or sheet.is_covered(cell.row, cell.column):
            continue
        if lean(cell):
            area = sheet.area_of(cell)
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    yield (row, column), cell
