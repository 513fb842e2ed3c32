"""長い様式の左に立つ、節の目次。押せばその節へ動き、巻けば今いる節が分かる。"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from jusou_desk.ui.pieces import button
from jusou_desk.ui.theme import scale, unit


class SectionRail(QWidget):
    """節の題を上から並べた目次。"""

    chosen = Signal(int)

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        self._titles = tuple(titles)
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(unit(2), unit(2), 0, unit(2))
        column.setSpacing(0)
        for place, title in enumerate(titles):
            stop = button(title, "rail")
            stop.setCheckable(True)
            stop.setAccessibleName(f"{title}の節へ")
            stop.clicked.connect(lambda _on=False, place=place: self.chosen.emit(place))
            self._group.addButton(stop, place)
            column.addWidget(stop)
        column.addStretch(1)
        self.setFixedWidth(scale().caption * 11 + unit(3))
        self.point_at(0)

    def point_at(self, place: int) -> None:
        """今いる節に印を付ける。"""
        stop = self._group.button(place)
        if stop is not None:
            stop.setChecked(True)

    def show_stop(self, place: int, *, shown: bool) -> None:
        """節が画面に出ていないときは、目次からも外す。"""
        self._group.button(place).setVisible(shown)

    def current(self) -> int:
        """印の付いた節。"""
        return self._group.checkedId()

    def mark_problems(self, places: Sequence[int]) -> None:
        """直す所のある節に「!」を添える。"""
        for place, title in enumerate(self._titles):
            stop = self._group.button(place)
            stop.setText(f"{title}　!" if place in places else title)
