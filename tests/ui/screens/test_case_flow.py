"""一件のページの流れ: 終えるときに残る仕事、頁を移った知らせ、書く欄の並び、紙を出したあと。"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from jusou_desk.casework.case import cases, intake, plans, progress, tasks
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.errors import Refused
from jusou_desk.models.records import Case, CaseStatus, PlanStatus
from jusou_desk.ui import theme
from jusou_desk.ui.case.print_panel import PrintPanel
from jusou_desk.ui.case.sheet_panel import SheetPanel
from jusou_desk.ui.fields import DateField, Field, SingleField, TextField
from jusou_desk.ui.fields.chips import CheckChip
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.theme import TextSize
from tests.ui.hands import click
from tests.ui.screens.conftest import OpenWorkspace
from tests.ui.screens.test_case import at, everything, press, received, settle, sheet


def unfinished(desk: Desk) -> Case:
    """決まったプランと、済んでいない仕事と今後の対応のある相談。"""
    case = received(desk, consent="書面")
    plan = plans.write_plan(
        desk, case.id, {"kind": "多機関協働", "made_on": desk.today(), "goal": "安心"}, ()
    )
    plans.decide_plan(desk, plan.id, desk.today())
    tasks.add_task(desk, "配食を頼む", desk.today() + timedelta(days=2), case_id=case.id)
    note = {"noted_on": desk.today(), "content": "電話した", "next_step": "受診の様子を聞く"}
    progress.add_note(desk, case.id, note | {"due_on": desk.today() + timedelta(days=3)})
    return case


def ending(screen: CaseScreen, result: str) -> SheetPanel:
    """評価シートを開き、結果を押して選ぶ。"""
    press(screen, "評価・終結")
    panel = sheet(screen)
    choose(panel, result)
    return panel


def choose(panel: SheetPanel, result: str) -> None:
    field = panel.view.field("result")
    assert isinstance(field, SingleField)
    press(field, result)


def must(field: Field) -> bool:
    return "必須" in everything(field).split("\n") and field._must.isVisibleTo(field)


def fill(panel: SheetPanel, desk: Desk) -> None:
    panel.view.field("closed_on").set_value(desk.today())
    panel.view.field("closing_reason").set_value("目標達成")
    panel.view.field("lead_agency").set_value("社会福祉協議会")


def test_終結を選ぶと要る欄に必須と出て空のまま保存できない(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = received(desk, consent="書面")
    plans.write_plan(
        desk,
        case.id,
        {
            "kind": "多機関協働",
            "made_on": desk.today(),
            "goal": "安心",
            "lead_agency": "町立病院",
        },
        (),
    )
    panel = ending(at(open_workspace(desk), "case", case), "再プランして継続")
    needed = {name: panel.view.field(name) for name in ("closed_on", "closing_reason")}
    lead = panel.view.field("lead_agency")
    assert lead.value() == ""
    assert not any(map(must, (*needed.values(), lead)))
    choose(panel, "中断")
    assert all(map(must, needed.values()))
    assert not must(lead)
    choose(panel, "終結")
    assert all(map(must, (*needed.values(), lead)))
    assert "必須" in lead.control.accessibleDescription()
    panel.save_button.click()
    assert lead.shown_problem() == "終結後の主担当機関を入力してください。"
    choose(panel, "再プランして継続")
    assert lead.shown_problem() == ""
    assert panel.view.problems() == {}


def test_終える前に残る仕事が出て印を付けたものだけ済みになり元に戻せる(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = unfinished(desk)
    workspace = open_workspace(desk)
    screen = at(workspace, "case", case)
    panel = ending(screen, "再プランして継続")
    assert panel.ending is not None
    assert not panel.ending.isVisible()
    assert panel.rest() == ""
    choose(panel, "終結")
    assert panel.ending.isVisible()
    shown = everything(panel.ending)
    assert "2件あります。終結しても消えず" in shown
    assert "配食を頼む" in shown
    assert "受診の様子を聞く" in shown
    assert panel.rest() == "まだ済んでいない仕事が2件残ります。"
    chips = panel.ending.findChildren(CheckChip)
    click(chips[0])
    assert panel.rest() == "まだ済んでいない仕事が1件残ります。"
    fill(panel, desk)
    panel.save_button.click()
    settle()
    page = cases.case_page(desk, case.id)
    assert page.case.status is CaseStatus.CLOSED
    assert [task.what for task in page.tasks] == ["受診の様子を聞く"]
    assert workspace.notice.sentence() == (
        "評価シートを保存し、相談を終結にしました。"
        "残る仕事1件は、期日が近づくと「今日」に「終結後」と付いて出ます。"
    )
    press(workspace.notice, "元に戻す")
    again = cases.case_page(desk, case.id)
    assert again.case.status is CaseStatus.SUPPORTED
    assert {task.what for task in again.tasks} == {"配食を頼む", "受診の様子を聞く"}
    assert [plan.status for plan in again.plans] == [PlanStatus.DECIDED]
    assert "「これまで」に残っています" in workspace.notice.sentence()


def test_済みの印は打ちかけにも残る(desk: Desk, open_workspace: OpenWorkspace) -> None:
    case = unfinished(desk)
    workspace = open_workspace(desk)
    screen = at(workspace, "case", case)
    panel = ending(screen, "終結")
    assert panel.ending is not None
    click(panel.ending.findChildren(CheckChip)[1])
    workspace.side.close_panel()
    settle()
    press(screen, "評価・終結")
    panel = sheet(screen)
    press(panel.draft, "続ける")
    assert panel.rest() == "まだ済んでいない仕事が1件残ります。"


def test_断りは頁を移ると消え元に戻せる知らせだけが番号を添えてついて行く(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = unfinished(desk)
    workspace = open_workspace(desk)
    screen = at(workspace, "case", case)
    workspace.notice.warn(Refused("できません。", "次の一手。"))
    workspace.open(Place("cases"))
    assert workspace.notice.sentence() == ""
    assert workspace.notice.isHidden()
    at(workspace, "case", case)
    workspace.notice.tell("保存しました。")
    workspace.back()
    assert workspace.notice.isHidden()
    workspace.open(Place("case", case.id))
    settle()
    press(screen, "済み")
    workspace.open(Place("cases"))
    told = f"{case.case_no}　「配食を頼む」を済みにしました。"
    assert workspace.notice.sentence() == told
    workspace.open(Place("meetings"))
    assert workspace.notice.sentence() == told
    press(workspace.notice, "元に戻す")
    assert len(cases.case_page(desk, case.id).tasks) == 2


def test_経過を残しても_読んでいた所は動かない(desk: Desk, open_workspace: OpenWorkspace) -> None:
    """動くと、いま書いた一番上の経過が隠れる。"""
    case = unfinished(desk)
    for number in range(12):
        note = {"noted_on": desk.today(), "content": f"{number}回目の電話。様子を聞いた。"}
        progress.add_note(desk, case.id, note)
    screen = at(open_workspace(desk), "case", case)
    bar = screen._body.verticalScrollBar()
    assert bar.maximum() > 0, "巻けるほど長い"
    press(screen, "経過を書く")
    panel = sheet(screen)
    panel.view.field("content").set_value("いま書いた経過")
    panel.save_button.setFocus()
    click(panel.save_button)
    settle()
    assert "いま書いた経過" in [note.content for note in cases.case_page(desk, case.id).notes]
    assert bar.value() == 0


def test_生年月日の無い人は_聞いたおよその年齢で出る(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = received(desk, age_text="80代くらい", birth_date=None)
    shown = everything(at(open_workspace(desk), "case", case))
    assert "80代くらい" in shown
    assert "年齢不明" not in shown


def test_同意の提供先は_会議に出る機関みなを候補から選べる(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    """決まった言い方のとおりに打たないと効かないので、打たずに選べるようにしておく。"""
    screen = at(open_workspace(desk), "case", received(desk))
    press(screen, "同意を記録")
    field = sheet(screen).view.field("agencies")
    assert isinstance(field, TextField)
    found = field.line.completer()
    found.setCompletionPrefix("出席")
    assert found.currentCompletion() == "重層的支援会議の出席機関"
    assert "↓" in field.line.placeholderText()


def test_支援会議の頁の知らせは頁を移るとついて来ない(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = received(desk)
    meeting = meetings.convene(desk, "support_meeting", desk.today())
    meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有")
    workspace = open_workspace(desk)
    screen = at(workspace, "sealed_case", case)
    press(screen, "経過を書く")
    panel = sheet(screen)
    panel.view.field("content").set_value("秘匿の話")
    panel.save_button.click()
    settle()
    assert workspace.notice.isVisible()
    workspace.open(Place("today"))
    assert workspace.notice.isHidden()


def test_同じ頁を開き直しても知らせは消えない(desk: Desk, open_workspace: OpenWorkspace) -> None:
    case = received(desk)
    workspace = open_workspace(desk)
    at(workspace, "case", case)
    workspace.notice.tell("保存しました。")
    at(workspace, "case", case)
    assert workspace.notice.sentence() == "保存しました。"


def in_sight(widget: QWidget) -> bool:
    """巻かずに、全体が見えているか。"""
    return widget.visibleRegion().boundingRect() == QRect(QPoint(), widget.size())


def test_経過は巻かずに日付と方法と相手と内容を書ける(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = received(desk)
    workspace = open_workspace(desk)
    screen = at(workspace, "case", case)
    press(screen, "経過を書く")
    view = sheet(screen).view
    assert (workspace.width(), workspace.height()) == (1366, 768)
    for name in ("noted_on", "start", "end", "method", "counterpart", "content"):
        assert in_sight(view.field(name).control), name
    tops = [view.field(name).y() for name in ("noted_on", "start", "method", "content")]
    assert tops == sorted(set(tops))


def test_特大では隣と並ばない欄が一段になり窓も広がらない(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.wear(app, TextSize.LARGEST)
    case = unfinished(desk)
    received(desk, received_on=desk.today() - timedelta(days=100))
    for days in (-1, 0):
        tasks.add_task(desk, "電話", desk.today() + timedelta(days=days), case_id=case.id)
    workspace = open_workspace(desk)
    screen = at(workspace, "case", case)
    press(screen, "経過を書く")
    view = sheet(screen).view
    assert workspace.width() == 1366
    section = view.field("content").parentWidget()
    assert section is not None
    assert section.width() <= view.width()
    assert view.field("method").width() > view.field("start").width()


def test_生年月日のほかの日付の見本は今の元号(desk: Desk, open_workspace: OpenWorkspace) -> None:
    case = received(desk)
    screen = at(open_workspace(desk), "case", case)
    press(screen, "評価・終結")
    closed_on = sheet(screen).view.field("closed_on")
    assert isinstance(closed_on, DateField)
    assert closed_on.line.placeholderText() == "例 R8.11.20"


def test_受付で選んだ書面は同意の記録で選び直さなくてよい(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = intake.receive(
        desk, {"received_on": desk.today() - timedelta(days=3), "consent": "書面"}
    ).case
    screen = at(open_workspace(desk), "case", case)
    press(screen, "同意の範囲と提供先を書く")
    view = sheet(screen).view
    assert view.values()["status"] == "書面"
    assert view.values()["decided_on"] == case.received_on


def test_ファイルに書き出したあとも手の置き場がある(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = received(desk)
    screen = at(open_workspace(desk), "case", case)
    press(screen, "印刷する")
    panel = screen.panel
    assert isinstance(panel, PrintPanel)
    press(panel, "支援経過記録")
    answers = ["", str(tmp_path)]

    def choose_folder(*_about: object) -> str:
        # 本物の窓は閉じたあと、どこにも手を戻さないことがある
        focused = QApplication.focusWidget()
        if focused is not None:
            focused.clearFocus()
        return answers.pop(0)

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", choose_folder)
    press(panel, "ファイルに書き出す")
    assert panel.write_button.hasFocus()
    press(panel, "ファイルに書き出す")
    assert list(tmp_path.iterdir())
    assert panel.back_button.hasFocus()
