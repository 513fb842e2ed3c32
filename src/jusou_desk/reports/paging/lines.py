"""罫線。隣り合うセルの線を一本に決め、続く線をつなぐ。"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jusou_desk.reports.drawing.book import Cell, Sheet
from jusou_desk.reports.paging.fills import Grid
from jusou_desk.reports.paging.looks import Look
from jusou_desk.reports.paging.slanting import lean, leaning
from jusou_desk.reports.xlsx.paint import BLACK, Rgb
from jusou_desk.reports.xlsx.refs import Area
from jusou_desk.reports.xlsx.styles import Border, Edge

# 線種→(太さ pt, 破線の型)。後のものほど強く、重なったときに残る。
_KINDS: Final[dict[str, tuple[float, tuple[float, ...]]]] = {
    "hair": (0.4, (0.4, 1.2)),
    "dotted": (0.5, (0.6, 1.4)),
    "dashDotDot": (0.5, (4, 1.5, 1, 1.5, 1, 1.5)),
    "dashDot": (0.5, (4, 1.5, 1, 1.5)),
    "dashed": (0.5, (2.5, 1.5)),
    "thin": (0.5, ()),
    "mediumDashDotDot": (1.25, (6, 2, 2, 2, 2, 2)),
    "slantDashDot": (1.25, (8, 1.5, 3.5, 1.5)),
    "mediumDashDot": (1.25, (6, 2, 2, 2)),
    "mediumDashed": (1.25, (5, 2.5)),
    "medium": (1.25, ()),
    "double": (0.5, ()),
    "thick": (2.0, ()),
}
_RANK: Final = {kind: rank for rank, kind in enumerate(_KINDS)}
_DOUBLE_GAP: Final = 0.8
_NO_BORDER: Final = Border()
#: 一直線の上の、区画の番号(0 から)→罫線。
_Line = dict[int, Edge]


@dataclass(frozen=True, slots=True)
class Rule:
    """線一本。"""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    dash: tuple[float, ...]
    color: Rgb


def rules(sheet: Sheet, look: Look, grid: Grid) -> tuple[Rule, ...]:
    """頁に載る行・列の罫線。傾いたセルが無ければ、見た目の同じ頁どうしで同じ物を返す。"""
    slanted = leaning(sheet)
    if not slanted:
        return _straight(look, grid)
    flat, upright = _edges(look, grid)
    _loosen(sheet, slanted, grid, flat, upright)
    leant = _slanted(sheet, slanted.values(), grid)
    return (*_drawn(flat, upright, grid), *leant, *_diagonals(look, grid))


@lru_cache(maxsize=16)
def _straight(look: Look, grid: Grid) -> tuple[Rule, ...]:
    return (*_drawn(*_edges(look, grid), grid), *_diagonals(look, grid))


def _drawn(flat: Sequence[_Line], upright: Sequence[_Line], grid: Grid) -> list[Rule]:
    tops, lefts = grid.tops, grid.lefts
    found: list[Rule] = []
    for i, line in enumerate(flat):
        for start, stop, edge in _joined(line):
            found += _draw(edge, lefts[start], tops[i], lefts[stop], tops[i])
    for j, line in enumerate(upright):
        for start, stop, edge in _joined(line):
            found += _draw(edge, lefts[j], tops[start], lefts[j], tops[stop])
    return found


def _edges(look: Look, grid: Grid) -> tuple[list[_Line], list[_Line]]:
    """横線(上から)と縦線(左から)。"""
    flat: list[_Line] = [{} for _ in range(len(grid.rows) + 1)]
    upright: list[_Line] = [{} for _ in range(len(grid.columns) + 1)]
    usual = Edge("hair", BLACK) if look.grid_lines else None
    for i, row in enumerate(grid.rows):
        for j, column in enumerate(grid.columns):
            style = look.styles.get((row, column))
            if style is None and usual is None:
                continue
            border = style.border if style else _NO_BORDER
            area = look.merged.get((row, column))
            if (edge := border.top or usual) and (area is None or area.top == row):
                _strengthen(flat[i], j, edge)
            if (edge := border.bottom or usual) and (area is None or area.bottom == row):
                _strengthen(flat[i + 1], j, edge)
            if (edge := border.left or usual) and (area is None or area.left == column):
                _strengthen(upright[j], i, edge)
            if (edge := border.right or usual) and (area is None or area.right == column):
                _strengthen(upright[j + 1], i, edge)
    return flat, upright


def _strengthen(line: _Line, place: int, edge: Edge) -> None:
    present = line.get(place)
    if present is None or _RANK.get(edge.kind, 5) > _RANK.get(present.kind, 5):
        line[place] = edge


def _loosen(
    sheet: Sheet,
    slanted: Mapping[tuple[int, int], Cell],
    grid: Grid,
    flat: list[_Line],
    upright: list[_Line],
) -> None:
    """傾いたセルの、立った縁と上の縁を除く。隣の立ったセルが自分で引いた左の線は残す。"""
    for i, row in enumerate(grid.rows):
        for j, column in enumerate(grid.columns):
            cell = slanted.get((row, column))
            if cell is None:
                continue
            if row == cell.row:
                flat[i].pop(j, None)
            upright[j].pop(i, None)
            after = sheet.cells.get((row, column + 1))
            if (row, column + 1) in slanted or after is None or after.style.border.left is None:
                upright[j + 1].pop(i, None)


def _slanted(sheet: Sheet, cells: Iterable[Cell], grid: Grid) -> list[Rule]:
    """傾いたセルの、左右と上の線。"""
    found: list[Rule] = []
    for cell in dict.fromkeys(cells):
        area = sheet.area_of(cell)
        frame = _frame(area, grid)
        if frame is None:
            continue
        x1, y1, x2, y2 = frame
        across = lean(cell) * (y1 - y2)
        last = sheet.cells.get((area.top, area.right), cell).style.border
        border = cell.style.border
        if border.left:
            found += _draw(border.left, x1, y2, x1 + across, y1)
        if last.right:
            found += _draw(last.right, x2, y2, x2 + across, y1)
        if border.top:
            found += _draw(border.top, x1 + across, y1, x2 + across, y1)
    return found


def _frame(area: Area, grid: Grid) -> tuple[float, float, float, float] | None:
    """頁に全部が載る範囲の(左, 上, 右, 下)。"""
    try:
        top, bottom = grid.rows.index(area.top), grid.rows.index(area.bottom)
        left, right = grid.columns.index(area.left), grid.columns.index(area.right)
    except ValueError:
        return None
    return grid.lefts[left], grid.tops[top], grid.lefts[right + 1], grid.tops[bottom + 1]


def _joined(line: _Line) -> list[tuple[int, int, Edge]]:
    """続いて同じ線である区間。"""
    found: list[tuple[int, int, Edge]] = []
    for place in sorted(line):
        edge = line[place]
        if found and found[-1][1] == place and found[-1][2] == edge:
            found[-1] = (found[-1][0], place + 1, edge)
        else:
            found.append((place, place + 1, edge))
    return found


def _draw(edge: Edge, x1: float, y1: float, x2: float, y2: float) -> list[Rule]:
    width, dash = _KINDS.get(edge.kind, _KINDS["thin"])
    if edge.kind != "double":
        return [Rule(x1, y1, x2, y2, width, dash, edge.color)]
    # 線と直角に離す。横にだけ離すと、寝た斜めの二重線は一本につぶれる。
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    dx, dy = _DOUBLE_GAP * (y2 - y1) / length, -_DOUBLE_GAP * (x2 - x1) / length
    if y1 == y2 or x1 == x2:
        dx, dy = abs(dx), abs(dy)
    return [
        Rule(x1 + dx * side, y1 + dy * side, x2 + dx * side, y2 + dy * side, width, (), edge.color)
        for side in (-1, 1)
    ]


def _diagonals(look: Look, grid: Grid) -> list[Rule]:
    found: list[Rule] = []
    for place, style in look.styles.items():
        border = style.border
        if border.diagonal is None or not (border.up or border.down):
            continue
        frame = _frame(look.area_of(place), grid)
        if frame is None:
            continue
        x1, y1, x2, y2 = frame
        if border.down:
            found += _draw(border.diagonal, x1, y1, x2, y2)
        if border.up:
            found += _draw(border.diagonal, x1, y2, x2, y1)
    return found
