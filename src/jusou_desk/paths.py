"""同梱物の在りか。ソースの木・wheel・凍結版のどれでも同じ呼び方で引ける。この PC の覚え書きの在りかも。"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen)
    package = Path(__file__).resolve().parent
    bundled = package / "_bundled"
    return bundled if bundled.is_dir() else package.parents[1]


def resource(*parts: str) -> Path:
    """``resources/`` の下のファイルまたはフォルダ。"""
    return _root().joinpath("resources", *parts)


def migrations() -> Path:
    """Alembic の移行手順のフォルダ。"""
    return _root() / "migrations"


def of_this_pc(name: str) -> Path:
    """この PC の、この利用者だけの覚え書き ``name``。事務所のデータの外で、バックアップに入らない。"""
    # Windows では、ほかの PC へ付いて回らないほうの置き場(APPDATA は付いて回る)。
    home = Path.home()
    windows = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    other = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    return (windows if sys.platform == "win32" else other) / "jusou-desk" / name
