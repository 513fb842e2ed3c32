"""セルの中に文を組む。枠の大きさ、隣への はみ出し、行の伸びを決める。"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Final

from jusou_desk.reports.drawing.book import Cell, Sheet
from jusou_desk.reports.paging.plain_figures import is_plain, shortened
from jusou_desk.reports.setting.typeset import (
    FLOOR,
    Line,
    Setting,
    Span,
    block_height,
    fit_block,
    fit_single,
    set_single,
    set_stacked,
    width_of,
)
from jusou_desk.reports.xlsx.refs import MAX_COLUMN, Area

# 字が上下の罫線に触れないための空き。
EDGE: Final = 0.75
_AIR: Final = 3.0
"""伸ばした行で、文と罫線の間に足す余白。文に張り付いた罫線は、白黒の写しで字に食い込む。"""
# Excel の行の高さの上限。
MAX_HEIGHT: Final = 409.5
# Excel は同じ幅でも少し早く折り返すことがある。行の高さは、狭めに組んだときの行数で決める。
_CAUTION: Final = 0.96
# 刷り込まれた文が、書体の違いだけではみ出したとみて縮めてよい率。
_SQUEEZE: Final = 0.94
_INDENTING: Final = ("left", "right", "distributed")
_WRAPPING: Final = ("justify", "distributed")
# 字の枠の上下に、墨の無い分(字の大きさを 1 とする)。
_BEARING: Final = 0.08
VERTICAL: Final = 255


def wraps(cell: Cell) -> bool:
    """折り返して組むセルか。数は、途中で切ると違う数に読めるので、Excel は折り返さない。"""
    if cell.numeric and "\n" not in cell.text:
        return False
    alignment = cell.style.alignment
    return alignment.wrap or alignment.horizontal in _WRAPPING or alignment.vertical in _WRAPPING


def horizontal(cell: Cell) -> str:
    """横位置。標準は、数が右、縦書きと論理値と誤りが中央、ほかは左。"""
    wanted = cell.style.alignment.horizontal
    if wanted != "general":
        return wanted
    if cell.style.alignment.rotation == VERTICAL or cell.logical:
        return "center"
    return "right" if cell.numeric else "left"


def _indent(sheet: Sheet, cell: Cell) -> float:
    """字下げ。左・右・均等のほかの揃えでは効かない(ECMA-376 Part 1, 18.8.1)。"""
    alignment = cell.style.alignment
    steps = alignment.indent if alignment.horizontal in _INDENTING else 0
    return steps * sheet.ruler.indent


def _inset(sheet: Sheet, cell: Cell) -> float:
    """文の左右に要る空き。"""
    sides = 2 if cell.style.alignment.horizontal == "distributed" else 1
    return 2 * sheet.ruler.pad + sides * _indent(sheet, cell)


def size_of(sheet: Sheet, area: Area) -> tuple[float, float]:
    """範囲の幅と高さ。"""
    return sheet.across(area.left, area.right), sheet.down(area.top, area.bottom)


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
    lack = width_of(spans_of(cell)) + _inset(sheet, cell) - sheet.width(cell.column)
    sides = {"left": (0.0, lack), "right": (lack, 0.0), "center": (lack / 2, lack / 2)}
    before, after = sides.get(align, (0.0, 0.0))
    left = _spread(sheet, cell, before, min(limits[0], cell.column))
    right = _spread(sheet, cell, after, max(limits[1], cell.column))
    return Area(cell.row, left, cell.row, right)


def is_on_paper(sheet: Sheet, area: Area) -> bool:
    """``area`` が印刷範囲か、頁ごとに繰り返す見出しに掛かるか。印刷範囲が無ければ、どこでも。"""

    def crosses(first: int, last: int, *spans: tuple[int, int] | None) -> bool:
        return any(span and first <= span[1] and span[0] <= last for span in spans)

    return not sheet.printed or any(
        crosses(area.top, area.bottom, (one.top, one.bottom), sheet.title_rows)
        and crosses(area.left, area.right, (one.left, one.right), sheet.title_columns)
        for one in sheet.printed
    )


def _spread(sheet: Sheet, cell: Cell, lack: float, last: int) -> int:
    """空いている隣へ、``lack`` だけ、列 ``last`` まで広がった先の列。"""
    step = 1 if last > cell.column else -1
    column = cell.column
    while lack > 0 and column != last and _free(sheet, cell.row, column + step):
        column += step
        lack -= sheet.width(column)
    return column


def _sides(sheet: Sheet, cell: Cell, room: Area) -> tuple[float, float]:
    """中央に揃えた文が、セルの左右へ広がってよい幅。"""
    area = sheet.area_of(cell)
    if horizontal(cell) != "center" or room == area:
        return 0.0, 0.0
    return sheet.across(room.left, area.left - 1), sheet.across(area.right + 1, room.right)


def _free(sheet: Sheet, row: int, column: int) -> bool:
    if (row, column) in sheet.merged:
        return False
    neighbour = sheet.cells.get((row, column))
    return neighbour is None or not neighbour.spans


def fit_cell(sheet: Sheet, cell: Cell, room: Area, *, printed: bool = False) -> Setting:
    """セルの文を枠に収める。

    printed: 様式に刷り込まれた文(差し込んだ値でない)。Excel と同じく縮めず、収まらない分は
    枠で切る(``fits`` が偽になる)。書体の違いで少し広いだけのものは、縮めて収める。
    """
    made = _fit(sheet, cell, room, printed)
    before, after = _sides(sheet, cell, room)
    pad, indent, shift = sheet.ruler.pad, _indent(sheet, cell), (before - after) / 2
    return Setting(made.lines, made.factor, made.pitch, made.fits, pad, indent, shift)


def _fit(sheet: Sheet, cell: Cell, room: Area, printed: bool) -> Setting:
    width, height = size_of(sheet, room)
    alignment = cell.style.alignment
    spans = spans_of(cell)
    if alignment.rotation == VERTICAL:
        return _fit_vertical(spans, width, height, wrap=alignment.wrap)
    if alignment.rotation:
        angle = alignment.rotation if alignment.rotation <= 90 else alignment.rotation - 90
        # 斜めの文は、枠の高さに届くまでの長さがある。
        width, height = height / math.sin(math.radians(angle)), width
    # 中央の文は、狭いほうの側までしか広がれない。
    before, after = _sides(sheet, cell, room)
    inner = max(width - abs(before - after) - _inset(sheet, cell), 1.0)
    if wraps(cell):
        free = max(height - 2 * EDGE, 1.0)
        if printed:
            # 字の枠は出てもよい。墨が枠に収まっていれば Excel でも切れない。
            free = height + max(span.font.size for span in spans) * _BEARING
        return fit_block(spans, inner, free, sheet.ruler.pitch)
    if cell.numeric and is_plain(cell.style.number_format):
        spans = shortened(spans, inner)
    setting = fit_single(spans, inner, exact=alignment.shrink)
    if cell.numeric and not setting.fits:
        return _hashes(setting, inner)
    if printed and not alignment.shrink and not cell.numeric and setting.factor < _SQUEEZE:
        whole = _seen(setting.lines, inner, horizontal(cell))
        pitch = setting.pitch / setting.factor
        return replace(setting, lines=whole, factor=1.0, pitch=pitch, fits=False)
    return setting


def _hashes(setting: Setting, width: float) -> Setting:
    """入りきらない数。途中で切れた数は違う数に読めるので、Excel と同じく # を並べる。"""
    font = setting.lines[0].atoms[0].font
    count = max(int(width / (width_of([Span("#", font)]) * setting.factor)), 1)
    return replace(setting, lines=set_single([Span("#" * count, font)]))


