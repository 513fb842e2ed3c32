"""一覧を刷る、白紙の様式を刷る、プランの種別で書く節が替わる。"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.recall.issuing import issued_for_case
from jusou_desk.models.records import Case
from jusou_desk.models.secrecy_records import Way
from jusou_desk.policy import Lane, Purpose
from jusou_desk.ui.case.sheet_panel import SheetPanel
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.paper_desk import PaperDesk
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.screens.cases import CasesScreen
from jusou_desk.ui.screens.settings import SettingsScreen
from jusou_desk.ui.settings.blank_forms import BlankFormsPart
from jusou_desk.ui.workspace import Workspace
from tests.casework import paper_case
from tests.ui.hands import click
from tests.ui.screens.conftest import OpenPage, OpenWorkspace
from tests.ui.screens.test_case import press
from tests.ui.screens.walking import settle


@pytest.fixture
def case(desk: Desk) -> Case:
    made = paper_case.received(desk)
    paper_case.agree(desk, made)
    return made


def beside(workspace: Workspace) -> PaperDesk:
    (panel,) = workspace.findChildren(PaperDesk)
    return panel


def print_to(panel: PaperDesk, target: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(target))
    audit = panel.paper._audit
    assert audit is not None
    panel.paper._print(printer, audit)
    settle()


def test_ケースの一覧を刷ると_並んでいる普段の相談が控に残る(
    desk: Desk, case: Case, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    workspace = open_workspace(desk)
    workspace.open(Place("cases"))
    settle()
    screen = workspace.shown
    assert isinstance(screen, CasesScreen)
    click(screen.list_button)
    settle()
    panel = beside(workspace)
    assert panel.paper.document.pageCount() == 1
    print_to(panel, tmp_path / "list.pdf")
    (kept,) = issued_for_case(desk, case.id)
    assert (kept.first.title, kept.first.way) == ("支援ケース一覧", Way.PRINT)
    panel.write_to(tmp_path / "out")
    settle()
    assert (tmp_path / "out" / "case-list.xlsx").is_file()


def test_書体に無い字のある一覧は_紙の上でそう言う(
    desk: Desk, case: Case, open_workspace: OpenWorkspace
) -> None:
    with desk.writing(Purpose.CASEWORK) as work:
        person = work.people.get(case.person_id)
        assert person is not None
        work.people.put(replace(person, name="架空　\U00016800太郎"))
    workspace = open_workspace(desk)
    workspace.open(Place("cases"))
    settle()
    screen = workspace.shown
    assert isinstance(screen, CasesScreen)
    click(screen.list_button)
    settle()
    assert "〓で印刷します" in beside(workspace).paper.told


def test_普段の相談が並んでいなければ_一覧は刷れない(desk: Desk, open_page: OpenPage) -> None:
    paper_case.received(desk)
    screen = open_page(desk, Place("cases"), CasesScreen)
    assert screen.list_button.isEnabled()
    screen.filter.setText("どこにも無い字")
    settle()
    assert not screen.list_button.isEnabled()


def test_設定から白紙の様式を開いて刷り_監査にだけ残る(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    workspace = open_workspace(desk)
    workspace.open(Place("settings"))
    settle()
    screen = workspace.shown
    assert isinstance(screen, SettingsScreen)
    part = screen.part("白紙の様式")
    assert isinstance(part, BlankFormsPart)
    words = [choice.text() for choice in part.choices]
    assert {"相談受付・申込票", "口頭同意記録", "誓約書", "議事録"} <= set(words)
    click(part.choices[words.index("口頭同意記録")])
    settle()
    panel = beside(workspace)
    assert panel.paper.document.pageCount() == 1
    print_to(panel, tmp_path / "blank.pdf")
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.issued.where() == ()
        actions = [line.action for line in work.audit.entries() if line.subject == "白紙の様式"]
    assert "印刷の完了(相談支援の記録)" in actions


def plan_panel(desk: Desk, case: Case, open_page: OpenPage) -> SheetPanel:
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    screen.do("plan")
    settle()
    panel = screen.panel
    assert isinstance(panel, SheetPanel)
    return panel


def shown(panel: SheetPanel, field: str) -> bool:
    return panel.view.field(field).isVisibleTo(panel.view)


def test_プランの節は種別に合わせて出入りし_書いた節は隠れない(
    desk: Desk, case: Case, open_page: OpenPage
) -> None:
    panel = plan_panel(desk, case, open_page)
    assert not shown(panel, "approach")
    assert not shown(panel, "host")
    panel.view.fill({"kind": "アウトリーチ"})
    assert shown(panel, "approach")
    assert not shown(panel, "host")
    panel.view.fill({"approach": "手紙から始める。"})
    panel.view.fill({"kind": "参加支援"})
    assert shown(panel, "approach")
    assert shown(panel, "host")
    panel.view.fill({"host": "架空公民館", "goal": "月に一度通う。"})
    click(panel.save_button)
    settle()
    with desk.reading(Purpose.CASEWORK) as work:
        (plan,) = work.plans.where(case_id=case.id)
        sheet = work.sheets.get(plan.id)
    assert sheet is not None
    assert plan.lane is Lane.OPEN
    assert (plan.kind, sheet.answers["host"]) == ("参加支援", "架空公民館")


def test_下書きから続けても_その種別の節が出る(desk: Desk, case: Case, open_page: OpenPage) -> None:
    panel = plan_panel(desk, case, open_page)
    panel.view.fill({"kind": "アウトリーチ"})
    panel._autosave.flush()
    settle()
    again = plan_panel(desk, case, open_page)
    assert not shown(again, "approach")
    press(again, "続ける")
    settle()
    assert shown(again, "approach")


def test_入り口の分野を選ぶと_町で担う一つの機関が主担当に入り_書いた機関は替わらない(
    desk: Desk, case: Case, open_page: OpenPage
) -> None:
    panel = plan_panel(desk, case, open_page)
    lead = panel.view.field("lead_agency")
    panel.view.fill({"kind": "アウトリーチ", "lead_agency": "", "approach_from": "子ども"})
    assert lead.value() == "子育て支援課 こども家庭班"
    panel.view.fill({"approach_from": "介護"})
    assert lead.value() == "子育て支援課 こども家庭班"
