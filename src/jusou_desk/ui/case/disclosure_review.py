"""通報・緊急の提供の一件: 読む、承認する・却下する、紙を確かめて刷る、相手の返事を書く。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import folder_for
from jusou_desk.casework.recall.disclosure_paper import (
    DrawnDisclosure,
    draw_disclosure,
    hand_out_disclosure,
    note_disclosure_printing,
)
from jusou_desk.casework.secrecy import disclosing
from jusou_desk.casework.secrecy.disclosing import Told
from jusou_desk.errors import BadInput, DeskError
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.secrecy_records import DisclosureState
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.writings import Saved
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.choosing import choose_folder
from jusou_desk.ui.fields.dated import DateField
from jusou_desk.ui.fields.written import LongTextField, TextField
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_view import PaperView
from jusou_desk.ui.pieces import Card, Saying, Scroll, button, row, stand_at, text
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import Toward, format_short

_REASON: Final = FieldDefinition("reason", "却下のわけ", FieldKind.TEXT)
_RESULT: Final = FieldDefinition("result", "相手の返事・結果", FieldKind.LONG_TEXT)
_RESULT_ON: Final = FieldDefinition(
    "result_on", "返事のあった日", FieldKind.DATE, toward=Toward.PAST
)
_OPENS: Final = "承認すると、下の「知らせる内容」の文と、誰のことかが、紙になって相手に渡せます。"
_MINE: Final = "承認は、ほかの管理者か推進員が、その人のサインインで行います。"
_NOT_MINE: Final = "承認できるのは、管理者か推進員です。"


class DisclosureReview(QStackedWidget):
    """一件。承認すると ``approved``、ほかが済むと ``saved``、一覧へ戻るとき ``going_back`` を鳴らす。"""

    saved = Signal(object)
    approved = Signal()
    going_back = Signal()

    def __init__(self, desk: Desk, told: Told) -> None:
        super().__init__()
        self._desk = desk
        self._told = told
        self._drawn: DrawnDisclosure | None = None
        self.refusal = Saying()
        self.reason = TextField(_REASON)
        self.result = LongTextField(_RESULT)
        self.result_on = DateField(_RESULT_ON, desk.today)
        for field in (self.reason, self.result, self.result_on):
            field.without_gutter()
        self.approve_button = button("承認する", "primary", self._approve)
        self.decline_button = button("却下する", "plain", self._decline)
        self.paper_button = button("紙を確かめる・刷る", "primary", self._draw)
        self.reply_button = button("返事を残す", "plain", self._reply)
        self.paper = PaperView(self._note)
        self.write_button = button("ファイルに書き出す", "plain", self._pick_folder)
        self.addWidget(self._reading())
        self.addWidget(self._looking())

    @property
    def first(self) -> QWidget | None:
        """開いたときに手を置く釦: 承認か、紙。どちらもできなければ None。"""
        if self._waits_for_me:
            return self.approve_button
        return self.paper_button if self._printable else None

    @property
    def _waits_for_me(self) -> bool:
        one = self._told
        return one.waiting and not one.mine and self._desk.may(Purpose.EMERGENCY_APPROVAL)

    @property
    def _printable(self) -> bool:
        approved = self._told.disclosure.state is DisclosureState.APPROVED
        return approved and self._desk.may(Purpose.EMERGENCY)

    # --- 組み立て -------------------------------------------------------

    def _reading(self) -> QWidget:
        one, told = self._told, self._told.disclosure
        area = Scroll(margin=2)
        area.add(row(button("← これまでの一覧", "quiet", self.going_back.emit), None))
        area.add(text(f"{told.disclosure_no}　{told.state}", "strong", wrap=True))
        if one.waiting:
            area.add(text(_OPENS if self._waits_for_me else _waiting_words(one), wrap=True))
        for label, words in self._facts():
            area.add(text(label, "label"), text(words, wrap=True))
        area.add(self.refusal)
        if self._waits_for_me:
            area.add(self.reason)
        elif self._desk.may(Purpose.EMERGENCY) and (told.told_first or self._printable):
            area.add(self._replying())
        area.add(None)
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area, 1)
        foot = row(None, *self._deeds(), spacing=2)
        foot.setContentsMargins(unit(2), unit(), unit(2), unit(1.5))
        whole.addLayout(foot)
        return page

    def _facts(self) -> Iterator[tuple[str, str]]:
        one, told = self._told, self._told.disclosure
        whom = "　".join(part for part in (told.receiver, told.receiver_person) if part)
        yield "知らせる相手", whom
        yield "理由と根拠", f"{told.reason}\n{told.ground}".strip()
        yield "知らせる内容", told.content
        if told.whereabouts:
            yield "居場所（住所・電話など）も紙に載せるわけ", told.whereabouts
        if told.told_first and told.oral_at is not None:
            words = f"{_at(told.told_at)}　{told.way}".strip()
            yield "先に知らせた日時", words
            yield "口頭で承認した人", f"{told.oral_by}　{_at(told.oral_at)}"
        elif told.way:
            yield "知らせ方", told.way
        yield "承認を求めた人", f"{one.asker}　{_at(told.asked_at)}"
        if told.decided_at is not None:
            yield f"{told.state}した人", f"{one.decider}　{_at(told.decided_at)}"
        if told.declined_for:
            yield "却下のわけ", told.declined_for

    def _replying(self) -> Card:
        told = self._told.disclosure
        self.result.set_value(told.result)
        self.result_on.set_value(told.result_on or self._desk.today())
        card = Card("相手の返事・結果")
        card.add(self.result, self.result_on, self.reply_button)
        return card

    def _deeds(self) -> list[QWidget]:
        """この職員ができること。できない釦は、どこにも置かない。"""
        shown: list[QWidget] = []
        if self._waits_for_me:
            shown = [self.decline_button, self.approve_button]
        elif self._printable:
            shown = [self.paper_button]
        for one in (self.decline_button, self.approve_button, self.paper_button):
            if one not in shown:
                one.setParent(self)
                one.hide()
        return shown

    def _looking(self) -> QWidget:
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(unit(0.5))
        self._problems = text("", "caption", wrap=True)
        self._problems.setContentsMargins(unit(2), 0, unit(2), 0)
        head = row(button("← 一件へ", "quiet", self._back), None, self.write_button)
        head.setContentsMargins(unit(1), 0, unit(2), 0)
        whole.addLayout(head)
        whole.addWidget(self._problems)
        whole.addWidget(self.paper, 1)
        return page

    # --- 決める・返事 ---------------------------------------------------

    def _approve(self) -> None:
        work = partial(disclosing.approve, self._desk, self._told.disclosure.id)
        self._do(work, self.approved.emit)

    def _decline(self) -> None:
        words = str(self.reason.value())
        work = partial(disclosing.decline, self._desk, self._told.disclosure.id, words)
        self._do(work, partial(self.saved.emit, Saved("通報・緊急の提供を却下しました。")))

    def _reply(self) -> None:
        on = self.result_on.value()
        if self.result_on.problem() or not isinstance(on, date):
            self.result_on.show_problem()
            stand_at(self.result_on)
            return
        words = str(self.result.value())
        work = partial(disclosing.write_reply, self._desk, self._told.disclosure.id, words, on)
        self._do(work, partial(self.saved.emit, Saved("相手の返事を残しました。")))

    def _do(self, work: Callable[[], object], then: Callable[[], object]) -> None:
        self.refusal.hide()
        self.setEnabled(False)
        job = Do(self, work, Changed.NOTE).or_else(self._refused)
        job.then(lambda _done: then())

    def _refused(self, error: DeskError) -> None:
        self.setEnabled(True)
        named = {one.definition.id: one for one in (self.reason, self.result, self.result_on)}
        field = named.get(error.field) if isinstance(error, BadInput) else None
        if field is not None:
            field.blame(f"{error.title}{error.advice}")
            stand_at(field)
            return
        self.refusal.refuse(error)

    # --- 紙 -------------------------------------------------------------

    def _draw(self) -> None:
        work = partial(draw_disclosure, self._desk, self._told.disclosure.id)
        Ask(self, work).or_else(self._refused).then(self._look)

    def _look(self, drawn: DrawnDisclosure) -> None:
        self._drawn = drawn
        self._problems.setText("\n".join(drawn.problems))
        self._problems.setVisible(bool(drawn.problems))
        self.setCurrentIndex(1)
        self.paper.show_pdf(drawn.pages.data, drawn.pages.title)
        self.paper.print_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _note(self, what: str) -> None:
        assert self._drawn is not None
        note_disclosure_printing(self._desk, self._drawn, what)

    def _back(self) -> None:
        self.setCurrentIndex(0)
        self.paper_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pick_folder(self) -> None:
        number = self._told.disclosure.disclosure_no
        title = f"書き出す場所(その中に「{number}」のフォルダを作ります)"
        place = choose_folder(self, title)
        if place:
            self.write_to(folder_for(place, number, self._told.disclosure.id))

    def write_to(self, folder: Path) -> None:
        """``folder`` に紙の Excel と PDF を書き出す。"""

        def told(paths: tuple[Path, ...]) -> None:
            names, where = "、".join(path.name for path in paths), paths[0].parent
            NoticeBar.near(self).tell(f"{names} を「{where.name}」に書き出しました。", str(where))

        Do(self, partial(hand_out_disclosure, self._desk, self._told.disclosure.id, folder)).then(
            told
        )


def _waiting_words(one: Told) -> str:
    return _MINE if one.mine else _NOT_MINE


def _at(moment: datetime) -> str:
    return f"{format_short(moment.date())} {moment:%H:%M}"
