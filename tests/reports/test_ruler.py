"""列の幅・行の高さ・字の送りの物差し。"""

from __future__ import annotations

import io
from itertools import pairwise

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Alignment, Font

from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.paging.placing import Glyphs
from jusou_desk.reports.setting.advances import advances
from jusou_desk.reports.setting.fonts import GOTHIC, LATIN, MINCHO, SUBSTITUTE, family_of
from jusou_desk.reports.setting.ruler import EXACT, Calibration, ruler_for
from jusou_desk.reports.setting.typeset import Span, width_of
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from jusou_desk.reports.xlsx.styles import Font as Face
from tests.reports.layouts import new_book, packet, saved


@pytest.mark.parametrize(
    ("face", "size", "digit", "known"),
    [
        ("Calibri", 11, 7, True),
        ("ＭＳ Ｐゴシック", 11, 8, True),
        ("MS PGothic", 11, 8, True),
        ("游ゴシック", 11, 8, True),
        ("ＭＳ ゴシック", 10, 7, True),
        ("BIZ UDゴシック", 12, 8, True),
        ("BIZ UDゴシック", 11, 8, True),
        ("Calibri", 14, 9, False),
        ("知らない書体", 12, 8, False),
    ],
)
def test_数字の幅は表から引く(face: str, size: float, digit: int, known: bool) -> None:
    ruler = ruler_for(Face(name=face, size=size))
    assert (ruler.digit, ruler.known) == (digit, known)


def test_列の幅はpxに切り捨てる() -> None:
    """8.43 字の列は、Calibri 11 で 64 px(ECMA-376 Part 1, 18.3.1.13)。"""
    ruler = ruler_for(Face(name="Calibri", size=11))
    assert ruler.column(9.140625) == 64 * 0.75
    assert ruler.usual_column(8) == 64 * 0.75
    assert ruler_for(Face(name="ＭＳ Ｐゴシック", size=11)).usual_column(8) == 72 * 0.75


def test_行の高さもpxに切り捨て_伸ばすときは切り上げる() -> None:
    ruler = ruler_for(Face(name="Calibri", size=11))
    assert (ruler.row(13.5), ruler.row(52), ruler.row(28)) == (13.5, 51.75, 27.75)
    assert (ruler.grown(28), ruler.grown(28.5)) == (28.5, 28.5)
    wide = ruler_for(Face(name="Calibri", size=11), Calibration(1.0, 1.02))
    assert wide.written(wide.row(30)) == pytest.approx(30)


def test_余白と字下げは標準フォントから決まる() -> None:
    small, large = (ruler_for(Face(name="ＭＳ ゴシック", size=size)) for size in (11, 22))
    assert (small.pad, large.pad) == (1.5, 3.0)
    assert small.indent == 16.5


def test_行送りは書体ごとの標準の行の高さに合う() -> None:
    ruler = ruler_for(Face())
    pitches = {name: ruler.pitch(Face(name=name, size=11)) for name in ("ＭＳ 明朝", "游ゴシック")}
    assert pitches == {"ＭＳ 明朝": 13.25, "游ゴシック": pytest.approx(18.75, abs=0.01)}


def test_名指された書体の幅で字を置く() -> None:
    def width(name: str, text: str) -> float:
        return width_of([Span(text, Face(name=name, size=10))])

    assert width("Calibri", "0" * 100) == pytest.approx(506.8, abs=0.1)
    assert width("ＭＳ Ｐゴシック", "0" * 100) == width("ＭＳ ゴシック", "0" * 100) == 500
    assert width("游ゴシック", "かな、") == width("メイリオ", "かな、") == 30
    assert width("ＭＳ Ｐゴシック", "かな、") < 30
    assert width("Arial", "Wi") == pytest.approx(10 * (0.944 + 0.222), abs=0.01)
    assert advances("知らない書体", False) == {}


def test_名指された書体に近い字形を選ぶ() -> None:
    names = ("Calibri", "Times New Roman", "ＭＳ Ｐゴシック", "Meiryo UI", "游ゴシック", "メイリオ")
    assert [family_of(name) for name in names] == [
        LATIN, MINCHO, SUBSTITUTE, SUBSTITUTE, GOTHIC, GOTHIC,
    ]  # fmt: skip


def placed(text: str, **alignment: object) -> tuple[list[Glyphs], tuple[str, ...]]:
    """列の幅 60 pt の、両隣の塞がったセルの字と、知らせ。"""
    book, sheet = new_book()
    sheet.column_dimensions["B"].width = 10
    for place, value in (("A1", "左"), ("B1", text), ("C1", "右")):
        sheet[place] = value
        sheet[place].font = Font(name="BIZ UDゴシック", size=10)
    sheet["B1"].alignment = Alignment(**alignment)  # type: ignore[arg-type]
    filled = fill(saved(book), packet({"値": "あ" * 7}))
    (page,) = filled.pages
    items = [*page.texts, *(glyphs for _, cut in page.clipped for glyphs in cut)]
    return [one for one in items if one.text[0] in "あい"], filled.problems


@pytest.mark.parametrize(("align", "seen"), [("left", "い" * 6), ("right", "あ" * 6)])
def test_刷り込まれた長い文は縮めずに枠で切り_知らせる(align: str, seen: str) -> None:
    ((text,), problems) = placed("い" * 6 + "あ" * 6, horizontal=align)
    assert text.size == 10
    assert text.text == seen
    assert problems == ("様式!B1 の文が枠に収まりません。",)


def test_差し込んだ長い文は縮めて収める() -> None:
    ((text,), problems) = placed("{{値}}")
    assert text.size == 8.0
    assert problems == ()


