"""配付・回収管理表: 一部ずつ、配った・戻った・裁断した。持ち帰りと、渡さなかった部も。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from jusou_desk.casework import packets
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.later_copies import LaterCopy, draw_for_absent
from jusou_desk.models.records import CopyException, Meeting, PacketCopy
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.meeting.out_panel import later_panel
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, button, column, row, text
from jusou_desk.ui.theme import scale, unit
from jusou_desk.wareki import format_short

_COLUMNS: Final = ("控番　渡す先", "配付", "回収", "裁断", "例外")


class KeptCard(Card):
    """後から確かめる紙。``issued_wanted`` は発行控を、``register_wanted`` は管理表を見たいこと。"""

    issued_wanted = Signal()
    register_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.issued_button = button("出した資料を見る", "plain", self._want_issued)
        self.register_button = button("管理表を紙で見る", "plain", self._want_register)
        self.add(row(self.issued_button, self.register_button, None))

    def _want_issued(self) -> None:
        self.issued_wanted.emit()

    def _want_register(self) -> None:
        self.register_wanted.emit()


class CopiesCard(Card):
    """配付・回収管理表。``later_drawn`` は、来なかった人に後から渡す部の題と紙。"""

    later_drawn = Signal(str, QWidget)

    def __init__(self, desk: Desk, meeting: Meeting, copies: tuple[PacketCopy, ...]) -> None:
        super().__init__("配付と回収")
        self._desk = desk
        if not copies:
            self.add(text("まだ資料を発行していません。", "caption"))
            return
        self._reissued = len({copy.issued_at for copy in copies if not copy.later}) > 1
        self.witness = _name_line("裁断の立会者", "")
        self.permitted = _name_line("持ち帰りを許した人", meeting.chair)
        out = [c for c in copies if c.handed_on and c.missing]
        waiting = [c for c in copies if not c.handed_on and not c.exception]
        # 議事録などは席の資料とは別の時に渡すので、席の部が残る間は一緒に「配った」にしない
        unhanded = [c for c in waiting if not c.later] or waiting
        at_hand = [c for c in copies if _at_hand(c) and not c.shredded_on]
        self.hand_all = button(f"{len(unhanded)}部を配った", "plain", lambda: self._hand(unhanded))
        self.take_all = button(f"{len(out)}部とも戻った", "plain", lambda: self._take(out))
        self.shred_all = button(
            f"{len(at_hand)}部を裁断した", "plain", lambda: self._shred(at_hand)
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(unit())
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(len(_COLUMNS), 4)
        grid.setColumnMinimumWidth(0, scale().body * 6)
        for at, words in enumerate(_COLUMNS):
            grid.addWidget(text(words, "label"), 0, at)
        for place, copy in enumerate(copies, 1):
            self._put_line(grid, place, copy)
        if at_hand:
            self.add(row(text("裁断の立会者", "label"), self.witness, None))
        if out:
            self.add(row(text("持ち帰りを許した人(会議の長)", "label"), self.permitted, None))
        self.add(grid, row(self.hand_all, self.take_all, self.shred_all, None))
        # 札に収まる前に見せると、釦だけの窓が開いて手がそちらへ移る
        self.hand_all.setVisible(bool(unhanded))
        self.take_all.setVisible(bool(out))
        self.shred_all.setVisible(bool(at_hand))

    def _put_line(self, grid: QGridLayout, place: int, copy: PacketCopy) -> None:
        at = f"\n{format_short(copy.issued_at.date())} {copy.issued_at:%H:%M} 発行"
        whose = f"{packets.number_words(copy)}　{copy.agency}\n{copy.name}"
        cells: list[QWidget] = [
            text(whose + (at if self._reissued and not copy.later else ""), wrap=True),
            self._stage(copy, "配った", copy.handed_on, lambda: self._hand([copy])),
            self._stage(
                copy,
                "戻った",
                copy.returned_on,
                lambda: self._take([copy]),
                ready=copy.handed_on is not None,
            ),
            self._stage(
                copy,
                "裁断した",
                copy.shredded_on,
                lambda: self._shred([copy]),
                ready=_at_hand(copy),
            ),
            self._exception(copy),
        ]
        for across, cell in enumerate(cells):
            grid.addWidget(cell, place, across)

    def _stage(
        self,
        copy: PacketCopy,
        words: str,
        done_on: date | None,
        act: Callable[[], object],
        *,
        ready: bool = True,
    ) -> QWidget:
        if done_on is not None:
            return text(format_short(done_on), "figures")
        made = button(words, "quiet", act)
        made.setAccessibleName(f"控番{copy.copy_no}を{words}")
        made.setEnabled(ready)
        return made

    def _exception(self, copy: PacketCopy) -> QWidget:
        """例外が書いてあればその語と取消し、無ければ書く釦。戻った部には何も要らない。"""
        if copy.exception:
            words = packets.exception_words(copy)
            undo = button("取り消す", "quiet", lambda: self._except(copy, CopyException.NONE))
            undo.setAccessibleName(f"控番{copy.copy_no}の「{words}」を取り消す")
            parts = [text(words.replace("(", "\n("), wrap=True), undo]
            if copy.exception is CopyException.NOT_HANDED and not copy.later:
                later = button("後から渡す", "quiet", lambda: self._draw_later(copy))
                later.setAccessibleName(f"控番{copy.copy_no}の人に後から渡す")
                parts.append(later)
            return _stacked(*parts)
        if not copy.missing:
            return text("")
        if copy.handed_on:
            return self._excepting(copy, CopyException.TAKEN_HOME)
        unhanded = self._excepting(copy, CopyException.NOT_HANDED)
        if not copy.later:
            return unhanded
        both = QWidget()
        both.setLayout(row(self._excepting(copy, CopyException.READ_ONLY), unhanded, None))
        return both

    def _excepting(self, copy: PacketCopy, wanted: CopyException) -> QWidget:
        made = button(wanted, "quiet", lambda: self._except(copy, wanted))
        made.setAccessibleName(f"控番{copy.copy_no}を{wanted}")
        return made

    def _draw_later(self, copy: PacketCopy) -> None:
        def show(later: LaterCopy) -> None:
            self.later_drawn.emit(later.paper.title, later_panel(self._desk, later))
            for problem in later.problems:
                NoticeBar.near(self).tell("渡す前に、確かめてほしい所があります。", problem)

        draw = partial(draw_for_absent, self._desk, copy.meeting_id, copy.agency, copy.name)
        Ask(self, draw).saying("紙を刷る支度をしています").then(show)

    def _mark(
        self, copies: list[PacketCopy], words: str, mark: Callable[[PacketCopy], object]
    ) -> None:
        def work() -> None:
            for copy in copies:
                mark(copy)

        Do(self, work, Changed.MEETING).then(
            lambda _n: NoticeBar.near(self).tell(f"{len(copies)}部を「{words}」にしました。")
        )

    def _hand(self, copies: list[PacketCopy]) -> None:
        desk = self._desk
        self._mark(copies, "配った", lambda c: packets.mark_copy(desk, c, handed_on=desk.today()))

    def _take(self, copies: list[PacketCopy]) -> None:
        desk = self._desk
        self._mark(copies, "戻った", lambda c: packets.mark_copy(desk, c, returned_on=desk.today()))

    def _shred(self, copies: list[PacketCopy]) -> None:
        desk, witness = self._desk, self.witness.text().strip()
        self._mark(
            copies,
            "裁断した",
            lambda c: packets.mark_copy(desk, c, shredded_on=desk.today(), witness=witness),
        )

    def _except(self, copy: PacketCopy, exception: CopyException) -> None:
        desk, permitted = self._desk, self.permitted.text()

        def mark(one: PacketCopy) -> PacketCopy:
            return packets.except_copy(desk, one, exception, permitted_by=permitted)

        self._mark([copy], exception or "例外なし", mark)


def _stacked(*parts: QWidget) -> QWidget:
    made = QWidget()
    made.setLayout(column(*parts, spacing=0))
    return made


def _at_hand(copy: PacketCopy) -> bool:
    """役場の手元にあるか。戻ったか、渡していない。"""
    return copy.returned_on is not None or copy.exception is CopyException.NOT_HANDED


def _name_line(name: str, words: str) -> Line:
    line = Line()
    line.setText(words)
    line.setAccessibleName(name)
    line.setMaximumWidth(scale().body * 16)
    return line
