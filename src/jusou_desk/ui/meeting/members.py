"""構成員名簿の頁(会議体ごと)と、名簿から出席者を選ぶ札の並び。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QWidget

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import members
from jusou_desk.casework.meeting.copy_register import paper_words
from jusou_desk.casework.meeting.members import Pledge, Received
from jusou_desk.casework.printing.meeting_papers import draw_pledges
from jusou_desk.errors import DeskError
from jusou_desk.models.records import Attendee
from jusou_desk.models.secrecy_records import Member
from jusou_desk.towns import MeetingBody
from jusou_desk.ui.badges import LaneBadge, Mark
from jusou_desk.ui.case.band import SealedBand
from jusou_desk.ui.changes import Changed, keep_fresh
from jusou_desk.ui.drafting import flush_all
from jusou_desk.ui.fields.chips import RadioChip
from jusou_desk.ui.flow import FlowLayout
from jusou_desk.ui.jobs import Ask
from jusou_desk.ui.meeting.member_form import EditCard
from jusou_desk.ui.meeting.papers_more import draw_then, export_to, printable
from jusou_desk.ui.navigation import Place, Screen
from jusou_desk.ui.pieces import (
    Card,
    EmptyRoom,
    Page,
    Scroll,
    button,
    column,
    row,
    rule,
    text,
)
from jusou_desk.wareki import format_long, format_short

UNPLEDGED: Final = "誓約未確認"


class MembersScreen(Screen):
    """会議体を選び、その名簿を読み書きする。"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._body_id = ""
        back = button("会議の一覧へ", "plain", partial(self.go, "meetings"))
        self.page = Page("構成員名簿", back)
        self._shown: list[QWidget] = []
        self._band = SealedBand()
        self._band.hide()
        self.bodies: dict[str, RadioChip] = {}
        self.page.add(self._choices())
        self.setLayout(column(self._band, self.page, spacing=0))
        keep_fresh(self, self._load, Changed.MEETING)

    def _choices(self) -> QWidget:
        holder = QWidget()
        flow = FlowLayout()
        group = QButtonGroup(holder)
        for body in members.registers(self._desk):
            chip = RadioChip(body.name)
            chip.setAccessibleName(f"{body.name}の名簿")
            chip.clicked.connect(partial(self._choose, body.id))
            group.addButton(chip)
            flow.addWidget(chip)
            self.bodies[body.id] = chip
        holder.setLayout(flow)
        return holder

    def arrive(self, place: Place) -> None:
        first = next(iter(self.bodies), "")
        self._choose(place.id or self._body_id or first)
        if first:
            self.bodies[self._body_id if self._body_id in self.bodies else first].setFocus()

    def _choose(self, body_id: str, _checked: bool = False) -> None:
        self._body_id = body_id
        for one, chip in self.bodies.items():
            chip.setChecked(one == body_id)
        self._load()

    def _load(self) -> None:
        desk, body_id = self._desk, self._body_id
        if not body_id:
            self._put(EmptyRoom("開ける名簿がありません。", "会議は、名簿が無くても開けます。"))
            return
        flush_all()
        Ask(
            self, lambda: (members.body_of(desk, body_id), members.members_of(desk, body_id))
        ).or_else(self._refused).then(lambda found: self._show(*found))

    def _refused(self, error: DeskError) -> None:
        self._put(EmptyRoom(error.title, error.advice))

    def _put(self, *parts: QWidget) -> None:
        for old in self._shown:
            old.hide()
            old.deleteLater()
        self._shown = list(parts)
        self.page.add(*parts)

    def _show(self, body: MeetingBody, found: tuple[Member, ...]) -> None:
        if body.id != self._body_id:
            return  # 読む間に、別の会議体が選ばれた
        sealed = any(kind.sealed for kind in body.kinds)
        self._band.setVisible(sealed)
        listed = RegisterCard(self._desk, body, found, sealed=sealed)
        listed.opened.connect(self.beside)
        listed.writing.connect(partial(self._write, body, found))
        self._put(listed)

    def _write(
        self, body: MeetingBody, found: tuple[Member, ...], member: Member | None = None
    ) -> None:
        """一人を書く札を、名簿の代わりに出す。"""
        sealed = any(kind.sealed for kind in body.kinds)
        card = EditCard(self._desk, body, found, member, sealed=sealed)
        card.left.connect(self._load)
        self._put(card)
        card.start()


