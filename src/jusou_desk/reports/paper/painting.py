"""階調と網掛けを reportlab の紙に塗る。"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from jusou_desk.reports.xlsx.paint import HATCH_GAP, Gradient, Hatch, Paint, Rgb, blend

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Rect = tuple[float, float, float, float]
#: 真ん中から広がる階調を、何枚の四角に分けて塗るか。
_RINGS: Final = 48


def paint_box(canvas: Canvas, box: Rect, paint: Paint) -> None:
    """四角(左, 下, 幅, 高さ)を塗る。"""
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(*box)
    canvas.clipPath(path, stroke=0, fill=0)
    cover(canvas, box, paint)
    canvas.restoreState()


def cover(canvas: Canvas, box: Rect, paint: Paint) -> None:
    """いま切り抜かれている形を塗る。``box`` はその外側の四角。"""
    x, y, width, height = box
    if isinstance(paint, Gradient):
        if paint.center is None:
            _slope(canvas, box, paint)
        else:
            _rings(canvas, box, paint, paint.center)
    elif isinstance(paint, Hatch):
        canvas.setFillColorRGB(*paint.back)
        canvas.rect(x, y, width, height, stroke=0, fill=1)
        canvas.setStrokeColorRGB(*paint.front)
        canvas.setLineWidth(paint.width)
        for angle in paint.angles:
            canvas.lines(_hatched(box, angle))
    else:
        canvas.setFillColorRGB(*paint)
        canvas.rect(x, y, width, height, stroke=0, fill=1)


def _slope(canvas: Canvas, box: Rect, paint: Gradient) -> None:
    x, y, width, height = box
    cos, sin = math.cos(math.radians(paint.angle)), math.sin(math.radians(paint.angle))
    half = abs(width * cos) / 2 + abs(height * sin) / 2
    middle_x, middle_y = x + width / 2, y + height / 2
    # 角度は時計回り。紙の座標は上が正なので、下へ向かう。
    canvas.linearGradient(
        middle_x - cos * half,
        middle_y + sin * half,
        middle_x + cos * half,
        middle_y - sin * half,
        [_color(color) for _, color in paint.stops],
        [at for at, _ in paint.stops],
        extend=True,
    )


def _color(rgb: Rgb) -> object:
    from reportlab.lib.colors import Color

    return Color(*rgb)


def _rings(canvas: Canvas, box: Rect, paint: Gradient, center: tuple[float, float]) -> None:
    """外から内へ、少しずつ小さい四角を重ねる。"""
    x, y, width, height = box
    hub_x, hub_y = x + width * center[0], y + height * (1 - center[1])
    for number in range(_RINGS, -1, -1):
        share = number / _RINGS
        left, right = hub_x - (hub_x - x) * share, hub_x + (x + width - hub_x) * share
        low, high = hub_y - (hub_y - y) * share, hub_y + (y + height - hub_y) * share
        canvas.setFillColorRGB(*_at(paint, share))
        canvas.rect(left, low, right - left, high - low, stroke=0, fill=1)


def _at(paint: Gradient, share: float) -> Rgb:
    """階調の途中の色。"""
    before = paint.stops[0]
    for after in paint.stops:
        if share <= after[0]:
            gap = after[0] - before[0]
            return blend(after[1], before[1], (share - before[0]) / gap if gap else 1.0)
        before = after
    return before[1]


def _hatched(box: Rect, angle: float) -> list[tuple[float, float, float, float]]:
    """四角を覆う平行な線。隣の四角の線とつながるよう、紙の原点から数える。"""
    x, y, width, height = box
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    corners = [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]
    along = [px * cos + py * sin for px, py in corners]
    aside = [py * cos - px * sin for px, py in corners]
    first, last = math.floor(min(aside) / HATCH_GAP), math.ceil(max(aside) / HATCH_GAP)
    found = []
    for number in range(first, last + 1):
        off = number * HATCH_GAP
        found.append(
            (
                min(along) * cos - off * sin,
                min(along) * sin + off * cos,
                max(along) * cos - off * sin,
                max(along) * sin + off * cos,
            )
        )
    return found
