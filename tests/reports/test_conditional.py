"""条件付き書式を、値に当てて描く。"""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl.formatting import rule as untyped
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.packet import Value
from jusou_desk.reports.drawing.book import Cell, Sheet
from jusou_desk.reports.drawing.undrawn import Undrawn
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from jusou_desk.reports.xlsx.paint import Gradient
from tests.reports.drawn import put
from tests.reports.layouts import new_book, packet, saved

# 型のない部品なので、型を問わずに使う。
made: Any = untyped
RED = (1.0, 0.0, 0.0)
_FILL = PatternFill(bgColor="FFFF0000")


def filled_with(
    rules: dict[str, Any], cells: dict[str, Any], values: dict[str, Value] | None = None
) -> FilledBook:
    book, sheet = new_book()
    lay(sheet, rules, cells)
    return fill(saved(book), packet(values or {}))


def lay(sheet: Worksheet, rules: dict[str, Any], cells: dict[str, Any]) -> None:
    for place, value in cells.items():
        sheet[place] = value
    for area, found in rules.items():
        for rule in found if isinstance(found, list) else [found]:
            sheet.conditional_formatting.add(area, rule)


def sheet_of(book: FilledBook) -> Sheet:
    ((sheet, _),) = book.sheets
    return sheet


def painted(book: FilledBook, color: object = RED) -> set[str]:
    """``color`` で塗られたセル。"""
    return {name(c) for c in sheet_of(book).cells.values() if c.style.fill == color}


def name(cell: Cell) -> str:
    return f"{'ABCDEFGH'[cell.column - 1]}{cell.row}"


def numbers(*values: float) -> dict[str, Any]:
    return {f"A{row}": value for row, value in enumerate(values, start=1)}


@pytest.mark.parametrize(
    ("operator", "formula", "cells"),
    [
        ("lessThan", ["2"], {"A1"}),
        ("greaterThanOrEqual", ["$A$2"], {"A2", "A3"}),
        ("equal", ["3"], {"A3"}),
        ("between", ["3", "2"], {"A2", "A3"}),
        ("notBetween", ["2", "3"], {"A1"}),
    ],
)
def test_値の比べ(operator: str, formula: list[str], cells: set[str]) -> None:
    rule = made.CellIsRule(operator=operator, formula=formula, fill=_FILL)
    assert painted(filled_with({"A1:A3": rule}, numbers(1, 2, 3))) == cells


def test_差し込んだ値に当てる() -> None:
    rule = made.CellIsRule(operator="equal", formula=['"要"'], fill=_FILL)
    cells = {"A1": "{{緊急}}", "A2": "{{継続}}"}
    assert painted(filled_with({"A1:A2": rule}, cells, {"緊急": "要", "継続": "否"})) == {"A1"}


@pytest.mark.parametrize(
    ("formula", "cells"),
    [
        ("$A1>1", {"A2", "B2", "A3", "B3"}),
        ("MOD(ROW(),2)=1", {"A1", "B1", "A3", "B3"}),
        ("COLUMN()=2", {"B1", "B2", "B3"}),
        ('ISERROR(SEARCH("介護",$C1))', {"A2", "B2", "A3", "B3"}),
        ('AND($A1>=2,LEFT($C2,1)="")', {"A2", "B2", "A3", "B3"}),
        ("ISBLANK($C1)", {"A2", "B2", "A3", "B3"}),
        ("1/($A1-2)>0", {"A3", "B3"}),
        ("COUNTIF($A$1:$A$3,$A1)>1", set()),
    ],
)
def test_数式の番地は範囲の左上から相対に動く(formula: str, cells: set[str]) -> None:
    rule = made.FormulaRule(formula=[formula], fill=_FILL)
    given = {**numbers(1, 2, 3), "B1": "い", "C1": "介護"}
    book = filled_with({"A1:B3": rule}, given)
    assert painted(book) == cells
    assert book.problems == ()


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        ("containsText", {"A1", "A3"}),
        ("notContainsText", {"A2", "A4"}),
        ("beginsWith", {"A1"}),
        ("endsWith", {"A3"}),
    ],
)
def test_文字の条件(kind: str, cells: set[str]) -> None:
    rule = made.Rule(type=kind, text="介護", formula=["A1"], dxf=DifferentialStyle(fill=_FILL))
    given = {"A1": "介護保険", "A2": "障害", "A3": "要介護", "A4": "困窮"}
    assert painted(filled_with({"A1:A4": rule}, given)) == cells


