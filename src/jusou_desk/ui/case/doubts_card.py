"""「確かめたいこと」の札。つじつまの合わないことを静かに並べ、押すとその記録を開く。書くことは止めない。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from jusou_desk.casework.case.contradictions import Doubt
from jusou_desk.ui.pieces import Card, button, column, row, text

TITLE: Final = "確かめたいこと"
CHECK: Final = "確かめました"
TAKE_BACK: Final = "取り消す"
SHOW: Final = "確かめたもの"
_CALM: Final = "このとおりで正しければ「確かめました」を押すと、元の記録が変わるまで並びません。"
_NONE_LEFT: Final = "みな確かめてあります。"
_OPEN: Final = "開く"


class DoubtsCard(Card):
    """一つ一行。``open_record`` は記録の id を受け取る(家族のことは空)。

    check・take_back: 確かめたことにする・取り消す。書けない人には None を渡し、ボタンを出さない。
    """

    def __init__(
        self,
        doubts: Sequence[Doubt],
        open_record: Callable[[str], object],
        check: Callable[[Doubt], object] | None = None,
        take_back: Callable[[Doubt], object] | None = None,
    ) -> None:
        super().__init__(TITLE)
        left = [one for one in doubts if not one.checked]
        done = [one for one in doubts if one.checked]
        if not left:
            self.add(text(_NONE_LEFT, "caption", wrap=True))
        elif check is not None:
            self.add(text(_CALM, "caption", wrap=True))
        for one in left:
            go = _button(_OPEN, one, partial(open_record, one.ref))
            extra = [_button(CHECK, one, partial(check, one))] if check else []
            self.add(_line(one.sentence, go, *extra))
        if done:
            self._add_done(done, take_back)

    def _add_done(self, done: Sequence[Doubt], take_back: Callable[[Doubt], object] | None) -> None:
        """確かめたもの。押すまで畳んでおく。"""
        lines = []
        for one in done:
            undo = [_button(TAKE_BACK, one, partial(take_back, one))] if take_back else []
            lines.append(_line(f"{one.sentence}（{one.checked}）", *undo))
        folded = QWidget()
        folded.setLayout(column(*lines))
        folded.hide()
        show = button(f"{SHOW} {len(done)}件", "quiet")
        show.setCheckable(True)
        show.toggled.connect(folded.setVisible)
        self.add(row(show, None), folded)


def _button(words: str, doubt: Doubt, press: Callable[[], object]) -> QPushButton:
    made = button(words, "quiet", press, hint=doubt.sentence)
    made.setAccessibleName(f"{words}: {doubt.sentence}")
    return made


def _line(words: str, *buttons: QPushButton) -> QVBoxLayout:
    # 脇の列は狭いので、釦は文の下に置く。
    return column(text(words, wrap=True), row(None, *buttons), spacing=0)
