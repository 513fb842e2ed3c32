"""プランの支援内容の行。課題ごとに、誰が・何を・どの役割で・いつまでに。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.records import PlanAction
from jusou_desk.ui.drafting import Typed
from jusou_desk.ui.fields import DateField, Field, TextField, Today, field_for
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, button, row, rule, stand_at, text
from jusou_desk.ui.suggesting import Suggestions
from jusou_desk.ui.theme import scale, unit
from jusou_desk.wareki import Toward

DRAFT_KEY: Final = "支援内容の行"
_NARROW: Final = 24
#: 欄の名前、見出し、種類、両段にまたがるか。紙の表の左から右の順。
_COLUMNS: Final = (
    ("issue", "課題", FieldKind.TEXT, True),
    ("agency", "担当機関", FieldKind.TEXT, True),
    ("what", "何をする", FieldKind.TEXT, True),
    ("person", "担当者", FieldKind.TEXT, False),
    ("role", "役割", FieldKind.TEXT, False),
    ("due_on", "期限", FieldKind.DATE, True),
)


class ActionRow(QWidget):
    """支援内容の一行。"""

    changed = Signal()
    removing = Signal()

    def __init__(
        self,
        action: PlanAction,
        issues: Sequence[str],
        agencies: Sequence[str],
        today: Today = date.today,
    ) -> None:
        super().__init__()
        self._action = action
        self._columns = 0
        self.fields: dict[str, Field] = {}
        self._title = text("", "label")
        self._remove = button("この行を消す", "quiet", self.removing.emit)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(unit(2))
        self._grid.setVerticalSpacing(unit(1))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(unit(0.5))
        column.addWidget(rule())
        column.addLayout(row(self._title, None, self._remove))
        column.addLayout(self._grid)
        for name, label, kind, _wide in _COLUMNS:
            toward = Toward.FUTURE if kind is FieldKind.DATE else None
            field = field_for(FieldDefinition(name, label, kind, toward=toward), 0, today)
            field.set_value(getattr(action, name))
            field.changed.connect(self.changed)
            field.reshaped.connect(self._make_room)
            self.fields[name] = field
        self._suggest("issue", issues)
        self._suggest("agency", agencies)
        self.arrange(2)

    def _make_room(self) -> None:
        columns, self._columns = self._columns, 0
        self.arrange(columns)

    def number(self, place: int) -> None:
        """何行目かを名乗る。読み上げにも添える。"""
        self._title.setText(f"{place}行目")
        self._remove.setAccessibleName(f"{place}行目を消す")
        for field in self.fields.values():
            field.control.setAccessibleName(f"{place}行目の{field.definition.label}")

    def stops(self) -> list[QWidget]:
        """Tab で止まる所、通る順。"""
        return [self._remove, *(field.stop() for field in self.fields.values())]

    def arrange(self, columns: int) -> None:
        """``columns`` 段に並べる。"""
        if columns == self._columns:
            return
        self._columns = columns
        while self._grid.count():
            self._grid.takeAt(0)
        place = 0
        for name, _label, _kind, wide in _COLUMNS:
            span = columns if wide else 1
            if place % columns and wide:
                place += columns - place % columns
            self._grid.addWidget(self.fields[name], place // columns, place % columns, 1, span)
            place += span
        for number in range(2):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)

    def action(self) -> PlanAction:
        """記録にする値。"""
        due = self.fields["due_on"]
        assert isinstance(due, DateField)
        words = {
            name: str(self.fields[name].value()).strip()
            for name, _label, kind, _wide in _COLUMNS
            if kind is FieldKind.TEXT
        }
        return replace(self._action, due_on=due.value(), **words)

    def filled(self) -> bool:
        """何か書かれたか。初めから入れてあった課題だけなら、まだ書かれていない。"""
        if str(self.fields["issue"].value()).strip() != self._action.issue:
            return True
        return any(field.filled() for name, field in self.fields.items() if name != "issue")

    def typed(self) -> tuple[str, ...]:
        """打ったままの値、欄の順。"""
        return tuple(str(self.fields[name].typed()) for name, *_ in _COLUMNS)

    def set_typed(self, typed: Sequence[str]) -> None:
        """``typed`` で取った値に戻す。"""
        for (name, *_), words in zip(_COLUMNS, typed, strict=False):
            self.fields[name].set_typed(words)

    def show_problem(self) -> bool:
        """指摘を出し、その欄へ動く。指摘があったか。"""
        what, due = self.fields["what"], self.fields["due_on"]
        if self.filled() and not what.filled():
            what.blame("何をするかを入力してください。")
            stand_at(what)
            return True
        if due.complaint():
            due.check()
            stand_at(due)
            return True
        return False

    def set_read_only(self, read_only: bool) -> None:
        for field in self.fields.values():
            field.set_read_only(read_only)
        self._remove.setVisible(not read_only)

    def _suggest(self, name: str, words: Sequence[str]) -> None:
        field = self.fields[name]
        assert isinstance(field, TextField)
        Suggestions(field.line, words)


class ActionRows(Card):
    """支援内容の表。最後の行の下に「行を足す」。"""

    changed = Signal()

    def __init__(
        self, issues: Sequence[str], agencies: Sequence[str], today: Today = date.today
    ) -> None:
        super().__init__("支援内容（誰が何をするか）")
        self._issues = tuple(issues)
        self._agencies = tuple(agencies)
        self._today = today
        self._before: QWidget | None = None
        self.rows: list[ActionRow] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(unit(2))
        self.add_button = button("行を足す", "plain", self._add_by_hand, key="Alt+A")
        self.add(self._column, row(self.add_button, None))

    def come_after(self, widget: QWidget) -> None:
        """Tab で、``widget`` の次に着くようにする。"""
        self._before = widget
        self._chain()

    def set_actions(self, actions: Sequence[PlanAction]) -> None:
        """行を入れ替える。一つも無ければ空の行を一つ出す。"""
        for old in tuple(self.rows):
            self._take(old)
        for action in actions or (PlanAction(),):
            self._put(action)

    def plan_actions(self) -> tuple[PlanAction, ...]:
        """空でない行。"""
        return tuple(one.action() for one in self.rows if one.filled())

    def typed(self) -> Typed:
        """下書きにする値。"""
        return {f"{DRAFT_KEY}{n}": one.typed() for n, one in enumerate(self.rows)}

    def set_typed(self, typed: Mapping[str, str | tuple[str, ...]]) -> None:
        """下書きを戻す。"""
        kept = [value for name, value in typed.items() if name.startswith(DRAFT_KEY)]
        if kept:
            self.set_actions([PlanAction()] * len(kept))
            for one, words in zip(self.rows, kept, strict=True):
                one.set_typed(words)

    def show_problems(self) -> bool:
        """指摘を出す。指摘があったか。"""
        return any(one.show_problem() for one in self.rows)

    def set_read_only(self, read_only: bool) -> None:
        """読むだけにする。"""
        self.add_button.setVisible(not read_only)
        for one in self.rows:
            one.set_read_only(read_only)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._chain()  # 窓に収まる前の並びは、窓の中の順に残らない

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for one in self.rows:
            one.arrange(self._room())

    def _room(self) -> int:
        return 2 if self.width() >= scale().body * _NARROW else 1

    def _add_by_hand(self) -> None:
        made = self._put(PlanAction())
        stand_at(made.fields["issue"], made)
        self.changed.emit()

    def _put(self, action: PlanAction, place: int | None = None) -> ActionRow:
        made = ActionRow(action, self._issues, self._agencies, self._today)
        made.changed.connect(self.changed)
        made.removing.connect(lambda: self._remove(made))
        made.arrange(self._room())
        place = len(self.rows) if place is None else place
        self.rows.insert(place, made)
        self._column.insertWidget(place, made)
        self._number()
        return made

    def _remove(self, one: ActionRow) -> None:
        place, action = self.rows.index(one), one.action()
        self._take(one)
        if not self.rows:
            self._put(PlanAction())
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()
        if one.filled():
            NoticeBar.near(self).tell(
                "支援内容の行を消しました。", undo=lambda: self._bring_back(action, place)
            )

    def _bring_back(self, action: PlanAction, place: int) -> None:
        if not isValid(self):  # 知らせが出ている間に、脇が閉じられた
            return
        self._put(action, min(place, len(self.rows)))
        self.changed.emit()

    def _take(self, one: ActionRow) -> None:
        self.rows.remove(one)
        self._column.removeWidget(one)
        one.hide()
        one.deleteLater()
        self._number()

    def _number(self) -> None:
        for place, one in enumerate(self.rows, start=1):
            one.number(place)
        self._chain()

    def _chain(self) -> None:
        """足した行も Tab で順に通り、最後の欄の次は「行を足す」になる。

        「足す」の後に挿してから「足す」を行の後に移すと、その後の欄の順は変わらない(``Rows`` と同じ)。
        """
        if self._before is not None:
            QWidget.setTabOrder(self._before, self.add_button)
        stops = [stop for one in self.rows for stop in one.stops()]
        for one, following in pairwise([self.add_button, *stops, self.add_button]):
            QWidget.setTabOrder(one, following)
