"""評価と終結。終わるときは、その後の主担当機関を必ず決める(つなぎ戻し、domain.md §1.8)。

終わった相談に残った仕事は消さない。済むまで今日の画面に「終結後」と付いて出る。
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from jusou_desk.casework.answers import Values, day, text
from jusou_desk.casework.cases import CasePage, case_page, find_case
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.intake import purpose_of
from jusou_desk.casework.sheets import write_sheet
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Case, CaseStatus, Note, Plan, PlanStatus, Sheet, Task
from jusou_desk.models.work import Work

FORM: Final = "evaluation"
ENDED: Final = (CaseStatus.CLOSED, CaseStatus.SUSPENDED)
_RESULTS: Final = {
    "終結": (CaseStatus.CLOSED, PlanStatus.CLOSED),
    "中断": (CaseStatus.SUSPENDED, PlanStatus.SUSPENDED),
}
_NEEDED: Final = {
    "終結": frozenset({"closed_on", "closing_reason", "lead_agency"}),
    "中断": frozenset({"closed_on", "closing_reason"}),
}
MAY_BE_NEEDED: Final = frozenset().union(*_NEEDED.values())
"""評価結果によっては空けておけない欄(id)。"""
#: 監査に残す、プランを終えたことの語。詳細には、終える前の状態を書く。
_PLAN_ENDED: Final = "プランを終えた"


def needed(result: str) -> frozenset[str]:
    """評価結果が ``result`` のとき、様式 evaluation で空けておけない欄(id)。"""
    return _NEEDED.get(result, frozenset())


def ends(result: str) -> bool:
    """評価結果が ``result`` なら、相談が終わる(終結・中断)か。"""
    return result in _RESULTS


def remaining(page: CasePage) -> tuple[Task, ...]:
    """いま終えると残る仕事を、期日の近い順に。

    済んでいない仕事と、経過の「今後の対応」のうち、その期日より後の経過がまだ無いもの。
    """
    tasks = list(page.tasks)
    if page.case.status not in ENDED:
        tasks += [_task_of(page.case, note) for note in page.notes if _waits(note, page.notes)]
    return tuple(sorted(tasks, key=lambda task: (task.due_on is None, task.due_on, task.what)))


def _waits(note: Note, notes: tuple[Note, ...]) -> bool:
    return note.due_on is not None and max(n.at.date() for n in notes) < note.due_on


def _task_of(case: Case, note: Note) -> Task:
    """経過の「今後の対応」を仕事にしたもの。経過と同じ id にして、戻すときに見分ける。"""
    return Task(
        id=note.id,
        lane=note.lane,
        body_id=note.body_id,
        what=note.next_step or "今後の対応",
        due_on=note.due_on,
        case_id=case.id,
        person=note.recorder,
        origin=note.id,
    )


def evaluate(
    desk: Desk,
    case_id: str,
    values: Values,
    *,
    sheet_id: str = "",
    finished: Collection[str] = (),
) -> tuple[Case, Sheet]:
    """評価シートを書き、結果が終結・中断ならプランと相談を閉じる。

    終結には終結日・終結理由・終結後の主担当機関が要る。再プランなら相談は続く。
    finished: 残る仕事(``remaining``)のうち、閉じるときに済みにするもの(id)。
    """
    result, closed_on = text(values, "result"), day(values, "closed_on")
    if ends(result) and (closed_on is None or not text(values, "closing_reason")):
        raise BadInput(
            f"{result}の日か理由が空いています。",
            "終結日を入れ、終結理由を選んでください。",
            "closing_reason" if closed_on else "closed_on",
        )
    if result == "終結" and not text(values, "lead_agency").strip():
        raise BadInput(
            "終結後の主担当機関がありません。",
            "この後に見守る機関(つなぎ戻し先)を一つ決めて入れてください。",
            "lead_agency",
        )
    case = find_case(desk, case_id)
    if closed_on is not None and closed_on < case.received_on:
        raise BadInput("終結日が受付日より前です。", "終結日を確かめてください。", "closed_on")
    left = remaining(case_page(desk, case.id, purpose=purpose_of(case.lane)))
    sheet = write_sheet(desk, case_id, FORM, values, sheet_id=sheet_id)
    if not ends(result) or closed_on is None:
        return case, sheet
    case_status, plan_status = _RESULTS[result]
    reason = text(values, "closing_reason")
    with desk.writing(purpose_of(case.lane)) as work:
        closed = replace(
            case,
            status=case_status,
            closed_on=closed_on,
            closing_reason=reason,
            lead_agency=text(values, "lead_agency"),
        )
        work.cases.put(closed)
        for plan in work.plans.where(case_id=case.id):
            if plan.status in (PlanStatus.DRAFT, PlanStatus.DECIDED):
                work.plans.put(
                    replace(plan, status=plan_status, closed_on=closed_on, closing_reason=reason)
                )
                desk.audit(work, _PLAN_ENDED, plan.plan_no, plan.status, body_id=plan.body_id)
        for task in left:
            done_on = desk.today() if task.id in finished else None
            work.tasks.put(replace(task, done_on=done_on))
        desk.audit(work, f"相談の{result}", case.case_no, body_id=case.body_id)
    return closed, sheet


def reopen(
    desk: Desk,
    case_id: str,
    *,
    status: CaseStatus = CaseStatus.SUPPORTED,
    unfinished: Collection[str] = (),
) -> Case:
    """終結・中断した相談を戻す。閉じたときに終えたプランも、終える前の状態に戻す。

    status: 戻したあとの状態。再開なら支援中、終結をすぐ取り消すなら元の状態。
    unfinished: 閉じるときに済みにした仕事(id)。まだ済んでいないことに戻す。
    評価シートは書いた記録なので残る。
    """
    case = find_case(desk, case_id)
    opened = replace(case, status=status, closed_on=None, closing_reason="", lead_agency="")
    with desk.writing(purpose_of(case.lane)) as work:
        work.cases.put(opened)
        _bring_back_plans(work, case)
        _bring_back_tasks(work, case, unfinished)
        desk.audit(work, f"相談を{status}に戻した", case.case_no, body_id=case.body_id)
    return opened


def _bring_back_plans(work: Work, case: Case) -> None:
    together = [plan for plan in work.plans.where(case_id=case.id) if _ended_with(plan, case)]
    if not together:
        return
    before: dict[str, str] = {}
    for entry in work.audit.entries():
        if entry.action == _PLAN_ENDED:
            before.setdefault(entry.subject, entry.detail)
    for plan in together:
        # 台帳から取り込んだ終結のように監査に無いものは、支援決定を経たとみなす
        status = PlanStatus(before.get(plan.plan_no, PlanStatus.DECIDED))
        work.plans.put(replace(plan, status=status, closed_on=None, closing_reason=""))


def _ended_with(plan: Plan, case: Case) -> bool:
    ended = (plan.closed_on, plan.closing_reason) == (case.closed_on, case.closing_reason)
    return ended and plan.status in (PlanStatus.CLOSED, PlanStatus.SUSPENDED)


def _bring_back_tasks(work: Work, case: Case, unfinished: Collection[str]) -> None:
    for task in work.tasks.where(case_id=case.id):
        open_again = task.done_on is None or task.id in unfinished
        if open_again and task.origin == task.id:
            # 相談が開いていれば、経過の「今後の対応」がそのまま今日に出る
            work.tasks.remove(task)
        elif open_again:
            work.tasks.put(replace(task, done_on=None))
