"""速さを計る: ``python -m tests.benchmarks [--json] [--small]``。上限を超えたものがあれば終了状態 1。"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.filling import filling
from tests.benchmarks.lanes import lane_cost
from tests.benchmarks.loading import Sizes, fill_office, hold_meeting, open_desk
from tests.benchmarks.measuring import Measured, table
from tests.benchmarks.printing import packet
from tests.benchmarks.reading import opening_a_case, searching, staying_flat
from tests.benchmarks.stacking import stack
from tests.benchmarks.window import window_usable

SMALL = Sizes(
    cases=60,
    few_cases=12,
    live_cases=6,
    notes_each=2,
    sealed_each=3,
    packets=((2, 2), (3, 2)),
    sheets=5,
    converted=8,
)


def measure(sizes: Sizes, *, times: int = 5) -> Iterator[Measured]:
    """計れたものから順に返す。"""
    with (
        tempfile.TemporaryDirectory(prefix="jusou-bench-") as name,
        contextlib.ExitStack() as desks,
    ):
        place = Path(name)
        yield window_usable(place, times=times)
        yield from filling(times=4 * times)
        yield from stack(place / "stack", sizes.sheets, converted=sizes.converted)
        many, few = open_desk(place / "many"), open_desk(place / "few")
        for desk in (many, few):
            desks.callback(desk.close)
        began = time.perf_counter()
        fill_office(many, sizes.cases, sizes.notes_each)
        fill_office(few, sizes.few_cases, sizes.notes_each)
        spent = time.perf_counter() - began
        sys.stderr.write(f"相談{sizes.cases}件・経過{sizes.notes}件を{spent:.0f}秒で入れました\n")
        yield opening_a_case(many)
        yield from searching(many)
        yield from lane_cost(place / "lanes", sizes)
        for copies, items in sizes.packets:
            yield from packet(many, hold_meeting(many, copies, items), times=times)
        # 相談を終わらせるので、最後に
        yield from staying_flat(many, few, sizes.live_cases, times=4 * times)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.benchmarks", description="速さを計る。")
    parser.add_argument("--json", action="store_true", help="JSON で書く")
    parser.add_argument("--small", action="store_true", help="小さな件数で動くかだけを見る")
    chosen = parser.parse_args(words)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    rows = list(measure(SMALL if chosen.small else Sizes(), times=1 if chosen.small else 5))
    if chosen.json:
        print(json.dumps([row.as_json() for row in rows], ensure_ascii=False, indent=1))
    else:
        print(table(rows))
    return 0 if chosen.small or all(row.within for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
