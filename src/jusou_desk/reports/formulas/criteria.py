"""条件で数える関数: COUNTIF、SUMIFS、AVERAGEIF など。"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jusou_desk.reports.formulas.arguments import Arguments
from jusou_desk.reports.formulas.figures import average
from jusou_desk.reports.formulas.formula_values import (
    Fault,
    Faulty,
    Grid,
    Operand,
    Scalar,
    Unsupported,
    compare,
    is_text,
    number_in,
    sound,
)

Test = Callable[[Scalar], bool]
_MARKS: Final = ("<>", "<=", ">=", "<", ">", "=")


#: Excel の探す字と条件の長さの上限。
_LONGEST: Final = 255


@dataclass(frozen=True)
class Wildcard:
    """``*`` ``?`` ``~`` の入った字の探し方。大文字と小文字を分けない。

    pieces: ``*`` で分けた字。前から順に、いちばん早く見つかる所へ当てていけばよく、
    後戻りしないので、``*`` がいくつあっても、手間は字の長さに見合う。
    """

    pieces: tuple[re.Pattern[str], ...]
    last: int
    """終わりの字の長さ。"""

    def find(self, words: str, start: int = 0) -> int | None:
        """初めて見つかる所。無ければ ``None``。"""
        found = _in_order(self.pieces, words, start)
        return None if found is None else found[0]

    def fits(self, words: str) -> bool:
        """字の全部が合うか。"""
        first, *others = self.pieces
        if not others:
            return first.fullmatch(words) is not None
        begun = first.match(words)
        if begun is None:
            return False
        found = _in_order(others[:-1], words, begun.end())
        end = len(words) - self.last
        return found is not None and found[1] <= end and bool(others[-1].match(words, end))


def _in_order(pieces: Sequence[re.Pattern[str]], words: str, start: int) -> tuple[int, int] | None:
    """``start`` から順に並ぶ ``pieces`` の、初めと終わり。"""
    first, end = None, start
    for piece in pieces:
        found = piece.search(words, end)
        if found is None:
            return None
        first = found.start() if first is None else first
        end = found.end()
    return (start if first is None else first), end


@lru_cache(maxsize=512)
def wildcard(words: str) -> Wildcard:
    """``*`` ``?`` ``~`` の入った字の探し方。長すぎれば ``#VALUE!``。"""
    if len(words) > _LONGEST:
        raise Faulty(Fault.VALUE)
    pieces: list[list[str]] = [[]]
    letters = iter(words)
    for letter in letters:
        if letter == "*":
            pieces.append([])
        elif letter == "~":
            pieces[-1].append(re.escape(next(letters, "~")))
        else:
            pieces[-1].append("." if letter == "?" else re.escape(letter))
    made = (re.compile("".join(piece), re.IGNORECASE | re.DOTALL) for piece in pieces)
    return Wildcard(tuple(made), len(pieces[-1]))


def test_of(wanted: Scalar) -> Test:
    """条件(``5`` ``">=10"`` ``"*市"`` など)の確かめ方。"""
    if wanted is None:
        wanted = 0.0  # 空のセルを条件にすると 0 とみなされる
    if not is_text(wanted):
        return _equal("=", wanted)
    words = str(wanted)
    mark = next((m for m in _MARKS if words.startswith(m)), "")
    rest = words[len(mark) :]
    if not rest:
        return _about_blank(mark)
    if rest.upper() in ("TRUE", "FALSE"):
        return _equal(mark or "=", rest.upper() == "TRUE")
    if rest in set(Fault):
        return _equal(mark or "=", Fault(rest))
    found = number_in(rest)
    if found is not None:
        return _equal(mark or "=", found)
    if mark in ("", "=", "<>"):
        pattern = wildcard(rest)
        return lambda value: (is_text(value) and pattern.fits(str(value))) is (mark != "<>")
    return lambda value: is_text(value) and compare(mark, value, rest)


def _about_blank(mark: str) -> Test:
    match mark:
        case "":
            return lambda value: value is None or value == ""
        case "=":
            return lambda value: value is None
        case "<>":
            return lambda value: value is not None
        case _:
            return lambda _value: False


