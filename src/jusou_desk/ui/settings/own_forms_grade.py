"""点検の色。字と色の両方で示し、白黒の画面や紙でも分かる。"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from jusou_desk.reports.inspection.findings import Grade
from jusou_desk.ui.prose import Index
from jusou_desk.ui.table import CellPainter
from jusou_desk.ui.theme import Colour, font, scale, unit

_INK: Final = {Grade.RED: Colour.ALARM, Grade.YELLOW: Colour.CARE, Grade.GREEN: Colour.CALM}


class GradePainter(CellPainter):
    """赤・黄・緑の札。"""

    def draw_words(self, painter: QPainter, area: QRect, index: Index) -> None:
        words = str(index.data() or "")
        if words not in set(Grade):
            super().draw_words(painter, area, index)
            return
        side = scale().body * 1.7
        badge = QRectF(area.left() + unit(), area.top() + unit(0.75), side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_INK[Grade(words)]))
        painter.drawRoundedRect(badge, 4, 4)
        painter.setPen(QColor(Colour.ON_ACCENT))
        painter.setFont(font(scale().body, bold=True))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, words)
