"""移替えのもとになる事実を集める。様式は欄ごと、プランは行ごと、秘匿の相談の受付は欄ごとに一つ。

誰が話したかは、様式やプランには残らない。それまでの支援会議の席や経過に外の機関がいれば、
そのどれかの話と考える(厳しい側に倒す。domain.md §3.5)。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from jusou_desk.casework.case.answers import text, unpack
from jusou_desk.casework.case.intake import intake_values
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.secrecy.transfer_sources import (
    Heard,
    Source,
    names_in,
    of_item,
    of_note,
    outside_of,
    tellers_of,
)
from jusou_desk.errors import BadInput
from jusou_desk.forms import FieldKind, FormDefinition, form
from jusou_desk.models.records import Case, Entry, Plan, PlanAction, Sheet
from jusou_desk.models.work import Work
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Overlay
from jusou_desk.wareki import format_short

#: 自分の行(経過・同意・受付)から取り出す様式と、もとの文を持たない様式。
_ELSEWHERE: Final = frozenset({"intake", "consent", "progress"})
#: 人についての事実ではない欄。書いた人と、事務の覚え。
_CLERICAL: Final = frozenset(
    {
        "assessor",
        "evaluator",
        "planner",
        "planner_agency",
        "from_staff",
        "from_agency",
        "from_phone",
    }
)
#: 受付の事務の欄と、情報源についての約束。
_RECEPTION: Final = frozenset(
    {
        "received_on",
        "window",
        "worker",
        "consent",
        "applied_on",
        "lane",
        "no_consent_reason",
        "informant_withheld",
    }
)
_GOALS: Final = (("goal", "目標"), ("short_goal", "短期目標"), ("support", "支援内容"))


def facts_of(desk: Desk, work: Work, case_id: str) -> Iterator[Heard]:
    """その相談の、支援会議で聞いた事実。"""
    for note in work.notes.where(case_id=case_id):
        yield from of_note(desk, note)
    for item in work.agenda.where(case_id=case_id):
        yield from of_item(desk, work, item)
    for sheet in work.sheets.where(case_id=case_id):
        yield from _of_sheet(desk, work, sheet)
    for plan in work.plans.where(case_id=case_id):
        yield from _of_plan(desk, work, plan)
    case = work.cases.get(case_id)
    if case is not None:
        yield from _of_case(work, case)


def find_heard(desk: Desk, work: Work, source: Source, source_id: str) -> Heard:
    """元の記載。無いか、従事していない会議体のものなら ``BadInput``。"""
    record_id = source_id.partition("/")[0]
    found: Iterable[Heard] = ()
    match source:
        case Source.NOTE:
            note = work.notes.get(record_id)
            found = of_note(desk, note) if note else ()
        case Source.FINDINGS | Source.DECISION:
            item = work.agenda.get(record_id)
            found = of_item(desk, work, item) if item else ()
        case Source.SHEET:
            sheet = work.sheets.get(record_id)
            found = _of_sheet(desk, work, sheet) if sheet else ()
        case Source.PLAN:
            plan = work.plans.get(record_id)
            found = _of_plan(desk, work, plan) if plan else ()
        case Source.INTAKE | Source.CASE:
            case = work.cases.get(record_id)
            found = (*_of_case(work, case), *whole_case(work, case)) if case else ()
    for one in found:
        if (one.source, one.id) == (source, source_id):
            return one
    raise BadInput("移替えの元の記載が見つかりません。", "支援会議の頁を開き直してください。")


def _of_sheet(desk: Desk, work: Work, sheet: Sheet) -> Iterator[Heard]:
    if not sheet.sealed or sheet.form_id in _ELSEWHERE:
        return
    definition = form(sheet.form_id, sheet.form_version)
    told_by = _tellers_before(desk, work, sheet, sheet.written_on)
    dated = next((f.id for f in definition.fields if f.kind is FieldKind.DATE), "")
    for name, label, words in _written(definition, unpack(sheet)):
        if name == dated or name in _CLERICAL:
            continue
        yield Heard(
            Source.SHEET,
            f"{sheet.id}/{name}",
            sheet.case_id,
            sheet.body_id,
            sheet.written_on,
            definition.title,
            words,
            told_by,
            sure=False,
            label=label,
            overlays=(Overlay.FROM_PERSON,) if name in sheet.withheld else (),
        )


def _of_plan(desk: Desk, work: Work, plan: Plan) -> Iterator[Heard]:
    if not plan.sealed:
        return
    told_by = _tellers_before(desk, work, plan, plan.made_on)
    lines = [(name, label, str(getattr(plan, name))) for name, label in _GOALS]
    lines += [
        (f"line{at}", one.issue or "支援内容", _action_words(one))
        for at, one in enumerate(plan.actions, start=1)
    ]
    for name, label, words in lines:
        if words.strip():
            yield Heard(
                Source.PLAN,
                f"{plan.id}/{name}",
                plan.case_id,
                plan.body_id,
                plan.made_on,
                plan.plan_no,
                words,
                told_by,
                sure=False,
                label=label,
            )


def _of_case(work: Work, case: Case) -> Iterator[Heard]:
    """秘匿の相談の、受付で書いた事実。"""
    if not case.sealed:
        return
    values = intake_values(work, case)
    sheet = work.sheets.get(case.id)
    definition = form("intake", sheet.form_version if sheet else "")
    for name, label, words in _written(definition, values):
        if name not in _RECEPTION:
            yield _at_reception(case, values, Source.INTAKE, f"{case.id}/{name}", label, words)


def whole_case(work: Work, case: Case) -> Iterator[Heard]:
    """秘匿の相談一件。相談の受け付け直しの元になる。"""
    if case.sealed:
        values = intake_values(work, case)
        words = case.content or "（相談内容の記入なし）"
        yield _at_reception(case, values, Source.CASE, case.id, "相談内容", words)


def _at_reception(
    case: Case, values: dict[str, Any], source: Source, fact_id: str, label: str, words: str
) -> Heard:
    return Heard(
        source,
        fact_id,
        case.id,
        case.body_id,
        case.received_on,
        case.case_no,
        words,
        _teller(values),
        label=label,
        overlays=case.overlays,
        unnamed=bool(values.get("informant_withheld")),
    )


def _teller(values: dict[str, Any]) -> tuple[str, ...]:
    """受付で話した、本人のほかの人・機関。本人が自分で来たのなら空。"""
    fields = ("informant", "referrer", "visitor_relation", "visitor")
    named = next((text(values, name) for name in fields if text(values, name).strip()), "")
    return names_in(named)


def _tellers_before(desk: Desk, work: Work, written: Sheet | Plan, on: date) -> tuple[str, ...]:
    """その日までに、その相談のことを話したかもしれない外の機関。"""
    told: dict[str, None] = {}
    mine = {"case_id": written.case_id}
    for item in work.agenda.where(**mine):
        meeting = work.meetings.get(item.meeting_id) if _same_lane(item, written) else None
        if meeting is not None and meeting.held_on <= on:
            told |= dict.fromkeys(outside_of(desk, meeting))
    for note in work.notes.where(**mine):
        if _same_lane(note, written) and note.at.date() <= on:
            told |= dict.fromkeys(tellers_of(desk, note))
    case = work.cases.get(written.case_id)
    if case is not None and case.sealed:
        told |= dict.fromkeys(_teller(intake_values(work, case)))
    return tuple(told)


def _same_lane(one: Entry, other: Entry) -> bool:
    return one.sealed and one.body_id == other.body_id


def _written(definition: FormDefinition, values: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """書かれた欄の (id, 名, 文)。誰から聞いたかの欄は、移す文にならない(domain.md §3.6(1))。"""
    for field in definition.fields:
        words = as_words(values.get(field.id))
        if words.strip() and words != CONCEALED and not field.source:
            yield field.id, field.label, words


def as_words(value: object) -> str:
    """欄の値を、読める文にする。空なら空。"""
    match value:
        case None | False:
            return ""
        case True:
            return "該当する"
        case date():
            return format_short(value)
        case tuple():
            return "、".join(map(str, value))
        case _:
            return str(value)


def _action_words(one: PlanAction) -> str:
    who = "　".join(part for part in (one.agency, one.person, one.role, one.frequency) if part)
    return "　".join(part for part in (one.what, who, one.result) if part)
