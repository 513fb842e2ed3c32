"""秘密の試験も、保管庫の試験と同じ事務所を使う。"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.models.conftest import clock, code, folder, made, store
from tests.secrecy.pace import brisk

__all__ = ["clock", "code", "folder", "made", "store"]


@pytest.fixture(scope="module")
def pace() -> Iterator[None]:
    """でたらめな事務所の試験と、その試験の試験の歩み。"""
    with brisk():
        yield
