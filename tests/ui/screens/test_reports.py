"""報告の画面: 刷るとおりの表、数の元、支援会議の件の扱い、脚注、書き出し。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.media import register_medium
from jusou_desk.casework.town_forms.own_form_papers import paper
from jusou_desk.ui import jobs, theme
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.paper_view import PaperView
from jusou_desk.ui.report.grid import ReportGrid
from jusou_desk.ui.report.origins import Origins
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.screens.reports import ReportScreen, ReportsScreen
from jusou_desk.ui.theme import TextSize
from jusou_desk.ui.workspace import Workspace
from tests.casework.figures import case, put_cases, put_meeting, put_sealed_case
from tests.casework.several_bodies import komae, several
from tests.casework.town_forms import use_form
from tests.reports.layouts import new_book, put, saved
from tests.ui.hands import Picture, click, keys, press
from tests.ui.screens.conftest import OpenWorkspace

__all__ = ["komae", "several"]

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
NAME = "nagato-jigyo-jokyo"


@pytest.fixture
def told(desk: Desk) -> Desk:
    """今年度に三件(うち一件は支援会議)、昨年度に一件。"""
    put_cases(
        desk,
        [
            case("R8-1", date(2026, 6, 1), "病気"),
            case("R8-2", date(2026, 7, 1), "介護"),
            case("R7-1", date(2025, 6, 1), "病気"),
        ],
    )
    put_sealed_case(desk, "秘R8-1", date(2026, 8, 1), "病気")
    return desk


def opened(work: Workspace, name: str = NAME) -> ReportScreen:
    work.open(Place("report", name))
    jobs.wait_idle()
    screen = work.shown
    assert isinstance(screen, ReportScreen)
    return screen


def grid_of(screen: ReportScreen) -> ReportGrid:
    assert screen.grid is not None
    return screen.grid


def at(grid: ReportGrid, label: str, column: int) -> tuple[int, int]:
    for place in range(grid.rowCount()):
        item = grid.item(place, 1)
        if item is not None and item.text() == label:
            return place, column + 2
    raise KeyError(label)


def words(grid: ReportGrid, label: str) -> list[str]:
    place, first = at(grid, label, 0)
    items = [grid.item(place, column) for column in range(first, grid.columnCount())]
    return [item.text() for item in items if item is not None]


def origins(work: Workspace) -> Origins:
    panel = work.side.panel()
    assert isinstance(panel, Origins)
    return panel


def test_報告の部屋から表へ進み_節はつながり_数は右にそろう(
    told: Desk, open_workspace: OpenWorkspace
) -> None:
    work = open_workspace(told)
    press(work, Key.Key_4, Qt.KeyboardModifier.AltModifier)
    rooms = work.shown
    assert isinstance(rooms, ReportsScreen)
    assert rooms.doors[0].hasFocus()
    press(rooms.doors[0], Key.Key_Space)
    jobs.wait_idle()
    assert work.place == Place("report", NAME)
    screen = work.shown
    assert isinstance(screen, ReportScreen)
    grid = grid_of(screen)
    assert words(grid, "合計") == ["0", "1", "3"]
    assert grid.rowSpan(at(grid, "0歳～18歳", 0)[0], 0) == 5
    total = grid.item(*at(grid, "合計", 2))
    assert total is not None
    assert total.textAlignment() & Qt.AlignmentFlag.AlignRight.value
    assert total.data(Qt.ItemDataRole.AccessibleTextRole) == "相談件数 合計 令和8年度 3"


def test_ほかの町の一覧に長門市の表は出ない(
    told: Desk, several: Desk, open_workspace: OpenWorkspace
) -> None:
    shown = {}
    for desk in (told, several):
        work = open_workspace(desk)
        work.open(Place("reports"))
        rooms = work.shown
        assert isinstance(rooms, ReportsScreen)
        shown[desk.town.id] = [door.text() for door in rooms.doors]
    everywhere = [
        "相談件数（月別）",
        "会議の開催回数と検討件数（月別）",
        "全窓口・全会議の集計（三か年）",
        "つないだ先と受け手不在（三か年）",
    ]
    assert shown == {"nagato": ["公表の表「事業状況」（三か年）", *everywhere], "komae": everywhere}


def test_どの数も鍵で元が開き_支援会議の件は数だけ_従事者は目的を替えて開ける(
    told: Desk, open_workspace: OpenWorkspace
) -> None:
    work = open_workspace(told)
    grid = grid_of(opened(work))
    grid.setCurrentCell(*at(grid, "合計", 2))
    press(grid, Key.Key_Return)
    jobs.wait_idle()
    panel = origins(work)
    assert [line.case.case_no for line in panel.behind.cases] == ["R8-1", "R8-2"]
    assert panel.sealed_words() == "支援会議の件 1件"
    assert panel.cases.hasFocus()
    click(panel.unseal_button)
    jobs.wait_idle()
    assert len(panel.behind.cases) == 3
    assert panel.sealed_words() == ""
    panel.cases.selectRow(2)
    panel.cases.setCurrentCell(2, 0)
    press(panel.cases, Key.Key_Return)
    assert work.place is not None
    assert work.place.kind == "sealed_case"
    jobs.wait_idle()


def test_普段の相談は普段のページで開く(told: Desk, open_workspace: OpenWorkspace) -> None:
    work = open_workspace(told)
    grid = grid_of(opened(work))
    grid.setCurrentCell(*at(grid, "合計", 1))
    press(grid, Key.Key_Space)
    jobs.wait_idle()
    cases = origins(work).cases
    where = cases.visualRect(cases.model().index(0, 1)).center()
    QTest.mouseClick(cases.viewport(), Qt.MouseButton.LeftButton, pos=where)
    jobs.wait_idle()
    screen = work.shown
    assert isinstance(screen, CaseScreen)
    assert screen.page is not None
    assert screen.page.case.case_no == "R7-1"


def test_従事していない職員には支援会議を開く釦も媒体の登録も無い(
    told: Desk, outsider: Desk, open_workspace: OpenWorkspace
) -> None:
    put_meeting(told, "M1", "長門市包括的支援会議", date(2026, 9, 1), (), "支援会議")
    work = open_workspace(outsider)
    grid = grid_of(opened(work))
    assert words(grid, "合計") == ["0", "1", "2"]
    grid.setCurrentCell(*at(grid, "合計", 2))
    press(grid, Key.Key_Return)
    jobs.wait_idle()
    panel = origins(work)
    assert panel.sealed_words() == ""
    assert panel.unseal_button.isHidden()
    screen = opened(work)
    assert screen.notes is not None
    assert all(note.edit_button.isHidden() for note in screen.notes.notes)


def test_年度は鍵で行き来し_まだ来ない年度へは進めない(
    told: Desk, open_workspace: OpenWorkspace
) -> None:
    work = open_workspace(told)
    screen = opened(work)
    assert screen.year_words.text() == "令和8年度"
    assert not screen.later.isEnabled()
    press(grid_of(screen), Key.Key_Left, CTRL)
    jobs.wait_idle()
    assert screen.year_words.text() == "令和7年度"
    assert words(grid_of(screen), "合計") == ["0", "0", "1"]
    press(grid_of(screen), Key.Key_Right, CTRL)
    jobs.wait_idle()
    assert words(grid_of(screen), "合計") == ["0", "1", "3"]


def test_脚注はその場で直り_元に戻せる(told: Desk, open_workspace: OpenWorkspace) -> None:
    work = open_workspace(told)
    screen = opened(work)
    assert screen.notes is not None
    note = screen.notes.notes[0]
    click(note.edit_button)
    assert note.editing
    note.writing.selectAll()
    keys(note.writing, "※1 年齢の分からない人を除く")
    click(note.save_button)
    jobs.wait_idle()
    assert screen.result is not None
    assert screen.result.table.footnotes[0] == "※1 年齢の分からない人を除く"
    assert work.notice.sentence() == "脚注を直しました。"
    click(work.notice._action)
    jobs.wait_idle()
    assert screen.result.table.footnotes[0] == "※1 年齢不明除く"


def test_下見は刷る紙と同じで_書き出しは二つのファイル(
    told: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    work = open_workspace(told)
    screen = opened(work)
    screen.preview_button.setFocus()
    press(screen.preview_button, Key.Key_Space)
    jobs.wait_idle()
    panel = work.side.panel()
    assert isinstance(panel, PaperView)
    assert panel.document.pageCount() == 1
    out = tmp_path / "out"
    screen.write_to(out)
    jobs.wait_idle()
    assert sorted(path.name for path in out.iterdir()) == [f"{NAME}-R8.pdf", f"{NAME}-R8.xlsx"]
    assert "保存しました" in work.notice.sentence()


def test_紙に出ない数と断りは_表の下と下見で言う(told: Desk, open_workspace: OpenWorkspace) -> None:
    """町の様式の印刷範囲が見出しだけで、脚注の升も無い。"""
    book, sheet = new_book("年報")
    put(sheet, "A1", "年報")
    put(sheet, "A3", "{{行.項目}}")
    sheet.print_area = "A1:C2"
    use_form(told, paper(told, NAME), saved(book))
    work = open_workspace(told)
    screen = opened(work)
    said = "".join(label.text() for label in screen.findChildren(QLabel))
    assert "脚注を入れる升がないため" in said
    assert "件は、隠れた行か印刷範囲の外にあり" in said
    screen.preview_button.click()
    jobs.wait_idle()
    panel = work.side.panel()
    assert isinstance(panel, PaperView)
    assert panel.told
    assert panel.told in said


def test_PCへの保存と媒体で渡すは別の釦で_保存は登録した媒体を断る(
    told: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    work = open_workspace(told)
    screen = opened(work)
    assert [screen.write_button.text(), screen.hand_button.text()] == [
        "このPCに保存する…",
        "媒体で渡す…",
    ]
    stick = tmp_path / "usb"
    stick.mkdir()
    register_medium(told, stick, "USB-01", "USBメモリ")
    screen.write_to(stick / "報告")
    jobs.wait_idle()
    assert not (stick / "報告").exists()
    assert "持ち歩く媒体" in work.notice.sentence()
    assert "媒体で渡す" in work.notice.advice()
    click(screen.hand_button)
    panel = work.side.panel()
    assert panel is not None
    said = [one.text() for one in work.findChildren(QPushButton)]
    assert said.count("書き出す") == 0


def test_相談が増えると表も変わる(told: Desk, open_workspace: OpenWorkspace) -> None:
    from jusou_desk.ui.changes import Change, Changed, broadcast

    work = open_workspace(told)
    screen = opened(work)
    grid_of(screen).setCurrentCell(*at(grid_of(screen), "合計", 2))
    put_cases(told, [case("R8-3", date(2026, 10, 1))])
    broadcast().tell(Change(frozenset({Changed.CASE})))
    jobs.wait_idle()
    grid = grid_of(screen)
    assert words(grid, "合計") == ["0", "1", "4"]
    assert (grid.currentRow(), grid.currentColumn()) == at(grid, "合計", 2)


@pytest.mark.parametrize("size", [TextSize.STANDARD, TextSize.LARGEST])
@pytest.mark.parametrize("name", [NAME, "soudan-kensu", "kaigi-kaisu", "sankanen-jigyo-jokyo"])
def test_どの報告も収まり_操作する所に名前がある(
    name: str,
    size: TextSize,
    qapp: QApplication,
    told: Desk,
    open_workspace: OpenWorkspace,
    picture: Picture,
) -> None:
    theme.wear(qapp, size)
    work = open_workspace(told)
    screen = opened(work, name)
    grid = grid_of(screen)
    grid.open_cell(0, grid.columnCount() - 1)
    jobs.wait_idle()
    assert (work.width(), work.height()) == (1366, 768)
    assert unnamed_controls(work) == []
    interface = QAccessible.queryAccessibleInterface(grid)
    assert interface.text(QAccessible.Text.Name).endswith("の表")
    assert picture(work, name).stat().st_size > 5_000
