"""同じ席のもう一つの会議: 同じ会議体がどちらにもなる町で、従事者にだけ行き来を出す。"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from jusou_desk.casework import meetings
from jusou_desk.casework.desk import Desk
from jusou_desk.towns import MeetingKind
from jusou_desk.ui import jobs
from jusou_desk.ui.meeting.beside import BesideCard
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.meeting import MeetingScreen
from tests.casework.several_bodies import desks, komae, several

__all__ = ["desks", "komae", "several"]

NOW = datetime(2026, 11, 20, 10, 0)


def opened(qtbot: QtBot, desk: Desk, meeting_id: str) -> tuple[MeetingScreen, list[str]]:
    screen = MeetingScreen(desk)
    qtbot.addWidget(screen)
    went: list[str] = []
    screen.going.connect(lambda place: went.append(place.id))
    screen.arrive(Place("meeting", meeting_id))
    screen.show()
    jobs.wait_idle()
    return screen, went


def test_同じ席の支援会議を開いて行き来する(qtbot: QtBot, desks: tuple[Desk, Desk]) -> None:
    desk, outsider = desks
    body = next(b for b in desk.town.bodies if set(b.kinds) >= {"支援会議", "重層的支援会議"})
    meeting = meetings.convene(desk, body.id, NOW.date(), kind=MeetingKind.PLAN)
    screen, went = opened(qtbot, desk, meeting.id)
    card = screen.findChild(BesideCard)
    assert card is not None
    (go,) = card.findChildren(QPushButton)
    assert go.text() == f"同じ席で「{body.name}」も開く"
    go.click()
    jobs.wait_idle()
    (made,) = (m for m in meetings.meeting_list(desk) if m.sealed)
    assert went == [made.id]
    back, went = opened(qtbot, desk, made.id)
    card = back.findChild(BesideCard)
    assert card is not None
    (go,) = card.findChildren(QPushButton)
    assert go.text() == f"{meeting.meeting_no} を開く"
    go.click()
    assert went == [meeting.id]
    other, _ = opened(qtbot, outsider, meeting.id)
    assert other.findChild(BesideCard) is None
