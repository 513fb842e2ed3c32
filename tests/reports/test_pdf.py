"""様式を描いた PDF。"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from openpyxl.styles import Alignment, Border, Font, GradientFill, Side
from openpyxl.worksheet.pagebreak import Break
from pypdf import PdfReader

from jusou_desk.packet import Packet
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.paging import lines
from jusou_desk.reports.paging.pages import Page
from jusou_desk.reports.paper.stamping import bottom_band
from jusou_desk.reports.pdf import Stamp, draw
from jusou_desk.reports.xlsx.package import write_parts
from tests.reports.layouts import (
    HARD_NAMES,
    MINCHO,
    STAMP,
    intake,
    new_book,
    packet,
    parts,
    put,
    record,
    saved,
)

PLAIN = Stamp(produced_at=datetime(2026, 11, 22, 9, 0), actor="見本")


def pdf_text(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def pdftotext(data: bytes) -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext が無い")
    done = subprocess.run([tool, "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode()


def intake_book(members: int = 3) -> FilledBook:
    return fill(*intake(members))


def test_同じ入力からは同じPDF() -> None:
    first = draw([intake_book()], STAMP, title="受付票")
    book = intake_book()
    assert draw([book], STAMP, title="受付票") == first
    assert draw([book], STAMP, title="受付票") == first


def test_書体はすべて埋め込まれ作った人は残らない() -> None:
    data = draw([intake_book()], STAMP, title="受付票")
    reader = PdfReader(io.BytesIO(data))
    assert reader.metadata is not None
    assert reader.metadata.title == "受付票"
    assert not reader.metadata.author
    assert not reader.metadata.creator
    for page in reader.pages:
        fonts: Any = page["/Resources"]
        fonts = fonts["/Font"]
        assert fonts
        for font in fonts.values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]


@pytest.mark.parametrize("font", ["BIZ UDゴシック", "ＭＳ Ｐ明朝", "ＭＳ Ｐゴシック", "游ゴシック"])
@pytest.mark.parametrize("bold", [False, True])
def test_難しい字が正しく取り出せる(font: str, bold: bool) -> None:
    book, sheet = new_book()
    sheet["A1"] = "{{氏名}}"
    sheet["A1"].font = Font(name=font, size=12, bold=bold)
    # 結合文字の濁点と、半角カナ・丸数字・☑も同じ行に置く。
    name = HARD_NAMES + "か\u3099ﾀｶ⑳☑㋿辻\U000e0101x"
    result = fill(saved(book), packet({"氏名": name}))
    assert result.problems == ()
    data = draw([result], PLAIN, title="名")
    assert name in pdf_text(data)
    assert name in pdftotext(data)


def test_どの書体にも無い字はゲタにして知らせる() -> None:
    book, sheet = new_book()
    sheet["B2"] = "{{氏名}}"
    result = fill(saved(book), packet({"氏名": "山\U0001f9d1田\U00100001"}))
    # 何の字が欠け、どうすればよいか。
    assert result.problems == tuple(
        f"様式!B2 に、書体に無い文字({code})があり、〓で印刷します。"
        "紙に手で書き足すか、設定の「プリンター」で、このPCの書体で描いてください。"
        for code in ("U+1F9D1", "U+100001")
    )
    assert "山〓田〓" in pdf_text(draw([result], PLAIN, title="名"))


@pytest.mark.parametrize("name", ["محمد", "דוד", "山田 علي"])
def test_右から左へ書く名は_刷る前に知らせる(name: str) -> None:
    book, sheet = new_book()
    sheet["B2"] = "{{氏名}}"
    (told,) = fill(saved(book), packet({"氏名": name})).problems
    assert told.startswith("様式!B2 の右から左へ書く文字(アラビア文字など)は")


def test_環境変数で作成日時は変わらない(monkeypatch: pytest.MonkeyPatch) -> None:
    book, sheet = new_book()
    sheet["B2"] = "{{氏名}}"
    result = fill(saved(book), packet({"氏名": "架空 一郎"}))
    before = draw([result], PLAIN, title="名")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert draw([result], PLAIN, title="名") == before


def test_無い異体字は基底の字形で描き_文字は残し_知らせる() -> None:
    book, sheet = new_book()
    sheet["B2"] = "{{氏名}}"
    result = fill(saved(book), packet({"氏名": "山\U000e01ef田"}))
    assert result.problems == (
        "様式!B2 の、異体字を指定した字(U+5C71)は、指定の形で印刷できません。",
    )
    assert "山\U000e01ef田" in pdf_text(draw([result], PLAIN, title="名"))


def test_計算した合計が刷られる() -> None:
    text = pdf_text(draw([intake_book(3)], PLAIN, title="受付票"))
    assert "180" in text


def test_毎頁の外周に刷る() -> None:
    book, other = intake_book(), fill(*long_list(120))
    total = len(book.pages) + len(other.pages)
    data = draw([book, other], STAMP, title="綴り")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    assert len(pages) == total >= 3
    for number, text in enumerate(pages, start=1):
        for word in (
            "控番 3/8",
            "架空町社会福祉協議会",
            "㊙",
            "会議終了後回収",
            "社会福祉法第106条の6第5項",
            "令和8年11月22日 午後2時30分 出力",
            "推進員 見本 花子",
            f"{number}/{total}",
        ):
            assert word in text


def long_list(count: int) -> tuple[bytes, Packet]:
    book, sheet = new_book("一覧")
    sheet["A1"] = "一覧"
    put(sheet, "A2", "番号")
    put(sheet, "B2:F2", "内容")
    put(sheet, "A3", "{{件.番号}}")
    put(sheet, "B3:F3", "{{件.内容}}", wrap_text=True)
    sheet.print_title_rows = "1:2"
    rows = [
        record({"番号": n, "内容": f"内容{n}です。" * (n % 5 * 4 + 1)}) for n in range(1, count + 1)
    ]
    return saved(book), packet({}, {"件": rows})


def test_見出し行は頁ごとに繰り返され_行は頁をまたがない() -> None:
    layout, values = long_list(120)
    book = fill(layout, values)
    pages = [
        page.extract_text() for page in PdfReader(io.BytesIO(draw([book], PLAIN, title="x"))).pages
    ]
    assert len(pages) > 2
    assert all("番号" in text.split("内容1")[0] or "番号" in text for text in pages)
    seen = [int(n) for text in pages for n in dict.fromkeys(re.findall(r"内容(\d+)です", text))]
    assert seen == list(range(1, 121))
    assert book.problems == ()
    for page in book.pages:
        assert (
            page.size[1] * page.scale <= page.setup.height - page.setup.top - page.setup.bottom + 1
        )


def test_字は枠の外に出ない() -> None:
    for page in (*intake_book(6).pages, *fill(*long_list(60)).pages):
        check_inside(page)


def check_inside(page: Page) -> None:
    """同じ高さの縦罫の間に、どの字の並びも収まっている(回した字を除く)。"""
    uprights = [r for r in page.rules if r.x1 == r.x2]
    for item in page.texts:
        if item.angle:
            continue
        middle = item.y + item.size * 0.4
        crossing = [
            r.x1
            for r in uprights
            if min(r.y1, r.y2) < middle < max(r.y1, r.y2)
            and item.x + 0.5 < r.x1 < item.x + item.width - 0.5
        ]
        assert crossing == [], item.text
        assert item.x >= -0.5
        assert item.x + item.width <= page.size[0] + 0.5 or not crossing
        assert 0.5 >= item.y >= -page.size[1] - 0.5


def test_手で入れた改頁と頁幅に合わせる縮尺() -> None:
    book, sheet = new_book()
    for row in range(1, 5):
        sheet.cell(row, 1).value = f"行{row}"
    for column in range(2, 20):
        sheet.cell(1, column).value = f"列{column}"
    sheet.row_breaks.append(Break(id=2))
    result = fill(saved(book), packet({}))
    assert len(result.pages) == 2
    page = result.pages[0]
    assert page.scale < 1
    assert page.size[0] * page.scale <= page.setup.width - page.setup.left - page.setup.right + 0.5


def test_様式の文が収まらないときは_切ったことを知らせる() -> None:
    """差し込んだ文は続紙に送る。様式に初めからある文は、町が直す。"""
    book, sheet = new_book()
    put(sheet, "A1", "とても長い文。" * 30, wrap_text=True)
    sheet.row_dimensions[1].height = 20
    result = fill(saved(book), packet({}))
    assert result.problems == ("様式!A1 の文が枠に収まりません。",)
    (page,) = result.pages
    assert len(page.clipped) == 1


def test_線種と斜線と縦書きと回転() -> None:
    book, sheet = new_book()
    kinds: tuple[Any, ...] = (
        "thin",
        "medium",
        "thick",
        "double",
        "hair",
        "dotted",
        "dashed",
        "mediumDashed",
    )
    for row, kind in enumerate(kinds, start=1):
        side = Side(style=kind)
        cell = sheet.cell(row * 2, 2)
        cell.border = Border(left=side, right=side, top=side, bottom=side)
    sheet["D2"].border = Border(diagonal=Side(style="thin"), diagonalUp=True, diagonalDown=True)
    sheet["E2"] = "縦書き（ー）、。"
    sheet["E2"].alignment = Alignment(textRotation=255)
    sheet.row_dimensions[2].height = 120
    sheet["F2"] = "回転"
    sheet["F2"].alignment = Alignment(textRotation=90)
    result = fill(saved(book), packet({}))
    (page,) = result.pages
    widths = {(r.width, r.dash) for r in page.rules}
    assert len(widths) == 7
    assert len([r for r in page.rules if r.x1 != r.x2 and r.y1 != r.y2]) == 2
    turned = [g for g in page.texts if g.angle == -90]
    assert "".join(g.text for g in turned) == "（ー）"
    ups = [g for g in page.texts if g.angle == 90]
    assert [g.text for g in ups] == ["回転"]
    assert "縦書き（ー）、。" in pdf_text(draw([result], PLAIN, title="x")).replace("\n", "")


def test_余白の狭い様式は印を避けて縮む() -> None:
    book, sheet = new_book()
    sheet.page_margins.top = sheet.page_margins.bottom = 0.1
    sheet.page_margins.header = sheet.page_margins.footer = 0.05
    for row in range(1, 56):
        sheet.cell(row, 1).value = "中身"
        sheet.row_dimensions[row].height = 15
    result = fill(saved(book), packet({}))
    data = draw([result], replace(STAMP, receiver=""), title="x")
    heights: list[tuple[str, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        if text.strip():
            heights.append((text.strip(), tm[4 + 1] * cm[3] + cm[5]))

    PdfReader(io.BytesIO(data)).pages[0].extract_text(visitor_text=visit)
    inside = [y for text, y in heights if "中身" in text]
    assert inside
    assert min(inside) > bottom_band(result.pages[0].setup, STAMP) - 12
    marks = [y for text, y in heights if "複写禁止" in text]
    assert max(inside) < min(marks)


def test_明朝の太字と下線と取消線() -> None:
    book, sheet = new_book()
    sheet["A1"] = "明朝"
    sheet["A1"].font = Font(name=MINCHO, size=12, bold=True, underline="double", strike=True)
    (page,) = fill(saved(book), packet({})).pages
    (item,) = page.texts
    assert (item.heavy, item.underline, item.strike) == (True, 2, True)


def test_隠したシートは刷らない() -> None:
    book, sheet = new_book()
    sheet["A1"] = "表"
    hidden = book.create_sheet("控え")
    hidden["A1"] = "裏の覚え"
    hidden.sheet_state = "hidden"
    text = pdf_text(draw([fill(saved(book), packet({}))], PLAIN, title="x"))
    assert "表" in text
    assert "裏の覚え" not in text


def test_頁をまたぐ枠の文はどの行も一度だけ出て_繰返しの見出しに重ならない() -> None:
    book, sheet = new_book()
    sheet["A1"] = "見出し"
    sheet.print_title_rows = "1:1"
    sheet["A2"] = "\n".join(f"第{n}行" for n in range(1, 81))
    sheet["A2"].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells("A2:C11")
    for row in range(2, 12):
        sheet.row_dimensions[row].height = 110
    result = fill(saved(book), packet({}))
    assert len(result.pages) == 2
    seen = [
        [g.text for _, glyphs in page.clipped for g in glyphs if g.text.startswith("第")]
        for page in result.pages
    ]
    assert all(seen)
    assert [text for texts in seen for text in texts] == [f"第{n}行" for n in range(1, 81)]
    (frame, glyphs), *_ = result.pages[1].clipped
    assert frame.y + frame.height == pytest.approx(-15.0)
    assert max(g.y + g.size * 0.4 for g in glyphs) < -15.0


def test_隣へはみ出す文は使っている列の外でも切れない() -> None:
    book, sheet = new_book()
    sheet["A1"] = "{{題}}"
    sheet["A3"] = "表"
    result = fill(saved(book), packet({"題": "令和8年度 重層的支援体制整備事業 実施状況"}))
    assert result.problems == ()
    assert not any(page.clipped for page in result.pages)
    assert "令和8年度" in pdf_text(draw([result], PLAIN, title="題"))


def test_印刷範囲の外へはみ出す文は黙って切れない() -> None:
    book, sheet = new_book()
    sheet["A1"] = "{{題}}"
    sheet.print_area = "A1:B5"
    result = fill(saved(book), packet({"題": "とても長い題" * 9}))
    assert result.problems == (
        "様式!A1 の文が枠に収まりません。続きを「様式(続紙)」に書きました。",
    )


@pytest.mark.parametrize(("area", "shown"), [("$A:$B", "甲乙"), ("$1:$1", "甲乙丙")])
def test_列全体や行全体の印刷範囲(area: str, shown: str) -> None:
    book, sheet = new_book()
    for place, text in (("A1", "甲"), ("B1", "乙"), ("C1", "丙"), ("D2", "丁")):
        put(sheet, place, text)
    data = saved(book)
    found = parts(data)
    found["xl/workbook.xml"] = found["xl/workbook.xml"].replace(
        b"</sheets>",
        b'</sheets><definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">'
        + f"様式!{area}".encode()
        + b"</definedName></definedNames>",
    )
    (page,) = fill(write_parts(found), packet({})).pages
    assert "".join(item.text for item in page.texts) == shown


def test_見出しより下から始まる印刷範囲は_1頁目にも見出しが付く() -> None:
    book, sheet = new_book()
    for row in range(1, 40):
        put(sheet, f"A{row}", "見出し" if row == 1 else f"行{row}")
        sheet.row_dimensions[row].height = 40
    sheet.print_title_rows = "1:1"
    sheet.print_area = "A3:A39"
    pages = fill(saved(book), packet({})).pages
    assert len(pages) > 1
    assert [page.texts[0].text for page in pages] == ["見出し"] * len(pages)


def test_隠した行は文が入っても現れない() -> None:
    book, sheet = new_book()
    put(sheet, "A1", "{{内容:伸}}", wrap_text=True)
    put(sheet, "A2", "表")
    sheet.row_dimensions[1].hidden = True
    (page,) = fill(saved(book), packet({"内容": "隠した文" * 30})).pages
    assert [item.text for item in page.texts] == ["表"]


def picture(data: bytes, page: int) -> bytes:
    """``page`` 頁目の、余白の印(頁番号など)を除いた絵。"""
    tool = shutil.which("pdftoppm")
    if tool is None:
        pytest.skip("pdftoppm が無い")
    command = [tool, "-r", "50", "-gray", "-f", str(page), "-l", str(page), "-"]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    kind, width, height, _, *_ = done.stdout.split(maxsplit=4)
    assert kind == b"P5"
    dots = done.stdout[-int(width) * int(height) :]
    return dots[len(dots) // 8 : -len(dots) // 8]


def test_同じ様式の束は_地を一度だけ描き_一枚ずつ描いたのと同じ絵になる() -> None:
    # 三枚目は行が伸びて、地が違う
    books = [fill(*intake()), fill(*intake()), intake_book(members=5)]
    bundle = draw(books, STAMP, title="受付票")
    assert bundle.count(b"/Subtype /Form") == 1
    for number, book in enumerate(books, 1):
        alone = draw([book], STAMP, title="受付票")
        assert b"/Subtype /Form" not in alone
        shown = picture(bundle, number)
        assert len(set(shown)) > 10
        assert shown == picture(alone, 1)


def test_束の地は_先に組んだ頁があっても無くても同じPDFになる() -> None:
    fresh = draw([fill(*intake()), fill(*intake())], STAMP, title="受付票")
    first, second = fill(*intake()), fill(*intake())
    assert first.pages
    lines._straight.cache_clear()
    assert draw([first, second], STAMP, title="受付票") == fresh


def test_同じ紙を何部も描いても_階調と傾いた枠は消えない() -> None:
    for faded in (True, False):
        book, sheet = new_book()
        for cell in sheet["A2:D2"][0]:
            cell.border = Border(left=Side(style="thick"), right=Side(style="thick"))
            cell.alignment = Alignment(textRotation=45)
        sheet.row_dimensions[2].height = 300
        if faded:
            sheet["A3"].fill = GradientFill(stop=("FFFF0000", "FF0000FF"))
        paper = fill(saved(book), packet({}))
        copies = draw([paper, paper], STAMP, title="票", labels=[STAMP.copy_label] * 2)
        assert (b"/Subtype /Form" in copies) is not faded
        assert picture(copies, 2) == picture(draw([paper], STAMP, title="票"), 1)
