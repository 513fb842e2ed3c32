"""打ちかけの一行。続けるか捨てるかを選んでもらい、捨ててもすぐなら戻せる。"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from jusou_desk.ui.pieces import button, row, text
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import format_short


def when_words(saved_at: datetime, now: datetime) -> str:
    """「9時30分」。今日でなければ日付も。"""
    clock = f"{saved_at.hour}時{saved_at.minute}分"
    same_day = saved_at.date() == now.date()
    return clock if same_day else f"{format_short(saved_at.date())} {clock}"


class DraftLine(QFrame):
    """控えがあるときだけ出る帯。"""

    resumed = Signal()
    dropped = Signal()
    brought_back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "notice")
        self._words = text("", "strong", wrap=True)
        self._go_on = button("続ける", "plain", self._resume, hint="打ちかけの続きから書く")
        self._drop = button("捨てる", "quiet", self._discard, hint="打ちかけを捨てて初めから書く")
        self._back = button("元に戻す", "quiet", self._bring_back)
        line = row(self._words, self._go_on, self._drop, self._back)
        line.setStretch(0, 1)
        line.setContentsMargins(unit(2), unit(), unit(), unit())
        self.setLayout(line)
        self.hide()

    def words(self) -> str:
        """いま出ている文。"""
        return "" if self.isHidden() else self._words.text()

    def offer(self, saved_at: datetime, now: datetime) -> None:
        """打ちかけがあることを言う。"""
        self._say(f"{when_words(saved_at, now)}の打ちかけがあります", choosing=True)
        self._go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def _resume(self) -> None:
        self.hide()
        self.resumed.emit()

    def _discard(self) -> None:
        self._say("打ちかけを捨てました", choosing=False)
        self.dropped.emit()

    def _bring_back(self) -> None:
        self.hide()
        self.brought_back.emit()

    def _say(self, words: str, *, choosing: bool) -> None:
        self._words.setText(words)
        self._go_on.setVisible(choosing)
        self._drop.setVisible(choosing)
        self._back.setVisible(not choosing)
        self.show()
