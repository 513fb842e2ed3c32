"""保管庫の試験の道具。事務所は一度だけ作り、試験ごとに写して使う。"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jusou_desk.models.store import Store
from tests.models.office import Clock, make, opened


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """作ったばかりの事務所のフォルダと復旧コード。"""
    folder = tmp_path_factory.mktemp("made") / "office"
    _, code = make(folder)
    return folder, code


@pytest.fixture
def code(made: tuple[Path, str]) -> str:
    return made[1]


@pytest.fixture
def folder(made: tuple[Path, str], tmp_path: Path) -> Path:
    """この試験だけの事務所のフォルダ。"""
    copy = tmp_path / "office"
    shutil.copytree(made[0], copy)
    return copy


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(folder: Path, clock: Clock) -> Iterator[Store]:
    """最初の職員(管理者、全会議体の従事者)の保管庫。"""
    signed_in = opened(folder, clock)
    yield signed_in
    signed_in.close()
