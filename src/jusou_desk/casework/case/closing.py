"""評価と終結。終わるときは、その後の主担当機関を必ず決める(つなぎ戻し、domain.md §1.8)。

終わった相談に残った仕事は消さない。済むまで今日の画面に「終結後」と付いて出る。
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from jusou_desk.casework.case.answers import Values, day, text
from jusou_desk.casework.case.cancelling import Cancelled, cancel, cancelled
from jusou_desk.casework.case.cases import case_page, find_case
from jusou_desk.casework.case.colliding import Seen
from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.case.promised import from_note
from jusou_desk.casework.case.sheets import write_sheet
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Case, CaseStatus, Plan, PlanStatus, Sheet
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
AT_ONCE: Final = "すぐに元に戻した"
"""取り消す理由を聞かずに、終えてすぐ元に戻したときの語。"""
#: 監査に残す、プランを終えたことの語。詳細には、終える前の状態を書く。
_PLAN_ENDED: Final = "プランを終えた"


def needed(result: str) -> frozenset[str]:
    """評価結果が ``result`` のとき、様式 evaluation で空けておけない欄(id)。"""
    return _NEEDED.get(result, frozenset())


def ends(result: str) -> bool:
    """評価結果が ``result`` なら、相談が終わる(終結・中断)か。"""
    return result in _RESULTS


def evaluate(
    desk: Desk,
    case_id: str,
    values: Values,
    *,
    sheet_id: str = "",
    finished: Collection[str] = (),
    withheld: Collection[str] | None = None,
    seen: Seen | None = None,
) -> tuple[Case, Sheet]:
    """評価シートを書き、結果が終結・中断ならプランと相談を閉じる。

    終結には終結日・終結理由・終結後の主担当機関が要る。再プランなら相談は続く。
    finished: 残る仕事(``CasePage.tasks``)のうち、閉じるときに済みにするもの(id)。
    取り消した終結のシートは書き直せない(``BadInput``)。
    seen: 書き直すとき、開いたときの中身。その後に書き直されていれば ``Collided``。
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
    page = case_page(desk, case.id, purpose=purpose_of(case.lane))
    if any(cancelled(one) for one in page.sheets if one.id == sheet_id):
        raise BadInput(
            "終結を取り消した評価シートは、書き直せません。",
            "もう一度評価するときは、「評価・終結」から新しい評価シートを書いてください。",
        )
    if not ends(result) or closed_on is None:
        return case, write_sheet(
            desk, case_id, FORM, values, sheet_id=sheet_id, withheld=withheld, seen=seen
        )
    case_status, plan_status = _RESULTS[result]
    reason = text(values, "closing_reason")
    closed = replace(
        case,
        status=case_status,
        closed_on=closed_on,
        closing_reason=reason,
        lead_agency=text(values, "lead_agency"),
    )

    def close(work: Work) -> None:
        work.cases.put(closed)
        for plan in work.plans.where(case_id=case.id):
            if plan.status in (PlanStatus.DRAFT, PlanStatus.DECIDED):
                work.plans.put(
                    replace(plan, status=plan_status, closed_on=closed_on, closing_reason=reason)
                )
                desk.audit(work, _PLAN_ENDED, plan.plan_no, plan.status, body_id=plan.body_id)
        for task in page.tasks:
            done_on = desk.today() if task.id in finished else None
            work.tasks.put(replace(task, done_on=done_on))
        desk.audit(work, _ended_words(case_status), case.case_no, case.status, body_id=case.body_id)

    sheet = write_sheet(
        desk,
        case_id,
        FORM,
        values,
        sheet_id=sheet_id,
        withheld=withheld,
        together=close,
        seen=seen,
    )
    return closed, sheet


def _ended_words(status: CaseStatus) -> str:
    """監査に残す、相談を終えたことの語。詳細には、終える前の状態を書く。"""
    return f"相談の{status}"


def reopen(desk: Desk, case_id: str) -> Case:
    """終結・中断した相談の支援を、もう一度始める。終えたことは正しかったので、評価シートはそのまま。

    閉じたときに終えたプランも、終える前の状態に戻す。終わっていない相談なら ``BadInput``。
    """
    case = _find_ended(desk, case_id)
    with desk.writing(purpose_of(case.lane)) as work:
        opened = _bring_back(work, case, CaseStatus.SUPPORTED, ())
        desk.audit(work, f"相談を{opened.status}に戻した", case.case_no, body_id=case.body_id)
    return opened


def cancel_ending(
    desk: Desk, case_id: str, *, reason: str = "", unfinished: Collection[str] = ()
) -> Case:
    """終結・中断を、無かったことにする。相談とプランと残る仕事は、終える前の状態に戻る。

    評価シートは書いた記録なので残り、いつ・誰が・なぜ取り消したかの印が付く(``cancelling``)。
    reason: 取り消す理由(監査にも残る)。空は、終えてすぐ元に戻したとき。
    unfinished: 閉じるときに済みにした仕事(id)のうち、済んでいないことに戻すもの。
    終わっていない相談なら ``BadInput``。
    """
    case = _find_ended(desk, case_id)
    mark = Cancelled(desk.today(), desk.me.name, reason or AT_ONCE)
    with desk.writing(purpose_of(case.lane)) as work:
        sheet = _sheet_of_ending(work, case)
        if sheet is not None:
            work.sheets.put(cancel(sheet, mark))
        opened = _bring_back(work, case, _status_before(work, case), unfinished)
        desk.audit(work, f"{case.status}の取消し", case.case_no, mark.reason, body_id=case.body_id)
    return opened


def _find_ended(desk: Desk, case_id: str) -> Case:
    case = find_case(desk, case_id)
    if not case.ended:
        raise BadInput("この相談は終わっていません。", "ページを開き直してください。")
    return case


def _sheet_of_ending(work: Work, case: Case) -> Sheet | None:
    """相談を終えた評価シート。台帳から取り込んだ終結なら、無い。"""
    written = work.sheets.where(case_id=case.id, form_id=FORM)
    closed_on = case.closed_on.isoformat() if case.closed_on else ""
    ending = [
        sheet
        for sheet in written
        if sheet.answers.get("result") == case.status
        and sheet.answers.get("closed_on") == closed_on
        and cancelled(sheet) is None
    ]
    return max(reversed(ending), key=lambda sheet: sheet.written_on, default=None)


def _status_before(work: Work, case: Case) -> CaseStatus:
    """終える前の状態。監査に無ければ(取り込んだ終結など)、支援中とみなす。"""
    ended = (
        one for one in work.audit.about({case.case_no}) if one.action == _ended_words(case.status)
    )
    known = {str(status) for status in CaseStatus} - {str(status) for status in ENDED}
    before = next((one.detail for one in ended if one.detail in known), CaseStatus.SUPPORTED)
    return CaseStatus(before)


def _bring_back(work: Work, case: Case, status: CaseStatus, unfinished: Collection[str]) -> Case:
    opened = replace(case, status=status, closed_on=None, closing_reason="", lead_agency="")
    work.cases.put(opened)
    _bring_back_plans(work, case)
    _bring_back_tasks(work, case, unfinished)
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
        if open_again and from_note(task):
            # 相談が開いていれば、経過の「今後の対応」がそのまま仕事に数えられる
            work.tasks.remove(task)
        elif open_again:
            work.tasks.put(replace(task, done_on=None))
