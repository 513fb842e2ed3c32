"""様式の取り込みの使い勝手: くり返し、シートの行き来、名前、同じ名のファイル、紙の選び直し。"""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook, load_workbook
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.town_forms.own_form_papers import replaceable
from jusou_desk.ui import theme
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.paper_view import PaperView
from jusou_desk.ui.settings.own_forms import OwnFormsPart
from jusou_desk.ui.theme import TextSize
from tests.ui.hands import click, keys, press
from tests.ui.screens.conftest import OpenWorkspace
from tests.ui.screens.test_own_forms import form, opened, shown_checked
from tests.ui.screens.walking import settle

MONTHS = ("4月", "5月", "6月", "7月")


def yearly(path: Path) -> Path:
    """同じ並びが右に四つ、シートも四枚ある様式。"""
    book = Workbook()
    book.remove(book.worksheets[0])
    for month in MONTHS:
        sheet = book.create_sheet(month)
        for at in range(4):
            sheet.cell(1, at * 2 + 1, "氏名")
            sheet.cell(2, at * 2 + 1, "住所")
            for row in (1, 2):
                sheet.cell(row, at * 2 + 2, "前の字" if row == 2 else "　")
    book.save(path)
    return path


def linking(part: OwnFormsPart, path: Path) -> None:
    part.read(path)
    settle(5)
    click(part.check.link_button)
    settle(3)


def link(part: OwnFormsPart, sheet: str, cell: str, tag: str) -> None:
    part.check.links.choose_cell(sheet, cell)
    part.check.links.linked.emit(sheet, cell, tag)
    settle(5)


def cells(part: OwnFormsPart) -> list[tuple[str, str, str]]:
    return [(one.sheet, one.cell, one.tag) for one in shown_checked(part).links]


