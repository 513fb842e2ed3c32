"""会議資料を刷る。参加者一人に一部、控番を付け、配付・回収管理表に載せる。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from jusou_desk.casework.case.meeting_doors import find_meeting, purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.copy_corrections import expect_as_seen, paper_number
from jusou_desk.casework.meeting.copy_register import register_packet
from jusou_desk.casework.meeting.packet_folder import BOOK, REGISTER, outdated_in
from jusou_desk.casework.outgoing.exporting import OutgoingFile, hand_over
from jusou_desk.casework.outgoing.layouts import layout_in_use
from jusou_desk.casework.outgoing.paper_files import pdf_file
from jusou_desk.casework.outgoing.stamping import stamp
from jusou_desk.casework.printing.packet_press import Press, packet_marks
from jusou_desk.casework.printing.packet_standing import Edition, edition
from jusou_desk.casework.recall.stale_copies import expect_showable
from jusou_desk.casework.secrecy.protecting import warnings_on_agenda
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import CopyException, Meeting, PacketCopy
from jusou_desk.models.secrecy_records import Way
from jusou_desk.models.work import Work
from jusou_desk.reports.joining import join

REGISTER_LAYOUT: Final = "packet-copies"


@dataclass(frozen=True)
class IssuedPacket:
    """発行した資料。``papers`` は一部ずつの紙、``files`` は書き出したパス。

    gone: いまの資料には無いので、フォルダから除いた前のファイル。
    told: 二度目からの発行なら、前と同じ部か出し直しかを言う文。
    """

    meeting: Meeting
    papers: tuple[OutgoingFile, ...]
    files: tuple[Path, ...]
    copies: tuple[PacketCopy, ...]
    problems: tuple[str, ...]
    notices: tuple[str, ...]
    gone: tuple[Path, ...] = ()
    told: str = ""


def _numbered(desk: Desk, meeting: Meeting, made: Edition) -> tuple[PacketCopy, ...]:
    """一部ずつの控え。前と同じ部なら、管理表にある行のまま。"""
    if made.same:
        return made.copies
    return tuple(
        PacketCopy(
            lane=meeting.lane,
            body_id=meeting.body_id,
            meeting_id=meeting.id,
            copy_no=number,
            copies=len(meeting.attendees),
            agency=attendee.agency,
            name=attendee.name,
            issued_at=made.imprint.at,
            issued_by=desk.me.name,
            digest=paper.digest,
        )
        for number, (attendee, paper) in enumerate(
            zip(meeting.attendees, made.papers, strict=True), 1
        )
    )


def _register(
    desk: Desk, work: Work, meeting: Meeting, made: Edition, copies: tuple[PacketCopy, ...]
) -> None:
    """配付・回収管理表に載せる。まだ配っていない前の発行分は差し替わり、前と同じ部なら何も増えない。

    刷ってあれば手元に残る紙なので、差し替えた部も、裁断を書けるように管理表に残す。
    """
    if made.same:
        what, those = "会議資料の再出力", f"前と同じ{len(copies)}部"
    else:
        what, those = "会議資料の発行", f"{len(copies)}部"
        for old in made.copies:
            work.copies.put(replace(old, exception=CopyException.REPLACED))
        for copy in copies:
            work.copies.put(copy)
    desk.audit(work, what, meeting.meeting_no, those, body_id=meeting.body_id)


def preview_packet(desk: Desk, meeting_id: str, number: int = 1) -> tuple[Press, bytes]:
    """控番 ``number`` の下見(まだ発行しない)。発行と同じ頁になる。"""
    press = Press(desk, meeting_id)
    return press, press.copy(number)


def print_packet(desk: Desk, meeting_id: str) -> tuple[IssuedPacket, bytes]:
    """全部数を続けて刷るための一つの PDF。ファイルは作らず、管理表に載せる。

    刷るときは、結果の ``papers`` を ``note_printing`` に渡す(発行控に一部ずつ残る)。
    """
    press = Press(desk, meeting_id)
    _expect_free(desk, press.meeting)
    made = edition(desk, press, Way.PRINT)
    copies = _numbered(desk, press.meeting, made)
    with desk.writing(purpose_of_kind(press.meeting.kind)) as work:
        _register(desk, work, press.meeting, made, copies)
    return _issued(desk, press, made, copies), join(tuple(paper.data for paper in made.papers))


def issue_packet(desk: Desk, meeting_id: str, folder: Path) -> IssuedPacket:
    """資料を ``folder`` に発行する: packet-NN.pdf、packet.xlsx、copies.pdf。

    配付・回収管理表に一部ずつ載せる。まだ配っていない前の発行分は差し替わる。この会議の前の資料の
    ファイルは、新しいものに替わるか、いまの資料に無ければ除かれる(どれも発行控に残る)。
    ``folder`` に、この会議で出したものではない資料があれば ``BadInput``。
    """
    press = Press(desk, meeting_id)
    meeting = press.meeting
    _expect_free(desk, meeting)
    made = edition(desk, press, Way.FILE)
    copies = _numbered(desk, meeting, made)
    number = meeting.meeting_no
    book = press.office_book(made.imprint)
    register = _register_paper(desk, meeting, copies)
    files = [
        *made.papers,
        OutgoingFile(
            f"{BOOK}{book.suffix}",
            press.office_xlsx(book, made.imprint),
            title=f"{number} 事務局の会議資料",
            case_ids=press.cases_in(),
            layout_digest=press.layout.digest,
        ),
        register,
    ]
    gone = outdated_in(desk, meeting, folder, {file.name for file in files})
    paths = hand_over(
        desk,
        purpose_of_kind(meeting.kind),
        number,
        files,
        folder,
        meeting_id=meeting.id,
        bodies=(meeting.body_id,),
        together=lambda work: _register(desk, work, meeting, made, copies),
        gone=gone,
    )
    issued = _issued(desk, press, made, copies, paths, gone)
    return replace(issued, problems=(*issued.problems, *register.problems))


def _issued(
    desk: Desk,
    press: Press,
    made: Edition,
    copies: tuple[PacketCopy, ...],
    files: tuple[Path, ...] = (),
    gone: tuple[Path, ...] = (),
) -> IssuedPacket:
    # 渡す前に言うこと。支援措置の相手方の知らせを先に
    notices = warnings_on_agenda(desk, press.meeting.id) + press.notices
    return IssuedPacket(
        press.meeting, made.papers, files, copies, press.problems, notices, gone, made.told
    )


def _expect_free(desk: Desk, meeting: Meeting) -> None:
    """席の控番が、後から続けた部に使われていないか。出席者が増えた後に起こる。"""
    taken = [copy.copy_no for copy in copies_of(desk, meeting.id) if copy.later]
    if taken and min(taken) <= len(meeting.attendees):
        raise BadInput(
            f"控番{min(taken)}は、席の後に続けた部に使ってあるため、全部の出し直しはできません。",
            "増えた人には、管理表から「後から渡す部」を一部ずつ出してください。",
        )


def register_paper(desk: Desk, meeting_id: str) -> OutgoingFile:
    """いまの配付・回収管理表の紙。"""
    meeting = find_meeting(desk, meeting_id)
    return _register_paper(desk, meeting, copies_of(desk, meeting.id))


def _register_paper(desk: Desk, meeting: Meeting, copies: tuple[PacketCopy, ...]) -> OutgoingFile:
    with desk.reading(purpose_of_kind(meeting.kind)) as work:
        packet = register_packet(desk, meeting, copies)
        marks = packet_marks(desk, work, meeting)[:1] if meeting.sealed else ()
    layout = layout_in_use(desk, REGISTER_LAYOUT, sealed=meeting.sealed)
    book = layout.fill(packet)
    title = f"{meeting.meeting_no} 配付・回収管理表"
    return pdf_file(layout, book, stamp(desk, marks=marks), Path(REGISTER).stem, title=title)


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
    """一部の配付・回収・裁断を書く。

    刷った後に見せられなくなったことの載る部は、もう配れない(``Refused``)。裁断には立会者が要り、
    配った部は回収の前には裁断できない。渡していないとした部は、配ればその印が消え、回収を待たずに
    裁断できる。差し替えた部と裁断した部は、配れない。
    """
    handing = handed_on is not None and copy.handed_on is None
    if handing:
        _expect_whole(copy)
        _expect_current(copy)
    elif returned_on and copy.handed_on is None:
        raise BadInput(
            f"配っていない控番{copy.copy_no}を「戻った」にはできません。",
            "配った部なら先に配付日を、配らなかった部なら「渡していない」を書いてください。",
        )
    marked = replace(
        copy,
        handed_on=handed_on or copy.handed_on,
        returned_on=returned_on or copy.returned_on,
        shredded_on=shredded_on or copy.shredded_on,
        witness=witness or copy.witness,
    )
    if marked.shredded_on and not marked.at_hand:
        raise BadInput("回収していない資料は裁断できません。", "先に回収日を入れてください。")
    if marked.shredded_on and not marked.witness.strip():
        raise BadInput("裁断の立会者がありません。", "一緒に確かめた人の名前を入れてください。")
    if marked.handed_on and marked.exception is CopyException.NOT_HANDED:
        marked = replace(marked, exception=CopyException.NONE)
    return _write_copy(desk, copy, marked, "配付・回収の記入", handing=handing)


def except_copy(
    desk: Desk, copy: PacketCopy, exception: CopyException, *, permitted_by: str = ""
) -> PacketCopy:
    """回収の例外を書く(``NONE`` で取り消す)。

    持ち帰りは、配った部だけにでき、許可した会議の長 ``permitted_by`` が要る。
    渡していないと閲覧のみにできるのは、配っていない部だけ。閲覧のみは、今日読んでもらうこと。
    裁断した部の例外は、もう変えられない。
    """
    _expect_whole(copy)
    permitted_by = permitted_by.strip()
    if exception is CopyException.TAKEN_HOME:
        if not copy.handed_on:
            raise BadInput("配っていない資料は持ち帰れません。", "先に配付日を入れてください。")
        if not permitted_by:
            raise BadInput(
                "持ち帰りを許した人がありません。", "許可した会議の長の名前を入れてください。"
            )
    unhanded = (CopyException.NOT_HANDED, CopyException.READ_ONLY)
    if exception in unhanded and copy.handed_on:
        raise BadInput(
            f"配った資料を「{exception}」にはできません。",
            "戻ったら「戻った」を、持ち帰ったなら「持ち帰り」を書いてください。",
        )
    kept = permitted_by if exception is CopyException.TAKEN_HOME else ""
    handed = copy.handed_on
    if exception is CopyException.READ_ONLY:
        handed = desk.today()
    elif copy.exception is CopyException.READ_ONLY and not copy.returned_on:
        handed = None  # 閲覧を取り消した
    marked = replace(copy, exception=exception, permitted_by=kept, handed_on=handed)
    reading = exception is CopyException.READ_ONLY
    action = f"資料の例外({exception or '取消し'})"
    return _write_copy(desk, copy, marked, action, handing=reading)


def _expect_current(copy: PacketCopy) -> None:
    if copy.replaced:
        raise BadInput(
            f"控番{copy.copy_no}は、出し直した資料に差し替わっています。",
            "新しい部を配り、この部は裁断してください。",
        )


def _expect_whole(copy: PacketCopy) -> None:
    if copy.shredded_on:
        raise BadInput(
            f"控番{copy.copy_no}は、裁断しています。",
            "裁断していなければ、先に「裁断した」を取り消してください。",
        )


def _expect_seated(meeting: Meeting, copy: PacketCopy) -> None:
    """いまも席のある人の部であること。席の後に続けた部は、出すときに確かめてある。"""
    seats = {(one.agency.strip(), one.name) for one in meeting.attendees}
    if not copy.later and (copy.agency.strip(), copy.name) not in seats:
        raise Refused(
            f"控番{copy.copy_no}は、席から外した人の部です。",
            "この部は配らずに裁断し、資料を出し直してください。",
        )


def _write_copy(
    desk: Desk, seen: PacketCopy, copy: PacketCopy, action: str, *, handing: bool
) -> PacketCopy:
    """管理表の行を書き換える。handing: 中身を見せることになるので、見せてよいことを書く仕事の中で確かめる。"""
    purpose = purpose_of_kind(find_meeting(desk, copy.meeting_id).kind)
    with desk.writing(purpose) as work:
        expect_as_seen(work, seen)
        meeting = work.meetings.get(copy.meeting_id)
        if meeting is None:
            raise BadInput("その会議が見つかりません。", "一覧から開き直してください。")
        if handing:
            _expect_seated(meeting, copy)
            expect_showable(desk, work, meeting, copy)
        work.copies.put(copy)
        desk.audit(work, action, paper_number(meeting, copy), body_id=meeting.body_id)
    return copy
