"""エコマップ(支援関係図)。真ん中に本人(世帯)、周りに関わりのある機関と人を置く。

線の強い順(画面で動かしたなら、その並び)に、真上から時計回りに並べる。箱も線も重ならない大きさの
楕円を選ぶ。
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from jusou_desk.errors import BadInput
from jusou_desk.family.labels import LEADING, wrap
from jusou_desk.family.naming import crosses
from jusou_desk.family.shapes import (
    Box,
    Circle,
    Line,
    Picture,
    Point,
    Rect,
    Shape,
    Spot,
    Stroke,
    Text,
    moved,
    moved_box,
    text_width,
)
from jusou_desk.family.symbols import SymbolSet, TieLook, TieStrength, symbol_set

MOST: Final = 24
"""周りに置ける数。これより多いと紙の上で読めない。"""

_BORDER: Final = 2.0
_PAD: Final = 1.5
_APART: Final = 3.0
_TIE: Final = 14.0
"""線のいちばん短い長さ。"""
_WIDE: Final = 1.35
"""楕円の横と縦の比。"""
_STEP: Final = 1.0
_TOOTH: Final = 1.8
_ARROW: Final = 2.2
_CROSS: Final = 1.6


class Flow(StrEnum):
    """力の向き(矢印)。"""

    NONE = "なし"
    TO_CENTRE = "本人へ"
    FROM_CENTRE = "本人から"
    BOTH = "両方"


@dataclass(frozen=True)
class Contact:
    """周りの機関や人。``note`` は箱の中の二つ目の行からに書く(「週1回訪問」)。"""

    key: str
    name: str
    strength: TieStrength = TieStrength.PLAIN
    flow: Flow = Flow.NONE
    note: str = ""


def draw_ecomap(
    centre: Picture | Sequence[str],
    contacts: Sequence[Contact],
    symbols: SymbolSet | None = None,
    places: Mapping[str, int] | None = None,
) -> Picture:
    """エコマップ。centre: 真ん中の円に入れるジェノグラムか、字の行。

    contacts は 24 まで(超えれば ``BadInput``)。同じ強さの中では渡された順。
    places: 画面で動かした並び(key → 真上から時計回りに何番目か)。そこに無いものは後に続き、
    欠けたものの場所は詰めるので、隙は残らない。
    """
    if len(contacts) > MOST:
        raise BadInput(
            f"エコマップに置ける機関と人は、合わせて{MOST}までです。",
            "つながりの薄いものを外すか、まとめて一つにしてください。",
        )
    chosen = symbols or symbol_set()
    order = list(TieStrength)
    kept = places or {}
    ranked = sorted(contacts, key=lambda c: (kept.get(c.key, MOST), order.index(c.strength)))
    middle, radius = _middle(centre, chosen)
    sizes = [_size(contact, chosen) for contact in ranked]
    boxes = _ring(sizes, radius)
    shapes: list[Shape] = [Circle((0.0, 0.0), radius, chosen.plain), *middle]
    for contact, box in zip(ranked, boxes, strict=True):
        shapes += _tie(contact, box, radius, chosen)
        shapes += [Rect(box, chosen.plain), *_words(contact, box, chosen)]
    return _framed(shapes, [*boxes, Box(-radius, -radius, 2 * radius, 2 * radius)], ranked)


def _middle(centre: Picture | Sequence[str], symbols: SymbolSet) -> tuple[list[Shape], float]:
    if isinstance(centre, Picture):
        dx, dy = -centre.width / 2, -centre.height / 2
        return [moved(s, dx, dy) for s in centre.shapes], math.hypot(dx, dy)
    lines = [line for text in centre for line in wrap(text, symbols.text, symbols.label)]
    tall = symbols.text * LEADING
    wide = max((text_width(line, symbols.text) for line in lines), default=0.0)
    radius = max(symbols.symbol, math.hypot(wide, tall * len(lines)) / 2 + _PAD)
    return list(_lines(lines, -tall * len(lines) / 2, 0.0, symbols)), radius


def _lines(lines: Sequence[str], top: float, x: float, symbols: SymbolSet) -> Iterator[Text]:
    tall = symbols.text * LEADING
    for n, line in enumerate(lines):
        wide = text_width(line, symbols.text)
        yield Text(line, Box(x - wide / 2, top + n * tall, wide, tall), symbols.text)


def _contact_lines(contact: Contact, symbols: SymbolSet) -> list[str]:
    size, room = symbols.text, symbols.label
    return [*wrap(contact.name, size, room), *wrap(contact.note, size, room)]


def _size(contact: Contact, symbols: SymbolSet) -> tuple[float, float]:
    lines = _contact_lines(contact, symbols)
    wide = max((text_width(line, symbols.text) for line in lines), default=0.0)
    return wide + 2 * _PAD, max(len(lines), 1) * symbols.text * LEADING + 2 * _PAD


def _words(contact: Contact, box: Box, symbols: SymbolSet) -> Iterator[Text]:
    yield from _lines(
        _contact_lines(contact, symbols), box.y + _PAD, box.x + box.width / 2, symbols
    )


def _ring(sizes: Sequence[tuple[float, float]], radius: float) -> list[Box]:
    """重ならない、いちばん小さい楕円の上の箱。"""
    reach = radius + _TIE
    while True:
        boxes = [_at(n, len(sizes), size, reach) for n, size in enumerate(sizes)]
        if _fits(boxes, radius):
            return boxes
        reach += _STEP


def _at(n: int, count: int, size: tuple[float, float], reach: float) -> Box:
    angle = 2 * math.pi * n / count
    x, y = round(_WIDE * reach * math.sin(angle), 2), round(-reach * math.cos(angle), 2)
    return Box(x - size[0] / 2, y - size[1] / 2, *size)


def _fits(boxes: Sequence[Box], radius: float) -> bool:
    for n, box in enumerate(boxes):
        if _distance(box) < radius + _TIE:
            return False
        wide = box.grown(_APART / 2)
        if any(wide.meets(other.grown(_APART / 2)) for other in boxes[:n]):
            return False
    return not any(
        crosses(other.grown(_TOOTH), (0.0, 0.0), _middle_of(box))
        for n, box in enumerate(boxes)
        for other in (*boxes[:n], *boxes[n + 1 :])
    )


def _distance(box: Box) -> float:
    """中心から箱まで。"""
    x = max(box.x, -box.right, 0.0)
    y = max(box.y, -box.bottom, 0.0)
    return math.hypot(x, y)


def _middle_of(box: Box) -> Point:
    return box.x + box.width / 2, box.y + box.height / 2


def _tie(contact: Contact, box: Box, radius: float, symbols: SymbolSet) -> Iterator[Shape]:
    """円の縁から箱の縁までの線と矢じり。"""
    look = symbols.ties[contact.strength]
    middle = _middle_of(box)
    long = math.hypot(*middle)
    along = middle[0] / long, middle[1] / long
    inside = min(
        (
            half / abs(part)
            for half, part in zip((box.width / 2, box.height / 2), along, strict=True)
            if part
        ),
    )
    start, end = radius, long - inside
    arrow = _ARROW + look.stroke.width
    if contact.flow in (Flow.TO_CENTRE, Flow.BOTH):
        yield _arrow(along, start, start + arrow, look)
        start += arrow
    if contact.flow in (Flow.FROM_CENTRE, Flow.BOTH):
        yield _arrow(along, end, end - arrow, look)
        end -= arrow
    points = _zigzag(along, start, end) if look.zigzag else [_on(along, start), _on(along, end)]
    yield Line(tuple(points), look.stroke)
    if look.cross:
        yield from _cross(along, (start + end) / 2, symbols.plain)


def tie_sample(strength: TieStrength, length: float, symbols: SymbolSet) -> Iterator[Shape]:
    """原点から右へ ``length`` ミリの、線の見本(凡例のため)。"""
    end = Box(length, -1.0, 2.0, 2.0)
    return _tie(Contact("", "", strength), end, 0.0, symbols)


def _on(along: Point, far: float, aside: float = 0.0) -> Point:
    """中心から向き ``along`` へ ``far``、そこから右へ ``aside`` の点。"""
    return along[0] * far - along[1] * aside, along[1] * far + along[0] * aside


def _arrow(along: Point, tip: float, base: float, look: TieLook) -> Line:
    wide = (_ARROW + look.stroke.width) / 2
    points = (_on(along, tip), _on(along, base, wide), _on(along, base, -wide))
    return Line(points, Stroke(0.1), closed=True, filled=True)


def _zigzag(along: Point, start: float, end: float) -> list[Point]:
    # 両端は、箱の角に歯が掛からないよう、まっすぐにする。
    first, last = start + _TOOTH, end - _TOOTH
    teeth = max(4, round((last - first) / _TOOTH))
    step = (last - first) / teeth
    inner = [
        _on(along, first + step * (n + 0.5), _TOOTH / 2 if n % 2 else -_TOOTH / 2)
        for n in range(teeth)
    ]
    return [_on(along, start), *inner, _on(along, end)]


def _cross(along: Point, far: float, stroke: Stroke) -> Iterator[Line]:
    for way in (1.0, -1.0):
        yield Line(
            (_on(along, far - _CROSS, -way * _CROSS), _on(along, far + _CROSS, way * _CROSS)),
            stroke,
        )


def _framed(shapes: Sequence[Shape], boxes: Sequence[Box], contacts: Sequence[Contact]) -> Picture:
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.joined(box)
    dx, dy = _BORDER - whole.x, _BORDER - whole.y
    spots = tuple(
        Spot(contact.key, moved_box(box, dx, dy), None, place=n)
        for n, (contact, box) in enumerate(zip(contacts, boxes, strict=False))
    )
    return Picture(
        round(whole.width + 2 * _BORDER, 2),
        round(whole.height + 2 * _BORDER, 2),
        tuple(moved(shape, dx, dy) for shape in shapes),
        spots,
    )
