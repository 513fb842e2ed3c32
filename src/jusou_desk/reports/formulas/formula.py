"""様式の合計欄などに使う、ごく小さな数式の計算。

Excel を持たない机でも、PDF に計算結果を刷るためのもの。分からない関数は ``Unsupported``
を上げ、黙って違う値を刷ることはしない。
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Final

from jusou_desk.reports.formulas.formula_values import (
    Operand,
    Scalar,
    Unsupported,
    compare,
    number,
    single,
    text_of,
)
from jusou_desk.reports.formulas.functions import FUNCTIONS
from jusou_desk.reports.xlsx.refs import Area, parse_area

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


def evaluate(formula: str, sheet: str, lookup: Lookup) -> Scalar:
    """``sheet`` にある数式(先頭の ``=`` なし)の値。"""
    parser = _Parser(list(_tokens(formula)), sheet, lookup)
    try:
        result = single(parser.comparison())
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
            left = compare(mark, single(left), single(self._joined()))
        return left

    def _joined(self) -> Operand:
        left = self._sum()
        while self._accept("&"):
            left = text_of(single(left)) + text_of(single(self._sum()))
        return left

    def _sum(self) -> Operand:
        left = self._product()
        while mark := self._accept("+", "-"):
            right = number(single(self._product()))
            left = number(single(left)) + (right if mark == "+" else -right)
        return left

    def _product(self) -> Operand:
        left = self._power()
        while mark := self._accept("*", "/"):
            right = number(single(self._power()))
            if mark == "/" and right == 0:
                raise Unsupported("#DIV/0!")
            base = number(single(left))
            left = base * right if mark == "*" else base / right
        return left

    def _power(self) -> Operand:
        left = self._sign()
        while self._accept("^"):
            left = float(number(single(left)) ** number(single(self._sign())))
        return left

    def _sign(self) -> Operand:
        if mark := self._accept("-", "+"):
            value = number(single(self._sign()))
            return -value if mark == "-" else value
        value_ = self._atom()
        while self._accept("%"):
            value_ = number(single(value_)) / 100
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
        if name in ("ISERROR", "ISNUMBER", "IFERROR"):
            return self._guarded(name)
        arguments: list[Operand] = []
        if not self._accept(")"):
            while True:
                arguments.append("" if self._peek() == ("op", ",") else self.comparison())
                if not self._accept(","):
                    break
            self._expect(")")
        function = FUNCTIONS.get(name)
        if function is None:
            raise Unsupported(name)
        try:
            return function(arguments)
        except (IndexError, ValueError, TypeError, ArithmeticError) as error:
            raise Unsupported(name) from error

    def _choose(self) -> Operand:
        """IF。選ばなかった側は計算しない(``IF(B1=0,"",A1/B1)`` で 0 除算にしないため)。"""
        chosen = bool(number(single(self.comparison())))
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

    def _guarded(self, name: str) -> Operand:
        """誤り(``#`` で始まる)になってもよい引数を持つ関数。"""
        start, value, wrong = self._at, None, False
        try:
            value = single(self.comparison())
        except Unsupported as error:
            if not str(error).startswith("#"):
                raise
            wrong = True
            self._at = start
            self._skip()
        spare: Operand = None
        if self._accept(","):
            spare = self.comparison()
        self._expect(")")
        if name == "IFERROR":
            return spare if wrong else value
        return wrong if name == "ISERROR" else isinstance(value, float)

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
