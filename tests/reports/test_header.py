"""ヘッダー・フッターの書き方と、そこに書いたタグ。"""

from __future__ import annotations

import io
import re

import pytest
from lxml import etree
from pypdf import PdfReader

from jusou_desk.reports.fill import fill
from jusou_desk.reports.header import header_spans
from jusou_desk.reports.pdf import draw
from tests.reports.layouts import STAMP, new_book, packet, parts, saved

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
    assert "様式 のヘッダーが長すぎるので、255字で切りました。" in result.problems


def test_先頭の頁だけのヘッダーはPDFに無いと知らせる() -> None:
    book, sheet = new_book()
    sheet["A1"] = "x"
    sheet.HeaderFooter.differentFirst = True
    assert sheet.firstHeader is not None
    sheet.firstHeader.center.text = "表紙"
    (problem,) = fill(saved(book), packet({})).problems
    assert "先頭・偶数ページだけのヘッダー" in problem
