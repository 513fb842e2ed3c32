"""議題のことで席に着くと見込まれる人: 相談の担当と、プランで支援内容を受け持つ人。

プランに書いた機関と氏名を、出席者の欄でもう一度打たせない。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jusou_desk.casework.case.meeting_doors import purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.left_staff import left_staff
from jusou_desk.casework.meeting.meetings import MeetingPage
from jusou_desk.models.records import Attendee, Case, Plan, PlanStatus
from jusou_desk.names import search_key

_LIVE: Final = (PlanStatus.DRAFT, PlanStatus.DECIDED)


def in_charge(desk: Desk, page: MeetingPage) -> tuple[Attendee, ...]:
    """議題の順に、相談の担当、プラン(案か決定の、一番新しいもの)の担当者。機関と氏名だけ。

    氏名の無い行と、退任した職員は除く。同じ人は、初めの一度だけ。
    """
    cases = [case for _item, case in page.items]
    with desk.reading(purpose_of_kind(page.meeting.kind)) as work:
        plans = work.plans.among("case_id", {case.id for case in cases})
        gone = left_staff(work)
    live = sorted((p for p in plans if p.status in _LIVE), key=lambda p: (p.made_on, p.round_no))
    current = {plan.case_id: plan for plan in live}
    found: dict[str, Attendee] = {}
    for case in cases:
        for one in _people(case, current.get(case.id)):
            key = search_key(one.name)
            if key and key not in gone:
                found.setdefault(key, one)
    return tuple(found.values())


def _people(case: Case, plan: Plan | None) -> Iterator[Attendee]:
    yield Attendee(agency=case.window, name=case.worker)
    for action in plan.actions if plan is not None else ():
        yield Attendee(agency=action.agency, name=action.person)
