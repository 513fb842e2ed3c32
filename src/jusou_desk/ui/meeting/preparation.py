"""会議の準備: 日時と場所、出席者(議題は ``agenda``)。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout
from shiboken6 import isValid

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings, members
from jusou_desk.casework.meeting.calling_off import call_off_meeting
from jusou_desk.casework.meeting.in_charge import in_charge
from jusou_desk.casework.meeting.meetings import MeetingPage, PreviousAttendance
from jusou_desk.casework.printing.rescheduling import OldDated, outdated_papers, past_words
from jusou_desk.errors import BadInput
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.records import Attendee
from jusou_desk.names import search_key
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields import field_for
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.meeting.keeping import Keeper
from jusou_desk.ui.meeting.members import SeatChips
from jusou_desk.ui.notice import NoticeBar, show_error
from jusou_desk.ui.pieces import Card, button, row, text
from jusou_desk.ui.rows import Column, Rows
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import Toward, format_long

_HEAD: Final = (
    FieldDefinition("held_on", "開催日", FieldKind.DATE, required=True, toward=Toward.FUTURE),
    FieldDefinition("start", "開始", FieldKind.TIME, help="例 14:00、1400、午後2時"),
    FieldDefinition("end", "終了", FieldKind.TIME),
    FieldDefinition("place", "場所", FieldKind.TEXT),
    FieldDefinition("chair", "司会", FieldKind.TEXT),
    FieldDefinition("recorder", "記録者", FieldKind.TEXT),
)


class HeadCard(Card):
    """日時・場所・司会。``again`` は出し直したい紙の名(``OldDated.name``)、``called_off`` は取りやめた会議。"""

    again = Signal(str)
    called_off = Signal(object)

    def __init__(self, desk: Desk, page: MeetingPage, old: Sequence[OldDated] = ()) -> None:
        """old: 前の開催日のまま出ている紙。"""
        self.save_button = button("日時と場所を保存", "plain", self._save)
        super().__init__("日時と場所")
        self._desk = desk
        self._page = page
        self.fields = {one.id: field_for(one, 0, desk.today) for one in _HEAD}
        grid = QGridLayout()
        grid.setHorizontalSpacing(unit(2))
        grid.setVerticalSpacing(unit())
        for place, (name, one) in enumerate(self.fields.items()):
            one.without_gutter()
            one.set_value(getattr(page.meeting, name))
            grid.addWidget(one, place // 3, place % 3)
            grid.setColumnStretch(place % 3, 1)
        self.off_button = button("この会議を取りやめる", "quiet", self._call_off)
        self.add(grid, row(self.off_button, None, self.save_button))
        for paper in old:
            again = button("出し直す", "plain", partial(self.again.emit, paper.name))
            again.setAccessibleName(f"{paper.title}を出し直す")
            line = row(text(paper.words, "problem", wrap=True), again)
            line.setStretch(0, 1)
            self.add(line)
        self._keeper = Keeper(self, desk, page.meeting, "head", self._typed, self._fill)
        for one in self.fields.values():
            one.changed.connect(self._keeper.touch)

    def _typed(self) -> dict[str, object]:
        return {name: one.typed() for name, one in self.fields.items()}

    def _fill(self, typed: dict[str, str]) -> None:
        for name, one in self.fields.items():
            if name in typed:
                one.set_typed(typed[name])

    def _save(self) -> None:
        held_on = self.fields["held_on"]
        day = held_on.value()
        if not isinstance(day, date):
            held_on.blame(held_on.problem() or "開催日を入力してください。")
            held_on.setFocus()
            return
        clocks = [self.fields[name] for name in ("start", "end")]
        if unread := next((one for one in clocks if one.problem()), None):
            unread.show_problem()
            unread.setFocus()
            return
        if not self._in_order():
            return
        changed = replace(
            self._page.meeting,
            held_on=day,
            start=self._words("start"),
            end=self._words("end"),
            place=self._words("place"),
            chair=self._words("chair"),
            recorder=self._words("recorder"),
        )
        self._keeper.forget()
        desk, before = self._desk, self._page.meeting

        def work() -> str:
            meetings.change_meeting(desk, changed)
            self._keeper.drop()
            past = past_words(desk, changed.held_on, before.held_on)
            return past or outdated_papers(desk, before, changed)

        Do(self, work, Changed.MEETING).then(
            lambda stale: NoticeBar.near(self).tell("日時と場所を保存しました。", caution=stale)
        )

    def _in_order(self) -> bool:
        """終了が開始より前でないか。前なら、終了の欄で言う。"""
        try:
            meetings.expect_order(self._words("start"), self._words("end"))
        except BadInput as refused:
            self.fields["end"].blame(f"{refused.title}{refused.advice}")
            self.fields["end"].setFocus()
            return False
        return True

    def _call_off(self) -> None:
        desk, meeting_id = self._desk, self._page.meeting.id
        self._keeper.forget()
        # 変わったことは、この頁を離れてから流す(無くなった会議を読み直さないように)
        Do(self, lambda: call_off_meeting(desk, meeting_id)).then(self.called_off.emit)

    def _words(self, name: str) -> str:
        return str(self.fields[name].value()).strip()


class AttendeesCard(Card):
    """出席者。一人に一部ずつ資料を刷る。"""

    def __init__(self, desk: Desk, page: MeetingPage) -> None:
        super().__init__("出席者")
        self._desk = desk
        self._page = page
        agencies = [agency.name for agency in desk.town.agencies]
        self.rows = Rows(
            (
                Column("agency", "機関", 5, suggest=agencies),
                Column("post", "職", 3),
                Column("name", "氏名", 3),
                Column("role", "役割", 3, suggest=("司会", "記録", "主担当")),
                Column("pledged_on", "誓約日", 1, FieldKind.DATE, Toward.PAST),
            ),
            add="出席者を足す",
            today=desk.today,
        )
        self.rows.set_values([asdict(one) for one in page.meeting.attendees])
        self.last_button = button("前回の出席者を入れる", "plain", self._ask_last)
        self.save_button = button("出席者を保存", "plain", self._save)
        self.rows.put_beside_add(self.last_button, self.save_button)
        self.register = SeatChips(
            partial(self._take, "名簿から"), "名簿から入れる", "名簿の全員を入れる"
        )
        self.in_charge = SeatChips(
            partial(self._take, ""), "議題の担当から入れる", "担当の全員を入れる"
        )
        self.warnings = text("", "problem", wrap=True)
        self.warnings.hide()
        self.add(self.rows, self.register, self.in_charge, self.warnings)
        self._keeper = Keeper(
            self,
            desk,
            page.meeting,
            "attendees",
            lambda: {"rows": self.rows.typed()},
            lambda kept: self.rows.set_values(kept["rows"]),
        )
        self.rows.changed.connect(self._keeper.touch)
        meeting_id = page.meeting.id
        Ask(self, lambda: (members.candidates(desk, meeting_id), in_charge(desk, page))).then(
            lambda found: self._offer(*found)
        )
        Ask(self, lambda: members.warnings(desk, meeting_id)).then(self._warn)

    def _offer(self, register: Sequence[Attendee], in_charge: Sequence[Attendee]) -> None:
        written = {(one.agency, one.name) for one in self._page.meeting.attendees}
        self.register.offer([one for one in register if (one.agency, one.name) not in written])
        seated = {search_key(one.name) for one in (*self._page.meeting.attendees, *register)}
        self.in_charge.offer([one for one in in_charge if search_key(one.name) not in seated])

    def _warn(self, found: tuple[str, ...]) -> None:
        """会議の前に確かめること。会議は止めない。"""
        self.warnings.setText("\n".join(found))
        self.warnings.setVisible(bool(found))

    def _take(self, whence: str, chosen: Sequence[Attendee]) -> None:
        """札で選んだ人の行を足す。保存は人がする。"""
        before = self.rows.values()
        written = {(one["agency"], one["name"]) for one in before}
        added = [asdict(one) for one in chosen if (one.agency, one.name) not in written]
        if not added:
            NoticeBar.near(self).tell("もう出席者に入っています。")
            return
        self._put_rows([*before, *added])
        NoticeBar.near(self).tell(
            f"{whence}{len(added)}人を入れました。",
            "「出席者を保存」を押すと残ります。",
            undo=lambda: self._put_rows(before),
        )

    def _ask_last(self) -> None:
        desk, meeting_id = self._desk, self._page.meeting.id
        Ask(self, lambda: meetings.previous_attendance(desk, meeting_id)).then(self._take_last)

    def _take_last(self, last: PreviousAttendance | None) -> None:
        """前回の出席者のうち、まだ書かれていない人の行を足す。保存は人がする。"""
        bar = NoticeBar.near(self)
        if last is None:
            bar.tell("前回の出席者がありません。", "この会議体では、これが初めての回です。")
            return
        before = self.rows.values()
        written = {(one["agency"], one["name"]) for one in before}
        added = [asdict(a) for a in last.attendees if (a.agency, a.name) not in written]
        if not added:
            bar.tell("前回の出席者は、もう全員入っています。")
            return
        self._put_rows([*before, *added])
        bar.tell(
            f"前回({format_long(last.meeting.held_on)})の出席者{len(added)}人を入れました。",
            "来ない人の行を消して、「出席者を保存」を押してください。",
            undo=lambda: self._put_rows(before),
        )

    def _put_rows(self, values: Sequence[Mapping[str, object]]) -> None:
        if isValid(self.rows):
            self.rows.set_values(values)
            self._keeper.touch()

    def attendees(self) -> tuple[Attendee, ...]:
        """書かれた出席者。"""
        found = []
        for values in self.rows.values():
            pledged = values["pledged_on"]
            words = {n: str(v).strip() for n, v in values.items() if n != "pledged_on"}
            found.append(
                Attendee(**words, pledged_on=pledged if isinstance(pledged, date) else None)
            )
        return tuple(found)

    def _save(self) -> None:
        problem = self.rows.problem()
        if problem:
            show_error(self, BadInput(problem, "直してから、もう一度保存してください。"))
            return
        attendees = self.attendees()
        meeting_id = self._page.meeting.id
        self._keeper.forget()

        def work() -> None:
            meetings.invite(self._desk, meeting_id, attendees)
            self._keeper.drop()

        Do(self, work, Changed.MEETING).then(
            lambda _n: NoticeBar.near(self).tell(f"出席者{len(attendees)}人を保存しました。")
        )
