"""参加支援の件数: プラン、受入先探しの成立と不成立、受入先と新規開拓(domain.md §2.3)。

受入先の数は、その年度の名簿に載っているもの。新規開拓は、その年度に名簿に足した受入先。
休止中の受入先は数えない。
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from jusou_desk.casework.counting.figures import Figure, Period
from jusou_desk.casework.counting.report_plans import By, RowPlan
from jusou_desk.models.records import Plan
from jusou_desk.models.register_records import Match, Resource, Stance
from jusou_desk.wareki import fiscal_year_of

R = TypeVar("R", Plan, Match)


def planned(plans: Sequence[Plan], row: RowPlan, period: Period) -> Figure:
    """期間に作ったプラン。"""
    wanted = row.match[1] if row.match and row.match[0] is By.PLAN_KIND else ""
    made = [one for one in plans if one.made_on in period and wanted in ("", one.kind)]
    return _figure(made, row)


def asked(matches: Sequence[Match], row: RowPlan, period: Period) -> Figure:
    """期間に受入先へ打診した件。"""
    return _figure([one for one in matches if one.asked_on in period], row)


def settled(matches: Sequence[Match], row: RowPlan, period: Period) -> Figure:
    """期間に返事のあった件。``match`` は様子(成立・不成立)か、不成立のわけ。"""
    done = [one for one in matches if one.settled_on in period]
    match row.match:
        case (By.MATCH_STATE, wanted):
            done = [one for one in done if one.state == wanted]
        case (By.FAILED_FOR, wanted):
            done = [one for one in done if one.failed_for == wanted]
    return _figure(done, row)


def standing_hosts(hosts: Sequence[Resource], period: Period) -> Figure:
    """期間の終わりの年度の名簿に載っている受入先。"""
    year = fiscal_year_of(period.last)
    listed = (row for row in hosts if row.stands_in(year) and row.stance is not Stance.PAUSED)
    return Figure(sum(1 for _ in listed))


def new_hosts(hosts: Sequence[Resource], period: Period) -> Figure:
    """期間の始まりから終わりまでの年度に、初めて名簿に載った受入先。"""
    first = dict[str, int]()
    for one in hosts:
        if not one.struck:
            since = first.get(one.resource_no, one.valid_from)
            first[one.resource_no] = min(since, one.valid_from)
    start, end = fiscal_year_of(period.first), fiscal_year_of(period.last)
    return Figure(sum(start <= year <= end for year in first.values()))


def _figure(found: Sequence[R], row: RowPlan) -> Figure:
    case_ids = tuple(dict.fromkeys(one.case_id for one in found))
    distinct, total = len(case_ids), len(found)
    return Figure(
        row.text.format(distinct=distinct, total=total) if row.text else total,
        case_ids=case_ids,
        sealed_ids=frozenset(one.case_id for one in found if one.sealed),
    )
