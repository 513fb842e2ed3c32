"""罫線だけの行と、いくつもの繰返しの表が、一件も失わず、刷ってあるものを壊さないこと。"""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.packet import Packet
from jusou_desk.reports.form.fill import fill
from tests.reports.layouts import GREY, new_book, packet, put, record, saved
from tests.reports.strict_reader import faults

_NAMES = ("氏名", "年齢", "続柄")


def people(count: int, agencies: int = 0) -> Packet:
    members = [record({"氏名": f"架空{n}", "年齢": 20 + n, "続柄": "子"}) for n in range(count)]
    places = [record({"名称": f"機関{n}", "担当": f"担当{n}"}) for n in range(agencies)]
    return packet({"氏名": "見本太郎"}, {"世帯員": members, "関係機関": places})


def roster(rows: int = 4, *, foot: bool = True) -> tuple[Workbook, Worksheet]:
    """3行目にだけタグがあり、下の行は罫線だけの表。A は番号、E と F は手書きの欄。"""
    book, sheet = new_book("票")
    sheet.sheet_properties.pageSetUpPr = None
    for column, words in zip("ABCDEF", ("番号", *_NAMES, "計算", "備考"), strict=True):
        put(sheet, f"{column}2", words)
    for row in range(3, 3 + rows):
        for column in "ABCDEF":
            put(sheet, f"{column}{row}", None)
    tag(sheet, 3)
    if foot:
        put(sheet, f"A{3 + rows}:F{3 + rows}", "備考欄")
    return book, sheet


def tag(sheet: Worksheet, row: int) -> None:
    for column, name in zip("BCD", _NAMES, strict=True):
        sheet[f"{column}{row}"] = f"{{{{世帯員.{name}}}}}"


def made_from(book: Workbook, given: Packet) -> Sequence[Worksheet]:
    made = fill(saved(book), given)
    assert made.problems == ()
    assert [one for one in faults(made.to_xlsx()) if not one.startswith("数でない値")] == []
    return openpyxl.load_workbook(io.BytesIO(made.to_xlsx())).worksheets


def down(sheet: Worksheet, column: str, first: int, last: int) -> list[object]:
    return [sheet[f"{column}{row}"].value for row in range(first, last + 1)]


def test_行の番号が数式でも_下の空の行を使い_番号は続く() -> None:
    book, sheet = roster()
    sheet["A3"] = 1
    for row in (4, 5, 6):
        sheet[f"A{row}"] = f"=A{row - 1}+1"
    (made,) = made_from(book, people(6))
    assert down(made, "A", 3, 9) == [1, *(f"=A{n}+1" for n in range(3, 8)), "備考欄"]
    assert down(made, "B", 3, 8) == [f"架空{n}" for n in range(6)]


def test_番号が二から始まる表も_続きの番号になる() -> None:
    book, sheet = roster()
    for row in range(3, 7):
        sheet[f"A{row}"] = row - 1
    (made,) = made_from(book, people(6))
    assert down(made, "A", 3, 8) == [2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        (("一", "二"), ["一", "二", "三", "四"]),
        (("九", "十"), ["九", "十", "十一", "十二"]),
        (("１", "２"), ["１", "２", "３", "４"]),
        (("⑲", "⑳"), ["⑲", "⑳", "㉑", "㉒"]),
    ],
)
def test_増やした行の番号は_刷ってある番号と同じ書き方(
    printed: Sequence[str], wanted: list[str]
) -> None:
    book, sheet = roster(2)
    for row, words in enumerate(printed, start=3):
        sheet[f"A{row}"] = words
    (made,) = made_from(book, people(4))
    assert down(made, "A", 3, 6) == wanted


def test_一行だけの表の番号も_増やした行で続く() -> None:
    book, sheet = roster(1)
    sheet["A3"] = 1
    (made,) = made_from(book, people(3))
    assert down(made, "A", 3, 6) == [1, 2, 3, "備考欄"]


def test_見出しの無い計の行には書かない() -> None:
    book, sheet = roster(5)
    for row in range(3, 7):
        sheet[f"E{row}"] = f"=C{row}*2"
    sheet["E7"] = "=SUM(E3:E6)"
    (made,) = made_from(book, people(5))
    assert down(made, "E", 7, 8) == ["=C7*2", "=SUM(E3:E7)"]
    assert down(made, "B", 7, 8) == ["架空4", None]


def test_右隣に行ごとの見出しがあっても空の行を使い_見出しを二つにしない() -> None:
    book, sheet = roster()
    labels = ["主治医", "薬局", "民生委員", "学校"]
    for row, words in enumerate(labels, start=3):
        sheet[f"E{row}"] = words
    first, second = made_from(book, people(5))
    assert down(first, "E", 3, 7) == down(second, "E", 3, 7) == [*labels, None]
    assert down(first, "B", 3, 6) == [f"架空{n}" for n in range(4)]
    assert down(second, "B", 3, 6) == ["架空4", None, None, None]


@pytest.mark.parametrize("labels", [("電話", "住所", "電話", "住所"), ("円", "円", "円", "合計")])
def test_一件の続きの行と計の行には書かない(labels: Sequence[str]) -> None:
    book, sheet = roster()
    for row, words in enumerate(labels, start=3):
        sheet[f"E{row}"] = words
    (made,) = made_from(book, people(4))
    second = next(row for row in range(3, 12) if made[f"E{row}"].value == labels[-1])
    assert made[f"B{second}"].value is None
    assert [one for one in down(made, "B", 3, 12) if one] == [f"架空{n}" for n in range(4)]


