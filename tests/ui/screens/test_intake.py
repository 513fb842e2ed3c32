"""相談受付: 鍵だけで受け、控え、似た人、秘匿、書き直し。"""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from jusou_desk.app import Session
from jusou_desk.casework.case import drafts, intake
from jusou_desk.casework.case.cases import case_list, case_page
from jusou_desk.casework.case.intake import Received
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.same_people import apart_pairs
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.models.office import Office
from jusou_desk.policy import Purpose, Role
from jusou_desk.ui import theme
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.case.band import CaseBand
from jusou_desk.ui.case.same_people_panel import SamePeoplePanel
from jusou_desk.ui.drafting import flush_all
from jusou_desk.ui.fields import DateField, Field
from jusou_desk.ui.intake.foot import ANONYMOUS
from jusou_desk.ui.intake.sheet import IntakeSheet
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.intake import IntakeScreen
from jusou_desk.ui.theme import TextSize
from jusou_desk.ui.workspace import Workspace
from tests.casework.conftest import COORDINATOR, PASSWORD
from tests.casework.several_bodies import komae, several
from tests.ui.hands import Picture, click, compose, keys, press, shown
from tests.ui.screens.conftest import OpenWorkspace
from tests.ui.screens.walking import CTRL, Key, field_here, here, settle, tab_to

__all__ = ["komae", "several"]


def received(desk: Desk, **more: object) -> Received:
    values = {
        "received_on": date(2026, 11, 2),
        "person_name": "髙橋　𠮷子",
        "person_kana": "タカハシ　ヨシコ",
        "birth_date": date(1940, 3, 3),
        "address": "仙崎",
        "consent": "口頭",
        "content": "足が痛い",
    }
    return intake.receive(desk, values | more)


def sheet_of(workspace: Workspace) -> IntakeSheet:
    screen = workspace.shown
    assert isinstance(screen, IntakeScreen)
    assert screen.sheet is not None
    return screen.sheet


def opened(workspace: Workspace, id: str = "") -> IntakeSheet:
    workspace.open(Place("intake", id))
    settle()
    return sheet_of(workspace)


def type_in(sheet: IntakeSheet, field_id: str, words: str) -> None:
    field = sheet.view.field(field_id)
    field.setFocus()
    keys(field.control, words)


def choose(field_id: str, right: int) -> None:
    """札の欄へ行き、``right`` 枚右の札に印を付ける。"""
    tab_to(field_id)
    for _ in range(right):
        press(here(), Key.Key_Right)
    press(here(), Key.Key_Space)


