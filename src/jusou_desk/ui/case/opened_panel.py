"""この記録を開いた人。誰の記録の扱いも、そこで働く誰もが見られる。"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.secrecy.restricting import RESTRICTED, restricted
from jusou_desk.casework.trail.sightings import Sight, note_case_opened, seen_by
from jusou_desk.policy import Purpose
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.pieces import Card, Scroll, text
from jusou_desk.ui.table import Heading, Table
from jusou_desk.wareki import format_short

TITLE = "この記録を開いた人"
_NEWEST = 20
_HEADINGS = (Heading("いつ", 2, 6), Heading("誰が", 2, 5), Heading("したこと", 4, 7))


class OpenedPanel(Scroll):
    """新しい順に二十まで。``purpose`` が支援会議なら、その記録を開いた人も混ざる。"""

    def __init__(self, desk: Desk, page: CasePage, purpose: Purpose) -> None:
        super().__init__(margin=2)
        self.table = Table(TITLE, _HEADINGS)
        words = (
            f"新しい順に{_NEWEST}までです。同じ人が同じ日に何度開いても一度と数えます。"
            "支援会議の記録は、続けて見ている間を一度と数え、従事者にだけ見えます。"
            if purpose is Purpose.SUPPORT_MEETING
            else f"新しい順に{_NEWEST}までです。同じ人が同じ日に何度開いても一度と数えます。"
        )
        self.add(text(words, "caption", wrap=True), self.table, None)
        Ask(self, partial(seen_by, desk, page, purpose, newest=_NEWEST)).then(self._show)

    def _show(self, sights: tuple[Sight, ...]) -> None:
        self.table.show_rows([_row(one) for one in sights])


def _row(one: Sight) -> tuple[str, ...]:
    return f"{format_short(one.at.date())} {one.at:%H:%M}", one.name, one.what


def note_arrival(
    parent: QWidget, desk: Desk, page: CasePage, purpose: Purpose, tell: Callable[[], None]
) -> None:
    """開いたことを監査に残す。頁を待たせないよう、出した後に呼ぶ。

    従事者でない人の普段の頁に「制限情報あり」と出すときは ``tell`` を呼ぶ。
    """

    def work() -> bool:
        told = purpose is Purpose.CASEWORK and restricted(desk, page.case.id)
        note_case_opened(desk, page, purpose)
        return told

    Ask(parent, work).then(lambda told: tell() if told else None)


def restricted_card() -> Card:
    """従事者でない人に見せる、ただ一つの語。"""
    card = Card()
    card.add(text(RESTRICTED, "strong"))
    return card
