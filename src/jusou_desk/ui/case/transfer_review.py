"""移替えの申し出を読み、承認する・却下する・取り下げる一枚。"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jusou_desk.casework.case.moved import agreement_words
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.secrecy import transfer_opening, transfers
from jusou_desk.casework.secrecy.transfer_opening import opening_lines
from jusou_desk.casework.secrecy.transfers import Proposal
from jusou_desk.errors import BadInput, DeskError
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.transfer_sides import Sides, side
from jusou_desk.ui.case.transfer_words import source_words
from jusou_desk.ui.case.writings import Saved
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields.written import TextField
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.pieces import Saying, Scroll, button, row, stand_at, tag, text
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import format_short

TITLE: Final = "移替えを確かめる"
_OPENS: Final = (
    "承認すると、下の文と、根拠・申し出た人・承認した人が、支援会議に従事しない職員にも見える"
    "通常の記録に残ります。元の記録は、支援会議の中にそのまま残ります。"
)
_OPENS_CASE: Final = (
    "承認すると、右の相談受付と同意、根拠・申し出た人・承認した人が、支援会議に従事しない職員にも"
    "見えるようになります。支援会議の相談は、そのまま残ります。"
)
_MINE: Final = "承認は、同じ会議体のほかの従事者が、その人のサインインで行います。"
_NOT_MINE: Final = "承認できるのは、この会議体に従事する管理者か推進員です。"
_LOST: Final = (
    "元の記載には「{}」が重ねてあります。移す記録には付きません。付けるときは、却下して申し出直して"
    "もらってください。"
)
_REASON: Final = FieldDefinition("reason", "却下のわけ", FieldKind.TEXT)


class ReviewPanel(QWidget):
    """申し出一件。済むと ``saved`` を鳴らす。"""

    saved = Signal(object)

    def __init__(self, desk: Desk, proposal: Proposal) -> None:
        super().__init__()
        self._desk = desk
        self._proposal = proposal
        self.refusal = Saying()
        self.reason = TextField(_REASON)
        self.reason.without_gutter()
        self.approve_button = button("承認して移す", "primary", self._approve)
        self.decline_button = button("却下する", "plain", self._decline)
        self.withdraw_button = button("申し出を取り下げる", "plain", self._withdraw)
        area = Scroll(margin=2)
        self._lay_out(area)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area, 1)
        foot = row(None, *self._deeds(), spacing=2)
        foot.setContentsMargins(unit(2), unit(), unit(2), unit(1.5))
        whole.addLayout(foot)

    def _lay_out(self, area: Scroll) -> None:
        one, asked = self._proposal, self._proposal.transfer
        where = f"{one.case_no} の経過として"
        right = side(tag("通常"), "通常の記録に残る文", asked.content, where)
        if asked.opening is not None:
            where = f"相談 {one.case_no}" if one.case_no else "番号は承認のとき付きます"
            words = "\n".join(": ".join(line) for line in opening_lines(asked.opening))
            right = side(tag("通常"), "新しい通常の相談", words, where)
        opens = _OPENS_CASE if self._opens_case else _OPENS
        area.add(text(opens if one.waiting else f"この申し出は「{asked.state}」です。", wrap=True))
        area.add(Sides(one.heard, right))
        for label, words in self._facts():
            area.add(text(label, "label"), text(words, wrap=True))
        warning = source_words(one.heard, asked.ground) if one.heard and one.waiting else ""
        if warning:
            area.add(text(warning, "strong", wrap=True))
        if one.lost and one.waiting:
            area.add(text(_LOST.format("」「".join(one.lost)), "strong", wrap=True))
        area.add(self.refusal)
        if self._may_decide:
            area.add(self.reason)
        elif one.waiting:
            area.add(text(_MINE if one.mine else _NOT_MINE, "caption", wrap=True))
        area.add(None)

    def _facts(self) -> list[tuple[str, str]]:
        one, asked = self._proposal, self._proposal.transfer
        facts = [("根拠", asked.ground), ("根拠の資料", asked.evidence)]
        if asked.agency:
            facts.append(("了解した機関", agreement_words(asked)))
        if asked.overlays:
            facts.append(("重ねる伏せ方", "、".join(asked.overlays)))
        facts.append(("申し出た人", f"{one.proposer}　{format_short(asked.proposed_at.date())}"))
        if asked.decided_at is not None:
            day = format_short(asked.decided_at.date())
            facts.append((f"{asked.state}した人", f"{one.decider}　{day}"))
        if asked.reason:
            facts.append(("却下のわけ", asked.reason))
        return facts

    @property
    def _opens_case(self) -> bool:
        return self._proposal.transfer.opening is not None

    @property
    def _may_decide(self) -> bool:
        one = self._proposal
        return one.waiting and not one.mine and self._desk.may(Purpose.TRANSFER)

    def _deeds(self) -> list[QWidget]:
        """この職員ができること。できない釦は、どこにも置かない。"""
        shown: list[QWidget] = []
        if self._may_decide:
            shown = [self.decline_button, self.approve_button]
        elif self._proposal.waiting and self._proposal.mine:
            shown = [self.withdraw_button]
        for one in (self.decline_button, self.approve_button, self.withdraw_button):
            if one not in shown:
                one.setParent(self)
                one.hide()
        return shown

    def _approve(self) -> None:
        asked = self._proposal.transfer
        told = "通常の記録に移しました。元の記録は支援会議の中に残っています。"
        if not self._opens_case:
            self._do(partial(transfers.approve, self._desk, asked.id), told)
        else:
            self._do(partial(transfer_opening.approve_opening, self._desk, asked.id), told)

    def _decline(self) -> None:
        reason = str(self.reason.value())
        work = partial(transfers.decline, self._desk, self._proposal.transfer.id, reason)
        self._do(work, "移替えを却下しました。")

    def _withdraw(self) -> None:
        work = partial(transfers.withdraw, self._desk, self._proposal.transfer.id)
        self._do(work, "移替えの申し出を取り下げました。")

    def _do(self, work: Callable[[], object], told: str) -> None:
        self.refusal.hide()
        self.setEnabled(False)
        kinds = (Changed.CASE, Changed.PERSON, Changed.CONSENT) if self._opens_case else ()
        job = Do(self, work, Changed.NOTE, *kinds).or_else(self._refused)
        job.then(lambda _done: self.saved.emit(Saved(told)))

    def _refused(self, error: DeskError) -> None:
        self.setEnabled(True)
        if isinstance(error, BadInput) and error.field == "reason":
            self.reason.blame(f"{error.title}{error.advice}")
            stand_at(self.reason)
            return
        self.refusal.refuse(error)
