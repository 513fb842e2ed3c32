"""出した紙の一覧。開くと、出たときのままの紙が見える(読むだけ)。"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.recall.issuing import IssuedPaper, open_issued
from jusou_desk.models.secrecy_records import Issued
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.timeline_list import SEALED_WORD
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.paper_view import PaperView
from jusou_desk.ui.pieces import Card, Scroll, button, row, text
from jusou_desk.ui.theme import unit
from jusou_desk.wareki import format_short

_NOTHING = "まだ何も出していません。刷ったり書き出したりすると、ここに残ります。"
_KEPT = "出したときのままの控えです。後で様式や記録を直しても変わらず、消すこともできません。"


class IssuedPanel(QStackedWidget):
    """一覧と、その中の一枚。

    ``read`` は一覧を読むもの、``about`` はどこから開いたか(受付番号か会議番号)。
    ``asking`` は「回収の状況」が押されたこと(``may_ask`` のときだけ釦がある)。
    """

    asking = Signal()

    def __init__(
        self,
        desk: Desk,
        about: str,
        read: Callable[[], tuple[IssuedPaper, ...]],
        purpose: Purpose,
        *,
        may_ask: bool = False,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._about = about
        self._purpose = purpose
        self._area = Scroll(margin=2, spacing=1)
        self.open_buttons: list[QPushButton] = []
        self.ask_button = button("回収の状況", "plain", self.asking.emit)
        self._may_ask = may_ask
        self.addWidget(self._area)
        self.paper = PaperView()
        self.back_button = button("← 一覧へ", "quiet", self._back)
        self._said = text("", "caption", wrap=True)
        self._said.setContentsMargins(unit(2), 0, unit(2), 0)
        looking = QWidget()
        whole = QVBoxLayout(looking)
        whole.setContentsMargins(0, 0, 0, 0)
        head = row(self.back_button, None)
        head.setContentsMargins(unit(1), 0, unit(2), 0)
        whole.addLayout(head)
        whole.addWidget(self._said)
        whole.addWidget(self.paper, 1)
        self.addWidget(looking)
        Ask(self, read).then(self._list)

    def _list(self, papers: tuple[IssuedPaper, ...]) -> None:
        self._area.add(text(_KEPT if papers else _NOTHING, "caption", wrap=True))
        if self._may_ask and papers:
            self._area.add(row(self.ask_button, None))
        for paper in papers:
            self._area.add(self._line(paper))
        self._area.add(None)
        if self.open_buttons:
            self.setFocusProxy(self.open_buttons[0])
            self.open_buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self, paper: IssuedPaper) -> QWidget:
        pages = paper.pages
        if pages is None:
            return paper_card(paper, paper.kinds)
        opening = button("開く", "plain", partial(self._open, paper, pages))
        opening.setAccessibleName(f"{paper.first.title} {when(paper)} を開く")
        self.open_buttons.append(opening)
        return paper_card(paper, paper.kinds, opening)

    def _open(self, paper: IssuedPaper, pages: Issued) -> None:
        work = partial(open_issued, self._desk, pages.id, self._about, self._purpose)

        def show(data: bytes) -> None:
            self._said.setText(f"{paper.first.title}　{when(paper)}　{paper.receiver}".strip())
            self.setCurrentIndex(1)
            self.paper.show_pdf(data, paper.first.title)
            self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)

        Ask(self, work).then(show)

    def _back(self) -> None:
        self.setCurrentIndex(0)
        if self.open_buttons:
            self.open_buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)


def when(paper: IssuedPaper) -> str:
    """いつ出したか。"""
    at = paper.first.issued_at
    return f"{format_short(at.date())} {at:%H:%M}"


def paper_card(paper: IssuedPaper, aside: str, *actions: QWidget) -> Card:
    """紙一枚の札: 何を、いつ、誰へ、どの道で、誰が。``aside`` は終わりの一行に添える語。"""
    first = paper.first
    card = Card()
    card.body.setContentsMargins(unit(2), unit(), unit(2), unit())
    card.body.setSpacing(unit(0.5))
    words = f"{SEALED_WORD}　{first.title}" if first.sealed else first.title
    head = row(text(words, "strong", wrap=True), *actions)
    head.setStretch(0, 1)
    card.add(head)
    if paper.receiver:
        card.add(text(f"渡す先　{paper.receiver}", wrap=True))
    line = (when(paper), paper.ways, first.issued_by, aside)
    card.add(text("　".join(part for part in line if part), "caption", wrap=True))
    return card
