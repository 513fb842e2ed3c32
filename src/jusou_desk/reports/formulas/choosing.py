"""要る側だけを計算する関数: IF、IFERROR、IFS、SWITCH、CHOOSE など。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from jusou_desk.reports.formulas.formula_values import (
    Fault,
    Faulty,
    Grid,
    Operand,
    Scalar,
    Unsupported,
    compare,
    flag,
    number,
    sound,
)
from jusou_desk.reports.formulas.parsing import Node


class Judge(Protocol):
    """木の値を求めるもの。"""

    def operand(self, node: Node | None, *, array: bool) -> Operand: ...

    def scalar(self, node: Node | None) -> Scalar: ...


Nodes = Sequence[Node | None]
Choose = Callable[[Judge, Nodes], Operand]


def _if(judge: Judge, nodes: Nodes) -> Operand:
    if len(nodes) not in (2, 3):
        raise Unsupported("IF")
    chosen = flag(judge.scalar(nodes[0]))
    if not chosen and len(nodes) == 2:
        return False
    return _filled(judge, nodes[1 if chosen else 2])


def _if_error(judge: Judge, nodes: Nodes) -> Operand:
    return _unless(judge, nodes, lambda value: isinstance(value, Fault))


def _if_na(judge: Judge, nodes: Nodes) -> Operand:
    return _unless(judge, nodes, lambda value: value is Fault.NA)


def _unless(judge: Judge, nodes: Nodes, wrong: Callable[[Scalar], bool]) -> Operand:
    if len(nodes) != 2:
        raise Unsupported("IFERROR")
    value = judge.scalar(nodes[0])
    return _filled(judge, nodes[1]) if wrong(value) else value


def _ifs(judge: Judge, nodes: Nodes) -> Operand:
    for at in range(0, len(nodes) - 1, 2):
        if flag(judge.scalar(nodes[at])):
            return _filled(judge, nodes[at + 1])
    return Fault.NA


def _switch(judge: Judge, nodes: Nodes) -> Operand:
    value = sound(judge.scalar(nodes[0]))
    for at in range(1, len(nodes) - 1, 2):
        if compare("=", value, judge.scalar(nodes[at])):
            return _filled(judge, nodes[at + 1])
    return Fault.NA if len(nodes) % 2 else _filled(judge, nodes[-1])


def _choose(judge: Judge, nodes: Nodes) -> Operand:
    at = int(number(judge.scalar(nodes[0])))
    if not 1 <= at < len(nodes):
        raise Faulty(Fault.VALUE)
    return _filled(judge, nodes[at])


def _filled(judge: Judge, node: Node | None) -> Operand:
    """選んだ側の値。省いてあれば 0。"""
    value = 0.0 if node is None else judge.operand(node, array=False)
    return value.at(0, 0) if isinstance(value, Grid) and value.width * value.height == 1 else value


CHOOSING: Final[dict[str, Choose]] = {
    "IF": _if,
    "IFERROR": _if_error,
    "IFNA": _if_na,
    "IFS": _ifs,
    "SWITCH": _switch,
    "CHOOSE": _choose,
}
