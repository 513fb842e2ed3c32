"""本物の媒体の代わりになる、メモリー上の小さなファイルシステム。"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def _run(*words: str | Path) -> bool:
    done = subprocess.run([str(word) for word in words], capture_output=True, check=False)
    return done.returncode == 0


class Stick:
    """挿したり抜いたりできる媒体ひとつ。"""

    def __init__(self, place: Path, options: str = "size=2m") -> None:
        self.place = place
        place.mkdir(exist_ok=True)
        if not sys.platform.startswith("linux") or not _run(
            "mount", "-t", "tmpfs", "-o", options, "tmpfs", place
        ):
            pytest.skip("ファイルシステムを載せる権限が無い(root の Linux でだけ試せる)")
        self._inserted = True

    def pull_out(self) -> None:
        """使っている最中でも抜く。"""
        if self._inserted:
            assert _run("umount", "-l", self.place)
            self._inserted = False

    def protect(self) -> None:
        """書込み禁止にする。"""
        assert _run("mount", "-o", "remount,ro", self.place)

    def insert_elsewhere(self, place: Path) -> None:
        """抜いて、別の差込口に挿す。"""
        place.mkdir(exist_ok=True)
        assert _run("mount", "--bind", self.place, place)
        assert _run("umount", "-l", self.place)
        self.place = place

    def names(self) -> list[str]:
        return sorted(path.name for path in self.place.iterdir())
