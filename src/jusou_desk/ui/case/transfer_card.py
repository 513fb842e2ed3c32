"""支援会議の頁の札「移替え」。承認を待つ申し出と、申し出る入口。"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Signal

from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.secrecy import transfers
from jusou_desk.casework.secrecy.transfers import Overview, Proposal
from jusou_desk.ui.case.transfer_anew import TITLE as ANEW
from jusou_desk.ui.case.transfer_anew import AnewPanel
from jusou_desk.ui.case.transfer_panel import TITLE as ASKING
from jusou_desk.ui.case.transfer_panel import TransferPanel
from jusou_desk.ui.case.transfer_review import TITLE as REVIEWING
from jusou_desk.ui.case.transfer_review import ReviewPanel
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.pieces import Card, button, column, text
from jusou_desk.wareki import format_short

_ENDED: Final = 3
_ABOUT: Final = "同意などの根拠が整った事実を、二人で確かめて、一つずつ通常の記録へ写します。"


TransferSheet = TransferPanel | AnewPanel | ReviewPanel


class TransferCard(Card):
    """札。一枚を開くとき ``opening`` に題と一枚を渡す。"""

    opening = Signal(str, object)

    def __init__(self, desk: Desk, page: CasePage) -> None:
        super().__init__("移替え")
        self._desk = desk
        self._page = page
        Ask(self, partial(transfers.overview, desk, page.case.id)).then(self._show)

    def _show(self, found: Overview) -> None:
        waiting = [one for one in found.proposals if one.waiting]
        ended = [one for one in found.proposals if not one.waiting]
        if found.opened:
            self.add(text(f"通常の相談 {found.opened} として受け付け直しました。", wrap=True))
        for one in (*waiting, *ended[:_ENDED]):
            words = f"{one.transfer.state}　{one.transfer.ground}"
            review = button(words, "choice", partial(self._review, one), hint=_asked_words(one))
            self.add(column(review, text(_asked_words(one), "caption"), spacing=0.5))
        self.add(
            text(_ABOUT if found.facts else "移せる記載は、まだありません。", "caption", wrap=True)
        )
        if found.facts:
            self.add(button(ASKING, "plain", self._ask))
        anew = any(one.transfer.opening is not None for one in waiting)
        if self._page.case.sealed and not found.opened and not anew:
            self.add(button(ANEW, "plain", self._open_anew))

    def _ask(self) -> None:
        self.opening.emit(ASKING, TransferPanel(self._desk, self._page))

    def _open_anew(self) -> None:
        self.opening.emit(ANEW, AnewPanel(self._desk, self._page))

    def _review(self, one: Proposal) -> None:
        self.opening.emit(REVIEWING, ReviewPanel(self._desk, one))


def _asked_words(one: Proposal) -> str:
    who = "自分" if one.mine else one.proposer
    return f"{format_short(one.transfer.proposed_at.date())} {who}の申し出"
