"""終わった相談の頁: 終結の取消しはいつまでもでき、取り消した評価シートは取消と分かる。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication

from jusou_desk.casework.case import cases, closing, progress, tasks
from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case, CaseStatus
from jusou_desk.policy import Role
from jusou_desk.ui import theme
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.case.ended import CancelEnding
from jusou_desk.ui.case.panels import PANELS, panel_named
from jusou_desk.ui.case.sheet_panel import SheetPanel
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.theme import TextSize
from tests.casework.conftest import PASSWORD, MovableClock
from tests.ui.hands import Picture
from tests.ui.screens.conftest import OpenPage, OpenWorkspace
from tests.ui.screens.test_case import at, everything, press, received, settle


def ended(desk: Desk, result: str = "終結", **more: Any) -> Case:
    case = received(desk, **more)
    values = {
        "evaluated_on": desk.today(),
        "result": result,
        "closed_on": desk.today(),
        "closing_reason": "目標達成",
        "lead_agency": "社会福祉協議会",
        "opinion": "落ち着いて暮らしている",
    }
    return closing.evaluate(desk, case.id, values)[0]


def cancel_panel(screen: CaseScreen) -> CancelEnding:
    panel = screen.panel
    assert isinstance(panel, CancelEnding)
    return panel


@pytest.mark.parametrize(
    ("result", "lane"), [("終結", "通常"), ("中断", "通常"), ("終結", "支援会議")]
)
def test_終わりは日がたってからでも理由を述べて取り消せる(
    desk: Desk, clock: MovableClock, open_workspace: OpenWorkspace, result: str, lane: str
) -> None:
    case = ended(desk, result, lane=lane)
    clock.pass_days(100)
    workspace = open_workspace(desk)
    screen = at(workspace, "sealed_case" if case.sealed else "case", case)
    assert f"この相談は{result}しています。" in everything(screen)
    press(screen, f"{result}を取り消す")
    panel = cancel_panel(screen)
    assert unnamed_controls(workspace) == []
    press(panel, f"{result}を取り消す")
    assert panel.reason.shown_problem()
    assert cases.find_case(desk, case.id).ended
    panel.reason.set_value("日付や理由の書き違い")
    press(panel, f"{result}を取り消す")
    assert cases.find_case(desk, case.id).status is CaseStatus.OPEN
    assert workspace.notice.sentence().startswith(f"{result}を取り消しました。")
    (sheet,) = (one for one in screen.history.list.happenings() if one.form_id == "evaluation")
    assert sheet.title.startswith("【取消】")
    assert "日付や理由の書き違い" in sheet.body
    with desk.reading(purpose_of(case.lane)) as work:
        assert f"{result}の取消し" in [row.action for row in work.audit.entries()]
    screen.history.opened.emit(sheet)
    settle()
    opened = screen.panel
    assert isinstance(opened, SheetPanel)
    assert "「取消 R9.2.28 大田　文江（日付や理由の書き違い）」" in everything(opened)
    assert not opened.save_button.isVisible()


def test_すぐ元に戻した終結も評価シートに取消と付く(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = received(desk)
    workspace = open_workspace(desk)
    screen = at(workspace, "case", case)
    press(screen, "評価・終結")
    panel = screen.panel
    assert isinstance(panel, SheetPanel)
    for name, value in (
        ("result", "終結"),
        ("closed_on", desk.today()),
        ("closing_reason", "目標達成"),
        ("lead_agency", "社会福祉協議会"),
    ):
        panel.view.field(name).set_value(value)
    press(panel, "保存する")
    press(workspace.notice, "元に戻す")
    (sheet,) = (one for one in screen.history.list.happenings() if one.form_id == "evaluation")
    assert sheet.title == "【取消】　評価シート　終結"
    assert closing.AT_ONCE in sheet.body


def test_書けない人には取り消す釦が無い(desk: Desk, office: Office, open_page: OpenPage) -> None:
    case = ended(desk)
    staffing.add_staff(desk, "閲覧　花子", Role.READER, PASSWORD)
    reader = sign_in(office, "閲覧　花子", PASSWORD)
    screen = open_page(reader, Place("case", case.id), CaseScreen)
    shown = {b.text() for b in screen.findChildren(QAbstractButton) if b.isVisible()}
    assert "この相談は終結しています。" in everything(screen)
    assert "終結を取り消す" not in shown
    reader.close()


def test_開いている相談には取り消す釦が無い(desk: Desk, open_page: OpenPage) -> None:
    screen = open_page(desk, Place("case", received(desk).id), CaseScreen)
    assert "取り消す" not in everything(screen)


def test_仕事の札と終えるときの札は同じものを数える(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = received(desk)
    tasks.add_task(desk, "配食を頼む", desk.today() + timedelta(days=2), case_id=case.id)
    note = {"noted_on": desk.today(), "content": "電話した", "next_step": "受診の様子を聞く"}
    progress.add_note(desk, case.id, note | {"due_on": desk.today() + timedelta(days=3)})
    screen = at(open_workspace(desk), "case", case)
    assert screen.page is not None
    assert [task.what for task in screen.page.tasks] == ["配食を頼む", "受診の様子を聞く"]
    press(screen, "評価・終結")
    panel = screen.panel
    assert isinstance(panel, SheetPanel)
    assert panel.ending is not None
    press(panel.view.field("result"), "終結")
    assert panel.rest() == "まだ済んでいない仕事が2件残ります。"


def test_脇の一枚の名は一つずつ() -> None:
    keys = [one.key for one in PANELS]
    assert len(keys) == len(set(keys))
    assert all(panel_named(key) is not None for key in keys)
    assert panel_named("assessment") is None


@pytest.mark.parametrize("size", [TextSize.STANDARD, TextSize.LARGEST])
def test_終わった相談の頁が収まる(
    desk: Desk,
    qapp: QApplication,
    open_workspace: OpenWorkspace,
    picture: Picture,
    size: TextSize,
) -> None:
    theme.wear(qapp, size)
    case = ended(desk)
    workspace = open_workspace(desk)
    screen = at(workspace, "case", case)
    picture(workspace, f"ended-{size}")
    press(screen, "終結を取り消す")
    picture(workspace, f"cancel-{size}")
    panel = cancel_panel(screen)
    assert panel.cancel_button.isVisible()
    assert workspace.side.width() <= workspace.width() // 2 + 40
    panel.reason.set_value("まだ支援が続いている")
    press(panel, "終結を取り消す")
    picture(workspace, f"cancelled-{size}")
