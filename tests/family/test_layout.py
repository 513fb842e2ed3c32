"""ジェノグラムの並びのきまり、動かした位置、でたらめな家族での約束。"""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jusou_desk.family.audience import veiled
from jusou_desk.family.genogram import Nudge, draw_genogram
from jusou_desk.family.naming import crosses, room_for
from jusou_desk.family.people import (
    Family,
    Household,
    HouseholdKind,
    Link,
    Member,
    Parentage,
    Sex,
    Stay,
    Union,
    UnionKind,
)
from jusou_desk.family.shapes import Bend, Box, Line, Path, Picture, Stroke, Text
from tests.family import geometry, reading
from tests.family.growing import Grower


def rows(picture: Picture) -> list[list[str]]:
    """段ごとの、左からの人。"""
    found: dict[int, list[tuple[float, str]]] = {}
    for spot in picture.spots:
        found.setdefault(spot.row, []).append((spot.symbol.x, spot.key))
    return [[key for _, key in sorted(found[row])] for row in sorted(found)]


def row_order(name: str, nudges: dict[str, Nudge] | None = None) -> list[list[str]]:
    return rows(draw_genogram(reading.family(name), reading.DAY, nudges=nudges))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("couple_two_children", [["f", "m"], ["a", "b"]]),
        ("remarried", [["w1", "f", "w2"], ["a", "b", "c"]]),
        ("married_three_times", [["w1", "w2", "f", "w3"], ["a", "b", "c", "d"]]),
        ("stepchildren_both", [["xw", "h", "w", "xh"], ["a", "c", "b"]]),
        ("same_sex_partners", [["x", "a", "b"], ["k"]]),
        (
            "three_generations",
            [["gf", "gm", "mf", "mm"], ["u1", "f", "u2", "t1", "m", "t2"], ["a", "b"]],
        ),
        ("grandparents_raising", [["gf", "gm"], ["u", "f", "m"], ["a", "b"]]),
        ("housemate_and_friend", [["f", "m", "y"], ["p", "x"]]),
    ],
)
def test_並び(name: str, expected: list[list[str]]) -> None:
    assert row_order(name) == expected


def test_四世代は父方を左に段をそろえる() -> None:
    found = row_order("four_generations")
    assert found[1] == ["gf", "gm", "ga", "mgf", "mgm"]
    assert found[2] == ["f", "fa", "m"]
    assert found[4] == ["z"]


def test_生年月日の分からない子は書かれた順() -> None:
    members = (
        Member("p"),
        Member("a"),
        Member("b"),
        Member("c"),
    )
    family = Family(members, parentages=tuple(Parentage(k, ("p",)) for k in "cab"))
    assert rows(draw_genogram(family, reading.DAY))[1] == ["a", "b", "c"]


def middle(picture: Picture, key: str) -> float:
    box = next(spot.symbol for spot in picture.spots if spot.key == key)
    return box.x + box.width / 2


def test_子は親の真ん中の下() -> None:
    picture = draw_genogram(reading.family("adopted"), reading.DAY)
    between = (middle(picture, "f") + middle(picture, "m")) / 2
    assert (middle(picture, "a") + middle(picture, "b")) / 2 == pytest.approx(between, abs=1.0)


def test_動かした人はそこに留まりほかが避ける() -> None:
    family = reading.family("six_siblings")
    still = draw_genogram(family, reading.DAY)
    moved = draw_genogram(family, reading.DAY, nudges={"c2": Nudge(dx=25.0)})
    by = {s.key: middle(moved, s.key) - middle(still, s.key) for s in still.spots}
    # 図の左端がそろうので、動かさない長男からの隔たりで見る。
    assert by["c2"] - by["c1"] == pytest.approx(25.0, abs=0.1)
    assert geometry.overlaps(moved) == []
    assert geometry.cuts(moved) == []
    assert geometry.loose_ends(moved) == []


def test_並びを動かせばそのとおりになる() -> None:
    assert row_order("six_siblings", {"c6": Nudge(place=0)})[1][0] == "c6"
    picture = draw_genogram(
        reading.family("six_siblings"), reading.DAY, nudges={"w": Nudge(place=7)}
    )
    assert rows(picture)[1][7] == "w"
    assert geometry.overlaps(picture) + geometry.cuts(picture) == []
    assert geometry.loose_ends(picture) + geometry.doubled(picture) == []


def test_図にいない人の位置は気にしない() -> None:
    family = reading.family("twins")
    nudges = {"gone": Nudge(5.0, 1)}
    assert draw_genogram(family, reading.DAY, nudges=nudges) == draw_genogram(family, reading.DAY)


def words(family: Family, day: date = reading.DAY) -> list[str]:
    return [s.text for s in draw_genogram(family, day).shapes if isinstance(s, Text)]


def test_歳の書き方() -> None:
    assert words(reading.family("sole_person")) == ["71", "架空 一郎", "独居"]
    assert words(reading.family("sole_person"), date(2026, 3, 31))[0] == "70"
    assert "61頃" in words(reading.family("unknown_everything"))
    assert "22歳没" in words(reading.family("one_twin_died"))
    assert "22歳没" not in words(reading.family("one_twin_died"), date(1990, 1, 1))


def test_書かれていない父は点線の記号で立つ() -> None:
    assert words(reading.family("unknown_father")).count("?") == 2


def slashes(kind: UnionKind) -> int:
    family = Family(
        (Member("f", sex=Sex.MALE), Member("m", sex=Sex.FEMALE, focus=True)),
        (Union("f", "m", kind),),
    )
    lines = [s for s in draw_genogram(family, reading.DAY).shapes if isinstance(s, Line)]
    return sum(line.points[0][1] != line.points[-1][1] for line in lines)


