"""数の、紙での色と置き方。"""

from __future__ import annotations

from openpyxl.styles import Alignment, Font

from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.paging.placing import Glyphs
from tests.reports.layouts import new_book, packet, saved

_ACCOUNTING = '_ "¥"* #,##0_ ;_ "¥"* \\-#,##0_ '


def drawn(value: float, code: str, width: float, **alignment: str) -> tuple[Glyphs, ...]:
    """A1 に置いた数の字。"""
    book, sheet = new_book()
    sheet["A1"] = value
    sheet["A1"].number_format = code
    sheet["A1"].font = Font(name="BIZ UDGothic", size=11)
    sheet["A1"].alignment = Alignment(**alignment)  # type: ignore[arg-type]
    sheet["B1"] = "右"
    sheet.column_dimensions["A"].width = width
    (page,) = fill(saved(book), packet({})).pages
    assert not page.clipped
    return tuple(item for item in page.texts if item.text.strip() != "右")


def test_負の数は_表示形式のとおり赤で刷る() -> None:
    (red,) = drawn(-5, "#,##0;[Red]▲#,##0", 20)
    assert (red.text, red.color) == ("▲5", (1.0, 0.0, 0.0))
    (black,) = drawn(5, "#,##0;[Red]▲#,##0", 20)
    assert black.color == (0.0, 0.0, 0.0)


def test_会計の表示形式は_円の記号を左端に_数を右端に置く() -> None:
    (plain,) = drawn(1234, '"¥"#,##0 ', 20)
    for horizontal in ("general", "center"):
        sign, figure = drawn(1234, _ACCOUNTING, 20, horizontal=horizontal)
        assert (sign.text.strip(), figure.text.strip()) == ("¥", "1,234")
        assert sign.x < 5
        assert abs(figure.x + figure.width - plain.x - plain.width) < 0.01


def test_標準の小数は_枠に入る桁まで丸め_字を縮めない() -> None:
    texts = [drawn(2 / 3, "General", width)[0] for width in (20, 8, 4)]
    assert texts[0].text == "0.666666667"
    assert texts[1].text == "0.666667"
    assert texts[2].text == "0.7"
    assert {item.size for item in texts} == {11.0}


def test_小数の無い数と_桁を決めた数は丸めない() -> None:
    (whole,) = drawn(1_234_567, "General", 7)
    assert whole.text == "1234567"
    (fixed,) = drawn(2 / 3, "0.000000", 7)
    assert fixed.text == "0.666667"
