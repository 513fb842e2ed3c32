"""情報提供の依頼(法106条の6第3項): 依頼を台帳に載せ、依頼書を刷り、回答を書く。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import info_requests
from jusou_desk.casework.meeting.info_requests import WAYS, Asked
from jusou_desk.casework.meeting.meetings import MeetingPage
from jusou_desk.casework.outgoing.exporting import OutgoingFile
from jusou_desk.casework.printing.meeting_papers import draw_paper
from jusou_desk.casework.printing.request_register import (
    RequestRegister,
    draw_register,
    requests_of_year,
)
from jusou_desk.errors import BadInput
from jusou_desk.forms import FieldDefinition, FieldKind
from jusou_desk.models.secrecy_records import InfoRequest
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields import Field, TextField, field_for
from jusou_desk.ui.fields.chips import RadioChip
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.meeting.keeping import Keeper
from jusou_desk.ui.meeting.out_panel import register_panel
from jusou_desk.ui.meeting.papers_more import draw_then
from jusou_desk.ui.notice import NoticeBar, show_error
from jusou_desk.ui.pieces import Card, button, column, reveal, row, rule, text
from jusou_desk.ui.suggesting import Suggestions
from jusou_desk.wareki import FiscalYear, Toward, format_short

_ASK: Final = (
    FieldDefinition("agency", "依頼する機関", FieldKind.TEXT),
    FieldDefinition("person", "誰のことか", FieldKind.TEXT, help="空なら本人"),
    FieldDefinition("items", "求める情報", FieldKind.LONG_TEXT),
    FieldDefinition("purpose", "利用目的", FieldKind.TEXT),
    FieldDefinition("due_on", "回答の期限", FieldKind.DATE, toward=Toward.FUTURE),
    FieldDefinition("way", "回答の方法", FieldKind.TEXT),
)
_ANSWER: Final = (
    FieldDefinition("answer", "回答の内容", FieldKind.LONG_TEXT),
    FieldDefinition("respondent", "答えた人", FieldKind.TEXT, help="部署や職"),
    FieldDefinition("answered_on", "回答日", FieldKind.DATE, toward=Toward.PAST),
)


class RequestsCard(Card):
    """依頼の台帳。``drawn`` は刷り上がった依頼書、``register_drawn`` は年度の台帳の題と紙。"""

    drawn = Signal(object)
    register_drawn = Signal(str, QWidget)

    def __init__(self, desk: Desk, page: MeetingPage, asked: Sequence[Asked]) -> None:
        super().__init__("情報提供の依頼")
        self._desk = desk
        self._page = page
        self._answering: InfoRequest | None = None
        self.add(
            text(
                "社会福祉法第106条の6第3項により、関係機関に尋ねます。回答は、提供機関の名前の付いた"
                "支援会議の経過になります。",
                "caption",
                wrap=True,
            )
        )
        for one in asked:
            self.add(self._line(one), rule())
        self.answer_fields = _fields(_ANSWER, desk)
        self.answer_title = text("", "label")
        self.answer_button = button("回答を残す", "primary", self._answer)
        self._answer_part = QWidget()
        self._answer_part.setLayout(
            column(self.answer_title, *self.answer_fields.values(), row(self.answer_button, None))
        )
        self._answer_part.hide()
        self.ask_fields = _fields(_ASK, desk)
        self.ask_button = button("依頼を台帳に載せる", "plain", self._ask)
        self.open_button = button("依頼を書く", "plain", self.open_form)
        self.open_button.setEnabled(bool(page.items))
        year = FiscalYear.of(page.meeting.held_on)
        self.register_button = button(
            f"{year.label}の台帳を刷る", "plain", partial(self._look_register, year)
        )
        self._form = QWidget()
        self._form.setLayout(self._ask_part())
        self._form.hide()
        self.add(self._answer_part, row(self.open_button, self.register_button, None), self._form)
        if not page.items:
            self.add(text("議題を加えると、ここから依頼できます。", "caption"))
        self._keeper = Keeper(self, desk, page.meeting, "request", self._typed, self._fill)
        for one_field in self.ask_fields.values():
            one_field.changed.connect(self._keeper.touch)
        self._answer_keeper: Keeper | None = None

    def open_form(self) -> None:
        """依頼を書く欄を開く。"""
        self._form.show()
        self.open_button.hide()
        self.ask_fields["agency"].setFocus()
        _bring(self._form)

    def _ask_part(self) -> QVBoxLayout:
        fields = self.ask_fields
        agency, way = fields["agency"], fields["way"]
        if isinstance(agency, TextField) and isinstance(way, TextField):
            Suggestions(agency.line, [one.name for one in self._desk.town.agencies])
            Suggestions(way.line, WAYS)
        self.cases: dict[str, RadioChip] = {}
        flow = FlowLayout()
        group = QButtonGroup(self)
        for item, case in self._page.items:
            chip = RadioChip(f"議題{item.item_no}　{case.case_no}")
            chip.setAccessibleName(f"議題{item.item_no}について依頼する")
            group.addButton(chip)
            flow.addWidget(chip)
            self.cases[case.id] = chip
        if len(self.cases) == 1:
            next(iter(self.cases.values())).setChecked(True)
        return column(
            text("どの議題についてか", "label"),
            flow,
            row(agency, fields["person"], spacing=2),
            fields["items"],
            fields["purpose"],
            row(fields["due_on"], way, spacing=2),
            row(self.ask_button, None),
            spacing=1.5,
        )

    def _line(self, one: Asked) -> QWidget:
        request = one.request
        line = QWidget()
        due = f"　期限 {format_short(request.due_on)}" if request.due_on else ""
        words = f"{request.request_no}　{request.agency}　{one.case.case_no}{due}"
        title = text(words, "strong", wrap=True)
        done = request.answered_on
        look = button("依頼書", "quiet", partial(self._look, request.id))
        write = button("回答を直す" if done else "回答を書く", "quiet", partial(self._open, one))
        parts = [look, write]
        if not done:
            parts.append(button("取り消す", "quiet", partial(self._take_back, request)))
        doors = QWidget()
        flow = FlowLayout()  # 脇が開いて狭くなれば、釦が折り返す
        for part in parts:
            part.setAccessibleName(f"{request.request_no} {part.accessibleName()}")
            flow.addWidget(part)
        doors.setLayout(flow)
        head = row()
        head.addWidget(title, 1)
        head.addWidget(doors)
        answer = f"{format_short(done)} 回答: {request.answer}" if done else "回答を待っています"
        line.setLayout(
            column(
                head,
                text(request.items, "caption", wrap=True),
                text(answer, wrap=True),
                spacing=0.5,
            )
        )
        return line

    def _typed(self) -> dict[str, Any]:
        return {name: one.typed() for name, one in self.ask_fields.items()}

    def _fill(self, typed: dict[str, Any]) -> None:
        for name, one in self.ask_fields.items():
            one.set_typed(typed.get(name, ""))
        self._form.show()
        self.open_button.hide()

    def _ask(self) -> None:
        fields, desk, meeting_id = self.ask_fields, self._desk, self._page.meeting.id
        chosen = next((case_id for case_id, chip in self.cases.items() if chip.isChecked()), "")
        if not chosen:
            show_error(self, BadInput("議題が選ばれていません。", "どの議題の話か選んでください。"))
            return
        if not _sound(self, fields):
            return
        due = fields["due_on"].value()
        words = {name: str(fields[name].value()) for name in ("person", "purpose", "way")}
        agency, items = str(fields["agency"].value()), str(fields["items"].value())
        self._keeper.forget()

        def work() -> InfoRequest:
            made = info_requests.ask(
                desk,
                meeting_id,
                chosen,
                agency,
                items,
                due_on=due if isinstance(due, date) else None,
                **words,
            )
            self._keeper.drop()
            return made

        def told(made: InfoRequest) -> None:
            NoticeBar.near(self).tell(
                f"{made.request_no} を台帳に載せました。", "「依頼書」から刷れます。"
            )

        Do(self, work, Changed.MEETING).then(told)

    def _look(self, request_id: str) -> None:
        desk, meeting_id = self._desk, self._page.meeting.id
        draw_then(
            self,
            lambda: draw_paper(desk, "info-request", meeting_id, (request_id,)),
            self.drawn.emit,
        )

    def _look_register(self, year: FiscalYear) -> None:
        desk, body_id = self._desk, self._page.meeting.body_id

        def draw() -> tuple[RequestRegister, OutgoingFile]:
            register = requests_of_year(desk, body_id, year)
            return register, draw_register(desk, register)[-1]

        def show(made: tuple[RequestRegister, OutgoingFile]) -> None:
            register, paper = made
            self.register_drawn.emit(paper.title, register_panel(desk, register, paper))

        Ask(self, draw).then(show)

    def _open(self, one: Asked) -> None:
        """回答を書く欄を開く。前に打ちかけていれば、それを戻す。"""
        request = one.request
        self._answering = request
        self.answer_title.setText(f"{request.request_no} {request.agency} の回答")
        self.answer_fields["answer"].set_value(request.answer)
        self.answer_fields["respondent"].set_value("")
        self.answer_fields["answered_on"].set_value(request.answered_on or self._desk.today())
        self._answer_part.show()
        self.answer_fields["answer"].setFocus()
        _bring(self._answer_part)
        keeper = Keeper(
            self,
            self._desk,
            self._page.meeting,
            f"answer-{request.id}",
            lambda: {name: one.typed() for name, one in self.answer_fields.items()},
            self._fill_answer,
        )
        if self._answer_keeper is not None:
            self._answer_keeper.forget()
        else:
            for one_field in self.answer_fields.values():
                one_field.changed.connect(self._touch_answer)
        self._answer_keeper = keeper

    def _touch_answer(self) -> None:
        if self._answer_keeper is not None:
            self._answer_keeper.touch()

    def _fill_answer(self, typed: dict[str, Any]) -> None:
        for name, one in self.answer_fields.items():
            one.set_typed(typed.get(name, ""))

    def _answer(self) -> None:
        request, keeper, fields = self._answering, self._answer_keeper, self.answer_fields
        if request is None or keeper is None or not _sound(self, fields):
            return
        desk, on = self._desk, fields["answered_on"].value()
        words, respondent = str(fields["answer"].value()), str(fields["respondent"].value())
        keeper.forget()

        def work() -> InfoRequest:
            day = on if isinstance(on, date) else desk.today()
            made = info_requests.answer(desk, request.id, words, day, respondent=respondent)
            keeper.drop()
            return made

        Do(self, work, Changed.MEETING, Changed.NOTE).then(
            lambda made: NoticeBar.near(self).tell(
                f"{made.request_no} の回答を残しました。",
                "相談の経過にも、支援会議の記録として入りました。",
            )
        )

    def _take_back(self, request: InfoRequest) -> None:
        desk = self._desk
        Do(self, lambda: info_requests.take_back_request(desk, request.id), Changed.MEETING).then(
            lambda _n: NoticeBar.near(self).tell(f"{request.request_no} を取り消しました。")
        )


def _bring(part: QWidget) -> None:
    """出したばかりの ``part`` を、並び終えてから見えるところへ。"""
    QTimer.singleShot(0, part, lambda: reveal(part, part.rect()))


def _fields(definitions: Sequence[FieldDefinition], desk: Desk) -> dict[str, Field]:
    made = {one.id: field_for(one, 0, desk.today) for one in definitions}
    for one in made.values():
        one.without_gutter()
    return made


def _sound(card: Card, fields: dict[str, Field]) -> bool:
    """どの欄も読めるか。読めない欄があれば、そこで言う。"""
    bad = next((one for one in fields.values() if one.complaint()), None)
    if bad is None:
        return True
    bad.check()
    show_error(card, BadInput(str(bad.complaint()), "直してから、もう一度行ってください。"))
    return False
