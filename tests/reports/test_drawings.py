"""様式に置いた図形と画像が、その場所に描かれる。"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

import pytest
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from jusou_desk.reports.drawing import presets
from jusou_desk.reports.drawing.undrawn import Undrawn
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.paging.figure_items import Image, Item, Path, Words
from jusou_desk.reports.pdf import draw
from jusou_desk.reports.xlsx.paint import BLACK, Gradient, Hatch
from tests.reports.drawn import BLACK_LINE, anchored, picture, png, shape, with_drawing
from tests.reports.layouts import new_book, packet, saved
from tests.reports.test_pdf import PLAIN, pdf_text


def sheet_of(rows: int = 12) -> bytes:
    """一行 15 ポイント、一列 48 ポイントのシート。"""
    book, sheet = new_book()
    squares(sheet, rows)
    return saved(book)


def squares(sheet: Worksheet, rows: int = 12) -> None:
    for column in "ABCDEFGH":
        sheet.column_dimensions[column].width = 7.2
    for row in range(1, rows + 1):
        sheet.row_dimensions[row].height = 15
    sheet["A1"] = "表"


def drawn(anchors: str, **media: bytes) -> FilledBook:
    named = {name.replace("_", "."): content for name, content in media.items()}
    return fill(with_drawing(sheet_of(), anchors, named), packet({}))


def items(book: FilledBook) -> list[Item]:
    return [i for page in book.pages for cut in page.figures for f in cut.figures for i in f.items]


def corners(item: Path) -> set[tuple[float, float]]:
    a, b, c, d, e, f = item.matrix
    points = [v for _, v in item.steps if v]
    return {(round(a * x + c * y + e, 1), round(b * x + d * y + f, 1)) for x, y in points}


def words(found: Sequence[Item]) -> str:
    return "".join(g.text for i in found if isinstance(i, Words) for g in i.glyphs)


def test_図形は列幅と行の高さで決まる場所に描かれ_文も取り出せる() -> None:
    book = drawn(anchored(shape(text="押印欄")))
    assert book.problems == ()
    path, _ = items(book)
    assert isinstance(path, Path)
    (sheet, _), *_rest = book.sheets
    left, right = sheet.width(1), sum(sheet.width(c) for c in range(1, 5))
    assert corners(path) == {(left, -15), (right, -15), (right, -75), (left, -75)}
    assert path.paint == (1.0, 1.0, 1.0)
    assert "押印欄" in pdf_text(draw([book], PLAIN, title="x"))


def test_回した図形と裏返した図形() -> None:
    (turned,) = items(drawn(anchored(shape(frame='rot="2700000"'))))
    (plain,) = items(drawn(anchored(shape())))
    assert isinstance(turned, Path)
    assert isinstance(plain, Path)
    assert turned.matrix[0] == pytest.approx(math.cos(math.radians(45)))
    # 90 度の図形は、倒した後の枠が書かれている。倒しても同じ場所を占める。
    (lying,) = items(drawn(anchored(shape(frame='rot="5400000"'))))
    assert isinstance(lying, Path)
    assert corners(lying) == corners(plain)
    arrow, text = items(drawn(anchored(shape("homePlate", "右", frame='flipH="1"'))))
    assert arrow.matrix[0] == -1
    assert text.matrix[0] == 1
    # 文の枠は、尖った側(いまは左)を避ける。
    _, unturned = items(drawn(anchored(shape("homePlate", "右"))))
    assert text.matrix[4] > unturned.matrix[4] + 5
    _, below = items(drawn(anchored(shape("homePlate", "下", frame='flipV="1"'))))
    assert below.matrix[0] == pytest.approx(-1)
    assert below.matrix[3] == pytest.approx(-1)


def test_まとめた図形は中の座標から縮められる() -> None:
    inner = shape(inside='<a:off x="100" y="0"/><a:ext cx="100" cy="50"/>')
    group = (
        '<xdr:grpSp><xdr:nvGrpSpPr><xdr:cNvPr id="9" name="g"/><xdr:cNvGrpSpPr/></xdr:nvGrpSpPr>'
        '<xdr:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="200" cy="100"/>'
        '<a:chOff x="0" y="0"/><a:chExt cx="200" cy="100"/></a:xfrm></xdr:grpSpPr>'
        f"{inner}</xdr:grpSp>"
    )
    book = drawn(anchored(group))
    (path,) = items(book)
    assert isinstance(path, Path)
    (sheet, _), *_rest = book.sheets
    left, right = sheet.width(1), sum(sheet.width(c) for c in range(1, 5))
    middle = round((left + right) / 2, 1)
    assert corners(path) == {(middle, -15), (right, -15), (right, -45), (middle, -45)}


def test_塗りは配色と加減に従い_階調と網掛けも塗る() -> None:
    def paint(fill_: str) -> object:
        (path,) = items(drawn(anchored(shape(fill=fill_, line=""))))
        assert isinstance(path, Path)
        return path.paint

    solid = '<a:solidFill><a:schemeClr val="tx1"><a:lumMod val="50000"/><a:lumOff val="50000"/>'
    assert paint(solid + "</a:schemeClr></a:solidFill>") == pytest.approx((0.5, 0.5, 0.5))
    stops = '<a:gs pos="0"><a:srgbClr val="FF0000"/></a:gs><a:gs pos="100000"><a:srgbClr val="00FF00"/></a:gs>'
    slope = paint(f'<a:gradFill><a:gsLst>{stops}</a:gsLst><a:lin ang="5400000"/></a:gradFill>')
    assert slope == Gradient(((0.0, (1.0, 0.0, 0.0)), (1.0, (0.0, 1.0, 0.0))), 90.0)
    hatch = paint(
        '<a:pattFill prst="ltUpDiag"><a:fgClr><a:srgbClr val="000000"/></a:fgClr></a:pattFill>'
    )
    assert isinstance(hatch, Hatch)
    assert list(hatch.angles) == [45]
    with pytest.raises(ValueError, match="not enough"):
        paint("<a:noFill/>")


def test_線の端の矢印と破線() -> None:
    line = (
        '<a:ln w="12700"><a:solidFill><a:srgbClr val="000000"/></a:solidFill>'
        '<a:prstDash val="dash"/><a:tailEnd type="triangle"/></a:ln>'
    )
    stem, head = items(drawn(anchored(shape("straightConnector1", line=line, fill=""))))
    assert isinstance(stem, Path)
    assert isinstance(head, Path)
    assert stem.pen is not None
    assert list(stem.pen.dash) == [4, 3]
    assert head.paint == BLACK
    end = stem.steps[-1][1]
    tip = head.steps[0][1]
    assert tip != end
    assert head.steps[-1][0] == "Z"


def test_画像を切り抜いて描く() -> None:
    book = drawn(anchored(picture("a.png", crop='<a:srcRect r="50000"/>')), a_png=png())
    (image,) = items(book)
    assert isinstance(image, Image)
    assert image.crop == (0.0, 0.0, 0.5, 0.0)
    data = draw([book], PLAIN, title="x")
    (shown,) = PdfReader(io.BytesIO(data)).pages[0].images
    assert shown.image is not None
    assert shown.image.size == (10, 10)


def test_縦書きと長い文は枠の中で折り返す() -> None:
    (_, down) = items(drawn(anchored(shape(text="縦書きの長い文です。" * 3, body='vert="eaVert"'))))
    assert isinstance(down, Words)
    assert len({round(g.x) for g in down.glyphs if not g.angle}) >= 3
    assert min(g.y for g in down.glyphs) > -60
    # 半角の字も、縦書きでは一字分ずつ下へ進む。
    (_, digits) = items(drawn(anchored(shape(text="1" * 12, body='vert="eaVert"'))))
    assert isinstance(digits, Words)
    assert len({round(g.x) for g in digits.glyphs}) == 3
    (_, across) = items(drawn(anchored(shape(text="横書きの長い文です。" * 3))))
    assert isinstance(across, Words)
    assert len({g.y for g in across.glyphs}) >= 3


def test_欧文の書体の名は_和文の字に掛からない() -> None:
    latin = '<a:rPr sz="1000"><a:latin typeface="Times New Roman"/></a:rPr>'
    both = latin.replace("</a:rPr>", '<a:ea typeface="ＭＳ 明朝"/></a:rPr>')
    faces = []
    for text, looks in (("和文の字", latin), ("Latin", latin), ("和文の字", both)):
        anchor = anchored(shape(text=text)).replace('<a:rPr sz="1000"/>', looks)
        (_, found) = items(drawn(anchor))
        assert isinstance(found, Words)
        faces.append("Mincho" in found.glyphs[0].face)
    assert faces == [False, True, True]


def test_図形に収まらない文と書体に無い字は知らせる() -> None:
    book = drawn(anchored(shape(text="とても長い文です。" * 30 + "\U0001f9d1")))
    assert "様式!B2 の図形の文が、図形に収まりません。" in book.problems
    lost = "様式!B2 の図形に、書体に無い文字(U+1F9D1)があり、〓で印刷します。"
    assert any(one.startswith(lost) for one in book.problems)


def test_セルの字を写す図形は_差し込んだ後の字になる() -> None:
    book, sheet = new_book()
    squares(sheet)
    sheet["A3"] = "{{氏名}}"
    linked = shape(text="古い字", attributes='textlink="$A$3"')
    result = fill(with_drawing(saved(book), anchored(linked)), packet({"氏名": "架空 太郎"}))
    assert words(items(result)) == "架空 太郎"


def test_図形は刷る範囲を広げ_頁をまたげば両方の頁に現れる() -> None:
    tall = anchored(shape(), start=(1, 40), end=(3, 60))
    book = fill(with_drawing(sheet_of(70), tall), packet({}))
    assert len(book.pages) == 2
    assert [len(page.figures) for page in book.pages] == [1, 1]
    first, second = (page.figures[0] for page in book.pages)
    assert first.move != second.move
    assert first.frame[1] == pytest.approx(-book.pages[0].size[1], abs=2)


def test_刷らない図形と隠した図形は描かない() -> None:
    unprinted = anchored(shape()).replace(
        "<xdr:clientData/>", '<xdr:clientData fPrintsWithSheet="0"/>'
    )
    hidden = anchored(shape().replace('name="x"', 'name="x" hidden="1"'))
    book = drawn(unprinted + hidden)
    assert items(book) == []
    assert book.problems == ()


def test_描けないものは番地と名を知らせ_知らない形は四角で描く() -> None:
    graphic = (
        "<xdr:graphicFrame><xdr:nvGraphicFramePr/><a:graphic><a:graphicData "
        'uri="http://schemas.openxmlformats.org/drawingml/2006/{}"/></a:graphic></xdr:graphicFrame>'
    )
    newer = (
        f'<mc:AlternateContent><mc:Choice Requires="cx1">{graphic.format("chartex")}</mc:Choice>'
        f"<mc:Fallback>{shape(text='表示できません')}</mc:Fallback></mc:AlternateContent>"
    )
    book = drawn(
        anchored(graphic.format("chart"))
        + anchored(graphic.format("diagram"), start=(2, 2))
        + anchored(newer, start=(3, 3))
        + anchored(picture("a.emf"), start=(4, 4))
        + anchored(shape("gear6"), start=(5, 5)),
        a_emf=b"\x01\x00\x00\x00EMF",
    )
    assert book.undrawn == (
        Undrawn("様式", "B2", "グラフ"),
        Undrawn("様式", "C3", "SmartArt"),
        Undrawn("様式", "D4", "グラフ"),
        Undrawn("様式", "E5", "画像(.emf)"),
        Undrawn("様式", "F6", "図形(gear6)", "四角で描かれます"),
    )
    assert "様式!B2 のグラフは、PDFには描かれません。" in book.problems
    assert "様式!F6 の図形(gear6)は、PDFでは四角で描かれます。" in book.problems
    assert len(items(book)) == 1


def test_手で描いた輪郭() -> None:
    custom = (
        '<a:custGeom><a:avLst/><a:gdLst><a:gd name="half" fmla="*/ w 1 2"/></a:gdLst><a:pathLst>'
        '<a:path w="200" h="100"><a:moveTo><a:pt x="0" y="0"/></a:moveTo>'
        '<a:lnTo><a:pt x="200" y="100"/></a:lnTo><a:close/></a:path></a:pathLst></a:custGeom>'
    )
    made = shape().replace('<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>', custom)
    book = drawn(anchored(made))
    (path,) = items(book)
    assert isinstance(path, Path)
    (sheet, _), *_rest = book.sheets
    left, right = sheet.width(1), sum(sheet.width(c) for c in range(1, 5))
    assert corners(path) == {(left, -15), (right, -75)}


@pytest.mark.parametrize("name", sorted(presets.names()))
def test_どの形も枠の中に描ける(name: str) -> None:
    """つまみが既定のままなら、吹き出しの先を除いて枠からはみ出さない。"""
    outline = presets.outline(name, 120, 80, {})
    assert any(stroke.steps for stroke in outline.strokes)
    ends = [v[-2:] for stroke in outline.strokes for mark, v in stroke.steps if mark in "MLC"]
    if "allout" not in name:
        assert all(-1 <= x <= 121 and -1 <= y <= 81 for x, y in ends), ends
    left, top, right, bottom = outline.text
    assert 0 <= left <= right <= 120
    assert 0 <= top <= bottom <= 80


def test_円は円になる() -> None:
    (stroke,) = presets.outline("ellipse", 100, 60, {}).strokes
    x0, y0 = stroke.steps[0][1]
    for _, (x1, y1, x2, y2, x3, y3) in stroke.steps[1:-1]:
        x, y = (x0 + 3 * x1 + 3 * x2 + x3) / 8, (y0 + 3 * y1 + 3 * y2 + y3) / 8
        x0, y0 = x3, y3
        assert ((x - 50) / 50) ** 2 + ((y - 30) / 30) ** 2 == pytest.approx(1, abs=1e-3)


def test_同じ図形からは同じPDF() -> None:
    anchors = anchored(shape("roundRect", "印", line=BLACK_LINE)) + anchored(picture("a.png"))
    first, second = (
        draw([drawn(anchors, a_png=png())], PLAIN, title="x"),
        draw([drawn(anchors, a_png=png())], PLAIN, title="x"),
    )
    assert first == second
