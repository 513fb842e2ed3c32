"""図のタグ: 升の中に、縦横の比のまま、切れずに入り、ほかの部品に触れず、PDF も同じ図になる。"""

from __future__ import annotations

from dataclasses import replace

import pytest

from jusou_desk.family.audience import for_audience
from jusou_desk.family.genogram import draw_genogram
from jusou_desk.family.people import Family
from jusou_desk.family.shapes import Box as Place
from jusou_desk.family.shapes import Circle, Picture, Rect, Stroke, Text
from jusou_desk.reports.drawing.drawings import read_drawings
from jusou_desk.reports.drawing.shapes import Box, Drawing, Group, Shape
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.inspection.findings import Grade
from jusou_desk.reports.inspection.inspecting import inspect
from jusou_desk.reports.inspection.vocabulary import PICTURE, Vocabulary, Word
from jusou_desk.reports.paging.figure_items import Words
from jusou_desk.reports.paging.figures import Ground
from jusou_desk.reports.problems import Trouble
from jusou_desk.reports.xlsx.package import read_parts
from jusou_desk.reports.xlsx.workbook import Workbook
from tests.family import reading
from tests.family.test_audience import never_told, stranded
from tests.reports.drawn import anchored, shape, with_drawing
from tests.reports.layouts import new_book, packet, put, saved
from tests.reports.strict_reader import faults

TAG = "{{ジェノグラム}}"
WIDE = "B2:AF30"


def family_picture(name: str = "spread_household") -> Picture:
    return draw_genogram(reading.family(name), reading.DAY)


def form(area: str = WIDE, words: str = TAG) -> bytes:
    book, sheet = new_book("票")
    put(sheet, area, words)
    put(sheet, "B32:M32", "{{氏名}}")
    return saved(book)


def filled(data: bytes, picture: Picture | None) -> FilledBook:
    return fill(data, packet({"ジェノグラム": picture, "氏名": "高野森　桜子"}))


def drawings(data: bytes) -> list[Drawing]:
    book = Workbook(data)
    found, undrawn = read_drawings(book, book.sheets[0])
    assert undrawn == []
    return found


def group(data: bytes) -> Group:
    node = drawings(data)[-1].node
    assert isinstance(node, Group)
    return node


def test_升が空なら_図形の部品も作らない() -> None:
    parts = read_parts(filled(form(), None).to_xlsx())
    assert not any("drawing" in name for name in parts)


def test_図形の部品が無いシートに入れても_ほかの部品は一バイトも変わらない() -> None:
    data = form()
    without = read_parts(filled(data, None).to_xlsx())
    made = read_parts(filled(data, family_picture()).to_xlsx())
    changed = {name for name, data in made.items() if without.get(name) != data}
    assert changed == {
        "[Content_Types].xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/drawings/drawing1.xml",
    }
    assert without.keys() <= made.keys()


def test_図形のあるシートでは_その部品だけに足す() -> None:
    data = with_drawing(form(), anchored(shape("rect")))
    without = read_parts(filled(data, None).to_xlsx())
    book = filled(data, family_picture()).to_xlsx()
    made = read_parts(book)
    changed = {name for name, one in made.items() if without.get(name) != one}
    assert len(changed) == 1
    assert next(iter(changed)).startswith("xl/drawings/")
    first, last = drawings(book)
    assert isinstance(first.node, Shape)
    assert isinstance(last.node, Group)


def test_厳しい読み手も受け付け_同じ図からは同じバイト列になる() -> None:
    for data in (form(), with_drawing(form(), anchored(shape("rect")))):
        one, other = (filled(data, family_picture()).to_xlsx() for _ in range(2))
        assert one == other
        assert faults(one) == faults(filled(data, None).to_xlsx())
    assert faults(filled(form(), family_picture()).to_xlsx()) == []


@pytest.mark.parametrize("area", ["B2:AF30", "B2:H30", "B2:AF6"])
def test_どの升でも_比のまま切れずに収まる(area: str) -> None:
    picture = family_picture()
    book = filled(form(area), picture)
    (sheet, _), *_ = book.sheets
    one = drawings(book.to_xlsx())[0]
    box = Ground(sheet).box(one.anchor)
    left, top = Ground(sheet).left(2), Ground(sheet).top(2)
    cells = sheet.merged[(2, 2)]
    right, bottom = Ground(sheet).left(cells.right + 1), Ground(sheet).top(cells.bottom + 1)
    assert left < box.x
    assert top < box.y
    assert box.x + box.width < right
    assert box.y + box.height < bottom
    assert box.width / box.height == pytest.approx(picture.width / picture.height, rel=0.001)
    assert box.width <= picture.width * 72 / 25.4 + 0.1


