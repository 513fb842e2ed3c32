"""媒体の見分け。同じ所は同じ番号、別の媒体は別の番号、無い所は断る。"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from jusou_desk.errors import OutsideTrouble
from jusou_desk.volumes import volume_at
from tests.casework.sticks import Stick


def test_同じ媒体のどのフォルダでも番号と根が同じ(tmp_path: Path) -> None:
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    here, deeper = volume_at(tmp_path), volume_at(inside)
    assert here.serial
    assert (here.serial, here.root) == (deeper.serial, deeper.root)
    assert not here.read_only
    assert here.free_bytes > 0


def test_媒体ごとに番号が違い_空きと書込み禁止が分かる(tmp_path: Path) -> None:
    first, second = Stick(tmp_path / "a"), Stick(tmp_path / "b")
    try:
        one, two = volume_at(first.place), volume_at(second.place)
        assert len({one.serial, two.serial, volume_at(tmp_path).serial}) == 3
        assert one.root == first.place
        assert 1_900_000 < one.free_bytes <= 2 * 1024 * 1024
        first.protect()
        assert volume_at(first.place).read_only
        assert not volume_at(second.place).read_only
    finally:
        first.pull_out()
        second.pull_out()


def test_無い所とファイルは断る(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for place in (tmp_path / "gone", tmp_path / "file"):
        with pytest.raises(OutsideTrouble, match="媒体が見つかりません"):
            volume_at(place)


@pytest.mark.skipif(sys.platform != "win32", reason="Windows の通し番号の形")
def test_Windowsの通し番号の形(tmp_path: Path) -> None:
    import re

    assert re.fullmatch(r"[0-9A-F]{4}-[0-9A-F]{4}", volume_at(tmp_path).serial)
