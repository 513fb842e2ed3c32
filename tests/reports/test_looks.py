"""セルの塗り・罫線・下線・傾けた字と、印刷の設定。"""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from openpyxl.styles import Alignment, Border, Font, GradientFill, PatternFill, Side
from openpyxl.styles.fills import fills
from openpyxl.worksheet.table import Table, TableStyleInfo

from jusou_desk.reports.drawing.undrawn import Undrawn
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.paging.lines import Rule
from jusou_desk.reports.paging.pages import Page
from jusou_desk.reports.paging.placing import Glyphs
from jusou_desk.reports.pdf import draw
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from jusou_desk.reports.xlsx.paint import Gradient, Hatch, Paint
from tests.reports.drawn import OFFICE, SHEET, link, put
from tests.reports.layouts import new_book, packet, saved
from tests.reports.test_pdf import PLAIN, pdf_text


def page_of(data: bytes) -> Page:
    (page,) = fill(data, packet({})).pages
    return page


def paint_of(pattern: Any) -> Paint:
    book, sheet = new_book()
    sheet["B2"].fill = pattern
    (found,) = page_of(saved(book)).fills
    return found.color


@pytest.mark.parametrize("kind", sorted(set(fills) - {"solid"}))
def test_どの柄も塗られ_線の柄は線で引く(kind: Any) -> None:
    found = paint_of(PatternFill(kind, fgColor="FFFF0000", bgColor="FFFFFFFF"))
    lined = any(
        word in kind for word in ("Horizontal", "Vertical", "Up", "Down", "Grid", "Trellis")
    )
    assert isinstance(found, Hatch) is lined
    if not isinstance(found, (Hatch, Gradient)):
        assert found[0] == 1.0
        assert 0 < found[1] == found[2] < 1


def test_濃い柄は濃い() -> None:
    tones = [
        paint_of(PatternFill(kind, fgColor="FF000000", bgColor="FFFFFFFF"))
        for kind in ("gray0625", "gray125", "lightGray", "mediumGray", "darkGray")
    ]
    assert tones == sorted(tones, reverse=True)  # type: ignore[type-var]
    assert len(set(tones)) == 5


def test_階調は結合の全体に一度だけ塗る() -> None:
    book, sheet = new_book()
    sheet["B2"].fill = GradientFill(degree=90, stop=("FFFFFFFF", "FF0000FF"))
    sheet.merge_cells("B2:C4")
    sheet["C3"].fill = GradientFill(degree=0, stop=("FFFFFFFF", "FFFF0000"))
    sheet["E5"].fill = GradientFill(
        type="path", left=0.5, right=0.5, top=0.5, bottom=0.5, stop=("FFFFFFFF", "FF0000FF")
    )
    page = page_of(saved(book))
    slope, ring = page.fills
    assert isinstance(slope.color, Gradient)
    assert isinstance(ring.color, Gradient)
    assert (slope.color.angle, slope.color.center) == (90, None)
    assert ring.color.center == (0.5, 0.5)
    assert slope.height == pytest.approx(page.grid.tops[1] - page.grid.tops[4])
    assert draw([fill(saved(book), packet({}))], PLAIN, title="x")


KINDS = (
    "hair", "dotted", "dashDotDot", "dashDot", "dashed", "thin", "mediumDashDotDot",
    "slantDashDot", "mediumDashDot", "mediumDashed", "medium", "double", "thick",
)  # fmt: skip


def rules_of(kind: Any) -> tuple[Rule, ...]:
    book, sheet = new_book()
    sheet["B2"].border = Border(bottom=Side(style=kind))
    return page_of(saved(book)).rules


def test_どの線種も見分けられる() -> None:
    looks = {kind: tuple((r.width, r.dash) for r in rules_of(kind)) for kind in KINDS}
    assert len(set(looks.values())) == len(KINDS)
    assert len(looks["double"]) == 2


