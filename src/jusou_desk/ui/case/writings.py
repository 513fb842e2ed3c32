"""脇で書く様式の一枚ごとの決まり: 題、見せない欄、保存の仕方、済んだあとの文。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from jusou_desk.casework import closing, consent, plans, progress, sheets
from jusou_desk.casework.answers import Values
from jusou_desk.casework.desk import Desk
from jusou_desk.forms import FormDefinition
from jusou_desk.models.records import Case, CaseStatus, PlanAction
from jusou_desk.policy import Lane
from jusou_desk.ui.changes import Changed

#: 頁が区分を決めるので、欄としては見せない。
_LANE_FIELD: Final = "lane"
#: 終結は評価シートで書くので、プランでは見せない節。
_NOT_NOW: Final = {"plan": frozenset({"closing"})}


@dataclass(frozen=True)
class Writing:
    """脇に開く一枚。``values`` は初めに入れておく値、``record_id`` は書き直す記録(新しければ空)。

    ``sealed`` なら、下書きも保存先も支援会議の中。
    """

    form: FormDefinition
    case: Case
    values: Mapping[str, Any]
    actions: tuple[PlanAction, ...] = ()
    record_id: str = ""
    sealed: bool = False
    read_only: bool = False
    notice: str = ""

    @property
    def place(self) -> str:
        """下書きの名。"""
        return f"{self.form.id}:{self.case.id}:{self.record_id or '新しい'}"

    @property
    def shown_form(self) -> FormDefinition:
        """見せる節と欄だけの様式。"""
        hidden = _NOT_NOW.get(self.form.id, frozenset())
        sections = tuple(
            replace(section, fields=tuple(f for f in section.fields if f.id != _LANE_FIELD))
            for section in self.form.sections
            if section.id not in hidden
        )
        return replace(self.form, sections=sections)


@dataclass(frozen=True)
class Saved:
    """保存の結果。``undo`` は元に戻す仕事(安く戻せるときだけ)。"""

    sentence: str
    undo: Callable[[], object] | None = None


Saver = Callable[[Desk, Writing, Values, tuple[PlanAction, ...]], Saved]


def save(desk: Desk, writing: Writing, values: Values, actions: tuple[PlanAction, ...]) -> Saved:
    """書いたものを保存する。見せていない欄は、開いたときの値を保つ。断りは casework のまま。"""
    whole = {**writing.values, **values}
    whole[_LANE_FIELD] = Lane.SEALED.label if writing.sealed else "通常"
    return _SAVERS[writing.form.id](desk, writing, whole, actions)


def changes_of(form_id: str) -> tuple[Changed, ...]:
    """保存で変わるものの種類。"""
    return _CHANGES[form_id]


def _save_note(
    desk: Desk, writing: Writing, values: Values, _actions: tuple[PlanAction, ...]
) -> Saved:
    note = progress.add_note(desk, writing.case.id, values, note_id=writing.record_id)
    if writing.record_id:
        return Saved("経過を書き直しました。")
    return Saved("経過を残しました。", lambda: progress.take_back(desk, note))


def _save_consent(
    desk: Desk, writing: Writing, values: Values, _actions: tuple[PlanAction, ...]
) -> Saved:
    written = consent.record_consent(desk, writing.case.id, values)
    return Saved(f"同意（{written.status}）を記録しました。")


def _save_plan(
    desk: Desk, writing: Writing, values: Values, actions: tuple[PlanAction, ...]
) -> Saved:
    plan = plans.write_plan(desk, writing.case.id, values, actions, plan_id=writing.record_id)
    return Saved(f"プラン {plan.plan_no} を保存しました。")


def _save_evaluation(
    desk: Desk, writing: Writing, values: Values, _actions: tuple[PlanAction, ...]
) -> Saved:
    case, _sheet = closing.evaluate(desk, writing.case.id, values, sheet_id=writing.record_id)
    if case.status in (CaseStatus.CLOSED, CaseStatus.SUSPENDED):
        return Saved(f"評価シートを保存し、相談を{case.status}にしました。")
    return Saved("評価シートを保存しました。")


def _save_sheet(
    desk: Desk, writing: Writing, values: Values, _actions: tuple[PlanAction, ...]
) -> Saved:
    sheets.write_sheet(
        desk,
        writing.case.id,
        writing.form.id,
        values,
        sheet_id=writing.record_id,
        sealed=writing.sealed,
    )
    return Saved(f"{writing.form.title}を保存しました。")


_SAVERS: Final[dict[str, Saver]] = {
    "progress": _save_note,
    "consent": _save_consent,
    "plan": _save_plan,
    "evaluation": _save_evaluation,
    "assessment": _save_sheet,
    "referral": _save_sheet,
}
_CHANGES: Final = {
    "progress": (Changed.NOTE,),
    "consent": (Changed.CONSENT, Changed.CASE),
    "plan": (Changed.PLAN, Changed.CASE),
    "evaluation": (Changed.SHEET, Changed.CASE, Changed.PLAN),
    "assessment": (Changed.SHEET,),
    "referral": (Changed.SHEET,),
}
