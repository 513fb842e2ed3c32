"""配付・回収管理表の訂正: 押し間違えた「配った」「戻った」「裁断した」を取り消す。

書いたことは消さない。取り消したことを監査に残し、管理表には訂正として、いつ・誰が・何をを載せる。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from jusou_desk.casework.case.meeting_doors import find_meeting, purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Meeting, PacketCopy
from jusou_desk.models.work import Work
from jusou_desk.wareki import format_short

_TAKEN_BACK: Final = "配付・回収の取消し"


@dataclass(frozen=True)
class Correction:
    """訂正の一行。number: 資料番号(会議番号-控番)。what: 取り消した記入(「配付 R8.11.20」)。"""

    at: datetime
    by: str
    number: str
    what: str

    @property
    def words(self) -> str:
        """「R8-支援-05-03　配付 R8.11.20 を取消し(R8.11.22 大田　文江)」。"""
        return f"{self.number}　{self.what} を取消し({format_short(self.at.date())} {self.by})"


def paper_number(meeting: Meeting, copy: PacketCopy) -> str:
    """一部の資料番号。"""
    return f"{meeting.meeting_no}-{copy.copy_no:02d}"


def expect_as_seen(work: Work, copy: PacketCopy) -> None:
    """管理表の行が ``copy`` のままであること。開いた後に差し替わったか、書かれていれば ``BadInput``。

    確かめずに前の行を書くと、ほかの人の記入(持ち帰りの許可など)や、差し替わったことが消える。
    """
    if work.copies.get(copy.id) != copy:
        raise BadInput(
            f"控番{copy.copy_no}の行は、この表を開いた後に書き換わっています。",
            "会議を開き直し、いまの表を見てから、もう一度行ってください。",
        )


def take_back(desk: Desk, copy: PacketCopy) -> PacketCopy:
    """最後に書いた一つ(裁断、回収、配付の順)を取り消す。

    まだ何も書いていないか、持ち帰りのように例外の書いてある配付なら ``BadInput``。
    """
    if copy.shredded_on:
        what, on = "裁断", copy.shredded_on
        after = replace(copy, shredded_on=None, witness="")
    elif copy.returned_on:
        what, on = "回収", copy.returned_on
        after = replace(copy, returned_on=None)
    elif copy.handed_on and copy.exception:
        raise BadInput(
            f"控番{copy.copy_no}には「{copy.exception}」と書いてあります。",
            "先に、例外の「取り消す」を押してください。",
        )
    elif copy.handed_on:
        what, on = "配付", copy.handed_on
        after = replace(copy, handed_on=None)
    else:
        raise BadInput(
            f"控番{copy.copy_no}には、取り消す記入がありません。", "会議を開き直してください。"
        )
    meeting = find_meeting(desk, copy.meeting_id)
    with desk.writing(purpose_of_kind(meeting.kind)) as work:
        expect_as_seen(work, copy)
        work.copies.put(after)
        number, words = paper_number(meeting, copy), f"{what} {format_short(on)}"
        desk.audit(work, _TAKEN_BACK, number, words, body_id=meeting.body_id)
    return after


def corrections_of(
    desk: Desk, meeting: Meeting, copies: Sequence[PacketCopy]
) -> tuple[Correction, ...]:
    """``copies`` の訂正を、古い順に。"""
    numbers = {paper_number(meeting, copy) for copy in copies}
    if not numbers:
        return ()
    with desk.reading(purpose_of_kind(meeting.kind), meeting.body_id) as work:
        found = [
            Correction(row.at, row.actor, row.subject, row.detail)
            for row in work.audit.about(numbers, since=min(copy.issued_at for copy in copies))
            if row.action == _TAKEN_BACK
        ]
    return tuple(reversed(found))
