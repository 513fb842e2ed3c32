"""多くの語から一つを選ぶ箱。打てば絞られる(かなの種類と全角半角を区別しない。符号でもよい)。"""

from __future__ import annotations

from collections.abc import Sequence

import jaconv
from PySide6.QtCore import QModelIndex, QSignalBlocker, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QListView

from jusou_desk.ui.fields.line import Line

_CODE = Qt.ItemDataRole.UserRole


def folded(text: str) -> str:
    """比べるための形: 半角は全角カナに、カタカナはひらがなに、英数字は半角小文字に。"""
    kana = jaconv.kata2hira(jaconv.h2z(text, kana=True, ascii=False, digit=False))
    return str(jaconv.z2h(kana, kana=False, ascii=True, digit=True)).lower().strip()


class _Matching(QSortFilterProxyModel):
    """打った文字を含む語か、符号がそれで始まる語だけを残す。"""

    def __init__(self) -> None:
        super().__init__()
        self._wanted = ""

    def want(self, typed: str) -> None:
        self._wanted = folded(typed)
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, source_parent: QModelIndex) -> bool:  # type: ignore[override]
        index = self.sourceModel().index(source_row, 0, source_parent)
        term, code = str(index.data() or ""), str(index.data(_CODE) or "")
        return self._wanted in folded(term) or bool(code and code.startswith(self._wanted))


class Picker(QComboBox):
    """語を選ぶ箱。先頭は未選択。``free`` なら、一覧に無い語も打たれたまま選ばれた語になる。"""

    picked = Signal()
    left = Signal()

    def __init__(
        self, terms: Sequence[str], codes: Sequence[str] = (), *, free: bool = False
    ) -> None:
        super().__init__()
        self._free = free
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(12)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.addItem("")
        for place, term in enumerate(terms):
            self.addItem(term, codes[place] if place < len(codes) else "")
        self.line = Line()
        self.line.setPlaceholderText("選ぶか、そのまま入力" if free else "選ぶか、語の一部を入力")
        self.setLineEdit(self.line)
        self._matching = _Matching()
        self._matching.setSourceModel(self.model())
        completer = QCompleter(self._matching, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(12)
        self.setCompleter(completer)
        candidates = QListView()
        candidates.setProperty("surface", "popup")
        candidates.setAccessibleName("候補")
        completer.setPopup(candidates)
        self._last = ""
        self.line.textEdited.connect(self._matching.want)
        self.line.textChanged.connect(lambda _text: self._settle())
        self.line.left.connect(self._leave)

    def term(self) -> str:
        """選ばれた語。打ちかけなら空。"""
        typed = self.currentText()
        return typed.strip() if self._free or self.findText(typed) > 0 else ""

    def pick(self, term: str) -> None:
        """語を選ぶ。一覧に無い語は足して残す。"""
        with QSignalBlocker(self), QSignalBlocker(self.line):
            if self.findText(term) < 0:
                self.addItem(term)
            self.setCurrentIndex(self.findText(term))
            self.setEditText(term)
            self.line.setCursorPosition(0)
        self._last = self.term()

    def astray(self) -> bool:
        """一覧に無い文字が打たれたままか。"""
        return bool(self.currentText().strip()) and not self.term()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # 頁を巻くつもりで値が変わらないように

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._leave()

    def _settle(self) -> None:
        if self.term() != self._last or self.astray():
            self._last = self.term()
            self.picked.emit()

    def _leave(self) -> None:
        only = [self._matching.index(row, 0).data() for row in range(self._matching.rowCount())]
        if self.astray() and len(only) == 1:
            self.setEditText(str(only[0]))
        self._matching.want("")
        self.left.emit()
