"""数の元をたどる。報告の一つの升から、それを作った相談と会議の一覧を開く。"""

from __future__ import annotations

from dataclasses import dataclass

from jusou_desk.casework.case.cases import CaseLine
from jusou_desk.casework.case.intake import age_at
from jusou_desk.casework.counting.figures import Figure
from jusou_desk.casework.desk import Desk
from jusou_desk.models.records import Meeting
from jusou_desk.policy import Lane, Purpose


@dataclass(frozen=True)
class Behind:
    """数の元。``sealed`` は、いまの目的では中身を出せない支援会議の件の数。"""

    cases: tuple[CaseLine, ...]
    meetings: tuple[Meeting, ...]
    sealed: int

    @property
    def sealed_label(self) -> str:
        return f"支援会議の件 {self.sealed}件" if self.sealed else ""


def behind(desk: Desk, chosen: Figure, *, purpose: Purpose = Purpose.CASEWORK) -> Behind:
    """数の元の相談と会議。支援会議の件は、``purpose`` が支援会議のときだけ中身を出す。"""
    may_open = desk.permit(purpose).ceiling is Lane.SEALED
    hidden = frozenset() if may_open else chosen.sealed_ids
    with desk.reading(purpose) as work:
        cases = work.cases.among("id", set(chosen.case_ids) - hidden)
        people = {p.id: p for p in work.people.among("id", {c.person_id for c in cases} - {""})}
        meetings = work.meetings.among("id", set(chosen.meeting_ids) - hidden)
    today = desk.today()
    lines = [
        CaseLine(case, people.get(case.person_id), age_at(people.get(case.person_id), today), None)
        for case in cases
    ]
    missing = len(chosen.case_ids) - len(cases)
    if not chosen.case_ids:
        missing = len(chosen.meeting_ids) - len(meetings)
    return Behind(
        cases=tuple(sorted(lines, key=lambda one: (one.case.received_on, one.case.case_no))),
        meetings=tuple(sorted(meetings, key=lambda m: (m.held_on, m.meeting_no))),
        sealed=missing,
    )
