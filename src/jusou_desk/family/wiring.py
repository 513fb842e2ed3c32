"""二人を結ぶ線と、子へ下りる線。別の線を横切る横線は、小さく跳び越える。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from jusou_desk.family.figures import Figure, side, top
from jusou_desk.family.generations import Kid, Nest, is_relay
from jusou_desk.family.levels import Bar, Levels, bar_of, right_edge
from jusou_desk.family.people import Link, TwinKind, Union
from jusou_desk.family.placing import Floor
from jusou_desk.family.routing import Port, Route, Way
from jusou_desk.family.shapes import Bend, Line, Path, Point, Shape, Stroke
from jusou_desk.family.symbols import SymbolSet

_SECOND: Final = 1.8
"""二組目の親からの線が、記号の上の中央からずれる長さ。"""
_MARGIN: Final = 4.0
"""段をまたぐ線が通る、右の余白の間。"""
_HOP: Final = 0.9
_SLASH: Final = (0.9, 2.0)
_SLASHES_APART: Final = 1.4
_BESIDE_DROP: Final = 2.7
"""斜線の、子の線からの左への離れ。"""


@dataclass(frozen=True)
class Wire:
    """一本の線。``net`` が同じ線どうしは、一つの間がらを表すので跳び越えない。"""

    points: tuple[Point, ...]
    stroke: Stroke
    net: int
    union: bool = False


@dataclass(frozen=True)
class Upright:
    """縦の線の一区切り。"""

    x: float
    high: float
    low: float
    net: int


@dataclass(frozen=True)
class Named:
    """名を添える縁の線と、名を置きたい所。"""

    name: str
    near: Point


@dataclass(frozen=True)
class Mark:
    """婚姻の線の斜線。``places`` は置いてよい所ごとの斜線で、望ましい順。"""

    places: tuple[tuple[Line, ...], ...]


@dataclass
class Wiring:
    """線のすべて。marks は婚姻の線の斜線。right は線の右の端。"""

    wires: list[Wire]
    marks: list[Mark]
    names: list[Named]
    right: float


@dataclass(frozen=True)
class Drawn:
    """線を引くのに要るもの一式。"""

    floor: Floor
    x: Mapping[str, float]
    levels: Levels
    figures: Mapping[str, Figure]
    symbols: SymbolSet

    def centre(self, node: str) -> Point:
        return self.x[node], self.levels.centre[self.floor.plan.row[node]]


def wire_up(drawn: Drawn) -> Wiring:
    """すべての線。"""
    wiring = Wiring([], [], [], right_edge(drawn.floor, drawn.x))
    nets = {id(route.nest): n for n, route in enumerate(drawn.floor.routing.routes) if route.nest}
    for n, route in enumerate(drawn.floor.routing.routes):
        if route.thing is not None:
            _join(drawn, n, route, wiring)
    for n, nest in enumerate(drawn.floor.plan.nests):
        if nest.kids:
            bar = bar_of(drawn.floor, nest, drawn.x)
            net = nets.get(id(nest), len(drawn.floor.routing.routes) + n)
            wiring.wires += _nest_wires(drawn, nest, bar, drawn.levels.bars[n], net)
    wiring.marks += _marks(drawn, wiring)
    return wiring


def _join(drawn: Drawn, number: int, route: Route, wiring: Wiring) -> None:
    points = _way(drawn, number, route, wiring)
    thing = route.thing
    if isinstance(thing, Union):
        look = drawn.symbols.unions[thing.kind]
        wiring.wires.append(Wire(points, look.stroke, number, union=True))
    elif isinstance(thing, Link):
        wiring.wires.append(Wire(points, drawn.symbols.link, number))
        if thing.name:
            wiring.names.append(Named(thing.name, _named_at(route, points)))


def _way(drawn: Drawn, number: int, route: Route, wiring: Wiring) -> tuple[Point, ...]:
    one, other = route.ports
    start, end = _port_point(drawn, one), _port_point(drawn, other)
    if route.way is Way.DIRECT:
        return start, end
    turns = [_turn(drawn, number, port) for port in (one, other)]
    middle = [turns[0], turns[1]]
    if route.way is Way.ACROSS:
        wiring.right += _MARGIN
        middle = [turns[0], (wiring.right, turns[0][1]), (wiring.right, turns[1][1]), turns[1]]
    return start, (turns[0][0], start[1]), *middle, (turns[1][0], end[1]), end


def _turn(drawn: Drawn, number: int, port: Port) -> Point:
    """隙間を下りて通路に着く所。"""
    assert port.track is not None
    return drawn.floor.track(port.track).at(drawn.x), drawn.levels.lanes[port.track.row, number]


def _port_point(drawn: Drawn, port: Port) -> Point:
    x, y = drawn.centre(port.node)
    out = side(drawn.figures[port.node], drawn.symbols, port.dy)
    return x + out if port.right else x - out, y + port.dy


def _named_at(route: Route, points: tuple[Point, ...]) -> Point:
    """名は、いちばん長い横線の真ん中の上に置きたい。"""
    if route.way is Way.DIRECT:
        (left, y), (right, _) = points
    else:
        (left, y), (right, _) = points[2], points[3]
    return (left + right) / 2, y


def _marks(drawn: Drawn, wiring: Wiring) -> Iterator[Mark]:
    """別居の / と離婚の //。子の線や、横切るほかの線のない所に置く。"""
    uprights = _uprights(wiring.wires)
    for number, route in enumerate(drawn.floor.routing.routes):
        if not isinstance(route.thing, Union):
            continue
        if count := drawn.symbols.unions[route.thing.kind].mark:
            (wire,) = (w for w in wiring.wires if w.net == number and w.union)
            places = _mark_places(drawn, route, wire, uprights)
            yield Mark(tuple(_slashes(place, count, drawn.symbols.plain) for place in places))


