"""同意の撤回: いま誰の手元に紙があるか。一覧を刷り、回収・廃棄を頼む仕事にする。"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget

from jusou_desk.casework.case.intake import purpose_of
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import OutgoingFile, note_printing
from jusou_desk.casework.recall import withdrawing
from jusou_desk.casework.recall.withdrawing import PaperOut
from jusou_desk.models.records import Case, Task
from jusou_desk.ui.case.issued_panel import paper_card
from jusou_desk.ui.case.list_paper import ListPaper
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import Scroll, button, row, text

_NONE_OUT = "この人の載った紙は、まだ何も出ていません。"


class WithdrawalPanel(QStackedWidget):
    """外へ出た紙の一覧と、その紙の下見。"""

    def __init__(self, desk: Desk, case: Case) -> None:
        super().__init__()
        self._desk = desk
        self._case = case
        self._files: tuple[OutgoingFile, ...] = ()
        self.ask_button = button("回収・廃棄を頼む仕事にする", "primary", self._ask)
        self.print_button = button("一覧を刷る", "plain", self._draw)
        write = partial(withdrawing.hand_out_withdrawal, desk, case.id)
        self.behind = ListPaper(case, self._note, write)
        self.behind.left.connect(self._back)
        self._area = Scroll(margin=2, spacing=1)
        self.addWidget(self._area)
        self.addWidget(self.behind)
        Ask(self, partial(withdrawing.papers_out, desk, case.id)).then(self._list)

    def _list(self, papers: tuple[PaperOut, ...]) -> None:
        waiting = sum(one.outstanding for one in papers)
        if papers:
            self._area.add(
                text(f"まだ相手の手元にある紙が{waiting}件あります。", "strong", wrap=True),
                text(
                    f"この人の載った紙は、みなで{len(papers)}件出ています。", "caption", wrap=True
                ),
            )
            unhanded = sum(one.unhanded for one in papers)
            if unhanded:
                words = (
                    f"刷ったまま、まだ配っていない部が{unhanded}部あります。渡さずに裁断し、"
                    "会議の頁の管理表に書いてください。"
                )
                self._area.add(text(words, "strong", wrap=True))
            self._area.add(row(self.ask_button, self.print_button, None))
            self.ask_button.setVisible(bool(waiting))
        else:
            self._area.add(text(_NONE_OUT, wrap=True))
        for one in papers:
            card = paper_card(one.paper, "")
            waiting_here = one.outstanding or one.unhanded
            card.add(text(one.words, "strong" if waiting_here else "body", wrap=True))
            self._area.add(card)
        self._area.add(None)
        first = self.ask_button if waiting else self.print_button
        if papers:
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
                Do(bar, partial(withdrawing.undo_asking, desk, made), Changed.TASK).then()

            about = "" if case.sealed else case.case_no
            bar.tell(f"頼む仕事を{len(made)}件作りました。", undo=undo, about=about)

        Do(self, partial(withdrawing.ask_back, desk, case.id), Changed.TASK).then(told)

    def _draw(self) -> None:
        def show(files: tuple[OutgoingFile, ...]) -> None:
            self._files = files
            pdf = next(file for file in files if file.name.endswith(".pdf"))
            self.setCurrentIndex(1)
            self.behind.show_paper(pdf)

        Ask(self, partial(withdrawing.withdrawal_sheet, self._desk, self._case.id)).then(show)

    def _note(self, what: str) -> None:
        case = self._case
        printed = [file for file in self._files if file.name.endswith(".pdf")]
        subject = f"{withdrawing.NAME} {case.case_no}"
        note_printing(
            self._desk, purpose_of(case.lane), subject, what, files=printed, body_id=case.body_id
        )

    def _back(self) -> None:
        self.setCurrentIndex(0)
        self.print_button.setFocus(Qt.FocusReason.OtherFocusReason)
