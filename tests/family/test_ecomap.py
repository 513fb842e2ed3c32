"""エコマップ: 二十四まで、箱も線も重ならないか。"""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from jusou_desk.errors import BadInput
from jusou_desk.family.ecomap import MOST, Contact, Flow, draw_ecomap
from jusou_desk.family.naming import crosses
from jusou_desk.family.shapes import Line, Picture, Text, extent
from jusou_desk.family.symbols import TieStrength
from tests.family.ecomaps import contacts, ecomaps


def lines(picture: Picture) -> list[Line]:
    return [s for s in picture.shapes if isinstance(s, Line) and not s.filled]


@pytest.mark.parametrize("count", range(MOST + 1))
def test_箱は重ならず線は箱を横切らない(count: int) -> None:
    stands_clear(draw_ecomap(["架空世帯"], contacts(count)), count)


@pytest.mark.parametrize("count", [2, 7, 13, MOST])
def test_どう並べ替えても重ならない(count: int) -> None:
    given = contacts(count)
    order = random.Random(count).sample([one.key for one in given], count)
    picture = draw_ecomap(["架空世帯"], given, places={key: n for n, key in enumerate(order)})
    assert [spot.key for spot in picture.spots] == order
    stands_clear(picture, count)


def stands_clear(picture: Picture, count: int) -> None:
    boxes = [spot.symbol for spot in picture.spots]
    assert len(boxes) == count
    assert not [1 for a, b in combinations(boxes, 2) if a.meets(b)]
    for line in lines(picture):
        for a, b in zip(line.points, line.points[1:], strict=False):
            assert not [box for box in boxes if crosses(box.grown(-0.05), a, b)]
    words = [s.box for s in picture.shapes if isinstance(s, Text)]
    assert not [1 for a, b in combinations(words, 2) if a.grown(-0.01).meets(b)]


@pytest.mark.parametrize("name", ["none", "one", "eight", "family_inside", "twenty_four"])
def test_図は紙からはみ出さない(name: str) -> None:
    picture = ecomaps()[name]
    for shape in picture.shapes:
        box = extent(shape)
        assert min(box.x, box.y) >= 0
        assert box.right <= picture.width
        assert box.bottom <= picture.height


def test_二十五は断る() -> None:
    with pytest.raises(BadInput):
        draw_ecomap(["架空世帯"], contacts(MOST + 1))


def test_強い順に並び同じ強さは渡した順() -> None:
    given = [
        Contact("a", "甲", TieStrength.BROKEN),
        Contact("b", "乙", TieStrength.STRONG),
        Contact("c", "丙", TieStrength.WEAK),
        Contact("d", "丁", TieStrength.STRONG),
    ]
    picture = draw_ecomap(["本人"], given)
    assert [spot.key for spot in picture.spots] == ["b", "d", "c", "a"]


def test_動かした後に増えた分は後に続き_減った分の隙は残らない() -> None:
    places = {"k4": 0, "k0": 1, "gone": 2, "k2": 3}
    given = [one for one in contacts(5) if one.key != "k1"]
    picture = draw_ecomap(["本人"], given, places=places)
    assert [spot.key for spot in picture.spots] == ["k4", "k0", "k2", "k3"]
    compact = {"k4": 0, "k0": 1, "k2": 2}
    assert picture == draw_ecomap(["本人"], given, places=compact)


def only(strength: TieStrength, flow: Flow = Flow.NONE) -> Picture:
    return draw_ecomap(["本人"], [Contact("a", "甲", strength, flow)])


def test_線の別は形で分かる() -> None:
    strokes = {s: lines(only(s))[0] for s in TieStrength}
    plain = strokes[TieStrength.PLAIN]
    assert strokes[TieStrength.STRONG].stroke.width > 2 * plain.stroke.width
    assert strokes[TieStrength.WEAK].stroke.dash
    assert len(strokes[TieStrength.TENSE].points) > 5
    assert len(lines(only(TieStrength.BROKEN))) == len(lines(only(TieStrength.PLAIN))) + 2


@pytest.mark.parametrize(
    ("flow", "count"),
    [(Flow.NONE, 0), (Flow.TO_CENTRE, 1), (Flow.FROM_CENTRE, 1), (Flow.BOTH, 2)],
)
def test_矢じりは力の向きだけ付く(flow: Flow, count: int) -> None:
    shapes = only(TieStrength.PLAIN, flow).shapes
    assert sum(isinstance(s, Line) and s.filled for s in shapes) == count
