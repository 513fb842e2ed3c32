"""報告の部屋の「町の資料」: 一覧から開いて見て、保存し、媒体で渡すほうへ進む。"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QLabel

from jusou_desk.casework.counting.town_papers import offered_papers
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.register import writing
from jusou_desk.casework.town_forms.own_form_papers import paper
from jusou_desk.ui import jobs
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.report.hand_over import HandOverPanel
from jusou_desk.ui.report.town_paper import TownPaperPanel
from jusou_desk.ui.screens.reports import ReportsScreen
from jusou_desk.ui.workspace import Workspace
from tests.casework.town_forms import use_form
from tests.reports.layouts import new_book, put, saved
from tests.ui.hands import click
from tests.ui.screens.conftest import OpenWorkspace


def room(work: Workspace) -> ReportsScreen:
    work.open(Place("reports"))
    jobs.wait_idle()
    screen = work.shown
    assert isinstance(screen, ReportsScreen)
    return screen


def opened(work: Workspace, name: str) -> TownPaperPanel:
    click(room(work).papers[name])
    jobs.wait_idle()
    panel = work.side.panel()
    assert isinstance(panel, TownPaperPanel)
    return panel


def printed(panel: TownPaperPanel) -> str:
    """紙の見えている字。"""
    document = panel.paper.document
    pages = range(document.pageCount())
    return "".join(document.getAllText(page).text() for page in pages)


def test_町の資料は一覧に並び_開けば刷るとおりに見える(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    work = open_workspace(desk)
    screen = room(work)
    assert [*screen.papers] == [kind.name for kind in offered_papers(desk.town)]
    assert next(door.text() for door in screen.papers.values()) == "支援フロー"
    panel = opened(work, "nagato-kaigi")
    assert panel.paper.document.pageCount() == 1
    assert unnamed_controls(panel) == []


def test_町の資料をこのPCに保存し_媒体で渡すほうへ進める(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    work = open_workspace(desk)
    panel = opened(work, "shien-flow")
    panel.write_to(tmp_path / "out")
    jobs.wait_idle()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "shien-flow.pdf",
        "shien-flow.xlsx",
    ]
    click(panel.hand_button)
    jobs.wait_idle()
    assert isinstance(work.side.panel(), HandOverPanel)


def test_前の年度の名簿からも作れる(desk: Desk, open_workspace: OpenWorkspace) -> None:
    row = desk.resources[0]
    writing.put_row(desk, replace(row, phone="0837-00-6666"))
    panel = opened(open_workspace(desk), "soudan-kikan")
    assert [*panel.year.chosen()] == ["令和8年度"]
    assert "0837-00-6666" in printed(panel)
    panel.year.choose(["令和7年度"])
    panel.year.changed.emit()
    jobs.wait_idle()
    assert "0837-00-6666" not in printed(panel)


def test_町の様式に入れる升の無い脚注は_刷る前に紙の上で言う(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    book, sheet = new_book("会議")
    put(sheet, "A1", "{{表題}}")
    use_form(desk, paper(desk, "nagato-kaigi"), saved(book))
    panel = opened(open_workspace(desk), "nagato-kaigi")
    labels = (one.text() for one in panel.findChildren(QLabel) if one.isVisible())
    assert any("脚注を入れる升がない" in said and "出典" in said for said in labels)
    assert "出典" not in printed(panel)
