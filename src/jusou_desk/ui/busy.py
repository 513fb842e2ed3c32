"""仕事の間、押した釦を休ませる。"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton


def rest(pressed: QPushButton) -> Callable[[], None]:
    """``pressed`` を押せなくする。返すものを仕事の終わりに呼ぶと、押せるようになり焦点も戻る。"""
    focused = pressed.hasFocus()
    pressed.setEnabled(False)

    def back() -> None:
        pressed.setEnabled(True)
        if focused:
            pressed.setFocus()

    return back
