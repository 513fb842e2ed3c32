"""様式の欄: 様式を選ぶと欄が並び、行を押すと、見出し・手引き・出すかどうか・必須・国報告の印を改める一枚。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.form_versions import (
    EditableField,
    EditableForm,
    change_field,
    editable_forms,
    first_days,
    put_back,
    return_form,
)
from jusou_desk.errors import BadInput, DeskError
from jusou_desk.forms import Code, CodeSet, FieldDefinition, FieldKind
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.fields import LongTextField, SingleField, TextField
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, Saying, Scroll, button, column, row, text
from jusou_desk.ui.table import Heading, Table
from jusou_desk.wareki import format_long

_HEADINGS: Final = (
    Heading("節", 3, 3),
    Heading("欄", 4, 5),
    Heading("出し方", 3, 4),
    # 脇に一枚を開いて狭いとき。手引きは、その一枚にも出ている。
    Heading("手引き", 5, 5, yields=True),
)
_ABOUT: Final = (
    "町や県の様式と違うところを改めます。行を押すと、見出しと手引き、出すかどうか、必須、国報告の印を直せます。"
    "書いてある一枚は、書いたときの字のまま開き、刷られます。"
)
_PAPER: Final = (
    "紙の見出しと太枠は Excel の様式の側の字と線です。替えるときは「様式の取り込み」を使ってください。"
    "隠した欄は、紙では「―」になります。"
)
_HIDDEN: Final = "この欄を隠す"
_MUST: Final = "必須にする"
_NATIONAL: Final = "国への報告に数える"


class FormFieldsPart(QWidget):
    """様式と欄の一覧。行を押すと ``editing`` に、改める一枚。済んだら ``put_away``。"""

    editing = Signal(str, QWidget)
    put_away = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._known: tuple[EditableForm, ...] = ()
        self._chosen = ""
        self.forms: Chips | None = None
        self._place = column(spacing=0)
        self._since = text("", "caption", wrap=True)
        self.table = Table("様式の欄の一覧", _HEADINGS, opens=True)
        self.table.opened.connect(self._edit)
        self._problem = Saying()
        self.return_button = button("プログラムに付いてきた字に戻す", "plain", self._return)
        card = Card("様式の欄")
        holder = QWidget()
        holder.setLayout(self._place)
        card.add(text(_ABOUT, "caption", wrap=True), holder, self._since, self.table)
        card.add(text(_PAPER, "caption", wrap=True), self._problem, row(self.return_button, None))
        self.setLayout(column(card))
        keep_fresh(self, self._load, Changed.OFFICE)
        self._load()

    @property
    def chosen(self) -> EditableForm:
        """選んでいる様式。"""
        return next(one for one in self._known if one.title == self._chosen)

    def choose(self, title: str) -> None:
        """様式を選ぶ。"""
        if self.forms is not None:
            self.forms.choose([title])
        self._chosen = title
        self._show_fields()

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def _load(self) -> None:
        Ask(self, partial(editable_forms, self._desk)).then(self._show)

    def _show(self, known: tuple[EditableForm, ...]) -> None:
        self._known = known
        if self.forms is None:
            self._chosen = known[0].title
            self.forms = Chips([one.title for one in known], exclusive=True, fallback=self._chosen)
            self.forms.changed.connect(self._turn)
            self._place.addWidget(self.forms)
        self._show_fields()

    def _turn(self) -> None:
        assert self.forms is not None
        (self._chosen,) = self.forms.chosen()
        self.put_away.emit()
        self._show_fields()

    def _show_fields(self) -> None:
        one = self.chosen
        self._problem.hide()
        self._since.setText(_standing(one, self._desk.today()))
        self.return_button.setVisible(one.changed)
        self.table.show_rows(_rows(one.fields))

    def _edit(self, place: int) -> None:
        one = self.chosen
        field = one.fields[place]
        panel = FieldPanel(self._desk, one, field)
        panel.saved.connect(partial(self._saved, one))
        self.editing.emit(f"「{field.now.label}」の欄を改める", panel)

    def _saved(self, one: EditableForm, words: str, added: int) -> None:
        self._tell(one, words, added)
        self.put_away.emit()

    def _return(self) -> None:
        one = self.chosen
        self._problem.hide()
        job = Do(self, partial(return_form, self._desk, one), Changed.OFFICE)
        words = f"「{one.title}」を、プログラムに付いてきた字に戻しました。"
        job.or_else(self._problem.refuse).then(lambda added: self._tell(one, words, added))

    def _tell(self, one: EditableForm, words: str, added: int) -> None:
        window = self.window()

        def undo() -> None:
            Do(window, partial(put_back, self._desk, one, added), Changed.OFFICE).then()

        NoticeBar.near(self).tell(words, undo=undo, about=one.title)


class FieldPanel(QWidget):
    """一つの欄を改める。保存すると ``saved``(知らせ、足した版の番号)。"""

    saved = Signal(str, int)

    def __init__(self, desk: Desk, one: EditableForm, field: EditableField) -> None:
        super().__init__()
        self._desk, self._form, self._field = desk, one, field
        self._days = {_from(day, desk.today()): day for day in first_days(desk, one)}
        now = field.now
        self.label = TextField(FieldDefinition("label", "見出し", FieldKind.TEXT, required=True))
        self.label.set_value(now.label)
        self.help = LongTextField(
            FieldDefinition(
                "help", "手引き", FieldKind.LONG_TEXT, help="欄の下に出る短い文。空でも構いません。"
            )
        )
        self.help.set_value(now.help)
        offered = (*(() if field.fixed else (_HIDDEN,)), *((_MUST,) if field.may_require else ()))
        self.marks = Chips((*offered, _NATIONAL), exclusive=False)
        self.marks.choose([one for one in _chosen(now) if one in self.marks.terms()])
        self.since = SingleField(
            FieldDefinition("since", "いつから", FieldKind.SINGLE),
            _codes(tuple(self._days)),
        )
        self.since.set_value(next(iter(self._days)))
        for named in (self.label, self.help, self.since):
            named.without_gutter()
        self._problem = Saying()
        self.save_button = button("保存", "primary", self._save, key="Ctrl+S")
        self.reset_button = button("この欄を初めの字に戻す", "plain", self._reset)
        self.reset_button.setVisible(field.changed)
        area = Scroll(margin=2)
        area.add(
            self.label,
            self.help,
            text("出し方", "label"),
            self.marks,
            *(text(words, "caption", wrap=True) for words in _about(one, field)),
            self.since,
            self._problem,
            row(self.save_button, self.reset_button, None),
            None,
        )
        self.setLayout(column(area))
        self.setFocusProxy(self.label)

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def _save(self) -> None:
        now, marked = self._field.now, self.marks.chosen()
        self._change(
            replace(
                now,
                label=str(self.label.value()),
                help="".join(str(self.help.value()).splitlines()),
                shown=_HIDDEN not in marked,
                required=_MUST in marked if self._field.may_require else now.required,
                national=_NATIONAL in marked,
            )
        )

    def _reset(self) -> None:
        self._change(self._field.shipped)

    def _change(self, wanted: FieldDefinition) -> None:
        since = self._days.get(str(self.since.value()))
        if since is None:
            self._problem.say("いつから使うかを選んでください。")
            return
        self._problem.hide()
        work: Callable[[], int] = partial(change_field, self._desk, self._form, since, wanted)
        words = f"{self.since.value()}、この字で書きます。"
        Do(self, work, Changed.OFFICE).or_else(self._refused).then(
            lambda added: self.saved.emit(words, added)
        )

    def _refused(self, error: DeskError) -> None:
        named = {"label": self.label, "help": self.help}
        field = named.get(error.field) if isinstance(error, BadInput) else None
        if field is None:
            self._problem.refuse(error)
        else:
            field.blame(f"{error.title}{error.advice}")
            field.setFocus()


def _chosen(now: FieldDefinition) -> list[str]:
    marks = {_HIDDEN: not now.shown, _MUST: now.required, _NATIONAL: now.national}
    return [words for words, on in marks.items() if on]


def _codes(terms: tuple[str, ...]) -> CodeSet:
    return CodeSet("own", "", 0, tuple(Code(term, term) for term in terms))


def _from(day: date, today: date) -> str:
    words = f"{format_long(day)}から"
    return f"今日から（{words}）" if day == today else words


def _standing(one: EditableForm, today: date) -> str:
    national = sum(field.now.national and field.now.shown for field in one.fields)
    counted = f"国への報告に数える欄は、いま{national}です。" if national else ""
    if one.since is None:
        return f"プログラムに付いてきた字のままです。{counted}"
    when = "からの字です。" if one.since <= today else "からの字を、先に決めてあります。"
    return f"事務所で改めた、{format_long(one.since)}{when}{counted}"


def _rows(fields: Sequence[EditableField]) -> list[tuple[str, ...]]:
    """節の名は、節の初めの行にだけ置く。"""
    before = ("", *(field.section for field in fields))
    return [
        (
            "" if field.section == above else field.section,
            field.now.label,
            "・".join(_marks(field)),
            field.now.help,
        )
        for above, field in zip(before, fields, strict=False)
    ]


def _marks(field: EditableField) -> Iterator[str]:
    if not field.now.shown:
        yield "隠した欄"
    if field.now.required:
        yield "必須"
    if field.now.national:
        yield "国報告"
    if field.changed:
        yield "改めた欄"


def _about(one: EditableForm, field: EditableField) -> Iterator[str]:
    """改める前に知っておくこと。"""
    if field.fixed:
        yield f"隠すことと、必須を替えることはできません。{field.fixed}"
    elif not field.may_require:
        yield "必須にはできません。書かないときのある節の欄か、印を付けるだけの欄です。"
    if field.changed:
        yield f"初めの字　{field.shipped.label}" + (
            f"　{field.shipped.help}" if field.shipped.help else ""
        )
    yield f"様式の確かさ　{one.source}" if one.source else ""
