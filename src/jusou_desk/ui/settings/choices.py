"""選択肢: 様式で選ぶ語の一覧と、いつの年度から何を改めるかを書く一枚。"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.code_versions import (
    Choices,
    add_version,
    editable_choices,
    first_years,
    put_back,
    take_off_version,
)
from jusou_desk.forms import Code, CodeSet, FieldDefinition, FieldKind
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.fields import LongTextField, SingleField, TextField
from jusou_desk.ui.fields.chosen import OTHER
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, Saying, Scroll, button, column, row, text
from jusou_desk.ui.table import Heading, Table
from jusou_desk.wareki import FiscalYear

_HEADINGS: Final = (
    Heading("選択肢", 4, 7),
    Heading("版", 3, 6),
    Heading("語", 4, 12),
)
_ABOUT: Final = (
    "様式で選ぶ語です。行を押すと、次の年度からの語に改められます。前に書いた記録の語は変わりません。"
    "件数を数えるときは、前の語をこれからの語に読み替えます。"
)
_FIXED: Final = "同意や会議の区分のように、プログラムの決まりが掛かるものは、ここには並びません。"
_HOW: Final = (
    "欄の上の字が今の語です。改めるときは書き直し、やめるときは空にします。"
    "二つを同じ語にすると、これからは一つにまとめて数えます。「その他」はそのまま残ります。"
)


class ChoicesPart(QWidget):
    """選択肢の一覧。行を押すと ``editing`` に、改める一枚。済んだら ``put_away``。"""

    editing = Signal(str, QWidget)
    put_away = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._known: tuple[Choices, ...] = ()
        self.table = Table("選択肢の一覧", _HEADINGS, opens=True)
        self.table.opened.connect(self._edit)
        card = Card("選択肢")
        card.add(text(_ABOUT, "caption", wrap=True), self.table)
        card.add(text(_FIXED, "caption", wrap=True))
        self.setLayout(column(card))
        keep_fresh(self, self._load, Changed.OFFICE)
        self._load()

    def _load(self) -> None:
        Ask(self, partial(editable_choices, self._desk)).then(self._show)

    def _show(self, known: tuple[Choices, ...]) -> None:
        self._known = known
        self.table.show_rows([_row(one) for one in known])

    def _edit(self, place: int) -> None:
        choices = self._known[place]
        panel = ChoicesPanel(self._desk, choices, first_years(self._desk, choices))
        panel.saved.connect(self._saved)
        self.editing.emit(f"「{choices.title}」の選択肢を改める", panel)

    def _saved(self, words: str, set_id: str, before: str) -> None:
        window, title = self.window(), next(o.title for o in self._known if o.id == set_id)

        def undo() -> None:
            Do(window, partial(put_back, self._desk, set_id, before), Changed.OFFICE).then()

        NoticeBar.near(self).tell(words, undo=undo, about=title)
        self.put_away.emit()


class ChoicesPanel(QWidget):
    """一つの表を改める。保存すると ``saved``(知らせ、表の id、前の設定)。"""

    saved = Signal(str, str, str)

    def __init__(self, desk: Desk, choices: Choices, years: tuple[FiscalYear, ...]) -> None:
        super().__init__()
        self._desk, self._choices = desk, choices
        self._years = {year.label: year for year in years}
        self.since = SingleField(
            FieldDefinition("since", "いつの年度から", FieldKind.SINGLE, required=True),
            CodeSet("years", "", 0, tuple(Code(name, name) for name in self._years)),
        )
        self.since.set_value(years[0].label if choices.own else years[1].label)
        self.terms = {
            term: _term_field(n, term)
            for n, term in enumerate(choices.latest.terms)
            if term != OTHER
        }
        self.added = LongTextField(
            FieldDefinition("added", "足す語", FieldKind.LONG_TEXT, help="一行に一つ。")
        )
        self._problem = Saying()
        self.save_button = button("保存", "primary", self._save, key="Ctrl+S")
        self.off_button = button("事務所の版を外す", "plain", self._take_off)
        self.off_button.setVisible(choices.own)
        area = Scroll(margin=2)
        area.add(
            *(text(words, "caption", wrap=True) for words in _about(choices)),
            self.since,
            text(_HOW, "body", wrap=True),
            *self.terms.values(),
            self.added,
            self._problem,
            row(self.save_button, self.off_button, None),
            None,
        )
        self.setLayout(column(area))
        self.setFocusProxy(self.since)

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def _save(self) -> None:
        since = self._years.get(str(self.since.value()))
        if since is None:
            self._problem.say("いつの年度から使うかを選んでください。")
            return
        renamed = {term: str(field.value()) for term, field in self.terms.items()}
        added = str(self.added.value()).split("\n")
        change = partial(add_version, self._desk, self._choices.id, since, renamed, added)
        self._do(change, f"{since.label}から、この語で選べます。")

    def _take_off(self) -> None:
        change = partial(take_off_version, self._desk, self._choices.id)
        self._do(change, "事務所の版を外しました。")

    def _do(self, change: Callable[[], str], words: str) -> None:
        self._problem.hide()

        def done(before: str) -> None:
            self.saved.emit(words, self._choices.id, before)

        Do(self, change, Changed.OFFICE).or_else(self._problem.refuse).then(done)


def _term_field(number: int, term: str) -> TextField:
    field = TextField(FieldDefinition(f"term{number}", term, FieldKind.TEXT))
    field.set_value(term)
    return field


def _since(version: CodeSet) -> str:
    label = f"{FiscalYear(version.since_fiscal_year).label}から"
    return f"{label}（事務所の版）" if version.own else label


def _row(one: Choices) -> tuple[str, ...]:
    return one.title, _since(one.latest), "・".join(one.latest.terms)


def _about(choices: Choices) -> tuple[str, ...]:
    """改める前に知っておくこと。"""
    said = (
        f"使う欄　{'、'.join(choices.used_in)}",
        f"確かさ　{choices.source}" if choices.source else "",
        f"いちばん新しい版　{_since(choices.latest)}",
        *(
            f"プログラムに付いてきた{_since(one)}の版は、事務所の版があるので使っていません。"
            f"その語　{'・'.join(one.terms)}"
            for one in choices.later
        ),
    )
    return tuple(words for words in said if words)
