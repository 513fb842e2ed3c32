"""家族を段(世代)に分け、親子を巣(一組の親とその子)にまとめる。

段の中に立つものを node と呼ぶ。node は人のほか、書かれていない親の代わり(点線の記号)と、
段をまたぐ親子の線の通り道(relay)である。人でない node の名は頭に NUL が付き、人の key とぶつからない。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from jusou_desk.family.people import (
    Family,
    Link,
    Parentage,
    ParentageKind,
    Sex,
    TwinKind,
    Union,
    UnionKind,
)

_ABSENT: Final = "\0親:"
_RELAY: Final = "\0通:"
_OPPOSITE: Final = {Sex.MALE: Sex.FEMALE, Sex.FEMALE: Sex.MALE, Sex.UNKNOWN: Sex.UNKNOWN}


def is_relay(node: str) -> bool:
    """段をまたぐ線の通り道か。"""
    return node.startswith(_RELAY)


@dataclass(frozen=True)
class Kid:
    """巣の子。``second`` なら、並びは別の巣(実の親など)で決まり、ここからは線だけが行く。"""

    node: str
    kind: ParentageKind
    twins: str = ""
    twin_kind: TwinKind = TwinKind.FRATERNAL
    second: bool = False


@dataclass(frozen=True)
class Nest:
    """一組の親(一人か二人)と、生まれた順の子。"""

    parents: tuple[str, ...]
    kids: tuple[Kid, ...]


@dataclass
class Plan:
    """段と、段に立つものの間がら。

    nodes: 並びの決め手がないときの順。row: 上からの段。sexes: 性別。births: 生まれた日。
    groups: 本人のいる家を先頭に、つながりのない家ごとの node。
    """

    nodes: list[str]
    row: dict[str, int]
    sexes: dict[str, Sex]
    births: dict[str, date | None]
    unions: list[Union]
    nests: list[Nest]
    links: tuple[Link, ...]
    groups: list[list[str]] = field(default_factory=list)

    @property
    def home(self) -> dict[str, Nest]:
        """node → 並びを決める巣。"""
        return {kid.node: nest for nest in self.nests for kid in nest.kids if not kid.second}

    def partners(self, node: str) -> list[str]:
        """同じ段にいる相手。結びつきの古い順。"""
        return [
            union.other if union.one == node else union.one
            for union in self.unions
            if node in union.pair and self.row[union.one] == self.row[union.other]
        ]

    def nest_row(self, nest: Nest) -> int:
        return max(self.row[parent] for parent in nest.parents)


def plan_family(family: Family, absent_parents: bool) -> Plan:
    """家族を段に分ける。``absent_parents`` なら、書かれていない実の親を代わりの記号で立てる。"""
    plan = Plan(
        nodes=[m.key for m in family.members],
        row={},
        sexes={m.key: m.sex for m in family.members},
        births={m.key: m.birth.day for m in family.members},
        unions=list(family.unions),
        nests=[],
        links=family.links,
    )
    plan.nests = [_nest(plan, pair, found) for pair, found in _by_parents(family).items()]
    if absent_parents:
        plan.nests = [_with_absent(plan, n, nest) for n, nest in enumerate(plan.nests)]
    _join_parents(plan)
    _sort_unions(plan)
    plan.groups = _groups(plan, family.focus)
    _set_rows(plan)
    _align_groups(plan)
    _mark_seconds(plan)
    _relay(plan)
    return plan


def _by_parents(family: Family) -> dict[frozenset[str], list[Parentage]]:
    found: dict[frozenset[str], list[Parentage]] = {}
    for parentage in family.parentages:
        found.setdefault(frozenset(parentage.parents), []).append(parentage)
    return found


def _nest(plan: Plan, pair: frozenset[str], found: list[Parentage]) -> Nest:
    parents = tuple(key for key in plan.nodes if key in pair)
    once = {parentage.child: parentage for parentage in found}
    ordered = sorted(once.values(), key=lambda p: plan.nodes.index(p.child))
    return Nest(
        parents,
        tuple(
            Kid(p.child, p.kind, p.twins, p.twin_kind)
            for p in _in_birth_order(plan.births, ordered)
        ),
    )


def _in_birth_order(births: dict[str, date | None], kids: list[Parentage]) -> list[Parentage]:
    """生まれた順。日の分からない子は、書かれた順ですぐ前の子に続ける。ふたごは並べる。"""
    keys: dict[str, date] = {}
    last = date.min
    for kid in kids:
        last = births[kid.child] or last
        keys[kid.child] = last
    ordered = sorted(kids, key=lambda kid: keys[kid.child])
    first = {kid.twins: n for n, kid in reversed(list(enumerate(ordered))) if kid.twins}
    places = {kid.child: first.get(kid.twins, n) for n, kid in enumerate(ordered)}
    return sorted(ordered, key=lambda kid: places[kid.child])


def _with_absent(plan: Plan, number: int, nest: Nest) -> Nest:
    if len(nest.parents) == 2 or all(kid.kind is not ParentageKind.BIRTH for kid in nest.kids):
        return nest
    (known,) = nest.parents
    absent = f"{_ABSENT}{number}"
    plan.nodes.append(absent)
    plan.sexes[absent] = _OPPOSITE[plan.sexes[known]]
    plan.births[absent] = None
    plan.unions.append(Union(known, absent, UnionKind.UNMARRIED))
    return replace(nest, parents=(known, absent))


def _join_parents(plan: Plan) -> None:
    """結びつきの書かれていない父母にも線を引く。"""
    joined = {union.pair for union in plan.unions}
    for nest in plan.nests:
        pair = frozenset(nest.parents)
        if len(pair) == 2 and pair not in joined:
            one, other = nest.parents
            plan.unions.append(Union(one, other, UnionKind.UNMARRIED))


def _sort_unions(plan: Plan) -> None:
    """古い順。始まりの日が無ければ、初めの子の生まれた日。どちらも無ければ書かれた順の最後。"""
    eldest = {
        frozenset(nest.parents): min(found)
        for nest in plan.nests
        if (found := [day for kid in nest.kids if (day := plan.births[kid.node])])
    }
    plan.unions.sort(key=lambda u: u.span.since or eldest.get(u.pair, date.max))


def _ties(plan: Plan) -> Iterator[tuple[str, str]]:
    yield from ((union.one, union.other) for union in plan.unions)
    for nest in plan.nests:
        yield from ((kid.node, parent) for kid in nest.kids for parent in nest.parents)


def _groups(plan: Plan, focus: str) -> list[list[str]]:
    group = {node: node for node in plan.nodes}

    def top(node: str) -> str:
        while group[node] != node:
            node = group[node]
        return node

    for one, other in _ties(plan):
        group[top(one)] = top(other)
    found: dict[str, list[str]] = {}
    for node in ([focus] if focus else []) + [n for n in plan.nodes if n != focus]:
        found.setdefault(top(node), []).append(node)
    return list(found.values())


def _set_rows(plan: Plan) -> None:
    """夫婦は同じ段、子は親より下。親は子のすぐ上まで下ろす。"""
    side = {node: node for node in plan.nodes}
    above = {node: set[str]() for node in plan.nodes}
    for nest in plan.nests:
        for kid in nest.kids:
            above[kid.node] |= set(nest.parents)
    for union in plan.unions:
        merged = {n: side[union.one] if s == side[union.other] else s for n, s in side.items()}
        if _levels(merged, above) is not None:  # 親と子が結ばれていれば、段は分けたまま
            side = merged
    levels = _levels(side, above) or {}
    for group in sorted(set(side.values()), key=lambda s: (-levels[s], plan.nodes.index(s))):
        below = [
            levels[side[kid]]
            for kid, parents in above.items()
            if any(side[parent] == group for parent in parents)
        ]
        levels[group] = min(below, default=levels[group] + 1) - 1
    plan.row = {node: levels[side[node]] for node in plan.nodes}


def _levels(side: dict[str, str], above: dict[str, set[str]]) -> dict[str, int] | None:
    """組ごとの段(上から 0)。輪になっていれば None。"""
    parents: dict[str, set[str]] = {group: set() for group in side.values()}
    for node, found in above.items():
        parents[side[node]] |= {side[parent] for parent in found}
    levels: dict[str, int] = {}
    while len(levels) < len(parents):
        ready = [g for g, found in parents.items() if g not in levels and found <= levels.keys()]
        if not ready:
            return None
        for group in ready:
            levels[group] = max((levels[p] + 1 for p in parents[group]), default=0)
    return levels


def _align_groups(plan: Plan) -> None:
    """つながりのない家は、縁のある人(無ければ本人)と同じ段にそろえる。"""
    placed = set(plan.groups[0]) if plan.groups else set()
    waiting = plan.groups[1:]
    done = plan.groups[:1]
    while waiting:
        group, meeting = _next_group(waiting, placed, plan)
        step = plan.row[meeting[1]] - plan.row[meeting[0]]
        for node in group:
            plan.row[node] += step
        placed |= set(group)
        done.append(group)
        waiting.remove(group)
    plan.groups = done
    top = min(plan.row.values(), default=0)
    plan.row = {node: row - top for node, row in plan.row.items()}


def _next_group(
    waiting: list[list[str]], placed: set[str], plan: Plan
) -> tuple[list[str], tuple[str, str]]:
    for group in waiting:
        for link in plan.links:
            for mine, theirs in ((link.one, link.other), (link.other, link.one)):
                if mine in group and theirs in placed:
                    return group, (mine, theirs)
    return waiting[0], (waiting[0][0], plan.groups[0][0])


def _mark_seconds(plan: Plan) -> None:
    """親の組が二つ以上ある子は、すぐ上の段の実の親の並びに入れる。"""
    best: dict[str, tuple[tuple[int, bool, int], int]] = {}
    for number, nest in enumerate(plan.nests):
        for kid in nest.kids:
            distance = plan.row[kid.node] - plan.nest_row(nest)
            score = (distance, kid.kind is not ParentageKind.BIRTH, number)
            if kid.node not in best or score < best[kid.node][0]:
                best[kid.node] = (score, number)
    plan.nests = [
        replace(nest, kids=tuple(replace(k, second=best[k.node][1] != n) for k in nest.kids))
        for n, nest in enumerate(plan.nests)
    ]


def _relay(plan: Plan) -> None:
    """段をまたぐ親子の線に、途中の段の通り道を立てる。"""
    done: list[Nest] = []
    for nest in plan.nests:
        row = plan.nest_row(nest)
        kids: list[Kid] = []
        for kid in nest.kids:
            far = plan.row[kid.node] - row > 1
            kids.append(_relayed(plan, kid, row, done) if far else kid)
        done.append(replace(nest, kids=tuple(kids)))
    plan.nests = done


def _relayed(plan: Plan, kid: Kid, row: int, nests: list[Nest]) -> Kid:
    below = replace(kid, twins="")
    for between in range(plan.row[kid.node] - 1, row, -1):
        relay = f"{_RELAY}{len(plan.nodes)}"
        plan.nodes.append(relay)
        plan.row[relay] = between
        plan.sexes[relay] = Sex.UNKNOWN
        plan.births[relay] = plan.births[kid.node]
        next(group for group in plan.groups if kid.node in group).append(relay)
        nests.append(Nest((relay,), (below,)))
        below = Kid(relay, kid.kind)
    return below


def members_only(nodes: Iterable[str]) -> list[str]:
    """人の node だけ。"""
    return [node for node in nodes if not node.startswith((_ABSENT, _RELAY))]
