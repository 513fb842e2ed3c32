"""様式の点検: 升のほかに残った字(シナリオ・名前の定義・入力規則・表示形式・グラフ)を黄で言う。"""

from __future__ import annotations

import re
from time import process_time

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.scenario import InputCells, Scenario, ScenarioList
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.inspection.findings import Finding, Grade
from jusou_desk.reports.inspection.inspecting import inspect
from jusou_desk.reports.inspection.vocabulary import Vocabulary
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from tests.reports.layouts import new_book, packet, put, saved
from tests.reports.specimens import specimen
from tests.reports.test_inspecting import WORDS

SECRET = "前の人の住所　架空町九番地の四"
FILLED = packet({"氏名": "架空　太郎"})


def form() -> tuple[Workbook, Worksheet]:
    book, sheet = new_book("票")
    put(sheet, "A1:D1", "{{氏名}}")
    return book, sheet


def yellow(data: bytes, words: Vocabulary = WORDS) -> list[Finding]:
    found = inspect(data, words, FILLED).findings
    assert not any(SECRET in f"{one.what}{one.advice}" for one in found)
    assert all(one.advice for one in found if one.grade is Grade.YELLOW)
    return [one for one in found if one.grade is Grade.YELLOW]


def told(data: bytes) -> list[tuple[str, str, str]]:
    return [(one.sheet, one.cell, one.what.partition("、")[0]) for one in yellow(data)]


def test_シナリオの前の値() -> None:
    book, sheet = form()
    cells = [InputCells(r="B1", val=SECRET)]
    sheet.scenarios = ScenarioList(scenario=[Scenario(name="案", inputCells=cells)])
    assert told(saved(book)) == [("票", "", "シナリオがあり")]


@pytest.mark.parametrize("constant", [f'"{SECRET}"', f'{{"{SECRET}","ほか"}}'])
def test_字を持つ名前の定義(constant: str) -> None:
    book, _ = form()
    book.defined_names["秘"] = DefinedName("秘", attr_text=constant)
    assert told(saved(book)) == [("", "", "名前の定義に")]


@pytest.mark.parametrize("pointing", ["票!$A$1:$B$3", "0.1", 'IF(票!$A$1="",0,1)'])
def test_升や数を指す名前の定義は_とがめない(pointing: str) -> None:
    book, _ = form()
    book.defined_names["範囲"] = DefinedName("範囲", attr_text=pointing)
    assert told(saved(book)) == []


@pytest.mark.parametrize(
    ("choices", "what"),
    [
        (f"来所,{SECRET}", [("票", "A7", "入力規則の選択肢か式に長い文があり")]),
        ("来所,電話,訪問,メール・FAX,出張相談", []),
    ],
)
def test_入力規則に直に書いた選択肢は_長い文だけを言う(
    choices: str, what: list[tuple[str, str, str]]
) -> None:
    book, sheet = form()
    rule = DataValidation(type="list", formula1=f'"{choices}"')
    rule.add("A7:B9")
    sheet.add_data_validation(rule)
    assert told(saved(book)) == what


@pytest.mark.parametrize(("words", "told_of"), [(SECRET, True), ("済", False)])
def test_入力規則と名前の定義の_式の中の文(words: str, told_of: bool) -> None:
    book, sheet = form()
    rule = DataValidation(type="custom", formula1=f'A7<>"{words}"')
    rule.add("A7")
    sheet.add_data_validation(rule)
    book.defined_names["印"] = DefinedName("印", attr_text=f'IF(票!$A$1="{words}",{{1,"済"}})')
    found = [("", "", "名前の定義に"), ("票", "A7", "入力規則の選択肢か式に長い文があり")]
    assert told(saved(book)) == found * told_of


def test_長いスタイルの名も_すぐに読み終える() -> None:
    book, _ = form()
    parts = read_parts(saved(book))
    style = f'<cellStyle name="TableStyle{"1" * 40_000}!" xfId="0"/></cellStyles>'.encode()
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b"</cellStyles>", style)
    start = process_time()
    assert len(told(write_parts(parts))) == 1
    assert process_time() - start < 2


