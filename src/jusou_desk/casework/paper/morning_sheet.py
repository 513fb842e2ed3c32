"""朝の一枚の材料: 今日の行を、手で印を付けながら使う A4 の紙の行にする。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from jusou_desk.casework.case.concealing import Facts, facts
from jusou_desk.casework.case.covering import sourced
from jusou_desk.casework.case.due import Weight
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.wording import word
from jusou_desk.models.records import Case
from jusou_desk.models.work import Work
from jusou_desk.packet import Record
from jusou_desk.policy import Lane
from jusou_desk.wareki import format_long

NAME: Final = "morning"
TITLE: Final = "朝の一枚"
PRESSING: Final = {
    Weight.EMERGENCY: "緊急",
    Weight.OVERDUE: "過ぎた",
    Weight.TODAY: "今日",
    Weight.SOON: "これから",
    Weight.QUIET: "接触なし",
}
"""「急ぎ」の欄の語。"""
UNFINISHED: Final = "打ちかけ"
ROWS: Final = "行"
"""繰返し行の名。"""
_BOX: Final = "□"


@dataclass(frozen=True)
class MorningRow:
    """紙の一行。case_id: 誰の相談のことか(相談のことでなければ空)。"""

    pressing: str
    due_on: date | None
    what: str
    why: str
    case_id: str = ""


def morning_record(desk: Desk, work: Work, rows: Sequence[MorningRow]) -> Record:
    """紙の材料。rows: 刷る順の行。"""
    cases = {case.id: case for case in work.cases.among("id", {row.case_id for row in rows})}
    head = facts(
        Lane.OPEN,
        町名=desk.town.name,
        取扱=word(work, desk.town, "open_handling"),
        日付=format_long(desk.today(), weekday=True),
        職員=desk.me.name,
        内訳=_counted(rows),
    )
    return Record(head, {ROWS: tuple(_row(work, row, cases.get(row.case_id)) for row in rows)})


def cut_to(record: Record, count: int) -> Record:
    """``record`` の行を初めの ``count`` 行にする。切れば、いくつ切ったかを最後の行で言う。"""
    rows = record.groups[ROWS]
    left = len(rows) - count
    if not left:
        return record
    told = MorningRow("", None, f"ほか{left}件は、画面で見る", "")
    more = Record(_told(Lane.OPEN, told, ""))
    return replace(record, groups={**record.groups, ROWS: (*rows[:count], more)})


def _row(work: Work, row: MorningRow, case: Case | None) -> Record:
    lane = Lane.OPEN
    if case is not None:
        lane = max(case.lane, Lane.OPEN if case.consented else Lane.UNCONSENTED)
    found = _told(lane, row, _BOX)
    if case is None:
        return Record(found, lane=lane)
    return sourced(work, case, Record(found, lane=lane, hidden=work.shield.words_of_case(case.id)))


def _told(lane: Lane, row: MorningRow, box: str) -> Facts:
    return facts(lane, 急ぎ=row.pressing, 期限=row.due_on, 件=row.what, なぜ=row.why, 済=box)


def _counted(rows: Sequence[MorningRow]) -> str:
    """「緊急 1　過ぎた 3　今日 2」。一行も無ければ、そう言う。"""
    kinds = (*PRESSING.values(), UNFINISHED)
    counts = ((kind, sum(row.pressing == kind for row in rows)) for kind in kinds)
    told = "　".join(f"{kind} {count}件" for kind, count in counts if count)
    return told or "期日の来ているものはありません。"
