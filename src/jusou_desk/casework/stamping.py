"""紙の余白に刷るもの。練習用の事務所の紙は、どれも「練習」と分かるようにする。"""

from __future__ import annotations

from jusou_desk.casework.desk import Desk
from jusou_desk.reports.stamping import Stamp
from jusou_desk.towns import wordings


def stamp(
    desk: Desk,
    *,
    marks: tuple[str, ...] = (),
    copy_label: str = "",
    receiver: str = "",
    footnote: str = "",
) -> Stamp:
    """いまの時刻と出力者の入った印。"""
    practice = (wordings()["practice_mark"].text,) if desk.practising else ()
    return Stamp(
        produced_at=desk.now(),
        actor=desk.me.name,
        marks=practice + marks,
        copy_label=copy_label,
        receiver=receiver,
        footnote=footnote,
    )
