"""設定の「今日に出す日数」: 直すと今日に効き、元に戻せ、おかしな数は断る。"""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning.reminders import reminders
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.settings import SettingsScreen
from jusou_desk.ui.settings.reminders import ReminderPanel, RemindersPart
from jusou_desk.ui.workspace import Workspace
from tests.ui.screens.conftest import OpenPage, OpenWorkspace
from tests.ui.screens.walking import settle

TITLE = "今日に出す日数"


def opened(workspace: Workspace) -> RemindersPart:
    workspace.open(Place("settings"))
    settle()
    screen = workspace.shown
    assert isinstance(screen, SettingsScreen)
    part = screen.part(TITLE)
    assert isinstance(part, RemindersPart)
    settle()
    return part


def days(desk: Desk, name: str) -> int:
    (found,) = [one.days for one in reminders(desk) if one.name == name]
    return found


def test_行を押して日数を直し_元に戻せる(desk: Desk, open_workspace: OpenWorkspace) -> None:
    workspace = open_workspace(desk)
    part = opened(workspace)
    place = [one.name for one in reminders(desk)].index("silence_usual")
    part.table.opened.emit(place)
    settle()
    (panel,) = workspace.findChildren(ReminderPanel)
    assert not panel.reset_button.isEnabled()
    panel.field.set_typed("２０")
    panel.save_button.click()
    settle()
    assert days(desk, "silence_usual") == 20
    assert panel.reset_button.isEnabled()
    back = next(b for b in workspace.notice.findChildren(QPushButton) if b.text() == "元に戻す")
    back.click()
    settle()
    assert days(desk, "silence_usual") == 30


def test_おかしな数は断り_前のまま(desk: Desk, open_workspace: OpenWorkspace) -> None:
    workspace = open_workspace(desk)
    opened(workspace).table.opened.emit(0)
    settle()
    (panel,) = workspace.findChildren(ReminderPanel)
    for typed in ("", "0", "三日", "1.5", "1000"):
        panel.field.set_typed(typed)
        panel.save_button.click()
        settle()
        assert "1から366まで" in panel.problem()
    assert days(desk, "silence_emergency") == 1


def test_管理者でなければ並ばない(outsider: Desk, open_page: OpenPage) -> None:
    screen = open_page(outsider, Place("settings"), SettingsScreen)
    assert TITLE not in [title for title, _ in screen.parts]