def _slashes(place: Point, count: int, stroke: Stroke) -> tuple[Line, ...]:
    (x, y), (wide, tall) = place, _SLASH
    middles = [x + _SLASHES_APART * (n - (count - 1) / 2) for n in range(count)]
    return tuple(Line(((at - wide, y + tall), (at + wide, y - tall)), stroke) for at in middles)


def _mark_places(
    drawn: Drawn, route: Route, wire: Wire, uprights: Sequence[Upright]
) -> list[Point]:
    if route.drop:
        drop, y = drawn.floor.track(route.drop).at(drawn.x), wire.points[0][1]
        sides = (drop - _BESIDE_DROP, drop + _BESIDE_DROP)
        free = [
            x
            for x in sides
            if not any(abs(u.x - x) < _BESIDE_DROP - 0.1 and u.high <= y <= u.low for u in uprights)
        ]
        return [(x, y) for x in free or sides]
    (start, y), (end, _) = wire.points[:2] if route.way is Way.DIRECT else wire.points[2:4]
    left, right = sorted((start, end))
    cuts = [u.x for u in uprights if left < u.x < right and u.high <= y <= u.low]
    cuts = sorted([left, right, *cuts])
    room = max(pairwise(cuts), key=lambda two: round(two[1] - two[0], 1))
    return [((room[0] + room[1]) / 2, y)]


def _nest_wires(drawn: Drawn, nest: Nest, bar: Bar, level: float, net: int) -> Iterator[Wire]:
    plain = drawn.symbols.plain
    start = _drop_start(drawn, nest, bar)
    lone = len(nest.kids) == 1 and is_relay(nest.parents[0])
    if lone:
        (kid,) = nest.kids
        way = (*start, (bar.drop, level), *_down(drawn, nest, kid, level))
        yield Wire(_tidy(way), drawn.symbols.parentages[kid.kind].stroke, net)
        return
    yield Wire(_tidy((*start, (bar.drop, level))), plain, net)
    hung = [*_twin_wires(drawn, nest, level, net), *_single_wires(drawn, nest, level, net)]
    ends = [bar.drop, *(wire.points[0][0] for wire in hung if wire.points[0][1] == level)]
    if max(ends) - min(ends) > 0.05:
        yield Wire(((min(ends), level), (max(ends), level)), plain, net)
    yield from hung


def _drop_start(drawn: Drawn, nest: Nest, bar: Bar) -> tuple[Point, ...]:
    route = drawn.floor.route_of(nest)
    if route is None:
        return (drawn.centre(nest.parents[0]),)
    if route.thing is None:
        point = _port_point(drawn, route.ports[0])
        return point, (bar.drop, point[1])
    if route.way is Way.UNDER:
        row = drawn.floor.plan.nest_row(nest)
        number = drawn.floor.routing.routes.index(route)
        return ((bar.drop, drawn.levels.lanes[row, number]),)
    return ((bar.drop, _port_point(drawn, route.ports[0])[1]),)


