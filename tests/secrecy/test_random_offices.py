"""でたらめな事務所を作り、全員の全部の出力に、出てはならない言葉が一つも無いことを調べる。

普段は 20、夜の回では ``JUSOU_OFFICES=2000``(``pace``)。続きは ``JUSOU_OFFICES_FROM=2000`` から。
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from tests.secrecy.outputs import Watcher, readable
from tests.secrecy.pace import FIRST, OFFICES, THOROUGH, for_each_office, parts
from tests.secrecy.planting import plant
from tests.secrecy.random_office import OfficePlan

PARTS = parts(OFFICES, FIRST)

pytestmark = pytest.mark.usefixtures("pace")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """事務所を作る場所。"""
    made = tmp_path_factory.mktemp("offices")
    (made / "bare").mkdir()
    return made


@pytest.mark.parametrize("part", PARTS, ids=[f"{begin}から{number}" for begin, number in PARTS])
def test_どの事務所の誰のどの出力にも_出てはならない言葉が無い(
    part: tuple[int, int], room: Path
) -> None:
    began, tried = time.perf_counter(), [0, 0, 0]

    def look(plan: OfficePlan) -> None:
        folder = room / "office"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        planted = plant(plan, room / "bare", folder / "data")
        try:
            watcher = Watcher(planted, folder, thorough=THOROUGH)
            leaks = watcher.everything()
            for n, more in enumerate((1, watcher.looked, len(planted.secrets))):
                tried[n] += more
            assert not leaks, readable(planted, leaks)
        finally:
            planted.close()

    for_each_office(part, look)
    took = time.perf_counter() - began
    print("事務所 {}、出力 {}、言葉 {}、{:.0f}秒".format(*tried, took))
