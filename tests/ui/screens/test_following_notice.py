"""頁を移った後の「元に戻す」: どの画面の知らせも、何の話かを言い、そこから戻せる。"""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from jusou_desk.casework.case import intake, tasks
from jusou_desk.casework.case.cases import case_page
from jusou_desk.casework.counting.reporting import make_report, report_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.meetings import meeting_page
from jusou_desk.casework.wording import editable_words
from jusou_desk.models.records import Case
from jusou_desk.ui.fields.chips import CheckChip
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.report.footnotes import Footnote
from jusou_desk.ui.screens.settings import SettingsScreen
from jusou_desk.ui.settings.words import WordPanel, WordsPart
from jusou_desk.ui.workspace import Workspace
from jusou_desk.wareki import FiscalYear
from tests.ui.hands import click
from tests.ui.screens.conftest import OpenWorkspace
from tests.ui.screens.walking import settle

REPORT = "nagato-jigyo-jokyo"


def received(desk: Desk, **more: object) -> Case:
    values = {"received_on": desk.today(), "person_name": "三隅　かよ", "consent": "書面"}
    return intake.receive(desk, values | more).case


def at(workspace: Workspace, kind: str, id: str = "") -> QWidget:
    workspace.open(Place(kind, id))
    settle()
    assert workspace.shown is not None
    return workspace.shown


def press(part: QWidget, words: str) -> None:
    click(next(b for b in part.findChildren(QPushButton) if b.text() == words and b.isVisible()))
    settle()


def test_今日で済みにした仕事(desk: Desk, open_workspace: OpenWorkspace) -> None:
    case = received(desk)
    tasks.add_task(desk, "配食を頼む", desk.today(), case_id=case.id)
    workspace = open_workspace(desk)
    screen = at(workspace, "today")
    click(next(c for c in screen.findChildren(CheckChip) if c.text() == "済み"))
    settle()
    at(workspace, "cases")
    assert (
        workspace.notice.sentence() == f"「{case.case_no} 三隅　かよ 配食を頼む」を済みにしました。"
    )
    press(workspace.notice, "元に戻す")
    assert [task.what for task in case_page(desk, case.id).tasks] == ["配食を頼む"]


def test_支援会議の仕事の知らせはついて行かない(desk: Desk, open_workspace: OpenWorkspace) -> None:
    case = received(desk, lane="支援会議")
    tasks.add_task(desk, "内密に見に行く", desk.today(), case_id=case.id)
    workspace = open_workspace(desk)
    screen = at(workspace, "today")
    click(next(c for c in screen.findChildren(CheckChip) if c.text() == "済み"))
    settle()
    assert "済みにしました" in workspace.notice.sentence()
    at(workspace, "cases")
    assert workspace.notice.isHidden()


@pytest.mark.parametrize("body", ["plan_meeting", "support_meeting"])
def test_議題を外した会議(desk: Desk, open_workspace: OpenWorkspace, body: str) -> None:
    case = received(desk)
    meeting = meetings.convene(desk, body, desk.today() + timedelta(days=3))
    meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有")
    workspace = open_workspace(desk)
    press(at(workspace, "meeting", meeting.id), "外す")
    assert meeting_page(desk, meeting.id).items == ()
    at(workspace, "cases")
    if meeting.sealed:
        assert workspace.notice.isHidden()
        return
    assert workspace.notice.sentence() == f"{meeting.meeting_no}　議題1を外しました。"
    press(workspace.notice, "元に戻す")
    assert len(meeting_page(desk, meeting.id).items) == 1


def test_直した脚注の報告(desk: Desk, open_workspace: OpenWorkspace) -> None:
    def first() -> str:
        return make_report(desk, REPORT, FiscalYear.of(desk.today())).table.footnotes[0]

    was = first()
    workspace = open_workspace(desk)
    note = at(workspace, "report", REPORT).findChildren(Footnote)[0]
    note.edit()
    note.writing.setPlainText("※ 直した文")
    click(note.save_button)
    settle()
    assert first() == "※ 直した文"
    at(workspace, "today")
    assert workspace.notice.sentence() == f"{report_kind(REPORT).title}　脚注を直しました。"
    press(workspace.notice, "元に戻す")
    assert first() == was


def test_直した文言の使う所(desk: Desk, open_workspace: OpenWorkspace) -> None:
    word = editable_words(desk)[0]
    workspace = open_workspace(desk)
    screen = at(workspace, "settings")
    assert isinstance(screen, SettingsScreen)
    part = screen.part("文言")
    assert isinstance(part, WordsPart)
    settle()
    part.table.opened.emit(0)
    panel = workspace.side.panel()
    assert isinstance(panel, WordPanel)
    panel.field.set_value("町の条例")
    click(panel.save_button)
    settle()
    assert editable_words(desk)[0].text == "町の条例"
    at(workspace, "today")
    assert workspace.notice.sentence() == f"{word.default.about}　文言を直しました。"
    press(workspace.notice, "元に戻す")
    assert editable_words(desk)[0].text == word.text
