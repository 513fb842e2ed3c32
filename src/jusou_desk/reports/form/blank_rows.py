"""罫線だけ引いて空けてある行: 繰返しの行のすぐ下にあれば、枠の続きとして使う。

町の様式は家族の行を四つ五つ刷ってあり、タグを書くのはたいてい初めの行だけである。
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Final

from lxml import etree

from jusou_desk.reports.form.slots import Block
from jusou_desk.reports.form.tags import Tag, without_tags
from jusou_desk.reports.xlsx import cellxml, rows
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.print_names import PRINT_AREA, areas
from jusou_desk.reports.xlsx.refs import Area
from jusou_desk.reports.xlsx.sheetxml import plain_text
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

Place = tuple[int, int]

#: 行の番号として刷ってある字。
_NUMBER: Final = re.compile(r"[(（]?(\d{1,3})[)）.．]?")
_DIGITS: Final = re.compile(r"\d+")
#: 選ぶ前の印と空白は、刷ってあっても書く前の行である。
_BLANK: Final = re.compile(r"[\s□☐]")
#: 一件分にならない、区切りの細い行(ポイント)。
_THIN: Final = 9.0
#: 枠の一行とみる高さの、タグのある行に対する比。
_LOWER, _UPPER = 0.66, 1.5


def blank_rows(
    book: Workbook, sheet: SheetEntry, run: Sequence[Block], tagged: Mapping[Place, Sequence[Tag]]
) -> Iterator[Block]:
    """枠 ``run`` の終わりの枠のすぐ下に続く、形が同じで、まだ何も書かれていない行。上から。

    形とは、結合・左右の罫線・塗り・高さ(初めと終わりの行で違う上下の罫線はみない)。行の番号だけが刷って
    ある行も、空とみる。印刷範囲の外の行と隠れた行は、使っても紙に出ないので採らない。
    """
    form, last = _Form(book, sheet), run[-1]
    places = [one for one, tags in tagged.items() if tags and last.first <= one[0] <= last.last]
    height = last.last - last.first + 1
    down = height
    while form.is_twin(last, places, down, len(run) + down // height):
        yield Block(last.path, last.first + down, last.last + down)
        down += height


def put_tags_of(
    book: Workbook,
    sheet: SheetEntry,
    block: Block,
    tagged: Mapping[Place, Sequence[Tag]],
    down: int,
) -> None:
    """枠 ``block`` のタグを、``down`` 行下の空の枠にも書く。刷ってある行の番号は残す。"""
    cells = _cells(book.tree(sheet.part))
    for (row, column), tags in tagged.items():
        target = cells.get((row + down, column))
        if not tags or not block.first <= row <= block.last or target is None:
            continue
        if _number(_words(book, target)) is None:
            source = cells[row, column]
            cellxml.write_empty(target)
            target.set("t", source.get("t", "n"))
            target.extend(deepcopy(child) for child in source)
    book.touch(sheet.part)


def count_on(book: Workbook, groups: Sequence[Sequence[etree._Element]], printed: int) -> None:
    """増やした枠に、刷ってある行の番号の続きを書く。

    groups: 一件ずつの ``row`` 要素。初めの ``printed`` 件が様式にあった枠で、残りはその終わりの写し。
    番号とみるのは、終わりの枠がちょうどその件数で、一つ上の枠が一つ少ない数か、タグの升。
    """
    if printed < 2 or len(groups) <= printed:
        return
    for before, last, *copies in zip(*groups[printed - 2 :], strict=True):
        for at, cell in enumerate(last):
            words = _words(book, cell)
            if _number(words) != printed or cell.find(f"{MAIN}f") is not None:
                continue
            above = _words(book, before[at]) if at < len(before) else ""
            if _number(above) != printed - 1 and without_tags(above) == above:
                continue
            for number, copied in enumerate(copies, start=printed + 1):
                if cellxml.item_of(cell, book.strings) is None:
                    cellxml.write_number(copied[at], number)
                else:
                    text = _DIGITS.sub(str(number), words) if _DIGITS.search(words) else str(number)
                    cellxml.write_words(copied[at], text)


class _Form:
    """行の形を比べるために読んだシート。"""

    def __init__(self, book: Workbook, sheet: SheetEntry) -> None:
        self._book = book
        root = book.tree(sheet.part)
        self._cells = _cells(root)
        self._rows = {
            int(row.get("r", "0")): row for row in root.iterfind(f"{MAIN}sheetData/{MAIN}row")
        }
        self._merges = rows.merges_of(root)
        self._right = {(one.top, one.left): one.right for one in self._merges}
        self._printed = areas(book.names_of(sheet).get(PRINT_AREA, ""))
        usual = root.find(f"{MAIN}sheetFormatPr")
        self._usual = float(usual.get("defaultRowHeight", "15")) if usual is not None else 15.0

    def is_twin(self, block: Block, tagged: Sequence[Place], down: int, number: int) -> bool:
        """``down`` 行下の、``number`` 件目の枠が、``block`` と同じ形で空いているか。"""
        first, last = block.first + down, block.last + down
        return (
            all(self._is_alike(row, row + down) for row in range(block.first, block.last + 1))
            and self._shape(block.first, block.last) == self._shape(first, last)
            and all(self._is_ruled_alike(place, down) for place in tagged)
            and self._is_blank(block, down, number)
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
        for one in self._merges:
            if one.top <= last and first <= one.bottom:
                top, bottom = max(one.top, first), min(one.bottom, last)
                across = one if (top, bottom) != (one.top, one.bottom) else None
                found.add((top - first, one.left, bottom - first, one.right, across))
        return found

    def _is_ruled_alike(self, place: Place, down: int) -> bool:
        """タグの升とその ``down`` 行下の升が、どちらも罫線で囲まれ、左右の罫線と塗りが同じか。"""
        row, column = place
        right = self._right.get(place, column)
        sides = []
        for at in (row, row + down):
            ends = self._cells.get((at, column)), self._cells.get((at, right))
            if ends[0] is None or ends[1] is None:
                return False
            styles = [self._book.styles.cell(end.get("s", "0")) for end in ends if end is not None]
            left, end = (style.border for style in styles)
            if not any((left.left, left.bottom, end.right)):
                return False
            sides.append((left.left is None, end.right is None, styles[0].fill))
        return sides[0] == sides[1]

    def _is_blank(self, block: Block, down: int, number: int) -> bool:
        """書く前の枠か。字があっても、タグの行と同じ刷り字(「歳」など)か、行の番号ならよい。"""
        lines = (self._rows[row + down] for row in range(block.first, block.last + 1))
        for cell in (cell for line in lines for cell in line.iterfind(f"{MAIN}c")):
            row, column = cellxml.place_of(cell)
            source = self._cells.get((row - down, column))
            words = _words(self._book, cell)
            if _number(words) == number:
                continue
            if cell.find(f"{MAIN}f") is not None:
                # 年齢の計算などは、どの行にも同じ数式がある。計の行の数式は、タグの行には無い。
                if source is None or source.find(f"{MAIN}f") is None:
                    return False
                continue
            own = "" if source is None else without_tags(_words(self._book, source))
            if _BLANK.sub("", words) not in ("", _BLANK.sub("", own)):
                return False
        return True


def _cells(root: etree._Element) -> dict[Place, etree._Element]:
    return {
        cellxml.place_of(cell): cell for cell in root.iterfind(f"{MAIN}sheetData/{MAIN}row/{MAIN}c")
    }


def _words(book: Workbook, cell: etree._Element) -> str:
    """升の字か、数。"""
    item = cellxml.item_of(cell, book.strings)
    return plain_text(item) if item is not None else cell.findtext(f"{MAIN}v") or ""


def _number(words: str) -> int | None:
    """刷ってある行の番号。番号でなければ ``None``。"""
    words = words.strip()
    if found := _NUMBER.fullmatch(words):
        return int(found[1])
    # 丸で囲んだ数字や漢数字。
    number = unicodedata.numeric(words, 0) if len(words) == 1 else 0
    return int(number) or None
