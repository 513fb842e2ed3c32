"""フォームの部品(チェックボックスなど)の形。"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from jusou_desk.reports.drawing.guides import Step
from jusou_desk.reports.drawing.shapes import Box, Control, Pen
from jusou_desk.reports.paging.figure_items import Item, Matrix, Path
from jusou_desk.reports.xlsx.paint import BLACK, WHITE, Paint, Rgb

_LINE: Final = Pen(BLACK, 0.75)
_THICK: Final = Pen(BLACK, 1.5)
_GREY: Final[Rgb] = (0.75, 0.75, 0.75)
_FACE: Final[Rgb] = (0.94, 0.94, 0.94)
#: チェックの四角の一辺と、部品の左端からの空き(ポイント)。
_SIDE: Final = 9.0
_GAP: Final = 2.5
#: 円を四つの三次曲線で描くときの、制御点の割合。
_ROUND: Final = 4 / 3 * (math.sqrt(2) - 1)


def text_left(control: Control) -> float:
    """部品の左端から、字の始まりまで。"""
    return _SIDE + 2 * _GAP if control.kind in ("check", "radio") else 0.0


def control_items(control: Control, box: Box, matrix: Matrix) -> Iterator[Item]:
    """部品の線と塗り。字は含まない。"""
    middle = -box.height / 2
    match control.kind:
        case "check":
            yield _path(matrix, _square(_GAP, middle, _SIDE), _tone(control), _LINE)
            if control.on:
                tick = [(_GAP + 2, middle + 0.5), (_GAP + 3.8, middle - 2), (_GAP + 7, middle + 3)]
                yield _path(matrix, _open(tick), None, _THICK)
        case "radio":
            center = _GAP + _SIDE / 2
            yield _path(matrix, _circle(center, middle, _SIDE / 2), _tone(control), _LINE)
            if control.on:
                yield _path(matrix, _circle(center, middle, _SIDE / 4.5), BLACK, None)
        case "button":
            yield _path(matrix, _rectangle(0.0, 0.0, box.width, -box.height), _FACE, _LINE)
        case "edit" | "drop":
            yield _path(matrix, _rectangle(0.0, 0.0, box.width, -box.height), WHITE, _LINE)
            if control.kind == "drop":
                x = box.width - 8
                arrow = [(x - 3, middle + 1.5), (x + 3, middle + 1.5), (x, middle - 2)]
                yield _path(matrix, (*_open(arrow), ("Z", ())), BLACK, None)
        case "frame":
            yield from _frame(control, box, matrix)


def _tone(control: Control) -> Rgb:
    return _GREY if control.on is None else WHITE


def _frame(control: Control, box: Box, matrix: Matrix) -> Iterator[Item]:
    """題の所だけ上の線の切れた枠。"""
    size, wide = 0.0, 0.0
    if control.body is not None:
        spans = control.body.paragraphs[0].spans
        size = max((s.font.size for s in spans), default=0.0)
        wide = sum(len(s.text) * s.font.size for s in spans) + 4
    top = -size / 2
    points = [
        (min(6 + wide, box.width), top), (box.width, top), (box.width, -box.height),
        (0.0, -box.height), (0.0, top), (4.0, top),
    ]  # fmt: skip
    yield _path(matrix, _open(points), None, _LINE)


def _path(matrix: Matrix, steps: tuple[Step, ...], paint: Paint | None, pen: Pen | None) -> Path:
    return Path(matrix, steps, paint, 1.0, pen)


def _open(points: list[tuple[float, float]]) -> tuple[Step, ...]:
    return ("M", points[0]), *(("L", point) for point in points[1:])


def _rectangle(left: float, top: float, right: float, bottom: float) -> tuple[Step, ...]:
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return *_open(corners), ("Z", ())


def _square(left: float, middle: float, side: float) -> tuple[Step, ...]:
    return _rectangle(left, middle + side / 2, left + side, middle - side / 2)


def _circle(x: float, y: float, radius: float) -> tuple[Step, ...]:
    r, k = radius, radius * _ROUND
    return (
        ("M", (x + r, y)),
        ("C", (x + r, y + k, x + k, y + r, x, y + r)),
        ("C", (x - k, y + r, x - r, y + k, x - r, y)),
        ("C", (x - r, y - k, x - k, y - r, x, y - r)),
        ("C", (x + k, y - r, x + r, y - k, x + r, y)),
        ("Z", ()),
    )
