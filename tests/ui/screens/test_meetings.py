"""会議の画面を、本物の事務所で、本物の鍵と釦で動かす。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from jusou_desk.casework.case import drafts, meeting_doors, plans
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.calling_off import call_off_meeting
from jusou_desk.casework.meeting.packet_matrix import matrix
from jusou_desk.casework.morning import today
from jusou_desk.casework.printing import packets
from jusou_desk.models.records import Attendee, Case, Meeting, Part
from jusou_desk.policy import Purpose
from jusou_desk.ui import jobs
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.case.band import SealedBand
from jusou_desk.ui.drafting import flush_all
from jusou_desk.ui.fields import DateField
from jusou_desk.ui.meeting.agenda import AgendaCard
from jusou_desk.ui.meeting.copies import CopiesCard
from jusou_desk.ui.meeting.matrix import MatrixCard
from jusou_desk.ui.meeting.papers import PaperCard
from jusou_desk.ui.meeting.preparation import AttendeesCard
from jusou_desk.ui.meeting.results import ResultCard
from jusou_desk.ui.meeting.topic import Topic
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_view import PaperView
from jusou_desk.ui.pieces import EmptyRoom
from jusou_desk.ui.screens.meeting import MeetingScreen
from jusou_desk.ui.screens.meetings import MeetingsScreen
from jusou_desk.ui.workspace import Workspace
from tests.casework.test_one_case import consented, phone_call, plan_meeting, support_meeting
from tests.ui.hands import click, keys, press, shown
from tests.ui.screens.conftest import OpenPage
from tests.ui.screens.walking import Key, here, settle

PageOf = Callable[[Meeting], MeetingScreen]


@pytest.fixture
def case(desk: Desk) -> Case:
    made = phone_call(desk)
    consented(desk, made)
    return made


@pytest.fixture
def opened(desk: Desk, open_page: OpenPage) -> PageOf:
    """会議一回のページを、本物の窓で開く。"""
    return lambda meeting: open_page(desk, Place("meeting", meeting.id), MeetingScreen)


@pytest.fixture
def ready(desk: Desk, case: Case, opened: PageOf) -> MeetingScreen:
    """議題と出席者のそろった重層的支援会議。"""
    meeting = plan_meeting(desk)
    meetings.put_on_agenda(desk, meeting.id, case.id, "プラン策定", "役割を決める")
    meetings.invite(
        desk,
        meeting.id,
        [
            Attendee(agency="社会福祉協議会", name="岡　由美"),
            Attendee(agency="地域包括支援センター", name="森　誠"),
        ],
    )
    return opened(meeting)


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
    press(screen, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
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


def test_同意の無い相談は断られ支援会議の釦が出る(desk: Desk, opened: PageOf) -> None:
    phone_call(desk)
    screen = opened(plan_meeting(desk))
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


def test_出席者を打って保存すると資料を刷れるようになる(
    desk: Desk, case: Case, opened: PageOf
) -> None:
    meeting = plan_meeting(desk)
    meetings.put_on_agenda(desk, meeting.id, case.id, "プラン策定")
    screen = opened(meeting)
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
    assert meeting_doors.find_meeting(desk, meeting.id).attendees == (
        Attendee(agency="社会福祉協議会", name="岡　由美"),
    )
    paper = screen.findChildren(PaperCard)[-1]
    assert paper.issue_button.isEnabled()


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
    flush_all()
    click(result.save_button)
    jobs.wait_idle()
    assert any("配食を手配する" in line.what for line in today.due_lines(desk))
    flush_all()
    jobs.wait_idle()
    item = meetings.meeting_page(desk, ready._id).items[0][0]
    assert drafts.recall(desk, f"meeting:{ready._id}:{item.id}") is None


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


def test_打ちかけの出席者は保存の前に窓が消えても残る(
    desk: Desk, case: Case, opened: PageOf
) -> None:
    meeting = plan_meeting(desk)
    meetings.put_on_agenda(desk, meeting.id, case.id, "プラン策定")
    screen = opened(meeting)
    attendees = screen.findChild(AttendeesCard)
    assert attendees is not None
    click(attendees.rows.add_button)
    keys(attendees.rows.rows()[0].fields["name"].control, "岡　由美")
    flush_all()
    jobs.wait_idle()
    again = opened(meeting)
    jobs.wait_idle()
    kept = again.findChild(AttendeesCard)
    assert kept is not None
    assert [one["name"] for one in kept.rows.values()] == ["岡　由美"]
    assert meeting_doors.find_meeting(desk, meeting.id).attendees == ()


def test_支援会議の結果の打ちかけは秘匿の中に控えられる(
    desk: Desk, case: Case, opened: PageOf
) -> None:
    meeting = support_meeting(desk)
    item = meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有")
    screen = opened(meeting)
    assert screen.findChild(SealedBand) is not None
    result = card(screen, ResultCard)
    keys(result.findings.control, "近隣からの知らせ")
    flush_all()
    jobs.wait_idle()
    assert drafts.lying_around(desk) == ()
    kept = drafts.recall(desk, f"meeting:{meeting.id}:{item.id}", sealed=True)
    assert kept is not None
    assert kept.values["findings"] == "近隣からの知らせ"
    again = opened(meeting)
    assert card(again, ResultCard).findings.value() == "近隣からの知らせ"


def test_検討することは結果の上に読むだけで出て_結果の欄は空から書く(
    desk: Desk, ready: MeetingScreen
) -> None:
    result = card(ready, ResultCard)
    assert result.findings.value() == ""
    assert "役割を決める" in words_of(result)
    keys(result.findings.control, "母は足が悪い")
    click(result.save_button)
    settle()
    ((item, _),) = meetings.meeting_page(desk, meetings.meeting_list(desk)[0].id).items
    assert (item.summary, item.findings) == ("役割を決める", "母は足が悪い")


def test_前の版の打ちかけの結果も_確認した事実として戻る(
    desk: Desk, case: Case, opened: PageOf
) -> None:
    meeting = support_meeting(desk)
    item = meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有", "朝のこと")
    place, older = f"meeting:{meeting.id}:{item.id}", {"summary": "打ちかけた事実"}
    drafts.keep(desk, place, older, sealed=True, body_id=meeting.body_id)
    assert card(opened(meeting), ResultCard).findings.value() == "打ちかけた事実"


def test_議題は直せて_打ちかけは残り_外しても結果ごと元に戻せる(
    desk: Desk, ready: MeetingScreen, opened: PageOf
) -> None:
    meeting = meetings.meeting_list(desk)[0]
    press_named(ready, "議題1を直す")
    topic = shown_one(ready, Topic)
    assert topic.topic.control.hasFocus()
    keys(topic.topic.control, "と住まい")
    again = opened(meeting)
    settle()
    topic = shown_one(again, Topic)
    assert topic.topic.isVisible()
    assert str(topic.topic.value()).replace("と住まい", "") == "役割を決める"
    topic.aim.set_value("再プラン")
    click(topic.save_button)
    settle()
    ((item, _),) = meetings.meeting_page(desk, meeting.id).items
    assert item.aim == "再プラン"
    assert "住まい" in item.summary
    assert not shown_one(again, Topic).topic.isVisible()
    meetings.write_decisions(
        desk,
        item.id,
        meeting.id,
        findings="母は足が悪い",
        decision="訪ねる",
        lead_agency="",
        decisions=(),
    )
    ready = opened(meeting)
    press_named(ready, "議題1を外す")
    settle()
    assert meetings.meeting_page(desk, meeting.id).items == ()
    click(
        next(b for b in ready.window().findChildren(QPushButton) if b.text().startswith("元に戻す"))
    )
    settle()
    ((back, _),) = meetings.meeting_page(desk, meeting.id).items
    assert (back.id, back.findings, back.decision) == (item.id, "母は足が悪い", "訪ねる")


def words_of(part: QWidget) -> str:
    return "\n".join(label.text() for label in part.findChildren(QLabel))


def shown_one(screen: MeetingScreen, kind: type[Topic]) -> Topic:
    (found,) = (one for one in screen.findChildren(kind) if one.isVisible())
    return found


def press_named(screen: MeetingScreen, name: str) -> None:
    (found,) = (b for b in screen.findChildren(QPushButton) if b.accessibleName() == name)
    click(found)
    settle()


def test_どの部品にも読み上げの名前がある(ready: MeetingScreen) -> None:
    assert unnamed_controls(ready) == []


def attendees_card(screen: MeetingScreen) -> AttendeesCard:
    assert screen._shown is not None
    found = screen._shown.findChild(AttendeesCard)
    assert found is not None
    return found


def names(attendees: AttendeesCard) -> list[str]:
    return [one.name for one in attendees.attendees()]


@pytest.fixture
def following(desk: Desk, opened: PageOf) -> MeetingScreen:
    """前回は三人が出席した、次の重層的支援会議。"""
    last = plan_meeting(desk)
    people = [("社会福祉協議会", "岡　由美"), ("警察署", "森　誠"), ("学校", "林　千代")]
    meetings.invite(desk, last.id, [Attendee(agency=a, name=n) for a, n in people])
    return opened(meetings.convene(desk, "plan_meeting", desk.today() + timedelta(days=30)))


def test_前回の出席者は一つの釦で入り元に戻せて保存すると残る(
    desk: Desk, following: MeetingScreen
) -> None:
    card = attendees_card(following)
    click(card.rows.add_button)
    keys(card.rows.rows()[0].fields["agency"].control, "社会福祉協議会")
    keys(card.rows.rows()[0].fields["name"].control, "岡　由美")
    click(card.last_button)
    settle()
    assert names(card) == ["岡　由美", "森　誠", "林　千代"]
    bar = NoticeBar.near(card)
    assert "出席者2人を入れました" in bar.sentence()
    bar._do_act()
    assert names(card) == ["岡　由美"]
    click(card.last_button)
    settle()
    click(card.save_button)
    settle()
    kept = meeting_doors.find_meeting(desk, following._id).attendees
    assert [one.name for one in kept] == ["岡　由美", "森　誠", "林　千代"]


def test_入れた出席者は保存の前に閉じても控えに残る(
    desk: Desk, following: MeetingScreen, opened: PageOf
) -> None:
    click(attendees_card(following).last_button)
    settle()
    flush_all()
    settle()
    again = opened(meeting_doors.find_meeting(desk, following._id))
    assert names(attendees_card(again)) == ["岡　由美", "森　誠", "林　千代"]


def test_初めての会議では前回が無いと言う(desk: Desk, opened: PageOf) -> None:
    card = attendees_card(opened(plan_meeting(desk)))
    click(card.last_button)
    settle()
    assert NoticeBar.near(card).sentence() == "前回の出席者がありません。"
    assert names(card) == []


def test_足した行もTabで順に通り保存の釦に着く(following: MeetingScreen) -> None:
    card = attendees_card(following)
    click(card.last_button)
    settle()
    card.rows.add_button.setFocus()
    press(here(), Key.Key_Return)
    settle()
    visited = [here().accessibleName()]
    while visited[-1] != "出席者を保存" and len(visited) < 20:
        press(here(), Key.Key_Tab)
        visited.append(here().accessibleName())
    fields = [f"4行目の{one}" for one in ("機関", "職", "氏名", "役割", "誓約日")]
    beside = ["出席者を足す", "前回の出席者を入れる", "出席者を保存"]
    assert visited == [*fields, "4行目を消す", *beside]


def test_段の鍵はその段の最初に打てる所へ移る(ready: MeetingScreen) -> None:
    ready.setFocus()
    for number, name in (("2", "下見する"), ("3", "確認した事実・話したこと"), ("1", "開催日")):
        QTest.keySequence(here(), QKeySequence(f"Ctrl+{number}"))
        assert here().accessibleName() == name


def test_保存しても打っていた所に留まる(ready: MeetingScreen) -> None:
    attendees_card(ready).save_button.setFocus()
    press(here(), Key.Key_Return)
    settle()
    assert here() is attendees_card(ready).save_button


def test_脇で下見している間に資料を発行しても手は下見に残る(
    ready: MeetingScreen, tmp_path: Path
) -> None:
    QTest.keySequence(here(), QKeySequence("Ctrl+2"))
    press(here(), Key.Key_Return)
    settle()
    pages = here()
    assert pages.accessibleName().startswith("紙の下見 R8-重層-01")
    assert ready._shown is not None
    paper = ready._shown.findChild(PaperCard)
    assert paper is not None
    paper.issue_to(tmp_path)
    settle()
    assert here() is pages


def test_資料は配って戻してまとめて裁断でき立会者が残る(
    desk: Desk, ready: MeetingScreen, tmp_path: Path
) -> None:
    packets.issue_packet(desk, ready._id, tmp_path)
    ready._load()
    settle()

    def copies() -> CopiesCard:
        assert ready._shown is not None
        found = ready._shown.findChild(CopiesCard)
        assert found is not None
        return found

    assert not any(
        b.isEnabled()
        for b in copies().findChildren(type(copies().hand_all))
        if b.text() == "戻った"
    )
    copies().hand_all.setFocus()
    press(here(), Key.Key_Return)
    settle()
    assert here().accessibleName() == "控番1を戻った"
    click(copies().take_all)
    settle()
    keys(copies().witness, "山田　進")
    click(copies().shred_all)
    settle()
    done = packets.copies_of(desk, ready._id)
    assert [(one.shredded_on, one.witness) for one in done] == [(desk.today(), "山田　進")] * 2


def test_議題の相談は一つに決まれば氏名の一部だけで加えられる(
    desk: Desk, case: Case, opened: PageOf
) -> None:
    meeting = plan_meeting(desk)
    screen = opened(meeting)
    agenda = screen.findChild(AgendaCard)
    assert agenda is not None
    name = next(iter(agenda._lines)).split("　", 1)[1]
    keys(agenda.case.line, "見知らぬ人")
    click(agenda.add_button)
    assert NoticeBar.near(agenda).sentence() == "当てはまる相談がありません。"
    agenda.case.line.clear()
    keys(agenda.case.line, name[:2])
    click(agenda.add_button)
    settle()
    assert [one.case_no for _, one in meetings.meeting_page(desk, meeting.id).items] == [
        case.case_no
    ]


def test_受付番号の一部が二つに当てはまれば選ぶように言う(desk: Desk, opened: PageOf) -> None:
    phone_call(desk)
    phone_call(desk)
    screen = opened(plan_meeting(desk))
    agenda = screen.findChild(AgendaCard)
    assert agenda is not None
    keys(agenda.case.line, "R8-")
    click(agenda.add_button)
    assert NoticeBar.near(agenda).sentence() == "当てはまる相談が2つあります。"


def test_開催日は年を書かなければこれから来る日(desk: Desk, open_page: OpenPage) -> None:
    screen = open_page(desk, Place("meetings"), MeetingsScreen)
    press(screen, Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    settle()
    press(here(), Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    keys(here(), "4/1")
    day = here()
    panel = day.parentWidget()
    while panel is not None and not isinstance(panel, DateField):
        panel = panel.parentWidget()
    assert isinstance(panel, DateField)
    assert panel.meaning() == "令和9年4月1日(木)"
    assert panel.value() == date(2027, 4, 1)
    press(day, Key.Key_Tab)
    assert panel.typed() == "令和9年4月1日"


def test_資料の表の升を押すとその人の部だけから外れる(desk: Desk, ready: MeetingScreen) -> None:
    assert ready._shown is not None
    card = ready._shown.findChild(MatrixCard)
    assert card is not None
    item_id = next(item_id for _, item_id in card.cells)
    assert {cell.text() for cell in card.cells.values()} == {"☑ 入れる"}
    cell = card.cells[1, item_id]
    cell.setFocus()
    press(cell, Key.Key_Return)
    settle()
    assert cell.text() == "☐ 入れない"
    assert cell.hasFocus()
    assert card.cells[0, item_id].text() == "☑ 入れる"
    known = matrix(desk, ready._id)
    assert not any(known.shows(1, item_id, part) for part in Part)
    assert all(known.shows(0, item_id, part) for part in Part)
    card.parts[Part.SHEET].setChecked(True)
    press(cell, Key.Key_Return)
    settle()
    card.parts["まとめて"].setChecked(True)
    assert cell.text() == "一部を入れる"
    assert "一部を入れる" in cell.accessibleName()
    assert matrix(desk, ready._id).shows(1, item_id, Part.SHEET)


def test_議題が多くても脇を開いた頁の右は切れない(desk: Desk, opened: PageOf) -> None:
    meeting = plan_meeting(desk)
    for _ in range(6):
        one = phone_call(desk)
        consented(desk, one)
        meetings.put_on_agenda(desk, meeting.id, one.id, "プラン策定")
    meetings.invite(desk, meeting.id, [Attendee(agency="社会福祉協議会", name="岡　由美")])
    screen = opened(meeting)
    screen.beside("紙", QWidget())
    settle()
    card = screen.findChild(MatrixCard)
    assert card is not None
    page = card.parentWidget()
    assert page is not None
    ground = page.parentWidget()
    assert ground is not None
    assert page.width() <= ground.width()
    last = list(card.cells.values())[-1]
    before = last.visibleRegion().boundingRect().width()
    assert before < last.width()
    list(card.cells.values())[-2].setFocus()
    QTest.keyClick(here(), Qt.Key.Key_Tab)
    settle()
    assert here() is last
    assert last.visibleRegion().boundingRect().width() == last.width()


def test_結果の主担当機関には_案のプランのものが入り_支援会議には写さない(
    desk: Desk, case: Case, opened: PageOf
) -> None:
    values = {"kind": "多機関協働", "made_on": desk.today(), "goal": "見守り"}
    values["lead_agency"] = "社会福祉協議会"
    plans.write_plan(desk, case.id, values, ())
    meeting, sealed = plan_meeting(desk), support_meeting(desk)
    for one in (meeting, sealed):
        meetings.put_on_agenda(desk, one.id, case.id, "情報共有")
    assert card(opened(meeting), ResultCard).lead.value() == "社会福祉協議会"
    assert card(opened(sealed), ResultCard).lead.value() == ""


def test_取りやめた会議を断ったあとも_次の会議が開く(desk: Desk, opened: PageOf) -> None:
    first, second = plan_meeting(desk), plan_meeting(desk)
    screen = opened(first)
    window = screen.window()
    assert isinstance(window, Workspace)
    call_off_meeting(desk, first.id)
    window.open(Place("today"))
    window.open(Place("meeting", first.id))
    settle(5)
    (refused,) = screen.findChildren(EmptyRoom)
    assert refused.isVisible()
    window.open(Place("meeting", second.id))
    settle(5)
    assert screen.findChildren(AgendaCard)[-1].isVisible()
