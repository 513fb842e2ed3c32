"""二つの窓、ごみ箱、書き直しの記録: 黙って上書きせず、消したものも前の文も失わない。"""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from jusou_desk.casework.case import basket, cases, intake, progress
from jusou_desk.casework.case.unfinished import unfinished
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.models.records import AgendaItem, Case, Decision, Note
from jusou_desk.policy import Purpose
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.case.basket_panel import BasketPanel
from jusou_desk.ui.case.changes_panel import ChangesPanel
from jusou_desk.ui.case.collision import CollisionSheet
from jusou_desk.ui.case.sheet_panel import SheetPanel
from jusou_desk.ui.drafting import flush_all
from jusou_desk.ui.meeting.results import ResultCard
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.screens.cases import CasesScreen
from jusou_desk.ui.screens.intake import IntakeScreen
from jusou_desk.ui.screens.meeting import MeetingScreen
from tests.casework.test_one_case import plan_meeting
from tests.ui.hands import keys
from tests.ui.hands import press as strike
from tests.ui.screens.conftest import OpenPage
from tests.ui.screens.walking import CTRL, Key, here, settle

NOTE = {"content": "母の物忘れのことで電話した。", "next_step": "来週また電話する"}


def received(desk: Desk) -> Case:
    values: dict[str, object] = {
        "received_on": desk.today(),
        "person_name": "髙橋　𠮷子",
        "content": "母の物忘れが増えた。",
        "phone": "0000-00-1111",
        "consent": "書面",
    }
    return intake.receive(desk, values).case


def noted(desk: Desk, case: Case, note: Note | None = None, **more: object) -> Note:
    values = {"noted_on": desk.today(), **NOTE, **more}
    return progress.add_note(desk, case.id, values, note_id=note.id if note else "")


def kept(desk: Desk, note: Note) -> Note:
    with desk.reading(Purpose.CASEWORK) as work:
        found = work.notes.get(note.id)
    assert found is not None
    return found


def press(widget: QWidget, words: str) -> None:
    found = [b for b in widget.findChildren(QPushButton) if b.text() == words and b.isVisible()]
    found[0].click()
    settle(5)


def opened_note(screen: CaseScreen) -> SheetPanel:
    happening = next(
        one for one in screen.history.list.happenings() if one.body.startswith("母の物忘れのこと")
    )
    screen.history.opened.emit(happening)
    settle(5)
    assert isinstance(screen.panel, SheetPanel)
    return screen.panel


def choosing(panel: QWidget) -> CollisionSheet:
    (found,) = panel.findChildren(CollisionSheet)
    assert found.isVisible()
    return found


def test_ほかの窓で書き直された経過は_並べて選んでから保存する(
    desk: Desk, open_page: OpenPage
) -> None:
    case = received(desk)
    note = noted(desk, case)
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    panel = opened_note(screen)
    noted(desk, case, note, content="ほかの窓の文", counterpart="長女")
    panel.view.field("content").set_value("わたしの文")
    panel.view.field("next_step").set_value("あさって訪ねる")
    press(panel, "保存する")
    sheet = choosing(panel)
    assert not unnamed_controls(sheet)
    chosen = {name: [chip.isChecked() for chip in pair] for name, pair in sheet.choices.items()}
    assert chosen == {
        "content": [False, False],
        "counterpart": [False, True],
        "next_step": [True, False],
    }
    assert kept(desk, note).content == "ほかの窓の文"
    press(sheet, "この選び方で保存する")
    assert "まだ選ばれていません" in sheet.problem.said()
    sheet.choices["content"][0].click()
    press(sheet, "この選び方で保存する")
    saved = kept(desk, note)
    assert (saved.content, saved.counterpart) == ("わたしの文", "長女")
    assert saved.next_step == "あさって訪ねる"


def test_入力に戻れば_打ったまま続けられる(desk: Desk, open_page: OpenPage) -> None:
    case = received(desk)
    note = noted(desk, case)
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    panel = opened_note(screen)
    noted(desk, case, note, content="ほかの窓の文")
    panel.view.field("content").set_value("わたしの文")
    press(panel, "保存する")
    press(choosing(panel), "入力に戻る")
    assert panel.view.isVisible()
    assert panel.view.field("content").value() == "わたしの文"
    assert panel.save_button.isEnabled()


