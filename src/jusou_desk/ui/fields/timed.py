"""時刻の欄。「1400」「午後2時」「2時半」のどれでも受け、離れるときに 14:00 の形にそろえる。"""

from __future__ import annotations

from datetime import time

from PySide6.QtWidgets import QWidget

from jusou_desk.clock import known_time, parse_time, write_time
from jusou_desk.errors import BadInput
from jusou_desk.forms import FieldDefinition
from jusou_desk.ui.fields.written import TextField
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.pieces import text
from jusou_desk.ui.theme import scale
from jusou_desk.wareki import format_time

_BODIES = 6
"""箱の幅(本文の字数)。「午後12時30分」と打っても見える。"""


class TimeField(TextField):
    """時刻。``value`` は「14:30」、空なら空。読み取った時刻を横に出して確かめてもらう。"""

    def __init__(self, definition: FieldDefinition) -> None:
        self._meaning = text("", "caption")
        super().__init__(definition)
        self.line.textChanged.connect(self._interpret)

    def put(self, control: QWidget, focus: QWidget | None = None) -> None:
        self.line.setProperty("figures", True)
        self.line.setFixedWidth(scale().body * _BODIES)
        self._meaning.setMinimumHeight(scale().control)
        together = QWidget()
        beside = FlowLayout()  # 狭い所では、読み取った時刻が箱の下に回る
        together.setLayout(beside)
        beside.addWidget(control)
        beside.addWidget(self._meaning)
        super().put(together, self.line)

    def value(self) -> object:
        return self.tidied()

    def set_value(self, value: object) -> None:
        """前に書かれた時刻。書かれたとおりに読み、いまの形にそろえて出す。"""
        clock = known_time("" if value is None else str(value))
        super().set_value(value if clock is None else write_time(clock))

    def set_typed(self, typed: str | tuple[str, ...]) -> None:
        super().set_typed(typed)
        self._interpret()

    def tidied(self) -> str:
        clock = self._clock()
        return self.line.text().strip() if clock is None else write_time(clock)

    def complaint(self) -> str:
        if not self.filled():
            return ""
        try:
            parse_time(self.line.text())
        except BadInput as refused:
            return f"{refused.title}{refused.advice}"
        return ""

    def _clock(self) -> time | None:
        """打たれた時刻。空か、読めなければ None。"""
        try:
            return parse_time(self.line.text()) if self.filled() else None
        except BadInput:
            return None

    def meaning(self) -> str:
        """横に出ている、読み取った時刻。"""
        return self._meaning.text()

    def _interpret(self) -> None:
        clock = self._clock()
        words = "" if clock is None else format_time(clock)
        self._meaning.setText(words)
        self._meaning.setVisible(bool(words))
        self.line.setAccessibleDescription(words)
