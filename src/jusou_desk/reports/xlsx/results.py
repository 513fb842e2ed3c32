"""差し込む前の計算結果を捨てる。残すと、計算し直さない道具が古い値を刷る。

グラフが覚えている、前に描いたときの値も同じ。前の人のものが、見えないまま付いて出る。
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import Area, parse_area
from jusou_desk.reports.xlsx.sheetxml import iterate_cells
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

_CHARTS: Final = "xl/charts/chart"
#: グラフが升から写した値。系列の字と数、データラベルの範囲、新しい種類のグラフの値。
_CACHES: Final = tuple(
    f"{{*}}{name}" for name in ("strCache", "numCache", "multiLvlStrCache", "dlblRangeCache", "lvl")
)
#: ほかのブックを指す番地(``[1]台帳!$A$1``)。そこの値は、ここでは作り直せない。
_ELSEWHERE: Final = re.compile(r"\[[^\]0]")


def forget_results(book: Workbook) -> None:
    """計算結果を全シートとグラフから消し、計算の順の控え(calcChain)を除き、開いたときに計算し直させる。"""
    found = [sheet for sheet in book.sheets if _forget(book, sheet)]
    if found:
        book.drop_part("calcChain")
        book.recalculate_on_open()
    for part in book.part_names:
        cached = part.startswith(_CHARTS) and book.mentions(part, b"Cache>", b"lvl")
        if cached and forget_drawn(book.tree(part)):
            book.touch(part)


def forget_drawn(chart: etree._Element) -> bool:
    """グラフが覚えている、このブックの升の値を消す。消したかを返す。"""
    found = False
    for cache in list(chart.iter(*_CACHES)):
        holder = cache.getparent()
        place = holder.findtext("{*}f") if holder is not None else None
        if holder is not None and place and not _ELSEWHERE.search(place):
            holder.remove(cache)
            found = True
    return found


def _forget(book: Workbook, sheet: SheetEntry) -> bool:
    """シートの計算結果を消す。数式があったかを返す。"""
    if not book.mentions(sheet.part, b"<f", b":f"):
        return False
    spread: list[Area] = []
    found = False
    for formula in book.tree(sheet.part).iter(f"{MAIN}f"):
        found = True
        cell = formula.getparent()
        assert cell is not None
        _empty(book, sheet, cell)
        reference = formula.get("ref", "")
        if formula.get("t") in ("array", "dataTable") and ":" in reference:
            spread.append(parse_area(reference))
    if spread:
        _forget_spread(book, sheet, spread)
    return found


def _forget_spread(book: Workbook, sheet: SheetEntry, areas: list[Area]) -> None:
    """配列数式・データテーブルの結果だけを持つセル(数式は左上のセルにある)。"""
    for row, column, cell in iterate_cells(book.tree(sheet.part)):
        if any(a.top <= row <= a.bottom and a.left <= column <= a.right for a in areas):
            _empty(book, sheet, cell)


def _empty(book: Workbook, sheet: SheetEntry, cell: etree._Element) -> None:
    for value in cell.findall(f"{MAIN}v"):
        cell.remove(value)
        book.touch(sheet.part)
    if cell.attrib.pop("t", ""):
        book.touch(sheet.part)
