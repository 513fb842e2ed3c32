"""行を差し込んだときの番地と、数式の計算。"""

from __future__ import annotations

from time import process_time

import pytest

from jusou_desk.reports.xlsx.refs import (
    Insertion,
    copy_formula,
    cut_off_sheet,
    rename_sheet,
    shift_formula,
)

MOVE = Insertion("様式 1", 11, 11, 4)


@pytest.mark.parametrize(
    ("formula", "row", "moved"),
    [
        ("SUM(D11:D11)", 12, "SUM(D11:D15)"),
        ("SUM($D$5:$D$11)*D12", 12, "SUM($D$5:$D$15)*D16"),
        ("SUM(B11:C11)", 11, "SUM(B11:C11)"),
        ('D12&"D12"', 3, 'D16&"D12"'),
        ("COUNTA(A5:A20)", 3, "COUNTA(A5:A24)"),
        ("LOG10(A12)+ABC!D12", 3, "LOG10(A16)+ABC!D12"),
        ("$10:$10", 0, "$10:$10"),
        ("$10:$11", 0, "$10:$15"),
    ],
)
def test_差込みで番地が動く(formula: str, row: int, moved: str) -> None:
    assert shift_formula(formula, MOVE, here="様式 1", row=row) == moved


def test_ほかのシートからの番地も動く() -> None:
    assert shift_formula("'様式 1'!D12+D12", MOVE, here="集計") == "'様式 1'!D16+D12"


def test_写した数式は相対番地だけ動く() -> None:
    assert copy_formula("B11*$C$1+B$2+'別 紙'!B11", 3) == "B14*$C$1+B$2+'別 紙'!B14"


def test_シート名の差替え() -> None:
    assert rename_sheet("事例!$A$1:$B$2", "事例", "事例 1") == "'事例 1'!$A$1:$B$2"
    assert rename_sheet("総事例!A1+'前の事例'!A1", "事例", "新") == "総事例!A1+'前の事例'!A1"


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [("'O''事例'!A1+事例!A1", "'O''事例'!A1+'新'!A1"), ("[1]事例!A1", "[1]事例!A1"),
     ("'[1]事例'!A1", "'[1]事例'!A1"), ("'C:\\[1.xlsx]事例'!A1", "'C:\\[1.xlsx]事例'!A1"),
     ("'別:O''事例'!A1", "'別:O''事例'!A1")],
)  # fmt: skip
def test_名の終わりだけ同じ_別のシートは替えない(formula: str, wanted: str) -> None:
    assert rename_sheet(formula, "事例", "新") == wanted


def test_大文字と小文字の違う名も_同じシートを指す() -> None:
    """手で打った式や、別の道具の書いた式は、名の大文字と小文字が揃っていない。"""
    move = Insertion("Sheet1", 1, 2, 3)
    assert shift_formula("SHEET1!A5+'sheet1'!A5", move, here="別") == "SHEET1!A8+'sheet1'!A8"
    assert rename_sheet("SHEET1!A1+sheet10!A1", "Sheet1", "新") == "'新'!A1+sheet10!A1"
    assert rename_sheet("'SHEET1:三月'!A1", "Sheet1", "新") == "'新:三月'!A1"
    assert cut_off_sheet("SUM(SHEET1:三月!A1)+sheet1!A1", "Sheet1") == "SUM(#REF!)+#REF!"


def test_字の中の番地も_引用符のある名に替えて式を壊さない() -> None:
    formula = 'HYPERLINK("#事例!A1","""事例""へ")'
    assert rename_sheet(formula, "事例", 'a"b') == 'HYPERLINK("#\'a""b\'!A1","""事例""へ")'


def test_消したシートの_名前の定義ともう無い升も_誤りになる() -> None:
    """Excel は、無いシートを指す式のあるブックを、壊れているという。"""
    formula = "事例!合計+'事例'!#REF!+別!合計+[1]事例!合計+事例!A1"
    wanted = "#REF!+#REF!+別!合計+[1]事例!合計+#REF!"
    assert cut_off_sheet(formula, "事例") == wanted


def test_ほかのブックの升は_行を差し込んでも動かない() -> None:
    move = Insertion("事例", 1, 2, 3)
    assert shift_formula("[1]事例!A5+事例!A5", move, here="事例") == "[1]事例!A5+事例!A8"
    assert copy_formula("[1]事例!A5+'[1]事例'!A5", 1) == "[1]事例!A6+'[1]事例'!A6"


@pytest.mark.parametrize("formula", ["A" * 30_000, "'" * 30_000])
def test_長い式も_すぐに読み終える(formula: str) -> None:
    start = process_time()
    copy_formula(formula, 1)
    cut_off_sheet(formula, "事例")
    rename_sheet(formula, "事例", "新")
    assert process_time() - start < 1


def test_列全体の番地も写すと動く() -> None:
    assert copy_formula("SUM(A:B,$C:C)", 1, 2) == "SUM(C:D,$C:E)"
    assert shift_formula("SUM(A:B)", MOVE, here="様式 1") == "SUM(A:B)"
