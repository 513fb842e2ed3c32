"""家族と世帯: 図は鍵でたどれ、動かした位置は残り、続柄だけで足せて、除いた人の跡は画面にも無い。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import pypdf
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from jusou_desk.casework.case import intake
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin import relatives, ties
from jusou_desk.casework.kin.relatives import Relative
from jusou_desk.models.family_records import EcoTie
from jusou_desk.models.records import Case
from jusou_desk.policy import Purpose
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.family.around_panel import AroundPanel
from jusou_desk.ui.family.member_panel import MemberPanel
from jusou_desk.ui.family.new_panel import NewRelativePanel
from jusou_desk.ui.family.picture_view import SpotHandle
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.paper_desk import PaperDesk
from jusou_desk.ui.screens.family import FamilyScreen
from tests.ui.hands import keys, press
from tests.ui.screens.conftest import OpenPage
from tests.ui.screens.walking import here, settle

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def case(desk: Desk) -> Case:
    values: dict[str, object] = {
        "received_on": desk.today(),
        "window": "福祉総合相談窓口",
        "person_name": "髙橋　𠮷子",
        "sex": "女",
        "birth_date": date(1950, 4, 1),
        "content": "母の物忘れが増えた。",
        "consent": "未取得",
    }
    made = intake.receive(desk, values).case
    with desk.writing(Purpose.CASEWORK) as work:
        made = work.cases.put(replace(made, lead_agency="みなと包括支援センター"))
    relatives.add_relative(desk, made.id, Relative("髙橋　誠", "長男", sex="男", together=True))
    relatives.add_relative(desk, made.id, Relative("架空　杏", "長女", sex="女"))
    return made


@pytest.fixture
def screen(open_page: OpenPage, desk: Desk, case: Case) -> FamilyScreen:
    return open_page(desk, Place("family", case.id), FamilyScreen)


def spot(screen: FamilyScreen, name: str) -> SpotHandle:
    return next(one for one in screen.genogram.spots if name in one.accessibleName())


def centre(screen: FamilyScreen, name: str) -> int:
    return round(spot(screen, name).spot.symbol.x * 10)


def drawn(screen: FamilyScreen) -> QImage:
    return screen.genogram.grab().toImage()


def press_words(widget: QWidget, words: str) -> None:
    next(b for b in widget.findChildren(QAbstractButton) if b.text() == words).click()
    settle(10)


P = TypeVar("P", bound=QWidget)


def column(screen: FamilyScreen, number: int) -> list[str]:
    cells = (screen.table.item(n, number) for n in range(screen.table.rowCount()))
    return [one.text() for one in cells if one is not None]


def panel(screen: FamilyScreen, kind: type[P]) -> P:
    found: list[P] = [one for one in screen.window().findChildren(kind) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_表と図に家族がいて_読み上げの名がある(screen: FamilyScreen) -> None:
    assert screen.table.rowCount() == 3
    assert column(screen, 0) == ["髙橋　𠮷子", "髙橋　誠", "架空　杏"]
    names = {one.accessibleName() for one in screen.genogram.spots}
    assert "髙橋　𠮷子、本人、76歳" in names
    assert "髙橋　誠、長男" in names
    assert unnamed_controls(screen) == []


def test_人は矢印の鍵でたどれ_Enterで開く(screen: FamilyScreen) -> None:
    first = screen.genogram.spots[0]
    first.setFocus()
    press(first, Qt.Key.Key_Right)
    assert here() is screen.genogram.spots[1]
    press(here(), Qt.Key.Key_Return)
    settle(5)
    assert panel(screen, MemberPanel).save_button.isVisible()


def test_続柄だけ打って_すぐ次の人を足せる(screen: FamilyScreen) -> None:
    screen.add_button.click()
    settle(5)
    opened = panel(screen, NewRelativePanel)
    for word in ("孫", "妹"):
        keys(here(), word)
        opened.add_button.click()
        settle(5)
    assert {"孫", "妹"} <= set(column(screen, 1))
    assert opened.fields.isAncestorOf(here())


def test_氏名も続柄も無ければ断る(screen: FamilyScreen) -> None:
    screen.add_button.click()
    settle(5)
    opened = panel(screen, NewRelativePanel)
    opened.add_button.click()
    settle(5)
    assert "氏名も続柄もありません" in opened.problem()


def test_動かした位置は_開き直しても残り_元に戻せる(
    screen: FamilyScreen, open_page: OpenPage, desk: Desk, case: Case
) -> None:
    before = centre(screen, "架空　杏")
    press(spot(screen, "架空　杏"), Qt.Key.Key_Right, CTRL)
    settle(5)
    press(spot(screen, "架空　杏"), Qt.Key.Key_Right, CTRL)
    settle(5)
    moved = centre(screen, "架空　杏")
    assert moved > before
    assert screen.page is not None
    assert screen.page.nudges[spot(screen, "架空　杏").spot.key] == (10.0, None)
    again = open_page(desk, Place("family", case.id), FamilyScreen)
    assert centre(again, "架空　杏") == moved
    assert again.back_button.isVisible()
    again.back_button.click()
    settle(5)
    assert centre(again, "架空　杏") == before
    assert not again.back_button.isVisible()


def test_引きずると動き_追い越せば入れ替わる(screen: FamilyScreen) -> None:
    son, daughter = spot(screen, "髙橋　誠"), spot(screen, "架空　杏")
    order = son.spot.place < daughter.spot.place
    left, right = (son, daughter) if order else (daughter, son)
    drag(left, QPoint(right.x() - left.x() + 30, 0))
    after = spot(screen, "髙橋　誠").spot.place < spot(screen, "架空　杏").spot.place
    assert after is not order


@pytest.fixture
def turning(screen: FamilyScreen, desk: Desk, case: Case) -> FamilyScreen:
    for agency in ("甲の機関", "乙の機関", "丙の機関", "丁の機関"):
        ties.set_eco_tie(desk, case.id, EcoTie(person_id="", agency=agency))
    screen.arrive(Place("family", case.id))
    settle(5)
    press_words(screen.kinds, "エコマップ")
    return screen


def ring(screen: FamilyScreen) -> list[str]:
    return [one.accessibleName()[0] for one in screen.ecomap.spots]


def test_エコマップも_キーで並びを替えられ_開き直しても残り_元に戻せる(
    turning: FamilyScreen, open_page: OpenPage, desk: Desk, case: Case
) -> None:
    before = ring(turning)
    assert not turning.back_button.isVisible()
    third = turning.ecomap.spots[2]
    third.setFocus()
    press(third, Qt.Key.Key_Left, CTRL)
    settle(5)
    moved = [before[0], before[2], before[1], before[3]]
    assert ring(turning) == moved
    assert here().accessibleName()[0] == before[2]
    press(turning.ecomap.spots[3], Qt.Key.Key_Right, CTRL)
    settle(5)
    assert ring(turning) == [before[3], *moved[:3]]
    again = open_page(desk, Place("family", case.id), FamilyScreen)
    assert not again.back_button.isVisible(), "ジェノグラムは動かしていない"
    press_words(again.kinds, "エコマップ")
    assert ring(again) == [before[3], *moved[:3]]
    again.back_button.click()
    settle(5)
    assert ring(again) == before
    assert not again.back_button.isVisible()


def test_エコマップは_どの向きへも引きずれ_近い所に入る(turning: FamilyScreen) -> None:
    before = ring(turning)
    top, bottom = turning.ecomap.spots[0], turning.ecomap.spots[2]
    drag(top, QPoint(0, 20))
    assert ring(turning) == before
    drag(top, bottom.pos() - top.pos() + QPoint(15, -10))
    assert ring(turning) == [before[1], before[2], before[0], before[3]]


def drag(one: SpotHandle, away: QPoint) -> None:
    start = one.rect().center()
    QTest.mousePress(one, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(one, start + away)
    QTest.mouseRelease(one, Qt.MouseButton.LeftButton, pos=start + away)
    settle(5)


def test_図は_大きさを変えても比が同じで_字は縮みすぎない(screen: FamilyScreen) -> None:
    view = screen.genogram
    view.fit(2000)
    wide = view.width() / view.height()
    large = view.magnified
    view.fit(50)
    assert view.width() / view.height() == pytest.approx(wide, rel=0.02)
    assert 0.7 < view.magnified / large < 1


def test_伏せた人は_画面の図にも跡が無い(screen: FamilyScreen, desk: Desk, case: Case) -> None:
    before = drawn(screen)
    made = relatives.add_relative(desk, case.id, Relative("架空　由紀", "次女", sex="女"))
    screen.arrive(Place("family", case.id))
    settle(5)
    assert drawn(screen) != before
    with desk.writing(Purpose.CASEWORK) as work:
        work.people.put(replace(made, address_concealed=True))
    screen.arrive(Place("family", case.id))
    settle(5)
    assert drawn(screen) == before
    assert screen.table.rowCount() == 3


def test_いつの姿かを変えると_その日の家族になる(screen: FamilyScreen) -> None:
    screen.day.set_value(date(1949, 1, 1))
    screen.day.line.left.emit()
    settle(5)
    assert "髙橋　𠮷子" not in {one.accessibleName()[:6] for one in screen.genogram.spots}


def test_だれの子かを_言葉で選べる(screen: FamilyScreen, desk: Desk, case: Case) -> None:
    granddaughter = relatives.add_relative(desk, case.id, Relative("架空　花", "孫", sex="女"))
    screen.arrive(Place("family", case.id))
    settle(5)
    screen.genogram.opened.emit(granddaughter.id)
    settle(5)
    opened = panel(screen, MemberPanel)
    opened.other.choose(["架空　杏（長女）"])
    opened.kind.choose(["実の親"])
    opened.tie_button.click()
    settle(5)
    with desk.reading(Purpose.CASEWORK) as work:
        written = [one for one in work.family_ties.where() if one.kind == "実子"]
    assert [one.other_id for one in written] == [granddaughter.id]
    rows = {one.spot.key: one.spot.row for one in screen.genogram.spots}
    assert rows[granddaughter.id] > rows[written[0].person_id]


def test_相談に出てくる機関を押すだけで_エコマップに入る(
    screen: FamilyScreen, desk: Desk, case: Case
) -> None:
    screen.around_button.click()
    settle(5)
    opened = panel(screen, AroundPanel)
    agency = "みなと包括支援センター"
    assert opened.suggested.terms() == (agency,)
    chip = opened.suggested.focusProxy()
    assert isinstance(chip, QAbstractButton)
    chip.click()
    opened.strength.choose(["強い"])
    opened.add_button.click()
    settle(5)
    with desk.reading(Purpose.CASEWORK) as work:
        written: tuple[EcoTie, ...] = ties.eco_ties_of(work, case)
    assert [(one.agency, str(one.strength)) for one in written] == [(agency, "強い")]
    assert [one.accessibleName() for one in screen.ecomap.spots] == [f"{agency} 強い"]
    assert agency not in opened.suggested.terms()


def test_匿名の相談では_家族を書けないことを言う(open_page: OpenPage, desk: Desk) -> None:
    made = intake.receive(
        desk, {"received_on": desk.today(), "window": "福祉総合相談窓口", "content": "匿名の電話。"}
    ).case
    opened = open_page(desk, Place("family", made.id), FamilyScreen)
    assert opened.page is not None
    assert not opened.table.isVisible()


def test_家族図は_いま見ている日の姿で刷れ_紙もそう言う(
    screen: FamilyScreen, tmp_path: Path
) -> None:
    screen.day.set_value(date(2020, 4, 1))
    screen._load()
    settle()
    screen.print_button.click()
    settle(30)
    panel(screen, PaperDesk).write_to(tmp_path / "紙")
    settle(5)
    printed = pypdf.PdfReader(tmp_path / "紙" / "family.pdf").pages[0].extract_text()
    assert "令和2年4月1日" in printed
    assert "70" in printed, "その日の年齢"
    assert "76" not in printed


def test_続柄も同居も無い人は_足したと言わずに尋ねる(screen: FamilyScreen) -> None:
    screen.add_button.click()
    opened = panel(screen, NewRelativePanel)
    opened.fields.fields["name"].set_value("架空　蘭")
    opened.add_button.click()
    settle()
    assert "図に入れられません" in opened.problem()
    assert screen.table.rowCount() == 3


def test_世帯番号の無い本人の家族も_同居になったと書ける(desk: Desk, open_page: OpenPage) -> None:
    values = {"received_on": desk.today(), "person_name": "架空　桂", "content": "電話。"}
    made = intake.receive(desk, values).case
    relatives.add_relative(desk, made.id, Relative("架空　梢", "長女"))
    screen = open_page(desk, Place("family", made.id), FamilyScreen)
    assert column(screen, 4)[1] != "同居"
    screen.table.opened.emit(1)
    member = panel(screen, MemberPanel)
    press_words(member, "本人と同居になった")
    assert column(screen, 4)[1] == "同居"
