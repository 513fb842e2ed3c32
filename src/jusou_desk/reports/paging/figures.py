"""図形を、描くだけの形(輪郭・画像・字)にしてシートの上に置く。

座標はシートの左上が原点、右と上が正(ポイント)。頁に割るのは ``pages``。
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jusou_desk.reports.drawing.book import Sheet
from jusou_desk.reports.drawing.guides import Stroke
from jusou_desk.reports.drawing.presets import outline
from jusou_desk.reports.drawing.shapes import (
    Anchor,
    Body,
    Box,
    Control,
    Drawing,
    Group,
    Node,
    Paragraph,
    Pen,
    Picture,
    Shape,
    Spot,
    Turn,
)
from jusou_desk.reports.paging.arrows import heads
from jusou_desk.reports.paging.control_looks import control_items, text_left
from jusou_desk.reports.paging.figure_items import (
    UNMOVED,
    Image,
    Item,
    Matrix,
    Path,
    Rect,
    Words,
    joined,
    upward,
)
from jusou_desk.reports.paging.figure_words import LENIENCE, set_body
from jusou_desk.reports.setting.typeset import Span
from jusou_desk.reports.xlsx.paint import BLACK, WHITE, Gradient, Hatch, Paint, blend
from jusou_desk.reports.xlsx.refs import parse_area


@dataclass(frozen=True)
class Figure:
    """シートの上の図形一つ。bounds: 回した後の範囲(左, 下, 右, 上)。

    fits: 中の文が図形に収まったか。lacks: 書体に無い字(``Setting.lacks`` と同じ)。
    """

    cell: str
    bounds: Rect
    items: tuple[Item, ...]
    fits: bool = True
    lacks: tuple[tuple[str, str], ...] = ()


def place_figures(sheet: Sheet, drawings: Sequence[Drawing]) -> tuple[Figure, ...]:
    """図形を ``sheet`` の列幅と行の高さで置く。"""
    if not drawings:
        return ()
    ground = Ground(sheet)
    return tuple(f for d in drawings if (f := _figure(sheet, ground, d)) is not None)


class Ground:
    """セルの番地と、シートの左上からの位置。"""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._lefts = _Edges(sheet.widths, sheet.default_width)
        self._tops = _Edges(sheet.heights, sheet.default_height)

    def box(self, anchor: Anchor) -> Box:
        if anchor.start is None:
            return anchor.box
        x, y = self._at(anchor.start)
        if anchor.end is None:
            return Box(x, y, anchor.box.width, anchor.box.height)
        right, bottom = self._at(anchor.end)
        return Box(x, y, max(right - x, 0.0), max(bottom - y, 0.0))

    def left(self, column: int) -> float:
        """列の左端。"""
        return self._lefts.before(column)

    def top(self, row: int) -> float:
        """行の上端の、シートの上端からの深さ。"""
        return self._tops.before(row)

    def _at(self, spot: Spot) -> tuple[float, float]:
        sheet = self._sheet
        # セルの外を指す位置は、セルの端にする。
        across = min(spot.across, sheet.width(spot.column))
        down = min(spot.down, sheet.height(spot.row))
        return self.left(spot.column) + across, self.top(spot.row) + down


class _Edges:
    """列(行)の境の位置。大きさの書かれた列(行)より先は、標準の大きさの掛け算で求める。"""

    def __init__(self, sizes: Mapping[int, float], default: float) -> None:
        self._sizes = sizes
        self._default = default
        self._last = max(sizes, default=0)
        self._known = [0.0]

    def before(self, number: int) -> float:
        """``number`` 番(1 から)の始まり。"""
        near = min(number, self._last + 1)
        for at in range(len(self._known), near):
            self._known.append(self._known[-1] + self._sizes.get(at, self._default))
        return self._known[near - 1] + (number - near) * self._default


def _figure(sheet: Sheet, ground: Ground, drawing: Drawing) -> Figure | None:
    box = ground.box(drawing.anchor)
    node = drawing.node
    if drawing.anchor.end is not None and _lies(node.turn):
        # 横倒しの図形の位置は、倒した後の枠で書かれている。
        middle_x, middle_y = box.x + box.width / 2, box.y + box.height / 2
        box = Box(middle_x - box.height / 2, middle_y - box.width / 2, box.height, box.width)
    placer = _Placer(sheet)
    items = tuple(placer.items(node, box, UNMOVED))
    if not items:
        return None
    bounds = _bounds(items, node, box)
    return Figure(drawing.cell, bounds, items, placer.fits, placer.lacks)


def _lies(turn: Turn) -> bool:
    return 45 <= turn.angle % 180 < 135


class _Placer:
    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.fits = True
        self.lacks: tuple[tuple[str, str], ...] = ()

    def items(self, node: Node, box: Box, outer: Matrix) -> Iterator[Item]:
        matrix = joined(_placed(box, node.turn), outer)
        match node:
            case Control():
                yield from self._control(node, box, matrix)
            case Group():
                yield from self._group(node, box, matrix)
            case Picture():
                yield from _picture(node, box, matrix)
            case Shape():
                yield from self._shape(node, box, outer)

    def _group(self, group: Group, box: Box, matrix: Matrix) -> Iterator[Item]:
        inner = group.inner
        across = box.width / inner.width if inner.width else 1.0
        down = box.height / inner.height if inner.height else 1.0
        for member in group.members:
            own = member.box
            placed = Box(
                (own.x - inner.x) * across,
                (own.y - inner.y) * down,
                own.width * across,
                own.height * down,
            )
            yield from self.items(member, placed, matrix)

    def _shape(self, shape: Shape, box: Box, outer: Matrix) -> Iterator[Item]:
        matrix = joined(_placed(box, shape.turn), outer)
        if shape.custom is not None:
            drawn = shape.custom.outline(box.width, box.height)
        else:
            drawn = outline(shape.preset, box.width, box.height, shape.adjust)
        for stroke in drawn.strokes:
            yield from _stroke(shape, stroke, matrix)
        body = self._linked(shape)
        if body is None:
            return
        room, spun = _word_frame(shape, box, drawn.text, outer)
        words = set_body(body, room.width, room.height)
        # 文の枠は図形より小さい。図形の中に見えていれば、収まっている。
        limit = box.width if body.vertical else box.height
        self.fits = self.fits and words.depth <= max(limit, room.height) + LENIENCE
        self.lacks += words.lacks
        yield Words(joined(words.matrix, spun), words.items)

    def _control(self, control: Control, box: Box, matrix: Matrix) -> Iterator[Item]:
        yield from control_items(control, box, matrix)
        if control.body is None:
            return
        left = text_left(control)
        room = Box(left, 0.0, max(box.width - left, 1.0), box.height)
        words = set_body(control.body, room.width, room.height)
        self.lacks += words.lacks
        self.fits = self.fits and words.depth <= room.height + LENIENCE
        spun = joined((1.0, 0.0, 0.0, 1.0, left, 0.0), matrix)
        yield Words(joined(words.matrix, spun), words.items)

    def _linked(self, shape: Shape) -> Body | None:
        """セルの字を写す図形なら、いまのセルの字。"""
        prefix, _, place = shape.link.rpartition("!")
        sheet = prefix.strip("'").replace("''", "'")
        if not shape.link or (sheet and sheet != self._sheet.name):
            return shape.body
        try:
            area = parse_area(place.replace("$", ""))
        except ValueError:
            return shape.body
        cell = self._sheet.cells.get((area.top, area.left))
        text = cell.text if cell else ""
        if shape.body is None or not shape.body.paragraphs:
            return None
        first = shape.body.paragraphs[0]
        font = first.spans[0].font if first.spans else None
        if not text or font is None:
            return None
        paragraph: Paragraph = replace(first, spans=(Span(text, font),))
        return replace(shape.body, paragraphs=(paragraph,))


def _picture(picture: Picture, box: Box, matrix: Matrix) -> Iterator[Item]:
    # 画像は左下から描く。負の切り落としは、余白を付けて縮めること。
    left, top, right, bottom = (max(-part, 0.0) for part in picture.crop)
    wide, tall = 1 + left + right, 1 + top + bottom
    width, height = box.width / wide, box.height / tall
    moved = (1.0, 0.0, 0.0, 1.0, width * left, -height * top - height)
    yield Image(joined(moved, matrix), picture.content, picture.crop, width, height, picture.alpha)
    if picture.pen is not None:
        frame = outline("rect", box.width, box.height, {})
        steps = upward(frame.strokes[0].steps)
        yield Path(matrix, steps, None, 1.0, picture.pen)


def _stroke(shape: Shape, stroke: Stroke, matrix: Matrix) -> Iterator[Item]:
    paint = shape.fill if stroke.filled else None
    if paint is not None and stroke.shade:
        paint = _shaded(paint, stroke.shade)
    pen = shape.pen if stroke.stroked else None
    steps = upward(stroke.steps)
    if paint is None and pen is None:
        return
    ends, steps = heads(steps, pen) if pen is not None else ((), steps)
    plain = None if pen is None else replace(pen, head=None, tail=None)
    yield Path(matrix, steps, paint, shape.alpha, plain)
    if pen is not None:
        for end in ends:
            open_end = Pen(pen.color, pen.width, alpha=pen.alpha)
            if end[-1][0] == "Z":
                yield Path(matrix, end, pen.color, pen.alpha, None)
            else:
                yield Path(matrix, end, None, 1.0, open_end)


def _shaded(paint: Paint, shade: float) -> Paint:
    toward = WHITE if shade > 0 else BLACK
    if isinstance(paint, Gradient):
        stops = tuple((at, blend(toward, color, abs(shade))) for at, color in paint.stops)
        return replace(paint, stops=stops)
    if isinstance(paint, Hatch):
        return paint
    return blend(toward, paint, abs(shade))


def _placed(box: Box, turn: Turn) -> Matrix:
    """図形の座標(左上が原点、上が正)から、外の座標へ。裏返し、回し、置く。"""
    half_x, half_y = box.width / 2, box.height / 2
    cos, sin = math.cos(math.radians(turn.angle)), math.sin(math.radians(turn.angle))
    across = -1.0 if turn.mirrored else 1.0
    down = -1.0 if turn.upside_down else 1.0
    # 時計回りの回転。上が正の座標では角度の符号が逆になる。
    a, b, c, d = cos * across, -sin * across, sin * down, cos * down
    middle_x, middle_y = box.x + half_x, -(box.y + half_y)
    return (
        a, b, c, d,
        middle_x - (a * half_x - c * half_y),
        middle_y - (b * half_x - d * half_y),
    )  # fmt: skip


def _word_frame(shape: Shape, box: Box, text: Rect, outer: Matrix) -> tuple[Box, Matrix]:
    """文を置く枠の大きさと、その座標(左上が原点、上が正)。

    裏返した図形でも字は裏返さない。上下に裏返した図形では、Excel と同じく字が半回転する。
    """
    left, top, right, bottom = text
    turn = shape.turn
    if turn.mirrored != turn.upside_down:
        left, right = box.width - right, box.width - left
    angle = turn.angle + (180.0 if turn.upside_down else 0.0)
    matrix = joined(_placed(box, Turn(angle)), outer)
    if matrix[0] * matrix[3] - matrix[1] * matrix[2] < 0:
        matrix = joined((-1.0, 0.0, 0.0, 1.0, box.width, 0.0), matrix)
    if shape.body is not None and shape.body.upright:
        x, y = _applied(matrix, box.width / 2, -box.height / 2)
        matrix = (1.0, 0.0, 0.0, 1.0, x - box.width / 2, y + box.height / 2)
    room = Box(left, top, max(right - left, 0.0), max(bottom - top, 0.0))
    return room, joined((1.0, 0.0, 0.0, 1.0, left, -top), matrix)


def _bounds(items: Sequence[Item], node: Node, box: Box) -> Rect:
    matrix = _placed(box, node.turn)
    corners = [(0.0, 0.0), (box.width, 0.0), (0.0, -box.height), (box.width, -box.height)]
    points = [_applied(matrix, x, y) for x, y in corners]
    for item in items:
        if isinstance(item, Path):
            points += [
                _applied(item.matrix, values[at], values[at + 1])
                for _, values in item.steps
                for at in range(0, len(values), 2)
            ]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _applied(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
