"""同じ席のもう一つの会議: 同じ会議体がどちらにもなる町で、従事者にだけ行き来を出す。"""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.sitting import same_sitting
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
    apart, go = card.findChildren(QPushButton)
    assert (apart.text(), go.text()) == ("席を分ける", f"{meeting.meeting_no} を開く")
    go.click()
    assert went == [meeting.id]
    other, _ = opened(qtbot, outsider, meeting.id)
    assert other.findChild(BesideCard) is None


def pressed(screen: MeetingScreen, words: str) -> None:
    found = [one for one in screen.findChildren(QPushButton) if one.text() == words]
    found[0].click()
    jobs.wait_idle()


def test_支援会議からも開け_同じ日の会議なら一つの席にできる(
    qtbot: QtBot, desks: tuple[Desk, Desk]
) -> None:
    desk, _ = desks
    body = next(b for b in desk.town.bodies if set(b.kinds) >= {"支援会議", "重層的支援会議"})
    sealed = meetings.convene(desk, body.id, NOW.date(), kind=MeetingKind.SUPPORT)
    screen, went = opened(qtbot, desk, sealed.id)
    pressed(screen, f"同じ席で「{body.name}」も開く")
    (plan,) = (m for m in meetings.meeting_list(desk) if not m.sealed)
    assert went == [plan.id]
    screen, _ = opened(qtbot, desk, sealed.id)
    pressed(screen, "席を分ける")
    assert same_sitting(desk, plan) is None
    screen, _ = opened(qtbot, desk, plan.id)
    pressed(screen, "同じ席で開く")
    found = same_sitting(desk, plan)
    assert found is not None
    assert found.id == sealed.id


@pytest.mark.parametrize("kind", [MeetingKind.SUPPORT, MeetingKind.PLAN])
def test_開いた会議の頭は_この回の区分を一行で言い_選ぶための文は出さない(
    qtbot: QtBot, desks: tuple[Desk, Desk], kind: MeetingKind
) -> None:
    desk, _ = desks
    body = next(b for b in desk.town.bodies if len(b.kinds) > 1 and b.note)
    meeting = meetings.convene(desk, body.id, NOW.date(), kind=kind)
    screen, _ = opened(qtbot, desk, meeting.id)
    said = [one.text() for one in screen.findChildren(QLabel)]
    sentence = {
        MeetingKind.SUPPORT: "この回は、社会福祉法第106条の6の支援会議",
        MeetingKind.PLAN: "この回は、本人が同意した相談だけを扱う重層的支援会議",
    }[kind]
    assert sum(sentence in words for words in said) == 1
    assert not any("どちらとして開くか" in words for words in said)


def test_出したもののない会議は_頁から取りやめて_一覧で元に戻せる(
    qtbot: QtBot, desks: tuple[Desk, Desk]
) -> None:
    desk, _ = desks
    body = next(b for b in desk.town.bodies if len(b.kinds) > 1)
    meeting = meetings.convene(desk, body.id, NOW.date(), kind=MeetingKind.PLAN)
    screen, went = opened(qtbot, desk, meeting.id)
    pressed(screen, "この会議を取りやめる")
    assert meetings.meeting_list(desk) == ()
    assert went == [""]
    assert not any("見つかりません" in one.text() for one in screen.findChildren(QLabel))
