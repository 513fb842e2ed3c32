"""「今日」の承認待ちから開く、移替えの一枚。いちばん早い申し出を、確かめる所から始める。"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.secrecy import transfers
from jusou_desk.casework.secrecy.transfers import Overview
from jusou_desk.ui.case.transfer_review import ReviewPanel
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.pieces import column, text

_NONE_LEFT: Final = "承認を待つ移替えは、もうありません。"


class WaitingTransfer(QWidget):
    """ほかの従事者の申し出を一つ出す。済むと ``saved`` を鳴らす。"""

    saved = Signal(object)

    def __init__(self, desk: Desk, page: CasePage) -> None:
        super().__init__()
        self._desk = desk
        self._column = column()
        self.setLayout(self._column)
        Ask(self, partial(transfers.overview, desk, page.case.id)).then(self._show)

    def _show(self, found: Overview) -> None:
        waiting = [one for one in found.proposals if one.waiting and not one.mine]
        if not waiting:
            self._column.addWidget(text(_NONE_LEFT, wrap=True), 0, Qt.AlignmentFlag.AlignTop)
            return
        review = ReviewPanel(self._desk, min(waiting, key=lambda one: one.transfer.proposed_at))
        review.saved.connect(self.saved)
        self._column.addWidget(review)
        review.approve_button.setFocus(Qt.FocusReason.OtherFocusReason)
