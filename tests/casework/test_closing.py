"""終えた相談に残る仕事と、終結の取消し・再開。"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from jusou_desk.casework.case import cases, closing, intake, plans, progress, tasks
from jusou_desk.casework.case.cancelling import cancelled
from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.case.prefill import prefill
from jusou_desk.casework.case.reopening import reopen_record
from jusou_desk.casework.case.timeline import Happening, timeline
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.paper.papers import hand_out_sheet
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case, CaseStatus, Plan, PlanStatus, Sheet
from jusou_desk.policy import Purpose, Role
from tests.casework.conftest import PASSWORD, MovableClock


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
    return [task.what for task in cases.case_page(desk, case.id).tasks]


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
    finished = {one.id for one in cases.case_page(desk, case.id).tasks}
    assert task.id in finished
    closing.evaluate(desk, case.id, ending(desk), finished=finished)
    assert whats(desk) == []
    again = closing.cancel_ending(desk, case.id, unfinished=finished)
    assert again == case
    assert whats(desk) == before
    assert left(desk, case) == ["配食を頼む", "受診の様子を聞く"]


def test_終結を取り消すとプランは終える前の状態に戻る(desk: Desk) -> None:
    case = received(desk)
    planned(desk, case, goal="前に終えた", status="終結", closed_on=desk.today())
    decided = planned(desk, case, goal="決めた")
    plans.decide_plan(desk, decided.id, desk.today())
    planned(desk, case, goal="案のまま")
    before, status = statuses(desk, case), cases.find_case(desk, case.id).status
    closing.evaluate(desk, case.id, ending(desk))
    assert set(statuses(desk, case).values()) == {PlanStatus.CLOSED}
    assert closing.cancel_ending(desk, case.id).status is status
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
    assert whats(outsider) == ["自分のパスワードに変える"]


def test_秘匿の相談に残る仕事は秘匿のまま(desk: Desk, outsider: Desk) -> None:
    case = received(desk, lane="支援会議", consent="未取得")
    noted(desk, case, "秘匿の対応", 3)
    closing.evaluate(desk, case.id, ending(desk))
    assert whats(desk) == ["支援会議の決定事項"]
    assert whats(outsider) == ["自分のパスワードに変える"]
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.tasks.where() == ()


def test_要る欄は結果で決まる() -> None:
    assert closing.needed("終結") == {"closed_on", "closing_reason", "lead_agency"}
    assert closing.needed("中断") == {"closed_on", "closing_reason"}
    assert closing.needed("再プランして継続") == frozenset()


def evaluation_of(desk: Desk, case: Case) -> Happening:
    page = cases.case_page(desk, case.id, purpose=purpose_of(case.lane))
    return next(one for one in timeline(page) if one.form_id == "evaluation")


@pytest.mark.parametrize("lane", ["通常", "支援会議"])
def test_終結を取り消すと評価シートは残り誰がいつ取り消したかが付く(
    desk: Desk, clock: MovableClock, lane: str
) -> None:
    case = received(desk, lane=lane)
    closing.evaluate(desk, case.id, ending(desk) | {"opinion": "落ち着いた"})
    assert evaluation_of(desk, case).title == "評価シート　終結"
    clock.pass_days(40)
    again = closing.cancel_ending(desk, case.id, reason="日付や理由の書き違い")
    assert again == case
    shown = evaluation_of(desk, case)
    assert shown.title == "【取消】　評価シート　終結"
    told = "取消 R8.12.30 大田　文江（日付や理由の書き違い）"
    assert shown.body == f"{told}\n落ち着いた"
    found = reopen_record(desk, shown, purpose_of(case.lane))
    assert found.values["opinion"] == "落ち着いた"
    with desk.reading(purpose_of(case.lane)) as work:
        rows = [one for one in work.audit.entries() if one.action == "終結の取消し"]
    assert [(one.subject, one.detail) for one in rows] == [(case.case_no, "日付や理由の書き違い")]


def test_取り消した評価シートは書き直せず新しい評価で終えられる(desk: Desk) -> None:
    case = received(desk)
    _closed, sheet = closing.evaluate(desk, case.id, ending(desk) | {"opinion": "落ち着いた"})
    closing.cancel_ending(desk, case.id)
    with pytest.raises(BadInput, match="書き直せません"):
        closing.evaluate(desk, case.id, ending(desk), sheet_id=sheet.id)
    assert cases.find_case(desk, case.id).status is case.status
    known = prefill(desk, cases.case_page(desk, case.id), "evaluation")
    assert known["opinion"] == "落ち着いた"
    assert not known.keys() & {"result", "closed_on", "closing_reason", "lead_agency"}
    closed, second = closing.evaluate(desk, case.id, known | ending(desk))
    assert closed.status is CaseStatus.CLOSED
    assert [cancelled(one) is None for one in (second, reread(desk, sheet))] == [True, False]


def reread(desk: Desk, sheet: Sheet) -> Sheet:
    with desk.reading(purpose_of(sheet.lane)) as work:
        found = work.sheets.get(sheet.id)
    assert found is not None
    return found


def test_二度目の終結だけを取り消し一度目は終えたまま(desk: Desk, clock: MovableClock) -> None:
    case = received(desk)
    _case, first = closing.evaluate(desk, case.id, ending(desk))
    closing.reopen(desk, case.id)
    clock.pass_days(3)
    _case, second = closing.evaluate(desk, case.id, ending(desk, "中断"))
    assert closing.cancel_ending(desk, case.id).status is CaseStatus.SUPPORTED
    assert cancelled(reread(desk, first)) is None
    mark = cancelled(reread(desk, second))
    assert mark is not None
    assert (mark.by, mark.reason) == (desk.me.name, closing.AT_ONCE)


def test_終わっていない相談は取り消せない(desk: Desk) -> None:
    case = received(desk)
    for undo in (closing.cancel_ending, closing.reopen):
        with pytest.raises(BadInput, match="終わっていません"):
            undo(desk, case.id)


def test_閲覧の職員は終結を取り消せない(desk: Desk, office: Office) -> None:
    case = received(desk)
    closing.evaluate(desk, case.id, ending(desk))
    staffing.add_staff(desk, "小田　守", Role.READER, PASSWORD)
    reader = sign_in(office, "小田　守", PASSWORD)
    with pytest.raises(Refused):
        closing.cancel_ending(reader, case.id)
    reader.close()
    assert cases.find_case(desk, case.id).ended


def test_後から取り消しても済みにした仕事は済みのまま(desk: Desk) -> None:
    case = received(desk)
    done = tasks.add_task(desk, "配食を頼む", desk.today(), case_id=case.id)
    noted(desk, case, "受診の様子を聞く", 3)
    noted(desk, case, "家賃を確かめる", 4)
    (note,) = (t for t in cases.case_page(desk, case.id).tasks if t.what == "受診の様子を聞く")
    closing.evaluate(desk, case.id, ending(desk), finished={done.id, note.id})
    closing.cancel_ending(desk, case.id, reason="まだ支援が続いている")
    assert left(desk, case) == ["家賃を確かめる"]
    assert whats(desk) == [f"{case.case_no} 中野　実 家賃を確かめる"]


def test_今後の対応は一件の頁でも今日でも同じに数え済みにできる(desk: Desk) -> None:
    case = received(desk)
    noted(desk, case, "受診の様子を聞く", 3)
    (task,) = cases.case_page(desk, case.id).tasks
    (line,) = due_lines(desk)
    assert (task.what, line.task_id) == ("受診の様子を聞く", task.id)
    tasks.finish(desk, task.id)
    assert (left(desk, case), whats(desk)) == ([], [])
    tasks.finish(desk, task.id, undo=True)
    assert left(desk, case) == ["受診の様子を聞く"]
    assert whats(desk) == [f"{case.case_no} 中野　実 受診の様子を聞く"]
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.tasks.where() == ()


def test_取り消した評価シートは刷っても取消と分かる(desk: Desk, tmp_path: Path) -> None:
    case = received(desk)
    closing.evaluate(desk, case.id, ending(desk))
    closing.cancel_ending(desk, case.id)
    handed = hand_out_sheet(desk, "evaluation", case.case_no, tmp_path)
    (pdf,) = (path for path in handed.files if path.suffix == ".pdf")
    told = "取消 R8.11.20 大田　文江"
    for page in PdfReader(pdf).pages:
        assert told in page.extract_text()
    (xlsx,) = (path for path in handed.files if path.suffix == ".xlsx")
    book = load_workbook(xlsx)
    for sheet in book:
        assert any(told in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_閉じられなければ評価シートも残らない(desk: Desk) -> None:
    case = received(desk)
    raw = desk._store.raw_connection()
    raw.execute(
        "CREATE TRIGGER stop BEFORE UPDATE ON consultation BEGIN SELECT RAISE(ABORT, 'x'); END"
    )
    with pytest.raises(BadInput):
        closing.evaluate(desk, case.id, ending(desk))
    raw.execute("DROP TRIGGER stop")
    raw.close()
    page = cases.case_page(desk, case.id)
    assert page.case.status is CaseStatus.OPEN
    assert [sheet for sheet in page.sheets if sheet.form_id == "evaluation"] == []
    assert closing.evaluate(desk, case.id, ending(desk))[0].status is CaseStatus.CLOSED
