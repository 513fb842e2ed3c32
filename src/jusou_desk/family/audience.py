"""見せる相手に合わせて人を除く。除いたことが、図からも、残った記述からも分からないように。

除いた後の家族は「初めからその人を聞いていなかった家族」と同じになる。きょうだいは詰まり、
二人親の子は一人親の子になり(もう一人の親が分からない子と同じ描き方)、その人を通してしか
つながらない人(伏せた父の親など)も、つながりの無い島として残ると手がかりになるので除く。
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jusou_desk.errors import BadInput
from jusou_desk.family.people import Family, Member
from jusou_desk.names import search_key


def for_audience(family: Family, hidden: Iterable[str]) -> Family:
    """``hidden`` の人を除いた家族。本人を除こうとすれば ``BadInput``。

    除いた人の名が入っている一言・世帯の名・縁の名も書かない。ただし、名でない書き方
    (「長男」「三人きょうだいの末」)までは拾えないので、一言は人が確かめる。
    """
    lost = frozenset(hidden)
    if not lost:
        return family
    if family.focus in lost:
        raise BadInput("本人を除いたジェノグラムは作れません。", "本人を除かずに作ってください。")
    before = connected(family)
    rest = family.without(lost)
    islands = frozenset(m.key for m in rest.members) - connected(rest)
    homes = {key for home in rest.households for key in home.members}
    names = [_names(m) for m in family.members if m.key in lost | ((islands & before) - homes)]
    return _silenced(
        rest.without((islands & before) - homes), frozenset(name for two in names for name in two)
    )


def connected(family: Family) -> frozenset[str]:
    """本人と、親子・結びつき・縁をたどってつながる人。"""
    near: dict[str, set[str]] = {member.key: set() for member in family.members}
    ties = [
        *((u.one, u.other) for u in family.unions),
        *((p.child, parent) for p in family.parentages for parent in p.parents),
        *((x.one, x.other) for x in family.links),
    ]
    for one, other in ties:
        near[one].add(other)
        near[other].add(one)
    found = set[str]()
    ahead = {family.focus} & near.keys()
    while ahead:
        found |= ahead
        ahead = {other for key in ahead for other in near[key]} - found
    return frozenset(found)


def veiled(family: Family) -> Family:
    """``masked`` の人の氏名・生年月日・一言・同居を落とした家族。図は必ずこれを描く。"""
    masked = frozenset(m.key for m in family.members if m.masked)
    if not masked:
        return family
    return replace(
        family,
        members=tuple(_blank(m) if m.masked else m for m in family.members),
        households=tuple(
            replace(home, stays=kept)
            for home in family.households
            if (kept := tuple(stay for stay in home.stays if stay.member not in masked))
        ),
    )


def _blank(member: Member) -> Member:
    return Member(member.key, sex=member.sex, focus=member.focus)


def _names(member: Member) -> tuple[str, ...]:
    """拾う名。氏名の全部と、姓と名を分けて書いてあれば名。一字の名は別の語にも当たるが、書かないほうに倒す。"""
    words = [search_key(member.name), *map(search_key, member.name.split()[1:])]
    return tuple(word for word in words if word)


def _silenced(family: Family, names: frozenset[str]) -> Family:
    def told(text: str) -> str:
        key = search_key(text)
        return "" if any(name in key for name in names) else text

    return replace(
        family,
        members=tuple(replace(m, note=told(m.note)) for m in family.members),
        households=tuple(replace(home, name=told(home.name)) for home in family.households),
        links=tuple(replace(link, name=told(link.name)) for link in family.links),
    )
