"""今日の行のうち、しばらく接触の無い相談と、受け付けたまま経過の無い相談。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from jusou_desk.casework.case.due import DueLine, Weight, case_line
from jusou_desk.casework.morning.outlook import Outlook
from jusou_desk.casework.morning.reminders import FIRST_CONTACT
from jusou_desk.models.records import Case
from jusou_desk.wareki import format_short

_URGENT: Final = "緊急"
_USUAL: Final = "通常"


def silent_lines(look: Outlook) -> list[DueLine]:
    """緊急性ごとの日数を過ぎた相談。支援会議の相談は、従事者に番号だけを出す。"""
    return [line for case in look.live.values() if (line := _line(look, case)) is not None]


def _line(look: Outlook, case: Case) -> DueLine | None:
    limit = look.days.silence(case.urgency)
    met = look.latest.get(case.id)
    last = met or case.received_on
    if met is None:
        limit = min(limit, look.days[FIRST_CONTACT])
    days = (look.today - last).days
    if days < limit:
        return None
    urgent = case.urgency == _URGENT
    weight = Weight.EMERGENCY if urgent else Weight.QUIET
    since = last + timedelta(days=limit)
    if case.sealed:
        doing = f"支援会議の相談に{days}日接触がありません"
        why = f"最後は{format_short(last)}。目安は{limit}日"
        return DueLine(weight, since, f"{case.case_no} {doing}", why, "sealed_case", case.id)
    doing = f"{'緊急の相談に' if urgent else ''}{days}日接触がありません"
    return case_line(weight, since, case, look.names, doing, _why(case, met, limit))


def _why(case: Case, met: date | None, limit: int) -> str:
    if met is None:
        on = format_short(case.received_on)
        return f"{on}に受け付けてから、経過が一つも書かれていません。目安は{limit}日"
    urgency = case.urgency or _USUAL
    return f"最後は{format_short(met)}。緊急性は「{urgency}」で、目安は{limit}日"
