"""パスワードの欄と、二度打って確かめる組。"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.ui.fields import Field
from jusou_desk.ui.pieces import column, text
from jusou_desk.ui.sign_in import PasswordLine

_CAPS = "CapsLock が入っているかもしれません。"


class PasswordField(Field):
    """伏せ字の一行。値は控えに残さない。"""

    def __init__(self, label: str, help: str = "") -> None:
        super().__init__(FieldDefinition("password", label, FieldKind.TEXT, help=help))
        self.line = PasswordLine()
        self.put(self.line)
        self._caps = text(_CAPS, "caption")
        self._caps.hide()
        self.column.insertWidget(2, self._caps)
        self.line.caps.connect(self._caps.setVisible)
        self.line.textChanged.connect(self.touched)

    def words(self) -> str:
        """打たれたパスワード。"""
        return self.line.text()

    def clear(self) -> None:
        """消す。"""
        self.line.clear()

    def value(self) -> object:
        return self.words()

    def typed(self) -> str:
        return self.words()


class TwicePasswords(QWidget):
    """二度打つ欄。違えば言う。"""

    def __init__(self, label: str, help: str = "") -> None:
        super().__init__()
        self.first = PasswordField(label, help)
        self.second = PasswordField(f"{label}をもう一度")
        self.setLayout(column(self.first, self.second, spacing=1.5))
        self.setFocusProxy(self.first)

    def agreed(self) -> str:
        """二つが同じならそのパスワード。違うか空なら、欄に言って空を返す。"""
        words = self.first.words()
        if not words:
            self.first.blame("パスワードを入力してください。")
            self.first.setFocus()
            return ""
        if words != self.second.words():
            self.second.blame("二つのパスワードが違います。同じものを二度入れてください。")
            self.second.setFocus()
            return ""
        return words

    def clear(self) -> None:
        """両方を消す。"""
        self.first.clear()
        self.second.clear()
