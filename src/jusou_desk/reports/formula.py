"""様式の合計欄などに使う、ごく小さな数式の計算。

Excel を持たない机でも、PDF に計算結果を刷るためのもの。分からない関数は ``Unsupported``
を上げ、黙って違う値を刷ることはしない。
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Final

from jusou_desk.reports.numfmt import format_number, general
from jusou_desk.reports.refs import Area, parse_area

Scalar = float | str | bool | None
Operand = Scalar | list[Scalar]
# (シート名, 行, 列) のセルの値。
Lookup = Callable[[str, int, int], Scalar]

_MAX_CELLS: Final = 200_000
_TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?)(?![A-Za-z:])
    | "(?P<text>(?:[^"]|"")*)"
    | (?P<ref>(?:(?:'(?:[^']|'')+'|[\w.]+)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![\w(])
    | (?P<name>[A-Za-z][A-Za-z0-9.]*)\s*\(
    | (?P<const>TRUE|FALSE)
    | (?P<op><=|>=|<>|[-+*/^&=<>%(),])
    )""",
    re.VERBOSE,
)


class Unsupported(Exception):
    """この数式はここでは計算できない。"""


def evaluate(formula: str, sheet: str, lookup: Lookup) -> Scalar:
    """``sheet`` にある数式(先頭の ``=`` なし)の値。"""
    parser = _Parser(list(_tokens(formula)), sheet, lookup)
    try:
        result = _single(parser.comparison())
    except (ArithmeticError, TypeError) as error:
        # 桁あふれ、負の数の平方根など。
        raise Unsupported("#NUM!") from error
    if not parser.at_end():
        raise Unsupported(formula)
    if isinstance(result, float) and not math.isfinite(result):
        raise Unsupported("#NUM!")
    return result


def _tokens(formula: str) -> Iterator[tuple[str, str]]:
    position = 0
    text = formula.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise Unsupported(formula)
        kind = str(match.lastgroup)
        yield kind, match[kind]
        position = match.end()


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]], sheet: str, lookup: Lookup) -> None:
        self._tokens = tokens
        self._at = 0
        self._sheet = sheet
        self._lookup = lookup

    def at_end(self) -> bool:
        return self._at >= len(self._tokens)

    def _peek(self) -> tuple[str, str]:
        return ("", "") if self.at_end() else self._tokens[self._at]

    def _accept(self, *operators: str) -> str:
        kind, text = self._peek()
        if kind == "op" and text in operators:
            self._at += 1
            return text
        return ""

    def _expect(self, mark: str) -> None:
        if not self._accept(mark):
            raise Unsupported(mark)

    def comparison(self) -> Operand:
        left = self._joined()
        while mark := self._accept("=", "<>", "<", "<=", ">", ">="):
            left = _compare(mark, _single(left), _single(self._joined()))
        return left

    def _joined(self) -> Operand:
        left = self._sum()
        while self._accept("&"):
            left = text_of(_single(left)) + text_of(_single(self._sum()))
        return left

    def _sum(self) -> Operand:
        left = self._product()
        while mark := self._accept("+", "-"):
            right = _number(_single(self._product()))
            left = _number(_single(left)) + (right if mark == "+" else -right)
        return left

    def _product(self) -> Operand:
        left = self._power()
        while mark := self._accept("*", "/"):
            right = _number(_single(self._power()))
            if mark == "/" and right == 0:
                raise Unsupported("#DIV/0!")
            base = _number(_single(left))
            left = base * right if mark == "*" else base / right
        return left

    def _power(self) -> Operand:
        left = self._sign()
        while self._accept("^"):
            left = float(_number(_single(left)) ** _number(_single(self._sign())))
        return left

    def _sign(self) -> Operand:
        if mark := self._accept("-", "+"):
            value = _number(_single(self._sign()))
            return -value if mark == "-" else value
        value_ = self._atom()
        while self._accept("%"):
            value_ = _number(_single(value_)) / 100
        return value_

    def _atom(self) -> Operand:
        kind, text = self._peek()
        self._at += 1
        match kind:
            case "number":
                return float(text)
            case "text":
                return text.replace('""', '"')
            case "const":
                return text == "TRUE"
            case "ref":
                return self._reference(text)
            case "name":
                return self._call(text.upper())
        if text == "(":
            value = self.comparison()
            self._expect(")")
            return value
        raise Unsupported(text)

    def _reference(self, text: str) -> Operand:
        prefix, _, reference = text.rpartition("!")
        sheet = prefix.strip("'").replace("''", "'") if prefix else self._sheet
        area = parse_area(reference.replace("$", ""))
        if ":" not in reference:
            return self._lookup(sheet, area.top, area.left)
        if _count(area) > _MAX_CELLS:
            raise Unsupported(text)
        return [
            self._lookup(sheet, row, column)
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        ]

    def _call(self, name: str) -> Operand:
        if name == "IF":
            return self._choose()
        arguments: list[Operand] = []
        if not self._accept(")"):
            while True:
                arguments.append("" if self._peek() == ("op", ",") else self.comparison())
                if not self._accept(","):
                    break
            self._expect(")")
        function = _FUNCTIONS.get(name)
        if function is None:
            raise Unsupported(name)
        try:
            return function(arguments)
        except (IndexError, ValueError, TypeError, ArithmeticError) as error:
            raise Unsupported(name) from error

    def _choose(self) -> Operand:
        """IF。選ばなかった側は計算しない(``IF(B1=0,"",A1/B1)`` で 0 除算にしないため)。"""
        chosen = bool(_number(_single(self.comparison())))
        self._expect(",")
        if not chosen:
            self._skip()
            if self._accept(")"):
                return False
            self._expect(",")
        value: Operand = "" if self._peek() in (("op", ","), ("op", ")")) else self.comparison()
        if chosen and self._accept(","):
            self._skip()
        self._expect(")")
        return value

    def _skip(self) -> None:
        """引数一つを、計算せずに読み飛ばす。"""
        depth = 0
        while not self.at_end():
            kind, text = self._peek()
            if depth == 0 and (kind, text) in (("op", ","), ("op", ")")):
                return
            depth += (kind == "name" or (kind, text) == ("op", "(")) - ((kind, text) == ("op", ")"))
            self._at += 1


