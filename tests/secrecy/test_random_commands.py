"""でたらめな事務所で、全員が全部の命令を打ち、出てはならない言葉が一つも無いことを調べる。"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.secrecy.command_outputs import commanded
from tests.secrecy.outputs import Watcher, readable
from tests.secrecy.planting import plant
from tests.secrecy.random_office import OfficePlan, office_plans
from tests.secrecy.test_random_offices import OFFICES


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """事務所を作る場所。"""
    made = tmp_path_factory.mktemp("commands")
    (made / "bare").mkdir()
    return made


@settings(
    # 一つの事務所に職員×十二の命令なので、でたらめな事務所の試験の十二分の一だけ作る。
    max_examples=max(4, OFFICES // 12),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(plan=office_plans())
def test_どの職員のどの命令にも_出てはならない言葉が無い(room: Path, plan: OfficePlan) -> None:
    folder = room / "office"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    planted = plant(plan, room / "bare", folder / "data")
    try:
        watcher = Watcher(planted, folder, thorough=OFFICES > 50)
        commanded(watcher)
        assert not watcher.leaks, readable(planted, watcher.leaks)
    finally:
        planted.close()
