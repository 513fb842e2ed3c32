"""歩みの札: 先の予定を上に「これから」、絞り込みの札と済んだ出来事の列を下に「これまで」。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from jusou_desk.casework.case.timeline import Happening
from jusou_desk.ui.case.timeline_list import FILTERS, TimelineList
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.pieces import Card, column, text

ALL = "すべて"


class History(QWidget):
    """これからとこれまでの歩み。絞り込みは読み直しても残る。"""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._happenings: tuple[Happening, ...] = ()
        self.chips = Chips(FILTERS, exclusive=True, fallback=ALL)
        self.chips.describe("歩みの絞り込み", "")
        self.chips.changed.connect(self._narrow)
        self.list = TimelineList("これまでの歩み")
        self._count: QLabel = text("", "caption")
        past = Card("これまで")
        past.add(self.chips, self._count, self.list)
        self.coming = TimelineList("これからの予定")
        self._ahead = Card("これから")
        self._ahead.add(self.coming)
        self._ahead.hide()
        for one in (self.coming, self.list):
            one.opened.connect(self.opened)
        self.setLayout(column(self._ahead, past, spacing=2))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def show_happenings(self, happenings: Sequence[Happening], now: datetime) -> None:
        """並べ直す。``now`` より先のものは、近い順に「これから」へ分ける。"""
        ahead = tuple(one for one in reversed(happenings) if _comes(one, now))
        self._ahead.setVisible(bool(ahead))
        self.coming.show_happenings(ahead)
        self._happenings = tuple(one for one in happenings if not _comes(one, now))
        self._narrow()

    def start_over(self) -> None:
        """別の相談に移った。絞り込みを戻す。"""
        self.chips.choose([ALL])
        self.show_happenings((), datetime.max)

    def _narrow(self) -> None:
        kinds = FILTERS[self.chips.chosen()[0]]
        shown = tuple(one for one in self._happenings if one.kind in kinds)
        self._count.setText(f"{len(shown)}件" if shown else "ここに当たるものはまだありません。")
        self.list.show_happenings(shown)


def _comes(one: Happening, now: datetime) -> bool:
    """まだ来ていないか。時刻の分からないものは、その日のうちは済んだものに数える。"""
    return one.on > now.date() or (
        one.on == now.date() and one.clock is not None and one.clock > now.time()
    )
