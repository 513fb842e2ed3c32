"""書き直しの記録。どの欄を、誰が、いつ、どう変えたか。前と後を並べ、違う所に印を付ける。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jusou_desk.casework.case.changes import REMOVED, FieldChange
from jusou_desk.ui.case.side_by_side import SideBySide
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.pieces import Card, Scroll, text
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import format_short

TITLE: Final = "書き直しの記録"
_ALL: Final = "すべて"
_NOTHING: Final = "まだ何も書き直されていません。書き直すと、前の文がここに残ります。"
_KEPT: Final = "前の文は消えません。初めに書いた文は、いちばん下の「前」です。"
#: 一度に並べる数。古いものは、様式で絞って見る。
_MOST: Final = 60


class ChangesPanel(QWidget):
    """``read`` は記録を新しい順に読むもの。"""

    def __init__(self, read: Callable[[], tuple[FieldChange, ...]]) -> None:
        super().__init__()
        self._found: tuple[FieldChange, ...] = ()
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self.chips: Chips | None = None
        self.area: Scroll | None = None
        Ask(self, read).then(self._show)

    def _show(self, found: tuple[FieldChange, ...]) -> None:
        self._found = found
        groups = tuple(dict.fromkeys(one.group for one in found))
        if len(groups) > 1:
            self.chips = Chips((_ALL, *groups), exclusive=True, fallback=_ALL, lifts=True)
            self.chips.describe("様式の絞り込み", "")
            self.chips.changed.connect(self._narrow)
            self.chips.setContentsMargins(unit(2), 0, unit(2), 0)
            self._whole.addWidget(self.chips)
            self.setFocusProxy(self.chips)
        self._narrow()

    def _narrow(self) -> None:
        chosen = self.chips.chosen()[0] if self.chips else _ALL
        shown = [one for one in self._found if chosen in (_ALL, one.group)]
        if self.area is not None:
            self.area.hide()
            self.area.deleteLater()
        self.area = Scroll(margin=2, spacing=1)
        self.area.add(text(_KEPT if shown else _NOTHING, "caption", wrap=True))
        for one in shown[:_MOST]:
            self.area.add(change_card(one))
        if len(shown) > _MOST:
            words = f"ほかに{len(shown) - _MOST}件あります。上の札で絞ると出ます。"
            self.area.add(text(words, "caption", wrap=True))
        self.area.add(None)
        self._whole.addWidget(self.area, 1)

    def shown(self) -> Sequence[FieldChange]:
        """読んだ記録の全部。"""
        return self._found


def change_card(one: FieldChange) -> Card:
    """一つの欄の変わり方の札。"""
    card = Card()
    card.body.setContentsMargins(unit(2), unit(), unit(2), unit())
    card.body.setSpacing(unit(0.5))
    card.add(text(f"{one.label}　（{one.what}）", "strong", wrap=True))
    when = f"{format_short(one.at.date())} {one.at:%H:%M}"
    card.add(text(f"{when}　{one.who}", "caption", wrap=True))
    if one.label != REMOVED:
        card.add(SideBySide(one.before, one.after, ("前", "後")))
    return card
