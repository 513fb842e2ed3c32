"""今日: 理由を添えて危ない順に並び、開き、済みにし、戻せる。"""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from jusou_desk.casework.case import drafts, intake, progress, tasks
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.models.records import Case
from jusou_desk.ui import theme
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.badges import LaneBadge
from jusou_desk.ui.case.sheet_panel import SheetPanel
from jusou_desk.ui.fields.chips import CheckChip
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.paper_desk import PaperDesk
from jusou_desk.ui.screens.today import TodayScreen
from jusou_desk.ui.theme import TextSize
from jusou_desk.ui.workspace import Workspace
from tests.casework.conftest import PASSWORD, MovableClock
from tests.ui.hands import press
from tests.ui.screens.conftest import OpenWorkspace
from tests.ui.screens.walking import CTRL, Key, here, settle


def case(desk: Desk, **more: object) -> Case:
    values = {"received_on": desk.today(), "person_name": "三隅　かよ", "consent": "口頭"}
    return intake.receive(desk, values | more).case


def today_of(workspace: Workspace) -> TodayScreen:
    workspace.open(Place("today"))
    settle()
    screen = workspace.shown
    assert isinstance(screen, TodayScreen)
    return screen


def words_on(screen: TodayScreen) -> str:
    return "".join(label.text() for label in screen.findChildren(QLabel) if label.isVisible())


def test_日付を題に_空なら何から始めるかを言う(desk: Desk, open_workspace: OpenWorkspace) -> None:
    screen = today_of(open_workspace(desk))
    assert screen.page.title.text() == "令和8年11月20日(金)"
    assert "まだ相談がありません" in words_on(screen)
    assert here() is screen.receive_button


def test_相談があって期日が無ければそう言う(desk: Desk, open_workspace: OpenWorkspace) -> None:
    case(desk)
    assert "期日の来るものはありません" in words_on(today_of(open_workspace(desk)))


def test_危ないものは新しい順に_理由を添えて並ぶ(
    desk: Desk, clock: MovableClock, open_workspace: OpenWorkspace
) -> None:
    one = case(desk)
    for what, day in (("古い", 10), ("新しい", 18), ("今日の", 20), ("先の", 25)):
        tasks.add_task(desk, what, date(2026, 11, day), case_id=one.id)
    screen = today_of(open_workspace(desk))
    assert [line.text().split()[-1] for line in screen.lines()] == [
        "新しい",
        "古い",
        "今日の",
        "先の",
    ]
    told = screen.page.lead.text()
    assert told == "緊急・過ぎたもの 2件　今日 1件　これから 1件"
    assert "2日過ぎています" in screen.lines()[0].accessibleDescription()
    clock.pass_days(40)
    screen = today_of(open_workspace(desk))
    assert "しばらく接触のないもの 1件" in screen.page.lead.text()


def test_行はEnterで開く(desk: Desk, open_workspace: OpenWorkspace) -> None:
    one = case(desk)
    tasks.add_task(desk, "訪ねる", desk.today(), case_id=one.id)
    workspace = open_workspace(desk)
    line = today_of(workspace).lines()[0]
    press(here(), Key.Key_Tab)
    assert here() is line
    press(line, Key.Key_Return)
    settle()
    assert workspace.place == Place("case", one.id)


def test_済みにして_元に戻せる(desk: Desk, open_workspace: OpenWorkspace) -> None:
    one = case(desk)
    for what in ("電話する", "訪ねる"):
        tasks.add_task(desk, what, desk.today(), case_id=one.id)
    workspace = open_workspace(desk)
    screen = today_of(workspace)
    press(here(), Key.Key_Tab)
    press(here(), Key.Key_Tab)
    chip = here()
    assert isinstance(chip, CheckChip)
    press(chip, Key.Key_Space)
    settle()
    assert len(screen.lines()) == 1
    assert here() is screen.lines()[0], "次の行から続けられる"
    assert "済みにしました" in workspace.notice.sentence()
    back = next(b for b in workspace.notice.findChildren(QPushButton) if b.text() == "元に戻す")
    back.click()
    settle()
    assert len(screen.lines()) == 2


