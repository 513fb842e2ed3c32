"""物差しの紙と、Excel が刷る大きさに合わせる比。"""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.calibrating import (
    Measured,
    calibrate,
    draw_ruler,
    office_calibration,
    read_measured,
)
from jusou_desk.errors import BadInput
from jusou_desk.paths import resource
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.setting.ruler import EXACT, Calibration
from tests.compare.letters import read_letters
from tests.reports.layouts import new_book, packet, put, saved


def test_測った長さの比が事務所に残る(desk: Desk) -> None:
    assert office_calibration(desk) == EXACT
    calibrate(desk, Measured(173.0, 188.6, 171.5, 190.5))
    assert office_calibration(desk) == Calibration(1.0087, 0.99)
    calibrate(desk, None)
    assert office_calibration(desk) == EXACT


@pytest.mark.parametrize(
    "written",
    [("", "1", "1", "1"), ("百", "1", "1", "1"), ("200", "190", "171", "190"),
     ("-1", "-1", "-1", "-1"), ("nan", "1", "1", "1"), ("0", "0", "0", "0")],
)  # fmt: skip
def test_測り違いは残さない(desk: Desk, written: tuple[str, ...]) -> None:
    with pytest.raises(BadInput):
        calibrate(desk, read_measured(written))
    assert office_calibration(desk) == EXACT


def test_全角や単位の付いた数も読む() -> None:
    assert read_measured(("１７１．５", "190mm", " 171.5 ", "190")) == Measured(
        171.5, 190, 171.5, 190
    )


def test_比の分だけ広く刷り_頁の区切りも変わる() -> None:
    book, sheet = new_book()
    sheet.sheet_properties.pageSetUpPr.fitToPage = False  # type: ignore[union-attr]
    for column, letter in enumerate("ABCD", start=1):
        sheet.column_dimensions[letter].width = 19.5
        put(sheet, f"{letter}1", f"{column}列")
    data = saved(book)
    plain, wide = fill(data, packet({})), fill(data, packet({}), calibration=Calibration(1.02, 1.0))
    widths = [book.pages[0].size[0] / len(book.pages[0].grid.columns) for book in (plain, wide)]
    assert widths[1] / widths[0] == pytest.approx(1.02)
    assert (len(plain.pages), len(wide.pages)) == (1, 2)


def test_物差しの紙は縮めずに刷り_枠の大きさが決まっている(desk: Desk) -> None:
    files = {file.name: file.data for file in draw_ruler(desk)}
    sheet = load_workbook(io.BytesIO(files["ruler.xlsx"])).worksheets[0]
    fit = sheet.sheet_properties.pageSetUpPr
    assert fit is not None
    assert not fit.fitToPage
    (page,) = fill(resource("layouts", "ruler.xlsx").read_bytes(), packet({})).pages
    assert page.scale == 1
    thick = [rule for rule in page.rules if rule.width > 1]
    across = max(r.x2 for r in thick) - min(r.x1 for r in thick)
    down = max(r.y1 for r in thick) - min(r.y2 for r in thick)
    assert (across, down) == (486.0, 18 * 27.0)
    (letters,) = read_letters(files["ruler.pdf"])
    assert "物差しの紙" in "".join(letter.text for letter in letters)