@pytest.mark.parametrize("down", [True, False])
def test_斜めの二重線は_寝ていても二本に見える(down: bool) -> None:
    """横に長い枠に引いた斜めの二重線。横にだけ離すと、一本の太い線につぶれる。"""
    book, sheet = new_book()
    sheet.merge_cells("B2:F2")
    sheet["B2"].border = Border(
        diagonal=Side(style="double"), diagonalDown=down, diagonalUp=not down
    )
    first, second = page_of(saved(book)).rules
    length = math.hypot(first.x2 - first.x1, first.y2 - first.y1)
    apart = (second.x1 - first.x1) * (first.y2 - first.y1) / length
    apart -= (second.y1 - first.y1) * (first.x2 - first.x1) / length
    assert abs(apart) == pytest.approx(1.6)
    assert abs(apart) > first.width + second.width


def test_会計の下線は低く引く() -> None:
    book, sheet = new_book()
    for row, kind in enumerate(("single", "double", "singleAccounting", "doubleAccounting"), 1):
        sheet.cell(row, 1).value = "gy金額"
        sheet.cell(row, 1).font = Font(underline=kind)  # type: ignore[arg-type]
    assert [item.underline for item in page_of(saved(book)).texts] == [1, 2, 3, 4]
    assert draw([fill(saved(book), packet({}))], PLAIN, title="x")


@pytest.mark.parametrize(("rotation", "angle"), [(45, 45), (120, -30), (60, 60)])
def test_傾けた字は枠の中に収まる(rotation: int, angle: int) -> None:
    book, sheet = new_book()
    sheet["B2"] = "傾けた字"
    sheet["B2"].alignment = Alignment(textRotation=rotation)
    sheet.row_dimensions[2].height = 70
    page = page_of(saved(book))
    (item,) = page.texts
    assert item.angle == angle
    assert page.grid.lefts[1] <= item.x <= page.grid.lefts[2]
    assert page.grid.tops[2] <= item.y <= page.grid.tops[1]


def test_白黒で刷る() -> None:
    book, sheet = new_book()
    sheet["A1"] = "赤い字"
    sheet["A1"].font = Font(color="FFFF0000")
    sheet["A1"].fill = PatternFill("solid", fgColor="FFFFFF00")
    sheet["A1"].border = Border(bottom=Side(style="thin", color="FF0000FF"))
    sheet.page_setup.blackAndWhite = True
    page = page_of(saved(book))
    assert page.fills == ()
    assert {item.color for item in page.texts} == {(0.0, 0.0, 0.0)}
    assert {rule.color for rule in page.rules} == {(0.0, 0.0, 0.0)}


@pytest.mark.parametrize(
    ("setting", "shown"), [("displayed", "#N/A"), ("blank", ""), ("dash", "--"), ("NA", "#N/A")]
)
def test_誤りのセルの刷り方(setting: Any, shown: str) -> None:
    book, sheet = new_book()
    sheet["A1"] = "#N/A"
    sheet["A2"] = "表"
    sheet.page_setup.errors = setting
    assert "".join(item.text for item in page_of(saved(book)).texts) == f"{shown}表"


def lost(inside: str, *, after: bytes = b"</sheetData>") -> FilledBook:
    """表の後に要素を足したブック。"""
    book, sheet = new_book()
    sheet["A1"] = "表"
    found = read_parts(saved(book))
    found[SHEET] = found[SHEET].replace(after, after + inside.encode())
    return fill(write_parts(found), packet({}))


def test_行と列の番号とスパークラインは描かれないと知らせる() -> None:
    assert lost('<printOptions headings="1"/>').undrawn == (Undrawn("様式", "", "行と列の番号"),)
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    xm = "http://schemas.microsoft.com/office/excel/2006/main"
    spark = (
        f'<extLst><ext uri="x"><x14:sparklineGroups xmlns:x14="{x14}" xmlns:xm="{xm}">'
        "<x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>A1:A3</xm:f>"
        "<xm:sqref>B2</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>"
        "</x14:sparklineGroups></ext></extLst>"
    )
    assert lost(spark).undrawn == (Undrawn("様式", "B2", "スパークライン"),)


