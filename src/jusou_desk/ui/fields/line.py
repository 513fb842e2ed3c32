"""一行と複数行の打ち込み。変換中の Enter は確定だけに使い、欄を動かさない。"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QLineEdit, QTextEdit

from jusou_desk.ui.fields.reading import Reading
from jusou_desk.ui.pieces import reveal
from jusou_desk.ui.theme import unit

_LINE_PERCENT = 140
#: 一行の欄に入る字の数。Qt の初めの値(32767)では、貼り付けた長い文の後ろが黙って消える。
_LONGEST = 1_000_000
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BY_KEY = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)


def leave_to_window(event: QEvent) -> bool:
    """Ctrl+K は「探す」。Qt は入力欄で行末までの削除に使うので、窓の近道に譲る。"""
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
        return False
    control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
    if control and event.key() == Qt.Key.Key_K:
        event.ignore()
        return True
    return False


class Line(QLineEdit):
    """一行の入力。Enter で次の欄へ移る(``enter_moves_on`` で止められる)。

    ``heard`` は変換前の読み(カタカナ)、``left`` は欄を離れたとき。
    """

    heard = Signal(str)
    left = Signal()

    def __init__(self, *, enter_moves_on: bool = True) -> None:
        super().__init__()
        self.setMaxLength(_LONGEST)
        self.enter_moves_on = enter_moves_on
        self._composing = False
        self._reading = Reading()

    @property
    def composing(self) -> bool:
        """変換の途中か。"""
        return self._composing

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        heard = self._reading.hear(event.preeditString(), event.commitString())
        super().inputMethodEvent(event)
        if heard:
            self.heard.emit(heard)

    def event(self, event: QEvent) -> bool:
        return leave_to_window(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            event.accept()
            if not self._composing and self.enter_moves_on:
                self.focusNextChild()
            return
        super().keyPressEvent(event)
        if event.text() in (" ", "\u3000"):
            self.heard.emit("\u3000")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._composing = False
        super().focusOutEvent(event)
        self.left.emit()


class Writing(QTextEdit):
    """複数行の入力(文字だけ)。書くほど下に伸び、Tab は次の欄へ移る。"""

    left = Signal()

    def __init__(self, *, least_lines: int = 3, most_lines: int = 14) -> None:
        super().__init__()
        self._lines = (least_lines, most_lines)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._space_lines()
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self.cursorPositionChanged.connect(self._stay_in_sight)

    def write(self, words: str) -> None:
        """中身を入れ替える。"""
        self.setPlainText(words)
        self._space_lines()

    def _space_lines(self) -> None:
        # BIZ UD は行間の余白を持たない。行送りを広げて、書いた文を読み返しやすくする
        spaced = QTextBlockFormat()
        spaced.setLineHeight(
            _LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spaced)
        self.document().clearUndoRedoStacks()

    def event(self, event: QEvent) -> bool:
        return leave_to_window(event) or super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(unit(40), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(unit(20), self._height())

    def _height(self) -> int:
        line = self.fontMetrics().lineSpacing() * _LINE_PERCENT // 100
        needed = int(self.document().size().height()) + unit(1.5)
        least, most = self._lines
        return min(max(needed, line * least + unit(2.5)), line * most + unit(2.5))

    def _grow(self) -> None:
        if self.height() != self._height():
            self.setFixedHeight(self._height())

    def _stay_in_sight(self) -> None:
        """箱は書くほど伸びるので、外の巻く地を巻かないと、打っている行が下に隠れる。"""
        if self.hasFocus():
            reveal(self.viewport(), self.cursorRect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in _BY_KEY and self.textCursor().atStart():
            # 鍵で来た人は、書いてある文の続きから打つ
            self.moveCursor(QTextCursor.MoveOperation.End)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()
