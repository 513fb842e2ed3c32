"""一件の日付と状態の、つじつまの合わないこと。言葉で並べるだけで、書くことは止めない。

打ち間違いのほかに、本当にそうであること(前からの関わり、後から分かった死亡)もあるため。
頁に並ぶ記録だけから言うので、いまの目的で見えない記録のことは、あることも言わない。
家族のことは ``kin.family_notices``。
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Final

from jusou_desk.casework.case.answers import Values, day, text, unpack
from jusou_desk.casework.case.cancelling import cancelled
from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.case.closing import ends
from jusou_desk.clock import known_time
from jusou_desk.models.records import CONSENTED, Plan, PlanStatus, Sheet
from jusou_desk.towns import MeetingKind
from jusou_desk.wareki import format_short

_LIVE: Final = (PlanStatus.DRAFT, PlanStatus.DECIDED)


def digest_of(facts: object) -> str:
    """値の組の印。"""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Doubt:
    """確かめたいことの一つ。

    ref: 開く記録の id(歩みの ``Happening.ref`` と同じ。家族のことなら空)。facts: 文に出ない、元になった値。
    checked: 「確かめた」と言った人と日(まだなら空)。task_id: それを残した仕事。
    """

    sentence: str
    ref: str = ""
    facts: str = ""
    checked: str = ""
    task_id: str = ""

    @property
    def mark(self) -> str:
        """確かめたことを残す印。文か元の値が変われば、違う印になり、また尋ねる。"""
        return digest_of((self.sentence, self.ref, self.facts))


def contradictions(page: CasePage, today: date) -> tuple[Doubt, ...]:
    """その頁の、つじつまの合わないこと。手順の順で、同じ文は一度だけ。"""
    found = (
        *_of_case(page),
        *_of_person(page),
        *_of_notes(page),
        *_of_consents(page),
        *_of_plans(page),
        *_of_meetings(page, today),
        *_of_sheets(page),
    )
    return tuple({one.sentence: one for one in found}.values())


def _of_case(page: CasePage) -> Iterator[Doubt]:
    case = page.case
    received = f"受付日({format_short(case.received_on)})"
    if case.closed_on and case.closed_on < case.received_on:
        yield Doubt(f"終結日({format_short(case.closed_on)})が、{received}より前です。", case.id)
    if case.ended:
        for plan in page.plans:
            if plan.status in _LIVE:
                words = f"相談は{case.status}しているのに、{_called(plan)}が「{plan.status}」です。"
                yield Doubt(words, plan.id)
    yield from _closed_twice(page)


def _closed_twice(page: CasePage) -> Iterator[Doubt]:
    """間に何も無く、二度終えているか。再開してからまた終えたのなら、間に経過かプランがある。"""
    endings = sorted(
        (_on(values, "closed_on", sheet), sheet.id)
        for sheet, values in _sheets(page, "evaluation")
        if ends(text(values, "result"))
    )
    between = [note.at.date() for note in page.notes] + [plan.made_on for plan in page.plans]
    for (first, _), (second, ref) in pairwise(endings):
        if not any(first < one <= second for one in between):
            days = f"({format_short(first)}と{format_short(second)})"
            yield Doubt(f"終結・中断の評価が、間に何も無く二度あります{days}。", ref)


def _of_person(page: CasePage) -> Iterator[Doubt]:
    person, case = page.person, page.case
    if person is None:
        return
    received = f"受付日({format_short(case.received_on)})"
    if person.birth_on and person.birth_on > case.received_on:
        born = format_short(person.birth_on)
        yield Doubt(f"本人の生年月日({born})が、{received}より後です。", case.id)
    if person.died_on and person.died_on < case.received_on:
        died = format_short(person.died_on)
        yield Doubt(
            f"本人の亡くなった日({died})が、{received}より前です。誰の相談かを確かめてください。",
            case.id,
        )


def _of_notes(page: CasePage) -> Iterator[Doubt]:
    received = page.case.received_on
    early = [one for one in page.notes if one.at.date() < received and one.id not in page.moved]
    if early:
        first = min(early, key=lambda one: one.at)
        more = f"(ほかに{len(early) - 1}件)" if len(early) > 1 else ""
        on = format_short(first.at.date())
        yield Doubt(
            f"経過の日({on}){more}が、受付日({format_short(received)})より前です。", first.id
        )

    started = {one.id: one for one in page.notes if one.at.time() != time()}
    for sheet, values in _sheets(page, "progress"):
        note, end = started.get(sheet.id), known_time(text(values, "end"))
        if note is not None and end is not None and end < note.at.time():
            on, start = format_short(note.at.date()), note.at.time()
            yield Doubt(
                f"経過({on})の終わりの時刻({end:%H:%M})が、始まり({start:%H:%M})より前です。",
                note.id,
            )


def _of_consents(page: CasePage) -> Iterator[Doubt]:
    for one in page.consents:
        if one.valid_until and one.valid_until < one.decided_on:
            days = f"({format_short(one.valid_until)})が、同意の日({format_short(one.decided_on)})"
            yield Doubt(f"同意の期間の終わり{days}より前です。", one.id)
    first = _first_consent(page)
    if first is None:
        return
    agreed = f"初めの同意({format_short(first)})"
    for sheet, values in _sheets(page, "referral"):
        made = _on(values, "made_on", sheet)
        if made < first:
            yield Doubt(
                f"つなぐシートの作成日({format_short(made)})が、{agreed}より前です。", sheet.id
            )


def _first_consent(page: CasePage) -> date | None:
    given = [one.decided_on for one in page.consents if one.status in CONSENTED]
    return min(given, default=None)


def _of_plans(page: CasePage) -> Iterator[Doubt]:
    received = page.case.received_on
    for plan in page.plans:
        made = f"作成日({format_short(plan.made_on)})"
        if plan.made_on < received:
            words = f"{_called(plan)}の{made}が、受付日({format_short(received)})より前です。"
            yield Doubt(words, plan.id)
        early = [one.due_on for one in plan.actions if one.due_on and one.due_on < plan.made_on]
        if early:
            due = format_short(min(early))
            yield Doubt(f"{_called(plan)}の支援内容の期限({due})が、{made}より前です。", plan.id)
        if plan.period_from and plan.period_to and plan.period_to < plan.period_from:
            words = f"{_called(plan)}の期間が、始まりより前に終わっています。"
            yield Doubt(words, plan.id, f"{plan.period_from} {plan.period_to}")
        if plan.closed_on and plan.closed_on < plan.made_on:
            closed = format_short(plan.closed_on)
            yield Doubt(f"{_called(plan)}の終結日({closed})が、{made}より前です。", plan.id)
    decided = [one for one in page.plans if one.status is PlanStatus.DECIDED]
    for kind, count in Counter(one.kind for one in decided).items():
        if count > 1:
            same = [one.id for one in decided if one.kind == kind]
            words = f"「決定」の{kind}のプランが、同時に{count}つあります。"
            yield Doubt(words, same[0], " ".join(sorted(same)))
    for (kind, number), count in Counter((one.kind, one.round_no) for one in page.plans).items():
        if count > 1:
            same = [one.id for one in page.plans if (one.kind, one.round_no) == (kind, number)]
            words = f"{kind}の第{number}回のプランが{count}つあります。"
            yield Doubt(words, same[0], " ".join(sorted(same)))


def _of_meetings(page: CasePage, today: date) -> Iterator[Doubt]:
    first = _first_consent(page)
    for meeting, _item in page.agenda:
        if meeting.kind != MeetingKind.PLAN or meeting.held_on > today:
            continue
        on = f"{meeting.body_name}({format_short(meeting.held_on)})"
        if first is not None and meeting.held_on < first:
            yield Doubt(f"{on}が、初めの同意({format_short(first)})より前です。", meeting.id)
        if meeting.held_on < page.case.received_on:
            received = format_short(page.case.received_on)
            yield Doubt(f"{on}が、受付日({received})より前です。", meeting.id)


def _of_sheets(page: CasePage) -> Iterator[Doubt]:
    received = page.case.received_on
    for sheet, values in _sheets(page, "assessment"):
        on = _on(values, "assessed_on", sheet)
        if on < received:
            days = f"({format_short(on)})が、受付日({format_short(received)})"
            yield Doubt(f"アセスメントの日{days}より前です。", sheet.id)
    planned = min((one.made_on for one in page.plans), default=None)
    for sheet, values in _sheets(page, "evaluation"):
        on = _on(values, "evaluated_on", sheet)
        if planned is not None and on < planned:
            days = f"({format_short(on)})が、初めのプラン({format_short(planned)})"
            yield Doubt(f"評価日{days}より前です。", sheet.id)
    for sheet, values in _sheets(page, "referral"):
        made = _on(values, "made_on", sheet)
        for name, label in (("received_on", "受領日"), ("replied_on", "返信日")):
            on_reply = day(values, name)
            if on_reply and on_reply < made:
                days = f"({format_short(on_reply)})が、作成日({format_short(made)})"
                yield Doubt(f"つなぐシートの{label}{days}より前です。", sheet.id)


def _sheets(page: CasePage, form_id: str) -> Iterator[tuple[Sheet, Values]]:
    """その様式の、取り消していないシートと値。"""
    for one in page.sheets:
        if one.form_id == form_id and not cancelled(one):
            yield one, unpack(one)


def _on(values: Values, name: str, sheet: Sheet) -> date:
    return day(values, name) or sheet.written_on


def _called(plan: Plan) -> str:
    return f"{plan.kind}の第{plan.round_no}回のプラン"
