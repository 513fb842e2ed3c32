"""字と線を reportlab の紙に写す。"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from jusou_desk.reports.paging.fills import Fill
from jusou_desk.reports.paging.lines import Rule
from jusou_desk.reports.paging.placing import Glyphs, runs_of
from jusou_desk.reports.paper.painting import paint_box
from jusou_desk.reports.setting.fonts import advance
from jusou_desk.reports.setting.typeset import Span, set_single
from jusou_desk.reports.xlsx.paint import Rgb
from jusou_desk.reports.xlsx.styles import Font

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.pdfgen.textobject import PDFTextObject

_SLANT: Final = 0.2
# 下線の高さ(字の大きさに対して)。会計の下線は、下に出る字にかからない。
_UNDERLINES: Final = ((), (-0.12,), (-0.12, -0.18), (-0.22,), (-0.22, -0.29))
#: PDF の字の描き方。塗る・見せない(取り出せるように字は置き、形は輪郭で塗る)。
_FILLED: Final = 0
_UNSEEN: Final = 3


def draw_fills(canvas: Canvas, fills: Iterable[Fill]) -> None:
    for color, group in groupby(fills, key=lambda fill: fill.color):
        if not isinstance(color, tuple):
            for fill in group:
                paint_box(canvas, (fill.x, fill.y, fill.width, fill.height), color)
            continue
        canvas.setFillColorRGB(*color)
        for fill in group:
            canvas.rect(fill.x, fill.y, fill.width, fill.height, stroke=0, fill=1)


def draw_rules(canvas: Canvas, rules: Iterable[Rule]) -> None:
    ordered = sorted(rules, key=lambda r: (r.width, r.dash, r.color))
    for (width, dash, color), group in groupby(ordered, key=lambda r: (r.width, r.dash, r.color)):
        canvas.setLineWidth(width)
        canvas.setDash(list(dash), 0)
        canvas.setStrokeColorRGB(*color)
        # 実線は角が欠けないように、端を線の太さの半分だけ伸ばす。
        canvas.setLineCap(0 if dash else 2)
        canvas.lines([(r.x1, r.y1, r.x2, r.y2) for r in group])
    canvas.setDash([], 0)


def draw_glyphs(canvas: Canvas, items: Sequence[Glyphs]) -> None:
    """字を描く。太らせる字の形と、下線・取消線は、字の後にまとめて描く。"""
    pen = canvas.beginText()
    font: tuple[str, float] | None = None
    color: Rgb | None = None
    spacing, stretch, heavy = 0.0, 1.0, False
    for item in items:
        if item.color != color:
            color = item.color
            pen.setFillColorRGB(*color)
        if (item.face, item.size) != font:
            font = (item.face, item.size)
            pen.setFont(*font)
        if item.stretch != stretch:
            stretch = item.stretch
            pen.setHorizScale(stretch * 100)
        if item.spacing / stretch != spacing:
            # 字の間の空きにも横の倍率が掛かる。
            spacing = item.spacing / stretch
            pen.setCharSpace(spacing)
        if item.heavy or heavy:
            heavy = item.heavy
            pen.setTextRenderMode(_UNSEEN if heavy else _FILLED)
        _move(pen, item)
        pen.textOut(item.text)
    if heavy:
        pen.setTextRenderMode(_FILLED)
    if spacing:
        pen.setCharSpace(0)
    if stretch != 1.0:
        pen.setHorizScale(100)
    canvas.drawText(pen)
    for item in items:
        if item.heavy:
            _fill_heavy(canvas, item)
    draw_rules(canvas, [rule for item in items for rule in _decoration(item)])


def draw_clipped(canvas: Canvas, frame: Fill, items: Sequence[Glyphs]) -> None:
    """枠の外を切って描く。"""
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(frame.x, frame.y, frame.width, frame.height)
    canvas.clipPath(path, stroke=0, fill=0)
    draw_glyphs(canvas, items)
    canvas.restoreState()


def _fill_heavy(canvas: Canvas, item: Glyphs) -> None:
    # 輪郭を読む部品は重く、太らせる字はまれなので、初めて要るときに読み込む。
    from jusou_desk.reports.paper.outlines import fill_heavy

    a, b, c, d = (part * item.size for part in _turn(item))
    canvas.setFillColorRGB(*item.color)
    along = 0.0
    for char in item.text:
        right, up = a * along / item.size, b * along / item.size
        shape = (a * item.stretch, b * item.stretch, c, d, item.x + right, item.y + up)
        fill_heavy(canvas, item.face, char, shape)
        along += advance(item.face, char) * item.size * item.stretch + item.spacing


def _turn(item: Glyphs) -> tuple[float, float, float, float]:
    """字の向きと傾き(PDF の行列の初めの四つ)。"""
    cos, sin = math.cos(math.radians(item.angle)), math.sin(math.radians(item.angle))
    slant = _SLANT if item.italic else 0.0
    return cos, sin, slant * cos - sin, slant * sin + cos


def _move(pen: PDFTextObject, item: Glyphs) -> None:
    if item.angle or item.italic:
        pen.setTextTransform(*_turn(item), item.x, item.y)
    else:
        pen.setTextOrigin(item.x, item.y)


def _decoration(item: Glyphs) -> Iterable[Rule]:
    if not item.underline and not item.strike:
        return
    cos, sin = math.cos(math.radians(item.angle)), math.sin(math.radians(item.angle))
    heights = [*_UNDERLINES[item.underline], *([0.36] if item.strike else [])]
    for height in heights:
        x, y = item.x - sin * height * item.size, item.y + cos * height * item.size
        yield Rule(
            x, y, x + cos * item.width, y + sin * item.width, item.size * 0.045, (), item.color
        )


def draw_words(
    canvas: Canvas, text: str, font: Font, x: float, y: float, *, align: str = "left"
) -> None:
    """一行の字を、``x`` を左端・中央・右端として描く。"""
    draw_glyphs(canvas, set_words(text, font, x, y, align=align))


def set_words(
    text: str, font: Font, x: float, y: float, *, align: str = "left"
) -> tuple[Glyphs, ...]:
    """``x`` を左端・中央・右端として置いた、一行の字。"""
    return set_spans([Span(text, font)], x, y, align=align)


def set_spans(
    spans: Sequence[Span], x: float, y: float, *, align: str = "left"
) -> tuple[Glyphs, ...]:
    (line,) = set_single(spans)
    start = x - line.width * {"left": 0.0, "center": 0.5, "right": 1.0}[align]
    return tuple(runs_of(line.atoms, 1.0, start, y, 0.0))
