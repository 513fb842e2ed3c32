"""席を外したかを見張る。打鍵もマウスも無いまま時間が過ぎたら知らせる。"""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

IDLE_MINUTES: Final = 10
_SIGNS_OF_LIFE: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


class IdleWatch(QObject):
    """``milliseconds`` のあいだ何も無ければ ``idle`` を一度鳴らす。

    眠っていた機械が起きた直後は、最初の打鍵を通す前に鳴らす。
    """

    idle = Signal()

    def __init__(
        self, parent: QObject, app: QApplication, milliseconds: int = IDLE_MINUTES * 60_000
    ) -> None:
        super().__init__(parent)
        self._limit = milliseconds / 1000
        self._last = time.time()
        self._awake = True
        self._tick = QTimer(self)
        self._tick.setInterval(max(min(milliseconds // 4, 5_000), 10))
        self._tick.timeout.connect(self._look)
        self._tick.start()
        app.installEventFilter(self)

    def restart(self) -> None:
        """また見張り始める(サインインしたとき)。"""
        self._last = time.time()
        self._awake = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS_OF_LIFE:
            if self._look():
                return True
            self._last = time.time()
        return False

    def _look(self) -> bool:
        # 眠りのあいだは単調時計が止まる機械があるので、暦の時計で測る。戻された時計は今からとみなす
        now = time.time()
        self._last = min(self._last, now)
        if self._awake and now - self._last >= self._limit:
            self._awake = False
            self.idle.emit()
            return True
        return False
