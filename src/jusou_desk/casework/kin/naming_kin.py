"""誰から見ても言える続柄。家族図の親子と結びつきを辿って、続柄の語を選ぶ。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jusou_desk.casework.case.stays import OWN
from jusou_desk.casework.kin.kinship import Kinship, Step, kinships
from jusou_desk.family.people import (
    Family,
    Member,
    ParentageKind,
    Sex,
    Union,
    UnionKind,
)

_LONGEST: Final = 3
#: 続柄の語で、婚姻と同じに呼ぶ結びつき。終わった結びつきの相手は、呼ばない。
_CALLED: Final = {
    UnionKind.MARRIED: UnionKind.MARRIED,
    UnionKind.SEPARATED: UnionKind.MARRIED,
    UnionKind.WIDOWED: UnionKind.MARRIED,
    UnionKind.COMMON_LAW: UnionKind.COMMON_LAW,
}
Way = tuple[Step, ...]
Kind = UnionKind | ParentageKind | None


def relationship_words(family: Family, one: str, other: str) -> str:
    """``other`` は ``one`` から見て何にあたるか(続柄の語)。分からなければ空。

    family: その日の家族(``as_of``)。縁の線に添えた語のほかは、三つ先までの間がらを辿る。
    """
    if one == other:
        return OWN
    keys = {member.key for member in family.members}
    if not {one, other} <= keys:
        return ""
    for way, kind in _ways(family, one, other):
        if word := _word(family.member(one), family.member(other), way, kind):
            return word
    return next((x.name for x in family.links if (x.one, x.other) == (one, other)), "")


def _ways(family: Family, one: str, other: str) -> Iterator[tuple[Way, Kind]]:
    """``one`` から ``other`` への道と、最後の間がらの別を、短いものから。"""
    ahead: list[tuple[str, Way]] = [(one, ())]
    passed = {one}
    for _ in range(_LONGEST):
        following: list[tuple[str, Way]] = []
        for at, way in ahead:
            for step, kind, person in _steps(family, at):
                if person == other:
                    yield (*way, step), kind
                elif person not in passed:
                    following.append((person, (*way, step)))
        passed |= {person for person, _ in following}
        ahead = following


def _steps(family: Family, at: str) -> Iterator[tuple[Step, Kind, str]]:
    """一つ先の人。実の親子ときょうだいを先に、義理の間がらを後に。"""
    for union in family.unions:
        if at in union.pair and union.kind in _CALLED:
            yield Step.SPOUSE, _CALLED[union.kind], _mate(union, at)
    for kind in ParentageKind:
        for tie in family.parentages:
            if tie.kind is not kind:
                continue
            if tie.child == at:
                yield from ((Step.PARENT, kind, parent) for parent in tie.parents)
            elif at in tie.parents:
                yield Step.CHILD, kind, tie.child
    mine = _parents(family, at)
    for member in family.members:
        if member.key != at and mine & _parents(family, member.key):
            yield Step.SIBLING, None, member.key


def _mate(union: Union, at: str) -> str:
    return union.other if union.one == at else union.one


def _parents(family: Family, child: str) -> set[str]:
    real = (ParentageKind.BIRTH, ParentageKind.ADOPTED)
    return {
        p
        for tie in family.parentages
        if tie.child == child and tie.kind in real
        for p in tie.parents
    }


def _word(seen: Member, called: Member, way: Way, kind: Kind) -> str:
    if way == (Step.SIBLING,):
        older = _is_older(called, seen)
        for known in _fitting(way, None, called.sex):
            if known.older is older and older is not None:
                return known.term
        return kinships().unsure.get(way, "")
    found = list(_fitting(way, kind, called.sex))
    if found:
        return found[0].term
    return kinships().unsure.get(way, "") if kind in _PLAIN else ""


_PLAIN: Final = (UnionKind.MARRIED, ParentageKind.BIRTH)


def _fitting(way: Way, kind: Kind, sex: Sex) -> Iterator[Kinship]:
    """道と別と性別の合う語。父方・母方を言わない語だけ。"""
    for known in kinships().words.values():
        if known.path != way or known.via is not Sex.UNKNOWN:
            continue
        own = known.union if way[-1] is Step.SPOUSE else known.parentage
        if kind is not None and own is not kind:
            continue
        if known.sex in (Sex.UNKNOWN, sex):
            yield known


def _is_older(called: Member, seen: Member) -> bool | None:
    """年上か。どちらかの生まれた日が分からないか、同じ日なら None。"""
    mine, theirs = seen.birth.day, called.birth.day
    if mine is None or theirs is None or mine == theirs:
        return None
    return theirs < mine
