"""数の関数: 合計・丸め・順位・小計。"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Final

from jusou_desk.reports.formulas.arguments import Arguments
from jusou_desk.reports.formulas.formula_values import (
    Fault,
    Faulty,
    Grid,
    Operand,
    Scalar,
    Unsupported,
    number,
    to_15,
)

_BIG: Final = 1e15


def _rounded(value: float, places: int, mode: str) -> float:
    if abs(value) >= _BIG or places > 15:
        return value
    if places < -15:
        return 0.0
    # Excel の持つ15桁で丸める(1.005 は 1.01 になる)。
    shown = Decimal(repr(to_15(value)))
    return float(shown.quantize(Decimal(1).scaleb(-places), mode)) + 0.0


def _round(mode: str) -> Callable[[Arguments], Operand]:
    return lambda a: _rounded(a.number(0), a.whole(1, 0), mode)


def _to_multiple(mode: str) -> Callable[[Arguments], Operand]:
    """CEILING・FLOOR・MROUND。"""

    def apply(a: Arguments) -> Operand:
        value, step = a.number(0), a.number(1, 1)
        if step == 0:
            if mode == ROUND_FLOOR and value:
                raise Faulty(Fault.DIV0)
            return 0.0
        if value * step < 0 and (value > 0 or mode == ROUND_HALF_UP):
            raise Faulty(Fault.NUM)
        times = Decimal(repr(to_15(value / step)))
        return to_15(float(times.quantize(Decimal(1), mode)) * step)

    return apply


def _mean(a: Arguments) -> Operand:
    return average(a.numbers())


def average(found: list[float]) -> float:
    """平均。一つも無ければ ``#DIV/0!``。"""
    if not found:
        raise Faulty(Fault.DIV0)
    return math.fsum(found) / len(found)


def _remainder(a: Arguments) -> Operand:
    value, divisor = a.number(0), a.number(1)
    if divisor == 0:
        raise Faulty(Fault.DIV0)
    return value - divisor * math.floor(value / divisor)


def _quotient(a: Arguments) -> Operand:
    if a.number(1) == 0:
        raise Faulty(Fault.DIV0)
    return float(int(a.number(0) / a.number(1)))


def _nth(*, largest: bool) -> Callable[[Arguments], Operand]:
    """LARGE・SMALL。"""

    def apply(a: Arguments) -> Operand:
        found = sorted(a.numbers(0, 1), reverse=largest)
        at = math.ceil(a.number(1))
        if not 1 <= at <= len(found):
            raise Faulty(Fault.NUM)
        return found[at - 1]

    return apply


def _rank(*, middle: bool) -> Callable[[Arguments], Operand]:
    """RANK・RANK.EQ と、同じ順位の真ん中を取る RANK.AVG。"""

    def apply(a: Arguments) -> Operand:
        value, found = a.number(0), a.numbers(1, 2)
        same = found.count(value)
        if not same:
            raise Faulty(Fault.NA)
        up = a.number(2, 0) != 0
        before = sum(one < value if up else one > value for one in found)
        return before + 1 + ((same - 1) / 2 if middle else 0.0)

    return apply


def _median(a: Arguments) -> Operand:
    found = sorted(a.numbers())
    if not found:
        raise Faulty(Fault.NUM)
    middle = len(found) // 2
    return found[middle] if len(found) % 2 else (found[middle - 1] + found[middle]) / 2


def _deviation(a: Arguments) -> Operand:
    found = a.numbers()
    if len(found) < 2:
        raise Faulty(Fault.DIV0)
    mean = average(found)
    return math.sqrt(math.fsum((one - mean) ** 2 for one in found) / (len(found) - 1))


def _sum_product(a: Arguments) -> Operand:
    grids = [a.grid(at) for at in range(len(a))]
    if len({(grid.height, grid.width) for grid in grids}) > 1:
        raise Faulty(Fault.VALUE)
    rows = range(max(len(grid.rows) for grid in grids))
    columns = range(max((len(line) for grid in grids for line in grid.rows), default=0))
    return math.fsum(
        math.prod(_amount(grid.at(row, column)) for grid in grids)
        for row in rows
        for column in columns
    )


