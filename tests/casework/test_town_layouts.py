"""町の様式: 町のものが先、無ければ標準。狛江市のシートは、その町でだけ出る。"""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.casework.outgoing.layouts import Layout, layout_for, shipped_layout
from jusou_desk.casework.paper import papers
from jusou_desk.casework.paper.blank_forms import draw_blank
from jusou_desk.errors import BadInput
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.records import Case
from jusou_desk.paths import resource
from jusou_desk.towns import available_towns, town
from tests.casework import paper_case
from tests.casework.conftest import CHEAP, COORDINATOR, PASSWORD, MovableClock
from tests.casework.test_papers import pdf_text, texts
from tests.reports.layouts import new_book, saved

KOMAE = town("komae")
SHEETS = ("referral", "consultation", "outreach-plan", "participation-plan")


@pytest.fixture
def komae(tmp_path: Path, clock: MovableClock) -> Iterator[Desk]:
    """狛江市の事務所の管理者。"""
    made, _ = create_office(
        tmp_path / "komae",
        town_id="komae",
        staff_name=COORDINATOR,
        password=PASSWORD,
        device=NoSecrets(),
        clock=clock,
        cost=CHEAP,
    )
    signed_in = sign_in(made, COORDINATOR, PASSWORD)
    yield signed_in
    signed_in.close()


@pytest.fixture
def case(komae: Desk) -> Case:
    made = paper_case.received(komae)
    paper_case.agree(komae, made)
    paper_case.write_all(komae, made)
    return made


def test_町の様式があればそれを_無ければ標準を使う(komae: Desk, desk: Desk) -> None:
    own = resource("towns", "komae", "layouts", "referral.xlsx").read_bytes()
    standard = resource("layouts", "referral.xlsx").read_bytes()
    assert own != standard
    assert layout_for(komae, "referral") == own
    assert layout_for(desk, "referral") == standard
    assert layout_for(komae, "intake") == resource("layouts", "intake.xlsx").read_bytes()


def test_町だけの様式はほかの町では並ばず断る(komae: Desk, desk: Desk) -> None:
    mine = [kind.name for kind in papers.sheets_open_to(komae)]
    theirs = [kind.name for kind in papers.sheets_open_to(desk)]
    assert set(mine) - set(theirs) == {"consultation"}
    assert set(theirs) <= set(mine)
    with pytest.raises(BadInput, match="長門市"):
        papers.draw_sheet(desk, "consultation")


@pytest.mark.parametrize("name", SHEETS)
def test_狛江市のシートは長い文でも何も失わず町の題で出る(
    komae: Desk, case: Case, name: str
) -> None:
    drawn = papers.draw_sheet(komae, name, case.case_no)
    assert drawn.problems == ()
    title = papers.sheet_kind(name).called(KOMAE)
    assert {file.title for file in drawn.files} == {title}
    for text in texts(drawn):
        assert "髙橋　𠮷子" in text
        assert title in text
        assert "{{" not in text
    load_workbook(io.BytesIO(drawn.files[0].data))


def test_地域課題シートと取扱規程は_どの町でも刷れる(komae: Desk, desk: Desk) -> None:
    for one, place in ((komae, "委員会"), (desk, "話し合う所")):
        assert place in pdf_text(draw_blank(one, "community-issue")[1].data)
        words = pdf_text(draw_blank(one, "privacy-rule")[1].data)
        assert f"{one.town.name}は、相談で知った個人情報を" in words


def test_地域課題シートは手で書く用紙だけ(komae: Desk) -> None:
    xlsx, pdf = draw_blank(komae, "community-issue")
    assert pdf.title == "地域課題シート"
    assert load_workbook(io.BytesIO(xlsx.data)).sheetnames == ["地域課題シート"]


def test_呼び名を決めた様式はどれも町にある() -> None:
    for town_id in available_towns():
        one = town(town_id)
        assert all(shipped_layout(one, name) for name in one.sheets), town_id


def test_町の様式は台本から描いたものと同じ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(resource("layouts", "draw")))
    towns = importlib.import_module("all").TOWNS
    assert "komae" in towns
    for one in towns:
        for name, draw in importlib.import_module(one).LAYOUTS.items():
            kept = resource("towns", one, "layouts", f"{name}.xlsx")
            assert draw() == kept.read_bytes(), name


@pytest.mark.parametrize(("hidden", "lacking"), [("控え", True), ("別", False)])
def test_隠したシートの升は_刷られる升に数えない(hidden: str, lacking: bool) -> None:
    """そこにしか無い脚注は紙に出ないのに、知らせも出なくなる。"""
    book, _ = new_book("票")
    book.create_sheet("控え")["A1"] = "{{脚注.文}}"
    book.create_sheet("別")
    book[hidden].sheet_state = "hidden"
    layout = Layout(saved(book), "", True, datetime(2026, 11, 23))
    assert layout.lacks("脚注.文") is lacking
