"""選ぶ札。印(☑・◉)の有無で選ばれたかが分かり、矢印と空白の鍵だけで選べる。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QWidget

from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.theme import Colour, font, scale, unit

#: 狭い所でも一行に収める字数。これより長い語だけが、札の中で折り返す。
_ONE_LINE: Final = 8
_WRAPPED: Final = (
    Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWrapAnywhere
)


def _size(chip: QAbstractButton) -> QSize:
    words = QFontMetrics(font(scale().body, bold=True))
    return QSize(words.horizontalAdvance(chip.text()) + _beside_words(), _one_line())


def _least(chip: QAbstractButton) -> QSize:
    return _size(chip).boundedTo(QSize(scale().body * _ONE_LINE + _beside_words(), _one_line()))


def _height(chip: QAbstractButton, width: int) -> int:
    """``width`` に折り返したときの丈。"""
    words = QFontMetrics(font(scale().body, bold=True))
    room = QRect(0, 0, max(width - _beside_words(), scale().body), 10_000)
    return max(words.boundingRect(room, _WRAPPED, chip.text()).height() + unit(), _one_line())


def _beside_words() -> int:
    """字のほかの幅: 印と余白。"""
    return scale().body + unit(3.5)


def _one_line() -> int:
    return max(scale().control - 4, scale().body)


def _may_wrap(chip: QAbstractButton) -> None:
    """狭ければ縮み、丈が幅で決まるようにする。"""
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    policy.setHeightForWidth(True)
    chip.setSizePolicy(policy)


def _paint(chip: QAbstractButton, *, round_mark: bool) -> None:
    painter = QPainter(chip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    on, focused, usable = chip.isChecked(), chip.hasFocus(), chip.isEnabled()
    thick = 3 if focused else 2 if on else 1
    edge = Colour.ACCENT if (on or focused) else Colour.EDGE
    ground = Colour.ACCENT_SOFT if on else Colour.CARD if usable else Colour.SUNKEN
    frame = QRectF(chip.rect()).adjusted(thick / 2, thick / 2, -thick / 2, -thick / 2)
    painter.setPen(QPen(QColor(edge), thick))
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(frame, 6, 6)
    side = scale().body - 1
    box = QRectF(unit(1.25), (chip.height() - side) / 2, side, side)
    _paint_mark(painter, box, on=on, round_mark=round_mark)
    painter.setFont(font(scale().body, bold=on))
    painter.setPen(QColor(Colour.INK if usable or on else Colour.INK_SOFT))
    left = round(box.right()) + unit(0.75)
    painter.drawText(chip.rect().adjusted(left, 0, 0, 0), _WRAPPED, chip.text())


def _paint_mark(painter: QPainter, box: QRectF, *, on: bool, round_mark: bool) -> None:
    painter.setPen(QPen(QColor(Colour.ACCENT if on else Colour.EDGE), 1.5))
    painter.setBrush(QColor(Colour.CARD))
    if round_mark:
        painter.drawEllipse(box)
        if on:
            painter.setBrush(QColor(Colour.ACCENT))
            painter.drawEllipse(box.adjusted(4, 4, -4, -4))
        return
    if on:
        painter.setBrush(QColor(Colour.ACCENT))
    painter.drawRoundedRect(box, 2, 2)
    if on:
        painter.setPen(QPen(QColor(Colour.ON_ACCENT), 2))
        x, y, s = box.x(), box.y(), box.width()
        painter.drawPolyline(
            [
                QPointF(x + s * 0.2, y + s * 0.52),
                QPointF(x + s * 0.42, y + s * 0.74),
                QPointF(x + s * 0.8, y + s * 0.26),
            ]
        )


class CheckChip(QCheckBox):
    """いくつでも選べる札。"""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        _may_wrap(self)

    def sizeHint(self) -> QSize:
        return _size(self)

    def minimumSizeHint(self) -> QSize:
        return _least(self)

    def heightForWidth(self, width: int) -> int:
        return _height(self, width)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint(self, round_mark=False)


class RadioChip(QRadioButton):
    """一つだけ選ぶ札。選んだ札をもう一度押すと未選択に戻る。"""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setAutoExclusive(False)
        _may_wrap(self)

    def sizeHint(self) -> QSize:
        return _size(self)

    def minimumSizeHint(self) -> QSize:
        return _least(self)

    def heightForWidth(self, width: int) -> int:
        return _height(self, width)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint(self, round_mark=True)


class Chips(QWidget):
    """札の並び。Tab で入り、矢印で動き、空白で付け外し、Enter で次の欄へ。

    ``fallback`` は、初めに選んである語。選ばれた札をもう一度押しても、ほかの語に移らない。
    ``lifts`` の並び(絞り込み)だけは、もう一度押すと外れて、``fallback`` に戻る。
    """

    changed = Signal()
    left = Signal()

    def __init__(
        self, terms: Iterable[str], *, exclusive: bool, fallback: str = "", lifts: bool = False
    ) -> None:
        super().__init__()
        self._exclusive = exclusive
        self._fallback = fallback
        self._lifts = lifts
        self._chips: list[QAbstractButton] = []
        self._flow = FlowLayout(unit(0.75))
        self.setLayout(self._flow)
        for term in terms:
            self.add(term)
        self._fall_back()

    def add(self, term: str) -> QAbstractButton:
        """札を末尾に足す。"""
        chip = RadioChip(term) if self._exclusive else CheckChip(term)
        chip.setAccessibleName(term)
        chip.clicked.connect(lambda _on=False, chip=chip: self._clicked(chip))
        chip.installEventFilter(self)
        self._chips.append(chip)
        self._flow.addWidget(chip)
        if len(self._chips) == 1:
            self.setFocusProxy(chip)
        else:
            chip.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        return chip

    def terms(self) -> tuple[str, ...]:
        """札の語、並びの順。"""
        return tuple(chip.text() for chip in self._chips)

    def chosen(self) -> tuple[str, ...]:
        """選ばれた語、並びの順。"""
        return tuple(chip.text() for chip in self._chips if chip.isChecked())

    def choose(self, terms: Iterable[str]) -> None:
        """選び直す。一覧に無い語は札を足して残す(昔の版の語を失わない)。"""
        wanted = tuple(dict.fromkeys(terms))
        for term in wanted:
            if term not in self.terms():
                self.add(term)
        for chip in self._chips:
            chip.setChecked(chip.text() in wanted)
        self._rove(next((chip for chip in self._chips if chip.isChecked()), None))

    def show_only(self, wanted: Iterable[str]) -> None:
        """``wanted`` の語と、選ばれた語だけを見せる。"""
        kept = set(wanted)
        for chip in self._chips:
            chip.setVisible(chip.text() in kept or chip.isChecked())
        self._rove(next((chip for chip in self._chips if not chip.isHidden()), None))
        self._flow.invalidate()
        self.updateGeometry()

    def describe(self, label: str, description: str) -> None:
        """読み上げの名前。札一枚ずつに、どの欄の札かを添える。"""
        self.setAccessibleName(label)
        for chip in self._chips:
            chip.setAccessibleDescription(f"{label}。{description}" if description else label)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QAbstractButton):
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._key(watched, event)
            if event.type() == QEvent.Type.FocusIn:
                self._rove(watched)
            if event.type() == QEvent.Type.FocusOut:
                self.left.emit()
        return super().eventFilter(watched, event)

    def _key(self, chip: QAbstractButton, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        shown = [one for one in self._chips if not one.isHidden()]
        key = Qt.Key(event.key())
        if key in steps:
            self._focus(shown[(shown.index(chip) + steps[key]) % len(shown)])
        elif key == Qt.Key.Key_Home:
            self._focus(shown[0])
        elif key == Qt.Key.Key_End:
            self._focus(shown[-1])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.focusNextChild()
        else:
            return False
        return True

    def _focus(self, chip: QAbstractButton) -> None:
        self._rove(chip)
        chip.setFocus(Qt.FocusReason.TabFocusReason)

    def _rove(self, current: QAbstractButton | None) -> None:
        """Tab で止まる札を一枚だけにする。"""
        if current is None:
            return
        for chip in self._chips:
            stop = chip is current
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(current)

    def _clicked(self, chip: QAbstractButton) -> None:
        if self._exclusive and chip.isChecked():
            for other in self._chips:
                if other is not chip:
                    other.setChecked(False)
        elif self._fallback and not self._lifts:
            chip.setChecked(True)
            return
        self._fall_back()
        self.changed.emit()

    def _fall_back(self) -> None:
        if self._fallback and not self.chosen():
            self.choose([self._fallback])
