"""構成員名簿の頁、名簿から選ぶ出席者、会議の前後の紙、情報提供の依頼を、本物の窓で。"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from jusou_desk.casework.case import meeting_doors
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import info_requests, meetings, members
from jusou_desk.casework.meeting.members import Pledge
from jusou_desk.models.records import Attendee, Case, Meeting
from jusou_desk.policy import Purpose
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.case.band import SealedBand
from jusou_desk.ui.drafting import flush_all
from jusou_desk.ui.meeting.member_form import EditCard
from jusou_desk.ui.meeting.members import MembersScreen, ReceivedPanel, RegisterCard
from jusou_desk.ui.meeting.papers_more import MorePapersCard
from jusou_desk.ui.meeting.preparation import AttendeesCard
from jusou_desk.ui.meeting.requests import RequestsCard
from jusou_desk.ui.meeting.results import ResultCard
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_view import PaperView
from jusou_desk.ui.screens.meeting import MeetingScreen
from tests.casework.test_one_case import phone_call, plan_meeting, support_meeting
from tests.ui.hands import keys
from tests.ui.screens.conftest import OpenPage
from tests.ui.screens.walking import settle

W = TypeVar("W", bound=QWidget)
SUPPORT, AGENCY, NAME = "support_meeting", "架空警察署", "架空　いちろう"


def register(desk: Desk, *names: str) -> None:
    rows = [members.new_member(desk, SUPPORT, AGENCY, name) for name in names]
    members.save_register(desk, SUPPORT, rows)


def said(part: QWidget) -> str:
    """見えている文字。"""
    return "\n".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


def seen(part: QWidget, kind: type[W]) -> W:
    """捨てられずに残っている部品。"""
    return [one for one in part.findChildren(kind) if not one.isHidden()][-1]


def press(part: QWidget, words: str) -> None:
    found = [b for b in part.findChildren(QPushButton) if b.text() == words and b.isVisible()]
    found[0].click()
    settle(5)


@pytest.fixture
def case(desk: Desk) -> Case:
    return phone_call(desk)


@pytest.fixture
def meeting(desk: Desk, case: Case) -> Meeting:
    made = support_meeting(desk)
    meetings.put_on_agenda(desk, made.id, case.id, "情報共有")
    return made


def opened(desk: Desk, open_page: OpenPage, meeting: Meeting) -> MeetingScreen:
    return open_page(desk, Place("meeting", meeting.id), MeetingScreen)


# --- 名簿の頁 ---------------------------------------------------------------


def test_空の名簿に打って残すと_誓約未確認と語で出る(desk: Desk, open_page: OpenPage) -> None:
    page = open_page(desk, Place("members", SUPPORT), MembersScreen)
    assert "名簿が無くても会議は開けます" in said(page)
    press(page, "構成員を足す")
    edit = seen(page, EditCard)
    keys(edit.fields["agency"].control, AGENCY)
    keys(edit.fields["name"].control, NAME)
    press(edit, "残して、次の人を足す")
    keys(edit.fields["agency"].control, AGENCY)
    keys(edit.fields["name"].control, "架空　じろう")
    edit.pledges[Pledge.EACH].click()
    press(edit, "名簿に残す")
    found = members.members_of(desk, SUPPORT)
    assert {(one.name, one.pledge) for one in found} == {(NAME, ""), ("架空　じろう", "都度")}
    assert all(one.sealed for one in found)
    listed = said(seen(page, RegisterCard))
    assert f"{AGENCY}　{NAME}" in listed
    assert "誓約未確認" in listed
    assert "会議ごとに誓約" in listed


def test_氏名の空いた構成員は断られ_打ったものは残る(desk: Desk, open_page: OpenPage) -> None:
    page = open_page(desk, Place("members", SUPPORT), MembersScreen)
    press(page, "構成員を足す")
    edit = seen(page, EditCard)
    keys(edit.fields["agency"].control, AGENCY)
    press(edit, "名簿に残す")
    assert "空いています" in NoticeBar.near(edit).sentence()
    assert edit.fields["agency"].value() == AGENCY
    assert members.members_of(desk, SUPPORT) == ()


def test_支援会議の名簿にだけ秘匿の帯が出て_どの釦にも名前がある(
    desk: Desk, open_page: OpenPage
) -> None:
    register(desk, NAME)
    page = open_page(desk, Place("members", SUPPORT), MembersScreen)
    assert seen(page, SealedBand).isVisible()
    assert unnamed_controls(page) == []
    page.bodies["plan_meeting"].click()
    settle(5)
    assert not [one for one in page.findChildren(SealedBand) if one.isVisible()]
    assert NAME not in said(page)


def test_直すと同じ行のまま_消すと名簿から消える(desk: Desk, open_page: OpenPage) -> None:
    register(desk, NAME, "架空　じろう")
    before = {one.name: one.id for one in members.members_of(desk, SUPPORT)}
    page = open_page(desk, Place("members", SUPPORT), MembersScreen)
    press(page, "直す")
    edit = seen(page, EditCard)
    edit.fields["name"].set_value("架空　はじめ")
    press(edit, "名簿に残す")
    after = {one.name: one.id for one in members.members_of(desk, SUPPORT)}
    assert after == {"架空　はじめ": before[NAME], "架空　じろう": before["架空　じろう"]}
    press(page, "直す")
    assert unnamed_controls(page) == []
    press(page, "名簿から消す")
    assert len(members.members_of(desk, SUPPORT)) == 1


def test_書き直しをやめると元のまま_打ちかけも残らない(desk: Desk, open_page: OpenPage) -> None:
    register(desk, NAME)
    page = open_page(desk, Place("members", SUPPORT), MembersScreen)
    press(page, "直す")
    edit = seen(page, EditCard)
    keys(edit.fields["name"].control, "あやまり")
    flush_all()
    settle(5)
    press(edit, "やめる")
    assert [one.name for one in members.members_of(desk, SUPPORT)] == [NAME]
    assert seen(page, RegisterCard).isVisible()
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        assert work.drafts.where() == ()


def test_名簿の打ちかけは秘匿の中に控えられ_開き直すと戻る(desk: Desk, open_page: OpenPage) -> None:
    page = open_page(desk, Place("members", SUPPORT), MembersScreen)
    press(page, "構成員を足す")
    keys(seen(page, EditCard).fields["name"].control, NAME)
    flush_all()
    settle(5)
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.drafts.where() == ()
    again = open_page(desk, Place("members", SUPPORT), MembersScreen)
    press(again, "構成員を足す")
    assert seen(again, EditCard).fields["name"].value() == NAME


def test_渡したものが脇に開き_誓約書を刷れる(
    desk: Desk, open_page: OpenPage, meeting: Meeting
) -> None:
    register(desk, NAME)
    meetings.invite(desk, meeting.id, [Attendee(agency=AGENCY, name=NAME)])
    page = open_page(desk, Place("members", SUPPORT), MembersScreen)
    press(page, "渡したもの")
    assert "まだ何も渡していません" in said(seen(page.window(), ReceivedPanel))
    press(seen(page, RegisterCard), "誓約書")
    assert seen(page.window(), PaperView).document.pageCount() == 1


def test_従事していない職員の名簿の頁に支援会議は無い(
    desk: Desk, outsider: Desk, open_page: OpenPage
) -> None:
    register(desk, NAME)
    page = open_page(outsider, Place("members"), MembersScreen)
    assert SUPPORT not in page.bodies
    assert page.bodies
    assert "包括的支援会議" not in said(page)
    forced = open_page(outsider, Place("members", SUPPORT), MembersScreen)
    assert NAME not in said(forced)
    assert "従事者ではない" in said(forced)


# --- 会議の頁 ---------------------------------------------------------------


def test_名簿の人を一押しで出席者に入れ_保存すると残る(
    desk: Desk, open_page: OpenPage, meeting: Meeting
) -> None:
    register(desk, NAME, "架空　じろう")
    card = seen(opened(desk, open_page, meeting), AttendeesCard)
    press(card, f"{AGENCY}　{NAME}")
    press(card, f"{AGENCY}　{NAME}")
    assert [one["name"] for one in card.rows.values()] == [NAME]
    press(card, "名簿の全員を入れる")
    press(card, "出席者を保存")
    found = meeting_doors.find_meeting(desk, meeting.id).attendees
    assert [one.name for one in found] == [NAME, "架空　じろう"]


def test_誓約の無い出席者を会議の頁で言う(
    desk: Desk, open_page: OpenPage, meeting: Meeting
) -> None:
    meetings.invite(desk, meeting.id, [Attendee(agency=AGENCY, name=NAME)])
    card = seen(opened(desk, open_page, meeting), AttendeesCard)
    assert card.warnings.isVisible()
    assert card.warnings.text() == f"誓約未確認: {AGENCY} {NAME}"
    assert not card.register.isVisible()


def test_開催通知を下見し_ファイルに出すと通知日が出る(
    desk: Desk, open_page: OpenPage, meeting: Meeting, tmp_path: Path
) -> None:
    meetings.invite(desk, meeting.id, [Attendee(agency=AGENCY, name=NAME)])
    screen = opened(desk, open_page, meeting)
    before = next(c for c in screen.findChildren(MorePapersCard) if "通知" in c.heading.text())
    press(before, "下見・印刷")
    assert seen(screen.window(), PaperView).document.pageCount() == 1
    before.export("notice", tmp_path)
    settle(5)
    assert (tmp_path / "notice.pdf").exists()
    assert "開催通知は R8.11.20 に出しました。" in said(screen)


def test_依頼を載せ_回答を書くと_台帳と経過に残る(
    desk: Desk, open_page: OpenPage, meeting: Meeting, case: Case
) -> None:
    screen = opened(desk, open_page, meeting)
    card = seen(screen, RequestsCard)
    press(card, "依頼を書く")
    keys(card.ask_fields["agency"].control, AGENCY)
    keys(card.ask_fields["items"].control, "通報の有無")
    press(card, "依頼を台帳に載せる")
    ((found, _),) = [(one.request, one.case) for one in info_requests.requests_of(desk, meeting.id)]
    assert (found.agency, found.items, found.case_id) == (AGENCY, "通報の有無", case.id)
    card = seen(screen, RequestsCard)
    assert "R8-依頼-01" in said(card)
    press(card, "依頼書")
    assert seen(screen.window(), PaperView).document.pageCount() == 2
    press(card, "回答を書く")
    keys(card.answer_fields["answer"].control, "ない")
    press(card, "回答を残す")
    assert "回答: ない" in said(seen(screen, RequestsCard))
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        assert [note.source_agency for note in work.notes.where(case_id=case.id)] == [AGENCY]
        assert work.drafts.where() == ()


def test_機関の空いた依頼は断られ_打ったものは残る(
    desk: Desk, open_page: OpenPage, meeting: Meeting
) -> None:
    card = seen(opened(desk, open_page, meeting), RequestsCard)
    press(card, "依頼を書く")
    keys(card.ask_fields["items"].control, "通報の有無")
    press(card, "依頼を台帳に載せる")
    assert "空いています" in NoticeBar.near(card).sentence()
    assert card.ask_fields["items"].value() == "通報の有無"
    assert info_requests.requests_of(desk, meeting.id) == ()


def test_同意のある会議には依頼の札が無く_議事録の札はある(desk: Desk, open_page: OpenPage) -> None:
    screen = opened(desk, open_page, plan_meeting(desk))
    assert screen.findChildren(RequestsCard) == []
    titles = [one.heading.text() for one in screen.findChildren(MorePapersCard)]
    assert titles == ["開催通知と誓約書"]


def test_推測と次回は事実や決定と分けて残り_議事録を下見できる(
    desk: Desk, open_page: OpenPage, meeting: Meeting
) -> None:
    screen = opened(desk, open_page, meeting)
    result = seen(screen, ResultCard)
    keys(result.guesses.control, "眠れていないかもしれない")
    keys(result.next_step.control, "日誌を持ち寄る")
    press(result, "結果を保存")
    ((item, _),) = meetings.meeting_page(desk, meeting.id).items
    assert (item.guesses, item.next_step) == ("眠れていないかもしれない", "日誌を持ち寄る")
    after = next(c for c in screen.findChildren(MorePapersCard) if c.heading.text() == "議事録")
    press(after, "下見・印刷")
    assert seen(screen.window(), PaperView).document.pageCount() == 2
    assert unnamed_controls(screen) == []


def test_期限を入れた依頼は_その期限で載る(
    desk: Desk, open_page: OpenPage, meeting: Meeting
) -> None:
    card = seen(opened(desk, open_page, meeting), RequestsCard)
    press(card, "依頼を書く")
    keys(card.ask_fields["agency"].control, AGENCY)
    keys(card.ask_fields["items"].control, "通報の有無")
    card.ask_fields["due_on"].set_value(desk.today() + timedelta(days=4))
    press(card, "依頼を台帳に載せる")
    (found,) = info_requests.requests_of(desk, meeting.id)
    assert found.request.due_on == desk.today() + timedelta(days=4)
