"""頁の塗りのうち、一色でないもの(階調・網掛け)と、データバー。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jusou_desk.reports.drawing.book import Cell, Sheet
from jusou_desk.reports.xlsx.paint import BLACK, Bar, Paint

#: データバーと、セルの端との空き(Excel では 1px)。
_INSET: Final = 0.75
_LINE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Fill:
    x: float
    y: float
    width: float
    height: float
    color: Paint


@dataclass(frozen=True)
class Grid:
    """一頁に載る行と列と、その境の位置(行の上端は下へ負、列の左端は右へ正)。"""

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    tops: tuple[float, ...]
    lefts: tuple[float, ...]


def special_fills(sheet: Sheet, grid: Grid) -> Iterator[Fill]:
    """一色でない塗りと、データバー。"""
    row_at = {row: at for at, row in enumerate(grid.rows)}
    column_at = {column: at for at, column in enumerate(grid.columns)}
    for place, cell in sheet.cells.items():
        paint, bar = cell.style.fill, sheet.bars.get(place)
        if (paint is None or isinstance(paint, tuple)) and bar is None:
            continue
        box = _box(sheet, cell, grid, row_at, column_at)
        if box is None or sheet.is_covered(*place):
            continue
        x, y, width, height = box
        if paint is not None and not isinstance(paint, tuple):
            yield Fill(x, y, width, height, paint)
        if bar is not None:
            yield from _bar(bar, x + _INSET, y + _INSET, width - 2 * _INSET, height - 2 * _INSET)


def _box(
    sheet: Sheet, cell: Cell, grid: Grid, row_at: dict[int, int], column_at: dict[int, int]
) -> tuple[float, float, float, float] | None:
    """セル(結合していれば全体)の、頁に載っている所。"""
    area = sheet.area_of(cell)
    rows = [row_at[r] for r in range(area.top, area.bottom + 1) if r in row_at]
    columns = [column_at[c] for c in range(area.left, area.right + 1) if c in column_at]
    if not rows or not columns:
        return None
    left, right = grid.lefts[columns[0]], grid.lefts[columns[-1] + 1]
    top, bottom = grid.tops[rows[0]], grid.tops[rows[-1] + 1]
    return left, bottom, right - left, top - bottom


def _bar(bar: Bar, x: float, y: float, width: float, height: float) -> Iterator[Fill]:
    left, right = x + width * bar.start, x + width * bar.stop
    if right > left:
        yield Fill(left, y, right - left, height, bar.paint)
    if bar.border is not None and right > left:
        for low in (y, y + height - _LINE):
            yield Fill(left, low, right - left, _LINE, bar.border)
        for edge in (left, right - _LINE):
            yield Fill(edge, y, _LINE, height, bar.border)
    if bar.axis is not None:
        yield Fill(x + width * bar.axis, y, _LINE, height, BLACK)
