"""主窓: サインイン、部屋、探し箱、脇、鍵。"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from jusou_desk.errors import Refused
from jusou_desk.ui import jobs, theme
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.badges import PracticeBand
from jusou_desk.ui.drafting import Autosave
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.idle import IdleWatch
from jusou_desk.ui.navigation import Place, Room, Screen, ScreenEntry
from jusou_desk.ui.pieces import Page, text
from jusou_desk.ui.screens import SCREENS
from jusou_desk.ui.search_box import Hit
from jusou_desk.ui.shell import Desk, Shell
from jusou_desk.ui.theme import TextSize
from jusou_desk.ui.workspace import Workspace
from tests.ui.hands import Picture, click, compose, keys, press, shown

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SECRET = "山田花子の相談"


@dataclass
class Office:
    """試験の役場。職員とパスワードと、画面が使うもの。"""

    passwords: dict[str, str]
    drafts: list[object] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)

    def names(self) -> tuple[str, ...]:
        return tuple(self.passwords)

    def sign_in(self, name: str, password: str) -> str:
        self.threads.add(threading.get_ident())
        if self.passwords.get(name) != password:
            raise Refused("パスワードが違います。", "30秒待ってから入力してください。")
        return name

    def begin(self, name: str) -> Desk:
        self.begun.append(name)
        return Desk(self, self.search)

    def search(self, typed: str) -> list[Hit]:
        self.threads.add(threading.get_ident())
        people = {"高橋": "c1", "髙橋": "c2", "佐々木": "c3"}
        return [Hit(n, f"ケース {i}", Place("case", i)) for n, i in people.items() if typed in n]


class TodayScreen(Screen):
    """今日の代わり。"""

    def __init__(self, office: Office) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.addWidget(Page("今日"))


class CaseScreen(Screen):
    """一つのケースの代わり。打ちかけと、秘すべき語を持つ。"""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.place = Place("")
        self.secret = text(SECRET)
        self.note = Line()
        self.note.setAccessibleName("書きかけ")
        self.autosave = Autosave(self, lambda: {"note": self.note.text()}, office.drafts.append)
        self.note.textChanged.connect(self.autosave.touch)
        column = QVBoxLayout(self)
        column.addWidget(self.secret)
        column.addWidget(self.note)

    def arrive(self, place: Place) -> None:
        self.place = place


ENTRIES = (
    ScreenEntry("today", "今日", Room.TODAY, lambda: TodayScreen),
    ScreenEntry("case", "ケース", Room.CASES, lambda: CaseScreen),
    ScreenEntry("settings", "設定", Room.SETTINGS, lambda: TodayScreen, key="Ctrl+,"),
)


@pytest.fixture
def office() -> Office:
    return Office({"佐藤 花子": "はな", "鈴木 一郎": "いち"})


Opened = Callable[..., Shell]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """窓を開く。終わりに閉じて捨てる。"""
    shells: list[Shell] = []

    def start(office: Office, **more: Any) -> Shell:
        made = Shell(ENTRIES, office.begin, office.names, office.sign_in, **more)
        shells.append(made)
        shown(made, 1366, 768)
        jobs.wait_idle()
        return made

    yield start
    for shell in shells:
        shell.close()
        shell.deleteLater()


@pytest.fixture
def shell(office: Office, opened: Opened) -> Shell:
    return opened(office, practising=True)


def sign_in(shell: Shell, name: str, password: str) -> None:
    """名前の釦を押し、パスワードを打ち、Enter。"""
    page = shell.sign_in_page
    one = next(b for b in page.name_buttons() if b.text() == name)
    click(one)
    keys(page.password, password)
    press(page.password, Key.Key_Return)
    jobs.wait_idle()


@pytest.fixture
def work(shell: Shell) -> Workspace:
    sign_in(shell, "佐藤 花子", "はな")
    assert shell.workspace is not None
    return shell.workspace


def words_on(widget: QWidget) -> str:
    return "".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_サインインは別の糸で確かめ_違えば文で断る(shell: Shell, office: Office) -> None:
    sign_in(shell, "佐藤 花子", "ちがう")
    page = shell.sign_in_page
    assert page.trouble() == "パスワードが違います。"
    assert "30秒待って" in words_on(page)
    assert shell.is_locked
    assert page.password.text() == ""
    assert page.password.hasFocus()
    assert threading.get_ident() not in office.threads
    sign_in(shell, "佐藤 花子", "はな")
    assert not page.isVisible()
    assert office.begun == ["佐藤 花子"]


def test_名前かパスワードが空なら確かめに行かない(shell: Shell, office: Office) -> None:
    page = shell.sign_in_page
    click(page.enter)
    assert page.trouble() == "氏名を選んでください。"
    click(page.name_buttons()[0])
    press(page.password, Key.Key_Return)
    assert page.trouble() == "パスワードを入力してください。"
    jobs.wait_idle()
    assert office.threads == set()


def test_CapsLockらしければ知らせる(shell: Shell) -> None:
    page = shell.sign_in_page
    click(page.name_buttons()[0])
    press(page.password, Key.Key_A)
    assert "CapsLock" not in words_on(page)
    keys(page.password, "A")
    assert "CapsLock" in words_on(page)
    press(page.password, Key.Key_B, Qt.KeyboardModifier.ShiftModifier)
    page.password.clear()


def test_職員が多ければ氏名を打つ(opened: Opened) -> None:
    office = Office({f"職員{n}": "x" for n in range(20)})
    shell = opened(office)
    page = shell.sign_in_page
    assert page.name_buttons() == []
    click(page.enter)
    assert page.trouble() == "氏名を入力してください。"
    assert page.name.hasFocus()
    keys(page.name, "職員7")
    press(page.name, Key.Key_Return)
    assert page.password.hasFocus()
    keys(page.password, "x")
    press(page.password, Key.Key_Return)
    jobs.wait_idle()
    assert office.begun == ["職員7"]


def test_部屋はAltと数字で移り_登録のない部屋は入れない(work: Workspace, shell: Shell) -> None:
    assert work.place == Place("today")
    press(work, Key.Key_2, ALT)
    assert work.place == Place("case")
    assert shell.windowTitle() == "ケース — 重層デスク［練習］"
    press(work, Key.Key_3, ALT)
    assert work.place == Place("case")
    press(work, Key.Key_6, ALT)
    assert work.place == Place("settings")
    press(work, Key.Key_Left, ALT)
    assert work.place == Place("case")


def test_画面の近道の鍵で開く(work: Workspace) -> None:
    press(work, Key.Key_Comma, CTRL)
    assert work.place == Place("settings")


def test_行き先を開き_戻れば前の記録に着く(work: Workspace) -> None:
    work.open(Place("case", "c1"))
    work.open(Place("case", "c2"))
    screen = work.shown
    assert isinstance(screen, CaseScreen)
    assert screen.place == Place("case", "c2")
    work.back()
    assert work.shown is screen
    assert screen.place == Place("case", "c1")
    work.back()
    work.back()
    work.back()
    assert work.place == Place("today")


def test_画面は窓を知らずに行き先を言い_脇を開ける(work: Workspace) -> None:
    screen = work.shown
    assert screen is not None
    panel = Line()
    panel.setAccessibleName("脇の欄")
    screen.beside("支援経過", panel)
    assert work.side.isVisible()
    assert panel.hasFocus()
    assert screen.isVisible()
    press(panel, Key.Key_Escape)
    assert not work.side.isVisible()
    screen.go("case", "c9")
    assert work.place == Place("case", "c9")


@pytest.mark.parametrize("from_field", [False, True])
def test_探し箱はどこからでもCtrlKで開き_Enterで移る(
    work: Workspace, office: Office, qtbot: QtBot, *, from_field: bool
) -> None:
    work.open(Place("case", "c0"))
    screen = work.shown
    assert isinstance(screen, CaseScreen)
    start: QWidget = screen.note if from_field else work
    screen.note.setFocus()
    keys(screen.note, "あ")
    press(start, Key.Key_K, CTRL)
    assert work.search.hasFocus()
    assert screen.note.text() == "あ"
    keys(work.search, "橋")
    qtbot.waitUntil(lambda: len(work.search.results()) == 2, timeout=2000)
    assert threading.get_ident() not in office.threads
    press(work.search, Key.Key_Down)
    press(work.search, Key.Key_Return)
    assert work.place == Place("case", "c2")
    assert work.search.text() == ""
    assert work.search.results() == ()


def test_変換中のEnterでは候補を開かない(work: Workspace, qtbot: QtBot) -> None:
    work.search.setFocus()
    keys(work.search, "高")
    qtbot.waitUntil(lambda: len(work.search.results()) == 1, timeout=2000)
    compose(work.search, "はし", commit="")
    press(work.search, Key.Key_Return)
    assert work.place == Place("today")


def test_知らせは頁を動かさず_Escで閉じる(work: Workspace) -> None:
    work.open(Place("case", "c1"))
    screen = work.shown
    assert isinstance(screen, CaseScreen)
    screen.note.setFocus()
    parts = [screen, screen.note, work.side, work.search]

    def places() -> list[QRect]:
        QCoreApplication.processEvents()
        return [QRect(one.mapTo(work, QPoint(0, 0)), one.size()) for one in parts]

    before = places()
    work.notice.warn(Refused("できません。", "次の一手。"))
    assert places() == before
    assert work.notice.isVisible()
    press(screen.note, Key.Key_Escape)
    assert work.notice.isHidden()
    assert places() == before
    work.notice.work_begins("刷っています。", lambda: None)
    press(screen.note, Key.Key_Escape)
    assert work.notice.isVisible()


def test_探して無ければ無いと言い_Escで閉じる(work: Workspace, qtbot: QtBot) -> None:
    work.search.setFocus()
    keys(work.search, "ない")
    qtbot.waitUntil(lambda: "見つかりません" in words_on(work), timeout=2000)
    press(work.search, Key.Key_Escape)
    assert "見つかりません" not in words_on(work)
    assert work.search.text() == ""


def test_鍵をかけると書きかけを控え_中身も題も隠れる(
    work: Workspace, shell: Shell, office: Office, qtbot: QtBot
) -> None:
    work.open(Place("case", "c1"))
    screen = work.shown
    assert isinstance(screen, CaseScreen)
    screen.note.setFocus()
    keys(screen.note, "途中")
    assert SECRET in words_on(shell)
    with qtbot.waitSignal(shell.locked):
        press(screen.note, Key.Key_L, CTRL)
    jobs.wait_idle()
    assert office.drafts == [{"note": "途中"}]
    assert shell.is_locked
    assert SECRET not in words_on(shell)
    assert not screen.isVisible()
    assert shell.windowTitle() == "重層デスク［練習］"
    assert shell.sign_in_page.chosen_name() == "佐藤 花子"
    shell.open(Place("today"))
    assert work.place == Place("case", "c1")


def test_同じ人が戻れば続きから(work: Workspace, shell: Shell, office: Office) -> None:
    work.open(Place("case", "c1"))
    screen = work.shown
    assert isinstance(screen, CaseScreen)
    screen.note.setFocus()
    keys(screen.note, "途中")
    shell.lock()
    jobs.wait_idle()
    sign_in(shell, "佐藤 花子", "はな")
    assert shell.workspace is work
    assert screen.note.text() == "途中"
    assert screen.note.hasFocus()
    assert office.begun == ["佐藤 花子"]


def test_別の人には前の人の机を見せない(work: Workspace, shell: Shell, office: Office) -> None:
    work.open(Place("case", "c1"))
    shell.switch_staff()
    jobs.wait_idle()
    assert shell.sign_in_page.chosen_name() == ""
    QApplication.processEvents()
    assert shell.sign_in_page.name_buttons()[0].hasFocus(), "鍵だけで、次に使う人を選べる"
    sign_in(shell, "鈴木 一郎", "いち")
    assert shell.workspace is not None
    assert shell.workspace is not work
    if isValid(work):
        QCoreApplication.sendPostedEvents(work, QEvent.Type.DeferredDelete.value)
    assert not isValid(work)
    assert shell.workspace.place == Place("today")
    assert office.begun == ["佐藤 花子", "鈴木 一郎"]
    assert "鈴木 一郎" in words_on(shell)


def test_しばらく触らなければ鍵がかかる(office: Office, opened: Opened, qtbot: QtBot) -> None:
    shell = opened(office, idle_ms=250)
    sign_in(shell, "佐藤 花子", "はな")
    for _ in range(5):
        qtbot.wait(70)
        assert shell.workspace is not None
        press(shell.workspace, Key.Key_Shift)
        assert not shell.is_locked
    qtbot.waitUntil(lambda: shell.is_locked, timeout=2000)


def test_眠りから覚めた最初の鍵は通さない(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line()
    watch = IdleWatch(line, qapp, 60_000)
    qtbot.addWidget(line)
    shown(line, 200, 40)
    now = time.time()
    monkeypatch.setattr("jusou_desk.ui.idle.time.time", lambda: now + 3600)
    with qtbot.waitSignal(watch.idle):
        keys(line, "a")
    assert line.text() == ""


def test_閉じるときも書きかけを控える(work: Workspace, shell: Shell, office: Office) -> None:
    work.open(Place("case", "c1"))
    screen = work.shown
    assert isinstance(screen, CaseScreen)
    keys(screen.note, "終わり際")
    shell.close()
    assert office.drafts == [{"note": "終わり際"}]


@pytest.mark.parametrize("size", list(TextSize))
def test_どの大きさでも一三六六かける七六八に収まり_名前がある(
    size: TextSize,
    qapp: QApplication,
    office: Office,
    opened: Opened,
    qtbot: QtBot,
    picture: Picture,
) -> None:
    theme.wear(qapp, size)
    shell = opened(office, practising=True)
    assert unnamed_controls(shell) == []
    sign_in(shell, "佐藤 花子", "はな")
    assert shell.workspace is not None
    shell.workspace.side.show_panel("支援経過", text("一件"))
    qtbot.wait(20)
    assert (shell.width(), shell.height()) == (1366, 768)
    assert unnamed_controls(shell) == []
    assert shell.findChild(PracticeBand) is not None
    assert picture(shell, size.name).stat().st_size > 5_000


def test_残りの画面は_着いてから手の空いたときに読み込む(office: Office, qtbot: QtBot) -> None:
    read: list[str] = []

    def entry(kind: str, room: Room) -> ScreenEntry:
        def load() -> type[TodayScreen]:
            read.append(kind)
            return TodayScreen

        return ScreenEntry(kind, kind, room, load)

    entries = (entry("today", Room.TODAY), entry("case", Room.CASES), entry("more", Room.CASES))
    work = Workspace(entries, office, office.search, "佐藤 花子")
    qtbot.addWidget(work)
    assert read == ["today"]
    qtbot.waitUntil(lambda: read[1:] == ["today", "case", "more"])
    work.open(Place("case"))
    assert isinstance(work.shown, TodayScreen)


def test_登録の画面名は重ならない() -> None:
    kinds = [entry.kind for entry in SCREENS]
    assert len(kinds) == len(set(kinds))


def test_名前の無い操作部品を見つける() -> None:
    holder = QWidget()
    column = QVBoxLayout(holder)
    named, nameless = Line(), Line()
    named.setAccessibleName("氏名")
    column.addWidget(named)
    column.addWidget(nameless)
    assert unnamed_controls(holder) == [nameless]
