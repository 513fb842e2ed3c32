"""今日の「承認を待つ」行: 開くと、待っているその一枚が脇に出て、手は承認の釦にある。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.secrecy import disclosing, protecting, transfers
from jusou_desk.casework.secrecy.disclosing import Telling
from jusou_desk.casework.secrecy.protecting import Account
from jusou_desk.casework.secrecy.transfer_sources import Source
from jusou_desk.casework.secrecy.transfers import Wish
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case
from jusou_desk.models.secrecy_records import DisclosureState, Transfer
from jusou_desk.policy import Role
from jusou_desk.ui.case.disclosure_panel import DisclosurePanel
from jusou_desk.ui.case.disclosure_review import DisclosureReview
from jusou_desk.ui.case.protection_panel import ProtectionPanel
from jusou_desk.ui.case.transfer_review import ReviewPanel
from jusou_desk.ui.case.transfer_waiting import WaitingTransfer
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.screens.today import TodayScreen
from jusou_desk.ui.workspace import Workspace
from tests.casework.conftest import PASSWORD, MovableClock
from tests.ui.screens.conftest import OpenWorkspace
from tests.ui.screens.test_case import consented, received
from tests.ui.screens.test_transfer import heard
from tests.ui.screens.walking import here, settle

SECOND = "岡村　静"


@pytest.fixture
def second(office: Office, desk: Desk) -> Iterator[Desk]:
    """同じ支援会議に従事する、二人目の推進員。"""
    staffing.add_staff(desk, SECOND, Role.COORDINATOR, PASSWORD)
    staffing.make_member(desk, SECOND, desk.town.support_bodies[0].id)
    signed_in = sign_in(office, SECOND, PASSWORD)
    yield signed_in
    signed_in.close()


@pytest.fixture
def case(desk: Desk) -> Case:
    made = received(desk)
    consented(desk, made)
    return made


def follow(workspace: Workspace, words: str) -> CaseScreen:
    """今日の、``words`` のある行を開く。"""
    workspace.open(Place("today"))
    settle(20)
    today = workspace.shown
    assert isinstance(today, TodayScreen)
    (line,) = (one for one in today.lines() if words in one.text())
    line.click()
    settle(20)
    screen = workspace.shown
    assert isinstance(screen, CaseScreen)
    return screen


def fully_seen(part: QWidget, panel: QWidget) -> bool:
    """``part`` が、``panel`` の中で隠れずに見えているか。"""
    where = QRect(part.mapTo(panel, QPoint(0, 0)), part.size())
    return part.visibleRegion().boundingRect().size() == part.size() and panel.rect().contains(
        where
    )


def test_通報の承認は_その一件から始まり_承認するとその場で紙が刷れる(
    desk: Desk, second: Desk, case: Case, open_workspace: OpenWorkspace
) -> None:
    for receiver in ("架空消防署", "架空警察署"):
        disclosing.ask(desk, case.id, Telling("生命・身体・財産の緊急", receiver, "応えがない。"))
    first, _ = reversed(disclosing.told_of(desk, case.id))
    disclosing.decline(second, first.disclosure.id, "人違い")
    workspace = open_workspace(second)
    screen = follow(workspace, "通報・緊急の承認がまだ")
    panel = screen.panel
    assert isinstance(panel, DisclosurePanel)
    review = panel.shown
    assert isinstance(review, DisclosureReview)
    assert here() is review.approve_button
    review.approve_button.click()
    settle(20)
    told = disclosing.told_of(desk, case.id)[0].disclosure
    assert (told.receiver, told.state) == ("架空警察署", DisclosureState.APPROVED)
    assert screen.panel is panel
    after = panel.shown
    assert isinstance(after, DisclosureReview)
    assert here() is after.paper_button
    assert fully_seen(after.paper_button, panel)
    assert workspace.notice.sentence() == "承認しました。"
    after.paper_button.click()
    settle(20)
    assert after.paper.document.pageCount() == 1


def test_移替えの承認は_早い申し出から開く(
    desk: Desk,
    second: Desk,
    case: Case,
    clock: MovableClock,
    open_workspace: OpenWorkspace,
) -> None:
    for words in ("初めの文", "次の文"):
        wish = Wish(words, "本人同意", "同意書の写し R8.11.20")
        transfers.propose(desk, Source.NOTE, heard(desk, case), wish)
        clock.pass_days(1)
    screen = follow(open_workspace(second), "移替えの承認待ち")
    assert isinstance(screen.panel, WaitingTransfer)
    review = screen.panel.findChild(ReviewPanel)
    assert review is not None
    assert here() is review.approve_button
    review.approve_button.click()
    settle(20)
    assert [one.content for one in transfers_done(desk, case)] == ["初めの文"]


def transfers_done(desk: Desk, case: Case) -> list[Transfer]:
    found = transfers.overview(desk, case.id).proposals
    return [one.transfer for one in found if not one.waiting]


@pytest.mark.parametrize("lifting", [False, True])
def test_支援措置の確かめは_釦が見える所まで巻く(
    desk: Desk, second: Desk, case: Case, open_workspace: OpenWorkspace, lifting: bool
) -> None:
    account = Account("配偶者からの暴力", desk.today(), desk.today() + timedelta(days=300))
    protecting.set_protection(desk, case.person_id, account)
    if lifting:
        protecting.confirm(second, case.person_id)
        protecting.ask_lift(desk, case.person_id, "転居した")
    workspace = open_workspace(second)
    workspace.resize(1000, 420)  # 釦が初めは下に隠れる高さ
    screen = follow(workspace, "確認待ち")
    panel = screen.panel
    assert isinstance(panel, ProtectionPanel)
    wanted = panel.lift_button if lifting else panel.confirm_button
    assert here() is wanted
    assert fully_seen(wanted, panel)
