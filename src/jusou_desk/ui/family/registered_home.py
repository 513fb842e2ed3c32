"""住民票世帯の札: 世帯主と、世帯主から見た続柄。同居の実態(支援世帯)とは別に書く。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.ui.fields import DateField, TextField, Today
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.pieces import Card, button, row, text
from jusou_desk.wareki import Toward

TITLE: Final = "住民票の世帯"
SELF: Final = "この人"
_WORD: Final = FieldDefinition(
    "head_word", "世帯主から見た続柄", FieldKind.TEXT, help="住民票のとおりに。例: 妻、子、子の子。"
)
_SINCE: Final = FieldDefinition("registered_since", "いつから", FieldKind.DATE, toward=Toward.PAST)
Keep = Callable[[str, str, date | None], object]


class RegisteredHomeCard(Card):
    """others: 選ぶ語 → 人(id)。``keep`` に(世帯主の id、続柄、いつから)を渡す。世帯主がこの人なら id は空。"""

    def __init__(self, others: Mapping[str, str], now: str, today: Today, keep: Keep) -> None:
        super().__init__(TITLE)
        self._others, self._keep = others, keep
        self.head = Chips((SELF, *others), exclusive=True, fallback=SELF)
        self.head.describe("世帯主", "")
        self.head.changed.connect(self._follow)
        self.word, self.since = TextField(_WORD), DateField(_SINCE, today)
        for one in (self.word, self.since):
            one.without_gutter()
        self.keep_button = button("住民票の世帯を残す", "plain", self._press)
        if now:
            self.add(text(now, wrap=True))
        self.add(text("世帯主", "label"), self.head, self.word, self.since)
        self.add(row(self.keep_button, None))
        self._follow()

    def _follow(self) -> None:
        self.word.setVisible(self.head.chosen() != (SELF,))

    def _press(self) -> None:
        if self.since.complaint():
            self.since.check()
            return
        chosen = self.head.chosen()[0]
        self._keep(self._others.get(chosen, ""), str(self.word.value() or ""), self.since.value())
