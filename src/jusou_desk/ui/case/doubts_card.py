"""「確かめたいこと」の札。つじつまの合わないことを静かに並べ、押すとその記録を開く。書くことは止めない。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from jusou_desk.casework.case.contradictions import Doubt
from jusou_desk.ui.pieces import Card, button, row, text

TITLE: Final = "確かめたいこと"
_CALM: Final = "このとおりで正しければ、そのままで構いません。"
_OPEN: Final = "開く"


class DoubtsCard(Card):
    """一つ一行。``open_record`` は記録の id を受け取る(家族のことは空)。"""

    def __init__(self, doubts: Sequence[Doubt], open_record: Callable[[str], object]) -> None:
        super().__init__(TITLE)
        self.add(text(_CALM, "caption", wrap=True))
        for one in doubts:
            go = button(_OPEN, "quiet", partial(open_record, one.ref), hint=one.sentence)
            go.setAccessibleName(f"{_OPEN}: {one.sentence}")
            line = row(text(one.sentence, wrap=True), go)
            line.setStretch(0, 1)
            self.add(line)
