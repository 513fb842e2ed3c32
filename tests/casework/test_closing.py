"""終えた相談に残る仕事と、終結の取消し・再開。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from jusou_desk.casework import cases, closing, intake, plans, progress, tasks
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.today import due_lines
from jusou_desk.models.records import Case, CaseStatus, Plan, PlanStatus
from jusou_desk.policy import Purpose
from tests.casework.conftest import MovableClock


def received(desk: Desk, **more: Any) -> Case:
    values: dict[str, Any] = {
        "received_on": desk.today() - timedelta(days=5),
        "person_name": "中野　実",
        "consent": "書面",
    }
    return intake.receive(desk, values | more).case


def noted(desk: Desk, case: Case, next_step: str, days: int, **more: Any) -> None:
    due_on = desk.today() + timedelta(days=days)
    written = {"noted_on": desk.today() - timedelta(days=1), "content": "電話した"}
    progress.add_note(desk, case.id, written | {"next_step": next_step, "due_on": due_on} | more)


def ending(desk: Desk, result: str = "終結") -> dict[str, Any]:
    return {
        "evaluated_on": desk.today(),
        "result": result,
        "closed_on": desk.today(),
        "closing_reason": "目標達成",
        "lead_agency": "社会福祉協議会",
    }


def planned(desk: Desk, case: Case, **more: Any) -> Plan:
    values = {"kind": "多機関協働", "made_on": desk.today(), "goal": "安心"}
    return plans.write_plan(desk, case.id, values | more, ())


def whats(desk: Desk) -> list[str]:
    return [line.what for line in due_lines(desk)]


def left(desk: Desk, case: Case) -> list[str]:
    return [task.what for task in closing.remaining(cases.case_page(desk, case.id))]


def statuses(desk: Desk, case: Case) -> dict[str, PlanStatus]:
    return {plan.goal: plan.status for plan in cases.case_page(desk, case.id).plans}


def test_終えると残る仕事は済んでいない仕事とこれからの今後の対応(desk: Desk) -> None:
    case = received(desk)
    tasks.add_task(desk, "配食を頼む", desk.today() + timedelta(days=9), case_id=case.id)
    tasks.add_task(desk, "いつか礼状", None, case_id=case.id)
    done = tasks.add_task(desk, "済んだこと", desk.today(), case_id=case.id)
    tasks.finish(desk, done.id)
    noted(desk, case, "受診の様子を聞く", 3)
    noted(desk, case, "もう済んだ対応", -3)
    assert left(desk, case) == ["受診の様子を聞く", "配食を頼む", "いつか礼状"]


@pytest.mark.parametrize("result", ["終結", "中断"])
def test_終えた相談に残る仕事は今日に終結後と付いて出て済みにできる(
    desk: Desk, result: str
) -> None:
    case = received(desk)
    tasks.add_task(desk, "配食を頼む", desk.today() + timedelta(days=9), case_id=case.id)
    noted(desk, case, "受診の様子を聞く", 3)
    closing.evaluate(desk, case.id, ending(desk, result))
    who = f"{case.case_no} 中野　実（{result}後）"
    assert whats(desk) == [f"{who} 受診の様子を聞く", f"{who} 配食を頼む"]
    for line in due_lines(desk):
        tasks.finish(desk, line.task_id)
    assert whats(desk) == []


def test_終えるときに済みにした仕事は出ず取り消すと戻る(desk: Desk) -> None:
    case = received(desk)
    task = tasks.add_task(desk, "配食を頼む", desk.today(), case_id=case.id)
    noted(desk, case, "受診の様子を聞く", 3)
    before = whats(desk)
    finished = {one.id for one in closing.remaining(cases.case_page(desk, case.id))}
    assert task.id in finished
    closing.evaluate(desk, case.id, ending(desk), finished=finished)
    assert whats(desk) == []
    again = closing.reopen(desk, case.id, status=case.status, unfinished=finished)
    assert again == case
    assert whats(desk) == before
    assert left(desk, case) == ["配食を頼む", "受診の様子を聞く"]


def test_終結を取り消すとプランは終える前の状態に戻る(desk: Desk) -> None:
    case = received(desk)
    planned(desk, case, goal="前に終えた", status="終結", closed_on=desk.today())
    decided = planned(desk, case, goal="決めた")
    plans.decide_plan(desk, decided.id, desk.today())
    planned(desk, case, goal="案のまま")
    before = statuses(desk, case)
    closing.evaluate(desk, case.id, ending(desk))
    assert set(statuses(desk, case).values()) == {PlanStatus.CLOSED}
    assert closing.reopen(desk, case.id).status is CaseStatus.SUPPORTED
    assert statuses(desk, case) == before
    again = {plan.goal: plan for plan in cases.case_page(desk, case.id).plans}["決めた"]
    assert (again.closed_on, again.closing_reason) == (None, "")


def test_二度目に終えたときの状態で戻る(desk: Desk, clock: MovableClock) -> None:
    case = received(desk)
    plan = planned(desk, case)
    closing.evaluate(desk, case.id, ending(desk))
    closing.reopen(desk, case.id)
    plans.decide_plan(desk, plan.id, desk.today())
    clock.pass_days(1)
    closing.evaluate(desk, case.id, ending(desk, "中断"))
    closing.reopen(desk, case.id)
    assert statuses(desk, case) == {"安心": PlanStatus.DECIDED}


def test_支援会議の経過の期日は閉じる人に見えなくても今日に残る(desk: Desk, outsider: Desk) -> None:
    case = received(desk)
    noted(desk, case, "秘匿の対応", 3, lane="支援会議")
    closing.evaluate(outsider, case.id, ending(outsider))
    assert whats(desk) == ["支援会議の経過の期日"]
    assert whats(outsider) == []


def test_秘匿の相談に残る仕事は秘匿のまま(desk: Desk, outsider: Desk) -> None:
    case = received(desk, lane="支援会議", consent="未取得")
    noted(desk, case, "秘匿の対応", 3)
    closing.evaluate(desk, case.id, ending(desk))
    assert whats(desk) == ["支援会議の決定事項"]
    assert whats(outsider) == []
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.tasks.where() == ()


def test_要る欄は結果で決まる() -> None:
    assert closing.needed("終結") == {"closed_on", "closing_reason", "lead_agency"}
    assert closing.needed("中断") == {"closed_on", "closing_reason"}
    assert closing.needed("再プランして継続") == frozenset()
