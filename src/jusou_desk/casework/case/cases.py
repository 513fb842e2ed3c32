"""相談の一覧と一件のページ。"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final, TypeVar

from jusou_desk.casework.case.concealing import shown_household
from jusou_desk.casework.case.intake import age_at
from jusou_desk.casework.case.moved import last_contacts, moved_words
from jusou_desk.casework.case.next_steps import Course, NextStep, next_steps
from jusou_desk.casework.case.parties import case_warnings
from jusou_desk.casework.case.promised import open_tasks
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.wording import keep_up
from jusou_desk.errors import BadInput
from jusou_desk.models.records import (
    AgendaItem,
    Case,
    Consent,
    Meeting,
    Note,
    Person,
    Plan,
    Sheet,
    Task,
)
from jusou_desk.models.register_records import Match
from jusou_desk.models.secrecy_records import Disclosure
from jusou_desk.models.work import Work
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Purpose

T = TypeVar("T")

_A_YEAR: Final = 365
#: これより多ければ、番号で一つずつ引くより、全部を読むほうが速い。
_FEW: Final = 2_000


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
class CasePage:
    """一件のページに並ぶもの。moved は、移替えで写した経過(受け付け直した相談)の id → 出所の一言。

    tasks は、済んでいない仕事と「今後の対応」(``promised``)、期日の近い順。
    others: 同じ人のほかの相談、新しい順。hidden: 居場所を伏せる人の相談か。warnings: 支援措置の相手方についての知らせ。
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
    matches: tuple[Match, ...] = ()
    others: tuple[Case, ...] = ()
    moved: dict[str, str] = field(default_factory=dict)
    hidden: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def latest_consent(self) -> Consent | None:
        return self.consents[0] if self.consents else None


def widest_reading(desk: Desk) -> Purpose:
    """この職員が開ける一番広い目的。従事者でなければ普段の記録だけ。"""
    return Purpose.SUPPORT_MEETING if desk.serves_any else Purpose.CASEWORK


def expect_of_case(record: Sheet | Plan | Note | None, case: Case) -> None:
    """書き直す記録が、その相談のものか。ほかの相談のものなら、移さずに ``BadInput``。"""
    if record is not None and record.case_id != case.id:
        raise BadInput(
            "書き直そうとした記録は、ほかの相談のものです。", "元の相談の頁から開いてください。"
        )


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


def any_case(desk: Desk) -> bool:
    """この職員に見える相談が、一件でもあるか。"""
    with desk.reading(widest_reading(desk)) as work:
        return bool(work.cases.latest("status", "received_on"))


def case_list(
    desk: Desk, *, purpose: Purpose = Purpose.CASEWORK, among: Collection[str] | None = None
) -> tuple[CaseLine, ...]:
    """相談の一覧を新しい順に。``purpose`` を支援会議にすると秘匿の相談も混ざる。

    among: 並べる相談(id)。None なら全部。
    """
    with desk.reading(purpose) as work:
        cases = work.cases.where() if among is None else work.cases.among("id", set(among))
        return _lines(work, cases, desk.today())


def case_list_in_use(
    desk: Desk, *, purpose: Purpose = Purpose.CASEWORK
) -> tuple[tuple[CaseLine, ...], int]:
    """終わっていない相談と、この一年に終わった相談の一覧と、もっと前に終わった相談の数。

    一覧はまずこれを並べる。何十年分溜まっても、開くのが遅くならないように。
    """
    today = desk.today()
    with desk.reading(purpose) as work:
        going = work.cases.where(closed_on=None)
        ended = work.cases.until("closed_on", date.max, since=today - timedelta(_A_YEAR))
        lines = _lines(work, (*going, *ended), today)
        return lines, work.cases.count() - len(lines)


def _lines(work: Work, cases: Sequence[Case], today: date) -> tuple[CaseLine, ...]:
    """相談の行を新しい順に。"""
    ids, asked = frozenset(case.id for case in cases), {case.person_id for case in cases}
    few = len(ids) <= _FEW
    rows = work.people.among("id", asked) if few else work.people.where()
    people = {person.id: person for person in rows}
    last = last_contacts(work, ids if few else None)
    lines = [
        CaseLine(
            case,
            person := people.get(case.person_id),
            age_at(person, today),
            last[case.id].date() if case.id in last else None,
        )
        for case in cases
    ]
    return tuple(sorted(lines, key=order, reverse=True))


def order(line: CaseLine) -> tuple[date, str]:
    """一覧の並びの鍵(大きいほど新しい)。"""
    return line.case.received_on, line.case.case_no


def case_page(desk: Desk, case_id: str, *, purpose: Purpose = Purpose.CASEWORK) -> CasePage:
    """一件のページ。秘匿の記録は ``purpose`` が支援会議のときだけ混ざる。"""
    with desk.reading(purpose) as work:
        case = work.cases.get(case_id) or work.cases.one(case_no=case_id)
        if case is None:
            raise desk.missing(
                case_id, "その相談が見つかりません。", "一覧から開き直してください。"
            )
        keep_up(desk, work)
        return _page(desk, work, case)


def _page(desk: Desk, work: Work, case: Case) -> CasePage:
    person = work.people.get(case.person_id) if case.person_id else None
    household: tuple[Person, ...] = ()
    same_person = work.cases.where(person_id=person.id) if person else ()
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
        matches=_newest_first(work.matches.where(case_id=case.id), lambda m: m.asked_on),
        others=_newest_first(
            (one for one in same_person if one.id != case.id), lambda one: one.received_on
        ),
        moved=moved_words(work, case.id),
        hidden=work.shield.hides(person),
        warnings=case_warnings(work, case, person),
    )
    course = Course(
        page.case,
        page.consents,
        page.notes,
        page.sheets,
        page.plans,
        page.agenda,
        page.disclosures,
        page.matches,
    )
    return replace(page, next_steps=next_steps(course, desk.today()))


def _newest_first(rows: Iterable[T], when: Callable[[T], date]) -> tuple[T, ...]:
    """新しい順。同じ日(同じ時刻)なら、後から書いた行を先にする。"""
    oldest_first = sorted(rows, key=when)
    return tuple(reversed(oldest_first))
