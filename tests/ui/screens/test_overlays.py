"""重ねる印(情報源秘匿、本人に伏せる): 受付・経過・様式の欄・議題の画面で、鍵だけで付け外しする。"""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from jusou_desk.casework.case import cases, drafts
from jusou_desk.casework.case.timeline import timeline
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.models.records import AgendaItem, Case
from jusou_desk.policy import Overlay, Purpose
from jusou_desk.ui import theme
from jusou_desk.ui.case.sheet_panel import SheetPanel
from jusou_desk.ui.fields import Field
from jusou_desk.ui.fields.chips import CheckChip
from jusou_desk.ui.intake.sheet import IntakeSheet
from jusou_desk.ui.meeting.results import ResultCard
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.overlay_chips import OverlayChips
from jusou_desk.ui.theme import TextSize
from jusou_desk.ui.workspace import Workspace
from tests.overlays import set_overlays
from tests.ui.hands import keys
from tests.ui.hands import press as strike
from tests.ui.screens.conftest import OpenWorkspace
from tests.ui.screens.test_case import at, press, received, sheet
from tests.ui.screens.walking import CTRL, Key, here, settle, tab_to

SOURCE, FROM_PERSON = str(Overlay.SOURCE), str(Overlay.FROM_PERSON)


def taking(workspace: Workspace) -> IntakeSheet:
    workspace.open(Place("intake"))
    settle(5)
    found = workspace.shown
    assert found is not None
    one = found.findChild(IntakeSheet)
    assert isinstance(one, IntakeSheet)
    return one


def say(field: Field, value: object) -> None:
    field.set_value(value)
    field.changed.emit()


def chip(chips: OverlayChips | None, place: int) -> CheckChip:
    assert chips is not None
    return chips.findChildren(CheckChip)[place]


