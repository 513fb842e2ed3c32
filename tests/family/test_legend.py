"""凡例: 町の描き方のとおりで、記号と線がみな一度ずつ、字が重ならずに並ぶ。"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from jusou_desk.family.legend import draw_legend
from jusou_desk.family.people import HouseholdKind, UnionKind
from jusou_desk.family.shapes import Line, Picture, Rect, Stroke, Text
from jusou_desk.family.symbols import TieStrength, UnionLook, symbol_set


def words(picture: Picture) -> list[str]:
    return [one.text for one in picture.shapes if isinstance(one, Text)]


def test_どの結びつきと世帯と関係の語もある() -> None:
    told = words(draw_legend())
    assert set(UnionKind) | set(HouseholdKind) <= set(told)
    assert {f"関係 {one}" for one in TieStrength} <= set(told)
    assert "本人" in told


def test_字は重ならず_図の中にある() -> None:
    picture = draw_legend()
    boxes = [one.box for one in picture.shapes if isinstance(one, Text)]
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))
    assert all(box.right <= picture.width and box.bottom <= picture.height for box in boxes)


def test_町の描き方に従う() -> None:
    symbols = symbol_set()
    own = Stroke(0.77, (9.0, 1.0))
    look = UnionLook(own, 3)
    town = replace(
        symbols,
        unions=symbols.unions | {UnionKind.MARRIED: look},
        households=symbols.households | {HouseholdKind.FACILITY: own},
    )
    shapes = draw_legend(town).shapes
    assert any(isinstance(one, Line) and one.stroke == own for one in shapes)
    assert any(isinstance(one, Rect) and one.stroke == own for one in shapes)
    assert len(shapes) == len(draw_legend(symbols).shapes) + 3
