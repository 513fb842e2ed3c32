"""同梱物の在りか。ソースの木・wheel・凍結版のどれでも同じ呼び方で引ける。"""

from __future__ import annotations

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
