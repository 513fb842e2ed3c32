"""相談を会議の議題に加える。次の会議を選ぶか、新しく一回設ける。

同意が無くて断られたら、その文と、代わりに検討できる支援会議を開く釦を出す。
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.calling_off import call_off_meeting
from jusou_desk.casework.secrecy.protecting import warnings_on_agenda
from jusou_desk.errors import DeskError
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.records import AgendaItem, Meeting
from jusou_desk.towns import MeetingBody, MeetingKind
from jusou_desk.ui.case.writings import Saved
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields import DateField, SingleField, field_for
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.pieces import Saying, Scroll, button, column, row, stand_at, text
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import WEEKDAYS, Toward, fiscal_year_of, format_short

_AIM: Final = FieldDefinition("aim", "目的", FieldKind.SINGLE, codes="agenda_aims", required=True)
_HELD_ON: Final = FieldDefinition(
    "held_on",
    "開催日",
    FieldKind.DATE,
    toward=Toward.FUTURE,
    help="選んだ会議体で、新しく一回設けます。",
)


def bodies_for(desk: Desk, kind: MeetingKind) -> tuple[MeetingBody, ...]:
    """その法的区分で開ける会議体。支援会議は、この職員が従事しているものだけ。"""
    fit = tuple(body for body in desk.town.bodies if kind in body.kinds)
    return tuple(body for body in fit if desk.serves(body)) if kind.sealed else fit


def upcoming(desk: Desk, kind: MeetingKind) -> tuple[Meeting, ...]:
    """これから開く、その法的区分の会議を、近い順に。"""
    today = desk.today()
    found = (m for m in meetings.meeting_list(desk) if m.kind == kind and m.held_on >= today)
    return tuple(sorted(found, key=lambda meeting: meeting.held_on))


class AgendaPanel(QWidget):
    """議題に加える一枚。済むと ``saved``、代わりの会議体を選ぶと ``instead`` を鳴らす。"""

    saved = Signal(object)
    instead = Signal(object)

    def __init__(
        self, desk: Desk, page: CasePage, kind: MeetingKind, body: MeetingBody | None = None
    ) -> None:
        super().__init__()
        self._desk = desk
        self._page = page
        self._kind = kind
        self._bodies = (body,) if body else bodies_for(desk, kind)
        self._named = {body.name: body for body in self._bodies}
        self._choices = QButtonGroup(self)
        self._targets: list[Meeting | MeetingBody] = []
        self._offers: list[QPushButton] = []
        year = fiscal_year_of(page.case.received_on)
        aim, held_on = field_for(_AIM, year), field_for(_HELD_ON, year, desk.today)
        assert isinstance(aim, SingleField)
        assert isinstance(held_on, DateField)
        self.aim, self.held_on = aim, held_on
        self.aim.set_value(self._usual_aim())
        self._meetings, self._refusal = column(), column()
        self._note = Saying("body")
        self._warning = Saying()
        self._problem = Saying()
        self.add_button = button("議題に加える", "primary", self._add, key="Ctrl+S")
        self._lay_out()
        Ask(self, lambda: upcoming(desk, kind)).then(self._offer)

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def note(self) -> str:
        """選んだ会議体の、名前から取り違えやすい所。"""
        return self._note.said()

    def warning(self) -> str:
        """支援措置の相手方と同じ席になるときの知らせ。"""
        return self._warning.said()

    def _usual_aim(self) -> str:
        if self._kind is MeetingKind.SUPPORT:
            return "情報共有"
        return "再プラン" if len(self._page.plans) > 1 else "プラン策定"

    def _lay_out(self) -> None:
        self._area = Scroll(margin=2)
        names = f"（{self._bodies[0].name}）" if len(self._bodies) == 1 else ""
        words = f"{self._page.case.case_no} をどの{self._kind}{names}にかけますか。"
        self._area.add(text(words, wrap=True), self._meetings, self._note, self._warning)
        self._area.add(self.held_on, self.aim)
        self._area.add(self._problem, self._refusal, None)
        foot = row(None, self.add_button)
        foot.setContentsMargins(unit(2), unit(), unit(2), unit(1.5))
        whole = column(self._area, foot, spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.held_on.hide()
        self.aim.hide()

    def _offer(self, found: Sequence[Meeting]) -> None:
        if not self._bodies:
            self._problem.say(
                "支援会議は、従事する職員だけが開けます。従事する職員に検討を頼んでください。"
            )
            self.add_button.setEnabled(False)
            return
        for meeting in found:
            if meeting.body_name in self._named:
                day = f"{format_short(meeting.held_on)}({WEEKDAYS[meeting.held_on.weekday()]})"
                self._choice(f"{day}　{meeting.meeting_no}", meeting.body_name, meeting)
        for body in self._bodies:
            words = "新しく設ける"
            if len(body.kinds) > 1:
                words = f"新しく{self._kind}として設ける"
            self._choice(words, body.name, body)
        self.aim.show()
        first = self._choices.button(0)
        first.setChecked(True)
        self._chosen(0)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choice(self, words: str, body_name: str, target: Meeting | MeetingBody) -> None:
        number = len(self._targets)
        shown = f"{words}\n{body_name}" if len(self._bodies) > 1 else words
        made = button(shown, "choice", lambda: self._chosen(number))
        made.setAccessibleName(f"{words}　{body_name}")
        made.setCheckable(True)
        self._choices.addButton(made, number)
        self._targets.append(target)
        self._meetings.addWidget(made)

    def _chosen(self, number: int) -> None:
        target = self._targets[number]
        self.held_on.setVisible(isinstance(target, MeetingBody))
        body = target if isinstance(target, MeetingBody) else self._named[target.body_name]
        if body.note:
            self._note.say(body.note)
        else:
            self._note.hide()
        meeting_id = target.id if isinstance(target, Meeting) else ""
        look = partial(warnings_on_agenda, self._desk, meeting_id, self._page.case.id)
        Ask(self, look).then(partial(self._warn, number))

    def _warn(self, number: int, sentences: Sequence[str]) -> None:
        if number == self._choices.checkedId():
            self._warning.hide()
            if sentences:
                self._warning.say("\n".join(sentences))

    def _add(self) -> None:
        number = self._choices.checkedId()
        if number < 0 or not self.add_button.isEnabled():
            return
        target = self._targets[number]
        day = self.held_on.value()
        if self.aim.problem():
            self.aim.show_problem()
            stand_at(self.aim)
            return
        if isinstance(target, MeetingBody) and day is None:
            self.held_on.blame(self.held_on.complaint() or "開催日を入力してください。")
            stand_at(self.held_on)
            return
        self._clear_refusal()
        self.add_button.setEnabled(False)
        aim = self.aim.value()
        job = Do(self, lambda: self._put(target, day, aim), Changed.MEETING, Changed.TASK)
        job.or_else(self._refused).then(self.saved.emit)

    def _put(self, target: Meeting | MeetingBody, day: date | None, aim: str) -> Saved:
        """議題に加える(別の糸で動く)。新しく設けた会議は、断られたら残さない。"""
        desk, case_id = self._desk, self._page.case.id
        if isinstance(target, Meeting):
            item = meetings.put_on_agenda(desk, target.id, case_id, aim)
            return _told(target, item, lambda: meetings.take_off_agenda(desk, item))
        assert day is not None
        made = meetings.convene(desk, target.id, day, kind=self._kind)
        try:
            item = meetings.put_on_agenda(desk, made.id, case_id, aim)
        except DeskError:
            call_off_meeting(desk, made.id, with_agenda=False)
            raise

        def undo() -> None:
            meetings.take_off_agenda(desk, item)
            call_off_meeting(desk, made.id, with_agenda=False)

        return _told(made, item, undo)

    def _refused(self, error: DeskError) -> None:
        self.add_button.setEnabled(True)
        self._problem.refuse(error)
        if not isinstance(error, meetings.ConsentNeeded):
            return
        for body in error.instead:
            offer = button(f"「{body.name}」で検討する", "plain")
            offer.clicked.connect(lambda _on=False, body=body: self.instead.emit(body))
            self._offers.append(offer)
            self._refusal.addWidget(offer, 0, Qt.AlignmentFlag.AlignLeft)
        if self._offers:
            first = self._offers[0]
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, first, lambda: self._area.ensureWidgetVisible(first))

    def _clear_refusal(self) -> None:
        self._problem.hide()
        for offer in self._offers:
            self._refusal.removeWidget(offer)
            offer.deleteLater()
        self._offers.clear()


def _told(meeting: Meeting, item: AgendaItem, undo: Callable[[], object]) -> Saved:
    return Saved(f"{meeting.meeting_no} の議題{item.item_no}に加えました。", undo)
