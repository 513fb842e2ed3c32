"""同じ人かもしれないわけを、言葉にする。並べる順は、確からしい順。

字形・仮名・濁点・IVS の違いは畳んで比べ、通称や旧姓も氏名と同じに数える。居場所を伏せる人は、住所も電話も
比べない。同じか違うかを言うだけで、居場所の手がかりになるため。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from jusou_desk.births import Precision, parse_birth
from jusou_desk.errors import BadInput
from jusou_desk.models.likeness import Key, given, keys_of, names_of
from jusou_desk.models.records import Person
from jusou_desk.models.work import Work
from jusou_desk.names import digits, kana_key, search_key

SURE: Final = 6
"""この順までなら、事務所の一覧にも並べる。後のものは、打っている間だけ言う。"""
_MISTYPED: Final = 9
_ABOUT: Final = 3
"""「頃」と書かれた年の幅(年)。"""


@dataclass(frozen=True)
class Traits:
    """比べるところ。names: 氏名とほかの名の (名, 読み)。hidden: 居場所を伏せる人か。"""

    names: tuple[tuple[str, str], ...]
    birth_on: date | None = None
    birth_text: str = ""
    age: int | None = None
    age_as_of: date | None = None
    phone: str = ""
    address: str = ""
    hidden: bool = False

    def keys(self) -> tuple[tuple[Key, str], ...]:
        """表を引く語。"""
        phone = "" if self.hidden else self.phone
        return tuple(keys_of(self.names, self.birth_on, phone))


@dataclass(frozen=True)
class Likeness:
    """同じ人かもしれないわけ。rank: 小さいほど確からしい。"""

    rank: int
    words: str


def traits_of(work: Work, person: Person) -> Traits:
    """前からいる人の、比べるところ。"""
    return Traits(
        names=names_of(person),
        birth_on=person.birth_on,
        birth_text=person.birth_text,
        age=person.age,
        age_as_of=person.age_as_of,
        phone=person.phone,
        address=person.address,
        hidden=work.shield.hides(person),
    )


def likeness(one: Traits, other: Traits) -> Likeness | None:
    """二人が同じ人かもしれないわけ。似ていなければ None。"""
    found = next(_reasons(one, other), None)
    if found is None:
        return None
    rank, same, note = found
    same_place = _address(one, other)
    differ = ["生年月日"] if rank == _MISTYPED else []
    if same_place is False:
        differ.append("住所")
    words = "と".join((*same, "住所") if same_place else same) + "が同じ"
    words += f"で、{'と'.join(differ)}が違います" if differ else ""
    return Likeness(rank, words + note)


def alike(work: Work, typed: Traits) -> tuple[tuple[Person, Likeness], ...]:
    """``typed`` に似た、前からいる人。確からしい順。支援会議の人は、支援会議の仕事でだけ混ざる。"""
    ids = work.person_keys.sharing(typed.keys())
    people = (*work.people.among("id", ids), *_sealed(work))
    found = ((one, likeness(typed, traits_of(work, one))) for one in people)
    known = ((one, why) for one, why in found if why is not None)
    return tuple(sorted(known, key=lambda pair: (pair[1].rank, pair[0].person_no)))


def _sealed(work: Work) -> tuple[Person, ...]:
    # 秘匿の人物は語の表に無い(数は少ない)。among は秘匿の分も返すので、id の無い分だけ足す。
    return work.people.veiled(work.sealed.of(Person))


def _reasons(one: Traits, other: Traits) -> Iterator[tuple[int, tuple[str, ...], str]]:
    """(順, 同じところ, 添える語)。確からしい順。"""
    birth, name = _birth(one, other), _same_name(one, other)
    if birth == "違う":
        # 一字の打ち違いもあるので、氏名か読みが同じときだけは言う。
        if name:
            yield _MISTYPED, (name,), ""
        return
    called = name or _same_other_name(one, other)
    phone, given_name = _same_phone(one, other), _same_given(one, other)
    if birth == "同じ" and called:
        yield (1 if name else 2), (called, "生年月日"), ""
    if phone and given_name:
        yield 3, ("電話", "名"), ""
    if birth == "同じ" and given_name:
        yield 4, ("名", "生年月日"), "（姓が変わった？）"
    if called and birth == "近い":
        yield 5, (called,), "（生年月日もおよそ合います）"
    if called:
        yield SURE, (called,), ""
    if phone:
        yield 7, ("電話",), ""
    if birth == "同じ" and _same_head(one, other):
        yield 8, ("生年月日", "読みの初め"), ""


def _address(one: Traits, other: Traits) -> bool | None:
    """住所が同じか。比べられなければ None。"""
    here, there = search_key(one.address), search_key(other.address)
    if one.hidden or other.hidden or not here or not there:
        return None
    return here == there


def _same_name(one: Traits, other: Traits) -> str:
    """今の氏名か読みのどちらが同じか。"""
    (name, kana), (name2, kana2) = one.names[0], other.names[0]
    same_kana = bool(kana_key(kana)) and kana_key(kana) == kana_key(kana2)
    if search_key(name) and search_key(name) == search_key(name2):
        return "氏名"
    return "カナ" if same_kana else ""


def _same_other_name(one: Traits, other: Traits) -> str:
    """旧姓や通称を入れて、同じ名があるか。"""

    def folded(traits: Traits) -> set[str]:
        return {key for n, k in traits.names for key in (search_key(n), kana_key(k)) if key}

    return "旧姓か別の名" if folded(one) & folded(other) else ""


def _same_given(one: Traits, other: Traits) -> bool:
    def folded(traits: Traits) -> set[str]:
        parts = {(search_key(given(n)), kana_key(given(k))) for n, k in traits.names}
        return {key for pair in parts for key in pair if key}

    return bool(folded(one) & folded(other))


def _same_head(one: Traits, other: Traits) -> bool:
    def heads(traits: Traits) -> set[str]:
        return {kana_key(kana)[:2] for _, kana in traits.names} - {""}

    return bool(heads(one) & heads(other))


def _same_phone(one: Traits, other: Traits) -> bool:
    if one.hidden or other.hidden:
        return False
    called = digits(one.phone)
    return len(called) >= 9 and called == digits(other.phone)


def _birth(one: Traits, other: Traits) -> str:
    """「同じ」「近い」「違う」か、分からなければ空。"""
    if one.birth_on and other.birth_on:
        return "同じ" if one.birth_on == other.birth_on else "違う"
    first, second = _years(one), _years(other)
    if first is None or second is None:
        return ""
    return "近い" if first[0] <= second[1] and second[0] <= first[1] else "違う"


def _years(traits: Traits) -> tuple[int, int] | None:
    """生まれた年の幅。"""
    if traits.birth_on:
        return traits.birth_on.year, traits.birth_on.year
    try:
        birth = parse_birth(traits.birth_text) if traits.birth_text else None
    except BadInput:
        birth = None
    if birth is not None and birth.day is not None:
        wide = _ABOUT if birth.precision is Precision.ABOUT else 0
        return birth.day.year - wide, birth.day.year + wide
    if traits.age is not None and traits.age_as_of is not None:
        year = traits.age_as_of.year - traits.age
        return year - 1, year
    return None
