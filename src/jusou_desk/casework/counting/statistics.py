"""件数を数える。どの数にも、その元になった相談と会議の id が付く。

数え方の決まり(domain.md §2.3):
- 相談は受付日の年度・月に一件。匿名の相談も一件。年齢区分は受付日の満年齢。
- 課題は、一件の相談に同じ語があっても一度だけ、書かれた語のまま数える。
- 会議は会議体と開催日で一回。まだ開いていない会議は数えない。
- 実は相談の数、延は議題の数。
支援会議の件は、許可の目的と従事の登録がそれを許すときだけ混ざる。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from jusou_desk.casework.case.intake import band_of
from jusou_desk.casework.counting import participation
from jusou_desk.casework.counting.figures import Figure, Period
from jusou_desk.casework.counting.referrals import CODE_SETS as REFERRAL_CODES
from jusou_desk.casework.counting.referrals import Referral, referrals_of, referred, values_seen
from jusou_desk.casework.counting.report_plans import By, Count, RowPlan
from jusou_desk.forms import carried_over, code_set
from jusou_desk.models.records import AgendaItem, Case, Meeting, Plan
from jusou_desk.models.register_records import Match, Resource, ResourceKind
from jusou_desk.models.work import Work
from jusou_desk.towns import MeetingKind, Town
from jusou_desk.wareki import FiscalYear, fiscal_year_of

NOTHING: Final = "－"
BLANK: Final = "（未記入）"
OTHER: Final = "その他"
_WITH_DETAIL: Final = re.compile(r"その他\s*[(（].*[)）]", re.DOTALL)


@dataclass(frozen=True)
class RankedIssue:
    """順位の付いた課題。``main`` は、主たる課題とした相談の数。"""

    term: str
    cases: tuple[Case, ...]
    main: int


@dataclass(frozen=True)
class Material:
    """数える材料。``meetings`` は開催日の来たものだけ、``items`` は会議の id→議題。

    year: 期間の終わりの年度(西暦)。符号表の語は、この年度の語で数える。
    plans・matches・referrals: どの窓口の相談のものでも。hosts: 機関の名簿の受入先の行(直す前の行も)。
    """

    town: Town
    year: int
    cases: tuple[Case, ...]
    bands: Mapping[str, str]
    meetings: tuple[Meeting, ...]
    items: Mapping[str, tuple[AgendaItem, ...]]
    plans: tuple[Plan, ...] = ()
    matches: tuple[Match, ...] = ()
    hosts: tuple[Resource, ...] = ()
    referrals: tuple[Referral, ...] = ()


def years_ending(last: FiscalYear, years: int) -> tuple[Period, ...]:
    """``last`` までの ``years`` か年。"""
    wanted = [last.back(n) for n in reversed(range(years))]
    return tuple(Period(year.label, year.first, year.last) for year in wanted)


def months_of(year: FiscalYear) -> tuple[Period, ...]:
    """4月から3月までと、年度の計。"""
    starts = [date(year.start + (m > 12), (m - 1) % 12 + 1, 1) for m in range(4, 17)]
    months = [
        Period(f"{first.month}月", first, after - timedelta(days=1))
        for first, after in pairwise(starts)
    ]
    return (*months, Period("計", year.first, year.last))


def gather(
    work: Work, town: Town, periods: Sequence[Period], windows: frozenset[str], today: date
) -> Material:
    """期間に受けたか終えた相談と、期間に開いた会議。

    ``windows`` が空でなければ、その窓口で受けた相談だけ。
    """
    first, last = min(p.first for p in periods), max(p.last for p in periods)
    span = Period("", first, last)
    cases = tuple(
        case
        for case in work.cases.until("received_on", last)
        if (case.received_on in span or case.closed_on in span)
        and (not windows or case.window in windows)
    )
    people = {p.id: p for p in work.people.among("id", {c.person_id for c in cases} - {""})}
    held = work.meetings.until("held_on", min(last, today))
    meetings = tuple(meeting for meeting in held if meeting.held_on in span)
    items: dict[str, list[AgendaItem]] = defaultdict(list)
    for item in work.agenda.among("meeting_id", {m.id for m in meetings}):
        items[item.meeting_id].append(item)
    return Material(
        town=town,
        year=fiscal_year_of(last),
        cases=cases,
        bands={case.id: band_of(people.get(case.person_id), case) for case in cases},
        meetings=meetings,
        items={meeting_id: tuple(found) for meeting_id, found in items.items()},
        plans=work.plans.until("made_on", last, since=first),
        matches=work.matches.where(),
        hosts=work.resources.where(kind=ResourceKind.HOST),
        referrals=referrals_of(work, town, first, last),
    )


def case_values(material: Material, by: By, case: Case) -> tuple[str, ...]:
    """相談の項目の値。課題だけは一件に複数ある。個別の事情の書かれた語は「その他」にまとめる。"""
    match by:
        case By.AGE_BAND:
            return (material.bands[case.id],)
        case By.ISSUE:
            terms = (_counted(material.town, by, case, term) for term in case.issues)
            return tuple(dict.fromkeys(terms)) or ("",)
        case _:
            return (_counted(material.town, by, case, str(getattr(case, by.value))),)


def _carried(material: Material, by: By, case: Case) -> tuple[str, ...]:
    """表の終わりの年度の語にした、相談の項目の値。年度をまたいでも一つの行に数える。"""
    values, codes = case_values(material, by, case), _CODE_SETS.get(by)
    if codes is None:
        return values
    return tuple(dict.fromkeys(carried_over(codes, one, material.year) for one in values))


def _counted(town: Town, by: By, case: Case, written: str) -> str:
    """数えるときの語。

    「その他(…)」の書き添えは相談の中身なので、表に出さない。支援会議の相談では、決まった語の
    ほかは何を書いてあっても中身とみなす(表は従事者でない人も読む)。
    """
    if not written or _WITH_DETAIL.fullmatch(written):
        return OTHER if written else written
    if not case.sealed:
        return written
    year = fiscal_year_of(case.received_on)
    known = town.window_names if by is By.WINDOW else code_set(_CODE_SETS[by], year).terms
    return written if written in known else OTHER


def figure(material: Material, row: RowPlan, period: Period) -> Figure:
    """一つの升を数える。その行の会議体が町に一つも無ければ、零ではなく横線。"""
    if row.bodies and not any(material.town.body(one) for one in row.bodies):
        return Figure(NOTHING)
    return _COUNTS[row.count](material, row, period)


def _cases_figure(cases: Sequence[Case], value: int | str) -> Figure:
    return Figure(
        value,
        case_ids=tuple(case.id for case in cases),
        sealed_ids=frozenset(case.id for case in cases if case.sealed),
    )


def _matches(material: Material, row: RowPlan, case: Case) -> bool:
    return row.match is None or row.match[1] in _carried(material, row.match[0], case)


def _received(material: Material, row: RowPlan, period: Period) -> Figure:
    received = (case for case in material.cases if case.received_on in period)
    cases = [case for case in received if _matches(material, row, case)]
    return _cases_figure(cases, len(cases))


def _closed(material: Material, row: RowPlan, period: Period) -> Figure:
    closed = (case for case in material.cases if case.closed_on in period)
    cases = [case for case in closed if _matches(material, row, case)]
    return _cases_figure(cases, len(cases))


def ranking(material: Material, period: Period) -> tuple[RankedIssue, ...]:
    """期間の課題を、挙がった相談の多い順に。

    同数のときは、主たる課題とした相談の多い順、その年度の符号表の順、語の順に並べる。
    """
    named: dict[str, list[Case]] = defaultdict(list)
    for case in material.cases:
        if case.received_on in period:
            for term in case_values(material, By.ISSUE, case):
                if term:
                    named[term].append(case)
    terms = code_set("issues", fiscal_year_of(period.first)).terms
    ranked = [
        RankedIssue(
            term,
            tuple(cases),
            sum(_counted(material.town, By.ISSUE, c, c.main_issue) == term for c in cases),
        )
        for term, cases in named.items()
    ]

    def order(one: RankedIssue) -> tuple[int, int, int, str]:
        place = terms.index(one.term) if one.term in terms else len(terms)
        return -len(one.cases), -one.main, place, one.term

    return tuple(sorted(ranked, key=order))


def _issue_rank(material: Material, row: RowPlan, period: Period) -> Figure:
    ranked = ranking(material, period)
    if len(ranked) < row.rank:
        return Figure(NOTHING)
    chosen = ranked[row.rank - 1]
    return _cases_figure(chosen.cases, chosen.term)


def _meetings(material: Material, row: RowPlan, period: Period) -> list[Meeting]:
    names = {body.name for one in row.bodies if (body := material.town.body(one))}
    chosen = [
        meeting
        for meeting in material.meetings
        if meeting.held_on in period and (not row.bodies or meeting.body_name in names)
    ]
    match row.match:
        case (By.BODY, wanted):
            return [one for one in chosen if _body_shown(material.town, one) == wanted]
        case (By.KIND, wanted):
            return [meeting for meeting in chosen if meeting.kind == wanted]
    return chosen


def _body_shown(town: Town, meeting: Meeting) -> str:
    """表に出す会議体の名。町の設定に無い支援会議の名は、中身とみなして出さない。"""
    known = not meeting.sealed or town.body(meeting.body_name) is not None
    return meeting.body_name if known else meeting.kind


def _held(material: Material, row: RowPlan, period: Period) -> Figure:
    meetings = _meetings(material, row, period)
    total = len({(meeting.body_name, meeting.held_on) for meeting in meetings})
    return Figure(
        row.text.format(total=total, distinct=total) if row.text else total,
        meeting_ids=tuple(meeting.id for meeting in meetings),
        sealed_ids=frozenset(meeting.id for meeting in meetings if meeting.sealed),
    )


def _discussed(material: Material, row: RowPlan, period: Period) -> Figure:
    meetings = _meetings(material, row, period)
    items = [item for meeting in meetings for item in material.items.get(meeting.id, ())]
    case_ids = tuple(dict.fromkeys(item.case_id for item in items))
    distinct, total = len(case_ids), len(items)
    value: int | str = distinct if row.count is Count.DISCUSSED_CASES else total
    if row.text:
        value = row.text.format(distinct=distinct, total=total)
    opened = {item.case_id for item in items if not item.sealed}
    sealed = {item.case_id for item in items if item.sealed} - opened
    return Figure(
        value,
        case_ids=case_ids,
        meeting_ids=tuple(meeting.id for meeting in meetings if meeting.id in material.items),
        sealed_ids=frozenset(sealed | {meeting.id for meeting in meetings if meeting.sealed}),
    )


_COUNTS: Final[Mapping[Count, Callable[[Material, RowPlan, Period], Figure]]] = {
    Count.RECEIVED: _received,
    Count.CLOSED: _closed,
    Count.ISSUE_RANK: _issue_rank,
    Count.HELD: _held,
    Count.DISCUSSED: _discussed,
    Count.DISCUSSED_CASES: _discussed,
    Count.DISCUSSED_ITEMS: _discussed,
    Count.PLANNED: lambda given, row, period: participation.planned(given.plans, row, period),
    Count.ASKED: lambda given, row, period: participation.asked(given.matches, row, period),
    Count.SETTLED: lambda given, row, period: participation.settled(given.matches, row, period),
    Count.HOSTS: lambda given, _row, period: participation.standing_hosts(given.hosts, period),
    Count.NEW_HOSTS: lambda given, _row, period: participation.new_hosts(given.hosts, period),
    Count.REFERRED: lambda given, row, period: referred(given.referrals, row, period),
    Count.NO_TAKER: lambda given, row, period: referred(given.referrals, row, period),
}
_CODE_SETS: Final = {
    By.AGE_BAND: "age_bands",
    By.METHOD: "methods",
    By.ROUTE: "routes",
    By.ISSUE: "issues",
    By.URGENCY: "urgency",
    By.CONSENT: "consent",
    **REFERRAL_CODES,
}


def values_of(material: Material, row: RowPlan, periods: Sequence[Period]) -> tuple[str, ...]:
    """行を分ける値。決まった値を先に、記録にだけある値を後に、未記入を最後に並べる。"""
    by = row.each
    assert by is not None
    if row.count in (Count.REFERRED, Count.NO_TAKER):
        known = _terms(by, periods) if by in _CODE_SETS else []
        found = values_seen(material.referrals, by, row.count)
    elif by is By.BODY:
        known = [body.name for body in material.town.bodies]
        found = {_body_shown(material.town, meeting) for meeting in material.meetings}
    elif by is By.KIND:
        known = [kind.value for kind in MeetingKind]
        found = {meeting.kind for meeting in material.meetings}
    else:
        known = list(material.town.window_names) if by is By.WINDOW else _terms(by, periods)
        found = {value for case in material.cases for value in _carried(material, by, case)}
    ordered = dict.fromkeys((*known, *sorted(found - {""})))
    return (*ordered, "") if "" in found else tuple(ordered)


def _terms(by: By, periods: Sequence[Period]) -> list[str]:
    """期間の年度に有効だった符号表の語を、終わりの年度の語で。"""
    years = sorted({fiscal_year_of(period.first) for period in periods})
    codes = _CODE_SETS[by]
    found = (term for year in years for term in code_set(codes, year).terms)
    return [carried_over(codes, term, years[-1]) for term in found]
