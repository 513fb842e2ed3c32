"""計り方。同じ一回の実行のなかで、私たちの分と裸の部品の分を計り、その比を言う。"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Measured:
    """一行分。時間はミリ秒。``limit`` は「これを超えたら遅くなった」と見る比で、
    2026年11月に計った値に余裕を足して決めた(目標ではない)。"""

    name: str
    ours_ms: float
    raw_ms: float
    limit: float

    @property
    def ratio(self) -> float:
        return self.ours_ms / self.raw_ms

    @property
    def within(self) -> bool:
        return self.ratio <= self.limit

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "ratio": round(self.ratio, 2), "within": self.within}


def per_call(actions: Iterable[Callable[[], object]]) -> float:
    """一つずつ行ったときの、一つにかかる時間の中央値。"""
    spent = []
    for action in actions:
        began = time.perf_counter()
        action()
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent)


def table(rows: Sequence[Measured]) -> str:
    """人が読む表。"""
    lines = [f"{'比':>6}  {'上限':>4}  {'こちら':>9}  {'裸の部品':>9}  計ったもの"]
    for row in rows:
        mark = "" if row.within else "  ← 上限を超えています"
        lines.append(
            f"{row.ratio:>7.2f}  {row.limit:>6.1f}  {row.ours_ms:>9.2f} ms"
            f"  {row.raw_ms:>9.2f} ms  {row.name}{mark}"
        )
    return "\n".join(lines)