def test_書体の違いほどの少しの広さは縮めて収める() -> None:
    ((text,), problems) = placed("い" * 5 + "11")
    assert text.size == pytest.approx(9.5, abs=0.02)
    assert problems == ()


@pytest.mark.parametrize(
    ("align", "moves"), [("general", False), ("left", True), ("center", False)]
)
def test_字下げは左右と均等だけに効く(align: str, moves: bool) -> None:
    (plain,), _ = placed("い", horizontal=align)
    (indented,), _ = placed("い", horizontal=align, indent=1)
    assert (indented.x - plain.x == pytest.approx(16.5)) is moves


@pytest.mark.parametrize(("custom", "height"), [("", 18.0), (' customHeight="1"', 18.0)])
def test_差し込まない行の書かれた高さは変えず_無い高さは文に合わせる(
    custom: str, height: float
) -> None:
    """Excel が合わせた高さ(customHeight なし)も、書体の違うこちらの行数で決め直さない。"""
    book, sheet = new_book()
    sheet.column_dimensions["A"].width = 10
    for row in (1, 2):
        sheet.cell(row, 1, "折り返す長い文を入れた欄").alignment = Alignment(wrap_text=True)
    sheet.row_dimensions[1].height = height
    found = read_parts(saved(book))
    name = "xl/worksheets/sheet1.xml"
    found[name] = found[name].replace(b' customHeight="1"', custom.encode())
    (page,) = fill(write_parts(found), packet({})).pages
    first, second = (a - b for a, b in pairwise(page.grid.tops))
    assert first == height
    assert second > 30


def test_差し込んで伸びた高さはxlsxにも書く() -> None:
    book, sheet = new_book()
    sheet.column_dimensions["A"].width = 10
    sheet["A1"] = "{{値}}"
    sheet["A1"].alignment = Alignment(wrap_text=True)
    sheet["A2"] = "{{値}}"
    sheet["A2"].alignment = Alignment(wrap_text=True)
    sheet.merge_cells("A2:A3")
    filled = fill(saved(book), packet({"値": "折り返す長い文を入れた欄"}))
    rows = load_workbook(io.BytesIO(filled.to_xlsx())).worksheets[0].row_dimensions
    (page,) = filled.pages
    tops = [a - b for a, b in pairwise(page.grid.tops)]
    assert [rows[1].height, rows[3].height] == [tops[0], tops[2]]
    assert tops[0] > 30
    assert tops[1] + tops[2] > 30


def test_中央の文は両側へ同じだけはみ出す() -> None:
    book, sheet = new_book()
    for letter, width in (("A", 20), ("B", 6), ("C", 10), ("D", 20)):
        sheet.column_dimensions[letter].width = width
    sheet["B1"] = "い" * 10
    sheet["B1"].alignment = Alignment(horizontal="center")
    sheet["A2"] = sheet["D2"] = "端"
    (page,) = fill(saved(book), packet({})).pages
    (text,) = (one for one in page.texts if one.text[0] == "い")
    left, right = page.grid.lefts[1:3]
    assert text.x + text.width / 2 == pytest.approx((left + right) / 2)
    assert text.size == 11


def test_入りきらない数は切らずに井桁を並べて知らせる() -> None:
    book, sheet = new_book()
    sheet.column_dimensions["A"].width = 4
    sheet["A1"] = 123456789
    sheet["A1"].number_format = "#,##0"
    filled = fill(saved(book), packet({}))
    shown = [g.text for _, cut in filled.pages[0].clipped for g in cut]
    assert set("".join(shown)) == {"#"}
    assert filled.problems == ("様式!A1 の文が枠に収まりません。",)


@pytest.mark.parametrize("horizontal", ["general", "justify", "distributed"])
def test_折り返す升でも_数は折り返さず行も伸ばさない(horizontal: str) -> None:
    """「99,99/9」と折れた数は、違う数に読める。Excel も # を並べる。"""
    book, sheet = new_book()
    sheet.column_dimensions["A"].width = 4
    sheet["A1"], sheet["A2"] = 123456789, "文"
    sheet["A1"].number_format = "#,##0"
    sheet["A1"].alignment = Alignment(wrap_text=True, horizontal=horizontal)
    filled = fill(saved(book), packet({}))
    (page,) = filled.pages
    shown = "".join(g.text for _, cut in page.clipped for g in cut)
    assert set(shown) == {"#"}
    tops = page.grid.tops
    assert tops[1] - tops[0] == pytest.approx(tops[2] - tops[1])
    assert filled.problems == ("様式!A1 の文が枠に収まりません。",)


def test_表示形式に改行のある数は_折り返す升で二行になる() -> None:
    book, sheet = new_book()
    sheet["A1"] = 46000
    sheet["A1"].number_format = 'yyyy"年"\nm"月"'
    sheet["A1"].alignment = Alignment(wrap_text=True)
    (page,) = fill(saved(book), packet({})).pages
    assert len({item.y for item in page.texts}) == 2


def test_表に無い書体の幅は_見込みであることを知らせる() -> None:
    """横を合わせて縮めるシートと、大きさを合わせた事務所では、違いが出ないので言わない。"""
    book, sheet = new_book()
    book._fonts[0] = Font(name="架空ゴシック", size=11)  # type: ignore[attr-defined]
    sheet["A1"] = "氏名"

    def told(calibration: Calibration = EXACT) -> bool:
        problems = fill(saved(book), packet({}), calibration=calibration).problems
        return any("架空ゴシック 11」の列の幅は見込みです" in one for one in problems)

    page_setup = sheet.sheet_properties.pageSetUpPr
    assert page_setup is not None
    page_setup.fitToPage = False
    assert told()
    assert not told(Calibration(1.01, 1.0))
    page_setup.fitToPage = True
    assert not told()