@pytest.mark.parametrize("kind", ["prompt", "promptTitle", "error", "errorTitle"])
def test_入力規則の案内の文(kind: str) -> None:
    book, sheet = form()
    rule = DataValidation(type="whole")
    setattr(rule, kind, SECRET)
    rule.add("A7")
    sheet.add_data_validation(rule)
    assert told(saved(book)) == [("票", "A7", "入力規則に")]


def test_拡張の入力規則も見る() -> None:
    book, _ = form()
    parts = read_parts(saved(book))
    inner = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"'
        ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations'
        ' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation'
        f' type="list" prompt="{SECRET}"><x14:formula1><xm:f>票!$A$1</xm:f></x14:formula1>'
        "<xm:sqref>C3:C5</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
        "</worksheet>"
    )
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"</worksheet>", inner.encode())
    assert told(write_parts(parts)) == [("票", "C3", "入力規則に")]


@pytest.mark.parametrize(
    ("code", "worded"),
    [
        ('"前の人 架空町九番地"0', True),
        ("\\前\\の\\人\\の\\架\\空\\町\\九\\番0", True),
        ('#,##0"円"', False),
        ('"令和"e"年"m"月"d"日"', False),
        ('0"(単位:千円)"', False),
        ("[$-411]ge.m.d", False),
    ],
)
def test_表示形式の単位より長い字(code: str, worded: bool) -> None:
    book, sheet = form()
    put(sheet, "A3", "12")
    sheet["A3"].number_format = code
    assert told(saved(book)) == [("票", "A3", "表示形式に")] * worded


def test_どの升も使わない表示形式の字() -> None:
    book, sheet = form()
    sheet["A3"].number_format = '"前の人 架空町九番地"0'
    parts = read_parts(saved(book))
    name = "xl/worksheets/sheet1.xml"
    parts[name] = re.sub(rb'(<c r="A3") s="\d+"', rb"\1", parts[name])
    assert told(write_parts(parts)) == [("", "", "どの升も使わない表示形式に")]


@pytest.mark.parametrize(
    ("style", "own"),
    [
        (f'<cellStyle name="{SECRET}" xfId="0"/>', True),
        ('<cellStyle name="標準 2" xfId="0"/>', False),
        ('<cellStyle name="見出し" xfId="0" builtinId="16"/>', False),
    ],
)
def test_人の付けたスタイルの名(style: str, own: bool) -> None:
    data = changed("</cellStyles>", f"{style}</cellStyles>", "xl/styles.xml")
    assert told(data) == [("", "", "人の付けた名のスタイル(セルかテーブルの)があり")] * own


def test_人の付けたテーブルのスタイルの名() -> None:
    style = f'<tableStyle name="{SECRET}" pivot="0" count="0"/></tableStyles>'
    data = changed("<tableStyles", f"<tableStyles>{style}<x", "xl/styles.xml")
    assert told(data) == [("", "", "人の付けた名のスタイル(セルかテーブルの)があり")]


FILTER = '<filterColumn colId="0">{}</filterColumn>'
ORDER = '<sortState ref="A4:B9"><sortCondition ref="A4:A9" {}/></sortState>'


@pytest.mark.parametrize(
    ("inner", "cell", "what"),
    [
        (FILTER.format(f'<filters><filter val="{SECRET}"/></filters>'), "A3", "絞り込み(フィ"),
        (FILTER.format('<filters><dateGroupItem year="1948"/></filters>'), "A3", "絞り込み(フィ"),
        (
            FILTER.format(f'<customFilters><customFilter val="*{SECRET}*"/></customFilters>'),
            *("A3", "絞り込み(フィ"),
        ),
        (ORDER.format(f'customList="{SECRET},ほか"'), "A4", "並べ替えに、並"),
        (FILTER.format('<filters blank="1"/>'), "", ""),
        (ORDER.format('descending="1"'), "", ""),
    ],
)
@pytest.mark.parametrize("where", ["シート", "テーブル"])
def test_絞り込みの値と並べる順の語(where: str, inner: str, cell: str, what: str) -> None:
    marks = f'<autoFilter ref="A3:B9">{inner}</autoFilter>'
    if where == "シート":
        data = changed("</sheetData>", f"</sheetData>{marks}")
    else:
        data = with_table(f'name="表1" displayName="表1" ref="A3:B9">{marks}')
    found = [(sheet, at, said) for sheet, at, said in told(data) if said.startswith(what[:5])]
    assert [one[:2] for one in found] == ([("票", cell)] if what else [])


