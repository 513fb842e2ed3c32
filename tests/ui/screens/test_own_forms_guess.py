"""升と項目を結ぶ助けを窓の中で: 見出しからの見当、Enter、前の様式を引きずらない、断りの場所。"""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from PySide6.QtCore import Qt

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.town_forms import own_forms
from jusou_desk.ui.settings.own_forms import OwnFormsPart
from jusou_desk.ui.settings.own_forms_links import LinkPart
from tests.ui.hands import click, keys, press
from tests.ui.screens.conftest import OpenWorkspace
from tests.ui.screens.test_own_forms import drop, form, opened, shown_checked
from tests.ui.screens.test_own_forms_handy import cells, linking
from tests.ui.screens.walking import here, settle

SHEET = "受付票"


def plain(path: Path) -> Path:
    """タグの無い、役場の相談票。計だけが数式。"""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    for row, (label, words) in enumerate(
        (
            ("氏　名", None),
            ("ふりがな", None),
            ("受付日", "令和　　年　　月　　日"),
            ("相談経路", "□来所　□電話"),
            ("相談者", None),
            ("計", "=1+1"),
        ),
        start=1,
    ):
        sheet.cell(row, 1, label)
        sheet.cell(row, 2, words)
        for column in (1, 2):
            sheet.cell(row, column).number_format = "@"
    book.save(path)
    return path


def listed(links: LinkPart) -> list[str]:
    items = (links.words.item(at, 0) for at in range(links.words.rowCount()))
    return [item.text() for item in items if item is not None]


def enter(part: OwnFormsPart, cell: str, typed: str = "") -> None:
    """紙の升を押し、要るなら打って、Enter を押す。"""
    part.check.links.choose_cell(SHEET, cell)
    assert here() is part.check.links.filter
    keys(here(), typed)
    press(here(), Qt.Key.Key_Return)
    settle(5)


def test_升を押してEnterだけで結べる(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    linking(part, plain(tmp_path / "票.xlsx"))
    links = part.check.links
    press(links.filter, Qt.Key.Key_Return)
    assert cells(part) == []  # 升も語も選んでいない
    enter(part, "B1")
    assert not links.clear_chip.isVisible()
    enter(part, "B2")
    links.choose_cell(SHEET, "B3")
    assert links.clear_chip.isVisible()
    assert links.clears()
    enter(part, "B3")
    enter(part, "B4")
    assert listed(links) == ["相談方法:☑電話"]
    enter(part, "B4")
    enter(part, "B5", "本人との関係")
    assert [(cell, tag) for _, cell, tag in cells(part)] == [
        ("B1", "氏名"), ("B2", "フリガナ"), ("B3", "受付日"),
        ("B4", "相談方法:☑来所"), ("B4", "相談方法:☑電話"), ("B5", "本人との関係"),
    ]  # fmt: skip
    assert [one.cell for one in shown_checked(part).links if one.clears] == ["B3"]
    # 鍵だけ: 番地を打ち、Enter で項目へ、もう一度で結ぶ。
    links.cell_line.setFocus()
    links.cell_line.clear()
    keys(links.cell_line, "B5")
    press(here(), Qt.Key.Key_Return)
    assert here() is links.filter
    press(here(), Qt.Key.Key_Return)
    settle(5)
    assert cells(part)[-1] == (SHEET, "B5", "来談者")
    # もう結んだ升では、前の結びを消すところから始めない。
    links.choose_cell(SHEET, "B1")
    links.choose_cell(SHEET, "B3")
    assert not links.clears()


def test_升の決まっていないファイルでは_叱らずに_決める釦へ導く(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    drop(part, plain(tmp_path / "票.xlsx"))
    assert "まだ決まっていません" in part.check.summary()
    assert here() is part.check.link_button
    press(here(), Qt.Key.Key_Space)
    enter(part, "B1")
    click(part.check.link_button)
    assert "使えます" in part.check.summary() or "問題はありません" in part.check.summary()


def test_よくある呼び名でも項目が見つかる(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    linking(part, plain(tmp_path / "票.xlsx"))
    keys(part.check.links.filter, "相談者")
    assert "来談者" in listed(part.check.links)


def test_数式の升の断りは_升のすぐ下に出て_次の升で消える(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    linking(part, plain(tmp_path / "票.xlsx"))
    links = part.check.links
    enter(part, "B6", "氏名")
    assert cells(part) == []
    assert links.problem.isVisible()
    assert "数式があり" in links.problem.said()
    assert links.clear_chip.isVisible()
    links.choose_cell(SHEET, "B1")
    assert not links.problem.isVisible()


def test_次の様式に_前の様式の升も打った語も残らない(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    linking(part, plain(tmp_path / "票.xlsx"))
    links = part.check.links
    links.choose_cell(SHEET, "B1")
    keys(links.filter, "住所")
    click(part.check.link_button)
    click(part.check._stop_button)
    settle(3)
    linking(part, plain(tmp_path / "別.xlsx"))
    assert links.cell() is None
    assert links.filter.text() == ""
    assert len(listed(links)) > 1


def test_古いxlsは_xlsxにする手順を言って断る(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    path = tmp_path / "相談票.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0")
    drop(part, path)
    assert "古い形式" in part.problem()
    assert "名前を付けて保存" in part.problem()


def test_もう使っている紙に同じファイルを取り込むと_結びを写せる(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    path = plain(tmp_path / "票.xlsx")
    linking(part, path)
    enter(part, "B1")
    enter(part, "B2")
    click(part.check.use_button)
    settle(5)
    assert part.check.isHidden()
    assert here() is part.table  # 取り込んだ様式の並んだ一覧
    drop(part, path)
    assert cells(part) == []
    assert "いま「票」を使っています" in part.check._borrowing.text()
    click(part.check.borrow_button)
    settle(5)
    assert [(cell, tag) for _, cell, tag in cells(part)] == [("B1", "氏名"), ("B2", "フリガナ")]
    assert not part.check.borrow_button.isVisible()
    # タグの書いてあるファイルでは、同じ項目が二度入るので尋ねない。
    click(part.check._stop_button)
    drop(part, form(tmp_path / "タグ.xlsx", "{{氏名}}"))
    assert not part.check.borrow_button.isVisible()
    # 一覧から写すときは、もう写してあるので尋ねない。
    click(part.check._stop_button)
    part.table.selectRow(0)
    part.read(path, part._form())
    settle(5)
    assert len(cells(part)) == 2
    assert not part.check.borrow_button.isVisible()


def test_やめた版も_手元にファイルが無くても_もう一度使える(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    path = plain(tmp_path / "票.xlsx")
    linking(part, path)
    enter(part, "B1")
    part.check.name.set_value("第1号様式")
    click(part.check.use_button)
    settle(5)
    assert part.reuse_button.text() == "升の結びを直す"
    used = own_forms.own_forms(desk)[0]
    own_forms.stop_using(desk, used)
    path.unlink()
    part._load()
    settle(5)
    part.table.selectRow(0)
    assert not part.stop_button.isVisible()
    assert part.reuse_button.text() == "もう一度使う"
    click(part.reuse_button)
    settle(5)
    assert cells(part) == [(SHEET, "B1", "氏名")]
    assert not part.check.again_button.isVisible()
    assert part.check.name.value() == "第1号様式"
    click(part.check.use_button)
    settle(5)
    both = own_forms.own_forms(desk)
    assert [one.used_on(desk.today()) for one in both].count(True) == 1
    assert {one.digest for one in both} == {used.digest}
