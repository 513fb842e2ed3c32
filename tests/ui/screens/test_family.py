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
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from jusou_desk.casework.case import intake
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin import registering, relatives, ties
from jusou_desk.casework.kin.relatives import Relative
from jusou_desk.errors import Refused
from jusou_desk.family.people import HouseholdKind
from jusou_desk.models.family_records import EcoTie, FamilyTie, TieKind
from jusou_desk.models.records import Case, OtherName, OtherNameKind
from jusou_desk.policy import Purpose
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.family.around_panel import AroundPanel
from jusou_desk.ui.family.member_panel import MemberPanel
from jusou_desk.ui.family.new_panel import NewRelativePanel
from jusou_desk.ui.family.picture_view import SpotHandle
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_desk import PaperDesk
from jusou_desk.ui.pieces import Paragraph
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


def test_無い日の亡くなった日は_打った字を残して断り_頃はそのまま残る(
    screen: FamilyScreen,
) -> None:
    screen.add_button.click()
    settle(5)
    opened = panel(screen, NewRelativePanel)
    died = opened.fields.fields["died"]
    for typed in ("R6.2.30", "昭和64年3月1日", "20240230", "令和六年二月三十日"):
        opened.fields.fields["relationship"].set_value("おじ")
        died.set_value(typed)
        opened.add_button.click()
        settle(5)
        assert "亡くなった日: " in opened.problem()
        assert died.value() == typed
    died.set_value("令和6年頃")
    opened.add_button.click()
    settle(5)
    assert not opened.problem()
    assert "おじ" in column(screen, 1)


def test_書字の向きの印のある名でも_続く文は逆さにならない(
    screen: FamilyScreen, desk: Desk, case: Case
) -> None:
    made = relatives.add_relative(desk, case.id, Relative("逆\u202eさ", "弟"))
    assert made.name == "逆\u202eさ"
    screen.arrive(Place("family", case.id))
    settle(5)
    shown = "\n".join(one.text() for one in screen.findChildren(QLabel) if one.isVisible())
    told = next(one for one in screen.findChildren(Paragraph) if "見えない印" in one.text())
    assert "\u202e" not in QLabel.text(told)
    assert "見えない印" in shown


def member(screen: FamilyScreen, name: str) -> MemberPanel:
    screen.table.opened.emit(column(screen, 0).index(name))
    settle(10)
    return panel(screen, MemberPanel)


def test_旧姓や通称を足すと_表に出て_その名で探せ_消せる(screen: FamilyScreen, desk: Desk) -> None:
    card = member(screen, "架空　杏").other_names
    card.add_button.click()
    assert card.name.shown_problem() == "ほかの名を入れてください。"
    for kind, name in (("旧姓", "浜　杏"), ("外国人氏名", "ANNE D. KAKU")):
        card = member(screen, "架空　杏").other_names
        card.kind.choose([kind])
        card.name.set_value(name)
        card.add_button.click()
        settle(10)
    row = column(screen, 0).index("架空　杏")
    assert column(screen, 5)[row] == "旧姓 浜　杏、外国人氏名 ANNE D. KAKU"
    with desk.reading(Purpose.CASEWORK) as work:
        assert len(work.search.people("浜　杏")) == 1
    press_words(member(screen, "架空　杏").other_names, "消す")
    settle(10)
    assert column(screen, 5)[row] == "外国人氏名 ANNE D. KAKU"


def test_住民票の世帯は_支援世帯と別に_世帯主から見た続柄で残る(
    screen: FamilyScreen, desk: Desk
) -> None:
    head = member(screen, "髙橋　誠").registered
    assert head.word.isHidden()
    head.keep_button.click()
    settle(10)
    for word, since in (("", None), ("母", None), ("子の母", date(2026, 4, 1))):
        card = member(screen, "髙橋　𠮷子").registered
        press_words(card.head, "髙橋　誠（長男）")
        assert card.word.isVisible()
        card.word.set_value(word)
        card.since.set_value(since)
        card.keep_button.click()
        settle(10)
        if not word:
            assert "世帯主から見た続柄が空です" in panel(screen, MemberPanel).problem()
    assert column(screen, 5)[:2] == ["世帯主の子の母", "世帯主"]
    assert column(screen, 4)[:2] == ["本人", "同居"]
    with desk.reading(Purpose.CASEWORK) as work:
        rows = work.residences.where(kind=HouseholdKind.REGISTERED)
    assert len({one.household_no for one in rows}) == 1
    ended = [one.head_relationship for one in rows if one.until == date(2026, 4, 1)]
    assert (len(rows), ended) == (3, ["母"])


def test_子どもには_その日の学年が出る(screen: FamilyScreen, desk: Desk, case: Case) -> None:
    child = Relative("架空　豆", "孫", birth=date(2019, 4, 1))
    relatives.add_relative(desk, case.id, child)
    screen.day.set_value(date(2026, 3, 31))
    screen.arrive(Place("family", case.id))
    settle(10)
    assert column(screen, 5)[column(screen, 0).index("架空　豆")] == "小1"
    screen.day.set_value(date(2026, 4, 1))
    screen.arrive(Place("family", case.id))
    settle(10)
    assert column(screen, 5)[column(screen, 0).index("架空　豆")] == "小2"


