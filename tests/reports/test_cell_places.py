"""セルの中の字の置き場所: 斜めの見出し、縦書きの折り返し、論理値、文に合わせた行の高さ。"""

from __future__ import annotations

import pytest
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.paging.pages import Page
from tests.reports.layouts import new_book, packet, put, saved

_THIN = Side(style="thin")
_SIDES = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def _page(data: bytes, **values: str) -> Page:
    (page,) = fill(data, packet(values)).pages
    return page


def _slanted(sheet: Worksheet, rotation: int, **alignment: str) -> None:
    sheet["B2"] = "体操教室"
    sheet["B2"].alignment = Alignment(
        textRotation=rotation, horizontal="center", vertical="bottom", **alignment
    )
    sheet.column_dimensions["B"].width = 3
    sheet.row_dimensions[2].height = 60


@pytest.mark.parametrize(("rotation", "across"), [(45, 1.0), (135, -1.0), (60, 0.5774)])
def test_斜めの文のセルは_罫線も同じ向きに傾く(rotation: int, across: float) -> None:
    book, sheet = new_book()
    _slanted(sheet, rotation)
    sheet["B2"].border = _SIDES
    page = _page(saved(book))
    left, right = page.grid.lefts[1:3]
    top, bottom = page.grid.tops[1:3]
    shift = pytest.approx(across * (top - bottom), abs=0.01)
    sides = [rule for rule in page.rules if rule.y1 != rule.y2]
    assert [rule.x1 for rule in sides] == [left, right]
    assert [rule.x2 - rule.x1 for rule in sides] == [shift, shift]
    above, below = sorted((r for r in page.rules if r.y1 == r.y2), key=lambda r: -r.y1)
    assert above.x1 - left == shift
    assert (below.x1, below.x2) == (left, right)


def test_傾いた枠の文は_傾いた線の間に置く() -> None:
    pages = []
    for border in (_SIDES, Border()):
        book, sheet = new_book()
        _slanted(sheet, 45)
        sheet["B2"].border = border
        pages.append(_page(saved(book)))
    (leaning,), (boxed,) = (page.texts for page in pages)
    left, right = pages[0].grid.lefts[1:3]
    bottom = pages[0].grid.tops[2]
    # 初めの字は自分の列の上に立つ。罫線の無いセルは、回した文を枠の真ん中に置く。
    assert left <= leaning.x - (leaning.y - bottom) <= right + leaning.size
    assert boxed.x < left
    assert leaning.angle == boxed.angle == 45


def test_傾いたセルの右の_立ったセルの左の線は残る() -> None:
    book, sheet = new_book()
    _slanted(sheet, 45)
    sheet["B2"].border = sheet["C2"].border = _SIDES
    sheet["C2"] = "計"
    page = _page(saved(book))
    upright = {rule.x1 for rule in page.rules if rule.x1 == rule.x2}
    assert upright == {page.grid.lefts[2], page.grid.lefts[3]}


def test_縦書きの文は_折り返す設定なら枠の下で左の行へ折る() -> None:
    book, sheet = new_book()
    sheet["B2"], sheet["C2"] = "秘密を守る約束", "秘密を守る約束"
    for place, wrap in (("B2", True), ("C2", False)):
        sheet[place].alignment = Alignment(textRotation=255, wrap_text=wrap)
    sheet.row_dimensions[2].height = 50
    page = _page(saved(book))
    middle = page.grid.lefts[2]
    folded = [item for item in page.texts if item.x < middle]
    single = [item for item in page.texts if item.x >= middle]
    assert {item.size for item in folded} == {11.0}
    columns = sorted({round(item.x, 1) for item in folded})
    assert len(columns) == 2
    assert "".join(item.text for item in folded if round(item.x, 1) == columns[1]) == "秘密を守"
    assert len({round(item.x + item.width / 2, 1) for item in single}) == 1
    assert all(item.size == pytest.approx(50 / 7, abs=0.2) for item in single)


@pytest.mark.parametrize("value", [True, "#N/A"])
def test_論理値と誤りは_枠の真ん中に置く(value: object) -> None:
    book, sheet = new_book()
    sheet["B2"] = value  # type: ignore[assignment]
    page = _page(saved(book))
    (item,) = page.texts
    left, right = page.grid.lefts[1:3]
    assert item.x + item.width / 2 == pytest.approx((left + right) / 2)


def test_論理値に見えるだけの文は_左に置く() -> None:
    book, sheet = new_book()
    sheet["B2"] = "TRUE"
    sheet["B2"].data_type = "s"
    page = _page(saved(book))
    (item,) = page.texts
    assert item.x < page.grid.lefts[1] + 5


def test_刷り込まれた折り返す文は_行を一行分より高くしない() -> None:
    book, sheet = new_book()
    for row, wrap in enumerate((True, False), start=1):
        sheet.cell(row, 1, "品名").alignment = Alignment(wrap_text=wrap)
    page = _page(saved(book))
    first, second, third = page.grid.tops
    assert first - second == second - third


def test_差し込んだ折り返す文の行は_罫線に触れない高さにする() -> None:
    book, sheet = new_book()
    put(sheet, "A1", "{{希望}}", wrap_text=True)
    put(sheet, "A2", "家で暮らす", wrap_text=True)
    page = _page(saved(book), 希望="家で暮らす")
    first, second, third = page.grid.tops
    assert first - second > second - third


def test_墨の収まる題は_折り返す設定でも縮めない() -> None:
    sizes = []
    for height in (15, 12):
        book, sheet = new_book()
        sheet["A1"] = "票"
        sheet["A1"].font = Font(name="BIZ UDゴシック", size=16)
        sheet["A1"].alignment = Alignment(wrap_text=True, horizontal="center")
        sheet.row_dimensions[1].height = height
        sizes.append(_page(saved(book)).texts[0].size)
    assert sizes[0] == 16.0
    assert sizes[1] == 13.0
