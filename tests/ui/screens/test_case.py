"""一件のページ: 見せてよいものだけを見せ、鍵だけで書け、書きかけを失わない。"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from jusou_desk.casework.case import (
    basket,
    cases,
    consent,
    drafts,
    intake,
    progress,
    sheets,
    tasks,
)
from jusou_desk.casework.case.timeline import Happened
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case, CaseStatus, PlanAction
from jusou_desk.policy import Purpose, Role
from jusou_desk.ui import jobs
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.case.agenda_panel import AgendaPanel
from jusou_desk.ui.case.print_panel import PrintPanel
from jusou_desk.ui.case.sheet_panel import SheetPanel
from jusou_desk.ui.case.timeline_list import TimelineList
from jusou_desk.ui.fields import LongTextField, SingleField, TextField
from jusou_desk.ui.fields.chips import CheckChip
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.workspace import Workspace
from tests.casework.conftest import PASSWORD
from tests.ui.screens.conftest import OpenPage, OpenWorkspace

CANARY = "警察からの秘匿の話"


def settle() -> None:
    """頼んだ仕事と並べ直しが済むまで待つ。"""
    for _ in range(3):
        jobs.wait_idle()
        QTest.qWait(5)
    jobs.wait_idle()


def received(desk: Desk, **more: object) -> Case:
    values: dict[str, object] = {
        "received_on": desk.today(),
        "window": "福祉総合相談窓口",
        "person_name": "髙橋　𠮷子",
        "person_kana": "タカハシ　ヨシコ",
        "address": "長門市（架空）東深川1番地",
        "issues": ("介護", "社会的孤立"),
        "main_issue": "介護",
        "content": "母の物忘れが増えた。",
        "consent": "未取得",
    }
    return intake.receive(desk, values | more).case


def consented(desk: Desk, case: Case) -> None:
    values = {
        "status": "書面",
        "no_end": True,
        "decided_on": desk.today(),
        "scope": ("①氏名・住所・電話・家族関係など",),
        "agencies": "社会福祉協議会",
    }
    consent.record_consent(desk, case.id, values)


def at(workspace: Workspace, kind: str, case: Case) -> CaseScreen:
    """一件のページを開く。"""
    workspace.open(Place(kind, case.id))
    settle()
    screen = workspace.shown
    assert isinstance(screen, CaseScreen)
    return screen


def sheet(screen: CaseScreen) -> SheetPanel:
    settle()
    assert isinstance(screen.panel, SheetPanel)
    return screen.panel


def words_in(widget: QWidget) -> Iterator[str]:
    """部品の中の、人の目か読み上げに届くすべての字。"""
    for part in (widget, *widget.findChildren(QWidget)):
        yield from (part.accessibleName(), part.accessibleDescription(), part.toolTip())
        if isinstance(part, QLabel | QAbstractButton):
            yield part.text()
        if isinstance(part, TimelineList):
            model = part.model()
            for row in range(model.rowCount()):
                yield str(model.index(row, 0).data())


def everything(widget: QWidget) -> str:
    return "\n".join(words_in(widget))


def press(widget: QWidget, words: str) -> None:
    """その語の、見えている釦を押す。"""
    found = [b for b in widget.findChildren(QAbstractButton) if b.text() == words and b.isVisible()]
    assert found, words
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)
    settle()


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert isinstance(found, QWidget)
    return found


def type_words(words: str) -> None:
    """いま打てる所に打つ。"""
    QTest.keyClicks(focused(), words)


def save_by_key(panel: SheetPanel) -> None:
    assert panel.isAncestorOf(focused())
    QTest.keySequence(focused(), QKeySequence("Ctrl+S"))
    settle()


def with_sealed_story(desk: Desk) -> Case:
    """支援会議の経過と議題のある、普段の相談。"""
    case = received(desk)
    note = {"noted_on": desk.today(), "content": CANARY, "next_step": CANARY, "lane": "支援会議"}
    progress.add_note(desk, case.id, note)
    meeting = meetings.convene(desk, "support_meeting", desk.today() + timedelta(days=2))
    meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有", CANARY)
    return case


def test_普段のページには従事者にも従事者でない人にも支援会議の字が出ない(
    desk: Desk, outsider: Desk, open_workspace: OpenWorkspace
) -> None:
    case = with_sealed_story(desk)
    mine = open_workspace(desk)
    assert CANARY not in everything(at(mine, "case", case))
    assert CANARY in everything(at(mine, "sealed_case", case))
    assert CANARY not in everything(at(mine, "case", case))
    theirs = open_workspace(outsider)
    assert CANARY not in everything(at(theirs, "case", case))
    refused = everything(at(theirs, "sealed_case", case))
    assert CANARY not in refused
    assert "髙橋" not in refused


def test_支援会議の頁は帯でそれと分かり普段の頁には無い(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = with_sealed_story(desk)
    workspace = open_workspace(desk)
    usual = at(workspace, "case", case)
    assert "㊙" not in everything(usual)
    press(usual, "支援会議の記録を開く")
    sealed = workspace.shown
    assert isinstance(sealed, CaseScreen)
    assert sealed is not usual
    assert "㊙ 支援会議の記録" in everything(sealed)
    press(sealed, "普段のページを開く")
    assert workspace.shown is usual


def test_秘匿の相談は普段のページでは見つからない(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = received(desk, lane="支援会議", person_name="﨑村　千代", content=CANARY)
    workspace = open_workspace(desk)
    usual = everything(at(workspace, "case", case))
    assert CANARY not in usual
    assert "見つかりません" in usual
    assert CANARY in everything(at(workspace, "sealed_case", case))


def test_住所秘匿は語だけで住所を出さない(desk: Desk, open_page: OpenPage) -> None:
    case = received(desk, address_concealed=True)
    shown = everything(open_page(desk, Place("case", case.id), CaseScreen))
    assert "住所秘匿" in shown
    assert "東深川" not in shown


def test_帯に同意と区分と状態が語で出る(desk: Desk, open_workspace: OpenWorkspace) -> None:
    case = received(desk)
    workspace = open_workspace(desk)
    before = everything(at(workspace, "case", case))
    assert "同意なし" in before
    assert "未取得 R8.11.20" in before
    assert "取扱区分 通常" in before
    consented(desk, case)
    after = everything(at(workspace, "case", case))
    assert "同意あり" in after
    assert "書面 R8.11.20" in after


def test_同意が無くて断られると文と支援会議の釦が出てそのまま議題に加えられる(
    desk: Desk, open_page: OpenPage
) -> None:
    case = received(desk)
    consented(desk, case)
    sheets.write_sheet(
        desk, case.id, "assessment", {"assessed_on": desk.today(), "direction": "通院"}
    )
    meeting = meetings.convene(desk, "plan_meeting", desk.today() + timedelta(days=3))
    support = meetings.convene(desk, "support_meeting", desk.today() + timedelta(days=4))
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    write_plan(screen)
    press(screen, "重層的支援会議にかける")
    # 脇を開いたあとで、ほかの職員が撤回を記録した
    consent.record_consent(desk, case.id, {"status": "撤回", "decided_on": desk.today()})
    panel = screen.panel
    assert isinstance(panel, AgendaPanel)
    press(panel, "議題に加える")
    assert "重層的支援会議にかけられません" in panel.problem()
    assert meetings.meeting_page(desk, meeting.id).items == ()
    press(panel, "「長門市包括的支援会議」で検討する")
    instead = screen.panel
    assert isinstance(instead, AgendaPanel)
    assert instead is not panel
    press(instead, "議題に加える")
    (item, _case), *_ = meetings.meeting_page(desk, support.id).items
    assert item.sealed
    assert item.case_id == case.id


def test_同意の無い相談の次にすることから支援会議を新しく設けて加えられる(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = received(desk)
    workspace = open_workspace(desk)
    screen = at(workspace, "case", case)
    press(screen, "支援会議で検討する")
    panel = screen.panel
    assert isinstance(panel, AgendaPanel)
    press(panel, "議題に加える")
    assert panel.held_on.shown_problem()
    panel.held_on.setFocus()
    type_words("R8.12.1")
    press(panel, "議題に加える")
    (meeting,) = meetings.meeting_list(desk)
    assert meeting.kind == "支援会議"
    assert workspace.notice.sentence() == f"{meeting.meeting_no} の議題1に加えました。"
    press(workspace.notice, "元に戻す")
    assert meetings.meeting_list(desk) == ()


def test_従事者でない人には支援会議を開けないわけを言う(
    outsider: Desk, open_page: OpenPage
) -> None:
    case = received(outsider)
    screen = open_page(outsider, Place("case", case.id), CaseScreen)
    assert "支援会議の記録を開く" not in everything(screen)
    press(screen, "支援会議で検討する")
    panel = screen.panel
    assert isinstance(panel, AgendaPanel)
    assert "従事する職員" in panel.problem()
    assert not panel.add_button.isEnabled()


def write_plan(screen: CaseScreen) -> None:
    """鍵だけで、支援内容が二行のプランを書いて保存する。"""
    press(screen, "プランを作る")
    panel = sheet(screen)
    assert panel.rows is not None
    panel.view.go_to("goal")
    type_words("Futari de anshin")
    panel.rows.rows[0].fields["agency"].setFocus()
    type_words("Houkatsu")
    for words in ("Visit weekly", "Sato", "lead", "R8.12.20"):
        QTest.keyClick(focused(), Qt.Key.Key_Return)
        type_words(words)
    panel.rows.rows[1].fields["what"].setFocus()
    type_words("Meals")
    save_by_key(panel)
    assert screen.panel is None


def test_プランは鍵だけで支援内容の二行まで書ける(desk: Desk, open_page: OpenPage) -> None:
    case = received(desk)
    consented(desk, case)
    sheets.write_sheet(
        desk, case.id, "assessment", {"assessed_on": desk.today(), "direction": "通院"}
    )
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    write_plan(screen)
    (plan,) = cases.case_page(desk, case.id).plans
    assert plan.goal == "Futari de anshin"
    assert plan.made_on == desk.today()
    assert plan.actions == (
        PlanAction(
            issue="介護",
            what="Visit weekly",
            agency="Houkatsu",
            person="Sato",
            role="lead",
            due_on=desk.today() + timedelta(days=30),
        ),
        PlanAction(issue="社会的孤立", what="Meals"),
    )
    assert "重層的支援会議にかける" in everything(screen)


def test_何をするかの無い行は欄のそばで指摘して保存しない(desk: Desk, open_page: OpenPage) -> None:
    case = received(desk)
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    press(screen, "プランを作る")
    panel = sheet(screen)
    assert panel.rows is not None
    panel.rows.rows[0].fields["person"].setFocus()
    type_words("Sato")
    save_by_key(panel)
    assert panel.rows.rows[0].fields["what"].shown_problem() == "何をするかを入力してください。"
    assert cases.case_page(desk, case.id).plans == ()


def test_消した行は知らせの帯から戻せる(desk: Desk, open_workspace: OpenWorkspace) -> None:
    case = received(desk)
    workspace = open_workspace(desk)
    screen = at(workspace, "case", case)
    press(screen, "プランを作る")
    panel = sheet(screen)
    assert panel.rows is not None
    panel.rows.rows[0].fields["what"].setFocus()
    type_words("Visit")
    remove = panel.rows.rows[0].findChildren(QAbstractButton)[0]
    QTest.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert [one.what for one in panel.rows.plan_actions()] == []
    press(workspace.notice, "元に戻す")
    assert [one.what for one in panel.rows.plan_actions()] == ["Visit"]
    QTest.mouseClick(panel.rows.rows[0].findChildren(QAbstractButton)[0], Qt.MouseButton.LeftButton)
    workspace.side.close_panel()
    settle()
    press(workspace.notice, "元に戻す")
    assert workspace.notice.sentence() == ""


def test_書きかけは閉じても次の窓でも続きから書けて保存すると消える(
    desk: Desk, open_workspace: OpenWorkspace, open_page: OpenPage
) -> None:
    case = received(desk)
    workspace = open_workspace(desk)
    screen = at(workspace, "case", case)
    QTest.keySequence(screen.write_button, QKeySequence("Ctrl+E"))
    panel = sheet(screen)
    panel.view.go_to("content")
    type_words("half a visit")
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    settle()
    assert workspace.side.isHidden()
    again = open_page(desk, Place("case", case.id), CaseScreen)
    press(again, "経過を書く")
    panel = sheet(again)
    assert panel.draft.words() == "9時30分の打ちかけがあります"
    assert panel.view.values()["content"] == ""
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    settle()
    assert panel.view.values()["content"] == "half a visit"
    save_by_key(panel)
    assert [note.content for note in cases.case_page(desk, case.id).notes] == ["half a visit"]
    press(again, "経過を書く")
    assert sheet(again).draft.words() == ""


def test_プランの行の書きかけも戻り捨てたものも取り戻せる(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = received(desk)
    workspace = open_workspace(desk)
    screen = at(workspace, "case", case)
    press(screen, "プランを作る")
    panel = sheet(screen)
    assert panel.rows is not None
    panel.rows.rows[1].fields["due_on"].setFocus()
    type_words("R8.13.")
    workspace.side.close_panel()
    settle()
    press(screen, "プランを作る")
    panel = sheet(screen)
    press(panel.draft, "捨てる")
    assert panel.rows is not None
    assert panel.rows.rows[1].fields["due_on"].typed() == ""
    press(panel.draft, "元に戻す")
    assert panel.rows.rows[1].fields["due_on"].typed() == "R8.13."


def test_支援会議の頁の書きかけは最初の一字から秘匿の中にある(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = received(desk)
    workspace = open_workspace(desk)
    screen = at(workspace, "sealed_case", case)
    press(screen, "経過を書く")
    panel = sheet(screen)
    assert not panel.view.has_field("lane")
    panel.view.go_to("content")
    type_words("x")
    workspace.side.close_panel()
    settle()
    assert drafts.lying_around(desk) == ()
    press(screen, "経過を書く")
    panel = sheet(screen)
    press(panel.draft, "続ける")
    assert panel.view.values()["content"] == "x"
    save_by_key(panel)
    assert cases.case_page(desk, case.id).notes == ()
    (note,) = cases.case_page(desk, case.id, purpose=Purpose.SUPPORT_MEETING).notes
    assert note.sealed


def test_支援会議の頁のアセスメントは普段のページに出ない(desk: Desk, open_page: OpenPage) -> None:
    case = received(desk)
    screen = open_page(desk, Place("sealed_case", case.id), CaseScreen)
    press(screen, "アセスメント")
    panel = sheet(screen)
    panel.view.go_to("direction")
    type_words("secret direction")
    save_by_key(panel)
    forms = {one.form_id for one in cases.case_page(desk, case.id).sheets}
    assert "assessment" not in forms
    sealed = cases.case_page(desk, case.id, purpose=Purpose.SUPPORT_MEETING).sheets
    assert {one.lane.name for one in sealed if one.form_id == "assessment"} == {"SEALED"}


def test_支援会議の頁から見た普段の記録は読むだけ(desk: Desk, open_page: OpenPage) -> None:
    case = received(desk)
    progress.add_note(desk, case.id, {"noted_on": desk.today(), "content": "訪問した"})
    screen = open_page(desk, Place("sealed_case", case.id), CaseScreen)
    opened = next(one for one in screen.history.list.happenings() if one.body == "訪問した")
    screen.history.opened.emit(opened)
    panel = sheet(screen)
    content = panel.view.field("content")
    assert isinstance(content, LongTextField)
    assert content.writing.isReadOnly()
    assert not panel.save_button.isVisible()


def test_経過は近道の鍵で開いて保存でき列に出て元に戻せる(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = received(desk)
    workspace = open_workspace(desk)
    screen = at(workspace, "case", case)
    assert screen.write_button.hasFocus()
    QTest.keySequence(focused(), QKeySequence("Ctrl+E"))
    panel = sheet(screen)
    recorder = panel.view.field("recorder")
    assert isinstance(recorder, TextField)
    assert recorder.value() == desk.me.name
    save_by_key(panel)
    assert panel.view.field("content").shown_problem() == "内容を入力してください。"
    type_words("home visit")
    save_by_key(panel)
    assert screen.panel is None
    assert "home visit" in everything(screen)
    press(workspace.notice, "元に戻す")
    assert cases.case_page(desk, case.id).notes == ()
    assert "home visit" not in everything(screen)
    told = everything(workspace.notice)
    assert "書いた支援経過記録シートを取り消し、ごみ箱へ入れました" in told
    assert "「ケース」で「ごみ箱」の「元に戻す」" in told
    assert "書き直しの記録" not in told
    (line,) = basket.basket(desk)
    basket.bring_back(desk, line.record.id, Purpose.CASEWORK)
    (note,) = cases.case_page(desk, case.id).notes
    assert note.content == "home visit"


def test_直前にしたことから順に_ほかの頁からも元に戻せる(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = received(desk)
    workspace = open_workspace(desk)
    screen = at(workspace, "case", case)
    (back,) = (
        one for one in workspace.findChildren(QAbstractButton) if one.text() == "直前を元に戻す"
    )
    assert not back.isEnabled()
    for words in ("first", "second"):
        QTest.keySequence(focused(), QKeySequence("Ctrl+E"))
        sheet(screen).view.field("content").setFocus()
        type_words(words)
        QTest.keySequence(focused(), QKeySequence("Ctrl+Z"))
        type_words(f"{words} visit")
        save_by_key(sheet(screen))
    workspace.open(Place("today"))
    settle()
    workspace.notice.clear()
    QTest.keySequence(focused(), QKeySequence("Ctrl+Z"))
    assert workspace.notice.sentence() == f"直前にしたこと: {case.case_no}　経過を残しました。"
    QTest.keySequence(focused(), QKeySequence("Space"))
    settle()
    (note,) = cases.case_page(desk, case.id).notes
    assert note.content == "first visit", "字を打つ欄の Ctrl+Z は、その字だけを戻す"
    back.click()
    press(workspace.notice, "元に戻す")
    assert cases.case_page(desk, case.id).notes == ()
    assert not back.isEnabled()


def test_書き直しを元に戻すと_取り消した文のある所を言う(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = received(desk)
    progress.add_note(desk, case.id, {"noted_on": desk.today(), "content": "first"})
    workspace = open_workspace(desk)
    screen = at(workspace, "case", case)
    happened = screen.history.list.happenings()
    screen.history.opened.emit(next(one for one in happened if one.kind is Happened.NOTE))
    panel = sheet(screen)
    panel.view.field("content").set_value("second")
    panel.save_button.click()
    settle()
    press(workspace.notice, "元に戻す")
    told = everything(workspace.notice)
    assert "書き直す前に戻しました。取り消した文は「書き直しの記録」に残っています。" in told
    assert cases.case_page(desk, case.id).notes[0].content == "first"
    assert basket.basket(desk) == ()


def test_同意の断りはその欄に出る(desk: Desk, open_page: OpenPage) -> None:
    case = received(desk)
    consented(desk, case)
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    press(screen, "同意を記録")
    panel = sheet(screen)
    status = panel.view.field("status")
    assert isinstance(status, SingleField)
    assert status.value() == ""
    assert panel.view.values()["agencies"] == "社会福祉協議会"
    status.set_value("口頭")
    panel.view.field("no_end").set_value(True)
    save_by_key(panel)
    assert "立会人" in panel.view.field("witness").shown_problem()
    panel.view.field("witness").setFocus()
    type_words("Mori")
    save_by_key(panel)
    assert cases.case_page(desk, case.id).case.consent == "口頭"


def test_仕事は印を付けると済み元に戻せる(desk: Desk, open_workspace: OpenWorkspace) -> None:
    case = received(desk)
    tasks.add_task(desk, "配食を頼む", desk.today(), case_id=case.id)
    workspace = open_workspace(desk)
    screen = at(workspace, "case", case)
    (box,) = (chip for chip in screen.findChildren(CheckChip) if chip.text() == "済み")
    assert "配食を頼む" in box.accessibleName()
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    settle()
    assert cases.case_page(desk, case.id).tasks == ()
    assert screen.write_button.hasFocus()
    assert not [c for c in screen.findChildren(CheckChip) if c.text() == "済み" and c.isVisible()]
    press(workspace.notice, "元に戻す")
    assert len(cases.case_page(desk, case.id).tasks) == 1


def test_終結した相談は支援を再開できる(desk: Desk, open_page: OpenPage) -> None:
    case = received(desk)
    consented(desk, case)
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    press(screen, "評価・終結")
    panel = sheet(screen)
    panel.view.field("result").set_value("終結")
    panel.view.field("closed_on").set_value(desk.today())
    panel.view.field("closing_reason").set_value("目標達成")
    save_by_key(panel)
    assert "主担当機関" in panel.view.field("lead_agency").shown_problem()
    panel.view.field("lead_agency").set_value("社会福祉協議会")
    save_by_key(panel)
    assert cases.case_page(desk, case.id).case.status is CaseStatus.CLOSED
    assert "この相談は終結しています。" in everything(screen)
    press(screen, "支援を再開する")
    assert cases.case_page(desk, case.id).case.status is CaseStatus.SUPPORTED


def test_絞り込みと矢印とEnterで出来事を開ける(desk: Desk, open_page: OpenPage) -> None:
    case = received(desk)
    progress.add_note(desk, case.id, {"noted_on": desk.today(), "content": "電話した"})
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    press(screen.history, "経過")
    kinds = [str(one.kind) for one in screen.history.list.happenings()]
    assert kinds == ["経過", "相談受付"]
    screen.history.list.setFocus()
    QTest.keyClick(screen.history.list, Qt.Key.Key_Home)
    QTest.keyClick(screen.history.list, Qt.Key.Key_Return)
    assert sheet(screen).view.values()["content"] == "電話した"


def test_先の会議は_これからに近い順で並び_これまでには出ない(
    desk: Desk, open_page: OpenPage
) -> None:
    case = received(desk)
    consented(desk, case)
    for days in (9, 2, -3):
        day = desk.today() + timedelta(days=days)
        held = meetings.convene(desk, "plan_meeting", day)
        meetings.put_on_agenda(desk, held.id, case.id, "プラン策定")
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    ahead = [(one.on - desk.today()).days for one in screen.history.coming.happenings()]
    assert ahead == [2, 9]
    assert screen.history.coming.isVisible()
    past = [one.on <= desk.today() for one in screen.history.list.happenings()]
    assert len(past) >= 2
    assert all(past)
    other = received(desk, person_name="中野　実")
    again = open_page(desk, Place("case", other.id), CaseScreen)
    assert not again.history.coming.isVisible()


def test_三百件の歩みもすぐ並ぶ(desk: Desk, open_workspace: OpenWorkspace) -> None:
    case = received(desk)
    story = "本人を訪ね、家の中の様子と食事の具合を確かめた。次の訪問の日を決めた。" * 3
    for number in range(300):
        day = desk.today() - timedelta(days=number)
        progress.add_note(desk, case.id, {"noted_on": day, "content": f"{number} {story}"})
    workspace = open_workspace(desk)
    started = time.process_time()
    screen = at(workspace, "case", case)
    workspace.grab()
    took = time.process_time() - started
    assert len(screen.history.list.happenings()) == 302
    assert took < 2.0


def test_別の相談に移ると前の人の字は残らない(desk: Desk, open_workspace: OpenWorkspace) -> None:
    first = received(desk)
    second = received(desk, person_name="中野　実", content="家賃の相談")
    workspace = open_workspace(desk)
    at(workspace, "case", first)
    workspace.open(Place("case", second.id))
    seen = [label.text() for label in workspace.findChildren(QLabel) if label.isVisible()]
    assert not [words for words in seen if "髙橋" in words]
    settle()
    shown = everything(workspace)
    assert "中野　実" in shown
    assert "髙橋" not in shown


def test_閲覧の人には書く釦が無い(desk: Desk, office: Office, open_page: OpenPage) -> None:
    case = received(desk)
    staffing.add_staff(desk, "閲覧　花子", Role.READER, PASSWORD)
    reader = sign_in(office, "閲覧　花子", PASSWORD)
    screen = open_page(reader, Place("case", case.id), CaseScreen)
    buttons = {b.text() for b in screen.findChildren(QAbstractButton) if b.isVisible()}
    assert not buttons & {"経過を書く", "同意を記録", "アセスメント", "プランを作る"}
    reader.close()


@pytest.mark.parametrize("kind", ["case", "sealed_case"])
def test_どの部品にも読み上げる名前がある(
    desk: Desk, open_workspace: OpenWorkspace, kind: str
) -> None:
    case = received(desk)
    tasks.add_task(desk, "配食を頼む", desk.today(), case_id=case.id)
    workspace = open_workspace(desk)
    screen = at(workspace, kind, case)
    assert unnamed_controls(workspace) == []
    wanted = ["アセスメント"]
    if kind == "case":
        wanted += ["同意を記録", "プランを作る", "つなぐシート", "評価・終結", "支援会議で検討する"]
    for words in wanted:
        press(screen, words)
        assert unnamed_controls(workspace) == [], words


def test_帳票は下見してから出せる(desk: Desk, open_workspace: OpenWorkspace) -> None:
    case = received(desk)
    workspace = open_workspace(desk)
    screen = at(workspace, "case", case)
    press(screen, "印刷する")
    panel = screen.panel
    assert isinstance(panel, PrintPanel)
    press(panel, "つなぐシート")
    assert "同意" in panel.problem()
    press(panel, "支援経過記録")
    assert panel.paper.document.pageCount() >= 1
    assert unnamed_controls(workspace) == []
    press(panel, "← 様式を選ぶ")
    (back,) = [one for one in panel.choices if one.text() == "支援経過記録"]
    assert back.hasFocus()