def test_相談受付も_並べて選んでから保存する(desk: Desk, open_page: OpenPage) -> None:
    case = received(desk)
    screen = open_page(desk, Place("intake", case.id), IntakeScreen)
    sheet = screen.sheet
    assert sheet is not None
    with desk.reading(Purpose.CASEWORK) as work:
        opened = intake.intake_values(work, case)
    intake.receive(desk, opened | {"phone": "0000-00-2222"}, case_id=case.id)
    sheet.view.field("content").set_value("わたしの文")
    press(sheet, "保存する")
    press(choosing(sheet), "この選び方で保存する")
    page = cases.case_page(desk, case.id)
    assert page.person is not None
    assert (page.case.content, page.person.phone) == ("わたしの文", "0000-00-2222")


def test_経過はごみ箱へ入り_知らせからも一覧のごみ箱からも戻せる(
    desk: Desk, open_page: OpenPage
) -> None:
    case = received(desk)
    note = noted(desk, case)
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    press(opened_note(screen), "ごみ箱へ")
    assert cases.case_page(desk, case.id).notes == ()
    press(screen.window(), "元に戻す")
    assert cases.case_page(desk, case.id).notes == (note,)
    basket.discard(desk, note.id, Purpose.CASEWORK)
    listed = open_page(desk, Place("cases"), CasesScreen)
    press(listed, "ごみ箱")
    (panel,) = listed.window().findChildren(BasketPanel)
    assert not unnamed_controls(panel)
    press(panel, "元に戻す")
    assert cases.case_page(desk, case.id).notes == (note,)
    assert panel.back_buttons == []
    assert here() is panel  # 最後の一つを戻しても手は脇にあり、Esc で閉じる
    strike(here(), Key.Key_Escape)
    assert panel.isHidden()


def test_書き直した経過は_知らせから元に戻せる(desk: Desk, open_page: OpenPage) -> None:
    case = received(desk)
    note = noted(desk, case)
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    panel = opened_note(screen)
    panel.view.field("content").set_value("書き間違い")
    press(panel, "保存する")
    assert kept(desk, note).content == "書き間違い"
    press(screen.window(), "元に戻す")
    assert kept(desk, note) == note


def test_書き直しの記録に_前と後が並び_様式で絞れる(desk: Desk, open_page: OpenPage) -> None:
    case = received(desk)
    note = noted(desk, case)
    noted(desk, case, note, content="母の物忘れのことで訪問した。")
    with desk.reading(Purpose.CASEWORK) as work:
        opened = intake.intake_values(work, case)
    intake.receive(desk, opened | {"phone": "0000-00-2222"}, case_id=case.id)
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    press(screen, "書き直しの記録")
    panel = screen.panel
    assert isinstance(panel, ChangesPanel)
    assert not unnamed_controls(panel)
    assert {(one.label, one.after) for one in panel.shown()} == {
        ("内容", "母の物忘れのことで訪問した。"),
        ("電話", "0000-00-2222"),
    }
    assert panel.chips is not None
    assert panel.chips.terms() == ("すべて", "受付・本人", "支援経過")


def test_書き直した相談受付は_知らせから元に戻せる(desk: Desk, open_page: OpenPage) -> None:
    case = received(desk)
    screen = open_page(desk, Place("intake", case.id), IntakeScreen)
    sheet = screen.sheet
    assert sheet is not None
    sheet.view.field("content").set_value("書き間違い")
    press(sheet, "保存する")
    assert cases.case_page(desk, case.id).case.content == "書き間違い"
    press(screen.window(), "元に戻す")
    assert cases.case_page(desk, case.id).case == case


def test_誤って受けた相談は_受付の頁から消せて_知らせから戻せる(
    desk: Desk, open_page: OpenPage
) -> None:
    case = received(desk)
    screen = open_page(desk, Place("intake", case.id), IntakeScreen)
    window = screen.window()
    sheet = screen.sheet
    assert sheet is not None
    press(sheet, "ごみ箱へ")
    assert cases.case_list(desk) == ()
    press(window, "元に戻す")
    assert [line.case for line in cases.case_list(desk)] == [case]
    noted(desk, case)
    again = open_page(desk, Place("intake", case.id), IntakeScreen)
    assert again.sheet is not None
    press(again.sheet, "ごみ箱へ")
    assert "経過があるので" in NoticeBar.near(again).sentence()


