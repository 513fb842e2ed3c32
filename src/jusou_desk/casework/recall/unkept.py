"""発行控の無い部。刷る途中で止まったか、刷り終えたと書かれていないもの。紙は出たかもしれない。

何が載って出たかを確かめられないので、その会議のどの議題も載っているものとして追う。
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from jusou_desk.casework.case.meeting_doors import purpose_of_kind
from jusou_desk.casework.meeting.packet_folder import COPY
from jusou_desk.models.records import Case, Meeting, PacketCopy
from jusou_desk.models.secrecy_records import Issued, Way
from jusou_desk.models.work import Work

_TAKEN_OFF: Final = "議題の取消し"
#: 監査で探す、議題の番号の終わり。外した議題の番号は、議題の表に残っていない。
_LAST_ITEM: Final = 99


def unkept_with(work: Work, case: Case) -> tuple[Issued, ...]:
    """その相談が議題にある会議の、控の無い部。"""
    ids = {item.meeting_id for item in work.agenda.where(case_id=case.id)}
    return tuple(one for met in work.meetings.among("id", ids) for one in unkept_at(work, met))


def unkept_at(work: Work, meeting: Meeting) -> tuple[Issued, ...]:
    """その会議の、控の無い部。控の行の形にしたもので、どこにも書かれておらず、中身も無い。

    id は、管理表のその行のもの。
    """
    kept = {one.digest for one in work.issued.where(meeting_id=meeting.id)}
    copies = [c for c in work.copies.where(meeting_id=meeting.id) if c.digest not in kept]
    cases = dict.fromkeys(item.case_id for item in work.agenda.where(meeting_id=meeting.id))
    return tuple(_as_issued(meeting, copy, cases) for copy in copies)


def _as_issued(meeting: Meeting, copy: PacketCopy, cases: Iterable[str]) -> Issued:
    whole = "" if copy.later else f"/{copy.copies}"
    return Issued(
        id=copy.id,
        lane=copy.lane,
        body_id=copy.body_id,
        issued_at=copy.issued_at,
        issued_by=copy.issued_by,
        purpose=purpose_of_kind(meeting.kind),
        way=Way.PRINT,
        title=f"{meeting.meeting_no} {copy.paper or '会議資料'} 控番{copy.copy_no}{whole}",
        receiver=copy.agency,
        receiver_name=copy.name,
        case_ids=tuple(cases),
        meeting_id=meeting.id,
        file_name=f"{COPY}{copy.copy_no:02d}.pdf",
        digest=copy.digest,
    )


def agenda_shrunk(work: Work, meeting: Meeting, copy: PacketCopy) -> bool:
    """その部を出した後に、議題から外した相談があるか。あれば、控の無い部に何が載っているか分からない。"""
    numbers = {f"{meeting.meeting_no}-{number}" for number in range(1, _LAST_ITEM + 1)}
    return any(row.action == _TAKEN_OFF for row in work.audit.about(numbers, since=copy.issued_at))
