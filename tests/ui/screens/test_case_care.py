"""一件の頁の細かな心くばり: 印の付く所、要る欄、切れない語、断りの欄へ動くこと。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLineEdit

from jusou_desk.casework.case import cases, intake
from jusou_desk.casework.desk import Desk
from jusou_desk.models.records import PlanAction
from jusou_desk.policy import Overlay, Purpose
from jusou_desk.ui import theme
from jusou_desk.ui.case.protection_panel import ProtectionPanel
from jusou_desk.ui.case.sheet_panel import SheetPanel
from jusou_desk.ui.case_table import CaseTable
from jusou_desk.ui.fields import Field
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.theme import TextSize, unit
from tests.ui.hands import press as strike
from tests.ui.screens.conftest import OpenWorkspace
from tests.ui.screens.test_case import at, press, received, sheet
from tests.ui.screens.test_overlays import say, taking
from tests.ui.screens.walking import CTRL, Key, field_here, here, settle

LONGEST = "長門市西地域包括支援センター"


@pytest.fixture(params=[TextSize.STANDARD, TextSize.LARGE, TextSize.LARGEST])
def any_size(request: pytest.FixtureRequest) -> Iterator[None]:
    """どの文字の大きさでも。"""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.wear(app, request.param)
    yield
    theme.wear(app, TextSize.STANDARD)


def writing(desk: Desk, open_workspace: OpenWorkspace, form_id: str) -> SheetPanel:
    screen = at(open_workspace(desk), "case", received(desk))
    screen.do(form_id)
    settle(5)
    return sheet(screen)


def beside(field: Field) -> None:
    field.setFocus()
    QApplication.processEvents()


# --- 本人に伏せる印 -------------------------------------------------------


def test_支援内容の行で_Ctrl_H_を押しても_前に打っていた欄に印は付かない(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    panel = writing(desk, open_workspace, "plan")
    assert panel.withholding is not None
    assert panel.rows is not None
    beside(panel.view.field("goal"))
    assert not panel.withholding.no_mark.isVisible()
    beside(panel.rows.rows[0].fields["what"])
    strike(here(), Key.Key_H, CTRL)
    assert panel.withholding.withheld() == ()
    assert panel.withholding.no_mark.isVisible()
    assert not panel.withholding.button.isVisible()
    assert "備考" in panel.withholding.no_mark.text()
    beside(panel.view.field("remarks"))
    strike(here(), Key.Key_H, CTRL)
    assert panel.withholding.withheld() == ("remarks",)
    assert not panel.withholding.no_mark.isVisible()
    assert panel.withholding.button.isVisible()


# --- 切れない語 -----------------------------------------------------------


@pytest.mark.usefixtures("any_size")
def test_プランの行の課題と担当機関は_どの大きさでも切れない(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    panel = writing(desk, open_workspace, "plan")
    assert panel.rows is not None
    panel.rows.set_actions([PlanAction(issue="その他メンタルヘルスの課題", agency=LONGEST)])
    settle(5)
    for name in ("issue", "agency"):
        line = panel.rows.rows[0].fields[name].control
        assert isinstance(line, QLineEdit)
        need = QFontMetrics(line.font()).horizontalAdvance(line.text())
        assert need + unit(2) <= line.width()


@pytest.mark.usefixtures("any_size")
def test_住所秘匿の語は_一覧でどの大きさでも切れない(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    values = {"received_on": desk.today(), "consent": "未取得", "address_concealed": True}
    name = {"person_name": "勅使河原　三千代", "person_kana": "テシガワラ　ミチヨ"}
    intake.receive(desk, values | name)
    workspace = open_workspace(desk)
    workspace.open(Place("cases"))
    settle(5)
    assert workspace.shown is not None
    (table,) = workspace.shown.findChildren(CaseTable)
    below = str(table.rows.index(0, 1).data()).partition("\n")[2]
    inside = table.columnWidth(1) - unit(2.5)
    small = QFontMetrics(theme.font(theme.scale().caption))
    assert "住所秘匿" in small.elidedText(below, Qt.TextElideMode.ElideRight, inside)
    assert small.horizontalAdvance("住所秘匿…") <= inside


# --- 要る欄と、断りの欄へ動くこと --------------------------------------------


def test_同意の返事を選ぶと_要る欄に必須が付き_空のままなら打てる所がそこへ動く(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    panel = writing(desk, open_workspace, "consent")
    view = panel.view

    def must() -> list[str]:
        names = ("scope", "agencies", "witness")
        return [n for n in names if "必須" in view.field(n).control.accessibleDescription()]

    assert must() == []
    say(view.field("status"), "書面")
    assert must() == ["scope", "agencies"]
    say(view.field("status"), "口頭")
    assert must() == ["scope", "agencies", "witness"]
    say(view.field("status"), "拒否")
    assert must() == []
    say(view.field("status"), "書面")
    say(view.field("decided_on"), desk.today())
    say(view.field("scope"), ("①氏名・住所・家族関係など",))
    say(view.field("agencies"), "")
    panel.save_button.click()
    settle(5)
    assert view.field("agencies").shown_problem() == "提供先機関を入力してください。"
    assert field_here() == "agencies"
    assert panel.problem() == ""


def test_読めない開始時刻は_その欄で言う(desk: Desk, open_workspace: OpenWorkspace) -> None:
    panel = writing(desk, open_workspace, "progress")
    say(panel.view.field("content"), "電話で様子を聞いた")
    say(panel.view.field("start"), "昼すぎ")
    panel.save_button.click()
    settle(5)
    assert "時刻として読めません" in panel.view.field("start").shown_problem()
    assert field_here() == "start"
    assert panel.problem() == ""


def test_何も書かずに保存すると_初めの欄へ動く(desk: Desk, open_workspace: OpenWorkspace) -> None:
    panel = writing(desk, open_workspace, "assessment")
    panel.save_button.click()
    settle(5)
    assert field_here()
    field = panel.view.field(field_here())
    assert "新しく書かれたことがありません" in field.shown_problem()
    assert panel.problem() == ""


def test_期間が逆のプランは_終わりの欄へ動く(desk: Desk, open_workspace: OpenWorkspace) -> None:
    panel = writing(desk, open_workspace, "plan")
    say(panel.view.field("kind"), "多機関協働")
    say(panel.view.field("goal"), "安心")
    say(panel.view.field("period_from"), desk.today())
    say(panel.view.field("period_to"), desk.today() - timedelta(days=1))
    panel.save_button.click()
    settle(5)
    assert field_here() == "period_to"


def test_居場所を見る理由と外す理由の空きは_その欄へ動く(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    values = {"received_on": desk.today(), "consent": "未取得", "person_name": "架空　澪"}
    case = intake.receive(desk, values).case
    screen = at(open_workspace(desk), "case", case)
    screen.do("protection")
    settle(5)
    panel = screen.panel
    assert isinstance(panel, ProtectionPanel)
    panel.fields["ground"].set_value("配偶者からの暴力")
    panel.set_button.click()
    settle(20)
    screen.do("protection")
    settle(5)
    again = screen.panel
    assert isinstance(again, ProtectionPanel)
    for pressed, field in (
        (again.ask_button, again.lift_reason),
        (again.reveal_button, again.reason),
    ):
        pressed.click()
        QApplication.processEvents()
        assert field.shown_problem()
        assert field.isAncestorOf(here())


# --- 情報源の印は一つ ------------------------------------------------------


def test_情報源を伏せる印は_相談受付の票に一つだけで_様式の印にもなる(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    one = taking(open_workspace(desk))
    assert not one.view.has_field("informant_withheld")
    say(one.view.field("consent"), "未取得")
    say(one.view.field("visitor_relation"), "近隣")
    assert str(Overlay.SOURCE) in one.overlays.chosen()
    press(one, "保存する")
    settle(5)
    (line,) = cases.case_list(desk)
    with desk.reading(Purpose.CASEWORK) as work:
        values = intake.intake_values(work, line.case)
    assert values["informant_withheld"] is True
