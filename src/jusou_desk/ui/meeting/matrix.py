"""資料の表。出席者×議題の升を押して、その人の部に入れる・入れないを替える。"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.meetings import MeetingPage
from jusou_desk.casework.meeting.packet_matrix import Matrix, choose
from jusou_desk.casework.meeting.packet_notices import packet_notices
from jusou_desk.casework.recall.stale_copies import StaleCopy, stale_words
from jusou_desk.models.records import AgendaItem, Attendee, Part
from jusou_desk.ui.fields.chips import RadioChip
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.pieces import SCROLL_BAR, Card, button, column, text
from jusou_desk.ui.theme import scale, unit

_ALL: Final = "まとめて"
_SHOWN, _HIDDEN, _MIXED, _BARRED = "☑ 入れる", "☐ 入れない", "一部を入れる", "同意の外"


class MatrixCard(Card):
    """誰の部に、どの議題を入れるか。"""

    def __init__(
        self, desk: Desk, page: MeetingPage, matrix: Matrix, stale: Sequence[StaleCopy] = ()
    ) -> None:
        """stale: もう出した部のうち、見せられなくなったもの。"""
        super().__init__("誰に何を渡すか")
        self._desk = desk
        self._meeting_id = page.meeting.id
        self._matrix = matrix
        self.parts: dict[str, RadioChip] = {}
        self.cells: dict[tuple[int, str], QPushButton] = {}
        self.add(
            text(
                "升を押すと替わります。事例票・経過・役割分担・決定事項を別々に決めることもできます。",
                "caption",
                wrap=True,
            ),
            self._choices(),
            _Sideways(self._grid()),
        )
        for words in stale_words(stale):
            self.add(text(words, "problem", wrap=True))
        for notice in packet_notices(matrix):
            self.add(text(notice, "caption", wrap=True))
        self._refresh()

    def _choices(self) -> FlowLayout:
        flow = FlowLayout()
        group = QButtonGroup(self)
        for words in (_ALL, *Part):
            chip = RadioChip(str(words))
            chip.setAccessibleName(f"変える部分 {words}")
            chip.toggled.connect(lambda _on: self._refresh())
            group.addButton(chip)
            flow.addWidget(chip)
            self.parts[str(words)] = chip
        self.parts[_ALL].setChecked(True)
        return flow

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(unit(1.5))
        grid.setVerticalSpacing(unit(0.5))
        grid.addWidget(text("出席者", "label"), 0, 0)
        for place, (item, case) in enumerate(self._matrix.items, 1):
            grid.addWidget(text(f"議題{item.item_no}　{case.case_no}", "label"), 0, place)
        for line, one in enumerate(self._matrix.attendees, 1):
            names = column(text(one.agency), text(one.name, "caption"), spacing=0.25)
            grid.addLayout(names, line, 0)
            for place, (item, _) in enumerate(self._matrix.items, 1):
                cell = button("", "plain", partial(self._press, line - 1, one, item))
                self.cells[line - 1, item.id] = cell
                grid.addWidget(cell, line, place)
        grid.setColumnStretch(len(self._matrix.items) + 1, 1)
        return grid

    def _chosen(self) -> tuple[Part, ...]:
        return tuple(part for part in Part if self.parts[part].isChecked()) or tuple(Part)

    def _refresh(self) -> None:
        for (place, item_id), cell in self.cells.items():
            number = next(i.item_no for i, _ in self._matrix.items if i.id == item_id)
            words = self._words(place, item_id)
            one = self._matrix.attendees[place]
            cell.setText(words)
            cell.setAccessibleName(f"{one.agency} {one.name} 議題{number} {words}")

    def _words(self, place: int, item_id: str) -> str:
        cells = [self._matrix.cells[place, item_id, part] for part in self._chosen()]
        if cells[0].barrier is not None:
            return _BARRED
        shown = {cell.shown for cell in cells}
        return _MIXED if len(shown) > 1 else _SHOWN if True in shown else _HIDDEN

    def _press(self, place: int, attendee: Attendee, item: AgendaItem) -> None:
        desk, meeting_id, parts = self._desk, self._meeting_id, self._chosen()
        shown = self._words(place, item.id) != _SHOWN
        Do(self, lambda: choose(desk, meeting_id, attendee, item.id, parts, shown=shown)).then(
            self._changed
        )

    def _changed(self, matrix: Matrix) -> None:
        self._matrix = matrix
        self._refresh()


class _Sideways(QScrollArea):
    """横にだけ巻く地。議題の多い会議でも、札の幅を押し広げない。"""

    def __init__(self, grid: QGridLayout) -> None:
        super().__init__()
        self._inside = QWidget()
        self._inside.setProperty("surface", "clear")
        grid.setContentsMargins(0, 0, 0, 0)
        self._inside.setLayout(grid)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        # 巻き棒の高さをいつも空けておく。脇を開いても下の札が動かない
        inside = self._inside.sizeHint()
        return QSize(inside.width(), inside.height() + SCROLL_BAR)

    def minimumSizeHint(self) -> QSize:
        return QSize(scale().body * 12, self.sizeHint().height())
