"""区分の札。白黒でも分かるように、まず語、次に線と模様、最後に色で示す。"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from jusou_desk.policy import Lane
from jusou_desk.towns import MeetingKind
from jusou_desk.ui.theme import Colour, font, scale, unit


class Mark(Enum):
    """札に書く語。"""

    CONSENTED = "同意あり"
    UNCONSENTED = "同意なし"
    SEALED = "支援会議㊙"
    CONCEALED = "住所秘匿"
    PLAN_MEETING = "重層的支援会議"
    OTHER_MEETING = "その他の会議"

    @classmethod
    def of(cls, lane: Lane) -> Mark:
        """取扱区分の札。"""
        return _OF_LANE[lane]

    @classmethod
    def of_meeting(cls, kind: str) -> Mark:
        """会議の法的区分の札。名前ではなく、区分を語で言う。"""
        return _OF_KIND[MeetingKind(kind)]


_OF_LANE: Final = {
    Lane.OPEN: Mark.CONSENTED,
    Lane.UNCONSENTED: Mark.UNCONSENTED,
    Lane.SEALED: Mark.SEALED,
}
_OF_KIND: Final = {
    MeetingKind.SUPPORT: Mark.SEALED,
    MeetingKind.PLAN: Mark.PLAN_MEETING,
    MeetingKind.OTHER: Mark.OTHER_MEETING,
}


@dataclass(frozen=True)
class Pattern:
    """線の種類、左の帯の模様、色、塗りつぶすか。線と模様の組は札ごとに違う。"""

    line: Qt.PenStyle
    hatch: Qt.BrushStyle
    colour: Colour
    filled: bool = False


PATTERNS: Final = {
    Mark.CONSENTED: Pattern(Qt.PenStyle.SolidLine, Qt.BrushStyle.SolidPattern, Colour.CALM),
    Mark.UNCONSENTED: Pattern(Qt.PenStyle.DashLine, Qt.BrushStyle.BDiagPattern, Colour.CARE),
    Mark.SEALED: Pattern(
        Qt.PenStyle.SolidLine, Qt.BrushStyle.DiagCrossPattern, Colour.SEALED, filled=True
    ),
    Mark.CONCEALED: Pattern(Qt.PenStyle.DotLine, Qt.BrushStyle.Dense4Pattern, Colour.CONCEALED),
    Mark.PLAN_MEETING: Pattern(Qt.PenStyle.SolidLine, Qt.BrushStyle.HorPattern, Colour.INK),
    Mark.OTHER_MEETING: Pattern(Qt.PenStyle.SolidLine, Qt.BrushStyle.NoBrush, Colour.INK_SOFT),
}


class LaneBadge(QWidget):
    """一枚の札。操作はできず、読み上げは語だけ。"""

    def __init__(self, mark: Mark, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = mark
        self.setAccessibleName(mark.value)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def mark(self) -> Mark:
        return self._mark

    def sizeHint(self) -> QSize:
        words = QFontMetrics(font(scale().caption, bold=True))
        wide = words.horizontalAdvance(self._mark.value) + unit(1.5) + unit(1.5)
        return QSize(wide, words.height() + unit(0.75))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        pattern = PATTERNS[self._mark]
        colour = QColor(pattern.colour)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        band = QRectF(frame.left(), frame.top(), unit(1), frame.height())
        ground = pattern.colour if pattern.filled else Colour.CARD
        painter.setBrush(QColor(ground))
        painter.setPen(QPen(colour, 1.6, pattern.line))
        painter.drawRect(frame)
        hatch = QColor(Colour.CARD) if pattern.filled else colour
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(band, QBrush(hatch, pattern.hatch))
        painter.setFont(font(scale().caption, bold=True))
        painter.setPen(QColor(Colour.CARD) if pattern.filled else colour)
        painter.drawText(
            frame.adjusted(unit(1), 0, 0, 0), Qt.AlignmentFlag.AlignCenter, self._mark.value
        )


class PracticeBand(QWidget):
    """「練習」の帯。斜線の地で、色が無くても本番と見分けられる。

    kept: バックアップから戻すなどして残してある、練習の事務所か。
    """

    def __init__(self, *, kept: bool = False) -> None:
        super().__init__()
        then = "本当の相談は入れないでください。" if kept else "閉じると何も残りません。"
        self.words = f"練習　ここの人と記録はすべて架空です。{then}"
        self.setAccessibleName(self.words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = QFontMetrics(font(scale().caption, bold=True))
        return QSize(words.horizontalAdvance(self.words) + unit(6), words.height() + unit())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Colour.CARE_SOFT))
        painter.fillRect(self.rect(), QBrush(QColor(Colour.CARE), Qt.BrushStyle.BDiagPattern))
        hint = self.sizeHint()
        middle = QRectF(0, 0, min(hint.width(), self.width()), self.height())
        middle.moveCenter(QRectF(self.rect()).center())
        painter.fillRect(middle, QColor(Colour.CARE_SOFT))
        painter.setFont(font(scale().caption, bold=True))
        painter.setPen(QColor(Colour.CARE))
        painter.drawText(middle, Qt.AlignmentFlag.AlignCenter, self.words)
