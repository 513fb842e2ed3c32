"""会議の一覧と、新しい会議。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from jusou_desk.casework.case import meeting_doors
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.printing.rescheduling import past_words
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.records import Meeting
from jusou_desk.towns import MeetingBody, MeetingKind
from jusou_desk.ui.badges import LaneBadge, Mark
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.fields import DateField
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.navigation import Place, Screen
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, EmptyRoom, Page, Scroll, button, column, row, rule, text
from jusou_desk.ui.theme import scale, unit
from jusou_desk.wareki import Toward, format_long

_NEWEST: Final = 60
#: 「〜として開く」の語。
_AS: Final = {
    MeetingKind.SUPPORT: "支援会議",
    MeetingKind.PLAN: "重層的支援会議",
    MeetingKind.OTHER: "ふだんの会議",
}


def kind_words(kind: str) -> str:
    """法的区分を、名前に惑わされない言葉で。"""
    match MeetingKind(kind):
        case MeetingKind.SUPPORT:
            return "支援会議(法106条の6。同意は要らず、守秘義務がある)"
        case MeetingKind.PLAN:
            return "重層的支援会議(本人の同意がある相談だけ)"
        case _:
            return "その他の会議(法の支援会議ではない)"


def held_words(kind: str) -> str:
    """開いた会議の区分を、一行で。"""
    match MeetingKind(kind):
        case MeetingKind.SUPPORT:
            return "この回は、社会福祉法第106条の6の支援会議"
        case MeetingKind.PLAN:
            return "この回は、本人が同意した相談だけを扱う重層的支援会議"
        case _:
            return kind_words(kind)


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
        area.add(self.held_on)
        area.add(text("どの会議を設けますか。", "label"))
        for body in desk.town.bodies:
            kinds = meetings.kinds_open_to(desk, body)
            if kinds:
                area.add(rule(), self._offers(body, kinds))
        area.add(None)
        self.setLayout(column(area))
        self.setFocusProxy(self.held_on)

    def _offers(self, body: MeetingBody, kinds: Sequence[MeetingKind]) -> QLayout:
        """会議体ひとつ。二つの法的区分で開けるものは、どちらとして開くかを釦の語にする。"""
        offers = column(spacing=0.5)
        for kind in kinds:
            words = body.name if len(body.kinds) == 1 else f"{body.name}を\n{_AS[kind]}として開く"
            offer = button(words, "choice", partial(self._convene, body, kind))
            offer.setAccessibleName(words.replace("\n", ""))
            offers.addWidget(offer)
            offers.addWidget(text(kind_words(kind), "caption", wrap=True))
        if body.note:
            offers.addWidget(text(body.note, wrap=True))
        return offers

    def _convene(self, body: MeetingBody, kind: MeetingKind) -> None:
        day = self.held_on.value()
        if not isinstance(day, date):
            self.held_on.blame(self.held_on.problem() or "開催日を入力してください。")
            self.held_on.setFocus()
            return
        Do(
            self, lambda: meetings.convene(self._desk, body.id, day, kind=kind), Changed.MEETING
        ).then(self._convened)

    def _convened(self, meeting: Meeting) -> None:
        bar, past = NoticeBar.near(self._screen), past_words(self._desk, meeting.held_on)
        self._screen.go("meeting", meeting.id)
        if past:
            bar.tell(f"{meeting.meeting_no} を設けました。", caution=past)


class MeetingsScreen(Screen):
    """会議の一覧。これからのものを上に。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._new = button("会議を設ける", "primary", self._open_new, key="Ctrl+M")
        roster = button("構成員名簿", "plain", partial(self.go, "members"))
        self.page = Page("会議", roster, self._new)
        self._cards: list[QWidget] = []
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.page)
        self._new.setVisible(any(meetings.kinds_open_to(desk, one) for one in desk.town.bodies))
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
        day = text(format_long(meeting.held_on, weekday=True), "figures")
        day.setMinimumSize(scale().body * 11, scale().control)
        name: QWidget = text(meeting.body_name)
        if meeting_doors.opens(self._desk, meeting):
            name = button(meeting.body_name, "quiet", partial(self.go, "meeting", meeting.id))
            name.setAccessibleName(f"{meeting.meeting_no} {meeting.body_name}を開く")
        else:
            name.setContentsMargins(unit(), 0, 0, 0)  # 釦の字と頭をそろえる
        number = text(f"{meeting.meeting_no}　出席 {len(meeting.attendees)}人", "caption")
        under = row(number, LaneBadge(Mark.of_meeting(meeting.kind)), None)
        under.setContentsMargins(unit(), 0, 0, 0)  # 名前の釦の字と頭をそろえる
        words = QWidget()
        words.setLayout(column(row(name, None), under, spacing=0))
        beside = FlowLayout()  # 狭い所では、会議が日付の下に回る
        beside.addWidget(day)
        beside.addWidget(words)
        line = QWidget()
        line.setLayout(beside)
        return line

    def _open_new(self) -> None:
        self.beside("会議を設ける", NewMeeting(self, self._desk))
