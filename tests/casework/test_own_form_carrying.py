"""去年の結びを今年のファイルへ写す: 県が、列を足し、行を動かし、シートの名を変えて送って来ても。"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from jusou_desk.casework.town_forms.own_form_carrying import carry_links
from jusou_desk.models.own_forms import CellLink
from jusou_desk.reports.inspection.comparing import label_of
from tests.reports.layouts import new_book, put, saved

MONTHS = [f"{(month + 2) % 12 + 1}月" for month in range(1, 13)]
SHEET = "第1表"


def table(
    sheet: str = SHEET,
    before: Sequence[str] = (),
    rows: Sequence[str] = ("新規相談", "継続相談", "終結"),
    columns: Sequence[str] = MONTHS,
    top: int = 3,
) -> bytes:
    """行の見出し、``before`` の列、``columns`` の列、計の列。``top`` の行が列の見出し。"""
    book, made = new_book(sheet)
    put(made, "A1", "相談の受付と終結")
    for row, name in enumerate(("区分", *rows), start=top):
        put(made, f"A{row}", name)
    for column, name in enumerate((*before, *columns, "計"), start=2):
        made.cell(top, column, name)
        if name == "計":
            made.cell(top + 1, column, f"=SUM(B{top + 1}:C{top + 1})")
    return saved(book)


def linked(data: bytes, *places: tuple[str, str], sheet: str = SHEET) -> tuple[CellLink, ...]:
    return tuple(CellLink(sheet, cell, tag, label_of(data, sheet, cell)) for cell, tag in places)


def places(links: Sequence[CellLink]) -> list[tuple[str, str, str]]:
    return [(one.sheet, one.cell, one.tag) for one in links]


OLD = table()
LINKS = linked(OLD, ("B4", "受付.4月"), ("C4", "受付.5月"), ("M6", "終結.3月"), ("A1", "題"))


def test_同じ様式なら_そのまま写り_何も言わない() -> None:
    carried = carry_links(OLD, table(), LINKS)
    assert (places(carried.links), carried.findings) == (places(LINKS), ())


def test_列が増えたら_どの月も_その月の列へ動く() -> None:
    carried = carry_links(OLD, table(before=("前年度",)), LINKS)
    assert [cell for _, cell, _ in places(carried.links)] == ["C4", "D4", "N6", "A1"]
    said = [one.what for one in carried.findings]
    assert "「受付.4月」の升が、B4 から C4 へ動きました。" in said
    # 増えた列は、結ばなければ空のまま紙に出る。
    assert said[-1] == "去年は無かった字があります。「前年度」"
    assert carried.findings[-1].cell == "B3"


def test_名の変わったシートへ写し_行と列の動きを一行にまとめて言う() -> None:
    links = linked(OLD, *((f"{column}4", f"受付.{column}") for column in "BCDEF"))
    new = table("第１表（受付）", ("前年度",), ("新規相談", "つなぎ", "終結"), top=4)
    carried = carry_links(OLD, new, links)
    assert {one.sheet for one in carried.links} == {"第１表（受付）"}
    assert [one.cell for one in carried.links] == ["C5", "D5", "E5", "F5", "G5"]
    renamed, moved, added = carried.findings
    assert renamed.what == "シート「第１表（受付）」は、前の「第1表」とみて、結び5件を写しました。"
    assert moved.what == "結び5件の升が、見出しと一緒に右へ1列、下へ1行動きました。"
    assert moved.place == "第１表（受付）　C5、D5、E5 ほか2か所"
    assert "「前年度」「つなぎ」" in added.what


def test_中の字の違うシートとは取り違えない() -> None:
    book, other = new_book("表紙")
    put(other, "A1", "相談の受付と終結")
    put(other, "A2", "市町村名")
    assert carry_links(OLD, saved(book), LINKS).links == ()


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        (("令和７年度", "令和８年度", "令和９年度"), ["B4", "C4", "D4"]),
        (("目標", "R7年度", "R8年度", "R9年度"), ["C4", "D4", "E4"]),
    ],
)
def test_三か年の表は_年が進んでも並びで写す(columns: Sequence[str], cells: list[str]) -> None:
    """令和7年度の列を追いかけると、一年ずれた数が入る。"""
    old = table(columns=("令和6年度", "令和7年度", "令和8年度"))
    links = linked(old, ("B4", "受付.1"), ("C4", "受付.2"), ("D4", "受付.3"))
    carried = carry_links(old, table(columns=columns), links)
    assert [one.cell for one in carried.links] == cells


def test_見出しの無くなった列は_升をそのままに_黄で言う() -> None:
    columns = ["４月", "第二四半期", *MONTHS[2:]]
    carried = carry_links(OLD, table(columns=columns), LINKS)
    assert places(carried.links) == places(LINKS)
    what, *_ = (one.what for one in carried.findings)
    assert what == "「受付.5月」の升の上の見出しが、「5月」から「第二四半期」に変わりました。"


def test_左に列が入り_答えの升に見出しが来たら_見出しの右へ動く() -> None:
    def form(at: int) -> bytes:
        book, sheet = new_book("票")
        for row, name in enumerate(("氏名", "住所", "電話"), start=1):
            sheet.cell(row, at, name)
        return saved(book)

    old = form(1)
    links = linked(old, ("B1", "氏名"), ("B2", "住所"), ("B3", "電話"), sheet="票")
    carried = carry_links(old, form(2), links)
    assert [one.cell for one in carried.links] == ["C1", "C2", "C3"]
    assert all("へ動きました" in one.what for one in carried.findings)


def test_タグの書いてある升は_新しい字とは言わない() -> None:
    def form(*words: str) -> bytes:
        book, sheet = new_book("票")
        for row, one in enumerate(words, start=1):
            sheet.cell(row, 1, one)
        return saved(book)

    carried = carry_links(form("{{氏名}}"), form("{{氏名}}　{{担当者}}", "希望"), ())
    assert [one.what for one in carried.findings] == [
        "タグ「担当者」が、今年の様式で増えました。",
        "去年は無かった字があります。「希望」",
    ]
