"""打っている途中を一秒以内に控える。鍵をかける・閉じるときは残りを直ちに控える。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from weakref import WeakSet

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from shiboken6 import isValid

Typed = dict[str, str | tuple[str, ...]]
DELAY_MS: Final = 1000


class Autosave(QObject):
    """最初の変化から一秒で ``save(values())`` を呼ぶ。打ち続けても先へ延ばさない。

    ``values`` は打ったままの値を返し、``save`` は ``jobs.Do`` で控えを書くもの。
    """

    def __init__(
        self,
        parent: QObject,
        values: Callable[[], Typed],
        save: Callable[[Typed], object],
        delay_ms: int = DELAY_MS,
    ) -> None:
        super().__init__(parent)
        self._values = values
        self._save = save
        self._held = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(min(delay_ms, DELAY_MS))
        self._timer.timeout.connect(self._write)
        _all.add(self)

    def touch(self) -> None:
        """値が動いた。"""
        if not self._held and not self._timer.isActive():
            self._timer.start()

    def waiting(self) -> bool:
        """まだ控えていない変化があるか。"""
        return self._timer.isActive()

    def flush(self) -> None:
        """控えていない変化があれば、いま控える。"""
        if self._timer.isActive():
            self._timer.stop()
            self._write()

    def forget(self) -> None:
        """控えない(取りやめたとき、開いたままの札の保存を頼んだとき)。"""
        self._timer.stop()

    def hold(self) -> None:
        """保存を頼んだ。済めば閉じるので、もう控えない。断られたら ``release``。

        待つ間にも、欄が手を離れると打った日付や金額が書き改められる。それを控えると、
        保存で消した控えの後に、同じ中身の打ちかけが残る。
        """
        self._held = True
        self._timer.stop()

    def release(self) -> None:
        """保存を断られた。いまの値を控え直す。"""
        self._held = False
        self.touch()

    def _write(self) -> None:
        self._save(self._values())


_all: Final[WeakSet[Autosave]] = WeakSet()


def flush_all() -> None:
    """開いているすべての書きかけを控える。変換の途中の文字は先に確定する。"""
    QGuiApplication.inputMethod().commit()
    for autosave in list(_all):
        if isValid(autosave):
            autosave.flush()
