"""居場所の載ったまま出た紙: いま誰の手元にあるか。回収を頼む仕事にする。"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from jusou_desk.casework import whereabouts_out
from jusou_desk.casework.cases import CasePage
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.whereabouts_out import PaperWith
from jusou_desk.models.records import Task
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.issued_panel import paper_card
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Scroll, button, column, row, text

TITLE: Final = "居場所の載った紙"
_NONE: Final = "この方の居場所の載った紙は、出ていません。"
_SEALED_ELSEWHERE: Final = (
    "支援会議の資料の分は、支援会議の頁の「支援措置・居場所」から見てください。"
)


class WhereaboutsPanel(QWidget):
    """一覧。``purpose`` が支援会議なら、支援会議の紙も混ざる。"""

    def __init__(self, desk: Desk, page: CasePage, purpose: Purpose) -> None:
        super().__init__()
        assert page.person is not None
        self._desk = desk
        self._case = page.case
        self._person_id = page.person.id
        self._purpose = purpose
        self.ask_button = button("回収を頼む仕事にする", "primary", self._ask)
        self._area = Scroll(margin=2, spacing=1)
        self.setLayout(column(self._area))
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
                row(self.ask_button, None),
            )
        elif not papers:
            self._area.add(text(_NONE, wrap=True))
        if self._purpose is not Purpose.SUPPORT_MEETING and self._desk.serves_any:
            self._area.add(text(_SEALED_ELSEWHERE, "caption", wrap=True))
        for one in papers:
            card = paper_card(one.paper, "")
            card.add(text(one.shown, wrap=True))
            card.add(text(one.state, "strong" if one.outstanding else "body", wrap=True))
            self._area.add(card)
        self._area.add(None)
        if waiting:
            self.setFocusProxy(self.ask_button)
            self.ask_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        desk, case = self._desk, self._case

        def told(made: tuple[Task, ...]) -> None:
            bar = NoticeBar.near(self)
            if not made:
                bar.tell("頼む仕事は、もう作ってあります。")
                return

            def undo() -> None:
                Do(self, partial(whereabouts_out.undo_asking, desk, made), Changed.TASK).then()

            about = "" if any(one.sealed for one in made) else case.case_no
            bar.tell(f"頼む仕事を{len(made)}件作りました。", undo=undo, about=about)

        work = partial(whereabouts_out.ask_back, desk, case.id, self._person_id, self._purpose)
        Do(self, work, Changed.TASK).then(told)
