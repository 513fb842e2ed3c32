"""様式の升に前から書いてあるもの: 字、見出し、数式。升と項目を結ぶときに見る。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from jusou_desk.errors import BadInput
from jusou_desk.reports.inspection.linking import UNIT, link_place
from jusou_desk.reports.xlsx import cellxml, rows
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import column_name, split_cell
from jusou_desk.reports.xlsx.refusing import expecting_sound_book
from jusou_desk.reports.xlsx.sheetxml import iterate_cells
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

_NUMBER: Final = re.compile(r"[-▲△+]?[\d,.]+[%件人回]?|[-－―]")
#: 紙に印刷してある、答えを書き込むための日付の枠。「令和　　年　　月　　日（　　歳）」など。
_BLANK_DATE: Final = re.compile(r"[明大昭平令治正和成・.\sMTSHR]*年\s*月\s*日[(（)）\s満才歳生]*")
#: 郵便番号や電話番号を書き込むための枠。「〒　　－　　」「（　　　）　　－」など。「〒」だけなら、続けて住所を書ける。
_BLANK_NUMBER: Final = re.compile(
    r"(?=.*[-－−‐‑–―ー])(?=.*[\s〒])[〒TELtel電話:：\s()（）\-－−‐‑–―ー]+"
)


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

    @property
    def calculates(self) -> bool:
        """数式のあるシートか。ほかのシートの答えを写しているかもしれない。"""
        return bool(self._formulas)

    def words(self, cell: str) -> str:
        """その升に書いてある字。"""
        return self._words.get(self._home(split_cell(cell)), "")

    def has_formula(self, cell: str) -> bool:
        """その升の値が数式か。"""
        return self._home(split_cell(cell)) in self._formulas

    def left_label(self, cell: str) -> str:
        """左の、いちばん近い見出し。"""
        return next(self._left(cell), "")

    def left_labels(self, cell: str) -> tuple[str, ...]:
        """左の見出し。近い順。"""
        return tuple(dict.fromkeys(self._left(cell)))

    def upper_label(self, cell: str) -> str:
        """上の、いちばん近い見出し。"""
        row, column = self._home(split_cell(cell))
        return next(self._labels((r, column) for r in range(row - 1, 0, -1)), "")

    def all_words(self) -> frozenset[str]:
        """シートに書いてある字。"""
        return frozenset(self._words.values())

    def headings(self) -> list[tuple[str, str]]:
        """数と数式の値のほかの字の、(升, 字)。上から、左から。"""
        return [
            (f"{column_name(column)}{row}", words)
            for (row, column), words in sorted(self._words.items())
            if self._is_heading((row, column))
        ]

    def at(self, row: int, column: int) -> str:
        """その所に書いてある字。"""
        return self._words.get((row, column), "")

    def line(self, row: int) -> list[tuple[int, str]]:
        """行 ``row`` に書いてある字を、(列, 字)で左から。"""
        return sorted((at[1], words) for at, words in self._words.items() if at[0] == row)

    def heading_above(self, cell: str) -> tuple[int, int] | None:
        """上の、いちばん近い字の升。数と数式の値は、見出しではない。"""
        row, column = self._home(split_cell(cell))
        for above in range(row - 1, 0, -1):
            at = self._home((above, column))
            if self._is_heading(at):
                return at
        return None

    def _is_heading(self, at: tuple[int, int]) -> bool:
        words = self._words.get(at, "")
        return bool(words) and at not in self._formulas and not _NUMBER.fullmatch(words)

    def right_of(self, cell: str) -> str:
        """同じ行の、``cell``(結合していればその全体)のすぐ右の升。"""
        row, column = split_cell(cell)
        for area in self._merged:
            if area.top <= row <= area.bottom and area.left <= column <= area.right:
                column = area.right
        return f"{column_name(column + 1)}{row}"

    def _left(self, cell: str) -> Iterator[str]:
        row, column = self._home(split_cell(cell))
        return self._labels((row, c) for c in range(column - 1, 0, -1))

    def _labels(self, places: Iterable[tuple[int, int]]) -> Iterator[str]:
        """字のある升の字。書き込むための枠は、見出しではない。"""
        found = (self._words.get(at) or self._words.get(self._home(at)) for at in places)
        return (words for words in found if words and not _is_frame(words))

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


def is_blank_frame(words: str) -> bool:
    """手で日付や番号を書き込むための枠だけか。"""
    return any(form.fullmatch(words) for form in (_BLANK_DATE, _BLANK_NUMBER))


def unit_of(words: str) -> str:
    """単位や敬称だけの升の、その字。ほかの字もあれば空。"""
    found = UNIT.fullmatch(words)
    return found["unit"] if found else ""


def _is_frame(words: str) -> bool:
    """答えを書き込むための字だけの升か。"""
    # 空きの無い「年月日」は、見出し。
    return (is_blank_frame(words) and words != "".join(words.split())) or bool(unit_of(words))
