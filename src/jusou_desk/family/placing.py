"""横の位置。隣とぶつからないことを守らせたうえで、親は子の真ん中の上に、隣どうしは近くに、と解く。

解くのは制約解法(Cassowary)の kiwisolver。同じ家族なら、いつも同じ位置になる。
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kiwisolver import Expression, Solver, Term, Variable, strength

from jusou_desk.family.generations import Nest, Plan, is_relay
from jusou_desk.family.ordering import Rows
from jusou_desk.family.people import Link
from jusou_desk.family.routing import Route, Routing, Track, Way

GAP: Final = 8.0
"""隣の字との、いちばん狭い隙間。"""
PITCH: Final = 3.2
"""隙間を縦に通る線どうしの間。"""
_NAME_ROOM: Final = 5.0
_MARK_ROOM: Final = 16.0
"""斜線の入る二人の隙間。囲みと斜線が重ならない。"""
_MARK_PITCH: Final = 6.0
"""斜線の入る隙間を縦に通る線どうしの間。"""

_CENTRED: Final = strength.create(0, 1, 0)
_MOVED: Final = strength.create(1, 0, 0)
#: きょうだいは動かした人に付いて行かず、夫婦は付いて行く強さ(``_pull`` を見る)。
_STAYING: Final = strength.create(0, 0, 1, 3.0)


@dataclass(frozen=True)
class Linear:
    """node の横の位置の一次式。"""

    weights: tuple[tuple[str, float], ...]
    constant: float = 0.0

    def at(self, x: Mapping[str, float]) -> float:
        return self.constant + sum(weight * x[node] for node, weight in self.weights)


@dataclass(frozen=True)
class Floor:
    """横の位置を決めるもの一式。halves は node の幅の半分、names は縁の名の幅、marked は斜線の入る二人。"""

    plan: Plan
    rows: Rows
    routing: Routing
    halves: Mapping[str, float]
    names: Mapping[Link, float]
    marked: frozenset[frozenset[str]]

    def track(self, track: Track) -> Linear:
        """隙間の道の横の位置。"""
        row = self.rows[track.row]
        count = self.routing.counts[track.row, track.gap]
        share = (track.place + 1) / (count + 1)
        left = row[track.gap - 1] if track.gap > 0 else None
        right = row[track.gap] if track.gap < len(row) else None
        if left is None:
            assert right is not None
            return Linear(((right, 1.0),), -self.halves[right] - PITCH * (count - track.place))
        if right is None:
            return Linear(((left, 1.0),), self.halves[left] + PITCH * (track.place + 1))
        between = self.halves[left] * (1 - share) - self.halves[right] * share
        return Linear(((left, 1 - share), (right, share)), between)

    def gap(self, row: int, gap: int) -> float:
        """隣り合う二つの幅の外の、いちばん狭い隙間。"""
        tracks = self.routing.counts.get((row, gap), 0) + 1
        room = max(GAP, PITCH * tracks, self._name(row, gap))
        if frozenset(self.rows[row][gap - 1 : gap + 1]) in self.marked:
            room = max(room, _MARK_ROOM, _MARK_PITCH * tracks)
        return room

    def _name(self, row: int, gap: int) -> float:
        sides = set(self.rows[row][gap - 1 : gap + 1])
        return max(
            (
                self.names.get(route.thing, 0.0) + _NAME_ROOM
                for route in self.routing.routes
                if isinstance(route.thing, Link)
                and route.way is Way.DIRECT
                and {route.thing.one, route.thing.other} == sides
            ),
            default=0.0,
        )

    def drop(self, nest: Nest) -> Linear:
        """子の線が下りはじめる横の位置(くぐる線なら二人の真ん中)。"""
        route = self.route_of(nest)
        if route is None:
            return Linear(((nest.parents[0], 1.0),))
        if route.drop:
            return self.track(route.drop)
        return Linear(tuple((port.node, 0.5) for port in route.ports))

    def route_of(self, nest: Nest) -> Route | None:
        """その巣の子が下りる線。通り道(relay)の巣には無い。"""
        return next((route for route in self.routing.routes if route.nest is nest), None)


def solve_x(floor: Floor, shifts: Mapping[str, float]) -> dict[str, float]:
    """node の横の位置(いちばん左の幅の端が 0)。``shifts`` は人が動かした分。"""
    flowed = _solve(floor, {}, {})
    if wanted := {node: flowed[node] + by for node, by in shifts.items() if node in flowed}:
        flowed = _solve(floor, wanted, flowed)
    left = min((x - floor.halves[node] for node, x in flowed.items()), default=0.0)
    return {node: round(x - left, 2) for node, x in flowed.items()}


def _solve(
    floor: Floor, wanted: Mapping[str, float], stays: Mapping[str, float]
) -> dict[str, float]:
    solver = Solver()
    x = {node: Variable(node) for row in floor.rows for node in row}

    def told(linear: Linear) -> Expression:
        return Expression([Term(x[node], w) for node, w in linear.weights], linear.constant)

    for number, row in enumerate(floor.rows):
        for n, (left, right) in enumerate(pairwise(row), start=1):
            apart = floor.halves[left] + floor.halves[right] + floor.gap(number, n)
            solver.addConstraint(x[right] - x[left] >= apart)
            solver.addConstraint(
                (x[right] - x[left] == apart) | strength.create(0, 0, 1, _pull(floor, left, right))
            )
        if row:
            solver.addConstraint((x[row[0]] == 0) | strength.create(0, 0, 1, 0.01))
    for nest in floor.plan.nests:
        middle = _middle(nest)
        route = floor.route_of(nest)
        if middle is None:
            continue
        if route is not None and route.way is Way.UNDER:
            # くぐる線からは、線の下のどこからでもまっすぐ下りられる。
            ends = [told(floor.track(port.track)) for port in route.ports if port.track]
            solver.addConstraint((told(middle) >= ends[0]) | _CENTRED)
            solver.addConstraint((told(middle) <= ends[1]) | _CENTRED)
        else:
            solver.addConstraint((told(middle) - told(floor.drop(nest)) == 0) | _CENTRED)
    for node, place in wanted.items():
        solver.addConstraint((x[node] == place) | _MOVED)
    for node, place in stays.items():
        solver.addConstraint((x[node] == place) | _STAYING)
    solver.updateVariables()
    return {node: variable.value() for node, variable in x.items()}


def _middle(nest: Nest) -> Linear | None:
    """子の真ん中。"""
    own = [kid.node for kid in nest.kids if not kid.second]
    if not own:
        return None
    return Linear(((own[0], 0.5), (own[-1], 0.5))) if len(own) > 1 else Linear(((own[0], 1.0),))


def _pull(floor: Floor, left: str, right: str) -> float:
    """隣り合う二つを寄せる強さ。夫婦、きょうだい、ほかの順。"""
    if right in floor.plan.partners(left):
        return 4.0
    home = floor.plan.home
    together = left in home and home.get(left) is home.get(right)
    return 2.0 if together and not is_relay(left) else 1.0
