"""セル番地と、数式の中の番地の移動。"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384

_CELL: Final = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})")
#: 何枚ものシートを渡す式。``A1:票!B2`` のような、升から始まる範囲は数えない。
_THREE_D: Final = re.compile(
    r"""(?<![\w.'\]!$])
        (?: '(?P<quoted>(?:[^':\[\]]|'')+:(?:[^':\[\]]|'')+)'
          | (?!\$?[A-Z]{1,3}\$?\d+:)(?P<bare>[\w.]+:[\w.]+) )!""",
    re.VERBOSE,
)
#: シートの名。名の途中からは読まない(長い字の列で、読み直しが字の数の二乗にならないように)。
_SHEET: Final = r"""(?:(?<!')'(?:[^']|'')++'|(?<![\w.'\]!])(?:\[\d+\])?[\w.]++)!"""
_TEXT: Final = r'''"(?:[^"]|"")*"'''
_REFERENCE: Final = re.compile(
    rf"""(?P<text>{_TEXT})
      | (?:(?P<sheet>{_SHEET})|(?<![\w.\[$!]))
        (?: (?P<a>\$?[A-Z]{{1,3}}\$?\d{{1,7}})(?: : (?P<b>\$?[A-Z]{{1,3}}\$?\d{{1,7}}))?
          | (?P<ra>\$?\d{{1,7}}):(?P<rb>\$?\d{{1,7}})
          | (?P<ca>\$?[A-Z]{{1,3}}):(?P<cb>\$?[A-Z]{{1,3}}) )
        (?![\w(.!])""",
    re.VERBOSE,
)


_THREE_D_AREA: Final = re.compile(_THREE_D.pattern + r"[$\w]+(?::[$\w]+)?", re.VERBOSE)
#: シートの名の付いた、升の番地でないもの(そのシートの名前の定義、もう無い升)。
_OWN_NAME: Final = re.compile(rf"(?P<text>{_TEXT})|(?P<sheet>{_SHEET})(?:\#REF!|[\w.]++(?![\[(]))")
# 名を型に入れない。人の名のシートの型が、re の覚えに残るので。
_OPERATORS: Final = r"""\s'"!+\-*/^&=<>(),;:{}\[\]#@%"""
_NAMED: Final = re.compile(
    rf"(?P<text>{_TEXT})|(?<!')'(?P<quoted>(?:[^']|'')++)'!"
    rf"|(?<![^{_OPERATORS}])(?<![\]!'])(?P<bare>[^{_OPERATORS}]++)!"
)


@dataclass(frozen=True, slots=True)
class Area:
    """四角い範囲。行・列とも 1 から、両端を含む。"""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def size(self) -> int:
        """セルの数。"""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def __str__(self) -> str:
        first = f"{column_name(self.left)}{self.top}"
        last = f"{column_name(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"


@lru_cache(maxsize=4096)
def column_name(number: int) -> str:
    """列番号(1 から)→ 列名。1 に満たない番号は ``ValueError``。"""
    if number < 1:
        raise ValueError(number)
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


@lru_cache(maxsize=4096)
def column_number(name: str) -> int:
    """列名 → 列番号(1 から)。"""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=65_536)
def split_cell(reference: str) -> tuple[int, int]:
    """``B12`` → (行 12, 列 2)。"""
    match = _CELL.fullmatch(reference)
    if match is None:
        raise ValueError(reference)
    return int(match[4]), column_number(match[2])


@lru_cache(maxsize=65_536)
def parse_area(reference: str) -> Area:
    """``A1:B3`` または ``A1``(``$`` は無視)。"""
    first, _, last = reference.partition(":")
    top, left = split_cell(first)
    bottom, right = split_cell(last or first)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


@dataclass(frozen=True, slots=True)
class Insertion:
    """``sheet`` の ``after`` 行の下に ``count`` 行を差し込む。

    ``after`` 行で終わる範囲は、差し込んだ行まで伸びる(合計の範囲が明細を漏らさないため)。
    """

    sheet: str
    first: int
    after: int
    count: int

    def row(self, row: int) -> int:
        return min(row + self.count, MAX_ROW) if row > self.after else row

    def area(self, area: Area) -> Area:
        return Area(self.row(area.top), area.left, self.end(area.bottom), area.right)

    def end(self, row: int) -> int:
        """範囲の終わりの行。"""
        return min(row + self.count, MAX_ROW) if row >= self.after else row


def is_same_sheet(one: str, other: str) -> bool:
    """同じシートの名か。式の中では、大文字と小文字の違う名でも、同じシートを指す。"""
    return one == other or one.casefold() == other.casefold()


def shift_formula(formula: str, move: Insertion, *, here: str, row: int = 0) -> str:
    """行の差込みに合わせて番地を直した数式。``here`` は数式のあるシート名、``row`` は行。"""
    inside = here == move.sheet and move.first <= row <= move.after

    def change(match: re.Match[str]) -> str:
        sheet = match["sheet"] or ""
        name = sheet[:-1].strip("'").replace("''", "'") if sheet else here
        if not is_same_sheet(name, move.sheet) or match["ca"]:
            return match[0]
        if match["ra"]:
            a, b = match["ra"], match["rb"]
            if inside:
                return f"{sheet}{_row(a, move.row)}:{_row(b, move.row)}"
            return f"{sheet}{_row(a, move.row)}:{_row(b, move.end)}"
        if match["b"] is None:
            return sheet + _cell(match["a"], move.row)
        if inside:
            return f"{sheet}{_cell(match['a'], move.row)}:{_cell(match['b'], move.row)}"
        return f"{sheet}{_cell(match['a'], move.row)}:{_cell(match['b'], move.end)}"

    return _each(formula, change)


def copy_formula(formula: str, down: int, right: int = 0) -> str:
    """数式を ``down`` 行 ``right`` 列だけ離れたセルへ写したときの数式(相対番地だけ動く)。"""

    def cell(reference: str) -> str:
        match = _CELL.fullmatch(reference)
        assert match is not None
        column = match[2] if match[1] else column_name(column_number(match[2]) + right)
        row = match[4] if match[3] else str(int(match[4]) + down)
        return f"{match[1]}{column}{match[3]}{row}"

    def change(match: re.Match[str]) -> str:
        sheet = match["sheet"] or ""
        if match["ra"]:
            rows = [r if r[0] == "$" else str(int(r) + down) for r in (match["ra"], match["rb"])]
            return sheet + ":".join(rows)
        if match["ca"]:
            ends = (match["ca"], match["cb"])
            names = [c if c[0] == "$" else column_name(column_number(c) + right) for c in ends]
            return sheet + ":".join(names)
        tail = f":{cell(match['b'])}" if match["b"] else ""
        return sheet + cell(match["a"]) + tail

    return _each(formula, change)


def rename_sheet(formula: str, old: str, new: str) -> str:
    """数式・名前定義の中のシート名を差し替える。字の中の番地(``"#票!A1"``)も。"""
    quoted = "'" + new.replace("'", "''") + "'!"

    def change(found: re.Match[str]) -> str:
        if words := found["text"]:
            inside = rename_sheet(words[1:-1].replace('""', '"'), old, new)
            return '"' + inside.replace('"', '""') + '"'
        name = (found["quoted"] or found["bare"]).replace("''", "'")
        return quoted if is_same_sheet(name, old) else found[0]

    return _NAMED.sub(change, _THREE_D.sub(partial(_renamed_end, old, new), formula))


def _renamed_end(old: str, new: str, found: re.Match[str]) -> str:
    """何枚ものシートを渡す式(``'四月:三月'!A1``)の、初めか終わりのシート名を差し替える。"""
    ends = _ends(found)
    named = [new if is_same_sheet(one, old) else one for one in ends]
    return "'" + ":".join(named).replace("'", "''") + "'!" if named != ends else found[0]


def _ends(found: re.Match[str]) -> list[str]:
    return (found["quoted"] or found["bare"]).replace("''", "'").split(":")


def rename_table(formula: str, old: str, new: str) -> str:
    """数式の中のテーブルの名(``表1[額]``)を差し替える。字の中は替えない。"""
    named = re.compile(rf'"(?:[^"]|"")*"|(?<![\w.\]\'!]){re.escape(old)}(?=\[)', re.IGNORECASE)
    return named.sub(lambda found: found[0] if found[0].startswith('"') else new, formula)


def cut_off_sheet(formula: str, name: str) -> str:
    """シート ``name`` を消した後の式。そこを指していた番地は、Excel と同じく ``#REF!`` になる。"""

    def change(match: re.Match[str]) -> str:
        sheet = (match["sheet"] or "")[:-1].strip("'").replace("''", "'")
        return "#REF!" if is_same_sheet(sheet, name) else match[0]

    def cut(found: re.Match[str]) -> str:
        return "#REF!" if any(is_same_sheet(one, name) for one in _ends(found)) else found[0]

    gone = _THREE_D_AREA.sub(cut, formula)
    return _OWN_NAME.sub(change, _each(gone, change))


def _each(formula: str, change: Callable[[re.Match[str]], str]) -> str:
    return _REFERENCE.sub(lambda m: m[0] if m["text"] else change(m), formula)


def _row(reference: str, move: Callable[[int], int]) -> str:
    mark = "$" if reference[0] == "$" else ""
    return f"{mark}{move(int(reference.lstrip('$')))}"


def _cell(reference: str, move: Callable[[int], int]) -> str:
    match = _CELL.fullmatch(reference)
    assert match is not None
    return f"{match[1]}{match[2]}{match[3]}{move(int(match[4]))}"
