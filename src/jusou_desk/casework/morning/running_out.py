"""今日の行のうち、プランのこと: モニタリングの日と、期間の終わり。それに、同意の期間の終わり。"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from jusou_desk.casework.case.due import DueLine, case_line, weight_of, when_words
from jusou_desk.casework.morning.outlook import Outlook
from jusou_desk.casework.morning.reminders import ENDING
from jusou_desk.models.records import Consent, Plan, PlanStatus
from jusou_desk.wareki import format_short

_IN_FORCE: Final = (PlanStatus.DRAFT, PlanStatus.DECIDED)


def plan_lines(look: Outlook) -> list[DueLine]:
    """終わっていない相談の、案か決定のプラン。期間の終わりは、種類ごとの一番新しいプランだけ。"""
    plans = look.work.plans.among("case_id", set(look.live))
    kept = [one for one in plans if one.status in _IN_FORCE]
    newest: dict[tuple[str, str], Plan] = {}
    for one in sorted(kept, key=lambda plan: (plan.made_on, plan.round_no)):
        newest[one.case_id, one.kind] = one
    return [*_monitoring(look, kept), *_ending(look, list(newest.values()))]


def _monitoring(look: Outlook, plans: list[Plan]) -> list[DueLine]:
    lines = []
    for plan in plans:
        due = plan.next_monitoring_on
        # 期間の終わる日のモニタリングは、終わりの行が評価として言う
        if due is None or due > look.horizon or due == plan.period_to:
            continue
        why = f"プラン{plan.round_no}回目のモニタリング。{when_words(due, look.today)}"
        lines.append(_line(look, plan, due, "モニタリング", why))
    return lines


def _ending(look: Outlook, plans: list[Plan]) -> list[DueLine]:
    lines = []
    last = look.today + timedelta(days=look.days[ENDING])
    for plan in plans:
        until = plan.period_to
        if until is None or until > last:
            continue
        over = until < look.today
        doing = "プランの期間が過ぎています" if over else "プランの期間が終わります"
        why = (
            f"{plan.kind}のプラン{plan.round_no}回目は{format_short(until)}まで。"
            "評価して、続けるか終えるかを決めます"
        )
        lines.append(_line(look, plan, until, doing, why))
    return lines


def _line(look: Outlook, plan: Plan, due: date, doing: str, why: str) -> DueLine:
    """プランの一行。支援会議の相談のプランは、何回目のどの種別かを書かない。"""
    weight = weight_of(due, look.today)
    if plan.sealed:
        what, why = f"支援会議の相談の{doing}", when_words(due, look.today)
        return DueLine(weight, due, what, why, "sealed_case", plan.case_id)
    return case_line(weight, due, look.case(plan.case_id), look.names, doing, why)


def consent_lines(look: Outlook) -> list[DueLine]:
    """終わっていない相談の、いまの同意の期間の終わり。"""
    agreed = {one.id for one in look.live.values() if one.consented and not one.sealed}
    newest: dict[str, Consent] = {}
    for consent in sorted(look.work.consents.among("case_id", agreed), key=_decided):
        newest[consent.case_id] = consent
    last = look.today + timedelta(days=look.days[ENDING])
    lines = []
    for case_id, consent in newest.items():
        until = consent.valid_until
        if until is None or until > last:
            continue
        over = until < look.today
        doing = "同意の期間が過ぎています" if over else "同意の期間が終わります"
        why = f"{when_words(until, look.today)}。続けるには改めて同意が要ります"
        lines.append(
            case_line(
                weight_of(until, look.today), until, look.case(case_id), look.names, doing, why
            )
        )
    return lines


def _decided(consent: Consent) -> tuple[date, datetime]:
    """同じ日に二つあれば、後から書いた方がいまの同意。"""
    return consent.decided_on, consent.recorded_at or datetime.min
