"""数式の計算を、Excel の決まりと LibreOffice の答えに合わせる。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook as NewBook
from openpyxl import load_workbook
from openpyxl.formatting import rule
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from jusou_desk.reports.form.fill import fill
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.formulas.calculate import Calculation
from jusou_desk.reports.formulas.formula_values import Unsupported
from jusou_desk.reports.pdf import draw_plain
from jusou_desk.reports.xlsx.workbook import Workbook
from tests.libreoffice import convert, needs_libreoffice
from tests.reports.formula_cases import CASES, DATA, EXCEL, MOMENT, Given
from tests.reports.layouts import new_book, packet, saved
from tests.reports.test_inspecting import look

_FUTURE = ("XLOOKUP", "IFS", "SWITCH", "IFNA", "MAXIFS", "TEXTJOIN", "DAYS")


def book_of(formulas: Mapping[str, str], data: Mapping[str, Given] = DATA) -> bytes:
    """``data`` のシートと、式だけのシートのあるブック。"""
    book = NewBook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表"
    for place, value in data.items():
        sheet[place] = value
    other = book.create_sheet("別 紙")
    other["A1"], other["A3"] = 42, 8
    book.defined_names["件数"] = DefinedName("件数", attr_text="表!$B$2:$B$6")
    book.defined_names["相対"] = DefinedName("相対", attr_text="表!B2")
    book.defined_names["率"] = DefinedName("率", attr_text="0.08")
    for place, formula in formulas.items():
        sheet[place] = "=" + _prefixed(formula)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _prefixed(formula: str) -> str:
    """新しい関数は、ファイルの中では前置きが付く。"""
    name = formula.partition("(")[0]
    return f"_xlfn.{formula}" if name in _FUTURE else formula


def places(cases: Mapping[str, object]) -> dict[str, str]:
    """離れた列に縦に並べた式。"""
    return {f"Z{row}": formula for row, formula in enumerate(cases, start=20)}


def value_of(formula: str, data: Mapping[str, Given] = DATA) -> object:
    calculation = Calculation(Workbook(book_of({"Z20": formula}, data)), MOMENT)
    return calculation.value("表", 20, 26)


def test_式の値はExcelの決まりのとおり() -> None:
    cases = {**CASES, **EXCEL}
    calculation = Calculation(Workbook(book_of(places(cases))), MOMENT)
    wrong = {}
    for row, (formula, wanted) in enumerate(cases.items(), start=20):
        try:
            found: object = calculation.value("表", row, 26)
        except Unsupported as error:
            found = error
        if not _same(found, wanted):
            wrong[formula] = (found, wanted)
    assert wrong == {}


def _same(found: object, wanted: object) -> bool:
    if isinstance(wanted, bool) or isinstance(found, bool):
        return found is wanted
    if isinstance(wanted, int | float):
        return isinstance(found, float) and found == pytest.approx(wanted, abs=1e-9)
    return found == wanted


@needs_libreoffice
def test_LibreOfficeも同じ答え(tmp_path: Path) -> None:
    (tmp_path / "式.xlsx").write_bytes(book_of(places(CASES)))
    convert([tmp_path / "式.xlsx"], tmp_path / "答え", "xlsx:Calc MS Excel 2007 XML")
    sheet = load_workbook(tmp_path / "答え" / "式.xlsx", data_only=True)["表"]
    wrong = {}
    for row, (formula, wanted) in enumerate(CASES.items(), start=20):
        found = sheet[f"Z{row}"].value
        if isinstance(found, int):
            found = found if isinstance(found, bool) else float(found)
        if found is None:
            found = ""
        if not _same(found, wanted):
            wrong[formula] = (found, wanted)
    assert wrong == {}


@pytest.mark.parametrize(
    "formula",
    [
        "PHONETIC(A2)", "INDIRECT(\"A1\")", "OFFSET(A1,1,1)", "RAND()", "A2+", "SUM(", "無い名前", "相対",
        "[1]外!A1", "表:別!A1", "SUM(表1[件数])", "無い!A1", "Z20", "A1#", "(A2:A3,A5)", "VALUE(\"4/1\")",
        "NUMBERSTRING(1,1)", "CELL(\"filename\")",
    ],
)  # fmt: skip
def test_分からない式は黙って違う値にしない(formula: str) -> None:
    with pytest.raises(Unsupported):
        value_of(formula)


@pytest.mark.parametrize(
    "formula",
    ["1" + "+1" * 4000, "-" * 4000 + "1", "(" * 4000 + "1", "IF(1," * 60 + "1" + ")" * 60],
)
def test_長い式も深い式も落ちない(formula: str) -> None:
    try:
        found = value_of(formula)
    except Unsupported:
        found = None
    assert found in (None, 1.0, 4001.0)


def test_長くつながる累計は計算し切る() -> None:
    chain = {f"B{row}": f"=B{row - 1}+1" for row in range(2, 400)}
    data: dict[str, Given] = {"B1": 1, **chain}
    calculation = Calculation(Workbook(book_of({}, data)), MOMENT)
    assert calculation.results("表")[0][399, 2] == 399


def test_今日はいつ計算しても出した日で_決まっていなければ計算しない() -> None:
    data = book_of({"Z20": "TODAY()"})
    assert Calculation(Workbook(data), MOMENT).value("表", 20, 26) == 46348
    with pytest.raises(Unsupported):
        Calculation(Workbook(data)).value("表", 20, 26)


def test_1904年から数えるブックでも同じ日() -> None:
    book = load_workbook(BytesIO(book_of({})))
    book.epoch = CALENDAR_MAC_1904
    sheet = book["表"]
    sheet["C2"] = date(2026, 4, 1)
    for row, formula in enumerate(
        ["YEAR(C2)", "DATE(2026,4,1)-C2", "WEEKDAY(C2)", "TODAY()-C2"], 20
    ):
        sheet[f"Z{row}"] = "=" + formula
    stream = BytesIO()
    book.save(stream)
    calculation = Calculation(Workbook(stream.getvalue()), MOMENT)
    found = [calculation.value("表", row, 26) for row in range(20, 24)]
    assert found == [2026, 0, 4, 235]


def test_小計は小計を数えず_隠れた行は言われたときだけ除く() -> None:
    book = load_workbook(BytesIO(book_of({})))
    sheet = book["表"]
    sheet["B7"] = "=SUBTOTAL(9,B2:B6)"
    sheet["B8"] = "=SUBTOTAL(9,B2:B7)"
    sheet["B9"] = "=SUBTOTAL(109,B2:B7)"
    sheet.row_dimensions[3].hidden = True
    stream = BytesIO()
    book.save(stream)
    calculation = Calculation(Workbook(stream.getvalue()), MOMENT)
    assert [calculation.value("表", row, 2) for row in (7, 8, 9)] == [17, 17, 12]


def test_一升の配列数式は升ごとに計算する() -> None:
    book = load_workbook(BytesIO(book_of({})))
    sheet = book["表"]
    sheet["Z20"] = ArrayFormula("Z20", '=SUM(IF(A2:A6="高齢",B2:B6,0))')
    sheet["Z21"] = ArrayFormula("Z21", "=MAX(LEN(A2:A6))")
    sheet["Z22"] = "=A2:A6"  # 行が交わらない
    sheet["E3"] = "=A2:A6"
    stream = BytesIO()
    book.save(stream)
    calculation = Calculation(Workbook(stream.getvalue()), MOMENT)
    found = [calculation.value("表", row, 26) for row in (20, 21, 22)]
    assert found == [5, 3, "#VALUE!"]
    assert calculation.value("表", 3, 5) == "障害"


def words_of(book: FilledBook) -> list[str]:
    return [item.cell.text for _, placed in book.sheets for item in placed]


def form(cells: Mapping[str, str]) -> bytes:
    book, sheet = new_book()
    for place, value in cells.items():
        sheet[place] = value
    return saved(book)


def drawn(cells: Mapping[str, str], moment: datetime | None) -> FilledBook:
    return fill(form(cells), packet({"氏名": "架空 一郎"}), moment=moment)


def test_紙の今日は出す日で_同じ紙は同じバイト列() -> None:
    cells = {"A1": "{{氏名}}", "A2": '=TEXT(TODAY(),"ggge年m月d日")'}
    layout = form(cells)
    values = packet({"氏名": "架空 一郎"})
    first, second = (fill(layout, values, moment=MOMENT) for _ in range(2))
    assert "令和8年11月22日" in words_of(first)
    assert draw_plain(first, MOMENT) == draw_plain(second, MOMENT)
    assert first.to_xlsx() == second.to_xlsx()
    assert first.problems == ()
    assert "計算できず" in drawn(cells, None).problems[0]


def test_誤りはそのまま刷って知らせる() -> None:
    book = drawn(
        {"A1": "{{氏名}}", "A2": "=VLOOKUP(9,C1:D2,2,FALSE)", "A3": '=IFERROR(A2,"-")'}, None
    )
    assert words_of(book) == ["架空 一郎", "#N/A", "-"]
    assert book.problems == ("様式!A2 の数式は誤りになり、「#N/A」と印刷します。",)


def test_条件付き書式も_ほかのシートと今日を見る() -> None:
    book, sheet = new_book()
    sheet["A1"], sheet["A2"] = date(2026, 11, 21), date(2026, 11, 23)
    book.create_sheet("別")["A1"] = 1
    red: Any = rule
    late = red.FormulaRule(formula=["A1<TODAY()*別!$A$1"], fill=PatternFill(bgColor="FFFF0000"))
    sheet.conditional_formatting.add("A1:A2", late)
    (found, _), *_ = fill(saved(book), packet({}), moment=MOMENT).sheets
    assert [found.cells[row, 1].style.fill for row in (1, 2)] == [(1.0, 0.0, 0.0), None]


def test_今日の数式は点検の黄で_字の中のTODAYは言わない() -> None:
    book, sheet = new_book()
    sheet["A1"], sheet["A2"] = "{{氏名}}", "=TODAY()"
    sheet["B2"], sheet["B3"] = '="TODAY()"', "=YEAR(NOW())"
    (found,) = [one for one in look(saved(book)).findings if "紙を出した日" in one.what]
    assert (found.grade, found.cell) == ("黄", "A2")
    assert "TODAY・NOW(ほか1か所)" in found.what


def test_誤りを空欄にする設定なら_刷らず知らせもしない() -> None:
    book, sheet = new_book()
    sheet["A1"], sheet["A2"] = "{{氏名}}", "=1/0"
    sheet.page_setup.errors = "blank"
    found = fill(saved(book), packet({"氏名": "架空 一郎"}))
    assert words_of(found) == ["架空 一郎"]
    assert found.problems == ()
