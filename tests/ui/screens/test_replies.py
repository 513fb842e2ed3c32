"""返信票の番号から、返信を入れ終えるまで。"""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from jusou_desk.casework.case import sheets
from jusou_desk.casework.case.answers import unpack
from jusou_desk.casework.case.reply_codes import reply_code
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.casework.morning.waiting_replies import waiting_slips
from jusou_desk.models.records import Sheet
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.reply_panel import TITLE, ReplyEntry
from jusou_desk.ui.case.sheet_panel import SheetPanel
from jusou_desk.ui.due_line import DueButton
from jusou_desk.ui.finding import hits
from jusou_desk.ui.navigation import Place, Screen
from jusou_desk.ui.screens import SCREENS
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.screens.cases import CasesScreen
from jusou_desk.ui.screens.today import TodayScreen
from jusou_desk.ui.search_box import WAIT_MS
from jusou_desk.ui.workspace import Workspace
from tests.casework import paper_case
from tests.casework.conftest import MovableClock
from tests.ui.hands import keys, press, shown
from tests.ui.screens.conftest import OpenPage
from tests.ui.screens.walking import CTRL, Key, field_here, here, settle


class Hands:
    """打った鍵を数える手。"""

    def __init__(self) -> None:
        self.count = 0

    def press(self, key: Key, *more: Any) -> None:
        self.count += 1
        press(here(), key, *more)

    def type(self, words: str) -> None:
        self.count += len(words)
        keys(here(), words)


def sent(desk: Desk) -> Sheet:
    """同意を得て渡したつなぐシート。"""
    case = paper_case.received(desk)
    paper_case.agree(desk, case)
    return sheets.write_sheet(desk, case.id, "referral", paper_case.REFERRAL)


def kept(desk: Desk, sheet: Sheet) -> dict[str, Any]:
    with desk.reading(Purpose.CASEWORK) as work:
        return unpack(work.sheets.get(sheet.id))


def test_探す箱に番号を打てば_二十秒の鍵の数で返信が入る(desk: Desk, clock: MovableClock) -> None:
    sheet = sent(desk)
    clock.pass_days(30)
    workspace = Workspace(SCREENS, desk, partial(hits, desk), desk.me.name)
    shown(workspace, 1366, 768)
    workspace.open(Place("today"))
    settle(5)
    hands = Hands()
    hands.press(Key.Key_K, CTRL)
    hands.type(reply_code(sheet.id).replace("-", ""))
    settle(WAIT_MS + 60)
    hands.press(Key.Key_Return)
    settle(60)
    page = workspace.shown
    assert isinstance(page, CaseScreen)
    assert isinstance(page.panel, SheetPanel)
    assert field_here() == "result"
    hands.press(Key.Key_Right)
    hands.press(Key.Key_Space)
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Return)
    hands.type("週一回訪ねます")
    hands.press(Key.Key_S, CTRL)
    settle(60)
    assert kept(desk, sheet) | {"result": "受けて対応中", "replied_on": desk.today()} == kept(
        desk, sheet
    )
    assert kept(desk, sheet)["outcome"] == "週一回訪ねます"
    assert not [line for line in due_lines(desk) if "返信がまだ" in line.doing]
    # 一秒に 1.5 字で 20 秒
    assert hands.count <= 30
    workspace.close()


@pytest.mark.parametrize(("kind", "screen"), [("today", TodayScreen), ("cases", CasesScreen)])
def test_今日とケースの一覧の釦から番号を打ち_違えば一文で断る(
    desk: Desk, open_page: OpenPage, kind: str, screen: type[Screen]
) -> None:
    sheet = sent(desk)
    page = open_page(desk, Place(kind), screen)
    button = next(one for one in page.findChildren(QPushButton) if one.text() == TITLE)
    button.click()
    settle(5)
    (entry,) = page.window().findChildren(ReplyEntry)
    assert here() is entry.code
    code = reply_code(sheet.id)
    keys(here(), code[:-1] + str((int(code[-1]) + 1) % 10))
    press(here(), Key.Key_Return)
    settle(5)
    assert "どれか違っています" in entry.problem()
    keys(here(), code)
    press(here(), Key.Key_Return)
    settle(30)
    assert field_here() == "result"


def test_返信を待っているつなぐが_長く待つ順に並び_選ぶと返信の一枚が開く(
    desk: Desk, clock: MovableClock, open_page: OpenPage
) -> None:
    sheet = sent(desk)
    made = unpack(sheet)["made_on"]
    clock.now = clock.now.replace(year=made.year, month=made.month, day=made.day)
    clock.pass_days(20)
    newer = {**paper_case.REFERRAL, "made_on": desk.today(), "to_agency": "架空診療所"}
    sheets.write_sheet(desk, sheet.case_id, "referral", newer)
    page = open_page(desk, Place("today"), TodayScreen)
    press(here(), Key.Key_R, CTRL)
    settle(10)
    (entry,) = page.window().findChildren(ReplyEntry)
    lines = entry.findChildren(DueButton)
    assert ["20日" in one.accessibleDescription() for one in lines] == [True, False]
    assert "架空診療所" in lines[1].text()
    lines[0].click()
    settle(30)
    assert field_here() == "result"
    press(here(), Key.Key_Right)
    press(here(), Key.Key_Space)
    press(here(), Key.Key_S, CTRL)
    settle(60)
    assert [one.slip.agency for one in waiting_slips(desk)] == ["架空診療所"]
