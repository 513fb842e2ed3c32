"""紙にも升にも出ない説明の字: 前の人の名が残っていれば黄で言い、タグが残っていれば差し込めないと言う。"""

from __future__ import annotations

import io

import openpyxl
import pytest

from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.inspection.findings import Grade
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from tests.reports.layouts import packet
from tests.reports.test_hostile_forms import SHEET, changed, form, look, with_rows, with_shape

OLD = "前任　花子"
DRAWING = "xl/drawings/drawing1.xml"
X14 = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"'
    ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:dataValidation type="list" prompt="{{氏名}}"><xm:sqref>B5</xm:sqref>'
    "</x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
)


def link(words: str) -> bytes:
    mark = f'<hyperlinks><hyperlink ref="A5" location="票!A1" tooltip="{words}"/></hyperlinks>'
    return changed(lambda sheet: sheet.replace("<pageMargins", f"{mark}<pageMargins"))


def drawn(old: str, new: str, words: str = "x") -> bytes:
    return changed(lambda drawing: drawing.replace(old, new), DRAWING, with_shape(words, form()))


def part(name: str, content: str) -> bytes:
    return write_parts({**read_parts(form()), name: content.encode()})


def named(marks: str) -> bytes:
    name = f'<definedNames><definedName name="x" {marks}>票!$A$1</definedName></definedNames>'
    return changed(
        lambda book: (
            book.replace("<definedNames/>", "")
            .replace("<definedNames />", "")
            .replace("</sheets>", f"</sheets>{name}")
        ),
        "xl/workbook.xml",
    )


def reading(words: str) -> bytes:
    cell = f'<is><t>住所</t><rPh sb="0" eb="2"><t>{words}</t></rPh></is>'
    return with_rows(f'<row r="9"><c r="A9" t="inlineStr">{cell}</c></row>')


def foreign(inner: str) -> bytes:
    """知らない拡張(extLst)のあるシート。"""
    marks = f'<extLst><ext uri="{{0}}" xmlns:k="urn:kanri">{inner}</ext></extLst></worksheet>'
    return changed(lambda sheet: sheet.replace("</worksheet>", marks))


def vml(inner: str) -> bytes:
    parts = read_parts(form())
    office = "http://schemas.openxmlformats.org"
    rels = (
        f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="rId9" Type='
        f'"{office}/officeDocument/2006/relationships/vmlDrawing" Target="/xl/drawings/v.vml"/>'
        "</Relationships>"
    )
    root = f'<xml xmlns:v="urn:schemas-microsoft-com:vml">{inner}</xml>'
    added = {"xl/worksheets/_rels/sheet1.xml.rels": rels, "xl/drawings/v.vml": root}
    return write_parts({**parts, **{name: text.encode() for name, text in added.items()}})


def by_libreoffice(way: str = "ExcelA1", inner: str = "") -> bytes:
    """LibreOffice が保存したブックに、いつも付くもの。inner: 独自の属性。"""
    ext = (
        '<extLst><ext xmlns:loext="http://schemas.libreoffice.org/" uri="{7626C862-2A13-11E5-B345-'
        f'FEFF819CDC9F}}"><loext:extCalcPr stringRefSyntax="{way}"/></ext></extLst></workbook>'
    )
    parts = read_parts(changed(lambda book: book.replace("</workbook>", ext), "xl/workbook.xml"))
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    rel = (
        f'<Relationship Id="rId9" Type="{office}/relationships/custom-properties" '
        'Target="docProps/custom.xml"/></Relationships>'
    )
    custom = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Properties xmlns="{office}/custom-properties" '
        f'xmlns:vt="{office}/docPropsVTypes">{inner}</Properties>'
    )
    rels = parts["_rels/.rels"].replace(b"</Relationships>", rel.encode())
    return write_parts({**parts, "_rels/.rels": rels, "docProps/custom.xml": custom.encode()})


