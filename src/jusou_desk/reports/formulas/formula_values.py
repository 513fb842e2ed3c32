"""数式の中の値。文字・数・真偽・空・誤り・範囲と、その読み替えと比べ方。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from jusou_desk.errors import BadInput
from jusou_desk.reports.xlsx.celltext import LIMIT
from jusou_desk.reports.xlsx.numfmt import FIRST_SERIAL, general, to_serial
from jusou_desk.reports.xlsx.refs import Area
from jusou_desk.wareki import parse_date


class Fault(StrEnum):
    """Excel の誤りの値。式の中を値として流れ、IFERROR などで受け止められる。"""

    NULL = "#NULL!"
    DIV0 = "#DIV/0!"
    VALUE = "#VALUE!"
    REF = "#REF!"
    NAME = "#NAME?"
    NUM = "#NUM!"
    NA = "#N/A"


#: ``str`` には ``Fault`` も入る。文字かを確かめるには ``is_text`` を使う。
Scalar = float | str | bool | None


class Unsupported(Exception):
    """この数式はここでは計算できない。"""


class Exhausted(Unsupported):
    """ブック一冊の計算が多すぎて、残りは計算しない。"""


class Faulty(Unsupported):
    """計算した結果が、誤りの値になる。"""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Grid:
    """範囲か配列の値。

    rows: 行ごとの値。シートの使っている所までで、その先は空とみなす。
    sheet・home: シートの上の範囲なら、その場所(計算した配列なら ``None``)。
    """

    rows: tuple[tuple[Scalar, ...], ...]
    sheet: str = ""
    home: Area | None = None

    @property
    def height(self) -> int:
        return len(self.rows) if self.home is None else self.home.bottom - self.home.top + 1

    @property
    def width(self) -> int:
        if self.home is None:
            return len(self.rows[0]) if self.rows else 0
        return self.home.right - self.home.left + 1

    @property
    def unread(self) -> int:
        """使っている所より先の、空の升の数。"""
        return self.height * self.width - sum(map(len, self.rows))

    def at(self, row: int, column: int) -> Scalar:
        """左上から (row, column) の値(0 から)。"""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def values(self) -> Iterator[Scalar]:
        """行の順に、読んだ値を全部。"""
        for row in self.rows:
            yield from row

    def line(self) -> list[Scalar]:
        """一行か一列の並び。どちらでもなければ ``#N/A``。"""
        if self.height > 1 and self.width > 1:
            raise Faulty(Fault.NA)
        return list(self.values())


Operand = Scalar | Grid


def sound(value: Scalar) -> Scalar:
    """誤りでない値。誤りなら ``Faulty``。"""
    if isinstance(value, Fault):
        raise Faulty(value)
    return value


def is_text(value: Scalar) -> bool:
    """文字か(誤りは文字でない)。"""
    return isinstance(value, str) and not isinstance(value, Fault)


def is_number(value: Scalar) -> bool:
    return isinstance(value, float)


def number(value: Scalar) -> float:
    """数にした値。空は 0、文字は数や日付と読めれば読む。"""
    value = sound(value)
    if value is None:
        return 0.0
    if isinstance(value, str):
        found = number_in(value)
        if found is None:
            raise Faulty(Fault.VALUE)
        return found
    return float(value)


#: 全角の英数・記号と空白を半角に。
_TO_HALF: Final = {0x3000: 0x20, 0xFFE5: 0xA5, **{n + 0xFEE0: n for n in range(0x21, 0x7F)}}
_FIGURES: Final = re.compile(r"[-+]?[¥\\$]?[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?(e[-+]?\d+)?%?")
_CLOCK: Final = re.compile(r"(?P<day>.+ )?(?P<h>\d{1,4}):(?P<m>\d{1,2})(:(?P<s>\d{1,2}))?")
_YEARLESS: Final = re.compile(r"\d{1,2}[/-]\d{1,2}|\d{1,2}月\d{1,2}日|\d{4}[/-]\d{1,2}")


def number_in(words: str) -> float | None:
    """字を数・日付・時刻として読む。読めなければ ``None``。全角の数字、位取り、和暦も読む。"""
    plain = words.translate(_TO_HALF).strip().lower()
    if _FIGURES.fullmatch(plain) and any(c.isdigit() for c in plain):
        found = float(re.sub(r"[¥\\$,%]", "", plain))
        return found / 100 if plain.endswith("%") else found
    if _YEARLESS.fullmatch(plain):
        # Excel は年や日を補って日付に読む。何年かは、ここでは決められない。
        raise Unsupported("年の無い日付")
    if clock := _CLOCK.fullmatch(plain):
        day = number_in(clock["day"]) if clock["day"] else 0.0
        seconds = int(clock["h"]) * 3600 + int(clock["m"]) * 60 + int(clock["s"] or 0)
        return None if day is None else day + seconds / 86400
    if not any(c.isdigit() for c in plain) or not re.search(r"[/.年-]", plain):
        return None
    try:
        serial = to_serial(parse_date(words))
    except BadInput:
        return None
    return serial if serial >= FIRST_SERIAL else None


def text_of(value: Scalar) -> str:
    """値を文字にする(結合や比較のため)。"""
    value = sound(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return value if isinstance(value, str) else general(value)


def joined(pieces: Sequence[str], between: str = "") -> str:
    """つないだ字。升に入る長さを超えるなら、つなぐ前に ``#VALUE!``。"""
    if sum(map(len, pieces)) + len(between) * (len(pieces) - 1) > LIMIT:
        raise Faulty(Fault.VALUE)
    return between.join(pieces)


def flag(value: Scalar) -> bool:
    """真偽。文字は TRUE と FALSE だけ。"""
    value = sound(value)
    if isinstance(value, str):
        if value.upper() not in ("TRUE", "FALSE"):
            raise Faulty(Fault.VALUE)
        return value.upper() == "TRUE"
    return bool(value)


def compare(mark: str, left: Scalar, right: Scalar) -> bool:
    """``=`` ``<>`` ``<`` などの比べ。"""
    order = order_of(left, right)
    match mark:
        case "=":
            return order == 0
        case "<>":
            return order != 0
        case "<":
            return order < 0
        case "<=":
            return order <= 0
        case ">":
            return order > 0
        case _:
            return order >= 0


def order_of(left: Scalar, right: Scalar) -> int:
    """小さければ負、等しければ 0。Excel では数 < 文字 < 真偽。空は相手の空とみなす。"""
    left, right = sound(left), sound(right)
    left = _empty_like(right) if left is None else left
    right = _empty_like(left) if right is None else right
    if rank(left) != rank(right):
        return rank(left) - rank(right)
    if isinstance(left, str) and isinstance(right, str):
        a, b = left.casefold(), right.casefold()
        return (a > b) - (a < b)
    x, y = to_15(number(left)), to_15(number(right))
    return (x > y) - (x < y)


def rank(value: Scalar) -> int:
    """種類の順。"""
    if isinstance(value, bool):
        return 2
    return 1 if isinstance(value, str) else 0


def _empty_like(other: Scalar) -> Scalar:
    if isinstance(other, bool):
        return False
    return "" if isinstance(other, str) else 0.0


def to_15(value: float) -> float:
    """Excel が比べるときの桁(15桁)にした数。"""
    return float(f"{value:.15g}")
