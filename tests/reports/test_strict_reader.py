"""``strict_reader`` が、決まりごとに、植えた傷を一つ残らず見つけるか。"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from openpyxl.worksheet.table import Table

from jusou_desk.reports.xlsx.package import read_parts, write_parts
from tests.reports.layouts import new_book, saved
from tests.reports.specimens import SHEET, specimen
from tests.reports.strict_reader import faults

Change = Callable[[bytes], bytes]
BOOK = "xl/workbook.xml"
TYPES = "[Content_Types].xml"
SHEET_RELS = "xl/worksheets/_rels/sheet1.xml.rels"
STYLES = "xl/styles.xml"
DRAWING = "xl/drawings/drawing1.xml"
COMMENTS = "xl/comments1.xml"
CHAIN = "xl/calcChain.xml"


def put(old: bytes, new: bytes) -> Change:
    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, 1)

    return change


def again(pattern: bytes) -> Change:
    """初めに合った所を二つ重ねる。"""

    def change(content: bytes) -> bytes:
        match = re.search(pattern, content, re.DOTALL)
        assert match
        return content[: match.end()] + match[0] + content[match.end() :]

    return change


def first(pattern: bytes, new: bytes) -> Change:
    def change(content: bytes) -> bytes:
        made, count = re.subn(pattern, new, content, count=1, flags=re.DOTALL)
        assert count
        return made

    return change


def swap(one: bytes, other: bytes) -> Change:
    """二つの要素の並びを入れ替える。"""

    def change(content: bytes) -> bytes:
        match = re.search(b"(" + one + b")(.*?)(" + other + b")", content, re.DOTALL)
        assert match
        turned = match[3] + match[2] + match[1]
        return content[: match.start()] + turned + content[match.end() :]

    return change


FAULTS: list[tuple[str, str, Change]] = [
    ("XML", SHEET, put(b"</sheetData>", b"")),
    ("種類が二つ", TYPES, again(rb'<Override PartName="/xl/styles.xml"[^>]*/>')),
    ("種類だけある部品", TYPES, put(b"/xl/styles.xml", b"/xl/none.xml")),
    ("種類の無い部品", TYPES, first(rb'<Default Extension="bin"[^>]*/>', b"")),
    ("部品の種類", TYPES, put(b"spreadsheetml.styles+xml", b"spreadsheetml.table+xml")),
    ("関係の Id", SHEET_RELS, put(b'Id="rId2"', b'Id="rId1"')),
    ("関係の Id", SHEET_RELS, put(b'Id="rId2"', b'Id="2"')),
    ("先の無い関係", SHEET_RELS, put(b"drawing1.xml", b"drawing7.xml")),
    ("どこからも指されない部品", SHEET_RELS, first(rb'<Relationship Id="rId3".*?/>', b"")),
    ("宣言の無い接頭辞", SHEET, put(b'Ignorable="x14ac"', b'Ignorable="x14ac xr"')),
    ("要素の並び: xl/workbook", BOOK, swap(rb"<sheets>.*</sheets>", rb"<calcPr[^>]*/>")),
    ("知らない要素", BOOK, put(b"<sheets>", b"<sheetz/><sheets>")),
    ("マクロとブックの種類", TYPES, put(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
    ("シート名が二つ", BOOK, put("集計".encode(), "様式1".encode())),
    ("シート名:", BOOK, put("集計".encode(), "集/計".encode())),
    ("シート名:", BOOK, put("集計".encode(), ("集" * 32).encode())),
    ("シートの番号", BOOK, put(b'sheetId="2"', b'sheetId="1"')),
    ("シートの番号", BOOK, put(b'r:id="rId2"', b'r:id="rId1"')),
    ("シートの部品", BOOK, put(b'r:id="rId2"', b'r:id="rId99"')),
    ("見えるシートが無い", BOOK, lambda xml: xml.replace(b"<sheet name", b'<sheet state="hidden" name')),
    ("名前の定義が二つ", BOOK, again(rb'<definedName name="_xlnm.Print_Area".*?</definedName>')),
    ("名前の定義のシート", BOOK, put(b'localSheetId="0"', b'localSheetId="5"')),
    ("名前の定義:", BOOK, put("氏名欄".encode(), "1氏名".encode())),
    ("名前の定義の先", BOOK, put("様式1!$B$3".encode(), "様式9!$B$3".encode())),
    ("表示するシート", BOOK, put(b"<workbookView", b'<workbookView activeTab="4"')),
    ("選ばれたシートが二枚", "xl/worksheets/sheet2.xml", put(
        b"<sheetView ", b'<sheetView tabSelected="1" ')),
    ("計算の順", CHAIN, first(rb'r="[A-Z]+\d+"', b'r="Z99"')),
    ("要素の並び: xl/styles", STYLES, swap(rb"<fonts.*</fonts>", rb"<fills.*</fills>")),
    ("書式の数", STYLES, first(rb'<fonts count="\d+"', b'<fonts count="77"')),
    ("書式の番号", STYLES, first(rb'(<cellXfs.*?<xf [^>]*?)fontId="\d+"', rb'\1fontId="77"')),
    ("図形の番号", DRAWING, again(rb'<xdr:cNvPr id="2"[^>]*/>')),
    ("図形の関係", DRAWING, put(b"<xdr:clientData/>", (
        b'<xdr:clientData xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships" r:id="rId8"/>'))),
    ("図形の並び", DRAWING, put(b"<xdr:clientData/>", b"")),
    ("図形の位置", DRAWING, first(rb"<xdr:row>2</xdr:row>", b"<xdr:row>99</xdr:row>")),
    ("コメントが二つ", COMMENTS, again(rb"<comment .*?</comment>")),
    ("コメントの書き手", COMMENTS, first(rb'authorId="\d+"', b'authorId="9"')),
    ("要素の並び: xl/worksheets", SHEET, swap(rb"<mergeCells.*</mergeCells>", rb"<pageMargins[^>]*/>")),
    ("一つだけの要素", SHEET, again(rb"<pageMargins[^>]*/>")),
    ("行の番号", SHEET, put(b'<row r="4"', b'<row r="3"')),
    ("行の高さ", SHEET, put(b'<row r="4"', b'<row r="4" ht="500"')),
    ("行の書式", SHEET, put(b'<row r="4"', b'<row r="4" s="99"')),
    ("セルの番地", SHEET, put(b'r="B4"', b'r="B9"')),
    ("セルの番地", SHEET, put(b'r="C7"', b'r="B7"')),
    ("要素の並び", SHEET, put(b"<f>LEN(B3)</f><v>0</v>", b"<v>0</v><f>LEN(B3)</f>")),
    ("セルの種類", SHEET, put(b't="s"', b't="x"')),
    ("セルの書式", SHEET, put(b's="2"', b's="99"')),
    ("共有の文字列", SHEET, put(b"<v>15</v>", b"<v>16</v>")),
    ("数でない値", SHEET, put(b"<f>LEN(B3)</f><v>0</v>", b"<f>LEN(B3)</f><v>1,0</v>")),
    ("真偽でない値", SHEET, put(
        b'<c r="E3" s="1"><f>LEN(B3)</f><v>0</v>', b'<c r="E3" s="1" t="b"><v>2</v>')),
    ("文字の置き方", SHEET, put(b'<c r="C7" s="1"/>', b'<c r="C7" s="1"><is><t>x</t></is></c>')),
    ("長すぎる文", SHEET, put(b'<c r="C7" s="1"/>', (
        b'<c r="C7" t="inlineStr"><is><t>' + b"x" * 32_768 + b"</t></is></c>"))),
    ("数式の範囲", SHEET, put(b"<f>LEN(B3)</f>", b'<f t="array" ref="A1:A2">LEN(B3)</f>')),
    ("数式の書き方", SHEET, put(b"<f>LEN", b"<f>=LEN")),
    ("元の無い共有の数式", SHEET, put(b"<f>LEN(B3)</f>", b'<f t="shared" si="3"/>')),
    ("結合の数", SHEET, put(b'<mergeCells count="2"', b'<mergeCells count="3"')),
    ("結合の範囲", SHEET, put(b'ref="A12:C12"', b'ref="A12"')),
    ("重なった結合", SHEET, put(b'ref="A12:C12"', b'ref="C8:C12"')),
    ("列の範囲", SHEET, put(b"<sheetData>", (
        b'<cols><col min="2" max="4"/><col min="3" max="5"/></cols><sheetData>'))),
    ("範囲", SHEET, put(b'sqref="B9"', b'sqref="B0"')),
    ("範囲", SHEET, put(b'<dimension ref="A1:E14"', b'<dimension ref="E14:A1"')),
    ("条件付き書式の書式", SHEET, put(b'dxfId="0"', b'dxfId="9"')),
    ("条件付き書式の順", SHEET, put(b'priority="2"', b'priority="0"')),
    ("入力規則の数", SHEET, put(b'<dataValidations count="1"', b'<dataValidations count="2"')),
    ("要素の並び", SHEET, put(b"<oddHeader>", b"<oddFooter>x</oddFooter><oddHeader>")),
    ("長すぎるヘッダー", SHEET, put(b"&amp;L", b"&amp;L" + b"x" * 256)),
    ("改頁:", SHEET, put(b"<drawing", b'<rowBreaks count="1"><brk id="0"/></rowBreaks><drawing')),
    ("改頁の数", SHEET, put(b"<drawing", b'<rowBreaks count="2"><brk id="3"/></rowBreaks><drawing')),
    ("無いシートを指す式", SHEET, put(b"<f>LEN(B3)</f>", "<f>LEN(無い!B3)</f>".encode())),
    ("無いシートを指す式", SHEET, first(
        rb"(<cfRule.*?<formula>).*?</formula>", rb"\1'none'!A1</formula>")),
    ("行の幅の外のセル", SHEET, first(rb'<row r="3"[^>]*>', b'<row r="3" spans="1:2">')),
    ("表の範囲の外のセル", SHEET, put(b'<dimension ref="A1:E14"', b'<dimension ref="A1:B14"')),
    ("文字列の数", "xl/sharedStrings.xml", first(rb'uniqueCount="\d+"', b'uniqueCount="99"')),
    ("題の一覧", "docProps/app.xml", put("<vt:lpstr>集計".encode(), "<vt:lpstr>前の集計".encode())),
    ("題の一覧", "docProps/app.xml", put(b"<vt:i4>2</vt:i4>", b"<vt:i4>1</vt:i4>")),
    ("シートの関係", SHEET, put(b'<drawing r:id="rId1"', b'<drawing r:id="rId2"')),
    ("シートの関係", SHEET, put(b'<legacyDrawing r:id="rId2"', b'<legacyDrawing r:id="rId77"')),
    ("空の入れ物", SHEET, first(rb"(<mergeCells)[^>]*>.*?</mergeCells>", rb"\1/>")),
    ("空の入れ物", SHEET, put(b"<sheetData>", b"<cols/><sheetData>")),
    ("空の入れ物", SHEET, put(b"<pageMargins", b"<hyperlinks/><pageMargins")),
    ("範囲の無い規則", SHEET, first(rb'(<conditionalFormatting )sqref="[^"]*"', rb'\1sqref=""')),
    ("範囲の無い規則", SHEET, first(rb'(<dataValidation [^>]*)sqref="[^"]*"', rb"\1")),
    ("先の無いリンク", SHEET, put(
        b"<pageMargins", b'<hyperlinks><hyperlink ref="A1"/></hyperlinks><pageMargins')),
    ("アウトラインの深さ", SHEET, put(b'<row r="4"', b'<row r="4" outlineLevel="8"')),
    ("列の幅", SHEET, put(
        b"<sheetData>", b'<cols><col min="1" max="1" width="300"/></cols><sheetData>')),
    ("縮尺", SHEET, first(rb"<pageSetup ", b'<pageSetup scale="5" ')),
    ("手で入れた改頁の数", SHEET, put(b"<drawing", (
        b'<rowBreaks count="1" manualBreakCount="1"><brk id="3"/></rowBreaks><drawing'))),
    ("字の無い文字の升", SHEET, put(b'<c r="C7" s="1"/>', b'<c r="C7" s="1" t="inlineStr"><is/></c>')),
    ("字の無い文字の升", SHEET, put(b'<c r="C7" s="1"/>', b'<c r="C7" s="1" t="s"/>')),
    ("中身の二つある升", SHEET, put(b'<c r="C7" s="1"/>', b'<c r="C7" s="1"><v>1</v><v>2</v></c>')),
    ("重なった配列数式", SHEET, put(b"<f>LEN(B3)</f>", (
        b'<f t="array" ref="E3:E9">LEN(B3)</f><f t="array" ref="E3">1</f>'))),
    ("結合に掛かる配列数式", SHEET, put(
        b"<f>LEN(B3)</f>", b'<f t="array" ref="A3:E12">LEN(B3)</f>')),
    ("長すぎる式", SHEET, put(b"<f>LEN(B3)</f>", b'<f>"' + b"x" * 256 + b'"</f>')),
    ("長すぎる入力規則の文", SHEET, put(
        b"<dataValidation ", b'<dataValidation prompt="' + b"x" * 256 + b'" ')),
    ("ブックの関係", BOOK, put(b"<calcPr", (
        b'<externalReferences><externalReference r:id="rId88"/></externalReferences><calcPr'))),
    ("ビューのシート", BOOK, first(rb"(<calcPr[^>]*/>)", (
        rb'\1<customWorkbookViews><customWorkbookView activeSheetId="9"/></customWorkbookViews>'))),
    ("名前の定義の誤り", BOOK, first(
        rb'(<definedName name="_xlnm.Print_Area"[^>]*>)[^<]*', rb"\1#REF!")),
    ("よそのシートの", BOOK, first(
        rb'(<definedName name="_xlnm.Print_Area"[^>]*>)[^<]*', "\\1集計!$A$1:$B$2".encode())),
    ("印刷範囲", BOOK, first(
        rb'(<definedName name="_xlnm.Print_Area"[^>]*>)[^<]*', "\\1様式1!$A$0".encode())),
    ("印刷タイトル", BOOK, first(
        rb'(<definedName name="_xlnm.Print_)Area("[^>]*>)[^<]*', "\\1Titles\\2様式1!$A$1".encode())),
]  # fmt: skip


def test_見本に傷は無い() -> None:
    assert faults(specimen("rich-template")) == []


@pytest.mark.parametrize(("rule", "part", "change"), FAULTS)
def test_植えた傷を見つける(rule: str, part: str, change: Change) -> None:
    found = read_parts(specimen("rich-template"))
    found[part] = change(found[part])
    told = faults(write_parts(found))
    assert any(one.startswith(rule) for one in told), told


def test_同じマクロの名のシートを見つける() -> None:
    found = read_parts(specimen("rich-template"))
    for number in (1, 2):
        part = f"xl/worksheets/sheet{number}.xml"
        found[part] = put(b"<dimension", b'<sheetPr codeName="Sheet1"/><dimension')(found[part])
    assert "マクロの名: Sheet1" in faults(write_parts(found))


def test_持ち主の無い関係と_名前の重なる部品を見つける() -> None:
    found = read_parts(specimen("rich-template"))
    found["xl/charts/_rels/chart1.xml.rels"] = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    )
    found["xl/STYLES.xml"] = found[STYLES]
    told = faults(write_parts(found))
    assert any(one.startswith("持ち主の無い関係") for one in told)
    assert any(one.startswith("部品の名前") for one in told)


def test_壊れたテーブルを見つける() -> None:
    book, sheet = new_book()
    for row in (["名", "数"], ["甲", 1], ["乙", 2]):
        sheet.append(row)
    sheet.add_table(Table(displayName="表", ref="A1:B3"))
    found = read_parts(saved(book))
    part = "xl/tables/table1.xml"
    changes: dict[str, Change] = {
        "行の無いテーブル": put(b'ref="A1:B3"', b'ref="A1:B1"'),
        "テーブルの幅": put(b'ref="A1:B3"', b'ref="A1:C3"'),
        "テーブルの列が二つ": put("数".encode(), "名".encode()),
    }
    for rule, change in changes.items():
        told = faults(write_parts({**found, part: change(found[part])}))
        assert any(one.startswith(rule) for one in told), (rule, told)


def test_テーブルと合わない絞り込みの範囲を見つける() -> None:
    book, sheet = new_book()
    for row in (["名", "数"], ["甲", 1], ["乙", 2]):
        sheet.append(row)
    sheet.add_table(Table(displayName="表", ref="A1:B3"))
    found = read_parts(saved(book))
    assert faults(write_parts(found)) == []
    part = "xl/tables/table1.xml"
    found[part] = first(rb'(<autoFilter ref=)"A1:B3"', rb'\1"A1:B2"')(found[part])
    assert faults(write_parts(found)) == [f"絞り込みの範囲: {part}"]
