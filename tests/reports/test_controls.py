"""フォームの部品(VML と ctrlProps)を描く。"""

from __future__ import annotations

import pytest

from jusou_desk.reports.drawing.controls import vml_shapes
from jusou_desk.reports.drawing.undrawn import Undrawn
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.paging.figure_items import Item, Path, Words
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from tests.reports.drawn import OFFICE, control, link, put, vml, with_vml
from tests.reports.layouts import new_book, packet, saved


def book_with(shapes: str) -> FilledBook:
    book, sheet = new_book()
    sheet["A1"] = "表"
    sheet["F9"] = "おわり"
    return fill(with_vml(saved(book), shapes), packet({}))


def items(book: FilledBook) -> list[Item]:
    return [i for page in book.pages for cut in page.figures for f in cut.figures for i in f.items]


def ticks(found: list[Item]) -> int:
    """印の線(塗らない太い線)の数。"""
    return sum(isinstance(i, Path) and i.paint is None and i.pen is not None for i in found)


@pytest.mark.parametrize(("inside", "marks"), [("<x:Checked>1</x:Checked>", 1), ("", 0)])
def test_チェックボックスは印と字を描く(inside: str, marks: int) -> None:
    book = book_with(control("Checkbox", "同意する", inside))
    assert book.problems == ()
    found = items(book)
    assert ticks(found) == marks
    (text,) = [i for i in found if isinstance(i, Words)]
    assert "".join(g.text for g in text.glyphs) == "同意する"
    assert {(g.size, g.color) for g in text.glyphs} == {(10.0, (1.0, 0.0, 0.0))}


def test_刷らない部品と隠した部品とコメントは描かない() -> None:
    unprinted = control("Button", "印刷", "<x:PrintObject>False</x:PrintObject>")
    hidden = control("Checkbox", "隠").replace("absolute", "absolute;visibility: hidden")
    book = book_with(unprinted + hidden + control("Note", "覚え"))
    assert items(book) == []
    assert book.problems == ()


def test_描けない部品は番地と名を知らせる() -> None:
    book = book_with(control("Spin") + control("Pict", number=1026))
    assert book.undrawn == (
        Undrawn("様式", "B2", "スピンボタン"),
        Undrawn("様式", "B2", "ほかのソフトの部品(OLE・ActiveX)"),
    )


def with_state(state: str, shapes: str, cell: str = "") -> FilledBook:
    """状態が ctrlProps に、置き場所がシートにある部品。"""
    book, sheet = new_book()
    sheet["A1"] = cell or "表"
    found = read_parts(with_vml(saved(book), shapes))
    link(found, "dummy", "../ctrlProps/ctrlProp1.xml", kind="ctrlProp")
    found["xl/worksheets/sheet1.xml"] = found["xl/worksheets/sheet1.xml"].replace(
        f'<dummy xmlns:r="{OFFICE}" r:id="of-dummy"/>'.encode(), b""
    )
    found["xl/ctrlProps/ctrlProp1.xml"] = (
        '<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        f'objectType="CheckBox" {state}/>'
    ).encode()
    spots = "".join(
        f"<{name}><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row>"
        f"<xdr:rowOff>0</xdr:rowOff></{name}>"
        for name, column, row in (("from", 4, 4), ("to", 6, 5))
    )
    put(
        found,
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
        f' xmlns:r="{OFFICE}"><mc:Choice Requires="x14"><controls>'
        f'<control shapeId="1025" r:id="of-dummy" name="c"><controlPr><anchor>{spots}</anchor>'
        "</controlPr></control></controls></mc:Choice></mc:AlternateContent>",
    )
    return fill(write_parts(found), packet({"同意": "TRUE"}))


@pytest.mark.parametrize("shapes", [control("Checkbox", "同意"), ""])
def test_印は新しい書き方の状態に従い_場所もそちらに従う(shapes: str) -> None:
    book = with_state('checked="Checked"', shapes)
    assert ticks(items(book)) == 1
    ((figure,),) = [cut.figures for page in book.pages for cut in page.figures]
    assert figure.cell == "E5"
    assert ticks(items(with_state("", shapes))) == 0


def test_セルと結ばれた印は_差し込んだ値に従う() -> None:
    linked = 'fmlaLink="$A$1"'
    shapes = control("Checkbox", "同意")
    assert ticks(items(with_state(linked, shapes, "{{同意}}"))) == 1
    assert ticks(items(with_state(linked, shapes))) == 0


def test_閉じ忘れのあるVMLも読む() -> None:
    broken = vml(control("Checkbox", "一行目<br>二行目"))
    assert [shape.get("id") for shape in vml_shapes(broken)] == ["_x0000_s1025"]
    assert vml_shapes(b"") == []
