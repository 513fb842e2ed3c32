"""地域課題と実費の窓: 足す、名を知らせる、根拠を数える、検討を足す、予算、打消し、印刷。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from jusou_desk.casework.community import issues, spending
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.register import matching
from jusou_desk.models.community_records import CommunityIssue, IssueState
from jusou_desk.ui import jobs
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.case.expense_panel import ExpensePanel
from jusou_desk.ui.community.issue_panel import IssuePanel
from jusou_desk.ui.community.paper_panel import PaperPanel
from jusou_desk.ui.fields import YenField
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.navigation import Place, Screen
from jusou_desk.ui.screens.agencies import AgenciesScreen
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.screens.expenses import ExpensesScreen
from jusou_desk.ui.screens.issues import OUTSIDE, IssuesScreen
from jusou_desk.ui.workspace import Workspace
from tests.casework.test_matching import participation
from tests.casework.test_one_case import phone_call
from tests.casework.test_spending import THIS, bought, joined, komatsu
from tests.ui.hands import keys
from tests.ui.screens.conftest import OpenPage, OpenWorkspace
from tests.ui.screens.test_agencies import rows
from tests.ui.screens.test_register import press
from tests.ui.screens.walking import settle

__all__ = ["komatsu"]

P = TypeVar("P", bound=QWidget)


@pytest.fixture
def issue(desk: Desk) -> CommunityIssue:
    made = replace(issues.new_issue(desk), title="買い物の足", area="東深川")
    return issues.write_issue(desk, made)


def test_課題を足し_名を知らせてから保存し_検討を足すと一覧が変わる(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    phone_call(desk)
    work = open_workspace(desk)
    work.open(Place("issues"))
    settle(5)
    screen = work.shown
    assert isinstance(screen, IssuesScreen)
    press(screen, "課題を足す")
    panel = work.side.panel()
    assert isinstance(panel, IssuePanel)
    press(panel, "保存")
    assert issues.issues(desk) == ()
    panel.view.fill({"title": "買い物の足", "problem": "髙橋さん宅まで店が無い。"})
    press(panel, "保存")
    assert "髙橋さん" in panel.warned.said()
    assert issues.issues(desk) == ()
    panel.view.fill({"problem": "歩いて行ける店が無い。"})
    assert panel.warned.isHidden()
    press(panel, "保存")
    assert rows(screen.table) == ["買い物の足"]
    again = work.side.panel()
    assert isinstance(again, IssuePanel)
    assert unnamed_controls(work) == []
    again.talks.fields["what"].set_value("乗合を試す")
    press(again, "検討を足す")
    (one,) = issues.issues(desk)
    assert one.state is IssueState.DISCUSSED
    assert one.problem == "歩いて行ける店が無い。"


def test_名の知らせの後で_このまま保存できる(
    desk: Desk, issue: CommunityIssue, open_page: OpenPage
) -> None:
    phone_call(desk)
    screen = open_page(desk, Place("issues", issue.id), IssuesScreen)
    panel = _side(screen, IssuePanel)
    panel.view.fill({"problem": "髙橋さんの店の跡地を使う。"})
    press(panel, "保存")
    press(panel, "このまま保存")
    assert issues.find_issue(desk, issue.id).problem == "髙橋さんの店の跡地を使う。"


def test_打ちかけのまま検討を足しても_打った字は残る(
    desk: Desk, issue: CommunityIssue, open_page: OpenPage
) -> None:
    panel = _side(open_page(desk, Place("issues", issue.id), IssuesScreen), IssuePanel)
    panel.view.fill({"measures": "移動販売を頼む"})
    panel.talks.fields["what"].set_value("話した")
    press(panel, "検討を足す")
    settle(5)
    found = issues.find_issue(desk, issue.id)
    assert (found.measures, found.state) == ("移動販売を頼む", IssueState.DISCUSSED)
    assert len(found.talks) == 1


def test_根拠を数えると_根拠の欄の終わりに入り_紙は外へ配る分に替えられる(
    desk: Desk, issue: CommunityIssue, open_page: OpenPage
) -> None:
    _, plan = participation(desk)
    matching.ask(desk, plan, "灯台農園")
    screen = open_page(desk, Place("issues", issue.id), IssuesScreen)
    panel = _side(screen, IssuePanel)
    panel.view.fill({"evidence": "民生委員の話"})
    press(panel, "根拠を数える")
    press(panel, "根拠を数える")
    written = str(panel.view.field("evidence").value())
    assert written.startswith("民生委員の話\n令和8年度　受入先への打診1件")
    assert written.count("打診1件") == 1
    press(panel, "保存")
    screen.print_issue(issues.find_issue(desk, issue.id))
    settle(5)
    paper = _side(screen, PaperPanel)
    before = paper.files[1].data
    (readers,) = paper.findChildren(Chips)
    readers.choose([OUTSIDE])
    readers.changed.emit()
    jobs.wait_idle()
    settle(5)
    assert paper.files[1].data != before


def test_今日の行から_課題の一枚が開く(desk: Desk, open_workspace: OpenWorkspace) -> None:
    day = desk.today() - timedelta(days=1)
    made = replace(issues.new_issue(desk), title="買い物の足", review_on=day)
    one = issues.write_issue(desk, made)
    work = open_workspace(desk)
    work.open(Place("issues", one.id))
    settle(5)
    assert isinstance(work.side.panel(), IssuePanel)


def test_打ちかけのまま刷っても_保存してから紙が出る(
    desk: Desk, issue: CommunityIssue, open_workspace: OpenWorkspace
) -> None:
    work = open_workspace(desk)
    work.open(Place("issues", issue.id))
    settle(5)
    panel = work.side.panel()
    assert isinstance(panel, IssuePanel)
    panel.view.fill({"evidence": "受け手不在 4件"})
    panel.print_button.click()
    settle(20)
    assert not isinstance(work.side.panel(), IssuePanel)
    assert issues.issues(desk)[0].evidence == "受け手不在 4件"


def test_制度のある町でだけ_受払簿の釦と実費の一枚が出る(desk: Desk, open_page: OpenPage) -> None:
    case, _ = participation(desk)
    assert open_page(desk, Place("agencies"), AgenciesScreen).money_button.isHidden()
    page = open_page(desk, Place("case", case.id), CaseScreen)
    assert not [one for one in _words(page) if "実費" in one]


def test_相談の釦も名簿の釦も_町の制度の呼び名を言う(komatsu: Desk, open_page: OpenPage) -> None:
    case, _ = joined(komatsu)
    page = open_page(komatsu, Place("case", case.id), CaseScreen)
    assert "移行促進費を書く" in _words(page)
    register = open_page(komatsu, Place("agencies"), AgenciesScreen)
    assert register.money_button.text() == "移行促進費"


def test_事務所で替えた呼び名が_開いたままの名簿にも相談の釦と脇の題にも届く(
    komatsu: Desk, open_workspace: OpenWorkspace
) -> None:
    case, _ = joined(komatsu)
    work = open_workspace(komatsu)
    work.open(Place("agencies"))
    settle(5)
    register = work.shown
    assert isinstance(register, AgenciesScreen)
    work.open(Place("expenses"))
    settle(5)
    expenses = work.shown
    assert isinstance(expenses, ExpensesScreen)
    expenses.name.set_value("一歩助成")
    expenses.budget.set_value(4000)
    press(expenses, "予算を決める")
    settle(5)
    assert expenses.page.title.text() == "一歩助成"
    work.open(Place("agencies"))
    settle(5)
    assert register.money_button.text() == "一歩助成"
    work.open(Place("case", case.id))
    settle(5)
    page = work.shown
    assert isinstance(page, CaseScreen)
    assert [one for one in _words(page) if one in ("一歩助成を書く", "移行促進費を書く")] == [
        "一歩助成を書く"
    ]
    press(page, "一歩助成を書く")
    assert "一歩助成を書く" in work.side._title.text()


def test_実費を書き_超えるときは先に言い_打ち消せる(
    komatsu: Desk, open_workspace: OpenWorkspace
) -> None:
    case, _ = joined(komatsu)
    spending.set_budget(komatsu, THIS, 5000)
    work = open_workspace(komatsu)
    work.open(Place("case", case.id, "expense"))
    settle(5)
    panel = work.side.panel()
    assert isinstance(panel, ExpensePanel)
    assert "残り 5,000円" in panel.left.text()
    amount = panel.fields["amount"]
    assert isinstance(amount, YenField)
    keys(amount.line, "6000")
    panel.fields["what"].set_value("作業着")
    settle(3)
    assert "予算を超えます" in panel.warned.said()
    press(panel, "保存")
    assert spending.spending(komatsu, THIS).spent == 6000
    work.open(Place("case", case.id, "expense"))
    settle(5)
    again = work.side.panel()
    assert isinstance(again, ExpensePanel)
    press(again, "R8-001 を打ち消す")
    press(again, "R8-001 を打ち消す")
    assert spending.spending(komatsu, THIS).spent == 6000
    why = next(
        one
        for one in again.findChildren(type(again.fields["note"]))
        if one.isVisible() and one.definition.id == "why"
    )
    why.set_value("額の誤り")
    press(again, "R8-001 を打ち消す")
    assert spending.spending(komatsu, THIS).spent == 0


def test_受払簿の頁で_予算を決め_計と残りを見て_刷る(komatsu: Desk, open_page: OpenPage) -> None:
    _, plan = joined(komatsu)
    bought(komatsu, plan, 4800)
    screen = open_page(komatsu, Place("expenses"), ExpensesScreen)
    assert "まだ決まっていません" in screen.summary.text()
    screen.budget.set_value(4000)
    press(screen, "予算を決める")
    assert "残り -800円" in screen.summary.text()
    assert "800円超えています" in screen.told.said()
    assert rows(screen.table) == ["R8-001"]
    press(screen, "受払簿を印刷する…")
    settle(5)
    assert _side(screen, PaperPanel).files
    assert unnamed_controls(screen) == []


def _words(page: CaseScreen) -> Iterator[str]:
    yield from (one.text() for one in page.window().findChildren(QPushButton))


def _side(screen: Screen, kind: type[P]) -> P:
    window = screen.window()
    assert isinstance(window, Workspace)
    panel = window.side.panel()
    assert isinstance(panel, kind)
    return panel
