"""太字の書体に無い字(𠮷)が、紙の下見の小さな字でもつぶれない。"""

from __future__ import annotations

from io import BytesIO

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize
from PySide6.QtGui import QColor
from PySide6.QtPdf import QPdfDocument
from reportlab.pdfgen.canvas import Canvas

from jusou_desk.reports.paper.ink import draw_words
from jusou_desk.reports.xlsx.styles import Font

SIDE = 40
pytestmark = pytest.mark.usefixtures("qapp")


def rendered(words: str, font: Font, zoom: float) -> tuple[QPdfDocument, list[float]]:
    """一字ずつ升に描いた紙と、その升の黒さ(0〜1)。画面の下見と同じ描き方で測る。"""
    made = BytesIO()
    canvas = Canvas(made, pagesize=(SIDE * len(words), SIDE), invariant=1)
    for place, letter in enumerate(words):
        draw_words(canvas, letter, font, SIDE * (place + 0.5), SIDE / 3, align="center")
    canvas.save()
    buffer = QBuffer()
    buffer.setData(QByteArray(made.getvalue()))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument(buffer)
    document.load(buffer)
    side = round(SIDE * zoom)
    image = document.render(0, QSize(side * len(words), side))
    document.buffer = buffer  # type: ignore[attr-defined]
    darkness = []
    for place in range(len(words)):
        box = QRect(side * place, 0, side, side)
        inked = [
            QColor.fromRgba(image.pixel(x, y)).alphaF() * (1 - image.pixelColor(x, y).lightnessF())
            for x in range(box.left(), box.right() + 1)
            for y in range(box.top(), box.bottom() + 1)
        ]
        darkness.append(sum(inked) / zoom**2 / font.size**2)
    return document, darkness


@pytest.mark.parametrize("size", [6.0, 8.0, 10.0, 14.0])
@pytest.mark.parametrize("zoom", [1.3, 1.8, 4.2])
def test_太らせた字の黒さは太字の吉に近い(size: float, zoom: float) -> None:
    _, (plain, borrowed) = rendered("吉𠮷", Font(size=size, bold=True), zoom)
    _, (_, regular) = rendered("吉𠮷", Font(size=size), zoom)
    assert regular * 1.1 < borrowed < plain * 1.15


def test_太字の無い明朝も_どの字も同じ割合で太る() -> None:
    mincho = Font(name="ＭＳ 明朝", size=8.0, bold=True)
    _, small = rendered("橋本", mincho, 1.3)
    _, large = rendered("橋本", mincho, 6.0)
    for one, other in zip(small, large, strict=True):
        assert one == pytest.approx(other, rel=0.15)


def test_太らせた字も一度だけ取り出せる() -> None:
    document, _ = rendered("𠮷", Font(size=10, bold=True), 1.0)
    assert document.getAllText(0).text().strip() == "𠮷"
