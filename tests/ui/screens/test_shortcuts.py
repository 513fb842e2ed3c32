"""近道のキー: 一つのキーはどの画面でも一つのこと。表と、画面に付いているキーが合う。"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

import jusou_desk.ui
from jusou_desk.casework.case import intake
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.models.office import Office
from jusou_desk.policy import Role
from jusou_desk.ui.keys_panel import KeysPanel
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.paper_view import PaperView
from jusou_desk.ui.pieces import EmptyRoom
from jusou_desk.ui.screens import SCREENS
from jusou_desk.ui.screens.intake import IntakeScreen
from jusou_desk.ui.shortcuts import SHORTCUTS
from jusou_desk.ui.workspace import Workspace
from tests.casework.conftest import PASSWORD
from tests.casework.test_one_case import plan_meeting
from tests.ui.hands import press
from tests.ui.screens.conftest import OpenWorkspace
from tests.ui.screens.walking import CTRL, Key, here, settle

UI = Path(jusou_desk.ui.__file__).parent
DOES = {key: one.does for _, some in SHORTCUTS for one in some for key in one.keys}
#: 部品の中だけで受けるキー(絞る欄から一覧へ)。
INSIDE = {"Down", "Return", "Enter"}


def places(desk: Desk) -> dict[str, Place]:
    """すべての画面と、そこで開くもの。"""
    values = {"received_on": desk.today(), "person_name": "岬　はる", "content": "家のこと"}
    case = intake.receive(desk, values | {"consent": "書面"}).case
    sealed = intake.receive(desk, values | {"lane": "支援会議"}).case
    meeting = plan_meeting(desk)
    ids = {
        "report": "nagato-jigyo-jokyo",
        "case": case.id,
        "sealed_case": sealed.id,
        "meeting": meeting.id,
    }
    return {entry.kind: Place(entry.kind, ids.get(entry.kind, "")) for entry in SCREENS}


def live(workspace: Workspace) -> list[QShortcut]:
    """いま押せば効く近道。"""
    found = []
    for one in workspace.findChildren(QShortcut):
        owner = one.parent()
        if isinstance(owner, QWidget) and owner.isVisible() and owner.isEnabled():
            found.append(one)
    return found


def keys_of(one: QShortcut) -> str:
    return one.key().toString(QKeySequence.SequenceFormat.PortableText)


def test_表のキーはみな違う() -> None:
    written = [key for _, some in SHORTCUTS for one in some for key in one.keys]
    assert len(set(written)) == len(written)


def test_釦に付けたキーは表にあり_することの語も同じ() -> None:
    """開くのに手数の要る脇の釦も含めて、source に書いたものを全部見る。"""
    seen = 0
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "button":
                continue
            key = next((k.value for k in node.keywords if k.arg == "key"), None)
            if not isinstance(key, ast.Constant):
                continue
            seen += 1
            words = ast.unparse(node.args[0]).strip("f'\"").replace("{ended}を", "")
            assert words.strip("←→ ") in DOES[str(key.value)], f"{path.name}: {words}"
    assert seen > 10


@pytest.mark.parametrize("kind", [entry.kind for entry in SCREENS])
def test_どの画面でもキーは表のとおりで_重ならず_CtrlNは相談を受ける(
    kind: str, desk: Desk, open_workspace: OpenWorkspace
) -> None:
    at = places(desk)[kind]
    workspace = open_workspace(desk)
    workspace.open(at)
    settle(20)
    shortcuts = live(workspace)
    for one in shortcuts:
        keys, owner = keys_of(one), one.parent()
        assert keys in DOES or keys in INSIDE, keys
        if isinstance(owner, QAbstractButton) and not keys.startswith("Alt+"):
            assert owner.text().lstrip("0123456789 ").strip("←→ ") in DOES[keys]
            assert keys in owner.toolTip()
    whole = [one for one in shortcuts if one.context() is Qt.ShortcutContext.WindowShortcut]
    assert [key for key, n in Counter(map(keys_of, whole)).items() if n > 1] == []
    press(workspace, Key.Key_N, CTRL)
    settle(20)
    assert workspace.place is not None
    assert workspace.place.kind == "intake"


def test_F1でキーの一覧が脇に開き_表の全部が読める(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    workspace = open_workspace(desk)
    back = here()
    press(back, Key.Key_F1)
    panel = workspace.side.panel()
    assert isinstance(panel, KeysPanel)
    words = {label.text() for label in panel.findChildren(QLabel)}
    for place, some in SHORTCUTS:
        assert {place, *(one.words for one in some), *(one.does for one in some)} <= words
    press(here(), Key.Key_Escape)
    assert workspace.side.isHidden()
    assert here() is back


def test_報告の下見を開いたあと_CtrlPは刷るだけ(desk: Desk, open_workspace: OpenWorkspace) -> None:
    workspace = open_workspace(desk)
    workspace.open(Place("report", "nagato-jigyo-jokyo"))
    settle(20)
    previews = [b for b in workspace.findChildren(QAbstractButton) if b.text() == "下見"]
    previews[0].click()
    settle(200)
    panel = workspace.side.panel()
    assert isinstance(panel, PaperView)
    pressed: list[bool] = []
    panel.print_button.clicked.disconnect()
    panel.print_button.clicked.connect(lambda _on=False: pressed.append(True))
    QTest.keySequence(here(), QKeySequence("Ctrl+P"))
    assert pressed == [True]


def test_相談を受けない役割の人のCtrlNは_取り次ぎ先を言う(
    desk: Desk, office: Office, open_workspace: OpenWorkspace
) -> None:
    staffing.add_staff(desk, "浜　守", Role.READER, PASSWORD)
    viewer = sign_in(office, "浜　守", PASSWORD)
    workspace = open_workspace(viewer)
    press(here(), Key.Key_N, CTRL)
    settle(20)
    screen = workspace.shown
    assert isinstance(screen, IntakeScreen)
    assert screen.sheet is None
    assert screen.findChild(EmptyRoom) is not None
    viewer.close()
