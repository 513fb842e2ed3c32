"""一件のページの部品: 帯の語、打ちかけの時刻、候補、行の組み上がり。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from jusou_desk.models.records import Case, Consent, PlanAction
from jusou_desk.ui.badges import Mark
from jusou_desk.ui.case.action_rows import ActionRows
from jusou_desk.ui.case.band import consent_words
from jusou_desk.ui.case.draft_line import when_words
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.pieces import Scroll
from jusou_desk.ui.prose import Prose
from jusou_desk.ui.suggesting import Suggestions
from jusou_desk.ui.theme import font
from tests.ui.hands import Together
from tests.ui.screens.walking import settle

TODAY = date(2026, 11, 20)
CASE = Case(case_no="R8-0001", received_on=TODAY, consent="書面")
GIVEN = Consent(case_id=CASE.id, status="書面", decided_on=date(2026, 4, 2), scope=("⑥生活歴",))


@pytest.mark.parametrize(
    ("case", "latest", "wanted"),
    [
        (CASE, GIVEN, (Mark.CONSENTED, "書面 R8.4.2")),
        (
            CASE,
            replace(GIVEN, valid_until=date(2026, 11, 19)),
            (Mark.UNCONSENTED, "書面の期間が R8.11.19 で終了"),
        ),
        (CASE, replace(GIVEN, valid_until=TODAY), (Mark.CONSENTED, "書面 R8.4.2")),
        (
            replace(CASE, consent="撤回"),
            replace(GIVEN, status="撤回"),
            (Mark.UNCONSENTED, "撤回 R8.4.2"),
        ),
        (replace(CASE, consent="未取得"), None, (Mark.UNCONSENTED, "未取得")),
    ],
)
def test_同意は札と語で言う(case: Case, latest: Consent | None, wanted: tuple[Mark, str]) -> None:
    assert consent_words(case, latest, TODAY) == wanted


def test_打ちかけの時刻は今日なら時刻だけ() -> None:
    now = datetime(2026, 11, 20, 15, 0)
    assert when_words(datetime(2026, 11, 20, 9, 5), now) == "9時5分"
    assert when_words(datetime(2026, 11, 19, 9, 5), now) == "R8.11.19 9時5分"


def test_候補は語の途中でも引けていくつも書く欄では最後の語だけを補う(
    together: Together,
) -> None:
    line = Line()
    together(line)
    agencies = ("地域包括支援センター", "社会福祉協議会", "基幹相談支援センター")
    found = Suggestions(line, agencies, several=True)
    line.setText("保健所、支援")
    found.setCompletionPrefix(found.splitPath(line.text())[0])
    rows = [found.completionModel().index(row, 0) for row in range(found.completionCount())]
    assert [row.data() for row in rows] == ["地域包括支援センター", "基幹相談支援センター"]
    assert found.pathFromIndex(rows[0]) == "保健所、地域包括支援センター"


def test_支援内容の行は見せない値を失わず空の行を残さない(together: Together) -> None:
    rows = ActionRows(("介護",), ("社会福祉協議会",))
    together(rows)
    kept = PlanAction(issue="介護", what="訪問", frequency="月1回", result="続ける")
    rows.set_actions((kept, PlanAction(issue="介護")))
    assert rows.plan_actions() == (kept,)
    QTest.keyClicks(rows.rows[1].fields["what"].control, "x")
    assert rows.plan_actions() == (kept, PlanAction(issue="介護", what="x"))


def test_足した行は_全部が見えるところまで巻く(together: Together) -> None:
    rows, scroll = ActionRows((), ()), Scroll()
    scroll.add(rows)
    together(scroll)
    scroll.window().resize(600, 600)
    for _ in range(3):
        QTest.mouseClick(rows.add_button, Qt.MouseButton.LeftButton)
        settle(20)
    last = rows.rows[-1]
    assert last.fields["issue"].control.hasFocus()
    assert last.visibleRegion().boundingRect().height() == last.height()


def test_支援内容の下書きは行の数ごと元に戻る(together: Together) -> None:
    rows = ActionRows((), ())
    together(rows)
    rows.set_actions((PlanAction(what="一"), PlanAction(what="二"), PlanAction(what="三")))
    typed = rows.typed()
    rows.set_actions(())
    rows.set_typed(typed)
    assert [one.what for one in rows.plan_actions()] == ["一", "二", "三"]


def test_文は幅で折り返して丈が決まる() -> None:
    short = Prose("短い文", font(16), 400)
    long = Prose("長い文を続ける。" * 20, font(16), 400)
    broken = Prose("一行目\n二行目", font(16), 400)
    assert Prose("", font(16), 400).height == 0
    assert long.height > 4 * short.height
    assert broken.height == 2 * short.height
