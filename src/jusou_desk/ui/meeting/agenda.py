"""会議の議題。相談を探して加え、同意の無くなった議題には次の一手を添える。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from jusou_desk.casework.case.cases import CaseLine, case_list_in_use
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.agenda_changes import TakenOff, put_back
from jusou_desk.casework.meeting.agenda_marks import AgendaMark
from jusou_desk.casework.meeting.meetings import ConsentNeeded, MeetingPage
from jusou_desk.casework.meeting.sitting import consider_beside
from jusou_desk.errors import BadInput, DeskError
from jusou_desk.forms import FieldDefinition, FieldKind, code_set
from jusou_desk.models.records import AgendaItem, Case, CaseStatus, Meeting
from jusou_desk.policy import Purpose
from jusou_desk.towns import MeetingBody
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields import LongTextField, SingleField, TextField
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.meeting.keeping import Keeper
from jusou_desk.ui.meeting.topic import AIM, TOPIC, Topic
from jusou_desk.ui.notice import NoticeBar, show_error
from jusou_desk.ui.pieces import Card, button, reveal, row, rule, text
from jusou_desk.ui.suggesting import Suggestions
from jusou_desk.ui.theme import scale

_CLOSED: Final = (CaseStatus.CLOSED, CaseStatus.SUSPENDED)


class AgendaCard(Card):
    """議題。相談を探して加える。同意の無い相談は断り、支援会議を案内する。

    ``beside_opened`` は代わりに開いた支援会議の id、``case_wanted`` は確かめ直したい相談の id。
    """

    beside_opened = Signal(str)
    case_wanted = Signal(str)

    def __init__(
        self,
        desk: Desk,
        page: MeetingPage,
        marks: Mapping[str, AgendaMark],
        warnings: Sequence[str],
        taken: Sequence[TakenOff] = (),
    ) -> None:
        """marks: 相談 id → 同意の外の印。warnings: 支援措置の相手方の知らせ。taken: 外した議題。"""
        super().__init__("議題")
        self._desk = desk
        self._page = page
        self._offers: list[QPushButton] = []
        self._lines: dict[str, CaseLine] = {}
        self.case = TextField(
            FieldDefinition(
                "case", "相談", FieldKind.TEXT, help="氏名か受付番号の一部を打つと候補が出ます。"
            )
        )
        self.aim = SingleField(
            AIM,
            code_set("agenda_aims", desk.today().year),
        )
        self.summary = LongTextField(TOPIC)
        self.add_button = button("議題に加える", "plain", self._put)
        self._refusal = FlowLayout()
        if warnings:
            self.add(text("\n".join(warnings), "problem", wrap=True))
        for item, case in page.items:
            self.add(self._line(item, case, marks.get(case.id)), rule())
        if not page.items:
            self.add(text("まだ議題がありません。相談を一つ加えてください。", "caption"))
        for gone in taken:
            self.add(self._gone(gone), rule())
        self.add(self.case, self.aim, self.summary, self._refusal, row(self.add_button, None))
        self._fields = (self.case, self.aim, self.summary)
        self._keeper = Keeper(self, desk, page.meeting, "agenda", self._typed, self._fill)
        for one in self._fields:
            one.without_gutter()
            one.changed.connect(self._keeper.touch)
        Ask(self, self._candidates).then(self._offer)

    def _typed(self) -> dict[str, object]:
        return {one.definition.id: one.typed() for one in self._fields}

    def _fill(self, typed: dict[str, str]) -> None:
        for one in self._fields:
            one.set_typed(typed.get(one.definition.id, ""))

    def _line(self, item: AgendaItem, case: Case, mark: AgendaMark | None) -> QWidget:
        line = QWidget()
        name = self._page.names[case.id]
        words = f"議題{item.item_no}　{name}　{case.case_no}　{item.aim}"
        title = text(words, "strong", wrap=True)
        take = button("外す", "quiet", lambda: self._take_off(item))
        take.setAccessibleName(f"議題{item.item_no}を外す")
        topic = Topic(self._desk, self._page.meeting, item)
        change = button("直す", "quiet", topic.write)
        change.setAccessibleName(f"議題{item.item_no}を直す")
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        head = row(title, change, take)
        head.setStretch(0, 1)
        column.addLayout(head)
        column.addWidget(topic)
        if mark is not None:
            column.addWidget(text(f"{mark.words}{mark.advice}", "problem", wrap=True))
            column.addLayout(self._ways_out(item, case, mark))
        return line

    def _gone(self, one: TakenOff) -> QWidget:
        """外した議題の一行。結果が書いてあれば、結果ごと戻る。"""
        line = QWidget()
        back = button("議題に戻す", "quiet", partial(self._put_back, one.item))
        back.setAccessibleName(f"外した議題 {one.words} を戻す")
        whole = row(text(f"外した議題　{one.words}", "caption", wrap=True), back)
        whole.setStretch(0, 1)
        line.setLayout(whole)
        return line

    def _put_back(self, item: AgendaItem) -> None:
        Do(self, partial(put_back, self._desk, item), Changed.MEETING).then(
            lambda again: NoticeBar.near(self).tell(f"議題{again.item_no}に戻しました。")
        )

    def _ways_out(self, item: AgendaItem, case: Case, mark: AgendaMark) -> FlowLayout:
        """同意の外の議題の、次の一手。外すのは行の釦で。"""
        again = "相談を開く" if mark.held else "同意を確かめ直す"
        opened = button(again, "plain", partial(self.case_wanted.emit, case.id))
        opened.setAccessibleName(f"議題{item.item_no}の{again}")
        flow = FlowLayout()
        flow.addWidget(opened)
        for body in mark.instead:
            offer = self._offer_body(body, case.id, item.summary)
            offer.setAccessibleName(f"議題{item.item_no}を{offer.text()}")
            flow.addWidget(offer)
        return flow

    def _offer_body(self, body: MeetingBody, case_id: str, summary: str) -> QPushButton:
        offer = button(f"「{body.name}」で検討する", "plain")
        offer.setAccessibleDescription("同じ席の支援会議を設けて、その議題にします。")
        offer.clicked.connect(lambda: self._consider(body, case_id, summary))
        return offer

    def _consider(self, body: MeetingBody, case_id: str, summary: str) -> None:
        desk, meeting_id = self._desk, self._page.meeting.id

        def work() -> Meeting:
            return consider_beside(desk, meeting_id, body.id, case_id, summary)

        Do(self, work, Changed.MEETING).then(lambda made: self.beside_opened.emit(made.id))

    def _candidates(self) -> tuple[CaseLine, ...]:
        sealed = self._page.meeting.sealed
        purpose = Purpose.SUPPORT_MEETING if sealed else Purpose.CASEWORK
        lines, _ = case_list_in_use(self._desk, purpose=purpose)
        return tuple(line for line in lines if line.case.status not in _CLOSED)

    def _offer(self, lines: tuple[CaseLine, ...]) -> None:
        self._lines = {f"{line.case.case_no}　{line.title}": line for line in lines}
        Suggestions(self.case.line, list(self._lines))

    def _chosen(self) -> CaseLine:
        """打たれた語に当てはまる、ただ一つの相談。"""
        words = str(self.case.value()).strip()
        if not words:
            raise BadInput("相談が選ばれていません。", "氏名か受付番号を打って選んでください。")
        fit = [line for shown, line in self._lines.items() if words in shown]
        if not fit:
            raise BadInput(
                "当てはまる相談がありません。",
                "氏名か受付番号を確かめてください。終結した相談は議題にできません。",
            )
        if len(fit) > 1:
            raise BadInput(
                f"当てはまる相談が{len(fit)}つあります。", "↓ で候補を出して、一つ選んでください。"
            )
        return fit[0]

    def _put(self) -> None:
        try:
            case = self._chosen().case
        except BadInput as refused:
            self.case.setFocus()
            show_error(self, refused)
            return
        aim, summary = str(self.aim.value() or ""), str(self.summary.value())
        meeting = self._page.meeting

        self._keeper.forget()

        def work() -> AgendaItem:
            item = meetings.put_on_agenda(self._desk, meeting.id, case.id, aim, summary)
            self._keeper.drop()
            return item

        refuse = partial(self._refused, case_id=case.id, summary=summary)
        Do(self, work, Changed.MEETING).or_else(refuse).then(
            lambda item: NoticeBar.near(self).tell(f"議題{item.item_no}に加えました。")
        )

    def _refused(self, error: DeskError, case_id: str, summary: str) -> None:
        show_error(self, error)
        for old in self._offers:
            self._refusal.removeWidget(old)
            old.deleteLater()
        bodies = error.instead if isinstance(error, ConsentNeeded) else ()
        self._offers = [self._offer_body(body, case_id, summary) for body in bodies]
        for offer in self._offers:
            self._refusal.addWidget(offer)
        if self._offers:
            QTimer.singleShot(0, self._offers[-1], self._bring_up)

    def _bring_up(self) -> None:
        """代わりの釦を、断りの帯の上まで巻き上げる。"""
        last = self._offers[-1].geometry()
        reveal(self, last.adjusted(0, 0, 0, scale().control * 3))

    def _take_off(self, item: AgendaItem) -> None:
        desk, meeting, window = self._desk, self._page.meeting, self.window()
        # 支援会議の頁からついて行く知らせは、番号も見せない。頁を移れば消える
        about = "" if meeting.sealed else meeting.meeting_no

        def undo() -> None:
            Do(
                window,
                lambda: put_back(desk, item),
                Changed.MEETING,
            ).then()

        Do(self, lambda: meetings.take_off_agenda(desk, item), Changed.MEETING).then(
            lambda _n: NoticeBar.near(self).tell(
                f"議題{item.item_no}を外しました。", undo=undo, about=about
            )
        )
