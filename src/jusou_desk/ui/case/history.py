"""歩みの札: 絞り込みの札と、出来事の列。"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QSizePolicy

from jusou_desk.casework.timeline import Happening
from jusou_desk.ui.case.timeline_list import FILTERS, TimelineList
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.pieces import Card, text

ALL = "すべて"


class History(Card):
    """これまでの歩み。絞り込みは読み直しても残る。"""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__("これまで")
        self._happenings: tuple[Happening, ...] = ()
        self.chips = Chips(FILTERS, exclusive=True, fallback=ALL)
        self.chips.describe("歩みの絞り込み", "")
        self.chips.changed.connect(self._narrow)
        self.list = TimelineList()
        self.list.opened.connect(self.opened)
        self._count: QLabel = text("", "caption")
        self.add(self.chips, self._count, self.list)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_happenings(self, happenings: Sequence[Happening]) -> None:
        """並べ直す。"""
        self._happenings = tuple(happenings)
        self._narrow()

    def start_over(self) -> None:
        """別の相談に移った。絞り込みを戻す。"""
        self.chips.choose([ALL])
        self.show_happenings(())

    def _narrow(self) -> None:
        kinds = FILTERS[self.chips.chosen()[0]]
        shown = tuple(one for one in self._happenings if one.kind in kinds)
        self._count.setText(f"{len(shown)}件" if shown else "ここに当たるものはまだありません。")
        self.list.show_happenings(shown)
