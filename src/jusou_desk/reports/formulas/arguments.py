"""関数に渡す引数と、式の置かれた場面。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from jusou_desk.reports.formulas.formula_values import (
    Fault,
    Faulty,
    Grid,
    Operand,
    Scalar,
    Unsupported,
    flag,
    is_number,
    number,
    sound,
    text_of,
)
from jusou_desk.reports.xlsx.refs import Area


class Source(Protocol):
    """式が読むブック。読めないセルとシートは ``Unsupported``。"""

    def value(self, sheet: str, row: int, column: int) -> Scalar:
        """セルの値。"""

    def extent(self, sheet: str) -> tuple[int, int]:
        """使っている、いちばん下の行と右の列。"""

    def named(self, name: str, sheet: str) -> str:
        """名前の定義の式。"""

    def left_out(self, sheet: str, row: int, column: int, *, hidden: bool) -> bool:
        """小計に入れないセルか(ほかの小計、絞り込みで隠れた行、hidden なら隠した行も)。"""


@dataclass(frozen=True)
class Setting:
    """式の置かれた場面。

    sheet・row・column: 式のあるセル(番地の無い所なら row は 0)。
    moment: TODAY と NOW の時。決まっていなければ、どちらも計算しない。
    """

    sheet: str
    row: int = 0
    column: int = 0
    moment: datetime | None = None
    date1904: bool = False

    def meet(self, grid: Grid) -> Scalar:
        """範囲と式の行か列とが交わる所の値。古い Excel が、範囲を一つの値に使うときの決まり。"""
        if grid.height == grid.width == 1:
            return grid.at(0, 0)
        if grid.home is None:
            return grid.at(0, 0)
        area = grid.home
        if area.left == area.right and area.top <= self.row <= area.bottom:
            return grid.at(self.row - area.top, 0)
        if area.top == area.bottom and area.left <= self.column <= area.right:
            return grid.at(0, self.column - area.left)
        if not self.row:
            raise Unsupported("range")
        return Fault.VALUE


class Arguments:
    """計算した引数の並び。足りなければ ``Unsupported``、誤りの値を読むと ``Faulty``。"""

    def __init__(self, values: Sequence[Operand], setting: Setting, source: Source) -> None:
        self.values = list(values)
        self.setting = setting
        self.source = source

    def __len__(self) -> int:
        return len(self.values)

    def raw(self, at: int) -> Scalar:
        """誤りも、そのままの値。"""
        value = self.operand(at)
        return self.setting.meet(value) if isinstance(value, Grid) else value

    def operand(self, at: int) -> Operand:
        if at >= len(self.values):
            raise Unsupported("引数が足りない")
        return self.values[at]

    def scalar(self, at: int) -> Scalar:
        return sound(self.raw(at))

    def given(self, at: int) -> bool:
        """書いてあるか(省いていないか)。"""
        return at < len(self.values) and self.values[at] is not None

    def number(self, at: int, default: float | None = None) -> float:
        if default is not None and at >= len(self.values):
            return default
        return number(self.raw(at))

    def whole(self, at: int, default: int | None = None) -> int:
        """端数を捨てた数。"""
        return int(self.number(at, default))

    def text(self, at: int, default: str | None = None) -> str:
        if default is not None and at >= len(self.values):
            return default
        return text_of(self.raw(at))

    def flag(self, at: int, default: bool) -> bool:
        return flag(self.raw(at)) if at < len(self.values) else default

    def grid(self, at: int) -> Grid:
        """範囲か配列。一つの値なら、一升の配列。"""
        value = self.operand(at)
        return value if isinstance(value, Grid) else Grid(((value,),))

    def part(self, grid: Grid, row: int, column: int, height: int, width: int) -> Grid:
        """``grid`` の左上から (row, column) だけ離れた、その大きさの範囲。"""
        if grid.home is None:
            rows = grid.rows[row : row + height]
            return Grid(tuple(line[column : column + width] for line in rows))
        top, left = grid.home.top + row, grid.home.left + column
        area = Area(top, left, top + height - 1, left + width - 1)
        return read_area(self.source, grid.sheet, area)

    def flat(self, first: int = 0) -> list[Scalar]:
        """``first`` 番からの値を、範囲もほどいて全部。"""
        found: list[Scalar] = []
        for value in self.values[first:]:
            found.extend(value.values() if isinstance(value, Grid) else [value])
        return found

    def numbers(self, first: int = 0, last: int | None = None) -> list[float]:
        """範囲の中の文字と真偽は飛ばし、直に書いた値は数にする。誤りがあれば、その誤り。"""
        found: list[float] = []
        for value in self.values[first:last]:
            if isinstance(value, Grid):
                found += [float(v) for v in map(sound, value.values()) if isinstance(v, float)]
            else:
                found.append(number(value))
        return found

    def logicals(self) -> list[bool]:
        """AND や OR の値。範囲の中の文字と空は飛ばし、一つも無ければ ``#VALUE!``。"""
        found: list[bool] = []
        for value in self.values:
            if isinstance(value, Grid):
                kept = (v for v in map(sound, value.values()) if isinstance(v, bool | float))
                found += map(bool, kept)
            else:
                found.append(flag(value))
        if not found:
            raise Faulty(Fault.VALUE)
        return found

    def count(self) -> int:
        """数の数。"""
        found = 0
        for value in self.values:
            if isinstance(value, Grid):
                found += sum(map(is_number, value.values()))
                continue
            try:
                number(value)
            except Faulty:
                continue
            found += 1
        return found


#: 一つの範囲・配列の、升の数の上限。
MAX_CELLS: Final = 200_000


def read_area(source: Source, sheet: str, area: Area) -> Grid:
    """シートの範囲を読む。使っている所までで止める。大きすぎれば ``Unsupported``。"""
    lowest, rightmost = source.extent(sheet)
    rows = range(area.top, min(area.bottom, lowest) + 1)
    columns = range(area.left, min(area.right, rightmost) + 1)
    if len(rows) * len(columns) > MAX_CELLS:
        raise Unsupported(str(area))
    found = tuple(tuple(source.value(sheet, row, column) for column in columns) for row in rows)
    return Grid(found if columns else (), sheet, area)
