"""ヘッダー・フッターの書き方と、そこに書いたタグ。"""

from __future__ import annotations

import io
import re

import pytest
from lxml import etree
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from jusou_desk.reports.drawing.header import header_spans
from jusou_desk.reports.drawing.undrawn import Undrawn
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.pdf import draw
from jusou_desk.reports.xlsx.package import write_parts
from jusou_desk.reports.xlsx.palette import Palette
from tests.reports.drawn import OFFICE, link, png, relations, vml
from tests.reports.layouts import STAMP, new_book, packet, parts, saved
from tests.reports.test_pdf import PLAIN

SHEET = "xl/worksheets/sheet1.xml"
FIELDS = {"P": "2", "N": "5", "D": "2026/11/22", "T": "14:30", "A": "様式"}


def texts(code: str) -> dict[str, str]:
    found = header_spans(code, FIELDS)
    return {section: "".join(span.text for span in spans) for section, spans in found.items()}


def test_左中央右と頁番号() -> None:
    assert texts("&L町名&C- &P/&N -&R&A &D &T") == {
        "L": "町名",
        "C": "- 2/5 -",
        "R": "様式 2026/11/22 14:30",
    }
    assert texts("&P+1頁 A&&B") == {"C": "3頁 A&B"}
    assert texts("&Z&F&G") == {}
    assert texts("&L&K01+000町名&K04-024様式") == {"L": "町名様式"}


def test_書体と大きさ() -> None:
    (plain, big) = header_spans('小&"ＭＳ 明朝,太字"&16&Uか&KFF0000', FIELDS)["C"]
    assert (plain.font.size, plain.font.bold) == (10, False)
    assert (big.font.name, big.font.size, big.font.bold) == ("ＭＳ 明朝", 16, True)
    assert big.font.underline == "single"


def test_タグが入り_記号は命令にならない() -> None:
    book, sheet = new_book()
    sheet["A1"] = "中身"
    assert sheet.oddHeader is not None
    sheet.oddHeader.left.text = "{{町名}}"
    result = fill(saved(book), packet({"町名": "A&B町 &P"}))
    text = PdfReader(io.BytesIO(draw([result], STAMP, title="x"))).pages[0].extract_text()
    assert "A&B町 &P" in text
    assert result.problems == ()


@pytest.mark.parametrize(
    ("mark", "written"), [("", "&L町"), ("㊙", "&L町&R㊙"), ("A&L", "&L町&RA&&L")]
)
def test_値が空なら区画ごと無くなる(mark: str, written: str) -> None:
    book, sheet = new_book()
    sheet["A1"] = "中身"
    assert sheet.oddHeader is not None
    sheet.oddHeader.left.text = "町"
    sheet.oddHeader.right.text = "{{印}}"
    made = parts(fill(saved(book), packet({"印": mark})).to_xlsx())
    element = etree.fromstring(made["xl/worksheets/sheet1.xml"]).find(".//{*}oddHeader")
    assert element is not None
    assert element.text == written


def test_長すぎるヘッダーはExcelの上限で切って知らせる() -> None:
    book, sheet = new_book()
    sheet["A1"] = "x"
    assert sheet.oddHeader is not None
    sheet.oddHeader.left.text = "{{会議}}"
    result = fill(saved(book), packet({"会議": "長い会議の名" * 60}))
    (header,) = re.findall(r"<oddHeader>(.*?)</oddHeader>", parts(result.to_xlsx())[SHEET].decode())
    assert len(header.replace("&amp;", "&")) == 255
    assert header.endswith("…")
    assert "シート「様式」のヘッダーが長すぎるので、255字で切りました。" in result.problems


def long_book() -> tuple[Workbook, Worksheet]:
    """三頁の書類。"""
    book, sheet = new_book()
    for row in range(1, 131):
        sheet.cell(row, 1).value = f"行{row}"
        sheet.row_dimensions[row].height = 15
    return book, sheet


def headings(data: bytes) -> list[str]:
    """頁ごとの、表の外の字。"""
    result = fill(data, packet({}))
    assert result.problems == ()
    pages = PdfReader(io.BytesIO(draw([result], PLAIN, title="x"))).pages
    return [re.sub(r"行\d+|\s", "", page.extract_text()).split("令和")[0] for page in pages]


