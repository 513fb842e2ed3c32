"""会議の資料: 下見、発行、配付・回収。"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from jusou_desk.casework import packets
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meetings import MeetingPage
from jusou_desk.casework.packet_press import Press
from jusou_desk.casework.packets import IssuedPacket
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, button, row, text


class PaperCard(Card):
    """資料の下見と発行。``previewed`` は下見の PDF と題、``printing`` は発行と全部数の PDF。"""

    previewed = Signal(bytes, str)
    printing = Signal(object, bytes)

    def __init__(self, desk: Desk, page: MeetingPage, warnings: Sequence[str]) -> None:
        """warnings: 出す前に言うこと(支援措置の相手方の知らせ)。"""
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
        if warnings:
            self.add(text("\n".join(warnings), "problem", wrap=True))
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
            self.printing.emit(issued, data)
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
