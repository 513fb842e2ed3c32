"""同じ席で開くもう一つの会議への行き来。従事者にだけ出す。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.sitting import (
    bodies_beside,
    join,
    open_beside,
    open_plan_beside,
    part,
    plan_body_beside,
)
from jusou_desk.models.records import Meeting
from jusou_desk.towns import MeetingBody
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, button, row, text


class BesideCard(Card):
    """``wanted`` は開きたい会議の id。何も出すことがなければ ``useful`` が偽。"""

    wanted = Signal(str)

    def __init__(
        self, desk: Desk, meeting: Meeting, other: Meeting | None, near: Sequence[Meeting] = ()
    ) -> None:
        """other: 同じ席の会議。near: 同じ日の、席を同じくできる会議。"""
        super().__init__()
        self._desk = desk
        self._meeting = meeting
        # 別の会議体が支援会議を受け持つ町では、普段は別の席で開く。
        bodies = [b for b in bodies_beside(desk, meeting) if b.name == meeting.body_name]
        plan = plan_body_beside(desk, meeting)
        self.useful = bool(other or bodies or plan or near)
        if other is not None:
            self._put_other(other)
            return
        for one in near:
            self._put_near(one)
        if any(one.body_name == meeting.body_name for one in near):
            return  # もう設けてあるものを、二つ設けさせない
        for body in bodies:
            self._put_new(
                "同意の無い人の話もするときは、同じ席で支援会議を続けて開き、議題と資料を分けます。",
                body,
                "支援会議として、同じ日時・場所・出席者で設けます。",
                partial(open_beside, desk, meeting.id, body.id),
            )
        if plan is not None:
            self._put_new(
                "同意のある人のプランも話すときは、同じ席で重層的支援会議を続けて開き、"
                "議題と資料を分けます。",
                plan,
                "重層的支援会議として、同じ日時・場所・出席者で設けます。",
                partial(open_plan_beside, desk, meeting.id),
            )

    def _put_other(self, other: Meeting) -> None:
        words = f"同じ席で {other.meeting_no}「{other.body_name}」({other.kind})も開きます。"
        go = button(f"{other.meeting_no} を開く", "plain", partial(self.wanted.emit, other.id))
        apart = button("席を分ける", "quiet", partial(self._part, other))
        apart.setAccessibleDescription("二つの会議も議題も、そのまま残ります。")
        line = row(text(words, wrap=True), apart, go)
        line.setStretch(0, 1)
        self.add(line)

    def _put_near(self, other: Meeting) -> None:
        where = f"、{other.place}" if other.place else ""
        words = f"同じ日に {other.meeting_no}「{other.body_name}」({other.kind}{where})があります。"
        go = button("同じ席で開く", "plain", partial(self._join, other))
        go.setAccessibleName(f"{other.meeting_no} と同じ席で開く")
        line = row(text(words, wrap=True), go)
        line.setStretch(0, 1)
        self.add(line)

    def _put_new(
        self, words: str, body: MeetingBody, what: str, made: Callable[[], Meeting]
    ) -> None:
        go = button(f"同じ席で「{body.name}」も開く", "plain", partial(self._open, made))
        go.setAccessibleDescription(what)
        line = row(text(words, "caption", wrap=True), go)
        line.setStretch(0, 1)
        self.add(line)

    def _open(self, made: Callable[[], Meeting]) -> None:
        Do(self, made, Changed.MEETING).then(lambda found: self.wanted.emit(found.id))

    def _join(self, other: Meeting) -> None:
        desk, mine = self._desk, self._meeting.id
        self._change(
            lambda: join(desk, mine, other.id),
            f"{other.meeting_no} と同じ席にしました。",
            lambda: part(desk, mine),
        )

    def _part(self, other: Meeting) -> None:
        desk, mine = self._desk, self._meeting.id
        self._change(
            lambda: part(desk, mine),
            f"{other.meeting_no} と席を分けました。",
            lambda: join(desk, mine, other.id),
        )

    def _change(self, work: Callable[[], object], said: str, back: Callable[[], object]) -> None:
        """変えて、元に戻す釦を添えて知らせる。支援会議の番号は、頁を移れば残さない。"""
        window = self.window()
        bar = NoticeBar.near(self)

        def undo() -> None:
            Do(window, back, Changed.MEETING).then()

        Do(self, work, Changed.MEETING).then(lambda _done: bar.tell(said, undo=undo))
