"""開いている間に書き直された一枚。違う欄ごとに、わたしの方か、いまの方かを選ぶ。"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from jusou_desk.casework.case.colliding import Collided, Content, Differing
from jusou_desk.ui.case.side_by_side import SideBySide
from jusou_desk.ui.fields.chips import RadioChip
from jusou_desk.ui.pieces import Card, Saying, Scroll, button, row, text
from jusou_desk.ui.theme import unit

_ABOUT = (
    "開いている間に、ほかの窓で書き直されました。まだ何も保存していません。"
    "違う欄ごとに、残す方を選んでください。"
)
_MINE, _NOW = "わたしの方", "いまの方（ほかの窓）"
_KEPT = "いまの方は、選ばなくても「書き直しの記録」に残ります。"


class CollisionSheet(QWidget):
    """選び終えると、``settled`` に、いまの方を採る欄の名の組を渡す。``back`` は、選ばずに入力へ戻ること。

    わたしが触っていない欄は、いまの方が選んである。二人とも直した欄は、選ぶまで進めない。
    """

    settled = Signal(object)
    back = Signal()

    def __init__(self, error: Collided) -> None:
        super().__init__()
        self.choices: dict[str, tuple[RadioChip, RadioChip]] = {}
        area = Scroll(margin=2, spacing=1.5)
        area.add(text(_ABOUT, "strong", wrap=True), text(_KEPT, "caption", wrap=True))
        for one in error.differing:
            area.add(self._card(one))
        area.add(None)
        self.problem = Saying()
        self.settle_button = button("この選び方で保存する", "primary", self._settle)
        self.back_button = button("入力に戻る", "quiet", self.back.emit)
        foot = row(self.problem, self.back_button, self.settle_button)
        foot.setStretch(0, 1)
        foot.setContentsMargins(unit(2), unit(), unit(2), unit(1.5))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(area, 1)
        whole.addLayout(foot)
        first = next(iter(self.choices.values()), None)
        self.setFocusProxy(first[0] if first else self.settle_button)

    def _card(self, one: Differing) -> Card:
        card = Card()
        card.body.setContentsMargins(unit(2), unit(), unit(2), unit(1.5))
        mine, now = RadioChip(_MINE), RadioChip(_NOW)
        for chip, words in ((mine, _MINE), (now, _NOW)):
            chip.setAccessibleName(f"{one.label}は{words}")
            chip.clicked.connect(partial(self._choose, one.name, chip))
        self.choices[one.name] = (mine, now)
        said = (
            "二人とも直した欄です。どちらかを選んでください。"
            if one.both
            else "わたしは直していない欄です。"
            if one.only_theirs
            else "わたしだけが直した欄です。"
        )
        card.add(text(one.label, "strong", wrap=True), text(said, "caption", wrap=True))
        card.add(SideBySide(one.mine, one.now, (mine, now)))
        if not one.both:
            self._choose(one.name, now if one.only_theirs else mine)
        return card

    def _choose(self, name: str, chosen: RadioChip, _on: bool = True) -> None:
        for chip in self.choices[name]:
            chip.setChecked(chip is chosen)

    def _settle(self) -> None:
        open_ones = [
            pair[0] for pair in self.choices.values() if not any(chip.isChecked() for chip in pair)
        ]
        if open_ones:
            self.problem.say("二人とも直した欄が、まだ選ばれていません。")
            open_ones[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.settled.emit(frozenset(n for n, (_, now) in self.choices.items() if now.isChecked()))


class CollisionPages(QStackedWidget):
    """``host`` の中で、書く一枚 ``written`` と、書き直されていたときの一枚を入れ替える。"""

    def __init__(self, host: QWidget, written: QWidget) -> None:
        super().__init__(host)
        self.sheet: CollisionSheet | None = None
        self.addWidget(written)
        whole = QVBoxLayout(host)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self)

    def offer(self, error: Collided, settle: Callable[[Content, frozenset[str]], object]) -> None:
        """並べて見せ、選び終えたら ``settle`` に、いまの中身と、いまの方を採る欄の名を渡す。"""
        self.sheet = CollisionSheet(error)

        def settled(taken: frozenset[str]) -> None:
            self._leave()
            settle(error.now, taken)

        self.sheet.settled.connect(settled)
        self.sheet.back.connect(self._leave)
        self.addWidget(self.sheet)
        self.setCurrentWidget(self.sheet)
        self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        if self.sheet is not None:
            self.removeWidget(self.sheet)
            self.sheet.deleteLater()
            self.sheet = None
