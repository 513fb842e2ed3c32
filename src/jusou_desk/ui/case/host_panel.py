"""参加支援の受入先を探す一枚: 求めることを選ぶと候補が並び、打診して、成立か不成立を残す。"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.register import matching
from jusou_desk.casework.register.matching import Suggestion
from jusou_desk.forms import FieldDefinition, FieldKind, code_set
from jusou_desk.models.records import Plan
from jusou_desk.models.register_records import FailedFor, Match, MatchState
from jusou_desk.packet import CONCEALED
from jusou_desk.ui.case.writings import Saved
from jusou_desk.ui.changes import Changed
from jusou_desk.ui.fields import DateField, Field, TextField, field_for
from jusou_desk.ui.fields.chips import Chips
from jusou_desk.ui.jobs import Ask, Do
from jusou_desk.ui.pieces import Card, Saying, Scroll, button, column, row, text
from jusou_desk.wareki import Toward, format_short

TITLE: Final = "受入先を探す"
_T: Final = FieldKind.TEXT
_MADE: Final = (
    FieldDefinition("starts_on", "始まる日", FieldKind.DATE, toward=Toward.FUTURE),
    FieldDefinition("frequency", "頻度", _T, half=True, help="例: 週2回、午前"),
    FieldDefinition("activity", "すること", _T),
    FieldDefinition("costs", "費用の負担", _T, help="誰が、何を、いくら。"),
)
_REASON: Final = FieldDefinition("reason", "事情", _T)


def open_plan(page: CasePage) -> Plan | None:
    """受入先を探すプラン: 一番新しい参加支援のプラン。"""
    return next((plan for plan in page.plans if plan.kind == matching.KIND), None)


class HostPanel(QWidget):
    """脇に開く一枚。残すと ``saved``。"""

    saved = Signal(object)

    def __init__(self, desk: Desk, page: CasePage) -> None:
        super().__init__()
        plan = open_plan(page)
        assert plan is not None
        self._desk, self.plan = desk, plan
        person = page.person
        written = person.address if person else ""
        self._address = "" if written == CONCEALED else written
        terms = code_set("host_tags", desk.today().year).terms
        self.wanted = Chips(terms, exclusive=False)
        self.wanted.describe("求めること", "")
        self.wanted.changed.connect(self._suggest)
        self._problem = Saying()
        self._found = column(spacing=1.5)
        self._asked = column(spacing=1.5)
        self.name = TextField(FieldDefinition("host", "名簿に無い所", _T))
        self.name.without_gutter()
        self.ask_button = button("打診した", "plain", self._ask_unlisted)
        area = Scroll(margin=2, spacing=1.5)
        area.add(
            text(f"{plan.plan_no}", "caption"),
            self._problem,
            self._asked,
            text("求めること", "label"),
            self.wanted,
            self._found,
            self.name,
            row(self.ask_button, None),
            None,
        )
        self.setLayout(column(area))
        self.setFocusProxy(self.wanted)
        self._suggest()
        self._read()

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def _read(self) -> None:
        Ask(self, partial(matching.matches_of, self._desk, self.plan.id)).then(self._show_asked)

    def _suggest(self) -> None:
        _empty(self._found)
        found = matching.suggestions(
            self._desk.resources, self.wanted.chosen(), self._address, self._desk.today()
        )
        for one in found:
            self._found.addWidget(self._card(one))
        if not found:
            what = "合う受入先が、名簿に" if self.wanted.chosen() else "名簿に、受入先がまだ"
            words = f"{what}ありません。「機関と資源」で足すか、下に名前を入れてください。"
            self._found.addWidget(text(words, "caption", wrap=True))

    def _card(self, one: Suggestion) -> Card:
        ask = button("打診した", "plain", partial(self._ask, one.row.name, one.row.resource_no))
        ask.setAccessibleName(f"{one.row.name}に打診した")
        card = Card(one.row.name, ask)
        if one.fits:
            card.add(text("\n".join(one.fits), "body", wrap=True))
        if one.worries:
            card.add(text("\n".join(one.worries), "caption", wrap=True))
        return card

    def _show_asked(self, found: tuple[Match, ...]) -> None:
        _empty(self._asked)
        for left, one in enumerate(found):
            card = MatchCard(self._desk, one, len(found) - left)
            card.settled.connect(self._settled)
            self._asked.addWidget(card)

    def _ask_unlisted(self) -> None:
        self._ask(str(self.name.value()), "")

    def _ask(self, name: str, resource_no: str) -> None:
        self._problem.hide()
        work = partial(
            matching.ask,
            self._desk,
            self.plan,
            name,
            resource_no=resource_no,
            wanted=tuple(self.wanted.chosen()),
        )
        job = Do(self, work, Changed.PLAN, ids=(self.plan.case_id,))
        job.or_else(self._problem.refuse).then(lambda _match: self._read())

    def _settled(self, told: str) -> None:
        self.saved.emit(Saved(told))


class MatchCard(Card):
    """打診の一件。返事があったら、成立か不成立を残す。"""

    settled = Signal(str)

    def __init__(self, desk: Desk, match: Match, number: int) -> None:
        """number: そのプランの何件目の打診か。名を伏せた先どうしを、これで見分ける。"""
        host = f"{number}件目（名は{CONCEALED}）" if match.host == CONCEALED else match.host
        super().__init__(f"{host}　{match.state}")
        self._desk, self._match = desk, match
        self._problem = Saying()
        self.made: dict[str, Field] = {
            one.id: field_for(one, desk.today().year, desk.today) for one in _MADE
        }
        for one in self.made.values():
            one.without_gutter()
        self.failed = Chips([one for one in FailedFor if one], exclusive=True)
        self.failed.describe("不成立のわけ", "")
        self.reason = TextField(_REASON)
        self.reason.without_gutter()
        self._yes, self._no = QWidget(), QWidget()
        self.add(text("\n".join(_words(match)), "caption", wrap=True))
        if match.state is MatchState.ASKED:
            self._lay_out()

    def _lay_out(self) -> None:
        self.yes_button = button("成立した…", "plain", partial(self._turn, self._yes))
        self.no_button = button("不成立…", "plain", partial(self._turn, self._no))
        keep_made = button("成立を残す", "primary", self._succeed)
        keep_failed = button("不成立を残す", "primary", self._fail)
        self._yes.setLayout(column(*self.made.values(), row(keep_made, None), spacing=1.5))
        self._no.setLayout(
            column(
                text("わけ（受け手不在は、地域づくりの根拠として数えます）", "label", wrap=True),
                self.failed,
                self.reason,
                row(keep_failed, None),
                spacing=1.5,
            )
        )
        self._yes.hide()
        self._no.hide()
        self.add(row(self.yes_button, self.no_button, None), self._yes, self._no, self._problem)

    def problem(self) -> str:
        """いま出ている断り。"""
        return self._problem.said()

    def _turn(self, shown: QWidget) -> None:
        self._yes.setVisible(shown is self._yes)
        self._no.setVisible(shown is self._no)

    def _succeed(self) -> None:
        starts = self.made["starts_on"]
        assert isinstance(starts, DateField)
        if starts.complaint():
            starts.check()
            return
        words = {name: str(one.value()) for name, one in self.made.items() if one is not starts}
        work = partial(
            matching.succeed, self._desk, self._match.id, starts_on=starts.value(), **words
        )
        self._do(work, "成立を残し、プランの受入先の欄を埋めました。")

    def _fail(self) -> None:
        chosen = FailedFor(next(iter(self.failed.chosen()), ""))
        work = partial(matching.fail, self._desk, self._match.id, chosen, str(self.reason.value()))
        self._do(work, "不成立を残しました。")

    def _do(self, work: partial[Match], told: str) -> None:
        self._problem.hide()
        kinds = (Changed.PLAN, Changed.SHEET, Changed.AGENCY)
        job = Do(self, work, *kinds, ids=(self._match.case_id,)).or_else(self._problem.refuse)
        job.then(lambda _match: self.settled.emit(told))


def _words(one: Match) -> list[str]:
    lines = [f"{format_short(one.asked_on)} 打診　{one.asked_by}"]
    if one.wanted:
        lines.append(f"求めたこと: {'、'.join(one.wanted)}")
    if one.settled_on:
        lines.append(f"{format_short(one.settled_on)} {one.state}")
    if one.starts_on:
        lines.append(f"{format_short(one.starts_on)}から　{one.frequency}　{one.activity}".rstrip())
    if one.failed_for:
        lines.append(f"わけ: {one.failed_for}　{one.reason}".rstrip())
    return lines


def _empty(box: QVBoxLayout) -> None:
    while (item := box.takeAt(0)) is not None:
        part = item.widget()
        if part is not None:
            part.hide()
            part.deleteLater()
