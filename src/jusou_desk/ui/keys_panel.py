"""キーの一覧(F1)。場所ごとに、キーとすることを並べる。"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from jusou_desk.ui.pieces import Scroll, text
from jusou_desk.ui.shortcuts import HELP_KEY, SHORTCUTS
from jusou_desk.ui.theme import scale, unit

_TOP: Final = Qt.AlignmentFlag.AlignTop
TITLE: Final = HELP_KEY.does


class KeysPanel(QWidget):
    """脇に開く一枚。"""

    def __init__(self) -> None:
        super().__init__()
        scroll = Scroll()
        scroll.body.setContentsMargins(unit(2), 0, unit(2), unit(2))
        for place, shortcuts in SHORTCUTS:
            scroll.body.addWidget(text(place, "title"))
            grid = QGridLayout()
            grid.setHorizontalSpacing(unit(2))
            grid.setVerticalSpacing(unit(0.5))
            grid.setColumnMinimumWidth(0, scale().body * 8)
            grid.setColumnStretch(1, 1)
            for at, one in enumerate(shortcuts):
                grid.addWidget(text(one.words, "strong", wrap=True), at, 0, _TOP)
                grid.addWidget(text(one.does, wrap=True), at, 1, _TOP)
            scroll.body.addLayout(grid)
            scroll.body.addSpacing(unit(1.5))
        scroll.body.addStretch(1)
        self.setFocusProxy(scroll)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
