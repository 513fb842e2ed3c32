"""ケースの一覧: 絞り、並べ替え、開き、支援会議の相談は求めたときだけ。"""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from jusou_desk.casework.case import intake
from jusou_desk.casework.case.cases import CaseLine, case_list_in_use
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.models.office import Office
from jusou_desk.models.records import AgendaItem, Case, CaseStatus, Meeting, Note, Person
from jusou_desk.policy import Lane, Purpose, Role
from jusou_desk.ui import theme
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.case_table import CaseTable
from jusou_desk.ui.changes import Change, Changed, broadcast
from jusou_desk.ui.fields.chips import RadioChip
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.pieces import EmptyRoom
from jusou_desk.ui.screens.cases import CasesScreen
from jusou_desk.ui.theme import TextSize
from jusou_desk.ui.workspace import Workspace
from tests.casework.conftest import PASSWORD
from tests.ui.hands import click, keys, press
from tests.ui.screens.conftest import OpenWorkspace
from tests.ui.screens.walking import CTRL, Key, here, settle

PEOPLE = (
    ("髙橋　𠮷子", "タカハシ　ヨシコ", date(2026, 11, 2)),
    ("山崎　健", "ヤマザキ　ケン", date(2026, 11, 9)),
    ("佐々木　薫", "ササキ　カオル", date(2026, 10, 1)),
)


@pytest.fixture
def cases(desk: Desk) -> list[Case]:
    return [
        intake.receive(
            desk,
            {
                "received_on": on,
                "person_name": name,
                "person_kana": kana,
                "issues": ("債務", "病気"),
                "main_issue": "病気",
                "consent": "口頭",
            },
        ).case
        for name, kana, on in PEOPLE
    ]


def listed(workspace: Workspace) -> CasesScreen:
    workspace.open(Place("cases"))
    settle()
    screen = workspace.shown
    assert isinstance(screen, CasesScreen)
    return screen


def names(table: CaseTable) -> list[str]:
    return [table.rows.line(row).title for row in range(table.rows.rowCount())]


def test_新しい順に並び_打つと絞られ_Enterで開く(
    desk: Desk, cases: list[Case], open_workspace: OpenWorkspace
) -> None:
    workspace = open_workspace(desk)
    screen = listed(workspace)
    assert names(screen.table) == ["山崎　健", "髙橋　𠮷子", "佐々木　薫"]
    assert screen.shown_count() == "3件"
    assert here() is screen.filter
    keys(screen.filter, "高橋吉")
    assert names(screen.table) == ["髙橋　𠮷子"]
    assert screen.shown_count() == "3件中 1件"
    press(screen.filter, Key.Key_Return)
    settle()
    assert workspace.place == Place("case", cases[0].id)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("やまさき", "山崎　健"),
        ("佐佐木", "佐々木　薫"),
        ("ﾀｶﾊｼ", "髙橋　𠮷子"),
        ("R8-0003", "佐々木　薫"),
        ("病気 けん", "山崎　健"),
    ],
)
def test_書き方が違っても見つかる(
    typed: str, found: str, desk: Desk, cases: list[Case], open_workspace: OpenWorkspace
) -> None:
    assert cases
    screen = listed(open_workspace(desk))
    keys(screen.filter, typed)
    assert names(screen.table) == [found]


def test_状態の札で絞り_当たらなければ言う(
    desk: Desk, cases: list[Case], open_workspace: OpenWorkspace
) -> None:
    assert cases
    screen = listed(open_workspace(desk))
    screen.chips.choose([CaseStatus.CLOSED])
    screen.chips.changed.emit()
    assert screen.shown_count() == "3件中 0件"
    assert screen.nothing.isVisible()
    screen.chips.choose([CaseStatus.OPEN])
    screen.chips.changed.emit()
    assert screen.shown_count() == "3件"
    assert not screen.nothing.isVisible()


def test_下の鍵で表に移り_矢印とEnterで開く(
    desk: Desk, cases: list[Case], open_workspace: OpenWorkspace
) -> None:
    workspace = open_workspace(desk)
    screen = listed(workspace)
    press(here(), Key.Key_Down)
    assert here() is screen.table
    press(here(), Key.Key_Down)
    press(here(), Key.Key_Return)
    settle()
    assert workspace.place == Place("case", cases[0].id)
    workspace.back()
    settle()
    press(screen.table, Key.Key_F, CTRL)
    assert here() is screen.filter


