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
from jusou_desk.casework.packet_press import Press, packet_marks
from jusou_desk.casework.stamping import stamp
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Meeting, PacketCopy
from jusou_desk.packet import Packet, Record, disclose
from jusou_desk.paths import resource
from jusou_desk.reports.fill import fill
from jusou_desk.reports.joining import join
from jusou_desk.reports.pdf import draw

_REGISTER_LAYOUT: Final = "packet-copies.xlsx"


@dataclass(frozen=True)
class IssuedPacket:
    """発行した資料。"""

    meeting: Meeting
    files: tuple[Path, ...]
    copies: tuple[PacketCopy, ...]
    problems: tuple[str, ...]
    notices: tuple[str, ...]


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
        desk.audit(
            work, "会議資料の発行", meeting.meeting_no, f"{len(copies)}部", body_id=meeting.body_id
        )


def preview_packet(desk: Desk, meeting_id: str, number: int = 1) -> tuple[Press, bytes]:
    """控番 ``number`` の下見(まだ発行しない)。発行と同じ頁になる。"""
    press = Press(desk, meeting_id)
    return press, press.copy(number)


def print_packet(desk: Desk, meeting_id: str) -> tuple[IssuedPacket, bytes]:
    """全部数を続けて刷るための一つの PDF。ファイルは作らず、管理表に載せる。"""
    press = Press(desk, meeting_id)
    papers = _all(press)
    copies = _numbered(desk, press.meeting, papers)
    _register(desk, press.meeting, copies)
    return IssuedPacket(press.meeting, (), copies, press.problems, press.notices), join(papers)


def issue_packet(desk: Desk, meeting_id: str, folder: Path) -> IssuedPacket:
    """資料を ``folder`` に発行する: packet-NN.pdf、packet.xlsx、copies.pdf。

    配付・回収管理表に一部ずつ載せる。まだ配っていない前の発行分は差し替わる。
    """
    press = Press(desk, meeting_id)
    meeting, purpose = press.meeting, purpose_of_kind(press.meeting.kind)
    papers = _all(press)
    files = [
        OutgoingFile(f"packet-{number:02d}.pdf", data) for number, data in enumerate(papers, 1)
    ]
    files.append(OutgoingFile("packet.xlsx", press.office_book().to_xlsx()))
    copies = _numbered(desk, meeting, papers)
    files.append(OutgoingFile("copies.pdf", _register_pdf(desk, meeting, copies)))
    _expect_unmixed(folder, files)
    paths = hand_over(desk, purpose, meeting.meeting_no, files, folder, bodies=(meeting.body_id,))
    _register(desk, meeting, copies)
    return IssuedPacket(meeting, paths, copies, press.problems, press.notices)


def _all(press: Press) -> tuple[bytes, ...]:
    return tuple(press.copy(number) for number in range(1, len(press.meeting.attendees) + 1))


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
        marks = packet_marks(desk, work, meeting)[:1] if meeting.sealed else ()
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
        number = f"{meeting.meeting_no}-{copy.copy_no:02d}"
        desk.audit(work, "配付・回収の記入", number, body_id=meeting.body_id)
    return marked
