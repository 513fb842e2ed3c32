"""おかしな様式を渡されたとき。止まらず、記憶を食い尽くさず、一文で断る。"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from jusou_desk.errors import BadInput
from jusou_desk.reports.fill import fill
from jusou_desk.reports.package import read_parts, write_parts
from tests.reports.layouts import intake_layout, new_book, packet, saved

SHEET = "xl/worksheets/sheet1.xml"


def changed(part: str, change: Callable[[bytes], bytes]) -> bytes:
    found = read_parts(intake_layout())
    found[part] = change(found[part])
    return write_parts(found)


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (SHEET, lambda xml: xml[: len(xml) // 2]),
        (SHEET, lambda xml: b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml),
        (SHEET, lambda xml: xml.replace(b'r="A2"', b'r="??"')),
        (SHEET, lambda xml: xml.replace(b'<row r="2"', b'<row r="x"')),
        (SHEET, lambda xml: xml.replace(b's="1"', b's="y"')),
        ("xl/styles.xml", lambda _: b"not xml"),
        ("xl/workbook.xml", lambda xml: xml.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main")),
        ("xl/workbook.xml", lambda xml: xml.replace(b"<sheets>", b"<sheets>" + b"".join(
            b'<sheet name="s%d" sheetId="%d"/>' % (n, n + 9) for n in range(1000)))),
        ("xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"sheet1.xml", b"none.xml")),
    ],
)  # fmt: skip
def test_中身のおかしなブックは断る(part: str, change: Callable[[bytes], bytes]) -> None:
    data = changed(part, change)
    with pytest.raises(BadInput) as caught:
        fill(data, packet({})).to_xlsx()
    assert caught.value.title.endswith("。")
    assert caught.value.advice.endswith("。")


def test_展開すると大きすぎるブックは断る() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"xl/{number}.xml", b" " * 100_000_000)
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    assert len(stream.getvalue()) < 1_000_000
    with pytest.raises(BadInput, match="大きすぎる"):
        fill(stream.getvalue(), packet({}))


def test_列全体の結合があっても止まらない() -> None:
    book, sheet = new_book()
    sheet["A1"] = "{{氏名}}"
    sheet.merge_cells("A1:A2")
    data = saved(book)
    found = read_parts(data)
    found[SHEET] = found[SHEET].replace(b'ref="A1:A2"', b'ref="A1:A1048576"')
    result = fill(write_parts(found), packet({"氏名": "髙﨑"}))
    assert len(result.pages) == 1


def test_広すぎる結合は断る() -> None:
    book, sheet = new_book()
    sheet["A1"] = "x"
    sheet.merge_cells("A1:B2")
    sheet["ZZ9999"] = "果て"
    found = read_parts(saved(book))
    found[SHEET] = found[SHEET].replace(b'ref="A1:B2"', b'ref="A1:ZZ9999"')
    with pytest.raises(BadInput, match="結合したセルが広すぎる"):
        fill(write_parts(found), packet({}))


def test_果ての一セルだけのシートは刷らずに知らせる() -> None:
    book, sheet = new_book()
    sheet["A1"] = "x"
    sheet["XFD1048576"] = "果て"
    result = fill(saved(book), packet({}))
    assert result.problems == ("シート「様式」は印刷する範囲が広すぎるため、PDFにしません。",)


@pytest.mark.parametrize(
    "formula", ["A1", "B1+A2", "(" * 5000 + "1" + ")" * 5000, "SUM(A1:XFD1048576)", "1" * 4000]
)
def test_循環や深すぎる数式でも止まらない(formula: str) -> None:
    book, sheet = new_book()
    sheet["A1"] = "=" + formula
    sheet["A2"] = "=A1"
    result = fill(saved(book), packet({}))
    assert len(result.pages) <= 1
    assert all("数式は計算できず" in problem for problem in result.problems)
