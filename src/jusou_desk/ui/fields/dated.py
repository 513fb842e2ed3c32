"""日付の欄。元号でも西暦でも一つの箱で受け、読み取った日を横に出して確かめてもらう。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QWidget

from jusou_desk.births import parse_birthday
from jusou_desk.errors import BadInput
from jusou_desk.forms import FieldDefinition
from jusou_desk.ui.fields.base import Field
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.pieces import restyle, text
from jusou_desk.ui.theme import scale
from jusou_desk.wareki import (
    Toward,
    example_day,
    format_long,
    format_short,
    leans_on_today,
    parse_date_near,
)


def age_on(birth: date, day: date) -> int:
    """``day`` の満年齢。誕生日を迎えるまでは一つ少ない。"""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


DATE_BODIES: Final = 11
"""日付の箱の幅(本文の字数)。「令和10年12月31日」が入る。"""
_ASK: Final = "合っていますか"


class DateField(Field):
    """日付。``value`` は ``date`` か ``None``、``typed`` は打ったままの文字。

    様式が ``toward`` を定めた欄では、年の無い ``12/5`` を ``today`` から読む。済んだことの欄の先の日、
    期限の欄の過ぎた日は、断らずに尋ねる。生年月日の欄は、今日までの、年まで書いた日だけを受ける。
    """

    def __init__(self, definition: FieldDefinition, today: Callable[[], date] = date.today) -> None:
        super().__init__(definition)
        self._today = today
        self.line = Line()
        self.line.setProperty("figures", True)
        self._birth = "birth" in definition.id
        near = format_short(example_day(today(), definition.toward))
        self.line.setPlaceholderText("S30.4.1" if self._birth else f"例 {near}")
        self.line.setFixedWidth(scale().body * DATE_BODIES)
        self._meaning = text("", "caption")
        self._meaning.setMinimumHeight(scale().control)
        self._echoes = True
        self._age_day: date | None = None
        self._age_words = ""
        together = QWidget()
        beside = FlowLayout()  # 狭い所では、読み取った日が箱の下に回る
        together.setLayout(beside)
        beside.addWidget(self.line)
        beside.addWidget(self._meaning)
        self.put(together, self.line)
        self.line.textChanged.connect(self._changed)
        self.line.left.connect(self._leave)

    def value(self) -> date | None:
        try:
            return self._read() if self.filled() else None
        except BadInput:
            return None

    def set_value(self, value: object) -> None:
        self.set_typed(format_long(value) if isinstance(value, date) else str(value or ""))

    def typed(self) -> str:
        return self.line.text()

    def set_typed(self, typed: str | tuple[str, ...]) -> None:
        with QSignalBlocker(self.line):
            self.line.setText(str(typed))
        self._interpret()

    def set_read_only(self, read_only: bool) -> None:
        self.line.setReadOnly(read_only)

    def filled(self) -> bool:
        return bool(self.typed().strip())

    def complaint(self) -> str:
        if not self.filled():
            return ""
        try:
            self._read()
        except BadInput as refused:
            return f"{refused.title}{refused.advice}"
        return ""

    def show_age_on(self, day: date | None, words: str = "受付日に") -> None:
        """読み取った日を生まれた日として、``day`` の満年齢も横に出す。``None`` で消す。"""
        self._age_day = day
        self._age_words = words
        self._interpret()

    def without_echo(self) -> None:
        """打たれたとおりの日は言い直さない(表の中で、行を低く保つ)。"""
        self._echoes = False
        self._interpret()

    def meaning(self) -> str:
        """横に出ている、読み取った日。"""
        return self._meaning.text()

    def _read(self) -> date:
        typed, today = self.line.text(), self._today()
        if self._birth:
            return parse_birthday(typed, today)
        return parse_date_near(typed, today, self.definition.toward)

    def _changed(self) -> None:
        self._interpret(by_hand=True)
        self.touched()

    def _leave(self) -> None:
        day = self.value()
        if day is not None and leans_on_today(self.line.text()) and not self.line.isReadOnly():
            # 読み取った元号と年を書き込む。控えから後の日に戻しても、同じ日のままであるように
            self.line.setText(format_long(day))
        self.check()

    def _interpret(self, *, by_hand: bool = False) -> None:
        day = self.value()
        ask = self._question(day, by_hand=by_hand) if day is not None else ""
        echo = self._echoes or bool(ask) or (day and self.line.text() != format_long(day))
        self._meaning.setVisible(bool(day and echo))
        if day is None or not echo:
            self._meaning.clear()
            return
        near = self.definition.toward is not None
        words = format_long(day, weekday=near) + ("" if near else f"（{day.year}年）")
        self._stand_out(bool(ask))
        if self._age_day is not None and day <= self._age_day:
            ask = f"{self._age_words}{age_on(day, self._age_day)}歳"
        words = "\n".join(part for part in (words, ask) if part)
        self._meaning.setText(words)
        self.line.setAccessibleDescription(words)

    def _stand_out(self, asking: bool) -> None:
        """問いを添えるときだけ、濃い字にする。"""
        role = "strong" if asking else "caption"
        if self._meaning.property("role") != role:
            self._meaning.setProperty("role", role)
            restyle(self._meaning)

    def _question(self, day: date, *, by_hand: bool) -> str:
        """断るほどではないが、確かめたい日なら、その問い。"""
        if self._age_day is not None and day > self._age_day:
            return f"受付日より後に生まれた日です。{_ASK}"
        toward, today = self.definition.toward, self._today()
        if toward is Toward.PAST and day > today:
            return f"まだ来ていない日です。{_ASK}"
        # 書いてあった期限は、いずれ過ぎる。いま打った日だけを尋ねる
        if by_hand and toward is Toward.FUTURE and day < today:
            return f"過ぎた日です。{_ASK}"
        return ""
