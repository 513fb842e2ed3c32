"""様式の取り込み: ファイルを落とすところから、その様式で相談の紙が出るまで、窓の中で通す。"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.town_forms import own_forms
from jusou_desk.casework.town_forms.own_form_papers import FIXED, Room, replaceable
from jusou_desk.casework.town_forms.own_forms import Checked
from jusou_desk.ui import jobs, theme
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.case.print_panel import PrintPanel
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.paper_view import PaperView
from jusou_desk.ui.screens.settings import SettingsScreen
from jusou_desk.ui.settings import own_forms as part_module
from jusou_desk.ui.settings.own_forms import OwnFormsPart
from jusou_desk.ui.theme import TextSize
from jusou_desk.ui.workspace import Workspace
from jusou_desk.wareki import FiscalYear
from tests.casework.paper_case import received
from tests.reports.layouts import new_book, put, saved
from tests.ui.hands import click, keys, press
from tests.ui.screens.conftest import OpenWorkspace
from tests.ui.screens.walking import settle

TITLE = "様式の取り込み"
SPECIMENS = Path(__file__).parents[2] / "specimens"


def opened(work: Workspace) -> OwnFormsPart:
    work.open(Place("settings"))
    jobs.wait_idle()
    screen = work.shown
    assert isinstance(screen, SettingsScreen)
    part = screen.part(TITLE)
    assert isinstance(part, OwnFormsPart)
    settle(5)
    return part


def drop(part: QWidget, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPointF(5, 5), copy, data, buttons, none)
    part.dragEnterEvent(enter)
    assert enter.isAccepted()
    part.dropEvent(QDropEvent(QPointF(5, 5), copy, data, buttons, none))
    settle(5)


def rows(part: OwnFormsPart) -> list[tuple[str, str, str]]:
    table = part.check.table
    found = []
    for at in range(table.rowCount()):
        grade, place, words = (table.item(at, column) for column in range(3))
        assert grade is not None
        assert place is not None
        assert words is not None
        found.append((grade.text(), place.text(), words.text()))
    return found


def form(path: Path, words: str) -> Path:
    book, sheet = new_book("票")
    put(sheet, "A1:D1", "みなと町相談票")
    put(sheet, "A2:D2", words)
    path.write_bytes(saved(book))
    return path


def shown_checked(part: OwnFormsPart) -> Checked:
    checked = part.check._checked
    assert checked is not None
    return checked


def test_落とし_直し_使うと_相談の紙がその様式で出る(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    case = received(desk)
    work = open_workspace(desk)
    part = opened(work)
    path = form(tmp_path / "相談票.xlsx", "{{氏名欄}}")
    drop(part, path)
    assert rows(part)[0][:2] == ("赤", "票　A2")
    assert "「氏名」ではありませんか" in rows(part)[0][2]
    assert "赤が1件" in part.check.summary()
    assert not part.check.use_button.isEnabled()
    paper = part.check.paper
    assert paper is not None
    assert paper.isVisible()
    assert paper.document.pageCount() == 1

    form(path, "{{氏名}}")
    click(part.check.again_button)
    settle(5)
    assert {row[0] for row in rows(part)} == {"緑"}
    assert part.check.name.value() == "相談票"
    part.check.name.set_value("")
    click(part.check.use_button)
    assert not own_forms.own_forms(desk)  # 名前が無い
    keys(part.check.name.line, "第3号様式")
    click(part.check.use_button)
    settle(5)
    assert "「第3号様式」を取り込みました" in work.notice.sentence()
    item = part.table.item(0, 1)
    assert item is not None
    assert item.text().startswith("第3号様式")

    panel = PrintPanel(desk, case.case_no)
    panel.resize(500, 700)
    panel.show()
    click(panel.choices[0])
    settle(5)
    words = panel.paper.document.getAllText(0).text()
    assert "みなと町相談票" in words
    assert "髙橋" in words
    panel.close()


def test_下見の後に様式が替わったら_もう一度下見するまで書き出さない(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = PrintPanel(desk, received(desk).case_no)
    panel.show()
    click(panel.choices[0])
    settle(5)
    path = form(tmp_path / "相談票.xlsx", "{{氏名}}")
    intake = next(one for one in replaceable(desk) if one.used_for == "intake")
    checked = own_forms.check_form(desk, intake, path.read_bytes(), path.name)
    own_forms.bring_in(desk, checked, "第3号様式", FiscalYear(2026))
    out = tmp_path / "出す先"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(out))
    click(panel.write_button)
    settle(5)
    assert not out.exists()
    click(panel.back_button)
    click(panel.choices[0])
    settle(5)
    click(panel.write_button)
    settle(5)
    assert (out / "intake.xlsx").exists()
    panel.close()


def test_紙の升を押して項目を結べる_鍵でもできる(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    path = tmp_path / "相談票.xlsx"
    shutil.copy(SPECIMENS / "hougan-intake.xlsx", path)
    part.read(path)
    settle(5)
    click(part.check.link_button)
    settle(5)
    paper = part.check.paper
    assert paper is not None
    box = next(b for b in shown_checked(part).boxes if b.cell == "G5")
    pages = paper._pages
    times = pages._scale(0)
    x = (box.x + box.width / 2) * times + 8
    at = QPoint(round(x), round(pages.top_of(0) + (box.y + box.height / 2) * times))
    QTest.mouseClick(pages, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    links = part.check.links
    assert links.cell() == ("相談票", "G5")
    keys(links.filter, "受付番号")
    links.words.setFocus()
    press(links.words, Qt.Key.Key_Return)
    settle(5)
    # 鍵だけ: 番地を打ち、絞り込み、Enter。
    links.cell_line.setFocus()
    links.cell_line.clear()
    keys(links.cell_line, "ｇ8")
    links.filter.setFocus()
    keys(links.filter, "氏名")
    links.words.setFocus()
    press(links.words, Qt.Key.Key_Return)
    settle(5)
    found = [(one.cell, one.tag) for one in shown_checked(part).links]
    assert found == [("G5", "受付番号"), ("G8", "氏名")]
    marks = {mark.words for mark in pages.marks}
    assert {"1", "2"} <= marks
    links.table.selectRow(0)
    click(links.undo_button)
    settle(5)
    assert [one.cell for one in shown_checked(part).links] == ["G8"]
    # Excelで直して読み直しても、結びは残る。
    click(part.check.again_button)
    settle(5)
    assert [one.cell for one in shown_checked(part).links] == ["G8"]
    assert part.check.use_button.isEnabled()


def test_新しい年度のファイルへ写し_やめると一覧に戻る(
    desk: Desk,
    open_workspace: OpenWorkspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    part = opened(open_workspace(desk))
    part.read(form(tmp_path / "R8.xlsx", "{{氏名}}"))
    settle(5)
    part.check.name.set_value("第3号様式")
    click(part.check.use_button)
    settle(5)
    later = form(tmp_path / "R9.xlsx", "{{氏名}} {{担当者}}")
    monkeypatch.setattr(part_module, "choose_form", lambda *_: later)
    part.table.selectRow(0)
    click(part.carry_button)
    settle(5)
    assert any("「担当者」が、今年の様式で増えました" in words for *_, words in rows(part))
    part.check.years.choose([part.check.years.terms()[1]])
    assert part.check.name.value() == "R9"
    click(part.check.use_button)
    settle(5)
    both = own_forms.own_forms(desk)
    found = [own_forms.standing(one, desk, both) for one in both]
    assert found == ["R9.4.1 から", "使用中"]
    # これからの版をやめても、いまの版は続く。まちがえたいまの版も、今日やめられる。
    for row, words in ((0, "いまの様式を使い続けます"), (1, "はじめから付いている様式に戻ります")):
        part.table.selectRow(row)
        click(part.stop_button.button)
        assert any(words in one.text() for one in part.stop_button.findChildren(QLabel))

    part.read(form(tmp_path / "別.xlsx", "{{氏名}}"))
    settle(5)
    assert not part.table.isVisible()
    click(part.check._stop_button)
    settle(5)
    assert part.table.isVisible()
    assert len(own_forms.own_forms(desk)) == 2


def test_やめるは二度押しで_開けないファイルは文で断る(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    (tmp_path / "票.pdf").write_bytes(b"%PDF")
    drop(part, tmp_path / "票.pdf")
    assert "使えない種類" in part.problem()
    (tmp_path / "古い.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    drop(part, tmp_path / "古い.xlsx")
    assert [row[0] for row in rows(part)] == ["赤"]
    assert "古い形式" in rows(part)[0][2]
    part.read(form(tmp_path / "票.xlsx", "{{氏名}}"))
    settle(5)
    click(part.check.use_button)
    settle(5)
    part.table.selectRow(0)
    click(part.stop_button.button)
    click(part.stop_button.button)
    settle(5)
    assert own_forms.own_forms(desk)[0].used_until is not None
    assert part.stop_button.isHidden()


@pytest.mark.parametrize("size", [TextSize.STANDARD, TextSize.LARGEST])
def test_どの大きさでも右が切れず_どの部品にも名がある(
    desk: Desk, open_workspace: OpenWorkspace, size: TextSize, qapp: QApplication
) -> None:
    theme.wear(qapp, size)
    part = opened(open_workspace(desk))
    part.read(SPECIMENS / "rich-template.xlsx")
    settle(5)
    for _ in range(2):
        assert part.check.width() <= part.width()
        area = part.parentWidget()
        assert area is not None
        holder = area.parentWidget()
        assert holder is not None
        assert area.width() <= holder.width()
        assert unnamed_controls(part) == []
        click(part.check.link_button)
        settle(5)


def test_紙の中身は開ける(desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path) -> None:
    """取り込んだ様式の試し刷りを、後からも見られる。"""
    part = opened(open_workspace(desk))
    data = form(tmp_path / "票.xlsx", "{{氏名}}").read_bytes()
    checked = own_forms.check_form(desk, replaceable(desk)[0], data, "票.xlsx")
    own_forms.bring_in(desk, checked, "票", FiscalYear(2026))
    part._load()
    settle(5)
    part.table.selectRow(0)
    click(part.look_button)
    settle(5)
    window = part.window()
    papers = [one for one in window.findChildren(PaperView) if one.isVisible()]
    assert papers
    assert "みなと町相談票" in papers[0].document.getAllText(0).text()


def test_紙は仲間ごとに選び_替えられない紙はわけを言う(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    said = {one.text() for one in part.findChildren(QLabel) if one.isVisible()}
    assert {f"{one.title}　{one.why}" for one in FIXED} <= said

    def shown() -> list[str]:
        chips = part.papers.findChildren(QAbstractButton)
        return [chip.text() for chip in chips if not chip.isHidden()]

    by_room = {room: [p.title for p in replaceable(desk) if p.room == room] for room in Room}
    for room, titles in by_room.items():
        chip = next(c for c in part.rooms.findChildren(QAbstractButton) if c.text() == room)
        chip.click()
        settle(3)
        assert shown() == titles
        assert part.paper().title == titles[0]
        sealed = [one for one in part.findChildren(QLabel) if "支援会議のために" in one.text()]
        assert sealed[0].isVisible() is (room is Room.SUPPORT)

    # 取り込むと、その紙の版として並び、年度の写しでは同じ紙が選ばれている。
    paper = next(one for one in replaceable(desk) if one.used_for == "pledge-sealed")
    part.choose_paper(paper)
    part.read(form(tmp_path / "誓約書.xlsx", "{{本文}}"))
    settle(5)
    click(part.check.use_button)
    settle(5)
    (made,) = own_forms.own_forms(desk)
    assert made.used_for == "pledge-sealed"
    cell = part.table.item(0, 0)
    assert cell is not None
    assert cell.text() == "誓約書(支援会議)"
