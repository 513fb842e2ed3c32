"""打つそばから候補を出す。候補に無い語もそのまま打てる。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QStringListModel,
    Qt,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

SEPARATOR: Final = "、"


class Suggestions(QCompleter):
    """語の一部で引ける候補。``several`` なら「、」で区切った最後の語だけを補う。"""

    def __init__(self, line: QLineEdit, words: Sequence[str], *, several: bool = False) -> None:
        super().__init__(line)
        self._line = line
        self._several = several
        self.setModel(QStringListModel(list(dict.fromkeys(words)), self))
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(8)
        self._candidates = QListView()
        self._candidates.setProperty("surface", "popup")
        self._candidates.setAccessibleName("候補")
        self.setPopup(self._candidates)
        line.setCompleter(self)
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # 何も打たなくても、下の鍵で候補を全部見られる
        if watched is self._line and isinstance(event, QKeyEvent) and self._asks_for_all(event):
            self.setCompletionPrefix("")
            self.complete()
            return True
        return super().eventFilter(watched, event)

    def _asks_for_all(self, event: QKeyEvent) -> bool:
        pressed = event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down
        return pressed and not self._line.isReadOnly() and not self._candidates.isVisible()

    def splitPath(self, path: str) -> list[str]:
        return (
            [path.rsplit(SEPARATOR, maxsplit=1)[-1].strip()]
            if self._several
            else super().splitPath(path)
        )

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        chosen = str(index.data() or "")
        if not self._several:
            return chosen
        before = self._line.text().split(SEPARATOR)[:-1]
        return SEPARATOR.join([*before, chosen])
