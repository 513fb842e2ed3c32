"""その機関が、いま関わっている相談。普段の相談だけで、支援会議の相談は数にも入らない。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.register.listing import history
from jusou_desk.models.records import LIVE, Case
from jusou_desk.models.register_records import Match, MatchState, Resource
from jusou_desk.policy import Purpose


@dataclass(frozen=True)
class Serving:
    """関わりのまとめ。どれも受付番号で、氏名は出さない。

    leads: 主担当の相談。plans: プランの担当機関の相談。hosted: 受け入れている相談。
    asked: 打診している件数。noted_on: 支援経過の相手として、最後に名の出た日。
    """

    leads: tuple[str, ...]
    plans: tuple[str, ...]
    hosted: tuple[str, ...]
    asked: int
    noted_on: date | None
    history: tuple[Resource, ...]


def serving(desk: Desk, row: Resource) -> Serving:
    """終わっていない相談のうち、その機関の関わるもの(この職員の見られる分だけ)。"""
    with desk.reading(Purpose.CASEWORK) as work:
        # 居場所を伏せる人の分は、番号が伏せて出るので入らない(引く条件には生の番号が当たる)。
        found = work.matches.where(resource_no=row.resource_no)
        matches = [one for one in found if one.resource_no == row.resource_no]
        # 情報源を伏せる経過は、相手の名からも知れるので数えない。
        notes = [n for n in work.notes.where(counterpart=row.name) if not n.overlays]
        leads = work.cases.where(lead_agency=row.name)
        plans = work.plans.holding("agencies", row.name)
        planned = work.cases.among("id", {plan.case_id for plan in plans})
        hosted = work.cases.among("id", {one.case_id for one in matches if _stays(one)})
    return Serving(
        leads=_live(leads),
        plans=_live(planned),
        hosted=_live(hosted),
        asked=sum(one.state is MatchState.ASKED for one in matches),
        noted_on=max((note.at.date() for note in notes), default=None),
        history=history(desk, row.resource_no),
    )


def _stays(match: Match) -> bool:
    return match.state is MatchState.MADE


def _live(cases: Iterable[Case]) -> tuple[str, ...]:
    return tuple(sorted(case.case_no for case in cases if case.status in LIVE))