def test_見出しで並べ替わり_選んだ相談は選ばれたまま(
    desk: Desk, cases: list[Case], open_workspace: OpenWorkspace
) -> None:
    screen = listed(open_workspace(desk))
    screen.table.selectRow(1)
    header = screen.table.horizontalHeader()
    where = header.sectionViewportPosition(1) + 20
    spot = header.viewport().rect().center()
    spot.setX(where)
    QTest.mouseClick(
        header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot
    )
    by_kana = ["佐々木　薫", "髙橋　𠮷子", "山崎　健"]
    assert names(screen.table) in (by_kana, by_kana[::-1])
    current = screen.table.current()
    assert current is not None
    assert current.case.id == cases[0].id


def test_支援会議の相談は求めたときだけ_帯と一緒に出る(
    desk: Desk, cases: list[Case], open_workspace: OpenWorkspace
) -> None:
    sealed = intake.receive(
        desk,
        {
            "received_on": date(2026, 11, 15),
            "person_name": "内田",
            "consent": "未取得",
            "lane": "支援会議",
        },
    ).case
    workspace = open_workspace(desk)
    screen = listed(workspace)
    assert len(names(screen.table)) == len(cases)
    assert not screen.band.isVisible()
    click(screen.sealed)
    settle()
    assert names(screen.table)[0] == "内田"
    assert screen.band.isVisible()
    screen.table.selectRow(0)
    press(screen.table, Key.Key_Return)
    assert workspace.place == Place("sealed_case", sealed.id)
    workspace.back()
    settle()
    click(screen.sealed)
    assert "内田" not in names(screen.table), "読み直しを待たずに消える"
    assert not screen.band.isVisible()
    settle()


def test_支援会議の相談も並べている間だけ_その記録の中の言葉でも絞れる(
    desk: Desk, cases: list[Case], open_workspace: OpenWorkspace
) -> None:
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        body = desk.town.support_bodies[0].id
        heard = Note(
            note_no="K90001",
            case_id=cases[0].id,
            at=datetime(2026, 11, 16, 10),
            content="近所の人が、夜の怒鳴り声を三度聞いている",
            lane=Lane.SEALED,
            body_id=body,
        )
        work.notes.put(heard)
        meeting = Meeting(
            meeting_no="S-1",
            body_id=body,
            body_name="支援会議",
            kind="支援会議",
            held_on=date(2026, 11, 17),
            lane=Lane.SEALED,
        )
        work.meetings.put(meeting)
        item = AgendaItem(
            meeting_id=meeting.id,
            item_no="1",
            case_id=cases[1].id,
            decision="合鍵の在りかを確かめる",
            lane=Lane.SEALED,
            body_id=body,
        )
        work.agenda.put(item)
    screen = listed(open_workspace(desk))
    assert "支援会議" not in screen.filter.placeholderText()
    screen.filter.setText("怒鳴り声")
    assert names(screen.table) == []
    click(screen.sealed)
    settle()
    assert "支援会議の記録" in screen.filter.placeholderText()
    assert names(screen.table) == ["髙橋　𠮷子"]
    screen.filter.setText("合鍵　在りか")
    assert names(screen.table) == ["山崎　健"]
    assert not screen.list_button.isEnabled(), "秘匿の語で当たっただけの相談は、紙の一覧にしない"
    screen.filter.setText("合鍵")
    assert not screen.list_button.isEnabled()
    screen.filter.setText("ヤマザキ")
    assert screen.list_button.isEnabled()
    screen.filter.setText("合鍵　在りか")
    click(screen.sealed)
    assert names(screen.table) == [], "読み直しを待たずに消える"
    settle()
    assert names(screen.table) == []


def test_従事者から外れた人の窓に_並べていた支援会議の相談を残さない(
    desk: Desk, office: Office, cases: list[Case], open_workspace: OpenWorkspace
) -> None:
    intake.receive(
        desk,
        {
            "received_on": date(2026, 11, 15),
            "person_name": "内田",
            "consent": "未取得",
            "lane": "支援会議",
        },
    )
    name, body = "岬　渚", desk.town.support_bodies[0].name
    staffing.add_staff(desk, name, Role.COORDINATOR, PASSWORD)
    staffing.make_member(desk, name, body)
    with closing(sign_in(office, name, PASSWORD)) as one:
        screen = listed(open_workspace(one))
        click(screen.sealed)
        settle()
        assert "内田" in names(screen.table)
        staffing.take_off(desk, name, body)
        one.take_over(sign_in(office, name, PASSWORD))  # 鍵をかけて、また入った
        broadcast().tell(Change(frozenset({Changed.CASE})))
        settle(10)
        assert "内田" not in names(screen.table)
        assert len(names(screen.table)) == len(cases)
        assert not screen.band.isVisible()
        assert not screen.sealed.isVisible()


