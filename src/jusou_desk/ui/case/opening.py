"""脇に開く一枚を用意する: 新しい様式(分かっていることを入れて)か、書いてある記録。"""

from __future__ import annotations

from typing import Final

from jusou_desk.casework.case.answers import unpack
from jusou_desk.casework.case.cancelling import cancelled
from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.case.closing import FORM
from jusou_desk.casework.case.colliding import Content
from jusou_desk.casework.case.prefill import current_plan, latest_sheet, prefill
from jusou_desk.casework.case.reopening import Reopened
from jusou_desk.casework.case.replies import FORM as FORM_OF_REPLY
from jusou_desk.casework.case.replies import SECTION, returned_words, slip_of
from jusou_desk.casework.case.timeline import Happened, Happening
from jusou_desk.casework.desk import Desk
from jusou_desk.forms import form
from jusou_desk.models.records import PlanAction, PlanStatus
from jusou_desk.ui.case.writings import Writing, standing_at

_NEVER_REWRITTEN: Final = "同意の記録は書き直しません。変わったときは、新しく一件記録します。"
_FROM_USUAL: Final = "普段の記録です。直すときは、普段のページで開いてください。"
_CANCELLED: Final = (
    "の印が付いた評価シートで、書き直せません。"
    "もう一度評価するときは、「評価・終結」から新しく書きます。"
)
_SEALED_ELSEWHERE: Final = "支援会議で聞いた話は、「支援会議の記録を開く」から書いてください。"


def new_writing(desk: Desk, page: CasePage, form_id: str, *, sealed: bool) -> Writing:
    """新しく書く一枚。機関・日付・記録者・前の値など、分かっていることは入れておく。"""
    actions: tuple[PlanAction, ...] = ()
    if form_id == "plan":
        before = page.plans[0].actions if page.plans else ()
        actions = before or tuple(PlanAction(issue=issue) for issue in page.case.issues)
    returned = returned_words(page.sheets) if form_id == FORM else ""
    members_only = form_id == "progress" and desk.serves_any and not sealed
    return Writing(
        form(form_id),
        page.case,
        prefill(desk, page, form_id),
        actions,
        sealed=sealed,
        body_id=page.case.body_id,
        notice=_SEALED_ELSEWHERE if members_only else returned,
        remaining=page.tasks if form_id == FORM else (),
        withheld=latest.withheld if (latest := latest_sheet(page, form_id)) else (),
    )


def opened_writing(
    page: CasePage, happening: Happening, found: Reopened, *, sealed: bool, may_write: bool
) -> Writing:
    """書いてある記録の一枚。同意と、支援会議の頁から見た普段の記録と、取り消した評価シートは読むだけ。"""
    notice = ""
    if happening.kind is Happened.CONSENT:
        notice = _NEVER_REWRITTEN
    elif sealed and not happening.sealed:
        notice = _FROM_USUAL
    elif mark := next((cancelled(one) for one in page.sheets if one.id == happening.ref), None):
        notice = f"「{mark.words}（{mark.reason}）」{_CANCELLED}"
    opened = Writing(
        found.form,
        page.case,
        found.values,
        found.actions,
        record_id=happening.ref,
        sealed=happening.sealed,
        body_id=_body_of(page, happening.ref),
        read_only=bool(notice) or not may_write,
        notice=notice,
        remaining=page.tasks if found.form.id == FORM else (),
        overlays=next((n.overlays for n in page.notes if n.id == happening.ref), ()),
        withheld=next((s.withheld for s in page.sheets if s.id == happening.ref), ()),
    )
    return opened if opened.read_only else standing_at(opened)


def reply_writing(desk: Desk, page: CasePage, sheet_id: str) -> Writing | None:
    """返ってきた返信だけを書く一枚。返信日は、空なら今日にしておく。頁にそのシートが無ければ None。"""
    sheet = next((one for one in page.sheets if one.id == sheet_id), None)
    if sheet is None:
        return None
    slip = slip_of(sheet, page.case, {page.person.id: page.person.name} if page.person else {})
    written = form(FORM_OF_REPLY, slip.sheet.form_version)
    values = unpack(slip.sheet)
    return Writing(
        written,
        page.case,
        {**values, "replied_on": values.get("replied_on") or desk.today()},
        record_id=sheet_id,
        notice=f"{slip.words}{'　（返信は入っています）' if slip.replied else ''}",
        withheld=slip.sheet.withheld,
        seen=Content(values, hidden=slip.sheet.withheld).seen(written),
        only=SECTION,
    )


def _body_of(page: CasePage, ref: str) -> str:
    """その記録の会議体。普段の記録なら空。"""
    written = (*page.notes, *page.sheets, *page.plans, *page.consents)
    return next((record.body_id for record in written if record.id == ref), "")


def draft_plan(page: CasePage) -> str:
    """書きかけの案があれば、その id。無ければ空。"""
    plan = current_plan(page)
    return plan.id if plan is not None and plan.status is PlanStatus.DRAFT else ""


def plan_words(page: CasePage) -> str:
    """プランの釦の語。"""
    if draft_plan(page):
        return "プランの案を直す"
    return "再プランを作る" if page.plans else "プランを作る"
