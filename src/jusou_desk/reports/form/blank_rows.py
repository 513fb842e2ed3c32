"""罫線だけ引いて空けてある行: 繰返しの行のすぐ下にあれば、枠の続きとして使う。

町の様式は家族の行を四つ五つ刷ってあり、タグを書くのはたいてい初めの行だけである。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from lxml import etree

from jusou_desk.reports.form.row_words import BLANK, Place, numbered_like, row_number, words_of
from jusou_desk.reports.form.slots import Block, Table
from jusou_desk.reports.form.tags import parse_tags, without_tags
from jusou_desk.reports.xlsx import cellxml, rows
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.print_names import PRINT_AREA, areas
from jusou_desk.reports.xlsx.refs import Area, Insertion, column_name, copy_formula, shift_formula
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

#: 行の番号の見出し。
_HEADING: Final = re.compile("番|№|順|[NＮ][oｏOＯ]|[#＃]", re.IGNORECASE)
#: 計の行の見出し。
_TOTAL: Final = re.compile(r"[計数額](?:[（(].*)?$")
#: 一件分にならない、区切りの細い行(ポイント)。
_THIN: Final = 9.0
#: 枠の一行とみる高さの、タグのある行に対する比。
_LOWER, _UPPER = 0.66, 1.5


@dataclass(frozen=True)
class Slot:
    """一件分の枠。model: 形とタグの手本の枠。タグのある枠なら、自分。"""

    block: Block
    model: Block

    @property
    def is_blank(self) -> bool:
        return self.block is not self.model


def slots_for(book: Workbook, sheet: SheetEntry, table: Table, count: int) -> list[Slot]:
    """``count`` 件を書くための枠: タグのある枠の全部と、要るだけの空の行。上から。

    どの空の行も、すぐ上のタグのある枠が手本になる。下の枠まで空の行だけが続くなら、間を空けて書く表なので使わない。
    """
    run = table.blocks
    apart = next((n for n, (a, b) in enumerate(pairwise(run), 1) if a.last + 1 < b.first), len(run))
    if count <= apart:
        return [Slot(block, block) for block in run]
    form, found = _Form(book, sheet, table), list[Slot]()
    for at, block in enumerate(run):
        found.append(Slot(block, block))
        end = run[at + 1].first if at + 1 < len(run) else 0
        below = list(_below(form, block, end, count - len(found), len(found)))
        if not below or below[-1].last + 1 != end:
            found += (Slot(one, block) for one in below)
    return [one for at, one in enumerate(found) if at < count or not one.is_blank]


def _below(form: _Form, block: Block, end: int, most: int, before: int) -> Iterator[Block]:
    """枠 ``block`` のすぐ下に続く、形が同じで、まだ何も書かれていない行。``end`` 行より上の、``most`` 枠まで。

    形とは、結合・左右の罫線・塗り・高さ(初めと終わりの行で違う上下の罫線はみない)。行の番号だけが刷って
    ある行も、空とみる。印刷範囲の外の行と隠れた行は、使っても紙に出ないので採らない。
    before: これより上の枠の数。
    """
    height = block.last - block.first + 1
    for time in range(1, most + 1):
        down = height * time
        if (end and block.last + down >= end) or not form.is_twin(block, down, before + time):
            return
        yield replace(block, first=block.first + down, last=block.last + down)


def put_tags(book: Workbook, sheet: SheetEntry, slot: Slot, table: Table) -> None:
    """手本の枠のタグを、空の枠 ``slot`` にも書く。刷ってある行の番号は残す。"""
    cells = _cells(book.tree(sheet.part))
    model, down = slot.model, slot.block.first - slot.model.first
    for row, column in table.tags:
        target = cells.get((row + down, column))
        if not model.first <= row <= model.last or target is None:
            continue
        if row_number(words_of(book, target)) is None:
            source = cells[row, column]
            cellxml.write_empty(target)
            target.set("t", source.get("t", "n"))
            target.extend(deepcopy(child) for child in source)
    book.touch(sheet.part)


def count_on(book: Workbook, groups: Sequence[Sequence[etree._Element]], printed: int) -> None:
    """増やした枠に、刷ってある行の番号の続きを書く。

    groups: 一件ずつの ``row`` 要素。初めの ``printed`` 件が様式にあった枠で、残りはその終わりの写し。
    番号とみるのは、終わりの枠が一つ上の枠の次の数か、一つ上がタグの升で、終わりの枠がちょうどその件数。
    枠が一つなら、見出しが「番号」などの 1。
    """
    last, copies = groups[printed - 1], groups[printed:]
    before = groups[printed - 2] if printed > 1 else [last[0].getprevious()]
    above = [_words_in(book, row) for row in before]
    for at, row in enumerate(last):
        for cell in row.iterfind(f"{MAIN}c"):
            words = words_of(book, cell)
            number = row_number(words)
            upper = above[at].get(cellxml.place_of(cell)[1], "") if at < len(above) else ""
            if number is None or cell.find(f"{MAIN}f") is not None:
                continue
            tagged = number == printed and without_tags(upper) != upper
            headed = number == printed == 1 and _HEADING.search(upper)
            if row_number(upper) == number - 1 or tagged or headed:
                for further, group in enumerate(copies, start=number + 1):
                    _write_number(book, group[at][row.index(cell)], words, further)


def _words_in(book: Workbook, row: etree._Element | None) -> dict[int, str]:
    """行の字。列の順。"""
    cells = () if row is None else row.iterfind(f"{MAIN}c")
    return {cellxml.place_of(cell)[1]: words_of(book, cell) for cell in cells}


def _write_number(book: Workbook, cell: etree._Element, words: str, number: int) -> None:
    """升に、``words`` と同じ書き方で番号を書く。"""
    if cellxml.item_of(cell, book.strings) is None:
        cellxml.write_number(cell, number)
    else:
        cellxml.write_words(cell, numbered_like(words, number))


class _Form:
    """行の形を比べるために読んだシートと、その中の表。"""

    def __init__(self, book: Workbook, sheet: SheetEntry, table: Table) -> None:
        self._book = book
        self._table = table
        root = book.tree(sheet.part)
        self._name = sheet.name
        self._cells = _cells(root)
        self._formulas = {cellxml.place_of(cell): text for cell, text in rows.formulas_in(root)}
        self._rows = {
            int(row.get("r", "0")): row for row in root.iterfind(f"{MAIN}sheetData/{MAIN}row")
        }
        self._merges = rows.merges_of(root)
        self._right = {(one.top, one.left): one.right for one in self._merges}
        self._printed = areas(book.names_of(sheet).get(PRINT_AREA, ""))
        usual = root.find(f"{MAIN}sheetFormatPr")
        self._usual = float(usual.get("defaultRowHeight", "15")) if usual is not None else 15.0

    def is_twin(self, block: Block, down: int, number: int) -> bool:
        """``down`` 行下の、``number`` 件目の枠が、``block`` と同じ形で空いているか。"""
        tagged = [one for one in self._table.tags if block.first <= one[0] <= block.last]
        first, last = block.first + down, block.last + down
        return (
            all(self._is_alike(row, row + down) for row in range(block.first, block.last + 1))
            and self._shape(block.first, block.last) == self._shape(first, last)
            and all(self._is_ruled_alike(block, place, down) for place in tagged)
            and self._is_blank(block, tagged, down, number)
        )

    def _is_alike(self, row: int, other: int) -> bool:
        """``other`` 行が紙に出て、高さも一件分あるか。"""
        if other not in self._rows or self._rows[other].get("hidden") in ("1", "true"):
            return False
        if self._printed and not any(area.top <= other <= area.bottom for area in self._printed):
            return False
        own, height = self._height(row), self._height(other)
        # 高さを決めていない行は、長いタグの折り返しで、ほかの行より高くなっていることがある。
        fixed = self._rows[row].get("customHeight") in ("1", "true")
        return max(_THIN, own * _LOWER if fixed else 0) <= height <= own * _UPPER

    def _height(self, row: int) -> float:
        return float(self._rows[row].get("ht", self._usual))

    def _shape(self, first: int, last: int) -> set[tuple[int, int, int, int, Area | None]]:
        """``first``–``last`` 行に掛かる結合。上下にはみ出すものは、どの結合かも比べる。"""
        found: set[tuple[int, int, int, int, Area | None]] = set()
        region = self._table.region
        for one in self._merges:
            inside = one.left <= region[-1] and region[0] <= one.right
            if inside and one.top <= last and first <= one.bottom:
                top, bottom = max(one.top, first), min(one.bottom, last)
                across = one if (top, bottom) != (one.top, one.bottom) else None
                found.add((top - first, one.left, bottom - first, one.right, across))
        return found

    def _is_ruled_alike(self, block: Block, place: Place, down: int) -> bool:
        """タグの升とその ``down`` 行下の升が、どちらも罫線で囲まれ、左右の罫線と塗りが同じか。"""
        own, other = self._looks(place), self._looks((place[0] + down, place[1]))
        if own is None or other is None or own[:2] != other[:2]:
            return False
        # 一つおきに塗った表は、二つ上か二つ下の枠と同じ塗りになる。
        height = block.last - block.first + 1
        twice = -2 * height if down >= 2 * height else height
        striped = self._looks((place[0] + down + twice, place[1]))
        wanted = own if twice > 0 else other
        return own[2] == other[2] or (striped is not None and striped == wanted)

    def _looks(self, place: Place) -> tuple[bool, bool, object] | None:
        """升の(左の罫線の無いこと, 右の罫線の無いこと, 塗り)。囲まれていない升なら ``None``。"""
        row, column = place
        first = self._cells.get(place)
        last = self._cells.get((row, self._right.get(place, column)))
        if first is None or last is None:
            return None
        start, end = (self._book.styles.cell(one.get("s", "0")) for one in (first, last))
        left, right = start.border, end.border
        if not any((left.left, left.bottom, right.right)):
            return None
        return left.left is None, right.right is None, start.fill

    def _is_blank(self, block: Block, tagged: Sequence[Place], down: int, number: int) -> bool:
        """書く前の枠か。字があっても、タグの行と同じ刷り字(「歳」など)か、行の番号ならよい。"""
        right = max(self._right.get(place, place[1]) for place in tagged)
        lines = (self._rows[row + down] for row in range(block.first, block.last + 1))
        for cell in (cell for line in lines for cell in line.iterfind(f"{MAIN}c")):
            row, column = cellxml.place_of(cell)
            source = self._cells.get((row - down, column))
            printed = "" if source is None else words_of(self._book, source)
            words, own = words_of(self._book, cell), without_tags(printed)
            if column not in self._table.region:
                continue
            if parse_tags(words):
                if column <= right:
                    return False
                continue  # 右隣の欄のタグ
            height = block.last - block.first + 1
            start = row_number(own)
            if row_number(words) == (number if start is None else start + down // height):
                continue
            if cell.find(f"{MAIN}f") is not None:
                if not self._is_row_formula(cell, source, block, down):
                    return False
                continue
            if BLANK.sub("", words) in ("", BLANK.sub("", own)):
                continue
            aside = column > right or 1 < self._table.region[0] <= column < self._table.columns[0]
            if not aside or not self._is_beside(own, words, column, last=row):
                return False
        return True

    def _is_beside(self, own: str, words: str, column: int, *, last: int) -> bool:
        """右(左に表が並ぶなら左も)の字が、隣の表の行ごとに違う見出しか。計の見出しや、二行で一件の表の二行目(「住所」)なら偽。"""
        below = (
            words_of(self._book, cell)
            for (row, at), cell in self._cells.items()
            if at == column and row > last
        )
        return bool(own.strip()) and not _TOTAL.search(words.strip()) and own not in below

    def _is_row_formula(
        self, cell: etree._Element, source: etree._Element | None, block: Block, down: int
    ) -> bool:
        """年齢の計算や行の番号のような、その枠のための数式か。計の行の数式なら偽。"""
        row, column = cellxml.place_of(cell)
        formula, model = (
            self._formulas.get(at, "") for at in ((row, column), (row - down, column))
        )
        if model:
            return copy_formula(model, down) == formula
        # 初めの行だけ番号を打った表の「=A3+1」。
        above = f"{column_name(column)}{row - (block.last - block.first + 1)}"
        rest = re.sub(rf"(?<![\w:$.!]){above}\s*\+\s*1(?!\w|[.:])", "0", formula)
        first, last = block.first + down, block.last + down
        return _keeps_to(rest, self._name, first, last)


def _keeps_to(formula: str, sheet: str, first: int, last: int) -> bool:
    """数式が、自分のシートでは ``first``–``last`` 行だけを指すか。"""

    def moved(after: int) -> str:
        # 差し込んだ所より下を指す番地だけが変わる。
        return shift_formula(formula, Insertion(sheet, 0, after, 1), here=sheet)

    return moved(last) == formula and moved(first - 1) == moved(0)


def _cells(root: etree._Element) -> dict[Place, etree._Element]:
    return {
        cellxml.place_of(cell): cell for cell in root.iterfind(f"{MAIN}sheetData/{MAIN}row/{MAIN}c")
    }
