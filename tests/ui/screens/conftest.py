"""画面の試験の土台: 本物の事務所にサインインした机と、本物の登録で組んだ作業の窓。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

import pytest
from PySide6.QtWidgets import QApplication

from jusou_desk.casework.desk import Desk
from jusou_desk.ui import jobs, theme
from jusou_desk.ui.navigation import Place, Screen
from jusou_desk.ui.screens import SCREENS
from jusou_desk.ui.theme import TextSize
from jusou_desk.ui.workspace import Workspace
from tests.casework.conftest import clock, desk, office, outsider
from tests.ui.hands import shown
from tests.ui.screens.walking import settle

__all__ = ["clock", "desk", "office", "outsider"]

OpenWorkspace = Callable[[Desk], Workspace]
S = TypeVar("S", bound=Screen)


class OpenPage(Protocol):
    """その職員の新しい窓で ``place`` を開き、出た画面を ``kind`` として返す。"""

    def __call__(self, one: Desk, place: Place, kind: type[S]) -> S: ...


@pytest.fixture
def largest(qapp: QApplication) -> Iterator[None]:
    """字の大きさを特大にした窓。"""
    theme.wear(qapp, TextSize.LARGEST)
    yield
    theme.wear(qapp)


@pytest.fixture
def open_workspace() -> Iterator[OpenWorkspace]:
    """その職員の作業の窓を出す。"""
    made: list[Workspace] = []

    def open_one(one: Desk) -> Workspace:
        workspace = Workspace(SCREENS, one, lambda _words: [], one.me.name)
        made.append(workspace)
        shown(workspace, 1366, 768)
        jobs.wait_idle()
        return workspace

    yield open_one
    for workspace in made:
        workspace.close()
        workspace.deleteLater()
    jobs.wait_idle()


@pytest.fixture
def open_page(open_workspace: OpenWorkspace) -> OpenPage:
    """その職員の新しい窓で、その場所を開く。"""

    def open_one(one: Desk, place: Place, kind: type[S]) -> S:
        workspace = open_workspace(one)
        workspace.open(place)
        settle(5)
        screen = workspace.shown
        assert isinstance(screen, kind)
        return screen

    return open_one
