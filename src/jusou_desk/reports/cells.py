"""セルの中に文を組む。枠の大きさ、隣への はみ出し、行の伸びを決める。"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Final

from jusou_desk.reports.book import Cell, Sheet
from jusou_desk.reports.refs import MAX_COLUMN, Area
from jusou_desk.reports.typeset import (
    FLOOR,
    PITCH,
    Setting,
    Span,
    block_height,
    fit_block,
    fit_single,
    paragraphs,
    width_of,
)

# Excel は左右に 2px ずつ空ける。
PAD: Final = 1.5
# 字が上下の罫線に触れないための空き。
EDGE: Final = 0.75
_AIR: Final = 3.0
"""伸ばした行で、文と罫線の間に足す余白。文に張り付いた罫線は、白黒の写しで字に食い込む。"""
# Excel の行の高さの上限。
MAX_HEIGHT: Final = 409.5
_INDENT: Final = 9 * 0.75
# Excel は同じ幅でも少し早く折り返すことがある。行の高さは、狭めに組んだときの行数で決める。
_CAUTION: Final = 0.96
_WRAPPING: Final = ("justify", "distributed")
VERTICAL: Final = 255


def wraps(cell: Cell) -> bool:
    """折り返して組むセルか。"""
    alignment = cell.style.alignment
    return alignment.wrap or alignment.horizontal in _WRAPPING or alignment.vertical in _WRAPPING


def horizontal(cell: Cell) -> str:
    """横位置。標準は、数が右、縦書きが中央、ほかは左。"""
    wanted = cell.style.alignment.horizontal
    if wanted != "general":
        return wanted
    if cell.style.alignment.rotation == VERTICAL:
        return "center"
    return "right" if cell.numeric else "left"


def indent(cell: Cell) -> float:
    return cell.style.alignment.indent * _INDENT


def size_of(sheet: Sheet, area: Area) -> tuple[float, float]:
    """範囲の幅と高さ。"""
    return (
        sum(sheet.width(c) for c in range(area.left, area.right + 1)),
        sum(sheet.height(r) for r in range(area.top, area.bottom + 1)),
    )


def spans_of(cell: Cell) -> tuple[Span, ...]:
    """組む文字。折り返さないセルの改行は、Excel と同じく一行に続ける。"""
    if wraps(cell) or cell.style.alignment.rotation == VERTICAL:
        return cell.spans
    return tuple(Span(s.text.replace("\n", " "), s.font) for s in cell.spans)


def reach(sheet: Sheet) -> tuple[int, int]:
    """文字がはみ出してよい列(左端, 右端)。印刷範囲、無ければ使っている列と用紙の幅まで。

    その外は刷られないので、広がってよいことにすると文が黙って切れる。
    """
    if sheet.printed:
        return min(a.left for a in sheet.printed), max(a.right for a in sheet.printed)
    last = sheet.used.right if sheet.used else 1
    free = sheet.setup.inner[0] * 100 / sheet.setup.scale - sum(
        sheet.width(c) for c in range(1, last + 1)
    )
    while last < MAX_COLUMN and sheet.width(last + 1) <= free:
        last += 1
        free -= sheet.width(last)
    return 1, last


def room_of(sheet: Sheet, cell: Cell, limits: tuple[int, int]) -> Area:
    """文を置ける範囲。折り返さない文字は、``limits`` の列の中で、空いている隣まで広がる。"""
    area = sheet.area_of(cell)
    align = horizontal(cell)
    if align == "centerContinuous":
        right = area.right
        while (following := sheet.cells.get((cell.row, right + 1))) is not None and (
            not following.spans and following.style.alignment.horizontal == "centerContinuous"
        ):
            right += 1
        return replace(area, right=right)
    alignment = cell.style.alignment
    single = area.top == area.bottom and area.left == area.right
    if not single or wraps(cell) or alignment.shrink or cell.numeric or alignment.rotation:
        return area
    need = width_of(spans_of(cell)) + 2 * PAD + indent(cell)
    left = right = cell.column
    have = sheet.width(cell.column)
    first, last = limits
    while have < need and align in ("left", "center") and right < last:
        if not _free(sheet, cell.row, right + 1):
            break
        right += 1
        have += sheet.width(right)
    have = have if align != "center" else sheet.width(cell.column)
    while have < need and align in ("right", "center") and left > first:
        if not _free(sheet, cell.row, left - 1):
            break
        left -= 1
        have += sheet.width(left)
    return Area(cell.row, left, cell.row, right)


def _free(sheet: Sheet, row: int, column: int) -> bool:
    if (row, column) in sheet.merged:
        return False
    neighbour = sheet.cells.get((row, column))
    return neighbour is None or not neighbour.spans


def fit_cell(sheet: Sheet, cell: Cell, room: Area) -> Setting:
    """セルの文を枠に収める。"""
    width, height = size_of(sheet, room)
    alignment = cell.style.alignment
    spans = spans_of(cell)
    if alignment.rotation == VERTICAL:
        return _fit_vertical(spans, width, height)
    if alignment.rotation:
        width, height = height, width
    inner = max(width - 2 * PAD - indent(cell), 1.0)
    if wraps(cell):
        return fit_block(spans, inner, max(height - 2 * EDGE, 1.0))
    return fit_single(spans, inner, exact=alignment.shrink)


def _fit_vertical(spans: tuple[Span, ...], width: float, height: float) -> Setting:
    """縦書き。一字ずつ下へ送り、改行で左の行へ移る。"""
    columns = paragraphs(spans)
    longest = max(sum(a.font.size for a in column) for column in columns)
    size = max((span.font.size for span in spans), default=11.0)
    factor = min(1.0, height / longest if longest else 1.0, width / (size * len(columns)))
    least = min(1.0, FLOOR / size)
    setting = fit_single(spans, 1e9)
    return replace(setting, factor=max(factor, least), fits=factor >= least)


def grown_heights(
    sheet: Sheet, filled: Collection[tuple[int, int]], growing: Collection[tuple[int, int]]
) -> dict[int, float]:
    """行の高さ。高さの無い行は文に合わせ、``growing``(伸)の行は文が収まるまで伸ばす。

    filled は値を差し込んだセル。結合したセルは Excel が自動では伸ばさないので、
    差し込んだものだけを伸ばす(足りない分は結合の下の行から足す)。
    """
    heights = dict(sheet.heights)
    for row, need in _line_needs(sheet):
        if row not in sheet.heights:
            heights[row] = max(heights.get(row, sheet.default_height), need)
    for cell in _tall_cells(sheet):
        place = (cell.row, cell.column)
        area = sheet.area_of(cell)
        merged = area.top != area.bottom or area.left != area.right
        if place not in growing and (
            area.bottom in sheet.fixed or (merged and place not in filled)
        ):
            continue
        width, _ = size_of(sheet, area)
        inner = max(width - 2 * PAD - indent(cell), 1.0) * _CAUTION
        need = block_height(cell.spans, inner) + 2 * EDGE + _AIR
        rows = [r for r in range(area.top, area.bottom + 1) if sheet.height(r) > 0]
        lack = need - sum(heights.get(r, sheet.default_height) for r in rows)
        for row in reversed(rows):
            if lack <= 0:
                break
            height = heights.get(row, sheet.default_height)
            more = min(lack, max(MAX_HEIGHT - height, 0.0))
            heights[row] = round(height + more, 2)
            lack -= more
    return heights


def _line_needs(sheet: Sheet) -> Iterator[tuple[int, float]]:
    for cell in sheet.cells.values():
        if cell.spans and not wraps(cell) and not cell.style.alignment.rotation:
            yield cell.row, max(s.font.size for s in cell.spans) * PITCH + 0.5


def _tall_cells(sheet: Sheet) -> Iterable[Cell]:
    """折り返すセルを、下端の行が上のものから順に。"""
    tall = [
        cell
        for cell in sheet.cells.values()
        if cell.spans and wraps(cell) and not cell.style.alignment.rotation
    ]
    return sorted(tall, key=lambda cell: (sheet.area_of(cell).bottom, cell.row, cell.column))
