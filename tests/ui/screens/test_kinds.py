"""会議体の名前ではなく、法的区分を言葉で選ぶ。会議体がいくつもあれば、記録の置き場も選ぶ。"""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from jusou_desk.casework.case import cases, drafts, intake, progress
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.models.records import Case
from jusou_desk.policy import Purpose
from jusou_desk.towns import MeetingKind, town
from jusou_desk.ui import jobs
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.badges import LaneBadge, Mark
from jusou_desk.ui.case.agenda_panel import AgendaPanel
from jusou_desk.ui.case.sheet_panel import SheetPanel
from jusou_desk.ui.drafting import flush_all
from jusou_desk.ui.fields import Field, LongTextField
from jusou_desk.ui.intake.sheet import IntakeSheet
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.pieces import Paragraph
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.screens.intake import IntakeScreen
from jusou_desk.ui.screens.meetings import MeetingsScreen, NewMeeting
from tests.casework.several_bodies import CHILD, ELDER, elder_only, komae, several
from tests.casework.test_one_case import consented, phone_call, plan_meeting, support_meeting
from tests.ui.hands import Together, click, keys, press
from tests.ui.screens.conftest import OpenPage
from tests.ui.screens.walking import settle

__all__ = ["elder_only", "komae", "several"]

SUPPORT, PLAN = MeetingKind.SUPPORT, MeetingKind.PLAN


def offers(part: QWidget) -> list[str]:
    """選ぶ釦の語。"""
    found = part.findChildren(QPushButton)
    return [one.accessibleName() for one in found if one.property("look") == "choice"]


def said(part: QWidget) -> str:
    """出ている段落の全部。"""
    return "\n".join(one.text() for one in part.findChildren(Paragraph) if one.isVisibleTo(part))


