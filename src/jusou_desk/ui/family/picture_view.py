"""図の筆。どの大きさでも字がつぶれず、人を鍵でたどれ、引きずって動かせる。"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from jusou_desk.family.shapes import Bend, Box, Circle, Line, Path, Picture, Rect, Shape, Spot
from jusou_desk.family.shapes import Text as Letters
from jusou_desk.ui.fields.line import ENTER
from jusou_desk.ui.pieces import reveal
from jusou_desk.ui.theme import FIGURE_FAMILY, Colour, font, scale, unit

_TEXT_MM: Final = 2.8
"""図の字の高さ。これを画面の小さい字の大きさに合わせる。"""
_LEAST: Final = 0.72
"""幅に合わせて縮めてよい割合。これより狭ければ横に巻く。"""
_KEY_STEP: Final = 5.0
_DRAGGED: Final = 6
"""これより動かして、引きずったとみる(px)。"""


class PictureView(QWidget):
    """図一枚。``opened`` は開く人の key、``moved`` は (key, 右へ何ミリ, 段の左から何番目か)。

    ring: 真ん中の周りに並ぶ図か。どの向きへも引きずれ、何番目かだけが変わる。
    """

    opened = Signal(str)
    moved = Signal(str, float, object)

    def __init__(self, name: str, *, movable: bool, ring: bool = False) -> None:
        super().__init__()
        self._name, self._movable, self.ring = name, movable, ring
        self._picture = Picture(1.0, 1.0, ())
        self._room = 0
        self._scale = 1.0
        self.spots: list[SpotHandle] = []
        self.setAccessibleName(name)

    def show_picture(self, picture: Picture, words: Mapping[str, str]) -> None:
        """図を出す。words: 人の key → 読み上げの名(氏名・続柄・年齢)。"""
        focused = next((one.spot.key for one in self.spots if one.hasFocus()), "")
        for old in self.spots:
            old.hide()
            old.deleteLater()
        self._picture = picture
        ordered = sorted(picture.spots, key=lambda spot: (spot.row, spot.place))
        self.spots = [
            SpotHandle(self, spot, words.get(spot.key, "名の分からない人"), movable=self._movable)
            for spot in ordered
        ]
        self.setAccessibleDescription(f"{len(self.spots)}件。矢印のキーでたどれます。")
        self.fit(self._room)
        again = next((one for one in self.spots if one.spot.key == focused), None)
        self.rove(again or (self.spots[0] if self.spots else None))
        if again is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit(self, room: int) -> None:
        """幅 ``room`` px に合わせる。字が読めなくなるほどは縮めない。"""
        self._room = room
        best = scale().caption / _TEXT_MM
        fitting = room / self._picture.width if room else best
        self._scale = max(min(best, fitting), best * _LEAST)
        self.setFixedSize(
            max(round(self._picture.width * self._scale), 1),
            max(round(self._picture.height * self._scale), 1),
        )
        for one in self.spots:
            one.place(self.pixels(one.spot.symbol))
        self.update()

    @property
    def magnified(self) -> float:
        """1 ミリが何 px か。"""
        return self._scale

    def pixels(self, box: Box) -> QRectF:
        """図の中の四角の、画面での場所。"""
        s = self._scale
        return QRectF(box.x * s, box.y * s, box.width * s, box.height * s)

    def rove(self, current: SpotHandle | None) -> None:
        """Tab で止まる人を一人だけにする。"""
        for one in self.spots:
            stop = one is current
            one.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus)
        if current is not None:
            self.setFocusProxy(current)

    def step(self, one: SpotHandle, by: int) -> None:
        """``by`` 人先へ手を移す。"""
        after = self.spots[(self.spots.index(one) + by) % len(self.spots)]
        self.rove(after)
        after.setFocus(Qt.FocusReason.TabFocusReason)

    def crossed(self, spot: Spot, dx: float) -> int | None:
        """``dx`` ミリ動かすと追い越す人の場所。誰も追い越さなければ None。"""
        middle = spot.symbol.x + spot.symbol.width / 2
        row = [one.spot for one in self.spots if one.spot.row == spot.row]
        centres = {one.place: one.symbol.x + one.symbol.width / 2 for one in row}
        passed = [
            place
            for place, at in centres.items()
            if place != spot.place and min(middle, middle + dx) < at < max(middle, middle + dx)
        ]
        if not passed:
            return None
        return max(passed) if dx > 0 else min(passed)

    def nearest(self, spot: Spot, dx: float, dy: float) -> int:
        """(dx, dy) ミリ動かした所に、いちばん近い人の場所(元の所なら自分の場所)。"""
        wanted = _middle(spot) + QPointF(dx, dy)

        def far(one: SpotHandle) -> float:
            away = _middle(one.spot) - wanted
            return math.hypot(away.x(), away.y())

        return min(self.spots, key=far).spot.place

    def drop(self, spot: Spot, dx: float, dy: float) -> None:
        """(dx, dy) ミリ引きずった所に置く。"""
        if self.ring:
            self._turn(spot, self.nearest(spot, dx, dy))
        else:
            self.moved.emit(spot.key, dx, self.crossed(spot, dx))

    def push(self, spot: Spot, by: int) -> None:
        """キーで一つ動かす。by: 右(時計回り)なら 1、左なら -1。"""
        if self.ring:
            self._turn(spot, (spot.place + by) % len(self.spots))
        else:
            self.drop(spot, by * _KEY_STEP, 0.0)

    def _turn(self, spot: Spot, place: int) -> None:
        if place != spot.place:
            self.moved.emit(spot.key, 0.0, place)

    # --- 描く -----------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for shape in self._picture.shapes:
            self._draw(painter, shape)

    def _draw(self, painter: QPainter, shape: Shape) -> None:
        s = self._scale
        if isinstance(shape, Letters):
            self._write(painter, shape)
            return
        width = max(shape.stroke.width * s, 1.0)
        pen = QPen(QColor(Colour.INK), width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if shape.stroke.dash:
            pen.setDashPattern([one * s / width for one in shape.stroke.dash])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        match shape:
            case Rect():
                painter.drawRect(self.pixels(shape.box))
            case Circle():
                x, y = shape.centre
                painter.drawEllipse(QPointF(x * s, y * s), shape.radius * s, shape.radius * s)
            case Line():
                points = [QPointF(x * s, y * s) for x, y in shape.points]
                if shape.filled:
                    painter.setBrush(QColor(Colour.INK))
                if shape.closed:
                    painter.drawPolygon(QPolygonF(points))
                else:
                    painter.drawPolyline(QPolygonF(points))
            case Path():
                painter.drawPath(self._path(shape))

    def _path(self, shape: Path) -> QPainterPath:
        def at(point: tuple[float, float]) -> QPointF:
            return QPointF(point[0] * self._scale, point[1] * self._scale)

        path = QPainterPath(at(shape.start))
        for part in shape.parts:
            if isinstance(part, Bend):
                path.cubicTo(at(part.first), at(part.second), at(part.end))
            else:
                path.lineTo(at(part))
        if shape.closed:
            path.closeSubpath()
        return path

    def _write(self, painter: QPainter, shape: Letters) -> None:
        face = font(max(round(shape.size * self._scale), 1))
        face.setFamilies([FIGURE_FAMILY, *face.families()])
        painter.setFont(face)
        painter.setPen(QColor(Colour.INK))
        box = self.pixels(shape.box)
        wide = QFontMetricsF(face).horizontalAdvance(shape.text)
        painter.save()
        painter.translate(box.center())
        if wide > box.width() > 0:
            painter.scale(box.width() / wide, 1.0)
        area = QRectF(-wide, -box.height(), wide * 2, box.height() * 2)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, shape.text)
        painter.restore()


def _middle(spot: Spot) -> QPointF:
    box = spot.symbol
    return QPointF(box.x + box.width / 2, box.y + box.height / 2)


class SpotHandle(QWidget):
    """図の中の一人。手を置け、引きずれ、開ける。"""

    def __init__(self, view: PictureView, spot: Spot, words: str, *, movable: bool) -> None:
        super().__init__(view)
        self._view, self.spot, self._movable = view, spot, movable
        self._start: QPointF | None = None
        self._home = QRectF()
        self.setAccessibleName(words)
        how = "Enterで開きます。" + ("Ctrl+左右で動かせます。" if movable else "")
        self.setAccessibleDescription(how)
        self.setToolTip(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show()

    def place(self, box: QRectF) -> None:
        """``box`` に置く。"""
        self._home = box.adjusted(-unit(0.5), -unit(0.5), unit(0.5), unit(0.5))
        self.setGeometry(self._home.toRect())

    def paintEvent(self, _event: QPaintEvent) -> None:
        dragged = self.geometry().topLeft() != self._home.toRect().topLeft()
        if not self.hasFocus() and not dragged:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = Qt.PenStyle.DashLine if dragged else Qt.PenStyle.SolidLine
        painter.setPen(QPen(QColor(Colour.ACCENT), 3, style))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._view.rove(self)
        reveal(self, self.rect())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, steps = event.key(), {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        steps |= {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (*ENTER, Qt.Key.Key_Space):
            self._view.opened.emit(self.spot.key)
        elif control and self._movable and key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self._view.push(self.spot, steps[Qt.Key(key)])
        elif key in steps:
            self._view.step(self, steps[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._movable and event.button() is Qt.MouseButton.LeftButton:
            self._start = event.globalPosition()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._start is not None:
            self.setGeometry(self._home.translated(self._dragged(event, self._start)).toRect())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        start, self._start = self._start, None
        self.setGeometry(self._home.toRect())
        away = self._dragged(event, start) if start is not None else QPointF()
        if away.manhattanLength() >= _DRAGGED:
            away /= self._view.magnified
            self._view.drop(self.spot, away.x(), away.y())

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self._start = None
        self._view.opened.emit(self.spot.key)

    def _dragged(self, event: QMouseEvent, start: QPointF) -> QPointF:
        away = event.globalPosition() - start
        return away if self._view.ring else QPointF(away.x(), 0.0)
