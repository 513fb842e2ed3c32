"""マクロ付き・Strict・台帳でないファイル。使えるものは中身のまま使い、使えないものは一文で断る。"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import msoffcrypto
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import load_workbook

from jusou_desk.errors import BadInput
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.table import read_book
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from tests.reports.layouts import STAMP, intake_layout, new_book, packet, parts, saved
from tests.reports.specimens import SHEET, intake_packet, specimen, tagged_intake
from tests.reports.strict_reader import faults
from tests.reports.xml_diff import differences

TYPES = "[Content_Types].xml"
RELS = "xl/_rels/workbook.xml.rels"
PLAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def with_macro(data: bytes) -> bytes:
    """マクロの部品を付けたブック。中身は読まれないので、何でもよい。"""
    found = read_parts(data)
    found[TYPES] = (
        found[TYPES]
        .replace(PLAIN, MACRO)
        .replace(
            b"</Types>",
            b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
        )
    )
    found[RELS] = found[RELS].replace(
        b"</Relationships>",
        b'<Relationship Id="rId77" Type="http://schemas.microsoft.com/office/2006/relationships/'
        b'vbaProject" Target="vbaProject.bin"/></Relationships>',
    )
    found["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 8
    return write_parts(found)


def test_マクロ付きのブックは_マクロを一バイトも変えずに使う() -> None:
    data = with_macro(tagged_intake())
    assert faults(data) == []
    result = fill(data, intake_packet())
    assert result.suffix == "xlsm"
    for made in (result.to_xlsx(), result.stamped_xlsx(STAMP)):
        assert differences(data, made).parts == {SHEET}
        assert faults(made) == []
        assert load_workbook(io.BytesIO(made))["相談票"]["G8"].value == "髙橋　𠮷江"
    assert len(result.pages) == 1


def test_ふつうのブックはxlsx() -> None:
    assert fill(intake_layout(), packet({})).suffix == "xlsx"


_USUAL = re.compile(
    rb"http://schemas\.openxmlformats\.org/(spreadsheetml|officeDocument|drawingml)/2006/"
)


def strict(data: bytes) -> bytes:
    """「Strict Open XML」で保存したときの名前空間にしたブック。"""
    found = {}
    for name, content in read_parts(data).items():
        xml = name.endswith((".xml", ".rels")) and name != TYPES
        found[name] = _USUAL.sub(rb"http://purl.oclc.org/ooxml/\1/", content) if xml else content
    return write_parts(found)


def test_Strictのブックは_その名前空間のまま差し込む() -> None:
    data, given = tagged_intake(), intake_packet()
    usual, result = fill(data, given), fill(strict(data), given)
    before, after = parts(strict(data)), parts(result.to_xlsx())
    assert {name for name in before if before[name] != after[name]} == {SHEET}
    assert b"schemas.openxmlformats.org/spreadsheetml" not in after[SHEET]
    assert strict(usual.to_xlsx()) == result.to_xlsx()
    assert result.pages == usual.pages
    assert faults(result.to_xlsx()) == []


def test_Strictのブックの日付も描ける() -> None:
    book, sheet = new_book()
    sheet["A1"] = date(2026, 11, 22)
    sheet["A1"].number_format = '[$-411]ggge"年"m"月"d"日"'
    sheet["B1"] = "=A1+1"
    sheet.column_dimensions["A"].width = 30
    found = read_parts(strict(saved(book)))
    xml, count = re.subn(
        rb'(<c r="A1"[^>]*?)( t="n")?><v>\d+</v>', rb'\1 t="d"><v>2026-11-22</v>', found[SHEET]
    )
    assert count == 1
    found[SHEET] = xml
    (page,) = fill(write_parts(found), packet({})).pages
    assert [text.text for text in page.texts] == ["令和8年11月22日", "46349"]


def test_Strictのブックは台帳としては断る() -> None:
    with pytest.raises(BadInput, match="台帳として読めません"):
        read_book(strict(specimen("repeating-table")))


def encrypted(data: bytes) -> bytes:
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt("ひみつ", stream)
    assert msoffcrypto.OfficeFile(io.BytesIO(stream.getvalue())).is_encrypted()
    return stream.getvalue()


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, b"<x/>")
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (encrypted(intake_layout()), "パスワード"),
        (OLE + "Workbook".encode("utf-16-le"), "(.xls)"),
        (OLE + "WordDocument".encode("utf-16-le"), "(.doc)"),
        (OLE, "(.xls)"),
        (zipped("xl/workbook.bin"), "(.xlsb)"),
        (zipped("word/document.xml"), "Word"),
        (zipped("ppt/presentation.xml"), "PowerPoint"),
        (zipped("mimetype", "content.xml"), "OpenDocument"),
        (zipped("readme.txt"), "ではない"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n", "画像"),
        (b"\xef\xbb\xbf<html><table>", "ホームページ"),
        ("氏名,年齢\n".encode("cp932"), "読めない"),
        (b"", "読めない"),
        (intake_layout()[:-300], "読めない"),
    ],
)  # fmt: skip
def test_ブックでないものは_何かを言って断る(data: bytes, word: str) -> None:
    with pytest.raises(BadInput) as caught:
        fill(data, packet({}))
    assert word in caught.value.title
    assert caught.value.title.count("。") == 1
    assert caught.value.title.endswith("。")
    assert "Excel" in caught.value.advice
