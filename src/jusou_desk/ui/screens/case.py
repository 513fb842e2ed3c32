"""一件のページ。頭の帯、次にすること、仕事、これまでの歩み。様式は脇に開く。

``sealed_case`` は同じ頁を支援会議の目的で開いたもので、従事者だけが見られる。
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QVBoxLayout, QWidget

from jusou_desk.casework import closing, tasks
from jusou_desk.casework.cases import CasePage, NextStep, case_page
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.reopening import Reopened, reopen_record
from jusou_desk.casework.timeline import Happened, Happening, timeline
from jusou_desk.errors import DeskError, Refused
from jusou_desk.models.records import CaseStatus, Task
from jusou_desk.policy import Purpose
from jusou_desk.towns import MeetingBody, MeetingKind
from jusou_desk.ui.case.agenda_panel import AgendaPanel
from jusou_desk.ui.case.aside import Actions, NextSteps, OpenTasks
from jusou_desk.ui.case.band import CaseBand, SealedBand
from jusou_desk.ui.case.history import History
from jusou_desk.ui.case.opening import draft_plan, new_writing, opened_writing, plan_words
from jusou_desk.ui.case.print_panel import PrintPanel
from jusou_desk.ui.case.sheet_panel import SheetPanel
from jusou_desk.ui.case.writings import Saved, Writing
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.navigation import Place, Room, Screen, ScreenEntry
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import EmptyRoom, Scroll, button
from jusou_desk.ui.theme import scale, unit

_TWO_COLUMNS: Final = 48
_ASIDE: Final = 21
_CONCERNS: Final = (
    Changed.CASE,
    Changed.PERSON,
    Changed.CONSENT,
    Changed.SHEET,
    Changed.NOTE,
    Changed.PLAN,
    Changed.MEETING,
    Changed.TASK,
)
_CLOSED: Final = (CaseStatus.CLOSED, CaseStatus.SUSPENDED)


class CaseScreen(Screen):
    """一件のページ。``purpose`` が支援会議なら、秘匿の記録も見せ、書くものはみな秘匿にする。"""

    def __init__(self, desk: Desk, purpose: Purpose = Purpose.CASEWORK) -> None:
        super().__init__()
        self._desk = desk
        self._purpose = purpose
        self._sealed = purpose is Purpose.SUPPORT_MEETING
        self._id = ""
        self._page: CasePage | None = None
        self._band: CaseBand | None = None
        self._empty: EmptyRoom | None = None
        self._panel: QWidget | None = None
        self._cards: list[QWidget] = []
        self.write_button = button(
            "経過を書く", "primary", partial(self._write, "progress"), key="Ctrl+N"
        )
        self.history = History()
        self.history.opened.connect(self._open)
        self.history.looked_at.connect(self._follow)
        self._lay_out()
        keep_fresh(self, self._load, *_CONCERNS)

    @property
    def page(self) -> CasePage | None:
        """いま出ている一件。"""
        return self._page

    @property
    def panel(self) -> QWidget | None:
        """いま脇に開いている一枚。"""
        return self._panel

    def arrive(self, place: Place) -> None:
        if place.id != self._id:
            self._clear()
            self._area.verticalScrollBar().setValue(0)
        self._id = place.id
        self._load()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # --- 組み立て -------------------------------------------------------

    def _lay_out(self) -> None:
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        if self._sealed:
            self._whole.addWidget(SealedBand())
        self._area = Scroll(margin=3)
        self._aside = QWidget()
        self._aside_column = QVBoxLayout(self._aside)
        self._aside_column.setContentsMargins(0, 0, 0, 0)
        self._aside_column.setSpacing(unit(2))
        self._aside_column.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(unit(2))
        self._columns.addWidget(self.history, 1, Qt.AlignmentFlag.AlignTop)
        self._columns.addWidget(self._aside, 0, Qt.AlignmentFlag.AlignTop)
        self._area.body.addLayout(self._columns)
        self._area.body.addStretch(1)
        self._whole.addWidget(self._area, 1)
        self._area.hide()

    def _arrange(self) -> None:
        """広ければ二列。狭いときは、書いている間は歩みを、そうでなければ札を上にする。"""
        wide = self.width() >= scale().body * _TWO_COLUMNS
        direction = QBoxLayout.Direction.LeftToRight
        if not wide:
            writing = self._panel is not None
            direction = (
                QBoxLayout.Direction.TopToBottom if writing else QBoxLayout.Direction.BottomToTop
            )
        self._columns.setDirection(direction)
        self._columns.setStretch(0, 1 if wide else 0)
        if self._band is not None:
            self._band.facts.setVisible(wide or self._panel is None)
        self._aside.setFixedWidth(scale().body * _ASIDE) if wide else self._free_aside()

    def _free_aside(self) -> None:
        self._aside.setMinimumWidth(0)
        self._aside.setMaximumWidth(16_777_215)

    def _clear(self) -> None:
        """前の一件を残さない。"""
        self._page = None
        self._area.hide()
        self.history.start_over()
        self.write_button.setParent(None)
        for part in (self._band, self._empty, *self._cards):
            if part is not None:
                part.hide()
                part.deleteLater()
        self._band, self._empty = None, None
        self._cards.clear()

    # --- 読む -----------------------------------------------------------

    def _load(self) -> None:
        case_id = self._id
        if not case_id:
            return

        def show(page: CasePage) -> None:
            if case_id == self._id:
                self._show(page)

        def refused(error: DeskError) -> None:
            if case_id == self._id:
                self._show_refusal(error)

        read = partial(case_page, self._desk, case_id, purpose=self._purpose)
        Ask(self, read).or_else(refused).then(show)

    def _show(self, page: CasePage) -> None:
        first = self._page is None
        old = (self._band, self._empty, *self._cards)
        self._page = page
        self._cards = self._make_cards(page)
        actions = (self.write_button,) if self._may_write else ()
        self._band = CaseBand(page, self._desk.today(), *actions)
        self._empty = None
        self._whole.insertWidget(1 if self._sealed else 0, self._band)
        for place, card in enumerate(self._cards):
            self._aside_column.insertWidget(place, card)
        for part in old:
            if part is not None:
                part.hide()
                part.deleteLater()
        self.history.show_happenings(timeline(page))
        self._area.show()
        self._arrange()
        if first and self._may_write and self._panel is None:
            self.write_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_refusal(self, error: DeskError) -> None:
        self._clear()
        back = button("一覧へ戻る", "plain", lambda: self.go("cases"))
        self._empty = EmptyRoom(error.title, error.advice, back)
        self._whole.addWidget(self._empty, 1)

    def _make_cards(self, page: CasePage) -> list[QWidget]:
        closed = page.case.status in _CLOSED
        rest = f"この相談は{page.case.status}しています。" if closed else "経過を書き足せます。"
        steps = page.next_steps if self._may_write and self._whole_case else ()
        cards: list[QWidget] = [NextSteps(steps, self._open_step, rest)]
        if page.tasks:
            cards.append(OpenTasks(page.tasks, self._desk.today(), self._finish))
        cards.append(Actions("書く・開く", *self._action_buttons(page)))
        return cards

    @property
    def _may_write(self) -> bool:
        try:
            return self._desk.permit(self._purpose).may_write
        except Refused:
            return False

    @property
    def _whole_case(self) -> bool:
        """この頁で手順の全部を書けるか。普段の相談の支援会議の頁では、経過と見立てだけ。"""
        return self._page is not None and (self._page.case.sealed or not self._sealed)

    def _action_buttons(self, page: CasePage) -> list[QPushButton]:
        wanted: list[tuple[str, Callable[[], object]]] = []
        if self._may_write:
            wanted.append(("アセスメント", partial(self._write, "assessment")))
        if self._may_write and self._whole_case:
            wanted[:0] = [("同意を記録", partial(self._write, "consent"))]
            wanted += [
                (plan_words(page), self._write_plan),
                ("評価・終結", partial(self._write, "evaluation")),
                ("相談受付を直す", partial(self.go, "intake", page.case.id)),
            ]
            if not page.case.sealed:
                wanted.append(("つなぐシート", partial(self._write, "referral")))
            if page.case.status in _CLOSED:
                wanted.append(("支援を再開する", self._reopen))
        if not page.case.sealed and not self._sealed:
            wanted.append(("印刷する", self._print))
        if self._desk.serves_any and not self._sealed:
            wanted.append(("支援会議の記録を開く", partial(self.go, "sealed_case", page.case.id)))
        if self._sealed and not page.case.sealed:
            wanted.append(("普段のページを開く", partial(self.go, "case", page.case.id)))
        return [button(words, "plain", act) for words, act in wanted]

    # --- 開く・書く -----------------------------------------------------

    def _open_step(self, step: NextStep) -> None:
        match step.place:
            case "plan_meeting":
                self._put_on_agenda(MeetingKind.PLAN)
            case "support_meeting":
                self._put_on_agenda(MeetingKind.SUPPORT)
            case "plan":
                self._write_plan()
            case form_id:
                self._write(form_id)

    def _write(self, form_id: str) -> None:
        if self._page is not None:
            writing = new_writing(self._desk, self._page, form_id, sealed=self._sealed)
            self._show_writing(writing)

    def _write_plan(self) -> None:
        if self._page is None:
            return
        waiting = draft_plan(self._page)
        happenings = {one.ref: one for one in timeline(self._page) if one.kind is Happened.PLAN}
        if waiting:
            self._open(happenings[waiting])
        else:
            self._write("plan")

    def _open(self, happening: Happening) -> None:
        page = self._page
        if page is None:
            return
        if happening.kind is Happened.RECEPTION:
            self.go("intake", happening.ref)
            return
        if happening.kind is Happened.MEETING:
            self.go("meeting", happening.ref)
            return

        def show(found: Reopened) -> None:
            writing = opened_writing(
                page, happening, found, sealed=self._sealed, may_write=self._may_write
            )
            self._show_writing(writing)

        Ask(self, partial(reopen_record, self._desk, happening, self._purpose)).then(show)

    def _show_writing(self, writing: Writing) -> None:
        panel = SheetPanel(self._desk, writing)
        panel.saved.connect(self._saved)
        self._open_beside(writing.form.title, panel)

    def _put_on_agenda(self, kind: MeetingKind, body: MeetingBody | None = None) -> None:
        if self._page is None:
            return
        panel = AgendaPanel(self._desk, self._page, kind, body)
        panel.saved.connect(self._saved)
        panel.instead.connect(partial(self._put_on_agenda, MeetingKind.SUPPORT))
        self._open_beside(f"{kind}にかける", panel)

    def _print(self) -> None:
        if self._page is not None:
            self._open_beside("印刷する", PrintPanel(self._desk, self._page.case.case_no))

    def _open_beside(self, title: str, panel: QWidget) -> None:
        self._panel = panel
        panel.destroyed.connect(partial(self._panel_gone, id(panel)))
        self.beside(title, panel)
        self._arrange()

    def _panel_gone(self, which: int, _gone: object = None) -> None:
        if self._panel is not None and id(self._panel) == which:
            self._panel = None
            self._arrange()

    def _saved(self, done: Saved) -> None:
        self.close_side()
        self.write_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell(done)

    def _tell(self, done: Saved) -> None:
        undo = done.undo
        back = None if undo is None else (lambda: Do(self, undo, *_CONCERNS).then())
        NoticeBar.near(self).tell(done.sentence, undo=back)

    # --- 仕事と再開 -----------------------------------------------------

    def _finish(self, task: Task) -> None:
        finish = partial(tasks.finish, self._desk, task.id)
        told = Saved(f"「{task.what}」を済みにしました。", partial(finish, undo=True))
        Do(self, finish, Changed.TASK).then(lambda _task: self._tell(told))

    def _reopen(self) -> None:
        work = partial(closing.reopen, self._desk, self._id)
        told = Saved("支援を再開しました。")
        Do(self, work, Changed.CASE, ids=(self._id,)).then(lambda _case: self._tell(told))

    def _follow(self, row: QRect) -> None:
        """鍵で選んだ行が見えるところまで巻く。"""
        top = self.history.list.mapTo(self._area.inside, row.topLeft()).y()
        middle = top + min(row.height(), self._area.height() - unit(4)) // 2
        reach = min(row.height(), self._area.height() - unit(4)) // 2 + unit(1)
        QTimer.singleShot(0, self, lambda: self._area.ensureVisible(0, middle, 0, reach))


CASE: Final = ScreenEntry("case", "相談のページ", Room.CASES, CaseScreen)
SEALED_CASE: Final = ScreenEntry(
    "sealed_case",
    "支援会議の記録",
    Room.CASES,
    partial(CaseScreen, purpose=Purpose.SUPPORT_MEETING),
)
