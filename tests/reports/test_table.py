"""表だけのブックの書き読み。"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook, load_workbook

from jusou_desk.errors import BadInput
from jusou_desk.packet import Value
from jusou_desk.reports.table import ErrorValue, Formula, Row, read_book, write_book
from jusou_desk.reports.xlsx.celltext import CUT_MARK, LIMIT
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from tests.reports.layouts import HARD_NAMES, saved

ROWS: list[tuple[Value, ...]] = [
    ("P1", HARD_NAMES, date(1955, 4, 1), 70, True),
    ("=1+1", "@SUM(A1)", datetime(2026, 11, 22, 14, 30), -1.5, None),
    ("一\n二", "a\x00b", time(9, 5), None, ("甲", "乙")),
    ("_x0041_", " 前後 ", date(1868, 1, 25), 0, False),
]
COLUMNS = ("番号", "氏名", "日", "数", "他")


def test_書いたものが読み戻せる() -> None:
    book = read_book(write_book({"人物": (COLUMNS, ROWS), "空": (("番号",), [])}))
    rows = list(book["人物"])
    assert list(book["空"]) == [("番号",)]
    assert [row.number for row in rows] == [1, 2, 3, 4, 5]
    assert rows[0] == COLUMNS
    assert rows[1] == ("P1", HARD_NAMES, date(1955, 4, 1), 70, "☑")
    assert rows[2] == ("=1+1", "@SUM(A1)", datetime(2026, 11, 22, 14, 30), -1.5)
    assert rows[3] == ("一\n二", "ab", time(9, 5), None, "甲、乙")
    assert rows[4] == ("_x0041_", " 前後 ", "1868-01-25", 0, "☐")


def test_Excelと同じ読み手でも開ける() -> None:
    sheet = load_workbook(io.BytesIO(write_book({"人物": (COLUMNS, ROWS)})))["人物"]
    assert sheet["A3"].data_type == "s"
    assert sheet["A3"].value == "=1+1"
    assert sheet["C2"].value == datetime(1955, 4, 1)
    assert sheet["C2"].number_format == "yyyy\\-mm\\-dd"
    assert sheet["A1"].font.b
    assert not sheet["A2"].font.b
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E5"


def test_同じ中身からは同じバイト列() -> None:
    assert write_book({"人物": (COLUMNS, ROWS)}) == write_book({"人物": (COLUMNS, iter(ROWS))})


def test_数式は数式と分かる形で返る() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["番号", "数"])
    sheet.append(["P1", "=1+1"])
    rows = list(read_book(saved(book))["Sheet"])
    assert rows[1] == ("P1", Formula("=1+1"))


def test_空の行は飛ばし行番号を保つ() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "番号"
    sheet["C5"] = "x"
    rows = list(read_book(saved(book))["Sheet"])
    assert [(row.number, tuple(row)) for row in rows] == [(1, ("番号",)), (5, (None, None, "x"))]


def test_行の上限で止まる() -> None:
    data = write_book({"人物": (("番号",), ((n,) for n in range(100)))})
    with pytest.raises(BadInput, match="行が多すぎます"):
        list(read_book(data, max_rows=50)["人物"])
    assert len(list(read_book(data, max_rows=101)["人物"])) == 101


def test_列が多すぎれば断る() -> None:
    data = write_book({"人物": (("番号",), [("x",)])})
    found = read_parts(data)
    part = "xl/worksheets/sheet1.xml"
    found[part] = found[part].replace(b'r="A2"', b'r="XFD2"')
    with pytest.raises(BadInput, match="列が多すぎます"):
        list(read_book(write_parts(found))["人物"])


def test_展開すると大きすぎるものは開かない() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * 2_000_000)
    with pytest.raises(BadInput, match="大きすぎる"):
        read_book(stream.getvalue(), max_unpacked=1_000_000)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_実体宣言のあるXMLは断る(part: str) -> None:
    found = read_parts(write_book({"人物": (("番号",), [("x",)])}))
    head, _, rest = found[part].partition(b"?>")
    found[part] = head + b'?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + rest.replace(b">x<", b">&a;<")
    with pytest.raises(BadInput):
        list(read_book(write_parts(found))["人物"])


def rows_of(cells: bytes) -> list[Row]:
    """一行目を ``cells`` に替えたシートの行。"""
    found = read_parts(write_book({"人物": (("番号",), [])}))
    part = "xl/worksheets/sheet1.xml"
    found[part] = re.sub(b"<row.*</row>", b'<row r="1">' + cells + b"</row>", found[part])
    return list(read_book(write_parts(found))["人物"])


@pytest.mark.parametrize("number", [20230401, -1, 60, 2_958_466])
def test_日付の書式でも日付にならない数は数のまま返す(number: int) -> None:
    """日付の欄に 20230401 と打つと、Excel では ######## になる。ブックが壊れたのではない。"""
    assert rows_of(b'<c r="A1" s="2"><v>%d</v></c>' % number) == [(number,)]