def _amount(value: Scalar) -> float:
    """文字と真偽は 0。"""
    if isinstance(value, Fault):
        raise Faulty(value)
    return value if isinstance(value, float) else 0.0


def _subtotal(a: Arguments) -> Operand:
    """SUBTOTAL。ほかの小計と、絞り込みで隠れた行は入れない。101 からは、隠した行も。"""
    kind = a.whole(0)
    name = _SUBTOTALS.get(kind % 100 if kind > 100 else kind)
    if name is None:
        raise Faulty(Fault.VALUE)
    kept: list[Scalar] = []
    for at in range(1, len(a)):
        grid = a.grid(at)
        if grid.home is None:
            raise Unsupported("SUBTOTAL")
        for down, row in enumerate(grid.rows):
            for right, value in enumerate(row):
                place = (grid.home.top + down, grid.home.left + right)
                if not a.source.left_out(grid.sheet, *place, hidden=kind > 100):
                    kept.append(value)
    return FIGURES[name](Arguments([Grid((tuple(kept),))], a.setting, a.source))


_SUBTOTALS: Final = {
    1: "AVERAGE", 2: "COUNT", 3: "COUNTA", 4: "MAX", 5: "MIN", 6: "PRODUCT", 7: "STDEV", 9: "SUM",
}  # fmt: skip


def _root(a: Arguments) -> Operand:
    if a.number(0) < 0:
        raise Faulty(Fault.NUM)
    return math.sqrt(a.number(0))


def _sum(a: Arguments) -> Operand:
    return math.fsum(a.numbers())


def power(base: float, exponent: float) -> float:
    """べき。決まらなければ誤り。"""
    if base == 0 and exponent <= 0:
        raise Faulty(Fault.DIV0 if exponent else Fault.NUM)
    if base < 0 and exponent != int(exponent):
        raise Faulty(Fault.NUM)
    return math.pow(base, exponent)


FIGURES: Final[dict[str, Callable[[Arguments], Operand]]] = {
    "SUM": _sum,
    "PRODUCT": lambda a: math.prod(a.numbers()) if a.count() else 0.0,
    "SUMPRODUCT": _sum_product,
    "AVERAGE": _mean,
    "MEDIAN": _median,
    "STDEV": _deviation,
    "STDEV.S": _deviation,
    "MAX": lambda a: max(a.numbers(), default=0.0),
    "MIN": lambda a: min(a.numbers(), default=0.0),
    "LARGE": _nth(largest=True),
    "SMALL": _nth(largest=False),
    "RANK": _rank(middle=False),
    "RANK.EQ": _rank(middle=False),
    "RANK.AVG": _rank(middle=True),
    "COUNT": lambda a: float(a.count()),
    "COUNTA": lambda a: float(sum(v is not None for v in a.flat())),
    "SUBTOTAL": _subtotal,
    "ROUND": _round(ROUND_HALF_UP),
    "ROUNDUP": _round(ROUND_UP),
    "ROUNDDOWN": _round(ROUND_DOWN),
    "TRUNC": _round(ROUND_DOWN),
    "INT": lambda a: _rounded(a.number(0), 0, ROUND_FLOOR),
    "CEILING": _to_multiple(ROUND_CEILING),
    "FLOOR": _to_multiple(ROUND_FLOOR),
    "MROUND": _to_multiple(ROUND_HALF_UP),
    "MOD": _remainder,
    "QUOTIENT": _quotient,
    "ABS": lambda a: abs(a.number(0)),
    "SIGN": lambda a: float((a.number(0) > 0) - (a.number(0) < 0)),
    "SQRT": _root,
    "POWER": lambda a: power(a.number(0), a.number(1)),
    "N": lambda a: number(v) if isinstance(v := a.scalar(0), float | bool) else 0.0,
}
