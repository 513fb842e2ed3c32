"""会議一回のページ。準備 → 資料 → 結果 の順に、一枚に並ぶ。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from jusou_desk.casework.case import meeting_doors
from jusou_desk.casework.case.due import COPIES
from jusou_desk.casework.case.meeting_doors import purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.agenda_changes import TakenOff, taken_off
from jusou_desk.casework.meeting.agenda_marks import AgendaMark, agenda_marks
from jusou_desk.casework.meeting.calling_off import CalledOff, hold_after_all
from jusou_desk.casework.meeting.copy_corrections import Correction, corrections_of
from jusou_desk.casework.meeting.info_requests import Asked, requests_of
from jusou_desk.casework.meeting.meetings import MeetingPage
from jusou_desk.casework.meeting.members import unpledged_in
from jusou_desk.casework.meeting.packet_matrix import Matrix, matrix
from jusou_desk.casework.meeting.sitting import meetings_to_join, same_sitting
from jusou_desk.casework.outgoing.exporting import OutgoingFile, note_printing
from jusou_desk.casework.printing import packets
from jusou_desk.casework.printing.meeting_papers import DrawnPaper, draw_paper
from jusou_desk.casework.printing.packets import IssuedPacket
from jusou_desk.casework.printing.rescheduling import PACKET, OldDated, old_dated
from jusou_desk.casework.recall.issuing import issued_at_meeting
from jusou_desk.casework.recall.stale_copies import StaleCopy, stale_in
from jusou_desk.casework.secrecy.protecting import warnings_on_agenda
from jusou_desk.casework.trail.sightings import note_meeting_opened, note_previewed
from jusou_desk.errors import DeskError
from jusou_desk.models.records import AgendaItem, Attendee, Case, Meeting, PacketCopy
from jusou_desk.ui.case.band import SealedBand
from jusou_desk.ui.case.issued_panel import IssuedPanel
from jusou_desk.ui.changes import Change, Changed, broadcast, keep_fresh
from jusou_desk.ui.drafting import flush_all
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.meeting.agenda import AgendaCard
from jusou_desk.ui.meeting.beside import BesideCard
from jusou_desk.ui.meeting.copies import CopiesCard, KeptCard
from jusou_desk.ui.meeting.matrix import MatrixCard
from jusou_desk.ui.meeting.papers import PaperCard
from jusou_desk.ui.meeting.papers_more import AFTER, BEFORE, MorePapersCard, draw_then, printable
from jusou_desk.ui.meeting.preparation import AttendeesCard, HeadCard
from jusou_desk.ui.meeting.requests import RequestsCard
from jusou_desk.ui.meeting.results import ResultCard
from jusou_desk.ui.meeting.staying import after, marks_from_here, stay
from jusou_desk.ui.meeting.transfers import TransfersCard
from jusou_desk.ui.navigation import Place, Screen
from jusou_desk.ui.notice import NoticeBar
from jusou_desk.ui.paper_view import Audit, paper_panel
from jusou_desk.ui.pieces import EmptyRoom, Page, button, text
from jusou_desk.ui.screens.meetings import held_words
from jusou_desk.wareki import format_long

_STEPS: Final = ("準備", "資料", "結果")


@dataclass(frozen=True)
class _Found:
    page: MeetingPage
    copies: tuple[PacketCopy, ...]
    corrections: tuple[Correction, ...]
    matrix: Matrix
    beside: Meeting | None
    near: tuple[Meeting, ...]
    asked: tuple[Asked, ...]
    marks: dict[str, AgendaMark]
    warnings: tuple[str, ...]
    stale: tuple[StaleCopy, ...]
    old: tuple[OldDated, ...]
    bare: tuple[Attendee, ...]
    taken: tuple[TakenOff, ...]


class MeetingScreen(Screen):
    """準備(日時・議題・出席者)、資料(下見・発行・回収)、結果(決定・仕事)。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._id = ""
        self._fresh = True
        #: 頁を出したら管理表の所まで巻くか。空でなければ、その部の行まで。
        self._landing: str | None = None
        self._shown: QWidget | None = None
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        keep_fresh(self, self._load, Changed.MEETING, Changed.PLAN)

    def arrive(self, place: Place) -> None:
        self._id = place.id
        self._fresh = True
        self._landing = place.item if place.panel == COPIES else None
        self._load()

    def _load(self) -> None:
        meeting_id = self._id
        if not meeting_id:
            return
        flush_all()  # 頁を作り直すので、打ったばかりの結果も先に控える
        Ask(self, lambda: self._read(meeting_id)).or_else(self._refused).then(self._show)

    def _read(self, meeting_id: str) -> _Found:
        page = meetings.meeting_page(self._desk, meeting_id)
        copies = packets.copies_of(self._desk, page.meeting.id)
        table = matrix(self._desk, page.meeting.id)
        beside = same_sitting(self._desk, page.meeting)
        return _Found(
            page,
            copies,
            corrections_of(self._desk, page.meeting, copies),
            table,
            beside,
            meetings_to_join(self._desk, page.meeting),
            requests_of(self._desk, page.meeting.id),
            agenda_marks(self._desk, page),
            warnings_on_agenda(self._desk, page.meeting.id),
            stale_in(self._desk, page.meeting),
            old_dated(self._desk, page.meeting.id),
            unpledged_in(self._desk, page.meeting),
            taken_off(self._desk, page.meeting),
        )

    def _refused(self, error: DeskError) -> None:
        back = button("一覧へ戻る", "plain", lambda: self.go("meetings"))
        self._put(EmptyRoom(error.title, error.advice, back))

    def _put(self, shown: QWidget) -> None:
        if self._shown is not None:
            self._whole.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = shown
        self._whole.addWidget(shown, 1)

    def _show(self, found: _Found) -> None:
        page = found.page
        meeting = page.meeting
        at = self._scroll_value()
        marks = marks_from_here(self._shown) if self._shown is not None else ()
        titles = [text(f"{n}　{words}", "title") for n, words in enumerate(_STEPS, 1)]
        leaps = [
            button(
                f"{n} {words}",
                "quiet",
                partial(self._leap, title),
                key=f"Ctrl+{n}",
                hint=f"{words}へ",
            )
            for n, (words, title) in enumerate(zip(_STEPS, titles, strict=True), 1)
        ]
        sheet = Page(
            meeting.body_name,
            *leaps,
            lead=f"{meeting.meeting_no}　{format_long(meeting.held_on, weekday=True)}"
            f"　{held_words(meeting.kind)}",
        )
        if page.body is not None and page.body.note and len(page.body.kinds) == 1:
            # 二つの区分で開ける会議体の手引きは、区分を選ぶ時だけのもの
            sheet.add(text(page.body.note, wrap=True))
        agenda = AgendaCard(self._desk, page, found.marks, found.warnings, found.taken)
        agenda.beside_opened.connect(lambda meeting_id: self.go("meeting", meeting_id))
        agenda.case_wanted.connect(lambda case_id: self.go("case", case_id))
        paper = PaperCard(self._desk, page, found.warnings, len(found.bare))
        paper.previewed.connect(self._preview)
        paper.printing.connect(self._print)
        paper.issued.connect(self._land_on_copies)
        beside = BesideCard(self._desk, meeting, found.beside, found.near)
        beside.wanted.connect(lambda meeting_id: self.go("meeting", meeting_id))
        head = HeadCard(self._desk, page, found.old)
        head.again.connect(partial(self._again, paper))
        head.called_off.connect(self._leave_called_off)
        sheet.add(titles[0], head)
        if beside.useful:
            sheet.add(beside)
        sheet.add(agenda)
        sheet.add(AttendeesCard(self._desk, page))
        self._add_papers(sheet, meeting, "開催通知と誓約書", BEFORE)
        if meeting.sealed:
            requests = RequestsCard(self._desk, page, found.asked)
            requests.drawn.connect(self._show_paper)
            requests.register_drawn.connect(self.beside)
            sheet.add(requests)
        sheet.add(titles[1], paper)
        if found.matrix.cells:
            sheet.add(MatrixCard(self._desk, page, found.matrix, found.stale))
        copies = self._add_register(sheet, found)
        sheet.add(titles[2])
        for item, case in page.items:
            sheet.add(self._result(page, item, case))
        if page.items:
            if meeting.sealed:
                sheet.add(self._transfers(page))
            self._add_papers(sheet, meeting, "議事録", AFTER)
        else:
            sheet.add(text("議題を加えると、ここに結果を書けます。", "caption"))
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if meeting.sealed:
            column.addWidget(SealedBand())
        column.addWidget(sheet, 1)
        self._put(whole)
        sheet.area.verticalScrollBar().setValue(at)
        self._sheet, self._copies = sheet, copies
        if self._fresh:
            self._fresh = False
            # 開いたことを監査に残す。頁を出した後に、来たときだけ
            Ask(self, partial(note_meeting_opened, self._desk, meeting)).then()
            agenda.case.setFocus()
            sheet.area.verticalScrollBar().setValue(0)
        else:
            stay(whole, marks)
        QTimer.singleShot(0, self, self._land)

    def _result(self, page: MeetingPage, item: AgendaItem, case: Case) -> ResultCard:
        """議題一つの結果。ほかの窓で書き直されていれば、脇で選んでもらう。"""
        card = ResultCard(self._desk, page, item, case, page.drafts.get(case.id))
        card.colliding.connect(self.beside)
        card.settled.connect(self.close_side)
        return card

    def _leave_called_off(self, called: CalledOff) -> None:
        """取りやめた会議の頁を離れ、一覧で知らせる。"""
        desk, window, meeting = self._desk, self.window(), called.meeting
        bar = NoticeBar.near(self)
        self._id = ""
        broadcast().tell(Change(frozenset({Changed.MEETING})))
        self.go("meetings")

        def undo() -> None:
            Do(window, partial(hold_after_all, desk, called), Changed.MEETING).then()

        about = "" if meeting.sealed else meeting.meeting_no
        bar.tell(f"{meeting.meeting_no} を取りやめました。", undo=undo, about=about)

    def _land_on_copies(self) -> None:
        """管理表に載った部を、次に頁を出したときに見せる。"""
        self._landing = ""

    def _land(self) -> None:
        """待っていれば、管理表を頁の上の端まで巻く。知らせの帯は、新しい頁の下に置き直す。"""
        bar = NoticeBar.near(self)
        bar.place()
        if self._landing is None or not isValid(self._copies):
            return
        copy_id, self._landing = self._landing, None
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        scrolled = self._sheet.area.verticalScrollBar()
        scrolled.setValue(self._copies.y())
        if not bar.isHidden() and self._copies.rows_end() > bar.mapToGlobal(QPoint()).y():
            # 帯に隠れるなら、行を題の所まで上げる
            scrolled.setValue(self._copies.y() + self._copies.rows_start())
        stop = self._copies.stop_at(copy_id)
        if stop is not None:
            stop.setFocus(Qt.FocusReason.OtherFocusReason)
            self._sheet.area.ensureWidgetVisible(stop)

    def _add_register(self, sheet: Page, found: _Found) -> CopiesCard:
        """配付・回収管理表と、後から確かめる紙。"""
        meeting = found.page.meeting
        copies = CopiesCard(
            self._desk, meeting, found.copies, found.corrections, found.stale, found.bare
        )
        copies.later_drawn.connect(self.beside)
        kept = KeptCard()
        kept.issued_wanted.connect(partial(self._show_issued, meeting))
        kept.register_wanted.connect(partial(self._show_register, meeting))
        sheet.add(copies, kept)
        return copies

    def _add_papers(
        self, sheet: Page, meeting: Meeting, title: str, papers: Sequence[tuple[str, str]]
    ) -> None:
        card = MorePapersCard(self._desk, meeting, title, papers)
        card.drawn.connect(self._show_paper)
        sheet.add(card)

    def _transfers(self, page: MeetingPage) -> TransfersCard:
        card = TransfersCard(self._desk, page)
        card.opening.connect(self.beside)
        card.case_wanted.connect(lambda case_id: self.go("sealed_case", case_id))
        card.done.connect(self.close_side)
        return card

    def _again(self, packet: PaperCard, name: str) -> None:
        """前の開催日のままの紙を出し直す。資料は刷るかファイルかを選ぶので、その釦まで連れて行く。"""
        if name == PACKET:
            packet.print_button.setFocus(Qt.FocusReason.OtherFocusReason)
            self._sheet.area.verticalScrollBar().setValue(packet.y())
            return
        draw_then(self, partial(draw_paper, self._desk, name, self._id), self._show_paper)

    def _show_paper(self, paper: DrawnPaper) -> None:
        self.beside(paper.kind.title, printable(self._desk, paper))

    def _leap(self, title: QLabel) -> None:
        """段の題まで巻き、その段の最初に打てる所へ移る。"""
        stops = (one for one in after(title) if one.focusPolicy() & Qt.FocusPolicy.TabFocus)
        first = next((one for one in stops if one.isVisible() and one.isEnabled()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._sheet.area.verticalScrollBar().setValue(title.y())

    def _scroll_value(self) -> int:
        # 無くなった会議を断ったあとは、前の頁はもう片付いている
        sheet = getattr(self, "_sheet", None)
        if not isinstance(sheet, Page) or not isValid(sheet):
            return 0
        return sheet.area.verticalScrollBar().value()

    def _preview(self, data: bytes, title: str) -> None:
        self.beside(title, paper_panel(data, title))
        desk, meeting_id, copy = self._desk, self._id, title.split(maxsplit=1)[-1]
        Ask(
            self, lambda: note_previewed(desk, meeting_doors.find_meeting(desk, meeting_id), copy)
        ).then()

    def _print(self, issued: IssuedPacket, data: bytes) -> None:
        meeting = issued.meeting
        title = f"{meeting.meeting_no} 全{len(issued.copies)}部"
        self.beside(title, paper_panel(data, title, self._noting(meeting, issued.papers)))

    def _noting(self, meeting: Meeting, papers: Sequence[OutgoingFile]) -> Audit:
        """刷る前後の監査と、刷った紙の控。"""
        return partial(
            note_printing,
            self._desk,
            purpose_of_kind(meeting.kind),
            meeting.meeting_no,
            files=papers,
            meeting_id=meeting.id,
            body_id=meeting.body_id,
        )

    def _show_issued(self, meeting: Meeting) -> None:
        read = partial(issued_at_meeting, self._desk, meeting.id)
        purpose = purpose_of_kind(meeting.kind)
        self.beside("出した資料", IssuedPanel(self._desk, meeting.meeting_no, read, purpose))

    def _show_register(self, meeting: Meeting) -> None:
        def show(paper: OutgoingFile) -> None:
            noting = self._noting(meeting, (paper,))
            panel = paper_panel(paper.data, paper.title, noting, problems=paper.problems)
            self.beside(paper.title, panel)

        Ask(self, partial(packets.register_paper, self._desk, meeting.id)).then(show)