def test_値として貼られた誤りの印は文字にしない() -> None:
    assert rows_of(b'<c r="A1" t="e"><v>#N/A</v></c>') == [(ErrorValue("#N/A"),)]


@pytest.mark.parametrize("places", [(b"B1", b"A1"), (b"A1", b"A1")])
def test_列の順でないセルを隣の列の値と取り違えない(places: tuple[bytes, bytes]) -> None:
    cells = b"".join(b'<c r="%s"><v>%d</v></c>' % (p, n) for n, p in enumerate(places))
    with pytest.raises(BadInput):
        rows_of(cells)


@pytest.mark.parametrize("number", [b"NaN", b"1e400"])
def test_数でない数は断る(number: bytes) -> None:
    with pytest.raises(BadInput):
        rows_of(b'<c r="A1"><v>' + number + b"</v></c>")


def test_時差の付いた日時は付いていない日時になる() -> None:
    (row,) = rows_of(b'<c r="A1" t="d"><v>2023-04-01T09:00:00Z</v></c>')
    assert row == (datetime(2023, 4, 1, 9, 0),)


def test_二つの符号に分けて書かれた文字は一字になる() -> None:
    cell = b'<c r="A1" t="inlineStr"><is><t>_xD842__xDFB7_\xe5\xad\x90</t></is></c>'
    assert rows_of(cell) == [("𠮷子",)]


def test_文字は一字も変えず_改行だけ揃える() -> None:
    text = "甲\t乙\u2028丙\r\n丁\x0b戊_x000D_"
    (_, row) = read_book(write_book({"s": (("文",), [(text,)])}))["s"]
    assert row == ("甲\t乙\u2028丙\n丁\n戊_x000D_",)
    (_, row) = read_book(write_book({"s": (("数",), [(12345678901234567,)])}))["s"]
    assert row == ("12345678901234567",)


def test_セルに入らない文は切った印を付けて切る() -> None:
    (_, kept, short) = read_book(write_book({"s": (("文",), [("𠮷" * 20_000,), ("甲" * LIMIT,)])}))[
        "s"
    ]
    text = str(kept[0])
    assert text.endswith(CUT_MARK)
    assert text.startswith("𠮷")
    assert len(text.encode("utf-16-le")) // 2 <= LIMIT
    assert short == ("甲" * LIMIT,)


def test_途中で切れたブックは断る() -> None:
    found = read_parts(write_book({"人物": (("番号",), [("x",)] * 50)}))
    part = "xl/worksheets/sheet1.xml"
    found[part] = found[part][: len(found[part]) // 2]
    with pytest.raises(BadInput, match="壊れて"):
        list(read_book(write_parts(found))["人物"])
    with pytest.raises(BadInput):
        read_book(write_book({"人物": (("番号",), [])})[:-30])
