"""歩みの札: 先の予定を上に「これから」、絞り込みと済んだ出来事の列を下に「これまで」。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from jusou_desk.casework.case.timeline import Happening
from jusou_desk.casework.case.timeline_narrowing import Sort, narrowed
from jusou_desk.ui.case.timeline_filter import TimelineFilter
from jusou_desk.ui.case.timeline_list import TimelineList
from jusou_desk.ui.pieces import Card, button, column

#: 一度に並べる数。丈を測る手間は件数に比例するので、古いものは頼まれてから並べる。
AT_ONCE: Final = 400


class History(QWidget):
    """これからとこれまでの歩み。絞り込みは読み直しても残る。

    ``papers_wanted``: 「紙の発行」が選ばれた。読んだら ``add_papers`` で渡す。
    """

    opened = Signal(object)
    papers_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._happenings: tuple[Happening, ...] = ()
        self._papers: tuple[Happening, ...] | None = None
        self._most = AT_ONCE
        self.filter = TimelineFilter()
        self.chips = self.filter.chips
        self.filter.changed.connect(self._narrow_anew)
        self.list = TimelineList("これまでの歩み")
        self.more_button = button("", "quiet", self._show_more)
        past = Card("これまで", self.filter.said)
        past.add(self.filter, self.list, self.more_button)
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
        self._papers = None
        if self._happenings:
            self.filter.offer(self._happenings, now.date())
        self._narrow()

    def add_papers(self, papers: Sequence[Happening]) -> None:
        """出した紙を並べる。"""
        self._papers = tuple(papers)
        self._narrow()

    def stand_on(self, ref: str) -> None:
        """その記録の行に手を置き、見えるところまで巻く。並んでいなければ何もしない。"""
        for one in (self.list, self.coming):
            if one.stand_on(ref):
                return

    def start_over(self) -> None:
        """別の相談に移った。絞り込みを戻す。"""
        self._most = AT_ONCE
        self._happenings, self._papers = (), None
        self.filter.start_over()
        self.show_happenings((), datetime.max)

    def _narrow_anew(self) -> None:
        self._most = AT_ONCE
        self._narrow()

    def _show_more(self) -> None:
        self._most += AT_ONCE
        self._narrow()
        self.list.setFocus()

    def _narrow(self) -> None:
        by = self.filter.narrowing()
        if by.sort is Sort.PAPERS and self._papers is None and self._happenings:
            self.papers_wanted.emit()
        whole = (self._papers or ()) if by.sort is Sort.PAPERS else self._happenings
        found = narrowed(whole, by)
        self.filter.say_count(len(found), len(whole))
        self.list.show_happenings(found[: self._most])
        rest = len(found) - self._most
        self.more_button.setText(f"もっと前を並べる（あと{rest}件）")
        self.more_button.setAccessibleName(self.more_button.text())
        self.more_button.setVisible(rest > 0)


def _comes(one: Happening, now: datetime) -> bool:
    """まだ来ていないか。時刻の分からないものは、その日のうちは済んだものに数える。"""
    return one.on > now.date() or (
        one.on == now.date() and one.clock is not None and one.clock > now.time()
    )
