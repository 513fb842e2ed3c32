"""相談受付の票一枚。打つそばから控え、似た人を知らせ、区分を選んだ時から秘匿にする。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from jusou_desk.casework.case import drafts
from jusou_desk.casework.case.colliding import (
    HIDDEN,
    Collided,
    Content,
    Seen,
    from_draft,
    into_draft,
)
from jusou_desk.casework.case.intake import Received, person_values, receive
from jusou_desk.casework.case.intake_opening import (
    OpenedIntake,
    new_intake,
)
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.secrecy.protecting import warnings_while_typing
from jusou_desk.errors import BadInput, DeskError
from jusou_desk.forms import FieldKind, FormDefinition
from jusou_desk.models.records import CONSENTED, Person
from jusou_desk.models.versions import Step
from jusou_desk.names import looks_like_my_number
from jusou_desk.policy import Lane, Purpose
from jusou_desk.ui.body_choice import BodyChoice
from jusou_desk.ui.case.collision import CollisionPages
from jusou_desk.ui.case.draft_line import DraftLine
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.drafting import Autosave, Typed
from jusou_desk.ui.fields import DateField, Field, TextField
from jusou_desk.ui.form_view import FormView, save_by_keys
from jusou_desk.ui.intake.foot import IntakeFoot
from jusou_desk.ui.intake.head import IntakeHead
from jusou_desk.ui.intake.kept import Kept, change_lane, drop, place_of
from jusou_desk.ui.intake.lookalikes import Lookalikes, remember_apart
from jusou_desk.ui.intake.source import ASKED, SourceChips
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.pieces import button
from jusou_desk.ui.suggesting import Suggestions
from jusou_desk.wareki import fiscal_year_of

LOOK_MS: Final = 400
_NO_CONSENT: Final = "no_consent"
_LANE: Final = "lane"
#: 下書きに添える、前からいる人の番号。様式の欄ではない。
_PERSON: Final = "前からいる人"
_DISCARD: Final = "誤って受けた、まだ何も始まっていない相談を消す(三十日の間は元に戻せます)"
#: 支援措置の相手方でないかを見る欄。
_WARN_ABOUT: Final = ("person_name", "person_kana", "household_no", "visitor")
CHANGES: Final = (Changed.PERSON, Changed.CASE, Changed.CONSENT, Changed.SHEET)


def _shown_form(opened: OpenedIntake, *, with_lane: bool) -> FormDefinition:
    """区分を選べるのは、支援会議の従事者が新しく受けるときだけ。情報源の印は ``SourceChips`` だけ。"""
    whole = opened.form.showing(opened.values)
    left = {ASKED} if with_lane else {ASKED, _LANE}
    sections = tuple(
        replace(section, fields=tuple(f for f in section.fields if f.id not in left))
        for section in whole.sections
    )
    return replace(whole, sections=sections)


def _stops(field: Field) -> list[QWidget]:
    """欄の中の、手の止まる所。"""
    return [*field.control.findChildren(QAbstractButton)] or [field.control]


def _seen(opened: OpenedIntake) -> Seen | None:
    """書き直す票の、開いたときの中身。新しい票なら None。"""
    if opened.case is None:
        return None
    return Content(opened.values, hidden=opened.case.overlays).seen(opened.form)


class IntakeSheet(QWidget):
    """票。保存が済むと ``saved`` に ``Received`` を渡す。``steps`` は、そのとき書いたもの。"""

    saved = Signal(object)
    discarding = Signal()

    def __init__(self, desk: Desk, id: str, opened: OpenedIntake, kept: Kept | None) -> None:
        super().__init__()
        self._desk = desk
        self._place = place_of(id)
        self._opened = opened
        self._kept = kept
        self._person = opened.person
        self._sealed = opened.case is not None and opened.case.sealed
        self._seen = _seen(opened)
        self.steps: tuple[Step, ...] = ()
        received_on = opened.values.get("received_on") or desk.today()
        shown = _shown_form(opened, with_lane=desk.serves_any and opened.case is None)
        self.view = FormView(shown, fiscal_year_of(received_on), today=desk.today)
        self.view.set_values(opened.values)
        self.overlays = SourceChips(self.view, opened)
        self.draft = DraftLine()
        self.head = IntakeHead(opened)
        self.body = BodyChoice(self, desk)
        self.body.setParent(self)
        self.save_button = button("保存する", "primary", self._save, hint="保存する(Ctrl+S)")
        self.discard_button = button("ごみ箱へ", "quiet", self.discarding.emit, hint=_DISCARD)
        if opened.case is None:
            self.discard_button.hide()
        self.foot = IntakeFoot(self.save_button, self.discard_button)
        self.alike = Lookalikes(self, desk, self.view, self.foot)
        self._lay_out()
        self._suggest()
        self._autosave = Autosave(self, self._typed, self._keep)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._look_around)
        self._follow()
        if desk.may(Purpose.CASEWORK):
            self._listen()
            self._open()
        else:
            self.view.set_read_only(True)
            self.overlays.set_read_only(True)
            self.foot.hide()

    @property
    def sealed(self) -> bool:
        """支援会議の相談として書いているか。"""
        return self._sealed

    @property
    def unsaved(self) -> bool:
        """打ちかけがあるか。"""
        return self.view.is_dirty()

    def hideEvent(self, event: QHideEvent) -> None:
        # 別の画面に移る・錠がかかる前に、残りを控える
        self._look.stop()
        self._autosave.flush()
        super().hideEvent(event)

    # --- 組み立て -------------------------------------------------------

    def _lay_out(self) -> None:
        written = QWidget()
        column = QVBoxLayout(written)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.draft)
        column.addWidget(self.view, 1)
        column.addWidget(self.foot)
        save_by_keys(self.foot, self._save)
        self._pages = CollisionPages(self, written)
        if self.view.has_field(_LANE):
            # 区分を選んだ手の下を動かさないよう、尋ねる欄はその下に出る
            self.view.put_below("consent", self.body)
            for before, after in pairwise([*_stops(self.view.field(_LANE)), *_stops(self.body)]):
                QWidget.setTabOrder(before, after)

    def _suggest(self) -> None:
        for name, words, several in (
            ("window", self._desk.town.window_names, False),
            ("involved_agencies", tuple(a.name for a in self._desk.town.agencies), True),
        ):
            field = self.view.field(name) if self.view.has_field(name) else None
            if isinstance(field, TextField):
                Suggestions(field.line, words, several=several)
                field.line.setPlaceholderText("打つか、↓ で選ぶ")

    def _listen(self) -> None:
        self.view.changed.connect(self._changed)
        self.overlays.changed.connect(self._autosave.touch)
        self.body.changed.connect(self._autosave.touch)
        self.view.save_requested.connect(self._save)
        self.draft.resumed.connect(self._resume)
        self.draft.dropped.connect(self._drop)
        self.draft.brought_back.connect(self._bring_back)
        self.foot.chosen.connect(self._take)
        self.foot.told_apart.connect(self.alike.tell_apart)
        self.foot.took_back.connect(self.alike.take_back)
        self.foot.unchosen.connect(self._let_go)

    # --- 打ちかけ -------------------------------------------------------

    def _open(self) -> None:
        if self._kept is None:
            self._begin()
            return
        # 続けるか捨てるかが決まるまで打てると、控えを上書きしてしまう
        self._pause(True)
        saved_at = self._kept.draft.saved_at
        # 窓に出てからでないと打てる所にならない
        QTimer.singleShot(0, self.draft, lambda: self.draft.offer(saved_at, self._desk.now()))

    def _begin(self) -> None:
        self._pause(False)
        if self._person is not None:
            self.foot.settle_on(self._person)
        fields = [self.view.field(field.id) for field in self.view.form.fields]
        first = next((field for field in fields if not field.filled()), fields[0])
        QTimer.singleShot(0, self.view, lambda: self.view.go_to(first.definition.id))

    def _resume(self) -> None:
        if self._kept is not None:
            values = dict(self._kept.draft.values)
            self._sealed = self._kept.sealed
            self._seen = from_draft(values, self._seen)
            self.body.choose(self._kept.draft.body_id)
            person_id = str(values.pop(_PERSON, ""))
            self.view.set_typed(values)
            self.overlays.set_typed(values)
            self._follow()
            self._find_person(person_id)
        self._begin()

    def _find_person(self, person_id: str) -> None:
        if not person_id or self._person is not None:
            return

        def found(opened: OpenedIntake) -> None:
            if opened.person is not None:
                self._settle_on(opened.person)

        Ask(self, partial(new_intake, self._desk, person_id)).then(found)

    def _drop(self) -> None:
        Do(self, partial(drop, self._desk, self._place)).then()
        self._begin()

    def _bring_back(self) -> None:
        self._resume()
        self._autosave.touch()

    def _typed(self) -> Typed:
        who: Typed = {_PERSON: self._person.id} if self._person else {}
        return self.view.typed() | self.overlays.typed() | who | into_draft(self._seen)

    def _keep(self, typed: Typed) -> None:
        keep = partial(drafts.keep, self._desk, self._place, dict(typed), sealed=self._sealed)
        Do(self, partial(keep, body_id=self._body_id)).then()

    @property
    def _body_id(self) -> str:
        """この相談を残す会議体。普段の相談なら空。"""
        case = self._opened.case
        chosen = case.body_id if case else self.body.body_id()
        return chosen if self._sealed else ""

    # --- 打っている間 ---------------------------------------------------

    def _changed(self) -> None:
        self._autosave.touch()
        self._look.start()
        self._choose_lane()
        self._follow()

    def _choose_lane(self) -> None:
        """区分を選んだ時から、控えも普段の中には残さない。"""
        if not self.view.has_field(_LANE):
            return
        sealed = self.view.field(_LANE).value() == Lane.SEALED.label
        if sealed == self._sealed:
            return
        self._sealed = sealed
        self._autosave.forget()
        move = partial(change_lane, self._desk, self._place, self._typed(), sealed=sealed)
        Do(self, partial(move, body_id=self._body_id)).then()

    def _follow(self) -> None:
        """ほかの欄の値で変わる見え方をそろえる。"""
        self.overlays.follow()
        self.head.show_sealed(self._sealed)
        self.body.want(self._sealed and self._opened.case is None)
        consent = self.view.field("consent").value()
        without = bool(consent) and consent not in CONSENTED
        filled = self.view.section_filled(_NO_CONSENT)
        self.view.show_section(_NO_CONSENT, shown=without or filled)
        birth, received = self.view.field("birth_date"), self.view.field("received_on").value()
        if isinstance(birth, DateField):
            birth.show_age_on(received if isinstance(received, date) else None)
        self.foot.say_anonymous(self.unsaved and not self.view.field("person_name").filled())

    def _look_around(self) -> None:
        long_texts = [
            str(self.view.field(field.id).value())
            for field in self.view.form.fields
            if field.kind is FieldKind.LONG_TEXT
        ]
        self.foot.my_number.setVisible(any(looks_like_my_number(words) for words in long_texts))
        look_for = {name: self.view.field(name).value() for name in _WARN_ABOUT}
        Ask(self, partial(warnings_while_typing, self._desk, look_for)).then(self.foot.warn)
        if self._person is None and self._opened.case is None:
            self.alike.look(sealed=self._sealed)

    def _take(self, person: Person) -> None:
        """前からいる人に決める。氏名・読み・生年月日はその人のもの、ほかは空いた欄だけを埋める。"""
        known = {name: value for name, value in person_values(person).items() if value}
        always = {"person_name", "person_kana", "birth_date"}
        self._settle_on(person)
        self.view.fill(
            {
                name: value
                for name, value in known.items()
                if name in always or not self.view.field(name).filled()
            }
        )
        self._begin()

    def _settle_on(self, person: Person) -> None:
        self._person = person
        self.alike.forget()
        self.foot.settle_on(person)

    def _let_go(self) -> None:
        self._person = None
        self.alike.forget()
        self._autosave.touch()
        self._look_around()

    # --- 保存 -----------------------------------------------------------

    def _save(self) -> None:
        if not self.save_button.isEnabled() or self.view.show_problems():
            return
        values = self.view.values()
        values[_LANE] = Lane.SEALED.label if self._sealed else "通常"
        values |= self.overlays.answers()
        desk, place = self._desk, self._place
        case_id = self._opened.case.id if self._opened.case else ""
        person_id = self._person.id if self._person else ""
        take = partial(receive, desk, values, case_id=case_id, person_id=person_id)
        take = partial(take, body_id=self._body_id, overlays=self.overlays.chosen())
        take = partial(take, seen=self._seen)
        apart = self.alike.apart()

        def work() -> tuple[Received, tuple[Step, ...]]:
            with desk.collecting() as steps:
                received = take()
            remember_apart(desk, received, apart, new=not person_id and not case_id)
            drop(desk, place)
            return received, tuple(steps)

        self.foot.say_problem("")
        self._autosave.hold()
        self._pause(True)
        Do(self, work, *CHANGES).or_else(self._refused).then(self._done)

    def _done(self, done: tuple[Received, tuple[Step, ...]]) -> None:
        received, self.steps = done
        self._look.stop()
        self.view.mark_clean()
        self.saved.emit(received)

    def _refused(self, error: DeskError) -> None:
        self._pause(False)
        self._autosave.release()
        if isinstance(error, Collided):
            self._pages.offer(error, self._settle)
            return
        sentence = f"{error.title}{error.advice}"
        field = error.field if isinstance(error, BadInput) else ""
        if field and self.view.has_field(field):
            self.view.blame(field, sentence)
        else:
            self.foot.say_problem(sentence)

    def _settle(self, now: Content, taken: frozenset[str]) -> None:
        """選んだ中身を票に入れ、いまの中身の上に保存する。"""
        mine = {n: v for n, v in self.view.values().items() if n not in taken}
        self.view.set_values({**now.values, **mine})
        if HIDDEN in taken:
            self.overlays.choose(now.hidden)
        self._seen = now.seen(self._opened.form)
        self._save()

    def _pause(self, waiting: bool) -> None:
        self.save_button.setEnabled(not waiting)
        self.view.setEnabled(not waiting)