def test_どの図形も_まとまりの中の同じ所にある() -> None:
    picture = family_picture()
    made = group(filled(form(), picture).to_xlsx())
    assert len(made.members) == len(picture.shapes)
    scale = made.box.width / picture.width
    for member, one in zip(made.members, picture.shapes, strict=True):
        assert isinstance(member, Shape)
        if isinstance(one, Circle):
            assert member.preset == "ellipse"
            assert member.box.width == pytest.approx(2 * one.radius * scale, abs=0.1)
        if isinstance(one, Rect):
            assert member.box.x - made.box.x == pytest.approx(one.box.x * scale, abs=0.1)
        if isinstance(one, Text):
            assert member.body is not None
            assert member.body.text == one.text
            middle = member.box.y + member.box.height / 2 - made.box.y
            assert middle == pytest.approx((one.box.y + one.box.height / 2) * scale, abs=0.1)


def test_破線は_図と同じ長さになる() -> None:
    stroke = Stroke(0.35, (2.2, 1.2))
    picture = Picture(50.0, 30.0, (Rect(Place(1.0, 1.0, 40.0, 20.0), stroke),))
    member = group(filled(form(), picture).to_xlsx()).members[0]
    assert isinstance(member, Shape)
    assert member.pen is not None
    lengths = [one * member.pen.width for one in member.pen.dash]
    assert lengths == pytest.approx([one * 72 / 25.4 for one in stroke.dash], rel=0.01)


def test_PDFの頁にも_図の字がみなある() -> None:
    picture = family_picture("long_names")
    book = filled(form(), picture)
    words = [
        "".join(run.text for run in item.glyphs)
        for page in book.pages
        for cut in page.figures
        for figure in cut.figures
        for item in figure.items
        if isinstance(item, Words)
    ]
    told = sorted(one.text for one in picture.shapes if isinstance(one, Text))
    assert sorted(words) == told


def test_字が小さくなりすぎれば知らせる() -> None:
    assert filled(form(), family_picture()).noted == ()
    noted = filled(form("B2:E5"), family_picture()).noted
    assert [(one.trouble, one.where.cell) for one in noted] == [(Trouble.PICTURE_SMALL, "B2")]


def test_読めない大きさになる図は_描かずに代わりの言葉を書いて知らせる() -> None:
    picture = replace(family_picture(), instead="別紙のとおり")
    assert filled(form(), picture).noted == ()
    book = filled(form("B2:E5"), picture)
    assert [(one.trouble, one.where.cell) for one in book.noted] == [
        (Trouble.PICTURE_LEFT_OUT, "B2")
    ]
    assert not any("drawing" in name for name in read_parts(book.to_xlsx()))
    (sheet, _), *_ = book.sheets
    assert sheet.cells[(2, 2)].text == "別紙のとおり"
    assert faults(book.to_xlsx()) == []


def test_ほかの字のある升には置かずに知らせる() -> None:
    book = filled(form(words=f"図: {TAG}"), family_picture())
    assert [one.trouble for one in book.noted] == [Trouble.PICTURE_APART]
    assert not any("drawing" in name for name in read_parts(book.to_xlsx()))


def test_除いた人の跡は_ブックのバイト列にも残らない() -> None:
    family, data = reading.family("hidden_uncle_before"), form()
    gone = {"u"}
    never = never_told(family, gone | stranded(family, gone))
    silent = replace(
        never,
        members=tuple(replace(one, note="") for one in never.members),
        households=tuple(replace(one, name="") for one in never.households),
    )
    one, other = (
        filled(data, on_page(each)).to_xlsx() for each in (for_audience(family, gone), silent)
    )
    assert one == other
    assert one != filled(data, on_page(family)).to_xlsx()


def on_page(family: Family) -> Picture:
    return replace(draw_genogram(family, reading.DAY), spots=())


def test_点検は_小さい升と字の添えられた升を言う() -> None:
    words = Vocabulary((Word("ジェノグラム", PICTURE), Word("氏名")))
    proof = packet({"ジェノグラム": family_picture(), "氏名": "高野森　桜子"})

    def found(data: bytes) -> list[tuple[Grade, str]]:
        findings = inspect(data, words, proof).findings
        return [(one.grade, one.cell) for one in findings if "図のタグ" in one.what]

    assert found(form()) == []
    assert (Grade.YELLOW, "B2") in found(form("B2:H8"))
    assert (Grade.RED, "B2") in found(form(words=f"図 {TAG}"))


def test_まとまりの箱は_置いた大きさと同じ() -> None:
    made = group(filled(form("B2:AF10"), family_picture()).to_xlsx())
    assert isinstance(made.box, Box)
    assert made.box == made.inner
