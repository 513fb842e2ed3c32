"""行を足したり消したりする表。一行は欄の横並びで、紙の表の左から右の順。狭ければ二段に折れる。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.ui.fields import DateField, Field, TextField, Today, field_for
from jusou_desk.ui.fields.dated import DATE_BODIES
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.pieces import button, text
from jusou_desk.ui.suggesting import Suggestions
from jusou_desk.ui.theme import scale, unit
from jusou_desk.wareki import Toward

_DATE_SHARE: Final = 4
#: 一割合の幅がこれ(本文の字の大きさの倍)より狭ければ、欄の字が読めないので、二段に折る。
_LEAST_SHARE: Final = 2


@dataclass(frozen=True)
class Column:
    """列ひとつ。``share`` は幅の割合、``toward`` は年の無い日付の読み方、``suggest`` は打つときの候補。"""

    id: str
    label: str
    share: int = 2
    kind: FieldKind = FieldKind.TEXT
    toward: Toward | None = None
    suggest: Sequence[str] = field(default=())


class _Line(QWidget):
    """横の並びひとつ。見出しも行も、同じところで折れる。"""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self._columns = columns
        self._cells: list[QWidget] = []
        self._tail = QWidget()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(unit(0.5))
        self._levels = (QHBoxLayout(), QHBoxLayout())
        for level in self._levels:
            level.setSpacing(unit(0.5))
            box.addLayout(level)

    def lay(self, cells: Sequence[QWidget], tail: QWidget) -> None:
        """``cells`` を列の順に、右の端に ``tail`` を置く。"""
        self._cells, self._tail = list(cells), tail
        self.fold(folded=False)

    def fold(self, *, folded: bool) -> None:
        """二段に折るか、一段に戻す。"""
        for level in self._levels:
            while level.count():
                level.takeAt(0)
        first = _upper(self._columns) if folded else len(self._columns)
        for place, (column, cell) in enumerate(zip(self._columns, self._cells, strict=True)):
            level = self._levels[place >= first]
            level.addWidget(cell, column.share, Qt.AlignmentFlag.AlignTop)
        self._levels[folded].addWidget(self._tail, 0, Qt.AlignmentFlag.AlignTop)


def _weight(column: Column) -> int:
    """列の幅の割合。日付の欄は、割合より広く要る。"""
    return _DATE_SHARE if column.kind is FieldKind.DATE else column.share


def _upper(columns: Sequence[Column]) -> int:
    """折ったとき、上の段に置く列の数。上下の幅がおよそ等しくなるところ。"""
    half = sum(map(_weight, columns)) / 2
    return next(n for n in range(1, len(columns) + 1) if sum(map(_weight, columns[:n])) >= half)


class _Row(_Line):
    changed = Signal()
    removing = Signal()

    def __init__(self, columns: Sequence[Column], today: Today) -> None:
        super().__init__(columns)
        self.fields: dict[str, Field] = {}
        for column in columns:
            definition = FieldDefinition(column.id, column.label, column.kind, toward=column.toward)
            one = field_for(definition, 0, today)
            one.changed.connect(self.changed)
            one.without_label()
            if isinstance(one, DateField):
                # 表の中では、見本の日付が書かれた日付に見えてしまう。
                one.line.setPlaceholderText("")
                one.without_echo()
            if column.suggest and isinstance(one, TextField):
                Suggestions(one.line, column.suggest)
            self.fields[column.id] = one
        self.remove = button("消す", "quiet", self.removing.emit)
        self.lay(list(self.fields.values()), self.remove)

    def number(self, place: int) -> None:
        """何行目かを読み上げの名に添える。"""
        self.remove.setAccessibleName(f"{place}行目を消す")
        for one in self.fields.values():
            one.control.setAccessibleName(f"{place}行目の{one.definition.label}")

    def stops(self) -> list[QWidget]:
        """Tab で止まる所、通る順。"""
        return [*(one.stop() for one in self.fields.values()), self.remove]

    def values(self) -> dict[str, object]:
        return {name: one.value() for name, one in self.fields.items()}

    def typed(self) -> dict[str, object]:
        return {name: one.typed() for name, one in self.fields.items()}

    def filled(self) -> bool:
        return any(one.filled() for one in self.fields.values())


class Rows(QWidget):
    """行の表。空の行は値に入らない。"""

    changed = Signal()

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        add: str = "行を足す",
        today: Today = date.today,
    ) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._today = today
        self._rows: list[_Row] = []
        self._box = QVBoxLayout()
        self._box.setSpacing(unit(0.5))
        self.add_button = button(add, "plain", self._add_by_hand)
        self._empty = text("まだありません。", "caption")
        self._folded = False
        self._head = _Line(self._columns)
        labels = [text(one.label, "label") for one in self._columns]
        for one, label in zip(self._columns, labels, strict=True):
            if one.kind is FieldKind.DATE:
                label.setMinimumWidth(scale().body * DATE_BODIES)  # 欄と同じ幅
        # 行の「消す」の幅だけ、見出しの右も空ける。
        beside = QWidget()
        beside.setFixedWidth(button("消す", "quiet").sizeHint().width())
        self._head.lay(labels, beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._empty)
        column.addWidget(self._head)
        column.addLayout(self._box)
        self._number()
        self._below = FlowLayout()
        self._below.addWidget(self.add_button)
        column.addLayout(self._below)

    def put_beside_add(self, *parts: QWidget) -> None:
        """「足す」の右に並べる。狭ければ下に回る。"""
        for part in parts:
            self._below.addWidget(part)

    def rows(self) -> tuple[_Row, ...]:
        return tuple(self._rows)

    def values(self) -> tuple[dict[str, object], ...]:
        """書かれた行の値。"""
        return tuple(one.values() for one in self._rows if one.filled())

    def typed(self) -> tuple[dict[str, object], ...]:
        """書かれた行の、打ったままの字。読めない日付も失わない。``set_values`` で戻す。"""
        return tuple(one.typed() for one in self._rows if one.filled())

    def set_values(self, rows: Sequence[Mapping[str, object]]) -> None:
        """行を入れ替える。``changed`` は鳴らさない。"""
        for one in list(self._rows):
            self._take(one)
        for values in rows:
            self._put(values)

    def problem(self) -> str:
        """どれかの欄の具合の悪いところ。無ければ空。"""
        for place, one in enumerate(self._rows, 1):
            for cell in one.fields.values():
                if cell.complaint():
                    cell.check()
                    return f"{place}行目の{cell.definition.label}: {cell.complaint()}"
        return ""

    def _add_by_hand(self) -> None:
        made = self._put({})
        next(iter(made.fields.values())).setFocus()
        self.changed.emit()

    def _put(self, values: Mapping[str, object]) -> _Row:
        made = _Row(self._columns, self._today)
        for name, value in values.items():
            made.fields[name].set_value(value)
        made.fold(folded=self._folded)
        made.changed.connect(self.changed)
        made.removing.connect(lambda: self._remove(made))
        self._rows.append(made)
        self._box.addWidget(made)
        self._number()
        return made

    def _remove(self, one: _Row) -> None:
        self._take(one)
        self.changed.emit()

    def _take(self, one: _Row) -> None:
        self._rows.remove(one)
        self._box.removeWidget(one)
        one.hide()
        one.deleteLater()
        self._number()

    def _number(self) -> None:
        for place, one in enumerate(self._rows, 1):
            one.number(place)
        self._chain()
        self._empty.setVisible(not self._rows)
        self._head.setVisible(bool(self._rows))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() / sum(map(_weight, self._columns))
        if (room < scale().body * _LEAST_SHARE) is not self._folded:
            self._folded = not self._folded
            for line in (self._head, *self._rows):
                line.fold(folded=self._folded)
            self._box.setSpacing(unit(1.5) if self._folded else unit(0.5))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._chain()  # 窓に収まる前の並びは、窓の中の順に残らない

    def _chain(self) -> None:
        """行を Tab で順に通る。

        「足す」の後に挿してから「足す」を行の後に移すと、その右の釦や次の札の順は変わらない。
        """
        stops = [stop for one in self._rows for stop in one.stops()]
        for one, following in pairwise([self.add_button, *stops, self.add_button]):
            QWidget.setTabOrder(one, following)
