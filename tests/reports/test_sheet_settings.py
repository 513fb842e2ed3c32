"""シートごとの設定: ゼロを見せない、行と列の書式、数式の印刷範囲、用紙。"""

from __future__ import annotations

import re
from typing import Literal

import pytest
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.reports.drawing.undrawn import Undrawn
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.paging.pages import Page
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from tests.reports.layouts import new_book, packet, saved

_GREEN = PatternFill("solid", fgColor="FF00FF00")
_RED = PatternFill("solid", fgColor="FFFF0000")
_GREEN_PAINT, _RED_PAINT = (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)


def page_of(data: bytes) -> Page:
    (page,) = fill(data, packet({"件数": 0})).pages
    return page


def texts(page: Page) -> list[str]:
    return [item.text for item in page.texts]


def squares(sheet: Worksheet, size: int) -> None:
    for number in range(1, size + 1):
        sheet.row_dimensions[number].height = 15


def test_ゼロを見せないシートでは_計算した値も差し込んだ値も刷らない() -> None:
    book, sheet = new_book()
    sheet.append([0, 1, -2, "0", "=A1*2", "{{件数}}", 0.0])
    sheet["G1"].number_format = '0"件"'
    assert texts(page_of(saved(book))) == ["0", "1", "-2", "0", "0", "0", "0件"]
    sheet.sheet_view.showZeros = False
    assert texts(page_of(saved(book))) == ["1", "-2", "0"]


def test_行と列の書式は_セルの無い所にも描く() -> None:
    book, sheet = new_book()
    squares(sheet, 4)
    sheet["A1"], sheet["C4"] = "左上", "右下"
    sheet.row_dimensions[2].fill = _GREEN
    sheet.column_dimensions["B"].fill = _RED
    page = page_of(saved(book))
    edges = page.grid.lefts
    found = {(f.color, edges.index(f.x), f.y) for f in page.fills}
    # 行の書式は、列の書式に勝つ。
    assert found == {
        (_GREEN_PAINT, 0, -30.0),
        (_RED_PAINT, 1, -15.0),
        (_RED_PAINT, 1, -45.0),
        (_RED_PAINT, 1, -60.0),
    }
    assert page.grid.columns == (1, 2, 3)


def test_行と列の書式だけでは_刷る範囲は広がらない() -> None:
    book, sheet = new_book()
    sheet["A1"] = "字"
    side = Side(style="thin")
    sheet.row_dimensions[30].border = Border(bottom=side)
    sheet.column_dimensions["Z"].fill = _RED
    page = page_of(saved(book))
    assert (page.grid.rows, page.grid.columns) == ((1,), (1,))
    sheet.print_area = "A1:Z30"
    (first, *_rest) = fill(saved(book), packet({})).pages
    assert any(rule.y1 == first.grid.tops[-1] for rule in first.rules)


def with_area(definition: str) -> FilledBook:
    book, sheet = new_book()
    for row in range(1, 4):
        sheet.append([f"値{row}-{column}" for column in range(1, 4)])
    sheet.print_area = "A1:B2"
    found = read_parts(saved(book))
    part = "xl/workbook.xml"
    found[part] = re.sub(rb"(Print_Area[^>]*>)[^<]*", rb"\1" + definition.encode(), found[part])
    return fill(write_parts(found), packet({}))


def test_数式で決めた印刷範囲では_全部を刷り_知らせる() -> None:
    book = with_area("OFFSET(様式!$A$1,0,0,COUNTA(様式!$A:$A),3)")
    (page,) = book.pages
    assert len(texts(page)) == 9
    moving = Undrawn("様式", "", "数式で決めた印刷範囲", "シートの全体になります")
    assert book.undrawn == (moving,)


def test_括弧のある名のシートの印刷範囲は_そのまま使う() -> None:
    book = with_area("'様式(案)'!$A$1:$B$2")
    (page,) = book.pages
    assert len(texts(page)) == 4
    assert book.undrawn == ()


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ("downThenOver", ["左上", "左下", "右上", "右下"]),
        ("overThenDown", ["左上", "右上", "左下", "右下"]),
    ],
)
def test_頁の順(order: Literal["downThenOver", "overThenDown"], words: list[str]) -> None:
    book, sheet = new_book()
    sheet["A1"], sheet["B1"], sheet["A2"], sheet["B2"] = "左上", "右上", "左下", "右下"
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = False
    sheet.row_breaks.append(Break(1))
    sheet.col_breaks.append(Break(1))
    sheet.page_setup.pageOrder = order
    assert [texts(page) for page in fill(saved(book), packet({})).pages] == [[w] for w in words]


@pytest.mark.parametrize(
    ("number", "millimetres"),
    [(43, (100, 148)), (73, (120, 235)), (8, (297, 420)), (9, (210, 297))],
)
def test_封筒とはがきの大きさ(number: int, millimetres: tuple[int, int]) -> None:
    book, sheet = new_book()
    sheet["A1"] = "宛名"
    sheet.page_setup.paperSize = number
    setup = page_of(saved(book)).setup
    assert (round(setup.width * 25.4 / 72), round(setup.height * 25.4 / 72)) == millimetres


def test_大きさの分からない用紙は_知らせてA4にする() -> None:
    book, sheet = new_book()
    sheet["A1"] = "字"
    sheet.page_setup.paperSize = 119
    result = fill(saved(book), packet({}))
    assert result.undrawn == (Undrawn("様式", "", "用紙の大きさ(Excelの番号119)", "A4になります"),)
    assert round(result.pages[0].setup.width * 25.4 / 72) == 210
