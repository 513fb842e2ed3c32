"""出力の続き: 返信番号で引くつなぐシートと返信待ちの一覧、つないだ先の件数の表と、地域課題の根拠の一文。"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from jusou_desk.casework.case import replies
from jusou_desk.casework.case.reply_codes import reply_code
from jusou_desk.casework.counting import referrals, reporting
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning import waiting_replies
from jusou_desk.policy import Purpose
from jusou_desk.wareki import FiscalYear
from tests.secrecy.eyes import words_in
from tests.secrecy.oracle import nothing
from tests.secrecy.planting import NOW

if TYPE_CHECKING:
    from tests.secrecy.outputs import Watcher

_YEAR = FiscalYear.of(NOW.date())
_REPORT = "tsunagu-kekka"


def answers(watcher: Watcher, number: int) -> None:
    """どのシートの番号でも、見てよい相談の分だけが引ける。件数の表と一文には、一字も載らない。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    rule = oracle.page(oracle.everyday(number), worker=number)
    for turn, code in enumerate(_codes(watcher.at.desks[0])):
        look = partial(replies.find_slips, desk, code)
        watcher.attempt(who, f"返信番号{turn}のシート", look, rule)
    watcher.attempt(who, "返信待ちの一覧", partial(waiting_replies.waiting_slips, desk), rule)
    watcher.attempt(who, "つないだ先の表", partial(_counted, desk), nothing)


def _codes(member: Desk) -> list[str]:
    """どの会議体にも加わる職員から見た、全部のシートの番号。"""
    with member.reading(Purpose.SUPPORT_MEETING) as work:
        return [reply_code(one.id) for one in work.sheets.where(form_id=replies.FORM)]


def _counted(desk: Desk) -> str:
    made = reporting.make_report(desk, _REPORT, _YEAR)
    said = [referrals.evidence(desk, _YEAR, small_too=small) for small in (False, True)]
    return "".join((words_in(made.book.to_xlsx()), *said))
