"""参加支援のプランの実費を書く一枚。予算を超えるときは、先に言葉で知らせる。"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.community import spending
from jusou_desk.casework.community.spending import Paid, Spending
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput, DeskError
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.ui.case.host_panel import open_plan
from jusou_desk.ui.case.writings import Saved
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields import DateField, Field, YenField, field_for
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.pieces import Card, Saying, Scroll, button, column, row, text
from jusou_desk.wareki import FiscalYear, Toward, format_short

#: 釦と脇の題。町の制度の呼び名が入る。
TITLE: Final = "{money}を書く"
_T: Final = FieldKind.TEXT
_FIELDS: Final = (
    FieldDefinition("paid_on", "払った日", FieldKind.DATE, toward=Toward.PAST, half=True),
    FieldDefinition("amount", "額", FieldKind.YEN, half=True),
    FieldDefinition("what", "何に使ったか", _T, help="例: 作業着、昼食代"),
    FieldDefinition("receiver", "払った先", _T),
    FieldDefinition("decided_by", "決めた人・会議", _T),
    FieldDefinition("note", "摘要", _T),
)


_WORDS: Final = ("what", "receiver", "decided_by", "note")


class ExpensePanel(QWidget):
    """脇に開く一枚。書くと ``saved``。"""

    saved = Signal(object)

    def __init__(self, desk: Desk, page: CasePage) -> None:
        super().__init__()
        plan = open_plan(page)
        assert plan is not None
        self._desk, self.plan = desk, plan
        self.fields: dict[str, Field] = {
            one.id: field_for(one, desk.today().year, desk.today) for one in _FIELDS
        }
        day, amount = self.fields["paid_on"], self.fields["amount"]
        assert isinstance(day, DateField)
        assert isinstance(amount, YenField)
        self._day, self._amount = day, amount
        self._day.set_value(desk.today())
        self.left = text("", "strong", wrap=True)
        self.warned = Saying()
        self._problem = Saying()
        self.save_button = button("保存", "primary", self._save, key="Ctrl+S")
        self._listed = column(spacing=1.5)
        self._known: Spending | None = None
        area = Scroll(margin=2, spacing=1.5)
        for one in self.fields.values():
            one.without_gutter()
        area.add(
            text(plan.plan_no, "caption"),
            self.left,
            self._day,
            self._amount,
            self.warned,
            *(self.fields[name] for name in _WORDS),
            self._problem,
            row(self.save_button, None),
            text("このプランで書いた分", "label"),
            self._listed,
            None,
        )
        self.setLayout(column(area))
        self.setFocusProxy(self._amount)
        self._amount.changed.connect(self._warn)
        self._day.changed.connect(self._read_year)
        self._read_year()
        Ask(self, partial(spending.paid_for, desk, plan.id)).then(self._show_paid)

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def _read_year(self) -> None:
        year = FiscalYear.of(self._day.value() or self._desk.today())
        if self._known is None or self._known.year != year:
            Ask(self, partial(spending.spending, self._desk, year)).then(self._show_left)

    def _show_left(self, known: Spending) -> None:
        self._known = known
        left = "決まっていません" if known.left is None else f"{known.left:,}円"
        self.left.setText(f"{known.name}　{known.year.label}の残り {left}")
        self._warn()

    def _warn(self) -> None:
        amount = self._amount.number()
        told = ""
        if self._known is not None and isinstance(amount, int):
            told = spending.over_budget(self._known, amount)
        if told:
            self.warned.say(told)
        else:
            self.warned.hide()

    def _save(self) -> None:
        self._problem.hide()
        day, amount = self._day.value(), self._amount.number()
        if day is None or self._day.complaint():
            self._day.blame(self._day.complaint() or "払った日を入れてください。")
            return
        words = {name: str(self.fields[name].value() or "") for name in _WORDS}
        work = partial(
            spending.pay,
            self._desk,
            self.plan,
            paid_on=day,
            amount=amount if isinstance(amount, int) else 0,
            **words,
        )
        job = Do(self, work, Changed.EXPENSE, ids=(self.plan.case_id,)).or_else(self._refused)
        job.then(lambda made: self.saved.emit(Saved(f"{made.number} を受払簿に書きました。")))

    def _refused(self, error: DeskError) -> None:
        name = error.field if isinstance(error, BadInput) else ""
        if name in self.fields:
            self.fields[name].blame(f"{error.title}{error.advice}")
        else:
            self._problem.refuse(error)

    def _show_paid(self, found: tuple[Paid, ...]) -> None:
        for one in reversed(found):  # 打ち消すのは、たいてい今しがた書いた行
            card = PaidCard(self._desk, one)
            card.cancelled.connect(lambda told: self.saved.emit(Saved(told)))
            self._listed.addWidget(card)
        if not found:
            self._listed.addWidget(text("まだありません。", "caption"))


class PaidCard(Card):
    """書いた一行。誤りなら、わけを書いて打ち消す。"""

    cancelled = Signal(str)

    def __init__(self, desk: Desk, paid: Paid) -> None:
        one = paid.expense
        super().__init__(f"{one.number}　{one.amount:,}円")
        self._desk, self._expense = desk, one
        self._problem = Saying()
        about = "　".join(part for part in (one.what, one.receiver, one.note) if part)
        told = f"{format_short(one.paid_on)}　{about}"
        self.add(
            text(f"{told}　（打ち消した行）" if paid.cancelled else told, "caption", wrap=True)
        )
        if paid.cancelled or one.cancels:
            return
        self.why = field_for(
            FieldDefinition("why", "打ち消すわけ", _T), desk.today().year, desk.today
        )
        self.why.without_gutter()
        self.why.hide()
        self.cancel_button = button("誤りなので打ち消す…", "quiet", self._cancel)
        self.cancel_button.setAccessibleName(f"{one.number} を打ち消す")
        self.add(self.why, self._problem, row(self.cancel_button, None))

    def _cancel(self) -> None:
        if self.why.isHidden():
            self.why.show()
            self.why.setFocus()
            return
        self._problem.hide()
        work = partial(spending.cancel, self._desk, self._expense.id, str(self.why.value() or ""))
        job = Do(self, work, Changed.EXPENSE, ids=(self._expense.case_id,))
        job.or_else(self._problem.refuse).then(
            lambda _made: self.cancelled.emit(f"{self._expense.number} を打ち消しました。")
        )
