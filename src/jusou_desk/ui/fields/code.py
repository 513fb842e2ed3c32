"""復旧コードの欄。14 組の全部が二段に見え、4 文字ごとの区切りは自分で入る。"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor

from jusou_desk.models.keys import group_code
from jusou_desk.ui.fields.line import ENTER, Writing

_GROUPS_A_LINE: Final = 7
_BETWEEN: Final = "-\n"


class CodeBox(Writing):
    """打っても貼っても、紙と同じ 4 文字ずつの大文字になる。全角・小文字・空白は直して受け取る。"""

    def __init__(self) -> None:
        super().__init__(least_lines=2, most_lines=2)
        self.setAccessibleName("復旧コード")
        self.setProperty("figures", "true")
        # かな漢字変換を通さず、打った英数字がそのまま入る。
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self._regroup)

    def code(self) -> str:
        """打たれたコード。"""
        return self.toPlainText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.focusNextChild()
            return
        super().keyPressEvent(event)

    def _regroup(self) -> None:
        typed = self.toPlainText()
        wanted = _in_lines(group_code(typed))
        if typed == wanted:
            return
        before = len(_letters(group_code(typed[: self.textCursor().position()])))
        with QSignalBlocker(self):
            self.write(wanted)
        cursor = QTextCursor(self.document())
        cursor.setPosition(_place_after(wanted, before))
        self.setTextCursor(cursor)


def _in_lines(grouped: str) -> str:
    groups = grouped.split("-")
    lines = (groups[at : at + _GROUPS_A_LINE] for at in range(0, len(groups), _GROUPS_A_LINE))
    return "\n".join("-".join(line) for line in lines)


def _letters(words: str) -> str:
    return "".join(letter for letter in words if letter not in _BETWEEN)


def _place_after(words: str, letters: int) -> int:
    """``words`` の中の、区切りを除いて ``letters`` 字目のすぐ後ろ。"""
    places = [at for at, letter in enumerate(words, 1) if letter not in _BETWEEN]
    return places[letters - 1] if letters else 0
