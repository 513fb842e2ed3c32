"""名簿の一行の頁: 何をする所か、連絡、関わっている相談、直す前の行。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.register import serving, writing
from jusou_desk.casework.register.fields import INSIDE, fields_of, values_of
from jusou_desk.casework.register.serving import Serving
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.register_records import Resource, ResourceKind
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields import NumberField
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, Saying, Scroll, button, column, row, text
from jusou_desk.wareki import FiscalYear, format_short


class ResourcePanel(QWidget):
    """脇に開く一行。直すときは ``editing`` に行を言う。外したら ``left``。"""

    editing = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk, resource: Resource) -> None:
        super().__init__()
        self._desk, self._row = desk, resource
        self._problem = Saying()
        self.area = Scroll(margin=2, spacing=1.5)
        self.edit_button = button("直す", "primary", lambda: self.editing.emit(self._row))
        self.contact_button = button("今日、連絡した", "plain", self._contacted)
        self.vacancy = NumberField(FieldDefinition("vacancy", "空き", FieldKind.NUMBER, half=True))
        self.end_button = button("名簿から外す…", "quiet", self._ask_end)
        self._ending = Card("名簿から外す")
        self._serves = text("", "body", wrap=True)
        self._before = text("", "caption", wrap=True)
        self._lay_out()
        self.setLayout(column(self.area))
        self.setFocusProxy(self.edit_button)
        Ask(self, partial(serving.serving, desk, resource)).then(self._show)

    def told(self) -> str:
        """関わっている相談と、直す前の行の文。"""
        return f"{self._serves.text()}\n{self._before.text()}"

    def _lay_out(self) -> None:
        one = self._row
        may = writing.may_edit(self._desk)
        host = one.kind is ResourceKind.HOST
        self.area.add(text(str(one.kind), "caption"))
        if may:
            self.area.add(row(self.edit_button, self.end_button, None), self._problem)
            self.area.add(self._end_card())
            if host:
                self.vacancy.without_gutter()
                self.vacancy.set_value(one.vacancy if one.vacancy is not None else "")
                self.area.add(self.vacancy)
            self.area.add(row(self.contact_button, None))
        for label, words in _facts(one):
            self.area.add(text(label, "label"), text(words, "body", wrap=True))
        serves = Card("関わっている相談")
        serves.add(self._serves)
        self.area.add(serves, text("これまで", "label"), self._before, None)

    def _end_card(self) -> Card:
        year = FiscalYear.of(self._desk.today()).label
        card = self._ending
        card.add(
            text("前の年度の資料には、載ったままです。", "caption", wrap=True),
            row(
                button(f"{year}の終わりまで載せる", "plain", partial(self._end, True)),
                button("今すぐ外す", "plain", partial(self._end, False)),
                None,
            ),
        )
        card.hide()
        return card

    def _show(self, found: Serving) -> None:
        self._serves.setText("\n".join(_serves(found)) or "いまは、ありません。")
        self._before.setText("\n".join(_history(found.history)))

    def _contacted(self) -> None:
        vacancy = self.vacancy.value() if self._row.kind is ResourceKind.HOST else None
        number = int(str(vacancy)) if vacancy not in (None, "") else None
        work = partial(writing.note_contact, self._desk, self._row.resource_no, vacancy=number)
        self._do(work, f"「{self._row.name}」に今日連絡したことを残しました。")

    def _ask_end(self) -> None:
        self._ending.show()

    def _end(self, this_year_too: bool) -> None:
        work = partial(
            writing.end_row, self._desk, self._row.resource_no, this_year_too=this_year_too
        )
        self._do(work, f"「{self._row.name}」を名簿から外しました。")

    def _do(self, work: partial[Resource], told: str) -> None:
        def done(_row: Resource) -> None:
            NoticeBar.near(self).tell(told)
            self.left.emit()

        Do(self, work, Changed.AGENCY).or_else(self._problem.refuse).then(done)


def _facts(one: Resource) -> Iterator[tuple[str, str]]:
    values = values_of(one)
    for field in fields_of(one.kind):
        value = values[field.id]
        if field.id == "name" or not value:
            continue
        if field.id == INSIDE:
            yield field.label, "同意の提供先に名前が無くても、会議の資料が渡ります。"
        else:
            yield field.label, _said(value)
    yield from one.more


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    return format_short(value) if isinstance(value, date) else str(value)


def _serves(found: Serving) -> Iterator[str]:
    for label, numbers in (
        ("主担当", found.leads),
        ("プランの担当", found.plans),
        ("受け入れている", found.hosted),
    ):
        if numbers:
            yield f"{label} {len(numbers)}件　{'、'.join(numbers)}"
    if found.asked:
        yield f"打診している {found.asked}件"
    if found.noted_on:
        yield f"支援経過の相手として最後に出た日　{format_short(found.noted_on)}"


def _history(rows: tuple[Resource, ...]) -> Iterator[str]:
    for one in rows:
        when = format_short(one.written_at.date()) if one.written_at else "町の設定から"
        who = f" {one.written_by}" if one.written_by else ""
        spans = "直す前の行" if one.struck else _span(one)
        yield f"{when}{who}　{spans}　{one.phone or ''}".rstrip()


def _span(one: Resource) -> str:
    start = f"{FiscalYear(one.valid_from).label}から" if one.valid_from else ""
    end = f"{FiscalYear(one.valid_until).label}まで" if one.valid_until is not None else ""
    return f"{start}{end}" or "いまの行"
