"""日付の欄。元号でも西暦でも一つの箱で受け、読み取った日を横に出して確かめてもらう。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QWidget

from jusou_desk.errors import BadInput
from jusou_desk.forms import FieldDefinition
from jusou_desk.ui.fields.base import Field
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.pieces import text
from jusou_desk.ui.theme import scale
from jusou_desk.wareki import format_long, has_no_year, parse_date_near


def age_on(birth: date, day: date) -> int:
    """``day`` の満年齢。誕生日を迎えるまでは一つ少ない。"""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


DATE_BODIES: Final = 11
"""日付の箱の幅(本文の字数)。「令和10年12月31日」が入る。"""


class DateField(Field):
    """日付。``value`` は ``date`` か ``None``、``typed`` は打ったままの文字。

    様式が ``toward`` を定めた欄では、年の無い ``12/5`` を ``today`` から読む。
    """

    def __init__(self, definition: FieldDefinition, today: Callable[[], date] = date.today) -> None:
        super().__init__(definition)
        self._today = today
        self.line = Line()
        self.line.setProperty("figures", True)
        birth = "birth" in definition.id
        self.line.setPlaceholderText("S30.4.1" if birth else "例 R8.11.20")
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
        return parse_date_near(self.line.text(), self._today(), self.definition.toward)

    def _changed(self) -> None:
        self._interpret()
        self.touched()

    def _leave(self) -> None:
        day = self.value()
        if day is not None and has_no_year(self.line.text()) and not self.line.isReadOnly():
            # 読み取った年を書き込む。控えから後の日に戻しても、同じ日のままであるように
            self.line.setText(format_long(day))
        self.check()

    def _interpret(self) -> None:
        day = self.value()
        said = day is not None and (self._echoes or self.line.text() != format_long(day))
        self._meaning.setVisible(said)
        if day is None or not said:
            self._meaning.clear()
            return
        near = self.definition.toward is not None
        words = format_long(day, weekday=near) + ("" if near else f"（{day.year}年）")
        if self._age_day is not None and day <= self._age_day:
            words += f"\n{self._age_words}{age_on(day, self._age_day)}歳"
        self._meaning.setText(words)
        self.line.setAccessibleDescription(words)
