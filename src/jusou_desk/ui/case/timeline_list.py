"""歩みの列。左に静かな日付の列、右に出来事。何百件でも、見えている分だけを描く。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from jusou_desk.casework.case.timeline import Happened, Happening
from jusou_desk.ui.fields.line import ENTER
from jusou_desk.ui.pieces import reveal
from jusou_desk.ui.prose import Index, Prose, mark_chosen
from jusou_desk.ui.theme import Colour, font, scale, unit
from jusou_desk.wareki import WEEKDAYS, format_short

SEALED_WORD: Final = "㊙支援会議"
#: 日付を文の左に置ける幅(字)。これより狭ければ、日付を文の上に置く。
_DATE_BESIDE: Final = 18


class _Happenings(QAbstractListModel):
    """出来事の並び。"""

    def __init__(self) -> None:
        super().__init__()
        self.shown: tuple[Happening, ...] = ()

    def show(self, happenings: Sequence[Happening]) -> None:
        self.beginResetModel()
        self.shown = tuple(happenings)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            one = self.shown[index.row()]
            lane = SEALED_WORD if one.sealed else ""
            parts = (format_short(one.on), lane, one.title, one.body, one.aside)
            return "　".join(part for part in parts if part)
        return None

    def repeats_day(self, row: int) -> bool:
        """上の行と同じ日か。同じ日付は二度書かない。"""
        return row > 0 and self.shown[row].on == self.shown[row - 1].on


class _Drawn:
    """一行分の組み上がり。幅が変わるまで使い回す。"""

    def __init__(self, one: Happening, width: int) -> None:
        self.title = Prose(one.title, font(scale().body, bold=True), width)
        self.body = Prose(one.body, font(scale().body), width)
        self.aside = Prose(one.aside, font(scale().caption), width)

    @property
    def height(self) -> int:
        parts = [part.height for part in (self.title, self.body, self.aside) if part.height]
        return round(sum(parts) + unit(0.75) * (len(parts) - 1) + unit(3))


class _Painter(QStyledItemDelegate):
    """行の描き方。"""

    def __init__(self, model: _Happenings) -> None:
        super().__init__()
        self._model = model
        self._drawn: dict[int, _Drawn] = {}
        self.width = 0

    def forget(self) -> None:
        """組み上がりを捨てる。"""
        self._drawn.clear()

    def row(self, number: int) -> _Drawn:
        if number not in self._drawn:
            one = self._model.shown[number]
            self._drawn[number] = _Drawn(one, max(self.width - self.left() - unit(2), 80))
        return self._drawn[number]

    @property
    def narrow(self) -> bool:
        """日付を文の上に置くほど狭いか。"""
        return self.width < scale().body * _DATE_BESIDE

    def left(self) -> int:
        """文の始まる所。"""
        return unit(3) if self.narrow else text_left()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        badge = scale().caption + unit(2) if self._model.shown[index.row()].sealed else 0
        date = self._date_height(index.row()) if self.narrow else 0
        return QSize(self.width, self.row(index.row()).height + badge + date)

    def _date_height(self, row: int) -> int:
        """文の上に置く日付の丈。書くことの無い行では 0。"""
        said = self._clock(row) or not self._model.repeats_day(row)
        return round(scale().body * 1.4) if said else 0

    def _clock(self, row: int) -> str:
        one = self._model.shown[row]
        return f"{one.at:%H:%M}" if one.at.hour or one.at.minute else ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one, drawn = self._model.shown[index.row()], self.row(index.row())
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(area, QColor(Colour.ACCENT_SOFT))
            mark_chosen(painter, area)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(Colour.SUNKEN))
        self._draw_date(painter, area, index.row())
        self._draw_thread(painter, area, one, first=index.row() == 0)
        above = self._date_height(index.row()) if self.narrow else 0
        top = float(area.top() + unit(1.5) + above)
        left = float(area.left() + self.left())
        if one.sealed:
            top += _draw_sealed(painter, left, top)
        for part, colour in (
            (drawn.title, Colour.INK),
            (drawn.body, Colour.INK),
            (drawn.aside, Colour.INK_SOFT),
        ):
            if part.height:
                part.draw(painter, QPointF(left, top), colour)
                top += part.height + unit(0.75)
        painter.restore()

    def _draw_date(self, painter: QPainter, area: QRect, row: int) -> None:
        """日付と時刻。文の左なら二段、上なら一行。同じ日付は二度書かない。"""
        one, clock = self._model.shown[row], self._clock(row)
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.setPen(QColor(Colour.INK_SOFT))
        line = area.adjusted(self.left() if self.narrow else unit(1), unit(1.5), 0, 0)
        if not self._model.repeats_day(row):
            painter.setFont(font(scale().body, figures=True))
            day = f"{format_short(one.on)}({WEEKDAYS[one.on.weekday()]})"
            painter.drawText(line, side, day)
            if self.narrow:
                line.translate(painter.fontMetrics().horizontalAdvance(day) + unit(1), 0)
            else:
                line.translate(0, round(scale().body * 1.4))
        painter.setFont(font(scale().caption, figures=True))
        painter.drawText(line, side, clock)

    def _draw_thread(self, painter: QPainter, area: QRect, one: Happening, *, first: bool) -> None:
        """日付と文の間の一本の糸。出来事の所に結び目。"""
        x = area.left() + self.left() - unit(2)
        knot = area.top() + unit(1.5) + scale().body // 2
        painter.setPen(QColor(Colour.LINE))
        painter.drawLine(x, knot if first else area.top(), x, area.bottom())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(Colour.SEALED if one.sealed else Colour.ACCENT))
        plain = one.kind is Happened.NOTE
        painter.setBrush(QColor(Colour.CARD if plain else painter.pen().color()))
        painter.drawEllipse(QPointF(x, knot), unit(0.5), unit(0.5))


def date_width() -> int:
    """日付の列の幅。"""
    return QFontMetrics(font(scale().body, figures=True)).horizontalAdvance("R88.88.88(金)") + unit(
        1
    )


def text_left() -> int:
    """文の始まる所。"""
    return date_width() + unit(3)


def _draw_sealed(painter: QPainter, left: float, top: float) -> float:
    """㊙の札。塗りつぶした地に白い字。進んだ高さを返す。"""
    painter.setFont(font(scale().caption, bold=True))
    wide = painter.fontMetrics().horizontalAdvance(SEALED_WORD) + unit(1.5)
    area = QRect(round(left), round(top), wide, scale().caption + unit(1))
    painter.fillRect(area, QColor(Colour.SEALED))
    painter.setPen(QColor(Colour.CARD))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, SEALED_WORD)
    return float(scale().caption + unit(2))


class TimelineList(QListView):
    """出来事の一覧。Enter か押すと ``opened`` を鳴らす。

    丈は中身に合わせて伸び、巻くのは外の頁に任せる。鍵で選んだ行が見えるところまで、頁を巻く。
    """

    opened = Signal(object)

    def __init__(self, name: str) -> None:
        """``name`` は読み上げる名。"""
        super().__init__()
        self._model = _Happenings()
        self._painter = _Painter(self._model)
        self.setModel(self._model)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(name)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setMouseTracking(True)
        self.setMinimumWidth(scale().body * 10)
        self.clicked.connect(self._open)

    def show_happenings(self, happenings: Sequence[Happening]) -> None:
        """並べ直す。"""
        self._painter.forget()
        self._model.show(happenings)
        self._fit()

    def happenings(self) -> tuple[Happening, ...]:
        """いま並んでいる出来事。"""
        return self._model.shown

    def stand_on(self, ref: str) -> bool:
        """``ref`` の記録の行に手を置く。並んでいるか。"""
        for number, one in enumerate(self._model.shown):
            if one.ref == ref:
                self.setFocus(Qt.FocusReason.OtherFocusReason)
                self.setCurrentIndex(self._model.index(number))
                return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != self._painter.width:
            QTimer.singleShot(0, self, self._fit)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # 巻くのは外の頁

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            QTimer.singleShot(0, self, self._reveal)

    def _reveal(self) -> None:
        """選んだ行が見えるまで巻く。頁が開く途中で手が通り過ぎただけなら、巻かない。"""
        if self.hasFocus():
            reveal(self.viewport(), self.visualRect(self.currentIndex()))

    def _open(self, index: Index) -> None:
        self.opened.emit(self._model.shown[index.row()])

    def _fit(self) -> None:
        """幅に合わせて組み直し、丈を中身の全部にする。"""
        width = self.viewport().width()
        if width != self._painter.width:
            self._painter.forget()
            self._painter.width = width
        option = QStyleOptionViewItem()
        rows = range(self._model.rowCount())
        tall = sum(self._painter.sizeHint(option, self._model.index(n)).height() for n in rows)
        self.setFixedHeight(tall + unit(1))
        self.scheduleDelayedItemsLayout()
