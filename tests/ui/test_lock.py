"""鍵をかけた窓から、画面に見えないところ(読み上げの部品・ほかの窓・写した字)でも何も読めない。"""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible, QAccessibleInterface, QClipboard
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QPushButton

from jusou_desk.ui import jobs
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.shell import Shell
from jusou_desk.ui.suggesting import Suggestions
from jusou_desk.ui.workspace import Workspace
from tests.ui.hands import press
from tests.ui.test_shell import SECRET, CaseScreen, Key, office, opened, shell, sign_in, work

__all__ = ["office", "opened", "shell", "work"]


def read_aloud(part: QAccessibleInterface) -> str:
    """読み上げの部品(UI オートメーション)から読める名の全部。"""
    inside = (part.child(place) for place in range(part.childCount()))
    words = (part.text(QAccessible.Text.Name), part.text(QAccessible.Text.Value))
    return "".join((*words, *map(read_aloud, inside)))


def readable(shell: Shell) -> str:
    return read_aloud(QAccessible.queryAccessibleInterface(shell))


@pytest.fixture
def screen(work: Workspace) -> CaseScreen:
    work.open(Place("case", "c1"))
    shown = work.shown
    assert isinstance(shown, CaseScreen)
    return shown


def test_鍵をかけると_読み上げの部品からも読めず_戻れば読める(
    work: Workspace, shell: Shell, screen: CaseScreen
) -> None:
    screen.beside("脇", QPushButton("脇の秘密"))
    assert SECRET in readable(shell)
    assert "脇の秘密" in readable(shell)
    shell.lock()
    jobs.wait_idle()
    assert "鍵をかけました" in readable(shell)
    assert SECRET not in readable(shell)
    assert "脇の秘密" not in readable(shell)
    sign_in(shell, "佐藤 花子", "はな")
    assert shell.workspace is work
    assert screen.isVisible()
    assert SECRET in readable(shell)


@pytest.mark.parametrize("leaving", ["lock", "switch_staff"])
def test_鍵をかけると_候補も品書きも選ぶ窓も閉じる(
    shell: Shell, screen: CaseScreen, leaving: str
) -> None:
    Suggestions(screen.note, [SECRET])
    screen.note.setFocus()
    press(screen.note, Key.Key_Down)
    menu, more = QMenu(screen), QMenu(SECRET, screen)
    more.addAction(SECRET)
    for one in (menu, more):
        one.addAction(SECRET)
        one.popup(screen.mapToGlobal(QPoint(5, 5)))
    choosing = QFileDialog(screen)
    choosing.setOption(QFileDialog.Option.DontUseNativeDialog)
    choosing.open()
    assert sum(one.isVisible() for one in QApplication.topLevelWidgets()) > 1
    getattr(shell, leaving)()
    jobs.wait_idle()
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [shell]


@pytest.mark.parametrize("ours", [True, False])
def test_鍵をかけると_ここで写した字だけを消す(
    shell: Shell, screen: CaseScreen, monkeypatch: pytest.MonkeyPatch, *, ours: bool
) -> None:
    # 画面の無い試験の土台は、誰が写したかを答えない
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _clipboard, *_mode: ours)
    QApplication.clipboard().setText(SECRET)
    assert screen.isVisible()
    shell.lock()
    jobs.wait_idle()
    assert QApplication.clipboard().text() == ("" if ours else SECRET)
