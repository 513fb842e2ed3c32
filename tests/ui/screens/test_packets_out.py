"""会議の資料を出す所: どこに何を出したかを、注意と一緒に言う。配った・裁断したは取り消せる。"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.printing import packets
from jusou_desk.models.records import CopyException, Meeting
from jusou_desk.ui.case.print_panel import PrintPanel
from jusou_desk.ui.meeting.copies import CopiesCard
from jusou_desk.ui.meeting.papers import PaperCard
from jusou_desk.ui.meeting.papers_more import MorePapersCard
from jusou_desk.ui.meeting.preparation import AttendeesCard
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.screens.meeting import MeetingScreen
from tests.casework.conftest import MovableClock
from tests.casework.test_packet_press import agreed, meeting_of
from tests.ui.hands import click, keys, shown
from tests.ui.screens.conftest import OpenPage
from tests.ui.screens.walking import settle


@pytest.fixture
def met(desk: Desk) -> Meeting:
    """民生委員が、同意の提供先に無い議題のある会議。"""
    return meeting_of(desk, "重層的支援会議", agreed(desk, 0, agencies="社会福祉協議会"))


@pytest.fixture
def page(desk: Desk, met: Meeting, open_page: OpenPage) -> MeetingScreen:
    return open_page(desk, Place("meeting", met.id), MeetingScreen)


def papers(page: MeetingScreen) -> PaperCard:
    assert page._shown is not None
    found = page._shown.findChild(PaperCard)
    assert found is not None
    return found


def register(page: MeetingScreen) -> CopiesCard:
    assert page._shown is not None
    found = page._shown.findChild(CopiesCard)
    assert found is not None
    return found


def named(page: MeetingScreen, name: str) -> QPushButton:
    found = [one for one in register(page).findChildren(QPushButton) if one.text() == name]
    found += [b for b in register(page).findChildren(QPushButton) if b.accessibleName() == name]
    assert found, name
    return found[0]


def test_注意があっても_どこに何を出したかを言い_閉じるまで残る(
    page: MeetingScreen, tmp_path: Path
) -> None:
    papers(page).issue_to(tmp_path / "資料")
    settle()
    bar = NoticeBar.near(page)
    assert bar.sentence() == "資料を3部、「資料」に出しました。"
    for words in ("packet-01.pdf", "packet.xlsx", "copies.pdf", str(tmp_path / "資料")):
        assert words in bar.advice()
    assert "確かめてほしい所があります。議題1" in bar.advice()
    assert not bar._gone.isActive()


def test_会議の紙も_出したことと注意を一緒に言う(page: MeetingScreen, tmp_path: Path) -> None:
    assert page._shown is not None
    after = page._shown.findChildren(MorePapersCard)[-1]
    after.export("minutes-copy", tmp_path / "議事録")
    settle()
    bar = NoticeBar.near(page)
    assert bar.sentence() == "議事録(出席者の分)を「議事録」に出しました。"
    assert "minutes-copy-01.pdf" in bar.advice()


def test_出す場所を選ぶと_その中の会議番号のフォルダに出る(
    page: MeetingScreen, met: Meeting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def choose(_parent: object, title: str, *_more: object) -> str:
        asked.append(title)
        return str(tmp_path)

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", choose)
    click(papers(page).issue_button)
    settle()
    assert met.meeting_no in asked[0]
    assert (tmp_path / met.meeting_no / "packet-01.pdf").exists()
    assert NoticeBar.near(page).sentence() == f"資料を3部、「{met.meeting_no}」に出しました。"


def test_前の資料を除いたことも言う(
    desk: Desk, page: MeetingScreen, met: Meeting, tmp_path: Path
) -> None:
    packets.issue_packet(desk, met.id, tmp_path)
    meetings.invite(desk, met.id, met.attendees[:2])
    page._load()
    settle()
    papers(page).issue_to(tmp_path)
    settle()
    assert "いまの資料に無い前の packet-03.pdf は除きました" in NoticeBar.near(page).advice()


def test_全部配ったは_すぐに元に戻せ_一部ずつでも取り消せる(
    desk: Desk, page: MeetingScreen, met: Meeting
) -> None:
    packets.print_packet(desk, met.id)
    page._load()
    settle()
    # 民生委員の部は、議題が載らないので配ってもよい。
    click(register(page).hand_all)
    settle()
    bar = NoticeBar.near(page)
    assert bar.sentence() == "3部を「配った」にしました。"
    bar._do_act()
    settle()
    assert [one.handed_on for one in packets.copies_of(desk, met.id)] == [None] * 3
    click(register(page).hand_all)
    settle()
    click(named(page, "控番3の「配った」を取り消す"))
    settle()
    click(named(page, "控番3を渡していない"))
    settle()
    first, _, third = packets.copies_of(desk, met.id)
    assert first.handed_on == desk.today()
    assert (third.handed_on, third.exception) == (None, CopyException.NOT_HANDED)
    said = [one.text() for one in register(page).findChildren(type(register(page).hand_all))]
    assert said.count("取り消す") == 3  # 配った二部と、渡していない一部


def test_差し替えた部は_まとめて一行で_立会者を入れて裁断を書ける(
    desk: Desk, page: MeetingScreen, met: Meeting, clock: MovableClock
) -> None:
    packets.print_packet(desk, met.id)
    clock.now += timedelta(minutes=5)
    people = [replace(met.attendees[0], post="主任"), *met.attendees[1:]]
    meetings.invite(desk, met.id, people)
    packets.print_packet(desk, met.id)
    page._load()
    settle()
    assert register(page).hand_all.text() == "3部とも配ったことにする"
    keys(register(page).witness, "山田　進")
    click(named(page, "前の3部を裁断した"))
    settle()
    old = [one for one in packets.copies_of(desk, met.id) if one.replaced]
    assert [(one.shredded_on, one.witness) for one in old] == [(desk.today(), "山田　進")] * 3
    click(named(page, "「前の3部を裁断した」を取り消す"))
    settle()
    old = [one for one in packets.copies_of(desk, met.id) if one.replaced]
    assert [one.shredded_on for one in old] == [None] * 3


def test_もう一度出すと_同じ部か出し直しかを言う(
    desk: Desk, page: MeetingScreen, met: Meeting, tmp_path: Path
) -> None:
    papers(page).issue_to(tmp_path)
    settle()
    click(papers(page).print_button)
    settle()
    bar = NoticeBar.near(page)
    assert bar.sentence() == "全3部を脇に開きました。「印刷」を押すと刷れます。"
    assert "何も変わっていないので、同じ部です。管理表の部は増えません。" in bar.advice()
    assert register(page).hand_all.text() == "3部とも配ったことにする"
    assert [one for one in packets.copies_of(desk, met.id) if one.replaced] == []
    meetings.invite(desk, met.id, met.attendees[:2])
    page._load()
    settle()
    papers(page).issue_to(tmp_path)
    settle()
    assert "出し直しです。配っていない前の3部は差し替わりました。" in bar.advice()
    named(page, "前の3部を裁断した")


def test_脇を開いても_出席者の字が読める幅がある(page: MeetingScreen) -> None:
    papers(page)._preview()
    settle()
    assert page._shown is not None
    card = page._shown.findChild(AttendeesCard)
    assert card is not None
    line = card.rows.rows()[0]
    metrics = card.fontMetrics()
    for name, words in (
        ("agency", "長門市社会福祉"),
        ("name", "架空　はじめ"),
        ("role", "議題2のみ"),
    ):
        control = line.fields[name].control
        assert control.width() >= metrics.horizontalAdvance(words) + 20, name
    assert line.width() <= card.width()


def test_帳票の下見は_札の幅に収まる(desk: Desk, met: Meeting) -> None:
    case_no = meetings.meeting_page(desk, met.id).items[0][1].case_no
    panel = PrintPanel(desk, case_no)
    shown(panel, 525, 600)
    click(panel.choices[0])
    settle()
    area = panel.paper._area
    assert area.horizontalScrollBar().maximum() == 0
    panel.resize(400, 600)
    settle()
    assert area.horizontalScrollBar().maximum() == 0
    panel.close()
    panel.deleteLater()
