"""数式の字を、木に読む。計算はしない。"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jusou_desk.reports.formulas.formula_values import Fault, Scalar, Unsupported
from jusou_desk.reports.xlsx.refs import (
    MAX_COLUMN,
    MAX_ROW,
    Area,
    column_number,
    parse_area,
)

_SHEET: Final = r"(?:(?:'(?:[^']|'')+'|[^\W\d][\w.]*|\d[\w.]*[^\W\d][\w.]*)!)?"
_TOKEN: Final = re.compile(
    rf"""\s*(?:
      "(?P<text>(?:[^"]|"")*)"
    | (?:{_SHEET})(?P<fault>\#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A))
    | (?P<columns>{_SHEET}\$?[A-Z]{{1,3}}:\$?[A-Z]{{1,3}})(?![\w(:])
    | (?P<rows>{_SHEET}\$?\d{{1,7}}:\$?\d{{1,7}})(?![\w(:])
    | (?P<ref>{_SHEET}\$?[A-Z]{{1,3}}\$?\d{{1,7}}(?::\$?[A-Z]{{1,3}}\$?\d{{1,7}})?)(?![\w.(:\#!])
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w:!])
    | (?P<call>[A-Za-z_][A-Za-z0-9_.]*)\s*\(
    | (?P<const>TRUE|FALSE)(?![\w.(!:])
    | (?P<name>{_SHEET}[^\W\d][\w.]*)(?![\w(:!\[])
    | (?P<op><=|>=|<>|[-+*/^&=<>%(),{{}};])
    )""",
    re.VERBOSE,
)
_PREFIXES: Final = ("_XLFN.", "_XLWS.")
#: 弱い順。同じ段は左から。
_LEVELS: Final = (("=", "<>", "<", "<=", ">", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))
_MAX_DEPTH: Final = 40


@dataclass(frozen=True)
class Constant:
    """書いてある値。"""

    value: Scalar


@dataclass(frozen=True)
class Listed:
    """``{1,2;3,4}`` の配列。"""

    rows: tuple[tuple[Scalar, ...], ...]


@dataclass(frozen=True)
class Reference:
    """セルか範囲。sheet: 書いてなければ空。fixed: 番地が ``$`` でみな止めてあるか。"""

    sheet: str
    area: Area
    fixed: bool
    single: bool


@dataclass(frozen=True)
class Name:
    """名前の定義。"""

    sheet: str
    name: str


@dataclass(frozen=True)
class Call:
    """関数。省いた引数は ``None``。"""

    name: str
    arguments: tuple[Node | None, ...]


@dataclass(frozen=True)
class Chain:
    """同じ強さの演算の並び。長い足し算でも深くならないように、平らに持つ。"""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Signed:
    """前に付く負号と、後に付く百分率。"""

    inside: Node
    negative: bool
    percents: int


Node = Constant | Listed | Reference | Name | Call | Chain | Signed


@lru_cache(maxsize=2048)
def parse(formula: str) -> Node:
    """数式(先頭の ``=`` なし)の木。読めないもの、深すぎるものは ``Unsupported``。"""
    return _Parser(list(_tokens(formula)), formula).whole()


def references(node: Node | None) -> Iterator[Reference]:
    """木の中の、どのセルと範囲も。"""
    match node:
        case Reference():
            yield node
        case Call():
            for one in node.arguments:
                yield from references(one)
        case Chain():
            for one in (node.first, *(part for _, part in node.rest)):
                yield from references(one)
        case Signed():
            yield from references(node.inside)


def _tokens(formula: str) -> Iterator[tuple[str, str]]:
    position = 0
    text = formula.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise Unsupported(formula)
        kind = str(match.lastgroup)
        yield kind, match[kind]
        position = match.end()


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]], formula: str) -> None:
        self._tokens = tokens
        self._formula = formula
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._level(0)
        if self._at < len(self._tokens):
            raise Unsupported(self._formula)
        return node

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("", "")

    def _accept(self, *operators: str) -> str:
        kind, text = self._peek()
        if kind == "op" and text in operators:
            self._at += 1
            return text
        return ""

    def _expect(self, mark: str) -> None:
        if not self._accept(mark):
            raise Unsupported(self._formula)

    def _level(self, strength: int) -> Node:
        if strength == len(_LEVELS):
            return self._signed()
        first = self._level(strength + 1)
        rest = []
        while mark := self._accept(*_LEVELS[strength]):
            rest.append((mark, self._level(strength + 1)))
        return Chain(first, tuple(rest)) if rest else first

    def _signed(self) -> Node:
        """Excel では負号が ``^`` より強い(``-2^2`` は 4)。"""
        negative = False
        signed = False
        while mark := self._accept("-", "+"):
            negative ^= mark == "-"
            signed = signed or mark == "-"
        inside = self._atom()
        percents = 0
        while self._accept("%"):
            percents += 1
        return Signed(inside, negative, percents) if signed or percents else inside

    def _atom(self) -> Node:
        kind, text = self._peek()
        self._at += 1
        match kind:
            case "number":
                return self._figure(float(text))
            case "text":
                return Constant(text.replace('""', '"'))
            case "const":
                return Constant(text == "TRUE")
            case "fault":
                return Constant(Fault(text))
            case "ref" | "columns" | "rows":
                return _reference(kind, text)
            case "name":
                sheet, name = _split(text)
                return Name(sheet, name)
            case "call":
                return self._call(text.upper())
        if text == "{":
            return self._listed()
        if text == "(":
            return self._nested(lambda: self._level(0), ")")
        raise Unsupported(self._formula)

    def _figure(self, value: float) -> Node:
        if not math.isfinite(value):
            raise Unsupported(self._formula)
        return Constant(value)

    def _nested(self, read: Callable[[], Node], mark: str) -> Node:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise Unsupported("deep")
        node = read()
        self._expect(mark)
        self._depth -= 1
        return node

    def _call(self, name: str) -> Node:
        for prefix in _PREFIXES:
            name = name.removeprefix(prefix)

        def read() -> Node:
            if self._peek() == ("op", ")"):
                return Call(name, ())
            arguments: list[Node | None] = []
            while True:
                empty = self._peek() in (("op", ","), ("op", ")"))
                arguments.append(None if empty else self._level(0))
                if not self._accept(","):
                    return Call(name, tuple(arguments))

        return self._nested(read, ")")

    def _listed(self) -> Node:
        rows: list[list[Scalar]] = [[]]
        while True:
            node = self._signed()
            if isinstance(node, Signed) and isinstance(node.inside, Constant):
                inside = node.inside.value
                if not isinstance(inside, float) or node.percents:
                    raise Unsupported(self._formula)
                node = Constant(-inside if node.negative else inside)
            if not isinstance(node, Constant):
                raise Unsupported(self._formula)
            rows[-1].append(node.value)
            if self._accept("}"):
                break
            if self._accept(";"):
                rows.append([])
            else:
                self._expect(",")
        if len({len(row) for row in rows}) > 1:
            raise Unsupported(self._formula)
        return Listed(tuple(map(tuple, rows)))


def _split(text: str) -> tuple[str, str]:
    prefix, _, rest = text.rpartition("!")
    if prefix.startswith("'"):
        prefix = prefix[1:-1].replace("''", "'")
    if "[" in prefix or ":" in prefix:
        # 別のブックと、いくつものシートにまたがる範囲。
        raise Unsupported(text)
    return prefix, rest


def _reference(kind: str, text: str) -> Reference:
    sheet, reference = _split(text)
    bare = reference.replace("$", "")
    first, _, last = bare.partition(":")
    if kind == "columns":
        left, right = sorted((column_number(first), column_number(last)))
        area = Area(1, left, MAX_ROW, right)
    elif kind == "rows":
        top, bottom = sorted((int(first), int(last)))
        area = Area(top, 1, bottom, MAX_COLUMN)
    else:
        area = parse_area(bare)
    if area.top < 1 or area.bottom > MAX_ROW or area.right > MAX_COLUMN:
        raise Unsupported(text)
    ends = reference.split(":")
    wanted = 1 if kind != "ref" else 2
    fixed = all(end.count("$") == wanted for end in ends)
    return Reference(sheet, area, fixed, kind == "ref" and not last)