def _seen(lines: tuple[Line, ...], width: float, align: str) -> tuple[Line, ...]:
    """枠で切ったときに、少しでも見える字だけ。中央に揃えた文は、そのまま両側を切る。"""
    (line,) = lines
    if align not in ("left", "right"):
        return lines
    ordered = line.atoms if align == "left" else line.atoms[::-1]
    used, count = 0.0, 0
    while count < len(ordered) and used < width:
        used += ordered[count].width
        count += 1
    kept = ordered[:count] if align == "left" else ordered[:count][::-1]
    return (replace(line, atoms=kept, width=used),)


def _fit_vertical(spans: tuple[Span, ...], width: float, height: float, *, wrap: bool) -> Setting:
    """縦書き。一字ずつ下へ送り、改行で左の行へ移る。``wrap`` なら、下の端でも次の行へ折る。"""
    size = max((span.font.size for span in spans), default=11.0)
    if wrap:
        steps = range(max(int((size - FLOOR) * 2), 0) + 1)
        for factor in (1.0 - step * 0.5 / size for step in steps):
            lines = set_stacked(spans, height / factor)
            if len(lines) * size * factor <= width:
                return Setting(lines, factor, size * factor, True)
    lines = set_stacked(spans, math.inf)
    longest = max(line.width for line in lines)
    factor = min(1.0, height / longest if longest else 1.0, width / (size * len(lines)))
    least = min(1.0, FLOOR / size)
    return Setting(lines, max(factor, least), size * max(factor, least), factor >= least)


