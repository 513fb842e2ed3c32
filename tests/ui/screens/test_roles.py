"""役割ごとに全部の頁を歩き、押せる釦を一つずつ押す。できないことの釦は、どこにも出ない。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget

from jusou_desk.casework.case import intake, tasks
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.errors import DeskError, Refused
from jusou_desk.models.office import Office
from jusou_desk.models.records import Attendee, Case
from jusou_desk.policy import Role
from jusou_desk.ui import jobs
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.workspace import Workspace
from tests.casework.conftest import PASSWORD
from tests.ui.screens.conftest import OpenWorkspace
from tests.ui.screens.test_case import consented, received
from tests.ui.screens.walking import settle

#: 窓の外を開くか、この試験を終わらせてしまうもの。
_LEFT_ALONE = ("印刷する…", "印刷", "閉じる", "← 戻る")
#: 役割か従事による断りの言い方。
_BY_ROLE = ("の役割では", "この操作では", "従事者として")


@pytest.fixture
def refusals(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[DeskError]:
    """画面に届いた、役割や従事による断り(同意の無いことなど、相談のわけによるものは除く)。"""
    found: list[DeskError] = []
    plain = jobs._as_desk_error

    def watched(trouble: BaseException | None) -> DeskError | None:
        error = plain(trouble)
        if isinstance(error, Refused) and any(one in error.title for one in _BY_ROLE):
            found.append(error)
        return error

    monkeypatch.setattr(jobs, "_as_desk_error", watched)
    out = tmp_path / "出"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: str(out))
    for choose in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, choose, lambda *_a, **_k: ("", ""))
    return found


@pytest.fixture
def case(desk: Desk) -> Case:
    """仕事が残り、同意があり、会議にかかった相談。"""
    made = received(desk)
    consented(desk, made)
    tasks.add_task(desk, "電話をかける", desk.today(), case_id=made.id)
    meeting = meetings.convene(desk, "plan_meeting", desk.today() + timedelta(days=3))
    meetings.invite(desk, meeting.id, [Attendee(agency="架空病院", name="架空　ご")])
    meetings.put_on_agenda(desk, meeting.id, made.id, "情報共有")
    intake.receive(desk, {"received_on": desk.today(), "consent": "未取得"})
    return made


@pytest.fixture(params=[Role.READER, Role.COUNSELLOR])
def somebody(request: pytest.FixtureRequest, office: Office, desk: Desk) -> Iterator[Desk]:
    staffing.add_staff(desk, "三隅　みどり", request.param, PASSWORD)
    signed_in = sign_in(office, "三隅　みどり", PASSWORD)
    yield signed_in
    signed_in.close()


def words(one: QAbstractButton) -> str:
    return one.text() or one.accessibleName()


def offered(part: QWidget | None) -> list[QAbstractButton]:
    """いま押せる釦。"""
    found = part.findChildren(QAbstractButton) if part is not None else []
    return [
        one
        for one in found
        if one.isVisible() and one.isEnabled() and words(one) and words(one) not in _LEFT_ALONE
    ]


def fresh(workspace: Workspace, place: Place) -> QWidget:
    """``place`` を開き直す。"""
    workspace.open(Place("agencies"))
    workspace.open(place)
    settle()
    assert workspace.shown is not None
    return workspace.shown


def named(part: QWidget | None, wanted: str) -> QAbstractButton | None:
    return next((one for one in offered(part) if words(one) == wanted), None)


def press_all(workspace: Workspace, place: Place) -> Iterator[str]:
    """頁の釦と、それで開いた脇の釦を、一つずつ押す。押した道を返す。"""
    for wanted in dict.fromkeys(map(words, offered(fresh(workspace, place)))):
        opener = named(fresh(workspace, place), wanted)
        if opener is None:
            continue
        opener.click()
        settle()
        yield wanted
        for inner in dict.fromkeys(map(words, offered(workspace.side.panel()))):
            if named(workspace.side.panel(), inner) is None:
                again = named(fresh(workspace, place), wanted)
                if again is None:
                    break
                again.click()
                settle()
            one = named(workspace.side.panel(), inner)
            if one is not None:
                one.click()
                settle()
                yield f"{wanted} > {inner}"


def test_押せる釦で断られることはない(
    somebody: Desk, case: Case, open_workspace: OpenWorkspace, refusals: list[DeskError]
) -> None:
    workspace = open_workspace(somebody)
    pressed = 0
    places = ("today", "cases", "meetings", "members", "reports")
    for place in (*map(Place, places), Place("case", case.id)):
        for way in press_all(workspace, place):
            pressed += 1
            assert [one.title for one in refusals] == [], f"{place.kind}: {way}"
    assert pressed > 20


def test_閲覧の今日と一件に_済みの釦は無い(
    office: Office, desk: Desk, case: Case, open_workspace: OpenWorkspace
) -> None:
    staffing.add_staff(desk, "三隅　みどり", Role.READER, PASSWORD)
    reader = sign_in(office, "三隅　みどり", PASSWORD)
    workspace = open_workspace(reader)
    for place in (Place("today"), Place("case", case.id)):
        assert named(fresh(workspace, place), "済み") is None
        writing = fresh(open_workspace(desk), place)
        assert named(writing, "済み") is not None, "書ける人には出る"
    jobs.wait_idle()
    reader.close()
