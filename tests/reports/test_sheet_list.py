"""シートを除く・名を変える・増やす: ほかの部品から指していた所も揃い、消したシートの名は残らない。"""

from __future__ import annotations

from html import unescape
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.packet import Packet
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from tests.reports.layouts import new_book, packet, put, record, saved
from tests.reports.strict_reader import faults

TITLES = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<HeadingPairs><vt:vector size="2" baseType="variant"><vt:variant><vt:lpstr>ワークシート'
    "</vt:lpstr></vt:variant><vt:variant><vt:i4>2</vt:i4></vt:variant></vt:vector></HeadingPairs>"
    '<TitlesOfParts><vt:vector size="2" baseType="lpstr">{}</vt:vector></TitlesOfParts>'
    "<Company>架空町</Company></Properties>"
)


def with_titles(book: Workbook) -> bytes:
    parts = read_parts(saved(book))
    names = "".join(f"<vt:lpstr>{escape(name)}</vt:lpstr>" for name in book.sheetnames)
    return write_parts(parts | {"docProps/app.xml": TITLES.format(names).encode()})


def point_at(book: Workbook, sheet: Worksheet, target: Worksheet) -> None:
    """``sheet`` の升・条件・規則・グラフと、ブックの名前が ``target`` を指す。"""
    name = f"'{target.title}'"
    sheet["B2"], sheet["B3"] = f"=SUM({name}!A2:A3)", '="元簿&台帳!A1"&A1'
    rule = FormulaRule(formula=[f"{name}!$A$2=1"], font=Font(bold=True))  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add("B2", rule)
    choices = DataValidation(type="list", formula1=f"{name}!$A$2:$A$3")
    choices.add("B5")
    sheet.add_data_validation(choices)
    chart = BarChart()
    chart.add_data(Reference(target, min_col=1, min_row=2, max_row=3))
    sheet.add_chart(chart, "D8")
    book.defined_names["選択肢"] = DefinedName("選択肢", attr_text=f"{name}!$A$2:$A$3")


def two_sheets(first: str, second: str) -> tuple[Workbook, Worksheet, Worksheet]:
    book, sheet = new_book(first)
    put(sheet, "A1", "{{氏名}}")
    other = book.create_sheet(second)
    assert isinstance(other, Worksheet)
    other["A2"], other["A3"] = 1, 2
    return book, sheet, other


def filled(data: bytes, given: Packet, *only: str) -> tuple[bytes, str]:
    """差し込んだブックと、その部品の字。"""
    made = fill(data, given, only=only).to_xlsx()
    # openpyxl は字を番号(&#27663;)で書くので、直してから探せるようにする。
    return made, unescape("".join(part.decode() for part in read_parts(made).values()))


def test_除いたシートを指す式は誤りになり_名は残らない() -> None:
    book, sheet, other = two_sheets("票", "元簿&台帳")
    point_at(book, sheet, other)
    made, words = filled(with_titles(book), packet({"氏名": "架空　太郎"}), "票")
    assert faults(made) == []
    assert "<f>SUM(#REF!)</f>" in words
    assert '"元簿&台帳!A1"&A1' in words, "字の中は変えない"
    assert words.count("元簿") == 1
    assert "架空町" in words


def test_名の変わったシートを指す所は_どれも付いていく() -> None:
    book, sheet, other = two_sheets("集計", "表{{件.番号}}")
    point_at(book, sheet, other)
    point_at(book, other, other)
    rows = [record({"番号": number}) for number in (1, 2)]
    made, words = filled(with_titles(book), packet({"氏名": "甲"}, {"件": rows}))
    assert faults(made) == []
    assert "件.番号" not in words
    # 集計は元のシートを、写しは写し自身を指す。
    assert words.count("<f>SUM('表1'!A2:A3)</f>") == 2
    assert words.count("<f>SUM('表2'!A2:A3)</f>") == 1
    assert words.count("<f>'表1'!$A$2:$A$3</f>") == 2, "集計のグラフと、元のシートのグラフ"
    assert words.count("<f>'表2'!$A$2:$A$3</f>") == 1


def test_大文字と小文字の違う名で指す所も_付いていく() -> None:
    book, sheet, other = two_sheets("集計", "Form{{件.番号}}")
    sheet["B2"], other["B2"] = "=SUM('FORM{{件.番号}}'!A2:A3)", "=A2"
    rows = [record({"番号": number}) for number in (1, 2)]
    made, words = filled(saved(book), packet({"氏名": "甲"}, {"件": rows}))
    assert faults(made) == []
    assert "<f>SUM('Form1'!A2:A3)</f>" in words

    book, sheet, other = two_sheets("Sheet1", "集計")
    put(sheet, "A2", "{{件.番号}}")
    put(sheet, "A3", "計")
    sheet.sheet_properties.pageSetUpPr = None
    other["B2"], other["B3"] = "=SHEET1!A3", "=SUM(sheet1!A2:A2)"
    made, words = filled(saved(book), packet({"氏名": "甲"}, {"件": rows}))
    assert "<f>SHEET1!A4</f>" in words
    assert "<f>SUM(sheet1!A2:A3)</f>" in words


def test_シートの並びが変わらなければ_題の一覧も変えない() -> None:
    book, sheet, _ = two_sheets("票", "元簿")
    sheet["B2"] = "=元簿!A2"  # 計算し直しの印が付いて、ブックの部品は変わる
    parts = read_parts(with_titles(book))
    mark = b' fullCalcOnLoad="1"'
    assert mark in parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(mark, b"")
    data = write_parts(parts)
    made, _ = filled(data, packet({"氏名": "甲"}))
    assert read_parts(made)["xl/workbook.xml"] != read_parts(data)["xl/workbook.xml"]
    assert read_parts(made)["docProps/app.xml"] == read_parts(data)["docProps/app.xml"]
