"""表や一覧に描くもの: 幅で折り返して行送りを広げた文、一行に収めた文、選ばれた行の印。"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout, QTextOption

from jusou_desk.names import without_directions
from jusou_desk.ui.theme import Colour, unit

Index = QModelIndex | QPersistentModelIndex
_LINE = 1.35


class Prose:
    """組み上がった一まとまり。空なら高さ 0。"""

    def __init__(self, words: str, face: QFont, width: int) -> None:
        shown = without_directions(words).replace("\n", "\u2028")
        self._layout = QTextLayout(shown, face)
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


def draw_line(
    painter: QPainter, area: QRect, words: str, face: QFont, ink: QColor, side: Qt.AlignmentFlag
) -> None:
    """一行に描く。``area`` に入りきらなければ末を「…」にする。``side`` は上・中・下。"""
    painter.setFont(face)
    painter.setPen(ink)
    shown = without_directions(words)
    short = QFontMetrics(face).elidedText(shown, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, side | Qt.AlignmentFlag.AlignLeft, short)


def mark_chosen(painter: QPainter, area: QRect) -> None:
    """選ばれた行の左の線。"""
    painter.fillRect(area.left(), area.top(), unit(0.5), area.height(), QColor(Colour.ACCENT))
