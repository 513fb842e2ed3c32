"""共有の文字列: どの升が使っているか。消した字が、出すファイルの中に残らないようにする。"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from lxml import etree

from jusou_desk.reports.xlsx import cellxml
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook


def used_strings(book: Workbook, sheets: Iterable[SheetEntry]) -> set[int]:
    """``sheets`` の升が使っている、共有の文字列の番号。"""
    if not book.strings:
        return set()
    cells = (cell for sheet in sheets for cell in book.tree(sheet.part).iter(f"{MAIN}c"))
    return {cellxml.string_number(cell) for cell in cells if cell.get("t") == "s"}


def forget_strings(book: Workbook, freed: Collection[int]) -> None:
    """升から消した字 ``freed`` のうち、もうどの升も使わないものを空にする。番号は変えない。"""
    if not freed:
        return
    for number in (set(freed) - used_strings(book, book.sheets)) & set(range(len(book.strings))):
        item = book.strings[number]
        for child in list(item):
            item.remove(child)
        etree.SubElement(item, f"{MAIN}t")
        book.touch_strings()
