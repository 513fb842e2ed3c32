"""行を増やすと壊れやすいものを持つ表: どれも Excel が修復を求めない作りのまま、一件も失わない。"""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.packet import Packet
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from tests.reports.layouts import GREY, STAMP, new_book, packet, put, record, saved
from tests.reports.specimens import SHEET
from tests.reports.strict_reader import faults

_X14 = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings>'
    '<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:cfRule type="expression" priority="5" id="{00000000-0000-0000-0000-00000000000A}">'
    "<xm:f>$A4=1</xm:f></x14:cfRule><xm:sqref>A3:B4</xm:sqref></x14:conditionalFormatting>"
    "</x14:conditionalFormattings></ext></extLst>"
)
_SCENARIO = (
    '<protectedRanges><protectedRange name="範囲" sqref="A3 A4:B4"/></protectedRanges>'
    '<scenarios current="0" show="0" sqref="B4"><scenario name="a" count="1">'
    '<inputCells r="B4" val="1"/></scenario></scenarios>'
)
_FILTER = (
    '<autoFilter ref="A2:B4"><sortState ref="A3:B4"><sortCondition ref="B3:B4"/></sortState>'
    "</autoFilter>"
)
_BOTTOM = '<row r="1048575" ht="12.8"/><row r="1048576" ht="12.8"/>'


def people(count: int) -> Packet:
    return packet({}, {"世帯員": [record({"氏名": f"架空{n:02}"}) for n in range(count)]})


def roster() -> tuple[Workbook, Worksheet]:
    """3行目が繰返し、4行目が計。"""
    book, sheet = new_book("票")
    sheet.sheet_properties.pageSetUpPr = None
    for row, words in enumerate(
        (("世帯", ""), ("氏名", "数"), ("{{世帯員.氏名}}", 1), ("計", 2)), 1
    ):
        for column, one in zip("AB", words, strict=True):
            put(sheet, f"{column}{row}", one or None)
    return book, sheet


def plain() -> bytes:
    return saved(roster()[0])


def patched(old: str, new: str, book: Workbook | None = None) -> bytes:
    parts = read_parts(saved(book or roster()[0]))
    text = parts[SHEET].decode()
    assert old in text
    return write_parts({**parts, SHEET: text.replace(old, new, 1).encode()})


def spread(kind: str, area: str) -> bytes:
    """3行目から下へ広がる配列数式。"""
    book, sheet = roster()
    sheet["D3"] = "=X"
    made = patched("<f>X</f>", f'<f t="{kind}" ref="{area}">B3:B4*2</f>', book)
    parts = read_parts(made)
    return write_parts({**parts, SHEET: re.sub(rb"</f><v ?/>|</f><v></v>", b"</f>", parts[SHEET])})


def crowded() -> bytes:
    book, sheet = roster()
    sheet.print_title_rows, sheet.print_area = "1:2", "A1:B4"
    for row in (2, 3, 4):
        sheet.row_breaks.append(Break(id=row))
    choices = DataValidation(type="list", formula1='"甲,乙"')
    choices.add("B3:B4")
    sheet.add_data_validation(choices)
    rule = FormulaRule(formula=["$A4=1"], fill=GREY)  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add("A3:B4", rule)
    sheet["B4"].hyperlink = "https://example.jp/"
    book.defined_names["計の升"] = DefinedName("計の升", attr_text="票!$B$4")
    sheet.protection.sheet = True
    return saved(book)


def with_objects() -> bytes:
    """コメントとテーブルがあり、行を増やせない表。"""
    book, sheet = roster()
    sheet["A4"].comment = Comment("覚え", "役場")
    sheet["F2"], sheet["G2"] = "あ", "い"
    sheet.add_table(Table(displayName="表", ref="F2:G4"))
    sheet.print_title_rows, sheet.print_area = "1:2", "A1:B4"
    sheet.auto_filter.ref = "A2:B4"
    return saved(book)


def per_person() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(with_objects()))
    sheet = book.worksheets[0]
    sheet.title = "{{世帯員.氏名}}"
    book.create_sheet("まとめ")["A1"] = "='{{世帯員.氏名}}'!A3"
    return saved(book)


FORMS = {
    "ただの表": plain(),
    "新しい条件付き書式": patched("</worksheet>", f"{_X14}</worksheet>"),
    "シナリオと保護の範囲": patched("</sheetData>", f"</sheetData>{_SCENARIO}"),
    "絞り込みと並べ替え": patched("</sheetData>", f"</sheetData>{_FILTER}"),
    "底の書式だけの行": patched("</sheetData>", f"{_BOTTOM}</sheetData>"),
    "下へ広がる配列数式": spread("array", "D3:D6"),
    "またぐ配列数式": spread("array", "D3:D3"),
    "データテーブル": spread("dataTable", "D3:D6"),
    "込み合った表": crowded(),
    "コメントとテーブル": with_objects(),
    "一人ずつのシート": per_person(),
}


@pytest.mark.filterwarnings("ignore:Conditional Formatting extension")
@pytest.mark.parametrize("count", [0, 1, 5])
@pytest.mark.parametrize("form", FORMS)
def test_どの表も_傷の無いブックになり_一件も失わない(form: str, count: int) -> None:
    made = fill(FORMS[form], people(count))
    data = made.to_xlsx()
    old = [one for one in faults(FORMS[form]) if one.startswith("数でない値")]
    assert [one for one in faults(data) if one not in old] == []
    assert [one for one in faults(made.stamped_xlsx(STAMP)) if one not in old] == []
    words = [cell.value for sheet in openpyxl.load_workbook(io.BytesIO(data)) for row in sheet
             for cell in row]  # fmt: skip
    assert [words.count(f"架空{n:02}") for n in range(count)] == [1] * count
    drawn = "".join(glyphs.text for page in made.pages for glyphs in page.texts)
    assert all(f"架空{n:02}" in drawn for n in range(count))
    assert fill(FORMS[form], people(count)).to_xlsx() == data


def test_増やした行の分だけ_シナリオの升も並べ替えの範囲も動く() -> None:
    made = read_parts(fill(FORMS["シナリオと保護の範囲"], people(3)).to_xlsx())[SHEET].decode()
    assert '<inputCells r="B6"' in made
    made = read_parts(fill(FORMS["絞り込みと並べ替え"], people(3)).to_xlsx())[SHEET].decode()
    assert '<sortState ref="A3:B6"' in made
    assert '<sortCondition ref="B3:B6"' in made
