"""頁を作る途中で、札に入れる前の部品が小さな窓になって出ない(出ると、手がそちらへ移る)。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from jusou_desk.casework.community import issues
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.printing import packets
from jusou_desk.models.records import CopyException
from jusou_desk.ui.body_choice import BodyChoice
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.settings import SettingsScreen
from jusou_desk.ui.workspace import Workspace
from tests.casework.several_bodies import komae, several
from tests.casework.test_packet_press import agreed, meeting_of
from tests.ui.hands import click
from tests.ui.screens.conftest import OpenWorkspace
from tests.ui.screens.walking import settle

__all__ = ["komae", "several"]


class Watch(QObject):
    """見えた窓を控える。"""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and watched.windowType() is Qt.WindowType.Window
            and not isinstance(watched, Workspace)
        ):
            self.seen.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


@pytest.fixture
def windows() -> Iterator[list[str]]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    watch = Watch()
    app.installEventFilter(watch)
    yield watch.seen
    app.removeEventFilter(watch)


def test_設定のどの節を開いても_余計な窓は出ない(
    desk: Desk, open_workspace: OpenWorkspace, windows: list[str]
) -> None:
    work = open_workspace(desk)
    work.open(Place("settings"))
    settle()
    screen = work.shown
    assert isinstance(screen, SettingsScreen)
    assert len(screen.parts) == 15
    for at in range(len(screen.parts)):
        screen.show_part(at)
        settle()
    assert windows == []
    assert work.isActiveWindow()


@pytest.mark.parametrize("kind", ["重層的支援会議", "支援会議"])
def test_会議と報告と名簿を開いても_余計な窓は出ない(
    desk: Desk, open_workspace: OpenWorkspace, windows: list[str], kind: str
) -> None:
    case_id = agreed(desk, 0)
    meeting = meeting_of(desk, kind, case_id)
    copies = packets.print_packet(desk, meeting.id)[0].copies
    packets.except_copy(desk, copies[0], CopyException.NOT_HANDED)
    work = open_workspace(desk)
    sealed = Place("sealed_case", meetings.meeting_page(desk, meeting.id).items[0][1].id)
    places = [Place(name) for name in ("today", "cases", "intake", "meetings", "members")]
    places += [Place(name) for name in ("reports", "agencies")]
    places += [Place("report", "nagato-jigyo-jokyo"), Place("meeting", meeting.id)]
    places += [sealed if meeting.sealed else Place("case", case_id)]
    for place in places:
        work.open(place)
        settle()
        for words in ("会議を設ける", "下見する", "出した資料を見る", "下見", "媒体で渡す…"):
            for one in work.findChildren(QPushButton):
                if one.text() == words and one.isVisible():
                    click(one)
                    settle()
                    break
    assert windows == []


def test_脇に開く一枚を作る間も_余計な窓は出ない(
    desk: Desk, open_workspace: OpenWorkspace, windows: list[str]
) -> None:
    """課題を保存した後の一枚、町の資料、引継ぎ。"""
    made = issues.write_issue(desk, replace(issues.new_issue(desk), title="買い物の足"))
    agreed(desk, 0)
    work = open_workspace(desk)
    for place, words in (
        (Place("issues", made.id), ""),
        (Place("reports"), "支援フロー"),
        (Place("cases"), "担当を引き継ぐ"),
    ):
        work.open(place)
        settle(5)
        for one in work.findChildren(QPushButton):
            if one.text() == words and one.isVisible():
                click(one)
                settle(5)
    assert windows == []


def test_会議体を尋ねる札は_並べる前に見せても窓にならない(several: Desk) -> None:
    asker = QWidget()
    choice = BodyChoice(asker, several)
    choice.want(True)
    assert not choice.isWindow()
    settle()