def test_従事者でなければ切り替えは無い(outsider: Desk, open_workspace: OpenWorkspace) -> None:
    screen = listed(open_workspace(outsider))
    assert not screen.sealed.isVisible()
    empty = screen.findChild(EmptyRoom)
    assert empty is not None
    assert empty.isVisible()
    assert not screen.body.isVisible()


def test_新しい相談が入れば読み直す(desk: Desk, open_workspace: OpenWorkspace) -> None:
    workspace = open_workspace(desk)
    screen = listed(workspace)
    assert screen.table.rows.rowCount() == 0
    press(here(), Key.Key_N, CTRL)
    settle()
    assert workspace.place == Place("intake")


def test_一万件でも絞りと並べ替えが滑らか(qapp: QApplication) -> None:
    lines = [
        CaseLine(
            Case(case_no=f"R8-{n:05d}", received_on=date(2026, 4, 1) + timedelta(n % 300)),
            Person(person_no=f"P{n}", name=f"架空　{n}", kana="カクウ"),
            n % 100,
            None,
        )
        for n in range(10_000)
    ]
    table = CaseTable()
    table.resize(1200, 600)
    table.show()
    begun = time.process_time()
    table.show_lines(lines)
    table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    table.selectRow(5_000)
    table.scrollToBottom()
    qapp.processEvents()
    assert time.process_time() - begun < 1.0
    ages = [table.rows.line(row).age for row in range(0, 10_000, 500)]
    assert ages == sorted(ages, key=lambda age: age or 0)
    table.close()
    table.deleteLater()


@pytest.mark.parametrize("size", list(TextSize))
def test_どの大きさでも名前があり収まる(
    size: TextSize,
    qapp: QApplication,
    desk: Desk,
    cases: list[Case],
    open_workspace: OpenWorkspace,
) -> None:
    theme.wear(qapp, size)
    assert cases
    workspace = open_workspace(desk)
    screen = listed(workspace)
    assert unnamed_controls(workspace) == []
    assert not screen.table.horizontalScrollBar().isVisible()


def test_前に終わった相談は_後から読み_いまの相談と同じ並びに入る(
    desk: Desk, cases: list[Case], open_workspace: OpenWorkspace
) -> None:
    with desk.writing(Purpose.CASEWORK) as work:
        for case, days in ((cases[0], 800), (cases[2], 30)):
            on = desk.today() - timedelta(days=days)
            ended = replace(case, received_on=on, closed_on=on, status=CaseStatus.CLOSED)
            work.cases.put(ended)
    recent, older = case_list_in_use(desk)
    assert [line.title for line in recent] == ["山崎　健", "佐々木　薫"]
    assert older == 1
    workspace = open_workspace(desk)
    screen = listed(workspace)
    assert names(screen.table) == ["山崎　健", "佐々木　薫", "髙橋　𠮷子"]
    assert screen.shown_count() == "3件"

    # 覚えた相談も、変わったと知らされれば読み直す
    with desk.writing(Purpose.CASEWORK) as work:
        one = work.cases.get(cases[0].id)
        assert one is not None
        work.people.put(replace(work.people.where(id=one.person_id)[0], name="髙橋　良子"))
    broadcast().tell(Change(frozenset({Changed.PERSON})))
    settle()
    assert names(screen.table)[-1] == "髙橋　良子"
    # 離れて戻っても、欠けも重なりもしない
    workspace.open(Place("today"))
    settle()
    assert names(listed(workspace).table) == ["山崎　健", "佐々木　薫", "髙橋　良子"]


@pytest.mark.usefixtures("largest")
def test_特大で脇を開いても_窓は広がらず_状態の札は一段に並ぶ(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    values = {"received_on": desk.today(), "person_name": "三隅　かよ", "consent": "口頭"}
    intake.receive(desk, values)
    workspace = open_workspace(desk)
    workspace.open(Place("cases"))
    settle()
    screen = workspace.shown
    assert isinstance(screen, CasesScreen)
    screen.basket_button.click()
    settle(5)
    assert workspace.side.isVisible()
    assert workspace.minimumSizeHint().width() <= 1366
    chips = [one for one in screen.chips.findChildren(RadioChip) if one.isVisible()]
    assert len({one.y() for one in chips}) == 1
