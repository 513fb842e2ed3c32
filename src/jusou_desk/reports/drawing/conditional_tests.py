"""条件付き書式の条件が、セルで成り立つかを確かめる。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from jusou_desk.reports.drawing.conditional_rules import Rule
from jusou_desk.reports.formulas.calculate import SheetValues
from jusou_desk.reports.formulas.formula_values import Scalar, Unsupported, compare, number, text_of
from jusou_desk.reports.xlsx.refs import Area, copy_formula

Test = Callable[[int, int], bool]

_OPERATORS: Final = {
    "equal": "=", "notEqual": "<>", "greaterThan": ">", "greaterThanOrEqual": ">=",
    "lessThan": "<", "lessThanOrEqual": "<=",
}  # fmt: skip


def test_of(rule: Rule, areas: Sequence[Area], value: SheetValues) -> Test | None:
    """条件の確かめ方。値の大きさで色を付けるだけのもの(``scale_of``)なら ``None``。"""
    made = _Tests(rule, areas, value)
    match rule.kind:
        case "dataBar" | "colorScale":
            return None
        case "cellIs":
            return made.compares
        case "containsText" | "notContainsText" | "beginsWith" | "endsWith":
            return made.reads
        case "containsBlanks" | "notContainsBlanks":
            return made.blank
        case "containsErrors" | "notContainsErrors":
            return made.wrong
        case "duplicateValues" | "uniqueValues":
            return made.repeats
        case "top10" | "aboveAverage":
            return made.ranks
        case _:
            return made.formula


class _Tests:
    def __init__(self, rule: Rule, areas: Sequence[Area], value: SheetValues) -> None:
        self._rule = rule
        self._areas = areas
        self._value = value
        self._counts: Counter[Scalar] | None = None
        self._line: tuple[float, bool] | None = None
        self._mean: float | None = None

    def _get(self, name: str, default: str = "") -> str:
        return self._rule.element.get(name, default)

    def _is(self, name: str, default: str = "0") -> bool:
        return self._get(name, default) in ("1", "true")

    def _result(self, index: int, row: int, column: int) -> Scalar:
        """``index`` 番の数式の、セル(行, 列)での値。"""
        if index >= len(self._rule.formulas):
            raise Unsupported(self._rule.kind)
        top, left = self._rule.corner
        text = copy_formula(self._rule.formulas[index], row - top, column - left)
        return self._value.test(text.removeprefix("="), row, column)

    def formula(self, row: int, column: int) -> bool:
        found = self._result(0, row, column)
        return bool(number(found)) if not isinstance(found, str) else False

    def compares(self, row: int, column: int) -> bool:
        here, operator = self._value(row, column), self._get("operator")
        first = self._result(0, row, column)
        if operator in ("between", "notBetween"):
            second = self._result(1, row, column)
            low, high = (second, first) if compare("<", second, first) else (first, second)
            inside = compare(">=", here, low) and compare("<=", here, high)
            return inside is (operator == "between")
        if operator not in _OPERATORS:
            raise Unsupported(operator)
        return compare(_OPERATORS[operator], here, first)

    def reads(self, row: int, column: int) -> bool:
        wanted = self._get("text").casefold()
        if not wanted or any(mark in wanted for mark in "*?~"):
            return self.formula(row, column)
        text = text_of(self._value(row, column)).casefold()
        match self._rule.kind:
            case "beginsWith":
                return text.startswith(wanted)
            case "endsWith":
                return text.endswith(wanted)
            case "containsText":
                return wanted in text
            case _:
                return wanted not in text

    def blank(self, row: int, column: int) -> bool:
        empty = not text_of(self._value(row, column)).strip(" ")
        return empty is (self._rule.kind == "containsBlanks")

    def wrong(self, row: int, column: int) -> bool:
        try:
            found = text_of(self._value(row, column)).startswith("#")
        except Unsupported as error:
            if not str(error).startswith("#"):
                raise
            found = True
        return found is (self._rule.kind == "containsErrors")

    def repeats(self, row: int, column: int) -> bool:
        if self._counts is None:
            self._counts = Counter(map(_key, self._all()))
        here = _key(self._value(row, column))
        if here in (None, ""):
            return False
        return (self._counts[here] > 1) is (self._rule.kind == "duplicateValues")

    def ranks(self, row: int, column: int) -> bool:
        here = self._value(row, column)
        if not isinstance(here, float):
            return False
        if self._rule.kind == "aboveAverage":
            return self._against_average(here)
        if self._line is None:
            self._line = self._rank_line()
        line, below = self._line
        return here <= line if below else here >= line

    def _rank_line(self) -> tuple[float, bool]:
        values = sorted(v for v in self._all() if isinstance(v, float))
        count = int(self._get("rank", "10"))
        if self._is("percent"):
            count = len(values) * count // 100
        count = min(max(count, 1), len(values))
        below = self._is("bottom")
        return (values[count - 1] if below else values[-count]), below

    def _against_average(self, here: float) -> bool:
        if self._get("stdDev"):
            raise Unsupported("stdDev")
        if self._mean is None:
            values = [v for v in self._all() if isinstance(v, float)]
            self._mean = sum(values) / len(values)
        mean = self._mean
        if here == mean:
            return self._is("equalAverage")
        return (here > mean) is self._is("aboveAverage", "1")

    def _all(self) -> Iterator[Scalar]:
        return values_in(self._areas, self._value)


def values_in(areas: Sequence[Area], value: SheetValues) -> Iterator[Scalar]:
    """範囲の値。誤りのセルは飛ばす。"""
    for area in areas:
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                try:
                    yield value(row, column)
                except Unsupported as error:
                    if not str(error).startswith("#"):
                        raise


def _key(value: Scalar) -> Scalar:
    return value.casefold() if isinstance(value, str) else value
