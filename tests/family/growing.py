"""でたらめに育てた家族。見本に無い組み合わせで図を試す。"""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Final

from jusou_desk.births import Birth, Precision
from jusou_desk.family.people import (
    UNKNOWN_BIRTH,
    Family,
    Household,
    HouseholdKind,
    Link,
    Member,
    Parentage,
    ParentageKind,
    Sex,
    Stay,
    TwinKind,
    Union,
    UnionKind,
)

_NAMES: Final = ("山田 太郎", "架空 花", "勅使河原 左衛門之介", "林", "Maria Fernanda Pereira", "")
_NOTES: Final = ("", "", "要介護2", "町外に住み、月に一度だけ帰ってくる", "ひきこもり")


class Grower:
    """一人から始めて、親・きょうだい・相手・子・縁のある人を足していく。"""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.members: list[Member] = []
        self.depth: dict[str, int] = {}
        self.unions: list[Union] = []
        self.parentages: list[Parentage] = []
        self.links: list[Link] = []
        self.homes: list[Household] = []
        self._person(0, focus=True)

    def family(self, steps: int) -> Family:
        """``steps`` 回育てた家族。"""
        ways = (
            self._parents,
            self._child,
            self._child,
            self._partner,
            self._outsider,
            self._second,
        )
        for _ in range(steps):
            self.random.choice(ways)()
        for _ in range(self.random.randrange(3)):
            self._home()
        return Family(
            tuple(self.members),
            tuple(self.unions),
            tuple(self.parentages),
            tuple(self.homes),
            tuple(self.links),
        )

    def _person(self, depth: int, focus: bool = False) -> str:
        r = self.random
        key = f"m{len(self.members)}"
        born = date(1980 + depth * 25 + r.randrange(-9, 10), r.randrange(1, 13), r.randrange(1, 28))
        birth = Birth(born, Precision.DAY) if r.random() < 0.8 else UNKNOWN_BIRTH
        self.members.append(
            Member(
                key,
                r.choice(_NAMES),
                r.choice(list(Sex)),
                birth,
                deceased=r.random() < 0.15,
                focus=focus,
                note=r.choice(_NOTES),
                masked=not focus and r.random() < 0.1,
            )
        )
        self.depth[key] = depth
        return key

    def _any(self) -> str:
        return self.random.choice(self.members).key

    def _parents(self) -> None:
        child = self._any()
        if any(p.child == child for p in self.parentages) or self.depth[child] < -2:
            return
        depth = self.depth[child] - 1
        parents = tuple(self._person(depth) for _ in range(self.random.choice((1, 2, 2))))
        if len(parents) == 2:
            self._join(*parents)
        self.parentages.append(Parentage(child, parents))
        for _ in range(self.random.choice((0, 0, 1, 2))):
            self.parentages.append(Parentage(self._person(depth + 1), parents))

    def _join(self, one: str, other: str) -> None:
        self.unions.append(Union(one, other, self.random.choice(list(UnionKind))))

    def _child(self) -> None:
        if self.unions and self.random.random() < 0.8:
            union = self.random.choice(self.unions)
            parents: tuple[str, ...] = (union.one, union.other)
        else:
            parents = (self._any(),)
        depth = max(self.depth[parent] for parent in parents) + 1
        if depth > 2:
            return
        kind = self.random.choice((ParentageKind.BIRTH, *ParentageKind))
        twins = f"t{len(self.members)}" if self.random.random() < 0.2 else ""
        twin_kind = self.random.choice(list(TwinKind))
        for _ in range(2 if twins else 1):
            child = self._person(depth)
            self.parentages.append(Parentage(child, parents, kind, twins, twin_kind))

    def _partner(self) -> None:
        one = self._any()
        self._join(one, self._person(self.depth[one]))

    def _outsider(self) -> None:
        one = self._any()
        self.links.append(
            Link(one, self._person(self.depth[one]), self.random.choice(("友人", "成年後見人", "")))
        )

    def _second(self) -> None:
        """ほかの組の養子にもなる、または縁がもう一つ。"""
        one, other = self._any(), self._any()
        if one == other:
            return
        if self.random.random() < 0.5 or not self.unions:
            self.links.append(Link(one, other, "知人"))
            return
        union = self.random.choice(self.unions)
        if self.depth[one] > max(self.depth[union.one], self.depth[union.other]):
            parents = (union.one, union.other)
            if not any(p.child == one and set(p.parents) == set(parents) for p in self.parentages):
                self.parentages.append(Parentage(one, parents, ParentageKind.ADOPTED))

    def _home(self) -> None:
        keys = [m.key for m in self.members]
        chosen = self.random.sample(keys, min(len(keys), self.random.randrange(1, 6)))
        self.homes.append(
            Household(
                self.random.choice(list(HouseholdKind)),
                tuple(Stay(key) for key in chosen),
                self.random.choice(("", "住民票", "かくう荘")),
            )
        )