def yellow(data: bytes) -> list[tuple[str, str]]:
    found = look(data).findings
    assert not any(OLD in f"{one.what}{one.advice}" for one in found)
    return [(one.cell, one.what[:9]) for one in found if one.grade is Grade.YELLOW]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (part("xl/worksheets/sheet99.xml", f"<w>{OLD}</w>"), ("", "どこからも使われて")),
        (part("old/names.txt", OLD), ("", "どこからも使われて")),
        (drawn('name="四角"', f'name="四角" descr="{OLD}"'), ("", "図形か絵の「代替テ")),
        (drawn('name="四角"', 'name="四角" hidden="1"', OLD), ("", "隠した図形があり、")),
        (link(OLD), ("A5", "リンクに、指したと")),
        (reading(OLD), ("A9", "ふりがなに、升の字")),
        (named(f'comment="{OLD}"'), ("", "名前の定義にコメン")),
        (part("docProps/app.xml", f"<a><!--{OLD}--></a>"), ("", "Excelでは見え")),
        (foreign(f"<k:name>{OLD}</k:name>"), ("", "Excelの知らな")),
        (foreign(f'<k:name whose="{OLD}"/>'), ("", "Excelの知らな")),
        (vml(f'<v:shape alt="{OLD}"/>'), ("", "図形か絵の「代替テ")),
        (by_libreoffice(OLD), ("", "Excelの知らな")),
        (by_libreoffice(inner=f'<property name="{OLD}"/>'), ("", "独自の属性(プロパ")),
    ],
)
def test_前の人の名が残っていれば言う(data: bytes, told: tuple[str, str]) -> None:
    assert told in yellow(data)


@pytest.mark.parametrize(
    "data",
    [
        *(reading("ジュウショ"), reading("住ショ"), named(""), form()),
        *(foreign(""), foreign("<k:empty/>"), vml('<v:shape alt=""/>'), vml("<v:shape><br>")),
        by_libreoffice(),
    ],
)
def test_ふつうのふりがなと名前の定義は_とがめない(data: bytes) -> None:
    assert yellow(data) == []


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("<v:shape><br><x:FmlaLink>票!$A$1</x:FmlaLink>", True),
        ("<v:shape><br><x:FmlaLink>ほか!$A$1</x:FmlaLink>", False),
        ("<v:shape/><v:shape><x:FmlaLink xmlns:x='urn:x'>票!$A$1</x:FmlaLink></v:shape>", False),
    ],
)
def test_読めない部品がシートの名で升と結ばれていれば赤(words: str, wrong: bool) -> None:
    """続紙や一件ごとの写しで、結びを付け替えられない。読める部品なら、付け替える。"""
    told = [one for one in look(vml(words)).findings if one.grade is Grade.RED]
    assert [one.what[:14] for one in told] == ["読めない形のフォームの部品が"] * wrong


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (
            drawn("<a:r><a:t>x</a:t></a:r>", '<a:fld type="x"><a:t>{{氏名}}</a:t></a:fld>'),
            "図形の、日付などの欄",
        ),
        (drawn('name="四角"', 'name="四角" descr="{{氏名}}"'), "図形の代替テキスト"),
        (link("{{氏名}}"), "リンクの説明"),
        (changed(lambda sheet: sheet.replace("</worksheet>", X14)), "入力規則"),
    ],
)
def test_差し込めない所のタグは_点検でも差込みでも言う(data: bytes, where: str) -> None:
    wanted = f"{where}にあるタグ「氏名」には差し込めません。"
    assert any(one.what == wanted for one in look(data).findings)
    told = fill(data, packet({"氏名": "架空"})).problems
    assert any(f"{where}にあるタグ" in one or f"{where}に、あるタグ" in one for one in told)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A9" t="str"><v>{{氏名}}</v></c>',
        '<c r="A9" t="inlineStr"><is><t><!--x-->{{氏<!--y-->名}}</t></is></c>',
    ],
)
def test_計算結果の形の字と_注釈で割れた字にも差し込む(cell: str) -> None:
    data = with_rows(f'<row r="9">{cell}</row>')
    made = fill(data, packet({"氏名": "架空　太郎"})).to_xlsx()
    assert openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]["A9"].value == "架空　太郎"
    assert b"{{" not in read_parts(made)[SHEET]
