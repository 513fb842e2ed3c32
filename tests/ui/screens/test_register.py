"""機関と資源の窓: 足す、直す、外す、Excel、受入先を探す。"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from jusou_desk.casework.case import cases, plans
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.register import listing, matching, writing
from jusou_desk.casework.secrecy import protecting
from jusou_desk.models.office import Office
from jusou_desk.models.register_records import FailedFor, MatchState, ResourceKind
from jusou_desk.policy import Purpose, Role
from jusou_desk.ui import jobs
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.agencies.book import BookPanel
from jusou_desk.ui.agencies.edit import CORRECTION, EditPanel
from jusou_desk.ui.agencies.panel import ResourcePanel
from jusou_desk.ui.case.host_panel import HostPanel, MatchCard
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.agencies import AgenciesScreen
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.workspace import Workspace
from tests.casework.conftest import PASSWORD
from tests.casework.test_one_case import phone_call
from tests.casework.test_protecting import ACCOUNT
from tests.ui.hands import click
from tests.ui.screens.conftest import OpenPage, OpenWorkspace
from tests.ui.screens.test_agencies import rows
from tests.ui.screens.walking import settle


def press(part: QWidget, words: str) -> None:
    """釦を、書かれた字か読み上げの名で押す。"""
    found = [b for b in part.findChildren(QPushButton) if words in (b.text(), b.accessibleName())]
    click(found[0])
    jobs.wait_idle()
    settle(5)


def room(work: Workspace) -> AgenciesScreen:
    work.open(Place("agencies"))
    settle(5)
    screen = work.shown
    assert isinstance(screen, AgenciesScreen)
    return screen


def test_受入先を足し_開き_連絡を残し_外す(desk: Desk, open_workspace: OpenWorkspace) -> None:
    work = open_workspace(desk)
    screen = room(work)
    assert screen.hosts.table.isHidden()
    screen.edit(writing.new_row(ResourceKind.HOST))
    panel = work.side.panel()
    assert isinstance(panel, EditPanel)
    click(panel.save_button)
    assert listing.hosts(desk.resources) == ()
    panel.view.fill({"name": "みなと農園", "tags": ("居場所",), "vacancy": 2, "capacity": 3})
    press(panel, "名簿に残す")
    assert rows(screen.hosts.table) == ["みなと農園"]
    opened = work.side.panel()
    assert isinstance(opened, ResourcePanel)
    assert "いまは、ありません" in opened.told()
    assert unnamed_controls(work) == []
    opened.vacancy.set_value(1)
    press(opened, "今日、連絡した")
    (row,) = listing.hosts(desk.resources)
    assert (row.vacancy, row.last_contact_on) == (1, desk.today())
    screen.hosts.table.opened.emit(0)
    settle(5)
    again = work.side.panel()
    assert isinstance(again, ResourcePanel)
    press(again, "名簿から外す…")
    press(again, "今すぐ外す")
    assert listing.hosts(desk.resources) == ()
    assert screen.hosts.table.isHidden()


def test_窓口の電話を直すと_一覧も町の資料も変わる(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    work = open_workspace(desk)
    screen = room(work)
    screen.edit(desk.resources[0])
    panel = work.side.panel()
    assert isinstance(panel, EditPanel)
    assert panel.view.has_field("inside")
    panel.view.fill({"phone": "0837-00-5555"})
    panel.since.choose([CORRECTION])
    press(panel, "名簿に残す")
    item = screen.windows.table.item(0, 3)
    assert item is not None
    assert item.text() == "0837-00-5555"
    assert listing.history(desk, desk.resources[0].resource_no)[1].struck


def test_閲覧の職員には_書く釦が無い(
    desk: Desk, office: Office, open_workspace: OpenWorkspace
) -> None:
    staffing.add_staff(desk, "閲覧　次郎", Role.READER, PASSWORD)
    reader = sign_in(office, "閲覧　次郎", PASSWORD)
    work = open_workspace(reader)
    screen = room(work)
    screen.windows.table.opened.emit(0)
    settle(5)
    buttons = {one.text() for one in work.findChildren(QPushButton) if one.isVisible()}
    assert buttons & {"足す", "直す", "今日、連絡した", "Excel から取り込む…"} == set()
    assert "Excel に書き出す…" in buttons
    reader.close()


def test_書き出した名簿を取り込む前に_何が変わるかが見える(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    work = open_workspace(desk)
    screen = room(work)
    screen.write_to(tmp_path / "名簿.xlsx")
    jobs.wait_idle()
    assert desk.resources
    writing.put_row(desk, writing.new_row(ResourceKind.HOST, "灯台食堂"))
    press(screen, "Excel から取り込む…")
    panel = work.side.panel()
    assert isinstance(panel, BookPanel)
    panel.read(tmp_path / "名簿.xlsx")
    jobs.wait_idle()
    settle(5)
    assert "変わらない行が" in panel.told()
    assert panel.take_button.isHidden()


@pytest.fixture
def hosting(desk: Desk, open_page: OpenPage) -> HostPanel:
    """参加支援のプランのある相談の、受入先を探す一枚。"""
    case = phone_call(desk)
    values = {"kind": "参加支援", "made_on": desk.today(), "goal": "外へ出る"}
    plans.write_plan(desk, case.id, values, ())
    row = writing.new_row(ResourceKind.HOST, "みなと農園")
    writing.put_row(desk, replace(row, tags=("居場所",), vacancy=2))
    screen = open_page(desk, Place("case", case.id, "host"), CaseScreen)
    jobs.wait_idle()
    settle(5)
    panel = screen.window().findChild(HostPanel)
    assert isinstance(panel, HostPanel)
    return panel


def test_候補に打診し_成立するとプランに載る(desk: Desk, hosting: HostPanel) -> None:
    hosting.wanted.choose(["居場所"])
    hosting.wanted.changed.emit()
    press(hosting, "みなと農園に打診した")
    (card,) = hosting.findChildren(MatchCard)
    assert unnamed_controls(hosting) == []
    press(card, "成立した…")
    card.made["frequency"].set_value("週1回")
    press(card, "成立を残す")
    (match,) = matching.matches_of(desk, hosting.plan.id)
    assert (match.state, match.host, match.wanted) == (MatchState.MADE, "みなと農園", ("居場所",))
    with desk.reading(Purpose.CASEWORK) as work:
        sheet = work.sheets.get(match.plan_id)
    assert sheet is not None
    assert sheet.answers["host_terms"] == "週1回"


def test_名簿に無い先への打診は_わけを選ばないと不成立にならない(
    desk: Desk, hosting: HostPanel
) -> None:
    hosting.name.set_value("どこか")
    click(hosting.ask_button)
    jobs.wait_idle()
    settle(5)
    (card,) = hosting.findChildren(MatchCard)
    press(card, "不成立…")
    press(card, "不成立を残す")
    assert "わけがありません" in card.problem()
    card.failed.choose([FailedFor.NOBODY])
    press(card, "不成立を残す")
    (match,) = matching.matches_of(desk, hosting.plan.id)
    assert (match.state, match.failed_for) == (MatchState.FAILED, FailedFor.NOBODY)


def test_居場所を伏せる人の打診は_名を出さずに何件目かで見分ける(
    desk: Desk, hosting: HostPanel
) -> None:
    for name in ("どこか", "みなと農園"):
        matching.ask(desk, hosting.plan, name)
    page = cases.case_page(desk, hosting.plan.case_id)
    assert page.person is not None
    protecting.set_protection(desk, page.person.id, ACCOUNT)
    panel = HostPanel(desk, cases.case_page(desk, hosting.plan.case_id))
    settle(5)
    heads = [one.findChildren(QLabel)[0].text() for one in panel.findChildren(MatchCard)]
    assert heads == ["2件目（名は秘匿）　打診中", "1件目（名は秘匿）　打診中"]
