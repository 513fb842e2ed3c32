"""統合の前に、二人を並べて見る。違う欄ごとにどちらを採るかを選び、移るものと食い違いを確かめる。"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.uniting import Preview, Side, preview, trial, unite
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.side_by_side import SideBySide
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.pieces import Card, Saying, Scroll, button, row, text
from jusou_desk.ui.theme import unit

TITLE: Final = "同じ人として統合する"
_UNDO: Final = (
    "統合は、後から元どおりに戻せます。出した紙の控えと同意は、相談ごとにそのまま残ります。"
)
CHANGES: Final = (Changed.PERSON, Changed.CASE)


class UnitingPanel(QWidget):
    """一組の下見。統合すると ``united`` に知らせの文、やめると ``left``。"""

    united = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk, kept_id: str, gone_id: str, purpose: Purpose) -> None:
        super().__init__()
        self._desk, self._purpose = desk, purpose
        self._seen: Preview | None = None
        self._chips: dict[str, Chips] = {}
        self._area: Scroll | None = None
        self.said = Saying()
        self.unite_button = button("統合する", "primary", self._unite)
        self.swap_button = button("入れ替える", "plain", self._swap, hint="残す方を入れ替える")
        self._back = button("やめる", "quiet", self.left.emit)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        foot = row(self._back, None, self.swap_button, self.unite_button)
        foot.setContentsMargins(unit(2), unit(), unit(2), unit())
        self.said.setContentsMargins(unit(2), 0, unit(2), 0)
        self._whole.addWidget(self.said)
        self._whole.addLayout(foot)
        self._read(kept_id, gone_id)

    def chosen(self) -> tuple[str, ...]:
        """無くなる人の方を採る欄の id。"""
        assert self._seen is not None
        word = _side_word(self._seen.gone_no)
        return tuple(name for name, chips in self._chips.items() if chips.chosen() == (word,))

    def _read(self, kept_id: str, gone_id: str) -> None:
        self.unite_button.setEnabled(False)
        read = partial(preview, self._desk, kept_id, gone_id, self._purpose)
        Ask(self, read).or_else(self.said.refuse).then(self._show)

    def _swap(self) -> None:
        if self._seen is not None:
            self._read(self._seen.gone_id, self._seen.kept_id)

    def _show(self, seen: Preview) -> None:
        self._seen = seen
        self._chips = {}
        if self._area is not None:
            self._area.hide()
            self._area.deleteLater()
        self._area = area = Scroll(margin=2, spacing=1)
        area.add(text(f"残す記録　{seen.kept_words}", "strong", wrap=True))
        area.add(text(f"統合して無くす記録　{seen.gone_words}", "body", wrap=True))
        number = f"{seen.gone_no} の番号で探しても、{seen.kept_no} が見つかるようになります。"
        area.add(text(f"{number}{_UNDO}", "caption", wrap=True))
        area.add(_list("食い違うところ", seen.contradictions))
        for side in seen.sides:
            if side.differs:
                area.add(self._side(side, seen))
        same = [side.part.label for side in seen.sides if not side.differs and side.kept]
        area.add(_list("同じところ", ("、".join(same),) if same else ()))
        moving = seen.moving or ("移るものはありません。",)
        area.add(_list(f"{seen.kept_no} に移るもの", moving))
        area.add(None)
        self._whole.insertWidget(0, area, 1)
        self._try()
        first = next(iter(self._chips.values()), None)
        stop: QWidget = first if first is not None else self.unite_button
        QTimer.singleShot(0, self, partial(stop.setFocus, Qt.FocusReason.OtherFocusReason))

    def _side(self, side: Side, seen: Preview) -> Card:
        card = Card()
        card.body.setContentsMargins(unit(2), unit(), unit(2), unit())
        card.body.setSpacing(unit(0.5))
        card.add(text(side.part.label, "strong"))
        card.add(SideBySide(side.kept, side.gone, (seen.kept_no, seen.gone_no)))
        words = _side_word(seen.kept_no), _side_word(seen.gone_no)
        chips = Chips(words, exclusive=True, fallback=words[int(side.takes_gone)])
        chips.describe(f"{side.part.label}はどちらを採るか", "")
        chips.changed.connect(self._try)
        self._chips[side.part.id] = chips
        card.add(chips)
        return card

    def _try(self) -> None:
        """いまの選び方で統合できるかを確かめ、できなければわけを言う。"""
        seen = self._seen
        assert seen is not None
        chosen = self.chosen()
        self.unite_button.setEnabled(False)
        if seen.refused:
            self.said.say(seen.refused)
            return

        def show(problem: str) -> None:
            if self._seen is not seen or self.chosen() != chosen:
                return
            self.unite_button.setEnabled(not problem)
            if problem:
                self.said.say(problem)
            else:
                self.said.hide()

        look = partial(trial, self._desk, seen.kept_id, seen.gone_id, chosen, self._purpose)
        Ask(self, look).or_else(self.said.refuse).then(show)

    def _unite(self) -> None:
        seen = self._seen
        assert seen is not None
        self.unite_button.setEnabled(False)
        work = partial(unite, self._desk, seen.kept_id, seen.gone_id, self.chosen(), self._purpose)
        words = f"{seen.done}「統合を戻す」で元に戻せます。"
        Do(self, work, *CHANGES).or_else(self.said.refuse).then(
            lambda _made: self.united.emit(words)
        )


def _side_word(number: str) -> str:
    return f"{number} の方"


def _list(title: str, lines: tuple[str, ...]) -> QWidget:
    """見出しと行。行が無ければ、何も出さない。"""
    holder = QWidget()
    if not lines:
        holder.hide()
        return holder
    whole = QVBoxLayout(holder)
    whole.setContentsMargins(0, unit(0.5), 0, 0)
    whole.setSpacing(unit(0.5))
    whole.addWidget(text(title, "strong"))
    for line in lines:
        whole.addWidget(text(line, wrap=True))
    return holder
