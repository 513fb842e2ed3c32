"""様式の取り込みで、前の手の跡が次の手をまちがわせない: 絞り込み、シート、いつから、結びの直し。"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.town_forms import own_forms
from jusou_desk.casework.town_forms.own_form_papers import Room, paper, replaceable
from jusou_desk.ui.settings import own_forms as part_module
from jusou_desk.ui.settings.own_forms import OwnFormsPart
from jusou_desk.wareki import FiscalYear
from tests.reports.layouts import new_book, put, saved
from tests.ui.hands import click, keys
from tests.ui.screens.conftest import OpenWorkspace
from tests.ui.screens.test_own_forms import form, opened, rows
from tests.ui.screens.test_own_forms_handy import cells, link, linking, yearly
from tests.ui.screens.walking import settle


def monthly(path: Path) -> Path:
    """月ごとの件数の表。"""
    book, sheet = new_book("第1表")
    for place, words in (("A1", "区分"), ("B1", "4月"), ("C1", "5月"), ("A2", "新規の相談")):
        put(sheet, place, words)
    path.write_bytes(saved(book))
    return path


def found(part: OwnFormsPart) -> list[str]:
    table = part.check.links.words
    items = (table.item(row, 0) for row in range(table.rowCount()))
    return [item.text() for item in items if item is not None]


def test_別の升を押すと_前の絞り込みは消え_無い語は無いと言う(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    linking(part, yearly(tmp_path / "年.xlsx"))
    links = part.check.links
    links.choose_cell("4月", "B1")
    keys(links.filter, "ほしぞら")
    assert found(part) == []
    said = [one.text() for one in links.findChildren(QLabel) if one.isVisible()]
    assert any(one.startswith("「ほしぞら」のある項目はありません。") for one in said)
    links.choose_cell("4月", "B1")
    assert links.filter.text() == "ほしぞら"  # 同じ升を押し直しただけ
    links.choose_cell("4月", "B2")
    assert links.filter.text() == ""
    assert found(part)[0] == "住所"


def test_打って探しても_その列の項目が先に_見出しの字は後に並ぶ(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    part.choose_paper(paper(desk, "soudan-kensu"))
    linking(part, monthly(tmp_path / "月.xlsx"))
    part.check.links.choose_cell("第1表", "C2")
    keys(part.check.links.filter, "受け付けた")
    assert found(part)[0] == "受付と終結・受け付けた相談.2"
    assert "受付と終結・受け付けた相談.名" not in found(part)[1:]


def test_別のファイルを開くと_初めのシートから_今日から使うように戻る(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    linking(part, yearly(tmp_path / "年.xlsx"))
    link(part, "4月", "B1", "氏名")
    click(part.check.sheets.on_button)
    settle(3)
    assert part.check.sheets.sheet() == "5月"
    part.read(yearly(tmp_path / "別の年.xlsx"))
    settle(5)
    assert part.check.sheets.sheet() == "4月"
    assert part.check.links.cell() is None
    part.read(form(tmp_path / "来年.xlsx", "{{氏名}}"))
    settle(5)
    this, following = part.check.years.terms()
    part.check.years.choose([following])
    click(part.check.use_button)
    settle(5)
    part.read(form(tmp_path / "今年.xlsx", "{{氏名}}"))
    settle(5)
    assert part.check.years.chosen() == (this,)


def test_使っている様式の結びを_手元にファイルが無くても直せる(
    desk: Desk, open_workspace: OpenWorkspace, tmp_path: Path
) -> None:
    part = opened(open_workspace(desk))
    path = yearly(tmp_path / "年.xlsx")
    linking(part, path)
    link(part, "4月", "B1", "氏名")
    part.check.years.choose([part.check.years.terms()[1]])
    click(part.check.use_button)
    settle(5)
    path.unlink()
    part.table.selectRow(0)
    assert part.reuse_button.text() == "升の結びを直す"
    click(part.reuse_button)
    settle(5)
    assert part.check.years.chosen() == (part.check.years.terms()[1],)
    link(part, "4月", "B2", "住所")
    assert [cell for _, cell, _ in cells(part)] == ["B1", "B2"]
    click(part.check.use_button)
    settle(5)
    both = own_forms.own_forms(desk)
    following = FiscalYear.of(desk.today()).back(-1).first
    assert [one.used_from for one in both] == [following, following]
    assert sorted(len(one.links) for one in both) == [1, 2]


def test_写した後に_Excelで直して読み直しても_結び直した升は残り_動いた升に付いて行く(
    desk: Desk,
    open_workspace: OpenWorkspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def names(path: Path, *words: str) -> Path:
        book, sheet = new_book("票")
        for row, one in enumerate(words, start=1):
            sheet.cell(row, 1, one)
            put(sheet, f"B{row}", "　")
        path.write_bytes(saved(book))
        return path

    part = opened(open_workspace(desk))
    linking(part, names(tmp_path / "R8.xlsx", "氏名", "住所"))
    link(part, "票", "B1", "氏名")
    click(part.check.use_button)
    settle(5)
    later = names(tmp_path / "R9.xlsx", "氏名", "電話番号", "住所")
    monkeypatch.setattr(part_module, "choose_form", lambda *_: later)
    part.table.selectRow(0)
    click(part.carry_button)
    settle(5)
    # 写した先は、次の年度から使う様式。
    this, following = part.check.years.terms()
    assert part.check.years.chosen() == (following,)
    part.check.years.choose([this])
    link(part, "票", "B2", "電話")
    # Excelで、上に行を一つ足して保存した。
    names(later, "様式第3号", "氏名", "電話番号", "住所")
    click(part.check.again_button)
    settle(5)
    assert [(cell, tag) for _, cell, tag in cells(part)] == [("B2", "氏名"), ("B3", "電話")]
    said = [row[2] for row in rows(part)]
    assert any("B2 から B3 へ動きました" in one for one in said)
    assert part.check.years.chosen() == (this,)
    # 壊れたときは、結びを失わずに断る。直せば、また続けられる。
    later.write_bytes(b"PK\x03\x04")
    click(part.check.again_button)
    settle(5)
    assert not part.check.use_button.isEnabled()
    names(later, "様式第3号", "氏名", "電話番号", "住所")
    click(part.check.again_button)
    settle(5)
    assert [cell for _, cell, _ in cells(part)] == ["B2", "B3"]
    assert part.check.use_button.isEnabled()


def test_県の年報をどの表に入れるかを_件数の報告を選ぶと言う(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    part = opened(open_workspace(desk))

    def told() -> bool:
        labels = (one for one in part.findChildren(QLabel) if one.isVisible())
        return any(one.text().startswith("県や国の年報のブックは") for one in labels)

    assert not told()
    part.choose_paper(next(one for one in replaceable(desk) if one.room is Room.REPORT))
    assert told()
