"""取り返しのつかないことの釦。一度目で何が起きるかを言い、二度目で行う。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from jusou_desk.ui.pieces import button, column, row, text

_DISARM_AFTER_MS: Final = 20_000


class Armed(QWidget):
    """``warning`` は一度目に出す文、``again`` は二度目の釦の語。しばらく置くと元に戻る。"""

    def __init__(self, words: str, again: str, warning: str, act: Callable[[], object]) -> None:
        super().__init__()
        self._words, self._again, self._act = words, again, act
        self._warning = text(warning, "problem", wrap=True)
        self._warning.hide()
        self.button: QPushButton = button(words, "plain", self._press)
        self._stop = button("やめる", "quiet", self.disarm)
        self._stop.hide()
        self._gone = QTimer(self)
        self._gone.setSingleShot(True)
        self._gone.setInterval(_DISARM_AFTER_MS)
        self._gone.timeout.connect(self.disarm)
        self.setLayout(column(self._warning, row(self.button, self._stop, None)))

    @property
    def armed(self) -> bool:
        """次に押すと行うか。"""
        return not self._warning.isHidden()

    def disarm(self) -> None:
        """一度目を無かったことにする。"""
        self._gone.stop()
        self._set(self._words)

    def say(self, warning: str) -> None:
        """一度目に出す文を替える。"""
        self.disarm()
        self._warning.setText(warning)

    def _press(self) -> None:
        if self.armed:
            self.disarm()
            self._act()
            return
        self._set(self._again, armed=True)
        self._gone.start()

    def _set(self, words: str, *, armed: bool = False) -> None:
        self.button.setText(words)
        self.button.setAccessibleName(words)
        self._warning.setVisible(armed)
        self._stop.setVisible(armed)
