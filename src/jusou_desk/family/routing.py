"""どの線がどの隙間を通るか。記号と字の列のあいだの隙間に、縦の線の通り道(track)を割り当てる。

横に並ぶ二人は、記号の横どうしをまっすぐ結ぶ。離れた二人は、記号の横から隙間へ出て、字の下の
通路(lane)をくぐる。段の違う二人は、さらに図の右の余白を通る。こうすると、線が記号や字を
横切ることがない。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from jusou_desk.family.generations import Nest, Plan, is_relay
from jusou_desk.family.ordering import Rows
from jusou_desk.family.people import Link, Union

#: 記号の横に付く高さの幅。いちばん低い付け所は、中央からこれだけ下より上。
_PORT_DEPTH: Final = 4.0


class Way(Enum):
    """二人のあいだの道。"""

    DIRECT = "隣へまっすぐ"
    UNDER = "字の下をくぐる"
    ACROSS = "段をまたぐ"


@dataclass
class Port:
    """記号の横の付け所。``right`` は右側か。``dy`` は記号の中央からの下がり。"""

    node: str
    right: bool
    dy: float = 0.0
    track: Track | None = None


@dataclass
class Track:
    """隙間を縦に通る道。``place`` は隙間の中で左から何番目か。"""

    row: int
    gap: int
    place: int = 0


@dataclass
class Route:
    """二人を結ぶ線、または一人親から下りる線(``ports`` は一つ)。

    nest: この線から子が下りるなら、その巣。drop: 隣どうしの線から子が下りる道。
    """

    thing: Union | Link | None
    way: Way
    ports: tuple[Port, ...]
    nest: Nest | None = None
    drop: Track | None = None


@dataclass
class Routing:
    """すべての線と、隙間ごとの道の数。"""

    routes: list[Route] = field(default_factory=list)
    counts: dict[tuple[int, int], int] = field(default_factory=dict)


def route_lines(plan: Plan, rows: Rows) -> Routing:
    """並びの決まった段に線の道を割り当てる。"""
    at = {node: (r, n) for r, row in enumerate(rows) for n, node in enumerate(row)}
    routing = Routing(list(_routes(plan, at)))
    ports: dict[tuple[str, bool], list[tuple[int, Port]]] = {}
    for route in routing.routes:
        ends = [at[port.node][1] for port in route.ports]
        for port in route.ports:
            side = ports.setdefault((port.node, port.right), [])
            side.append((max(ends) - min(ends), port))
    for found in ports.values():
        # 遠い相手への線ほど低く付け、深くくぐらせる。近い相手への線と交わらない。
        found.sort(key=lambda one: (one[1].track is not None, one[0]))
        for n, (_, port) in enumerate(found):
            port.dy = _PORT_DEPTH * n / len(found)
    _assign_tracks(routing)
    return routing


def _routes(plan: Plan, at: dict[str, tuple[int, int]]) -> Iterator[Route]:
    nests = {frozenset(standing(plan, nest)): nest for nest in plan.nests if nest.kids}
    joined = set[frozenset[str]]()
    for union in plan.unions:
        joined.add(union.pair)
        yield _between(union, union.one, union.other, at, nests.get(union.pair), joined=set())
    direct = {pair for pair in joined if len({at[node][0] for node in pair}) == 1}
    for link in plan.links:
        yield _between(link, link.one, link.other, at, None, joined=direct)
    for parents, nest in nests.items():
        if len(parents) == 1 and not is_relay(nest.parents[0]):
            (node,) = parents
            yield _lone(plan, node, nest, at)


def standing(plan: Plan, nest: Nest) -> list[str]:
    """子の線が下りる親。二人の段が違えば下の段の一人。"""
    row = plan.nest_row(nest)
    return [parent for parent in nest.parents if plan.row[parent] == row]


def _between(
    thing: Union | Link,
    one: str,
    other: str,
    at: dict[str, tuple[int, int]],
    nest: Nest | None,
    joined: set[frozenset[str]],
) -> Route:
    left, right = sorted((one, other), key=lambda node: at[node][1])
    (row, n), (other_row, m) = at[left], at[right]
    if row != other_row:
        ports = tuple(
            Port(node, True, track=Track(at[node][0], at[node][1] + 1)) for node in (one, other)
        )
        return Route(thing, Way.ACROSS, ports)
    if m - n == 1 and frozenset((one, other)) not in joined:
        drop = Track(row, m) if nest else None
        return Route(thing, Way.DIRECT, (Port(left, True), Port(right, False)), nest, drop)
    ports = (
        Port(left, True, track=Track(row, n + 1)),
        Port(right, False, track=Track(row, m)),
    )
    return Route(thing, Way.UNDER, ports, nest)


def _lone(plan: Plan, node: str, nest: Nest, at: dict[str, tuple[int, int]]) -> Route:
    """一人親から下りる線。隣に相手のいない側から。"""
    row, n = at[node]
    beside = {at[partner][1] - n for partner in plan.partners(node)}
    right = 1 not in beside or -1 in beside
    track = Track(row, n + 1 if right else n)
    return Route(None, Way.DIRECT, (Port(node, right, track=track),), nest, track)


def _assign_tracks(routing: Routing) -> None:
    """隙間の中の左右。低く付く線ほど記号の近くを下り、横の線どうしは交わらない。"""
    tracks: dict[tuple[int, int], list[tuple[tuple[int, float], int, Track]]] = {}

    def add(track: Track, worth: tuple[int, float]) -> None:
        found = tracks.setdefault((track.row, track.gap), [])
        found.append((worth, len(found), track))

    for route in routing.routes:
        for port in route.ports:
            if port.track:
                add(port.track, (0, -port.dy) if port.right else (2, port.dy))
        if route.drop and not any(port.track is route.drop for port in route.ports):
            add(route.drop, (1, 0.0))
    for gap, found in tracks.items():
        for place, (_, _, track) in enumerate(sorted(found, key=lambda one: one[:2])):
            track.place = place
        routing.counts[gap] = len(found)
