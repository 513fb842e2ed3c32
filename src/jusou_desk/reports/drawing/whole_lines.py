"""行や列の全体に付けた書式(塗りと罫線)。

Excel は、行や列をまとめて選んで付けた書式を、行と列の方に一度だけ書く。セルの要素の無い所は、
行の書式、無ければ列の書式で描く(ECMA-376 Part 1, 18.3.1.13 と 18.3.1.73)。
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Final

from lxml import etree

from jusou_desk.reports.drawing.book import Cell, Sheet
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import Area
from jusou_desk.reports.xlsx.refusing import wide_print
from jusou_desk.reports.xlsx.styles import Style, Styles

_ON = ("1", "true")
#: 書式を置く升の数の上限。
MAX_PLACES: Final = 300_000


def with_whole_lines(sheet: Sheet, root: etree._Element, styles: Styles) -> Sheet:
    """行と列の書式を、刷る範囲の空いたセルに置いたシート。書式だけでは、刷る範囲は広がらない。

    置く升が多すぎれば ``BadInput``。
    """
    rows = dict(_rows(root, styles))
    columns = dict(_columns(root, styles))
    if not rows and not columns:
        return sheet
    used = (sheet.used,) if sheet.used else ()
    areas = sheet.printed or used
    if sum(_count(area, rows, columns) for area in areas) > MAX_PLACES:
        raise wide_print(sheet.name)
    extra: dict[tuple[int, int], Cell] = {}
    for area in areas:
        for row, column in _places(area, rows, columns):
            style = rows.get(row) or columns[column]
            if (row, column) not in sheet.cells and _is_drawn(style):
                extra[row, column] = Cell(row, column, style)
    return replace(sheet, cells={**sheet.cells, **extra}) if extra else sheet


def _count(area: Area, rows: Collection[int], columns: Collection[int]) -> int:
    """``_places`` の数。"""
    down = sum(area.top <= row <= area.bottom for row in rows)
    across = sum(area.left <= column <= area.right for column in columns)
    wide, high = area.right - area.left + 1, area.bottom - area.top + 1
    return down * wide + across * high


def _places(area: Area, rows: Iterable[int], columns: Iterable[int]) -> Iterator[tuple[int, int]]:
    across = range(area.left, area.right + 1)
    for row in rows:
        if area.top <= row <= area.bottom:
            yield from ((row, column) for column in across)
    for column in columns:
        if column in across:
            yield from ((row, column) for row in range(area.top, area.bottom + 1))


def _is_drawn(style: Style) -> bool:
    return style.fill is not None or style.border.is_drawn


def _rows(root: etree._Element, styles: Styles) -> Iterator[tuple[int, Style]]:
    """書式のある行。何も描かない書式も、列の書式に勝つ。"""
    number = 0
    for row in root.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        number = int(row.get("r", number + 1))
        if row.get("customFormat", "0") in _ON:
            yield number, styles.cell(row.get("s", "0"))


def _columns(root: etree._Element, styles: Styles) -> Iterator[tuple[int, Style]]:
    for element in root.iterfind(f"{MAIN}cols/{MAIN}col"):
        style = styles.cell(element.get("style", "0"))
        if _is_drawn(style):
            first, last = int(element.get("min", "1")), int(element.get("max", "1"))
            yield from ((number, style) for number in range(first, last + 1))
