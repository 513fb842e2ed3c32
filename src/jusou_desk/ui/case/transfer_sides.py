"""移替えの左右: 左に支援会議で聞いたままの記載、右に通常の記録に残る文。狭ければ上下に並べる。"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from jusou_desk.casework.secrecy.transfer_sources import Heard
from jusou_desk.policy import Lane
from jusou_desk.ui.badges import LaneBadge, Mark
from jusou_desk.ui.case.transfer_words import origin_words, place_words
from jusou_desk.ui.pieces import row, text
from jusou_desk.ui.theme import scale, unit

_ABREAST: Final = 27
GONE: Final = "元の記載は取り消されています。"


class Abreast(QWidget):
    """左右の並び。"""

    def __init__(self, left: QWidget, right: QWidget) -> None:
        super().__init__()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(unit(2))
        self._box.addWidget(left, 1)
        self._box.addWidget(right, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= scale().body * _ABREAST
        abreast, piled = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._box.setDirection(abreast if wide else piled)


class Sides(Abreast):
    """左に支援会議の記載、右に ``right``。"""

    def __init__(self, heard: Heard | None, right: QWidget) -> None:
        super().__init__(original(heard), right)


def original(heard: Heard | None) -> QWidget:
    """支援会議の側。写しても書き換わらない。"""
    mark = LaneBadge(Mark.of(Lane.SEALED))
    if heard is None:
        return side(mark, "支援会議の記録", GONE, "")
    aside = "　".join(part for part in (place_words(heard), origin_words(heard)) if part)
    return side(mark, "支援会議の記録（このまま残ります）", heard.words, aside)


def side(mark: QWidget, title: str, words: str, aside: str) -> QWidget:
    """札と見出しと文。"""
    holder = QFrame()
    holder.setProperty("surface", "card")
    column = QVBoxLayout(holder)
    column.setContentsMargins(unit(1.5), unit(1.5), unit(1.5), unit(1.5))
    column.setSpacing(unit())
    column.addLayout(row(mark, None))
    column.addWidget(text(title, "label", wrap=True))
    shown = text(words, wrap=True)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    column.addWidget(shown)
    if aside:
        column.addWidget(text(aside, "caption", wrap=True))
    column.addStretch(1)
    return holder
