"""会議の一覧と、新しい会議。"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jusou_desk.casework import meetings
from jusou_desk.casework.desk import Desk
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.records import Meeting
from jusou_desk.towns import MeetingBody, MeetingKind
from jusou_desk.ui.badges import LaneBadge, Mark
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.fields import DateField
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.navigation import Place, Screen
from jusou_desk.ui.pieces import Card, EmptyRoom, Page, Scroll, button, row, rule, text
from jusou_desk.ui.theme import scale, unit
from jusou_desk.wareki import Toward, format_long

_NEWEST: Final = 60


def kind_words(kind: str) -> str:
    """法的区分を、名前に惑わされない言葉で。"""
    match MeetingKind(kind):
        case MeetingKind.SUPPORT:
            return "支援会議(法106条の6。同意は要らず、守秘義務がある)"
        case MeetingKind.PLAN:
            return "重層的支援会議(本人の同意がある相談だけ)"
        case _:
            return "その他の会議"


class NewMeeting(QWidget):
    """会議を設ける一枚。会議体と開催日だけを決める。"""

    def __init__(self, screen: Screen, desk: Desk) -> None:
        super().__init__()
        self._screen = screen
        self._desk = desk
        self.held_on = DateField(
            FieldDefinition(
                "held_on", "開催日", FieldKind.DATE, required=True, toward=Toward.FUTURE
            ),
            desk.today,
        )
        self.held_on.without_gutter()
        self.held_on.set_value(desk.today())
        area = Scroll(margin=2)
        area.body.addWidget(self.held_on)
        area.body.addWidget(text("どの会議を設けますか。", "label"))
        for body in desk.town.bodies:
            if MeetingKind.SUPPORT in body.kinds and not desk.serves(body):
                continue
            self._offer(area, body)
        area.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
        self.setFocusProxy(self.held_on)

    def _offer(self, area: Scroll, body: MeetingBody) -> None:
        area.body.addWidget(button(body.name, "choice", partial(self._convene, body)))
        area.body.addWidget(text(kind_words(body.kinds[0]), "caption", wrap=True))

    def _convene(self, body: MeetingBody) -> None:
        day = self.held_on.value()
        if not isinstance(day, date):
            self.held_on.blame(self.held_on.problem() or "開催日を入力してください。")
            self.held_on.setFocus()
            return
        Do(self, lambda: meetings.convene(self._desk, body.id, day), Changed.MEETING).then(
            lambda meeting: self._screen.go("meeting", meeting.id)
        )


class MeetingsScreen(Screen):
    """会議の一覧。これからのものを上に。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._new = button("会議を設ける", "primary", self._open_new, key="Ctrl+N")
        self.page = Page("会議", self._new)
        self._cards: list[QWidget] = []
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.page)
        keep_fresh(self, self._load, Changed.MEETING)

    def arrive(self, place: Place) -> None:
        self._load()

    def _load(self) -> None:
        Ask(self, lambda: meetings.meeting_list(self._desk)).then(self._show)

    def _show(self, found: tuple[Meeting, ...]) -> None:
        for card in self._cards:
            card.hide()
            card.deleteLater()
        self._cards.clear()
        if not found:
            self._put(
                EmptyRoom(
                    "まだ会議がありません。", "「会議を設ける」から、会議体と開催日を決めます。"
                )
            )
            return
        today = self._desk.today()
        coming = sorted((m for m in found if m.held_on >= today), key=lambda m: m.held_on)
        past = [m for m in found if m.held_on < today][:_NEWEST]
        for title, group in (("これから", coming), ("これまで", past)):
            if group:
                self._put(self._card(title, group))
        self._new.setFocus()

    def _put(self, card: QWidget) -> None:
        self._cards.append(card)
        self.page.add(card)

    def _card(self, title: str, group: list[Meeting]) -> Card:
        card = Card(title)
        for number, meeting in enumerate(group):
            if number:
                card.add(rule())
            card.add(self._line(meeting))
        return card

    def _line(self, meeting: Meeting) -> QWidget:
        line = QWidget()
        day = text(format_long(meeting.held_on, weekday=True), "figures")
        day.setMinimumWidth(scale().body * 11)
        name = button(meeting.body_name, "quiet", partial(self.go, "meeting", meeting.id))
        name.setAccessibleName(f"{meeting.meeting_no} {meeting.body_name}を開く")
        number = f"{meeting.meeting_no}　出席 {len(meeting.attendees)}人"
        below = FlowLayout()
        below.addWidget(text(number, "caption"))
        if meeting.sealed:
            below.addWidget(LaneBadge(Mark.SEALED))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addLayout(row(name, None))
        under = QHBoxLayout()
        under.addSpacing(unit())  # 名前の釦の字と頭をそろえる
        under.addLayout(below, 1)
        words.addLayout(under)
        made = row(day, spacing=2)
        made.addLayout(words, 1)
        line.setLayout(made)
        return line

    def _open_new(self) -> None:
        self.beside("会議を設ける", NewMeeting(self, self._desk))
