"""頁の入口: することの名から、脇の一枚・様式・ほかの画面を開く。"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from jusou_desk.casework.case import closing
from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.case.reopening import Reopened, reopen_record
from jusou_desk.casework.case.timeline import Happened, Happening, timeline
from jusou_desk.casework.desk import Desk
from jusou_desk.models.records import Meeting
from jusou_desk.policy import Purpose
from jusou_desk.ui.case.opening import draft_plan, new_writing, opened_writing
from jusou_desk.ui.case.panels import Around, panel_named
from jusou_desk.ui.case.sheet_panel import SheetPanel
from jusou_desk.ui.case.standing import standing_of
from jusou_desk.ui.case.writings import Saved, Writing
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.navigation import Screen

#: 参加支援のプランのある、書ける頁でだけ開ける一枚。
_OF_PLAN: Final = frozenset({"host", "expense"})
_ONLY_PAGE: Final = "見るだけの頁なので、相談の頁だけを開きました。"


class Doors(QObject):
    """``screen`` に出ている ``page`` の入口。

    money: 実費を持つ町の制度の、事務所での呼び名。
    開く一枚は ``opening`` に題と一緒に、保存の済んだことは ``saved`` に、頁からの知らせは ``told`` に、
    歩みの中で示すだけの記録の id は ``pointed`` に。
    """

    opening = Signal(str, QWidget)
    saved = Signal(object)
    told = Signal(object)
    pointed = Signal(str)

    def __init__(self, screen: Screen, desk: Desk, purpose: Purpose) -> None:
        super().__init__(screen)
        self._screen = screen
        self._desk = desk
        self._purpose = purpose
        self._sealed = purpose is Purpose.SUPPORT_MEETING
        self.page: CasePage | None = None
        self.money = ""

    def do(self, deed: str, item: str = "") -> None:
        """次にすることと、書く・開くの入口。``deed`` は ``choices`` と ``NextStep.place`` の名。

        「record」なら、探して見つけた記録を開く。item: その id か、脇の一枚の中で初めに出す一件(無ければ空)。
        """
        page = self.page
        if page is None:
            return
        panel = panel_named(deed)
        if panel is not None and deed in _OF_PLAN:
            standing = standing_of(self._desk, self._purpose, self.money)
            if not panel.offered(page, standing):
                self.told.emit(Saved(_ONLY_PAGE))
                return
        if panel is not None:
            around = Around(
                self._desk, page, self._purpose, self.do, self.opening.emit, self.saved.emit, item
            )
            self.opening.emit(panel.said(self.money), panel.make(around))
            return
        match deed:
            case "meeting":
                self._go_to_meeting(page)
            case "plan":
                self._write_plan(page)
            case "reopen":
                self._reopen(page)
            case "family":
                self._screen.go("sealed_family" if self._sealed else "family", page.case.id)
            case "record":
                self._show_record(page, item)
            case "intake" | "case" | "sealed_case":
                self._screen.go(deed, page.case.id)
            case form_id:
                self.write(form_id)

    def write(self, form_id: str) -> None:
        """様式を新しく書く。"""
        if self.page is not None:
            self._show(new_writing(self._desk, self.page, form_id, sealed=self._sealed))

    def open(self, happening: Happening) -> None:
        """歩みの一つを開く。"""
        page = self.page
        if page is None:
            return
        if happening.kind in (Happened.RECEPTION, Happened.WORKER):
            self._screen.go("intake", happening.ref)
            return
        if happening.kind is Happened.MEETING:
            self._screen.go("meeting", happening.ref)
            return
        if happening.kind is Happened.DISCLOSURE:
            self.do("disclosure", happening.ref)
            return
        if happening.kind is Happened.MATCH:
            self._open_match(page)
            return
        if happening.kind is Happened.PAPER:
            self.do("issued", happening.ref)
            return
        may_write = standing_of(self._desk, self._purpose).may_write

        def show(found: Reopened) -> None:
            self._show(
                opened_writing(page, happening, found, sealed=self._sealed, may_write=may_write)
            )

        read = partial(reopen_record, self._desk, happening, self._purpose)
        Ask(self._screen, read).then(show)

    def _open_match(self, page: CasePage) -> None:
        """受入先探し。見るだけの職員には、歩みの一行がすべて。"""
        panel = panel_named("host")
        if panel is not None and panel.offered(page, standing_of(self._desk, self._purpose)):
            self.do(panel.key)

    def open_record(self, ref: str) -> None:
        """歩みの記録を id で開く。空(家族のこと)なら家族の頁、歩みに無ければ受付を開く。"""
        if not ref:
            self.do("family")
        elif self.page is not None:
            found = (one for one in timeline(self.page) if one.ref == ref)
            one = next(found, None)
            if one is None:
                self._screen.go("intake", self.page.case.id)
            else:
                self.open(one)

    def _show_record(self, page: CasePage, ref: str) -> None:
        """探して見つけた記録。票は書き直す画面なので、受付の行は示すだけにする。"""
        found = next((one for one in timeline(page) if one.ref == ref), None)
        if found is None:
            return
        if found.kind is Happened.RECEPTION:
            self.pointed.emit(ref)
        else:
            self.open(found)

    def _go_to_meeting(self, page: CasePage) -> None:
        coming = [meeting for meeting, _item in page.agenda]
        if coming:
            self._screen.go("meeting", min(coming, key=self._from_today).id)

    def _from_today(self, meeting: Meeting) -> tuple[bool, date]:
        """これからの会議を先に、近いものから。"""
        return meeting.held_on < self._desk.today(), meeting.held_on

    def _write_plan(self, page: CasePage) -> None:
        waiting = draft_plan(page)
        if waiting:
            plans = {one.ref: one for one in timeline(page) if one.kind is Happened.PLAN}
            self.open(plans[waiting])
        else:
            self.write("plan")

    def _show(self, writing: Writing) -> None:
        panel = SheetPanel(self._desk, writing)
        panel.saved.connect(self.saved)
        self.opening.emit(writing.form.title, panel)

    def _reopen(self, page: CasePage) -> None:
        work = partial(closing.reopen, self._desk, page.case.id)
        told = Saved("支援を再開しました。")
        kinds = (Changed.CASE, Changed.PLAN, Changed.TASK)
        job = Do(self._screen, work, *kinds, ids=(page.case.id,))
        job.then(lambda _case: self.told.emit(told))