def test_今日から鍵だけで一件受け_相談のページに着く(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    workspace = open_workspace(desk)
    assert workspace.place == Place("today")
    press(here(), Key.Key_N, CTRL)
    settle()
    assert workspace.place == Place("intake")
    assert field_here() == "method"
    choose("method", 1)
    compose(tab_to("person_name"), "たかはし", "高橋", commit="髙橋")
    compose(here(), "　", commit="　")
    compose(here(), "よしこ", "𠮷子", commit="𠮷子")
    assert tab_to("person_kana").property("text") == "タカハシ　ヨシコ"
    keys(tab_to("birth_date"), "S15.3.3")
    keys(tab_to("visitor"), "髙橋　一郎")
    keys(tab_to("content"), "玄関の段差で転んだ。")
    choose("consent", 1)
    press(here(), Key.Key_S, CTRL)
    settle()
    (line,) = case_list(desk)
    assert workspace.place == Place("case", line.case.id)
    assert workspace.notice.sentence() == f"{line.case.case_no} で受け付けました。"
    assert line.person is not None
    assert (line.person.name, line.person.kana) == ("髙橋　𠮷子", "タカハシ　ヨシコ")
    assert line.person.birth_on == date(1940, 3, 3)
    assert (line.case.method, line.case.consent) == ("電話", "口頭")
    assert (line.case.visitor, line.case.worker) == ("髙橋　一郎", desk.me.name)
    assert line.case.received_on == desk.today()
    assert drafts.recall(desk, "intake:new") is None


def test_氏名が空なら匿名で受けると言い_そのまま受ける(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    sheet = opened(open_workspace(desk))
    assert sheet.foot.anonymous.text() == ""
    type_in(sheet, "content", "名乗らない人から")
    assert sheet.foot.anonymous.text() == ANONYMOUS
    sheet.view.field("consent").set_value("未取得")
    press(here(), Key.Key_S, CTRL)
    settle()
    (line,) = case_list(desk)
    assert line.person is None


def test_必須が空なら保存せず_その欄へ動く(desk: Desk, open_workspace: OpenWorkspace) -> None:
    sheet = opened(open_workspace(desk))
    type_in(sheet, "content", "同意を聞き忘れた")
    press(here(), Key.Key_S, CTRL)
    settle()
    assert case_list(desk) == ()
    assert field_here() == "consent"
    assert sheet.view.field("consent").shown_problem()


def test_未来の受付日は欄で断る(desk: Desk, open_workspace: OpenWorkspace) -> None:
    sheet = opened(open_workspace(desk))
    field = sheet.view.field("received_on")
    field.set_value(date(2027, 1, 5))
    sheet.view.field("consent").set_value("未取得")
    type_in(sheet, "content", "x")
    press(here(), Key.Key_S, CTRL)
    settle()
    assert "未来" in field.shown_problem()
    assert sheet.save_button.isEnabled()


def test_受付日の年齢と国報告の数えがそばに出る(desk: Desk, open_workspace: OpenWorkspace) -> None:
    sheet = opened(open_workspace(desk))
    assert sheet.view.counter_text() == "国報告に必要 2/10"
    type_in(sheet, "birth_date", "S15.3.3")
    birth = sheet.view.field("birth_date")
    assert isinstance(birth, DateField)
    assert "受付日に86歳" in birth.meaning()
    assert sheet.view.counter_text() == "国報告に必要 3/10"


def test_同意が無いときの節は_要るときだけ出る(desk: Desk, open_workspace: OpenWorkspace) -> None:
    sheet = opened(open_workspace(desk))
    reason = sheet.view.field("no_consent_reason")
    consent = sheet.view.field("consent")

    def say(status: str) -> None:
        consent.set_value(status)
        consent.changed.emit()

    assert not reason.isVisible()
    say("拒否")
    assert reason.isVisible()
    say("書面")
    assert not reason.isVisible()
    say("未取得")
    type_in(sheet, "known_facts", "雨戸が閉まったまま")
    say("口頭")
    assert reason.isVisible(), "書いたものを見えなくしない"


def test_似た人がいれば言い_その人の相談として受けられる(
    desk: Desk, open_workspace: OpenWorkspace, qtbot: QtBot
) -> None:
    before = received(desk)
    assert before.person is not None
    workspace = open_workspace(desk)
    sheet = opened(workspace)
    type_in(sheet, "person_kana", "タカハシ ヨシコ")
    qtbot.waitUntil(lambda: bool(sheet.foot.words()), timeout=3000)
    words = f"カナが同じ: 髙橋　𠮷子 86歳 {before.case.case_no}"
    assert sheet.foot.words() == (words,)
    take = next(b for b in sheet.foot.findChildren(QPushButton) if "この人です" in b.text())
    take.setFocus()
    press(take, Key.Key_Space)
    assert sheet.view.field("person_name").value() == "髙橋　𠮷子"
    assert sheet.view.field("address").value() == "仙崎"
    assert sheet.foot.words()[0].startswith("髙橋　𠮷子（")
    sheet.view.field("consent").set_value("口頭")
    type_in(sheet, "content", "二度目")
    press(here(), Key.Key_S, CTRL)
    settle()
    assert {line.case.person_id for line in case_list(desk)} == {before.person.id}
    assert len(case_list(desk)) == 2
    band = workspace.shown.findChild(CaseBand) if workspace.shown else None
    assert band is not None
    told = "".join(one.text() for one in band.facts.findChildren(QLabel))
    assert f"ほかの相談{before.case.case_no}（R8.11.2受付・受付）" in told


def test_別人の押し間違いは_その場でも_受けた後の頁からも取り消せる(
    desk: Desk, open_workspace: OpenWorkspace, qtbot: QtBot
) -> None:
    received(desk)
    workspace = open_workspace(desk)
    sheet = opened(workspace)
    type_in(sheet, "person_kana", "タカハシ ヨシコ")
    qtbot.waitUntil(lambda: bool(sheet.foot.words()), timeout=3000)
    (asked,) = sheet.foot.words()

    def push(words: str) -> None:
        one = next(b for b in sheet.foot.findChildren(QPushButton) if b.text() == words)
        one.setFocus()
        press(one, Key.Key_Space)
        settle()

    push("別人")
    assert sheet.foot.words() == (f"別人としました（保存すると覚えます）　{asked}",)
    push("取り消す")
    assert sheet.foot.words() == (asked,)
    push("別人")
    type_in(sheet, "person_name", "高橋　良子")
    sheet.view.field("consent").set_value("口頭")
    type_in(sheet, "content", "別の人")
    press(here(), Key.Key_S, CTRL)
    settle()
    assert len(apart_pairs(desk)) == 1
    assert workspace.place is not None
    workspace.open(Place("case", workspace.place.id, "same_person"))
    settle(5)
    (panel,) = workspace.findChildren(SamePeoplePanel)
    back = next(b for b in panel.findChildren(QPushButton) if b.text() == "取り消す")
    back.setFocus()
    press(back, Key.Key_Space)
    settle(5)
    assert apart_pairs(desk) == ()
    assert len(panel.look_buttons) == 1


def test_個人番号らしい数字があれば言う(
    desk: Desk, open_workspace: OpenWorkspace, qtbot: QtBot
) -> None:
    sheet = opened(open_workspace(desk))
    type_in(sheet, "content", "番号は 1234 5678 9018")
    qtbot.waitUntil(sheet.foot.my_number.isVisible, timeout=3000)


def choose_sealed(sheet: IntakeSheet) -> None:
    sheet.view.field("lane").setFocus()
    press(here(), Key.Key_Right)
    press(here(), Key.Key_Space)


def test_支援会議を選ぶと直ちに秘匿になり_控えも普段には残らない(
    desk: Desk, open_workspace: OpenWorkspace, qtbot: QtBot
) -> None:
    workspace = open_workspace(desk)
    sheet = opened(workspace)
    type_in(sheet, "content", "会議で聞いた話")
    qtbot.waitUntil(lambda: drafts.recall(desk, "intake:new") is not None, timeout=3000)
    choose_sealed(sheet)
    settle()
    assert sheet.sealed
    assert sheet.head.band.isVisible()
    assert drafts.recall(desk, "intake:new") is None
    kept = drafts.recall(desk, "intake:new", sealed=True)
    assert kept is not None
    assert kept.values["content"] == "会議で聞いた話"
    sheet.view.field("consent").set_value("未取得")
    press(here(), Key.Key_S, CTRL)
    settle()
    assert case_list(desk) == ()
    (line,) = case_list(desk, purpose=Purpose.SUPPORT_MEETING)
    assert line.case.sealed
    assert workspace.place == Place("sealed_case", line.case.id)
    assert drafts.recall(desk, "intake:new", sealed=True) is None


@pytest.mark.parametrize("size", [TextSize.STANDARD, TextSize.LARGEST])
def test_支援会議を選んでも手の下は動かない(
    several: Desk,
    qapp: QApplication,
    open_workspace: OpenWorkspace,
    picture: Picture,
    size: TextSize,
) -> None:
    """頭の帯は題の所に、会議体の問いは選んだ釦の下に出る。"""
    theme.wear(qapp, size)
    workspace = open_workspace(several)
    sheet = opened(workspace)
    sheet.view.go_to("lane")
    settle()
    chip = next(
        b for b in sheet.view.field("lane").findChildren(QAbstractButton) if b.text() == "支援会議"
    )
    before = chip.mapTo(workspace, QPoint(0, 0))
    picture(workspace, f"lane-usual-{size}")
    for words in ("支援会議", "通常", "支援会議"):
        one = next(
            b for b in sheet.view.field("lane").findChildren(QAbstractButton) if b.text() == words
        )
        click(one)
        settle()
        assert sheet.sealed is (words == "支援会議")
        assert chip.mapTo(workspace, QPoint(0, 0)) == before, words
    picture(workspace, f"lane-sealed-{size}")
    assert sheet.body.isVisible()
    assert sheet.body.mapTo(workspace, QPoint(0, 0)).y() > before.y()
    chip.setFocus()
    press(here(), Key.Key_Tab)
    assert sheet.body.isAncestorOf(here())


def test_秘匿の打ちかけは秘匿のまま続けられる(desk: Desk, open_workspace: OpenWorkspace) -> None:
    workspace = open_workspace(desk)
    sheet = opened(workspace)
    type_in(sheet, "content", "会議で聞いた話")
    choose_sealed(sheet)
    type_in(sheet, "wish", "続き")
    settle()
    again = opened(open_workspace(desk))
    press(here(), Key.Key_Space)
    settle()
    assert again.sealed
    assert again.head.band.isVisible()
    assert again.view.field("content").value() == "会議で聞いた話"


def test_従事者でなければ取扱区分は出ない(outsider: Desk, open_workspace: OpenWorkspace) -> None:
    sheet = opened(open_workspace(outsider))
    assert not sheet.view.has_field("lane")


def test_打ちかけは控えられ_続けるか捨てるかを選べる(
    desk: Desk, open_workspace: OpenWorkspace, qtbot: QtBot
) -> None:
    first = opened(open_workspace(desk))
    type_in(first, "content", "途中まで")
    qtbot.waitUntil(lambda: drafts.recall(desk, "intake:new") is not None, timeout=1500)
    second = opened(open_workspace(desk))
    assert "打ちかけがあります" in second.draft.words()
    assert not second.view.isEnabled()
    press(here(), Key.Key_Space)
    settle()
    assert second.view.field("content").value() == "途中まで"
    third = opened(open_workspace(desk))
    press(here(), Key.Key_Tab)
    press(here(), Key.Key_Space)
    settle()
    assert third.view.field("content").value() == ""
    assert drafts.recall(desk, "intake:new") is None


def test_離れて戻っても打ちかけのまま(desk: Desk, open_workspace: OpenWorkspace) -> None:
    workspace = open_workspace(desk)
    sheet = opened(workspace)
    type_in(sheet, "content", "途中")
    workspace.open(Place("cases"))
    settle()
    assert drafts.recall(desk, "intake:new") is not None
    workspace.back()
    settle()
    assert sheet_of(workspace) is sheet
    assert sheet.view.field("content").value() == "途中"


def test_別の電話のつもりで開いた打ちかけは_前の続きだと言う(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    workspace = open_workspace(desk)
    sheet = opened(workspace)
    workspace.open(Place("cases"))
    workspace.open(Place("intake"))
    settle()
    assert workspace.notice.sentence() == ""  # 何も打っていなければ、新しい票
    sheet = sheet_of(workspace)
    type_in(sheet, "content", "途中")
    workspace.open(Place("today"))
    settle()
    workspace.open(Place("intake"))
    settle()
    assert "前に打ちかけた相談の続き" in workspace.notice.sentence()
    assert "未取得" in workspace.notice.advice()


def test_鍵をかけても控えられ_戻れば続きから打てる(office: Office) -> None:
    session = Session(office, names=lambda: (COORDINATOR,))
    shell = session.shell

    def enter() -> None:
        page = shell.sign_in_page
        click(page.name_buttons()[0])
        keys(page.password, PASSWORD)
        press(page.password, Key.Key_Return)
        settle()

    shown(shell, 1366, 768)
    settle()
    enter()
    press(here(), Key.Key_N, CTRL)
    settle()
    assert shell.workspace is not None
    sheet = sheet_of(shell.workspace)
    type_in(sheet, "content", "途中")
    press(here(), Key.Key_L, CTRL)
    settle()
    assert shell.is_locked
    colleague = sign_in(office, COORDINATOR, PASSWORD)
    kept = drafts.recall(colleague, "intake:new")
    colleague.close()
    assert kept is not None
    assert kept.values["content"] == "途中"
    enter()
    assert sheet_of(shell.workspace) is sheet
    type_in(sheet, "content", "まで")
    sheet.view.field("consent").set_value("未取得")
    press(here(), Key.Key_S, CTRL)
    settle()
    assert shell.workspace.place is not None
    assert shell.workspace.place.kind == "case"
    shell.close()
    session.close()
    shell.deleteLater()


@pytest.mark.parametrize("lane", ["通常", "支援会議"])
def test_書いた票を開いて直せる(desk: Desk, open_workspace: OpenWorkspace, lane: str) -> None:
    before = received(desk, lane=lane)
    workspace = open_workspace(desk)
    sheet = opened(workspace, before.case.id)
    assert sheet.view.field("content").value() == "足が痛い"
    assert not sheet.view.has_field("lane")
    assert sheet.sealed is before.case.sealed
    sheet.view.field("content").set_value("腰も痛い")
    type_in(sheet, "wish", "家にいたい")
    press(here(), Key.Key_S, CTRL)
    settle()
    kind = "sealed_case" if before.case.sealed else "case"
    assert workspace.place == Place(kind, before.case.id)
    purpose = Purpose.SUPPORT_MEETING if before.case.sealed else Purpose.CASEWORK
    page = case_page(desk, before.case.id, purpose=purpose)
    assert page.case.content == "腰も痛い"
    assert page.case.case_no == before.case.case_no


def test_見えない相談は文で断る(desk: Desk, outsider: Desk, open_workspace: OpenWorkspace) -> None:
    sealed = received(desk, lane="支援会議")
    workspace = open_workspace(outsider)
    workspace.open(Place("intake", sealed.case.id))
    settle()
    screen = workspace.shown
    assert isinstance(screen, IntakeScreen)
    assert screen.sheet is None


def test_閲覧の職員には読むだけ(desk: Desk, office: Office, open_workspace: OpenWorkspace) -> None:
    before = received(desk)
    staffing.add_staff(desk, "閲覧　太郎", Role.READER, PASSWORD)
    reader = sign_in(office, "閲覧　太郎", PASSWORD)
    workspace = open_workspace(reader)
    assert not [
        b
        for b in workspace.findChildren(QPushButton)
        if b.text() == "相談を受ける" and b.isVisible()
    ]
    sheet = opened(workspace, before.case.id)
    assert not sheet.save_button.isVisible()
    type_in(sheet, "content", "書けない")
    press(here(), Key.Key_S, CTRL)
    settle()
    assert sheet.view.field("content").value() == "足が痛い"
    workspace.close()
    reader.close()


def test_窓口の候補は下の鍵で全部出る(desk: Desk, open_workspace: OpenWorkspace) -> None:
    sheet = opened(open_workspace(desk))
    field = sheet.view.field("window")
    field.setFocus()
    line = here()
    line.setProperty("text", "")
    press(line, Key.Key_Down)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    press(popup, Key.Key_Down)
    press(popup, Key.Key_Return)
    assert line.property("text") in desk.town.window_names


@pytest.mark.parametrize("size", list(TextSize))
def test_どの大きさでも名前があり収まる(
    size: TextSize, qapp: QApplication, desk: Desk, open_workspace: OpenWorkspace
) -> None:
    theme.wear(qapp, size)
    workspace = open_workspace(desk)
    sheet = opened(workspace)
    assert unnamed_controls(workspace) == []
    assert (workspace.width(), workspace.height()) == (1366, 768)
    assert all(field.isVisibleTo(sheet) for field in sheet.findChildren(Field, "content"))


def test_保存の済む前に控えの時が来ても_受けた相談の打ちかけは残らない(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    """打ってすぐ保存し、それに一秒より長くかかったとき。残ると、同じ相談をもう一度受けてしまう。"""
    workspace = open_workspace(desk)
    sheet = opened(workspace)
    sheet.view.fill(
        {"received_on": desk.today(), "content": "物忘れが増えた。", "consent": "未取得"}
    )
    sheet.save_button.click()
    flush_all()
    settle()
    assert len(case_list(desk)) == 1
    assert drafts.recall(desk, "intake:new") is None
