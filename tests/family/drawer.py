"""図形の列を reportlab で紙に写す(試験で目で見るため)。

python -m tests.family.drawer 置き場所    見本のすべてを PDF にする
"""

from __future__ import annotations

import sys
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from jusou_desk.family.genogram import draw_genogram
from jusou_desk.family.shapes import Bend, Circle, Line, Picture, Rect, Shape, Stroke, Text
from jusou_desk.family.shapes import Path as Curve
from jusou_desk.paths import resource
from tests.family import reading
from tests.family.ecomaps import ecomaps

FONT = "BIZ"


def draw(picture: Picture, place: Path) -> None:
    """図を 1 頁の PDF に。"""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(FONT, str(resource("fonts", "BIZUDGothic-Regular.ttf"))))
    canvas = Canvas(str(place), pagesize=(picture.width * mm, picture.height * mm), invariant=1)
    canvas.translate(0, picture.height * mm)
    canvas.scale(mm, -mm)
    for shape in picture.shapes:
        _one(canvas, shape)
    canvas.save()


def _pen(canvas: Canvas, stroke: Stroke) -> None:
    canvas.setLineWidth(stroke.width)
    canvas.setDash(list(stroke.dash) or [])


def _one(canvas: Canvas, shape: Shape) -> None:
    if isinstance(shape, Text):
        canvas.saveState()
        canvas.translate(shape.box.x, shape.baseline)
        canvas.scale(1, -1)
        canvas.setFont(FONT, shape.size)
        canvas.drawString(0, 0, shape.text)
        canvas.restoreState()
        return
    _pen(canvas, shape.stroke)
    if isinstance(shape, Rect):
        canvas.rect(shape.box.x, shape.box.y, shape.box.width, shape.box.height)
    elif isinstance(shape, Circle):
        canvas.circle(*shape.centre, shape.radius)
    else:
        _path(canvas, shape)


def _path(canvas: Canvas, shape: Line | Curve) -> None:
    path = canvas.beginPath()
    if isinstance(shape, Line):
        path.moveTo(*shape.points[0])
        for point in shape.points[1:]:
            path.lineTo(*point)
    else:
        path.moveTo(*shape.start)
        for part in shape.parts:
            if isinstance(part, Bend):
                path.curveTo(*part.first, *part.second, *part.end)
            else:
                path.lineTo(*part)
    if shape.closed:
        path.close()
    canvas.drawPath(path, fill=int(isinstance(shape, Line) and shape.filled))


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in reading.names():
        draw(draw_genogram(reading.family(name), reading.DAY), folder / f"{name}.pdf")
    for name, picture in ecomaps().items():
        draw(picture, folder / f"ecomap_{name}.pdf")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