def _count(area: Area) -> int:
    return (area.bottom - area.top + 1) * (area.right - area.left + 1)


def _single(value: Operand) -> Scalar:
    if isinstance(value, list):
        raise Unsupported("range")
    return value


def _number(value: Scalar) -> float:
    if value is None or value == "":
        return 0.0
    try:
        return float(value)
    except ValueError as error:
        raise Unsupported("#VALUE!") from error


def text_of(value: Scalar) -> str:
    """値を文字にする(結合や比較のため)。"""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return value if isinstance(value, str) else general(value)


def _compare(mark: str, left: Scalar, right: Scalar) -> bool:
    order = _order(left, right)
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


def _order(left: Scalar, right: Scalar) -> int:
    """小さければ負、等しければ 0。Excel では文字はどの数よりも大きい。"""
    if isinstance(left, str) or isinstance(right, str):
        if isinstance(left, float) or isinstance(right, float):
            return int(isinstance(left, str)) - int(isinstance(right, str))
        a, b = text_of(left).casefold(), text_of(right).casefold()
        return (a > b) - (a < b)
    x, y = _number(left), _number(right)
    return (x > y) - (x < y)


def _flat(arguments: list[Operand]) -> list[Scalar]:
    found: list[Scalar] = []
    for argument in arguments:
        found.extend(argument if isinstance(argument, list) else [argument])
    return found


def _numbers(arguments: list[Operand]) -> list[float]:
    """範囲の中の文字は飛ばし、直に書いた値は数にする。"""
    found: list[float] = []
    for argument in arguments:
        if isinstance(argument, list):
            found += [float(v) for v in argument if isinstance(v, float)]
        elif argument is not None:
            found.append(_number(argument))
    return found


def _round(mode: str) -> Callable[[list[Operand]], Operand]:
    def apply(arguments: list[Operand]) -> Operand:
        places = int(_number(_single(arguments[1]))) if len(arguments) > 1 else 0
        value = Decimal(repr(_number(_single(arguments[0]))))
        return float(value.quantize(Decimal(1).scaleb(-places), mode))

    return apply


def _count_if(arguments: list[Operand]) -> Operand:
    wanted = text_of(_single(arguments[1]))
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
        return float(sum(not (isinstance(v, kind) and _compare("=", v, target)) for v in values))
    return float(sum(_compare(mark or "=", v, target) for v in values if isinstance(v, kind)))


def _mean(arguments: list[Operand]) -> Operand:
    numbers = _numbers(arguments)
    return sum(numbers) / len(numbers)


_FUNCTIONS: Final[dict[str, Callable[[list[Operand]], Operand]]] = {
    "SUM": lambda a: math.fsum(_numbers(a)),
    "AVERAGE": _mean,
    "MAX": lambda a: max(_numbers(a), default=0.0),
    "MIN": lambda a: min(_numbers(a), default=0.0),
    "COUNT": lambda a: float(sum(isinstance(v, float) for v in _flat(a))),
    "COUNTA": lambda a: float(sum(v is not None for v in _flat(a))),
    "COUNTBLANK": lambda a: float(sum(v is None or v == "" for v in _flat(a))),
    "COUNTIF": _count_if,
    "AND": lambda a: all(_number(v) for v in _flat(a)),
    "OR": lambda a: any(_number(v) for v in _flat(a)),
    "NOT": lambda a: not _number(_single(a[0])),
    "ROUND": _round(ROUND_HALF_UP),
    "ROUNDUP": _round(ROUND_UP),
    "ROUNDDOWN": _round(ROUND_DOWN),
    "INT": lambda a: _round(ROUND_FLOOR)(a[:1]),
    "ABS": lambda a: abs(_number(_single(a[0]))),
    "LEN": lambda a: float(len(text_of(_single(a[0])))),
    "CONCATENATE": lambda a: "".join(text_of(v) for v in _flat(a)),
    "CONCAT": lambda a: "".join(text_of(v) for v in _flat(a)),
    "TEXT": lambda a: format_number(_number(_single(a[0])), text_of(_single(a[1]))),
}
