"""表を引く関数: VLOOKUP、XLOOKUP、INDEX と MATCH など。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from jusou_desk.reports.formulas.arguments import Arguments
from jusou_desk.reports.formulas.criteria import wildcard
from jusou_desk.reports.formulas.formula_values import (
    Fault,
    Faulty,
    Grid,
    Operand,
    Scalar,
    Unsupported,
    compare,
    is_text,
    rank,
)


def _exact(line: Sequence[Scalar], wanted: Scalar, *, wild: bool) -> int:
    """等しい値の、初めの場所(0 から)。無ければ ``#N/A``。"""
    if wanted is None:
        wanted = 0.0
    if wild and is_text(wanted) and any(mark in str(wanted) for mark in "*?~"):
        pattern = wildcard(str(wanted))
        tests = (is_text(value) and bool(pattern.fits(str(value))) for value in line)
    else:
        tests = (_same(value, wanted) for value in line)
    at = next((at for at, met in enumerate(tests) if met), -1)
    if at < 0:
        raise Faulty(Fault.NA)
    return at


def _same(value: Scalar, wanted: Scalar) -> bool:
    if value is None or isinstance(value, Fault) or rank(value) != rank(wanted):
        return False
    return compare("=", value, wanted)


def _below(line: Sequence[Scalar], wanted: Scalar) -> int:
    """小さい順の並びで、``wanted`` を超えない最後の場所。二分して探すので、Excel と同じ所で止まる。"""
    wanted = 0.0 if wanted is None else wanted
    places = [
        at
        for at, value in enumerate(line)
        if value is not None and not isinstance(value, Fault) and rank(value) == rank(wanted)
    ]
    low, high = 0, len(places)
    while low < high:
        middle = (low + high) // 2
        if compare("<=", line[places[middle]], wanted):
            low = middle + 1
        else:
            high = middle
    if not low:
        raise Faulty(Fault.NA)
    return places[low - 1]


def _above(line: Sequence[Scalar], wanted: Scalar) -> int:
    """大きい順の並びで、``wanted`` を下回らない最後の場所。"""
    found = -1
    for at, value in enumerate(line):
        if value is None or isinstance(value, Fault) or rank(value) != rank(wanted):
            continue
        if compare("<", value, wanted):
            break
        found = at
    if found < 0:
        raise Faulty(Fault.NA)
    return found


def _look(a: Arguments, *, across: bool) -> Operand:
    """VLOOKUP・HLOOKUP。"""
    grid, at = a.grid(1), a.whole(2)
    wanted = a.scalar(0)
    if at < 1:
        raise Faulty(Fault.VALUE)
    if at > (grid.height if across else grid.width):
        raise Faulty(Fault.REF)
    line = grid.rows[0] if across and grid.rows else [row[0] for row in grid.rows if row]
    near = a.flag(3, True)
    found = _below(line, wanted) if near else _exact(line, wanted, wild=True)
    return grid.at(at - 1, found) if across else grid.at(found, at - 1)


def _match(a: Arguments) -> Operand:
    line, kind = a.grid(1).line(), a.number(2, 1)
    wanted = a.scalar(0)
    if kind == 0:
        return float(_exact(line, wanted, wild=True) + 1)
    return float((_below if kind > 0 else _above)(line, wanted) + 1)


def _index(a: Arguments) -> Operand:
    grid = a.grid(0)
    if len(a) == 2 and grid.height == 1 and grid.width > 1:
        row, column = 1, a.whole(1)
    else:
        row, column = a.whole(1), a.whole(2, 0 if grid.width > 1 else 1)
    if len(a) > 3:
        raise Unsupported("INDEX")
    if row < 0 or column < 0:
        raise Faulty(Fault.VALUE)
    if row > grid.height or column > grid.width:
        raise Faulty(Fault.REF)
    height = 1 if row else grid.height
    width = 1 if column else grid.width
    return a.part(grid, max(row - 1, 0), max(column - 1, 0), height, width)


