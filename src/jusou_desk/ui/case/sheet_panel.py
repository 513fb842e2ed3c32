"""脇で書く様式。打つそばから控え、閉じても錠をかけても続きから書ける。"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.case import drafts
from jusou_desk.casework.case.colliding import (
    ACTIONS,
    HIDDEN,
    Collided,
    Content,
    from_draft,
    into_draft,
)
from jusou_desk.casework.case.consent import EVERY_SEAT
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput, DeskError
from jusou_desk.models.records import Note
from jusou_desk.models.register_records import ResourceKind
from jusou_desk.policy import Overlay
from jusou_desk.ui.body_choice import BodyChoice
from jusou_desk.ui.case.action_rows import ActionRows
from jusou_desk.ui.case.collision import CollisionPages
from jusou_desk.ui.case.consenting import Consenting
from jusou_desk.ui.case.draft_line import DraftLine
from jusou_desk.ui.case.ending import Ending
from jusou_desk.ui.case.outreach_lead import OutreachLead
from jusou_desk.ui.case.plan_kind import PlanKind
from jusou_desk.ui.case.withholding import Withholding
from jusou_desk.ui.case.writings import (
    Saved,
    Writing,
    Written,
    changes_of,
    discard_writing,
    save,
)
from jusou_desk.ui.drafting import Autosave, Typed
from jusou_desk.ui.fields import PhoneField, TextField
from jusou_desk.ui.form_view import FormView, save_by_keys
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.overlay_chips import OverlayChips
from jusou_desk.ui.pieces import Saying, button, column, row, text
from jusou_desk.ui.suggesting import Suggestions
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import fiscal_year_of

#: 機関の候補を出す欄。True は「、」でいくつも書く欄。
_AGENCY_FIELDS: Final = {
    "agencies": True,
    "excluded_agencies": True,
    "lead_agency": False,
    "planner_agency": False,
    "from_agency": False,
    "to_agency": False,
    "source_agency": False,
    "screening_to": False,
}
#: 欄ごとではなく、一件の全体で扱う様式。
_WHOLE: Final = frozenset({"progress", "consent"})
#: 欄の値に合わせて、ほかの欄の見え方を替えるもの。
_FOLLOWERS: Final[dict[str, type[Consenting] | type[PlanKind]]] = {
    "consent": Consenting,
    "plan": PlanKind,
}
_ABOUT_NOTE: Final = {
    Overlay.SOURCE: "相手と提供機関。",
    Overlay.FROM_PERSON: "この経過のすべて。",
}


class SheetPanel(QWidget):
    """様式一枚。保存が済むと ``saved`` に ``Saved`` を渡す。"""

    saved = Signal(object)

    def __init__(self, desk: Desk, writing: Writing) -> None:
        super().__init__()
        self._desk = desk
        self._writing = writing
        self._kept: drafts.KeptDraft | None = None
        self.view = FormView(
            writing.shown_form, fiscal_year_of(writing.case.received_on), today=desk.today
        )
        self.view.set_values(writing.values)
        self.rows = self._plan_rows()
        self._rest = text("", "strong", wrap=True)
        self.ending = self._ending()
        self.overlays = self._overlays()
        self.withholding = self._withholding()
        self.draft = DraftLine()
        self.body = BodyChoice(self, desk, writing.case.id)
        self.body.want(writing.sealed and not writing.body_id and not writing.read_only)
        self._problem = Saying()
        self.save_button = button("保存する", "primary", self._save, hint="保存する(Ctrl+S)")
        self.discard_button = button(
            "ごみ箱へ", "quiet", self._discard, hint="この一枚を消す(三十日の間は元に戻せます)"
        )
        if writing.only or not writing.record_id:
            self.discard_button.hide()
        follower = _FOLLOWERS.get(writing.form.id)
        self._follower = follower(self.view) if follower else None
        self._lay_out()
        self._suggest_agencies()
        self._autosave = Autosave(self, self._typed, self._keep)
        self.setFocusProxy(self.view.field(self._first_empty()))
        if writing.read_only:
            self._only_read()
        else:
            self._listen()

    def problem(self) -> str:
        """足もとに出ている断り。"""
        return self._problem.said()

    def rest(self) -> str:
        """足もとに出ている、残る仕事の一言。"""
        return self._rest.text()

    def hideEvent(self, event: QHideEvent) -> None:
        # 脇が閉じる・別の画面に移る・錠がかかる前に、残りを控える
        self._autosave.flush()
        super().hideEvent(event)

    def _plan_rows(self) -> ActionRows | None:
        if self._writing.form.id != "plan":
            return None
        agencies = [agency.name for agency in self._desk.town.agencies]
        rows = ActionRows(self._writing.case.issues, agencies, self._desk.today)
        rows.set_actions(self._writing.actions)
        self.view.put_below("content", rows)
        rows.come_after(self.view.field("support").control)
        return rows

    def _ending(self) -> Ending | None:
        if self._writing.form.id != "evaluation" or self._writing.read_only:
            return None
        ending = Ending(self.view, self._writing.remaining, self._desk.today())

        def say() -> None:
            self._rest.setText(ending.brief())

        ending.changed.connect(say)
        say()
        return ending

    def _overlays(self) -> OverlayChips | None:
        """経過は、一件の全体に重ねる。"""
        if self._writing.form.id != "progress":
            return None
        chips = OverlayChips(Note, self._writing.overlays, _ABOUT_NOTE)
        self.view.put_below("note", chips)
        return chips

    def _withholding(self) -> Withholding | None:
        """経過と同意のほかは、欄ごとに本人に伏せる。"""
        if self._writing.form.id in _WHOLE:
            return None
        return Withholding(self.view, self._writing.withheld, self.rows)

    @property
    def _parts(self) -> list[ActionRows | Ending | OverlayChips | Withholding]:
        """様式の欄のほかに書く所。"""
        parts = (self.rows, self.ending, self.overlays, self.withholding)
        return [part for part in parts if part is not None]

    def _lay_out(self) -> None:
        whole = column(spacing=0)
        if self._writing.notice:
            notice = text(self._writing.notice, "caption", wrap=True)
            notice.setContentsMargins(unit(2), 0, unit(2), unit())
            whole.addWidget(notice)
        which = column(self.body)
        which.setContentsMargins(unit(0.5), 0, unit(2), 0)
        whole.addWidget(self.draft)
        whole.addLayout(which)
        whole.addWidget(self.view, 1)
        foot = QWidget()
        save_by_keys(foot, self._save)
        if self.withholding is not None:
            whole.addWidget(self.withholding)
            save_by_keys(self.withholding, self._save)
        words = column(self._problem)
        if self.ending is not None:
            words.addWidget(self._rest)
        line = row(None, self.discard_button, self.save_button, spacing=2)
        line.insertLayout(0, words, 100)
        line.setContentsMargins(unit(2), unit(), unit(2), unit(1.5))
        foot.setLayout(line)
        whole.addWidget(foot)
        if self._writing.read_only:
            foot.hide()
        written = QWidget()
        whole.setContentsMargins(0, 0, 0, 0)
        written.setLayout(whole)
        self._pages = CollisionPages(self, written)

    def _first_empty(self) -> str:
        fields = [self.view.field(f.id) for f in self._writing.shown_form.fields]
        empty = next((field for field in fields if not field.filled()), fields[0])
        return empty.definition.id

    def _listen(self) -> None:
        self.view.changed.connect(self._autosave.touch)
        self.body.changed.connect(self._autosave.touch)
        for part in self._parts:
            part.changed.connect(self._autosave.touch)
        self.view.save_requested.connect(self._save)
        self.draft.resumed.connect(self._resume)
        self.draft.dropped.connect(self._drop)
        self.draft.brought_back.connect(self._bring_back)
        # 控えの有無が分かるまで打てると、控えを上書きしてしまう
        self.view.setEnabled(False)
        place, sealed = self._writing.place, self._writing.sealed
        Ask(self, lambda: drafts.recall(self._desk, place, sealed=sealed)).then(self._recalled)

    def _only_read(self) -> None:
        self.view.set_read_only(True)
        for part in (self.rows, self.overlays, self.withholding):
            if part is not None:
                part.set_read_only(True)

    def _recalled(self, kept: drafts.KeptDraft | None) -> None:
        self._kept = kept
        if kept is None:
            self._begin()
            return
        self.save_button.setEnabled(False)
        self.draft.offer(kept.saved_at, self._desk.now())

    def _begin(self) -> None:
        self.view.setEnabled(True)
        self.save_button.setEnabled(True)
        first = self._first_empty()
        QTimer.singleShot(0, self.view, lambda: self.view.go_to(first))

    def _resume(self) -> None:
        if self._kept is not None:
            seen = from_draft(self._kept.values, self._writing.seen)
            self._writing = replace(self._writing, seen=seen)
            self.body.choose(self._kept.body_id)
            self.view.set_typed(self._kept.values)
            for part in self._parts:
                part.set_typed(self._kept.values)
            if self._follower is not None:
                self._follower.follow()
        self._begin()

    def _drop(self) -> None:
        place, sealed = self._writing.place, self._writing.sealed
        Do(self, lambda: drafts.drop(self._desk, place, sealed=sealed)).then()
        self._begin()

    def _bring_back(self) -> None:
        self._resume()
        self._autosave.touch()

    def _typed(self) -> Typed:
        typed = self.view.typed()
        for part in self._parts:
            typed |= part.typed()
        return typed | into_draft(self._writing.seen)

    def _keep(self, typed: Typed) -> None:
        place, sealed, body_id = self._writing.place, self._writing.sealed, self._body_id
        keep = partial(drafts.keep, self._desk, place, dict(typed), sealed=sealed, body_id=body_id)
        Do(self, keep).then()

    @property
    def _body_id(self) -> str:
        """この一枚を残す会議体。普段の一枚なら空。"""
        chosen = self._writing.body_id or self.body.body_id()
        return chosen if self._writing.sealed else ""

    def _save(self) -> None:
        if not self.save_button.isEnabled() or self.view.show_problems():
            return
        if self.rows is not None and self.rows.show_problems():
            return
        desk, writing = self._desk, self._writing
        written = Written(
            self.view.values(),
            self.rows.plan_actions() if self.rows is not None else (),
            self.ending.finished if self.ending is not None else frozenset(),
            self._body_id,
            self.overlays.chosen() if self.overlays is not None else (),
            self.withholding.withheld() if self.withholding is not None else (),
        )

        def work() -> Saved:
            done = save(desk, writing, written)
            drafts.drop(desk, writing.place, sealed=writing.sealed)
            return done

        self._problem.hide()
        self._autosave.hold()
        self._pause(True)
        job = Do(self, work, *changes_of(writing.form.id), ids=(writing.case.id,))
        job.or_else(self._refused).then(self._done)

    def _discard(self) -> None:
        desk, writing = self._desk, self._writing

        def work() -> Saved:
            done = discard_writing(desk, writing)
            drafts.drop(desk, writing.place, sealed=writing.sealed)
            return done

        self._problem.hide()
        self._autosave.hold()
        self._pause(True)
        job = Do(self, work, *changes_of(writing.form.id), ids=(writing.case.id,))
        job.or_else(self._refused).then(self._done)

    def _done(self, done: Saved) -> None:
        self.view.mark_clean()
        self.saved.emit(done)

    def _refused(self, error: DeskError) -> None:
        self._pause(False)
        self._autosave.release()
        if isinstance(error, Collided):
            self._pages.offer(error, self._settle)
            return
        field = error.field if isinstance(error, BadInput) else ""
        words = f"{error.title}{error.advice}"
        if field and self.view.has_field(field):
            self.view.blame(field, words)
        elif field == self.body.definition.id:
            self.body.blame(words)
            self.body.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._problem.refuse(error)

    def _settle(self, now: Content, taken: frozenset[str]) -> None:
        """選んだ中身を様式に入れ、いまの中身の上に保存する。"""
        mine = self.view.values()
        chosen = {**now.values, **{n: v for n, v in mine.items() if n not in taken}}
        self.view.set_values(chosen)
        if self.rows is not None and ACTIONS in taken:
            self.rows.set_actions(now.actions)
        if HIDDEN in taken:
            if self.overlays is not None:
                self.overlays.choose(now.hidden)
            if self.withholding is not None:
                self.withholding.choose(now.hidden)
        values = {**self._writing.values, **now.values}
        seen = now.seen(self._writing.form)
        self._writing = replace(self._writing, values=values, seen=seen)
        self._save()

    def _pause(self, waiting: bool) -> None:
        self.save_button.setEnabled(not waiting)
        self.discard_button.setEnabled(not waiting)
        self.view.setEnabled(not waiting)

    def _suggest_agencies(self) -> None:
        form_id = self._writing.form.id
        agencies = {agency.name: agency.phone for agency in self._desk.town.agencies}
        for name, several in _AGENCY_FIELDS.items():
            field = self.view.field(name) if self.view.has_field(name) else None
            if isinstance(field, TextField):
                receivers = (EVERY_SEAT,) if (form_id, name) == ("consent", "agencies") else ()
                Suggestions(field.line, (*receivers, *agencies), several=several)
                field.line.setPlaceholderText("打つか、↓ で選ぶ")
        if form_id == "plan":
            OutreachLead(self.view, self._desk.town)
            host = self.view.field("host")
            assert isinstance(host, TextField)
            hosts = [one.name for one in self._desk.resources if one.kind is ResourceKind.HOST]
            Suggestions(host.line, hosts, several=True)
        if form_id == "referral" and self.view.has_field("to_phone"):
            to_agency, to_phone = self.view.field("to_agency"), self.view.field("to_phone")
            assert isinstance(to_phone, PhoneField)

            def fill_phone() -> None:
                known = agencies.get(str(to_agency.value()), "")
                if known and not to_phone.filled():
                    to_phone.set_value(known)

            to_agency.changed.connect(fill_phone)
