"""今日の行のうち、つなぐシートを渡したのに返信の無いもの。"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from jusou_desk.casework.case.answers import day, text, unpack
from jusou_desk.casework.case.due import DueLine, case_line, weight_of
from jusou_desk.casework.case.replies import FORM, replied
from jusou_desk.casework.morning.outlook import Outlook
from jusou_desk.casework.morning.reminders import AFTER_CLOSING, REFERRAL_REPLY
from jusou_desk.models.records import Sheet
from jusou_desk.wareki import format_short

_DOING: Final = "つないだ先の返信がまだです"


def referral_lines(look: Outlook) -> list[DueLine]:
    """つないでから日数のたった、返信の書かれていないシート。

    つないで終わりにした相談も、受け止められたかが分かるまで、しばらくは待つ。同意が撤回された相談の
    シートは、返信でなく回収を頼むので(仕事になっている)、待たない。
    """
    since = look.today - timedelta(days=look.days[AFTER_CLOSING])
    closed = look.work.cases.until("closed_on", look.today, since=since)
    those = {*look.live, *(case.id for case in closed)}
    sheets = [
        one for one in look.work.sheets.among("case_id", those, form_id=FORM) if not one.sealed
    ]
    look.look_up(one.case_id for one in sheets)
    return [line for one in sheets if (line := _line(look, one)) is not None]


def _line(look: Outlook, sheet: Sheet) -> DueLine | None:
    values = unpack(sheet)
    made = day(values, "made_on") or sheet.written_on
    due = made + timedelta(days=look.days[REFERRAL_REPLY])
    case = look.case(sheet.case_id)
    if due > look.today or replied(values):
        return None
    if case is None or not case.consented:
        return None
    received = day(values, "received_on")
    why = f"{format_short(made)}につないでから{(look.today - made).days}日。" + (
        f"受け取ったのは{format_short(received)}" if received else "受け取ったかも分かりません"
    )
    agency = text(values, "to_agency").strip()
    doing = f"{agency}からの返信がまだです" if agency else _DOING
    line = case_line(weight_of(due, look.today), due, case, look.names, doing, why)
    return replace(line, plain_doing=_DOING)
