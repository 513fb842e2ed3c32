"""狭い窓: 1024×700 の画面で、どの大きさの字でも、脇を開いても、何も切れず、窓が画面の外へ出ない。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea

from jusou_desk.casework.case import cases, intake, sheets
from jusou_desk.casework.desk import Desk
from jusou_desk.models.records import Case
from jusou_desk.ui import theme
from jusou_desk.ui.case.choices import choices
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.settings.form_fields import FormFieldsPart
from jusou_desk.ui.theme import TextSize
from jusou_desk.ui.workspace import Workspace
from tests.ui.hands import press
from tests.ui.screens.conftest import OpenWorkspace
from tests.ui.screens.walking import Key, settle

WIDE, TALL = 1024, 700
ELSEWHERE = {"family", "sealed_case", "case", "intake"}
"""脇ではなく、別の頁を開くもの。"""


@pytest.fixture(params=[TextSize.STANDARD, TextSize.LARGEST])
def any_size(request: pytest.FixtureRequest) -> Iterator[None]:
    """一番小さい字でも、一番大きい字でも。"""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.wear(app, request.param)
    yield
    theme.wear(app, TextSize.STANDARD)


def at_1024(desk: Desk, open_workspace: OpenWorkspace, place: Place) -> Workspace:
    window = open_workspace(desk)
    window.resize(WIDE, TALL)
    window.open(place)
    settle(5)
    return window


def long_words(desk: Desk) -> Case:
    """帯に書くことの長い一件: 年の変わった年齢、範囲を書いていない同意、長い課題と住所。"""
    received = intake.receive(
        desk,
        {
            "received_on": date(2025, 6, 2),
            "person_name": "小比類巻　與次右衛門",
            "person_kana": "コヒルイマキ　ヨジエモン",
            "birth_date": date(1956, 8, 26),
            "sex": "男",
            "address": "長門市（架空）油谷川尻三百一番地の二十五　県営住宅川尻団地三号棟四階",
            "worker": "中原　礼子",
            "content": "家の中で転ぶ。",
            "consent": "書面",
            "issues": ("病気", "経済的困窮", "家族関係・問題", "社会的孤立"),
        },
    )
    plan = {"kind": "参加支援", "made_on": desk.today(), "goal": "週に一度、畑に出る。"}
    sheets.write_sheet(desk, received.case.id, "plan", plan)
    return received.case


def cut(window: Workspace) -> list[str]:
    """横に巻けない地から、中身のはみ出している所。"""
    return [
        f"{type(area.parentWidget()).__name__} {area.viewport().width()}"
        for area in window.findChildren(QScrollArea)
        if area.isVisible()
        and area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        and area.horizontalScrollBar().maximum()
    ]


@pytest.mark.usefixtures("any_size")
def test_脇に何を開いても_右端は切れず_窓は広がらない(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    case = long_words(desk)
    window = at_1024(desk, open_workspace, Place("case", case.id))
    screen = window.shown
    assert isinstance(screen, CaseScreen)
    page = cases.case_page(desk, case.id)
    for words, deed in choices(page, screen._standing):
        if deed in ELSEWHERE:
            continue
        screen.do(deed)
        settle(5)
        assert window.width() == WIDE, words
        assert not cut(window), words
        window.side.close_panel()
        settle()


@pytest.mark.usefixtures("any_size")
def test_相談受付の横にキーの一覧を開いても_窓は広がらない(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    window = at_1024(desk, open_workspace, Place("intake"))
    press(window, Key.Key_F1)
    settle(5)
    assert not window.side.isHidden()
    assert window.width() == WIDE
    assert not cut(window)


@pytest.mark.usefixtures("any_size")
def test_様式の欄の脇に一枚を開いても_一覧の字は切れない(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    window = at_1024(desk, open_workspace, Place("settings", "様式の欄"))
    window.resize(1366, 768)
    settle(5)
    table = window.findChildren(FormFieldsPart)[-1].table
    table.opened.emit(0)
    settle(5)
    assert not window.side.isHidden()
    columns = range(table.columnCount())
    assert sum(map(table.columnWidth, columns)) <= table.viewport().width()
