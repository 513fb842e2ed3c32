"""出した紙を、一件の歩みに並べる形にする。"""

from __future__ import annotations

from datetime import datetime

from jusou_desk.casework.case.sides import AGENCIES
from jusou_desk.casework.case.timeline import Happened, Happening
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.recall.issuing import IssuedPaper, issued_for_case
from jusou_desk.policy import Purpose


def paper_steps(desk: Desk, case_id: str, purpose: Purpose) -> tuple[Happening, ...]:
    """その相談の載った紙を出したこと、新しい順に。見える範囲は ``issued_for_case`` と同じ。"""
    return tuple(_step(one) for one in issued_for_case(desk, case_id, purpose))


def _step(paper: IssuedPaper) -> Happening:
    first = paper.first
    at: datetime = first.issued_at
    title = f"{Happened.PAPER}　{first.title}"
    return Happening(
        kind=Happened.PAPER,
        on=at.date(),
        at=at.time(),
        title=f"{title}　→ {paper.receiver}" if paper.receiver else title,
        body="",
        aside=f"{paper.kinds}　{paper.ways}　出した人 {first.issued_by}",
        ref=first.id,
        sealed=first.sealed,
        clock=at.time(),
        sides=AGENCIES if paper.receiver else frozenset(),
    )
