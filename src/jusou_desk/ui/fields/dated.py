"""日付の欄。元号でも西暦でも一つの箱で受け、読み取った日を横に出して確かめてもらう。"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from jusou_desk.errors import BadInput
from jusou_desk.forms import FieldDefinition
from jusou_desk.ui.fields.base import Field
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.pieces import text
from jusou_desk.ui.theme import scale, unit
from jusou_desk.wareki import format_long, parse_date


def age_on(birth: date, day: date) -> int:
    """``day`` の満年齢。誕生日を迎えるまでは一つ少ない。"""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


class DateField(Field):
    """日付。``value`` は ``date`` か ``None``、``typed`` は打ったままの文字。"""

    def __init__(self, definition: FieldDefinition) -> None:
        super().__init__(definition)
        self.line = Line()
        self.line.setProperty("figures", True)
        self.line.setPlaceholderText("S30.4.1")
        self.line.setMinimumWidth(scale().body * 11)
        self.line.setMaximumWidth(scale().body * 13)
        self._meaning = text("", "caption", wrap=True)
        self._age_day: date | None = None
        self._age_words = ""
        together = QWidget()
        row = QHBoxLayout(together)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(unit())
        row.addWidget(self.line, 2)
        row.addWidget(self._meaning, 3, Qt.AlignmentFlag.AlignVCenter)
        self.put(together, self.line)
        self.line.textChanged.connect(self._changed)
        self.line.left.connect(self.check)

    def value(self) -> date | None:
        try:
            return parse_date(self.line.text()) if self.line.text().strip() else None
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
            parse_date(self.line.text())
        except BadInput as refused:
            return f"{refused.title}{refused.advice}"
        return ""

    def show_age_on(self, day: date | None, words: str = "受付日に") -> None:
        """読み取った日を生まれた日として、``day`` の満年齢も横に出す。``None`` で消す。"""
        self._age_day = day
        self._age_words = words
        self._interpret()

    def meaning(self) -> str:
        """横に出ている、読み取った日。"""
        return self._meaning.text()

    def _changed(self) -> None:
        self._interpret()
        self.touched()

    def _interpret(self) -> None:
        day = self.value()
        if day is None:
            self._meaning.clear()
            return
        words = f"{format_long(day)}（{day.year}年）"
        if self._age_day is not None and day <= self._age_day:
            words += f"\n{self._age_words}{age_on(day, self._age_day)}歳"
        self._meaning.setText(words)
        self.line.setAccessibleDescription(words)