def test_経過の保存の済む前に控えの時が来ても_打ちかけは残らない(
    desk: Desk, open_page: OpenPage
) -> None:
    case = received(desk)
    screen = open_page(desk, Place("case", case.id, "progress"), CaseScreen)
    settle(5)
    panel = screen.panel
    assert isinstance(panel, SheetPanel)
    panel.view.fill(NOTE)
    panel.save_button.click()
    flush_all()
    settle(5)
    assert len(cases.case_page(desk, case.id).notes) == 1
    assert unfinished(desk) == ()


@pytest.mark.parametrize(
    ("form", "field", "typed"), [("assessment", "income", "62000"), ("progress", "due_on", "12/25")]
)
def test_書き改められる欄を打ってすぐ保存しても_打ちかけは残らない(
    form: str, field: str, typed: str, desk: Desk, open_page: OpenPage
) -> None:
    """金額は手を離れると三桁に区切られ、年の無い日付には年が入る。"""
    case = received(desk)
    screen = open_page(desk, Place("case", case.id, form), CaseScreen)
    settle(5)
    panel = screen.panel
    assert isinstance(panel, SheetPanel)
    if form == "progress":
        panel.view.fill(NOTE)
    panel.view.field(field).setFocus()
    keys(here(), typed)
    strike(here(), Key.Key_S, CTRL)
    settle(20)
    assert screen.panel is None
    assert unfinished(desk) == ()


@pytest.mark.parametrize("kind", ["save", "withhold"])
def test_足もとに手があっても_鍵で保存できる(kind: str, desk: Desk, open_page: OpenPage) -> None:
    case = received(desk)
    screen = open_page(desk, Place("case", case.id, "assessment"), CaseScreen)
    settle(5)
    panel = screen.panel
    assert isinstance(panel, SheetPanel)
    assert panel.withholding is not None
    panel.view.field("income").setFocus()
    keys(here(), "62000")
    part = panel.save_button if kind == "save" else panel.withholding.button
    part.setFocus()
    strike(here(), Key.Key_S, CTRL)
    settle(20)
    assert screen.panel is None


def decided(desk: Desk, item: AgendaItem, findings: str, lead_agency: str = "") -> None:
    """ほかの窓で書いた結果。"""
    meetings.write_decisions(
        desk,
        item.id,
        item.meeting_id,
        findings=findings,
        decision="",
        lead_agency=lead_agency,
        decisions=(Decision(what="訪ねる", agency="", person="", due_on=None),),
    )


def test_ほかの窓で書き直された会議の結果も_並べて選んでから保存する(
    desk: Desk, open_page: OpenPage
) -> None:
    meeting = plan_meeting(desk)
    item = meetings.put_on_agenda(desk, meeting.id, received(desk).id, "プラン策定")
    screen = open_page(desk, Place("meeting", meeting.id), MeetingScreen)
    (card,) = screen.findChildren(ResultCard)
    decided(desk, item, findings="ほかの窓の事実", lead_agency="社会福祉協議会")
    card.findings.set_value("わたしの事実")
    card.decision.set_value("わたしの決定")
    press(card, "結果を保存")
    sheet = choosing(screen.window())
    assert set(sheet.choices) == {"findings", "decision", "lead_agency", "decisions"}
    sheet.choices["findings"][0].click()
    press(sheet, "この選び方で保存する")
    with desk.reading(Purpose.PLAN_MEETING) as work:
        now = work.agenda.get(item.id)
    assert now is not None
    assert (now.findings, now.decision) == ("わたしの事実", "わたしの決定")
    assert now.lead_agency == "社会福祉協議会", "触っていない欄は、いまの方"
    assert [one.what for one in now.decisions] == ["訪ねる"]


def test_打ちかけの間に書き直された会議の結果も_保存のときに分かる(
    desk: Desk, open_page: OpenPage
) -> None:
    meeting = plan_meeting(desk)
    item = meetings.put_on_agenda(desk, meeting.id, received(desk).id, "プラン策定")
    screen = open_page(desk, Place("meeting", meeting.id), MeetingScreen)
    (card,) = screen.findChildren(ResultCard)
    card.findings.set_value("わたしの事実")
    card.findings.changed.emit()
    flush_all()
    settle(5)
    decided(desk, item, findings="ほかの窓の事実")
    again = open_page(desk, Place("meeting", meeting.id), MeetingScreen)
    settle(5)
    (card,) = again.findChildren(ResultCard)
    assert card.findings.value() == "わたしの事実"
    press(card, "結果を保存")
    assert choosing(again.window()).choices["findings"]