@pytest.mark.parametrize(
    "marks",
    [
        f'name="表1" displayName="表1" ref="A3:B9" comment="{SECRET}">',
        (
            'name="表1" displayName="表1" ref="A3:B9"><extLst><ext uri="x"><y:table xmlns:y='
            f'"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" altText="{SECRET}"/>'
            "</ext></extLst>"
        ),
    ],
)
def test_テーブルの説明(marks: str) -> None:
    assert ("票", "A3", "テーブルに説明か「代替テキスト」の字があり") in told(with_table(marks))


@pytest.mark.parametrize(
    ("rule", "worded"),
    [
        (f'type="containsText" operator="containsText" text="{SECRET}"><formula>1</formula>', True),
        ('type="containsText" operator="containsText" text="甲"><formula>1</formula>', True),
        (f'type="expression"><formula>$A1="{SECRET}"</formula>', True),
        ('type="cellIs" operator="equal"><formula>"前任花子"</formula>', True),
        ('type="cellIs" operator="equal"><formula>"未提出"</formula>', False),
        ('type="expression"><formula>$A1=""</formula>', False),
    ],
)
def test_条件付き書式の規則の字(rule: str, worded: bool) -> None:
    marks = f'<cfRule priority="1" {rule}</cfRule></conditionalFormatting>'
    marks = f'<conditionalFormatting sqref="B3:B9 D3">{marks}'
    data = changed("</sheetData>", f"</sheetData>{marks}")
    assert told(data) == [("票", "B3", "条件付き書式の規則に字が書いてあり")] * worded


@pytest.mark.parametrize(("name", "own"), [(SECRET, True), ("範囲1", False), ("Range2", False)])
def test_編集を許した範囲の名(name: str, own: bool) -> None:
    marks = f'<protectedRanges><protectedRange sqref="B3 D4" name="{name}"/></protectedRanges>'
    data = changed("</sheetData>", f"</sheetData>{marks}")
    assert told(data) == [("票", "B3", "編集を許した範囲に")] * own


def changed(before: str, after: str, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    parts = read_parts(saved(form()[0]))
    assert before.encode() in parts[part]
    return write_parts({**parts, part: parts[part].replace(before.encode(), after.encode(), 1)})


def with_table(marks: str) -> bytes:
    book, sheet = form()
    for column in "AB":
        put(sheet, f"{column}3", f"列{column}")
        put(sheet, f"{column}4", "x")
    sheet.add_table(Table(displayName="表1", ref="A3:B9"))
    parts = read_parts(saved(book))
    name = "xl/tables/table1.xml"
    parts[name] = re.sub(rb" name=.*?>", f" {marks}".encode(), parts[name], count=1)
    parts[name] = re.sub(rb'<autoFilter ref="A3:B9" ?/>', b"", parts[name])
    return write_parts(parts)


@pytest.mark.parametrize(("place", "kept"), [("'票'!$A$5:$A$7", False), ("[1]台帳!$A$5", True)])
def test_グラフに残った値は_升から写したものは消え_ほかのものは言う(place: str, kept: bool) -> None:
    """消すのは、差し込むと変わる値。ほかのブックの値は、消すと描けないので、あると言う。"""
    book, sheet = form()
    for row in range(5, 8):
        sheet.cell(row, 1, row)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=5, max_row=7))
    sheet.add_chart(chart, "D4")
    parts = read_parts(saved(book))
    (name,) = (one for one in parts if one.startswith("xl/charts/chart"))
    words = f'<ptCount val="1"/><pt idx="0"><v>{SECRET}</v></pt>'
    made = f"<numRef><f>{place}</f><numCache>{words}</numCache></numRef>"
    title = f"<tx><strRef><f>{place}</f><strCache>{words}</strCache></strRef></tx><val>"
    xml = re.sub("<numRef>.*?</numRef>", made, parts[name].decode())
    parts[name] = xml.replace("<val>", title, 1).encode()
    assert parts[name].count(SECRET.encode()) == 2
    data = write_parts(parts)
    after = read_parts(fill(data, FILLED).to_xlsx())[name]
    assert (SECRET.encode() in after) is kept
    assert after.count(b"<f>") == 2
    said = "グラフに、題や、じかに書いた値か"
    assert any(said in one.what for one in yellow(data)) is kept