def test_同じ並びを右へくり返し_下見してから結び_一つ前に戻せる(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    linking(part, yearly(tmp_path / "年.xlsx"))
    link(part, "4月", "B1", "氏名")
    link(part, "4月", "B2", "住所")
    repeat = part.check.links.repeat
    click(repeat.start_button)
    part.check.links.choose_cell("4月", "B1")
    assert "もう結んである升" in repeat.told()
    assert not repeat.use_button.isEnabled()
    part.check.links.choose_cell("4月", "D1")
    assert repeat.times.text() == "3"
    assert "右へ2列ずつ、3回。破線の6か所" in repeat.told()
    paper = part.check.paper
    assert paper is not None
    assert sum(mark.planned for mark in paper._pages.marks) == 6
    assert cells(part) == [("4月", "B1", "氏名"), ("4月", "B2", "住所")]
    repeat.times.setText("2")
    assert len(repeat.plan) == 4
    repeat.times.setText("99")
    assert not repeat.use_button.isEnabled()
    repeat.times.setText("2")
    click(repeat.use_button)
    settle(5)
    assert [(c, t) for _, c, t in cells(part)] == [
        ("B1", "氏名"), ("B2", "住所"), ("D1", "氏名"), ("D2", "住所"), ("F1", "氏名"), ("F2", "住所"),
    ]  # fmt: skip
    assert not any(mark.planned for mark in paper._pages.marks)
    click(part.check.links.back_button)
    settle(5)
    assert [c for _, c, _ in cells(part)] == ["B1", "B2"]
    click(part.check.links.back_button)
    settle(5)
    assert [c for _, c, _ in cells(part)] == ["B1"]


def test_ほかのシートへくり返し_鍵でシートを移れる(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    work = open_workspace(desk)
    part = opened(work)
    linking(part, yearly(tmp_path / "年.xlsx"))
    link(part, "4月", "B1", "氏名")
    link(part, "4月", "B2", "住所")
    links = part.check.links
    links.table.selectRow(1)
    click(links.repeat.start_button)
    press(work, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    settle(3)
    assert part.check.sheets.sheet() == "5月"
    paper = part.check.paper
    assert paper is not None
    boxes = [box for box in shown_checked(part).boxes if box.sheet == "5月"]
    assert f"{boxes[0].page + 1}/" in paper._where.text()

    links.cell_line.setText("B3")
    assert "同じ番地" in links.repeat.told()
    links.cell_line.setText("b2")
    assert "1枚後のシートへ、3回。破線の3か所" in links.repeat.told()
    click(links.repeat.use_button)
    settle(5)
    assert cells(part)[2:] == [(month, "B2", "住所") for month in MONTHS[1:]]
    press(work, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    settle(3)
    assert part.check.sheets.sheet() == "4月"


def test_字を消す印は_次の升に残らない(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    linking(part, yearly(tmp_path / "年.xlsx"))
    links = part.check.links
    links.choose_cell("4月", "B2")
    links.clear_chip.setChecked(True)
    keys(links.filter, "住所")
    links.words.setFocus()
    press(links.words, Qt.Key.Key_Return)
    settle(5)
    assert [one.clears for one in shown_checked(part).links] == [True]
    assert not links.clears()
    links.choose_cell("4月", "D2")
    links.clear_chip.setChecked(True)
    links.choose_cell("4月", "F2")
    assert not links.clears()


def test_様式の名前はファイルに付いていき_打った名前は替えない(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    part.read(form(tmp_path / "旧.xlsx", "{{氏名}}"))
    settle(5)
    part.read(form(tmp_path / "新.xlsx", "{{氏名}}"))
    settle(5)
    assert part.check.name.value() == "新"
    part.check.name.set_value("第3号様式")
    part.read(form(tmp_path / "直し.xlsx", "{{氏名}}"))
    settle(5)
    assert part.check.name.value() == "第3号様式"
    click(part.check._stop_button)
    part.read(form(tmp_path / "別.xlsx", "{{氏名}}"))
    settle(5)
    assert part.check.name.value() == "別"


def test_名だけが同じ別のファイルには_尋ねてから結びを写す(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    for folder in ("甲", "乙", "丙"):
        (tmp_path / folder).mkdir()
    linking(part, form(tmp_path / "甲" / "票.xlsx", "氏名"))
    link(part, "票", "A2", "氏名")
    path = form(tmp_path / "乙" / "票.xlsx", "氏名")
    book = load_workbook(path)
    book["票"]["A9"] = "別のファイル"
    book.save(path)
    part.read(path)
    settle(5)
    assert cells(part) == []
    assert part.check.borrow_button.isVisible()
    click(part.check.borrow_button)
    settle(5)
    assert cells(part) == [("票", "A2", "氏名")]
    assert not part.check.borrow_button.isVisible()
    # 中身まで同じファイルなら、場所が違っても同じ様式。
    (tmp_path / "丙" / "写し.xlsx").write_bytes((tmp_path / "乙" / "票.xlsx").read_bytes())
    part.read(tmp_path / "丙" / "写し.xlsx")
    settle(5)
    assert cells(part) == [("票", "A2", "氏名")]


def test_何の紙として点検しているかを言い_選び直せる(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    linking(part, form(tmp_path / "票.xlsx", "{{氏名}}"))
    link(part, "票", "A3", "氏名")
    first, other = part.paper(), replaceable(desk)[2]
    line = part.check.papers
    assert f"「{first.title}」の様式として" in line._told.text()
    click(line.other_button)
    line.picker.setCurrentIndex(line.picker.findText(other.title))
    line.picker.picked.emit()
    settle(5)
    assert shown_checked(part).paper.used_for == other.used_for == part.paper().used_for
    assert f"「{other.title}」の様式として" in line._told.text()
    assert cells(part) == [("票", "A3", "氏名")]


def test_番号の札は升の字を隠さない() -> None:
    view = PaperView()
    view.resize(600, 600)
    view.show()
    pages = view._pages
    area = QRectF(50, 50, 100, 20)
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    pages._draw_badge(painter, area, "12")
    painter.end()
    inside = area.adjusted(2, 9, -14, -2).toRect()
    dirty = [
        (x, y)
        for x in range(inside.left(), inside.right())
        for y in range(inside.top(), inside.bottom())
        if image.pixelColor(x, y) != QColor("white")
    ]
    assert dirty == []
    corner = image.pixelColor(round(area.right()), round(area.top()))
    assert corner != QColor("white")
    view.close()


def test_特大でも_くり返しの途中で右が切れない(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path, qapp: QApplication
) -> None:
    theme.wear(qapp, TextSize.LARGEST)
    part = opened(open_workspace(desk))
    linking(part, yearly(tmp_path / "年.xlsx"))
    link(part, "4月", "B1", "氏名")
    click(part.check.links.repeat.start_button)
    part.check.links.choose_cell("4月", "D1")
    click(part.check.papers.other_button)
    settle(5)
    area = part.parentWidget()
    assert area is not None
    holder = area.parentWidget()
    assert holder is not None
    assert area.width() <= holder.width()
    assert unnamed_controls(part) == []
