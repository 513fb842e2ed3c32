"""会議資料を刷る。参加者一人に一部、控番を付け、配付・回収管理表に載せる。"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from jusou_desk.casework.concealing import facts
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.exporting import OutgoingFile, hand_over
from jusou_desk.casework.meetings import find_meeting, purpose_of_kind
from jusou_desk.casework.packet_contents import agency_notices, meeting_record
from jusou_desk.casework.stamping import stamp
from jusou_desk.casework.wording import word
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Meeting, PacketCopy
from jusou_desk.models.work import Work
from jusou_desk.packet import Packet, Record, disclose
from jusou_desk.paths import resource
from jusou_desk.reports.fill import fill
from jusou_desk.reports.filled import FilledBook
from jusou_desk.reports.joining import join
from jusou_desk.reports.pdf import draw
from jusou_desk.reports.stamping import Stamp

_LAYOUT: Final = "packet.xlsx"
_REGISTER_LAYOUT: Final = "packet-copies.xlsx"


@dataclass(frozen=True)
class DrawnPacket:
    """刷り上がった資料。``copies[i]`` が控番 i+1 の PDF。

    problems: 紙から失われたもの。notices: 渡す前に職員が確かめること。
    """

    meeting: Meeting
    book: FilledBook
    copies: tuple[bytes, ...]
    problems: tuple[str, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True)
class IssuedPacket:
    """発行した資料。"""

    meeting: Meeting
    files: tuple[Path, ...]
    copies: tuple[PacketCopy, ...]
    problems: tuple[str, ...]
    notices: tuple[str, ...]


def draw_packet(desk: Desk, meeting_id: str, *, only: int | None = None) -> DrawnPacket:
    """資料を刷る(まだ発行しない。画面の下見も同じ頁になる)。

    only: その控番の一部だけ(1 から)。出席者がいなければ ``BadInput``。
    """
    meeting = find_meeting(desk, meeting_id)
    if not meeting.attendees:
        raise BadInput(
            "出席者が決まっていないため、資料を作れません。", "先に出席者を入れてください。"
        )
    purpose = purpose_of_kind(meeting.kind)
    with desk.reading(purpose) as work:
        marks, permit = _marks(desk, work, meeting), desk.permit(purpose)
        packet = disclose(meeting_record(desk, work, meeting), permit)
        marked = disclose(meeting_record(desk, work, meeting, marks=marks), permit)
        notices = agency_notices(desk, work, meeting)
        footnote = word(work, desk.town, "secrecy_article") if meeting.sealed else ""
    if not packet.groups["議題"]:
        raise BadInput("議題が一つもないため、資料を作れません。", "先に議題を加えてください。")
    layout = resource("layouts", _LAYOUT).read_bytes()
    book = fill(layout, packet)
    total = len(meeting.attendees)
    wanted = range(1, total + 1) if only is None else (only,)
    copies = tuple(
        draw([book], _stamp(desk, meeting, number, marks, footnote), title=meeting.meeting_no)
        for number in wanted
    )
    # Excel で刷るときの印は頁の頭に入れる。PDF では部ごとの印が刷る。
    excel = fill(layout, marked) if only is None else book
    return DrawnPacket(meeting, excel, copies, book.problems, notices)


def _marks(desk: Desk, work: Work, meeting: Meeting) -> tuple[str, ...]:
    body = desk.town.body(meeting.body_name)
    marks: list[str] = []
    if meeting.sealed:
        marks.append(word(work, desk.town, "sealed_mark"))
    if body is None or body.collect:
        marks.append(word(work, desk.town, "packet_collect"))
    if meeting.sealed:
        marks.append(word(work, desk.town, "packet_no_copy"))
    return tuple(marks)


def _stamp(
    desk: Desk, meeting: Meeting, number: int, marks: tuple[str, ...], footnote: str
) -> Stamp:
    return stamp(
        desk,
        marks=marks,
        copy_label=f"控番 {number}/{len(meeting.attendees)}",
        receiver=meeting.attendees[number - 1].agency,
        footnote=footnote,
    )


def _numbered(desk: Desk, meeting: Meeting, papers: tuple[bytes, ...]) -> tuple[PacketCopy, ...]:
    """一部ずつの控え。"""
    return tuple(
        PacketCopy(
            lane=meeting.lane,
            body_id=meeting.body_id,
            meeting_id=meeting.id,
            copy_no=number,
            copies=len(meeting.attendees),
            agency=attendee.agency,
            name=attendee.name,
            issued_at=desk.now(),
            issued_by=desk.me.name,
            digest=hashlib.sha256(data).hexdigest(),
        )
        for number, (attendee, data) in enumerate(zip(meeting.attendees, papers, strict=True), 1)
    )


def _register(desk: Desk, meeting: Meeting, copies: tuple[PacketCopy, ...]) -> None:
    """配付・回収管理表に載せる。まだ配っていない前の発行分は差し替わる。"""
    with desk.writing(purpose_of_kind(meeting.kind)) as work:
        for old in work.copies.where(meeting_id=meeting.id):
            if old.handed_on is None:
                work.copies.remove(old)
        for copy in copies:
            work.copies.put(copy)
        desk.audit(work, "会議資料の発行", meeting.meeting_no, f"{len(copies)}部")


def print_packet(desk: Desk, meeting_id: str) -> tuple[IssuedPacket, bytes]:
    """全部数を続けて刷るための一つの PDF。ファイルは作らず、管理表に載せる。"""
    drawn = draw_packet(desk, meeting_id)
    copies = _numbered(desk, drawn.meeting, drawn.copies)
    _register(desk, drawn.meeting, copies)
    issued = IssuedPacket(drawn.meeting, (), copies, drawn.problems, drawn.notices)
    return issued, join(drawn.copies)


def issue_packet(desk: Desk, meeting_id: str, folder: Path) -> IssuedPacket:
    """資料を ``folder`` に発行する: packet-NN.pdf、packet.xlsx、copies.pdf。

    配付・回収管理表に一部ずつ載せる。まだ配っていない前の発行分は差し替わる。
    """
    drawn = draw_packet(desk, meeting_id)
    meeting, purpose = drawn.meeting, purpose_of_kind(drawn.meeting.kind)
    files = [
        OutgoingFile(f"packet-{number:02d}.pdf", data)
        for number, data in enumerate(drawn.copies, 1)
    ]
    files.append(OutgoingFile("packet.xlsx", drawn.book.to_xlsx()))
    copies = _numbered(desk, meeting, drawn.copies)
    files.append(OutgoingFile("copies.pdf", _register_pdf(desk, meeting, copies)))
    _expect_unmixed(folder, files)
    paths = hand_over(desk, purpose, meeting.meeting_no, files, folder)
    _register(desk, meeting, copies)
    return IssuedPacket(meeting, paths, copies, drawn.problems, drawn.notices)


def _expect_unmixed(folder: Path, files: list[OutgoingFile]) -> None:
    """前に出した別の部が残るフォルダには書かない。ほかの会議の資料と混ざって配られないように。"""
    names = {file.name for file in files}
    left = sorted(path.name for path in folder.glob("packet-*.pdf") if path.name not in names)
    if left:
        raise BadInput(
            f"「{folder.name}」に、前に出した会議資料({left[0]} など{len(left)}件)が残っています。",
            "混ざらないよう、空のフォルダを指定するか、前の資料を片付けてから出してください。",
        )


def _register_pdf(desk: Desk, meeting: Meeting, copies: tuple[PacketCopy, ...]) -> bytes:
    with desk.reading(purpose_of_kind(meeting.kind)) as work:
        packet = register_packet(desk, meeting, copies)
        marks = _marks(desk, work, meeting)[:1] if meeting.sealed else ()
    book = fill(resource("layouts", _REGISTER_LAYOUT).read_bytes(), packet)
    printed = stamp(desk, marks=marks)
    return draw([book], printed, title=f"{meeting.meeting_no} 配付・回収管理表")


def register_packet(desk: Desk, meeting: Meeting, copies: tuple[PacketCopy, ...]) -> Packet:
    """配付・回収管理表の中身。"""
    lane = meeting.lane
    rows = tuple(
        Record(
            facts(
                lane,
                控番=f"{meeting.meeting_no}-{copy.copy_no:02d}",
                機関=copy.agency,
                氏名=copy.name,
                配付日=copy.handed_on,
                回収日=copy.returned_on,
                裁断日=copy.shredded_on,
                立会者=copy.witness,
            ),
            lane=lane,
        )
        for copy in copies
    )
    head = facts(
        lane,
        町名=desk.town.name,
        会議名=meeting.body_name,
        会議番号=meeting.meeting_no,
        開催日=meeting.held_on,
        場所=meeting.place,
        部数=len(copies),
    )
    purpose = purpose_of_kind(meeting.kind)
    return disclose(Record(head, {"部": rows}, lane), desk.permit(purpose))


def copies_of(desk: Desk, meeting_id: str) -> tuple[PacketCopy, ...]:
    """配付・回収管理表の行(控番の順)。"""
    meeting = find_meeting(desk, meeting_id)
    with desk.reading(purpose_of_kind(meeting.kind)) as work:
        found = work.copies.where(meeting_id=meeting.id)
    return tuple(sorted(found, key=lambda copy: (copy.copy_no, copy.issued_at)))


def mark_copy(
    desk: Desk,
    copy: PacketCopy,
    *,
    handed_on: date | None = None,
    returned_on: date | None = None,
    shredded_on: date | None = None,
    witness: str = "",
) -> PacketCopy:
    """一部の配付・回収・裁断を書く。裁断には立会者が要り、回収の前には裁断できない。"""
    marked = replace(
        copy,
        handed_on=handed_on or copy.handed_on,
        returned_on=returned_on or copy.returned_on,
        shredded_on=shredded_on or copy.shredded_on,
        witness=witness or copy.witness,
    )
    if marked.shredded_on and not marked.returned_on:
        raise BadInput("回収していない資料は裁断できません。", "先に回収日を入れてください。")
    if marked.shredded_on and not marked.witness.strip():
        raise BadInput("裁断の立会者がありません。", "一緒に確かめた人の名前を入れてください。")
    meeting = find_meeting(desk, copy.meeting_id)
    with desk.writing(purpose_of_kind(meeting.kind)) as work:
        work.copies.put(marked)
        desk.audit(work, "配付・回収の記入", f"{meeting.meeting_no}-{copy.copy_no:02d}")
    return marked
