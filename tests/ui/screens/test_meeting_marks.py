"""会議の頁が、手を打てるうちに言うこと: 同意の外の議題、支援措置の相手方、早すぎる結果。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from jusou_desk.casework.case import consent, intake
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.printing.packets import issue_packet
from jusou_desk.casework.secrecy import protecting
from jusou_desk.casework.secrecy.protecting import Account
from jusou_desk.models.records import Attendee, Case, Meeting
from jusou_desk.policy import Lane
from jusou_desk.towns import MeetingKind
from jusou_desk.ui import theme
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.case.withdrawal_panel import WithdrawalPanel
from jusou_desk.ui.meeting.agenda import AgendaCard
from jusou_desk.ui.meeting.matrix import MatrixCard
from jusou_desk.ui.meeting.papers import PaperCard
from jusou_desk.ui.meeting.results import ResultCard
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.screens.meeting import MeetingScreen
from jusou_desk.ui.theme import TextSize
from tests.casework.test_one_case import consented, phone_call, plan_meeting
from tests.casework.test_packet_press import SCOPES
from tests.ui.hands import click, keys, shown
from tests.ui.screens.conftest import OpenPage
from tests.ui.screens.walking import settle

W = TypeVar("W", bound=QWidget)
PageOf = Callable[[Meeting], MeetingScreen]


@pytest.fixture
def case(desk: Desk) -> Case:
    made = phone_call(desk)
    consented(desk, made, scope=SCOPES)
    return made


@pytest.fixture
def met(desk: Desk, case: Case) -> Meeting:
    """三日後の重層的支援会議。議題は一つ、出席者は二人。"""
    meeting = plan_meeting(desk)
    meetings.put_on_agenda(desk, meeting.id, case.id, "プラン策定", "役割を決める")
    people = [
        Attendee(agency="社会福祉協議会", name="岡　由美"),
        Attendee(agency="自治会", name="砂原　剛志"),
    ]
    return meetings.invite(desk, meeting.id, people)


@pytest.fixture
def opened(desk: Desk, open_page: OpenPage) -> PageOf:
    return lambda meeting: open_page(desk, Place("meeting", meeting.id), MeetingScreen)


@pytest.fixture
def largest(qapp: QApplication) -> Iterator[None]:
    theme.wear(qapp, TextSize.LARGEST)
    yield
    theme.wear(qapp)


def words(part: QWidget) -> str:
    return "\n".join(label.text() for label in part.findChildren(QLabel))


def buttons(part: QWidget) -> dict[str, QPushButton]:
    return {one.text(): one for one in part.findChildren(QPushButton)}


def part(screen: MeetingScreen, kind: type[W]) -> W:
    assert screen._shown is not None
    found = screen._shown.findChild(kind)
    assert found is not None
    return found


def withdraw(desk: Desk, case: Case) -> None:
    consent.record_consent(desk, case.id, {"status": "撤回", "decided_on": desk.today()})


def test_撤回された議題の行に言葉と釦が出る(
    desk: Desk, case: Case, met: Meeting, opened: PageOf
) -> None:
    before = part(opened(met), AgendaCard)
    assert "本人の同意がありません" not in words(before)
    assert "同意を確かめ直す" not in buttons(before)
    withdraw(desk, case)
    screen = opened(met)
    agenda = part(screen, AgendaCard)
    assert "本人の同意がありません(撤回 R8.11.20)。" in words(agenda)
    went: list[Place] = []
    screen.going.connect(went.append)
    click(buttons(agenda)["同意を確かめ直す"])
    assert (went[-1].kind, went[-1].id) == ("case", case.id)
    assert unnamed_controls(agenda) == []
    assert "全員の部に入れていません" in words(part(screen, MatrixCard))


def test_撤回された議題は_同じ席の支援会議にそのまま移して検討できる(
    desk: Desk, case: Case, met: Meeting, opened: PageOf
) -> None:
    withdraw(desk, case)
    screen = opened(met)
    went: list[Place] = []
    screen.going.connect(went.append)
    click(buttons(part(screen, AgendaCard))["「長門市包括的支援会議」で検討する"])
    settle()
    (made,) = (m for m in meetings.meeting_list(desk) if m.sealed)
    assert (went[-1].kind, went[-1].id) == ("meeting", made.id)
    # 今日ではなく、元の会議の日に、元の出席者で。
    assert (made.held_on, made.attendees, made.sitting) == (met.held_on, met.attendees, met.id)
    ((item, found),) = meetings.meeting_page(desk, made.id).items
    assert (found.id, item.summary) == (case.id, "役割を決める")


def test_断られた相談も_同じ席の支援会議で検討できる(desk: Desk, opened: PageOf) -> None:
    quiet = phone_call(desk)
    meeting = plan_meeting(desk)
    screen = opened(meeting)
    agenda = part(screen, AgendaCard)
    keys(agenda.case.line, quiet.case_no)
    keys(agenda.summary.control, "夜の見守り")
    for _ in range(2):  # 二度断られても、釦は一つ
        click(agenda.add_button)
        settle()
    offers = [b for b in agenda.findChildren(QPushButton) if "検討する" in b.text()]
    assert len([b for b in offers if not b.isHidden()]) == 1
    click(agenda._offers[0])
    settle()
    (made,) = (m for m in meetings.meeting_list(desk) if m.sealed)
    assert (made.held_on, made.sitting) == (meeting.held_on, meeting.id)
    ((item, found),) = meetings.meeting_page(desk, made.id).items
    assert (found.id, item.summary) == (quiet.id, "夜の見守り")


def protect(desk: Desk, case: Case) -> None:
    account = Account("配偶者からの暴力", date(2026, 11, 20), date(2027, 11, 19), "砂原　剛志")
    protecting.set_protection(desk, case.person_id, account)


def test_支援措置の相手方が出席者なら_準備でも資料を出す前にも言う(
    desk: Desk, case: Case, met: Meeting, opened: PageOf
) -> None:
    told = "相手方か、その世帯の人と同じ氏名の人がいます"
    screen = opened(met)
    assert told not in words(screen)
    protect(desk, case)
    screen = opened(met)
    for kind in (AgendaCard, PaperCard):
        said = words(part(screen, kind))
        assert told in said
        assert "東深川" not in said
        assert "050-0000-1234" not in said
    assert not part(screen, PaperCard).issue_button.isHidden()


def test_見えない会議体の支援措置は_知らせに出ない(
    desk: Desk, outsider: Desk, open_page: OpenPage, met: Meeting
) -> None:
    """秘匿の人の措置は従事者にだけ見える。開いた会議の頁でも、ほかの職員には言わない。"""
    body = next(b for b in desk.town.support_bodies if desk.serves(b))
    values = {
        "received_on": desk.today(),
        "lane": Lane.SEALED.label,
        "consent": "未取得",
        "person_name": "汐見　円",
        "household_no": "H-1",
    }
    sealed = intake.receive(desk, values, body_id=body.id).person
    assert sealed is not None
    account = Account("配偶者からの暴力", date(2026, 11, 20), date(2027, 11, 19), "砂原　剛志")
    protecting.set_protection(desk, sealed.id, account)
    sister = phone_call(desk, person_name="汐見　環", household_no="H-1")
    consented(desk, sister)
    meetings.put_on_agenda(desk, met.id, sister.id, "プラン策定")
    told = "支援措置"
    place = Place("meeting", met.id)
    assert told in words(part(open_page(desk, place, MeetingScreen), AgendaCard))
    assert told not in words(open_page(outsider, place, MeetingScreen))


def test_開催日より前に書いた結果は_残してから一度だけ言う(
    desk: Desk, met: Meeting, opened: PageOf
) -> None:
    screen = opened(met)

    def save(decision: str) -> str:
        result = part(screen, ResultCard)
        keys(result.decision.control, decision)
        click(result.save_button)
        settle()
        return NoticeBar.near(screen).advice()

    assert "令和8年11月23日(月) の予定です" in save("案のとおり")
    assert meetings.meeting_page(desk, met.id).items[0][0].decision == "案のとおり"
    assert "予定です" not in save("進める")


def test_その日の会議の結果には何も言わない(desk: Desk, case: Case, opened: PageOf) -> None:
    meeting = meetings.convene(desk, "plan_meeting", desk.today(), kind=MeetingKind.PLAN)
    meetings.put_on_agenda(desk, meeting.id, case.id, "プラン策定")
    screen = opened(meeting)
    result = part(screen, ResultCard)
    keys(result.decision.control, "案のとおり")
    click(result.save_button)
    settle()
    assert NoticeBar.near(screen).advice() == ""


@pytest.mark.usefixtures("largest")
def test_特大で脇を開いても頁の右は切れない(
    desk: Desk, case: Case, met: Meeting, opened: PageOf
) -> None:
    withdraw(desk, case)
    protect(desk, case)
    screen = opened(met)
    screen.beside("紙", QWidget())
    settle()
    area = screen._sheet.area
    assert area.inside.minimumSizeHint().width() <= area.viewport().width()
    assert area.inside.width() <= area.viewport().width()


def test_紙の回収の頁は_刷ったまま配っていない部を名指しで言う(
    desk: Desk, case: Case, met: Meeting, tmp_path: Path
) -> None:
    issue_packet(desk, met.id, tmp_path)
    withdraw(desk, case)
    panel = WithdrawalPanel(desk, case)
    shown(panel, 600, 700)
    settle()
    said = words(panel)
    assert "刷ったまま、まだ配っていない部が1部あります" in said
    assert f"{met.meeting_no} 会議資料 控番1/2" in said
    assert "社会福祉協議会　岡　由美" in said
    put_away = "渡さずにファイルを消し、刷ってあれば裁断してください"
    assert f"ファイルに出した・未配付。{put_away}" in said
    panel.close()
