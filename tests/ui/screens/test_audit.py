"""監査の画面: 開いたことが残り、開いた人が見え、月報と通知が出て、鎖の切れ目が言われる。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from jusou_desk.casework import audit_chain
from jusou_desk.casework.case import progress
from jusou_desk.casework.desk import MISSING, REFUSED, Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.secrecy import restricting
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case
from jusou_desk.policy import Purpose, Role
from jusou_desk.ui import jobs
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.application import application
from jusou_desk.ui.case.opened_panel import TITLE, OpenedPanel
from jusou_desk.ui.changes import Change, Changed, broadcast
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.paper_desk import PaperDesk
from jusou_desk.ui.paper_view import PaperView
from jusou_desk.ui.screens import SCREENS
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.screens.meeting import MeetingScreen
from jusou_desk.ui.screens.settings import SettingsScreen
from jusou_desk.ui.screens.today import TodayScreen
from jusou_desk.ui.settings.rights import RestrictedCard, RightsPart
from jusou_desk.ui.settings.staff import StaffPart
from jusou_desk.ui.settings.trail import TrailPart
from jusou_desk.ui.theme import TextSize, wear
from jusou_desk.ui.workspace import Workspace
from tests.casework.conftest import COORDINATOR, OUTSIDER, PASSWORD, MovableClock
from tests.casework.test_one_case import phone_call, support_meeting
from tests.secrecy.test_audit_trail import rows, seal
from tests.ui.hands import click
from tests.ui.screens.conftest import OpenPage, OpenWorkspace
from tests.ui.screens.walking import settle


@pytest.fixture
def case(desk: Desk) -> Case:
    return phone_call(desk)


@pytest.fixture
def reader(desk: Desk, office: Office) -> Iterator[Desk]:
    staffing.add_staff(desk, "読む　人", Role.READER, PASSWORD)
    signed_in = sign_in(office, "読む　人", PASSWORD)
    yield signed_in
    signed_in.close()


def opened_rows(desk: Desk, purpose: Purpose = Purpose.CASEWORK) -> list[tuple[str, str]]:
    return [(one.subject, one.detail) for one in rows(desk, purpose, audit_chain.OPENED)]


def press(workspace: Workspace, words: str) -> None:
    found = (b for b in workspace.findChildren(QPushButton) if b.text() == words and b.isVisible())
    click(next(found))
    settle(5)


def words_on(workspace: Workspace) -> str:
    return "\n".join(one.text() for one in workspace.findChildren(QLabel) if one.isVisible())


def tamper(desk: Desk) -> None:
    connection = desk._store.raw_connection()
    connection.execute("DROP TRIGGER audit_no_update")
    connection.execute("UPDATE audit SET actor = 'だれか' WHERE id = 2")
    connection.close()


def test_頁に来るたびに残り_読み直しでは残らない(
    desk: Desk, case: Case, open_workspace: OpenWorkspace, clock: MovableClock
) -> None:
    seal(desk, case)
    workspace = open_workspace(desk)
    workspace.open(Place("sealed_case", case.id))
    settle(5)
    seen = [(case.case_no, ""), (case.case_no, "支援会議の記録")]
    assert opened_rows(desk, Purpose.SUPPORT_MEETING) == seen
    clock.now += timedelta(minutes=20)
    broadcast().tell(Change(frozenset({Changed.CASE})))
    settle(5)
    assert opened_rows(desk, Purpose.SUPPORT_MEETING) == seen
    workspace.open(Place("today"))
    workspace.open(Place("sealed_case", case.id))
    settle(5)
    assert opened_rows(desk, Purpose.SUPPORT_MEETING) == [seen[1], *seen]


def test_支援会議の頁を開いたことと_その資料の下見は_従事者にだけ残る(
    desk: Desk, case: Case, open_page: OpenPage
) -> None:
    held = support_meeting(desk)
    meetings.put_on_agenda(desk, held.id, case.id, "情報共有")
    screen = open_page(desk, Place("meeting", held.id), MeetingScreen)
    screen._preview(b"%PDF-1.4", f"{held.meeting_no} 控番1")
    jobs.wait_idle()
    assert opened_rows(desk) == []
    seen = rows(desk, Purpose.SUPPORT_MEETING, audit_chain.OPENED, audit_chain.PREVIEWED)
    assert [(one.subject, one.detail) for one in seen] == [
        (held.meeting_no, "控番1"),
        (held.meeting_no, "支援会議の記録"),
    ]
    open_page(desk, Place("sealed_case", case.id), CaseScreen)
    jobs.wait_idle()
    assert (case.case_no, "支援会議の記録") in opened_rows(desk, Purpose.SUPPORT_MEETING)


def test_この記録を開いた人が脇に並ぶ(
    desk: Desk, outsider: Desk, case: Case, open_page: OpenPage, open_workspace: OpenWorkspace
) -> None:
    open_page(desk, Place("case", case.id), CaseScreen)
    jobs.wait_idle()
    workspace = open_workspace(outsider)
    workspace.open(Place("case", case.id))
    settle(5)
    press(workspace, TITLE)
    (panel,) = workspace.findChildren(OpenedPanel)
    table = panel.table
    names = [item.text() for r in range(table.rowCount()) if (item := table.item(r, 1))]
    assert names == [OUTSIDER, COORDINATOR]
    assert unnamed_controls(panel) == []


def test_語で示すと決めたときだけ_従事者でない人の頁に語だけが出る(
    desk: Desk, outsider: Desk, case: Case, open_workspace: OpenWorkspace
) -> None:
    seal(desk, case)
    workspace = open_workspace(outsider)
    workspace.open(Place("case", case.id))
    settle(5)
    assert restricting.RESTRICTED not in words_on(workspace)
    restricting.tell_restricted(desk, told=True)
    for room in ("today", "cases", "meetings", "reports"):
        workspace.open(Place(room))
        settle(5)
        assert restricting.RESTRICTED not in words_on(workspace), room
    workspace.open(Place("case", case.id))
    settle(5)
    assert words_on(workspace).count(restricting.RESTRICTED) == 1
    members = open_workspace(desk)
    members.open(Place("case", case.id))
    settle(5)
    assert restricting.RESTRICTED not in words_on(members)


def test_部屋を歩くだけでは_断りの行は生まれない(
    outsider: Desk, reader: Desk, case: Case, open_workspace: OpenWorkspace
) -> None:
    held = meetings.convene(outsider, "plan_meeting", outsider.today())
    ids = {"case": case.id, "intake": case.id, "meeting": held.id, "report": "soudan-kensu"}
    for one in (outsider, reader):
        workspace = open_workspace(one)
        for entry in SCREENS:
            if entry.kind != "sealed_case":
                workspace.open(Place(entry.kind, ids.get(entry.kind, "")))
            settle(5)
    wrong = rows(outsider, Purpose.CASEWORK, REFUSED, MISSING)
    # 閲覧の役割は会議の頁を開けない。開こうとしたことだけが残る
    assert [(one.actor, one.detail) for one in wrong] == [("読む　人", "重層的支援会議")]


def test_鎖が切れると_管理者の今日と設定に文が出る(
    desk: Desk, outsider: Desk, case: Case, open_page: OpenPage
) -> None:
    progress.add_note(desk, case.id, {"noted_on": desk.today(), "content": "訪問"})
    fine = open_page(desk, Place("today"), TodayScreen)
    assert not [line for line in fine.lines() if "監査記録" in line.accessibleName()]
    tamper(desk)
    told = open_page(desk, Place("today"), TodayScreen)
    (line,) = [one for one in told.lines() if "監査記録が2行目" in one.accessibleName()]
    silent = open_page(outsider, Place("today"), TodayScreen)
    assert not [one for one in silent.lines() if "監査記録" in one.accessibleName()]
    trail = open_page(desk, Place("settings", "監査記録"), SettingsScreen).part("監査記録")
    assert isinstance(trail, TrailPart)
    jobs.wait_idle()
    assert trail.problem().startswith("監査記録が2行目から合いません")
    assert line.isEnabled()


def test_月報を下見し_書き出せる(desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path) -> None:
    workspace = open_workspace(desk)
    workspace.open(Place("settings", "監査記録"))
    settle(5)
    screen = workspace.shown
    assert isinstance(screen, SettingsScreen)
    trail = screen.part("監査記録")
    assert isinstance(trail, TrailPart)
    assert unnamed_controls(trail) == []
    click(trail.monthly.preview_button)
    settle(5)
    (paper,) = workspace.findChildren(PaperView)
    assert paper.document.pageCount() == 1
    trail.monthly.write_to(tmp_path)
    settle(5)
    names = sorted(path.name for path in tmp_path.glob("audit-month-*"))
    assert names == ["audit-month-2026-11.pdf", "audit-month-2026-11.xlsx"]


def test_監査記録から検査のある所へ移れる(desk: Desk, open_page: OpenPage) -> None:
    screen = open_page(desk, Place("settings", "監査記録"), SettingsScreen)
    trail = screen.part("監査記録")
    assert isinstance(trail, TrailPart)
    click(trail.check_button)
    assert screen.parts[screen.rail.current()][0] == "バックアップ"


@pytest.mark.parametrize("size", [TextSize.STANDARD, TextSize.LARGEST])
def test_紙を脇に開いても_監査記録の終わりの列まで見える(
    desk: Desk, open_workspace: OpenWorkspace, size: TextSize
) -> None:
    wear(application(), size)
    try:
        workspace = open_workspace(desk)
        workspace.open(Place("settings", "監査記録"))
        settle(5)
        screen = workspace.shown
        assert isinstance(screen, SettingsScreen)
        trail = screen.part("監査記録")
        assert isinstance(trail, TrailPart)
        click(trail.monthly.preview_button)
        settle(5)
        assert workspace.side.isVisible()
        table = trail.table
        across = sum(table.columnWidth(n) for n in range(table.columnCount()))
        assert across <= table.viewport().width()
        assert trail.visibleRegion().boundingRect().width() == trail.width()
    finally:
        wear(application())


def test_退任にすると_守秘の通知が脇に開き_後からも出せてファイルにもなる(
    desk: Desk, outsider: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    workspace = open_workspace(desk)
    workspace.open(Place("settings", "職員"))
    settle(5)
    screen = workspace.shown
    assert isinstance(screen, SettingsScreen)
    part = screen.part("職員")
    assert isinstance(part, StaffPart)
    settle(5)
    part.table.selectRow(1)
    assert part.notice_button.isHidden()
    click(part.leaving.button)
    click(part.leaving.button)
    settle(5)
    (paper,) = workspace.findChildren(PaperView)
    assert paper.document.pageCount() == 1
    workspace.open(Place("settings", "字の大きさ"))
    settle(5)
    workspace.open(Place("settings", "職員"))
    part.table.selectRow(1)
    settle(5)
    assert part.leaving.isHidden()
    click(part.notice_button)
    settle(5)
    (shown,) = [one for one in workspace.findChildren(PaperDesk) if one.isVisible()]
    shown.write_to(tmp_path / "通知")
    settle(5)
    assert [one.name for one in (tmp_path / "通知").iterdir()] == ["leaving.pdf"]
    assert outsider.staff_id


def test_権限の表は誰にでも見え_示し方は管理者だけが変える(
    desk: Desk, office: Office, outsider: Desk, open_page: OpenPage
) -> None:
    def part_of(one: Desk) -> RightsPart:
        made = open_page(one, Place("settings", "役割と権限"), SettingsScreen).part("役割と権限")
        assert isinstance(made, RightsPart)
        jobs.wait_idle()
        return made

    assert part_of(outsider).findChildren(RestrictedCard) == []
    assert part_of(outsider).table.rowCount() == len(Purpose)
    (card,) = part_of(desk).findChildren(RestrictedCard)
    card.ways.choose(["「制限情報あり」と示す"])
    card.ways.changed.emit()
    jobs.wait_idle()
    assert restricting.tells_restricted(outsider)
    staffing.add_staff(desk, "課長　一郎", Role.ADMIN, PASSWORD)
    boss = sign_in(office, "課長　一郎", PASSWORD)
    restricting.tell_restricted(boss, told=False)
    (card,) = part_of(boss).findChildren(RestrictedCard)
    card.ways.choose(["「制限情報あり」と示す"])
    card.ways.changed.emit()
    jobs.wait_idle()
    assert "全ての支援会議に従事する管理者だけ" in card.problem()
    assert card.ways.chosen() == ("黙っている",)
    boss.close()
