"""数式の中の値と、その比べ方。"""

from __future__ import annotations

from jusou_desk.reports.xlsx.numfmt import general

Scalar = float | str | bool | None
Operand = Scalar | list[Scalar]


class Unsupported(Exception):
    """この数式はここでは計算できない。"""


def single(value: Operand) -> Scalar:
    """範囲でない値。"""
    if isinstance(value, list):
        raise Unsupported("range")
    return value


def number(value: Scalar) -> float:
    """数にした値。空は 0。"""
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


def compare(mark: str, left: Scalar, right: Scalar) -> bool:
    """``=`` ``<>`` ``<`` などの比べ。"""
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
    x, y = number(left), number(right)
    return (x > y) - (x < y)


def flat(arguments: list[Operand]) -> list[Scalar]:
    """範囲をほどいた値の並び。"""
    found: list[Scalar] = []
    for argument in arguments:
        found.extend(argument if isinstance(argument, list) else [argument])
    return found


def numbers(arguments: list[Operand]) -> list[float]:
    """範囲の中の文字は飛ばし、直に書いた値は数にする。"""
    found: list[float] = []
    for argument in arguments:
        if isinstance(argument, list):
            found += [float(v) for v in argument if isinstance(v, float)]
        elif argument is not None:
            found.append(number(argument))
    return found
