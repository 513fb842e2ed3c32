"""様式の数式の、小さな計算。

Excel を持たない机でも、PDF に計算結果を刷るためのもの。分からない関数は ``Unsupported``
を上げ、黙って違う値を刷ることはしない。#N/A などの誤りは、Excel と同じく値として流れる。
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Final

from jusou_desk.reports.formulas.arguments import (
    MAX_CELLS,
    Arguments,
    Setting,
    Source,
    read_area,
)
from jusou_desk.reports.formulas.choosing import CHOOSING
from jusou_desk.reports.formulas.figures import power
from jusou_desk.reports.formulas.formula_values import (
    Fault,
    Faulty,
    Grid,
    Operand,
    Scalar,
    Unsupported,
    compare,
    joined,
    number,
    text_of,
)
from jusou_desk.reports.formulas.functions import ARRAYS, FUNCTIONS, lifted
from jusou_desk.reports.formulas.parsing import (
    Call,
    Chain,
    Constant,
    Listed,
    Name,
    Node,
    Reference,
    Signed,
    parse,
    references,
)
from jusou_desk.reports.xlsx.celltext import LIMIT

_MAX_NAMES: Final = 8
#: 一度の計算が持つ字の数の上限。升ごとに三万字の式を何万も置くと、机の記憶を使い尽くす。
MAX_LETTERS: Final = 5_000_000


def calculate(formula: str, setting: Setting, source: Source, *, array: bool = False) -> Scalar:
    """``setting`` の場所にある数式の値。array: 配列数式か。誤りは ``Fault`` の値になる。"""
    result = _Evaluation(setting, source).operand(parse(formula), array=array)
    if isinstance(result, Grid):
        result = result.at(0, 0) if array else setting.meet(result)
    if isinstance(result, float) and not math.isfinite(result):
        return Fault.NUM
    return result


class _Evaluation:
    """木をたどる計算。"""

    def __init__(self, setting: Setting, source: Source, names: int = 0) -> None:
        self.setting = setting
        self.source = source
        self._names = names

    def operand(self, node: Node | None, *, array: bool) -> Operand:
        """``node`` の値。誤りは ``Fault`` の値になる。"""
        try:
            return self._operand(node, array)
        except Faulty as error:
            return error.fault
        except ArithmeticError:
            # 桁あふれ、負の数の平方根など。
            return Fault.NUM

    def scalar(self, node: Node | None) -> Scalar:
        """一つの値。"""
        value = self.operand(node, array=False)
        return self.setting.meet(value) if isinstance(value, Grid) else value

    def _operand(self, node: Node | None, array: bool) -> Operand:
        match node:
            case None:
                return None
            case Constant():
                return node.value
            case Listed():
                return Grid(node.rows)
            case Reference():
                return self._reference(node)
            case Name():
                return self._named(node, array)
            case Call():
                return self._call(node, array)
            case Signed():
                return self._signed(node, array)
            case Chain():
                value = self.operand(node.first, array=array)
                for mark, other in node.rest:
                    right = self.operand(other, array=array)
                    value = self._each(partial(_operate, mark), (value, right), array)
                return value

    def _reference(self, node: Reference) -> Operand:
        sheet = node.sheet or self.setting.sheet
        if node.single:
            # 番地も要る関数(ROW など)のため、値一つでも範囲として持つ。
            value = self.source.value(sheet, node.area.top, node.area.left)
            return Grid(((value,),), sheet, node.area)
        return read_area(self.source, sheet, node.area)

    def _named(self, node: Name, array: bool) -> Operand:
        if self._names > _MAX_NAMES:
            raise Unsupported(node.name)
        tree = parse(self.source.named(node.name, node.sheet or self.setting.sheet))
        if not all(one.fixed for one in references(tree)):
            # 名前の置かれたセルからの相対で、どこを指すかが変わる。
            raise Unsupported(node.name)
        inner = _Evaluation(self.setting, self.source, self._names + 1)
        return inner.operand(tree, array=array)

    def _signed(self, node: Signed, array: bool) -> Operand:
        def change(values: tuple[Scalar, ...]) -> Scalar:
            found = number(values[0]) / 100.0**node.percents
            return -found if node.negative else found

        return self._each(change, (self.operand(node.inside, array=array),), array)

    def _call(self, node: Call, array: bool) -> Operand:
        if (choose := CHOOSING.get(node.name)) is not None and not array:
            return choose(self, node.arguments)
        function = FUNCTIONS.get(node.name)
        if function is None:
            raise Unsupported(node.name)
        inside = array or node.name in ARRAYS
        values = [self.operand(one, array=inside) for one in node.arguments]
        places = lifted(node.name, len(values)) if inside else ()
        places = tuple(at for at in places if at < len(values))
        if not any(_is_array(values[at]) for at in places):
            return self._run(node.name, values)

        def single(ones: tuple[Scalar, ...]) -> Scalar:
            here = list(values)
            for at, one in zip(places, ones, strict=True):
                here[at] = one
            found = self._run(node.name, here)
            return self.setting.meet(found) if isinstance(found, Grid) else found

        return self._each(single, tuple(values[at] for at in places), True)

    def _run(self, name: str, values: list[Operand]) -> Operand:
        try:
            found = FUNCTIONS[name](Arguments(values, self.setting, self.source))
        except (ValueError, OverflowError) as error:
            raise Faulty(Fault.NUM) from error
        if isinstance(found, str) and len(found) > LIMIT:
            raise Faulty(Fault.VALUE)
        return found

    def _each(
        self, work: Callable[[tuple[Scalar, ...]], Scalar], values: tuple[Operand, ...], array: bool
    ) -> Operand:
        """一つずつの計算。配列の中なら、大きさを合わせて升ごとに行う。"""
        if not array or not any(_is_array(value) for value in values):
            plain = (self.setting.meet(v) if isinstance(v, Grid) else v for v in values)
            return work(tuple(plain))
        grids = [v if isinstance(v, Grid) else Grid(((v,),)) for v in values]
        height = max(_read_height(grid) for grid in grids)
        width = max(_read_width(grid) for grid in grids)
        if height * width > MAX_CELLS:
            raise Unsupported("配列")
        letters = 0

        def one(row: int, column: int) -> Scalar:
            nonlocal letters
            try:
                found = work(tuple(_spread(grid, row, column) for grid in grids))
            except Faulty as error:
                return error.fault
            except ArithmeticError:
                return Fault.NUM
            letters += len(found) if isinstance(found, str) else 0
            if letters > MAX_LETTERS:
                raise Unsupported("配列")
            return found

        return Grid(
            tuple(tuple(one(row, column) for column in range(width)) for row in range(height))
        )


def _is_array(value: Operand) -> bool:
    return isinstance(value, Grid) and value.height * value.width > 1


def _read_height(grid: Grid) -> int:
    return max(len(grid.rows), 1)


def _read_width(grid: Grid) -> int:
    return max((len(row) for row in grid.rows), default=1)


def _spread(grid: Grid, row: int, column: int) -> Scalar:
    """大きさを合わせて読む値。一行・一列は繰り返し、足りない所は ``#N/A``。"""
    row = 0 if grid.height == 1 else row
    column = 0 if grid.width == 1 else column
    if row >= grid.height or column >= grid.width:
        return Fault.NA
    return grid.at(row, column)


def _operate(mark: str, pair: tuple[Scalar, ...]) -> Scalar:
    left, right = pair
    if mark == "&":
        return joined((text_of(left), text_of(right)))
    if mark in ("=", "<>", "<", "<=", ">", ">="):
        return compare(mark, left, right)
    a, b = number(left), number(right)
    match mark:
        case "+":
            return _near(a + b, a, b)
        case "-":
            return _near(a - b, a, b)
        case "*":
            return a * b
        case "/":
            if b == 0:
                raise Faulty(Fault.DIV0)
            return a / b
    return power(a, b)


def _near(found: float, a: float, b: float) -> float:
    """ほとんど打ち消し合った和は、Excel と同じく 0 にする(1.1-1-0.1 など)。"""
    return 0.0 if abs(found) < max(abs(a), abs(b)) * 2**-49 else found
