"""会議が終わったか、誰が来たか。来なかった人は、配付・回収管理表の「渡していない」で知る。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jusou_desk.clock import known_time
from jusou_desk.models.records import CopyException, Meeting
from jusou_desk.models.work import Work


@dataclass(frozen=True)
class Attendance:
    """present: 出席した機関の名。notices: 載せなかった人がいれば、確かめてもらう文。"""

    present: tuple[str, ...]
    notices: tuple[str, ...]


def ended(meeting: Meeting, now: datetime) -> bool:
    """もう終わった会議か。終わりの時刻が書かれていなければ、次の日から。"""
    end = known_time(meeting.end)
    if meeting.held_on == now.date() and end is not None:
        return now.time() >= end
    return meeting.held_on < now.date()


def attendance(work: Work, meeting: Meeting) -> Attendance:
    """席の部を「渡していない」とした人は、来なかったとみなす。誰か一人でも来た機関は、出席とする。"""
    unhanded = {
        (copy.agency, copy.name)
        for copy in work.copies.where(meeting_id=meeting.id)
        if copy.exception is CopyException.NOT_HANDED and not copy.later
    }
    away = [one for one in meeting.attendees if (one.agency, one.name) in unhanded]
    here = dict.fromkeys(one.agency for one in meeting.attendees if one not in away)
    missing = [name for name in dict.fromkeys(one.agency for one in away) if name not in here]
    if not missing:
        return Attendance(tuple(here), ())
    words = "".join(f"「{name}」" for name in missing)
    notice = (
        f"{words}は、部を「渡していない」としたので、出席した機関に載せていません。"
        "出席していたら、「渡していない」を取り消してください。"
    )
    return Attendance(tuple(here), (notice,))
