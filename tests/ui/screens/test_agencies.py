"""機関と資源: 三つの表と絞り込み。"""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from jusou_desk.casework.desk import Desk
from jusou_desk.ui import theme
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.agencies import AgenciesScreen
from jusou_desk.ui.table import Table
from jusou_desk.ui.theme import TextSize
from tests.ui.hands import keys
from tests.ui.screens.conftest import OpenWorkspace


def rows(table: Table) -> list[str]:
    """見えている行の名前。"""
    items = [table.item(at, 0) for at in range(table.rowCount()) if not table.isRowHidden(at)]
    return [item.text() for item in items if item is not None]


@pytest.mark.parametrize("size", [TextSize.STANDARD, TextSize.LARGEST])
def test_町の設定が読め_絞り込める(
    size: TextSize, qapp: QApplication, desk: Desk, open_workspace: OpenWorkspace
) -> None:
    theme.wear(qapp, size)
    work = open_workspace(desk)
    work.open(Place("agencies"))
    screen = work.shown
    assert isinstance(screen, AgenciesScreen)
    assert rows(screen.windows.table) == [one.name for one in desk.town.windows]
    assert rows(screen.agencies.table) == [one.name for one in desk.town.agencies]
    assert screen.filter.hasFocus()
    keys(screen.filter, "障害")
    assert rows(screen.windows.table) == ["長門市基幹相談支援センター"]
    assert screen.bodies.table.isHidden()
    screen.filter.clear()
    assert len(rows(screen.bodies.table)) == len(desk.town.bodies)
    assert unnamed_controls(work) == []
    assert work.width() == 1366


def test_名前から取り違えやすい会議は_法の区分と注で見分けられる(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    work = open_workspace(desk)
    work.open(Place("agencies"))
    screen = work.shown
    assert isinstance(screen, AgenciesScreen)
    table = screen.bodies.table
    at = rows(table).index("長門市包括的支援会議")
    about = table.item(at, 1)
    assert about is not None
    assert about.text().startswith("支援会議（社会福祉法106条の6）")
    assert "「包括的支援体制ケース会議」とは別" in about.text()
