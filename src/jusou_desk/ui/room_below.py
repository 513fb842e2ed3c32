"""浮く帯に隠れる分だけ、巻く地を余計に巻けるようにする。中身は動かさない。"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar
from shiboken6 import isValid


class RoomBelow(QObject):
    """いま帯の浮いている地の、終わりの余り。

    巻いて余りに入っている間は、返しても縮めない(頁が跳ねるため)。余りを出たときに縮める。
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._bar: QScrollBar | None = None
        self._own = 0
        self._lent = 0
        self._setting = False

    def lend(self, ground: QAbstractScrollArea, pixels: int) -> None:
        """``ground`` を、終わりを過ぎて ``pixels`` だけ巻けるようにする。"""
        bar = ground.verticalScrollBar()
        if self._bar is not bar:
            self._let_go()
            self._bar, self._own = bar, bar.maximum()
            bar.rangeChanged.connect(self._ranged)
            bar.valueChanged.connect(self._moved)
        self._lent = pixels
        self._set()

    def give_back(self) -> None:
        """元に戻す。余りに入っていれば、出たときに。"""
        self._lent = 0
        if self._bar is not None and isValid(self._bar):
            self._moved(self._bar.value())

    def _let_go(self) -> None:
        """前の地から離れる。"""
        bar, self._bar = self._bar, None
        if bar is not None and isValid(bar):
            bar.rangeChanged.disconnect(self._ranged)
            bar.valueChanged.disconnect(self._moved)
            bar.setMaximum(self._own)

    def _moved(self, value: int) -> None:
        if not self._lent and not self._setting and value <= self._own:
            self._let_go()

    def _ranged(self, _low: int, high: int) -> None:
        # 地が自分で決め直したとき
        if not self._setting:
            self._own = high
            self._set()

    def _set(self) -> None:
        bar = self._bar
        # 地が壊される途中にも、範囲の変わった知らせは来る
        if bar is not None and isValid(bar) and self._lent:
            self._setting = True
            bar.setMaximum(self._own + self._lent)
            self._setting = False
