"""画面の試験の土台: 本物の事務所にサインインした机と、本物の登録で組んだ作業の窓。"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.ui import jobs
from jusou_desk.ui.screens import SCREENS
from jusou_desk.ui.workspace import Workspace
from tests.casework.conftest import clock, desk, office, outsider
from tests.ui.hands import shown

__all__ = ["clock", "desk", "office", "outsider"]

OpenWorkspace = Callable[[Desk], Workspace]


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
