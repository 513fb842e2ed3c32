"""会議の前後の紙(開催通知・誓約書・議事録など)を、下見して刷るか、ファイルに出す札。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.packet_folder import own_folder
from jusou_desk.casework.printing.meeting_papers import (
    DrawnPaper,
    draw_paper,
    hand_out_paper,
    note_paper_printing,
    paper_kind,
)
from jusou_desk.models.records import Meeting
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.choosing import choose_folder
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.meeting.papers import first_of
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_view import PaperView, paper_panel
from jusou_desk.ui.pieces import Card, button, column, row, text
from jusou_desk.wareki import format_short

Draw = Callable[[], DrawnPaper]


def printable(desk: Desk, paper: DrawnPaper) -> PaperView:
    """脇に開く、刷れる紙。刷ると監査と発行控に残り、開催通知なら通知日も残る。"""
    title = f"{paper.subject.number} {paper.kind.title}"
    note = partial(note_paper_printing, desk, paper)
    return paper_panel(paper.whole, title, note, Changed.MEETING)


def draw_then(asker: QWidget, draw: Draw, show: Callable[[DrawnPaper], object]) -> None:
    """紙を刷り上げて ``show`` に渡す。確かめてほしいことがあれば、知らせの帯で言う。"""

    def shown(paper: DrawnPaper) -> None:
        show(paper)
        if paper.problems:
            said = f"{paper.kind.title}を開きました。まだ出していません。"
            NoticeBar.near(asker).tell(said, caution=first_of(paper.problems))

    Ask(asker, draw).saying("紙を刷る支度をしています").then(shown)


def export_to(asker: QWidget, desk: Desk, draw: Draw, folder: Path) -> None:
    """紙を ``folder`` に出す。"""

    def work() -> tuple[DrawnPaper, tuple[Path, ...]]:
        paper = draw()
        return paper, hand_out_paper(desk, paper, folder)

    def told(made: tuple[DrawnPaper, tuple[Path, ...]]) -> None:
        paper, written = made
        names = "、".join(path.name for path in written[:2])
        more = f" など{len(written)}件" if len(written) > 2 else ""
        NoticeBar.near(asker).tell(
            f"{paper.kind.title}を「{folder.name}」に出しました。",
            f"{names}{more}。{folder}",
            caution=first_of(paper.problems),
        )

    Do(asker, work, Changed.MEETING).saying("紙を出しています").then(told)


class MorePapersCard(Card):
    """会議の紙を何種類か。``drawn`` は刷り上がった紙。"""

    drawn = Signal(object)

    def __init__(
        self, desk: Desk, meeting: Meeting, title: str, papers: Sequence[tuple[str, str]]
    ) -> None:
        """papers: (紙の名前, 添える一言)。"""
        super().__init__(title)
        self._desk = desk
        self._meeting = meeting
        for name, words in papers:
            self.add(self._line(name, words))
        if meeting.noticed_on and any(name == "notice" for name, _ in papers):
            self.add(text(f"開催通知は {format_short(meeting.noticed_on)} に出しました。"))

    def _line(self, name: str, words: str) -> QHBoxLayout:
        """紙一種類。脇が開いて狭くなれば、釦が縦に折り返す。"""
        kind = paper_kind(name)
        look = button("下見・印刷", "plain", partial(self._look, name))
        look.setAccessibleName(f"{kind.title}を下見・印刷")
        out = button("ファイルに出す", "plain", partial(self._ask_folder, name))
        out.setAccessibleName(f"{kind.title}をファイルに出す")
        buttons = QWidget()
        flow = FlowLayout()
        flow.addWidget(look)
        flow.addWidget(out)
        buttons.setLayout(flow)
        about = column(
            text(kind.title, "strong", wrap=True), text(words, "caption", wrap=True), spacing=0.25
        )
        line = row(spacing=1.5)
        line.addLayout(about, 1)
        line.addWidget(buttons)
        return line

    def _draw(self, name: str) -> DrawnPaper:
        return draw_paper(self._desk, name, self._meeting.id)

    def _look(self, name: str) -> None:
        draw_then(self, partial(self._draw, name), self.drawn.emit)

    def _ask_folder(self, name: str) -> None:
        number = self._meeting.meeting_no
        place = choose_folder(self, f"紙を出す場所(その中に「{number}」のフォルダを作ります)")
        if place:
            self.export(name, own_folder(place, self._meeting))

    def export(self, name: str, folder: Path) -> None:
        """``name`` の紙を ``folder`` に出す。"""
        export_to(self, self._desk, partial(self._draw, name), folder)


#: 会議の前の紙。
BEFORE = (
    ("notice", "出席者ひとりに一通。相談した人の名前は載りません。"),
    ("pledge", "誓約の済んでいない出席者に、この回の分を一枚ずつ。"),
)
#: 会議の後の紙。
AFTER = (
    ("minutes", "事務局の控え。議題ごとに一枚。PDF と Excel。"),
    ("minutes-copy", "出席者ひとりずつ。資料の表で渡さないとした議題は載りません。"),
)
