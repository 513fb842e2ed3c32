"""一件のページ。頭の帯、次にすること、仕事、これまでの歩み。様式は脇に開く。

``sealed_case`` は同じ頁を支援会議の目的で開いたもので、従事者だけが見られる。
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid

from jusou_desk.casework.case import tasks
from jusou_desk.casework.case.cases import CasePage, case_page
from jusou_desk.casework.case.contradictions import Doubt
from jusou_desk.casework.case.timeline import Happening, timeline
from jusou_desk.casework.community.spending import called
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.doubts import doubts_of, say_checked, take_back_checked
from jusou_desk.casework.morning.waiting_replies import late_steps
from jusou_desk.casework.recall.paper_steps import paper_steps
from jusou_desk.errors import DeskError
from jusou_desk.models.records import Task
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.aside import Actions, OpenTasks
from jusou_desk.ui.case.band import MOVING, SEALED_HERE, CaseBand, SealedBand
from jusou_desk.ui.case.body import CaseBody
from jusou_desk.ui.case.choices import choices
from jusou_desk.ui.case.doors import Doors
from jusou_desk.ui.case.doubts_card import DoubtsCard
from jusou_desk.ui.case.ended import EndedCard
from jusou_desk.ui.case.opened_panel import note_arrival, restricted_card
from jusou_desk.ui.case.standing import Standing, standing_of
from jusou_desk.ui.case.step_bar import StepBar
from jusou_desk.ui.case.transfer_card import TransferCard, TransferSheet
from jusou_desk.ui.case.transfer_waiting import WaitingTransfer
from jusou_desk.ui.case.writings import Saved
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.navigation import Place, Screen
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.pieces import EmptyRoom, button

_CHECKED: Final = "確かめたことにしました。「確かめたもの」から取り消せます。"
_ASKED_AGAIN: Final = "また「確かめたいこと」に並べました。"
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


class CaseScreen(Screen):
    """一件のページ。``purpose`` が支援会議なら、秘匿の記録も見せ、書くものはみな秘匿にする。"""

    def __init__(self, desk: Desk, purpose: Purpose = Purpose.CASEWORK) -> None:
        super().__init__()
        self._desk = desk
        self._purpose = purpose
        self._sealed = purpose is Purpose.SUPPORT_MEETING
        self._id = ""
        self._led_to = Place("")
        self._arrived = False
        self._restricted = False
        self._page: CasePage | None = None
        self._doubts: tuple[Doubt, ...] = ()
        self._band: CaseBand | None = None
        self._steps: StepBar | None = None
        self._sealed_band = SealedBand() if self._sealed else None
        self._empty: EmptyRoom | None = None
        self._panel: QWidget | None = None
        self._doors = Doors(self, desk, purpose)
        self._doors.opening.connect(self._open_beside)
        self._doors.saved.connect(self._saved)
        self._doors.told.connect(self._tell)
        self._doors.pointed.connect(self._point_at)
        self.do = self._doors.do
        self.write_button = button(
            "経過を書く", "primary", partial(self.do, "progress"), key="Ctrl+E"
        )
        self._body = CaseBody()
        self.history = self._body.history
        self.history.opened.connect(self._doors.open)
        self.history.papers_wanted.connect(self._read_papers)
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
            self._body.verticalScrollBar().setValue(0)
        self._id = place.id
        self._led_to = place
        self._arrived, self._restricted = True, False
        self._load()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # --- 組み立て -------------------------------------------------------

    def _lay_out(self) -> None:
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        if self._sealed_band is not None:
            self._whole.addWidget(self._sealed_band)
        self._whole.addWidget(self._body, 1)
        self._body.hide()

    def _arrange(self) -> None:
        writing = self._panel is not None
        wide = self._body.arrange(writing=writing)
        if self._band is not None:
            self._band.fold(folded=writing and not wide, width=self.width())
        if self._steps is not None:
            self._steps.fit(self.width())
        if self._sealed_band is not None:
            moving = isinstance(self._panel, (TransferSheet, WaitingTransfer))
            self._sealed_band.say(MOVING if moving else SEALED_HERE)

    def _clear(self) -> None:
        """前の一件を残さない。"""
        self._page = self._doors.page = None
        self._body.hide()
        self._body.put_cards(())
        self.history.start_over()
        self.write_button.setParent(None)
        _throw_away(self._band, self._steps, self._empty)
        self._band, self._steps, self._empty = None, None, None

    # --- 読む -----------------------------------------------------------

    def _load(self) -> None:
        case_id = self._id
        if not case_id:
            return

        def show(found: tuple[CasePage, tuple[Doubt, ...], str]) -> None:
            if case_id == self._id:
                page, self._doubts, self._doors.money = found
                self._show(page)
                self._after_arrival(page)

        def refused(error: DeskError) -> None:
            if case_id == self._id:
                self._show_refusal(error)

        def read() -> tuple[CasePage, tuple[Doubt, ...], str]:
            page = case_page(self._desk, case_id, purpose=self._purpose)
            steps = (*page.next_steps, *late_steps(self._desk, page))
            page = replace(page, next_steps=steps)
            doubts = doubts_of(self._desk, page, self._purpose)
            return page, doubts, called(self._desk, self._purpose)

        Ask(self, read).or_else(refused).then(show)

    def _read_papers(self) -> None:
        case_id = self._id

        def show(papers: tuple[Happening, ...]) -> None:
            if case_id == self._id:
                self.history.add_papers(papers)

        Ask(self, partial(paper_steps, self._desk, case_id, self._purpose)).then(show)

    def _after_arrival(self, page: CasePage) -> None:
        if self._arrived:
            self._arrived = False
            note_arrival(self, self._desk, page, self._purpose, self._say_restricted)
            if self._led_to.panel:
                self.do(self._led_to.panel, self._led_to.item)

    def _say_restricted(self) -> None:
        self._restricted = True
        if self._page is not None:
            self._body.put_cards(self._make_cards(self._page))

    def _show(self, page: CasePage) -> None:
        # 着いたときは、同じ相談をもう一度開いたときも、探す箱などから手を移す
        held = self._arrived or self._page is None or self._holds_focus()
        bar = self._body.verticalScrollBar()
        reading_at = bar.value()
        old = (self._band, self._steps, self._empty)
        self._page = self._doors.page = page
        actions = (self.write_button,) if self._standing.may_write else ()
        self._band = CaseBand(page, self._desk.today(), *actions)
        self._steps = self._make_steps(page)
        self._empty = None
        top = 1 if self._sealed else 0
        self._whole.insertWidget(top, self._band)
        if self._steps is not None:
            self._whole.insertWidget(top + 1, self._steps)
        _throw_away(*old)
        self._body.put_cards(self._make_cards(page))
        self.history.show_happenings(timeline(page), self._desk.now())
        self._body.show()
        self._arrange()
        # 打っていた釦が入れ替わると、Qt は次の釦へ手を移してそこまで巻く。読んでいた所へ戻す
        bar.setValue(reading_at)
        if held and actions:
            # 並べ替えが済んで見えるようになってから
            QTimer.singleShot(0, self, self._focus_write)

    def _holds_focus(self) -> bool:
        """入れ替わる部品(帯と札)で打っていたか。"""
        focus = QApplication.focusWidget()
        if focus is None:
            return True
        return self.isAncestorOf(focus) and not self.history.isAncestorOf(focus)

    def _focus_write(self) -> None:
        focus = QApplication.focusWidget()
        panel = self._panel
        # 閉じた一枚の片付けより先に来ることもあるので、開いているかではなく、そこで打っているかを見る
        if focus is None or panel is None or not isValid(panel) or not panel.isAncestorOf(focus):
            self.write_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_refusal(self, error: DeskError) -> None:
        self._clear()
        back = button("一覧へ戻る", "plain", lambda: self.go("cases"))
        self._empty = EmptyRoom(error.title, error.advice, back)
        self._whole.addWidget(self._empty, 1)

    @property
    def _standing(self) -> Standing:
        return standing_of(self._desk, self._purpose, self._doors.money)

    def _make_cards(self, page: CasePage) -> list[QWidget]:
        whole = self._standing.whole_case(page)
        cards: list[QWidget] = []
        if page.case.ended:
            cancel = partial(self.do, "cancel_ending") if whole else None
            cards.append(EndedCard(page.case, cancel))
        if page.tasks:
            finish = self._finish if self._standing.may_write else None
            cards.append(OpenTasks(page.tasks, self._desk.today(), finish))
        buttons = [
            button(words, "plain", partial(self.do, deed))
            for words, deed in choices(page, self._standing)
        ]
        if self._standing.sealed and self._standing.may_write:
            transfer = TransferCard(self._desk, page)
            transfer.opening.connect(self._open_transfer)
            cards.append(transfer)
        if self._doubts:
            says = (self._check, self._uncheck) if self._standing.may_write else (None, None)
            cards.append(DoubtsCard(self._doubts, self._doors.open_record, *says))
        cards.append(Actions("書く・開く", *buttons))
        return [restricted_card(), *cards] if self._restricted else cards

    def _make_steps(self, page: CasePage) -> StepBar | None:
        """終わった相談では見届けのあるときだけ、手順の全部は書けない頁では出さない。"""
        hidden = page.case.ended and not page.next_steps
        if hidden or not self._standing.whole_case(page):
            return None
        return StepBar(page.next_steps, lambda step: self.do(step.place, step.item))

    # --- 脇 --------------------------------------------------------------

    def _open_transfer(self, title: str, panel: TransferSheet) -> None:
        panel.saved.connect(self._saved)
        self._open_beside(title, panel)

    def _open_beside(self, title: str, panel: QWidget) -> None:
        self._panel = panel
        panel.destroyed.connect(self._panel_gone)
        self._arrange()
        self.beside(title, panel)
        self._arrange()

    def _panel_gone(self) -> None:
        # 壊れている最中は、どれが壊れたのかをまだ見分けられない
        QTimer.singleShot(0, self, self._see_panel)

    def _see_panel(self) -> None:
        if self._panel is not None and not isValid(self._panel):
            self._panel = None
            self._arrange()

    def _saved(self, done: Saved) -> None:
        self.close_side()
        self.write_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell(done)
        if done.then:
            self.do(done.then)

    def _tell(self, done: Saved) -> None:
        bar, undo = NoticeBar.near(self), done.undo
        if undo is None:
            bar.tell(done.sentence, caution=done.caution)
            return

        def undone(_done: object) -> None:
            if self.isVisible() and done.undone:
                bar.tell(done.undone)

        # 支援会議の頁からついて行く知らせは、番号も見せない。頁を移れば消える
        about = "" if self._sealed or self._page is None else self._page.case.case_no
        bar.tell(done.sentence, undo=lambda: Do(self, undo, *_CONCERNS).then(undone), about=about)

    def _point_at(self, ref: str) -> None:
        # 頁が開いて、書く釦へ手が移った後に
        QTimer.singleShot(0, self, partial(self.history.stand_on, ref))

    # --- 仕事 -----------------------------------------------------------

    def _finish(self, task: Task) -> None:
        finish = partial(tasks.finish, self._desk, task.id)
        # 知らせの帯は窓の上に残るので、支援会議の中身は書かない
        what = "支援会議の仕事" if task.sealed else f"「{task.what}」"
        told = Saved(f"{what}を済みにしました。", partial(finish, undo=True))
        Do(self, finish, Changed.TASK).then(lambda _task: self._tell(told))

    def _check(self, doubt: Doubt) -> None:
        assert self._page is not None
        work = partial(say_checked, self._desk, self._page, doubt, self._purpose)
        Do(self, work, Changed.TASK).then(lambda _task: self._tell(Saved(_CHECKED)))

    def _uncheck(self, doubt: Doubt) -> None:
        assert self._page is not None
        work = partial(take_back_checked, self._desk, self._page, doubt, self._purpose)
        Do(self, work, Changed.TASK).then(lambda _none: self._tell(Saved(_ASKED_AGAIN)))


def _throw_away(*parts: QWidget | None) -> None:
    for part in parts:
        if part is not None:
            part.hide()
            part.deleteLater()
