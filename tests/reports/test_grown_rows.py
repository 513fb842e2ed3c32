"""増えすぎるシートと、増やした行が紙に出ること。"""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl import Workbook

from jusou_desk.errors import BadInput
from jusou_desk.packet import Packet
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.xlsx.workbook import MAX_SHEETS
from tests.reports.layouts import STAMP, new_book, packet, put, record, saved


def people(count: int) -> Packet:
    return packet({}, {"世帯員": [record({"氏名": f"架空{n:03}"}) for n in range(count)]})


def roster(area: str = "") -> Workbook:
    """2行目と3行目が繰返し、4行目が計の表。"""
    book, sheet = new_book("票")
    put(sheet, "A1:B1", "見出し")
    for row in (2, 3):
        put(sheet, f"A{row}:B{row}", "{{世帯員.氏名}}")
    put(sheet, "A4:B4", "計")
    sheet.sheet_properties.pageSetUpPr = None
    if area:
        sheet.print_area = area
    return book


def per_person() -> bytes:
    book, sheet = new_book("{{世帯員.氏名}}")
    put(sheet, "A1:B1", "{{氏名}}")
    return saved(book)


def test_写しのシートが多すぎれば_一部だけ出さずに断る() -> None:
    with pytest.raises(BadInput, match="件数が多く") as refused:
        fill(per_person(), people(MAX_SHEETS + 1))
    assert "シートが500枚を超える" in refused.value.title
    assert "架空" not in refused.value.title


def test_続紙が多すぎても_断る() -> None:
    book, sheet = new_book("票")
    put(sheet, "A1:B1", "{{世帯員.氏名}}")
    put(sheet, "A2:B2", "{{世帯員.氏名}}")
    sheet.page_setup.fitToHeight = 1
    with pytest.raises(BadInput, match="件数が多く"):
        fill(saved(book), people(2 * MAX_SHEETS + 1))


def test_上限までの写しには_余白の印も入る() -> None:
    book = fill(per_person(), people(40))
    made = openpyxl.load_workbook(io.BytesIO(book.stamped_xlsx(STAMP)))
    assert len(made.sheetnames) == 40


@pytest.mark.parametrize(
    ("area", "wanted"),
    [("A1:B2", "'票'!$A$1:$B$11"), ("A1:B3", "'票'!$A$1:$B$11"), ("A1:B4", "'票'!$A$1:$B$12")],
)
def test_増えた行まで印刷範囲が伸びる(area: str, wanted: str) -> None:
    book = fill(saved(roster(area)), people(10))
    made = openpyxl.load_workbook(io.BytesIO(book.to_xlsx())).worksheets[0]
    assert made.print_area == wanted
    assert book.problems == ()


def test_繰返しに掛からない印刷範囲は伸ばさず_出ない件数を言う() -> None:
    told = fill(saved(roster("A4:B4")), people(3)).problems
    assert told == (
        "シート「票」の「世帯員」の3件は、隠れた行か印刷範囲の外にあり、紙に出ません。",
    )


def test_隠れた行の分は_紙に出ないと言う() -> None:
    book = roster()
    book.worksheets[0].row_dimensions[3].hidden = True
    assert [one[-30:] for one in fill(saved(book), people(3)).problems] == [
        "「世帯員」の2件は、隠れた行か印刷範囲の外にあり、紙に出ません。"[-30:]
    ]
