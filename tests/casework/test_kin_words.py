"""続柄の語から家族図が組め、誰から見ても続柄が言える(domain.md §6.6)。"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jusou_desk.casework.case.stays import OWN
from jusou_desk.casework.kin.families import assemble
from jusou_desk.casework.kin.family_notices import family_contradictions
from jusou_desk.casework.kin.family_rows import rows_of
from jusou_desk.casework.kin.gathering import Claim, Kin
from jusou_desk.casework.kin.kinship import kinships
from jusou_desk.casework.kin.naming_kin import relationship_words
from jusou_desk.family.genogram import draw_genogram
from jusou_desk.family.people import (
    Family,
    HouseholdKind,
    Parentage,
    ParentageKind,
    TwinKind,
    UnionKind,
)
from jusou_desk.forms import code_set
from jusou_desk.models.family_records import FamilyTie, Residence, TieKind
from jusou_desk.models.records import OtherName, OtherNameKind, Person

DAY = date(2026, 11, 22)
HOME = "H-1"


def person(key: str, word: str = "", born: int = 0, **values: Any) -> Person:
    values = {"household_no": HOME, "relationship": word} | values
    birth_on = date(born, 5, 1) if born else None
    return Person(id=key, person_no=key, name=key, birth_on=birth_on, **values)


def tie(one: str, other: str, kind: TieKind, **values: Any) -> FamilyTie:
    return FamilyTie(id=f"{one}-{other}-{kind}", person_id=one, other_id=other, kind=kind, **values)


def kin_of(*people: Person, ties: tuple[FamilyTie, ...] = (), **values: Any) -> Kin:
    """先頭の人を本人とする家族。同じ世帯の人の続柄を、本人から見たものとして読む。"""
    me = people[0]
    claims = tuple(
        Claim(me.id, one.id, one.relationship)
        for one in people[1:]
        if one.relationship not in ("", OWN)
    )
    return Kin(me.id, {one.id: one for one in people}, ties, claims, values.get("stays", ()))


def built(*people: Person, **values: Any) -> Family:
    family = assemble(kin_of(*people, **values))
    draw_genogram(family, DAY)
    return family


def parents_of(family: Family, child: str) -> set[str]:
    return {p for one in family.parentages if one.child == child for p in one.parents}


def unnamed(family: Family) -> list[str]:
    return [member.key for member in family.members if not member.name]


def test_父母ときょうだいと配偶者と子() -> None:
    family = built(
        person("我", OWN, 1980),
        person("妻", "妻", 1982),
        person("父", "父", 1950),
        person("母", "母", 1952),
        person("姉", "姉", 1978),
        person("子", "子", 2010),
    )
    assert parents_of(family, "我") == parents_of(family, "姉") == {"父", "母"}
    assert parents_of(family, "子") == {"我", "妻"}
    pairs = {union.pair: union.kind for union in family.unions}
    assert pairs == {
        frozenset(("我", "妻")): UnionKind.MARRIED,
        frozenset(("父", "母")): UnionKind.MARRIED,
    }
    words = {one: relationship_words(family, "父", one) for one in ("母", "我", "姉", "妻", "子")}
    assert words == {"母": "妻", "我": "子", "姉": "子", "妻": "子の配偶者", "子": "孫"}
    assert relationship_words(family, "子", "姉") == "おば"
    assert relationship_words(family, "姉", "子") == ""
    assert relationship_words(family, "姉", "我") == "兄弟姉妹"


def test_どの続柄の語も読め_図に描け_本人からの語に戻る() -> None:
    for term in code_set("relationships", 2026).terms:
        if term == OWN:
            continue
        assert term in kinships().words
        family = built(person("我", OWN, 1980, sex="女"), person("相手", term))
        assert relationship_words(family, "我", "相手") in (term, "兄弟姉妹"), term


def test_養父母と継父母は_父と母を分けて打った語でも読める() -> None:
    for word, kind in (
        ("養父", ParentageKind.ADOPTED),
        ("養母", ParentageKind.ADOPTED),
        ("継父", ParentageKind.STEP),
        ("継母", ParentageKind.STEP),
    ):
        family = built(person("我", OWN, 1980), person("親", word))
        assert [one.kind for one in family.parentages] == [kind]
        assert family.member("親").sex == ("男" if word.endswith("父") else "女")


@pytest.mark.parametrize(("known", "linked"), [((), False), (("父",), True), (("父", "母"), True)])
def test_父方か母方か分からない祖父母は_縁の線にする(known: tuple[str, ...], linked: bool) -> None:
    others = [person(word, word, 1950) for word in known]
    family = built(person("我", OWN, 1980), *others, person("祖父", "祖父", 1920))
    assert [link.name for link in family.links] == (["祖父"] if linked else [])
    assert bool(unnamed(family)) is not linked


def test_母方と言われた祖母は_母の親になる() -> None:
    family = built(
        person("我", OWN, 1980),
        person("父", "父"),
        person("母", "母"),
        person("祖母", "母方の祖母"),
    )
    assert parents_of(family, "母") == {"祖母"}
    assert not family.links


def test_孫は_子が一人ならその子_二人なら縁の線() -> None:
    one = built(person("我", OWN, 1950), person("子", "子", 1980), person("孫", "孫", 2010))
    assert parents_of(one, "孫") == {"子"}
    two = built(person("我", OWN), person("子", "子"), person("次", "子"), person("孫", "孫"))
    assert [link.name for link in two.links] == ["孫"]
    none = built(person("我", OWN), person("孫", "孫"))
    assert len(unnamed(none)) == 1


def test_連れ子は配偶者の子で_継子は両方の子() -> None:
    family = built(
        person("我", OWN), person("妻", "妻"), person("連", "配偶者の連れ子"), person("継", "継子")
    )
    assert parents_of(family, "連") == {"妻"}
    kinds = {(p.kind, p.parents) for p in family.parentages if p.child == "継"}
    assert kinds == {(ParentageKind.STEP, ("我",)), (ParentageKind.BIRTH, ("妻",))}


def test_書かれた間がらは_続柄の語に勝つ() -> None:
    family = built(
        person("我", OWN),
        person("妻", "妻"),
        person("前妻", household_no=""),
        person("子", "子"),
        person("友", "同居人"),
        ties=(
            tie("前妻", "子", TieKind.BIRTH),
            tie("我", "子", TieKind.BIRTH),
            tie("我", "前妻", TieKind.MARRIED, since=date(2000, 1, 1), until=date(2010, 1, 1)),
            tie("我", "友", TieKind.NONE),
        ),
    )
    assert parents_of(family, "子") == {"我", "前妻"}
    kinds = {u.pair: u.kind for u in family.as_of(DAY).unions}
    assert kinds[frozenset(("我", "前妻"))] is UnionKind.DIVORCED
    assert not family.links


def test_半分だけ血のつながるきょうだいとふたごと養子() -> None:
    family = built(
        person("我", OWN, 2000),
        person("弟", "弟", 2005),
        person("双", "", 2000),
        person("母", "母"),
        person("養父", "養父母", sex="男"),
        ties=(
            tie("母", "我", TieKind.BIRTH, twins="甲", twin_kind=TwinKind.IDENTICAL),
            tie("母", "双", TieKind.BIRTH, twins="甲", twin_kind=TwinKind.IDENTICAL),
            tie("母", "弟", TieKind.BIRTH),
        ),
    )
    assert Parentage("我", ("養父",), ParentageKind.ADOPTED, "", TwinKind.IDENTICAL) in (
        family.parentages
    )
    twins = [p.child for p in family.parentages if p.twins == "甲"]
    assert twins == ["我", "双"]
    assert relationship_words(family, "我", "弟") == "弟"


def test_きょうだいの親が分からなければ_名の無い親が一人() -> None:
    family = built(person("我", OWN, 1980), person("兄", "兄", 1975), person("妹", "妹", 1985))
    assert len(unnamed(family)) == 1
    assert relationship_words(family, "妹", "兄") == "兄"


def test_親子が輪になるものは組まずに_知らせる() -> None:
    kin = kin_of(
        person("我", OWN),
        person("子", ""),
        ties=(tie("我", "子", TieKind.BIRTH), tie("子", "我", TieKind.BIRTH)),
    )
    assert len(assemble(kin).parentages) == 1
    assert family_contradictions(kin, DAY) == (
        "「我」さんと「子」さんが、互いの親になっています。",
    )


def test_答えない性別は_続柄から決めつけない() -> None:
    family = built(
        person("我", OWN), person("父", "父", sex="回答しない"), person("母", "母", sex="未聴取")
    )
    assert [family.member(one).sex for one in ("父", "母")] == ["不明", "女"]


def test_亡くなった人は_その日から世帯の囲みに入らない() -> None:
    family = built(person("我", OWN), person("父", "父", died_on=date(2020, 1, 1)))
    home = family.as_of(date(2019, 1, 1)).households[0]
    assert home.members == ("我", "父")
    assert family.as_of(DAY).households[0].members == ("我",)
    about = built(person("我", OWN), person("父", "父", died_text="令和2年ごろ"))
    assert about.households[0].members == ("我",)
    assert about.member("父").deceased


def test_家族の表は_本人_同居_施設_別居_死亡の順() -> None:
    stay = Residence(person_id="祖母", kind=HouseholdKind.FACILITY, place="架空苑")
    kin = kin_of(
        person("我", OWN, 1980),
        person("亡父", "父", 1950, died_on=date(2000, 5, 1)),
        person("子", "子", 2016),
        person("妻", "妻", 1985, other_names=(OtherName(kind=OtherNameKind.FORMER, name="旧"),)),
        person("祖母", "祖母", 1920),
        person("弟", "", 1983, household_no=""),
        ties=(tie("我", "弟", TieKind.WORD, word="弟"),),
        stays=(stay,),
    )
    rows = rows_of(kin, DAY)
    assert [(row.person.id, row.living) for row in rows] == [
        ("我", "本人"),
        ("妻", "同居"),
        ("子", "同居"),
        ("祖母", "施設"),
        ("弟", "別居"),
        ("亡父", "死亡"),
    ]
    by = {row.person.id: row for row in rows}
    assert (by["子"].age, by["子"].grade, by["亡父"].age) == (10, "小4", 50)
    assert (by["妻"].note, by["祖母"].place) == ("旧姓 旧", "架空苑")


def test_世帯主から見た続柄は_世帯主が分かれば言える() -> None:
    head = Residence(person_id="父", kind=HouseholdKind.SUPPORT, head_relationship="世帯主")
    kin = kin_of(
        person("我", OWN, 1980), person("妻", "妻", 1982), person("父", "父"), stays=(head,)
    )
    rows = {row.person.id: row.head_relationship for row in rows_of(kin, DAY)}
    assert rows == {"我": "子", "妻": "子の配偶者", "父": "世帯主"}


NOTICES: dict[str, tuple[Kin, str]] = {
    "子が年上": (kin_of(person("我", OWN, 1980), person("子", "子", 1970)), "先に生まれた"),
    "十一歳の親": (kin_of(person("我", OWN, 1980), person("子", "子", 1991)), "12歳に届きません"),
    "年下の養父": (
        kin_of(person("我", OWN, 1980), person("養父", "養父", 1990)),
        "「我」さんが、養親の「養父」さんより先に生まれた",
    ),
    "年下の養母": (
        kin_of(person("我", OWN, 1980), person("義子", "養子", 1979)),
        "「義子」さんが、養親の「我」さんより先に生まれた",
    ),
    "年の近い継父": (
        kin_of(person("我", OWN, 1980), person("継父", "継父", 1970)),
        "継親の「継父」さんと子の「我」さんの年の差が12歳に届きません",
    ),
    "年下の里親": (
        kin_of(person("我", OWN, 1980), person("里親", "里親", 1981)),
        "里親の「里親」さんより先に生まれた",
    ),
    "年下の兄": (
        kin_of(person("我", OWN, 1980), person("次", "兄", 1985)),
        "「次」さんは続柄が「兄」ですが、「我」さんより後に生まれた",
    ),
    "年上の妹": (
        kin_of(person("我", OWN, 1980), person("次", "妹", 1975)),
        "「次」さんは続柄が「妹」ですが、「我」さんより先に生まれた",
    ),
    "年下の祖母": (
        kin_of(person("我", OWN, 1980), person("梅", "祖母", 1985)),
        "「梅」さんは続柄が「祖母」ですが、「我」さんより後に生まれた",
    ),
    "年の近い孫": (
        kin_of(person("我", OWN, 1980), person("豆", "孫", 1999)),
        "「豆」さんは続柄が「孫」ですが、「我」さんとの年の差が24歳に届きません",
    ),
    "二人と婚姻": (
        kin_of(person("我", OWN), person("妻", "妻"), person("次", "妻")),
        "同じときに2人と婚姻",
    ),
    "生まれる前に死亡": (
        kin_of(person("我", OWN, 1980, died_on=date(1970, 1, 1))),
        "亡くなった日が、生年月日より前",
    ),
    "未来に生まれた": (kin_of(person("我", OWN, 2030)), "生年月日が未来"),
    "実の父が二人": (
        kin_of(
            person("我", OWN),
            person("父", "父", sex="男"),
            person("次", "", sex="男"),
            ties=(tie("次", "我", TieKind.BIRTH),),
        ),
        "実の父が2人",
    ),
    "別の家の本人": (
        kin_of(
            person("我", OWN),
            person("次", "", household_no=""),
            ties=(tie("我", "次", TieKind.WORD, word=OWN),),
        ),
        "「次」さんの続柄が「本人」ですが、本人は「我」さんです",
    ),
    "親で配偶者": (
        kin_of(
            person("我", OWN),
            person("父", "父"),
            ties=(tie("父", "我", TieKind.BIRTH), tie("我", "父", TieKind.MARRIED)),
        ),
        "「我」さんと「父」さんが、親子と夫婦の両方になっています",
    ),
    "生まれる前の婚姻": (
        kin_of(
            person("我", OWN, 1980),
            person("妻", "妻", 1982),
            ties=(tie("我", "妻", TieKind.MARRIED, since=date(1981, 1, 1)),),
        ),
        "「妻」さんの間がら(婚姻)が、生まれる前からになっています",
    ),
    "死んだ後の施設": (
        kin_of(
            person("我", OWN, 1980, died_on=date(2020, 1, 1)),
            stays=(
                Residence(
                    id="1",
                    person_id="我",
                    kind=HouseholdKind.FACILITY,
                    place="甲",
                    since=date(2021, 1, 1),
                ),
            ),
        ),
        "「我」さんの施設が、亡くなった後からになっています",
    ),
    "見えない印": (
        kin_of(person("我", OWN), person("逆\u202eさ", "弟")),
        "さんの氏名に、見えない印(書字の向き)が入っています",
    ),
    "本人が二人": (kin_of(person("我", OWN), person("次", OWN)), "続柄が「本人」の人が2人"),
    "続柄と性別": (
        kin_of(person("我", OWN), person("父", "父", sex="女")),
        "性別「女」が合いません",
    ),
    "期間の重なり": (
        kin_of(
            person("我", OWN),
            stays=(
                Residence(
                    id="1",
                    person_id="我",
                    kind=HouseholdKind.FACILITY,
                    place="甲",
                    until=date(2026, 4, 2),
                ),
                Residence(
                    id="2",
                    person_id="我",
                    kind=HouseholdKind.FACILITY,
                    place="乙",
                    since=date(2026, 4, 1),
                ),
            ),
        ),
        "施設の期間が重なって",
    ),
}


@pytest.mark.parametrize("name", NOTICES)
def test_つじつまの合わないことを言葉で知らせる(name: str) -> None:
    kin, words = NOTICES[name]
    found = family_contradictions(kin, DAY)
    assert len(found) == 1
    assert words in found[0]


def test_つじつまの合う家族には何も言わない() -> None:
    kin = kin_of(
        person("我", OWN, 1980, sex="男"),
        person("妻", "妻", 1982, sex="女"),
        person("父", "父", 1950, sex="男"),
        person("子", "子", 2010),
        person("継子", "継子", 1995),
        person("弟", "弟", 1980),
        person("祖母", "父方の祖母", 1925),
        stays=(
            Residence(id="1", person_id="我", kind=HouseholdKind.SUPPORT, until=date(2026, 4, 1)),
            Residence(id="2", person_id="我", kind=HouseholdKind.SUPPORT, since=date(2026, 4, 1)),
        ),
    )
    assert family_contradictions(kin, DAY) == ()


def test_いまの続柄は_前の世帯から残した語に勝つ() -> None:
    old = tie("我", "子", TieKind.WORD, word="子")
    family = built(person("我", OWN), person("子", "養子"), ties=(old,))
    assert [one.kind for one in family.parentages] == [ParentageKind.ADOPTED]
