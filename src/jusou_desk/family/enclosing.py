"""同居の囲み。人のいる所だけを囲み、ほかの人の記号や字を囲まず、切らない。

図を 1 ミリの升目にし、囲む人の周りを塗り、離れた人は空いた升目を通る細い道でつなぐ。
塗った所の縁をたどり、角を丸めたものが囲みである。
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from jusou_desk.family.shapes import Bend, Box, Path, Point, Stroke

Cell = tuple[int, int]

_CLEAR: Final = 1.4
"""ほかの人との、いちばん狭い間。"""
_HALF_LANE: Final = 1
"""離れた人をつなぐ道の、中央から端までの升目。"""
_WIDE_BERTH: Final = 4
"""できれば、ほかの人からこれだけ離れて通る升目(その人の囲みと重ならない)。"""
_ROUND: Final = 2.5
_EDGE: Final = 8
"""図の外へ回り込める升目。"""
_STEPS: Final = ((1, 0), (-1, 0), (0, 1), (0, -1))


def enclose(
    inside: Sequence[Box],
    outside: Sequence[Box],
    stroke: Stroke,
    margin: float,
    avoided: Sequence[Box] = (),
) -> list[Path]:
    """``inside`` を ``margin`` ミリ離して囲む線。つなぐ道が無ければ、囲みは二つ以上になる。

    ``outside`` は囲んでも切ってもいけない四角。``avoided`` は、つなぐ道が通らない四角(線の斜線)。
    """
    grown = [box.grown(margin) for box in inside]
    kept = [box.grown(_CLEAR) for box in outside]
    pairs = (one.joined(other) for one, other in combinations(grown, 2))
    filled = _covered([*grown, *(p for p in pairs if not any(map(p.meets, kept)))])
    blocked = {cell for box in (*kept, *avoided) for cell in _cells(box)} - filled
    filled = _joined(filled, blocked, _field([*inside, *outside]))
    filled = _without_holes(filled, blocked)
    return [_rounded(loop, stroke) for loop in _loops(filled)]


def _cells(box: Box) -> Iterator[Cell]:
    for x in range(math.floor(box.x), math.ceil(box.right)):
        for y in range(math.floor(box.y), math.ceil(box.bottom)):
            yield x, y


def _covered(boxes: Iterable[Box]) -> set[Cell]:
    """``boxes`` のどれかに入る升目。大きな世帯では四角が何千も重なるので、一段ずつ、端から端までで塗る。"""
    rows: dict[int, list[Cell]] = {}
    for box in boxes:
        ends = math.floor(box.x), math.ceil(box.right)
        for y in range(math.floor(box.y), math.ceil(box.bottom)):
            rows.setdefault(y, []).append(ends)
    found: set[Cell] = set()
    for y, spans in rows.items():
        reached = min(spans)[0]
        for start, end in sorted(set(spans)):
            found.update((x, y) for x in range(max(start, reached), end))
            reached = max(reached, end)
    return found


def _field(boxes: Sequence[Box]) -> Box:
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.joined(box)
    return whole.grown(_EDGE)


def _joined(filled: set[Cell], blocked: set[Cell], field: Box) -> set[Cell]:
    """離れた塊を、空いた升目を通る道でつないだもの。"""
    first = _blob(filled, min(filled))
    if first == filled:
        return filled
    whole = set(_cells(field))
    roomy, tight = (whole - _swollen(blocked, by) for by in (_WIDE_BERTH, _HALF_LANE))
    while rest := filled - first:
        way = _way(first, rest, roomy | filled) or _way(first, rest, tight | filled)
        if way is None:
            return filled
        filled = filled | (_swollen(way, _HALF_LANE) - blocked)
        first = _blob(filled, min(filled))
    return filled


def _swollen(cells: Iterable[Cell], by: int) -> set[Cell]:
    wide = {(x + step, y) for x, y in cells for step in range(-by, by + 1)}
    return {(x, y + step) for x, y in wide for step in range(-by, by + 1)}


def _blob(filled: set[Cell], seed: Cell) -> set[Cell]:
    found, ahead = {seed}, deque([seed])
    while ahead:
        x, y = ahead.popleft()
        for dx, dy in _STEPS:
            near = (x + dx, y + dy)
            if near in filled and near not in found:
                found.add(near)
                ahead.append(near)
    return found


def _way(start: set[Cell], goals: set[Cell], passable: set[Cell]) -> list[Cell] | None:
    """``start`` の塊から、いちばん近い別の塊まで。なるべく曲がらない。"""
    far = dict.fromkeys(sorted(start), 0)
    ahead = deque(far)
    while ahead:
        cell = ahead.popleft()
        if cell in goals:
            return _back(cell, far)
        for dx, dy in _STEPS:
            near = (cell[0] + dx, cell[1] + dy)
            if near in passable and near not in far:
                far[near] = far[cell] + 1
                ahead.append(near)
    return None


def _back(cell: Cell, far: dict[Cell, int]) -> list[Cell]:
    way, step = [cell], _STEPS[0]
    while far[cell]:
        for one in (step, *_STEPS):
            near = (cell[0] + one[0], cell[1] + one[1])
            if far.get(near) == far[cell] - 1:
                cell, step = near, one
                way.append(cell)
                break
    return way


def _without_holes(filled: set[Cell], blocked: set[Cell]) -> set[Cell]:
    """誰も入っていない穴は埋める。"""
    xs, ys = [x for x, _ in filled], [y for _, y in filled]
    frame = Box(min(xs) - 1, min(ys) - 1, max(xs) - min(xs) + 3, max(ys) - min(ys) + 3)
    left = set(_cells(frame)) - filled
    left -= _blob(left, (min(xs) - 1, min(ys) - 1))
    while left:
        hole = _blob(left, min(left))
        left -= hole
        if not hole & blocked:
            filled = filled | hole
    return filled


def _loops(filled: set[Cell]) -> Iterator[list[Point]]:
    """塗った所の縁。右手に塗りを見て回る。角だけの点の列。"""
    ways: dict[Cell, list[Cell]] = {}
    for x, y in sorted(filled):
        for (dx, dy), start, end in (
            ((0, -1), (x, y), (x + 1, y)),
            ((1, 0), (x + 1, y), (x + 1, y + 1)),
            ((0, 1), (x + 1, y + 1), (x, y + 1)),
            ((-1, 0), (x, y + 1), (x, y)),
        ):
            if (x + dx, y + dy) not in filled:
                ways.setdefault(start, []).append(end)
    while ways:
        start = min(ways)
        loop = [start]
        while True:
            here = loop[-1]
            ends = ways[here]
            # 升目が角だけで触れる所では、右へ曲がって別々の塊のまま回る。
            end = ends.pop(_right_turn(loop, ends))
            if not ends:
                del ways[here]
            if end == start:
                break
            loop.append(end)
        yield _corners(loop)


def _right_turn(loop: Sequence[Cell], ends: Sequence[Cell]) -> int:
    if len(ends) == 1 or len(loop) == 1:
        return 0
    (px, py), (x, y) = loop[-2:]
    turned = (x - (y - py), y + (x - px))
    return ends.index(turned) if turned in ends else 0


def _corners(loop: Sequence[Cell]) -> list[Point]:
    around = [loop[-1], *loop, loop[0]]
    return [
        (float(b[0]), float(b[1]))
        for a, b, c in zip(around, around[1:], around[2:], strict=False)
        if (b[0] - a[0], b[1] - a[1]) != (c[0] - b[0], c[1] - b[1])
    ]


def _rounded(corners: Sequence[Point], stroke: Stroke) -> Path:
    parts: list[Point | Bend] = []
    around = [corners[-1], *corners, corners[0]]
    for before, corner, after in zip(around, around[1:], around[2:], strict=False):
        radius = min(_ROUND, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        parts += [
            start,
            Bend(_towards(start, corner, radius * 0.55), _towards(end, corner, radius * 0.55), end),
        ]
    first = parts[0]
    assert isinstance(first, tuple)
    return Path(first, tuple(parts[1:]), stroke, closed=True)


def _towards(start: Point, end: Point, length: float) -> Point:
    whole = math.dist(start, end)
    share = length / whole if whole else 0.0
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