class RegisterCard(Card):
    """名簿の人を一行ずつ。誓約の様子を語で言い、渡したものと誓約書を開ける。

    ``opened`` は脇に開くものの題と中身、``writing`` は書き直す人(足すなら None)。
    """

    opened = Signal(str, QWidget)
    writing = Signal(object)

    def __init__(
        self, desk: Desk, body: MeetingBody, found: Sequence[Member], *, sealed: bool
    ) -> None:
        super().__init__(body.name, *((LaneBadge(Mark.SEALED),) if sealed else ()))
        self._desk = desk
        self._body = body
        self._sealed = sealed
        if sealed:
            self.add(text("この名簿は、この会議体の従事者だけに見えます。", "caption", wrap=True))
        for place, member in enumerate(found):
            if place:
                self.add(rule())
            self.add(self._line(member))
        if not found:
            self.add(text("まだ誰も書いていません。名簿が無くても会議は開けます。", wrap=True))
        below = FlowLayout()
        self.add_button = button("構成員を足す", "plain", partial(self.writing.emit, None))
        below.addWidget(self.add_button)
        if found:
            below.addWidget(button("全員の誓約書を下見・印刷", "plain", partial(self._pledges, ())))
            below.addWidget(button("全員の誓約書をファイルに出す", "plain", self._ask_folder))
        self.add(below)

    def _line(self, member: Member) -> QWidget:
        line = QWidget()
        who = "　".join(part for part in (member.agency, member.post, member.name) if part)
        received = button("渡したもの", "quiet", partial(self._received, member))
        received.setAccessibleName(f"{member.name}に渡したもの")
        pledge = button("誓約書", "quiet", partial(self._pledges, (member.id,)))
        pledge.setAccessibleName(f"{member.name}の誓約書")
        write = button("直す", "quiet", partial(self.writing.emit, member))
        write.setAccessibleName(f"{member.name}を直す")
        words, lacking = pledge_words(member, self._desk.today(), sealed=self._sealed)
        state = text(words, "problem" if lacking else "caption")
        first = row(text(who, "strong", wrap=True), received, pledge, write)
        first.setStretch(0, 1)
        line.setLayout(
            column(
                first,
                row(text(_term(member), "caption"), state, None, spacing=2),
                spacing=0,
            )
        )
        return line

    def _pledges(self, chosen: tuple[str, ...]) -> None:
        desk, body_id = self._desk, self._body.id
        draw_then(
            self,
            lambda: draw_pledges(desk, body_id, chosen),
            lambda paper: self.opened.emit("誓約書", printable(desk, paper)),
        )

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "誓約書を出すフォルダ")
        if folder:
            self.export(Path(folder))

    def export(self, folder: Path) -> None:
        """全員の誓約書を ``folder`` に出す。"""
        export_to(self, self._desk, partial(draw_pledges, self._desk, self._body.id), folder)

    def _received(self, member: Member) -> None:
        desk = self._desk
        Ask(self, lambda: members.received_by(desk, member)).then(
            lambda found: self.opened.emit(
                f"{member.agency} {member.name} に渡したもの", ReceivedPanel(found)
            )
        )


class ReceivedPanel(Scroll):
    """これまでに出た会議と、渡した資料。"""

    def __init__(self, found: Sequence[Received]) -> None:
        super().__init__(margin=2)
        self.lines = [_received_words(one) for one in found]
        if not self.lines:
            self.add(text("まだ何も渡していません。", "caption"))
        for words in self.lines:
            self.add(text(words, wrap=True), rule())
        self.add(None)


def _received_words(one: Received) -> str:
    head = f"{one.meeting.meeting_no}　{format_long(one.meeting.held_on)}"
    copy = one.copy
    if copy is None:
        return f"{head}\n出席(資料は渡していません)"
    steps = (("配付", copy.handed_on), ("回収", copy.returned_on), ("裁断", copy.shredded_on))
    marks = "　".join(f"{words} {format_short(day) if day else '－'}" for words, day in steps)
    return f"{head}\n{paper_words(copy)}　{marks}"


def _term(member: Member) -> str:
    end = format_short(member.until) if member.until else ""
    return f"任期 {format_short(member.since)}～{end}"


def pledge_words(member: Member, today: date, *, sealed: bool) -> tuple[str, bool]:
    """誓約の様子と、支援会議の前に手を打つことがあるか。"""
    if not members.in_term(member, today):
        return ("任期の前です" if member.since > today else "任期は終わりました"), False
    if member.pledge == Pledge.EACH:
        last = f"(前回 {format_short(member.pledged_on)})" if member.pledged_on else ""
        return f"会議ごとに誓約{last}", False
    if member.pledged_on is not None:
        return f"誓約 {format_short(member.pledged_on)}(包括)", False
    return (UNPLEDGED, True) if sealed else ("", False)


class SeatChips(QWidget):
    """知っている人を、一押しで出席者に入れる札。``take`` は入れるもの。

    title: 札の並びの題。everybody: 全員を入れる釦の語。
    """

    def __init__(
        self, take: Callable[[Sequence[Attendee]], object], title: str, everybody: str
    ) -> None:
        super().__init__()
        self._take = take
        self._everybody = everybody
        self.chips: dict[str, QWidget] = {}
        self._flow = FlowLayout()
        self.setLayout(column(text(title, "label"), self._flow, spacing=0.5))
        self.hide()

    def offer(self, candidates: Sequence[Attendee]) -> None:
        """``candidates`` を並べる。いなければ何も出さない。"""
        for one in candidates:
            words = f"{one.agency}　{one.name}"
            chip = button(words, "quiet", partial(self._take, (one,)))
            chip.setAccessibleName(f"{words}を出席者に入れる")
            self._flow.addWidget(chip)
            self.chips[words] = chip
        if len(candidates) > 1:
            self._flow.addWidget(
                button(self._everybody, "plain", partial(self._take, tuple(candidates)))
            )
        self.setVisible(bool(candidates))
