"""二つの PDF の字を、同じ頁の同じ字どうし、近いものから一つずつ組にする。"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from jusou_desk.reports.setting.typeset import NOT_AT_START
from tests.compare.letters import Letter
from tests.compare.ours import Ours, Owner

MM: Final = 72 / 25.4
NEAR: Final = 1.0
PLAIN_SHARE: Final = 0.97
FAIR_SHARE: Final = 0.90
# 除いた字がこれより多い様式は、除いたわけを絵で確かめる。
MANY_EXCLUDED: Final = 0.15
# これより離れた同じ字は、同じ所の字ではない。
_FAR: Final = 60.0
_SAME_SIZE: Final = 0.02


@dataclass(frozen=True, slots=True)
class Pair:
    """組になった字。相手の無い字は、距離が無限大。``mm`` は真ん中どうしの距離。"""

    page: int
    text: str
    mm: float
    owner: Owner
    other: Letter | None
    own: Letter | None

    @property
    def is_near(self) -> bool:
        return self.mm <= NEAR


@dataclass(frozen=True)
class Comparison:
    """比べた結果。``pages`` は(相手, わたしたち)の頁数。何も無い頁は、相手が刷らなければ数えない。"""

    pages: tuple[int, int]
    pairs: tuple[Pair, ...]

    @property
    def overall(self) -> float:
        return _share(self.pairs)

    @property
    def plain(self) -> float:
        """縮小と行分けと、相手の置き方が違うと分かっているものを除いた割合。"""
        return _share([p for p in self.pairs if not p.owner.choice and not p.owner.theirs])

    @property
    def judged(self) -> frozenset[str]:
        """LibreOffice のほうが Excel と違うと分かっているセル。

        禁則をせずに折ったもの(xlsx から開いたセルに禁則を掛けない)と、縮小の率が違うもの
        (幅の比より余分に縮める)。
        """
        cells: dict[str, list[Pair]] = defaultdict(list)
        for pair in self.pairs:
            if pair.owner.choice:
                cells[pair.owner.where].append(pair)
        return frozenset(where for where, pairs in cells.items() if _is_theirs(pairs))

    @property
    def fair(self) -> float:
        """``judged`` のセルと、相手の置き方が違うと分かっているものを除いた割合。"""
        return _share(self._fair_pairs)

    @property
    def excluded(self) -> float:
        """``fair`` の割合に入れない字の割合。多い様式は、絵を見て除いたわけを確かめる。"""
        return 1 - len(self._fair_pairs) / len(self.pairs) if self.pairs else 0.0

    @property
    def _fair_pairs(self) -> list[Pair]:
        judged = self.judged
        return [p for p in self.pairs if p.owner.where not in judged and not p.owner.theirs]

    @property
    def reasons(self) -> dict[str, int]:
        """相手の置き方が違うわけ→離れた字の数。"""
        return Counter(p.owner.theirs for p in self.pairs if p.owner.theirs and not p.is_near)

    @property
    def middle(self) -> float:
        found = [p.mm for p in self.pairs if math.isfinite(p.mm)]
        return median(found) if found else math.nan

    @property
    def is_alike(self) -> bool:
        """頁数が同じで、縮小・行分けを除き 97 %、相手の違いを除き 90 % が 1 mm 以内か。"""
        same = self.pages[0] == self.pages[1]
        return same and self.plain >= PLAIN_SHARE and self.fair >= FAIR_SHARE

    def worst(self, count: int) -> list[tuple[str, int, float, str]]:
        """(セル, 遠い字の数, いちばん遠い距離, 文)を、遠い字の多い順に。"""
        cells: dict[str, list[Pair]] = defaultdict(list)
        for pair in self.pairs:
            if not pair.is_near:
                mark = "*" if pair.owner.choice or pair.owner.theirs else ""
                cells[f"{pair.page + 1}頁 {pair.owner.where}{mark}"].append(pair)
        rows = []
        for where, pairs in cells.items():
            far = max((p.mm for p in pairs if math.isfinite(p.mm)), default=math.inf)
            lone = sum(1 for p in pairs if not math.isfinite(p.mm))
            text = "".join(p.text for p in pairs[:12])
            note = f"{text}{' (相手なし ' + str(lone) + ')' if lone else ''}"
            rows.append((where, len(pairs), far, note))
        return sorted(rows, key=lambda row: -row[1])[:count]


def compare(
    ours: Ours, own_pages: Sequence[Sequence[Letter]], other_pages: Sequence[Sequence[Letter]]
) -> Comparison:
    numbers = list(range(len(own_pages)))
    if len(ours.inked) == len(other_pages):
        # LibreOffice は、範囲の中の何も無い頁を刷らない。
        numbers = ours.inked
    pairs: list[Pair] = []
    for number, other in zip(numbers, other_pages, strict=False):
        pairs += _pairs(ours, number, own_pages[number], other)
    return Comparison((len(other_pages), len(numbers)), tuple(pairs))


def _pairs(ours: Ours, page: int, own: Sequence[Letter], other: Sequence[Letter]) -> Iterator[Pair]:
    groups: dict[str, tuple[list[Letter], list[Letter]]] = defaultdict(lambda: ([], []))
    for letter in own:
        groups[letter.text[0]][0].append(letter)
    for letter in other:
        groups[letter.text[0]][1].append(letter)
    for text, (left, right) in groups.items():
        taken_left: set[int] = set()
        taken_right: set[int] = set()
        near = sorted(
            (math.hypot(a.x - b.x, a.y - b.y), i, j)
            for i, a in enumerate(left)
            for j, b in enumerate(right)
        )
        for distance, i, j in near:
            if distance > _FAR * MM or i in taken_left or j in taken_right:
                continue
            taken_left.add(i)
            taken_right.add(j)
            owner = ours.owner(page, left[i].x, left[i].y)
            yield Pair(page, text, distance / MM, owner, right[j], left[i])
        for i, letter in enumerate(left):
            if i not in taken_left:
                owner = ours.owner(page, letter.x, letter.y)
                yield Pair(page, text, math.inf, owner, None, letter)
        for j, letter in enumerate(right):
            if j not in taken_right:
                owner = ours.owner(page, letter.x, letter.y)
                yield Pair(page, text, math.inf, owner, letter, None)


def _is_theirs(pairs: Sequence[Pair]) -> bool:
    ratios = [p.other.size / p.own.size for p in pairs if p.own and p.other]
    if ratios and abs(median(ratios) - 1) > _SAME_SIZE:
        return True
    lines: dict[int, Letter] = {}
    for letter in (p.other for p in pairs if p.other):
        first = lines.setdefault(round(letter.y), letter)
        if letter.x < first.x:
            lines[round(letter.y)] = letter
    heads = [lines[y].text[0] for y in sorted(lines)][1:]
    return any(head in NOT_AT_START for head in heads)


def _share(pairs: Sequence[Pair]) -> float:
    return sum(1 for p in pairs if p.is_near) / len(pairs) if pairs else 1.0
