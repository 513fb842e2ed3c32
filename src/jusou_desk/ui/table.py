"""落ち着いた表。高さは中身に合わせて伸び、縦に巻くのは頁に任せる。鍵だけで読め、選べる。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from jusou_desk.ui.fields.line import ENTER
from jusou_desk.ui.pieces import reveal
from jusou_desk.ui.prose import Index, Prose, mark_chosen
from jusou_desk.ui.theme import Colour, font, scale, unit

STRONG: Final = int(Qt.ItemDataRole.UserRole) + 1
_SIDE: Final = 1.25
_TOP: Final = 1.0
_RIGHT: Final = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True)
class Heading:
    """列ひとつ。``share`` は幅の割合、``least`` は最も狭い幅(本文の文字数)。

    yields: 幅が足りない間は引っ込む列か(ほかでも分かるもの)。
    """

    label: str
    share: int = 2
    least: int = 3
    figures: bool = False
    yields: bool = False


class CellPainter(QStyledItemDelegate):
    """升の描き方。選ばれた升は地と左の線で、焦点は枠でも示す。"""

    def __init__(self, table: QTableWidget) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._table.columnWidth(index.column())
        return QSize(width, round(self._prose(index, width).height + unit(_TOP) * 2))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.fillRect(area, QColor(self.ground(state)))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, QColor(Colour.LINE))
        self.draw_words(painter, area, index)
        if state & QStyle.StateFlag.State_Selected and index.column() == 0:
            mark_chosen(painter, area)
        painter.restore()

    def ground(self, state: QStyle.StateFlag) -> Colour:
        """地の色。"""
        return Colour.ACCENT_SOFT if state & QStyle.StateFlag.State_Selected else Colour.CARD

    def face(self, index: Index) -> QFont:
        """升の書体。"""
        return font(scale().body, bold=bool(index.data(STRONG)))

    def draw_words(self, painter: QPainter, area: QRect, index: Index) -> None:
        """升の文字。数の列は右にそろえる。"""
        if int(index.data(Qt.ItemDataRole.TextAlignmentRole) or 0) & _RIGHT:
            painter.setFont(self.face(index))
            painter.setPen(QColor(Colour.INK))
            inside = area.adjusted(0, unit(_TOP), -unit(_SIDE), 0)
            painter.drawText(inside, _RIGHT | Qt.AlignmentFlag.AlignTop, str(index.data() or ""))
            return
        prose = self._prose(index, area.width())
        at = QPointF(area.left() + unit(_SIDE), area.top() + unit(_TOP))
        prose.draw(painter, at, Colour.INK)

    def _prose(self, index: Index, width: int) -> Prose:
        words = str(index.data() or " ")
        return Prose(words, self.face(index), max(round(width - unit(_SIDE) * 2), scale().body))


class Table(QTableWidget):
    """読むだけの表。``opened`` は押された行。鍵で移った升が見えるところまで、頁を巻く。"""

    opened = Signal(int)

    def __init__(self, name: str, headings: Sequence[Heading], *, opens: bool = False) -> None:
        super().__init__(0, len(headings))
        self._headings = tuple(headings)
        self._opens = opens
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels([one.label for one in headings])
        for column, one in enumerate(headings):
            above = self.horizontalHeaderItem(column)
            if one.figures and above is not None:
                above.setTextAlignment(_RIGHT | Qt.AlignmentFlag.AlignVCenter)
        self.setItemDelegate(CellPainter(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setFrameShape(QTableWidget.Shape.NoFrame)
        # 焦点は升と行で示す。外の枠は見出しに半分隠れて、紛らわしい
        self.setStyleSheet("QTableView:focus { border: none; }")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(unit(3))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        header.setDefaultAlignment(left)
        self.currentCellChanged.connect(lambda *_where: self._look())
        self.clicked.connect(lambda index: self._open(index.row()))
        if opens:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """行を入れ替える。選んでいた行番号は残す。"""
        chosen = self.chosen()
        self.setRowCount(len(rows))
        for place, words in enumerate(rows):
            for column, word in enumerate(words):
                self.setItem(place, column, cell(word, figures=self._headings[column].figures))
        if 0 <= chosen < len(rows):
            self.selectRow(chosen)
        else:
            self.clearSelection()
        if self.hasFocus():
            self._take_up()
        self.fit()

    def chosen(self) -> int:
        """選ばれた行。無ければ -1。"""
        rows = self.selectionModel().selectedRows()
        return rows[0].row() if rows else -1

    def only(self, wanted: Callable[[int], bool]) -> int:
        """``wanted`` の行だけを見せる。見えている数を返す。"""
        for place in range(self.rowCount()):
            self.setRowHidden(place, not wanted(place))
        self.fit()
        return sum(not self.isRowHidden(place) for place in range(self.rowCount()))

    def fit(self) -> None:
        """幅を分け、行の高さを測り直して、全体の高さを合わせる。"""
        self._share_width()
        self.resizeRowsToContents()
        inside = sum(self.rowHeight(place) for place in range(self.rowCount()))
        bar = self.horizontalScrollBar()
        across = bar.sizeHint().height() if self._too_wide() else 0
        if across and self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + inside + across + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            QTimer.singleShot(0, self, self.fit)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._take_up()
        self._look()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._opens and event.key() in (*ENTER, Qt.Key.Key_Space):
            self._open(self.currentRow())
            event.accept()
            return
        super().keyPressEvent(event)

    def _take_up(self) -> None:
        """焦点が来たら、どこかの行が選ばれているようにする。"""
        if self.rowCount() and not self.selectedIndexes():
            self.setCurrentCell(max(self.currentRow(), 0), max(self.currentColumn(), 0))

    def _open(self, place: int) -> None:
        if self._opens and place >= 0:
            self.opened.emit(place)

    def _least(self, one: Heading) -> int:
        return round(one.least * scale().body + unit(_SIDE) * 2)

    def _too_wide(self) -> bool:
        return sum(self._least(one) for _, one in self._standing()) > self.viewport().width()

    def _standing(self) -> list[tuple[int, Heading]]:
        """いま立っている列。幅が足りなければ、引っ込む列を右から外す。"""
        standing = list(enumerate(self._headings))
        for one in reversed([pair for pair in standing if pair[1].yields]):
            if sum(self._least(heading) for _, heading in standing) <= self.viewport().width():
                break
            standing.remove(one)
        return standing

    def _share_width(self) -> None:
        standing = dict(self._standing())
        for column in range(len(self._headings)):
            self.setColumnHidden(column, column not in standing)
        spare = max(self.viewport().width() - sum(map(self._least, standing.values())), 0)
        shares = sum(one.share for one in standing.values()) or 1
        left = spare
        for column, one in standing.items():
            more = spare * one.share // shares
            left -= more
            self.setColumnWidth(column, self._least(one) + more)
        if spare:
            last = max(standing)
            self.setColumnWidth(last, self.columnWidth(last) + left)

    def _look(self) -> None:
        if self.hasFocus() and self.currentIndex().isValid():
            reveal(self.viewport(), self.visualRect(self.currentIndex()))


def cell(words: str, *, figures: bool = False, strong: bool = False) -> QTableWidgetItem:
    """升ひとつ。"""
    made = QTableWidgetItem(words)
    made.setData(STRONG, strong)
    across = Qt.AlignmentFlag.AlignRight if figures else Qt.AlignmentFlag.AlignLeft
    made.setTextAlignment(across | Qt.AlignmentFlag.AlignTop)
    return made