def test_離婚は二本別居は一本の斜線() -> None:
    drawn = {kind: slashes(kind) for kind in UnionKind}
    assert drawn == {
        UnionKind.MARRIED: 0,
        UnionKind.COMMON_LAW: 0,
        UnionKind.DIVORCED: 2,
        UnionKind.SEPARATED: 1,
        UnionKind.WIDOWED: 0,
        UnionKind.PARTED: 2,
        UnionKind.UNMARRIED: 0,
    }


def test_親と子が結ばれていても描ける() -> None:
    family = Family(
        (Member("a", focus=True), Member("b"), Member("c")),
        (Union("a", "b"), Union("a", "c")),
        (Parentage("c", ("a", "b")),),
    )
    picture = draw_genogram(family, reading.DAY)
    assert geometry.overlaps(picture) + geometry.cuts(picture) == []
    assert geometry.loose_ends(picture) + geometry.doubled(picture) == []


def test_誰もいない家族は空の図() -> None:
    assert draw_genogram(Family(()), reading.DAY).shapes == ()


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 100_000))
def test_でたらめな家族も重ならずつながって描ける(seed: int) -> None:
    family = Grower(seed).family(3 + seed % 10)
    picture = draw_genogram(family, reading.DAY)
    assert geometry.overlaps(picture) == []
    assert geometry.cuts(picture) == []
    assert geometry.loose_ends(picture) == []
    assert geometry.doubled(picture) == []
    homes = [set(home.members) for home in veiled(family).households]
    for inside in geometry.enclosed(picture):
        assert any(inside <= home for home in homes)


def test_ほかの間がらの縦線は小さな弧で跳び越える() -> None:
    def bends(name: str) -> int:
        shapes = draw_genogram(reading.family(name), reading.DAY).shapes
        open_paths = [s for s in shapes if isinstance(s, Path) and not s.closed]
        return sum(isinstance(part, Bend) for path in open_paths for part in path.parts)

    assert bends("married_three_times") == 1
    assert bends("married_four_times") == 3
    assert bends("couple_two_children") == 0


def test_二組目の親からも線が来る() -> None:
    family = reading.family("grandchild_adopted_by_aunt")
    picture = draw_genogram(family, reading.DAY)
    top = next(spot.symbol for spot in picture.spots if spot.key == "c").y
    feet = {
        round(points[-1][0], 1)
        for points in geometry.wires(picture)
        if abs(points[-1][1] - top) < 2.5 and abs(points[-1][0] - middle(picture, "c")) < 3
    }
    assert len(feet) == 2


def test_段の違う縁は余白を回る() -> None:
    family = Family(
        (Member("gm"), Member("m"), Member("c", focus=True), Member("d"), Member("x")),
        (Union("m", "x"),),
        (Parentage("m", ("gm",)), Parentage("c", ("m", "x")), Parentage("d", ("m", "x"))),
        links=(Link("gm", "c", "養育者"), Link("gm", "d", "里親")),
    )
    picture = draw_genogram(family, reading.DAY)
    assert "養育者" in words(family)
    assert geometry.overlaps(picture) + geometry.cuts(picture) == []
    assert geometry.loose_ends(picture) + geometry.doubled(picture) == []


@pytest.mark.parametrize("name", ["remarried", "masked_mother", "separated", "same_sex_partners"])
def test_斜線は同居の囲みに掛からない(name: str) -> None:
    picture = draw_genogram(reading.family(name), reading.DAY)
    marks, loops = geometry.mark_lines(picture), geometry.outlines(picture)
    assert marks
    assert not [1 for mark in marks for loop in loops if geometry.crossings(mark, loop)]


@pytest.mark.parametrize("name", ["four_generations", "remarried", "both_sides_siblings_married"])
def test_別々の世帯の囲みは交わらない(name: str) -> None:
    one, other = geometry.outlines(draw_genogram(reading.family(name), reading.DAY))
    assert geometry.crossings(one, other) == 0


def test_名は字とも線とも重ならない所に置く() -> None:
    written = Text("名", Box(-10, -4, 20, 8), 2.8)
    line = Line(((-30.0, -6.0), (30.0, -6.0)), Stroke(0.3))
    box = room_for(8, 3, (0.0, 0.0), [written, line])
    assert box is not None
    assert not box.meets(written.box)
    assert not crosses(box, *line.points)


def test_性別の分からない人にも離れた相手の線が縁に着く() -> None:
    members = [Member("p", focus=True), *(Member(f"x{n}") for n in range(4))]
    family = Family(tuple(members), tuple(Union("p", f"x{n}") for n in range(4)))
    picture = draw_genogram(family, reading.DAY)
    assert geometry.loose_ends(picture) + geometry.doubled(picture) == []


def test_貼り付けられた長い文でも_図は止まらない() -> None:
    long = "長" * 100_000
    people = (Member("a", long, Sex.MALE), Member("b", "乙", Sex.FEMALE, note=long))
    family = Family(people, links=(Link("a", "b", long),))
    said = words(family)
    assert max(map(len, said)) < 1000
    assert sum(map(len, said)) < 2000


def test_大人数の世帯番号でも_図は止まらない() -> None:
    keys = [f"m{n:03}" for n in range(90)]
    home = Household(HouseholdKind.SUPPORT, tuple(Stay(key) for key in keys))
    parents = tuple(Parentage(key, (keys[0],)) for key in keys[1:])
    people = tuple(Member(key, key) for key in keys)
    started = time.process_time()
    picture = draw_genogram(Family(people, (), parents, (home,)), reading.DAY)
    assert len(picture.spots) == len(keys)
    # 囲みを升目で描くと、この十倍はかかる。
    assert time.process_time() - started < 5
