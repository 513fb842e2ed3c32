"""支援措置と居場所の一枚: 理由を述べて居場所を見る、設ける、確かめる、外す(二人で)。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.recall.stale_copies import stale_with_whereabouts, stale_words
from jusou_desk.casework.recall.whereabouts_out import papers_with_whereabouts
from jusou_desk.casework.secrecy import protecting
from jusou_desk.casework.secrecy.protecting import Account, Protected, Revealed
from jusou_desk.errors import BadInput, DeskError, Refused
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.protection_words import account_words, history_card, standing_words
from jusou_desk.ui.case.writings import Saved
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields import Field, field_for
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.pieces import Card, Saying, Scroll, button, column, row, stand_at, text
from jusou_desk.wareki import Toward, fiscal_year_of

REVEAL_MS: Final = 60_000
"""見せておく時間。席を立っても、ここまでで隠れる。"""

WHEREABOUTS_OUT: Final = "whereabouts_out"
"""居場所の載った紙の一覧(頁のすることの名)。"""

_CONCERNS: Final = (Changed.PERSON, Changed.CASE)
_REASON: Final = FieldDefinition(
    "reason",
    "居場所を見る理由",
    FieldKind.SINGLE,
    codes="reveal_reasons",
    other=True,
    required=True,
    help="見たことと理由は、監査記録に残ります。",
)
_GROUND: Final = FieldDefinition(
    "ground", "根拠", FieldKind.SINGLE, codes="protection_grounds", other=True, required=True
)
_SINCE: Final = FieldDefinition("since", "始まり", FieldKind.DATE, required=True)
_UNTIL: Final = FieldDefinition(
    "until",
    "期限",
    FieldKind.DATE,
    required=True,
    toward=Toward.FUTURE,
    help="近づくと「今日」に出ます。過ぎても自動では外れません。",
)
_PARTY: Final = FieldDefinition(
    "other_party",
    "相手方の氏名",
    FieldKind.TEXT,
    help="同じ氏名の人が受付や会議に現れたときに、知らせます。",
)
_KANA: Final = FieldDefinition("other_kana", "相手方のフリガナ", FieldKind.KANA)
_RELATION: Final = FieldDefinition("other_relationship", "本人との続柄", FieldKind.TEXT)
_FORMER: Final = FieldDefinition(
    "former_household_no",
    "元の世帯番号",
    FieldKind.TEXT,
    help="逃れてきた元の世帯の番号。その世帯の紙に、いまの居場所が出ないようにします。",
)
_LIFT: Final = FieldDefinition("lift_reason", "外す理由", FieldKind.LONG_TEXT, required=True)
_ACCOUNT: Final = (_GROUND, _SINCE, _UNTIL, _PARTY, _KANA, _RELATION, _FORMER)


class ProtectionPanel(QWidget):
    """一人の支援措置。済むと ``saved`` を、すでに出た紙を見たいときは ``asking`` を鳴らす。"""

    saved = Signal(object)
    asking = Signal()

    def __init__(self, desk: Desk, person_id: str, purpose: Purpose = Purpose.CASEWORK) -> None:
        super().__init__()
        self._desk = desk
        self._purpose = purpose
        self._person_id = person_id
        year = fiscal_year_of(desk.today())

        def make(definition: FieldDefinition) -> Field:
            return field_for(definition, year, desk.today)

        self.fields: dict[str, Field] = {one.id: make(one) for one in _ACCOUNT}
        self.reason, self.lift_reason = make(_REASON), make(_LIFT)
        self.shown = text("", "lead", wrap=True)
        self.problem_said = Saying()
        self._hiding = QTimer(self)
        self._hiding.setSingleShot(True)
        self._hiding.setInterval(REVEAL_MS)
        self._hiding.timeout.connect(self.hide_again)
        self.reveal_button = button("居場所を見る", "plain", self._reveal)
        self.papers_button = button("居場所の載った紙を見る", "plain", self.asking.emit)
        self.set_button = button("支援措置を設ける", "primary", self._set)
        self.confirm_button = button("確かめて正式にする", "primary", self._confirm)
        self.ask_button = button("外すことを申し出る", "plain", self._ask_lift)
        self.lift_button = button("確かめて外す", "plain", self._lift)
        self._area = Scroll(margin=2)
        self.setLayout(column(self._area))
        Ask(self, partial(protecting.protected, desk, person_id)).then(self._lay_out)

    def hideEvent(self, event: QHideEvent) -> None:
        # 別の画面に移る・鍵がかかるとき
        self.hide_again()
        super().hideEvent(event)

    def hide_again(self) -> None:
        """見せた居場所を隠す。"""
        self._hiding.stop()
        self.shown.setText("")
        self.shown.hide()

    def problem(self) -> str:
        """いま出ている断り。"""
        return self.problem_said.said()

    # --- 組み立て -------------------------------------------------------

    def _lay_out(self, state: Protected) -> None:
        may_write = self._desk.may(Purpose.CASEWORK)
        self._area.add(self._standing(state), self.problem_said)
        if state.hidden and self._may_reveal():
            self._area.add(self._revealing())
        if may_write and state.current:
            self._area.add(self._lifting(state))
        if may_write:
            self._area.add(self._setting(state))
        if state.history:
            self._area.add(history_card(state))
        self._area.add(None)
        self.hide_again()
        self._first(state).setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._uncover)

    def _uncover(self) -> None:
        """並べ終えてから、頭から読める所へ戻す。手を置いた所が隠れるなら、見えるまで巻く。"""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self._area.verticalScrollBar().setValue(0)
        hand = self.focusWidget()
        if hand is not None:
            self._area.ensureWidgetVisible(hand)

    def _first(self, state: Protected) -> QWidget:
        """手を置く所。二人目の確かめを待っているなら、その釦。ほかは、上からいちばん初めの所。"""
        for one in (self.lift_button, self.confirm_button):
            if self._area.isAncestorOf(one):
                return one
        return self.papers_button if state.hidden else self.fields["ground"]

    def _may_reveal(self) -> bool:
        try:
            self._desk.permit(Purpose.REVEAL)
        except Refused:
            return False
        return True

    def _standing(self, state: Protected) -> Card:
        card = Card("いまの扱い")
        card.add(text(standing_words(state), wrap=True))
        if state.hidden:
            card.add(row(self.papers_button, None))
        current = state.current
        waiting = current is not None and not current.confirmed_by and not current.lift_asked_by
        if current is None or not waiting:
            return card
        if current.set_by == self._desk.staff_id:
            card.add(text("正式にするには、別の職員が確かめます。", "caption", wrap=True))
        elif self._desk.may(Purpose.CASEWORK):
            asker = state.names.get(current.set_by, "退職した職員")
            told = f"{account_words(current)}\n設けた人　{asker}"
            card.add(text(told, wrap=True), self.confirm_button)
        return card

    def _revealing(self) -> Card:
        card = Card("居場所を見る")
        card.add(self.reason, self.reveal_button, self.shown)
        return card

    def _setting(self, state: Protected) -> Card:
        current = state.current
        card = Card("改める・続ける" if current else "支援措置を設ける")
        if current:
            self.set_button.setText("新しい内容で続ける")
            self.set_button.setAccessibleName("新しい内容で続ける")
            card.add(text("前の記録は残り、新しい一件を足します。", "caption", wrap=True))
        else:
            words = "設けた時から、住所などを伏せます。別の職員が確かめて正式になります。"
            card.add(text(words, "caption", wrap=True))
        today = self._desk.today()
        start = max(current.until, today) if current else today
        known: dict[str, Any] = {"since": start, "until": protecting.usual_term(start)}
        if current:
            known |= {one.id: getattr(current, one.id) for one in _ACCOUNT[3:]}
            known["ground"] = current.ground
        for name, field in self.fields.items():
            if known.get(name):
                field.set_value(known[name])
            card.add(field)
        card.add(self.set_button)
        return card

    def _lifting(self, state: Protected) -> Card:
        card = Card("外す")
        current = state.current
        assert current is not None
        if not current.lift_asked_by:
            words = "一人が理由を添えて申し出て、別の職員が確かめて外します。"
            card.add(text(words, "caption", wrap=True), self.lift_reason, self.ask_button)
            return card
        asker = state.names.get(current.lift_asked_by, "")
        card.add(text(f"{asker} さんの申し出: {current.lift_reason}", wrap=True))
        if current.lift_asked_by == self._desk.staff_id:
            card.add(text("別の職員が確かめるまで、伏せたままです。", "caption", wrap=True))
        else:
            card.add(self.lift_button)
        return card

    # --- する -----------------------------------------------------------

    def _reveal(self) -> None:
        if self.reason.problem():
            self.reason.show_problem()
            stand_at(self.reason)
            return
        self.problem_said.hide()
        work = partial(protecting.reveal, self._desk, self._person_id, str(self.reason.value()))
        Do(self, work).or_else(self._refused).then(self._show)

    def _show(self, revealed: Revealed) -> None:
        if not self.isVisible():
            return
        lines = [f"{name}　{value}" for name, value in revealed.lines]
        self.shown.setText("\n".join(lines) or "住所も電話も書かれていません。")
        self.shown.show()
        self.reason.set_value("")
        self._hiding.start()

    def _set(self) -> None:
        empty = [field for field in self.fields.values() if field.problem()]
        for field in empty:
            field.show_problem()
        if empty:
            stand_at(empty[0])
            return
        values: dict[str, Any] = {name: field.value() for name, field in self.fields.items()}
        account = Account(**values)
        desk, person_id, purpose = self._desk, self._person_id, self._purpose

        def work() -> Saved:
            protecting.set_protection(desk, person_id, account)
            told = "支援措置を設けました。居場所を伏せています。"
            saved = Saved(told, caution=copies_told(desk, person_id, purpose))
            papers = papers_with_whereabouts(desk, person_id, purpose)
            if not any(one.outstanding for one in papers):
                return saved
            told += "居場所の載った紙が、もう出ています。"
            return replace(saved, sentence=told, then=WHEREABOUTS_OUT)

        self.problem_said.hide()
        Do(self, work, *_CONCERNS).or_else(self._refused).then(self.saved.emit)

    def _confirm(self) -> None:
        work = partial(protecting.confirm, self._desk, self._person_id)
        self._do(work, "支援措置を確かめ、正式にしました。")

    def _ask_lift(self) -> None:
        if self.lift_reason.problem():
            self.lift_reason.show_problem()
            stand_at(self.lift_reason)
            return
        reason = str(self.lift_reason.value())
        work = partial(protecting.ask_lift, self._desk, self._person_id, reason)
        self._do(work, "外すことを申し出ました。別の職員が確かめるまで、伏せたままです。")

    def _lift(self) -> None:
        work = partial(protecting.lift, self._desk, self._person_id)
        self._do(work, "支援措置を外しました。")

    def _do(self, work: Callable[[], object], told: str) -> None:
        self.problem_said.hide()
        done = Saved(told)
        Do(self, work, *_CONCERNS).or_else(self._refused).then(lambda _r: self.saved.emit(done))

    def _refused(self, error: DeskError) -> None:
        named = {one.definition.id: one for one in (self.reason, self.lift_reason)} | self.fields
        field = named.get(error.field) if isinstance(error, BadInput) else None
        if field is not None:
            field.blame(f"{error.title}{error.advice}")
            stand_at(field)
        else:
            self.problem_said.refuse(error)


def copies_told(desk: Desk, person_id: str, purpose: Purpose) -> str:
    """居場所の載った会議の部を、配らず、回収すること。無ければ空。

    普段の頁では、支援会議の部は番号も言わない。従事者には、今日に出ていることだけを言う。
    """
    told = "\n".join(stale_words(stale_with_whereabouts(desk, person_id, purpose)))
    if purpose is Purpose.SUPPORT_MEETING or not desk.serves_any:
        return told
    sealed = stale_with_whereabouts(desk, person_id, Purpose.SUPPORT_MEETING)
    more = any(one.meeting.sealed for one in sealed)
    if not more:
        return told
    lead = f"{told}\nほかにも、" if told else ""
    return f"{lead}もう配れない部があります。「今日」を見てください。"
