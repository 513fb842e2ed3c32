"""紙を出した後に、載った記録に重ねた伏せ方(情報源秘匿、本人に伏せる)。付けた時は監査から知る。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from jusou_desk.models.records import Case, Meeting
from jusou_desk.models.work import Work
from jusou_desk.policy import Overlay

_LAID: Final = {f"「{one}」を付ける": one for one in (Overlay.SOURCE, Overlay.FROM_PERSON)}
_LIFTED: Final = {f"「{one}」を外す": one for one in (Overlay.SOURCE, Overlay.FROM_PERSON)}
#: 経過を書いたことと、直したことの、監査の語。
_NOTED: Final = "支援経過の記入"


def covered_since(
    work: Work, meeting: Meeting, case_ids: Iterable[str], at: datetime
) -> tuple[Overlay, ...]:
    """``at`` の後に、相談・経過・様式・議題のどれかに付けて、外していない伏せ方。

    ``at`` の後に初めて書いた経過は、その紙に載っていないので問わない。どの記録が刷られたかまでは見ない。
    """
    numbers = _numbers(work, meeting, work.cases.among("id", set(case_ids)))
    last: dict[tuple[str, Overlay, str], bool] = {}
    changed: set[str] = set()
    for row in work.audit.about(numbers, since=at):
        overlay = _LAID.get(row.action) or _LIFTED.get(row.action)
        if overlay is not None:  # 新しい順なので、初めに出会うのがいまの姿
            laid = row.action in _LAID
            last.setdefault((row.subject, overlay, row.detail), laid and row.at > at)
        elif row.action == _NOTED:
            changed.add(row.subject)
    fresh = changed - _noted_before(work, changed, at) if any(last.values()) else changed
    found = {one for (number, one, _), laid in last.items() if laid and number not in fresh}
    return tuple(one for one in (Overlay.SOURCE, Overlay.FROM_PERSON) if one in found)


def _numbers(work: Work, meeting: Meeting, cases: Iterable[Case]) -> set[str]:
    """監査の行に書く番号。"""
    numbers: set[str] = set()
    for case in cases:
        numbers.add(case.case_no)
        numbers |= {one.note_no for one in work.notes.where(case_id=case.id)}
        numbers |= {one.plan_no for one in work.plans.where(case_id=case.id)}
        items = work.agenda.where(meeting_id=meeting.id, case_id=case.id)
        numbers |= {f"{meeting.meeting_no}-{one.item_no}" for one in items}
    return numbers


def _noted_before(work: Work, numbers: set[str], at: datetime) -> set[str]:
    """``at`` までにも書いてあった経過。"""
    rows = work.audit.about(numbers)
    return {row.subject for row in rows if row.action == _NOTED and row.at <= at}
