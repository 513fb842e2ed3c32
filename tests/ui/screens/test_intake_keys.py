"""電話を受けながら、鍵だけで相談受付を打つ: 節を飛ぶ、打つ行が隠れない、次の電話。"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from jusou_desk.casework.case.cases import case_list
from jusou_desk.casework.desk import Desk
from jusou_desk.ui import theme
from jusou_desk.ui.fields.line import Writing
from jusou_desk.ui.form_view import FormView
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.pieces import Scroll
from jusou_desk.ui.screens.intake import IntakeScreen
from jusou_desk.ui.sections import ROUND_FIELD
from jusou_desk.ui.theme import TextSize, unit
from jusou_desk.ui.workspace import Workspace
from tests.ui.hands import compose, keys, press
from tests.ui.screens.conftest import OpenWorkspace
from tests.ui.screens.walking import CTRL, Key, field_here, here, settle, tab_to

SIZES = [TextSize.STANDARD, TextSize.LARGEST]


@pytest.fixture(params=SIZES)
def workspace(
    request: pytest.FixtureRequest, desk: Desk, open_workspace: OpenWorkspace, qapp: QApplication
) -> Iterator[Workspace]:
    """大きさごとの窓で、Ctrl+N を押したところ。"""
    theme.wear(qapp, request.param)
    made = open_workspace(desk)
    press(here(), Key.Key_N, CTRL)
    settle(20)
    assert made.place == Place("intake")
    yield made
    theme.wear(qapp, TextSize.STANDARD)


def form_of(workspace: Workspace) -> FormView:
    screen = workspace.shown
    assert isinstance(screen, IntakeScreen)
    assert screen.sheet is not None
    return screen.sheet.view


def seen(form: FormView) -> QRect:
    """様式の見えている所(窓の座標)。"""
    scroll = form.findChild(Scroll)
    assert scroll is not None
    port = scroll.viewport()
    return QRect(port.mapTo(form.window(), QPoint()), port.size())


def place_of(part: QWidget, where: QRect | None = None) -> QRect:
    area = where or part.rect()
    return QRect(part.mapTo(part.window(), area.topLeft()), area.size())


def test_長い話を打っても打っている行は下に隠れない(workspace: Workspace) -> None:
    form = form_of(workspace)
    writing = tab_to("content")
    assert isinstance(writing, Writing)
    for number in range(12):
        compose(writing, "", commit=f"{number}つ目の話")
        press(writing, Key.Key_Return)
        settle(5)
        assert seen(form).contains(place_of(writing.viewport(), writing.cursorRect())), number


def test_Tabで着いた欄は見出しから手引きまで見える(workspace: Workspace) -> None:
    form = form_of(workspace)
    settle(20)
    for _ in range(40):
        press(here(), Key.Key_Tab)
        settle()
        if not field_here():
            continue
        field = form.field(field_here())
        top, bottom = seen(form).top(), seen(form).bottom()
        at = place_of(field)
        if field.height() + unit(2 * ROUND_FIELD) <= seen(form).height():
            assert top <= at.top(), field.objectName()
            assert at.bottom() <= bottom, field.objectName()


def test_節から節へ鍵で飛べる(workspace: Workspace) -> None:
    reached = []
    for _ in range(5):
        QTest.keySequence(here(), QKeySequence("Ctrl+PgDown"))
        settle()
        reached.append(field_here())
    assert reached == ["person_name", "visitor", "topics", "consent", "consent"]
    tab_to("lane")
    for wanted in ("topics", "visitor", "person_name", "received_on", "received_on"):
        QTest.keySequence(here(), QKeySequence("Ctrl+PgUp"))
        settle()
        assert field_here() == wanted
    tab_to("content")
    keys(here(), "abc")
    QTest.keySequence(here(), QKeySequence("Ctrl+PgDown"))
    assert field_here() == "consent"
    assert form_of(workspace).field("content").value() == "abc"


def test_打っている最中に次の電話なら_途中のまま保存できると言う(
    workspace: Workspace, desk: Desk
) -> None:
    tab_to("content")
    keys(here(), "abc")
    press(here(), Key.Key_N, CTRL)
    settle(20)
    assert "未取得" in workspace.notice.sentence()
    assert field_here() == "content"
    tab_to("consent")
    for _ in range(2):
        press(here(), Key.Key_Right)
    press(here(), Key.Key_Space)
    press(here(), Key.Key_S, CTRL)
    settle(20)
    (line,) = case_list(desk)
    assert (line.case.content, line.case.consent, line.person) == ("abc", "未取得", None)
    press(here(), Key.Key_N, CTRL)
    settle(20)
    assert form_of(workspace).field("content").value() == ""
