"""太字の書体が無い字(𠮷など)を、輪郭から太らせて塗る。

縁を引いて太らせると、画面の下見では縁が細くても一画素の太さになり(PDFium の決まり)、小さな字が
黒くつぶれる。ずらして重ねても、重なった縁の濃さが足されて黒くなる。輪郭の点を外へ動かして一度だけ
塗れば、どの大きさでも割合どおりに太る(FreeType の FT_Outline_Embolden と同じ考え)。
"""

from __future__ import annotations

from functools import lru_cache
from math import hypot
from typing import TYPE_CHECKING, Final

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from jusou_desk.reports.setting.fonts import drawn_from

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Point = tuple[float, float]
#: 筆運び一つ: 曲線なら三点、直線なら一点。初めの一つは始点。
Contour = list[list[Point]]
Matrix = tuple[float, float, float, float, float, float]
#: 輪郭を外へ動かす幅(字の大きさに対して)。線は、この二倍だけ太る。
_OUT: Final = 0.015
#: 折り返しに近い角は、尖りすぎるので動かさない(隣り合う向きの内積)。
_SHARPEST: Final = -0.9375


class _Pen(BasePen):  # type: ignore[misc]  # fontTools は型を持たない
    """輪郭を、字の大きさを 1 とした三次曲線までの筆運びで受け取る。"""

    def __init__(self, font: TTFont) -> None:
        super().__init__(font.getGlyphSet())
        self._em = float(font["head"].unitsPerEm)
        self.contours: list[Contour] = []

    def _scaled(self, *points: Point) -> list[Point]:
        return [(x / self._em, y / self._em) for x, y in points]

    def _moveTo(self, pt: Point) -> None:
        self.contours.append([self._scaled(pt)])

    def _lineTo(self, pt: Point) -> None:
        self.contours[-1].append(self._scaled(pt))

    def _curveToOne(self, pt1: Point, pt2: Point, pt3: Point) -> None:
        self.contours[-1].append(self._scaled(pt1, pt2, pt3))


@lru_cache(maxsize=2_000)
def outline(face: str, char: str) -> list[Contour]:
    """書体 ``face`` の ``char`` の、太らせた輪郭。座標は字の大きさを 1 とし、基線の左端が原点。"""
    font, number = drawn_from(face, char)
    pen = _Pen(font)
    font.getGlyphSet()[font.getGlyphName(number)].draw(pen)
    return [_swollen(contour) for contour in pen.contours]


def _swollen(contour: Contour) -> Contour:
    points = [point for part in contour for point in part]
    moved = iter([_moved(points, at) for at in range(len(points))])
    return [[next(moved) for _ in part] for part in contour]


def _moved(points: list[Point], at: int) -> Point:
    """点を、前後の辺の左手(TrueType の輪郭の外)へ動かす。"""
    x, y = points[at]
    before = _edge(points, at, -1)
    after = _edge(points, at, 1)
    if before is None or after is None:
        return x, y
    (in_x, in_y, in_long), (out_x, out_y, out_long) = (-before[0], -before[1], before[2]), after
    along = in_x * out_x + in_y * out_y
    if along <= _SHARPEST:
        return x, y
    inward = out_y * in_x - out_x * in_y
    room = min(in_long, out_long) * (1 + along)
    by = _OUT / (1 + along) if _OUT * inward <= room else min(in_long, out_long) / inward
    return x - (in_y + out_y) * by, y + (in_x + out_x) * by


def _edge(points: list[Point], at: int, step: int) -> tuple[float, float, float] | None:
    """``at`` から ``step`` の側の、重ならない初めの点への(向き, 長さ)。"""
    x, y = points[at]
    for away in range(1, len(points)):
        to_x, to_y = points[(at + step * away) % len(points)]
        long = hypot(to_x - x, to_y - y)
        if long:
            return (to_x - x) / long, (to_y - y) / long, long
    return None


def fill_heavy(canvas: Canvas, face: str, char: str, matrix: Matrix) -> None:
    """``char`` を太らせて、いまの塗りの色で塗る。``matrix`` は字の座標から紙の座標へ(PDF の並び)。"""
    a, b, c, d, e, f = matrix
    path = canvas.beginPath()
    for contour in outline(face, char):
        for place, part in enumerate(contour):
            flat = [n for x, y in part for n in (a * x + c * y + e, b * x + d * y + f)]
            draw = path.moveTo if not place else path.lineTo if len(part) == 1 else path.curveTo
            draw(*flat)
        path.close()
    canvas.drawPath(path, stroke=0, fill=1, fillMode=1)
