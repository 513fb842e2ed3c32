"""頁の終わりを整える: 少しあふれた表は縮めて一頁減らし、一件の途中の一行だけを別の頁に残さない。

同梱の様式の、件数で長さの変わる表だけに使う。取り込んだ様式の頁割りは、役所が決めたもの。
縮尺も改頁も xlsx に書くので、Excel で刷っても同じ所で頁が変わる。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from lxml import etree

from jusou_desk.reports.drawing.book import Sheet
from jusou_desk.reports.form.margins import AFTER_HEADER
from jusou_desk.reports.paging.pages import row_parts
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import MAX_COLUMN, Area
from jusou_desk.reports.xlsx.rows import merges_of
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

#: 一頁減らすために縮めてよいところまで。10.5 pt の字が 9 pt より小さくならない。
_LEAST: Final = 0.86
#: 終わりの頁がこれ(紙の丈に対する割合)より短ければ、少しあふれたとみる。
_LITTLE: Final = 0.25
#: 終わりの頁に、注と一緒に送る行の数。
_COMPANY: Final = 3


def end_well(book: Workbook, entry: SheetEntry, sheet: Sheet) -> None:
    """シートの縮尺か改頁を、頁の終わりが読みやすいように決める。sheet: 行の高さを決めたもの。"""
    if len(sheet.printed) != 1 or sheet.setup.fit != (1, 0):
        return
    scale, parts = row_parts(sheet)
    if len(parts) < 2:
        return
    root = book.tree(entry.part)
    tall = [one for one in merges_of(root) if one.top < one.bottom]
    titles = set(parts[0]) & set(parts[-1])
    left = sum(sheet.height(row) for row in parts[-1] if row not in titles)
    little = left <= sheet.setup.inner[1] / scale * _LITTLE
    fewer = len(parts) - 1
    closer = replace(sheet, setup=replace(sheet.setup, fit=(1, fewer)))
    smaller, fitted = row_parts(closer)
    if little and smaller >= scale * _LEAST and _early_break(sheet, tall, fitted) is None:
        _write_fit(root, fewer)
        book.touch(entry.part)
        return
    breaks: set[int] = set()
    if little and not tall and len(parts[-2]) > _COMPANY:
        # 縮めても減らせないなら、終わりの頁に何行か送る。
        breaks.add(parts[-2][-_COMPANY] - 1)
    while (row := _early_break(sheet, tall, parts)) is not None and row not in breaks:
        breaks.add(row)
        _, parts = row_parts(replace(sheet, row_breaks=sheet.row_breaks | breaks))
    if breaks:
        _write_breaks(root, sorted(sheet.row_breaks | breaks))
        book.touch(entry.part)


def _early_break(sheet: Sheet, tall: Sequence[Area], parts: Sequence[Sequence[int]]) -> int | None:
    """一件(縦に結んだ升)の一行だけが別の頁になる所の、早める改頁(その行の後)。無ければ ``None``。"""
    for before, after in pairwise(parts):
        last, first = before[-1], next(row for row in after if row > before[-1])
        for one in tall:
            if not one.top <= last < first <= one.bottom:
                continue
            above = [row for row in before if one.top <= row]
            below = [r for r in range(first, one.bottom + 1) if sheet.height(r) > 0]
            if len(above) == 1 and last != before[0]:
                return last - 1
            if len(below) == 1 and len(above) > 2:
                return last - 1
    return None


def _write_fit(root: etree._Element, pages: int) -> None:
    setup = root.find(f"{MAIN}pageSetup")
    if setup is not None:
        setup.set("fitToHeight", str(pages))


def _write_breaks(root: etree._Element, rows: Sequence[int]) -> None:
    for old in root.findall(f"{MAIN}rowBreaks"):
        root.remove(old)
    count = str(len(rows))
    made = etree.Element(f"{MAIN}rowBreaks", {"count": count, "manualBreakCount": count})
    for row in rows:
        etree.SubElement(
            made, f"{MAIN}brk", {"id": str(row), "max": str(MAX_COLUMN - 1), "man": "1"}
        )
    at = next((n for n, one in enumerate(root) if one.tag in AFTER_HEADER), len(root))
    root.insert(at, made)
