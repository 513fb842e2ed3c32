"""配付・回収管理表: 一部ずつ、配った・戻った・裁断した。持ち帰りと、渡さなかった部も。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.copy_corrections import Correction, take_back
from jusou_desk.casework.meeting.copy_register import (
    exception_words,
    issued_words,
    number_words,
    replaced_prints,
)
from jusou_desk.casework.meeting.seats import chair_of
from jusou_desk.casework.printing import packets
from jusou_desk.casework.printing.later_copies import LaterCopy, draw_for_absent
from jusou_desk.casework.recall.stale_copies import StaleCopy
from jusou_desk.models.records import Attendee, CopyException, Meeting, PacketCopy
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.meeting.out_panel import later_panel
from jusou_desk.ui.meeting.papers import first_of
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, button, column, row, text
from jusou_desk.ui.theme import scale, unit
from jusou_desk.wareki import format_short

_UNDO: Final = "取り消す"
#: 誓約日の無い席の行に言うこと。
UNPLEDGED: Final = "誓約を確かめていません"
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

    def __init__(
        self,
        desk: Desk,
        meeting: Meeting,
        every: Sequence[PacketCopy],
        corrections: Sequence[Correction] = (),
        stale: Sequence[StaleCopy] = (),
        bare: Sequence[Attendee] = (),
    ) -> None:
        """every: 管理表の行(差し替えた部も)。corrections: その訂正。stale: 見せられなくなった部。

        bare: 誓約を確かめていない出席者。
        """
        super().__init__("配付と回収")
        self._desk = desk
        self._stale = {one.copy.id: one for one in stale}
        self._cells: dict[str, list[QWidget]] = {}
        self._heads: list[QWidget] = []
        self._bare = {(one.agency, one.name) for one in bare}
        self._meeting_no = meeting.meeting_no
        self._held_on = meeting.held_on
        if not every:
            self.add(text("まだ資料を発行していません。", "caption"))
            return
        copies = [copy for copy in every if not copy.replaced]
        old = replaced_prints(every)
        self._reissued = len({copy.issued_at for copy in copies if not copy.later}) > 1
        self.witness = _name_line("裁断の立会者", "")
        self.permitted = _name_line("持ち帰りを許した人", chair_of(meeting))
        out = [c for c in copies if c.handed_on and c.missing]
        free = [c for c in copies if c.id not in self._stale]
        waiting = [c for c in free if not c.handed_on and not c.exception]
        # 議事録などは席の資料とは別の時に渡すので、席の部が残る間は一緒に「配った」にしない
        unhanded = [c for c in waiting if not c.later] or waiting
        at_hand = [c for c in copies if c.at_hand and not c.shredded_on]
        self.hand_all = button(
            f"{len(unhanded)}部とも配ったことにする", "plain", lambda: self._hand(unhanded)
        )
        self.take_all = button(f"{len(out)}部とも戻った", "plain", lambda: self._take(out))
        self.shred_all = button(
            f"{len(at_hand)}部を裁断した", "plain", lambda: self._shred(at_hand)
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(unit())
        grid.setColumnStretch(0, 2)  # 脇を開いて狭くなっても、機関の名が読める幅にする
        grid.setColumnStretch(len(_COLUMNS), 1)
        grid.setColumnMinimumWidth(0, scale().body * 4)
        for at, words in enumerate(_COLUMNS):
            self._heads.append(text(words, "label", wrap=not at))
            grid.addWidget(self._heads[-1], 0, at)
        for place, copy in enumerate(copies, 1):
            self._put_line(grid, place, copy)
        if at_hand or any(not those[0].shredded_on for those in old):
            self.add(row(text("裁断の立会者", "label"), self.witness, None))
        if out:
            self.add(row(text("持ち帰りを許した人(会議の長)", "label"), self.permitted, None))
        self.add(grid, row(self.hand_all, self.take_all, self.shred_all, None))
        for those in old:
            self._put_replaced(those)
        for one in corrections:
            self.add(text(f"訂正　{one.words}", "caption", wrap=True))
        # 札に収まる前に見せると、釦だけの窓が開いて手がそちらへ移る
        self.hand_all.setVisible(bool(unhanded))
        self.take_all.setVisible(bool(out))
        self.shred_all.setVisible(bool(at_hand))

    def _put_replaced(self, those: Sequence[PacketCopy]) -> None:
        """配らないうちに差し替えた、前の一度の発行。刷ってあれば、裁断を書く。"""
        words = f"{issued_words(those[0])} に出した{len(those)}部は、配らずに差し替えました。"
        on, shred = those[0].shredded_on, f"前の{len(those)}部を裁断した"
        if on is not None:
            done = f"{words}{format_short(on)} 裁断(立会 {those[0].witness})"
            undo = button(_UNDO, "quiet", lambda: self._take_back(those))
            undo.setAccessibleName(f"「{shred}」を取り消す")
            self.add(row(text(done, wrap=True), undo, None))
            return
        made = button(shred, "plain", lambda: self._shred(those))
        self.add(row(text(words, wrap=True), made, None))

    def _put_line(self, grid: QGridLayout, place: int, copy: PacketCopy) -> None:
        at = f"\n{issued_words(copy)} 発行"
        whose = f"{number_words(copy)}　{copy.agency}\n{copy.name}"
        about = text(whose + (at if self._reissued and not copy.later else ""), wrap=True)
        stale = self._stale.get(copy.id)
        said = [stale.words] if stale else []
        said += [UNPLEDGED] if (copy.agency, copy.name) in self._bare else []
        cells: list[QWidget] = [
            _stacked(about, *(text(words, "problem", wrap=True) for words in said)),
            self._stage(
                copy,
                "配った",
                copy.handed_on,
                lambda: self._hand([copy]),
                ready=copy.shredded_on is None and stale is None,
            ),
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
                ready=copy.at_hand,
            ),
            self._exception(copy),
        ]
        self._cells[copy.id] = cells
        for across, cell in enumerate(cells):
            grid.addWidget(cell, place, across, Qt.AlignmentFlag.AlignTop)

    def row_of(self, copy_id: str) -> tuple[QWidget, ...]:
        """管理表のその部の升。無くなっていれば空。"""
        return tuple(self._cells.get(copy_id, ()))

    def stop_at(self, copy_id: str) -> QPushButton | None:
        """その部の行で、次に押しそうな釦(取消しではないもの)。"""
        for cell in self.row_of(copy_id):
            made = [cell] if isinstance(cell, QPushButton) else cell.findChildren(QPushButton)
            for one in made:
                if one.isEnabled() and one.text() != _UNDO:
                    return one
        return None

    def rows_start(self) -> int:
        """欄の題の、札の上の端からの高さ。"""
        return self._heads[0].mapTo(self, QPoint()).y() if self._heads else 0

    def rows_end(self) -> int:
        """いちばん下の行の、画面での下の端。"""
        cells = [cell for row in self._cells.values() for cell in row]
        return max((cell.mapToGlobal(QPoint(0, cell.height())).y() for cell in cells), default=0)

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
            return self._done(copy, words, done_on)
        made = button(words, "quiet", act)
        made.setAccessibleName(f"控番{copy.copy_no}を{words}")
        made.setEnabled(ready)
        return made

    def _done(self, copy: PacketCopy, words: str, on: date) -> QWidget:
        """済んだ日。最後に書いたものには、取消しを添える。"""
        said = text(format_short(on), "figures")
        last = "裁断した" if copy.shredded_on else "戻った" if copy.returned_on else "配った"
        if words != last or (last == "配った" and copy.exception):
            return said
        undo = button(_UNDO, "quiet", lambda: self._take_back([copy]))
        undo.setAccessibleName(f"控番{copy.copy_no}の「{words}」を取り消す")
        return _stacked(said, undo)

    def _exception(self, copy: PacketCopy) -> QWidget:
        """例外が書いてあればその語と取消し、無ければ書く釦。戻った部には何も要らない。"""
        if copy.exception:
            words = exception_words(copy)
            undo = button(_UNDO, "quiet", lambda: self._except(copy, CopyException.NONE))
            undo.setAccessibleName(f"控番{copy.copy_no}の「{words}」を取り消す")
            said = text(words.replace("(", "\n("), wrap=True)
            # 裁断した部の例外は、裁断を取り消してから直す
            parts: list[QWidget] = [said] if copy.shredded_on else [said, undo]
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
        return _stacked(self._excepting(copy, CopyException.READ_ONLY), unhanded)

    def _excepting(self, copy: PacketCopy, wanted: CopyException) -> QWidget:
        made = button(wanted, "quiet", lambda: self._except(copy, wanted))
        made.setAccessibleName(f"控番{copy.copy_no}を{wanted}")
        return made

    def _draw_later(self, copy: PacketCopy) -> None:
        def show(later: LaterCopy) -> None:
            self.later_drawn.emit(later.paper.title, later_panel(self._desk, later))
            if later.problems:
                said = "後から渡す部を開きました。まだ出していません。"
                NoticeBar.near(self).tell(said, caution=first_of(later.problems))

        draw = partial(draw_for_absent, self._desk, copy.meeting_id, copy.agency, copy.name)
        Ask(self, draw).saying("紙を刷る支度をしています").then(show)

    def _mark(
        self,
        copies: Sequence[PacketCopy],
        words: str,
        mark: Callable[[PacketCopy], PacketCopy],
        back: Callable[[Desk, PacketCopy], PacketCopy] | None = None,
    ) -> None:
        """``copies`` に書く。back: すぐに戻すときの取消し。"""
        desk, bar, about = self._desk, NoticeBar.near(self), self._meeting_no
        early = self._early(words)

        def told(marked: list[PacketCopy]) -> None:
            done = f"{len(marked)}部を「{words}」にしました。"
            if back is None:
                bar.tell(done)
                return
            undo = partial(_each, partial(back, desk), marked)
            bar.tell(
                done,
                undo=lambda: Do(bar, undo, Changed.MEETING).then(),
                about=about,
                caution=early,
            )

        Do(self, partial(_each, mark, copies), Changed.MEETING).then(told)

    def _early(self, words: str) -> str:
        """会議の日より前に、配った・戻ったと書くこと。そうでなければ空。"""
        if words not in ("配った", "戻った") or self._desk.today() >= self._held_on:
            return ""
        return f"会議の日（{format_short(self._held_on)}）より前の日付です。"

    def _take_back(self, copies: Sequence[PacketCopy]) -> None:
        desk, bar = self._desk, NoticeBar.near(self)
        Do(self, partial(_each, partial(take_back, desk), copies), Changed.MEETING).then(
            lambda done: bar.tell(
                f"{len(done)}部の記入を取り消しました。", "取り消したことは、訂正として残ります。"
            )
        )

    def _hand(self, copies: Sequence[PacketCopy]) -> None:
        desk = self._desk
        self._mark(
            copies,
            "配った",
            lambda c: packets.mark_copy(desk, c, handed_on=desk.today()),
            take_back,
        )

    def _take(self, copies: Sequence[PacketCopy]) -> None:
        desk = self._desk
        self._mark(
            copies,
            "戻った",
            lambda c: packets.mark_copy(desk, c, returned_on=desk.today()),
            take_back,
        )

    def _shred(self, copies: Sequence[PacketCopy]) -> None:
        desk, witness = self._desk, self.witness.text().strip()
        self._mark(
            copies,
            "裁断した",
            lambda c: packets.mark_copy(desk, c, shredded_on=desk.today(), witness=witness),
            take_back,
        )

    def _except(self, copy: PacketCopy, exception: CopyException) -> None:
        desk, permitted = self._desk, self.permitted.text()

        def mark(one: PacketCopy) -> PacketCopy:
            return packets.except_copy(desk, one, exception, permitted_by=permitted)

        self._mark([copy], exception or "例外なし", mark)


def _each(
    mark: Callable[[PacketCopy], PacketCopy], copies: Sequence[PacketCopy]
) -> list[PacketCopy]:
    return [mark(copy) for copy in copies]


def _stacked(*parts: QWidget) -> QWidget:
    made = QWidget()
    made.setLayout(column(*parts, spacing=0))
    return made


def _name_line(name: str, words: str) -> Line:
    line = Line()
    line.setText(words)
    line.setAccessibleName(name)
    line.setMaximumWidth(scale().body * 16)
    return line
