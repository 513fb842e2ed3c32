"""担当替えの一枚: 今日の行から開き、後を継ぐ人を選んで、まとめて替え、戻せる。"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from jusou_desk.casework.case import cases, intake
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.handing_on import PANEL
from jusou_desk.casework.recall.issuing import issued_for_case
from jusou_desk.ui.handing_on import HandingOn
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.paper_desk import PaperDesk
from jusou_desk.ui.screens.cases import CasesScreen
from jusou_desk.ui.screens.settings import SettingsScreen
from jusou_desk.ui.screens.today import TodayScreen
from jusou_desk.ui.settings.staff import StaffPart
from tests.casework.conftest import COORDINATOR, OUTSIDER
from tests.ui.hands import click
from tests.ui.hands import press as strike
from tests.ui.screens.conftest import OpenPage, OpenWorkspace
from tests.ui.screens.walking import Key, here, settle


def _received(desk: Desk) -> str:
    values = {"received_on": desk.today(), "person_name": "髙橋　𠮷子", "worker": OUTSIDER}
    return intake.receive(desk, values).case.id


@pytest.mark.usefixtures("outsider")
def test_退いた人の相談を_今日から開いて替え_戻せる(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case_id = _received(desk)
    staffing.leave(desk, OUTSIDER)
    workspace = open_workspace(desk)
    workspace.open(Place("today"))
    settle(5)
    today = workspace.shown
    assert isinstance(today, TodayScreen)
    line = next(one for one in today.lines() if "担当のいない相談" in one.text())
    line.click()
    settle(5)
    assert workspace.place == Place("cases", PANEL, PANEL)
    panel = workspace.findChildren(HandingOn)[-1]
    (person,) = panel.people
    click(person.all_button)
    assert person.problem() == "後を継ぐ人を選んでください。"
    person.choose(COORDINATOR)
    (one,) = person.case_buttons()
    click(one)
    settle(5)
    assert cases.find_case(desk, case_id).worker == COORDINATOR
    assert panel.people == []
    assert workspace.notice.sentence() == f"相談1件の担当を{COORDINATOR}さんに替えました。"
    back = workspace.notice.findChildren(QPushButton)
    click(next(one for one in back if one.text() == "元に戻す"))
    settle(5)
    assert cases.find_case(desk, case_id).worker == OUTSIDER
    assert workspace.notice.sentence() == "元に戻しました。"


@pytest.mark.usefixtures("outsider")
def test_知らせが消えた後も_担当替えを戻せる(desk: Desk, open_workspace: OpenWorkspace) -> None:
    case_id = _received(desk)
    staffing.leave(desk, OUTSIDER)
    workspace = open_workspace(desk)
    workspace.open(Place("cases", PANEL, PANEL))
    settle(5)
    (person,) = workspace.findChildren(HandingOn)[-1].people
    person.choose(COORDINATOR)
    click(person.all_button)
    settle(5)
    workspace.notice.clear()
    workspace.open(Place("today"))
    settle(5)
    workspace.notice.offer_last()
    assert workspace.notice.sentence().startswith("直前にしたこと: 担当替え")
    strike(here(), Key.Key_Return)
    settle(5)
    assert cases.find_case(desk, case_id).worker == OUTSIDER


@pytest.mark.usefixtures("outsider")
def test_退く前に_職員の頁で手にあるものが分かる(desk: Desk, open_page: OpenPage) -> None:
    _received(desk)
    screen = open_page(desk, Place("settings", "職員"), SettingsScreen)
    part = screen.part("職員")
    assert isinstance(part, StaffPart)
    settle(5)
    part.table.selectRow(1)
    settle(5)
    assert part.held.text() == "この人の手にあるもの　担当の相談 1件"
    assert part.held_button.isVisible()
    part.table.selectRow(0)
    settle(5)
    assert "ありません" in part.held.text()
    assert not part.held_button.isVisible()


def test_一覧から自分の担当を引継書にして_刷ると控に残る(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    values = {"received_on": desk.today(), "person_name": "髙橋　𠮷子", "worker": COORDINATOR}
    case = intake.receive(desk, values).case
    workspace = open_workspace(desk)
    workspace.open(Place("cases"))
    settle(5)
    screen = workspace.shown
    assert isinstance(screen, CasesScreen)
    click(screen.hand_button)
    settle(5)
    (person,) = workspace.findChildren(HandingOn)[-1].people
    click(person.paper_button)
    settle(5)
    panel = workspace.findChildren(PaperDesk)[-1]
    assert panel.paper.document.pageCount() == 1
    panel.write_to(tmp_path / "out")
    settle(5)
    assert (tmp_path / "out" / "takeover-list.xlsx").is_file()
    (kept,) = issued_for_case(desk, case.id)
    assert kept.first.title == "引継書"


@pytest.mark.usefixtures("outsider")
def test_鍵で一件ずつ替えると_手は次の件に_無くなれば脇に残る(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    for name in ("髙橋　𠮷子", "大谷　健一"):
        values = {"received_on": desk.today(), "person_name": name, "worker": COORDINATOR}
        intake.receive(desk, values)
    workspace = open_workspace(desk)
    workspace.open(Place("cases"))
    settle(5)
    screen = workspace.shown
    assert isinstance(screen, CasesScreen)
    click(screen.hand_button)
    settle(5)
    panel = workspace.findChildren(HandingOn)[-1]
    (person,) = panel.people
    person.choose(OUTSIDER)
    first, second = person.case_buttons()
    following = second.accessibleName()
    first.setFocus()
    strike(first, Key.Key_Return)
    settle(5)
    assert here().accessibleName() == following
    strike(here(), Key.Key_Return)
    settle(5)
    assert here() is panel
