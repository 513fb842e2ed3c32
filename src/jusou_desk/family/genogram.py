"""ジェノグラム(家族図)を作る。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from jusou_desk.family.audience import veiled
from jusou_desk.family.enclosing import enclose
from jusou_desk.family.figures import Figure, draw_figure, half, reach
from jusou_desk.family.generations import Plan, is_relay, plan_family
from jusou_desk.family.labels import LEADING, Label, label_of, shortened
from jusou_desk.family.levels import Levels, set_levels
from jusou_desk.family.naming import crosses, room_for, segments_of
from jusou_desk.family.ordering import arrange
from jusou_desk.family.people import Family, Household, HouseholdKind
from jusou_desk.family.placing import Floor, solve_x
from jusou_desk.family.routing import route_lines
from jusou_desk.family.shapes import (
    Box,
    Line,
    Path,
    Picture,
    Point,
    Shape,
    Spot,
    Text,
    corners,
    extent,
    moved,
    moved_box,
    text_width,
)
from jusou_desk.family.symbols import SymbolSet, symbol_set
from jusou_desk.family.wiring import Drawn, Mark, Wiring, hop, wire_up

_BORDER: Final = 2.0
_BELOW: Final = 1.0
_MARGIN: Final = 2.0
_MARGIN_STEP: Final = 1.0
_DEEPEST: Final = 2
_ABSENT_AGE: Final = "?"
_CROWD: Final = 60
"""これより多い人の世帯番号は、囲まない(施設の全員に同じ番号を付けたものなどで、囲みを描くと図が止まる)。"""


@dataclass(frozen=True)
class Nudge:
    """人が動かした位置。``dx`` は流れた位置から右へ何ミリ、``place`` は段の左から何番目か(None は任せる)。"""

    dx: float = 0.0
    place: int | None = None


def draw_genogram(
    family: Family,
    day: date,
    symbols: SymbolSet | None = None,
    nudges: Mapping[str, Nudge] | None = None,
) -> Picture:
    """``day`` の家族の図。同じ家族からは、いつも同じ図ができる。

    nudges: 画面で動かした人の key → 位置。そこは守り、ほかの人が場所を空ける(重なることはない)。
    見せる相手に合わせて人を除くのは、先に ``audience.for_audience`` で行う。
    """
    chosen = symbols or symbol_set()
    shown = veiled(family.as_of(day))
    return _Drawing(shown, day, chosen, nudges or {}).picture()


class _Drawing:
    def __init__(
        self, family: Family, day: date, symbols: SymbolSet, nudges: Mapping[str, Nudge]
    ) -> None:
        self.family, self.symbols = family, symbols
        self.plan: Plan = plan_family(family, symbols.lone_parent_symbol)
        self.labels: dict[str, Label] = {m.key: label_of(m, day, symbols) for m in family.members}
        self.figures: dict[str, Figure] = {node: self._figure(node) for node in self.plan.nodes}
        places = {key: n.place for key, n in nudges.items() if n.place is not None}
        rows = arrange(self.plan, places)
        self.floor = Floor(
            self.plan,
            rows,
            route_lines(self.plan, rows),
            {node: self._half(node) for node in self.plan.nodes},
            {
                link: text_width(shortened(link.name), symbols.text)
                for link in family.links
                if link.name
            },
            frozenset(u.pair for u in self.plan.unions if symbols.unions[u.kind].mark),
        )
        self.x = solve_x(self.floor, {key: n.dx for key, n in nudges.items() if n.dx})
        self.levels: Levels = set_levels(
            self.floor,
            self.x,
            reach(symbols),
            [max((self._depth(node) for node in row), default=0.0) for row in rows],
        )

    def _figure(self, node: str) -> Figure:
        bracket = any(
            self.symbols.parentages[kid.kind].bracket
            for nest in self.plan.nests
            for kid in nest.kids
            if kid.node == node
        )
        if node not in self.labels:
            return Figure(self.plan.sexes[node], absent=True, inside=_ABSENT_AGE)
        member = self.family.member(node)
        return Figure(
            member.sex, member.focus, member.dead, False, bracket, self.labels[node].inside
        )

    def _half(self, node: str) -> float:
        if is_relay(node):
            return 0.0
        lines = self.labels[node].lines if node in self.labels else ()
        wide = max((text_width(line, self.symbols.text) for line in lines), default=0.0)
        return max(half(self.figures[node], self.symbols), wide / 2)

    def _depth(self, node: str) -> float:
        lines = self.labels[node].lines if node in self.labels else ()
        return _BELOW + len(lines) * self.symbols.text * LEADING if lines else 0.0

    def _centre(self, node: str) -> Point:
        return self.x[node], self.levels.centre[self.plan.row[node]]

    def _symbol_box(self, node: str) -> Box:
        x, y = self._centre(node)
        figure, tall = self.figures[node], reach(self.symbols)
        wide = half(figure, self.symbols)
        high = tall if figure.bracket else half(figure, self.symbols)
        return Box(x - wide, y - high, 2 * wide, 2 * high)

    def _label_box(self, node: str) -> Box | None:
        texts = list(self._texts(node))
        if not texts:
            return None
        box = texts[0].box
        for text in texts[1:]:
            box = box.joined(text.box)
        return box

    def _texts(self, node: str) -> Iterator[Text]:
        if node not in self.labels:
            return
        x, y = self._centre(node)
        size = self.symbols.text
        top = y + reach(self.symbols) + _BELOW
        for n, line in enumerate(self.labels[node].lines):
            wide = text_width(line, size)
            box = Box(x - wide / 2, top + n * size * LEADING, wide, size * LEADING)
            yield Text(line, box, size)

    def _whole_box(self, node: str) -> Box:
        label = self._label_box(node)
        box = self._symbol_box(node)
        return box.joined(label) if label else box

    def picture(self) -> Picture:
        people = [node for node in self.plan.nodes if not is_relay(node)]
        wiring = wire_up(Drawn(self.floor, self.x, self.levels, self.figures, self.symbols))
        shapes: list[Shape] = list(hop(wiring.wires))
        firsts = [extent(line) for mark in wiring.marks for line in mark.places[0]]
        homes = list(self._homes(people, firsts))
        outlines = [path for _, paths in homes for path in paths]
        shapes += [line for mark in wiring.marks for line in _clear_of(mark, outlines)]
        shapes += outlines
        for node in people:
            shapes += draw_figure(self.figures[node], self._centre(node), self.symbols)
            shapes += self._texts(node)
        shapes += self._names(wiring, homes, shapes)
        return self._framed(shapes)

    def _homes(self, people: list[str], marks: list[Box]) -> Iterator[tuple[Household, list[Path]]]:
        """囲み。一人だけの世帯と、家族といえない大人数の番号は囲まない(施設は一人でも囲む)。"""
        drawn = [
            home
            for home in self.family.households
            if 1 < len(home.members) <= _CROWD or home.kind is HouseholdKind.FACILITY
        ]
        depths = _depths(drawn)
        for home, depth in zip(drawn, depths, strict=True):
            paths = enclose(
                [self._whole_box(key) for key in people if key in home.members],
                [self._whole_box(node) for node in people if node not in home.members],
                self.symbols.households[home.kind],
                _MARGIN + min(depth, _DEEPEST) * _MARGIN_STEP,
                marks,
            )
            yield home, paths

    def _names(
        self,
        wiring: Wiring,
        homes: list[tuple[Household, list[Path]]],
        shapes: list[Shape],
    ) -> Iterator[Text]:
        size = self.symbols.text
        wanted = [(name.name, name.near) for name in wiring.names]
        for home, paths in homes:
            if home.name:
                wanted.append((home.name, _top_left(paths[0])))
        taken = list(shapes)
        for whole, near in wanted:
            name = shortened(whole)
            wide, tall = text_width(name, size), size * LEADING
            box = room_for(wide, tall, (near[0], near[1] - tall / 2 - 0.7), taken)
            if box is None:
                bottom = max(extent(shape).bottom for shape in taken)
                box = Box(0.0, bottom + 1.0, wide, tall)
            text = Text(name, box, size)
            taken.append(text)
            yield text

    def _framed(self, shapes: list[Shape]) -> Picture:
        if not shapes:
            return Picture(2 * _BORDER, 2 * _BORDER, ())
        whole = extent(shapes[0])
        for shape in shapes[1:]:
            whole = whole.joined(extent(shape))
        dx, dy = _BORDER - whole.x, _BORDER - whole.y
        spots = []
        for number, row in enumerate(self.floor.rows):
            for place, node in enumerate(row):
                if node in self.labels:
                    label = self._label_box(node)
                    spots.append(
                        Spot(
                            node,
                            moved_box(self._symbol_box(node), dx, dy),
                            moved_box(label, dx, dy) if label else None,
                            number,
                            place,
                        )
                    )
        return Picture(
            round(whole.width + 2 * _BORDER, 2),
            round(whole.height + 2 * _BORDER, 2),
            tuple(moved(shape, dx, dy) for shape in shapes),
            tuple(spots),
        )


def _depths(homes: list[Household]) -> list[int]:
    """重なる世帯では、人の多いほうを外に描く。重ならなければ同じ深さ。"""
    found = [0] * len(homes)
    order = sorted(range(len(homes)), key=lambda n: (len(homes[n].members), n))
    for place, n in enumerate(order):
        inner = [m for m in order[:place] if set(homes[m].members) & set(homes[n].members)]
        found[n] = max((found[m] + 1 for m in inner), default=0)
    return found


def _clear_of(mark: Mark, outlines: list[Path]) -> tuple[Line, ...]:
    """囲みに掛からない所の斜線。どこも掛かるなら初めの所。"""
    segments = [ends for path in outlines for ends in segments_of(path)]
    clear = (
        place
        for place in mark.places
        if not any(crosses(extent(line), *ends) for line in place for ends in segments)
    )
    return next(clear, mark.places[0])


def _top_left(path: Path) -> Point:
    x, y = min((p for p in corners(path)), key=lambda p: (p[1], p[0]))
    return x + 8.0, y
