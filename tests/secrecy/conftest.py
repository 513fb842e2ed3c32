"""秘密の試験も、保管庫の試験と同じ事務所を使う。"""

from __future__ import annotations

from tests.models.conftest import clock, code, folder, made, store

__all__ = ["clock", "code", "folder", "made", "store"]
