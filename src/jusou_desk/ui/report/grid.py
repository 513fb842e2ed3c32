"""紙に刷るのと同じ表。節は縦につなぎ、数は右にそろえる。どの数も押せば元の一覧が開く。"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from jusou_desk.casework.counting.figures import Figure
from jusou_desk.casework.counting.reporting import ReportRow, ReportTable
from jusou_desk.ui.fields.line import ENTER
from jusou_desk.ui.prose import Index
from jusou_desk.ui.table import STRONG, CellPainter, Heading, Table, cell
from jusou_desk.ui.theme import Colour, font, scale

_LABELS: Final = 2
_WIDE_FROM: Final = 6
_FIGURE: Final = Qt.ItemDataRole.UserRole


class _FigurePainter(CellPainter):
    """罫のある升。元のある数には下線を引き、焦点の升は枠で囲む。"""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """つないだ節の見出しは何行にもまたがるので、一行の高さを押し広げない。"""
        wanted = super().sizeHint(option, index)
        joined = index.column() == 0 and self._table.rowSpan(index.row(), 0) > 1
        return QSize(wanted.width(), 0) if joined else wanted

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        area: QRect = option.rect
        painter.save()
        painter.setPen(QPen(QColor(Colour.EDGE), 1))
        painter.drawLine(area.topRight(), area.bottomRight())
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(Colour.ACCENT), 3))
            painter.drawRect(area.adjusted(1, 1, -2, -2))
        painter.restore()

    def ground(self, state: QStyle.StateFlag) -> Colour:
        if state & (QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Selected):
            return Colour.ACCENT_SOFT
        return Colour.SUNKEN if state & QStyle.StateFlag.State_MouseOver else Colour.CARD

    def face(self, index: Index) -> QFont:
        figure = index.data(_FIGURE)
        counted = isinstance(figure, Figure) and isinstance(figure.value, int)
        made = font(scale().body, figures=counted, bold=bool(index.data(STRONG)))
        made.setUnderline(isinstance(figure, Figure) and has_origin(figure))
        return made


def has_origin(figure: Figure) -> bool:
    """開ける元があるか。"""
    return bool(figure.case_ids or figure.meeting_ids)


class ReportGrid(Table):
    """報告の表。``chosen_figure`` は押された升(行, 列の見出し, 数)。"""

    chosen_figure = Signal(object, str, object)

    def __init__(self, table: ReportTable) -> None:
        columns = table.columns
        narrow = len(columns) >= _WIDE_FROM
        headings = [
            Heading("区分", 1, 6),
            Heading("項目", 3, 8),
            *(Heading(one, 1 if narrow else 2, 2 if narrow else 5, True) for one in columns),
        ]
        super().__init__(f"{table.heading}の表", headings)
        self._table = table
        self.setItemDelegate(_FigurePainter(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setMouseTracking(True)
        middle = Qt.AlignmentFlag.AlignCenter
        for column in range(_LABELS, len(headings)):
            header = self.horizontalHeaderItem(column)
            assert header is not None
            header.setTextAlignment(middle)
        self.clicked.connect(lambda index: self.open_cell(index.row(), index.column()))
        self._fill()

    def open_cell(self, row: int, column: int) -> None:
        """升の元を開く。見出しの升と、元の無い数では何もしない。"""
        if column < _LABELS or row < 0:
            return
        one = self._table.rows[row]
        figure = one.figures[column - _LABELS]
        if has_origin(figure):
            self.chosen_figure.emit(one, self._table.columns[column - _LABELS], figure)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*ENTER, Qt.Key.Key_Space):
            self.open_cell(self.currentRow(), self.currentColumn())
            event.accept()
            return
        super().keyPressEvent(event)

    def _fill(self) -> None:
        rows = self._table.rows
        self.setRowCount(len(rows))
        for at, one in enumerate(rows):
            strong = one.label in ("合計", "計")
            self.setItem(at, 0, cell(one.section, strong=True))
            self.setItem(at, 1, cell(one.label, strong=strong))
            for column, figure in enumerate(one.figures):
                counted = isinstance(figure.value, int)
                words = f"{figure.value:,}" if isinstance(figure.value, int) else figure.value
                made = cell(words, figures=counted, strong=strong)
                made.setData(_FIGURE, figure)
                about = f"{one.section} {one.label} {self._table.columns[column]} {words}"
                made.setData(Qt.ItemDataRole.AccessibleTextRole, about)
                self.setItem(at, column + _LABELS, made)
        self._join_sections(rows)
        if rows:
            self.setCurrentCell(0, _LABELS)
        self.fit()

    def _join_sections(self, rows: tuple[ReportRow, ...]) -> None:
        start = 0
        for at in range(1, len(rows) + 1):
            if at == len(rows) or rows[at].section != rows[start].section:
                if at - start > 1:
                    self.setSpan(start, 0, at - start, 1)
                start = at
