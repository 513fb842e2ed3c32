"""行を差し込んだときの番地と、数式の計算。"""

from __future__ import annotations

import pytest

from jusou_desk.reports.formulas.formula import evaluate
from jusou_desk.reports.formulas.formula_values import Scalar, Unsupported
from jusou_desk.reports.xlsx.refs import Insertion, copy_formula, rename_sheet, shift_formula

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


CELLS: dict[tuple[int, int], Scalar] = {
    (1, 1): 1.0, (2, 1): 2.5, (3, 1): "文字", (4, 1): None, (5, 1): True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("SUM(A1:A5)", 3.5),
        ("A1+A2*2^2", 11.0),
        ("-(A1-A2)", 1.5),
        ("COUNTA(A1:A4)", 3.0),
        ("COUNT(A1:A4)", 2.0),
        ('COUNTIF(A1:A4,">1")', 1.0),
        ('IF(A3="文字","有","無")', "有"),
        ('A3&"・"&A1', "文字・1"),
        ("ROUND(A2,0)", 3.0),
        ("ROUNDDOWN(A2,0)", 2.0),
        ('IF(A4="",0,1)', 0.0),
        ("MAX(A1:A2)/MIN(A1:A2)", 2.5),
        ("50%", 0.5),
        ('TEXT(A1,"000")', "001"),
        ('AND(A1<A2,A3<>"")', True),
        ('IF(A4=0,"",A1/A4)', ""),
        ("IF(A1=1,IF(A4=0,SUM(A1,2),1/A4),VLOOKUP(A1,A2,1))+1", 4.0),
        ("IF(A1=2,1/0)", False),
        ("SUM(IF(A1=1,2,3),4)", 6.0),
        ('COUNTIF(A1:A5,"<>文字")', 4.0),
    ],
)
def test_数式の計算(formula: str, value: Scalar) -> None:
    assert evaluate(formula, "様式", lambda _, row, column: CELLS.get((row, column))) == value


@pytest.mark.parametrize(
    "formula",
    [
        "VLOOKUP(A1,A1:A2,1)", "A1/0", "A1+", "SUM(", "A1:A2", "名前", "(-8)^(1/3)", "10^400",
        "(A1-1)^(-1)", 'COUNTIF(A1:A2,"*字*")', 'COUNTIF(A1:A2,"<>")', "IF(1", "IF(1,2", "IF(1,2,3",
    ],
)  # fmt: skip
def test_分からない数式は黙って違う値にしない(formula: str) -> None:
    with pytest.raises(Unsupported):
        evaluate(formula, "様式", lambda *_: 0.0 if formula == "A1/0" else 1.0)
