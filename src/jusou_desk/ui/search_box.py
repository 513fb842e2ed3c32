"""どこからでも引ける探し箱。打つそばから下に候補が出て、矢印と Enter で開く。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from jusou_desk.ui.fields.line import ENTER, Line
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.pieces import text
from jusou_desk.ui.prose import Index, draw_line, mark_chosen
from jusou_desk.ui.theme import Colour, font, scale, unit

WAIT_MS: Final = 180


@dataclass(frozen=True)
class Hit:
    """見つかったもの。``title`` と ``subtitle`` を二行で出し、選ばれたら ``open`` へ移る。"""

    title: str
    subtitle: str
    open: Place


Search = Callable[[str], Sequence[Hit]]


class _Hits(QAbstractListModel):
    """候補の一覧。"""

    def __init__(self) -> None:
        super().__init__()
        self._hits: tuple[Hit, ...] = ()

    def replace(self, hits: Sequence[Hit]) -> None:
        self.beginResetModel()
        self._hits = tuple(hits)
        self.endResetModel()

    def hit(self, index: Index) -> Hit:
        return self._hits[index.row()]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        hit = self._hits[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{hit.title}、{hit.subtitle}"
        return None


class _HitLook(QStyledItemDelegate):
    """候補の一件を二行で描く。"""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = (
            QFontMetrics(font(scale().body)).height() + QFontMetrics(font(scale().caption)).height()
        )
        return QSize(0, lines + unit(2.75))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, _Hits):
            return
        hit = model.hit(index)
        area: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(Colour.ACCENT_SOFT))
            mark_chosen(painter, area)
        inside = area.adjusted(unit(2), unit(), -unit(2), -unit())
        lead, small = font(scale().body, bold=True), font(scale().caption)
        top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
        draw_line(painter, inside, hit.title, lead, QColor(Colour.INK), top)
        draw_line(painter, inside, hit.subtitle, small, QColor(Colour.INK_SOFT), bottom)


class _Drop(QFrame):
    """箱の下に垂れる候補。窓ではなく重ねた札なので、打つ手は箱から離れない。"""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setProperty("surface", "card")
        self.hits = _Hits()
        self.view = QListView()
        self.view.setModel(self.hits)
        self.view.setItemDelegate(_HitLook(self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAccessibleName("見つかったもの")
        self.nothing = text(
            "見つかりません。字を減らすか、カナや電話の下4桁、返信番号でも探せます。", "caption"
        )
        self.nothing.setContentsMargins(unit(2), unit(), unit(2), unit())
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.nothing)
        column.addWidget(self.view)
        self.hide()

    def fill(self, hits: Sequence[Hit], under: QWidget) -> None:
        self.hits.replace(hits)
        self.nothing.setVisible(not hits)
        self.view.setVisible(bool(hits))
        each = self.view.sizeHintForRow(0) if hits else 0
        tall = min(len(hits), 7) * each + 4 if hits else self.nothing.sizeHint().height() + 4
        corner = under.mapTo(self._over, QPoint(0, under.height() + unit(0.5)))
        self.setGeometry(corner.x(), corner.y(), max(under.width(), unit(50)), tall)
        if hits:
            self.view.setCurrentIndex(self.hits.index(0, 0))
        self.show()
        self.raise_()


class SearchBox(Line):
    """探し箱。``over`` の上に候補を重ねる。"""

    chosen = Signal(object)

    def __init__(self, search: Search, over: QWidget) -> None:
        super().__init__(enter_moves_on=False)
        self.setObjectName("search")
        self.setPlaceholderText("氏名・カナ・電話・書いた言葉で探す（Ctrl+K）")
        self.setAccessibleName("探す")
        self.setClearButtonEnabled(True)
        self._search = search
        self._asked: Ask[Sequence[Hit]] | None = None
        self._drop = _Drop(over)
        self._drop.view.clicked.connect(self._open)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(self._ask)
        self.textChanged.connect(self._typed)
        self.installEventFilter(self)

    def results(self) -> tuple[Hit, ...]:
        """いま垂れている候補。閉じていれば空。"""
        hits = self._drop.hits
        rows = range(hits.rowCount()) if self._drop.isVisible() else range(0)
        return tuple(hits.hit(hits.index(row, 0)) for row in rows)

    def close_results(self) -> None:
        """候補を閉じる。"""
        self._wait.stop()
        if self._asked is not None:
            self._asked.cancel()
        self._drop.hits.replace(())
        self._drop.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self._drop.isVisible() and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif self._drop.isVisible() and key in ENTER and not self.composing:
            self._open(self._drop.view.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.close_results()
            self.clear()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.close_results()
        return super().eventFilter(watched, event)

    def _typed(self, typed: str) -> None:
        if typed.strip():
            self._wait.start()
        else:
            self.close_results()

    def _ask(self) -> None:
        if self._asked is not None:
            self._asked.cancel()
        typed, search = self.text().strip(), self._search
        self._asked = Ask[Sequence[Hit]](self, lambda: search(typed)).then(self._show)

    def _show(self, hits: Sequence[Hit]) -> None:
        if self.hasFocus():
            self._drop.fill(hits, self)

    def _step(self, by: int) -> None:
        count = self._drop.hits.rowCount()
        if count:
            row = (self._drop.view.currentIndex().row() + by) % count
            self._drop.view.setCurrentIndex(self._drop.hits.index(row, 0))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            hit = self._drop.hits.hit(index)
            self.close_results()
            self.clear()
            self.chosen.emit(hit.open)
