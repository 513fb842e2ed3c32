"""会議の資料: 下見、発行、配付・回収。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from jusou_desk.casework import packets
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meetings import MeetingPage
from jusou_desk.casework.packet_press import Press
from jusou_desk.casework.packets import IssuedPacket
from jusou_desk.models.records import PacketCopy
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields.line import Line
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, button, row, text
from jusou_desk.ui.theme import scale, unit
from jusou_desk.wareki import format_short


class PaperCard(Card):
    """資料の下見と発行。``previewed`` は下見の PDF と題。"""

    previewed = Signal(bytes, str)
    printing = Signal(bytes, str)

    def __init__(self, desk: Desk, page: MeetingPage) -> None:
        super().__init__("資料を作る")
        self._desk = desk
        self._page = page
        count = len(page.meeting.attendees)
        self.add(
            text(
                f"次第・名簿・議題ごとの事例票・役割分担表・決定事項の紙を、出席者{count}人に一部ずつ、"
                "控番と機関の名前を入れて刷ります。",
                wrap=True,
            )
        )
        self.preview_button = button("下見する", "plain", self._preview)
        self.issue_button = button("ファイルに出す", "primary", self._issue)
        self.print_button = button("全部数を印刷", "plain", self._print)
        self.add(row(self.preview_button, self.print_button, self.issue_button, None))
        ready = bool(count and page.items)
        self.preview_button.setEnabled(ready)
        self.issue_button.setEnabled(ready)
        self.print_button.setEnabled(ready)
        if not ready:
            lacking = "議題" if count else "出席者"
            self.add(text(f"先に{lacking}を入れてください。", "caption"))

    def _preview(self) -> None:
        desk, meeting_id = self._desk, self._page.meeting.id

        def show(made: tuple[Press, bytes]) -> None:
            press, data = made
            self.previewed.emit(data, f"{press.meeting.meeting_no} 控番1")
            self._tell_problems(press.problems + press.notices)

        Ask(self, lambda: packets.preview_packet(desk, meeting_id)).then(show)

    def _print(self) -> None:
        desk, meeting_id = self._desk, self._page.meeting.id

        def show(made: tuple[IssuedPacket, bytes]) -> None:
            issued, data = made
            self.printing.emit(data, f"{issued.meeting.meeting_no} 全{len(issued.copies)}部")
            self._tell_problems(issued.problems + issued.notices)

        Do(self, lambda: packets.print_packet(desk, meeting_id), Changed.MEETING).saying(
            "資料を刷る支度をしています"
        ).then(show)

    def _issue(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "資料を出すフォルダ")
        if folder:
            self.issue_to(Path(folder))

    def issue_to(self, folder: Path) -> None:
        """``folder`` に発行する。"""
        desk, meeting_id = self._desk, self._page.meeting.id

        def show(issued: IssuedPacket) -> None:
            NoticeBar.near(self).tell(
                f"資料を{len(issued.copies)}部、「{folder.name}」に出しました。",
                "配ったら「配った」を、戻ったら「戻った」を押してください。",
            )
            self._tell_problems(issued.problems + issued.notices)

        Do(self, lambda: packets.issue_packet(desk, meeting_id, folder), Changed.MEETING).saying(
            "資料を刷っています"
        ).then(show)

    def _tell_problems(self, problems: tuple[str, ...]) -> None:
        if problems:
            more = f"(ほか{len(problems) - 1}件)" if len(problems) > 1 else ""
            NoticeBar.near(self).tell("渡す前に、確かめてほしい所があります。", problems[0] + more)


class CopiesCard(Card):
    """配付・回収管理表。一部ずつ、配った・戻った・裁断した。"""

    def __init__(self, desk: Desk, copies: tuple[PacketCopy, ...]) -> None:
        super().__init__("配付と回収")
        self._desk = desk
        if not copies:
            self.add(text("まだ資料を発行していません。", "caption"))
            return
        self.witness = Line()
        self.witness.setAccessibleName("裁断の立会者")
        self.witness.setMaximumWidth(scale().body * 16)
        waiting = [c for c in copies if c.handed_on and not c.returned_on]
        unhanded = [c for c in copies if not c.handed_on]
        self.hand_all = button(f"{len(unhanded)}部を配った", "plain", lambda: self._hand(unhanded))
        self.take_all = button(f"{len(waiting)}部とも戻った", "plain", lambda: self._take(waiting))
        returned = [c for c in copies if c.returned_on and not c.shredded_on]
        self.shred_all = button(
            f"{len(returned)}部を裁断した", "plain", lambda: self._shred(returned)
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(unit(2))
        for column, words in enumerate(("控番", "機関", "氏名", "配付", "回収", "裁断")):
            grid.addWidget(text(words, "label"), 0, column)
        for place, copy in enumerate(copies, 1):
            self._put_line(grid, place, copy)
        if returned:
            self.add(row(text("裁断の立会者", "label"), self.witness, None))
        self.add(grid, row(self.hand_all, self.take_all, self.shred_all, None))
        # 札に収まる前に見せると、釦だけの窓が開いて手がそちらへ移る
        self.hand_all.setVisible(bool(unhanded))
        self.take_all.setVisible(bool(waiting))
        self.shred_all.setVisible(bool(returned))

    def _put_line(self, grid: QGridLayout, place: int, copy: PacketCopy) -> None:
        cells: list[QWidget] = [
            text(f"{copy.copy_no}/{copy.copies}", "figures"),
            text(copy.agency, wrap=True),
            text(copy.name),
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
                ready=copy.returned_on is not None,
            ),
        ]
        for column, cell in enumerate(cells):
            grid.addWidget(cell, place, column)

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
