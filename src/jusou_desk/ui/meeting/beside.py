"""同じ席で開くもう一つの会議への行き来。従事者にだけ出す。"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.sitting import bodies_beside, open_beside
from jusou_desk.models.records import Meeting
from jusou_desk.towns import MeetingBody
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.pieces import Card, button, row, text


class BesideCard(Card):
    """``wanted`` は開きたい会議の id。何も出すことがなければ ``useful`` が偽。"""

    wanted = Signal(str)

    def __init__(self, desk: Desk, meeting: Meeting, other: Meeting | None) -> None:
        super().__init__()
        self._desk = desk
        self._meeting = meeting
        # 別の会議体が支援会議を受け持つ町では、普段は別の席で開く。
        bodies = [b for b in bodies_beside(desk, meeting) if b.name == meeting.body_name]
        self.useful = other is not None or bool(bodies)
        if other is not None:
            words = f"同じ席で {other.meeting_no}「{other.body_name}」({other.kind})も開きます。"
            go = button(f"{other.meeting_no} を開く", "plain", partial(self.wanted.emit, other.id))
            self.add(row(text(words, wrap=True), go))
        for body in bodies if other is None else ():
            words = (
                "同意の無い人の話もするときは、同じ席で支援会議を続けて開き、議題と資料を分けます。"
            )
            go = button(f"同じ席で「{body.name}」も開く", "plain", partial(self._open, body))
            go.setAccessibleDescription("支援会議として、同じ日時・場所・出席者で設けます。")
            self.add(row(text(words, "caption", wrap=True), go))

    def _open(self, body: MeetingBody) -> None:
        desk, meeting_id = self._desk, self._meeting.id
        Do(self, lambda: open_beside(desk, meeting_id, body.id), Changed.MEETING).then(
            lambda made: self.wanted.emit(made.id)
        )
