"""通報・緊急の画面: 緊急の相談から頼み、もう一人が確かめて承認し、紙になる。"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from jusou_desk.casework.case import drafts, intake, unfinished
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.secrecy import disclosing
from jusou_desk.casework.secrecy.disclosing import Telling
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case
from jusou_desk.models.secrecy_records import DisclosureState
from jusou_desk.policy import Role
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.case.disclosure_form import DisclosureForm
from jusou_desk.ui.case.disclosure_panel import DisclosurePanel
from jusou_desk.ui.case.disclosure_review import DisclosureReview
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.screens.today import TodayScreen
from tests.casework.conftest import PASSWORD
from tests.ui.screens.conftest import OpenPage
from tests.ui.screens.test_case import everything, press, settle

COLLEAGUE = "岡村　静"
WORDS = "昨夜から呼んでも応えがない。"
緊急 = "生命・身体・財産の緊急"


@pytest.fixture
def colleague(office: Office, desk: Desk) -> Iterator[Desk]:
    staffing.add_staff(desk, COLLEAGUE, Role.COORDINATOR, PASSWORD)
    signed_in = sign_in(office, COLLEAGUE, PASSWORD)
    yield signed_in
    signed_in.close()


@pytest.fixture
def case(desk: Desk) -> Case:
    values = {
        "received_on": desk.today(),
        "person_name": "髙橋　𠮷子",
        "consent": "未取得",
        "urgency": "緊急",
        "content": "隣の家から電話があった。",
    }
    return intake.receive(desk, values).case


def case_screen(open_page: OpenPage, one: Desk, case: Case, kind: str = "case") -> CaseScreen:
    screen = open_page(one, Place(kind, case.id), CaseScreen)
    settle()
    return screen


def panel_of(screen: CaseScreen) -> DisclosurePanel:
    assert isinstance(screen.panel, DisclosurePanel)
    return screen.panel


def asking(screen: CaseScreen) -> DisclosureForm:
    """まだ一件も無い相談で、頼む所。"""
    press(screen, "通報・緊急")
    settle()
    form = panel_of(screen).shown
    assert isinstance(form, DisclosureForm)
    return form


def fill(form: DisclosureForm, **values: object) -> None:
    for name, value in values.items():
        form.fields[name].set_value(value)
        form.fields[name].changed.emit()
    settle()


def whole_in_sight(widget: QWidget) -> bool:
    """上から下まで、窓に出ているか。"""
    return widget.visibleRegion().boundingRect().height() == widget.height()


def asked(desk: Desk, case: Case) -> None:
    disclosing.ask(desk, case.id, Telling(緊急, "架空警察署", WORDS))


def reviewing(screen: CaseScreen) -> DisclosureReview:
    press(screen, "通報・緊急")
    settle()
    opening = next(
        b for b in panel_of(screen).findChildren(QPushButton) if b.text().startswith("R8-通-01")
    )
    opening.click()
    settle()
    shown = panel_of(screen).shown
    assert isinstance(shown, DisclosureReview)
    return shown


def test_次にすることから頼み_もう一人が承認すると_紙が書き出せる(
    desk: Desk, colleague: Desk, case: Case, open_page: OpenPage, tmp_path: Path
) -> None:
    screen = case_screen(open_page, desk, case)
    press(screen, "通報・緊急の連絡をする")
    settle()
    form = panel_of(screen).shown
    assert isinstance(form, DisclosureForm)
    fill(form, reason=緊急, receiver="架空警察署", content=WORDS)
    assert "第69条" in str(form.fields["ground"].value()), "理由を選ぶと根拠の文が入る"
    form.ask_button.click()
    settle()
    assert NoticeBar.near(screen).sentence().startswith("通報・緊急の承認を求めました")
    assert "通報・緊急　架空警察署" in everything(screen)

    today = open_page(colleague, Place("today"), TodayScreen)
    settle()
    assert "通報・緊急の承認がまだ" in everything(today)
    theirs = case_screen(open_page, colleague, case)
    review = reviewing(theirs)
    assert WORDS in everything(review)
    assert not unnamed_controls(review)
    review.approve_button.click()
    settle()
    (told,) = disclosing.told_of(desk, case.id)
    assert told.disclosure.state is DisclosureState.APPROVED

    review = reviewing(case_screen(open_page, desk, case))
    review.paper_button.click()
    settle()
    assert review.paper.document.pageCount() == 1
    review.write_to(tmp_path / "出")
    settle()
    assert {path.name for path in (tmp_path / "出").iterdir()} == {
        "disclosure.pdf",
        "disclosure.xlsx",
    }


def test_足りない欄は_断りが見えるところまで巻く(
    desk: Desk, case: Case, open_page: OpenPage
) -> None:
    """手だけが画面の外の欄へ行くと、押しても何も起きないように見える。"""
    form = asking(case_screen(open_page, desk, case))
    fill(form, reason=緊急, receiver="架空警察署")
    content = form.fields["content"]
    assert not whole_in_sight(content)
    form.ask_button.click()
    settle()
    assert content.shown_problem()
    assert whole_in_sight(content)


def test_先に知らせたときだけ_口頭の承認の欄が出て_要る(
    desk: Desk, case: Case, open_page: OpenPage
) -> None:
    form = asking(case_screen(open_page, desk, case))
    first = ("oral_by", "oral_at", "told_at")
    assert not any(form.fields[name].isVisible() for name in first)
    fill(form, reason=緊急, receiver="架空警察署", content=WORDS, first=True)
    assert all(form.fields[name].isVisible() for name in first)
    form.ask_button.click()
    settle()
    assert "口頭で承認した人" in form.fields["oral_by"].shown_problem()
    fill(form, oral_by=desk.me.name)
    form.ask_button.click()
    settle()
    assert "自分の口頭の承認" in form.fields["oral_by"].shown_problem()
    fill(form, oral_by="福祉課長　水野", told_at="きのうの夜")
    form.ask_button.click()
    settle()
    assert form.fields["told_at"].shown_problem()
    fill(form, told_at="R8.11.20 9:30")
    form.ask_button.click()
    settle()
    (told,) = disclosing.told_of(desk, case.id)
    assert told.disclosure.told_first


def test_書き直した根拠は_理由を選び直しても失われない(
    desk: Desk, case: Case, open_page: OpenPage
) -> None:
    form = asking(case_screen(open_page, desk, case))
    fill(form, reason=緊急)
    fill(form, reason="児童虐待の通告")
    assert "児童虐待" in str(form.fields["ground"].value())
    fill(form, ground="照会 第12号")
    fill(form, reason=緊急)
    assert form.fields["ground"].value() == "照会 第12号"


def test_頼んだ本人には承認の釦が無く_相談員にも無い(
    desk: Desk, outsider: Desk, case: Case, open_page: OpenPage
) -> None:
    asked(desk, case)
    for one, words in ((desk, "その人のサインインで"), (outsider, "管理者か推進員です")):
        review = reviewing(case_screen(open_page, one, case))
        assert words in everything(review)
        for hidden in (review.approve_button, review.decline_button, review.paper_button):
            assert not hidden.isVisible()


def test_却下にはわけが要り_返事は後から書ける(
    desk: Desk, colleague: Desk, case: Case, open_page: OpenPage
) -> None:
    asked(desk, case)
    review = reviewing(case_screen(open_page, colleague, case))
    review.decline_button.click()
    settle()
    assert "わけ" in review.reason.shown_problem()
    (told,) = disclosing.told_of(desk, case.id)
    disclosing.approve(colleague, told.disclosure.id)
    review = reviewing(case_screen(open_page, desk, case))
    review.result.set_value("無事を確かめた")
    review.reply_button.click()
    settle()
    (told,) = disclosing.told_of(desk, case.id)
    assert told.disclosure.result == "無事を確かめた"


def test_打ちかけは今日に並び_続きから打てる(desk: Desk, case: Case, open_page: OpenPage) -> None:
    form = asking(case_screen(open_page, desk, case))
    fill(form, reason=緊急, content=WORDS)
    form.hide()
    settle()
    (waiting,) = unfinished.unfinished(desk)
    assert waiting.words == f"{case.case_no} 通報・緊急"
    again = asking(case_screen(open_page, desk, case))
    assert again.fields["content"].value() == WORDS


def test_取り消しは知らせの帯から(desk: Desk, case: Case, open_page: OpenPage) -> None:
    screen = case_screen(open_page, desk, case)
    form = asking(screen)
    fill(form, reason=緊急, receiver="架空警察署", content=WORDS)
    form.ask_button.click()
    settle()
    press(NoticeBar.near(screen), "元に戻す")
    settle()
    assert disclosing.told_of(desk, case.id) == ()


def test_支援会議の頁で打ったものは_一字目から秘匿の中(
    desk: Desk, outsider: Desk, case: Case, open_page: OpenPage
) -> None:
    screen = case_screen(open_page, desk, case, "sealed_case")
    form = asking(screen)
    fill(form, reason=緊急, receiver="架空警察署", content=WORDS)
    form.hide()
    settle()
    place = f"disclosure:{case.id}"
    assert drafts.recall(desk, place) is None
    kept = drafts.recall(desk, place, sealed=True)
    assert kept is not None
    assert kept.values["content"] == WORDS
    form.show()
    form.ask_button.click()
    settle()
    assert disclosing.told_of(outsider, case.id) == ()
    assert "通報・緊急　架空警察署" not in everything(case_screen(open_page, outsider, case))
    assert drafts.recall(desk, place, sealed=True) is None
