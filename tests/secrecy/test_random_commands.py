"""でたらめな事務所で、全員が全部の命令を打ち、出てはならない言葉が一つも無いことを調べる。"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.secrecy.command_outputs import commanded
from tests.secrecy.outputs import Watcher, readable
from tests.secrecy.pace import FIRST, OFFICES, THOROUGH, for_each_office, parts
from tests.secrecy.planting import plant
from tests.secrecy.random_office import OfficePlan

# 一つの事務所に職員×十二の命令なので、でたらめな事務所の試験の十二分の一だけ作る。
PARTS = parts(max(4, OFFICES // 12), FIRST // 12, 4)

pytestmark = pytest.mark.usefixtures("pace")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """事務所を作る場所。"""
    made = tmp_path_factory.mktemp("commands")
    (made / "bare").mkdir()
    return made


@pytest.mark.parametrize("part", PARTS, ids=[f"{begin}から{number}" for begin, number in PARTS])
def test_どの職員のどの命令にも_出てはならない言葉が無い(part: tuple[int, int], room: Path) -> None:
    def look(plan: OfficePlan) -> None:
        folder = room / "office"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        planted = plant(plan, room / "bare", folder / "data")
        try:
            watcher = Watcher(planted, folder, thorough=THOROUGH)
            commanded(watcher)
            assert not watcher.leaks, readable(planted, watcher.leaks)
        finally:
            planted.close()

    for_each_office(part, look)
