"""数式の関数。様式の計算と条件付き書式でよく使うものだけを持つ。"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Final

from jusou_desk.reports.formulas.formula_values import (
    Operand,
    Scalar,
    Unsupported,
    compare,
    flat,
    number,
    numbers,
    single,
    text_of,
)
from jusou_desk.reports.xlsx.numfmt import format_number, from_serial


def _round(mode: str) -> Callable[[list[Operand]], Operand]:
    def apply(arguments: list[Operand]) -> Operand:
        places = int(number(single(arguments[1]))) if len(arguments) > 1 else 0
        value = Decimal(repr(number(single(arguments[0]))))
        return float(value.quantize(Decimal(1).scaleb(-places), mode))

    return apply


def _count_if(arguments: list[Operand]) -> Operand:
    wanted = text_of(single(arguments[1]))
    mark = next((m for m in ("<>", "<=", ">=", "<", ">", "=") if wanted.startswith(m)), "")
    rest = wanted[len(mark) :]
    try:
        target: Scalar = float(rest)
    except ValueError:
        target = rest
    if isinstance(target, str) and (not target or any(c in "*?~" for c in target)):
        # 空欄の数え方と曖昧な検索は持たない。違う数を刷るより、計算できないと言う。
        raise Unsupported("COUNTIF")
    values = arguments[0] if isinstance(arguments[0], list) else [arguments[0]]
    kind = float if isinstance(target, float) else str
    if mark == "<>":
        return float(sum(not (isinstance(v, kind) and compare("=", v, target)) for v in values))
    return float(sum(compare(mark or "=", v, target) for v in values if isinstance(v, kind)))


def _mean(arguments: list[Operand]) -> Operand:
    found = numbers(arguments)
    return sum(found) / len(found)


def _whole(value: Operand) -> int:
    return int(number(single(value)))


def _part(arguments: list[Operand], start: int, length: Operand) -> Operand:
    text = text_of(single(arguments[0]))
    return text[start : start + _whole(length)]


def _right(arguments: list[Operand]) -> Operand:
    count = _whole(arguments[1]) if len(arguments) > 1 else 1
    return text_of(single(arguments[0]))[-count:] if count else ""


def _place(*, exact: bool) -> Callable[[list[Operand]], Operand]:
    """FIND(大文字と小文字を分ける)と SEARCH。"""

    def apply(arguments: list[Operand]) -> Operand:
        wanted, text = (text_of(single(a)) for a in arguments[:2])
        if not exact:
            if any(mark in wanted for mark in "*?~"):
                raise Unsupported("SEARCH")
            wanted, text = wanted.casefold(), text.casefold()
        at = text.find(wanted, _whole(arguments[2]) - 1 if len(arguments) > 2 else 0)
        if at < 0:
            raise Unsupported("#VALUE!")
        return float(at + 1)

    return apply


def _weekday(arguments: list[Operand]) -> Operand:
    kind = _whole(arguments[1]) if len(arguments) > 1 else 1
    day = from_serial(number(single(arguments[0]))).weekday()
    if kind not in (1, 2, 3):
        raise Unsupported("WEEKDAY")
    return float({1: (day + 1) % 7 + 1, 2: day + 1, 3: day}[kind])


def _date_part(name: str) -> Callable[[list[Operand]], Operand]:
    return lambda a: float(getattr(from_serial(number(single(a[0]))), name))


def _remainder(arguments: list[Operand]) -> Operand:
    divisor = number(single(arguments[1]))
    if divisor == 0:
        raise Unsupported("#DIV/0!")
    value = number(single(arguments[0]))
    return value - divisor * math.floor(value / divisor)


FUNCTIONS: Final[dict[str, Callable[[list[Operand]], Operand]]] = {
    "SUM": lambda a: math.fsum(numbers(a)),
    "AVERAGE": _mean,
    "MAX": lambda a: max(numbers(a), default=0.0),
    "MIN": lambda a: min(numbers(a), default=0.0),
    "COUNT": lambda a: float(sum(isinstance(v, float) for v in flat(a))),
    "COUNTA": lambda a: float(sum(v is not None for v in flat(a))),
    "COUNTBLANK": lambda a: float(sum(v is None or v == "" for v in flat(a))),
    "COUNTIF": _count_if,
    "AND": lambda a: all(number(v) for v in flat(a)),
    "OR": lambda a: any(number(v) for v in flat(a)),
    "NOT": lambda a: not number(single(a[0])),
    "ROUND": _round(ROUND_HALF_UP),
    "ROUNDUP": _round(ROUND_UP),
    "ROUNDDOWN": _round(ROUND_DOWN),
    "INT": lambda a: _round(ROUND_FLOOR)(a[:1]),
    "ABS": lambda a: abs(number(single(a[0]))),
    "LEN": lambda a: float(len(text_of(single(a[0])))),
    "CONCATENATE": lambda a: "".join(text_of(v) for v in flat(a)),
    "CONCAT": lambda a: "".join(text_of(v) for v in flat(a)),
    "MOD": _remainder,
    "ISBLANK": lambda a: single(a[0]) is None,
    "ISTEXT": lambda a: isinstance(single(a[0]), str),
    "EXACT": lambda a: text_of(single(a[0])) == text_of(single(a[1])),
    "TRIM": lambda a: " ".join(filter(None, text_of(single(a[0])).split(" "))),
    "LEFT": lambda a: _part(a, 0, a[1] if len(a) > 1 else 1.0),
    "RIGHT": _right,
    "MID": lambda a: _part(a, _whole(a[1]) - 1, a[2]),
    "FIND": _place(exact=True),
    "SEARCH": _place(exact=False),
    "WEEKDAY": _weekday,
    "YEAR": _date_part("year"),
    "MONTH": _date_part("month"),
    "DAY": _date_part("day"),
    "TEXT": lambda a: format_number(number(single(a[0])), text_of(single(a[1]))),
}
