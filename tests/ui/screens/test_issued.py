"""出した紙を、一件の頁と会議の頁で読む。撤回すると、回収の一覧がすぐに出る。"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QPushButton

from jusou_desk.casework.case import tasks
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.copy_register import exception_words
from jusou_desk.casework.paper import papers
from jusou_desk.casework.printing import packets
from jusou_desk.casework.recall.issuing import issued_at_meeting, issued_for_case
from jusou_desk.models.records import Meeting
from jusou_desk.models.secrecy_records import Way
from jusou_desk.policy import Purpose
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.case.issued_panel import IssuedPanel
from jusou_desk.ui.case.print_panel import PrintPanel
from jusou_desk.ui.case.withdrawal_panel import WithdrawalPanel
from jusou_desk.ui.meeting.copies import CopiesCard, KeptCard
from jusou_desk.ui.meeting.papers import PaperCard
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_view import PaperView
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.screens.meeting import MeetingScreen
from tests.casework.test_packet_press import AGENCIES, SCOPES, agreed, meeting_of
from tests.ui.hands import click, keys
from tests.ui.screens.conftest import OpenPage
from tests.ui.screens.test_case import everything, press, sheet
from tests.ui.screens.walking import settle

SOCIAL, VOLUNTEER, INSIDE = AGENCIES


@pytest.fixture
def case_id(desk: Desk) -> str:
    return agreed(desk, 0, agencies=f"{SOCIAL}、{VOLUNTEER}")


@pytest.fixture
def met(desk: Desk, case_id: str, tmp_path: Path) -> Meeting:
    meeting = meeting_of(desk, "重層的支援会議", case_id)
    packets.issue_packet(desk, meeting.id, tmp_path / "packet")
    return meeting


def issued_panel(screen: CaseScreen) -> IssuedPanel:
    press(screen, "出した紙")
    settle()
    assert isinstance(screen.panel, IssuedPanel)
    return screen.panel


def test_一件の頁から出した紙を開くと_出たときの紙が読むだけで見える(
    desk: Desk, open_page: OpenPage, met: Meeting, case_id: str
) -> None:
    screen = open_page(desk, Place("case", case_id), CaseScreen)
    panel = issued_panel(screen)
    words = everything(panel)
    assert all(agency in words for agency in AGENCIES)
    assert f"{met.meeting_no} 会議資料 控番1/3" in words
    assert "事務局の会議資料" in words
    assert len(panel.open_buttons) == 3  # Excel は画面では開かない
    assert unnamed_controls(panel) == []
    click(panel.open_buttons[0])
    settle()
    assert panel.currentIndex() == 1
    assert panel.paper.document.pageCount() == 5
    assert not panel.paper.print_button.isVisibleTo(panel)
    click(panel.back_button)
    assert panel.currentIndex() == 0


def test_まだ何も出していなければ_そう言う(desk: Desk, open_page: OpenPage, case_id: str) -> None:
    screen = open_page(desk, Place("case", case_id), CaseScreen)
    assert "まだ何も出していません" in everything(issued_panel(screen))


def test_支援会議の資料は従事者の支援会議の頁にだけ並ぶ(
    desk: Desk, outsider: Desk, open_page: OpenPage, case_id: str, tmp_path: Path
) -> None:
    quiet = meeting_of(desk, "支援会議", case_id)
    packets.issue_packet(desk, quiet.id, tmp_path)
    for one in (desk, outsider):
        screen = open_page(one, Place("case", case_id), CaseScreen)
        assert quiet.meeting_no not in everything(issued_panel(screen))
    sealed = open_page(desk, Place("sealed_case", case_id), CaseScreen)
    panel = issued_panel(sealed)
    assert f"㊙支援会議　{quiet.meeting_no} 会議資料 控番1/3" in everything(panel)
    assert not panel.ask_button.isVisibleTo(panel)
    click(panel.open_buttons[0])
    settle()
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        newest = work.audit.entries(newest=1)[0]
    assert (newest.action, newest.subject) == ("閲覧", "R8-0001")


def test_会議の頁から出した資料と管理表が開く(
    desk: Desk, open_page: OpenPage, met: Meeting
) -> None:
    screen = open_page(desk, Place("meeting", met.id), MeetingScreen)
    kept = screen.findChild(KeptCard)
    assert kept is not None
    click(kept.issued_button)
    settle()
    panel = screen.window().findChild(IssuedPanel)
    assert panel is not None
    assert len(panel.open_buttons) == 4
    click(kept.register_button)
    settle()
    view = screen.window().findChild(PaperView)
    assert view is not None
    assert view.document.pageCount() == 1


def test_印刷した全部数は一部ずつ控に残る(
    desk: Desk, open_page: OpenPage, case_id: str, tmp_path: Path
) -> None:
    meeting = meeting_of(desk, "重層的支援会議", case_id)
    screen = open_page(desk, Place("meeting", meeting.id), MeetingScreen)
    paper = screen.findChild(PaperCard)
    assert paper is not None
    click(paper.print_button)
    settle()
    view = screen.window().findChild(PaperView)
    assert view is not None
    assert issued_at_meeting(desk, meeting.id) == ()
    print_to(view, tmp_path / "printed.pdf")
    kept = issued_at_meeting(desk, meeting.id)
    assert [(one.first.way, one.first.receiver) for one in kept] == [
        (Way.PRINT, agency) for agency in AGENCIES
    ]


def print_to(view: PaperView, target: Path) -> None:
    """プリンターを選んだ後と同じ道で、ファイルに刷る。"""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(target))
    assert view._audit is not None
    view._print(printer, view._audit)
    settle()


def test_帳票を刷ると_見ていた紙がそのまま控に残る(
    desk: Desk, open_page: OpenPage, case_id: str, tmp_path: Path
) -> None:
    screen = open_page(desk, Place("case", case_id), CaseScreen)
    press(screen, "印刷する")
    panel = screen.panel
    assert isinstance(panel, PrintPanel)
    names = [kind.name for kind in papers.sheets_open_to(desk)]
    click(panel.choices[names.index("progress")])
    settle()
    print_to(panel.paper, tmp_path / "printed.pdf")
    (kept,) = issued_for_case(desk, case_id)
    assert (kept.first.title, kept.first.way) == ("支援経過記録", Way.PRINT)


def test_撤回を記録すると_回収の一覧が出て_頼む仕事を作り_戻せる(
    desk: Desk, open_page: OpenPage, met: Meeting, case_id: str
) -> None:
    for copy in packets.copies_of(desk, met.id):
        packets.mark_copy(desk, copy, handed_on=desk.today())
    screen = open_page(desk, Place("case", case_id), CaseScreen)
    screen.do("consent")
    panel = sheet(screen)
    panel.view.field("status").set_value("撤回")
    panel.view.field("decided_on").set_value(desk.today())
    click(panel.save_button)
    settle()
    shown = screen.panel
    assert isinstance(shown, WithdrawalPanel)
    words = everything(shown)
    assert "まだ相手の手元にある紙が3件あります。" in words
    assert words.count("未回収") == 3
    click(shown.ask_button)
    settle()
    bar = NoticeBar.near(shown)
    assert bar.sentence() == "頼む仕事を3件作りました。"

    def asked() -> int:
        with desk.reading(Purpose.CASEWORK) as work:
            return len(work.tasks.where(case_id=case_id))

    assert asked() == 3
    bar._do_act()
    settle()
    assert asked() == 0
    click(shown.print_button)
    settle()
    assert shown.behind.view.document.pageCount() == 1
    click(shown.ask_button)
    settle()
    screen.close_side()
    settle()
    with desk.reading(Purpose.CASEWORK) as work:
        done = work.tasks.where(case_id=case_id)[0]
    tasks.finish(desk, done.id)
    bar.offer_last()
    bar._do_act()
    settle()
    assert "元に戻せません" in bar.sentence(), "脇を閉じた後の断りも、帯に出る"
    assert asked() == 3


def test_同じ中身で同意を取り直しただけなら_一覧は出ない(
    desk: Desk, open_page: OpenPage, met: Meeting, case_id: str
) -> None:
    assert met.attendees
    screen = open_page(desk, Place("case", case_id), CaseScreen)
    screen.do("consent")
    panel = sheet(screen)
    again = {"status": "書面", "decided_on": desk.today(), "scope": SCOPES, "no_end": True}
    for name, value in (again | {"agencies": f"{SOCIAL}、{VOLUNTEER}"}).items():
        panel.view.field(name).set_value(value)
    click(panel.save_button)
    settle()
    assert screen.panel is None
    assert NoticeBar.near(screen).sentence() == "同意（書面）を記録しました。"


def test_渡していない部と持ち帰りは_会議の頁で書ける(
    desk: Desk, open_page: OpenPage, met: Meeting
) -> None:
    packets.mark_copy(desk, packets.copies_of(desk, met.id)[0], handed_on=desk.today())
    screen = open_page(desk, Place("meeting", met.id), MeetingScreen)

    def copies() -> CopiesCard:
        found = screen.findChild(CopiesCard)
        assert found is not None
        return found

    def do(words: str) -> None:
        named = [b for b in copies().findChildren(QPushButton) if b.accessibleName() == words]
        click(named[0])
        settle()

    do("控番2を渡していない")
    do("控番1を持ち帰り")
    assert "持ち帰りを許した人がありません" in NoticeBar.near(screen).sentence()
    keys(copies().permitted, "議長　見本")
    do("控番1を持ち帰り")
    found = packets.copies_of(desk, met.id)
    assert [exception_words(one) for one in found] == [
        "持ち帰り(許可 議長　見本)",
        "渡していない",
        "",
    ]
    do("控番1の「持ち帰り(許可 議長　見本)」を取り消す")
    assert packets.copies_of(desk, met.id)[0].missing