def test_先頭と偶数の頁には_そのヘッダーとフッター() -> None:
    book, sheet = long_book()
    for part, text in (
        (sheet.oddHeader, "奇数&P"),
        (sheet.evenHeader, "偶数&P"),
        (sheet.firstHeader, "表紙"),
        (sheet.firstFooter, "初め"),
    ):
        assert part is not None
        part.center.text = text
    sheet.HeaderFooter.differentFirst = sheet.HeaderFooter.differentOddEven = True
    first, second, third = headings(saved(book))
    assert "表紙" in first
    assert "初め" in first
    assert "偶数2" in second
    assert "初め" not in second
    assert "奇数3" in third


def test_始まりの頁番号() -> None:
    book, sheet = long_book()
    assert sheet.oddHeader is not None
    sheet.oddHeader.center.text = "番号&P"
    sheet.page_setup.firstPageNumber = 5
    sheet.page_setup.useFirstPageNumber = True
    assert [text[:3] for text in headings(saved(book))] == ["番号5", "番号6", "番号7"]


def test_配色の色と上付きと斜体() -> None:
    palette = Palette(((1.0, 1.0, 1.0), (0.0, 0.0, 0.0), (0.0, 0.0, 1.0)), ())
    (spans,) = header_spans('&K02+000青&"-,太字 斜体"斜&X上', FIELDS, palette=palette).values()
    assert [span.font.color for span in spans] == [(0.0, 0.0, 1.0)] * 3
    assert [span.font.italic for span in spans] == [False, True, True]
    assert [span.font.raised for span in spans] == ["", "", "superscript"]


def with_header_picture(content: bytes, name: str) -> bytes:
    book, sheet = new_book()
    sheet["A1"] = "x"
    assert sheet.oddHeader is not None
    sheet.oddHeader.right.text = "&G"
    found = parts(saved(book))
    found["xl/drawings/vmlDrawing1.vml"] = vml(
        '<v:shape id="RH" style="position:absolute;width:72pt;height:36pt;z-index:1">'
        '<v:imagedata o:relid="rId1"/></v:shape>'
    )
    found["xl/drawings/_rels/vmlDrawing1.vml.rels"] = relations(
        f'<Relationship Id="rId1" Type="{OFFICE}/image" Target="../media/{name}"/>'
    )
    found[f"xl/media/{name}"] = content
    link(found, "legacyDrawingHF", "../drawings/vmlDrawing1.vml", kind="vmlDrawing")
    return write_parts(found)


def test_ヘッダーの画像() -> None:
    result = fill(with_header_picture(png(), "a.png"), packet({}))
    assert result.problems == ()
    (page,) = PdfReader(io.BytesIO(draw([result], STAMP, title="x"))).pages
    assert len(page.images) == 1
    lost = fill(with_header_picture(b"EMF", "a.emf"), packet({}))
    assert lost.undrawn == (Undrawn("様式", "", "ヘッダーの画像"),)


def test_ファイル名は書けないと知らせる() -> None:
    book, sheet = new_book()
    sheet["A1"] = "x"
    assert sheet.oddFooter is not None
    sheet.oddFooter.center.text = "R&&F &F"
    result = fill(saved(book), packet({}))
    assert result.undrawn == (Undrawn("様式", "", "フッターのファイル名(&F・&Z)"),)
    sheet.oddFooter.center.text = "R&&F"
    assert fill(saved(book), packet({})).undrawn == ()


def test_縮めた様式ではヘッダーの字も縮む() -> None:
    book, sheet = new_book()
    sheet.page_setup.fitToHeight = None
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = False
    sheet.page_setup.scale = 50
    sheet["A1"] = "x"
    assert sheet.oddHeader is not None
    sheet.oddHeader.center.text = "&20見出し"

    def size(data: bytes) -> float:
        sizes: list[float] = []

        def visit(text: str, cm: list[float], tm: list[float], _f: object, font: float) -> None:
            if "見出し" in text:
                sizes.append(round(font * tm[0] * cm[0], 1))

        result = fill(data, packet({}))
        PdfReader(io.BytesIO(draw([result], PLAIN, title="x"))).pages[0].extract_text(
            visitor_text=visit
        )
        return sizes[0]

    assert size(saved(book)) == 10
    sheet.HeaderFooter.scaleWithDoc = False
    assert size(saved(book)) == 20
