"""会議の資料: 下見、発行、配付・回収。"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.meetings import MeetingPage
from jusou_desk.casework.meeting.packet_folder import own_folder
from jusou_desk.casework.printing import packets
from jusou_desk.casework.printing.packet_press import Press
from jusou_desk.casework.printing.packets import IssuedPacket
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.choosing import choose_folder
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Card, button, row, text


class PaperCard(Card):
    """資料の下見と発行。``previewed`` は下見の PDF と題、``printing`` は発行と全部数の PDF。

    ``issued`` は、管理表に部が載ったこと。
    """

    previewed = Signal(bytes, str)
    printing = Signal(object, bytes)
    issued = Signal()

    def __init__(self, desk: Desk, page: MeetingPage, warnings: Sequence[str], bare: int) -> None:
        """warnings: 出す前に言うこと(支援措置の相手方の知らせ)。

        bare: 誓約を確かめていない出席者の数。
        """
        super().__init__("資料を作る")
        self._desk = desk
        self._page = page
        self._unpledged = f"誓約を確かめていない人が{bare}人います。" * bool(bare)
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
            problems = press.problems + press.notices
            if problems:
                said = "下見を脇に開きました。まだ出していません。"
                NoticeBar.near(self).tell(said, caution=first_of(problems))

        Ask(self, lambda: packets.preview_packet(desk, meeting_id)).then(show)

    def _print(self) -> None:
        desk, meeting_id = self._desk, self._page.meeting.id

        def show(made: tuple[IssuedPacket, bytes]) -> None:
            issued, data = made
            self.issued.emit()
            self.printing.emit(issued, data)
            problems = issued.problems + issued.notices
            if problems or issued.told or self._unpledged:
                said = f"全{len(issued.copies)}部を脇に開きました。「印刷」を押すと刷れます。"
                NoticeBar.near(self).tell(
                    said, _lines(issued.told, self._unpledged), caution=first_of(problems)
                )

        Do(self, lambda: packets.print_packet(desk, meeting_id), Changed.MEETING).saying(
            "資料を刷る支度をしています"
        ).then(show)

    def _issue(self) -> None:
        meeting = self._page.meeting
        title = f"資料を出す場所(その中に「{meeting.meeting_no}」のフォルダを作ります)"
        place = choose_folder(self, title)
        if place:
            self.issue_to(own_folder(place, meeting))

    def issue_to(self, folder: Path) -> None:
        """``folder`` に発行する。"""
        desk, meeting_id = self._desk, self._page.meeting.id

        def show(issued: IssuedPacket) -> None:
            self.issued.emit()
            count = len(issued.copies)
            gone = "、".join(path.name for path in issued.gone)
            lines = _lines(
                issued.told,
                self._unpledged,
                f"packet-01.pdf から {count}部と、事務局の packet.xlsx、管理表の copies.pdf。{folder}",
                f"いまの資料に無い前の {gone} は除きました(出した資料から見られます)。"
                * bool(gone),
                "" if issued.told else "配ったら「配った」を、戻ったら「戻った」を押してください。",
            )
            NoticeBar.near(self).tell(
                f"資料を{count}部、「{folder.name}」に出しました。",
                lines,
                caution=first_of(issued.problems + issued.notices),
            )

        Do(self, lambda: packets.issue_packet(desk, meeting_id, folder), Changed.MEETING).saying(
            "資料を刷っています"
        ).then(show)


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def first_of(problems: Sequence[str]) -> str:
    """帯に出す、渡す前に確かめること。初めの一つと、ほかの件数。無ければ空。"""
    more = f"(ほか{len(problems) - 1}件)" if len(problems) > 1 else ""
    return problems[0] + more if problems else ""