def undo(screen: FamilyScreen) -> str:
    """知らせの「元に戻す」を押す。その前に出ていた文を返す。"""
    bar = NoticeBar.near(screen)
    told = bar.sentence()
    press_words(bar, "元に戻す")
    settle(10)
    return told


def test_誤って消した間がらも_誤って足した人も_知らせから元に戻せる(
    screen: FamilyScreen, desk: Desk
) -> None:
    press_words(member(screen, "架空　杏"), "消す")
    assert "架空　杏" not in column(screen, 0)
    assert undo(screen) == "間がらを消しました。"
    assert column(screen, 1)[column(screen, 0).index("架空　杏")] == "長女"
    screen.add_button.click()
    settle(5)
    opened = panel(screen, NewRelativePanel)
    opened.fields.fields["relationship"].set_value("妹")
    opened.fields.fields["name"].set_value("まちがい")
    opened.add_button.click()
    settle(10)
    assert undo(screen) == "まちがいを足しました。"
    assert "まちがい" not in column(screen, 0)
    with desk.reading(Purpose.CASEWORK) as work:
        assert not work.people.where(name="まちがい")


def test_足した人のことがほかにも書かれていれば_元に戻さない(desk: Desk, case: Case) -> None:
    with desk.collecting() as steps:
        made = relatives.add_relative(desk, case.id, Relative("足した人", "妹"))
    other = FamilyTie(person_id=made.id, other_id=case.person_id, kind=TieKind.SIBLING)
    tie = ties.set_tie(desk, case.id, other)
    with pytest.raises(Refused, match="その後にほかにも"):
        relatives.undo_family(desk, steps, case.case_no)
    ties.remove_tie(desk, case.id, tie.id)
    relatives.undo_family(desk, steps, case.case_no)
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.people.get(made.id) is None


def test_付いた世帯にほかの人も入っていれば_元に戻さない(desk: Desk) -> None:
    made = intake.receive(
        desk, {"received_on": desk.today(), "person_name": "川　一", "consent": "未取得"}
    ).case
    with desk.collecting() as steps:
        relatives.add_relative(desk, made.id, Relative("足した人", "長男", together=True))
    later = relatives.add_relative(desk, made.id, Relative("後の人", "長女", together=True))
    with pytest.raises(Refused, match="同じ世帯に入った人"):
        relatives.undo_family(desk, steps, made.case_no)
    with desk.reading(Purpose.CASEWORK) as work:
        own = work.people.get(made.person_id)
        assert own is not None
        assert own.household_no == later.household_no != ""


def test_前からの世帯に足した人は_元に戻せる(desk: Desk, case: Case) -> None:
    with desk.collecting() as steps:
        made = relatives.add_relative(desk, case.id, Relative("足した人", "二男", together=True))
    relatives.add_relative(desk, case.id, Relative("後の人", "三男", together=True))
    relatives.undo_family(desk, steps, case.case_no)
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.people.get(made.id) is None


def test_ほかの窓で直された欄は_開いたままの一枚から直しても残る(
    screen: FamilyScreen, desk: Desk, case: Case
) -> None:
    opened = member(screen, "髙橋　誠")
    with desk.reading(Purpose.CASEWORK) as work:
        (known,) = work.people.where(name="髙橋　誠")
    elsewhere = replace(
        relatives.relative_of(known),
        phone="050-0000-1234",
        other_names=(OtherName(kind=OtherNameKind.ALIAS, name="まこ"),),
    )
    relatives.change_relative(desk, case.id, known.id, elsewhere)
    opened.other_names.name.set_value("浜　誠")
    opened.other_names.add_button.click()
    settle(10)
    with desk.reading(Purpose.CASEWORK) as work:
        now = work.people.get(known.id)
        assert now is not None
        assert now.phone == "050-0000-1234"
        assert [one.name for one in now.other_names] == ["まこ", "浜　誠"]
    both = replace(relatives.relative_of(known), phone="050-0000-9999")
    with pytest.raises(Refused, match="同じ欄が書き直されました"):
        relatives.change_relative(desk, case.id, known.id, both, seen=known)


def test_世帯主より先に書いた人も_同じ住民票世帯になる(desk: Desk, case: Case) -> None:
    with desk.reading(Purpose.CASEWORK) as work:
        people = {one.name: one.id for one in work.people.where()}
    head, since = people["髙橋　𠮷子"], date(2026, 4, 1)
    for name in ("髙橋　誠", "架空　杏", "髙橋　𠮷子"):
        registering.register_home(desk, case.id, people[name], head, "子", since)
    with desk.reading(Purpose.CASEWORK) as work:
        rows = work.residences.where(kind=HouseholdKind.REGISTERED)
    assert len({one.household_no for one in rows}) == 1
    assert [one.since for one in rows] == [since] * 3, (
        "日の分からなかった世帯主の行は、日を入れて一行のまま"
    )


def test_支援会議で聞いた家族の記入には_元に戻す知らせを出さない(
    desk: Desk, case: Case, open_page: OpenPage
) -> None:
    sealed = open_page(desk, Place("sealed_family", case.id), FamilyScreen)
    sealed.add_button.click()
    settle(5)
    opened = panel(sealed, NewRelativePanel)
    opened.fields.fields["relationship"].set_value("妹")
    opened.add_button.click()
    settle(10)
    assert NoticeBar.near(sealed).sentence() == ""


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