def test_空欄と重なりと上位() -> None:
    look = DifferentialStyle(fill=_FILL)
    cells = {"A1": "甲", "A3": "甲", "A4": "乙"}
    blanks = made.Rule(type="containsBlanks", formula=["LEN(TRIM(A1))=0"], dxf=look)
    assert painted(filled_with({"A1:A4": blanks}, cells)) == {"A2"}
    twice = made.Rule(type="duplicateValues", dxf=look)
    assert painted(filled_with({"A1:A4": twice}, cells)) == {"A1", "A3"}
    top = made.Rule(type="top10", rank=2, dxf=look)
    assert painted(filled_with({"A1:A4": top}, numbers(5, 9, 1, 7))) == {"A2", "A4"}
    low = made.Rule(type="top10", rank=25, percent=True, bottom=True, dxf=look)
    assert painted(filled_with({"A1:A4": low}, numbers(5, 9, 1, 7))) == {"A3"}
    above = made.Rule(type="aboveAverage", dxf=look)
    assert painted(filled_with({"A1:A4": above}, numbers(5, 9, 1, 7))) == {"A2", "A4"}


def test_優先する条件が勝ち_止める条件の先は見ない() -> None:
    blue = PatternFill(bgColor="FF0000FF")
    first = made.FormulaRule(formula=["A1>1"], fill=_FILL)
    second = made.FormulaRule(formula=["A1>0"], fill=blue, font=Font(bold=True, strike=True))
    book = filled_with({"A1:A2": [first, second]}, numbers(1, 2))
    cells = sheet_of(book).cells
    assert (cells[1, 1].style.fill, cells[2, 1].style.fill) == ((0.0, 0.0, 1.0), RED)
    assert all(c.spans[0].font.bold and c.spans[0].font.strike for c in cells.values())
    stopping = made.FormulaRule(formula=["A1>1"], fill=_FILL, stopIfTrue=True)
    cells = sheet_of(filled_with({"A1:A2": [stopping, second]}, numbers(1, 2))).cells
    assert [c.spans[0].font.bold for c in cells.values()] == [True, False]


def test_条件の塗りの色は_柄の後ろの色() -> None:
    pattern = PatternFill("solid", fgColor="FF00FF00", bgColor="FFFF0000")
    rule = made.FormulaRule(formula=["A1=1"], fill=pattern)
    assert painted(filled_with({"A1": rule}, numbers(1))) == {"A1"}


def test_罫線と表示形式も変わる() -> None:
    side = Side(style="thin", color="FFFF0000")
    rule = made.FormulaRule(formula=["A1=2"], border=Border(bottom=side))
    rule.dxf.numFmt = NumberFormat(170, '0"件"')
    cells = sheet_of(filled_with({"A1:A2": rule}, numbers(1, 2))).cells
    assert [c.text for c in cells.values()] == ["1", "2件"]
    assert cells[1, 1].style.border.bottom is None
    edge = cells[2, 1].style.border.bottom
    assert edge is not None
    assert edge.color == RED


def test_条件の字の色は_表示形式の色に勝つ() -> None:
    book, sheet = new_book()
    blue = Font(color="FF0000FF")
    below = made.FormulaRule(formula=["A1<-1"], font=blue)
    both = made.FormulaRule(formula=["A1=3"], font=blue)
    shown = made.FormulaRule(formula=["A1=4"], font=Font(bold=True))
    for rule in (both, shown):
        rule.dxf.numFmt = NumberFormat(170, '[Red]0"件"')
    lay(sheet, {"A1:A5": [below, both, shown]}, numbers(-1, -2, 3, 4, 5))
    for place in ("A1", "A2", "A3", "A4", "A5"):
        sheet[place].number_format = "0;[Red]-0"
    cells = sheet_of(fill(saved(book), packet({}))).cells
    colors = [c.spans[0].font.color for c in cells.values()]
    assert colors == [RED, (0.0, 0.0, 1.0), (0.0, 0.0, 1.0), RED, (0.0, 0.0, 0.0)]
    assert [c.text for c in cells.values()] == ["-1", "-2", "3件", "4件", "5"]