def test_一つおきに塗った表も_下の空の行を使う() -> None:
    book, sheet = roster(6)
    for row in (4, 6, 8):
        for column in "ABCDEF":
            sheet[f"{column}{row}"].fill = GREY
    (made,) = made_from(book, people(6))
    assert down(made, "B", 3, 9) == [*(f"架空{n}" for n in range(6)), None]
    assert made["A9"].value == "備考欄"


def test_同じ表が二つあれば_上の表の空の行から使う() -> None:
    book, sheet = roster(4, foot=False)
    put(sheet, "A7:F7", "続き")
    for row in (8, 9):
        for column in "ABCDEF":
            put(sheet, f"{column}{row}", None)
    tag(sheet, 8)
    (made,) = made_from(book, people(5))
    assert down(made, "B", 3, 9) == [*(f"架空{n}" for n in range(4)), None, "架空4", None]
    (made,) = made_from(book, people(2))
    assert down(made, "B", 3, 9) == ["架空0", "架空1", None, None, None, None, None]


def test_間を空けて書く表の_間の行は使わない() -> None:
    book, sheet = roster(5)
    for row in (5, 7):
        tag(sheet, row)
    (made,) = made_from(book, people(3))
    assert down(made, "B", 3, 7) == ["架空0", None, "架空1", None, "架空2"]


def test_左右に並んだ二つの表は_どちらも一件も失わない() -> None:
    book, sheet = roster()
    sheet["E3"], sheet["F3"] = "{{関係機関.名称}}", "{{関係機関.担当}}"
    first, second = made_from(book, people(3, 6))
    assert down(first, "B", 3, 6) == ["架空0", "架空1", "架空2", None]
    assert down(first, "F", 3, 6) == [f"担当{n}" for n in range(4)]
    assert down(second, "B", 3, 6) == [None] * 4
    assert down(second, "E", 3, 6) == ["機関4", "機関5", None, None]


def test_始まりの行のずれた左右の表も_計の行や見出しを増やさない() -> None:
    book, sheet = roster(1, foot=False)
    sheet["E3"], sheet["F3"] = "機関", "担当"
    for column in "ABCDEF":
        put(sheet, f"{column}4", None)
    sheet["A4"], sheet["E4"], sheet["F4"] = "合計", "{{関係機関.名称}}", "{{関係機関.担当}}"
    made = made_from(book, people(3, 2))
    assert [down(one, "B", 3, 5) for one in made] == [[f"架空{n}", None, None] for n in range(3)]
    assert [down(one, "E", 3, 5) for one in made] == [
        ["機関", "機関0", None], ["機関", "機関1", None], ["機関", None, None],
    ]  # fmt: skip
    assert [down(one, "A", 3, 5) for one in made] == [[None, "合計", None]] * 3


def test_右隣の一件きりの欄は_人が少なくても消えず_続紙にも載る() -> None:
    book, sheet = roster()
    labels = ["主治医", "薬局", "民生委員", "学校"]
    for row, words in enumerate(labels, start=3):
        sheet[f"E{row}"] = words
    sheet["F3"], sheet["F5"] = "{{氏名}}", "{{氏名}}"
    beside = ["見本太郎", None, "見本太郎", None]
    for count, papers in ((0, 1), (2, 1), (5, 2)):
        made = made_from(book, people(count))
        assert [down(one, "F", 3, 6) for one in made] == [beside] * papers
        assert [down(one, "E", 3, 6) for one in made] == [labels] * papers


def test_すぐ下に別の表があれば_そのタグの行には書かない() -> None:
    book, sheet = roster(2)
    sheet.unmerge_cells("A5:F5")
    for column in "ABCDEF":
        put(sheet, f"{column}5", None)
    sheet["B5"], sheet["C5"] = "{{関係機関.名称}}", "{{関係機関.担当}}"
    (made,) = made_from(book, people(3, 2))
    assert down(made, "B", 3, 7) == ["架空0", "架空1", "架空2", "機関0", "機関1"]


def test_間に別の表のある同じ項目の枠も_両方に行を増やして失わない() -> None:
    book, sheet = new_book("票")
    sheet.sheet_properties.pageSetUpPr = None
    for row, words in enumerate(("世帯員.氏名", "", "関係機関.名称", "", "世帯員.氏名"), start=1):
        put(sheet, f"A{row}", f"{{{{{words}}}}}" if words else "見出し")
    (made,) = made_from(book, people(4, 4))
    assert down(made, "A", 1, 10) == [
        "架空0", "見出し", *(f"機関{n}" for n in range(4)), "見出し", *(f"架空{n}" for n in (1, 2, 3)),
    ]  # fmt: skip


def test_枠の行の数が揃っていなくても_増やせる() -> None:
    book, sheet = new_book("票")
    sheet.sheet_properties.pageSetUpPr = None
    put(sheet, "A1:A2", "{{世帯員.氏名}}")
    put(sheet, "A3", "{{世帯員.氏名}}")
    (made,) = made_from(book, people(4))
    assert down(made, "A", 1, 5) == ["架空0", None, "架空1", "架空2", "架空3"]
