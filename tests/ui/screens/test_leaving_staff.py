"""退任の場: 並びが変わっても選んだ人のまま、公務員かを先に尋ね、残った担当へすぐ行ける。"""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton

from jusou_desk.casework.case import intake, tasks
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.members import new_member, registers, save_register
from jusou_desk.casework.office import staffing
from jusou_desk.policy import Purpose, Role
from jusou_desk.ui.handing_on import HandingOn
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.settings import SettingsScreen
from jusou_desk.ui.settings.staff import StaffPart
from tests.casework.conftest import COORDINATOR, OUTSIDER, PASSWORD
from tests.ui.hands import click
from tests.ui.screens.conftest import OpenWorkspace
from tests.ui.screens.walking import settle

STAYING = "残る　人"


@pytest.mark.usefixtures("outsider")
def test_退任にしても_選んだ人のままで_その人の担当へ行ける(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    staffing.add_staff(desk, STAYING, Role.COUNSELLOR, PASSWORD)
    values = {"received_on": desk.today(), "person_name": "髙橋　𠮷子", "worker": OUTSIDER}
    case = intake.receive(desk, values).case
    task = tasks.add_task(desk, "電話する", desk.today(), case_id=case.id)
    with desk.writing(Purpose.CASEWORK) as work:
        work.tasks.put(replace(task, person=OUTSIDER))
    body = registers(desk)[0]
    seat = new_member(desk, body.id, "社会福祉協議会（町の外）", OUTSIDER, since=desk.today())
    save_register(desk, body.id, [seat])
    workspace = open_workspace(desk)
    workspace.open(Place("settings", "職員"))
    settle(5)
    screen = workspace.shown
    assert isinstance(screen, SettingsScreen)
    part = screen.part("職員")
    assert isinstance(part, StaffPart)
    settle(5)
    part.table.selectRow(2)
    settle(5)
    assert part._which.text() == f"{STAYING}さん"
    assert not part.contracted.isChecked()
    part.table.selectRow(1)
    settle(5)
    assert part.contracted.isVisible()
    assert part.contracted.isChecked()
    assert "社会福祉協議会（町の外）" in part._why_contracted.text()
    for _ in range(2):
        click(part.leaving.button)
    settle(5)
    assert part.table.chosen() == 2
    assert part._which.text() == f"{OUTSIDER}さん"
    assert not part.leaving.isVisible()
    assert part.contracted.isChecked()
    acts = workspace.notice.findChildren(QPushButton)
    click(next(one for one in acts if one.text() == f"{OUTSIDER}さんの担当を替える"))
    settle(5)
    (person,) = workspace.findChildren(HandingOn)[-1].people
    assert person.name == OUTSIDER
    person.choose(COORDINATOR)
    click(person.all_button)
    settle(5)
    said = f"相談1件と仕事1件の担当を{COORDINATOR}さんに替えました。"
    assert workspace.notice.sentence() == said
    assert not part.table.horizontalScrollBar().isVisible()
    assert part.table.isColumnHidden(3)
    screen.close_side()
    settle(20)
    assert not part.table.isColumnHidden(3)


@pytest.mark.usefixtures("outsider")
def test_従事者の釦は_見える順にTabで着ける(desk: Desk, open_workspace: OpenWorkspace) -> None:
    workspace = open_workspace(desk)
    workspace.open(Place("settings", "職員"))
    settle(5)
    screen = workspace.shown
    assert isinstance(screen, SettingsScreen)
    part = screen.part("職員")
    assert isinstance(part, StaffPart)
    part.table.selectRow(1)
    settle(5)
    following = part.held_button.nextInFocusChain()
    assert isinstance(following, QPushButton)
    assert "の従事者" in following.text()