def _lookup(a: Arguments) -> Operand:
    """LOOKUP(検査の並びと、取り出す並び)。"""
    grid = a.grid(1)
    wide = grid.width > grid.height
    if len(a) > 2:
        return a.grid(2).line()[_below(grid.line(), a.scalar(0))]
    line = grid.rows[0] if wide else [row[0] for row in grid.rows]
    found = _below(line, a.scalar(0))
    return grid.at(grid.height - 1, found) if wide else grid.at(found, grid.width - 1)


def _x_lookup(a: Arguments) -> Operand:
    tested, given = a.grid(1), a.grid(2)
    line = tested.line()
    down = tested.width == 1
    if (tested.height != given.height) if down else (tested.width != given.width):
        raise Faulty(Fault.VALUE)
    try:
        at = _x_place(a, line, 4)
    except Faulty as error:
        if error.fault is Fault.NA and a.given(3):
            return a.operand(3)
        raise
    if down:
        return a.part(given, at, 0, 1, given.width)
    return a.part(given, 0, at, given.height, 1)


def _x_match(a: Arguments) -> Operand:
    return float(_x_place(a, a.grid(1).line(), 2) + 1)


def _x_place(a: Arguments, line: list[Scalar], first: int) -> int:
    """XLOOKUP・XMATCH の場所。``first`` 番からが、一致の種類と探す向き。"""
    wanted = a.scalar(0)
    kind = a.whole(first, 0) if a.given(first) else 0
    backward = a.given(first + 1) and a.number(first + 1) < 0
    places = list(range(len(line)))
    if backward:
        places.reverse()
    ordered = [line[at] for at in places]
    if kind in (0, 2):
        if wanted is None and kind == 0:
            blank = next((at for at, value in enumerate(ordered) if value is None), -1)
            if blank >= 0:
                return places[blank]
        return places[_exact(ordered, wanted, wild=kind == 2)]
    if kind not in (1, -1):
        raise Faulty(Fault.VALUE)
    return places[_nearest(ordered, wanted, larger=kind > 0)]


def _nearest(line: Sequence[Scalar], wanted: Scalar, *, larger: bool) -> int:
    """等しいか、次に大きい(小さい)値の場所。並べ替えてなくてよい。"""
    mark, closer = (">=", "<") if larger else ("<=", ">")
    best = -1
    for at, value in enumerate(line):
        if value is None or isinstance(value, Fault) or rank(value) != rank(wanted):
            continue
        if not compare(mark, value, wanted):
            continue
        if best < 0 or compare(closer, value, line[best]):
            best = at
    if best < 0:
        raise Faulty(Fault.NA)
    return best


def _where(*, row: bool) -> Callable[[Arguments], Operand]:
    """ROW・COLUMN。"""

    def apply(a: Arguments) -> Operand:
        if not len(a):
            if not a.setting.row:
                raise Unsupported("ROW")
            return float(a.setting.row if row else a.setting.column)
        grid = a.grid(0)
        if grid.home is None:
            raise Faulty(Fault.VALUE)
        area = grid.home
        if row:
            return Grid(tuple((float(n),) for n in range(area.top, area.top + len(grid.rows))))
        return Grid((tuple(float(n) for n in range(area.left, area.right + 1)),))

    return apply


LOOKUPS: Final[dict[str, Callable[[Arguments], Operand]]] = {
    "VLOOKUP": lambda a: _look(a, across=False),
    "HLOOKUP": lambda a: _look(a, across=True),
    "LOOKUP": _lookup,
    "XLOOKUP": _x_lookup,
    "XMATCH": _x_match,
    "MATCH": _match,
    "INDEX": _index,
    "ROW": _where(row=True),
    "COLUMN": _where(row=False),
    "ROWS": lambda a: float(a.grid(0).height),
    "COLUMNS": lambda a: float(a.grid(0).width),
}
