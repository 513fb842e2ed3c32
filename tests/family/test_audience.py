"""見せる相手に合わせて人を除いた図は、初めからその人がいない図と見分けがつかないか。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jusou_desk.births import Birth, Precision
from jusou_desk.errors import BadInput
from jusou_desk.family.audience import connected, for_audience
from jusou_desk.family.genogram import draw_genogram
from jusou_desk.family.people import Family, Household, Link, Member, Parentage, Sex, Union
from jusou_desk.family.shapes import Picture, Text
from tests.family import geometry, reading
from tests.family.growing import Grower

SEEDS = st.integers(0, 100_000)
FEW = settings(max_examples=20, deadline=None, derandomize=True)


def drawn(family: Family) -> Picture:
    return draw_genogram(family, reading.DAY)


def some_hidden(family: Family, seed: int) -> frozenset[str]:
    keys = [m.key for m in family.members if not m.focus]
    count = min(len(keys), 1 + seed % 3)
    return frozenset(Random(seed).sample(keys, count))


def never_told(family: Family, gone: Iterable[str]) -> Family:
    """その人たちのことを初めから聞いていなければ、こう書かれていたという家族。"""
    lost = set(gone)
    parentages = []
    for told in family.parentages:
        parents = tuple(parent for parent in told.parents if parent not in lost)
        if parents and told.child not in lost:
            parentages.append(replace(told, parents=parents))
    homes = []
    for home in family.households:
        stays = tuple(stay for stay in home.stays if stay.member not in lost)
        if stays:
            homes.append(Household(home.kind, stays, home.name))
    return Family(
        tuple(m for m in family.members if m.key not in lost),
        tuple(u for u in family.unions if u.one not in lost and u.other not in lost),
        tuple(parentages),
        tuple(homes),
        tuple(x for x in family.links if x.one not in lost and x.other not in lost),
    )


def stranded(family: Family, hidden: Iterable[str]) -> set[str]:
    """伏せた人を通してしか本人につながらず、同居もしていない人。"""
    rest = never_told(family, hidden)
    at_home = {key for home in rest.households for key in home.members}
    alone = {m.key for m in rest.members} - connected(rest)
    return (alone & connected(family)) - at_home


@FEW
@given(SEEDS)
def test_伏せた図は初めからいない図と同じ(seed: int) -> None:
    family = Grower(seed).family(4 + seed % 8)
    hidden = some_hidden(family, seed)
    reference = never_told(family, hidden | stranded(family, hidden))
    assert drawn(for_audience(family, hidden)) == drawn(reference)


@FEW
@given(SEEDS)
def test_伏せた人がどんな人でも図は変わらない(seed: int) -> None:
    family = Grower(seed).family(4 + seed % 8)
    hidden = some_hidden(family, seed)
    assert drawn(for_audience(family, hidden)) == drawn(
        for_audience(_disguised(family, hidden), {f"z{key}" for key in hidden})
    )


def _disguised(family: Family, hidden: frozenset[str]) -> Family:
    """伏せる人の番号・氏名・性別・生年月日・書かれた所をすっかり変えた家族。"""

    def new(key: str) -> str:
        return f"z{key}" if key in hidden else key

    changed = [
        Member(new(m.key), "別の 名前", Sex.UNKNOWN, Birth(date(1900, 1, 1), Precision.ABOUT))
        for m in family.members
        if m.key in hidden
    ]
    return Family(
        (*changed, *(m for m in family.members if m.key not in hidden)),
        tuple(replace(u, one=new(u.one), other=new(u.other)) for u in family.unions),
        tuple(
            replace(p, child=new(p.child), parents=tuple(map(new, p.parents)))
            for p in family.parentages
        ),
        tuple(
            replace(h, stays=tuple(replace(s, member=new(s.member)) for s in h.stays))
            for h in family.households
        ),
        tuple(replace(x, one=new(x.one), other=new(x.other)) for x in family.links),
    )


@FEW
@given(SEEDS)
def test_伏せた図に伏せた人の番号は無い(seed: int) -> None:
    family = Grower(seed).family(4 + seed % 8)
    hidden = some_hidden(family, seed)
    assert not {spot.key for spot in drawn(for_audience(family, hidden)).spots} & hidden


def test_伏せた伯父はきょうだいの間にも一言にも残らない() -> None:
    family = reading.family("hidden_uncle_before")
    shown = for_audience(family, {"u"})
    assert [m.key for m in shown.members] == ["gf", "gm", "f", "t", "m", "p", "k"]
    picture = drawn(shown)
    words = "".join(s.text for s in picture.shapes if isinstance(s, Text))
    assert "進" not in words
    assert geometry.overlaps(picture) == []


def test_姓名を分けて書いた人の名は一言からも消える() -> None:
    family = Family(
        (
            Member("p", "架空 一郎", focus=True, note="二郎さんと通院"),
            Member("b", "架空 二郎"),
            Member("c", "架空 三郎", note="通院中"),
        ),
        links=(Link("p", "b", "弟"), Link("p", "c", "架空二郎の紹介")),
    )
    shown = for_audience(family, {"b"})
    assert [m.note for m in shown.members] == ["", "通院中"]
    assert [link.name for link in shown.links] == [""]


def test_伏せた父を通してしかつながらない祖父母は残らない() -> None:
    family = Family(
        (
            Member("gm", "祖母", Sex.FEMALE),
            Member("f", "父", Sex.MALE),
            Member("m", "母", Sex.FEMALE),
            Member("p", "本人", focus=True),
        ),
        (Union("f", "m"),),
        (Parentage("p", ("f", "m")), Parentage("f", ("gm",))),
    )
    shown = for_audience(family, {"f"})
    assert [m.key for m in shown.members] == ["m", "p"]
    assert shown.parentages == (Parentage("p", ("m",)),)


def test_本人は伏せられない() -> None:
    with pytest.raises(BadInput):
        for_audience(reading.family("twins"), {"m"})


def test_秘匿の人は記号だけになり同居にも入らない() -> None:
    picture = drawn(reading.family("masked_mother"))
    words = "".join(s.text for s in picture.shapes if isinstance(s, Text))
    for secret in ("ひろみ", "花", "秘匿", "転居先", "46", "14"):
        assert secret not in words.replace("児玉 健", "")
    assert geometry.enclosed(picture) == [frozenset({"a", "f"})]
    assert {spot.key for spot in picture.spots} == {"f", "m", "a", "b"}


def test_秘匿の人は名の分からない人と同じに描く() -> None:
    family = reading.family("masked_mother")
    unknown = replace(
        family,
        members=tuple(Member(m.key, sex=m.sex) if m.masked else m for m in family.members),
        households=family.households[:1],
    )
    assert drawn(family) == drawn(unknown)
