"""一件の「確かめたいこと」: 日付と状態のことに、家族のことを足したもの。"""

from __future__ import annotations

from jusou_desk.casework.case.cases import CasePage
from jusou_desk.casework.case.contradictions import Doubt, contradictions
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.families import subject_of
from jusou_desk.casework.kin.family_notices import family_contradictions
from jusou_desk.casework.kin.gathering import gather
from jusou_desk.policy import Purpose


def doubts_of(desk: Desk, page: CasePage, purpose: Purpose) -> tuple[Doubt, ...]:
    """その頁と、``purpose`` で見える家族の、つじつまの合わないこと。"""
    with desk.reading(purpose) as work:
        subject = subject_of(work, page.case)
        kin = gather(work, subject) if subject else None
    family = family_contradictions(kin, desk.today()) if kin else ()
    return (*contradictions(page, desk.today()), *map(Doubt, family))
