"""一件の頁の、全体を見る道具: いつも見える「次にすること」、絞り込み、変化、確かめたいこと。"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from jusou_desk.casework.case import cases, plans, progress, sheets
from jusou_desk.casework.case.timeline import timeline
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning.waiting_replies import ASKING
from jusou_desk.models.records import Case, Note
from jusou_desk.ui.case.comparing_panel import ComparingPanel
from jusou_desk.ui.case.doubts_card import DoubtsCard
from jusou_desk.ui.case.history import AT_ONCE, History
from jusou_desk.ui.case.sheet_panel import SheetPanel
from jusou_desk.ui.case.step_bar import StepBar
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.paper_desk import PaperDesk
from jusou_desk.ui.screens.case import CaseScreen
from tests.casework import paper_case
from tests.ui.hands import Together
from tests.ui.screens.conftest import OpenPage
from tests.ui.screens.test_case import press, settle
from tests.ui.screens.test_stray_windows import windows

__all__ = ["windows"]


@pytest.fixture
def case(desk: Desk) -> Case:
    made = paper_case.received(desk)
    paper_case.agree(desk, made)
    for on, words in ((date(2026, 10, 6), "家にいたい。"), (date(2026, 11, 6), "外へ出たい。")):
        values = {"assessed_on": on, "complaint": words, "income": 65_000}
        sheets.write_sheet(desk, made.id, "assessment", values)
    for number in range(20):
        day = desk.today() - timedelta(days=number)
        told = {"noted_on": day, "content": paper_case.STORY, "counterpart": "長女"}
        progress.add_note(desk, made.id, told)
    return made


def _in_window(part: QWidget) -> bool:
    """窓の中に全部見えているか。"""
    top = part.mapTo(part.window(), part.rect().topLeft())
    inside = part.window().rect().contains(part.rect().translated(top))
    return inside and part.visibleRegion().boundingRect() == part.rect()


def test_次にすることは_巻いても脇を開いても見えている(
    desk: Desk, case: Case, open_page: OpenPage
) -> None:
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    for deed in ("", "progress", "print", "comparing"):
        if deed:
            screen.do(deed)
            settle()
        bar = screen.findChildren(StepBar)[-1]
        for at in (0, 1_500):
            screen._body.verticalScrollBar().setValue(at)
            settle()
            assert bar.buttons
            assert all(_in_window(one) for one in bar.buttons), (deed, at)
    screen.close_side()
    press(screen, "プランを作る")
    assert isinstance(screen.panel, SheetPanel)


@pytest.mark.usefixtures("largest")
def test_特大で脇を開いても_様式の端は切れず_絞り込みは一つの箱になる(
    desk: Desk, case: Case, open_page: OpenPage
) -> None:
    """わけの長い「次にすること」が、頁を脇より広く押し広げていた。"""
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    by = screen.history.filter
    chips = by.chips.isVisible()
    screen.do("assessment")
    settle()
    side = screen.panel.parentWidget() if screen.panel else None
    assert side is not None
    assert side.width() >= side.minimumSizeHint().width()
    assert (by.kind.isVisible(), by.chips.isVisible()) == (True, False)
    by.kind.setCurrentText("経過")
    assert by.chips.chosen() == ("経過",)
    assert by.count() == "21件（全部で25件）"
    screen.close_side()
    settle()
    assert by.chips.isVisible() is chips
    assert by.count() == "21件（全部で25件）"


def test_絞り込みは書き足しても残り_件数を言い_一度でやめられる(
    desk: Desk, case: Case, open_page: OpenPage
) -> None:
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    found = screen.history.filter
    found.side.setCurrentText("家族")
    found.word.setText("督促")
    assert found.count() == "21件（全部で25件）"
    progress.add_note(desk, case.id, {"noted_on": desk.today(), "content": "本人と話した"})
    screen._load()
    settle()
    assert found.count() == "21件（全部で26件）"
    press(screen, "絞りをやめる")
    assert found.count() == "26件"
    assert not found.reset_button.isVisible()


def test_変化を見て_そのまま刷れる(
    desk: Desk, case: Case, open_page: OpenPage, windows: list[str]
) -> None:
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    windows.clear()
    screen.do("comparing")
    settle()
    panel = screen.panel
    assert isinstance(panel, ComparingPanel)
    assert windows == [], "並べる前の釦が、窓になって出ない"
    assert [one.label for one in panel.comparison().changed] == ["主訴"]
    panel.before.setCurrentIndex(1)
    assert panel.comparison().changed == ()
    panel.before.setCurrentIndex(0)
    panel.print_button.click()
    settle()
    assert isinstance(screen.panel, PaperDesk)


def test_確かめたいことから_その記録を開ける(desk: Desk, case: Case, open_page: OpenPage) -> None:
    values = {"kind": "多機関協働", "made_on": date(2026, 9, 1), "goal": "早すぎたプラン"}
    plans.write_plan(desk, case.id, values, ())
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    (card,) = screen.findChildren(DoubtsCard)
    press(card, "確かめました")
    settle()
    (card,) = screen.findChildren(DoubtsCard)
    seen = [one.text() for one in card.findChildren(QPushButton) if one.isVisibleTo(card)]
    assert seen == ["確かめたもの 1件"]
    press(card, "確かめたもの 1件")
    press(card, "取り消す")
    settle()
    (card,) = screen.findChildren(DoubtsCard)
    press(card, "開く")
    assert isinstance(screen.panel, SheetPanel)
    assert screen.panel.view.values()["goal"] == "早すぎたプラン"


def test_二千件の歩みもすぐ並び_古いものは頼めば出る(
    desk: Desk, case: Case, together: Together
) -> None:
    page = cases.case_page(desk, case.id)
    at = datetime(2026, 11, 19)
    notes = tuple(
        Note(
            note_no=f"K{n:05}",
            case_id=case.id,
            at=at - timedelta(hours=6 * n),
            content=paper_case.STORY,
        )
        for n in range(2_000)
    )
    history = History()
    together(history)
    started = time.process_time()
    history.show_happenings(timeline(replace(page, notes=notes)), desk.now())
    history.grab()
    history.filter.word.setText("督促")
    assert time.process_time() - started < 3.0
    assert len(history.list.happenings()) == AT_ONCE
    assert history.filter.count() == "2001件（全部で2005件）"
    history.more_button.click()
    assert len(history.list.happenings()) == 2 * AT_ONCE


def test_家族のことは家族の頁を_遅い返信はその一枚を開く(
    desk: Desk, case: Case, open_page: OpenPage
) -> None:
    made = {"made_on": desk.today() - timedelta(days=90)}
    late, _new = (
        sheets.write_sheet(desk, case.id, "referral", paper_case.REFERRAL | more)
        for more in (made, {"made_on": desk.today()})
    )
    screen = open_page(desk, Place("case", case.id), CaseScreen)
    went: list[Place] = []
    screen.going.connect(went.append)
    steps = screen.findChildren(StepBar)[-1]
    next(one for one in steps.buttons if one.text() == ASKING).click()
    settle()
    assert isinstance(screen.panel, SheetPanel)
    assert screen.panel._writing.record_id == late.id
    screen._doors.open_record("")
    assert went == [Place("family", case.id)]
