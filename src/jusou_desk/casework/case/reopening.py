"""書いてある記録を、様式の値に戻して開く。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jusou_desk.casework.case.answers import unpack, written_form
from jusou_desk.casework.case.plans import plan_values
from jusou_desk.casework.case.progress import note_values
from jusou_desk.casework.case.timeline import Happened, Happening
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput
from jusou_desk.forms import FormDefinition, form
from jusou_desk.models.records import PlanAction
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose


@dataclass(frozen=True)
class Reopened:
    """開いた記録。``form`` は書かれた版。"""

    form: FormDefinition
    values: dict[str, Any]
    actions: tuple[PlanAction, ...] = ()


def reopen_record(desk: Desk, happening: Happening, purpose: Purpose) -> Reopened:
    """出来事の記録を開く。様式を持たないか、``purpose`` で見えなければ ``BadInput``。"""
    with desk.reading(purpose) as work:
        found = _find(work, happening)
    if found is None:
        raise BadInput("その記録が見つかりません。", "ページを開き直してください。")
    return found


def _find(work: Work, happening: Happening) -> Reopened | None:
    sheet = work.sheets.get(happening.ref)
    match happening.kind:
        case Happened.NOTE if note := work.notes.get(happening.ref):
            written = written_form("progress", sheet, note.at.date())
            return Reopened(written, note_values(work, note))
        case Happened.PLAN if plan := work.plans.get(happening.ref):
            written = written_form("plan", sheet, plan.made_on)
            return Reopened(written, plan_values(work, plan), plan.actions)
        case Happened.CONSENT if consent := work.consents.get(happening.ref):
            values = unpack(sheet) | {
                "status": consent.status,
                "decided_on": consent.decided_on,
                "asked_by": consent.asked_by,
                "scope": consent.scope,
                "agencies": "、".join(consent.agencies),
                "valid_until": consent.valid_until,
                "witness": consent.witness,
                "original_kept": consent.original_kept,
                "note": consent.note,
            }
            return Reopened(written_form("consent", sheet, consent.decided_on), values)
        case Happened.SHEET if sheet is not None:
            return Reopened(form(sheet.form_id, sheet.form_version), unpack(sheet))
    return None
