"""支援ケース一覧の紙。画面で絞った普段の相談を、一件一行で並べる。役場の中で使い、外へは渡さない。

支援会議の区分の相談は、この目的の許可では読めないので載らない。居場所の欄は初めから持たない。
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from jusou_desk.casework.case.cases import CaseLine, case_list
from jusou_desk.casework.case.concealing import facts
from jusou_desk.casework.case.covering import sourced
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import OutgoingFile, hand_over
from jusou_desk.casework.outgoing.layouts import layout_in_use
from jusou_desk.casework.outgoing.paper_files import paper_files
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.wording import word
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Plan, PlanStatus
from jusou_desk.models.work import Work
from jusou_desk.packet import Record, disclose
from jusou_desk.policy import Lane, Purpose
from jusou_desk.wareki import format_short

NAME: Final = "case-list"
TITLE: Final = "支援ケース一覧"
_PURPOSE: Final = Purpose.CASEWORK
_LIVE: Final = (PlanStatus.DRAFT, PlanStatus.DECIDED)


def case_list_paper(
    desk: Desk, case_ids: Collection[str], narrowed: str = ""
) -> tuple[OutgoingFile, ...]:
    """``case_ids`` の相談の一覧の xlsx と pdf(まだ外へは出さない)。

    narrowed: どう絞った一覧か。載せる相談が無ければ ``BadInput``。
    """
    lines = case_list(desk, purpose=_PURPOSE, among=case_ids)
    if not lines:
        raise BadInput(
            "一覧に載せる相談がありません。",
            "支援会議の区分の相談は載りません。状態や字で絞り過ぎていないかを確かめてください。",
        )
    with desk.reading(_PURPOSE) as work:
        record = case_list_record(desk, work, lines, narrowed)
    packet = disclose(record, desk.permit(_PURPOSE))
    layout = layout_in_use(desk, NAME)
    book = layout.fill(packet)
    printed = stamp(desk, marks=layout.margin_words(packet))
    carried = tuple(line.case.id for line in lines)
    return paper_files(layout, book, printed, NAME, title=TITLE, case_ids=carried)


def case_list_record(
    desk: Desk, work: Work, lines: Sequence[CaseLine], narrowed: str = ""
) -> Record:
    """一覧の材料。lines: 新しい順の画面の行。紙では番号の順に並べる。"""
    plans, meetings = _live_plans(work), _coming_meetings(work, desk.today())
    rows = tuple(
        _row(work, line, plans.get(line.case.id), meetings.get(line.case.id))
        for line in reversed(lines)
    )
    head = facts(
        Lane.OPEN,
        町名=desk.town.name,
        取扱=word(work, desk.town, "open_handling"),
        基準日=desk.today(),
        件数=len(lines),
        絞込み=f"({narrowed})" if narrowed else "",
        作成者=desk.me.name,
    )
    return Record(head, {"ケース": rows})


def hand_out_case_list(
    desk: Desk, case_ids: Collection[str], narrowed: str, folder: Path
) -> tuple[Path, ...]:
    """一覧を ``folder`` へ出す。書いたパスを返す。"""
    return hand_over(desk, _PURPOSE, NAME, case_list_paper(desk, case_ids, narrowed), folder)


def _live_plans(work: Work) -> dict[str, Plan]:
    """相談(id)→ 案か決定の、いちばん新しいプラン。"""
    oldest_first = sorted(work.plans.where(), key=lambda plan: (plan.made_on, plan.round_no))
    return {plan.case_id: plan for plan in oldest_first if plan.status in _LIVE}


def _coming_meetings(work: Work, today: date) -> dict[str, date]:
    """相談(id)→ 議題になっている、今日からの一番早い会議の日。"""
    coming = {one.id: one.held_on for one in work.meetings.where() if one.held_on >= today}
    found: dict[str, date] = {}
    for item in work.agenda.among("meeting_id", set(coming)):
        on = coming[item.meeting_id]
        found[item.case_id] = min(on, found.get(item.case_id, on))
    return found


def _row(work: Work, line: CaseLine, plan: Plan | None, meeting_on: date | None) -> Record:
    case = line.case
    lane = max(case.lane, Lane.OPEN if case.consented else Lane.UNCONSENTED)
    found = facts(
        lane,
        受付番号=case.case_no,
        氏名=line.title,
        年齢=line.age,
        受付日=case.received_on,
        相談経路=case.route,
        主たる課題=case.main_issue or next(iter(case.issues), ""),
        同意=case.consent,
        状態=str(case.status),
        主担当機関=(plan.lead_agency if plan else "") or case.lead_agency,
        担当者=case.worker,
        プランの期間=_period(plan),
        次の見直し=plan.next_monitoring_on if plan else None,
        次の会議=meeting_on,
        最後の記録=line.last_contact_on,
    )
    hidden = work.shield.words_of_case(case.id)
    return sourced(work, case, Record(found, lane=lane, hidden=hidden))


def _period(plan: Plan | None) -> str:
    if plan is None or not (plan.period_from or plan.period_to):
        return ""
    ends = (format_short(day) if day else "" for day in (plan.period_from, plan.period_to))
    return "～\n".join(ends)