def test_支援会議の仕事は中身を出さず札を添え_支援会議の頁を開く(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    one = case(desk, lane="支援会議")
    tasks.add_task(desk, "内密に見に行く", desk.today(), case_id=one.id)
    workspace = open_workspace(desk)
    screen = today_of(workspace)
    (line,) = [line for line in screen.lines() if "支援会議" in line.text()]
    spoken = line.text() + line.accessibleDescription() + line.accessibleName() + words_on(screen)
    assert "内密" not in spoken
    assert screen.findChild(LaneBadge) is not None
    line.click()
    assert workspace.place == Place("sealed_case", one.id)


def test_従事者でなければ支援会議の行は無い(
    desk: Desk, outsider: Desk, open_workspace: OpenWorkspace
) -> None:
    one = case(desk, lane="支援会議")
    tasks.add_task(desk, "内密に見に行く", desk.today(), case_id=one.id)
    assert due_lines(desk)
    (line,) = today_of(open_workspace(outsider)).lines()
    assert "パスワード" in line.text()


def test_仮のパスワードのままの人には_変えるまで今日に出る(
    outsider: Desk, open_workspace: OpenWorkspace
) -> None:
    workspace = open_workspace(outsider)
    (line,) = today_of(workspace).lines()
    assert "自分のパスワードに変える" in line.text()
    line.click()
    assert workspace.place == Place("settings", "自分のパスワード")
    outsider.change_password(PASSWORD, "ほおずき-縁側-三線")
    assert due_lines(outsider) == ()


def test_多い札は初めの八行と_残りを出す釦(desk: Desk, open_workspace: OpenWorkspace) -> None:
    one = case(desk)
    for number in range(11):
        tasks.add_task(desk, f"{number}番目", desk.today(), case_id=one.id)
    screen = today_of(open_workspace(desk))
    assert len(screen.lines()) == 8
    more = next(b for b in screen.findChildren(QPushButton) if b.text() == "ほか 3件を出す")
    more.setFocus()
    more.click()
    settle()
    assert len(screen.lines()) == 11
    assert here() is screen.lines()[8]  # 続きから読める


def test_残りが一行だけなら_畳まずに出す(desk: Desk, open_workspace: OpenWorkspace) -> None:
    one = case(desk)
    for number in range(9):
        tasks.add_task(desk, f"{number}番目", desk.today(), case_id=one.id)
    assert len(today_of(open_workspace(desk)).lines()) == 9


def test_打ちかけが並び_続けられる(desk: Desk, open_workspace: OpenWorkspace) -> None:
    one = case(desk)
    drafts.keep(desk, "intake:new", {"content": "途中"})
    drafts.keep(desk, f"progress:{one.id}:新しい", {"content": "途中"})
    drafts.keep(desk, "intake:new", {"content": "会議の話"}, sealed=True)
    workspace = open_workspace(desk)
    screen = today_of(workspace)
    words = {line.text() for line in screen.lines()}
    assert words == {"新しい相談受付", f"{one.case_no} 支援経過記録シート"}
    go_on = [b for b in screen.findChildren(QPushButton) if b.text() == "続ける"]
    assert len(go_on) == 2
    next(b for b in go_on if "新しい" in b.accessibleName()).click()
    assert workspace.place == Place("intake")


def test_打ちかけの続けるで_その一枚が開き_手は続けるにある(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    one = case(desk)
    note = progress.add_note(desk, one.id, {"noted_on": desk.today(), "content": "電話した。"})
    for record in ("新しい", note.id):
        drafts.keep(desk, f"progress:{one.id}:{record}", {"content": "途中"})
        screen = today_of(open_workspace(desk))
        (go_on,) = [b for b in screen.findChildren(QPushButton) if b.text() == "続ける"]
        go_on.click()
        settle(20)
        assert isinstance(here(), QPushButton)
        assert here().accessibleName() == "続ける"
        press(here(), Key.Key_Return)
        settle(20)
        panels = screen.window().findChildren(SheetPanel)
        assert panels[-1].view.typed()["content"] == "途中"
        drafts.drop(desk, f"progress:{one.id}:{record}")


def test_朝の一枚を脇に開いて刷れる(desk: Desk, open_workspace: OpenWorkspace) -> None:
    one = case(desk)
    tasks.add_task(desk, "訪ねる", desk.today(), case_id=one.id)
    workspace = open_workspace(desk)
    today_of(workspace).paper_button.click()
    settle()
    (panel,) = workspace.findChildren(PaperDesk)
    assert panel.paper.print_button.isEnabled()
    assert panel.write_button.isVisible()


@pytest.mark.parametrize("size", list(TextSize))
def test_どの大きさでも名前があり収まる(
    size: TextSize, qapp: QApplication, desk: Desk, open_workspace: OpenWorkspace
) -> None:
    theme.wear(qapp, size)
    one = case(desk)
    tasks.add_task(desk, "とても長い仕事の名" * 12, desk.today(), case_id=one.id)
    workspace = open_workspace(desk)
    today_of(workspace)
    assert unnamed_controls(workspace) == []
    assert (workspace.width(), workspace.height()) == (1366, 768)


def test_朝の一枚は_キー一つで開き_一覧にも載っている(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    workspace = open_workspace(desk)
    screen = today_of(workspace)
    assert "Ctrl+D" in screen.paper_button.toolTip()
    press(here(), Key.Key_D, CTRL)
    settle(200)
    assert isinstance(workspace.side.panel(), PaperDesk)
