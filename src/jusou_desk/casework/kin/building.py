"""集めた間がらを、家族図の形(``people.Family`` の部分)に組む。

書かれた間がら(``FamilyTie``)が先で、続柄の語から読めるものはその後、近い間がらから順に足す。
語だけでは決まらないもの(父方か母方か分からない祖父など)は、縁の線に語を添える。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jusou_desk.casework.kin.gathering import Claim, Kin
from jusou_desk.casework.kin.kinship import Kinship, Step, kinship
from jusou_desk.family.people import (
    ALWAYS,
    Link,
    Parentage,
    ParentageKind,
    Sex,
    Span,
    TwinKind,
    Union,
    UnionKind,
)
from jusou_desk.models.family_records import FamilyTie, TieKind

_TOGETHER: Final = frozenset({UnionKind.MARRIED, UnionKind.COMMON_LAW, UnionKind.SEPARATED})
_MOST_PARENTS: Final = 2
_ORDER: Final = (Step.SPOUSE, Step.PARENT, Step.CHILD, Step.SIBLING)


class Building:
    """組みかけの家族。組み終えたら ``unions`` ``parentages()`` ``links`` ``unknown`` ``implied`` を読む。

    unknown: 語から居ることだけが分かる人(名の分からない親など)の印 → 性別。
    implied: 語から分かる性別。circling: 親子が輪になるので組まなかった (親, 子)。
    """

    def __init__(self, kin: Kin) -> None:
        self._kin = kin
        self.unions: list[Union] = []
        self.links: list[Link] = []
        self.unknown: dict[str, Sex] = {}
        self.implied: dict[str, Sex] = {}
        self.circling: list[tuple[str, str]] = []
        self._parents: dict[tuple[str, ParentageKind, Span], list[str]] = {}
        self._twins: dict[str, tuple[str, TwinKind]] = {}
        self._told: set[frozenset[str]] = set()
        self._build()

    def parentages(self) -> Iterator[Parentage]:
        """親子。一人の子に同じ別の親が三人いれば、二人ずつに分ける。"""
        for (child, kind, span), parents in self._parents.items():
            twins, twin_kind = self._twins.get(child, ("", TwinKind.FRATERNAL))
            label = twins if kind is ParentageKind.BIRTH else ""
            for at in range(0, len(parents), _MOST_PARENTS):
                two = tuple(parents[at : at + _MOST_PARENTS])
                yield Parentage(child, two, kind, label, twin_kind, span)

    # --- 書かれた間がら -----------------------------------------------------

    def _build(self) -> None:
        ties = self._kin.ties
        for tie in ties:
            self._tell(tie)
        for tie in ties:
            if tie.kind is TieKind.SIBLING:
                self._siblings(tie.person_id, tie.other_id)
        # 人の続柄の欄は画面で直せるので、前の世帯から残した語より新しい。
        current = {(claim.anchor, claim.other) for claim in self._kin.claims}
        words = [
            Claim(tie.person_id, tie.other_id, tie.word)
            for tie in ties
            if tie.kind is TieKind.WORD and (tie.person_id, tie.other_id) not in current
        ]
        claims = [(claim, kinship(claim.word)) for claim in (*words, *self._kin.claims)]
        for claim, known in sorted(claims, key=_nearness):
            if frozenset((claim.anchor, claim.other)) not in self._told:
                self._claim(claim, known)
        self._marry_parents(claims)

    def _tell(self, tie: FamilyTie) -> None:
        span = Span(tie.since, tie.until)
        one, other = tie.person_id, tie.other_id
        if one == other:
            return
        if tie.kind is not TieKind.WORD:
            self._told.add(frozenset((one, other)))
        if tie.kind.union:
            self.unions.append(Union(one, other, tie.kind.union, span))
        elif tie.kind.parentage:
            self._parent(one, other, tie.kind.parentage, span)
            if tie.twins:
                self._twins[other] = (tie.twins, tie.twin_kind)
        elif tie.kind is TieKind.LINK:
            self.links.append(Link(one, other, tie.word))

    def _parent(self, parent: str, child: str, kind: ParentageKind, span: Span = ALWAYS) -> None:
        if child == parent or child in self._ancestors(parent):
            self.circling.append((parent, child))
            return
        known = self._parents.setdefault((child, kind, span), [])
        if parent not in known:
            known.append(parent)

    def _ancestors(self, person: str) -> set[str]:
        found: set[str] = set()
        ahead = {person}
        while ahead:
            found |= ahead
            ahead = {
                parent
                for (child, *_), parents in self._parents.items()
                if child in ahead
                for parent in parents
            } - found
        return found - {person}

    # --- 続柄の語 ---------------------------------------------------------

    def _claim(self, claim: Claim, known: Kinship) -> None:
        if known.sex is not Sex.UNKNOWN:
            self.implied.setdefault(claim.other, known.sex)
        start = claim.anchor
        for step in known.path[:-1]:
            middle = self._middle(start, step, known)
            if middle is None:
                self.links.append(Link(claim.anchor, claim.other, claim.word))
                return
            start = middle
        if not known.path or not self._step(start, claim.other, known.path[-1], known):
            self.links.append(Link(claim.anchor, claim.other, claim.word))

    def _middle(self, start: str, step: Step, known: Kinship) -> str | None:
        """途中の人。一人に決まらなければ None。"""
        found = [one for one in self.near(start, step) if self._fits(one, known.via)]
        named = [one for one in found if one not in self.unknown]
        unsure = known.both and known.via is Sex.UNKNOWN and bool(named)
        if len(found) == 1 and not unsure:
            return found[0]
        room = not named or known.via is not Sex.UNKNOWN
        if found or not known.missing_is_unknown or not room:
            return None
        return self._stranger(start, step, known.via)

    def _stranger(self, start: str, step: Step, sex: Sex) -> str | None:
        """名の分からない人を一人置く。親がもう二人いて置けなければ None。"""
        key = f"{start}/{step}/{sex}"
        placed = Kinship("", (step,), sex=sex)
        self.unknown[key] = sex
        if self._step(start, key, step, placed):
            return key
        del self.unknown[key]
        return None

    def _fits(self, person: str, sex: Sex) -> bool:
        return sex in (Sex.UNKNOWN, self.sex_of(person))

    def sex_of(self, person: str) -> Sex:
        """図に描く性別。書かれていなければ、続柄の語から。"""
        known = self._kin.people.get(person)
        if known is None:
            return self.unknown.get(person, Sex.UNKNOWN)
        if known.sex in (Sex.MALE, Sex.FEMALE):
            return Sex(known.sex)
        # 「その他」「回答しない」は、語から決めつけない。
        told = known.sex in ("", "未聴取")
        return self.implied.get(person, Sex.UNKNOWN) if told else Sex.UNKNOWN

    def _step(self, start: str, other: str, step: Step, known: Kinship) -> bool:
        """``start`` の一つ先に ``other`` を置く。もう親が二人いるなどで置けなければ False。"""
        match step:
            case Step.SPOUSE:
                if not any(u.pair == {start, other} for u in self.unions):
                    self.unions.append(Union(start, other, known.union))
                return True
            case Step.PARENT:
                return self._add_parent(other, start, known.parentage)
            case Step.CHILD:
                return self._add_child(start, other, known)
            case Step.SIBLING:
                return self._siblings(start, other)

    def _add_parent(self, parent: str, child: str, kind: ParentageKind) -> bool:
        now = self._parents_of(child, kind)
        if parent in now:
            return True
        if len(now) >= _MOST_PARENTS:
            return False
        self._parent(parent, child, kind)
        return True

    def _add_child(self, parent: str, child: str, known: Kinship) -> bool:
        if not self._add_parent(parent, child, known.parentage):
            return False
        partners = [p for p in self.near(parent, Step.SPOUSE) if p not in self.unknown]
        real = known.parentage is ParentageKind.BIRTH and known.path == (Step.CHILD,)
        if len(partners) == 1 and (real or known.parentage is ParentageKind.STEP):
            self._add_parent(partners[0], child, ParentageKind.BIRTH)
        return True

    def _siblings(self, one: str, other: str) -> bool:
        """親を分け合う。どちらの親も分からなければ、名の分からない親を一人置く。"""
        mine = self._parents_of(one, ParentageKind.BIRTH)
        theirs = self._parents_of(other, ParentageKind.BIRTH)
        if mine and theirs:
            return bool(set(mine) & set(theirs))
        if not mine and not theirs:
            stranger = self._stranger(one, Step.PARENT, Sex.UNKNOWN)
            mine = [stranger] if stranger else []
        for parent in mine or theirs:
            self._add_parent(parent, other if mine else one, ParentageKind.BIRTH)
        return True

    def _marry_parents(self, claims: list[tuple[Claim, Kinship]]) -> None:
        """同じ人の父と母と書かれ、同じ世帯にいる二人は、夫婦とみる。"""
        for claim, known in claims:
            if known.path != (Step.PARENT,) or known.parentage is not ParentageKind.BIRTH:
                continue
            for two in self._parents_of(claim.anchor, ParentageKind.BIRTH):
                if two > claim.other and self._at_home(claim.other, two):
                    pair = frozenset((claim.other, two))
                    if pair not in self._told and not any(u.pair == pair for u in self.unions):
                        self.unions.append(Union(claim.other, two))

    def _at_home(self, one: str, other: str) -> bool:
        homes = [self._kin.people[p].household_no for p in (one, other) if p in self._kin.people]
        return len(homes) == 2 and homes[0] == homes[1] != ""

    # --- 近くの人 ---------------------------------------------------------

    def _parents_of(self, child: str, kind: ParentageKind) -> list[str]:
        return [
            parent
            for (one, known, _), parents in self._parents.items()
            if (one, known) == (child, kind)
            for parent in parents
        ]

    def near(self, start: str, step: Step) -> list[str]:
        """``start`` の一つ先の人。"""
        return list(dict.fromkeys(self._near(start, step)))

    def _near(self, start: str, step: Step) -> list[str]:
        match step:
            case Step.PARENT:
                return self._parents_of(start, ParentageKind.BIRTH)
            case Step.CHILD:
                return [child for (child, *_), two in self._parents.items() if start in two]
            case Step.SPOUSE:
                together = (u for u in self.unions if u.kind in _TOGETHER and u.span.until is None)
                return [one for u in together if start in u.pair for one in u.pair - {start}]
            case Step.SIBLING:
                mine = set(self._parents_of(start, ParentageKind.BIRTH))
                return [
                    child
                    for (child, kind, _), two in self._parents.items()
                    if kind is ParentageKind.BIRTH and mine & set(two) and child != start
                ]


def _nearness(pair: tuple[Claim, Kinship]) -> tuple[int, int, bool, str]:
    """近い間がらから。途中の人を言わない語は、途中の人が揃った後に読む。"""
    claim, known = pair
    first = _ORDER.index(known.path[0]) if known.path else len(_ORDER)
    sided = known.both and known.via is Sex.UNKNOWN
    return len(known.path) or 9, first, sided, claim.other
