"""でたらめな事務所を作り、全員の全部の出力に、出てはならない言葉が一つも無いことを調べる。

普段は 50、夜の回では ``JUSOU_OFFICES=2000``。
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.secrecy.outputs import Watcher, readable
from tests.secrecy.planting import plant
from tests.secrecy.random_office import OfficePlan, office_plans

OFFICES = int(os.environ.get("JUSOU_OFFICES", "50"))
_tried = {"offices": 0, "outputs": 0, "words": 0}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """事務所を作る場所。最後に、いくつ調べたかを言う。"""
    began = time.perf_counter()
    yield tmp_path_factory.mktemp("offices")
    took = time.perf_counter() - began
    print(
        f"\n事務所 {_tried['offices']}、出力 {_tried['outputs']}、"
        f"言葉 {_tried['words']}、{took:.0f}秒"
    )


@settings(
    max_examples=OFFICES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    # 事務所は一つ一つが小さく、設計図がそのまま読める。縮める間に出る同じ失敗は待たない。
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(plan=office_plans())
def test_どの事務所の誰のどの出力にも_出てはならない言葉が無い(
    room: Path, plan: OfficePlan
) -> None:
    folder = room / "office"
    (room / "bare").mkdir(exist_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    planted = plant(plan, room / "bare", folder / "data")
    try:
        watcher = Watcher(planted, folder, thorough=OFFICES > 50)
        leaks = watcher.everything()
        _tried["offices"] += 1
        _tried["outputs"] += watcher.looked
        _tried["words"] += len(planted.secrets)
        assert not leaks, readable(planted, leaks)
    finally:
        planted.close()
