"""部品の名の書き方が違うブックと、名の変わるシート。黙って飛ばさず、古い名も残さない。"""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table

from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from jusou_desk.reports.xlsx.workbook import Workbook, legal_name
from tests.reports.layouts import new_book, packet, put, record, saved
from tests.reports.test_hostile_forms import SHEET, changed, form, reds


def pointing_at(target: str) -> bytes:
    """二枚目のシートを ``target`` と書いて指すブック。"""
    book, sheet = new_book("表")
    put(sheet, "A1:D1", "{{氏名}}")
    put(book.create_sheet("裏"), "A1:D1", "{{情報提供者}}")
    return changed(
        lambda rels: re.sub(r'Target="[^"]*sheet2\.xml"', f'Target="{target}"', rels),
        "xl/_rels/workbook.xml.rels",
        saved(book),
    )


@pytest.mark.parametrize("name", ["Sheet2.xml", "%73heet2.xml", "/sheet2.xml"])
def test_名の書き方が違うシートも_点検し差し込む(name: str) -> None:
    data = pointing_at(f"worksheets/{name}")
    assert [sheet.name for sheet in Workbook(data).sheets] == ["表", "裏"]
    assert any("情報提供者" in what for what in reds(data))


def test_中身の無いシートのあるブックは_断る() -> None:
    assert reds(pointing_at("worksheets/nowhere.xml")) == [
        "シート「裏」の中身が、ブックの中に見つかりません。"
    ]


def test_部品の名が大文字と小文字だけ違うブックは_断る() -> None:
    parts = read_parts(form())
    parts[SHEET.replace("sheet1", "Sheet1")] = parts[SHEET]
    assert reds(write_parts(parts)) == ["Excelブックの中の部品の名が、揃っていません。"]


# --- シートの名 -------------------------------------------------------------


def test_名の変わるシートへのリンクも_新しい名を指す() -> None:
    book, sheet = new_book("{{氏名}}")
    put(sheet, "A1:D1", "{{氏名}}")
    other = book.create_sheet("一覧")
    other["C1"] = "飛ぶ"
    other["C1"].hyperlink = Hyperlink(ref="C1", location="'{{氏名}}'!A1")
    data = fill(saved(book), packet({"氏名": "架空太郎"})).to_xlsx()
    link = openpyxl.load_workbook(io.BytesIO(data))["一覧"]["C1"].hyperlink
    assert link is not None
    assert link.location == "'架空太郎'!A1"


def test_切った名の終わりに引用符は残らない() -> None:
    assert legal_name("あ" * 30 + "'い", set()) == "あ" * 30


def test_記号のある名のシートをグラフが描いていれば_行を増やさない() -> None:
    book, sheet = new_book("A&B")
    put(sheet, "A2:B2", "{{世帯員.氏名}}")
    put(sheet, "A3:B3", "計")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=3, max_row=3))
    book.create_sheet("図").add_chart(chart, "A1")
    rows = [record({"氏名": f"架空{n}"}) for n in range(4)]
    data = fill(saved(book), packet({}, {"世帯員": rows})).to_xlsx()
    made = openpyxl.load_workbook(io.BytesIO(data))
    assert made.sheetnames[:2] == ["A&B", "A&B(続)"]
    assert made["A&B"]["A3"].value == "計"


def test_続紙の数式は_続紙のテーブルを足す() -> None:
    book, sheet = new_book("票")
    sheet["A1"], sheet["B1"] = "氏名", "額"
    for row in (2, 3):
        sheet[f"A{row}"], sheet[f"B{row}"] = "{{世帯員.氏名}}", "{{世帯員.額}}"
    sheet.add_table(Table(displayName="表1", ref="A1:B3"))
    sheet["D1"] = '=SUM(表1[額])&"表1[額]"'
    rows = [record({"氏名": f"架空{n}", "額": n}) for n in range(4)]
    data = fill(saved(book), packet({}, {"世帯員": rows})).to_xlsx()
    sums = [one["D1"].value for one in openpyxl.load_workbook(io.BytesIO(data)).worksheets]
    assert sums == ['=SUM(表1[額])&"表1[額]"', '=SUM(表1_2[額])&"表1[額]"']