def _single_wires(drawn: Drawn, nest: Nest, level: float, net: int) -> Iterator[Wire]:
    twins = {kid.node for group in _twin_groups(nest) for kid in group}
    for kid in nest.kids:
        if kid.node not in twins:
            stroke = drawn.symbols.parentages[kid.kind].stroke
            yield Wire(_tidy(_down(drawn, nest, kid, level)), stroke, net)


def _down(drawn: Drawn, nest: Nest, kid: Kid, level: float) -> tuple[Point, ...]:
    """横線から子の記号の上まで。二組目の親からの線は、その親のいる側にずらす。"""
    x, y = drawn.centre(kid.node)
    if is_relay(kid.node):
        return (x, level), (x, y)
    dx = 0.0
    if kid.second:
        towards = sum(drawn.x[parent] for parent in nest.parents) / len(nest.parents)
        dx = -_SECOND if towards < x else _SECOND
    return (x + dx, level), (x + dx, y - top(drawn.figures[kid.node], drawn.symbols, dx))


def _twin_groups(nest: Nest) -> list[list[Kid]]:
    groups: dict[str, list[Kid]] = {}
    for kid in nest.kids:
        if kid.twins and not kid.second and not is_relay(kid.node):
            groups.setdefault(kid.twins, []).append(kid)
    return [group for group in groups.values() if len(group) > 1]


def _twin_wires(drawn: Drawn, nest: Nest, level: float, net: int) -> Iterator[Wire]:
    """ふたごは一つの点から斜めに下ろす。一卵性は、途中を横につなぐ。"""
    for group in _twin_groups(nest):
        feet = [_down(drawn, nest, kid, level)[1] for kid in group]
        apex = ((feet[0][0] + feet[-1][0]) / 2, level)
        for kid, foot in zip(group, feet, strict=True):
            yield Wire((apex, foot), drawn.symbols.parentages[kid.kind].stroke, net)
        if group[0].twin_kind is TwinKind.IDENTICAL:
            joint = tuple(
                ((foot[0] + apex[0]) / 2, (foot[1] + apex[1]) / 2) for foot in (feet[0], feet[-1])
            )
            yield Wire(joint, drawn.symbols.plain, net)


def _tidy(points: Sequence[Point]) -> tuple[Point, ...]:
    """同じ点と、まっすぐな途中の点を除く。"""
    done: list[Point] = []
    for point in points:
        if done and abs(point[0] - done[-1][0]) + abs(point[1] - done[-1][1]) < 0.01:
            continue
        if len(done) > 1 and (
            done[-2][0] == done[-1][0] == point[0] or done[-2][1] == done[-1][1] == point[1]
        ):
            done.pop()
        done.append(point)
    return tuple(done)


def _uprights(wires: Sequence[Wire]) -> list[Upright]:
    return [
        Upright(a[0], min(a[1], b[1]), max(a[1], b[1]), wire.net)
        for wire in wires
        for a, b in pairwise(wire.points)
        if a[0] == b[0]
    ]


def hop(wires: Sequence[Wire]) -> Iterator[Shape]:
    """線の図形。横線は、ほかの間がらの縦線を小さな弧で跳び越える。"""
    uprights = _uprights(wires)
    for wire in wires:
        parts: list[Point | Bend] = []
        for a, b in pairwise(wire.points):
            crossed = {
                u.x
                for u in uprights
                if u.net != wire.net
                and a[1] == b[1]
                and min(a[0], b[0]) + _HOP < u.x < max(a[0], b[0]) - _HOP
                and u.high < a[1] < u.low
            }
            parts += [*_arcs(sorted(crossed), a, b), b]
        if any(isinstance(part, Bend) for part in parts):
            yield Path(wire.points[0], tuple(parts), wire.stroke)
        else:
            yield Line(wire.points, wire.stroke)


def _arcs(crossed: list[float], start: Point, end: Point) -> Iterator[Point | Bend]:
    way = 1.0 if end[0] > start[0] else -1.0
    y, last = start[1], None
    for x in crossed if way > 0 else crossed[::-1]:
        if last is not None and abs(x - last) < 2 * _HOP:
            continue
        last = x
        before, after = (x - way * _HOP, y), (x + way * _HOP, y)
        lift = y - _HOP * 4 / 3
        yield before
        yield Bend((before[0], lift), (after[0], lift), after)
