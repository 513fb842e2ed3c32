"""紙の余白に刷るもの。練習用の事務所の紙は、どれも「練習」と分かるようにする。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jusou_desk.casework.desk import Desk
from jusou_desk.reports.paper.stamping import Stamp
from jusou_desk.towns import wordings


@dataclass(frozen=True)
class Imprint:
    """紙に刷る、出した日時と出力者。"""

    at: datetime
    by: str


def imprint_now(desk: Desk) -> Imprint:
    """いま、この職員が出す印。"""
    return Imprint(desk.now(), desk.me.name)


def stamp(
    desk: Desk,
    *,
    imprint: Imprint | None = None,
    marks: tuple[str, ...] = (),
    copy_label: str = "",
    receiver: str = "",
    footnote: str = "",
) -> Stamp:
    """毎頁に刷る印。``imprint`` を省けば、いまの時刻と、いまの職員。"""
    made = imprint or imprint_now(desk)
    practice = (wordings()["practice_mark"].text,) if desk.practising else ()
    return Stamp(
        produced_at=made.at,
        actor=made.by,
        marks=practice + marks,
        copy_label=copy_label,
        receiver=receiver,
        footnote=footnote,
    )
