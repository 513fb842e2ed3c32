"""今日の一行: いつ、何を、なぜ。押すか Enter で、その相談や会議が開く。"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextLayout,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from jusou_desk.ui.fields.line import ENTER
from jusou_desk.ui.theme import Colour, font, scale, unit

#: 何をを折り返す行の数。今日は見渡す所なので、打たれた長い文で埋めない。
_MOST: Final = 3


class DueButton(QAbstractButton):
    """左に日付、右に二段(何を・なぜ)。どちらも、入らなければ折り返す(何をは三行まで)。

    ``pressing`` なら日付を急ぎの色にする。
    """

    def __init__(self, when: str, what: str, why: str, *, pressing: bool = False) -> None:
        super().__init__()
        self._when, self._what, self._why = when, what, why
        self._pressing = pressing
        self.setText(what)
        self.setAccessibleName("、".join(part for part in (when, what) if part))
        self.setAccessibleDescription(why)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(unit(50), self._height(1, 1))

    def heightForWidth(self, width: int) -> int:
        words = width - unit(0.75) - unit(1) - scale().body * 5 - unit(1)
        return self._height(
            len(self._told(words)),
            len(_folded(self._why, self._small, words)),
        )

    def _height(self, whats: int, whys: int) -> int:
        """何を・なぜが、それぞれ何行になるかで決まる高さ。"""
        lines = QFontMetrics(self._strong).height() + QFontMetrics(self._small).height()
        more = (whats - 1) * _leap(self._strong) + (whys - 1) * _leap(self._small)
        return max(lines + unit(2.75), scale().control) + more

    def _told(self, width: int) -> list[str]:
        """何をの行。``_MOST`` 行に収まらない長い文は「…」で切り、全部は浮き出しで読める。"""
        lines = _folded(self._what, self._strong, width)
        if len(lines) <= _MOST:
            return lines
        self.setToolTip(f"{self._what}\n{self._why}")
        rest = "".join(lines[_MOST - 1 :])
        metrics = QFontMetrics(self._strong)
        return [
            *lines[: _MOST - 1],
            metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width),
        ]

    def minimumSizeHint(self) -> QSize:
        return QSize(unit(24), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        usable = self.isEnabled()
        if usable and (self.underMouse() or self.hasFocus()):
            painter.fillRect(self.rect(), QColor(Colour.ACCENT_SOFT))
        if self.hasFocus():
            painter.setPen(QPen(QColor(Colour.ACCENT), 3))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        inside = self.rect().adjusted(unit(0.75), unit(1), -unit(1), -unit(1))
        when = QRect(inside.left(), inside.top(), scale().body * 5, inside.height())
        words = inside.adjusted(when.width() + unit(1), 0, 0, 0)
        alarm = Colour.ALARM if self._pressing else Colour.INK
        figures = font(scale().body, bold=True, figures=True)
        first = words.top() + QFontMetrics(self._strong).ascent()
        last = words.bottom() + 1 - QFontMetrics(self._small).descent()
        self._draw(painter, when, first, self._when, figures, alarm)
        for below, line in enumerate(self._told(words.width())):
            at = first + below * _leap(self._strong)
            self._draw(painter, words, at, line, self._strong, Colour.INK)
        for above, line in enumerate(reversed(_folded(self._why, self._small, words.width()))):
            at = last - above * _leap(self._small)
            self._draw(painter, words, at, line, self._small, Colour.INK_SOFT)

    @property
    def _strong(self) -> QFont:
        return font(scale().body, bold=True)

    @property
    def _small(self) -> QFont:
        return font(scale().caption)

    def _draw(
        self,
        painter: QPainter,
        area: QRect,
        baseline: int,
        words: str,
        look: QFont,
        colour: Colour,
    ) -> None:
        """一行を並び線に置いて描く。𠮷 のように別の書体から借りる字があっても、行は下がらない。"""
        painter.setFont(look)
        painter.setPen(QColor(colour))
        painter.drawText(area.left(), baseline, words)


def _leap(look: QFont) -> int:
    """折り返した行の行送り(画素)。"""
    return QFontMetrics(look).height() + unit(0.5)


def _folded(words: str, look: QFont, width: int) -> list[str]:
    """``words`` を ``width`` 画素で折り返した行。空でも一行。"""
    laid = QTextLayout(words, look)
    units = words.encode("utf-16-le")  # Qt の数え方。𠮷 は二つに数える
    laid.beginLayout()
    lines = []
    while (line := laid.createLine()).isValid():
        line.setLineWidth(width)
        start, end = line.textStart() * 2, (line.textStart() + line.textLength()) * 2
        lines.append(units[start:end].decode("utf-16-le").strip())
    laid.endLayout()
    return lines or [""]
