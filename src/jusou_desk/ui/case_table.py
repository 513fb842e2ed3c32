"""相談の表。一行一件で、見出しを押せば並べ替わり、行を押すか Enter で開く。一万件でも滑らかに動く。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from jusou_desk.casework.case.cases import CaseLine
from jusou_desk.models.records import CaseStatus
from jusou_desk.ui.fields.line import ENTER
from jusou_desk.ui.prose import Index, draw_line
from jusou_desk.ui.theme import Colour, font, scale, unit
from jusou_desk.wareki import format_short

_STATUSES: Final = tuple(CaseStatus)


@dataclass(frozen=True)
class _Column:
    """列ひとつ。``wide`` は中身の字数(0 は残りの幅を分け合う)、``order`` は並べ替えの鍵。"""

    title: str
    wide: float
    words: Callable[[CaseLine], str]
    order: Callable[[CaseLine], Any]
    figures: bool = False


def _short(day: date | None) -> str:
    return format_short(day) if day else ""


def _years(age: int | None) -> str:
    return "" if age is None else f"{age}歳"


def _kana(line: CaseLine) -> str:
    return line.person.kana if line.person else ""


def _name(line: CaseLine) -> str:
    """氏名と、下の段にフリガナ。居場所を伏せる人は、幅が足りなくても切れないよう、そのことを先に。"""
    below = "　".join(part for part in ("住所秘匿" if line.hidden else "", _kana(line)) if part)
    return "\n".join(part for part in (line.title, below) if part)


def _issues(line: CaseLine) -> str:
    """主たる課題と、下の段にほかの課題。"""
    main = line.case.main_issue
    rest = [issue for issue in line.case.issues if issue != main]
    return "\n".join(part for part in (main, "、".join(rest)) if part)


_COLUMNS: Final = (
    _Column(
        "受付番号", 5, lambda one: one.case.case_no, lambda one: one.case.case_no, figures=True
    ),
    _Column("氏名（フリガナ）", 0, _name, lambda one: _kana(one) or one.title),
    _Column("年齢", 3, lambda one: _years(one.age), lambda one: -1 if one.age is None else one.age),
    _Column(
        "受付日",
        4.2,
        lambda one: _short(one.case.received_on),
        lambda one: one.case.received_on,
        figures=True,
    ),
    _Column("課題", 0, _issues, _issues),
    _Column("同意", 3, lambda one: one.case.consent, lambda one: one.case.consent),
    _Column("状態", 3, lambda one: one.case.status, lambda one: _STATUSES.index(one.case.status)),
    _Column("担当", 6, lambda one: one.case.worker, lambda one: one.case.worker),
    _Column(
        "最終接触",
        4.2,
        lambda one: _short(one.last_contact_on),
        lambda one: one.last_contact_on or date.min,
        figures=True,
    ),
)
RECEIVED: Final = 3
"""初めに並べる列(受付日の新しい順)。"""


class CaseRows(QAbstractTableModel):
    """表の中身。並べ替えは安定で、同じ値どうしの順は保つ。"""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[CaseLine] = []
        self._sorted_by = (RECEIVED, Qt.SortOrder.DescendingOrder)

    def replace(self, lines: Sequence[CaseLine]) -> None:
        """中身を入れ替え、いまの並べ方で並べる。"""
        self.beginResetModel()
        self._lines = list(lines)
        self._arrange()
        self.endResetModel()

    def line(self, row: int) -> CaseLine:
        return self._lines[row]

    def row_of(self, case_id: str) -> int:
        """その相談の行。無ければ -1。"""
        return next((n for n, line in enumerate(self._lines) if line.case.id == case_id), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = _COLUMNS[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.words(self._lines[index.row()])
        if role == Qt.ItemDataRole.FontRole and column.figures:
            return font(scale().body, figures=True)
        if role == Qt.ItemDataRole.ForegroundRole and self._lines[index.row()].case.sealed:
            return QColor(Colour.SEALED)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title} {column.words(self._lines[index.row()])}".replace("\n", "、")
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section].title
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """見出しで並べ替える。"""
        self.layoutAboutToBeChanged.emit()
        kept = [self._lines[index.row()].case.id for index in self.persistentIndexList()]
        self._sorted_by = (column, order)
        self._arrange()
        old = self.persistentIndexList()
        rows = {line.case.id: row for row, line in enumerate(self._lines)} if old else {}
        moved = [
            self.index(rows[case_id], index.column())
            for case_id, index in zip(kept, old, strict=True)
        ]
        self.changePersistentIndexList(old, moved)
        self.layoutChanged.emit()

    def _arrange(self) -> None:
        column, order = self._sorted_by
        down = order == Qt.SortOrder.DescendingOrder
        self._lines.sort(key=lambda line: line.case.case_no, reverse=down)
        self._lines.sort(key=_COLUMNS[column].order, reverse=down)


class _TwoLines(QStyledItemDelegate):
    """上の段に主な語、下の段に小さく添える語。"""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self._ground(painter, option, index)
        lead, _, rest = str(index.data() or "").partition("\n")
        area: QRect = option.rect
        inside = area.adjusted(unit(1.5), unit(0.75), -unit(1), -unit(0.75))
        ink = index.data(Qt.ItemDataRole.ForegroundRole) or QColor(Colour.INK)
        middle = Qt.AlignmentFlag.AlignVCenter
        side = Qt.AlignmentFlag.AlignTop if rest else middle
        draw_line(painter, inside, lead, font(scale().body), ink, side)
        small, soft = font(scale().caption), QColor(Colour.INK_SOFT)
        draw_line(painter, inside, rest, small, soft, Qt.AlignmentFlag.AlignBottom)

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """文字の無い地(選ばれた色と罫)だけを、ほかの列と同じに描く。"""
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        bare.text = ""
        view = self.parent()
        assert isinstance(view, QTableView)
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, view)


class CaseTable(QTableView):
    """表。選ばれた行を ``opened`` に渡す。"""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.rows = CaseRows()
        self.setModel(self.rows)
        self.setAccessibleName("相談の一覧")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        for n, column in enumerate(_COLUMNS):
            if not column.wide:
                self.setItemDelegateForColumn(n, _TwoLines(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(scale().body + scale().caption + unit(2.75))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSortIndicator(RECEIVED, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        self.clicked.connect(self._open)

    def show_lines(self, lines: Sequence[CaseLine]) -> None:
        """入れ替える。選んでいた相談が残っていれば選んだまま、無ければ先頭を選ぶ。"""
        before = self.current()
        self.rows.replace(lines)
        row = self.rows.row_of(before.case.id) if before else 0
        if lines:
            self.selectRow(max(row, 0))

    def current(self) -> CaseLine | None:
        """選ばれている相談。"""
        index = self.currentIndex()
        return self.rows.line(index.row()) if index.isValid() else None

    def open_current(self) -> None:
        """選ばれている相談を開く。"""
        self._open(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.open_current()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = unit(3)
        fixed = {
            n: round(one.wide * scale().body) + room for n, one in enumerate(_COLUMNS) if one.wide
        }
        free = [n for n, one in enumerate(_COLUMNS) if not one.wide]
        share = (self.viewport().width() - sum(fixed.values())) // len(free)
        for n in range(len(_COLUMNS)):
            self.setColumnWidth(n, fixed.get(n, max(share, scale().body * 8)))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.rows.line(index.row()))
