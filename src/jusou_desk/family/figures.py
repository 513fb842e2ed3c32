"""人の記号。男は四角、女は円、不明はひし形。本人は二重、亡くなった人は×、養子などは角括弧。"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jusou_desk.family.people import Sex
from jusou_desk.family.shapes import Box, Circle, Line, Point, Rect, Shape, Stroke, Text, text_width
from jusou_desk.family.symbols import SymbolSet

_INNER: Final = 1.1
_BRACKET: Final = 1.4
_LIP: Final = 1.2
_DIAMOND: Final = 1.16
"""ひし形は小さく見えるので、少し大きくする。"""
_ABSENT_DASH: Final = (1.0, 0.8)
#: 歳の字が使える幅の、記号の幅に対する割合。
_ROOM: Final = {Sex.MALE: 0.86, Sex.FEMALE: 0.8, Sex.UNKNOWN: 0.54}


@dataclass(frozen=True)
class Figure:
    """一つの記号。absent: 書かれていない親の代わり。"""

    sex: Sex
    focus: bool = False
    dead: bool = False
    absent: bool = False
    bracket: bool = False
    inside: str = ""


def reach(symbols: SymbolSet) -> float:
    """どの記号も収まる、中央からの高さ。"""
    return symbols.symbol / 2 * _DIAMOND + _BRACKET / 2


def half(figure: Figure, symbols: SymbolSet) -> float:
    """記号(角括弧を含む)の幅の半分。"""
    own = _radius(figure, symbols)
    return own + _BRACKET if figure.bracket else own


def side(figure: Figure, symbols: SymbolSet, dy: float) -> float:
    """中央から ``dy`` 下がった高さで、横の線が付く所までの長さ。"""
    if figure.bracket:
        return half(figure, symbols)
    return _edge(figure, symbols, dy)


def top(figure: Figure, symbols: SymbolSet, dx: float) -> float:
    """中央から ``dx`` ずれた所で、上からの線が付く所までの長さ。"""
    return _edge(figure, symbols, dx)


def _radius(figure: Figure, symbols: SymbolSet) -> float:
    own = symbols.symbol / 2
    return own * _DIAMOND if figure.sex is Sex.UNKNOWN else own


def _edge(figure: Figure, symbols: SymbolSet, away: float) -> float:
    radius = _radius(figure, symbols)
    if figure.sex is Sex.MALE:
        return radius
    if figure.sex is Sex.FEMALE:
        return math.sqrt(max(radius * radius - away * away, 0.0))
    return radius - abs(away)


def draw_figure(figure: Figure, centre: Point, symbols: SymbolSet) -> Iterator[Shape]:
    """記号の図形。"""
    radius = _radius(figure, symbols)
    stroke = symbols.plain
    yield _outline(
        figure.sex, centre, radius, Stroke(stroke.width, _ABSENT_DASH if figure.absent else ())
    )
    if figure.focus:
        inner = _INNER * (_DIAMOND if figure.sex is Sex.UNKNOWN else 1.0)
        yield _outline(figure.sex, centre, radius - inner, stroke)
    if figure.bracket:
        yield from _brackets(centre, radius, stroke)
    if figure.dead:
        yield from _cross(figure.sex, centre, radius, stroke)
    if figure.inside:
        yield _inside(figure, centre, radius, symbols)


def _outline(sex: Sex, centre: Point, radius: float, stroke: Stroke) -> Shape:
    x, y = centre
    if sex is Sex.MALE:
        return Rect(Box(x - radius, y - radius, 2 * radius, 2 * radius), stroke)
    if sex is Sex.FEMALE:
        return Circle(centre, radius, stroke)
    points = ((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y))
    return Line(points, stroke, closed=True)


def _brackets(centre: Point, radius: float, stroke: Stroke) -> Iterator[Shape]:
    x, y = centre
    out, tall = radius + _BRACKET, radius + _BRACKET / 2
    for way in (-1, 1):
        bar, lip = x + way * out, x + way * (out - _LIP)
        yield Line(((lip, y - tall), (bar, y - tall), (bar, y + tall), (lip, y + tall)), stroke)


def _cross(sex: Sex, centre: Point, radius: float, stroke: Stroke) -> Iterator[Shape]:
    x, y = centre
    arm = {Sex.MALE: radius, Sex.FEMALE: radius * math.sqrt(0.5), Sex.UNKNOWN: radius / 2}[sex]
    yield Line(((x - arm, y - arm), (x + arm, y + arm)), stroke)
    yield Line(((x - arm, y + arm), (x + arm, y - arm)), stroke)


def _inside(figure: Figure, centre: Point, radius: float, symbols: SymbolSet) -> Text:
    room = 2 * (radius - (_INNER if figure.focus else 0.0)) * _ROOM[figure.sex]
    wide = text_width(figure.inside, 1.0)
    size = min(symbols.age, room / wide if wide else symbols.age)
    box = Box(centre[0] - wide * size / 2, centre[1] - size / 2, wide * size, size)
    return Text(figure.inside, box, size)
