"""ごみ箱。消したものと、消した人と、残りの日数。三十日の間は元に戻せる。"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from jusou_desk.casework.case.basket import KEPT_DAYS, Discarded, basket, bring_back
from jusou_desk.casework.desk import Desk
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.timeline_list import SEALED_WORD
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.pieces import Card, Saying, Scroll, button, row, text
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import format_short

TITLE: Final = "ごみ箱"
_NOTHING: Final = "ごみ箱は空です。消した相談・経過・プランの案・様式が、三十日の間ここに残ります。"
_KEPT: Final = f"消したものは、{KEPT_DAYS}日の間だけ元に戻せます。一覧・検索・紙にはもう出ません。"
CHANGES: Final = (Changed.CASE, Changed.PERSON, Changed.NOTE, Changed.PLAN, Changed.SHEET)


class BasketPanel(QWidget):
    """一覧。戻すと ``restored`` に、戻したものの言葉を渡す。"""

    restored = Signal(str)

    def __init__(self, desk: Desk, purpose: Purpose) -> None:
        super().__init__()
        self._desk = desk
        self._purpose = purpose
        self.back_buttons: list[QPushButton] = []
        self.said = Saying()
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(self.said)
        self._area: Scroll | None = None
        self._read()

    def _read(self) -> None:
        Ask(self, partial(basket, self._desk, self._purpose)).then(self._show)

    def _show(self, found: tuple[Discarded, ...]) -> None:
        if self._area is not None:
            self._area.hide()
            self._area.deleteLater()
        self._area = Scroll(margin=2, spacing=1)
        self.back_buttons = []
        self._area.add(text(_KEPT if found else _NOTHING, "caption", wrap=True))
        for one in found:
            self._area.add(self._card(one))
        self._area.add(None)
        self._whole.addWidget(self._area, 1)
        # 最後の一つを戻したあとも手は脇に残し、Esc で閉じられるようにする
        first = self.back_buttons[0] if self.back_buttons else self
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _card(self, one: Discarded) -> Card:
        card = Card()
        card.body.setContentsMargins(unit(2), unit(), unit(2), unit())
        card.body.setSpacing(unit(0.5))
        words = f"{one.case_no}　{one.what}　{one.about}"
        head = f"{SEALED_WORD}　{words}" if one.record.sealed else words
        back = button("元に戻す", "plain", partial(self._bring_back, one, words))
        back.setAccessibleName(f"{words} を元に戻す")
        self.back_buttons.append(back)
        line = row(text(head, "strong", wrap=True), back)
        line.setStretch(0, 1)
        card.add(line)
        when = f"{format_short(one.at.date())} {one.at:%H:%M}　{one.by} が消しました"
        card.add(text(f"{when}　あと{one.days_left}日", "caption", wrap=True))
        return card

    def _bring_back(self, one: Discarded, words: str) -> None:
        work = partial(bring_back, self._desk, one.record.id, self._purpose)

        def done(_back: object) -> None:
            self._read()
            self.restored.emit(f"{words} を元に戻しました。")

        job = Do(self, work, *CHANGES, ids=(one.case_id,))
        job.or_else(self.said.refuse).then(done)
