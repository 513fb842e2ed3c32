"""見せられなくなった部を、会議の頁・知らせ・今日で先に言い、今日からはその部の行に着く。"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from jusou_desk.casework.case import consent, meeting_doors
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.printing import packets
from jusou_desk.casework.printing.meeting_papers import draw_paper, hand_out_paper
from jusou_desk.forms import form
from jusou_desk.models.records import Meeting
from jusou_desk.ui.case.writings import Writing, Written, save
from jusou_desk.ui.meeting.copies import CopiesCard
from jusou_desk.ui.meeting.matrix import MatrixCard
from jusou_desk.ui.meeting.papers import PaperCard
from jusou_desk.ui.meeting.preparation import HeadCard
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.screens.meeting import MeetingScreen
from jusou_desk.ui.screens.today import TodayScreen
from tests.casework.conftest import MovableClock
from tests.casework.test_packet_press import AGENCIES, SCOPES, agreed, meeting_of
from tests.ui.hands import click
from tests.ui.screens.conftest import OpenPage, OpenWorkspace
from tests.ui.screens.walking import here, settle

P = TypeVar("P", bound=QWidget)
ON_IT = "いまは見せられないことが載っています。配らずに、出し直してください。"


@pytest.fixture
def met(desk: Desk, tmp_path: Path) -> Meeting:
    """資料をファイルに出した、二日後の会議。"""
    made = meeting_of(desk, "重層的支援会議", agreed(desk, 0, agencies="、".join(AGENCIES)))
    made = meetings.change_meeting(desk, replace(made, held_on=desk.today() + timedelta(days=2)))
    packets.issue_packet(desk, made.id, tmp_path / "前")
    return made


def part(page: MeetingScreen, kind: type[P]) -> P:
    assert page._shown is not None
    found = page._shown.findChild(kind)
    assert found is not None
    return found


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def excluding(desk: Desk, meeting: Meeting) -> str:
    """二つ目の機関に伝えないことにした記録の、知らせの文。"""
    (_, case) = meetings.meeting_page(desk, meeting.id).items[0]
    values = {
        "status": "書面",
        "decided_on": desk.today(),
        "scope": SCOPES,
        "agencies": "、".join((AGENCIES[0], AGENCIES[2])),
        "valid_until": desk.today() + timedelta(days=90),
    }
    saved = save(desk, Writing(form(consent.FORM), case, {}), Written(values))
    assert "記録しました" in saved.sentence
    return saved.caution


def test_同意を狭めると_知らせと表と管理表の行で_どの部かを言う(
    desk: Desk, met: Meeting, clock: MovableClock, open_page: OpenPage
) -> None:
    clock.now += timedelta(minutes=5)
    said = f"出した控番{met.meeting_no}-02（{AGENCIES[1]}）には、{ON_IT}"
    assert excluding(desk, met) == said
    page = open_page(desk, Place("meeting", met.id), MeetingScreen)
    assert said in words(part(page, MatrixCard))
    card = part(page, CopiesCard)
    assert words(card).count(ON_IT) == 1
    handing = {b.accessibleName(): b.isEnabled() for b in card.findChildren(QPushButton)}
    assert [handing[f"控番{n}を配った"] for n in (1, 2, 3)] == [True, False, True]
    click(card.hand_all)
    settle()
    handed = [bool(one.handed_on) for one in packets.copies_of(desk, met.id)]
    assert handed == [True, False, True]


def test_今日の行を押すと_管理表のその部に着く(
    desk: Desk, met: Meeting, clock: MovableClock, open_workspace: OpenWorkspace
) -> None:
    third = packets.copies_of(desk, met.id)[2]
    packets.mark_copy(desk, third, handed_on=desk.today())
    clock.pass_days(3)
    workspace = open_workspace(desk)
    workspace.open(Place("today"))
    settle()
    today = workspace.shown
    assert isinstance(today, TodayScreen)
    (line,) = [one for one in today.lines() if "戻っていません" in one.text()]
    assert f"控番3（{AGENCIES[2]}）" in line.accessibleDescription()
    line.click()
    settle(20)
    page = workspace.shown
    assert isinstance(page, MeetingScreen)
    assert here().accessibleName() == "控番3を戻った"
    assert in_sight(page, here())


def in_sight(page: MeetingScreen, part: QWidget) -> bool:
    """巻く地の中に見えていて、知らせの帯の下でない。"""
    ground = page._sheet.area.viewport()
    top = part.mapTo(ground, QPoint(0, 0)).y()
    bar = NoticeBar.near(page)
    floor = ground.height() if bar.isHidden() else bar.mapTo(page, QPoint(0, 0)).y()
    if not bar.isHidden():
        floor = ground.mapFromGlobal(bar.mapToGlobal(QPoint(0, 0))).y()
    return top >= 0 and top + part.height() <= floor


def test_出し直すと_できた部の行が_知らせの帯に隠れずに見える(
    desk: Desk, met: Meeting, clock: MovableClock, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(desk, Place("meeting", met.id), MeetingScreen)
    clock.now += timedelta(minutes=5)
    meetings.invite(desk, met.id, met.attendees[:2])
    page._load()
    settle()
    part(page, PaperCard).issue_to(tmp_path / "後")
    settle(20)
    assert not NoticeBar.near(page).isHidden()
    card = part(page, CopiesCard)
    for copy in packets.copies_of(desk, met.id):
        if not copy.replaced:
            assert all(in_sight(page, cell) for cell in card.row_of(copy.id)), copy.copy_no


def test_開催日を変えると_前の日のままの紙を言い_その場で出し直せる(
    desk: Desk, met: Meeting, clock: MovableClock, open_page: OpenPage, tmp_path: Path
) -> None:
    hand_out_paper(desk, draw_paper(desk, "notice", met.id), tmp_path)
    clock.now += timedelta(minutes=5)
    page = open_page(desk, Place("meeting", met.id), MeetingScreen)
    head = part(page, HeadCard)
    head.fields["held_on"].set_value(desk.today() + timedelta(days=9))
    click(head.save_button)
    settle()
    head = part(page, HeadCard)
    for title in ("開催通知", "資料(次第・名簿も)"):
        assert f"出した{title}は、前の開催日(R8.11.22)のままです。" in words(head)
    again = {one.accessibleName(): one for one in head.findChildren(QPushButton)}
    click(again["開催通知を出し直す"])
    settle()
    assert not page._sheet.isHidden()
    click(again["資料(次第・名簿も)を出し直す"])
    settle()
    assert here() is part(page, PaperCard).print_button


def test_過ぎた開催日は_保存して_一度だけ言う(
    desk: Desk, met: Meeting, open_page: OpenPage
) -> None:
    page = open_page(desk, Place("meeting", met.id), MeetingScreen)
    for expected in (True, False):
        head = part(page, HeadCard)
        head.fields["held_on"].set_value(desk.today() - timedelta(days=1))
        click(head.save_button)
        settle()
        assert ("もう過ぎた日です" in NoticeBar.near(page).advice()) is expected
    assert meeting_doors.find_meeting(desk, met.id).held_on < desk.today()
