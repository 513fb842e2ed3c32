"""様式を新しく書くときに、もう分かっていること。同じことを二度打たせない。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from jusou_desk.casework.case.answers import unpack
from jusou_desk.casework.case.cancelling import cancelled
from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.wording import office_fax, office_phone
from jusou_desk.forms import Known, form
from jusou_desk.models.records import CONSENTED, Plan, PlanStatus, Sheet
from jusou_desk.policy import Overlay, Purpose

Answers = dict[str, Any]

#: 評価の会議といえる議題の目的。情報共有などの会議の日を、決めた日と取り違えない。
_DECIDING: Final = frozenset({"終結", "中断", "再プラン"})

#: 評価シートの、結果のほかの欄。
_REVIEW: Final = frozenset(
    {"attainment", "attainment_detail", "changes", "remaining", "wish", "opinion"}
)


def prefill(desk: Desk, page: CasePage, form_id: str) -> Answers:
    """様式 ``form_id`` の欄 id → 分かっている値。空の値と、隠した欄には入れない。"""
    ruled = _BY_FORM.get(form_id)
    known = ruled(desk, page) if ruled else _plain(desk, page, form_id)
    fields = {field.id for field in form(form_id).showing().fields}
    return {name: value for name, value in known.items() if name in fields and value}


def latest_sheet(page: CasePage, form_id: str) -> Sheet | None:
    """その相談の、一番新しい様式。"""
    return next((sheet for sheet in page.sheets if sheet.form_id == form_id), None)


def current_plan(page: CasePage) -> Plan | None:
    """案か決定の、一番新しいプラン。"""
    live = (PlanStatus.DRAFT, PlanStatus.DECIDED)
    return next((plan for plan in page.plans if plan.status in live), None)


def _answers(page: CasePage, form_id: str, *, to: str = "") -> Answers:
    """一番新しい様式の値。別の様式 ``to`` に写すときは、本人に伏せる欄を除く(写した先では伏せられない)。"""
    sheet = latest_sheet(page, form_id)
    hidden = sheet.withheld if sheet is not None and to else ()
    return {name: value for name, value in unpack(sheet).items() if name not in hidden}


def _told(page: CasePage) -> str:
    """相談内容。本人に伏せるものは、ほかの様式に写さない。"""
    return "" if Overlay.FROM_PERSON in page.case.overlays else page.case.content


def _topics(page: CasePage) -> object:
    """受付で選んだ困りごと。写してよいかは、相談内容と同じ。"""
    return _answers(page, "intake", to="referral").get("topics") if _told(page) else None


def _said_by_person(page: CasePage, words: object) -> object:
    """本人の言葉として写せる文。情報源を秘匿した相談の話は別の人のもので、写すと誰の話かが本人に知れる。"""
    return None if Overlay.SOURCE in page.case.overlays else words


def _progress(desk: Desk, _page: CasePage) -> Answers:
    return {"noted_on": desk.today(), "recorder": desk.me.name}


def _consent(desk: Desk, page: CasePage) -> Answers:
    given = next((c for c in page.consents if c.status in CONSENTED), None)
    known: Answers = {
        "asked_on": desk.today(),
        "decided_on": desk.today(),
        "asked_by": desk.me.name,
    }
    latest = page.latest_consent
    if latest is not None and latest.status in CONSENTED and not latest.scope:
        # 受付では有無と日だけを記入している。同じことを二度選ばせず、範囲と提供先から書き始める
        known |= {"status": latest.status, "asked_by": latest.asked_by or desk.me.name}
        known |= {"asked_on": latest.decided_on, "decided_on": latest.decided_on}
    if given is not None:
        known |= {"scope": given.scope, "agencies": "、".join(given.agencies)}
        known["original_kept"] = given.original_kept
        # 目的も除く機関も、写さなければ前より広い同意になる。期間だけは、同意のたびに決める
        written = next((s for s in page.sheets if s.id == given.id), None)
        terms = unpack(written)
        known |= {name: terms[name] for name in ("purposes", "excluded_agencies") if name in terms}
    return known


def _assessment(desk: Desk, page: CasePage) -> Answers:
    case = page.case
    at_reception: Answers = _answers(page, "intake", to="assessment") | {
        "route": case.route,
        "complaint": _told(page),
        "household_size": len(page.household) + 1 if page.household else None,
        "issues": case.issues,
        "main_issue": case.main_issue,
    }
    before = _answers(page, "assessment")
    return at_reception | before | {"assessed_on": desk.today(), "assessor": desk.me.name}


def _plan(desk: Desk, page: CasePage) -> Answers:
    heard = _answers(page, "intake", to="plan")
    seen = _answers(page, "assessment", to="plan")
    # 急ぐ順に書く欄なので、主たる課題を先に
    chosen = sorted(page.case.issues, key=lambda issue: issue != page.case.main_issue)
    issues = "\n".join(f"{n} {issue}" for n, issue in enumerate(chosen, start=1))
    known: Answers = {
        "kind": "多機関協働",
        "issues_to_solve": issues,
        "household_situation": seen.get("background"),
        "wish": _said_by_person(page, heard.get("wish") or seen.get("complaint")),
    }
    if page.plans:
        last = page.plans[0]
        known |= _answers(page, "plan")
        known |= {"kind": last.kind, "goal": last.goal, "lead_agency": last.lead_agency}
        known["agencies"] = "、".join(last.agencies)
    for done in ("applied_on", "met_on", "meeting_result", "decided_on", "plan_result"):
        known.pop(done, None)
    return known | {
        "made_on": desk.today(),
        "period_from": desk.today(),
        "round_no": len(page.plans) + 1,
        "planner": desk.me.name,
        "planner_agency": page.case.window,
        "status": str(PlanStatus.DRAFT),
    }


def _evaluation(desk: Desk, page: CasePage) -> Answers:
    """終結後の主担当機関は入れない。評価のたびに、人が決める(つなぎ戻し、domain.md §1.8)。

    前の評価の終結が取り消されていれば、その振り返りから書き始める(結果は決め直す)。
    """
    last = latest_sheet(page, "evaluation")
    again = unpack(last) if cancelled(last) else {}
    kept = {name: value for name, value in again.items() if name in _REVIEW}
    return kept | {
        "evaluated_on": desk.today(),
        "evaluator": desk.me.name,
        "wish": kept.get("wish") or _answers(page, "plan", to="evaluation").get("wish"),
        "met_on": _decided_in_meeting(page, desk.today()),
    }


def _decided_in_meeting(page: CasePage, today: date) -> date | None:
    """終結・中断・再プランを話し合った、前の評価に書いていない一番新しい会議の日。"""
    before = {unpack(s).get("met_on") for s in page.sheets if s.form_id == "evaluation"}
    return next(
        (
            meeting.held_on
            for meeting, item in page.agenda
            if item.aim in _DECIDING and meeting.held_on <= today and meeting.held_on not in before
        ),
        None,
    )


def _referral(desk: Desk, page: CasePage) -> Answers:
    case, consent = page.case, page.latest_consent
    window = next((w for w in desk.town.windows if w.name == case.window), None)
    with desk.reading(Purpose.CASEWORK) as work:
        phone = office_phone(work, desk.town, window)
        fax = office_fax(work, desk.town, window)
    return {
        "made_on": desk.today(),
        "from_agency": case.window,
        "from_staff": desk.me.name,
        "from_phone": phone,
        "from_fax": fax,
        "topics": _topics(page),
        "content": _told(page),
        "urgency": case.urgency,
        "consent": case.consent,
        "consented_on": consent.decided_on if consent and case.consented else None,
        "scope": consent.scope if consent and case.consented else (),
    }


def _at_hand(desk: Desk, page: CasePage, wanted: frozenset[Known]) -> dict[Known, Any]:
    """様式の欄が名指す、いま分かっていること。"""
    case = page.case
    found: dict[Known, Any] = {
        Known.TODAY: desk.today(),
        Known.NOW: f"{desk.now():%H:%M}",
        Known.ME: desk.me.name,
        Known.WINDOW: case.window,
        Known.URGENCY: case.urgency,
        Known.TOLD: _told(page),
    }
    if wanted & {Known.OFFICE_PHONE, Known.OFFICE_FAX}:
        window = next((w for w in desk.town.windows if w.name == case.window), None)
        with desk.reading(Purpose.CASEWORK) as work:
            found[Known.OFFICE_PHONE] = office_phone(work, desk.town, window)
            found[Known.OFFICE_FAX] = office_fax(work, desk.town, window)
    return found


def _plain(desk: Desk, page: CasePage, form_id: str) -> Answers:
    """決まりの無い様式: 欄の ``known`` が名指すもの。"""
    named = {field.id: field.known for field in form(form_id).fields if field.known is not None}
    found = _at_hand(desk, page, frozenset(named.values()))
    return {field_id: found[known] for field_id, known in named.items()}


_BY_FORM: Final[dict[str, Callable[[Desk, CasePage], Answers]]] = {
    "progress": _progress,
    "consent": _consent,
    "assessment": _assessment,
    "plan": _plan,
    "evaluation": _evaluation,
    "referral": _referral,
}
