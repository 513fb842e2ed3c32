"""おかしな様式を渡されたとき。止まらず、記憶を食い尽くさず、一文で断る。"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from jusou_desk.errors import BadInput
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.table import read_book
from jusou_desk.reports.xlsx.package import read_parts, write_parts
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
    # Excel の使わない詰め方は、膨らませもしない。
    told = "壊れています" if method == zipfile.ZIP_DEFLATED else "作りが正しくありません"
    with pytest.raises(BadInput, match=told):
        fill(bytes(data), packet({}))
    with pytest.raises(BadInput, match=told):
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
        "application/vnd.ms-excel.addin.macroEnabled.main+xml",
        "application/vnd.ms-excel.template.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    ],
)
def test_アドインとテンプレートは様式にしない(kind: str) -> None:
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


_HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_NESTED = b"<a>" * 400 + b"</a>" * 400


def rows(count: int, columns: int) -> bytes:
    row = b"<row>" + b'<c s="1"><v>1</v></c>' * columns + b"</row>"
    return _HEAD + row * count + b"</sheetData></worksheet>"


@pytest.mark.skipif(sys.platform != "linux", reason="記憶の上限は Linux で掛ける")
@pytest.mark.parametrize(
    ("part", "content", "word"),
    [
        (SHEET, rows(625, 16_000), "大きすぎる"),
        (SHEET, rows(100, 16_000), "多すぎる"),
        (SHEET, _HEAD + b"<row " + b" ".join(b'a%d=""' % n for n in range(1_600_000))
            + b"/></sheetData></worksheet>", "多すぎる"),
        (SHEET, _HEAD + b"</sheetData>" + _NESTED + b"</worksheet>", "XMLが壊れています"),
        (SHEET, b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
            + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
            + b"]>" + _HEAD + b"<row><c><v>&j;</v></c></row></sheetData></worksheet>", "XMLが壊れています"),
        ("xl/sharedStrings.xml", b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
            b'2006/main"><si><t>' + b"x" * 70_000_000 + b"</t></si></sst>", "大きすぎる"),
    ],
    ids=["一千万セル", "百六十万セル", "百六十万属性", "深い入れ子", "膨らむ実体", "巨大な文字列"],
)  # fmt: skip
def test_大きさで攻めるブックは_記憶を食わずに一文で断る(
    part: str, content: bytes, word: str, tmp_path: Path
) -> None:
    """別の過程で、記憶に上限を掛けて読ませる。"""
    found = read_parts(intake_layout())
    found[part] = content
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(write_parts(found))
    before = path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _UNDER_LIMIT, str(path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert word in done.stdout
    assert path.read_bytes() == before


# 読むのに使ってよい記憶は 300MB まで(部品の読み込みの後から数えて)。
_UNDER_LIMIT = """
import resource, sys
from pathlib import Path
from jusou_desk.errors import BadInput
from jusou_desk.reports.form.fill import fill
from tests.reports.layouts import packet
data, given = Path(sys.argv[1]).read_bytes(), packet({})
pages = int(Path("/proc/self/statm").read_text().split()[0])
limit = pages * resource.getpagesize() + 300 * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
try:
    fill(data, given).pages
except BadInput as error:
    print(error.title)
"""


@pytest.mark.parametrize("first", ["A1:B3", "B2:D4", "A2:C2"])
def test_重なった結合のあるブックは_どのセルかを言って断る(first: str) -> None:
    book, sheet = new_book()
    sheet["A1"] = "x"
    sheet.merge_cells("F1:G2")
    sheet.merge_cells("A6:C6")
    found = read_parts(saved(book))
    xml = found[SHEET].replace(b'"F1:G2"', f'"{first}"'.encode())
    found[SHEET] = xml.replace(b'"A6:C6"', b'"B2:C3"')
    with pytest.raises(BadInput) as caught:
        fill(write_parts(found), packet({}))
    assert "B2:C3" in caught.value.title
    assert first in caught.value.title


def test_たくさんの結合も速く確かめる() -> None:
    book, sheet = new_book()
    sheet["A1"] = "{{氏名}}"
    for row in range(1, 1001):
        sheet.merge_cells(f"B{row}:D{row}")
    data = saved(book)
    began = time.process_time()
    fill(data, packet({"氏名": "髙﨑"}))
    assert time.process_time() - began < 5


def test_列の果てまで使う様式も読める() -> None:
    book, sheet = new_book()
    sheet["A1"] = "{{氏名}}"
    sheet["XFD1"] = "果て"
    sheet.column_dimensions["A"].width = 20
    result = fill(saved(book), packet({"氏名": "髙﨑"}))
    back = load_workbook(io.BytesIO(result.to_xlsx()))["様式"]
    assert (back["A1"].value, back["XFD1"].value) == ("髙﨑", "果て")
    assert result.pages


def test_外部のブックを見る数式は_値を捨てて知らせる() -> None:
    book, sheet = new_book()
    sheet["A1"] = "{{氏名}}"
    sheet["A2"] = "='[1]別の様式'!A1"
    result = fill(saved(book), packet({"氏名": "髙﨑"}))
    assert result.problems == ("様式!A2 の数式は計算できず、PDFでは空欄になります。",)


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
    result = fill(write_parts(found), packet({}))
    with pytest.raises(BadInput, match="結合したセルが広すぎる"):
        _ = result.pages


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
