"""図形の列。長さはすべてミリ、原点は左上、y は下向き。

字は等幅の書体(BIZ UDゴシック)で組んだ幅を持つ。別の書体で描くときは、幅に収まるよう縮める。
図形に人の記号(key)は付かない。図から、除いた人の番号の跡が読めないようにするためである。
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import Final

Point = tuple[float, float]


@dataclass(frozen=True)
class Stroke:
    """線。``dash`` は線と空きの長さを交互に並べたもの(空なら実線)。"""

    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Box:
    """左上 (x, y) の四角。"""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def grown(self, by: float) -> Box:
        """四方へ ``by`` ミリ広げた四角。"""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def meets(self, other: Box) -> bool:
        """面が重なるか。辺が触れるだけなら重ならない。"""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """``other`` をすっかり含むか。"""
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def joined(self, other: Box) -> Box:
        """二つを含むいちばん小さい四角。"""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)


@dataclass(frozen=True)
class Line:
    """折れ線。``closed`` なら終わりを始めにつなぐ。``filled`` なら黒く塗る(矢じり)。"""

    points: tuple[Point, ...]
    stroke: Stroke
    closed: bool = False
    filled: bool = False


@dataclass(frozen=True)
class Rect:
    """四角。塗らない。"""

    box: Box
    stroke: Stroke


@dataclass(frozen=True)
class Circle:
    """円。塗らない。"""

    centre: Point
    radius: float
    stroke: Stroke


@dataclass(frozen=True)
class Bend:
    """``Path`` のひと区切り。制御点 ``first`` ``second`` の三次の曲線で ``end`` へ。"""

    first: Point
    second: Point
    end: Point


@dataclass(frozen=True)
class Path:
    """曲線。``parts`` は、点なら直線、``Bend`` なら曲線。"""

    start: Point
    parts: tuple[Point | Bend, ...]
    stroke: Stroke
    closed: bool = False


@dataclass(frozen=True)
class Text:
    """一行の字。``box`` に中央で置く。``size`` は字の高さ。"""

    text: str
    box: Box
    size: float

    @property
    def baseline(self) -> float:
        """BIZ UDゴシックの並び線の y。"""
        return self.box.y + (self.box.height - self.size) / 2 + self.size * _ASCENT


Shape = Line | Rect | Circle | Path | Text

_ASCENT: Final = 0.88
_ZERO: Final = frozenset({"Mn", "Me", "Cf"})


def moved_point(point: Point, dx: float, dy: float) -> Point:
    """点を動かす。"""
    return (point[0] + dx, point[1] + dy)


def moved(shape: Shape, dx: float, dy: float) -> Shape:
    """図形を (dx, dy) 動かしたもの。"""
    match shape:
        case Line():
            points = tuple(moved_point(p, dx, dy) for p in shape.points)
            return replace(shape, points=points)
        case Circle():
            return replace(shape, centre=moved_point(shape.centre, dx, dy))
        case Path():
            parts = tuple(
                Bend(*(moved_point(p, dx, dy) for p in (part.first, part.second, part.end)))
                if isinstance(part, Bend)
                else moved_point(part, dx, dy)
                for part in shape.parts
            )
            return replace(shape, start=moved_point(shape.start, dx, dy), parts=parts)
        case Rect() | Text():
            return replace(shape, box=moved_box(shape.box, dx, dy))


def moved_box(box: Box, dx: float, dy: float) -> Box:
    """四角を動かす。"""
    return replace(box, x=box.x + dx, y=box.y + dy)


def text_width(text: str, size: float) -> float:
    """等幅の書体で組んだ幅。半角は半分、字に添う符号(異体字の選択子など)は 0。"""
    return size * sum(map(_cells, text))


def _cells(character: str) -> float:
    if unicodedata.category(character) in _ZERO:
        return 0.0
    narrow = character.isascii() or unicodedata.east_asian_width(character) == "H"
    return 0.5 if narrow else 1.0


@dataclass(frozen=True)
class Spot:
    """図の中の一人(一機関)の場所。画面で引きずるときに使い、紙には出さない。

    ``symbol`` は記号、``label`` は字の四角(字が無ければ None)。``row`` は上からの段、
    ``place`` はその段で左から何番目か。
    """

    key: str
    symbol: Box
    label: Box | None
    row: int = 0
    place: int = 0


@dataclass(frozen=True)
class Picture:
    """一枚の図。``shapes`` は下から重ねる順。``spots`` は画面のための場所で、書き出さない。

    instead: 紙の升では字が読めない大きさになるとき、代わりに書く言葉(空なら、小さくても描く)。
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    spots: tuple[Spot, ...] = ()
    instead: str = ""


def corners(shape: Line | Path) -> list[Point]:
    """折れ線の点。曲線は制御点をつないだ折れ線とみる。閉じた線は始めの点で終わる。"""
    points = list(shape.points) if isinstance(shape, Line) else [shape.start]
    if isinstance(shape, Path):
        for part in shape.parts:
            points += [part.first, part.second, part.end] if isinstance(part, Bend) else [part]
    return [*points, points[0]] if shape.closed else points


def extent(shape: Shape) -> Box:
    """図形を含む四角。曲線は制御点まで含める。"""
    match shape:
        case Rect() | Text():
            return shape.box
        case Circle():
            x, y = shape.centre
            return Box(x - shape.radius, y - shape.radius, 2 * shape.radius, 2 * shape.radius)
    points = corners(shape)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
