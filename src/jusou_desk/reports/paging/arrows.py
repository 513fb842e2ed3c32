"""線の端の矢印。"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from jusou_desk.reports.drawing.guides import Step
from jusou_desk.reports.drawing.shapes import Arrow, Pen

Point = tuple[float, float]
# 細い線でも矢印と分かる、大きさの物差しの下限。
_LEAST: Final = 2.0


def heads(steps: Sequence[Step], pen: Pen) -> tuple[list[tuple[Step, ...]], tuple[Step, ...]]:
    """矢印の輪郭(閉じていれば塗る)と、矢印の分だけ端を引っ込めた線。閉じた線には付けない。"""
    made: list[tuple[Step, ...]] = []
    drawn = list(steps)
    if (pen.head is None and pen.tail is None) or not drawn or drawn[-1][0] == "Z":
        return made, tuple(drawn)
    if pen.head is not None:
        tip, after = _point(drawn[0]), _first_turn(drawn)
        made.append(_shape(pen.head, tip, after, pen.width))
        drawn[0] = (drawn[0][0], _pulled(pen.head, tip, after, pen.width))
    if pen.tail is not None:
        tip, before = _point(drawn[-1]), _last_turn(drawn)
        made.append(_shape(pen.tail, tip, before, pen.width))
        mark, values = drawn[-1]
        drawn[-1] = (mark, (*values[:-2], *_pulled(pen.tail, tip, before, pen.width)))
    return made, tuple(drawn)


def _point(step: Step) -> Point:
    return step[1][-2], step[1][-1]


def _first_turn(steps: Sequence[Step]) -> Point:
    tip = _point(steps[0])
    for _, values in steps[1:]:
        for at in range(0, len(values), 2):
            if (values[at], values[at + 1]) != tip:
                return values[at], values[at + 1]
    return tip


def _last_turn(steps: Sequence[Step]) -> Point:
    tip = _point(steps[-1])
    points = [(v[at], v[at + 1]) for _, v in steps for at in range(0, len(v), 2)]
    return next((point for point in reversed(points) if point != tip), tip)


def _size(arrow: Arrow, width: float) -> tuple[float, float]:
    base = max(width, _LEAST)
    return arrow.long * base, arrow.wide * base / 2


def _unit(start: Point, end: Point) -> Point:
    x, y = end[0] - start[0], end[1] - start[1]
    length = math.hypot(x, y)
    return (x / length, y / length) if length else (1.0, 0.0)


def _pulled(arrow: Arrow, tip: Point, toward: Point, width: float) -> Point:
    """線の端を、矢印の先から突き出さない所まで引く。"""
    if arrow.kind not in ("triangle", "stealth"):
        return tip
    long, _ = _size(arrow, width)
    x, y = _unit(tip, toward)
    room = math.hypot(toward[0] - tip[0], toward[1] - tip[1])
    back = min(long * 0.6, room)
    return tip[0] + x * back, tip[1] + y * back


def _shape(arrow: Arrow, tip: Point, toward: Point, width: float) -> tuple[Step, ...]:
    long, half = _size(arrow, width)
    x, y = _unit(tip, toward)

    def at(along: float, aside: float) -> Point:
        return tip[0] + x * along - y * aside, tip[1] + y * along + x * aside

    match arrow.kind:
        case "arrow":
            return ("M", at(long, half)), ("L", tip), ("L", at(long, -half))
        case "diamond":
            points = [at(-long / 2, 0), at(0, half), at(long / 2, 0), at(0, -half)]
        case "oval":
            turns = [math.radians(30 * n) for n in range(12)]
            points = [at(long / 2 * math.cos(t), half * math.sin(t)) for t in turns]
        case "stealth":
            points = [tip, at(long, half), at(long * 0.6, 0), at(long, -half)]
        case _:
            points = [tip, at(long, half), at(long, -half)]
    return ("M", points[0]), *(("L", point) for point in points[1:]), ("Z", ())
