"""タグのある所: セルのほか、図形・ヘッダーにも差し込み、差し込めない所と書き損じは場所を言う。"""

from __future__ import annotations

import io

import pypdf
import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.pdf import draw
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from tests.reports.layouts import HARD_NAMES, STAMP, new_book, packet, parts, saved
from tests.reports.specimens import rich_packet, specimen
from tests.reports.strict_reader import faults
from tests.reports.xml_diff import differences

DRAWING = "xl/drawings/drawing1.xml"


def with_shape(*runs: str) -> bytes:
    """``rich-template`` のテキストボックスの一段落目を、書式の分かれた文 ``runs`` にしたもの。"""
    found = read_parts(specimen("rich-template"))
    old = '<a:r><a:rPr lang="en-US" sz="1100"/><a:t>押印欄</a:t></a:r>'.encode()
    assert old in found[DRAWING]
    made = "".join(f'<a:r><a:rPr lang="ja-JP" sz="900"/><a:t>{text}</a:t></a:r>' for text in runs)
    found[DRAWING] = found[DRAWING].replace(old, made.encode())
    return write_parts(found)


@pytest.mark.parametrize(
    "runs", [("{{氏名}}様",), ("{{", "氏名", "}}様"), ("｛", "｛氏", "名}}", "様")]
)
def test_図形の文にも差し込み_PDFにも刷られる(runs: tuple[str, ...]) -> None:
    data = with_shape(*runs)
    result = fill(data, rich_packet(1))
    after = result.to_xlsx()
    assert DRAWING in differences(data, after).parts
    assert "髙﨑" in parts(after)[DRAWING].decode()
    assert "{{" not in parts(after)[DRAWING].decode()
    assert faults(after) == []
    text = pypdf.PdfReader(io.BytesIO(draw([result], STAMP, title="x"))).pages[0].extract_text()
    assert text.count("髙﨑") == 2


def test_図形の文の改行は_図形の改行になる() -> None:
    result = fill(with_shape("{{氏名}}"), packet({"氏名": "一行目\n<二行目> & 終"}))
    xml = parts(result.to_xlsx())[DRAWING].decode()
    assert xml.count("<a:br>") == 1
    assert "&lt;二行目&gt; &amp; 終" in xml
    assert faults(result.to_xlsx()) == []


def test_図形の分からないタグは_図形の名前を言う() -> None:
    result = fill(with_shape("{{生年月目}}"), packet({"生年月日": None}))
    (told,) = [p for p in result.problems if "図形「TextBox 1」" in p]
    assert "「生年月日」ではありませんか" in told


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{{氏名", "括弧が片方しかありません"),
        ("氏名}}", "括弧が片方しかありません"),
        ("{{氏名}} ｛｛住所", "括弧が片方しかありません"),
        ("{氏名}", "括弧が一重"),
    ],
)
def test_括弧の書き損じは_セルを言う(text: str, word: str) -> None:
    book, sheet = new_book()
    sheet["B2"] = text
    sheet.column_dimensions["B"].width = 60
    result = fill(saved(book), packet({"氏名": "髙﨑"}))
    (told,) = result.problems
    assert told.startswith("様式!B2 ")
    assert word in told


def test_括弧のある_ただの文は知らせない() -> None:
    book, sheet = new_book()
    sheet["B2"] = "{注} 裏面も見ること"
    assert fill(saved(book), packet({"氏名": "髙﨑"})).problems == ()


def test_差し込めない所のタグは_場所を言う() -> None:
    book, sheet = new_book()
    sheet["A1"] = "{{氏名}}"
    sheet["A2"] = '="氏名: {{氏名}}"'
    sheet["B5"].comment = Comment("{{担当}}に渡す", "見本")
    rule = DataValidation(type="list", formula1='"甲,乙"', showInputMessage=True)
    rule.prompt = "{{受付番号}}の欄"
    rule.add("C6")
    sheet.add_data_validation(rule)
    looks = Rule(type="expression", formula=['$A$1="{{氏名}}"'], dxf=DifferentialStyle())
    sheet.conditional_formatting.add("D7", looks)
    book.defined_names["見出し"] = DefinedName("見出し", attr_text='"{{題}}"')
    result = fill(saved(book), packet({"氏名": "髙﨑"}))
    told = [p for p in result.problems if "差し込めません" in p]
    assert [p.split("にあるタグ")[0] for p in told] == [
        "様式!A2 の数式",
        "様式!D7 の条件付き書式",
        "様式!C6 の入力規則",
        "シート「様式」の名前の定義",
        "様式!B5 のコメント",
    ]


def test_シート名のタグには差し込む() -> None:
    book, sheet = new_book("{{氏名}}様")
    sheet["A1"] = "x"
    result = fill(saved(book), packet({"氏名": "髙﨑"}))
    assert load_workbook(io.BytesIO(result.to_xlsx())).sheetnames == ["髙﨑様"]


def test_ヘッダーの字の大きさと_数字で始まる値はつながらない() -> None:
    book, sheet = new_book()
    sheet["A1"] = "x"
    assert sheet.oddFooter is not None
    sheet.oddFooter.center.text = "&12{{電話}}"
    result = fill(saved(book), packet({"電話": "0837-22-0000 & 内線"}))
    xml = parts(result.to_xlsx())["xl/worksheets/sheet1.xml"].decode()
    assert "&amp;C&amp;12 0837-22-0000 &amp;&amp; 内線" in xml


def test_難しい字は_図形でもヘッダーでもそのまま() -> None:
    result = fill(with_shape("{{氏名}}"), packet({"氏名": HARD_NAMES}))
    assert HARD_NAMES in parts(result.to_xlsx())[DRAWING].decode()
