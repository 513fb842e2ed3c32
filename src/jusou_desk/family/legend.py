"""凡例。図に出る記号と線を、町の描き方で一通り並べる。どの家族の図にも同じものを添える。

出ている記号だけを並べると、除いた人のあったことが凡例の穴から知れる。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from jusou_desk.family.ecomap import tie_sample
from jusou_desk.family.figures import Figure, draw_figure
from jusou_desk.family.people import HouseholdKind, ParentageKind, Sex, UnionKind
from jusou_desk.family.shapes import Box, Line, Picture, Rect, Shape, Text, moved, text_width
from jusou_desk.family.symbols import SymbolSet, TieStrength, symbol_set

_SYMBOL: Final = 3.6
_TEXT: Final = 2.4
_LONG: Final = 7.0
"""線の見本の長さ。"""
_WIDE: Final = 23.0
_TALL: Final = 5.0
_ACROSS: Final = 7
_FIGURES: Final = (
    ("本人", Figure(Sex.UNKNOWN, focus=True)),
    ("男", Figure(Sex.MALE)),
    ("女", Figure(Sex.FEMALE)),
    ("性別不明", Figure(Sex.UNKNOWN)),
    ("親が不明", Figure(Sex.MALE, absent=True, inside="?")),
    ("死亡", Figure(Sex.MALE, dead=True)),
    ("養子", Figure(Sex.MALE, bracket=True)),
)


def draw_legend(symbols: SymbolSet | None = None) -> Picture:
    """凡例の図。"""
    chosen = symbols or symbol_set()
    shapes: list[Shape] = []
    count = 0
    for count, (word, sample) in enumerate(_samples(chosen), 1):
        row, column = divmod(count - 1, _ACROSS)
        dx, dy = column * _WIDE + 1.0, (row + 0.5) * _TALL
        shapes += [moved(one, dx, dy) for one in sample]
        width = text_width(word, _TEXT)
        box = Box(dx + _LONG + 1.5, dy - _TEXT / 2, width, _TEXT)
        shapes.append(Text(word, box, _TEXT))
    rows = -(-count // _ACROSS)
    return Picture(_ACROSS * _WIDE, rows * _TALL, tuple(shapes))


def _samples(symbols: SymbolSet) -> Iterator[tuple[str, list[Shape]]]:
    """(語, 原点から右へ伸びる見本)。"""
    small = replace(symbols, symbol=_SYMBOL, age=_TEXT)
    for word, figure in _FIGURES:
        yield word, list(draw_figure(figure, (_LONG / 2, 0.0), small))
    across = ((0.0, 0.0), (_LONG, 0.0))
    for kind in UnionKind:
        look = symbols.unions[kind]
        marks = [
            Line(((at - 0.6, 1.4), (at + 0.6, -1.4)), symbols.plain)
            for at in (_LONG / 2 + n * 1.2 for n in range(look.mark))
        ]
        yield kind, [Line(across, look.stroke), *marks]
    for bond in ParentageKind:
        yield f"親と{bond}", [Line(across, symbols.parentages[bond].stroke)]
    for home in HouseholdKind:
        frame = Rect(Box(0.0, -_TALL / 3, _LONG, _TALL / 1.5), symbols.households[home])
        yield home, [frame]
    for strength in TieStrength:
        yield f"関係 {strength}", list(tie_sample(strength, _LONG, symbols))
