"""評価と終結。終わるときは、その後の主担当機関を必ず決める(つなぎ戻し、domain.md §1.8)。"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from jusou_desk.casework.answers import Values, day, text
from jusou_desk.casework.cases import find_case
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.intake import purpose_of
from jusou_desk.casework.sheets import write_sheet
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Case, CaseStatus, PlanStatus, Sheet

FORM: Final = "evaluation"
_RESULTS: Final = {
    "終結": (CaseStatus.CLOSED, PlanStatus.CLOSED),
    "中断": (CaseStatus.SUSPENDED, PlanStatus.SUSPENDED),
}


def evaluate(desk: Desk, case_id: str, values: Values, *, sheet_id: str = "") -> tuple[Case, Sheet]:
    """評価シートを書き、結果が終結・中断ならプランと相談を閉じる。

    終結には終結日・終結理由・終結後の主担当機関が要る。再プランなら相談は続く。
    """
    result, closed_on = text(values, "result"), day(values, "closed_on")
    if result in _RESULTS and (closed_on is None or not text(values, "closing_reason")):
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
    sheet = write_sheet(desk, case_id, FORM, values, sheet_id=sheet_id)
    if result not in _RESULTS or closed_on is None:
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
        desk.audit(work, f"相談の{result}", case.case_no)
    return closed, sheet


def reopen(desk: Desk, case_id: str) -> Case:
    """終結・中断した相談を支援中に戻す(元に戻す操作)。"""
    case = find_case(desk, case_id)
    opened = replace(
        case, status=CaseStatus.SUPPORTED, closed_on=None, closing_reason="", lead_agency=""
    )
    with desk.writing(purpose_of(case.lane)) as work:
        work.cases.put(opened)
        desk.audit(work, "相談を支援中に戻した", case.case_no)
    return opened
