"""家族の模型: その日の家族と、つじつまの合わない家族の断り方。"""

from __future__ import annotations

from datetime import date

import pytest

from jusou_desk.births import Birth, Precision
from jusou_desk.errors import BadInput
from jusou_desk.family.people import (
    Family,
    Household,
    HouseholdKind,
    Member,
    Parentage,
    Span,
    Stay,
    Union,
    UnionKind,
)
from tests.family import reading


def kinds(family: Family, day: date) -> list[UnionKind]:
    return [union.kind for union in family.as_of(day).unions]


def test_再婚の家族のその日() -> None:
    family = reading.family("remarried")
    assert [m.key for m in family.as_of(date(2008, 1, 1)).members] == ["f", "w1", "w2", "a", "b"]
    assert kinds(family, date(1999, 12, 31)) == []
    assert kinds(family, date(2010, 5, 31)) == [UnionKind.MARRIED]
    assert kinds(family, date(2010, 6, 1)) == [UnionKind.DIVORCED]
    assert kinds(family, date(2012, 4, 1)) == [UnionKind.DIVORCED, UnionKind.MARRIED]


def test_別居は婚姻の後の一つになる() -> None:
    family = reading.family("separated")
    assert kinds(family, date(2019, 12, 31)) == [UnionKind.MARRIED]
    assert kinds(family, date(2020, 1, 1)) == [UnionKind.SEPARATED]


def test_終わった婚姻は相手が亡くなっていれば死別() -> None:
    span = Span(date(1980, 1, 1), date(2001, 1, 1))
    family = Family(
        (Member("f", died=date(2001, 1, 1)), Member("m"), Member("x")),
        (Union("f", "m", span=span), Union("m", "x", UnionKind.COMMON_LAW, span)),
    )
    assert kinds(family, date(2000, 1, 1)) == [UnionKind.MARRIED, UnionKind.COMMON_LAW]
    assert kinds(family, date(2002, 1, 1)) == [UnionKind.WIDOWED, UnionKind.PARTED]


def test_後に亡くなる人はその日は生きている() -> None:
    family = Family((Member("a", died=date(2020, 5, 5)), Member("b", deceased=True)))
    assert [m.dead for m in family.as_of(date(2020, 5, 4)).members] == [False, True]
    assert [m.dead for m in family.as_of(date(2020, 5, 5)).members] == [True, True]


def test_世帯を出た日からは中にいない() -> None:
    home = Household(
        HouseholdKind.SUPPORT,
        (Stay("a", Span(date(2020, 1, 1), date(2021, 1, 1))), Stay("b", Span(date(2020, 6, 1)))),
    )
    family = Family((Member("a"), Member("b")), households=(home,))

    def inside(day: date) -> list[tuple[str, ...]]:
        return [home.members for home in family.as_of(day).households]

    assert inside(date(2019, 1, 1)) == []
    assert inside(date(2020, 12, 31)) == [("a", "b")]
    assert inside(date(2021, 1, 1)) == [("b",)]


def test_生まれる前の子は親子の記述ごと無い() -> None:
    child = Member("c", birth=Birth(date(2020, 1, 1), Precision.DAY))
    family = Family((Member("p"), child), parentages=(Parentage("c", ("p",)),))
    before = family.as_of(date(2019, 12, 31))
    assert [m.key for m in before.members] == ["p"]
    assert before.parentages == ()


@pytest.mark.parametrize(
    ("members", "unions", "parentages"),
    [
        (("a", "a"), (), ()),
        (("a",), (Union("a", "b"),), ()),
        (("a",), (Union("a", "a"),), ()),
        (("a", "b"), (), (Parentage("a", ("b",)), Parentage("b", ("a",)))),
        (("a", "b", "c", "d"), (), (Parentage("a", ("b", "c", "d")),)),
        (("a", "b"), (), (Parentage("a", ("b", "b")),)),
        (("a",), (), (Parentage("a", ()),)),
    ],
)
def test_つじつまの合わない家族は断る(
    members: tuple[str, ...], unions: tuple[Union, ...], parentages: tuple[Parentage, ...]
) -> None:
    with pytest.raises(BadInput):
        Family(tuple(map(Member, members)), unions, parentages)


def test_本人は一人() -> None:
    with pytest.raises(BadInput):
        Family((Member("a", focus=True), Member("b", focus=True)))
