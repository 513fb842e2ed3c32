"""席の部の後に、控番を続けて渡す部: 欠席者の分と、支援会議の議事録。

控番は一つの会議で通しで、一度使った番号は、部が無くなっても使わない。紙に番号を刷ってから刷り終える
までに時があるので、刷る前に番号がまだ空いていることを確かめ、管理表に載せて番号を取る。刷る途中で落ちても、
紙が出たかもしれない番号は管理表に残り、行方を書くまで追う。刷れなかったと分かれば、行を除く。
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jusou_desk.casework.case.meeting_doors import find_meeting, purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.members import unpledged
from jusou_desk.casework.meeting.packet_folder import outdated_in
from jusou_desk.casework.meeting.packet_matrix import Matrix, matrix
from jusou_desk.casework.outgoing.exporting import (
    PRINTED,
    UNPRINTED,
    OutgoingFile,
    Reserve,
    hand_over,
    note_printing,
)
from jusou_desk.casework.printing.packet_press import Press
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import Attendee, CopyException, Meeting, PacketCopy, Part
from jusou_desk.models.work import Work

_NUMBERED: Final = re.compile(r"(?:packet|minutes-copy)-(\d+)\.pdf")


@dataclass(frozen=True)
class LaterCopy:
    """刷り上がった、欠席者の一部(まだ出していない)。"""

    meeting: Meeting
    paper: OutgoingFile
    copy: PacketCopy
    problems: tuple[str, ...]


def next_number(work: Work, meeting: Meeting) -> int:
    """その会議で、まだ一度も使っていない控番。"""
    used = [copy.copy_no for copy in work.copies.where(meeting_id=meeting.id)]
    for issued in work.issued.where(meeting_id=meeting.id):
        found = _NUMBERED.fullmatch(issued.file_name)
        used.append(int(found[1]) if found else 0)
    return max([len(meeting.attendees), *used]) + 1


def later_copy(
    desk: Desk, meeting: Meeting, number: int, file: OutgoingFile, paper: str = ""
) -> PacketCopy:
    """管理表に載せる一行。paper: 会議資料でなければ、何の紙か。"""
    return PacketCopy(
        lane=meeting.lane,
        body_id=meeting.body_id,
        meeting_id=meeting.id,
        copy_no=number,
        copies=0,
        agency=file.receiver,
        name=file.receiver_name,
        issued_at=desk.now(),
        issued_by=desk.me.name,
        digest=file.digest,
        paper=paper,
    )


def expect_unused(desk: Desk, meeting: Meeting, copies: Sequence[PacketCopy]) -> None:
    """紙に刷った控番が、その間にほかの部に使われていれば ``BadInput``。"""
    with desk.reading(purpose_of_kind(meeting.kind), meeting.body_id) as work:
        _expect_free(work, meeting, copies)


def _expect_free(work: Work, meeting: Meeting, copies: Sequence[PacketCopy]) -> None:
    free = next_number(work, meeting)
    taken = [copy.copy_no for copy in copies if copy.copy_no < free]
    if taken:
        raise BadInput(
            f"控番{min(taken)}の部は、もう出してあります。",
            "同じ控番の紙は一つだけです。もう一部要るときは、下見を開き直してください。",
        )


def reserving(meeting: Meeting, copies: Sequence[PacketCopy]) -> Reserve:
    """出す前に控番を取り、出せなければ戻す。"""

    def take(work: Work) -> None:
        if copies:
            _expect_free(work, meeting, copies)
        for copy in copies:
            work.copies.put(copy)

    def give_up(work: Work) -> None:
        for copy in copies:
            if work.copies.get(copy.id) == copy:
                work.copies.remove(copy)

    return Reserve(take, give_up)


def enter(desk: Desk, work: Work, meeting: Meeting, copies: Sequence[PacketCopy]) -> None:
    """出した部を、配付・回収管理表に載せる。"""
    if not copies:
        return
    for copy in copies:
        work.copies.put(copy)
    detail = f"控番{copies[0].copy_no}から{len(copies)}部"
    desk.audit(work, "控番を続けた部の発行", meeting.meeting_no, detail, body_id=meeting.body_id)


def draw_for_absent(desk: Desk, meeting_id: str, agency: str, name: str) -> LaterCopy:
    """会議に来なかった人の分を、続きの控番で刷り上げる(まだ出さない)。

    中身は、いまの資料の、その人の部。会議の前か、資料を出していないか、その人に渡した部があれば
    ``BadInput``。支援会議で、誓約を確かめていない人なら ``Refused``。
    """
    meeting = find_meeting(desk, meeting_id)
    table = matrix(desk, meeting.id)
    place = table.place_of(Attendee(agency=agency, name=name))
    if place is None:
        raise BadInput(
            "その人は、この会議の出席者の名簿にありません。",
            "先に出席者に加えて、資料の表を確かめてください。",
        )
    attendee = table.attendees[place]
    _expect_absent(desk, meeting, attendee, table, place)
    drawn_at = desk.now()
    press = Press(desk, meeting.id)
    with desk.reading(purpose_of_kind(meeting.kind), meeting.body_id) as work:
        number = next_number(work, meeting)
    paper = OutgoingFile(
        f"packet-{number:02d}.pdf",
        press.further(place + 1, number),
        title=f"{meeting.meeting_no} 会議資料 控番{number}(欠席者の分)",
        receiver=attendee.agency,
        receiver_name=attendee.name,
        case_ids=press.cases_in(place + 1),
        drawn_at=drawn_at,
        layout_digest=press.layout.digest,
    )
    return LaterCopy(meeting, paper, later_copy(desk, meeting, number, paper), press.problems)


def _expect_absent(
    desk: Desk, meeting: Meeting, attendee: Attendee, table: Matrix, place: int
) -> None:
    if meeting.held_on > desk.today():
        raise BadInput(
            "会議はまだ開かれていません。", "会議の前は、資料を出し直すと全員の部が揃います。"
        )
    with desk.reading(purpose_of_kind(meeting.kind), meeting.body_id) as work:
        copies = work.copies.where(meeting_id=meeting.id)
        bare = unpledged(work, meeting)
    if not any(not copy.later for copy in copies):
        raise BadInput(
            "この会議の資料は、まだ出していません。", "先に、席に配る資料を出してください。"
        )
    mine = [c for c in copies if (c.agency, c.name) == (attendee.agency, attendee.name)]
    for copy in mine:
        unhanded = copy.replaced or copy.exception is CopyException.NOT_HANDED
        if copy.paper or unhanded or copy.shredded_on:
            continue
        if copy.handed_on is None:
            raise BadInput(
                f"その人の控番{copy.copy_no}が、まだ手元にあります。",
                "欠席で渡さなかったなら、先に「渡していない」を押してください。",
            )
        if copy.returned_on is None:
            raise BadInput(
                f"その人には、控番{copy.copy_no}を渡してあります。",
                "新しい部を渡す前に、前の部を返してもらってください。",
            )
    if attendee in bare:
        raise Refused(
            f"{attendee.agency} の出席者は、誓約を確かめていないため、支援会議の資料を渡せません。",
            "誓約書をもらい、名簿か出席者の欄に誓約日を入れてください。",
        )
    if not any(table.shows(place, item.id, part) for item, _ in table.items for part in Part):
        raise Refused(
            "その人の部に載せられる議題がありません。", "資料の表と、本人の同意を確かめてください。"
        )


def _expect_still(desk: Desk, later: LaterCopy) -> None:
    """刷り上げてから出すまでの間に、控番も、誓約も、同意も変わっていないこと。"""
    expect_unused(desk, later.meeting, (later.copy,))
    meeting = find_meeting(desk, later.meeting.id)
    table = matrix(desk, meeting.id)
    place = table.place_of(Attendee(agency=later.copy.agency, name=later.copy.name))
    if place is None:
        raise BadInput(
            "その人は、もうこの会議の出席者の名簿にありません。", "会議を開き直してください。"
        )
    _expect_absent(desk, meeting, table.attendees[place], table, place)


def note_absent_printing(desk: Desk, later: LaterCopy, what: str) -> None:
    """欠席者の分を刷る前後。刷る前に控番を確かめ、刷り終えたら管理表に載せる。"""
    meeting = later.meeting
    if what not in (PRINTED, UNPRINTED):
        _expect_still(desk, later)
    note_printing(
        desk,
        purpose_of_kind(meeting.kind),
        _about(later),
        what,
        files=(later.paper,),
        meeting_id=meeting.id,
        body_id=meeting.body_id,
        together=lambda work: enter(desk, work, meeting, (later.copy,)),
        reserve=reserving(meeting, (later.copy,)),
    )


def hand_out_for_absent(desk: Desk, later: LaterCopy, folder: Path) -> tuple[Path, ...]:
    """欠席者の分を ``folder`` に出し、管理表に載せる。"""
    meeting = later.meeting
    _expect_still(desk, later)
    outdated_in(desk, meeting, folder, {later.paper.name})
    return hand_over(
        desk,
        purpose_of_kind(meeting.kind),
        _about(later),
        (later.paper,),
        folder,
        meeting_id=meeting.id,
        bodies=(meeting.body_id,),
        together=lambda work: enter(desk, work, meeting, (later.copy,)),
        reserve=reserving(meeting, (later.copy,)),
    )


def _about(later: LaterCopy) -> str:
    return f"{later.meeting.meeting_no}-{later.copy.copy_no:02d}"
