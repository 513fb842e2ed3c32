"""支援措置の画面: 「秘匿」だけが見え、理由を述べるとしばらく見え、離れると隠れる。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from jusou_desk.casework.case import cases, intake, tasks
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.paper.papers import hand_out_sheet
from jusou_desk.casework.secrecy import protecting
from jusou_desk.casework.secrecy.protecting import Account
from jusou_desk.models.office import Office
from jusou_desk.policy import Role
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.application import application
from jusou_desk.ui.case.agenda_panel import AgendaPanel
from jusou_desk.ui.case.print_panel import PrintPanel
from jusou_desk.ui.case.protection_panel import ProtectionPanel
from jusou_desk.ui.case.whereabouts_panel import WhereaboutsPanel
from jusou_desk.ui.case_table import CaseTable
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Scroll
from jusou_desk.ui.screens.case import CaseScreen
from jusou_desk.ui.screens.cases import CasesScreen
from jusou_desk.ui.screens.intake import IntakeScreen
from jusou_desk.ui.theme import TextSize, wear
from tests.casework.conftest import PASSWORD, MovableClock
from tests.ui.screens.conftest import OpenPage, OpenWorkspace
from tests.ui.screens.walking import settle

ADDRESS, PHONE = "長門市（架空）灯台通り九番地", "050-0000-4411"
ACCOUNT = Account(
    ground="配偶者からの暴力",
    since=date(2026, 11, 20),
    until=date(2027, 11, 19),
    other_party="砂原　剛志",
    former_household_no="H-OLD",
)


def receive(desk: Desk, **values: object) -> intake.Received:
    base: dict[str, object] = {"received_on": desk.today(), "consent": "未取得"}
    return intake.receive(desk, base | values)


@pytest.fixture
def mother(desk: Desk) -> intake.Received:
    return receive(desk, person_name="砂原　澪", address=ADDRESS, phone=PHONE, household_no="H-NEW")


@pytest.fixture
def second(office: Office, desk: Desk) -> Iterator[Desk]:
    """二人目の職員。"""
    staffing.add_staff(desk, "汐見　環", Role.COORDINATOR, PASSWORD)
    signed_in = sign_in(office, "汐見　環", PASSWORD)
    yield signed_in
    signed_in.close()


@pytest.fixture
def largest() -> Iterator[None]:
    """文字の大きさを特大にする。"""
    wear(application(), TextSize.LARGEST)
    yield
    wear(application())


def protect(desk: Desk, received: intake.Received) -> str:
    assert received.person is not None
    protecting.set_protection(desk, received.person.id, ACCOUNT)
    return received.person.id


def everything(widget: QWidget) -> str:
    """出ている文と、欄に入っている字のすべて。"""
    labels = [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]
    lines = [one.text() for one in widget.findChildren(QLineEdit)]
    plain = [one.toPlainText() for one in widget.findChildren(QPlainTextEdit)]
    rich = [one.toPlainText() for one in widget.findChildren(QTextEdit)]
    return "\n".join([*labels, *lines, *plain, *rich])


def wait_until(come: Callable[[], bool]) -> None:
    """打ち終えてから読み直すまでの間を待つ。"""
    for _ in range(100):
        if come():
            return
        settle(50)


def opened(screen: CaseScreen) -> ProtectionPanel:
    screen.do("protection")
    settle(20)
    panel = screen.panel
    assert isinstance(panel, ProtectionPanel)
    settle(20)
    return panel


def test_設けて_別の職員が確かめて_外すまで画面でできる(
    desk: Desk, second: Desk, open_page: OpenPage, mother: intake.Received
) -> None:
    place = Place("case", mother.case.id)
    screen = open_page(desk, place, CaseScreen)
    assert ADDRESS in everything(screen)
    panel = opened(screen)
    panel.set_button.click()
    settle()
    assert panel.fields["ground"].shown_problem()
    panel.fields["ground"].set_value("配偶者からの暴力")
    panel.fields["other_party"].set_value("砂原　剛志")
    panel.set_button.click()
    settle(20)
    shown = everything(screen)
    assert ADDRESS not in shown
    assert PHONE not in shown
    assert "秘匿" in shown
    again = opened(screen)
    assert not again.confirm_button.isVisible()
    assert unnamed_controls(again) == []

    theirs = open_page(second, place, CaseScreen)
    panel = opened(theirs)
    told = everything(panel)
    for read_first in ("根拠　配偶者からの暴力", "相手方　砂原　剛志", f"設けた人　{desk.me.name}"):
        assert read_first in told, "何を確かめるのかを、釦の上で読める"
    panel.confirm_button.click()
    settle(20)
    assert "正式な支援措置により、居場所を伏せています。" in everything(opened(theirs))
    panel = opened(theirs)
    panel.lift_reason.set_value("本人が望んだ")
    panel.ask_button.click()
    settle(20)
    assert not opened(theirs).lift_button.isVisible()

    back = open_page(desk, place, CaseScreen)
    opened(back).lift_button.click()
    settle(20)
    assert ADDRESS in everything(back)


@pytest.mark.usefixtures("largest")
def test_いちばん大きな字でも_一枚は頭から読める(
    desk: Desk, open_page: OpenPage, mother: intake.Received
) -> None:
    protect(desk, mother)
    panel = opened(open_page(desk, Place("case", mother.case.id), CaseScreen))
    (area,) = panel.findChildren(Scroll)
    assert area.verticalScrollBar().value() == 0
    assert panel.papers_button.hasFocus()


def test_理由を述べると見え_頁を離れると隠れる(
    desk: Desk, open_workspace: OpenWorkspace, mother: intake.Received
) -> None:
    protect(desk, mother)
    workspace = open_workspace(desk)
    workspace.open(Place("case", mother.case.id))
    settle(20)
    screen = workspace.shown
    assert isinstance(screen, CaseScreen)
    panel = opened(screen)
    panel.reveal_button.click()
    settle()
    assert panel.reason.shown_problem()
    assert ADDRESS not in everything(screen)
    panel.reason.set_value("訪問・同行")
    panel.reveal_button.click()
    settle(20)
    assert ADDRESS in panel.shown.text()
    assert PHONE in panel.shown.text()
    workspace.open(Place("today"))
    settle(20)
    assert panel.shown.text() == ""


def test_見せた居場所はしばらくすると隠れる(
    desk: Desk,
    open_page: OpenPage,
    mother: intake.Received,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("jusou_desk.ui.case.protection_panel.REVEAL_MS", 150)
    protect(desk, mother)
    panel = opened(open_page(desk, Place("case", mother.case.id), CaseScreen))
    panel.reason.set_value("訪問・同行")
    panel.reveal_button.click()
    settle(20)
    assert ADDRESS in panel.shown.text()
    settle(300)
    assert panel.shown.text() == ""


def test_一覧にも受付の票にも住所は出ず_秘匿の語が出る(
    desk: Desk, open_workspace: OpenWorkspace, mother: intake.Received
) -> None:
    protect(desk, mother)
    workspace = open_workspace(desk)
    workspace.open(Place("cases"))
    settle(20)
    screen = workspace.shown
    assert isinstance(screen, CasesScreen)
    (table,) = screen.findChildren(CaseTable)
    model = table.model()
    cells = [str(model.index(0, column).data()) for column in range(model.columnCount())]
    assert any("住所秘匿" in cell for cell in cells)
    workspace.open(Place("intake", mother.case.id))
    settle(20)
    form = workspace.shown
    assert isinstance(form, IntakeScreen)
    assert form.sheet is not None
    values = form.sheet.view.values()
    assert (values["address"], values["phone"]) == ("秘匿", "秘匿")
    assert ADDRESS not in everything(form)
    form.sheet.view.field("wish").set_value("静かに暮らしたい")
    form.sheet.save_button.click()
    settle(20)
    assert mother.person is not None
    shown = dict(protecting.reveal(desk, mother.person.id, "記載の確認").lines)
    assert shown == {"住所": ADDRESS, "電話": PHONE}


def test_受付で相手方の氏名を打つと足もとに知らせが出る(
    desk: Desk, open_page: OpenPage, mother: intake.Received
) -> None:
    protect(desk, mother)
    screen = open_page(desk, Place("intake"), IntakeScreen)
    assert screen.sheet is not None
    assert screen.sheet.foot.warning() == ""
    screen.sheet.view.field("person_name").set_value("砂原 剛志")
    screen.sheet.view.changed.emit()
    foot = screen.sheet.foot
    wait_until(lambda: foot.warning() != "")
    warning = foot.warning()
    assert mother.case.case_no in warning
    assert "砂原　澪" not in warning
    screen.sheet.view.field("person_name").set_value("汐見　円")
    screen.sheet.view.changed.emit()
    wait_until(lambda: foot.warning() == "")
    assert foot.warning() == ""


def test_相手方の頁と議題と印刷で知らせが出る(
    desk: Desk, open_page: OpenPage, mother: intake.Received
) -> None:
    father = receive(desk, person_name="砂原　剛志", household_no="H-OLD")
    protect(desk, mother)
    body = desk.town.support_bodies[0]
    meeting = meetings.convene(desk, body.id, desk.today() + timedelta(days=3))
    meetings.put_on_agenda(desk, meeting.id, mother.case.id, "情報共有")
    screen = open_page(desk, Place("case", father.case.id), CaseScreen)
    assert "相手方か、その元の世帯" in everything(screen)
    screen.do("support_meeting")
    settle(20)
    panel = screen.panel
    assert isinstance(panel, AgendaPanel)
    settle(20)
    assert "別の会議に分けて" in panel.warning()
    screen.do("print")
    settle(20)
    printing = screen.panel
    assert isinstance(printing, PrintPanel)
    printing.choices[0].click()
    settle(50)
    assert "相手方か、その元の世帯" in everything(printing)


def test_設けると_居場所の載ったまま出た紙が並び_回収を頼む仕事にできる(
    desk: Desk, open_page: OpenPage, mother: intake.Received, clock: MovableClock, tmp_path: Path
) -> None:
    hand_out_sheet(desk, "intake", mother.case.case_no, tmp_path / "intake")
    clock.now += timedelta(minutes=5)
    screen = open_page(desk, Place("case", mother.case.id), CaseScreen)
    panel = opened(screen)
    assert not panel.papers_button.isVisible()
    panel.fields["ground"].set_value("配偶者からの暴力")
    panel.set_button.click()
    settle(20)
    settle(20)
    listed = screen.panel
    assert isinstance(listed, WhereaboutsPanel)
    shown = everything(listed)
    assert "まだ相手の手元にある紙が1件あります。" in shown
    assert "載っているもの　住所、電話" in shown
    assert "渡した先を確かめる" in shown
    assert "支援会議の頁の" in shown
    assert ADDRESS not in shown
    assert unnamed_controls(listed) == []
    listed.ask_button.click()
    settle(20)
    (task,) = cases.case_page(desk, mother.case.id).tasks
    assert task.what.startswith("渡した先を確かめ、回収を頼む")
    tasks.finish(desk, task.id)
    screen.close_side()
    settle(20)
    bar = NoticeBar.near(screen)
    bar.offer_last()
    bar._do_act()
    settle(20)
    assert "元に戻せません" in bar.sentence(), "済みにした後は戻さず、脇を閉じていても断る"
    tasks.finish(desk, task.id, undo=True)

    again = opened(screen)
    again.papers_button.click()
    settle(20)
    assert isinstance(screen.panel, WhereaboutsPanel)
    screen.panel.print_button.click()
    settle(20)
    assert screen.panel.behind.view.document.pageCount() == 1
    screen.panel.behind.write_to(tmp_path / "一覧")
    settle(20)
    written = sorted(path.name for path in (tmp_path / "一覧").iterdir())
    assert written == ["whereabouts.pdf", "whereabouts.xlsx"]


def test_載った紙が無ければ_設けても一覧は開かない(
    desk: Desk, open_page: OpenPage, mother: intake.Received
) -> None:
    screen = open_page(desk, Place("case", mother.case.id), CaseScreen)
    panel = opened(screen)
    panel.fields["ground"].set_value("配偶者からの暴力")
    panel.set_button.click()
    settle(20)
    assert screen.panel is None
