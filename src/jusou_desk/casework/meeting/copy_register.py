"""配付・回収管理表の中身と、その言葉。一部ずつ、何の紙で、いまどこにあるか。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from jusou_desk.casework.case.concealing import facts
from jusou_desk.casework.case.meeting_doors import purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.copy_corrections import Correction, corrections_of, paper_number
from jusou_desk.models.records import CopyException, Meeting, PacketCopy
from jusou_desk.packet import Packet, Record, disclose
from jusou_desk.towns import Town
from jusou_desk.wareki import format_short


def register_packet(desk: Desk, meeting: Meeting, copies: tuple[PacketCopy, ...]) -> Packet:
    """配付・回収管理表の中身。"""
    record = register_record(desk.town, meeting, copies, corrections_of(desk, meeting, copies))
    return disclose(record, desk.permit(purpose_of_kind(meeting.kind)))


def register_record(
    town: Town, meeting: Meeting, copies: Sequence[PacketCopy], mended: Sequence[Correction]
) -> Record:
    """配付・回収管理表の材料。mended: 取り消した記入。"""
    lane = meeting.lane
    current = [copy for copy in copies if not copy.replaced]
    reissued = len({copy.issued_at for copy in current if not copy.later}) > 1

    def whose(copy: PacketCopy) -> str:
        """機関。作り直したときは、同じ控番でも見分けられるよう、発行の日時を先に書く。"""
        again = issued_words(copy) if reissued else ""
        return "\n".join(filter(None, (later_words(copy) if copy.later else again, copy.agency)))

    rows = tuple(
        Record(
            facts(
                lane,
                控番=paper_number(meeting, copy),
                機関=whose(copy),
                氏名=copy.name,
                配付日=copy.handed_on,
                回収日=copy.returned_on,
                裁断日=copy.shredded_on,
                立会者=copy.witness,
                例外=exception_words(copy, before_name="\n"),
            ),
            lane=lane,
        )
        for copy in current
    )
    replaced = tuple(
        Record(
            facts(
                lane,
                控番=meeting.meeting_no,
                機関=f"{issued_words(those[0])}\n差し替えた{len(those)}部",
                氏名="",
                配付日=None,
                回収日=None,
                裁断日=those[0].shredded_on,
                立会者=those[0].witness,
                例外=str(CopyException.REPLACED),
            ),
            lane=lane,
        )
        for those in replaced_prints(copies)
    )
    corrections = tuple(Record(facts(lane, 文=one.words), lane=lane) for one in mended)
    head = facts(
        lane,
        町名=town.name,
        会議名=meeting.body_name,
        会議番号=meeting.meeting_no,
        開催日=meeting.held_on,
        場所=meeting.place,
        部数=len(current),
        訂正数=len(corrections) or None,
    )
    return Record(head, {"部": (*rows, *replaced), "訂正": corrections}, lane)


def replaced_prints(copies: Sequence[PacketCopy]) -> tuple[tuple[PacketCopy, ...], ...]:
    """配らないうちに差し替えた部を、一度に出して同じに扱ったものごとに、古い順に。"""
    prints: dict[tuple[datetime, date | None, str], list[PacketCopy]] = {}
    for copy in copies:
        if copy.replaced:
            key = (copy.issued_at, copy.shredded_on, copy.witness)
            prints.setdefault(key, []).append(copy)
    ordered = sorted(prints.values(), key=lambda those: those[0].issued_at)
    return tuple(tuple(those) for those in ordered)


def issued_words(copy: PacketCopy) -> str:
    """「R8.11.20 09:30」。"""
    return f"{format_short(copy.issued_at.date())} {copy.issued_at:%H:%M}"


def later_words(copy: PacketCopy) -> str:
    """席の後に控番を続けた部が、何か。"""
    return copy.paper or "欠席者の分"


def number_words(copy: PacketCopy) -> str:
    """控番の見せ方。「3/8」か「9(欠席者の分)」。"""
    return f"{copy.copy_no}({later_words(copy)})" if copy.later else f"{copy.copy_no}/{copy.copies}"


def paper_words(copy: PacketCopy) -> str:
    """何の紙の、どの控番か。「会議資料 控番3/8」「議事録 控番10」。"""
    if copy.paper:
        return f"{copy.paper} 控番{copy.copy_no}"
    return f"会議資料 控番{number_words(copy)}"


def exception_words(copy: PacketCopy, *, before_name: str = " ") -> str:
    """例外の言葉。持ち帰りなら、許可した人も。before_name: 狭い升では、名の途中で行が変わらないよう改行。"""
    permitted = f"(許可{before_name}{copy.permitted_by})" if copy.permitted_by else ""
    return f"{copy.exception}{permitted}"
