"""帯の下: 歩みと札の二列。狭くなれば一列にする。"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from jusou_desk.ui.case.history import History
from jusou_desk.ui.pieces import Scroll
from jusou_desk.ui.theme import scale, unit

_TWO_COLUMNS = 48
_ASIDE = 21
_ANY_WIDTH = 16_777_215


class CaseBody(Scroll):
    """歩みと札。"""

    def __init__(self) -> None:
        super().__init__(margin=3)
        self.history = History()
        self._cards: list[QWidget] = []
        self._aside = QWidget()
        self._aside_column = QVBoxLayout(self._aside)
        self._aside_column.setContentsMargins(0, 0, 0, 0)
        self._aside_column.setSpacing(unit(2))
        self._aside_column.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(unit(2))
        self._columns.addWidget(self.history, 1, Qt.AlignmentFlag.AlignTop)
        self._columns.addWidget(self._aside, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(self._columns)
        self.body.addStretch(1)

    def put_cards(self, cards: Sequence[QWidget]) -> None:
        """札を入れ替える。"""
        for old in self._cards:
            old.hide()
            old.deleteLater()
        self._cards = list(cards)
        for place, card in enumerate(self._cards):
            self._aside_column.insertWidget(place, card)

    def arrange(self, *, writing: bool) -> bool:
        """広ければ二列(真を返す)。狭ければ、書いている間は歩みを、そうでなければ札を上にする。"""
        wide = self.width() >= scale().body * _TWO_COLUMNS
        if wide:
            self._columns.setDirection(QBoxLayout.Direction.LeftToRight)
            self._aside.setFixedWidth(scale().body * _ASIDE)
        else:
            first_history = QBoxLayout.Direction.TopToBottom
            first_cards = QBoxLayout.Direction.BottomToTop
            self._columns.setDirection(first_history if writing else first_cards)
            self._aside.setMinimumWidth(0)
            self._aside.setMaximumWidth(_ANY_WIDTH)
        self._columns.setStretch(0, 1 if wide else 0)
        return wide
