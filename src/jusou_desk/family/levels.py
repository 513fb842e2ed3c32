"""縦の位置。段の高さは、字の行数と、字の下をくぐる線・きょうだいの横線の本数で決まる。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from jusou_desk.family.generations import Nest
from jusou_desk.family.people import Link
from jusou_desk.family.placing import Floor
from jusou_desk.family.routing import Route, Way

_HEAD: Final = 4.5
"""記号の上の空き。同居の囲みが通る。"""
_UNDER: Final = 5.0
"""字の下の空き。"""
_LANE: Final = 3.0
_NAMED_LANE: Final = 5.5
_FAR: Final = 1.5
"""横線がこれだけ離れていれば同じ高さに置く。"""

Extent = tuple[float, float]


@dataclass(frozen=True)
class Bar:
    """きょうだいの横線。"""

    nest: Nest
    drop: float
    kids: tuple[float, ...]

    @property
    def extent(self) -> Extent:
        ends = (self.drop, *self.kids)
        return min(ends), max(ends)


@dataclass
class Levels:
    """centre: 段ごとの記号の中央。lanes: くぐる線の高さ。bars: きょうだいの横線の高さ。"""

    centre: list[float]
    lanes: dict[tuple[int, int], float]
    bars: dict[int, float]
    height: float


def set_levels(
    floor: Floor,
    x: Mapping[str, float],
    reach: float,
    depths: Sequence[float],
) -> Levels:
    """段ごとの高さ。reach は記号の半分の高さ、depths は段ごとの字の高さ。

    ``lanes`` の鍵は (段, 線の番号)、``bars`` の鍵は巣の番号。
    """
    levels = Levels([], {}, {}, 0.0)
    y = 0.0
    for row in range(len(floor.rows)):
        centre = y + _HEAD + reach
        levels.centre.append(centre)
        y = centre + reach + depths[row] + _UNDER
        y = _set_lanes(floor, x, row, y, levels)
        y = _set_bars(floor, x, row, y, levels)
        levels.height = y
    return levels


def lane_extent(
    floor: Floor, route: Route, row: int, x: Mapping[str, float], edge: float
) -> Extent:
    """くぐる線の左右。段をまたぐ線は右の余白 ``edge`` まで。"""
    ends = [
        floor.track(port.track).at(x)
        for port in route.ports
        if port.track and port.track.row == row
    ]
    if route.way is Way.ACROSS:
        ends.append(edge)
    return min(ends), max(ends)


def right_edge(floor: Floor, x: Mapping[str, float]) -> float:
    """いちばん右の字の端。"""
    return max((x[node] + floor.halves[node] for node in x), default=0.0)


def _set_lanes(floor: Floor, x: Mapping[str, float], row: int, y: float, levels: Levels) -> float:
    edge = right_edge(floor, x)
    found = [
        (lane_extent(floor, route, row, x, edge), n, route)
        for n, route in enumerate(floor.routing.routes)
        if route.way is not Way.DIRECT
        and any(port.track and port.track.row == row for port in route.ports)
    ]
    found.sort(key=lambda one: (one[0][1] - one[0][0], one[1]))
    done: list[tuple[Extent, int]] = []
    named: dict[int, bool] = {}
    for extent, n, route in found:
        lane = _free_lane(extent, done)
        done.append((extent, lane))
        levels.lanes[row, n] = lane
        named[lane] = named.get(lane, False) or (
            isinstance(route.thing, Link) and bool(route.thing.name)
        )
    heights: dict[int, float] = {}
    for lane in range(len(named)):
        y += _NAMED_LANE if named[lane] else _LANE
        heights[lane] = y - _LANE
    for _, n, _route in found:
        levels.lanes[row, n] = heights[int(levels.lanes[row, n])]
    return y


def _free_lane(extent: Extent, done: Sequence[tuple[Extent, int]]) -> int:
    """重なるどの線よりも下の、いちばん上の通路。"""
    return max((lane + 1 for other, lane in done if _overlap(extent, other)), default=0)


def _overlap(one: Extent, other: Extent) -> bool:
    return one[0] < other[1] + _FAR and other[0] < one[1] + _FAR


def bar_of(floor: Floor, nest: Nest, x: Mapping[str, float]) -> Bar:
    """巣の横線の端。くぐる線から下りる所は、線の上でいちばん子に近い所。"""
    drop = floor.drop(nest).at(x)
    kids = tuple(x[kid.node] for kid in nest.kids)
    route = floor.route_of(nest)
    if route is not None and route.way is Way.UNDER:
        own = [x[kid.node] for kid in nest.kids if not kid.second] or list(kids)
        left, right = lane_extent(floor, route, floor.plan.nest_row(nest), x, 0.0)
        drop = min(max((own[0] + own[-1]) / 2, left), right)
    return Bar(nest, drop, kids)


def _set_bars(floor: Floor, x: Mapping[str, float], row: int, y: float, levels: Levels) -> float:
    bars = [
        (n, bar_of(floor, nest, x))
        for n, nest in enumerate(floor.plan.nests)
        if nest.kids and floor.plan.nest_row(nest) == row
    ]
    if not bars:
        return y
    done: list[tuple[Extent, int]] = []
    for n, bar in _least_crossing(bars):
        lane = _free_lane(bar.extent, done)
        done.append((bar.extent, lane))
        levels.bars[n] = y + lane * _LANE
    return max(levels.bars[n] for n, _ in bars) + _LANE


def _least_crossing(bars: list[tuple[int, Bar]]) -> list[tuple[int, Bar]]:
    """上から並べる順。一つずつ、交わりがいちばん少ない所へ入れる。"""
    order: list[tuple[int, Bar]] = []
    for one in bars:
        tried = [[*order[:n], one, *order[n:]] for n in range(len(order) + 1)]
        order = min(reversed(tried), key=lambda ways: _crossings([bar for _, bar in ways]))
    return order


def _crossings(bars: Sequence[Bar]) -> int:
    return sum(
        sum(lower.extent[0] < kid < lower.extent[1] for kid in upper.kids)
        + (upper.extent[0] < lower.drop < upper.extent[1])
        for n, upper in enumerate(bars)
        for lower in bars[n + 1 :]
    )
