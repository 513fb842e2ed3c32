"""増えすぎるシートと、増やした行が紙に出ること。"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.errors import BadInput
from jusou_desk.packet import Packet
from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.xlsx.workbook import MAX_SHEETS
from tests.reports.layouts import STAMP, new_book, packet, put, record, saved


def people(count: int) -> Packet:
    return packet({}, {"世帯員": [record({"氏名": f"架空{n:03}"}) for n in range(count)]})


def roster(area: str = "") -> Workbook:
    """2行目と3行目が繰返し、4行目が計の表。"""
    book, sheet = new_book("票")
    put(sheet, "A1:B1", "見出し")
    for row in (2, 3):
        put(sheet, f"A{row}:B{row}", "{{世帯員.氏名}}")
    put(sheet, "A4:B4", "計")
    sheet.sheet_properties.pageSetUpPr = None
    if area:
        sheet.print_area = area
    return book


def per_person() -> bytes:
    book, sheet = new_book("{{世帯員.氏名}}")
    put(sheet, "A1:B1", "{{氏名}}")
    return saved(book)


def test_写しのシートが多すぎれば_一部だけ出さずに断る() -> None:
    with pytest.raises(BadInput, match="件数が多く") as refused:
        fill(per_person(), people(MAX_SHEETS + 1))
    assert "シートが500枚を超える" in refused.value.title
    assert "架空" not in refused.value.title


def test_続紙が多すぎても_断る() -> None:
    book, sheet = new_book("票")
    put(sheet, "A1:B1", "{{世帯員.氏名}}")
    put(sheet, "A2:B2", "{{世帯員.氏名}}")
    sheet.page_setup.fitToHeight = 1
    with pytest.raises(BadInput, match="件数が多く"):
        fill(saved(book), people(2 * MAX_SHEETS + 1))


def test_上限までの写しには_余白の印も入る() -> None:
    book = fill(per_person(), people(40))
    made = openpyxl.load_workbook(io.BytesIO(book.stamped_xlsx(STAMP)))
    assert len(made.sheetnames) == 40


@pytest.mark.parametrize(
    ("area", "wanted"),
    [("A1:B2", "'票'!$A$1:$B$11"), ("A1:B3", "'票'!$A$1:$B$11"), ("A1:B4", "'票'!$A$1:$B$12")],
)
def test_増えた行まで印刷範囲が伸びる(area: str, wanted: str) -> None:
    book = fill(saved(roster(area)), people(10))
    made = openpyxl.load_workbook(io.BytesIO(book.to_xlsx())).worksheets[0]
    assert made.print_area == wanted
    assert book.problems == ()


def test_繰返しに掛からない印刷範囲は伸ばさず_出ない件数を言う() -> None:
    told = fill(saved(roster("A4:B4")), people(3)).problems
    assert told == (
        "シート「票」の「世帯員」の3件は、隠れた行か印刷範囲の外にあり、紙に出ません。",
    )


def test_隠れた行の分は_紙に出ないと言う() -> None:
    book = roster()
    book.worksheets[0].row_dimensions[3].hidden = True
    assert [one[-30:] for one in fill(saved(book), people(3)).problems] == [
        "「世帯員」の2件は、隠れた行か印刷範囲の外にあり、紙に出ません。"[-30:]
    ]


def ruled(
    *numbers: str | int | None, gap: float = 20, below: str = ""
) -> tuple[Workbook, Worksheet]:
    """3行目にだけタグがあり、4行目から6行目は罫線だけの家族の表。7行目は備考。"""
    book, sheet = new_book("票")
    put(sheet, "A1:E1", "世帯の状況")
    for row, number in enumerate(numbers or (None,) * 4, start=3):
        put(sheet, f"A{row}", number)
        put(sheet, f"B{row}:C{row}", "{{世帯員.氏名}}" if row == 3 else None)
        put(sheet, f"D{row}", "{{世帯員.年齢}}歳" if row == 3 else "　歳")
        put(sheet, f"E{row}", None)
        sheet.row_dimensions[row].height = gap if row == 4 else 20
    for cell in sheet[6]:
        cell.border = Border(bottom=Side(style="medium"), left=Side("thin"), right=Side("thin"))
    put(sheet, "A7:E7", below or "備考")
    return book, sheet


def filled(book: Workbook, count: int) -> Sequence[Worksheet]:
    made = fill(saved(book), people(count))
    return openpyxl.load_workbook(io.BytesIO(made.to_xlsx())).worksheets


def column(sheet: Worksheet, letter: str, last: int) -> list[object]:
    return [sheet[f"{letter}{row}"].value for row in range(3, last + 1)]


def test_罫線だけの行から先に使い_足りなければ下に増やす() -> None:
    book, sheet = ruled()
    sheet.sheet_properties.pageSetUpPr = None
    (made,) = filled(book, 6)
    names = [f"架空{n:03}" for n in range(6)]
    assert column(made, "B", 9) == [*names, None]
    assert made["A9"].value == "備考"
    assert {str(one) for one in made.merged_cells.ranges} >= {f"B{n}:C{n}" for n in range(3, 9)}


def test_二行で一人の枠も_左の見出しが全部の行に掛かる枠も_下の行を使う() -> None:
    book, sheet = new_book("票")
    put(sheet, "A3:A8", "家族")
    for row in (3, 5, 7):
        put(sheet, f"B{row}:B{row + 1}", "{{世帯員.氏名}}" if row == 3 else None)
        put(sheet, f"C{row}", "{{世帯員.年齢}}" if row == 3 else None)
        put(sheet, f"C{row + 1}", "{{世帯員.続柄}}" if row == 3 else None)
    put(sheet, "A9:C9", "備考")
    (made,) = filled(book, 3)
    assert column(made, "B", 9) == ["架空000", None, "架空001", None, "架空002", None, None]
    assert made["A9"].value == "備考"


def test_人が少なければ_罫線だけの行は刷ったまま() -> None:
    (made,) = filled(ruled()[0], 2)
    assert column(made, "B", 7) == ["架空000", "架空001", None, None, None]
    assert (made["D5"].value, made["A7"].value) == ("　歳", "備考")


def test_一頁の紙なら_罫線だけの行を使い切ってから続紙にする() -> None:
    book, sheet = ruled()
    sheet.page_setup.fitToHeight = 1
    first, second = filled(book, 6)
    assert column(first, "B", 6) == [f"架空{n:03}" for n in range(4)]
    assert column(second, "B", 6) == ["架空004", "架空005", None, None]


@pytest.mark.parametrize(
    ("numbers", "wanted"),
    [
        ((1, 2, 3, 4), [1, 2, 3, 4, 5, 6]),
        (("①", "②", "③", "④"), ["①", "②", "③", "④", "⑤", "⑥"]),
        (("(1)", "(2)", "(3)", "(4)"), ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]),
        (("{{世帯員.番号}}", 2, 3, 4), [None, 2, 3, 4, 5, 6]),
    ],
)
def test_刷ってある行の番号は残り_増やした行は続きの番号になる(
    numbers: tuple[str | int, ...], wanted: list[object]
) -> None:
    (made,) = filled(ruled(*numbers)[0], 6)
    assert column(made, "A", 8) == wanted
    assert made["B8"].value == "架空005"


def a_thin_gap() -> Workbook:
    return ruled(gap=6)[0]


def a_writing_space() -> Workbook:
    return ruled(gap=80)[0]


def another_label() -> Workbook:
    return ruled(None, "住所")[0]


def a_total() -> Workbook:
    book, sheet = ruled()
    sheet["E4"] = "=SUM(E3:E3)"
    return book


def no_lines() -> Workbook:
    book, sheet = ruled()
    for cell in sheet[4]:
        cell.border = Border(top=Side(style="thin"))
    return book


def other_merges() -> Workbook:
    book, sheet = ruled()
    sheet.unmerge_cells("B4:C4")
    put(sheet, "B4", None)
    put(sheet, "C4", None)
    return book


def hidden() -> Workbook:
    book, sheet = ruled()
    sheet.row_dimensions[4].hidden = True
    return book


def off_the_paper() -> Workbook:
    book, sheet = ruled()
    sheet.print_area = "A1:E3"
    return book


@pytest.mark.parametrize(
    "form",
    [
        a_thin_gap,
        a_writing_space,
        another_label,
        a_total,
        no_lines,
        other_merges,
        hidden,
        off_the_paper,
    ],
)
def test_形の違う行は_空いていても枠にしない(form: Callable[[], Workbook]) -> None:
    book = form()
    before = book.worksheets[0]["A4"].value
    (made,) = filled(book, 2)
    assert column(made, "B", 5) == ["架空000", "架空001", None]
    assert made["A5"].value == before
    assert made.max_row == book.worksheets[0].max_row + 1
