"""取り消した終結の評価シート。シートは書いたまま残り、誰がいつ取り消したかの印が付く。

印は、様式の欄ではない答えとして置く。どの版で書かれたシートにも付けられ、欄の値は変わらない。
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from jusou_desk.models.records import Sheet
from jusou_desk.wareki import format_short

CANCELLED: Final = "取消"
_ON: Final = "cancelled_on"
_BY: Final = "cancelled_by"
_REASON: Final = "cancel_reason"


@dataclass(frozen=True)
class Cancelled:
    """取消しの印: いつ、誰が、なぜ(すぐに元に戻したときは空)。"""

    on: date
    by: str
    reason: str

    @property
    def words(self) -> str:
        """「取消 R8.11.22 大田　文江」。紙と歩みに出す語。"""
        return f"{CANCELLED} {format_short(self.on)} {self.by}"


def cancelled(sheet: Sheet | None) -> Cancelled | None:
    """付いている印。取り消していなければ None。"""
    if sheet is None or _ON not in sheet.answers:
        return None
    on, by, reason = (str(sheet.answers.get(name, "")) for name in (_ON, _BY, _REASON))
    return Cancelled(date.fromisoformat(on), by, reason)


def cancel(sheet: Sheet, mark: Cancelled) -> Sheet:
    """印を付けたシート。"""
    marks = {_ON: mark.on.isoformat(), _BY: mark.by, _REASON: mark.reason}
    written = {name: words for name, words in marks.items() if words}
    return replace(sheet, answers={**sheet.answers, **written})
