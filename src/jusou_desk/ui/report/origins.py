"""数の元の一枚。その数を作った相談と会議を並べる。支援会議の件は、従事者が目的を替えて開く。"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.case.cases import CaseLine
from jusou_desk.casework.counting.drilldown import Behind, behind
from jusou_desk.casework.counting.figures import Figure
from jusou_desk.casework.desk import Desk
from jusou_desk.models.records import Meeting
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.band import SealedBand
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.pieces import Scroll, button, column, row, text
from jusou_desk.ui.table import Heading, Table
from jusou_desk.wareki import format_short

_CASES = (
    Heading("受付番号", 2, 5),
    Heading("氏名", 3, 5),
    Heading("年齢", 1, 3),
    Heading("受付日", 2, 5),
)
_MEETINGS = (Heading("会議番号", 2, 5), Heading("会議", 4, 7), Heading("開催日", 2, 5))


class Origins(QWidget):
    """``where`` はどの升か。開く記録は ``going`` で言う。"""

    going = Signal(object)

    def __init__(self, desk: Desk, where: str, figure: Figure) -> None:
        super().__init__()
        self._desk = desk
        self._figure = figure
        self._purpose = Purpose.CASEWORK
        self._behind = Behind((), (), 0)
        self.cases = Table("数の元の相談", _CASES, opens=True)
        self.cases.opened.connect(self._go_case)
        self.meetings = Table("数の元の会議", _MEETINGS, opens=True)
        self.meetings.opened.connect(self._go_meeting)
        self._band = SealedBand()
        self._band.hide()
        self._count = text("読んでいます。", "strong", wrap=True)
        self._sealed = text("", "strong")
        self.unseal_button = button("支援会議の記録として開く", "plain", self._unseal)
        self._lay_out(where)
        self._load()

    @property
    def behind(self) -> Behind:
        """いま並べている元。"""
        return self._behind

    def sealed_words(self) -> str:
        """中身を出せない支援会議の件の語。無ければ空。"""
        return "" if self._sealed.isHidden() else self._sealed.text()

    def _lay_out(self, where: str) -> None:
        area = Scroll(margin=2, spacing=1.5)
        area.add(
            *(text(where, wrap=True), self._count),
            row(self._sealed, self.unseal_button, None),
            *(self.cases, self.meetings, None),
        )
        for hidden in (self.cases, self.meetings, self._sealed, self.unseal_button):
            hidden.hide()
        self.setLayout(column(self._band, area, spacing=0))

    def _load(self) -> None:
        read = partial(behind, self._desk, self._figure, purpose=self._purpose)
        Ask(self, read).then(self._show)

    def _show(self, found: Behind) -> None:
        self._behind = found
        counts = (
            f"相談 {len(found.cases)}件" if found.cases else "",
            f"会議 {len(found.meetings)}回" if found.meetings else "",
        )
        self._count.setText("　".join(one for one in counts if one))
        self._count.setVisible(any(counts))
        self.cases.show_rows([_case_row(line) for line in found.cases])
        self.cases.setVisible(bool(found.cases))
        self.meetings.show_rows([_meeting_row(one) for one in found.meetings])
        self.meetings.setVisible(bool(found.meetings))
        self._sealed.setText(found.sealed_label)
        self._sealed.setVisible(bool(found.sealed))
        usual = self._purpose is Purpose.CASEWORK
        self.unseal_button.setVisible(usual and bool(found.sealed) and self._desk.serves_any)
        self._band.setVisible(not usual)
        for table in (self.cases, self.meetings):
            if not table.isHidden():
                self.setFocusProxy(table)
                table.setFocus()
                return

    def _unseal(self) -> None:
        self._purpose = Purpose.SUPPORT_MEETING
        self._load()

    def _go_case(self, place: int) -> None:
        case = self._behind.cases[place].case
        usual = self._purpose is Purpose.CASEWORK
        self.going.emit(Place("case" if usual else "sealed_case", case.id))

    def _go_meeting(self, place: int) -> None:
        self.going.emit(Place("meeting", self._behind.meetings[place].id))


def _case_row(line: CaseLine) -> tuple[str, ...]:
    age = f"{line.age}歳" if line.age is not None else line.case.age_band or "不明"
    return line.case.case_no, line.title, age, format_short(line.case.received_on)


def _meeting_row(meeting: Meeting) -> tuple[str, ...]:
    return meeting.meeting_no, meeting.body_name, format_short(meeting.held_on)
