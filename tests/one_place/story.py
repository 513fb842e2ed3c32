"""足した写しの中で、足したものを窓から使う(``tests/test_one_place.py`` が写しの中で動かす)。"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pypdf
import pytest

from jusou_desk.casework.case import sheets
from jusou_desk.casework.case.cases import case_page
from jusou_desk.casework.case.intake import receive
from jusou_desk.casework.case.timeline import timeline
from jusou_desk.casework.case.timeline_narrowing import Narrowing, narrowed
from jusou_desk.casework.counting.reporting import make_report, offered
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.casework.paper.blank_forms import blank_forms, draw_blank
from jusou_desk.casework.paper.papers import draw_sheet, sheets_open_to
from jusou_desk.forms import code_set, form
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.records import Case
from jusou_desk.policy import Purpose
from jusou_desk.ui.fields import SingleField, field_for
from jusou_desk.wareki import FiscalYear
from tests.casework.conftest import CHEAP, COORDINATOR, PASSWORD, MovableClock
from tests.ui.conftest import dressed
from tests.ui.screens.conftest import OpenWorkspace, open_workspace
from tests.ui.screens.test_case import at, everything, press, sheet
from tests.ui.screens.walking import settle

__all__ = ["dressed", "open_workspace"]

OLD, NEW = "関係機関からの紹介", "機関からの紹介"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 11, 20, 9, 30))


@pytest.fixture
def desk(tmp_path: Path, clock: MovableClock) -> Iterator[Desk]:
    """足した町の、新しい事務所。"""
    office, _ = create_office(
        tmp_path / "office",
        town_id="aoba",
        staff_name=COORDINATOR,
        password=PASSWORD,
        device=NoSecrets(),
        clock=clock,
        cost=CHEAP,
    )
    signed_in = sign_in(office, COORDINATOR, PASSWORD)
    yield signed_in
    signed_in.close()


def received(desk: Desk, route: str = OLD) -> Case:
    values = {
        "received_on": desk.today(),
        "window": "青葉町ふくし窓口",
        "person_name": "架空　花子",
        "content": "一人暮らしで心細い。",
        "route": route,
        "consent": "書面",
    }
    return receive(desk, values).case


def words_on(files: tuple[object, ...], suffix: str) -> str:
    (data,) = (one.data for one in files if str(one.name).endswith(suffix))  # type: ignore[attr-defined]
    if suffix == "pdf":
        pages = pypdf.PdfReader(io.BytesIO(data)).pages
        return "".join(page.extract_text() for page in pages).replace(
            "\n", ""
        )  # 升で折れた字も続けて読む
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = (cell.value for page in book for row in page.iter_rows() for cell in row)
    return "\n".join(str(value) for value in cells if value is not None)


def test_足した欄は窓に出て書けて紙に載る(desk: Desk, open_workspace: OpenWorkspace) -> None:
    case = received(desk)
    screen = at(open_workspace(desk), "case", case)
    press(screen, "アセスメント")
    panel = sheet(screen)
    assert "飼っている動物" in everything(panel)
    panel.view.field("pets").set_value("三毛猫が二匹")
    panel.save_button.click()
    settle()
    with desk.reading(Purpose.CASEWORK) as work:
        (written,) = sheets.sheets_of(work, case.id, "assessment")
    assert written.values["pets"] == "三毛猫が二匹"
    files = draw_sheet(desk, "assessment", case.case_no).files
    assert all("三毛猫が二匹" in words_on(files, suffix) for suffix in ("xlsx", "pdf"))


def test_足した様式は頁で書けて刷れて歩みに並ぶ(desk: Desk, open_workspace: OpenWorkspace) -> None:
    case = received(desk)
    screen = at(open_workspace(desk), "case", case)
    press(screen, "見守り連絡票")
    panel = sheet(screen)
    assert panel.view.field("seen_on").value() == desk.today()
    assert panel.view.field("seen_by").value() == desk.me.name
    panel.view.field("sight").set_value("雨戸が三日閉まったまま。")
    panel.save_button.click()
    settle()
    (line,) = narrowed(timeline(case_page(desk, case.id)), Narrowing(word="雨戸 見守り"))
    assert line.form_id == "watch"
    assert "watch" in {kind.name for kind in sheets_open_to(desk)}
    files = draw_sheet(desk, "watch", case.case_no).files
    assert all("雨戸が三日閉まったまま" in words_on(files, suffix) for suffix in ("xlsx", "pdf"))
    assert "見守り連絡票" in {one.title for one in blank_forms(desk)}
    blank = words_on(draw_blank(desk, "watch"), "pdf")
    assert "架空青葉町" in blank
    assert "雨戸" not in blank


def test_足した符号表の版は新しい年度から選べ前の語も数えられる(
    desk: Desk, clock: MovableClock
) -> None:
    before = received(desk)
    clock.pass_days(200)
    received(desk, NEW)
    field = form("intake").field("route")
    shown = {year: field_for(field, year) for year in (2026, 2027)}
    for year, one in shown.items():
        assert isinstance(one, SingleField)
        assert (OLD in one.terms, NEW in one.terms) == (year == 2026, year == 2027)
    assert code_set("routes", 2030).terms == (NEW, "オンラインの相談", "その他")
    with desk.reading(Purpose.CASEWORK) as work:
        kept = work.cases.get(before.id)
    assert kept is not None
    assert kept.route == OLD
    table = make_report(desk, "routes-two-years", FiscalYear(2027)).table
    assert [figure.value for figure in table.row(NEW).figures] == [1, 1]
    assert OLD not in {row.label for row in table.rows}


def test_足した町で新しい事務所が始まる(desk: Desk, open_workspace: OpenWorkspace) -> None:
    case = received(desk)
    assert desk.town.name == "架空青葉町"
    assert desk.town.window_names[0] == "青葉町ふくし窓口"
    assert "架空　花子" in everything(at(open_workspace(desk), "case", case))
    assert "架空　花子" in words_on(draw_sheet(desk, "intake", case.case_no).files, "pdf")


def test_足した報告は一覧に並び刷れる(desk: Desk) -> None:
    received(desk)
    assert "相談経路（二か年）" in {kind.title for kind in offered(desk.town)}
    files = make_report(desk, "routes-two-years", FiscalYear(2026)).files
    assert all(OLD in words_on(files, suffix) for suffix in ("xlsx", "pdf"))
