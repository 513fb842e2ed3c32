"""段の中の左右の並び。

きょうだいは左から生まれた順。相手は隣に立ち、ふたりなら男が左。相手が何人もいれば、古い相手から左に並び、
いまの(最後の)相手が右に立つ。両方の実家が描かれた夫婦は、それぞれのきょうだいの中に立ち、
線は字の下をくぐる(並びの順を崩さない)。実家の左右は、夫婦がいちばん近くなるように選ぶ。
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from typing import Final

from jusou_desk.family.generations import Nest, Plan
from jusou_desk.family.people import Sex

Rows = list[list[str]]

_ALL_TRIED: Final = 5
"""実家がこれより多ければ、総当たりをやめて隣どうしの入れ替えだけを試す。"""


def arrange(plan: Plan, places: Mapping[str, int]) -> Rows:
    """段ごとの並び。``places`` は人が動かした node の、段の左からの位置。"""
    roots = _root_clusters(plan)
    main = set(plan.groups[0]) if plan.groups else set()
    own = [root for root in _from_focus(plan, roots) if root[0] in main]
    beside = [root for group in plan.groups[1:] for root in roots if root[0] in group]

    def tried(order: tuple[list[str], ...]) -> tuple[float, Rows]:
        rows = _lay(plan, [*order, *beside], places)
        return _cost(plan, rows), rows

    best = tried(tuple(own))
    if len(own) <= _ALL_TRIED:
        for order in permutations(own):
            best = min(best, tried(order), key=lambda found: found[0])
        return best[1]
    return _swapped(own, best, tried)


def _swapped(
    own: list[list[str]],
    best: tuple[float, Rows],
    tried: object,
) -> Rows:
    assert callable(tried)
    improved = True
    while improved:
        improved = False
        for n in range(len(own) - 1):
            order = [*own[:n], own[n + 1], own[n], *own[n + 2 :]]
            found = tried(tuple(order))
            if found[0] < best[0]:
                best, own, improved = found, order, True
    return best[1]


def _root_clusters(plan: Plan) -> list[list[str]]:
    """親の描かれていない人だけでできた、結びつきのひとかたまり。"""
    home = plan.home
    seen = set[str]()
    found: list[list[str]] = []
    for node in plan.nodes:
        if node in seen:
            continue
        cluster = [node]
        for one in cluster:
            cluster += [other for other in plan.partners(one) if other not in cluster]
        seen |= set(cluster)
        if not any(one in home for one in cluster):
            found.append(cluster)
    return found


def _from_focus(plan: Plan, roots: list[list[str]]) -> list[list[str]]:
    """本人から、父方、母方の順に上へたどった順。たどれないものは後に。"""
    home, found = plan.home, list[list[str]]()
    seen = set[str]()

    def climb(node: str) -> None:
        if node in seen:
            return
        seen.add(node)
        if nest := home.get(node):
            for parent in sorted(nest.parents, key=lambda p: plan.sexes[p] is Sex.FEMALE):
                climb(parent)
        found.extend(root for root in roots if node in root and root not in found)
        for partner in plan.partners(node):
            climb(partner)
        for own in plan.nests:
            if node in own.parents:
                for kid in own.kids:
                    climb(kid.node)

    for node in plan.groups[0][:1] if plan.groups else []:
        climb(node)
    return [*found, *(root for root in roots if root not in found)]


def _lay(plan: Plan, roots: list[list[str]], places: Mapping[str, int]) -> Rows:
    rank: dict[str, float] = {}
    rows: Rows = []
    placed = set[str]()
    for number in range(max(plan.row.values(), default=-1) + 1):
        above = {node: n for n, node in enumerate(rows[-1])} if rows else {}
        units: list[tuple[float, float, list[str]]] = []
        for n, root in enumerate(roots):
            if plan.row[root[0]] == number:
                units.append((float(n), 0.0, [_centre(plan, root)]))
        for nest in plan.nests:
            own = [kid.node for kid in nest.kids if not kid.second]
            if own and plan.row[own[0]] == number:
                units.append((_rank(nest, rank), _middle(nest, above), own))
        row: list[str] = []
        for worth, _, heads in sorted(units, key=lambda unit: unit[:2]):
            for head in heads:
                if head not in placed:
                    spread = _spread(plan, head, placed)
                    rank.update(dict.fromkeys(spread, worth))
                    row += spread
        rows.append(_put(row, places))
    return rows


def _rank(nest: Nest, rank: Mapping[str, float]) -> float:
    return sum(rank[parent] for parent in nest.parents) / len(nest.parents)


def _middle(nest: Nest, above: Mapping[str, int]) -> float:
    found = [above[parent] for parent in nest.parents if parent in above]
    return sum(found) / len(found) if found else 0.0


def _centre(plan: Plan, root: list[str]) -> str:
    """相手のいちばん多い人。同じなら男、さらに書かれた順。"""
    return min(
        root,
        key=lambda n: (
            -len(plan.partners(n)),
            plan.sexes[n] is not Sex.MALE,
            plan.nodes.index(n),
        ),
    )


def _spread(plan: Plan, node: str, placed: set[str]) -> list[str]:
    """その人と、隣に立つ相手たち。"""
    placed.add(node)
    home = plan.home
    partners = plan.partners(node)
    free = [p for p in partners if p not in placed and p not in home]
    fixed = [p for p in partners if p in home]
    placed |= set(free)
    if fixed:
        on_left = all(p in placed for p in fixed)
        left, right = ([], free[::-1]) if on_left else (free, [])
    elif len(free) == 1:
        first = plan.sexes[free[0]] is Sex.MALE and plan.sexes[node] is Sex.FEMALE
        left, right = (free, []) if first else ([], free)
    else:
        left, right = free[:-1], free[-1:]
    return [
        *(n for partner in left for n in _outward(plan, partner, placed)[::-1]),
        node,
        *(n for partner in right for n in _outward(plan, partner, placed)),
    ]


def _outward(plan: Plan, node: str, placed: set[str]) -> list[str]:
    """内から外へ、相手の、そのまた相手。"""
    home = plan.home
    free = [p for p in plan.partners(node)[::-1] if p not in placed and p not in home]
    placed |= set(free)
    return [node, *(n for partner in free for n in _outward(plan, partner, placed))]


def _put(row: list[str], places: Mapping[str, int]) -> list[str]:
    for node in sorted((n for n in row if n in places), key=lambda n: places[n]):
        row.remove(node)
        row.insert(places[node], node)
    return row


def _cost(plan: Plan, rows: Rows) -> float:
    """小さいほどよい。離れた相手、右に立つ男、離れた二組目の親。"""
    at = {node: n for row in rows for n, node in enumerate(row)}
    cost = 0.0
    for union in plan.unions:
        if plan.row[union.one] != plan.row[union.other]:
            continue
        cost += 2.0 * (abs(at[union.one] - at[union.other]) - 1)
        men = [n for n in union.pair if plan.sexes[n] is Sex.MALE]
        women = [n for n in union.pair if plan.sexes[n] is Sex.FEMALE]
        if men and women and at[men[0]] > at[women[0]]:
            cost += 7.0
    for nest in plan.nests:
        for kid in nest.kids:
            if kid.second:
                cost += 0.2 * min(abs(at[kid.node] - at[parent]) for parent in nest.parents)
    for link in plan.links:
        cost += 0.1 * abs(at[link.one] - at[link.other])
    return cost
