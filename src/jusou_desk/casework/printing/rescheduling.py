"""会議の日時や場所を変えたとき、先に出した紙が古くなること。

開催日を変えたことは監査に残るので、後から頁を開いても、どの紙が前の開催日のままかが分かる。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from jusou_desk.casework.case.meeting_doors import find_meeting, purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting.meetings import MOVED, read_move
from jusou_desk.casework.printing.packets import copies_of
from jusou_desk.models.records import Meeting
from jusou_desk.models.secrecy_records import Issued
from jusou_desk.wareki import format_short

PACKET: Final = "packet"
"""席に配る資料。次第と名簿も、この綴りの中にある。"""
#: 開催日の載る紙: 名の始まり → 呼び名。
_DATED: Final = {
    "notice": "開催通知",
    "pledge": "誓約書",
    PACKET: "資料(次第・名簿も)",
}


@dataclass(frozen=True)
class OldDated:
    """前の開催日のまま出ている紙の一種類。name: 紙の名(``PACKET`` か、会議の前の紙の名)。"""

    name: str
    issued_on: date
    printed: date

    @property
    def title(self) -> str:
        return _DATED[self.name]

    @property
    def words(self) -> str:
        """「R8.11.20に出した開催通知は、前の開催日(R8.11.27)のままです。」"""
        old = format_short(self.printed)
        issued = format_short(self.issued_on)
        return f"{issued}に出した{self.title}は、前の開催日({old})のままです。"


def outdated_papers(desk: Desk, before: Meeting, after: Meeting) -> str:
    """前の日時・場所のままの紙があれば、知らせる文。変えていないか、済んだ会議なら空。"""
    printed = [(one.held_on, one.start, one.end, one.place) for one in (before, after)]
    if printed[0] == printed[1] or after.held_on < desk.today():
        return ""
    papers = []
    if after.noticed_on is not None:
        papers.append(f"{format_short(after.noticed_on)}に出した開催通知")
    if any(not copy.replaced for copy in copies_of(desk, after.id)):
        papers.append("出した資料")
    if not papers:
        return ""
    return (
        f"{'と'.join(papers)}は、前の日時・場所のままです。出し直して、出席者に知らせてください。"
    )


def past_words(desk: Desk, held_on: date, before: date | None = None) -> str:
    """これからの会議(``before`` は変える前の開催日)に、過ぎた日を入れたこと。違えば空。"""
    today = desk.today()
    if held_on >= today or (before is not None and before < today):
        return ""
    return (
        f"開催日の{format_short(held_on)}は、もう過ぎた日です。"
        "これから開く会議なら、「日時と場所」で直してください。"
    )


def old_dated(desk: Desk, meeting_id: str) -> tuple[OldDated, ...]:
    """開催日を変える前に出したまま、出し直していない紙。済んだ会議なら空。"""
    meeting = find_meeting(desk, meeting_id)
    if meeting.held_on < desk.today():
        return ()
    with desk.reading(purpose_of_kind(meeting.kind), meeting.body_id) as work:
        newest = _newest(work.issued.where(meeting_id=meeting.id))
        if not newest:
            return ()
        since = min(one.issued_at for one in newest.values())
        moves = [
            (row.at, *moved)
            for row in work.audit.about({meeting.meeting_no}, since=since)
            if row.action == MOVED and (moved := read_move(row.detail)) is not None
        ]
    moves.sort()
    found = (
        OldDated(name, one.issued_at.date(), _date_at(moves, one.issued_at, meeting.held_on))
        for name, one in newest.items()
    )
    return tuple(one for one in found if one.printed != meeting.held_on)


def _newest(issued: Sequence[Issued]) -> dict[str, Issued]:
    """開催日の載る紙の種類ごとに、最後に出したもの。"""
    found: dict[str, Issued] = {}
    for one in sorted(issued, key=lambda one: one.issued_at):
        kind = next((name for name in _DATED if one.file_name.startswith(name)), None)
        if kind is not None:
            found[kind] = one
    return {name: found[name] for name in _DATED if name in found}


def _date_at(moves: Sequence[tuple[datetime, date, date]], at: datetime, now: date) -> date:
    """``at`` の時の開催日。moves: (変えた時, 前, 後)を古い順に。"""
    return next((before for moved, before, _ in moves if moved > at), now)
