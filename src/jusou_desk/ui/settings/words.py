"""文言: 事務所が書き換えてよい文の一覧と、一つを直す一枚。"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.wording import EditableWord, change_word, editable_words
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.fields import LongTextField
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, Scroll, button, column, row, text
from jusou_desk.ui.table import Heading, Table

_HEADINGS = (Heading("使う所", 4, 7), Heading("文", 7, 10), Heading("確かさ", 4, 6))
_HELP = "{town} は自治体名、{head} は長の呼び名、{body} は会議の名前に替わります。"


class WordsPart(QWidget):
    """文言の一覧。行を押すと ``editing`` に、直す一枚。"""

    editing = Signal(str, QWidget)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._words: tuple[EditableWord, ...] = ()
        self.table = Table("文言の一覧", _HEADINGS, opens=True)
        self.table.opened.connect(self._edit)
        card = Card("文言")
        words = "紙や画面に出る文です。行を押すと直せます。「要確認」とあるものは、使う前に例規と照らしてください。"
        card.add(text(words, "caption", wrap=True), self.table)
        self.setLayout(column(card))
        keep_fresh(self, self._load, Changed.OFFICE)
        self._load()

    def _load(self) -> None:
        Ask(self, partial(editable_words, self._desk)).then(self._show)

    def _show(self, words: tuple[EditableWord, ...]) -> None:
        self._words = words
        self.table.show_rows([_row(one) for one in words])

    def _edit(self, place: int) -> None:
        self.editing.emit("文言を直す", WordPanel(self._desk, self._words[place]))


class WordPanel(QWidget):
    """一つの文を直す。"""

    def __init__(self, desk: Desk, word: EditableWord) -> None:
        super().__init__()
        self._desk, self._word = desk, word
        self.field = LongTextField(
            FieldDefinition("text", word.default.about, FieldKind.LONG_TEXT, help=_HELP)
        )
        self.field.set_value(word.text)
        self.save_button = button("保存", "primary", self._save, key="Ctrl+S")
        self.reset_button = button(
            "初めの文に戻す", "plain", lambda: self._change(word.default.text)
        )
        self.reset_button.setEnabled(word.changed)
        area = Scroll(margin=2)
        area.add(
            self.field,
            text(f"確かさ　{word.default.source}", "caption", wrap=True),
            text(f"初めの文\n{word.default.text}", "caption", wrap=True),
            row(self.save_button, self.reset_button, None),
            None,
        )
        self.setLayout(column(area))
        self.setFocusProxy(self.field)

    def _save(self) -> None:
        self._change(str(self.field.value()))

    def _change(self, words: str) -> None:
        window, before = self.window(), self._word.text
        change = partial(change_word, self._desk, self._word.name)

        def undo() -> None:
            Do(window, lambda: change(before), Changed.OFFICE).then()

        def told(_none: None) -> None:
            shown = words if words.strip() else self._word.default.text
            self.field.set_value(shown)
            self.reset_button.setEnabled(shown != self._word.default.text)
            about = self._word.default.about
            NoticeBar.near(self).tell("文言を直しました。", undo=undo, about=about)

        Do(self, lambda: change(words), Changed.OFFICE).then(told)


def _row(one: EditableWord) -> tuple[str, ...]:
    about = f"{one.default.about}\n（書き換えてあります）" if one.changed else one.default.about
    return about, one.text, one.default.source
