"""会議の前後の紙を刷って渡す: 誓約書、開催通知、情報提供依頼書、議事録。

種類を足すには、様式を ``resources/layouts`` に置き、``PAPERS`` に一行書く。どの紙も、受け取る
機関を受け手にして ``disclose`` を通り、``hand_over`` から外へ出る。
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from jusou_desk.casework.case.audience import audience_of
from jusou_desk.casework.case.meeting_doors import find_meeting, purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.members import body_of, purpose_of_body
from jusou_desk.casework.meeting.packet_folder import expect_ours
from jusou_desk.casework.outgoing.exporting import (
    NOTHING_TAKEN,
    PRINTED,
    UNPRINTED,
    OutgoingFile,
    Reserve,
    hand_over,
    note_printing,
)
from jusou_desk.casework.outgoing.layouts import layout_in_use
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.printing import meeting_letters, meeting_minutes
from jusou_desk.casework.printing.later_copies import (
    enter,
    expect_unused,
    later_copy,
    next_number,
    reserving,
)
from jusou_desk.casework.printing.meeting_letters import Letter, Subject
from jusou_desk.casework.wording import word
from jusou_desk.errors import BadInput
from jusou_desk.models.records import PacketCopy
from jusou_desk.models.work import Work
from jusou_desk.packet import Packet, disclose
from jusou_desk.policy import Lane
from jusou_desk.reports.joining import join
from jusou_desk.reports.pdf import draw

Builder = Callable[[Desk, Work, Subject], tuple[Letter, ...]]
_AGENDA: Final = "議題"
_SECRET: Final = ("sealed_mark", "packet_no_copy")
_CARE: Final = ("open_handling",)


@dataclass(frozen=True)
class PaperKind:
    """紙の種類。``name`` は書き出すファイルの名前。

    marks: 支援会議の紙に刷る印(文言の名前)。ほかの会議の紙は、どれも取扱注意。
    named: 受け手の名前を透かしに入れる。apart: 一人ずつ別のファイルにし、議題の無い人には作らない。
    book: Excel も出す。counted: 支援会議では控番を続け、配付・回収管理表に載せる。
    """

    name: str
    title: str
    layout: str
    letters: Builder
    marks: tuple[str, ...] = _CARE
    named: bool = False
    apart: bool = False
    book: bool = False
    counted: bool = False


NOTICE: Final = "notice"
_MINUTES: Final = "議事録"
PAPERS: Final = (
    PaperKind("pledge", "誓約書", "pledge", meeting_letters.pledges),
    PaperKind(NOTICE, "開催通知", "notice", meeting_letters.notices),
    PaperKind(
        "info-request",
        "情報提供依頼書",
        "info-request",
        meeting_letters.requests,
        marks=_SECRET,
        named=True,
    ),
    PaperKind("minutes", "議事録", "minutes", meeting_minutes.minutes, marks=_SECRET, book=True),
    PaperKind(
        "minutes-copy",
        "議事録(出席者の分)",
        "minutes",
        meeting_minutes.minutes_copies,
        marks=_SECRET,
        named=True,
        apart=True,
        counted=True,
    ),
)


@dataclass(frozen=True)
class DrawnPaper:
    """刷り上がった紙(まだ出していない)。

    letters: 一通ずつの紙。books: Excel。problems: 紙から失われたものと、渡す前に確かめること。
    copies: 出したときに、配付・回収管理表に載せる行。
    """

    kind: PaperKind
    subject: Subject
    letters: tuple[OutgoingFile, ...]
    books: tuple[OutgoingFile, ...]
    problems: tuple[str, ...]
    copies: tuple[PacketCopy, ...] = ()

    @property
    def about(self) -> str:
        """監査に残す語。"""
        return f"{self.kind.name} {self.subject.number}"

    @property
    def whole(self) -> bytes:
        """続けて刷るための一つの PDF。"""
        return join([one.data for one in self.letters])

    @property
    def files(self) -> tuple[OutgoingFile, ...]:
        """書き出すファイル。一人ずつ分けない紙は、続けて刷れる一つの PDF にする。"""
        if self.kind.apart:
            return self.letters
        receivers = dict.fromkeys(one.receiver for one in self.letters)
        cases = dict.fromkeys(case_id for one in self.letters for case_id in one.case_ids)
        whole = OutgoingFile(
            f"{self.kind.name}.pdf",
            self.whole,
            title=self.letters[0].title,
            receiver="、".join(name for name in receivers if name),
            case_ids=tuple(cases),
            layout_digest=self.letters[0].layout_digest,
        )
        return (whole, *self.books)


def paper_kind(name: str) -> PaperKind:
    """名前から種類。無ければ ``BadInput``。"""
    for kind in PAPERS:
        if kind.name == name:
            return kind
    names = "、".join(kind.name for kind in PAPERS)
    raise BadInput("その名前の紙はありません。", f"次のどれかを指定してください: {names}")


def draw_paper(desk: Desk, name: str, meeting_id: str, chosen: Collection[str] = ()) -> DrawnPaper:
    """会議の紙を刷る(まだ出さない。画面の下見も同じ頁になる)。

    chosen: 情報提供依頼書で刷る依頼の id。空なら、まだ回答の無いものを全部。
    """
    meeting = find_meeting(desk, meeting_id)
    subject = Subject(
        meeting.body_name,
        desk.town.body(meeting.body_name),
        purpose_of_kind(meeting.kind),
        meeting.lane,
        meeting.body_id,
        meeting.meeting_no,
        meeting,
        tuple(chosen),
    )
    return _draw(desk, paper_kind(name), subject)


def draw_pledges(desk: Desk, body_id: str, chosen: Collection[str] = ()) -> DrawnPaper:
    """名簿の構成員の誓約書。chosen: 名簿の行の id。空なら全員。"""
    body = body_of(desk, body_id)
    purpose = purpose_of_body(body)
    sealed = any(kind.sealed for kind in body.kinds)
    subject = Subject(
        body.name,
        body,
        purpose,
        Lane.SEALED if sealed else Lane.OPEN,
        body.id if sealed else "",
        body.id,
        chosen=tuple(chosen),
    )
    return _draw(desk, paper_kind("pledge"), subject)


def _draw(desk: Desk, kind: PaperKind, subject: Subject) -> DrawnPaper:
    permit = desk.permit(subject.purpose)
    sealed = subject.lane is Lane.SEALED
    drawn_at = desk.now()
    with desk.reading(subject.purpose, subject.body_id) as work:
        letters = kind.letters(desk, work, subject)
        names = kind.marks if sealed else _CARE
        marks = tuple(word(work, desk.town, name) for name in names)
        footnote = word(work, desk.town, "secrecy_article") if sealed else ""
        first = next_number(work, subject.sitting) if kind.counted and sealed else 0
    layout = layout_in_use(desk, kind.layout, sealed=sealed)
    drawn: list[OutgoingFile] = []
    books: list[OutgoingFile] = []
    problems: list[str] = []
    for letter in letters:
        audience = None
        if letter.agency:
            audience = audience_of(desk, letter.agency, subject.meeting, name=letter.name)
            audience = replace(audience, person=letter.person)
        packet = disclose(letter.record, permit, audience)
        problems += [*letter.notices, *_left_out(letter, packet)]
        if kind.apart and not packet.groups.get(_AGENDA):
            continue
        book = layout.fill(packet)
        receiver = letter.receiver if kind.named else ""
        copy_label = f"控番{first + len(drawn)}" if first else ""
        printed = stamp(
            desk, marks=marks, copy_label=copy_label, receiver=receiver, footnote=footnote
        )
        title = f"{subject.number} {kind.title} {copy_label}".strip()
        paper = OutgoingFile(
            f"{kind.name}-{(first or 1) + len(drawn):02d}.pdf",
            draw([book], printed, title=title),
            title=title,
            receiver=letter.agency,
            receiver_name=letter.name,
            case_ids=letter.case_ids,
            drawn_at=drawn_at,
            layout_digest=layout.digest,
        )
        drawn.append(paper)
        problems += book.problems
        if kind.book:
            data = layout.xlsx(book, printed, marked=True)
            books.append(replace(paper, name=f"{kind.name}.{book.suffix}", data=data))
    if not drawn:
        raise BadInput(
            "載せられる議題のある出席者がいません。", "議題と、資料の表を確かめてください。"
        )
    copies = tuple(
        later_copy(desk, subject.sitting, number, paper, _MINUTES)
        for number, paper in enumerate(drawn if first else (), first)
    )
    told = tuple(dict.fromkeys(problems))
    return DrawnPaper(kind, subject, tuple(drawn), tuple(books), told, copies)


def _left_out(letter: Letter, packet: Packet) -> list[str]:
    """同意の外なので載せなかった議題があること。"""
    rows = letter.record.groups.get(_AGENDA, ())
    lost = len(rows) - len(packet.groups.get(_AGENDA, ()))
    if not lost:
        return []
    whose = f"「{letter.receiver}」の紙" if letter.agency else "この紙"
    return [f"{whose}には、本人の同意の外なので、議題{lost}件を載せていません。"]


def hand_out_paper(desk: Desk, paper: DrawnPaper, folder: Path) -> tuple[Path, ...]:
    """刷り上がった紙を ``folder`` へ出す。書いたパスを返す。開催通知なら、出した日も控える。

    支援会議の議事録(出席者の分)は、配付・回収管理表に載る。ほかの会議の同じ名の紙があれば
    ``BadInput``。
    """
    subject = paper.subject
    _expect_unused(desk, paper)
    if subject.meeting is not None:
        expect_ours(desk, subject.meeting, [folder / file.name for file in paper.files])
    return hand_over(
        desk,
        subject.purpose,
        paper.about,
        paper.files,
        folder,
        meeting_id=subject.meeting.id if subject.meeting else "",
        bodies=(subject.body_id,),
        together=lambda work: _note_out(desk, work, paper),
        reserve=_reserving(paper),
    )


def note_paper_printing(desk: Desk, paper: DrawnPaper, what: str) -> None:
    """紙に刷る前後に監査の一行を置く。刷り終えたら、開催通知の日や、管理表の行を書く。"""
    subject = paper.subject
    if what not in (PRINTED, UNPRINTED):
        _expect_unused(desk, paper)
    note_printing(
        desk,
        subject.purpose,
        paper.about,
        what,
        files=paper.letters,
        meeting_id=subject.meeting.id if subject.meeting else "",
        body_id=subject.body_id,
        together=lambda work: _note_out(desk, work, paper),
        reserve=_reserving(paper),
    )


def _expect_unused(desk: Desk, paper: DrawnPaper) -> None:
    if paper.copies:
        expect_unused(desk, paper.subject.sitting, paper.copies)


def _reserving(paper: DrawnPaper) -> Reserve:
    return reserving(paper.subject.sitting, paper.copies) if paper.copies else NOTHING_TAKEN


def _note_out(desk: Desk, work: Work, paper: DrawnPaper) -> None:
    """出たことを、会議の記録に書く。"""
    if paper.copies:
        enter(desk, work, paper.subject.sitting, paper.copies)
    meeting = paper.subject.meeting and work.meetings.get(paper.subject.meeting.id)
    if paper.kind.name == NOTICE and meeting:
        work.meetings.put(replace(meeting, noticed_on=desk.today()))
        desk.audit(work, "開催通知", meeting.meeting_no, body_id=meeting.body_id)
