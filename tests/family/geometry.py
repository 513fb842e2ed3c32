"""図の形を、作り方とは別の道から確かめる。どれも、見つけた破れを文で返す(無ければ空)。"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from jusou_desk.family.shapes import (
    Bend,
    Box,
    Circle,
    Line,
    Path,
    Picture,
    Point,
    Rect,
    Text,
    extent,
)

Segment = tuple[Point, Point]


@dataclass(frozen=True)
class Symbol:
    """人の記号。``kind`` は四角・円・ひし形。"""

    kind: str
    centre: Point
    radius: float

    @property
    def box(self) -> Box:
        (x, y), r = self.centre, self.radius
        return Box(x - r, y - r, 2 * r, 2 * r)

    def away(self, point: Point) -> float:
        """縁からの離れ。中なら負。"""
        dx, dy = abs(point[0] - self.centre[0]), abs(point[1] - self.centre[1])
        if self.kind == "円":
            return math.hypot(dx, dy) - self.radius
        if self.kind == "ひし形":
            return (dx + dy - self.radius) / math.sqrt(2)
        return max(dx, dy) - self.radius

    def at_bracket(self, point: Point) -> bool:
        """角括弧の縦の線の上か。"""
        dx, dy = abs(point[0] - self.centre[0]), abs(point[1] - self.centre[1])
        return abs(dx - self.radius - _BRACKET) < 0.05 and dy < self.radius


_BRACKET = 1.4


def symbols(picture: Picture) -> list[Symbol]:
    """外側の記号。二重の内側と角括弧は除く。"""
    found = []
    for shape in picture.shapes:
        if isinstance(shape, Rect):
            found.append(Symbol("四角", _centre(shape.box), shape.box.width / 2))
        elif isinstance(shape, Circle):
            found.append(Symbol("円", shape.centre, shape.radius))
        elif isinstance(shape, Line) and shape.closed and not shape.filled:
            box = extent(shape)
            found.append(Symbol("ひし形", _centre(box), box.width / 2))
    return [
        one
        for one in found
        if not any(math.dist(o.centre, one.centre) < 0.01 and o.radius > one.radius for o in found)
    ]


def _centre(box: Box) -> Point:
    return box.x + box.width / 2, box.y + box.height / 2


def wires(picture: Picture) -> list[list[Point]]:
    """記号の部分でも囲みでもない線。"""
    parts = [symbol.box.grown(1.6) for symbol in symbols(picture)]
    return [
        flattened(shape)
        for shape in picture.shapes
        if isinstance(shape, Line | Path)
        and not shape.closed
        and not any(part.holds(extent(shape)) for part in parts)
    ]


def outlines(picture: Picture) -> list[list[Point]]:
    """囲み。"""
    return [flattened(s) for s in picture.shapes if isinstance(s, Path) and s.closed]


def flattened(shape: Line | Path) -> list[Point]:
    """細かい折れ線。"""
    if isinstance(shape, Line):
        return list(shape.points)
    points = [shape.start]
    for part in shape.parts:
        if isinstance(part, Bend):
            a, b, c, d = points[-1], part.first, part.second, part.end
            points += [_cubic(a, b, c, d, n / 6) for n in range(1, 7)]
        else:
            points.append(part)
    return [*points, shape.start] if shape.closed else points


def _cubic(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    w = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    return (
        sum(k * p[0] for k, p in zip(w, (a, b, c, d), strict=True)),
        sum(k * p[1] for k, p in zip(w, (a, b, c, d), strict=True)),
    )


def texts(picture: Picture) -> list[Text]:
    return [shape for shape in picture.shapes if isinstance(shape, Text)]


def _is_mark(points: list[Point]) -> bool:
    """別居・離婚の斜線。"""
    return (
        len(points) == 2
        and 3.9 < abs(points[0][1] - points[1][1]) < 4.1
        and (1.7 < abs(points[0][0] - points[1][0]) < 1.9)
    )


def _along(points: list[Point]) -> Iterator[Point]:
    for a, b in pairwise(points):
        steps = max(1, math.ceil(math.dist(a, b) / 0.2))
        for n in range(steps + 1):
            yield a[0] + (b[0] - a[0]) * n / steps, a[1] + (b[1] - a[1]) * n / steps


def overlaps(picture: Picture) -> list[str]:
    """重なる記号と字。"""
    marks, words = symbols(picture), texts(picture)
    found = [
        f"記号 {a.centre} {b.centre}"
        for a, b in combinations(marks, 2)
        if a.box.grown(-0.01).meets(b.box)
    ]
    found += [
        f"字 {a.text} {b.text}"
        for a, b in combinations(words, 2)
        if a.box.grown(-0.01).meets(b.box)
    ]
    for word in words:
        for mark in marks:
            if word.box.meets(mark.box) and not all(
                mark.away(corner) < 0.6 for corner in _corners(word.box)
            ):
                found.append(f"字と記号 {word.text}")
    whole = Box(0, 0, picture.width, picture.height)
    found += [f"はみ出し {s}" for s in picture.shapes if not whole.holds(extent(s))]
    return found


def _corners(box: Box) -> list[Point]:
    return [(box.x, box.y), (box.right, box.y), (box.x, box.bottom), (box.right, box.bottom)]


def cuts(picture: Picture) -> list[str]:
    """記号や字を横切る線と囲み。"""
    marks, words = symbols(picture), texts(picture)
    found = []
    for points in [*wires(picture), *outlines(picture)]:
        for point in _along(points):
            if any(mark.away(point) < -0.2 for mark in marks):
                found.append(f"線が記号を横切る {point}")
            found += [
                f"線が字を横切る {word.text}"
                for word in words
                if word.box.grown(-0.2).holds(Box(*point, 0, 0))
            ]
    return found


def loose_ends(picture: Picture) -> list[str]:
    """記号にも、ほかの線にも着かない線の端。"""
    marks, lines = symbols(picture), wires(picture)
    found = []
    for n, points in enumerate(lines):
        others = [line for m, line in enumerate(lines) if m != n and not _is_mark(line)]
        if _is_mark(points):
            middle = ((points[0][0] + points[1][0]) / 2, (points[0][1] + points[1][1]) / 2)
            if not any(_near(middle, line, 0.8) for line in others):
                found.append(f"斜線が線から外れる {middle}")
            continue
        for end in (points[0], points[-1]):
            at_symbol = any(abs(mark.away(end)) < 0.1 for mark in marks)
            at_bracket = any(mark.at_bracket(end) for mark in marks)
            if (
                not at_symbol
                and not at_bracket
                and not any(_near(end, line, 0.06) for line in others)
            ):
                found.append(f"端が浮いている {end}")
    return found


def _near(point: Point, line: list[Point], within: float) -> bool:
    return any(_distance(point, a, b) <= within for a, b in pairwise(line))


def _distance(p: Point, a: Point, b: Point) -> float:
    long = math.dist(a, b)
    if not long:
        return math.dist(p, a)
    t = ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / long**2
    t = min(max(t, 0.0), 1.0)
    return math.dist(p, (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t))


def enclosed(picture: Picture) -> list[frozenset[str]]:
    """囲みごとの、中にいる人。記号か字が縁をまたげば ``ValueError``。"""
    return sorted((_inside(picture, loop) for loop in outlines(picture)), key=sorted)


def _inside(picture: Picture, loop: list[Point]) -> frozenset[str]:
    found = []
    for spot in picture.spots:
        corners = _corners(spot.symbol) + (_corners(spot.label) if spot.label else [])
        sides = {_holds(loop, corner) for corner in corners}
        if len(sides) > 1:
            raise ValueError(f"囲みが {spot.key} を切る")
        if sides == {True}:
            found.append(spot.key)
    for word in texts(picture):
        if len({_holds(loop, corner) for corner in _corners(word.box)}) > 1:
            raise ValueError(f"囲みが {word.text} を切る")
    return frozenset(found)


def _holds(loop: list[Point], point: Point) -> bool:
    x, y = point
    crossed = 0
    for (ax, ay), (bx, by) in pairwise(loop):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            crossed += 1
    return crossed % 2 == 1


def doubled(picture: Picture) -> list[str]:
    """別々の線が重なって走る所。"""
    runs = [
        (n, axis, a[axis], *sorted((a[1 - axis], b[1 - axis])))
        for n, points in enumerate(wires(picture))
        for a, b in pairwise(points)
        for axis in (0, 1)
        if abs(a[axis] - b[axis]) < 0.001
    ]
    return [
        f"線が重なる {one} {other}"
        for one, other in combinations(runs, 2)
        if one[0] != other[0]
        and one[1] == other[1]
        and abs(one[2] - other[2]) < 0.3
        and min(one[4], other[4]) - max(one[3], other[3]) > 0.5
    ]


def crossings(one: list[Point], other: list[Point]) -> int:
    """二つの折れ線が交わる数。"""

    def side(a: Point, b: Point, p: Point) -> float:
        return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])

    return sum(
        side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
        for a, b in pairwise(one)
        for c, d in pairwise(other)
    )


def mark_lines(picture: Picture) -> list[list[Point]]:
    """別居・離婚の斜線。"""
    return [points for points in wires(picture) if _is_mark(points)]