def _equal(mark: str, wanted: Scalar) -> Test:
    """数・真偽・誤りの条件。数に読める文字は、等しいかを見るときだけ数とみなす。"""

    def apply(value: Scalar) -> bool:
        if isinstance(wanted, Fault) or isinstance(value, Fault):
            return (value == wanted and isinstance(value, Fault)) is (mark != "<>")
        if isinstance(wanted, float) and isinstance(value, str) and mark in ("=", "<>"):
            value = _quiet_number(value)
        if value is None or type(value) is not type(wanted):
            return mark == "<>"
        return compare(mark, value, wanted)

    return apply


def _quiet_number(words: str) -> Scalar:
    try:
        found = number_in(words)
    except Unsupported:
        return words
    return words if found is None else found


def _tests(a: Arguments, first: int) -> list[tuple[Grid, Test]]:
    """範囲と条件の組。大きさが揃わなければ ``#VALUE!``。"""
    pairs = [(a.grid(at), test_of(a.raw(at + 1))) for at in range(first, len(a) - 1, 2)]
    if not pairs or (len(a) - first) % 2:
        raise Unsupported("条件")
    if len({(grid.height, grid.width) for grid, _ in pairs}) > 1:
        raise Faulty(Fault.VALUE)
    return pairs


def _met(pairs: list[tuple[Grid, Test]]) -> Iterator[tuple[int, int]]:
    """条件をみな満たす升(左上から)。"""
    rows = max(len(grid.rows) for grid, _ in pairs)
    columns = max((len(row) for grid, _ in pairs for row in grid.rows), default=0)
    for row in range(rows):
        for column in range(columns):
            if all(test(grid.at(row, column)) for grid, test in pairs):
                yield row, column


def _count(a: Arguments) -> Operand:
    pairs = _tests(a, 0)
    grid = pairs[0][0]
    rows = max(len(one.rows) for one, _ in pairs)
    columns = max((len(row) for one, _ in pairs for row in one.rows), default=0)
    unread = grid.height * grid.width - rows * columns
    beyond = unread if unread and all(test(None) for _, test in pairs) else 0
    return float(sum(1 for _ in _met(pairs)) + beyond)


def _chosen(a: Arguments, first: int, grid: Grid) -> list[float]:
    """条件を満たす升の、``grid`` の同じ所の数。"""
    found = (sound(grid.at(*place)) for place in _met(_tests(a, first)))
    return [one for one in found if isinstance(one, float)]


def _one_range(a: Arguments) -> list[float]:
    """SUMIF・AVERAGEIF。合計の範囲は、左上だけを使い、条件の範囲と同じ大きさにする。"""
    tested = a.grid(0)
    grid = a.part(a.grid(2), 0, 0, tested.height, tested.width) if a.given(2) else tested
    inner = Arguments(a.values[:2], a.setting, a.source)
    return _chosen(inner, 0, grid)


def _many_ranges(a: Arguments) -> list[float]:
    grid, tested = a.grid(0), a.grid(1)
    if (grid.height, grid.width) != (tested.height, tested.width):
        raise Faulty(Fault.VALUE)
    return _chosen(a, 1, grid)


def _blanks(a: Arguments) -> Operand:
    grid = a.grid(0)
    return float(sum(v is None or v == "" for v in grid.values()) + grid.unread)


CRITERIA: Final[dict[str, Callable[[Arguments], Operand]]] = {
    "COUNTIF": _count,
    "COUNTIFS": _count,
    "COUNTBLANK": _blanks,
    "SUMIF": lambda a: math.fsum(_one_range(a)),
    "SUMIFS": lambda a: math.fsum(_many_ranges(a)),
    "AVERAGEIF": lambda a: average(_one_range(a)),
    "AVERAGEIFS": lambda a: average(_many_ranges(a)),
    "MAXIFS": lambda a: max(_many_ranges(a), default=0.0),
    "MINIFS": lambda a: min(_many_ranges(a), default=0.0),
}
