"""計り方。同じ一回の実行のなかで、私たちの分と裸の部品の分を計り、その比を言う。"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Final

_PAGES_A_SECOND: Final = 60


@dataclass(frozen=True)
class Measured:
    """一行分。``unit`` はミリ秒か MB。``limit`` は「これを超えたら遅くなった」と見る比で、
    issue の約束でないものは、2026年11月に計った値に余裕を足して決めた(目標ではない)。"""

    name: str
    ours: float
    raw: float
    limit: float
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        return self.ours / self.raw

    @property
    def within(self) -> bool:
        return self.ratio <= self.limit

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "ratio": round(self.ratio, 4), "within": self.within}


def per_call(actions: Iterable[Callable[[], object]]) -> float:
    """一つずつ行ったときの、一つにかかる時間の中央値。"""
    spent = []
    for action in actions:
        began = time.perf_counter()
        action()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def paired(
    ours: Sequence[Callable[[], object]], raw: Sequence[Callable[[], object]], *, rounds: int = 5
) -> tuple[float, float]:
    """似た速さの二つを一つずつ交互に行い、それぞれの「一番速かった回」の中央値を返す。

    近い比(一割)を言うには、続けて計っても、遅い回を混ぜても、機械の調子の波の方が大きい。
    先に行う側を入れ替え、時計ではなく、この仕事に使った CPU の時間を計る。
    """
    best: tuple[list[float], list[float]] = ([], [])
    for pair in zip(ours, raw, strict=True):
        spent: tuple[list[float], list[float]] = ([], [])
        for turn in range(rounds):
            for side in (0, 1) if turn % 2 else (1, 0):
                began = time.process_time()
                pair[side]()
                spent[side].append((time.process_time() - began) * 1000)
        for side in (0, 1):
            best[side].append(min(spent[side]))
    return statistics.median(best[0]), statistics.median(best[1])


def promised(name: str, ours: float, pages: int) -> Measured:
    """``pages`` 頁にかかった CPU の時間(ミリ秒)を、issue の約束(一秒に60頁)と比べる。"""
    return Measured(f"{name}／一秒に{_PAGES_A_SECOND}頁", ours, pages * 1000 / _PAGES_A_SECOND, 1.0)


def table(rows: Sequence[Measured]) -> str:
    """人が読む表。"""
    lines = [f"{'比':>6}  {'上限':>4}  {'こちら':>9}  {'裸の部品':>9}  計ったもの"]
    for row in rows:
        mark = "" if row.within else "  ← 上限を超えています"
        lines.append(
            f"{row.ratio:>7.2f}  {row.limit:>6.4g}  {row.ours:>9.2f} {row.unit}"
            f"  {row.raw:>9.2f} {row.unit}  {row.name}{mark}"
        )
    return "\n".join(lines)
