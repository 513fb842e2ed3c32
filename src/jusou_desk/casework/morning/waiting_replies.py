"""つなぐシートを渡したのに返信の無いもの。今日の行(日数のたったもの)と、その全部の一覧。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from jusou_desk.casework.case.answers import day, unpack
from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.case.due import DueLine, case_line, weight_of
from jusou_desk.casework.case.next_steps import NextStep
from jusou_desk.casework.case.replies import FORM, Slip, replied, slip_of
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning.outlook import Outlook
from jusou_desk.casework.morning.reminders import AFTER_CLOSING, REFERRAL_REPLY, Days
from jusou_desk.models.records import LIVE, Case, Sheet
from jusou_desk.policy import Purpose
from jusou_desk.wareki import format_short

ASKING: Final = "返信を尋ねて入れる"
_DOING: Final = "つないだ先の返信がまだです"


@dataclass(frozen=True)
class Waiting:
    """返信を待っている一枚。days: つないでからの日数。late: 今日に出す日数を過ぎたか。"""

    slip: Slip
    days: int
    late: bool
    received_on: date | None


def waiting_slips(desk: Desk) -> tuple[Waiting, ...]:
    """返信を待っているつなぐシートの全部、長く待っているものから。"""
    with desk.reading(Purpose.CASEWORK) as work:
        look = Outlook(work, desk.today())
        found = [_waiting(look, case, sheet) for case, sheet in _unanswered(look)]
    return tuple(sorted(found, key=lambda one: (-one.days, one.slip.label)))


def referral_lines(look: Outlook) -> list[DueLine]:
    """つないでから日数のたった、返信の書かれていないシート。"""
    every = (_waiting(look, case, sheet) for case, sheet in _unanswered(look))
    return [_line(look, one) for one in every if one.late]


def late_steps(desk: Desk, page: CasePage) -> tuple[NextStep, ...]:
    """その相談の「次にすること」に足す、返信の遅いつなぐシートの一手。今日に出るものと同じ決まり。"""
    case, today = page.case, desk.today()
    slips = [
        slip_of(one, case, {})
        for one in page.sheets
        if one.form_id == FORM and not one.sealed and not replied(unpack(one))
    ]
    if not slips or not case.consented:
        return ()
    with desk.reading(Purpose.CASEWORK) as work:
        limits = Days(work)
    since = today - timedelta(days=limits[AFTER_CLOSING])
    if case.status not in LIVE and (case.closed_on is None or case.closed_on < since):
        return ()
    late = sorted(
        (one for slip in slips if (one := _waited(slip, today, limits)).late),
        key=lambda one: -one.days,
    )
    if not late:
        return ()
    agency = late[0].slip.agency or "つなぎ先は未記入"
    more = f"(ほかに{len(late) - 1}枚)" if len(late) > 1 else ""
    why = f"{agency}: {since_words(late[0])}{more}"
    return (NextStep(ASKING, why, "reply", late[0].slip.sheet.id),)


def since_words(one: Waiting) -> str:
    """いつからどれだけ待っているか。"""
    made = format_short(one.slip.made_on)
    got = (
        f"受け取ったのは{format_short(one.received_on)}"
        if one.received_on
        else "受け取ったかも分かりません"
    )
    return f"{made}につないでから{one.days}日。{got}"


def _unanswered(look: Outlook) -> list[tuple[Case, Sheet]]:
    """返信の書かれていないシートと、その相談。

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
    cases = ((look.case(one.case_id), one) for one in sheets if not replied(unpack(one)))
    return [(case, one) for case, one in cases if case is not None and case.consented]


def _waiting(look: Outlook, case: Case, sheet: Sheet) -> Waiting:
    return _waited(slip_of(sheet, case, look.names), look.today, look.days)


def _waited(slip: Slip, today: date, limits: Days) -> Waiting:
    days = (today - slip.made_on).days
    received = day(unpack(slip.sheet), "received_on")
    return Waiting(slip, days, days >= limits[REFERRAL_REPLY], received)


def _line(look: Outlook, one: Waiting) -> DueLine:
    due = one.slip.made_on + timedelta(days=look.days[REFERRAL_REPLY])
    agency = one.slip.agency
    doing = f"{agency}からの返信がまだです" if agency else _DOING
    weight = weight_of(due, look.today)
    line = case_line(weight, due, one.slip.case, look.names, doing, since_words(one))
    return replace(line, plain_doing=_DOING)
