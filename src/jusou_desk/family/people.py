"""家族の模型。人・結びつき・親子・世帯・縁。すべて凍っていて、日付で「その日の家族」が取れる。

同性の二人、親が一人だけの子、実の親と養い親を両方持つ子も、同じ形で書ける。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from jusou_desk.births import Birth, Precision
from jusou_desk.errors import BadInput

UNKNOWN_BIRTH: Final = Birth(None, Precision.UNKNOWN)
_ADVICE: Final = "家族の欄を開いて、直してください。"


class Sex(StrEnum):
    """図に描く性別。その他・回答しない・未聴取は、どれも不明として◇で描く(domain.md §6.6)。"""

    MALE = "男"
    FEMALE = "女"
    UNKNOWN = "不明"


class UnionKind(StrEnum):
    """二人の結びつき。"""

    MARRIED = "婚姻"
    COMMON_LAW = "内縁"
    DIVORCED = "離婚"
    SEPARATED = "別居"
    WIDOWED = "死別"
    PARTED = "内縁解消"
    UNMARRIED = "婚姻なし"
    """子の父母であるだけの二人。結びつきを書かなかった父母もこれになる。"""


class ParentageKind(StrEnum):
    """親子の別。"""

    BIRTH = "実子"
    ADOPTED = "養子"
    FOSTER = "里子"
    STEP = "継子"


class TwinKind(StrEnum):
    """ふたご(みつごも)の別。"""

    IDENTICAL = "一卵性"
    FRATERNAL = "二卵性"


class HouseholdKind(StrEnum):
    """世帯の別。支援世帯と住民票世帯は一致しないことがある(domain.md §6.6)。"""

    SUPPORT = "支援世帯"
    REGISTERED = "住民票世帯"
    FACILITY = "施設"


@dataclass(frozen=True)
class Member:
    """一人。

    died: 亡くなった日。deceased: 日の分からない死亡。focus: 本人か。note: 記号の下に書く一言。
    masked: 氏名・年齢・一言・同居を図に出さない人。いることだけが記号で残る(名の分からない人と同じ)。
    """

    key: str
    name: str = ""
    sex: Sex = Sex.UNKNOWN
    birth: Birth = UNKNOWN_BIRTH
    died: date | None = None
    deceased: bool = False
    focus: bool = False
    note: str = ""
    masked: bool = False

    @property
    def dead(self) -> bool:
        return self.deceased or self.died is not None


@dataclass(frozen=True)
class Span:
    """いつから(その日を含む)いつまで(その日を含まない)。None は限りなし。"""

    since: date | None = None
    until: date | None = None

    def begun(self, day: date) -> bool:
        return self.since is None or self.since <= day

    def ended(self, day: date) -> bool:
        return self.until is not None and self.until <= day

    def covers(self, day: date) -> bool:
        return self.begun(day) and not self.ended(day)


ALWAYS: Final = Span()


@dataclass(frozen=True)
class Union:
    """二人の結びつき。同じ二人に、日付の違うものがいくつあってもよい(婚姻の後に離婚など)。"""

    one: str
    other: str
    kind: UnionKind = UnionKind.MARRIED
    span: Span = ALWAYS

    @property
    def pair(self) -> frozenset[str]:
        return frozenset((self.one, self.other))


@dataclass(frozen=True)
class Parentage:
    """子と親(一人か二人)。``twins`` は、いっしょに生まれた子が同じ札を持つ(無ければ空)。"""

    child: str
    parents: tuple[str, ...]
    kind: ParentageKind = ParentageKind.BIRTH
    twins: str = ""
    twin_kind: TwinKind = TwinKind.FRATERNAL
    span: Span = ALWAYS


@dataclass(frozen=True)
class Stay:
    """世帯(施設)にいる間。"""

    member: str
    span: Span = ALWAYS


@dataclass(frozen=True)
class Household:
    """囲みで描く世帯や施設。``name`` は囲みに添える名(空なら書かない)。"""

    kind: HouseholdKind
    stays: tuple[Stay, ...]
    name: str = ""

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(stay.member for stay in self.stays))


@dataclass(frozen=True)
class Link:
    """親子でも夫婦でもない縁(友人・後見人など)。``name`` を線に添える。"""

    one: str
    other: str
    name: str = ""


@dataclass(frozen=True)
class Family:
    """一つのジェノグラムに入る人と間がら。``members`` の順は、生年月日の分からないきょうだいの順になる。

    つじつまの合わないもの(いない人を指す、親子が輪になる、本人が二人)は ``BadInput``。
    """

    members: tuple[Member, ...]
    unions: tuple[Union, ...] = ()
    parentages: tuple[Parentage, ...] = ()
    households: tuple[Household, ...] = ()
    links: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        keys = {member.key for member in self.members}
        if len(keys) != len(self.members):
            raise BadInput("ジェノグラムに、同じ人が二度入っています。", _ADVICE)
        if any(set(ends) - keys for ends in self._mentions()):
            raise BadInput("ジェノグラムにいない人との間がらが書かれています。", _ADVICE)
        if sum(member.focus for member in self.members) > 1:
            raise BadInput("ジェノグラムの本人が二人以上になっています。", _ADVICE)
        if any(union.one == union.other for union in self.unions):
            raise BadInput("同じ人どうしの結びつきが書かれています。", _ADVICE)
        if any(not 1 <= len(set(p.parents)) == len(p.parents) <= 2 for p in self.parentages):
            raise BadInput("子の親は、一人か、別々の二人にしてください。", _ADVICE)
        self._refuse_circles()

    def _mentions(self) -> Iterator[tuple[str, ...]]:
        yield from ((union.one, union.other) for union in self.unions)
        yield from ((p.child, *p.parents) for p in self.parentages)
        yield from (household.members for household in self.households)
        yield from ((link.one, link.other) for link in self.links)

    def _refuse_circles(self) -> None:
        parents: dict[str, set[str]] = {member.key: set() for member in self.members}
        for parentage in self.parentages:
            parents[parentage.child] |= set(parentage.parents)
        left = set(parents)
        while ready := {key for key in left if not parents[key] & left}:
            left -= ready
        if left:
            raise BadInput("親子の間がらが輪になっています(自分の子の子になっている人)。", _ADVICE)

    def member(self, key: str) -> Member:
        """その人。いなければ ``KeyError``。"""
        for member in self.members:
            if member.key == key:
                return member
        raise KeyError(key)

    @property
    def focus(self) -> str:
        """本人の key。本人がいなければ、初めの人(誰もいなければ空)。"""
        chosen = [member.key for member in self.members if member.focus]
        return next(iter(chosen or [member.key for member in self.members]), "")

    def without(self, gone: Iterable[str]) -> Family:
        """``gone`` の人と、その人についての記述をすべて除いた家族。子は残る親の子になる。"""
        lost = frozenset(gone)
        return Family(
            members=tuple(m for m in self.members if m.key not in lost),
            unions=tuple(u for u in self.unions if not u.pair & lost),
            parentages=tuple(self._parentages_without(lost)),
            households=tuple(
                replace(home, stays=kept)
                for home in self.households
                if (kept := tuple(stay for stay in home.stays if stay.member not in lost))
            ),
            links=tuple(x for x in self.links if not {x.one, x.other} & lost),
        )

    def _parentages_without(self, lost: frozenset[str]) -> Iterator[Parentage]:
        for parentage in self.parentages:
            parents = tuple(key for key in parentage.parents if key not in lost)
            if parents and parentage.child not in lost:
                yield replace(parentage, parents=parents)

    def as_of(self, day: date) -> Family:
        """``day`` の家族。まだ生まれていない人、始まっていない間がら、出た世帯の人を除く。

        終わった婚姻は離婚(相手が亡くなっていれば死別)に、終わった内縁は内縁解消にする。
        後に亡くなる人は生きている人として返す。
        """
        unborn = {m.key for m in self.members if m.birth.day is not None and m.birth.day > day}
        living = self.without(unborn)
        members = tuple(
            replace(m, died=None) if m.died is not None and m.died > day else m
            for m in living.members
        )
        dead = {m.key for m in members if m.dead}
        return replace(
            living,
            members=members,
            unions=tuple(_unions_on(living.unions, day, dead)),
            parentages=tuple(p for p in living.parentages if p.span.covers(day)),
            households=tuple(
                replace(home, stays=kept)
                for home in living.households
                if (kept := tuple(s for s in home.stays if s.span.covers(day)))
            ),
        )


def _unions_on(unions: Iterable[Union], day: date, dead: set[str]) -> Iterator[Union]:
    """二人ごとに、その日に成り立つ最後の結びつきを一つ。"""
    by_pair: dict[frozenset[str], list[Union]] = {}
    for union in unions:
        if union.span.begun(day):
            by_pair.setdefault(union.pair, []).append(union)
    for found in by_pair.values():
        last = max(found, key=lambda union: union.span.since or date.min)
        yield replace(last, kind=_kind_on(last, day, dead))


def _kind_on(union: Union, day: date, dead: set[str]) -> UnionKind:
    if not union.span.ended(day):
        return union.kind
    if union.kind is UnionKind.COMMON_LAW:
        return UnionKind.PARTED
    if union.kind in (UnionKind.MARRIED, UnionKind.SEPARATED):
        return UnionKind.WIDOWED if union.pair & dead else UnionKind.DIVORCED
    return union.kind
