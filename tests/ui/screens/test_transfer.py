"""移替えの画面: 左を見て右に書き、もう一人が自分のサインインで確かめる。従事者のほかには出ない。"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QPushButton

from jusou_desk.casework.case import cases, drafts, intake, progress, sheets
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.secrecy import transfers
from jusou_desk.casework.secrecy.transfer_sources import Source
from jusou_desk.casework.secrecy.transfers import Wish
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case
from jusou_desk.models.secrecy_records import Transfer, TransferState
from jusou_desk.policy import Overlay, Purpose, Role
from jusou_desk.towns import MeetingKind
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.case.band import SealedBand
from jusou_desk.ui.case.transfer_anew import AnewPanel
from jusou_desk.ui.case.transfer_asking import AskingForm
from jusou_desk.ui.case.transfer_card import TransferCard
from jusou_desk.ui.case.transfer_panel import TransferForm, TransferPanel
from jusou_desk.ui.case.transfer_review import ReviewPanel
from jusou_desk.ui.meeting.transfers import TransfersCard
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.screens.meeting import MeetingScreen
from jusou_desk.ui.screens.today import TodayScreen
from tests.casework.conftest import PASSWORD
from tests.ui.screens.conftest import OpenPage
from tests.ui.screens.test_case import consented, everything, press, received, settle

COLLEAGUE = "岡村　静"
ORIGINAL = "夜中に屋根裏で椅子が鳴る。"
WORDS = "水道が三か月止まっていた"


@pytest.fixture
def colleague(office: Office, desk: Desk) -> Iterator[Desk]:
    """同じ支援会議に従事する、もう一人の推進員。"""
    staffing.add_staff(desk, COLLEAGUE, Role.COORDINATOR, PASSWORD)
    staffing.make_member(desk, COLLEAGUE, desk.town.support_bodies[0].id)
    signed_in = sign_in(office, COLLEAGUE, PASSWORD)
    yield signed_in
    signed_in.close()


@pytest.fixture
def case(desk: Desk) -> Case:
    made = received(desk)
    consented(desk, made)
    return made


def heard(desk: Desk, case: Case, **more: object) -> str:
    values: dict[str, object] = {
        "noted_on": desk.today(),
        "content": ORIGINAL,
        "lane": "支援会議",
    }
    return progress.add_note(desk, case.id, values | more).id


def proposed(desk: Desk, note_id: str) -> Transfer:
    return transfers.propose(
        desk, Source.NOTE, note_id, Wish(WORDS, "本人同意", "同意書の写し R8.11.20")
    )


def sealed_page(open_page: OpenPage, one: Desk, case: Case) -> CaseScreen:
    screen = open_page(one, Place("sealed_case", case.id), CaseScreen)
    settle()
    return screen


def card(screen: CaseScreen) -> TransferCard:
    (found,) = (c for c in screen.findChildren(TransferCard) if c.isVisible())
    return found


def press_on(part: TransferCard | TransferPanel, words: str) -> None:
    """語を含む釦を押す。"""
    (found,) = (b for b in part.findChildren(QPushButton) if words in b.text() and b.isVisible())
    found.click()
    settle()


def asking(screen: CaseScreen) -> TransferForm:
    """記載を一つ選んだ所。"""
    press_on(card(screen), "通常の記録へ移す")
    panel = screen.panel
    assert isinstance(panel, TransferPanel)
    press_on(panel, "経過")
    assert panel.form is not None
    return panel.form


def fill(form: AskingForm, **values: object) -> None:
    for name, value in values.items():
        form.fields[name].set_value(value)
        form.fields[name].changed.emit()


def reviewing(screen: CaseScreen) -> ReviewPanel:
    press_on(card(screen), "承認待ち")
    assert isinstance(screen.panel, ReviewPanel)
    return screen.panel


def test_申し出て_もう一人が確かめて承認すると_普段の頁に文と出所が出る(
    desk: Desk, colleague: Desk, outsider: Desk, case: Case, open_page: OpenPage
) -> None:
    note_id = heard(desk, case)
    screen = sealed_page(open_page, desk, case)
    form = asking(screen)
    assert ORIGINAL in everything(form)
    assert form.fields["content"].value() == "", "移してよい文は、人が選んで書く"
    fill(form, content=WORDS, ground="本人同意", evidence="同意書の写し R8.11.20")
    form.ask_button.click()
    settle()
    assert NoticeBar.near(screen).sentence().startswith("移替えを申し出ました")
    assert screen.panel is None

    decider = sealed_page(open_page, colleague, case)
    review = reviewing(decider)
    shown = everything(review)
    for word in (ORIGINAL, WORDS, "同意書の写し R8.11.20", desk.me.name, case.case_no):
        assert word in shown
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        note = work.notes.get(note_id)
    assert note is not None
    assert note.note_no not in shown, "画面のどこでも引けない番号は出さない"
    assert unnamed_controls(review) == []
    review.approve_button.click()
    settle()
    assert "通常の記録に移しました" in NoticeBar.near(decider).sentence()
    usual = open_page(outsider, Place("case", case.id), CaseScreen)
    settle()
    words = everything(usual.history.list)
    assert WORDS in words
    assert f"承認 {COLLEAGUE}" in words
    assert ORIGINAL not in everything(usual)


def test_自分の申し出には承認の釦が無く_取り下げられる(
    desk: Desk, case: Case, open_page: OpenPage
) -> None:
    proposed(desk, heard(desk, case))
    screen = sealed_page(open_page, desk, case)
    review = reviewing(screen)
    assert not review.approve_button.isVisible()
    assert not review.decline_button.isVisible()
    assert "その人のサインインで" in everything(review)
    review.withdraw_button.click()
    settle()
    (one,) = transfers.overview(desk, case.id).proposals
    assert one.transfer.state is TransferState.WITHDRAWN


def test_相談員の従事者には承認の釦が無い(
    desk: Desk, office: Office, case: Case, open_page: OpenPage
) -> None:
    proposed(desk, heard(desk, case))
    staffing.add_staff(desk, "川尻　歩", Role.COUNSELLOR, PASSWORD)
    staffing.make_member(desk, "川尻　歩", desk.town.support_bodies[0].id)
    counsellor = sign_in(office, "川尻　歩", PASSWORD)
    review = reviewing(sealed_page(open_page, counsellor, case))
    assert not review.approve_button.isVisible()
    assert "管理者か推進員" in everything(review)
    counsellor.close()


def test_わけの無い却下はその欄で断り_わけがあれば却下する(
    desk: Desk, colleague: Desk, case: Case, open_page: OpenPage
) -> None:
    proposed(desk, heard(desk, case))
    screen = sealed_page(open_page, colleague, case)
    review = reviewing(screen)
    review.decline_button.click()
    settle()
    assert "却下のわけが空です" in review.reason.shown_problem()
    review.reason.set_value("本人に聞き直してから")
    review.decline_button.click()
    settle()
    assert "却下" in everything(card(screen))
    assert cases.case_page(desk, case.id).notes == ()


def test_ほかの機関の情報では注意を出し_同意だけの申し出はその場で断る(
    desk: Desk, case: Case, open_page: OpenPage
) -> None:
    heard(desk, case, source_agency="長門警察署")
    form = asking(sealed_page(open_page, desk, case))
    assert "長門警察署 が出した情報です" in everything(form)
    fill(form, content=WORDS, ground="本人同意", evidence="同意書")
    form.ask_button.click()
    settle()
    assert "本人の同意だけでは移せません" in form.refusal.said()
    assert not form.fields["agency"].isVisible()
    fill(form, ground="提供機関の了解", agency="長門警察署", agreed_by="係長")
    assert form.fields["agency"].isVisible()
    form.ask_button.click()
    settle()
    assert form.fields["agreed_on"].shown_problem()
    fill(form, agreed_on=desk.today())
    form.ask_button.click()
    settle()
    assert len(transfers.overview(desk, case.id).proposals) == 1


def test_帯は_移替えを書く間だけ_文が通常の記録に写ることを言う(
    desk: Desk, case: Case, open_page: OpenPage
) -> None:
    heard(desk, case)
    screen = sealed_page(open_page, desk, case)
    band = screen.findChildren(SealedBand)[0]
    assert "支援会議の中だけに残ります" in band.words
    asking(screen)
    assert "承認されると、通常の記録に写ります" in band.words
    assert "支援会議の中だけ" not in band.words
    assert band.accessibleName() == band.words
    screen.close_side()
    settle()
    assert "支援会議の中だけに残ります" in band.words


def test_ほかの機関の情報の注意と断りは_足りる根拠を選ぶと消える(
    desk: Desk, case: Case, open_page: OpenPage
) -> None:
    heard(desk, case, source_agency="架空警察署")
    form = asking(sealed_page(open_page, desk, case))
    assert "本人の同意だけでは移せません" in form.warning.text()
    fill(form, content=WORDS, ground="本人同意", evidence="同意書")
    assert form.warning.isVisible()
    form.ask_button.click()
    settle()
    assert form.refusal.said()
    fill(form, ground="本人から再取得")
    assert not form.warning.isVisible()
    assert not form.refusal.said()


def test_打ちかけは最初の一字から秘匿の中にあり_続きから書ける(
    desk: Desk, case: Case, open_page: OpenPage
) -> None:
    heard(desk, case)
    screen = sealed_page(open_page, desk, case)
    form = asking(screen)
    press(form, "元の文を写して直す")
    assert form.fields["content"].value() == ORIGINAL
    screen.close_side()
    settle()
    assert drafts.lying_around(desk) == ()
    again = asking(screen)
    settle()
    assert again.fields["content"].value() == ORIGINAL


def test_もう移した記載は_いつ何で移したかを読むだけで選べない(
    desk: Desk, colleague: Desk, case: Case, open_page: OpenPage
) -> None:
    part_of, whole = heard(desk, case), heard(desk, case, content=WORDS)
    heard(desk, case, content="庭に明かりがつく")
    for note_id in (part_of, whole):
        transfers.approve(colleague, proposed(desk, note_id).id)
    screen = sealed_page(open_page, desk, case)
    press_on(card(screen), "通常の記録へ移す")
    panel = screen.panel
    assert isinstance(panel, TransferPanel)
    choices = [b for b in panel.findChildren(QPushButton) if "経過" in b.text()]
    assert len(choices) == 1, "選べるのは、まだ移していない記載だけ"
    assert "庭に明かりがつく" in choices[0].accessibleDescription()
    shown = everything(panel)
    moved = shown.partition("もう移した記載")[2]
    assert moved.count("R8.11.20 本人同意（同意書の写し R8.11.20）で移しました") == 2
    assert ORIGINAL in moved
    # 丸ごと移した記載に続きは無い。一部を移した記載だけ、ほかの文を移せる
    press_on(panel, "ほかの文を移す")
    assert panel.form is not None
    assert ORIGINAL in everything(panel.form)
    fill(panel.form, content=WORDS, ground="本人同意", evidence="同意書")
    panel.form.ask_button.click()
    settle()
    assert "移してあります" in panel.form.fields["content"].shown_problem()


def test_今日の承認待ちから支援会議の頁へ行ける(
    desk: Desk, colleague: Desk, outsider: Desk, case: Case, open_page: OpenPage
) -> None:
    proposed(desk, heard(desk, case))
    for one, wanted in ((colleague, True), (desk, False), (outsider, False)):
        screen = open_page(one, Place("today"), TodayScreen)
        settle()
        assert ("移替え" in everything(screen)) is wanted, one.me.name
        assert WORDS not in everything(screen)


def test_普段の頁と従事者でない人には移替えの札が無い(
    desk: Desk, outsider: Desk, case: Case, open_page: OpenPage
) -> None:
    proposed(desk, heard(desk, case))
    for one in (desk, outsider):
        screen = open_page(one, Place("case", case.id), CaseScreen)
        settle()
        assert screen.findChildren(TransferCard) == []
        assert "移替え" not in everything(screen)
    refused = open_page(outsider, Place("sealed_case", case.id), CaseScreen)
    settle()
    assert refused.findChildren(TransferCard) == []
    assert WORDS not in everything(refused)


# --- 様式・受付の事実と、相談の受け付け直し ------------------------------------------


def sealed_case(desk: Desk) -> Case:
    """本人がうなずいた、支援会議の相談。"""
    values = {
        "received_on": desk.today(),
        "person_name": "髙橋　𠮷子",
        "content": ORIGINAL,
        "consent": "未取得",
        "lane": "支援会議",
    }
    made = intake.receive(desk, values).case
    consented(desk, made)
    return made


def test_様式の一欄と受付の一欄も_出所の付いた一行から選べる(
    desk: Desk, case: Case, open_page: OpenPage
) -> None:
    written = {"assessed_on": desk.today(), "assessor": desk.me.name, "background": "父と暮らす"}
    sheets.write_sheet(desk, case.id, "assessment", written, sealed=True)
    screen = sealed_page(open_page, desk, case)
    press_on(card(screen), "通常の記録へ移す")
    panel = screen.panel
    assert isinstance(panel, TransferPanel)
    shown = everything(panel)
    for word in ("様式の記入", "父と暮らす", "インテーク・アセスメントシート"):
        assert word in shown
    press_on(panel, "様式の記入")
    assert panel.form is not None
    assert unnamed_controls(panel) == []
    fill(panel.form, content="父と暮らす", ground="本人同意", evidence="本人 R8.11.20")
    panel.form.overlays[Overlay.FROM_PERSON].setChecked(True)
    panel.form.ask_button.click()
    settle()
    (one,) = transfers.overview(desk, case.id).proposals
    assert one.transfer.overlays == (Overlay.FROM_PERSON,)
    review = reviewing(sealed_page(open_page, desk, case))
    assert "本人に伏せる" in everything(review)


def test_受け付け直しを申し出て承認すると_普段の一覧に新しい相談が出る(
    desk: Desk, colleague: Desk, outsider: Desk, open_page: OpenPage
) -> None:
    case = sealed_case(desk)
    screen = sealed_page(open_page, desk, case)
    press_on(card(screen), "通常の相談として受け付け直す")
    panel = screen.panel
    assert isinstance(panel, AnewPanel)
    assert panel.form is not None
    assert ORIGINAL in everything(panel)
    assert unnamed_controls(panel) == []
    form = panel.form
    assert form.fields["person_name"].value() == "髙橋　𠮷子"
    assert form.fields["content"].value() == "", "話の中身は、人が選んで書く"
    form.ask_button.click()
    settle()
    assert form.fields["ground"].shown_problem()
    fill(form, content=WORDS, ground="本人から再取得", evidence="R8.11.20 訪問")
    form.ask_button.click()
    settle()
    assert NoticeBar.near(screen).sentence().startswith("受け付け直しを申し出ました")
    assert len(cases.case_list(outsider)) == 0

    decider = sealed_page(open_page, colleague, case)
    review = reviewing(decider)
    shown = everything(review)
    for word in (ORIGINAL, f"相談内容: {WORDS}", "氏名: 髙橋　𠮷子", "同意: 書面", "R8.11.20 訪問"):
        assert word in shown
    review.approve_button.click()
    settle()
    (line,) = cases.case_list(outsider)
    assert line.case.content == WORDS
    assert f"通常の相談 {line.case.case_no} として受け付け直しました" in everything(card(decider))
    usual = open_page(outsider, Place("case", line.case.id), CaseScreen)
    settle()
    assert WORDS in everything(usual)
    assert ORIGINAL not in everything(usual)
    # 続きの事実は、できた相談へ移す
    again = sealed_page(open_page, desk, case)
    press_on(card(again), "通常の記録へ移す")
    chooser = again.panel
    assert isinstance(chooser, TransferPanel)
    press_on(chooser, "相談内容")
    assert chooser.form is not None
    assert chooser.form.fields["case"].value() == line.case.case_no


def test_打ちかけの受け付け直しは秘匿の控えに残る(desk: Desk, open_page: OpenPage) -> None:
    case = sealed_case(desk)
    screen = sealed_page(open_page, desk, case)
    press_on(card(screen), "通常の相談として受け付け直す")
    assert isinstance(screen.panel, AnewPanel)
    assert screen.panel.form is not None
    fill(screen.panel.form, content=WORDS)
    screen.close_side()
    settle()
    assert drafts.lying_around(desk) == ()
    press_on(card(screen), "通常の相談として受け付け直す")
    assert isinstance(screen.panel, AnewPanel)
    assert screen.panel.form is not None
    assert screen.panel.form.fields["content"].value() == WORDS


# --- 会議の頁 -----------------------------------------------------------------


def test_会議の頁に_議題ごとの申し出が並び_そこから承認できる(
    desk: Desk, colleague: Desk, outsider: Desk, case: Case, open_page: OpenPage
) -> None:
    body = desk.town.support_bodies[0]
    meeting = meetings.convene(desk, body.id, desk.today())
    meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有")
    declined = proposed(desk, heard(desk, case))
    transfers.decline(colleague, declined.id, "本人に聞き直してから")
    proposed(desk, heard(desk, case))
    screen = open_page(colleague, Place("meeting", meeting.id), MeetingScreen)
    settle()
    (moving,) = screen.findChildren(TransfersCard)
    shown = everything(moving)
    for word in ("議題1", "却下", "本人に聞き直してから", "承認待ち", WORDS):
        assert word in shown
    assert unnamed_controls(moving) == []
    (one,) = (b for b in moving.findChildren(QPushButton) if "承認待ち" in b.text())
    one.click()
    settle()
    (review,) = screen.window().findChildren(ReviewPanel)
    review.approve_button.click()
    settle()
    assert "通常の記録に移しました" in NoticeBar.near(screen).sentence()
    assert any("承認　" in b.text() for b in moving.findChildren(QPushButton) if b.isVisible())
    assert [note.content for note in cases.case_page(outsider, case.id).notes] == [WORDS]


def test_通常の会議の頁には移替えの札が無い(desk: Desk, case: Case, open_page: OpenPage) -> None:
    proposed(desk, heard(desk, case))
    body = next(one for one in desk.town.bodies if MeetingKind.PLAN in one.kinds)
    meeting = meetings.convene(desk, body.id, desk.today(), kind=MeetingKind.PLAN)
    meetings.put_on_agenda(desk, meeting.id, case.id, "プラン策定")
    screen = open_page(desk, Place("meeting", meeting.id), MeetingScreen)
    settle()
    assert screen.findChildren(TransfersCard) == []
    assert "移替え" not in everything(screen)