def new_meeting(desk: Desk, open_page: OpenPage) -> NewMeeting:
    screen = open_page(desk, Place("meetings"), MeetingsScreen)
    press(screen, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    settle(5)
    panel = screen.window().findChild(NewMeeting)
    assert panel is not None
    return panel


# --- 新しい会議 ------------------------------------------------------------------------


def test_二つの区分で開ける会議体は_どちらとして開くかを語で選ぶ(
    several: Desk, open_page: OpenPage
) -> None:
    panel = new_meeting(several, open_page)
    assert unnamed_controls(panel) == []
    words = offers(panel)
    assert "地域ケア会議を支援会議として開く" in words
    assert "支援会議(単独開催)" in words
    button = next(
        one
        for one in panel.findChildren(QPushButton)
        if one.accessibleName() == "地域ケア会議を重層的支援会議として開く"
    )
    click(button)
    settle(5)
    (made,) = meetings.meeting_list(several)
    assert (made.body_name, made.kind, made.sealed) == ("地域ケア会議", PLAN, False)


def test_従事していなくても_同意のある会議としては開ける(
    elder_only: Desk, open_page: OpenPage
) -> None:
    words = offers(new_meeting(elder_only, open_page))
    assert "地域ケア会議を支援会議として開く" in words
    assert "支援調整会議を重層的支援会議として開く" in words
    assert "支援調整会議を支援会議として開く" not in words
    assert "支援会議(単独開催)" not in words


def test_名前から取り違えやすい所を_選ぶ前に言う(desk: Desk, open_page: OpenPage) -> None:
    body = desk.town.body("support_meeting")
    assert body is not None
    assert body.note in said(new_meeting(desk, open_page))


def test_一覧のどの会議にも法的区分の札がある(desk: Desk, open_page: OpenPage) -> None:
    meetings.convene(desk, "case_meeting", desk.today())
    support_meeting(desk)
    plan_meeting(desk)
    screen = open_page(desk, Place("meetings"), MeetingsScreen)
    marks = {badge.mark for badge in screen.findChildren(LaneBadge)}
    assert marks == {Mark.SEALED, Mark.PLAN_MEETING, Mark.OTHER_MEETING}
    assert len(screen.findChildren(LaneBadge)) == 3


# --- 議題に加える ----------------------------------------------------------------------


def agenda_panel(desk: Desk, case: Case, kind: MeetingKind, together: Together) -> AgendaPanel:
    panel = AgendaPanel(desk, cases.case_page(desk, case.id), kind)
    together(panel)
    settle(5)
    return panel


def test_議題に加えるときも_選んだ会議体の注意を言う(desk: Desk, together: Together) -> None:
    panel = agenda_panel(desk, phone_call(desk), SUPPORT, together)
    assert panel.note() == town("nagato").bodies[1].note
    assert "法の支援会議です" in panel.note()


def test_議題から新しく設けても_選んだ区分の会議になる(several: Desk, together: Together) -> None:
    case = phone_call(several)
    consented(several, case)
    panel = agenda_panel(several, case, PLAN, together)
    words = offers(panel)
    assert "新しく重層的支援会議として設ける　地域ケア会議" in words
    choice = next(one for one in panel.findChildren(QPushButton) if "地域ケア会議" in one.text())
    click(choice)
    keys(panel.held_on.line, "R8.12.1")
    click(panel.add_button)
    settle(5)
    (made,) = meetings.meeting_list(several)
    assert (made.body_name, made.kind) == ("地域ケア会議", PLAN)


# --- どの会議体の記録か ------------------------------------------------------------------


def note_panel(desk: Desk, case: Case, open_page: OpenPage) -> SheetPanel:
    """支援会議の頁で経過を書き始める。"""
    screen = open_page(desk, Place("sealed_case", case.id), CaseScreen)
    click(screen.write_button)
    settle(5)
    panel = screen.panel
    assert isinstance(panel, SheetPanel)
    return panel


def write(field: Field, words: str) -> None:
    assert isinstance(field, LongTextField)
    keys(field.writing, words)


def test_支援会議の経過は_どの会議体の記録かを選び_初めは最後に書いた所(
    several: Desk, open_page: OpenPage
) -> None:
    case = phone_call(several)
    before = {"noted_on": several.today(), "content": "前の話", "lane": "支援会議"}
    progress.add_note(several, case.id, before, body_id=CHILD)
    panel = note_panel(several, case, open_page)
    assert panel.body.isVisible()
    assert panel.body.body_id() == CHILD
    panel.body.choose(ELDER)
    write(panel.view.field("content"), "高齢の会議の話")
    flush_all()
    jobs.wait_idle()
    with several.reading(Purpose.SUPPORT_MEETING) as work:
        assert [draft.body_id for draft in work.drafts.where()] == [ELDER]
    click(panel.save_button)
    settle(5)
    with several.reading(Purpose.SUPPORT_MEETING) as work:
        notes = {note.content: note.body_id for note in work.notes.where(case_id=case.id)}
    assert notes == {"前の話": CHILD, "高齢の会議の話": ELDER}


def test_会議体が一つなら尋ねない(desk: Desk, open_page: OpenPage) -> None:
    panel = note_panel(desk, phone_call(desk), open_page)
    assert not panel.body.isVisible()
    write(panel.view.field("content"), "聞いた話")
    click(panel.save_button)
    settle(5)
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        assert [note.body_id for note in work.notes.where()] == ["support_meeting"]


def opened_intake(desk: Desk, open_page: OpenPage) -> IntakeSheet:
    sheet = open_page(desk, Place("intake"), IntakeScreen).sheet
    assert sheet is not None
    return sheet


def test_支援会議の相談を受けるときだけ_どの会議体かを尋ねる(
    several: Desk, open_page: OpenPage
) -> None:
    sheet = opened_intake(several, open_page)
    assert not sheet.body.isVisible()
    sheet.view.fill({"lane": "支援会議", "consent": "未取得", "content": "灯りがつかない"})
    settle(5)
    assert sheet.body.isVisible()
    sheet.body.choose(CHILD)
    click(sheet.save_button)
    settle(5)
    with several.reading(Purpose.SUPPORT_MEETING) as work:
        assert [one.body_id for one in work.cases.where()] == [CHILD]


def test_打ちかけの会議体は_続けるときに戻る(several: Desk, open_page: OpenPage) -> None:
    typed = {"lane": "支援会議", "content": "灯りが"}
    drafts.keep(several, "intake:new", typed, sealed=True, body_id=CHILD)
    sheet = opened_intake(several, open_page)
    sheet.draft.resumed.emit()
    settle(5)
    assert sheet.sealed
    assert sheet.body.body_id() == CHILD


@pytest.mark.parametrize("lane", ["通常", "支援会議"])
def test_書いてある相談では会議体を尋ねない(lane: str, several: Desk, open_page: OpenPage) -> None:
    values = {"received_on": several.today(), "lane": lane, "content": "灯りがつかない"}
    case = intake.receive(several, values, body_id=CHILD if lane != "通常" else "").case
    sheet = open_page(several, Place("intake", case.id), IntakeScreen).sheet
    assert sheet is not None
    assert not sheet.body.isVisible()
