"""一つを選ぶ小さな箱。いつもどれかが選ばれている。"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QSignalBlocker
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox

from jusou_desk.ui.theme import Colour, unit


class OneOf(QComboBox):
    """一つを選ぶ箱。上を巻いても、選び直さない。"""

    def __init__(self, name: str, words: Iterable[str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.offer(words)

    def offer(self, words: Iterable[str]) -> None:
        """選べる語を入れ替える。選んであった語が残っていれば、選んだままにする。"""
        chosen = self.currentText()
        with QSignalBlocker(self):
            self.clear()
            self.addItems(list(words))
            self.setCurrentIndex(max(self.findText(chosen), 0))

    def choose(self, place: int) -> None:
        """知らせずに選ぶ。"""
        with QSignalBlocker(self):
            self.setCurrentIndex(place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """右に、下を向いた印を描く。字を打つ欄と見分けるため。"""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(Colour.INK_SOFT), 2))
        x, y, half = self.width() - unit(2.25), self.height() / 2 - unit(0.25), unit(0.625)
        painter.drawPolyline([QPointF(x - half, y), QPointF(x, y + half), QPointF(x + half, y)])
