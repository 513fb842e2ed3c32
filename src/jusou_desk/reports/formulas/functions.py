"""数式の関数の一覧。ここに無い関数(PHONETIC、INDIRECT、OFFSET など)は計算しない。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from jusou_desk.reports.formulas.arguments import Arguments
from jusou_desk.reports.formulas.criteria import CRITERIA
from jusou_desk.reports.formulas.days import DAYS
from jusou_desk.reports.formulas.figures import FIGURES
from jusou_desk.reports.formulas.formula_values import (
    Fault,
    Faulty,
    Operand,
    flag,
    is_number,
    is_text,
)
from jusou_desk.reports.formulas.lookups import LOOKUPS
from jusou_desk.reports.formulas.words import WORDS

Function = Callable[[Arguments], Operand]


def _not_available(_a: Arguments) -> Operand:
    raise Faulty(Fault.NA)


_JUDGING: Final[dict[str, Function]] = {
    "AND": lambda a: all(a.logicals()),
    "OR": lambda a: any(a.logicals()),
    "XOR": lambda a: sum(a.logicals()) % 2 == 1,
    "NOT": lambda a: not a.flag(0, False),
    "TRUE": lambda _a: True,
    "FALSE": lambda _a: False,
    "NA": _not_available,
    "ISBLANK": lambda a: a.raw(0) is None,
    "ISTEXT": lambda a: is_text(a.raw(0)),
    "ISNONTEXT": lambda a: not is_text(a.raw(0)),
    "ISNUMBER": lambda a: is_number(a.raw(0)),
    "ISLOGICAL": lambda a: isinstance(a.raw(0), bool),
    "ISERROR": lambda a: isinstance(a.raw(0), Fault),
    "ISERR": lambda a: isinstance(a.raw(0), Fault) and a.raw(0) is not Fault.NA,
    "ISNA": lambda a: a.raw(0) is Fault.NA,
    "ISEVEN": lambda a: a.whole(0) % 2 == 0,
    "ISODD": lambda a: a.whole(0) % 2 == 1,
}
# 配列の中では、要らない側も計算して、升ごとに選ぶ。
_EVERYWHERE: Final[dict[str, Function]] = {
    "IF": lambda a: _either(a, flag(a.raw(0))),
    "IFERROR": lambda a: a.operand(1) if isinstance(a.raw(0), Fault) else a.operand(0),
    "IFNA": lambda a: a.operand(1) if a.raw(0) is Fault.NA else a.operand(0),
}


def _either(a: Arguments, chosen: bool) -> Operand:
    if not chosen and len(a) < 3:
        return False
    return a.operand(1 if chosen else 2)


FUNCTIONS: Final[dict[str, Function]] = {
    **FIGURES,
    **CRITERIA,
    **LOOKUPS,
    **WORDS,
    **DAYS,
    **_JUDGING,
    **_EVERYWHERE,
}
#: 引数をいつも配列として計算する関数。
ARRAYS: Final = frozenset({"SUMPRODUCT", "LOOKUP", "INDEX"})
_WHOLE: Final = {"AND", "OR", "XOR", "CONCAT", "TEXTJOIN", "TODAY", "NOW", "NETWORKDAYS", "WORKDAY"}
_ROUNDING: Final = {
    "ROUND", "ROUNDUP", "ROUNDDOWN", "TRUNC", "INT", "CEILING", "FLOOR", "MROUND", "MOD",
    "QUOTIENT", "ABS", "SIGN", "SQRT", "POWER",
}  # fmt: skip
_EACH: Final = ({*WORDS, *DAYS, *_JUDGING, *_EVERYWHERE} - _WHOLE) | _ROUNDING
#: 配列の中で、升ごとに計算する引数の場所。
_PLACES: Final = {
    "COUNTIF": (1,), "SUMIF": (1,), "AVERAGEIF": (1,), "MATCH": (0,), "VLOOKUP": (0,),
    "HLOOKUP": (0,), "XLOOKUP": (0,), "XMATCH": (0,), "LARGE": (1,), "SMALL": (1,), "RANK": (0,),
}  # fmt: skip


def lifted(name: str, count: int) -> tuple[int, ...]:
    """配列の中で、関数 ``name`` が升ごとに計算する引数の場所。"""
    return tuple(range(count)) if name in _EACH else _PLACES.get(name, ())
