"""会議資料の印刷所。材料を一度だけ集め、出席者一人ずつの綴りを刷る。

綴りは部分(表紙・名簿・事例票・役割分担表・決定事項)ごとに差し込み、同じ中身の部分は頁を一度だけ
組む。どの部分も、その出席者を受け手にして ``disclose`` を通る。表紙の頁数は組んだ頁から数える。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from jusou_desk.casework.case.audience import audience_of
from jusou_desk.casework.case.meeting_doors import find_meeting, purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.packet_contents import Material, material_of
from jusou_desk.casework.meeting.packet_cover import Items, items_of_copy
from jusou_desk.casework.meeting.packet_matrix import matrix_of
from jusou_desk.casework.meeting.packet_notices import packet_notices
from jusou_desk.casework.outgoing.layouts import layout_in_use
from jusou_desk.casework.outgoing.stamping import Imprint, imprint_now, stamp
from jusou_desk.casework.wording import word
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import Meeting, Part
from jusou_desk.models.work import Work
from jusou_desk.packet import Audience, Packet, Record, disclose
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.joining import page_count
from jusou_desk.reports.paper.stamping import Stamp, stamp_words
from jusou_desk.reports.pdf import draw

LAYOUT: Final = "packet"
_OFFICE_COPY: Final = "事務局の控え(全部入り)"
#: 様式のシート(差し込む前の名前)。
_COVER, _MEMBERS, _ROLES = "次第", "名簿", "役割分担"
_SHEET, _DECISIONS = "事例{{議題.番号}}", "決定{{決定票.番号}}"
#: 様式に要るシート → そのシートに載る繰返し。部分ごとに差し込むので、ほかの繰返しは載らない。
PARTS: Final = {
    _COVER: ("次第", "綴り"),
    _MEMBERS: ("出席者",),
    _SHEET: ("議題",),
    _ROLES: ("役割",),
    _DECISIONS: ("決定票",),
}


@dataclass(frozen=True)
class Leaf:
    """綴りの一部分。``number`` は資料番号の、議題にあたるところ(全体の紙なら空)。"""

    title: str
    book: FilledBook
    number: str = ""

    @property
    def pages(self) -> int:
        return len(self.book.pages)


class Press:
    """会議一回の印刷所。"""

    def __init__(self, desk: Desk, meeting_id: str) -> None:
        """出席者か議題が無ければ ``BadInput``。"""
        self._desk = desk
        self.imprint = imprint_now(desk)
        self.meeting = find_meeting(desk, meeting_id)
        if not self.meeting.attendees:
            raise BadInput(
                "出席者が決まっていないため、資料を作れません。", "先に出席者を入れてください。"
            )
        self._permit = desk.permit(purpose_of_kind(self.meeting.kind))
        with desk.reading(self._permit.purpose, self.meeting.body_id) as work:
            self._matrix = matrix_of(desk, work, self.meeting)
            terms = self._matrix.terms
            self._material: Material = material_of(desk, work, self.meeting, terms)
            self.marks = packet_marks(desk, work, self.meeting)
            sealed = self.meeting.sealed
            self._footnote = word(work, desk.town, "secrecy_article") if sealed else ""
        if not self._material.items:
            raise BadInput("議題が一つもないため、資料を作れません。", "先に議題を加えてください。")
        self.layout = layout_in_use(desk, LAYOUT, sealed=self.meeting.sealed)
        self._made: list[tuple[str, Packet, FilledBook]] = []

    @property
    def notices(self) -> tuple[str, ...]:
        """渡す前に職員が確かめること。"""
        return packet_notices(self._matrix)

    @property
    def problems(self) -> tuple[str, ...]:
        """これまでに刷った紙から失われたもの。"""
        return tuple(dict.fromkeys(p for *_, book in self._made for p in book.problems))

    def copy(self, number: int, imprint: Imprint | None = None) -> bytes:
        """控番 ``number``(1 から)の一部。``imprint`` を省けば、この印刷所を開いた時の印。"""
        label = f"控番 {number}/{len(self.meeting.attendees)}"
        return self._bound(number, number, label, imprint)

    def further(self, seat: int, number: int) -> bytes:
        """``seat`` 番目(1 から)の出席者に会議の後に渡す、控番 ``number`` の一部。"""
        return self._bound(seat, number, f"控番 {number}(欠席者の分)")

    def _bound(self, seat: int, number: int, label: str, imprint: Imprint | None = None) -> bytes:
        leaves = self.leaves(seat)
        one = self.meeting.attendees[seat - 1]
        printed = stamp(
            self._desk,
            imprint=imprint or self.imprint,
            marks=self.marks,
            receiver=f"{one.agency}　{one.name}",
            footnote=self._footnote,
        )
        labels = [f"{self._number(leaf, number)}　{label}" for leaf in leaves]
        books = [leaf.book for leaf in leaves]
        data = draw(books, printed, title=self.meeting.meeting_no, labels=labels)
        expect_pages(data, leaves)
        return data

    def cases_in(self, number: int | None = None) -> tuple[str, ...]:
        """控番 ``number`` の部に載る相談(id)。省けば、事務局の全部入りに載る相談。"""
        return tuple(
            case.id
            for item, case in self._matrix.items
            if number is None or item.id in self._matrix.numbers(number - 1)
        )

    def leaves(self, number: int) -> list[Leaf]:
        """控番 ``number`` の綴りの中身。先頭が表紙。"""
        one = self.meeting.attendees[number - 1]
        audience = audience_of(self._desk, one.agency, self.meeting, name=one.name)
        audience = replace(audience, person=number - 1 in self._matrix.persons)
        numbers = self._matrix.numbers(number - 1)
        items = items_of_copy(self._material.items, numbers, self.meeting.meeting_no)
        inside = self._inside(number - 1, audience, items)
        return [self._cover(items, inside, audience), *inside]

    def office_xlsx(self, book: FilledBook, imprint: Imprint | None = None) -> bytes:
        """事務局の全部入りの Excel。PDF の余白と同じものが、ヘッダーとフッターにある。"""
        return self.layout.xlsx(book, self._office_stamp(imprint), marked=True)

    def office_book(self, imprint: Imprint | None = None) -> FilledBook:
        """事務局の全部入り。どのシートの頭にも、何の控えかと、いつ誰が出したかを書く。"""
        inside = self._inside(None, None, self._material.items)
        contents = [(leaf.title, leaf.pages) for leaf in inside]
        record = self._material.whole(contents, stamp_words(self._office_stamp(imprint)))
        return self.layout.fill(disclose(record, self._permit))

    def _office_stamp(self, imprint: Imprint | None) -> Stamp:
        return stamp(
            self._desk,
            imprint=imprint or self.imprint,
            marks=self.marks,
            copy_label=f"{self.meeting.meeting_no}　{_OFFICE_COPY}",
            footnote=self._footnote,
        )

    def _number(self, leaf: Leaf, number: int) -> str:
        """資料番号。会議番号-議題番号-部数番号(domain.md §3.4)。"""
        parts = (self.meeting.meeting_no, leaf.number, f"{number:02d}")
        return "-".join(part for part in parts if part)

    def _inside(self, attendee: int | None, audience: Audience | None, items: Items) -> list[Leaf]:
        """表紙のほかの部分。``attendee`` が None なら全部入り。``items`` はその部の議題。"""

        def wanted(item_id: str, part: Part) -> bool:
            return attendee is None or self._matrix.shows(attendee, item_id, part)

        material = self._material
        members = material.members(whole=len(items) == len(material.items))
        leaves = [Leaf("出席者名簿", self._book(_MEMBERS, members, audience))]
        for item, record in items:
            if wanted(item.id, Part.SHEET):
                sheet = material.sheet(
                    record,
                    history=wanted(item.id, Part.HISTORY),
                    decisions=wanted(item.id, Part.DECISIONS),
                )
                number = str(record.facts["番号"].value)
                title = f"議題{number}　事例票"
                leaves.append(Leaf(title, self._book(_SHEET, sheet, audience), number))
        shared = [record for item, record in items if wanted(item.id, Part.ROLES)]
        if shared:
            book = self._book(_ROLES, material.roles(shared), audience)
            leaves.append(Leaf("役割分担表", book))
        for item, record in items:
            if wanted(item.id, Part.DECISIONS):
                number = str(record.facts["番号"].value)
                title = f"議題{number}　決定事項"
                book = self._book(_DECISIONS, material.decisions(record), audience)
                leaves.append(Leaf(title, book, number))
        return leaves

    def _cover(self, items: Items, inside: list[Leaf], audience: Audience) -> Leaf:
        """中身の頁数を書いた表紙。"""
        contents = [(leaf.title, leaf.pages) for leaf in inside]
        record = self._material.cover([record for _, record in items], contents)
        return Leaf("次第", self._book(_COVER, record, audience))

    def _book(self, sheet: str, record: Record, audience: Audience | None) -> FilledBook:
        packet = disclose(record, self._permit, audience)
        for name, known, book in self._made:
            if name == sheet and known == packet:
                return book
        book = self.layout.fill(packet, only=(sheet,))
        self._made.append((sheet, packet, book))
        return book


def expect_pages(data: bytes, leaves: Sequence[Leaf]) -> None:
    """刷り上がりの頁数が、表紙に書いた頁数の合計(と表紙)と違えば ``Refused``。"""
    if page_count(data) != sum(leaf.pages for leaf in leaves):
        raise Refused(
            "表紙に書いた頁数と、綴りの頁数が合わないため、資料を出しませんでした。",
            "もう一度行い、直らなければ様式 packet.xlsx を確かめてください。",
        )


def packet_marks(desk: Desk, work: Work, meeting: Meeting) -> tuple[str, ...]:
    """毎頁に刷る取扱いの印(㊙、会議終了後回収、複写禁止)。"""
    body = desk.town.body(meeting.body_name)
    marks: list[str] = []
    if meeting.sealed:
        marks.append(word(work, desk.town, "sealed_mark"))
    if body is None or body.collect:
        marks.append(word(work, desk.town, "packet_collect"))
    if meeting.sealed:
        marks.append(word(work, desk.town, "packet_no_copy"))
    return tuple(marks)
