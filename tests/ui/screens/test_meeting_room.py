"""会議の頁の居心地: 脇を開いてもはみ出さず、断りの次の一手が見え、古くなった紙を知らせる。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import info_requests, meetings
from jusou_desk.casework.printing import packets
from jusou_desk.casework.secrecy import transfers
from jusou_desk.casework.secrecy.transfer_sources import Source
from jusou_desk.casework.secrecy.transfers import Wish
from jusou_desk.models.records import CopyException, Meeting
from jusou_desk.ui import theme
from jusou_desk.ui.meeting.agenda import AgendaCard
from jusou_desk.ui.meeting.copies import CopiesCard
from jusou_desk.ui.meeting.out_panel import OutPanel
from jusou_desk.ui.meeting.papers import PaperCard
from jusou_desk.ui.meeting.preparation import AttendeesCard, HeadCard
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.screens.meeting import MeetingScreen
from jusou_desk.ui.theme import TextSize
from tests.casework.conftest import MovableClock
from tests.casework.test_one_case import phone_call
from tests.casework.test_packet_press import agreed, meeting_of
from tests.ui.hands import click, keys
from tests.ui.screens.conftest import OpenPage
from tests.ui.screens.test_transfer import heard
from tests.ui.screens.walking import settle

LONG = "夕方に公園で一人でいるところを、近所の人が三度見かけて声をかけたとのことです。"


@pytest.fixture(params=[TextSize.STANDARD, TextSize.LARGEST])
def any_size(request: pytest.FixtureRequest) -> Iterator[None]:
    """標準と特大で。"""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.wear(app, request.param)
    yield
    theme.wear(app, TextSize.STANDARD)


def part(screen: MeetingScreen, kind: type[QWidget]) -> QWidget:
    assert screen._shown is not None
    found = screen._shown.findChild(kind)
    assert isinstance(found, kind)
    return found


def named(within: QWidget, name: str) -> QPushButton:
    return next(b for b in within.findChildren(QPushButton) if b.accessibleName() == name)


@pytest.mark.usefixtures("any_size")
def test_申し出や依頼があっても_脇を開いた支援会議の頁は窓に収まる(
    desk: Desk, open_page: OpenPage
) -> None:
    meeting = meeting_of(desk, "支援会議", agreed(desk, 0))
    (_, case) = meetings.meeting_page(desk, meeting.id).items[0]
    note = heard(desk, case, content=LONG)
    transfers.propose(desk, Source.NOTE, note, Wish(LONG, "本人同意", "同意書の写し R8.11.20"))
    due = desk.today() + timedelta(days=9)
    info_requests.ask(
        desk, meeting.id, case.id, agency="救急の記録のある消防署", items="出動の記録", due_on=due
    )
    packets.print_packet(desk, meeting.id)
    screen = open_page(desk, Place("meeting", meeting.id), MeetingScreen)
    papers = part(screen, PaperCard)
    assert isinstance(papers, PaperCard)
    click(papers.preview_button)
    settle()
    area = screen._sheet.area
    assert area.inside.width() <= area.viewport().width()


def test_同意の無い相談の断りでは_代わりの釦が知らせの帯に隠れない(
    desk: Desk, open_page: OpenPage
) -> None:
    case = phone_call(desk)
    meeting = meeting_of(desk, "重層的支援会議", agreed(desk, 0))
    screen = open_page(desk, Place("meeting", meeting.id), MeetingScreen)
    agenda = part(screen, AgendaCard)
    assert isinstance(agenda, AgendaCard)
    screen._sheet.area.ensureWidgetVisible(agenda.add_button)
    agenda.case.set_value(case.case_no)
    click(agenda.add_button)
    settle(50)
    (offer,) = agenda._offers
    bar = NoticeBar.near(screen)
    bottom = offer.mapToGlobal(QPoint(0, offer.height())).y()
    assert bar.isVisible()
    assert bottom <= bar.mapToGlobal(QPoint(0, 0)).y()


def move(screen: MeetingScreen, place: str) -> str:
    """場所を変えて保存し、知らせの添え書きを返す。"""
    head = part(screen, HeadCard)
    assert isinstance(head, HeadCard)
    head.fields["place"].set_value(place)
    click(head.save_button)
    settle()
    return NoticeBar.near(screen).advice()


def test_紙を出した後に場所を変えると_出した紙が古いと言う(desk: Desk, open_page: OpenPage) -> None:
    meeting = meeting_of(desk, "重層的支援会議", agreed(desk, 0))
    screen = open_page(desk, Place("meeting", meeting.id), MeetingScreen)
    assert move(screen, "第二会議室") == ""
    packets.print_packet(desk, meeting.id)
    assert "出した資料は、前の日時・場所のままです" in move(screen, "第三会議室")
    # 紙に載らない所だけなら、言わない。
    head = part(screen, HeadCard)
    assert isinstance(head, HeadCard)
    head.fields["recorder"].set_value("記録する人")
    click(head.save_button)
    settle()
    assert NoticeBar.near(screen).advice() == ""


def test_終わりが始まりより前なら_終了の欄で言い_保存しない(
    desk: Desk, open_page: OpenPage
) -> None:
    meeting = meeting_of(desk, "重層的支援会議", agreed(desk, 0))
    screen = open_page(desk, Place("meeting", meeting.id), MeetingScreen)
    head = part(screen, HeadCard)
    assert isinstance(head, HeadCard)
    head.fields["start"].set_value("13:30")
    head.fields["end"].set_value("3:00")
    click(head.save_button)
    settle()
    assert "終了(03:00)が、開始(13:30)より前です。" in head.fields["end"].shown_problem()
    assert meetings.meeting_page(desk, meeting.id).meeting.end == meeting.end
    head.fields["end"].set_value("15:00")
    click(head.save_button)
    settle()
    assert meetings.meeting_page(desk, meeting.id).meeting.end == "15:00"


def test_済んだ会議の場所を直しても_出し直しは勧めない(
    desk: Desk, clock: MovableClock, open_page: OpenPage
) -> None:
    meeting = meeting_of(desk, "重層的支援会議", agreed(desk, 0))
    packets.print_packet(desk, meeting.id)
    clock.pass_days(1)
    screen = open_page(desk, Place("meeting", meeting.id), MeetingScreen)
    assert move(screen, "第三会議室") == ""


def shredded_first(desk: Desk) -> Meeting:
    """一人目に渡さず、その部を裁断した会議。"""
    meeting = meeting_of(desk, "重層的支援会議", agreed(desk, 0))
    first = packets.print_packet(desk, meeting.id)[0].copies[0]
    kept = packets.except_copy(desk, first, CopyException.NOT_HANDED)
    packets.mark_copy(desk, kept, shredded_on=desk.today(), witness="山田　進")
    return meeting


def test_裁断した部の釦は_配ったも例外の取消しも押せない(desk: Desk, open_page: OpenPage) -> None:
    screen = open_page(desk, Place("meeting", shredded_first(desk).id), MeetingScreen)
    card = part(screen, CopiesCard)
    assert not named(card, "控番1を配った").isEnabled()
    assert named(card, "控番2を配った").isEnabled()
    names = {one.accessibleName() for one in card.findChildren(QPushButton)}
    assert "控番1の「裁断した」を取り消す" in names
    assert "控番1の「渡していない」を取り消す" not in names
    assert "控番1の人に後から渡す" in names


def test_後から渡す部の説明と釦は_脇の縁から離れている(desk: Desk, open_page: OpenPage) -> None:
    screen = open_page(desk, Place("meeting", shredded_first(desk).id), MeetingScreen)
    click(named(part(screen, CopiesCard), "控番1の人に後から渡す"))
    settle()
    panel = screen.window().findChild(OutPanel)
    assert panel is not None
    said = next(one for one in panel.findChildren(QLabel) if "渡したら" in one.text())
    for one in (said, panel.write_button):
        assert one.mapTo(panel, QPoint(0, 0)).x() >= 16


def test_出席者の職の欄に_精神保健福祉士が入る(desk: Desk, open_page: OpenPage) -> None:
    meeting = meeting_of(desk, "重層的支援会議", agreed(desk, 0))
    screen = open_page(desk, Place("meeting", meeting.id), MeetingScreen)
    card = part(screen, AttendeesCard)
    assert isinstance(card, AttendeesCard)
    post = card.rows.rows()[0].fields["post"].control
    keys(post, "精神保健福祉士")
    assert post.width() >= post.fontMetrics().horizontalAdvance("精神保健福祉士") + 20


def test_誓約日の無い席は_発行の知らせと管理表の行で言う(
    desk: Desk, open_page: OpenPage, tmp_path: Path
) -> None:
    meeting = meeting_of(desk, "支援会議", agreed(desk, 0))
    first, *others = meeting.attendees
    meetings.invite(desk, meeting.id, [replace(first, pledged_on=desk.today()), *others])
    screen = open_page(desk, Place("meeting", meeting.id), MeetingScreen)
    paper = part(screen, PaperCard)
    assert isinstance(paper, PaperCard)
    paper.issue_to(tmp_path / "R8")
    settle()
    said = NoticeBar.near(screen).advice()
    assert f"誓約を確かめていない人が{len(others)}人います。" in said
    rows = [one.text() for one in part(screen, CopiesCard).findChildren(QLabel)]
    assert rows.count("誓約を確かめていません") == len(others)


def test_重層的支援会議の席には_誓約を言わない(desk: Desk, open_page: OpenPage) -> None:
    meeting = meeting_of(desk, "重層的支援会議", agreed(desk, 0))
    packets.print_packet(desk, meeting.id)
    screen = open_page(desk, Place("meeting", meeting.id), MeetingScreen)
    rows = [one.text() for one in part(screen, CopiesCard).findChildren(QLabel)]
    assert "誓約を確かめていません" not in rows


def test_会議の日より前に配ったと書くと_断らずに一度言う(desk: Desk, open_page: OpenPage) -> None:
    meeting = meeting_of(desk, "重層的支援会議", agreed(desk, 0))
    later = meeting.held_on + timedelta(days=12)
    meetings.change_meeting(desk, replace(meeting, held_on=later))
    packets.print_packet(desk, meeting.id)
    screen = open_page(desk, Place("meeting", meeting.id), MeetingScreen)
    card = part(screen, CopiesCard)
    assert isinstance(card, CopiesCard)
    click(card.hand_all)
    settle()
    said = NoticeBar.near(screen).advice()
    assert said.count("会議の日（R8.12.2）より前の日付です") == 1
    assert all(one.handed_on for one in packets.copies_of(desk, meeting.id))
