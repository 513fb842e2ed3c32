"""今日に出す日数: 決まりの一覧と、一つを直す一枚。"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning.reminders import (
    LONGEST,
    Reminder,
    change_reminder,
    reminders,
)
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.fields.written import NumberField
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, Saying, Scroll, button, column, row, text
from jusou_desk.ui.table import Heading, Table

_HEADINGS: Final = (
    Heading("何を", 7, 12),
    Heading("日数", 2, 4, figures=True),
    Heading("初めの値", 2, 4, figures=True),
)
_ABOUT: Final = (
    "「今日」と朝の一枚に、何日たったら(何日前から)出すかです。行を押すと直せます。"
    "初めの値は国の定めではなく、この製品の推定です。町の手順に合わせてください。"
)


class RemindersPart(QWidget):
    """日数の一覧。行を押すと ``editing`` に、直す一枚。"""

    editing = Signal(str, QWidget)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._known: tuple[Reminder, ...] = ()
        self.table = Table("今日に出す日数の一覧", _HEADINGS, opens=True)
        self.table.opened.connect(self._edit)
        card = Card("今日に出す日数")
        card.add(text(_ABOUT, "caption", wrap=True), self.table)
        self.setLayout(column(card))
        keep_fresh(self, self._load, Changed.OFFICE)
        self._load()

    def _load(self) -> None:
        Ask(self, partial(reminders, self._desk)).then(self._show)

    def _show(self, known: tuple[Reminder, ...]) -> None:
        self._known = known
        self.table.show_rows([(one.label, f"{one.days}日", f"{one.usual}日") for one in known])

    def _edit(self, place: int) -> None:
        self.editing.emit("今日に出す日数を直す", ReminderPanel(self._desk, self._known[place]))


class ReminderPanel(QWidget):
    """一つの日数を直す。"""

    def __init__(self, desk: Desk, reminder: Reminder) -> None:
        super().__init__()
        self._desk, self._reminder = desk, reminder
        self._days = reminder.days
        self.field = NumberField(
            FieldDefinition("days", "日数", FieldKind.NUMBER, help=f"1から{LONGEST}までの数。")
        )
        self.field.set_value(reminder.days)
        self._problem = Saying()
        self.save_button = button("保存", "primary", self._save, key="Ctrl+S")
        self.reset_button = button(
            f"初めの値({reminder.usual}日)に戻す", "plain", lambda: self._change(reminder.usual)
        )
        self.reset_button.setEnabled(reminder.changed)
        area = Scroll(margin=2)
        area.add(
            text(reminder.label, "strong", wrap=True),
            self.field,
            self._problem,
            row(self.save_button, self.reset_button, None),
            None,
        )
        self.setLayout(column(area))
        self.setFocusProxy(self.field)

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def _save(self) -> None:
        days = self.field.number()
        # 読めない字は 0 として断ってもらう。断りの文を一つにするため
        self._change(days if isinstance(days, int) else 0)

    def _change(self, days: int) -> None:
        self._problem.hide()
        window, before = self.window(), self._days
        change = partial(change_reminder, self._desk, self._reminder.name)

        def undo() -> None:
            Do(window, lambda: change(before), Changed.OFFICE).then()

        def told(_none: None) -> None:
            self._days = days
            self.field.set_value(days)
            self.reset_button.setEnabled(days != self._reminder.usual)
            about = self._reminder.label
            NoticeBar.near(self).tell(f"{days}日に直しました。", undo=undo, about=about)

        job = Do(self, lambda: change(days), Changed.OFFICE).or_else(self._problem.refuse)
        job.then(told)
