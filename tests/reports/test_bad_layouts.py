"""おかしな様式を渡されたとき。止まらず、記憶を食い尽くさず、一文で断る。"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest

from jusou_desk.errors import BadInput
from jusou_desk.reports.fill import fill
from jusou_desk.reports.package import read_parts, write_parts
from jusou_desk.reports.table import read_book
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
        (SHEET, lambda xml: (
            b'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]>'
            + xml[xml.index(b"<worksheet"):]).decode().encode("utf-16")),
        (SHEET, lambda xml: xml.replace(b'r="A2"', b'r="??"')),
        (SHEET, lambda xml: xml.replace(b'<row r="2"', b'<row r="x"')),
        (SHEET, lambda xml: xml.replace(b's="1"', b's="y"')),
        (SHEET, lambda xml: re.sub(rb' ht="[^"]*"', b' ht="NaN"', xml)),
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


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_DEFLATED])
def test_圧縮の壊れたブックは断る(method: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("xl/workbook.xml", bytes(range(256)) * 20)
    data = bytearray(stream.getvalue())
    data[60:80] = b"\xff" * 20
    with pytest.raises(BadInput, match="壊れています"):
        fill(bytes(data), packet({}))
    with pytest.raises(BadInput, match="壊れています"):
        read_book(bytes(data))


@pytest.mark.parametrize(("at", "number"), [(6, 99), (10, 77)])
def test_知らない版や圧縮のブックは断る(at: int, number: int) -> None:
    data = bytearray(intake_layout())
    start = data.find(b"PK\x01\x02")
    while start >= 0:
        data[start + at] = number
        start = data.find(b"PK\x01\x02", start + 4)
    with pytest.raises(BadInput):
        fill(bytes(data), packet({}))
    with pytest.raises(BadInput):
        read_book(bytes(data))


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    ],
)
def test_マクロ付きのブックとテンプレートは様式にしない(kind: str) -> None:
    """そのまま .xlsx の名で書き出すと、Excel は開かない。"""
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    data = changed("[Content_Types].xml", lambda xml: xml.replace(plain, kind.encode()))
    with pytest.raises(BadInput, match="様式に使えません"):
        fill(data, packet({}))


def test_様式は記憶に載る大きさまで() -> None:
    data = changed(SHEET, lambda xml: xml + b" " * 70_000_000)
    with pytest.raises(BadInput, match="大きすぎる"):
        fill(data, packet({}))


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
