"""支援プラン。支援会議で得た事実を入れないよう、普段の区分だけで書く。"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any, Final

from jusou_desk.casework.case.answers import (
    Values,
    day,
    pack,
    terms,
    text,
    unpack,
    written_form,
)
from jusou_desk.casework.case.cases import expect_of_case, find_case, widest_reading
from jusou_desk.casework.case.colliding import Content, Seen, expect_seen
from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.case.numbering import body_of, plan_number
from jusou_desk.casework.case.overlaying import withheld_after
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput
from jusou_desk.forms import FormDefinition, form
from jusou_desk.models.records import CaseStatus, Plan, PlanAction, PlanStatus, Sheet, new_id
from jusou_desk.models.work import Work

FORM: Final = "plan"
_TEXT: Final = ("goal", "short_goal", "support", "lead_agency", "closing_reason")
_DATES: Final = ("period_from", "period_to", "next_monitoring_on", "closed_on")
#: 符号表 plan_results の語(直せない符号表)。
_DECIDED: Final = "決定"
_SPINE: Final = frozenset({*_TEXT, *_DATES, "kind", "made_on", "round_no", "status", "agencies"})


def write_plan(
    desk: Desk,
    case_id: str,
    values: Values,
    actions: tuple[PlanAction, ...],
    *,
    plan_id: str = "",
    withheld: Collection[str] | None = None,
    seen: Seen | None = None,
) -> Plan:
    """プランを書く(``plan_id`` があれば書き直す)。

    values: 様式 plan の値。種別と作成日は必須。期間の終わりは始まりより後。
    目標か支援内容の少なくとも一方が要る(中身の無いプランを会議にかけない)。
    actions: 課題ごとの支援内容(何を・どの機関が・どの役割で・いつまでに)。
    withheld: 本人に伏せる欄の id。None なら前のまま(再プランなら、前のプランのまま)。
    seen: 書き直すとき、開いたときの中身。その後に書き直されていれば ``Collided``。
    """
    made_on, kind = day(values, "made_on"), text(values, "kind")
    if made_on is None or not kind:
        raise BadInput(
            "プランの種別か作成日が空いています。", "種別を選び、作成日を入れてください。"
        )
    if not text(values, "goal").strip() and not any(action.what.strip() for action in actions):
        raise BadInput(
            "目標も支援内容も書かれていません。",
            "目標か、何をするかを一つでも書いてから保存してください。",
            "goal",
        )
    start, end = day(values, "period_from"), day(values, "period_to")
    if start and end and end < start:
        raise BadInput(
            "プランの期間が、始まりより前に終わっています。",
            "期間の開始と終了を確かめてください。",
            "period_to",
        )
    case = find_case(desk, case_id)
    with desk.writing(purpose_of(case.lane)) as work:
        old = work.plans.get(plan_id) if plan_id else None
        expect_of_case(old, case)
        others = [p for p in work.plans.where(case_id=case.id) if p.id != plan_id]
        _expect_seen(work, seen, old, Content(values, actions), withheld)
        body = body_of(desk.town, case.body_id)
        columns: dict[str, Any] = {name: text(values, name) for name in _TEXT}
        columns |= {name: day(values, name) for name in _DATES}
        agencies = terms(values, "agencies") or tuple(
            dict.fromkeys(action.agency for action in actions if action.agency)
        )
        plan = Plan(
            id=old.id if old else new_id(),
            lane=case.lane,
            body_id=case.body_id,
            plan_no=old.plan_no if old else plan_number(work, made_on, body),
            case_id=case.id,
            kind=kind,
            made_on=made_on,
            round_no=int(values.get("round_no") or len(others) + 1),
            status=PlanStatus(text(values, "status") or PlanStatus.DRAFT),
            agencies=agencies,
            actions=actions,
            **columns,
        )
        work.plans.put(plan)
        same = old or max(others, key=lambda one: (one.made_on, one.round_no), default=None)
        before = work.sheets.get(same.id) if same else None
        sheet = work.sheets.get(plan.id)
        definition = written_form(FORM, sheet, old.made_on) if old else form(FORM)
        _put_sheet(desk, work, plan, definition, values, before, withheld)
        if case.status is CaseStatus.OPEN:
            work.cases.put(replace(case, status=CaseStatus.SUPPORTED))
        desk.audit(work, "プランの記入", plan.plan_no, body_id=plan.body_id)
    return plan


def _expect_seen(
    work: Work,
    seen: Seen | None,
    old: Plan | None,
    mine: Content,
    withheld: Collection[str] | None,
) -> None:
    sheet = work.sheets.get(old.id) if old else None
    kept = sheet.withheld if sheet else ()
    now = Content(plan_values(work, old), old.actions, kept) if old else None
    mine = replace(mine, hidden=kept if withheld is None else tuple(withheld))
    definition = written_form(FORM, sheet, old.made_on) if old else form(FORM)
    expect_seen(definition, seen, now, mine)


def _put_sheet(
    desk: Desk,
    work: Work,
    plan: Plan,
    definition: FormDefinition,
    values: Values,
    before: Sheet | None,
    withheld: Collection[str] | None,
) -> None:
    work.sheets.put(
        Sheet(
            id=plan.id,
            lane=plan.lane,
            body_id=plan.body_id,
            case_id=plan.case_id,
            form_id=FORM,
            form_version=definition.version,
            written_on=plan.made_on,
            author=desk.me.name,
            answers=pack(definition, values, spine=_SPINE),
            withheld=withheld_after(
                desk, work, definition, withheld, before, plan.plan_no, plan.body_id
            ),
        )
    )


def plan_values(work: Work, plan: Plan) -> dict[str, Any]:
    """保存されたプランを、様式 plan の値に戻す。"""
    values = unpack(work.sheets.get(plan.id))
    values |= {name: getattr(plan, name) for name in (*_TEXT, *_DATES)}
    values |= {
        "kind": plan.kind,
        "made_on": plan.made_on,
        "round_no": plan.round_no,
        "status": str(plan.status),
        "agencies": "、".join(plan.agencies),
    }
    return values


def find_plan(desk: Desk, plan_id: str) -> Plan:
    """id のプラン。見つからなければ ``BadInput``。"""
    with desk.reading(widest_reading(desk)) as work:
        plan = work.plans.get(plan_id)
    if plan is None:
        raise BadInput("そのプランが見つかりません。", "相談のページから開き直してください。")
    return plan


def decide_plan(
    desk: Desk, plan_id: str, decided_on: date, *, met_on: date | None = None, agreed: str = ""
) -> Plan:
    """支援決定。案のプランを決定にする(会議で適切性を協議した後に市町村が決める)。

    met_on・agreed: 協議した重層的支援会議の日と、その結果。プランの「申込みと決定」の空いた欄に入る。
    """
    plan = find_plan(desk, plan_id)
    if plan.status is not PlanStatus.DRAFT:
        raise BadInput("このプランは案ではありません。", "プランの状態を確かめてください。")
    decided = replace(plan, status=PlanStatus.DECIDED, period_from=plan.period_from or decided_on)
    known: dict[str, Any] = {"decided_on": decided_on, "plan_result": _DECIDED}
    known |= {"met_on": met_on, "meeting_result": agreed}
    with desk.writing(purpose_of(plan.lane)) as work:
        work.plans.put(decided)
        sheet = work.sheets.get(plan.id)
        if sheet is not None:
            written = unpack(sheet)
            values = {**written, **{n: v for n, v in known.items() if v and not written.get(n)}}
            answers = pack(form(FORM, sheet.form_version), values, spine=_SPINE)
            work.sheets.put(replace(sheet, answers=answers))
        desk.audit(work, "支援決定", plan.plan_no, body_id=plan.body_id)
    return decided