def test_カラースケールは値で混ぜる() -> None:
    rule = made.ColorScaleRule(
        "min", None, "FF000000", "percentile", 50, "FFFF0000", "max", None, "FFFFFFFF"
    )
    cells = sheet_of(filled_with({"A1:A4": rule}, {**numbers(0, 10, 20), "A4": "字"})).cells
    assert [c.style.fill for c in cells.values()] == [
        (0.0, 0.0, 0.0), RED, (1.0, 1.0, 1.0), None,
    ]  # fmt: skip


def test_データバーの長さと頁の塗り() -> None:
    rule = made.DataBarRule("num", 0, "num", 10, color="FF638EC6", showValue=False)
    book = filled_with({"A1:A3": rule}, numbers(0, 5, 10))
    sheet = sheet_of(book)
    assert [(bar.start, round(bar.stop, 3)) for bar in sheet.bars.values()] == [
        (0.0, 0.1), (0.0, 0.5), (0.0, 0.9),
    ]  # fmt: skip
    assert all(not cell.spans for cell in sheet.cells.values())
    (page,) = book.pages
    widths = [fill.width for fill in page.fills if isinstance(fill.color, Gradient)]
    assert widths == sorted(widths)
    assert len(widths) == 3


def test_2010のデータバーは負の値を境から左へ引く() -> None:
    book, sheet = new_book()
    lay(
        sheet,
        {"A1:A3": made.DataBarRule("min", None, "max", None, color="FF638EC6")},
        numbers(-5, 0, 5),
    )
    found = read_parts(saved(book))
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    part = "xl/worksheets/sheet1.xml"
    found[part] = found[part].replace(
        b"</dataBar>",
        f'</dataBar><extLst><ext uri="x"><x14:id xmlns:x14="{x14}">{{1}}</x14:id></ext></extLst>'.encode(),
    )
    put(
        found,
        f'<extLst><ext uri="y" xmlns:x14="{x14}"><x14:conditionalFormattings>'
        "<x14:conditionalFormatting "
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:cfRule type="dataBar" id="{1}"><x14:dataBar gradient="0" minLength="0" '
        'maxLength="100"><x14:cfvo type="autoMin"/><x14:cfvo type="autoMax"/>'
        '<x14:negativeFillColor rgb="FFFF0000"/></x14:dataBar></x14:cfRule>'
        "<xm:sqref>A1:A3</xm:sqref></x14:conditionalFormatting>"
        "</x14:conditionalFormattings></ext></extLst>",
    )
    bars = sheet_of(fill(write_parts(found), packet({}))).bars
    assert [(bar.start, bar.stop, bar.axis) for bar in bars.values()] == [
        (0.0, 0.5, 0.5), (0.5, 0.5, 0.5), (0.5, 1.0, 0.5),
    ]  # fmt: skip
    assert bars[1, 1].paint == RED


def test_当てられない条件は名指して知らせる() -> None:
    rules = {
        "A1:A3": [made.IconSetRule("3Arrows", "percent", [0, 33, 67])],
        "B1:B3": made.FormulaRule(formula=["PHONETIC(A1)=1"], fill=_FILL),
        "C1:C3": made.Rule(type="timePeriod", timePeriod="today", formula=["C1=TODAY()"]),
    }
    book = filled_with(rules, {**numbers(1, 2, 3), "C1": "字"})
    assert set(book.undrawn) == {
        Undrawn("様式", "A1:A3", "アイコンの条件付き書式"),
        Undrawn("様式", "B1:B3", "計算できない条件付き書式"),
        Undrawn("様式", "C1:C3", "計算できない条件付き書式"),
    }
    assert len(book.problems) == 3


def test_列全体に掛けた条件は刷る範囲だけに当てる() -> None:
    rule = made.FormulaRule(formula=["$A1<>1"], fill=_FILL)
    book = filled_with({"A1:B1048576": rule}, {"A1": 1, "B4": "字"})
    assert painted(book) == {"A2", "A3", "A4", "B2", "B3", "B4"}
    assert len(sheet_of(book).cells) == 7
