"""居場所の載ったまま出た紙: いま誰の手元にあるか。回収を頼む仕事にする。"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.recall import whereabouts_out
from jusou_desk.casework.recall.whereabouts_list import (
    WhereaboutsList,
    draw_list,
    hand_out_list,
    note_list_printed,
)
from jusou_desk.casework.recall.whereabouts_out import PaperWith
from jusou_desk.models.records import Task
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.issued_panel import paper_card
from jusou_desk.ui.case.list_paper import ListPaper
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Scroll, button, row, text

TITLE: Final = "居場所の載った紙"
_NONE: Final = "この方の居場所の載った紙は、出ていません。"
_SEALED_ELSEWHERE: Final = (
    "支援会議の資料の分は、支援会議の頁の「支援措置・居場所」から見てください。"
)


class WhereaboutsPanel(QStackedWidget):
    """一覧と、その紙の下見。``purpose`` が支援会議なら、支援会議の紙も混ざる。"""

    def __init__(self, desk: Desk, page: CasePage, purpose: Purpose) -> None:
        super().__init__()
        assert page.person is not None
        self._desk = desk
        self._case = page.case
        self._person_id = page.person.id
        self._purpose = purpose
        self._drawn: WhereaboutsList | None = None
        self.ask_button = button("回収を頼む仕事にする", "primary", self._ask)
        self.print_button = button("一覧を刷る", "plain", self._draw)
        self.behind = ListPaper(page.case, self._note, self._write)
        self.behind.left.connect(self._back)
        self._area = Scroll(margin=2, spacing=1)
        self.addWidget(self._area)
        self.addWidget(self.behind)
        read = partial(
            whereabouts_out.papers_with_whereabouts, desk, self._person_id, self._purpose
        )
        Ask(self, read).then(self._list)

    def _list(self, papers: tuple[PaperWith, ...]) -> None:
        waiting = sum(one.outstanding for one in papers)
        if waiting:
            self._area.add(
                text(f"まだ相手の手元にある紙が{waiting}件あります。", "strong", wrap=True),
                text(
                    "急ぐのは、相手方や元の世帯に渡りうる紙です。先に電話で止めてください。",
                    "caption",
                    wrap=True,
                ),
            )
        elif not papers:
            self._area.add(text(_NONE, wrap=True))
        if papers:
            self._area.add(row(self.ask_button, self.print_button, None))
            self.ask_button.setVisible(bool(waiting))
        if self._purpose is not Purpose.SUPPORT_MEETING and self._desk.serves_any:
            self._area.add(text(_SEALED_ELSEWHERE, "caption", wrap=True))
        for one in papers:
            card = paper_card(one.paper, "")
            card.add(text(one.shown, wrap=True))
            card.add(text(one.state, "strong" if one.outstanding else "body", wrap=True))
            self._area.add(card)
        self._area.add(None)
        if papers:
            first = self.ask_button if waiting else self.print_button
            self.setFocusProxy(first)
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        desk, case = self._desk, self._case

        def told(made: tuple[Task, ...]) -> None:
            bar = NoticeBar.near(self)
            if not made:
                bar.tell("頼む仕事は、もう作ってあります。")
                return

            def undo() -> None:
                # 脇を閉じた後にも戻せるように
                Do(bar, partial(whereabouts_out.undo_asking, desk, made), Changed.TASK).then()

            about = "" if any(one.sealed for one in made) else case.case_no
            bar.tell(f"頼む仕事を{len(made)}件作りました。", undo=undo, about=about)

        work = partial(whereabouts_out.ask_back, desk, case.id, self._person_id, self._purpose)
        Do(self, work, Changed.TASK).then(told)

    def _draw(self) -> None:
        def show(drawn: WhereaboutsList) -> None:
            self._drawn = drawn
            self.setCurrentIndex(1)
            self.behind.show_paper(drawn.pages)

        Ask(self, partial(draw_list, self._desk, self._case.id, self._purpose)).then(show)

    def _note(self, what: str) -> None:
        assert self._drawn is not None
        note_list_printed(self._desk, self._drawn, what)

    def _write(self, folder: Path) -> tuple[Path, ...]:
        return hand_out_list(self._desk, self._case.id, folder, self._purpose)

    def _back(self) -> None:
        self.setCurrentIndex(0)
        self.print_button.setFocus(Qt.FocusReason.OtherFocusReason)
