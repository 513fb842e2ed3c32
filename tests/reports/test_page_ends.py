"""頁の終わり: 注や一行だけの頁、一件の題だけが下に残る頁を作らない。"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime

import pytest
from openpyxl import load_workbook

from jusou_desk.casework.outgoing.layouts import Layout
from jusou_desk.packet import Packet, Record, Value
from jusou_desk.paths import resource
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.filled import FilledBook
from tests.reports.layouts import packet, record
from tests.reports.strict_reader import faults

_COUNTED = resource("layouts", "kaigi-kaisu.xlsx").read_bytes()
_LISTED = resource("towns", "komatsu", "layouts", "komatsu-shiryo1.xlsx").read_bytes()
# 10.5 pt の字が 9 pt より小さくならない縮尺。
_LEGIBLE = 0.86
# 一件目の文がこの行数なら、三件目の題が一頁目の終わりの行になる。
_STRANDING = 7


def counted_packet(rows: int, notes: int) -> Packet:
    """会議の開催回数の表。"""
    counts = {str(n): 1 for n in range(1, 14)}
    lines = [record({"区分": "区分", "項目": f"行{n}", **counts}) for n in range(rows)]
    said = [record({"文": f"注{n}"}) for n in range(notes)]
    return packet({"表題": "会議", "町名": "架空町"}, {"行": lines, "脚注": said})


def counted(rows: int, notes: int, *, ending_well: bool = True) -> FilledBook:
    return fill(_COUNTED, counted_packet(rows, notes), ending_well=ending_well)


def said_on(book: FilledBook) -> list[list[str]]:
    """頁ごとの、二列目の語(表の行)。"""
    (sheet, _), *_ = book.sheets
    words = [
        [sheet.cells[(row, 2)].text for row in page.grid.rows if (row, 2) in sheet.cells]
        for page in book.pages
    ]
    return [[one for one in page if one.startswith("行")] for page in words]


@pytest.mark.parametrize(("rows", "notes"), [(25, 3), (27, 3), (28, 3), (26, 6), (56, 3), (57, 5)])
def test_注や一行だけの頁はできない(rows: int, notes: int) -> None:
    book = counted(rows, notes)
    pages = said_on(book)
    assert sum(map(len, pages)) == rows
    assert min(map(len, pages)) >= 3
    assert min(page.scale for page in book.pages) >= _LEGIBLE


def test_少しあふれた表は一頁に縮め_xlsxも同じ頁数に刷る() -> None:
    assert len(counted(25, 3, ending_well=False).pages) == 2
    book = counted(25, 3)
    assert len(book.pages) == 1
    sheet = load_workbook(io.BytesIO(book.to_xlsx())).worksheets[0]
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)


def listed(lines: int, *, ending_well: bool) -> FilledBook:
    """小松市の資料1。一件目の文の行数で、三件目の始まる高さが決まる。"""

    def one(name: str, count: int) -> Record:
        values: dict[str, Value] = {"法の事業と号": "事業", "名称": name}
        for number in range(1, 6):
            values |= {f"欄{number}.名": "対象", f"欄{number}.文": "\n".join("あ" * count)}
        return record(values)

    rows = [one("甲", lines), one("乙", 2), one("丙", 2)]
    return fill(_LISTED, packet({"表題": "資料"}, {"事業": rows}), ending_well=ending_well)


def last_on_first(book: FilledBook) -> str:
    """一頁目の終わりの行の語。"""
    (sheet, _), *_ = book.sheets
    last = book.pages[0].grid.rows[-1]
    words = (cell.text for (row, _), cell in sheet.cells.items() if row == last)
    return "".join(words)


def test_一件の題だけを頁の下に残さず_xlsxの改頁も同じ() -> None:
    assert last_on_first(listed(_STRANDING, ending_well=False)).endswith("丙")
    book = listed(_STRANDING, ending_well=True)
    assert last_on_first(book).startswith("対象")
    made = book.to_xlsx()
    assert faults(made) == []
    breaks = load_workbook(io.BytesIO(made)).worksheets[0].row_breaks.brk
    assert [one.id + 1 for one in breaks] == [book.pages[1].grid.rows[1]]


def test_取り込んだ様式の頁割りには触れない() -> None:
    layout = Layout(_COUNTED, "", own=True, moment=datetime(2026, 4, 1))
    assert len(layout.fill(counted_packet(25, 3), listing=True).pages) == 2
    shipped = replace(layout, own=False)
    assert len(shipped.fill(counted_packet(25, 3), listing=True).pages) == 1
