"""繰返しの行に刷ってある字: 行の番号(1、(1)、①、一)と、行ごとに違う見出し。"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from lxml import etree

from jusou_desk.reports.xlsx import cellxml
from jusou_desk.reports.xlsx.kanji_digits import KANJI, WIDE, read_out, spelled
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.sheetxml import plain_text
from jusou_desk.reports.xlsx.workbook import Workbook

Place = tuple[int, int]

#: 選ぶ前の印と空白は、刷ってあっても書く前の行である。
BLANK: Final = re.compile(r"[\s□☐]")
#: 行の番号として刷ってある字。
_NUMBER: Final = re.compile(r"[(（]?(\d{1,3})[)）.．]?")
_DIGITS: Final = re.compile(r"\d+")
_TENS: Final = re.compile("([二三四五六七八九]?)十([一二三四五六七八九]?)")
#: 丸で囲んだ数字の、1 の前の字と、終わりの数。
_CIRCLED: Final = ((0x245F, 20), (0x323C, 35), (0x328D, 50))


def words_of(book: Workbook, cell: etree._Element) -> str:
    """升の字か、数。"""
    item = cellxml.item_of(cell, book.strings)
    return plain_text(item) if item is not None else cell.findtext(f"{MAIN}v") or ""


def row_number(words: str) -> int | None:
    """刷ってある行の番号。番号でなければ ``None``。"""
    words = words.strip()
    if found := _NUMBER.fullmatch(words):
        return int(found[1])
    if found := _TENS.fullmatch(words):
        tens, ones = (int(unicodedata.numeric(one)) if one else 0 for one in found.groups())
        return max(tens, 1) * 10 + ones
    # 丸で囲んだ数字や漢数字。
    number = unicodedata.numeric(words, 0) if len(words) == 1 else 0
    return int(number) or None


def numbered_like(words: str, number: int) -> str:
    """番号 ``words`` と同じ書き方の、``number`` 番。"""
    if _DIGITS.search(words):
        wide = any("０" <= one <= "９" for one in words)
        return _DIGITS.sub(spelled(str(number), WIDE) if wide else str(number), words)
    for write in (_circled, _in_kanji):
        if words.strip() == write(row_number(words) or 0):
            return write(number)
    return str(number)


def _circled(number: int) -> str:
    base = next((base for base, last in _CIRCLED if number <= last), 0)
    return chr(base + number) if base else str(number)


def _in_kanji(number: int) -> str:
    return read_out(str(number), KANJI)
