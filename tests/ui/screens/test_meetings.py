"""会議の画面を、本物の事務所で、本物の鍵と釦で動かす。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from jusou_desk.casework import drafts, meetings, packets, today
from jusou_desk.casework.desk import Desk
from jusou_desk.models.records import Attendee, Case, Meeting
from jusou_desk.policy import Purpose
from jusou_desk.ui import jobs
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.case.band import SealedBand
from jusou_desk.ui.drafting import flush_all
from jusou_desk.ui.meeting.papers import CopiesCard, PaperCard
from jusou_desk.ui.meeting.preparation import AgendaCard, AttendeesCard
from jusou_desk.ui.meeting.results import ResultCard
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_view import PaperView
from jusou_desk.ui.screens.meeting import MeetingScreen
from jusou_desk.ui.screens.meetings import MeetingsScreen
from jusou_desk.ui.workspace import Workspace
from tests.casework.conftest import clock, desk, office, outsider
from tests.casework.test_one_case import consented, phone_call, plan_meeting, support_meeting
from tests.ui.hands import click, keys, press, shown

__all__ = ["clock", "desk", "office", "outsider"]


@pytest.fixture
def case(desk: Desk) -> Case:
    made = phone_call(desk)
    consented(desk, made)
    return made


def opened(desk: Desk, meeting: Meeting) -> MeetingScreen:
    screen = MeetingScreen(desk)
    shown(screen, 1100, 700)
    screen.arrive(Place("meeting", meeting.id))
    jobs.wait_idle()
    return screen


@pytest.fixture
def ready(desk: Desk, case: Case) -> Iterator[MeetingScreen]:
    """議題と出席者のそろった重層的支援会議。"""
    meeting = plan_meeting(desk)
    meetings.put_on_agenda(desk, meeting.id, case.id, "プラン策定", "役割を決める")
    meetings.invite(
        desk,
        meeting.id,
        [
            Attendee(agency="社会福祉協議会", name="岡　由美"),
            Attendee(agency="警察署", name="森　誠"),
        ],
    )
    screen = opened(desk, meeting)
    yield screen
    screen.close()


def card(screen: MeetingScreen, kind: type[ResultCard]) -> ResultCard:
    found = screen.findChild(kind)
    assert found is not None
    return found


def test_一覧から会議を設けられる(desk: Desk) -> None:
    workspace = Workspace((), desk, lambda _words: [], "大田", practising=False)
    screen = MeetingsScreen(desk)
    shown(screen)
    screen.arrive(Place("meetings"))
    jobs.wait_idle()
    places: list[Place] = []
    screen.going.connect(places.append)
    panels: list[object] = []
    screen.siding.connect(lambda _title, panel: panels.append(panel))
    press(screen, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    panel = panels[0]
    assert isinstance(panel, type(panel))
    buttons = {b.text(): b for b in panel.findChildren(type(screen._new))}  # type: ignore[attr-defined]
    click(buttons["長門市重層的支援会議"])
    jobs.wait_idle()
    assert places[0].kind == "meeting"
    assert [m.body_name for m in meetings.meeting_list(desk)] == ["長門市重層的支援会議"]
    workspace.close()


def test_従事していない職員の一覧に支援会議は無い(desk: Desk, outsider: Desk) -> None:
    support_meeting(desk)
    screen = MeetingsScreen(outsider)
    shown(screen)
    screen.arrive(Place("meetings"))
    jobs.wait_idle()
    words = "".join(label.text() for label in screen.findChildren(type(NoticeBar()._sentence)))
    assert "包括的支援会議" not in words
    assert "まだ会議がありません。" in words


def test_同意の無い相談は断られ支援会議の釦が出る(desk: Desk) -> None:
    phone_call(desk)
    screen = opened(desk, plan_meeting(desk))
    agenda = screen.findChild(AgendaCard)
    assert agenda is not None
    keys(agenda.case.line, "R8-0001")
    click(agenda.add_button)
    jobs.wait_idle()
    assert "同意" in NoticeBar.near(agenda).sentence()
    offers = [b for b in agenda.findChildren(type(agenda.add_button)) if "検討する" in b.text()]
    assert [b.text() for b in offers] == ["「長門市包括的支援会議」で検討する"]
    places: list[Place] = []
    screen.going.connect(places.append)
    click(offers[0])
    jobs.wait_idle()
    assert [m.kind for m in meetings.meeting_list(desk) if m.sealed] == ["支援会議"]
    assert places[-1].kind == "meeting"
    screen.close()


def test_出席者を打って保存すると資料を刷れるようになる(desk: Desk, case: Case) -> None:
    meeting = plan_meeting(desk)
    meetings.put_on_agenda(desk, meeting.id, case.id, "プラン策定")
    screen = opened(desk, meeting)
    paper = screen.findChild(PaperCard)
    attendees = screen.findChild(AttendeesCard)
    assert paper is not None
    assert attendees is not None
    assert not paper.issue_button.isEnabled()
    click(attendees.rows.add_button)
    row = attendees.rows.rows()[0]
    for name, words in (("agency", "社会福祉協議会"), ("name", "岡　由美")):
        keys(row.fields[name].control, words)
    click(attendees.save_button)
    jobs.wait_idle()
    jobs.wait_idle()
    assert meetings.find_meeting(desk, meeting.id).attendees == (
        Attendee(agency="社会福祉協議会", name="岡　由美"),
    )
    paper = screen.findChildren(PaperCard)[-1]
    assert paper.issue_button.isEnabled()
    screen.close()


def test_下見は出ていくのと同じ頁で発行すると管理表に載る(
    ready: MeetingScreen, tmp_path: Path
) -> None:
    panels: list[PaperView] = []
    ready.siding.connect(lambda _title, panel: panels.append(panel))
    paper = ready.findChild(PaperCard)
    assert paper is not None
    click(paper.preview_button)
    jobs.wait_idle()
    assert panels[0].document.pageCount() == 5
    paper.issue_to(tmp_path)
    jobs.wait_idle()
    jobs.wait_idle()
    assert {p.name for p in tmp_path.iterdir() if p.is_file()} == {
        "packet-01.pdf",
        "packet-02.pdf",
        "packet.xlsx",
        "copies.pdf",
    }
    copies = ready.findChildren(CopiesCard)[-1]
    click(copies.hand_all)
    jobs.wait_idle()
    jobs.wait_idle()
    copies = ready.findChildren(CopiesCard)[-1]
    assert copies.take_all.text() == "2部とも戻った"


def test_下見は刷れず全部数の印刷は管理表に載せてから刷る(desk: Desk, ready: MeetingScreen) -> None:
    panels: list[PaperView] = []
    ready.siding.connect(lambda _title, panel: panels.append(panel))
    paper = ready.findChild(PaperCard)
    assert paper is not None
    click(paper.preview_button)
    jobs.wait_idle()
    assert not panels[0].print_button.isVisibleTo(panels[0])
    assert packets.copies_of(desk, ready._id) == ()
    click(paper.print_button)
    jobs.wait_idle()
    assert panels[1].document.pageCount() == 10
    assert [c.copy_no for c in packets.copies_of(desk, ready._id)] == [1, 2]


def test_プリンターが無ければ一文で断る(ready: MeetingScreen) -> None:
    panels: list[PaperView] = []
    ready.siding.connect(lambda _title, panel: panels.append(panel))
    paper = ready.findChild(PaperCard)
    assert paper is not None
    click(paper.print_button)
    jobs.wait_idle()
    if QPrinterInfo.availablePrinters():
        pytest.skip("この機械にはプリンターがある")
    shown(panels[0])
    click(panels[0].print_button)
    assert NoticeBar.near(panels[0]).sentence() == "このPCにプリンターが見つかりません。"


def test_紙に刷ると前後に監査の行が残る(desk: Desk, ready: MeetingScreen, tmp_path: Path) -> None:
    panels: list[PaperView] = []
    ready.siding.connect(lambda _title, panel: panels.append(panel))
    paper = ready.findChild(PaperCard)
    assert paper is not None
    click(paper.print_button)
    jobs.wait_idle()
    view = panels[0]
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    assert view._audit is not None
    view._audit("印刷の開始")
    view._print(printer, view._audit)
    jobs.wait_idle()
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")
    with desk.reading(Purpose.CASEWORK) as work:
        actions = [entry.action for entry in work.audit.entries(newest=2)]
    assert actions == ["印刷の完了(重層的支援会議)", "印刷の開始(重層的支援会議)"]


def test_結果を書くと今日の仕事になる(desk: Desk, ready: MeetingScreen) -> None:
    result = card(ready, ResultCard)
    keys(result.decision.control, "案のとおり進める")
    click(result.rows.add_button)
    row = result.rows.rows()[0]
    keys(row.fields["what"].control, "配食を手配する")
    due = desk.today() + timedelta(days=7)
    keys(row.fields["due_on"].control, due.isoformat())
    click(result.save_button)
    jobs.wait_idle()
    assert any("配食を手配する" in line.what for line in today.due_lines(desk))


def test_頁が作り直されても打ったばかりの結果と出席者は残る(ready: MeetingScreen) -> None:
    keys(card(ready, ResultCard).decision.control, "案のとおり進める")
    before = ready.findChild(AttendeesCard)
    assert before is not None
    click(before.rows.add_button)
    keys(before.rows.rows()[-1].fields["name"].control, "林　千代")
    ready._load()
    jobs.wait_idle()
    sheet = ready._shown
    assert sheet is not None
    result, attendees = sheet.findChild(ResultCard), sheet.findChild(AttendeesCard)
    assert result is not None
    assert attendees is not None
    assert attendees is not before
    assert result.decision.value() == "案のとおり進める"
    assert [one.name for one in attendees.attendees()] == ["岡　由美", "森　誠", "林　千代"]


def test_打ちかけの出席者は保存の前に窓が消えても残る(desk: Desk, case: Case) -> None:
    meeting = plan_meeting(desk)
    meetings.put_on_agenda(desk, meeting.id, case.id, "プラン策定")
    screen = opened(desk, meeting)
    attendees = screen.findChild(AttendeesCard)
    assert attendees is not None
    click(attendees.rows.add_button)
    keys(attendees.rows.rows()[0].fields["name"].control, "岡　由美")
    flush_all()
    jobs.wait_idle()
    screen.close()
    again = opened(desk, meeting)
    jobs.wait_idle()
    kept = again.findChild(AttendeesCard)
    assert kept is not None
    assert [one["name"] for one in kept.rows.values()] == ["岡　由美"]
    assert meetings.find_meeting(desk, meeting.id).attendees == ()
    again.close()


def test_支援会議の結果の打ちかけは秘匿の中に控えられる(desk: Desk, case: Case) -> None:
    meeting = support_meeting(desk)
    item = meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有")
    screen = opened(desk, meeting)
    assert screen.findChild(SealedBand) is not None
    result = card(screen, ResultCard)
    keys(result.summary.control, "近隣からの知らせ")
    flush_all()
    jobs.wait_idle()
    assert drafts.lying_around(desk) == ()
    kept = drafts.recall(desk, f"meeting:{meeting.id}:{item.id}", sealed=True)
    assert kept is not None
    assert kept.values["summary"] == "近隣からの知らせ"
    screen.close()
    again = opened(desk, meeting)
    assert card(again, ResultCard).summary.value() == "近隣からの知らせ"
    again.close()


def test_どの部品にも読み上げの名前がある(ready: MeetingScreen) -> None:
    assert unnamed_controls(ready) == []