def grown_heights(
    sheet: Sheet, filled: Collection[tuple[int, int]], growing: Collection[tuple[int, int]]
) -> dict[int, float]:
    """行の高さ。高さの無い行は文に合わせ、``growing``(伸)の行は文が収まるまで伸ばす。

    差し込んだ行のうち、利用者が高さを決めていない行も、文に合わせる(Excel は開くときに合わせ直さない)。

    filled は値を差し込んだセル。結合したセルは Excel が自動では伸ばさないので、
    差し込んだものだけを伸ばす(足りない分は結合の下の行から足す)。
    """
    heights = dict(sheet.heights)
    for row, need in _line_needs(sheet):
        if row not in sheet.heights:
            heights[row] = max(heights.get(row, sheet.default_height), sheet.ruler.grown(need))
    for cell in _tall_cells(sheet):
        place = (cell.row, cell.column)
        area = sheet.area_of(cell)
        merged = area.top != area.bottom or area.left != area.right
        # 差し込んでいない行に書かれた高さは、Excel が文に合わせて決めたもの。
        settled = (
            area.bottom in sheet.heights if place not in filled else area.bottom in sheet.fixed
        )
        if place not in growing and (settled or (merged and place not in filled)):
            continue
        need = _block_need(sheet, cell, printed=place not in filled and place not in growing)
        rows = [r for r in range(area.top, area.bottom + 1) if sheet.height(r) > 0]
        lack = need - sum(heights.get(r, sheet.default_height) for r in rows)
        for row in reversed(rows):
            if lack <= 0:
                break
            height = heights.get(row, sheet.default_height)
            more = min(lack, max(MAX_HEIGHT - height, 0.0))
            heights[row] = sheet.ruler.grown(height + more)
            lack -= more
    return heights


def _block_need(sheet: Sheet, cell: Cell, *, printed: bool) -> float:
    """折り返す文に要る高さ。刷り込まれた文は Excel が合わせるのと同じに、行の数だけ。"""
    width, _ = size_of(sheet, sheet.area_of(cell))
    inner = max(width - _inset(sheet, cell), 1.0)
    if printed:
        return block_height(cell.spans, inner, sheet.ruler.pitch)
    return block_height(cell.spans, inner * _CAUTION, sheet.ruler.pitch) + 2 * EDGE + _AIR


def _line_needs(sheet: Sheet) -> Iterator[tuple[int, float]]:
    for cell in sheet.cells.values():
        if cell.spans and not wraps(cell) and not cell.style.alignment.rotation:
            yield cell.row, max(sheet.ruler.pitch(s.font) for s in cell.spans)


def _tall_cells(sheet: Sheet) -> Iterable[Cell]:
    """折り返すセルを、下端の行が上のものから順に。"""
    tall = [
        cell
        for cell in sheet.cells.values()
        if cell.spans and wraps(cell) and not cell.style.alignment.rotation
    ]
    return sorted(tall, key=lambda cell: (sheet.area_of(cell).bottom, cell.row, cell.column))
