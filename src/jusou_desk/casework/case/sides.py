"""話の相手は誰か: 本人か、家族か、機関など。歩みを絞るための目安で、記録には残さない。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from typing import Final

from jusou_desk.forms import code_set
from jusou_desk.models.records import Note, Person
from jusou_desk.names import search_key


class Side(StrEnum):
    """相手。"""

    PERSON = "本人"
    FAMILY = "家族"
    AGENCY = "機関など"


AGENCIES: Final = frozenset({Side.AGENCY})
_NEWEST: Final = 9999
_PARTS: Final = re.compile(r"[、,，・/／;；と\n]")
_WORDS: Final = re.compile(r"[\s　()（）:：]+")
#: 符号表「続柄」に無い、窓口で使う言い方。
_ALSO: Final = (
    *("長男", "次男", "二男", "三男", "長女", "次女", "二女", "三女", "息子", "娘"),
    *("両親", "父母", "祖父母", "親", "配偶者", "兄弟", "姉妹", "きょうだい", "兄弟姉妹"),
    *("家族", "親族", "親戚", "その他の親族", "元夫", "元妻"),
)
#: 続柄の符号表の語のうち、家族とは言えないもの。
_NOT_KIN: Final = frozenset({"本人", "縁故者", "同居人", "後見人等", "その他"})


@cache
def _kin_words() -> frozenset[str]:
    listed = code_set("relationships", _NEWEST).terms
    return (frozenset(listed) - _NOT_KIN) | frozenset(_ALSO)


def side_of_visitor(relation: str) -> frozenset[Side]:
    """来談者の、本人との関係から。空なら分からない。"""
    return frozenset({_side(relation, "", ())}) if relation.strip() else frozenset()


def sides_of(note: Note, person: Person | None, household: Iterable[Person]) -> frozenset[Side]:
    """経過の相手。書かれた相手を一人ずつ見て、本人でも家族でもなければ機関などに数える。"""
    own = person.name if person else ""
    names = tuple(one.name for one in household if one.name)
    found = {_side(part, own, names) for part in _PARTS.split(note.counterpart) if part.strip()}
    return frozenset(found | (AGENCIES if note.source_agency.strip() else frozenset()))


def _side(part: str, own: str, names: Iterable[str]) -> Side:
    words = tuple(_words(part))
    if any(word in _kin_words() for word in words) or _names_any(part, names):
        return Side.FAMILY
    if Side.PERSON.value in words or _names_any(part, (own,)):
        return Side.PERSON
    return Side.AGENCY


def _words(part: str) -> Iterator[str]:
    """「本人の母さん」は「母」。"""
    for word in _WORDS.split(part):
        yield word.removeprefix("本人の").removesuffix("様").removesuffix("さん")


def _names_any(part: str, names: Iterable[str]) -> bool:
    key = search_key(part)
    return any(name and search_key(name) in key for name in names)