def test_同意が無く本人でない人から聞くと_情報源の秘匿が初めから付き_同意があれば外れる(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    one = taking(open_workspace(desk))
    assert one.overlays.chosen() == ()
    say(one.view.field("consent"), "未取得")
    assert one.overlays.chosen() == ()
    say(one.view.field("visitor_relation"), "近隣")
    assert one.overlays.chosen() == (SOURCE,)
    say(one.view.field("consent"), "書面")
    assert one.overlays.chosen() == ()


def test_自分で外せば_打ち続けても付き直さず_自分で付ければ付く(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    one = taking(open_workspace(desk))
    say(one.view.field("consent"), "拒否")
    say(one.view.field("informant"), "近隣")
    assert one.overlays.chosen() == (SOURCE,)
    chip(one.overlays, 0).click()
    say(one.view.field("visitor_relation"), "近隣")
    assert one.overlays.chosen() == ()
    chip(one.overlays, 0).click()
    assert one.overlays.chosen() == (SOURCE,)


def test_受付で付けた印は_鍵だけで届き_保存され_歩みに言葉で出る(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    one = taking(open_workspace(desk))
    keys(tab_to("visitor"), "蓬田　むつき")
    tab_to("visitor_phone")
    strike(here(), Key.Key_Tab)
    assert here() is chip(one.overlays, 0)
    strike(here(), Key.Key_Space)
    strike(here(), Key.Key_Tab)
    strike(here(), Key.Key_Space)
    assert one.overlays.chosen() == (SOURCE, FROM_PERSON)
    keys(tab_to("content"), "声が聞こえる")
    say(one.view.field("consent"), "未取得")
    strike(here(), Key.Key_S, CTRL)
    settle()
    (line,) = cases.case_list(desk)
    assert line.case.overlays == (SOURCE, FROM_PERSON)
    (happened, *_) = reversed(timeline(cases.case_page(desk, line.case.id)))
    assert "【情報源秘匿】【本人に伏せる】" in happened.title
    assert "蓬田　むつき" in happened.title


def test_受付の打ちかけは_印ごと控える(desk: Desk, open_workspace: OpenWorkspace) -> None:
    workspace = open_workspace(desk)
    one = taking(workspace)
    keys(tab_to("content"), "打ちかけ")
    chip(one.overlays, 1).click()
    workspace.open(Place("today"))
    settle()
    kept = drafts.recall(desk, "intake:new")
    assert kept is not None
    again = taking(open_workspace(desk))
    press(again, "続ける")
    settle()
    assert again.overlays.chosen() == (FROM_PERSON,)


def test_経過の印(desk: Desk, open_workspace: OpenWorkspace) -> None:
    case = received(desk)
    screen = at(open_workspace(desk), "case", case)
    press(screen, "経過を書く")
    panel = sheet(screen)
    say(panel.view.field("content"), "長女は施設を望む")
    chip(panel.overlays, 1).click()
    panel.save_button.click()
    settle()
    page = cases.case_page(desk, case.id)
    assert [note.overlays for note in page.notes] == [(FROM_PERSON,)]
    listed = screen.history.list.happenings()
    assert any("【本人に伏せる】" in one.title for one in listed)


def withholding(panel: SheetPanel, field_id: str) -> None:
    panel.view.field(field_id).setFocus()
    QApplication.processEvents()
    strike(here(), Key.Key_H, CTRL)


def test_打っている欄を_Ctrl_H_で本人に伏せ_もう一度で外す(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = received(desk)
    screen = at(open_workspace(desk), "case", case)
    screen.do("assessment")
    settle(5)
    panel = sheet(screen)
    assert panel.withholding is not None
    withholding(panel, "complaint")
    field = panel.view.field("complaint")
    assert panel.withholding.button.text() == "「主訴」を伏せるのをやめる"
    assert field.isAncestorOf(here()), "押しても打つ所は動かない"
    assert FROM_PERSON in field.control.accessibleDescription()
    withholding(panel, "situation")
    withholding(panel, "situation")
    assert panel.withholding.withheld() == ("complaint",)
    say(field, "声を荒らげた")
    panel.save_button.click()
    settle()
    page = cases.case_page(desk, case.id)
    (written,) = [one for one in page.sheets if one.form_id == "assessment"]
    assert written.withheld == ("complaint",)
    (happened,) = [one for one in timeline(page) if one.ref == written.id]
    assert "【本人に伏せる欄あり】" in happened.title


def agenda(desk: Desk, case: Case) -> AgendaItem:
    body = desk.town.support_bodies[0]
    meeting = meetings.convene(desk, body.id, desk.today())
    return meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有")


def test_議題の結果に付けた印(desk: Desk, open_workspace: OpenWorkspace) -> None:
    item = agenda(desk, received(desk))
    workspace = open_workspace(desk)
    workspace.open(Place("meeting", item.meeting_id))
    settle(5)
    shown = workspace.shown
    assert shown is not None
    card = shown.findChild(ResultCard)
    assert isinstance(card, ResultCard)
    say(card.findings, "医師は家族だけに話した")
    chip(card.overlays, 0).click()
    card.save_button.click()
    settle()
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        found = work.agenda.get(item.id)
    assert found is not None
    assert found.overlays == (FROM_PERSON,)


def test_読むだけの印は変えられない(desk: Desk) -> None:
    case = received(desk)
    set_overlays(desk, case, (Overlay.SOURCE,), Purpose.CASEWORK)
    chips = OverlayChips(Case, case.overlays)
    chips.set_read_only(True)
    assert not any(one.isEnabled() for one in chips.findChildren(CheckChip))


def test_特大でも脇の印は切れない(desk: Desk, open_workspace: OpenWorkspace) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.wear(app, TextSize.LARGEST)
    try:
        screen = at(open_workspace(desk), "case", received(desk))
        screen.do("assessment")
        settle(5)
        panel = sheet(screen)
        assert panel.withholding is not None
        panel.view.field("complaint").setFocus()
        QApplication.processEvents()
        need = panel.withholding.minimumSizeHint().width()
        assert need <= panel.width()
    finally:
        theme.wear(app, TextSize.STANDARD)
