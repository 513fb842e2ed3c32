"""ジェノグラム: 見本の家族が、重ならず、つながり、いつも同じに描けるか。"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from jusou_desk.family.audience import veiled
from jusou_desk.family.genogram import draw_genogram
from jusou_desk.family.people import HouseholdKind
from tests.family import geometry, reading

ROOT = Path(__file__).resolve().parents[2]


def test_見本は三十以上() -> None:
    assert len(reading.names()) >= 30


@pytest.mark.parametrize("name", reading.names())
def test_見本の家族は重ならずつながって描ける(name: str) -> None:
    family = reading.family(name)
    picture = draw_genogram(family, reading.DAY)
    assert {spot.key for spot in picture.spots} == {m.key for m in family.members}
    assert geometry.overlaps(picture) == []
    assert geometry.cuts(picture) == []
    assert geometry.loose_ends(picture) == []
    assert geometry.doubled(picture) == []


@pytest.mark.parametrize("name", reading.names())
def test_囲みには世帯の人だけがいる(name: str) -> None:
    family = veiled(reading.family(name).as_of(reading.DAY))
    homes = [
        frozenset(home.members)
        for home in family.households
        if len(home.members) > 1 or home.kind is HouseholdKind.FACILITY
    ]
    assert geometry.enclosed(draw_genogram(family, reading.DAY)) == sorted(homes, key=sorted)


def test_図はいつも同じ() -> None:
    script = (
        "import hashlib\n"
        "from jusou_desk.family.genogram import draw_genogram\n"
        "from tests.family import reading\n"
        "drawn = [draw_genogram(reading.family(n), reading.DAY) for n in reading.names()]\n"
        "print(hashlib.sha256(repr(drawn).encode()).hexdigest())\n"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1
