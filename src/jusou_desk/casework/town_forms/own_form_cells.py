"""様式の升に前から書いてあるもの: 字、見出し、数式。升と項目を結ぶときに見る。"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from jusou_desk.errors import BadInput
from jusou_desk.reports.inspection.linking import link_place
from jusou_desk.reports.xlsx import cellxml, rows
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import split_cell
from jusou_desk.reports.xlsx.refusing import expecting_sound_book
from jusou_desk.reports.xlsx.sheetxml import iterate_cells
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

#: 紙に印刷してある、答えを書き込むための日付の枠。「令和　　年　　月　　日（　　歳）」など。
_BLANK_DATE: Final = re.compile(r"[明大昭平令治正和成・.\sMTSHR]*年\s*月\s*日[(（)）\s満才歳生]*")


class SheetCells:
    """一枚のシートの升。"""

    def __init__(self, book: Workbook, sheet: SheetEntry) -> None:
        root = book.tree(sheet.part)
        self._merged = rows.merges_of(root)
        self._words: dict[tuple[int, int], str] = {}
        self._formulas: set[tuple[int, int]] = set()
        for row, column, cell in iterate_cells(root):
            words = cellxml.text_of(cell, book.strings).strip()
            if words:
                self._words[row, column] = words
            if cell.find(f"{MAIN}f") is not None:
                self._formulas.add((row, column))

    def words(self, cell: str) -> str:
        """その升に書いてある字。"""
        return self._words.get(self._home(split_cell(cell)), "")

    def has_formula(self, cell: str) -> bool:
        """その升の値が数式か。"""
        return self._home(split_cell(cell)) in self._formulas

    def left_label(self, cell: str) -> str:
        """左の、いちばん近い字。"""
        row, column = self._home(split_cell(cell))
        return self._first((row, c) for c in range(column - 1, 0, -1))

    def upper_label(self, cell: str) -> str:
        """上の、いちばん近い字。"""
        row, column = self._home(split_cell(cell))
        return self._first((r, column) for r in range(row - 1, 0, -1))

    def _first(self, places: Iterable[tuple[int, int]]) -> str:
        found = (self._words.get(at) or self._words.get(self._home(at)) for at in places)
        return next((words for words in found if words), "")

    def _home(self, at: tuple[int, int]) -> tuple[int, int]:
        for area in self._merged:
            if area.top <= at[0] <= area.bottom and area.left <= at[1] <= area.right:
                return area.top, area.left
        return at


@lru_cache(maxsize=2)
@expecting_sound_book()
def sheet_cells(data: bytes) -> dict[str, SheetCells]:
    """様式 ``data`` の、シートの名ごとの升。"""
    book = Workbook(data)
    return {sheet.name: SheetCells(book, sheet) for sheet in book.sheets}


def words_in(data: bytes, sheet: str, cell: str) -> str:
    """その升に前から書いてある字。シートも字も無ければ空。"""
    found = sheet_cells(data).get(sheet)
    return found.words(cell) if found else ""


def has_formula(data: bytes, sheet: str, cell: str) -> bool:
    """その升の値が数式か。"""
    found = sheet_cells(data).get(sheet)
    return found is not None and found.has_formula(cell)


def is_cell(reference: str) -> bool:
    """升一つの番地か。打ちかけの字なら偽。"""
    try:
        link_place(reference)
    except BadInput:
        return False
    return True


def is_blank_date(words: str) -> bool:
    """手で日付を書き込むための枠だけか。"""
    return _BLANK_DATE.fullmatch(words) is not None