@pytest.mark.parametrize(("mark", "told"), [(' ph="1"', 1), ("", 0)])
def test_見せる設定のふりがなは描かれないと知らせる(mark: str, told: int) -> None:
    inside = (
        f'<row r="9"><c r="C9" t="inlineStr"{mark}><is><t>氏名</t>'
        '<rPh sb="0" eb="2"><t>シメイ</t></rPh></is></c></row>'
    )
    book, sheet = new_book()
    sheet["A1"] = "表"
    found = read_parts(saved(book))
    found[SHEET] = found[SHEET].replace(b"</sheetData>", f"{inside}</sheetData>".encode())
    result = fill(write_parts(found), packet({}))
    assert result.undrawn == (Undrawn("様式", "C9", "ふりがな"),) * told
    assert "シメイ" not in pdf_text(draw([result], PLAIN, title="x"))


@pytest.mark.parametrize(("setting", "told"), [("asDisplayed", 1), ("none", 0)])
def test_刷る設定のコメントは描かれないと知らせる(setting: str, told: int) -> None:
    book, sheet = new_book()
    sheet["A1"] = "表"
    sheet.page_setup.cellComments = setting  # type: ignore[assignment]
    found = read_parts(saved(book))
    found["xl/comments1.xml"] = b"<comments/>"
    link(found, "dummy", "../comments1.xml", kind="comments")
    found[SHEET] = found[SHEET].replace(
        f'<dummy xmlns:r="{OFFICE}" r:id="of-dummy"/>'.encode(), b""
    )
    result = fill(write_parts(found), packet({}))
    assert result.undrawn == (Undrawn("様式", "", "コメント"),) * told


@pytest.mark.parametrize(("style", "told"), [("TableStyleMedium2", 1), (None, 0)])
def test_テーブルに自動で付く色は描かれないと知らせる(style: str | None, told: int) -> None:
    book, sheet = new_book()
    for place, text in (("B2", "氏名"), ("C2", "年齢"), ("B3", "架空"), ("C3", "70")):
        sheet[place] = text
    table = Table(displayName="表一", ref="B2:C3")
    table.tableStyleInfo = TableStyleInfo(name=style, showRowStripes=True)
    sheet.add_table(table)
    found = fill(saved(book), packet({})).undrawn
    assert found == (Undrawn("様式", "B2:C3", "テーブルのスタイル"),) * told


def test_シートの背景の画像は_Excelと同じく刷らない() -> None:
    book, sheet = new_book()
    sheet["A1"] = "表"
    found = read_parts(saved(book))
    put(found, f'<picture xmlns:r="{OFFICE}" r:id="rId9"/>')
    assert fill(write_parts(found), packet({})).problems == ()


def test_表示形式の星の字は_左端と右端の字の間に並ぶ() -> None:
    book, sheet = new_book()
    for row, (value, code) in enumerate(
        ((12, "*-0"), (12, "0*."), ("目次", "@*."), (12, '"計"*_0')), start=1
    ):
        cell = sheet[f"B{row}"]
        cell.value, cell.number_format = value, code
    sheet.column_dimensions["B"].width = 12
    lines: dict[float, list[Glyphs]] = {}
    for one in page_of(saved(book)).texts:
        lines.setdefault(one.y, []).append(one)
    shown = ["".join(g.text for g in sorted(line, key=lambda g: g.x)) for line in lines.values()]
    assert [re.sub(r"([-._])\1+", r"\1", words) for words in shown] == [
        "-12",
        "12.",
        "目次.",
        "計_12",
    ]
    assert min(map(len, shown)) > 6
    starts = [min(one.x for one in line) for line in lines.values()]
    assert max(starts) == pytest.approx(min(starts))
