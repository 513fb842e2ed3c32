"""線や囲みに添える名を、何とも重ならない所に置く。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from jusou_desk.family.shapes import (
    Box,
    Circle,
    Line,
    Path,
    Point,
    Rect,
    Shape,
    Text,
    corners,
    extent,
)

_REACH: Final = 60
_GAP: Final = 0.6


def room_for(width: float, height: float, near: Point, shapes: Sequence[Shape]) -> Box | None:
    """``near`` にいちばん近い、どの図形とも重ならない四角。届く所に無ければ None。"""
    boxes = [box for shape in shapes if (box := _solid(shape))]
    segments = [ends for shape in shapes for ends in segments_of(shape)]
    for dx, dy in _offsets():
        box = Box(near[0] + dx - width / 2, near[1] + dy - height / 2, width, height)
        wide = box.grown(_GAP)
        if not any(wide.meets(one) for one in boxes) and not any(
            crosses(wide, a, b) for a, b in segments
        ):
            return box
    return None


@cache
def _offsets() -> tuple[Cell, ...]:
    every = [(dx, dy) for dx in range(-_REACH, _REACH + 1) for dy in range(-_REACH, _REACH + 1)]
    # 線の上に置きたいので、下へのずれは遠いものとみる。
    return tuple(sorted(every, key=lambda o: (abs(o[0]) + 1.5 * abs(o[1]) + (o[1] > 0), o)))


Cell = tuple[int, int]


def _solid(shape: Shape) -> Box | None:
    """中が詰まっているとみる図形(字と記号)の四角。"""
    symbol = isinstance(shape, Text | Rect | Circle) or (isinstance(shape, Line) and shape.closed)
    return extent(shape) if symbol else None


def segments_of(shape: Shape) -> Iterator[tuple[Point, Point]]:
    """折れ線と曲線(制御点をつないだ折れ線とみる)の、一区切りずつ。"""
    if isinstance(shape, Line | Path):
        yield from pairwise(corners(shape))


def crosses(box: Box, a: Point, b: Point) -> bool:
    """線分が四角の中を通るか(Liang-Barsky)。"""
    low, high = 0.0, 1.0
    for start, step, least, most in (
        (a[0], b[0] - a[0], box.x, box.right),
        (a[1], b[1] - a[1], box.y, box.bottom),
    ):
        if step == 0:
            if not least < start < most:
                return False
            continue
        ends = sorted(((least - start) / step, (most - start) / step))
        low, high = max(low, ends[0]), min(high, ends[1])
    return low < high
