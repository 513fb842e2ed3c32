"""帳票の試験が使う、手で組んだ部品入りのブック。"""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from jusou_desk.reports.xlsx.package import read_parts, write_parts
from tests.reports.layouts import new_book, put, saved

_DRAWING = (
    b'<?xml version="1.0"?><xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/'
    b'spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>'
)


# LibreOffice は保存するときにタグを三つに割る。ふりがなも付いている。
_STRINGS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>'
    "<r><t>{{</t></r><r><rPr><b/></rPr><t>氏名</t></r><r><t>}}様</t></r>"
    '<rPh sb="2" eb="4"><t>シメイ</t></rPh></si></sst>'
).encode()


@pytest.fixture
def rich_template() -> bytes:
    """図形・フォームの部品・プリンター設定のあるシート。"""
    book, sheet = new_book()
    put(sheet, "A1", "{{氏名}}")
    for column, name in zip("ABC", ("氏名", "支援", "金額"), strict=True):
        put(sheet, f"{column}3", f"{{{{ケース.{name}}}}}")
    found = read_parts(saved(book))
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    found["xl/drawings/drawing1.xml"] = _DRAWING
    found["xl/sharedStrings.xml"] = _STRINGS
    found["xl/ctrlProps/ctrlProp1.xml"] = b"<formControlPr/>"
    found["xl/printerSettings/printerSettings1.bin"] = bytes(range(256))
    rels = found["xl/_rels/workbook.xml.rels"]
    if b"sharedStrings" not in rels:
        found["xl/_rels/workbook.xml.rels"] = rels.replace(
            b"</Relationships>",
            b'<Relationship Id="rId90" Type="' + relation.encode() + b'/sharedStrings" '
            b'Target="sharedStrings.xml"/></Relationships>',
        )
    found["xl/worksheets/_rels/sheet1.xml.rels"] = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="' + relation.encode() + b'/drawing" '
        b'Target="../drawings/drawing1.xml"/></Relationships>'
    )
    sheet_xml = found["xl/worksheets/sheet1.xml"]
    shared = b'<c r="E1" t="s"><v>0</v></c><c r="F1" t="s"><v>0</v></c></row>'
    found["xl/worksheets/sheet1.xml"] = sheet_xml.replace(b"</row>", shared, 1).replace(
        b"</worksheet>",
        b'<drawing xmlns:r="' + relation.encode() + b'" r:id="rId1"/></worksheet>',
    )
    found["[Content_Types].xml"] = found["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
        b'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
        b'<Override PartName="/xl/drawings/drawing1.xml" '
        b'ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/>'
        b'<Default Extension="bin" ContentType="application/octet-stream"/></Types>',
    )
    data = write_parts(found)
    load_workbook(io.BytesIO(data))
    return data
