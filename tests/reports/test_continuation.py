"""続紙: 枠に入りきらない一件も、一字も、黙って失われない。xlsx でも PDF でも。"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from urllib.parse import quote, unquote

import pypdf
import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.packet import Packet
from jusou_desk.reports.form.continuation import TO_BE_CONTINUED, split_text
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.pdf import draw
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from jusou_desk.reports.xlsx.refs import rename_sheet
from jusou_desk.reports.xlsx.sheet_refs import change_references, references
from tests.reports.layouts import (
    STAMP,
    household,
    new_book,
    packet,
    parts,
    put,
    record,
    saved,
)
from tests.reports.specimens import rich_packet, specimen
from tests.reports.strict_reader import faults

ROWS = (4, 5, 6)


def members_form(change: Callable[[Worksheet], None] = lambda sheet: None) -> bytes:
    """見出し・枠三つ・合計・署名欄の、町の紙。"""
    book, sheet = new_book("世帯票")
    sheet["A1"] = "世帯票　{{受付番号}}"
    sheet["A2"] = "本人 {{氏名}}"
    for place, text in (("A3", "№"), ("B3", "氏名"), ("C3", "年齢")):
        put(sheet, place, text)
    for row in ROWS:
        put(sheet, f"A{row}", "{{世帯員.番号}}")
        put(sheet, f"B{row}", "{{世帯員.氏名}}")
        put(sheet, f"C{row}", "{{世帯員.年齢}}")
    put(sheet, "A7:B7", "年齢の合計")
    put(sheet, "C7", "=SUM(C4:C6)")
    sheet["B9"] = "署名"
    sheet.print_area = "A1:D10"
    change(sheet)
    return saved(book)


def one_page(sheet: Worksheet) -> None:
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 1


def commented(sheet: Worksheet) -> None:
    sheet["B9"].comment = Comment("ここに押印", "見本")


def values(count: int) -> Packet:
    return packet({"受付番号": "R8-1", "氏名": "髙﨑　𠮷子"}, {"世帯員": household(count)})


def names_on(book: FilledBook) -> dict[str, list[object]]:
    loaded = load_workbook(io.BytesIO(book.to_xlsx()))
    return {s.title: [s[f"B{row}"].value for row in ROWS] for s in loaded.worksheets}


@pytest.mark.parametrize("change", [one_page, commented])
def test_枠の数が決まった紙は_足りない分を続紙に送る(
    change: Callable[[Worksheet], None],
) -> None:
    result = fill(members_form(change), values(8))
    assert result.problems == ()
    wanted = [str(one.facts["氏名"].value) for one in household(8)]
    assert names_on(result) == {
        "世帯票": wanted[:3],
        "世帯票(続)": wanted[3:6],
        "世帯票(続2)": [*wanted[6:], None],
    }
    loaded = load_workbook(io.BytesIO(result.to_xlsx()))
    for sheet in loaded.worksheets:
        assert sheet["A1"].value == "世帯票　R8-1"
        assert sheet["A2"].value == "本人 髙﨑　𠮷子"
        assert sheet["C7"].value == "=SUM(C4:C6)"
        assert sheet.print_area == f"'{sheet.title}'!$A$1:$D$10"
    assert faults(result.to_xlsx()) == []


def test_続紙は_PDFでも続き_何枚目かが刷られる() -> None:
    result = fill(members_form(one_page), values(8))
    assert [page.sheet for page in result.pages] == ["世帯票", "世帯票(続)", "世帯票(続2)"]
    words = printed(result)
    for text, number in zip(
        words, ("（1/3・続紙あり）", "（続紙 2/3）", "（続紙 3/3）"), strict=True
    ):
        assert number in text
        assert "髙﨑　𠮷子" in text
    # 合計は、その紙の分。
    assert ["180" in words[0], "90" in words[1]] == [True, True]


def printed(book: FilledBook) -> list[str]:
    reader = pypdf.PdfReader(io.BytesIO(draw([book], STAMP, title="世帯票")))
    return [page.extract_text() for page in reader.pages]


def test_発行する写しにも_何枚目かが残る() -> None:
    result = fill(members_form(one_page), values(4))
    stamped = result.stamped_xlsx(STAMP)
    assert [center for _, center in headers(stamped)] == ["（1/2・続紙あり）", "（続紙 2/2）"]
    assert faults(stamped) == []


def headers(data: bytes) -> list[tuple[str | None, str | None]]:
    """シートごとの、ヘッダーの左と中央。"""
    found = []
    for sheet in load_workbook(io.BytesIO(data)).worksheets:
        assert sheet.oddHeader is not None
        found.append((sheet.oddHeader.left.text, sheet.oddHeader.center.text))
    return found


def test_ヘッダーのある様式には_中央に書き足す() -> None:
    def headed(sheet: Worksheet) -> None:
        one_page(sheet)
        assert sheet.oddHeader is not None
        sheet.oddHeader.left.text = "架空町"
        sheet.oddHeader.center.text = "様式第3号"

    result = fill(members_form(headed), values(4))
    assert headers(result.to_xlsx()) == [
        ("架空町", "様式第3号　（1/2・続紙あり）"),
        ("架空町", "様式第3号　（続紙 2/2）"),
    ]


def test_下に壊れるものが無ければ_行を増やす() -> None:
    result = fill(members_form(), values(8))
    assert [sheet.title for sheet in load_workbook(io.BytesIO(result.to_xlsx()))] == ["世帯票"]
    assert result.problems == ()


@pytest.mark.parametrize(("place", "grows"), [("世帯票!$C$7", False), ("世帯票!$A$2", True)])
def test_ほかのシートの図形が_動く升を指していれば_行を増やさない(place: str, grows: bool) -> None:
    """合計の升を写す図形が、増やした後は別の升の値を出すことになる。"""
    book = load_workbook(io.BytesIO(members_form()))
    cover = book.create_sheet("表紙")
    cover.add_chart(BarChart(), "A3")
    found = read_parts(saved(book))
    part = "xl/drawings/drawing1.xml"
    shape = f'<sp macro="" textlink="{place}"/><graphicFrame'.encode()
    assert b"<graphicFrame" in found[part]
    found[part] = found[part].replace(b"<graphicFrame", shape, 1)
    made = parts(fill(write_parts(found), values(5)).to_xlsx())
    assert (made["xl/workbook.xml"].count(b"<sheet ") == 2) is grows


def test_枠に足りる件数なら_続紙は無い() -> None:
    result = fill(members_form(one_page), values(3))
    assert list(names_on(result)) == ["世帯票"]
    assert "header" not in result.to_xlsx().decode("latin-1")


def lowered(data: bytes) -> bytes:
    """図形を表の下に動かした ``rich-template``。"""
    found = read_parts(data)
    part = "xl/drawings/drawing1.xml"
    rows = {b"2": b"15", b"5": b"18"}
    found[part] = re.sub(
        rb"<xdr:row>(\d)</xdr:row>",
        lambda m: b"<xdr:row>" + rows[m[1]] + b"</xdr:row>",
        found[part],
    )
    return write_parts(found)


def test_図形とフォームの部品のあるシートも_部品ごと写して続ける() -> None:
    data = lowered(specimen("rich-template"))
    result = fill(data, rich_packet(3))
    after = result.to_xlsx()
    before, made = parts(data), parts(after)
    assert faults(after) == []
    for kind in ("drawings/drawing", "ctrlProps/ctrlProp", "comments", "drawings/vmlDrawing"):
        old = [n for n in before if n.startswith(f"xl/{kind}")]
        new = [n for n in made if n.startswith(f"xl/{kind}")]
        assert len(new) == 3 * len(old)
        assert {made[n] for n in new} == {before[n] for n in old}
    with pytest.warns(UserWarning, match="extension is not supported"):
        book = load_workbook(io.BytesIO(after))
    assert book.sheetnames == ["様式1", "様式1(続)", "様式1(続2)", "集計"]
    assert [book[name]["B11"].value for name in book.sheetnames[:3]] == ["架空0", "架空1", "架空2"]
    assert book["様式1(続)"]["D12"].value == "=SUM(D11:D11)"
    assert book["集計"]["A1"].value == "=様式1!D12"


def linked(name: str, data: bytes) -> bytes:
    """図形・部品・リンクが、自分のシート ``name`` の升と結ばれた ``rich-template``。"""
    found = {one: content.decode() for one, content in read_parts(data).items() if "bin" not in one}
    there = f"'{name}'!$H$1"
    found["xl/drawings/drawing1.xml"] = found["xl/drawings/drawing1.xml"].replace(
        'textlink=""', f'textlink="{there}"'
    )
    found["xl/ctrlProps/ctrlProp9.xml"] = found["xl/ctrlProps/ctrlProp9.xml"].replace(
        "objectType=", f'fmlaLink="{there}" fmlaRange="{there}" objectType='
    )
    vml = "xl/drawings/vmlDrawing1.vml"
    found[vml] = found[vml].replace(
        "<x:FmlaMacro>", f"<x:FmlaLink>{there}</x:FmlaLink><x:FmlaMacro>"
    )
    office = "http://schemas.openxmlformats.org"
    found["xl/drawings/_rels/drawing1.xml.rels"] = (
        f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="rId1" Type='
        f'"{office}/officeDocument/2006/relationships/hyperlink" Target="#{quote(there)}"/>'
        "</Relationships>"
    )
    sheets = found["xl/workbook.xml"].replace("様式1!", f"'{name}'!")
    found["xl/workbook.xml"] = sheets.replace('name="様式1"', f'name="{name}"')
    second = "xl/worksheets/sheet2.xml"
    found[second] = found[second].replace("様式1!", f"'{name}'!")
    written = {one: text.encode() for one, text in found.items()}
    return write_parts({**read_parts(data), **written})


def links_in(made: dict[str, bytes]) -> list[str]:
    """図形・部品・リンクの結び先。部品の並ぶ順(写しは後)。"""
    kinds = (
        ("drawings/drawing", r'textlink="([^"]+)"'),
        ("ctrlProps/ctrlProp", r'fmlaLink="([^"]+)" fmlaRange="(?:\1)"'),
        ("drawings/vmlDrawing", "<x:FmlaLink>([^<]+)"),
        ("drawings/_rels/drawing", 'Target="#([^"]+)"'),
    )
    links = []
    for kind, pattern in kinds:
        links += [
            re.findall(pattern, made[n].decode())[0] for n in made if n.startswith(f"xl/{kind}")
        ]
    return [unquote(one) for one in links]


def test_続紙の図形と部品とリンクは_続紙の升と結ばれる() -> None:
    data = linked("様式1", lowered(specimen("rich-template")))
    after = fill(data, rich_packet(2)).to_xlsx()
    made = parts(after)
    assert links_in(made) == ["'様式1'!$H$1", "'様式1(続)'!$H$1"] * 4
    assert faults(after) == []


def test_シートの名を替えると_どの部品の結びも付いて行く() -> None:
    """一件ごとの写しでも、もとの一枚でも。名に無い字・空白・引用符があっても。"""
    data = linked("票{{ケース.氏名}}", specimen("rich-template"))
    spare = linked("{{氏名}}の票", specimen("rich-template"))
    one = fill(spare, packet({"氏名": "O'架空 太郎"})).to_xlsx()
    assert links_in(parts(one)) == ["'O''架空 太郎の票'!$H$1"] * 4
    assert faults(one) == []
    for name, content in parts(one).items():
        assert "{{氏名}}の票" not in content.decode("utf-8", "replace"), name
    many = fill(data, rich_packet(2)).to_xlsx()
    first, second = "'票架空0'!$H$1", "'票架空1'!$H$1"
    assert links_in(parts(many)) == [first, second] * 4
    assert faults(many) == []


def test_ほかのシートの名前と_空白だけ符号にしたリンクも_名に付いて行く() -> None:
    there = "'O''{{氏名}} 票'!$H$1"
    found = read_parts(linked("O'{{氏名}} 票", specimen("rich-template")))
    rels = "xl/drawings/_rels/drawing1.xml.rels"
    plain = f"#{there}".replace(" ", "%20").encode()
    found[rels] = re.sub(b'(?<=Target=")#[^"]+', plain, found[rels])
    named = f'<definedName name="よそ" localSheetId="1">{there}</definedName></definedNames>'
    book = "xl/workbook.xml"
    found[book] = found[book].replace(b"</definedNames>", named.encode())
    made = parts(fill(write_parts(found), packet({"氏名": "甲"})).to_xlsx())
    assert ">'O''甲 票'!$H$1</definedName></definedNames>" in made[book].decode()
    assert "#'O''甲 票'!$H$1" in unquote(made[rels].decode())


def test_リンクした図と_グラフの隠した系列の升も_名に付いて行く() -> None:
    there = "'旧'!$A$1"
    root = etree.fromstring(
        f'<chart><cameraTool cellRange="{there}"/><sqref>{there}</sqref><sqref>A1</sqref></chart>'
    )
    assert list(references(root)) == [there, there]
    assert change_references(root, lambda text: rename_sheet(text, "旧", "新"))
    assert list(references(root)) == ["'新'!$A$1"] * 2


def test_長い名のシートの続紙にも_続紙と分かる名が付く() -> None:
    book, sheet = new_book("長" * 31)
    put(sheet, "A1", "{{内容}}", wrap_text=True)
    sheet.row_dimensions[1].height = 20
    after = fill(saved(book), packet({"内容": "長い文。" * 100})).to_xlsx()
    assert load_workbook(io.BytesIO(after)).sheetnames == ["長" * 31, "長" * 27 + "(続紙)"]


def test_使わないシートを除くと_そこと結んだ図形は誤りを指す() -> None:
    """Excel は、無いシートを指す式のあるブックを、壊れているという。"""
    found = read_parts(linked("様式1", specimen("rich-template")))
    drawing = "xl/drawings/drawing1.xml"
    found[drawing] = found[drawing].replace("様式1".encode(), "集計".encode())
    made = parts(fill(write_parts(found), rich_packet(1), only=("様式1",)).to_xlsx())
    assert b'textlink="#REF!"' in made[drawing]
    assert made["xl/ctrlProps/ctrlProp9.xml"] == found["xl/ctrlProps/ctrlProp9.xml"]


def test_何枚ものシートを渡す式の端も_名に付いて行く() -> None:
    book, sheet = new_book("{{月}}")
    put(sheet, "A1", "{{月}}")
    total = book.create_sheet("計")
    total["A1"] = "=SUM('{{月}}:計'!B1)"
    made = load_workbook(io.BytesIO(fill(saved(book), packet({"月": "四月"})).to_xlsx()))
    assert made["計"]["A1"].value == "=SUM('四月:計'!B1)"


def test_テーブルとグラフのあるシートの写しは_番号も名前も重ならない() -> None:
    book, sheet = new_book("表{{件.番号}}")
    sheet.append(["名", "数"])
    sheet.append(["{{件.名}}", 3])
    sheet.add_table(Table(displayName="集計表", ref="A1:B2"))
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2), titles_from_data=True)
    sheet.add_chart(chart, "D5")
    data = saved(book)
    assert faults(data) == []
    rows = [record({"番号": n, "名": f"名{n}"}) for n in (1, 2)]
    after = fill(data, packet({}, {"件": rows})).to_xlsx()
    assert faults(after) == []
    found = parts(after)
    assert sorted(n for n in found if n.startswith("xl/charts/chart")) == [
        "xl/charts/chart1.xml",
        "xl/charts/chart2.xml",
    ]
    assert "'表2'!".encode() in found["xl/charts/chart2.xml"]
    tables = sorted(n for n in found if n.startswith("xl/tables/"))
    assert len(tables) == 2
    shared = dict(found)
    shared[tables[1]] = found[tables[0]]
    told = faults(write_parts(shared))
    assert any(one.startswith("テーブルの番号") for one in told)
    assert any(one.startswith("テーブルの名前") for one in told)


def test_テーブルの見出しのタグには差し込まない() -> None:
    """テーブルの部品と字が違うと、Excel は壊れているという。"""
    book, sheet = new_book()
    sheet.append(["{{氏名}}", "数"])
    sheet.append(["{{氏名}}", 3])
    sheet.add_table(Table(displayName="表一", ref="A1:B2"))
    result = fill(saved(book), packet({"氏名": "髙﨑"}))
    back = load_workbook(io.BytesIO(result.to_xlsx()))["様式"]
    assert (back["A1"].value, back["A2"].value) == ("{{氏名}}", "髙﨑")
    assert [p for p in result.problems if "テーブルの見出し" in p]
    assert faults(result.to_xlsx()) == []


LONG = "".join(f"{n}行目の長い文が続きます。" for n in range(1, 120))


def text_form(**alignment: object) -> bytes:
    book, sheet = new_book("受付票")
    put(sheet, "A1", "{{氏名}}")
    put(sheet, "A2:C3", "{{相談内容}}", **alignment)
    put(sheet, "A4:C4", "担当")
    sheet.row_dimensions[2].height = sheet.row_dimensions[3].height = 30
    sheet.print_area = "A1:D5"
    return saved(book)


def test_入りきらない文は_枠の終わりに続紙へと書き_残りが続紙に載る() -> None:
    result = fill(text_form(wrap_text=True), packet({"氏名": "髙﨑", "相談内容": LONG}))
    book = load_workbook(io.BytesIO(result.to_xlsx()))
    assert book.sheetnames == ["受付票", "受付票(続紙)"]
    kept = str(book["受付票"]["A2"].value)
    assert kept.endswith("。" + TO_BE_CONTINUED)
    more = [str(cell.value) for (cell,) in book["受付票(続紙)"].iter_rows()]
    assert more[:2] == ["続紙（受付票）　氏名 髙﨑", "■ 相談内容（A2）の続き"]
    assert kept.removesuffix(TO_BE_CONTINUED) + "".join(more[2:]) == LONG
    assert result.problems == (
        "受付票!A2 の文が枠に収まりません。続きを「受付票(続紙)」に書きました。",
    )
    assert faults(result.to_xlsx()) == []
    printed = "".join(g.text for page in result.pages for g in page.texts)
    assert "119行目の長い文が続きます。" in printed
    assert not any(page.clipped for page in result.pages)


def test_一行の枠に入らない文も_続紙に載る() -> None:
    book, sheet = new_book()
    put(sheet, "A1", "{{氏名}}")
    put(sheet, "B1", "隣")
    name = "架空のとても長い名前の団体" * 3
    result = fill(saved(book), packet({"氏名": name}))
    loaded = load_workbook(io.BytesIO(result.to_xlsx()))
    more = [str(cell.value) for (cell,) in loaded["様式(続紙)"].iter_rows()]
    kept = str(loaded["様式"]["A1"].value)
    assert kept.removesuffix(TO_BE_CONTINUED) + "".join(more[2:]) == name


def test_一字も入らない枠では_全文が続紙に載り_枠の文はそのまま残る() -> None:
    book, sheet = new_book()
    put(sheet, "A1", "{{氏名}}")
    put(sheet, "B1", "隣")
    sheet.column_dimensions["A"].width = 1
    result = fill(saved(book), packet({"氏名": "髙﨑　𠮷子"}))
    loaded = load_workbook(io.BytesIO(result.to_xlsx()))
    more = [str(cell.value) for (cell,) in loaded["様式(続紙)"].iter_rows()]
    assert more[1:] == ["■ 氏名（A1）の全文", "髙﨑　𠮷子"]
    assert loaded["様式"]["A1"].value == "髙﨑　𠮷子"
    assert result.problems == (
        "様式!A1 の文が枠に収まりません。全文を「様式(続紙)」に書きました。",
    )


def test_文は異体字の途中や文の途中では切らない() -> None:
    text = "葛\U000e0100" * 10
    kept, rest = split_text(text, lambda one: len(one) <= 9 + len(TO_BE_CONTINUED))
    assert kept == "葛\U000e0100" * 4 + TO_BE_CONTINUED
    assert kept.removesuffix(TO_BE_CONTINUED) + rest == text


def test_続紙のある紙も_同じ入力からは同じバイト列() -> None:
    layout, given = text_form(wrap_text=True), packet({"氏名": "髙﨑", "相談内容": LONG})
    assert fill(layout, given).to_xlsx() == fill(layout, given).to_xlsx()


def test_続紙は_マクロがシートを指す名を持たない() -> None:
    def coded(sheet: Worksheet) -> None:
        one_page(sheet)
        sheet.sheet_properties.codeName = "Sheet1"

    after = fill(members_form(coded), values(4)).to_xlsx()
    assert faults(after) == []
    assert b'codeName="Sheet1"' in parts(after)["xl/worksheets/sheet1.xml"]


def test_会話形式のコメントは_続紙に写さない() -> None:
    found = read_parts(members_form(commented))
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    found["xl/threadedComments/threadedComment1.xml"] = (
        b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
        b'threadedcomments"/>'
    )
    found[rels] = found[rels].replace(
        b"</Relationships>",
        b'<Relationship Id="rId50" Type="http://schemas.microsoft.com/office/2017/10/'
        b'relationships/threadedComment" '
        b'Target="../threadedComments/threadedComment1.xml"/></Relationships>',
    )
    after = fill(write_parts(found), values(4)).to_xlsx()
    assert faults(after) == []
    names = [name for name in parts(after) if "omments" in name]
    assert [n for n in names if n.startswith("xl/threaded")] == [
        "xl/threadedComments/threadedComment1.xml"
    ]
    assert len([n for n in names if n.startswith("xl/comments")]) == 2


def test_タグの誤りは_続紙が何枚あっても一度だけ言う() -> None:
    def mistaken(sheet: Worksheet) -> None:
        one_page(sheet)
        sheet["D1"] = "{{受付番合}}"

    (told,) = fill(members_form(mistaken), values(8)).problems
    assert told.startswith("世帯票!D1 ")


@pytest.mark.parametrize("place", ["E3", "A9"])
def test_印刷範囲の外の作業欄は_切らず_続紙にしない(place: str) -> None:
    """作業欄を引く数式に、長い値も丸ごと出る。"""
    book, sheet = new_book("票")
    sheet["A1"] = f"={place}"
    sheet[place] = "{{相談内容}}"
    sheet["E4"] = "右の端"
    sheet["F3"] = "=1/0"
    sheet["B9"] = "隣"
    sheet.print_area = "A1:D4"
    words = "髙﨑　𠮷子" * 20
    made = fill(saved(book), packet({"相談内容": words}))
    # 作業欄の誤りの値も、印刷するとは言わない。
    assert {one.where.cell for one in made.noted} <= {"A1"}
    loaded = load_workbook(io.BytesIO(made.to_xlsx()))
    assert (loaded.sheetnames, loaded["票"][place].value) == (["票"], words)


def test_印刷範囲の外でも_頁ごとに繰り返す見出しの文は続紙に続く() -> None:
    book, sheet = new_book("票")
    put(sheet, "A1:B1", "{{相談内容}}")
    sheet["A5"] = "本文"
    sheet["B5"] = "本文"
    sheet.print_title_rows = "1:1"
    sheet.print_area = "A5:B6"
    made = fill(saved(book), packet({"相談内容": "長い話。" * 60}))
    assert [one.name for one, _ in made.sheets] == ["票", "票(続紙)"]