def test_グラフの題() -> None:
    book, sheet = form()
    chart = BarChart()
    chart.title = SECRET
    sheet.add_chart(chart, "D4")
    assert any("グラフに、題や" in one.what for one in yellow(saved(book)))


def test_使わないシートに残った字は_出ないので言わない() -> None:
    book, sheet = form()
    spare = book.create_sheet("使わない")
    assert isinstance(spare, Worksheet)
    for one in (sheet, spare):
        rule = DataValidation(type="whole", prompt=SECRET)
        rule.add("A7")
        one.add_data_validation(rule)
    words = Vocabulary(WORDS.words, {}, {"票": WORDS.groups})
    places = [(one.sheet, one.cell) for one in yellow(saved(book), words) if "入力規則" in one.what]
    assert places == [("票", "A7")]


def with_strings(*items: str) -> dict[str, bytes]:
    """共有の文字列を足した見本の部品(升からは使わない)。"""
    parts = read_parts(specimen("rich-template"))
    made = "".join(f"<si>{item}</si>" for item in items) + "</sst>"
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"</sst>", made.encode())
    return parts


def test_升から消した字が_共有の文字列に残っていれば_数を言う() -> None:
    words = f"<t>{SECRET}</t>"
    data = write_parts(with_strings(words, f"<r>{words}</r>", "<t/>"))
    (one,) = (one for one in yellow(data) if "升から消した字" in one.what)
    assert "2つ" in one.what
    assert not [one for one in yellow(specimen("rich-template")) if "升から消した字" in one.what]


def test_使わないシートの字は_共有の文字列にも残さない() -> None:
    parts = with_strings(f"<t>{SECRET}</t>")
    number = parts["xl/sharedStrings.xml"].count(b"<si>") - 1
    spare = "xl/worksheets/sheet2.xml"
    cell = f'<row r="900"><c r="A900" t="s"><v>{number}</v></c></row></sheetData>'
    parts[spare] = parts[spare].replace(b"</sheetData>", cell.encode())
    both, one = (
        read_parts(fill(write_parts(parts), FILLED, only=only).to_xlsx())
        for only in ((), ("様式1",))
    )
    assert SECRET.encode() in both["xl/sharedStrings.xml"]
    assert not [name for name, content in one.items() if SECRET.encode() in content]
    assert one["xl/sharedStrings.xml"].count(b"<si>") == number + 1


@pytest.mark.parametrize(("switch", "hidden"), [("", True), (' differentFirst="1"', False)])
def test_刷られない先頭頁用のヘッダー(switch: str, hidden: bool) -> None:
    book, _ = form()
    parts = read_parts(saved(book))
    name = "xl/worksheets/sheet1.xml"
    header = f"<headerFooter{switch}><firstHeader>{SECRET}</firstHeader></headerFooter>"
    parts[name] = parts[name].replace(b"</worksheet>", f"{header}</worksheet>".encode())
    what = "刷られないヘッダーかフッター(先頭頁用か偶数頁用)に字があり"
    assert told(write_parts(parts)) == [("票", "", what)] * hidden


def test_範囲の編集を許した人の番号() -> None:
    book, _ = form()
    parts = read_parts(saved(book))
    name = "xl/worksheets/sheet1.xml"
    ranges = (
        '<protectedRanges><protectedRange sqref="A1" name="範囲1" securityDescriptor='
        '"O:WDG:WDD:(A;;CC;;;S-1-5-21-1-2-3-1001)"/></protectedRanges>'
    )
    parts[name] = parts[name].replace(b"</sheetData>", f"</sheetData>{ranges}".encode())
    what = "範囲の編集を許した人の番号(役場の利用者を指す)が付いて出ます。"
    assert told(write_parts(parts)) == [("票", "", what)]
