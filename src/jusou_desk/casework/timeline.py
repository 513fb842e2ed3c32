"""一件の歩み。受付・経過・様式・プラン・会議・同意を、新しい順の一本の列にする。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Final

from jusou_desk.casework.cases import CasePage
from jusou_desk.forms import form
from jusou_desk.models.records import AgendaItem, Case, Consent, Meeting, Note, Plan, Sheet
from jusou_desk.wareki import format_short

#: 経過や同意など、自分の行を持つ様式。ここでは二度出さない。
_ROWS_OF_THEIR_OWN: Final = frozenset({"intake", "consent", "progress", "plan"})
#: 様式の中身を一行で伝える欄。先に埋まっているものから。
_GIST: Final = {
    "assessment": ("direction", "background", "complaint"),
    "evaluation": ("attainment_detail", "opinion", "remaining"),
    "referral": ("reason", "content"),
}


class Happened(StrEnum):
    """出来事の種類。"""

    RECEPTION = "相談受付"
    NOTE = "経過"
    SHEET = "様式"
    PLAN = "プラン"
    MEETING = "会議"
    CONSENT = "同意"


@dataclass(frozen=True)
class Happening:
    """一つの出来事。``ref`` は開く記録の id、``form_id`` は様式のときだけ。"""

    kind: Happened
    on: date
    at: time
    title: str
    body: str
    aside: str
    ref: str
    sealed: bool
    form_id: str = ""


def timeline(page: CasePage) -> tuple[Happening, ...]:
    """一件のページから、出来事を新しい順に。

    同じ日は、時刻、次に手順の後のもの、次に後から書いたもの(ページの並び)を上にする。
    """
    order = list(Happened)
    return tuple(
        sorted(
            _happenings(page),
            key=lambda one: (one.on, one.at, order.index(one.kind)),
            reverse=True,
        )
    )


def _happenings(page: CasePage) -> Iterator[Happening]:
    yield _reception(page.case)
    yield from (_note(note, page.moved.get(note.id, "")) for note in page.notes)
    for sheet in page.sheets:
        if sheet.form_id not in _ROWS_OF_THEIR_OWN:
            yield _sheet(sheet)
    yield from map(_plan, page.plans)
    yield from (_meeting(meeting, item) for meeting, item in page.agenda)
    yield from map(_consent, page.consents)


def _joined(*parts: str, by: str = "　") -> str:
    return by.join(part for part in parts if part)


def _reception(case: Case) -> Happening:
    relation = f"（{case.visitor_relation}）" if case.visitor_relation else ""
    visitor = f"来談者 {case.visitor}{relation}" if case.visitor else ""
    return Happening(
        kind=Happened.RECEPTION,
        on=case.received_on,
        at=time(),
        title=_joined(Happened.RECEPTION, case.method, visitor),
        body=case.content,
        aside=_joined(case.window, case.worker),
        ref=case.id,
        sealed=case.sealed,
    )


def _note(note: Note, moved: str) -> Happening:
    due = f"（期限 {format_short(note.due_on)}）" if note.due_on else ""
    next_step = f"今後の対応: {note.next_step}{due}" if note.next_step else ""
    counterpart = f"相手 {note.counterpart}" if note.counterpart else ""
    source = f"提供 {note.source_agency}" if note.source_agency else ""
    return Happening(
        kind=Happened.NOTE,
        on=note.at.date(),
        at=note.at.time(),
        title=_joined(Happened.NOTE, note.method, counterpart),
        body=_joined(note.content, next_step, by="\n"),
        aside=_joined(f"記録 {note.recorder}" if note.recorder else "", source, moved),
        ref=note.id,
        sealed=note.sealed,
    )


def _sheet(sheet: Sheet) -> Happening:
    answers = (sheet.answers.get(name, "") for name in _GIST.get(sheet.form_id, ()))
    result = sheet.answers.get("result") or sheet.answers.get("to_agency") or ""
    return Happening(
        kind=Happened.SHEET,
        on=sheet.written_on,
        at=time(),
        title=_joined(form(sheet.form_id, sheet.form_version).title, str(result)),
        body=next((str(answer) for answer in answers if answer), ""),
        aside=f"記入 {sheet.author}" if sheet.author else "",
        ref=sheet.id,
        sealed=sheet.sealed,
        form_id=sheet.form_id,
    )


def _plan(plan: Plan) -> Happening:
    steps = tuple(
        f"・{_joined(action.what, action.agency, action.role)}" for action in plan.actions
    )
    return Happening(
        kind=Happened.PLAN,
        on=plan.made_on,
        at=time(),
        title=f"プラン{plan.round_no}回目（{plan.status}）　{plan.kind}",
        body=_joined(plan.goal, *steps, by="\n"),
        aside=_joined(plan.plan_no, "・".join(plan.agencies)),
        ref=plan.id,
        sealed=plan.sealed,
    )


def _meeting(meeting: Meeting, item: AgendaItem) -> Happening:
    decision = f"決定: {item.decision}" if item.decision else ""
    return Happening(
        kind=Happened.MEETING,
        on=meeting.held_on,
        at=time(),
        title=_joined(meeting.body_name, item.aim),
        body=_joined(item.summary, decision, by="\n"),
        aside=f"{meeting.kind}　{meeting.meeting_no} 議題{item.item_no}",
        ref=meeting.id,
        sealed=item.sealed,
    )


def _consent(consent: Consent) -> Happening:
    agencies = f"提供先 {'、'.join(consent.agencies)}" if consent.agencies else ""
    scope = f"範囲 {'、'.join(consent.scope)}" if consent.scope else ""
    until = f"{format_short(consent.valid_until)}まで" if consent.valid_until else ""
    return Happening(
        kind=Happened.CONSENT,
        on=consent.decided_on,
        at=time(),
        title=_joined(Happened.CONSENT, consent.status, until),
        body=_joined(scope, agencies, by="\n"),
        aside=f"確かめた人 {consent.asked_by}" if consent.asked_by else "",
        ref=consent.id,
        sealed=consent.sealed,
    )
