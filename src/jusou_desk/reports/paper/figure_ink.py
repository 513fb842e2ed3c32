"""図形を reportlab の紙に写す。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jusou_desk.reports.drawing.guides import Step
from jusou_desk.reports.drawing.images import open_image
from jusou_desk.reports.drawing.shapes import Pen
from jusou_desk.reports.paging.cutting import Cut
from jusou_desk.reports.paging.figure_items import Image, Item, Path
from jusou_desk.reports.paper.ink import draw_glyphs
from jusou_desk.reports.paper.painting import cover
from jusou_desk.reports.xlsx.paint import WHITE

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.pdfgen.pathobject import PDFPathObject


def draw_cut(canvas: Canvas, cut: Cut) -> None:
    """頁の一区画の図形を、下にあるものから描く。"""
    left, bottom, right, top = cut.frame
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(left, bottom, right - left, top - bottom)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.translate(*cut.move)
    for figure in cut.figures:
        draw_items(canvas, figure.items)
    canvas.restoreState()


def draw_items(canvas: Canvas, items: Sequence[Item]) -> None:
    """図形の中身を順に描く。"""
    for item in items:
        canvas.saveState()
        canvas.transform(*item.matrix)
        if isinstance(item, Path):
            _draw_path(canvas, item)
        elif isinstance(item, Image):
            canvas.setFillAlpha(item.alpha)
            reader = open_image(item.content, item.crop)
            canvas.drawImage(reader, 0, 0, item.width, item.height, mask="auto")
        else:
            draw_glyphs(canvas, item.glyphs)
        canvas.restoreState()


def _draw_path(canvas: Canvas, item: Path) -> None:
    paint = item.paint
    if isinstance(paint, tuple):
        canvas.setFillColorRGB(*paint)
        canvas.setFillAlpha(item.alpha)
        canvas.drawPath(_path(canvas, item.steps), stroke=0, fill=1, fillMode=0)
    elif paint is not None:
        canvas.saveState()
        canvas.setFillAlpha(item.alpha)
        canvas.clipPath(_path(canvas, item.steps), stroke=0, fill=0, fillMode=0)
        cover(canvas, _around(item.steps), paint)
        canvas.restoreState()
    if item.pen is not None:
        _draw_line(canvas, item.steps, item.pen)


def _draw_line(canvas: Canvas, steps: Sequence[Step], pen: Pen) -> None:
    canvas.setStrokeColorRGB(*pen.color)
    canvas.setStrokeAlpha(pen.alpha)
    canvas.setLineWidth(pen.width)
    canvas.setLineCap(0)
    canvas.setLineJoin(0 if steps and steps[-1][0] == "Z" else 1)
    canvas.setDash([part * pen.width for part in pen.dash], 0)
    canvas.drawPath(_path(canvas, steps), stroke=1, fill=0)
    if pen.double:
        # 二重線は、太い線の芯を白く抜く。
        canvas.setStrokeColorRGB(*WHITE)
        canvas.setLineWidth(pen.width / 3)
        canvas.drawPath(_path(canvas, steps), stroke=1, fill=0)


def _path(canvas: Canvas, steps: Sequence[Step]) -> PDFPathObject:
    path = canvas.beginPath()
    for mark, points in steps:
        match mark:
            case "M":
                path.moveTo(*points)
            case "L":
                path.lineTo(*points)
            case "C":
                path.curveTo(*points)
            case _:
                path.close()
    return path


def _around(steps: Sequence[Step]) -> tuple[float, float, float, float]:
    """輪郭を囲む四角(左, 下, 幅, 高さ)。"""
    xs = [v for _, points in steps for v in points[::2]]
    ys = [v for _, points in steps for v in points[1::2]]
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
