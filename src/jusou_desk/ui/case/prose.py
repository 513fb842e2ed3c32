"""描く文。幅で折り返し、行送りを広げて組む。"""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QPainter, QTextLayout, QTextOption

from jusou_desk.ui.theme import Colour

_LINE = 1.35


class Prose:
    """組み上がった一まとまり。空なら高さ 0。"""

    def __init__(self, words: str, face: QFont, width: int) -> None:
        self._layout = QTextLayout(words.replace("\n", "\u2028"), face)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self.height = self._set_lines(width, face.pixelSize() * _LINE) if words else 0.0

    def _set_lines(self, width: int, step: float) -> float:
        top = 0.0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, top))
            top += step
        self._layout.endLayout()
        return top

    def draw(self, painter: QPainter, at: QPointF, colour: Colour) -> None:
        """``at`` を左上にして描く。"""
        painter.setPen(QColor(colour))
        self._layout.draw(painter, at)
