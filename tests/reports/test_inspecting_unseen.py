"""様式の点検: 刷ると見えない字と、頁の分かれ方。見えない字は一つずつ植えて、升まで言えるかを見る。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.pagebreak import Break, ColBreak
from openpyxl.worksheet.worksheet import Worksheet

from jusou_desk.reports.inspection.findings import Finding, Grade
from jusou_desk.reports.inspection.inspecting import Inspection, inspect
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from tests.reports.layouts import BOX, new_book, packet, put, saved
from tests.reports.test_inspecting import WORDS, with_merges

SECRET = "前任　花子"
SEEN = "刷ると見えませんが、ファイルを渡すと見えます。"


def look(data: bytes) -> Inspection:
    return inspect(data, WORDS, packet({"氏名": "架空　太郎"}))


def form(change: Callable[[Worksheet], None]) -> bytes:
    book, sheet = new_book("票")
    put(sheet, "A1:D1", "{{氏名}}")
    change(sheet)
    return saved(book)


def told(data: bytes, words: str = SEEN) -> list[Finding]:
    return [one for one in look(data).findings if words in one.what]


def hidden_row(sheet: Worksheet) -> None:
    sheet["B5"] = SECRET
    sheet.row_dimensions[5].hidden = True


def thin_row(sheet: Worksheet) -> None:
    sheet["B5"] = SECRET
    sheet.row_dimensions[5].height = 0.75


def hidden_column(sheet: Worksheet) -> None:
    sheet["H2"] = 1234
    sheet.column_dimensions["H"].hidden = True


def outside(sheet: Worksheet) -> None:
    sheet["H2"] = SECRET
    sheet.print_area = "A1:D20"


def white(sheet: Worksheet) -> None:
    sheet["B5"] = SECRET
    sheet["B5"].font = Font(color="FFFAFAFA")


def grey_on_grey(sheet: Worksheet) -> None:
    sheet["B5"] = SECRET
    sheet["B5"].font = Font(color="FFE0E0E0")
    sheet["B5"].fill = PatternFill("solid", fgColor="FFE7E6E6")


def tiny(sheet: Worksheet) -> None:
    sheet["B5"] = SECRET
    sheet["B5"].font = Font(size=1)


def white_by_rule(sheet: Worksheet) -> None:
    sheet["B5"] = SECRET
    sheet["A9"] = "済"
    rule = FormulaRule(formula=['$A$9="済"'], font=Font(color="FFFFFFFF"))  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add("A5:C5", rule)


def white_by_format(sheet: Worksheet) -> None:
    sheet["B5"] = 19801
    sheet["B5"].number_format = "[White]0"


def white_text_by_format(sheet: Worksheet) -> None:
    sheet["B5"] = SECRET
    sheet["B5"].number_format = "[Color 2]General"


def no_format(sheet: Worksheet) -> None:
    sheet["B5"] = 19801
    sheet["B5"].number_format = ";;;"


def no_text_format(sheet: Worksheet) -> None:
    sheet["B5"] = SECRET
    sheet["B5"].number_format = ";;;"


@pytest.mark.parametrize(
    ("change", "what", "cell"),
    [
        (hidden_row, "隠れた行や列", "B5"),
        (thin_row, "隠れた行や列", "B5"),
        (hidden_column, "隠れた行や列", "H2"),
        (outside, "印刷範囲の外", "H2"),
        (white, "地とほとんど同じ色", "B5"),
        (grey_on_grey, "地とほとんど同じ色", "B5"),
        (tiny, "2ポイントより小さい", "B5"),
        (white_by_rule, "条件付き書式で見えなくなる", "B5"),
        (white_by_format, "字の色を白にする表示形式", "B5"),
        (white_text_by_format, "字の色を白にする表示形式", "B5"),
        (no_format, "見えなくする表示形式", "B5"),
        (no_text_format, "見えなくする表示形式", "B5"),
    ],
)
def test_刷ると見えない字は黄で_升を言い_字は言わない(
    change: Callable[[Worksheet], None], what: str, cell: str
) -> None:
    (one,) = told(form(change))
    assert (one.grade, one.place) == (Grade.YELLOW, f"票　{cell}")
    assert what in one.what
    assert one.advice
    assert SECRET not in one.what + one.advice
    assert not told(form(change), "収まりません")


def white_on_blue(sheet: Worksheet) -> None:
    sheet["B5"] = "見出し"
    sheet["B5"].font = Font(color="FFFFFFFF")
    sheet["B5"].fill = PatternFill("solid", fgColor="FF1F4E79")


def idle_rule(sheet: Worksheet) -> None:
    white_by_rule(sheet)
    sheet["A9"] = "未"


def white_fault(sheet: Worksheet) -> None:
    sheet["B5"] = "#N/A"
    assert sheet["B5"].data_type == "e"
    rule = FormulaRule(formula=["ISERROR(B5)"], font=Font(color="FFFFFFFF"))  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add("B5", rule)


def white_zero_by_format(sheet: Worksheet) -> None:
    sheet["B5"] = 5
    sheet["B5"].number_format = "0;-0;[White]0"


def white_in_black_and_white(sheet: Worksheet) -> None:
    white(sheet)
    sheet.page_setup.blackAndWhite = True


def no_zero(sheet: Worksheet) -> None:
    sheet["B5"] = 0
    sheet["B5"].number_format = "#,##0;-#,##0;"


def empty_hidden(sheet: Worksheet) -> None:
    put(sheet, "B5", None)
    sheet["B6"] = "　"
    sheet.row_dimensions[5].hidden = sheet.row_dimensions[6].hidden = True


def heading_row(sheet: Worksheet) -> None:
    sheet["A2"] = "見出し"
    sheet.print_title_rows = "1:2"
    sheet.print_area = "A3:D20"
    put(sheet, "A3", "本文")


@pytest.mark.parametrize(
    "change",
    [
        white_on_blue,
        white_in_black_and_white,
        white_fault,
        white_zero_by_format,
        idle_rule,
        no_zero,
        empty_hidden,
        heading_row,
    ],
)
def test_見える字と_中身の無い升はとがめない(change: Callable[[Worksheet], None]) -> None:
    assert not told(form(change))


def test_隠れた行の字がいくつあっても一つにまとめる() -> None:
    def rows(sheet: Worksheet) -> None:
        for row in range(5, 12):
            sheet[f"B{row}"] = SECRET
            sheet.row_dimensions[row].hidden = True

    (one,) = told(form(rows))
    assert one.place == "票　B5、B6、B7 ほか4か所"


def test_結合に覆われた字も言う() -> None:
    book, sheet = new_book("票")
    put(sheet, "A1", "{{氏名}}")
    sheet["B5"], sheet["C5"] = "見える", SECRET
    data = with_merges(saved(book), "B5:D5")
    assert [one.cell for one in told(data, "結合した升に覆われた字")] == ["C5"]


def test_隠れたシートは_字のある升と一緒に_シートごとに言う() -> None:
    book, sheet = new_book("票")
    put(sheet, "A1:D1", "{{氏名}}")
    for name in ("去年", "下書き", "空"):
        extra = book.create_sheet(name)
        assert isinstance(extra, Worksheet)
        extra.sheet_state = "veryHidden" if name == "下書き" else "hidden"
        if name != "空":
            extra["B2"] = extra["C3"] = SECRET
    said = {one.place: one.what for one in told(saved(book))}
    assert list(said) == ["去年　B2、C3", "下書き　B2、C3", "空"]
    assert "画面からは出せない" in said["下書き　B2、C3"]


def test_使わないシートは出るファイルから除かれるので_とがめない() -> None:
    book, sheet = new_book("票")
    put(sheet, "A1:D1", "{{氏名}}")
    extra = book.create_sheet("控え")
    assert isinstance(extra, Worksheet)
    hidden_row(extra)
    words = replace(WORDS, sheets={"票": ()})
    seen = inspect(saved(book), words, packet({"氏名": "架空　太郎"}))
    assert not [one for one in seen.findings if SEEN in one.what]


def test_どのシートも隠れていれば赤() -> None:
    parts = read_parts(form(lambda _: None))
    book = parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = book.replace(b'state="visible"', b'state="hidden"')
    assert parts["xl/workbook.xml"] != book
    seen = look(write_parts(parts))
    assert [one.what for one in seen.findings if one.grade is Grade.RED] == [
        "刷れるシートがありません。"
    ]
    assert seen.book is None


def test_タグが隠れたシートだけにあり_刷る頁が無ければ赤() -> None:
    book, sheet = new_book("票")
    put(sheet, "A1:D1", "{{氏名}}")
    sheet.sheet_state = "hidden"
    book.active = book.create_sheet("白紙")
    seen = look(saved(book))
    assert "刷れるシートがありません。" in [one.what for one in seen.findings]
    assert not seen.usable


# --- 頁の分かれ方 -------------------------------------------------------------


def unfitted(change: Callable[[Worksheet], None]) -> bytes:
    def made(sheet: Worksheet) -> None:
        assert sheet.sheet_properties.pageSetUpPr is not None
        sheet.sheet_properties.pageSetUpPr.fitToPage = False
        change(sheet)

    return form(made)


def wide(sheet: Worksheet) -> None:
    for letter in "ABCDEFGHIJ":
        sheet.column_dimensions[letter].width = 12
        put(sheet, f"{letter}3", "見出し")


def test_右の列が別の頁に分かれれば黄で_列と直し方を言う() -> None:
    (one,) = told(unfitted(wide), "別の頁に分かれます")
    assert (one.grade, one.what) == (Grade.YELLOW, "右の列(G～J)が別の頁に分かれます。")
    assert one.place == "票　G1"
    assert "「横」を「1 ページ」" in one.advice


def test_右の頁が罫線だけでも_列のことだけを言う() -> None:
    def lined(sheet: Worksheet) -> None:
        wide(sheet)
        for letter in "GHIJ":
            sheet[f"{letter}3"] = None

    assert told(unfitted(lined), "別の頁に分かれます")
    assert not told(unfitted(lined), "頁目には")


def fitted(sheet: Worksheet) -> None:
    wide(sheet)
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def meant(sheet: Worksheet) -> None:
    wide(sheet)
    sheet.col_breaks = ColBreak()
    sheet.col_breaks.append(Break(id=5))


def two_areas(sheet: Worksheet) -> None:
    wide(sheet)
    sheet.print_area = "A1:D20,G1:J20"


@pytest.mark.parametrize("change", [fitted, meant, two_areas])
def test_収まるか_分けるつもりの列はとがめない(change: Callable[[Worksheet], None]) -> None:
    assert not told(unfitted(change), "別の頁に分かれます")


def lined_below(sheet: Worksheet) -> None:
    for row in range(2, 70):
        sheet[f"A{row}"].border = BOX


def printed_below(sheet: Worksheet) -> None:
    sheet.print_area = "A1:D90"


def titled(sheet: Worksheet) -> None:
    lined_below(sheet)
    sheet.print_title_rows = "1:1"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lined_below, "PDFの2頁目には、罫線や塗りのほかに何もありません。"),
        (titled, "PDFの2頁目には、罫線や塗りのほかに何もありません。"),
        (printed_below, "PDFの2頁目には、何もありません。"),
    ],
)
def test_何も書かれていない二頁目は黄(change: Callable[[Worksheet], None], what: str) -> None:
    (one,) = told(unfitted(change), "頁目には")
    assert (one.grade, one.what) == (Grade.YELLOW, what)
    assert "印刷範囲" in one.advice


def test_字のある二頁目はとがめない() -> None:
    def written(sheet: Worksheet) -> None:
        lined_below(sheet)
        sheet["A65"] = "備考"

    assert not told(unfitted(written), "頁目には")
