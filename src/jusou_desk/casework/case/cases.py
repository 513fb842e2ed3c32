"""相談の一覧と一件のページ。"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeVar

from jusou_desk.casework.case.concealing import shown_household
from jusou_desk.casework.case.intake import age_at
from jusou_desk.casework.case.moved import last_contacts, moved_words
from jusou_desk.casework.case.parties import case_warnings
from jusou_desk.casework.case.promised import open_tasks
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput
from jusou_desk.models.records import (
    AgendaItem,
    Case,
    CaseStatus,
    Consent,
    Meeting,
    Note,
    Person,
    Plan,
    PlanStatus,
    Sheet,
    Task,
)
from jusou_desk.models.secrecy_records import Disclosure
from jusou_desk.models.work import Work
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Purpose
from jusou_desk.towns import MeetingKind
from jusou_desk.wareki import format_short

T = TypeVar("T")
_URGENT: Final = "緊急"


@dataclass(frozen=True)
class CaseLine:
    """一覧の一行。"""

    case: Case
    person: Person | None
    age: int | None
    last_contact_on: date | None

    @property
    def title(self) -> str:
        return self.person.name if self.person else "(匿名)"

    @property
    def hidden(self) -> bool:
        """居場所を伏せる人の相談か。"""
        return self.person is not None and self.person.address == CONCEALED


@dataclass(frozen=True)
class NextStep:
    """次にすること。``place`` は開く画面の種類。"""

    what: str
    why: str
    place: str


@dataclass(frozen=True)
class CasePage:
    """一件のページに並ぶもの。moved は、移替えで写した経過(受け付け直した相談)の id → 出所の一言。

    tasks は、済んでいない仕事と「今後の対応」(``promised``)、期日の近い順。
    hidden: 居場所を伏せる人の相談か。warnings: 支援措置の相手方についての知らせ。
    """

    case: Case
    person: Person | None
    age_at_reception: int | None
    age_now: int | None
    household: tuple[Person, ...]
    consents: tuple[Consent, ...]
    notes: tuple[Note, ...]
    sheets: tuple[Sheet, ...]
    plans: tuple[Plan, ...]
    agenda: tuple[tuple[Meeting, AgendaItem], ...]
    tasks: tuple[Task, ...]
    next_steps: tuple[NextStep, ...]
    disclosures: tuple[Disclosure, ...] = ()
    moved: dict[str, str] = field(default_factory=dict)
    hidden: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def latest_consent(self) -> Consent | None:
        return self.consents[0] if self.consents else None


def widest_reading(desk: Desk) -> Purpose:
    """この職員が開ける一番広い目的。従事者でなければ普段の記録だけ。"""
    return Purpose.SUPPORT_MEETING if desk.serves_any else Purpose.CASEWORK


def find_case(desk: Desk, case_id: str) -> Case:
    """id か受付番号の相談。見つからないか見えなければ ``BadInput``。"""
    with desk.reading(widest_reading(desk)) as work:
        found = work.cases.get(case_id)
        named = () if found else work.cases.where(case_no=case_id)
    if len(named) > 1:
        # 通常の相談と支援会議の相談の間では、番号の重なりを防げない。
        raise BadInput(
            f"受付番号「{case_id}」の相談が{len(named)}つあります。",
            "一覧から選んで開いてください。",
        )
    found = found or next(iter(named), None)
    if found is None:
        raise desk.missing(
            case_id,
            "その相談が見つかりません。",
            "受付番号を確かめるか、一覧から開いてください。",
        )
    return found


def case_list(desk: Desk, *, purpose: Purpose = Purpose.CASEWORK) -> tuple[CaseLine, ...]:
    """相談の一覧を新しい順に。``purpose`` を支援会議にすると秘匿の相談も混ざる。"""
    with desk.reading(purpose) as work:
        cases = work.cases.where()
        people = {person.id: person for person in work.people.where()}
        last = {case_id: at.date() for case_id, at in last_contacts(work).items()}
    today = desk.today()
    lines = [
        CaseLine(
            case,
            people.get(case.person_id),
            age_at(people.get(case.person_id), today),
            last.get(case.id),
        )
        for case in cases
    ]
    return tuple(
        sorted(lines, key=lambda line: (line.case.received_on, line.case.case_no), reverse=True)
    )


def case_page(desk: Desk, case_id: str, *, purpose: Purpose = Purpose.CASEWORK) -> CasePage:
    """一件のページ。秘匿の記録は ``purpose`` が支援会議のときだけ混ざる。"""
    with desk.reading(purpose) as work:
        case = work.cases.get(case_id) or work.cases.one(case_no=case_id)
        if case is None:
            raise desk.missing(
                case_id, "その相談が見つかりません。", "一覧から開き直してください。"
            )
        return _page(desk, work, case)


def _page(desk: Desk, work: Work, case: Case) -> CasePage:
    person = work.people.get(case.person_id) if case.person_id else None
    household: tuple[Person, ...] = ()
    if person and person.household_no:
        same = work.people.where(household_no=person.household_no)
        household = shown_household(work, person, (p for p in same if p.id != person.id))
    items = work.agenda.where(case_id=case.id)
    meetings = {m.id: m for m in work.meetings.among("id", {i.meeting_id for i in items})}
    agenda = ((meetings[i.meeting_id], i) for i in items if i.meeting_id in meetings)
    notes = _newest_first(work.notes.where(case_id=case.id), lambda n: n.at)
    page = CasePage(
        case=case,
        person=person,
        age_at_reception=age_at(person, case.received_on),
        age_now=age_at(person, desk.today()),
        household=household,
        consents=_newest_first(work.consents.where(case_id=case.id), lambda c: c.decided_on),
        notes=notes,
        sheets=_newest_first(work.sheets.where(case_id=case.id), lambda s: s.written_on),
        plans=_newest_first(work.plans.where(case_id=case.id), lambda p: p.made_on),
        agenda=_newest_first(agenda, lambda pair: pair[0].held_on),
        tasks=open_tasks(case, notes, work.tasks.where(case_id=case.id)),
        next_steps=(),
        disclosures=_newest_first(work.disclosures.where(case_id=case.id), lambda d: d.asked_at),
        moved=moved_words(work, case.id),
        hidden=work.shield.hides(person),
        warnings=case_warnings(work, case, person),
    )
    return replace(page, next_steps=_next_steps(page, desk.today()))


def _newest_first(rows: Iterable[T], when: Callable[[T], date]) -> tuple[T, ...]:
    """新しい順。同じ日(同じ時刻)なら、後から書いた行を先にする。"""
    oldest_first = sorted(rows, key=when)
    return tuple(reversed(oldest_first))


def _next_steps(page: CasePage, today: date) -> tuple[NextStep, ...]:
    """手順の流れ(受付→同意→アセスメント→プラン→会議→見守り→評価)で、次に要ること。"""
    if page.case.status in (CaseStatus.CLOSED, CaseStatus.SUSPENDED):
        return ()
    steps: list[NextStep] = []
    if page.case.urgency == _URGENT and not page.disclosures:
        steps.append(
            NextStep(
                "通報・緊急の連絡をする",
                f"緊急性が「{_URGENT}」です。対応した時刻・人・知らせた先を残します",
                "disclosure",
            )
        )
    if not page.case.consented:
        steps += _still_on_agenda(page, today)
        steps.append(
            NextStep("同意を確かめる", "同意が無い間は重層的支援会議にかけられません", "consent")
        )
        steps.append(
            NextStep(
                "支援会議で検討する", "同意が無くても支援会議なら検討できます", "support_meeting"
            )
        )
        return tuple(steps)
    latest = page.latest_consent
    if latest is not None and not latest.scope:
        steps.append(
            NextStep(
                "同意の範囲と提供先を書く",
                "受付では同意の有無だけの記入です。書くまでは、範囲・提供先・期間を限らない同意とみます",
                "consent",
            )
        )
    forms = {sheet.form_id for sheet in page.sheets}
    current = [p for p in page.plans if p.status in (PlanStatus.DRAFT, PlanStatus.DECIDED)]
    if "assessment" not in forms:
        steps.append(
            NextStep("アセスメントを書く", "課題の特性がまだ整理されていません", "assessment")
        )
    elif not current:
        steps.append(NextStep("プランを作る", "アセスメントが済んでいます", "plan"))
    drafts = [p for p in current if p.status is PlanStatus.DRAFT]
    coming = {meeting.id for meeting, _ in page.agenda if meeting.held_on >= today}
    if drafts and coming:
        steps.append(NextStep("会議の準備をする", "次の会議の議題に入っています", "meeting"))
    elif drafts:
        steps.append(NextStep("重層的支援会議にかける", "プランが案のままです", "plan_meeting"))
    if any(p.status is PlanStatus.DECIDED for p in current):
        steps.append(NextStep("経過を書く・評価する", "プランに沿って支援中です", "progress"))
    return tuple(steps)


def _still_on_agenda(page: CasePage, today: date) -> list[NextStep]:
    """同意が撤回されたのに、これからの重層的支援会議の議題に残っているとき、外しに行く一手。"""
    left = [
        meeting
        for meeting, _item in page.agenda
        if meeting.kind == MeetingKind.PLAN and meeting.held_on >= today
    ]
    if not left:
        return []
    first = min(left, key=lambda meeting: meeting.held_on)
    on = format_short(first.held_on)
    why = f"同意が無いのに、{on}の {first.meeting_no} の議題に入っています"
    return [NextStep("会議の議題から外す", why, "meeting")]
