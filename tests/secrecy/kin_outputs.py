"""出力の続き: 家族の図と表、つじつまの知らせ、支援関係。"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin import parting, uniting
from jusou_desk.casework.kin.families import family_of
from jusou_desk.casework.kin.family_notices import contradictions
from jusou_desk.casework.kin.family_page import agencies_near
from jusou_desk.casework.kin.family_pictures import drawn_family
from jusou_desk.casework.kin.family_rows import family_rows
from jusou_desk.casework.kin.same_people import apart_pairs, likely_pairs
from jusou_desk.casework.kin.ties import eco_ties_of
from jusou_desk.models.records import Case
from jusou_desk.policy import Purpose

if TYPE_CHECKING:
    from tests.secrecy.outputs import Watcher


def kin(watcher: Watcher, number: int) -> None:
    """どの相談の家族の図・表・知らせ・支援関係にも、見てよい人のことだけがある。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    bodies = oracle.bodies(number)
    for purpose, rule in (
        (Purpose.CASEWORK, oracle.everyday(number)),
        (Purpose.SUPPORT_MEETING, oracle.in_support(number)),
    ):
        watcher.attempt(who, f"同じ人({purpose})", partial(_same, desk, purpose), rule)
    for index, case in enumerate(watcher.at.cases):
        for purpose, rule, mine in (
            (Purpose.CASEWORK, oracle.everyday(number), ()),
            (Purpose.SUPPORT_MEETING, oracle.in_support(number), bodies),
        ):
            watcher.attempt(
                who,
                f"相談{index}の家族({purpose})",
                partial(_family, desk, case, purpose),
                oracle.family(index, rule, mine),
            )


def _same(desk: Desk, purpose: Purpose) -> str:
    """同じ人かもしれない二人と、その下見、別人と決めた二人、統合した人。"""
    pairs = likely_pairs(desk, purpose)
    seen = [
        uniting.preview(desk, one.one.person_id, one.other.person_id, purpose) for one in pairs[:2]
    ]
    return repr((pairs, seen, apart_pairs(desk, purpose), parting.united_into(desk, "", purpose)))


def _family(desk: Desk, case: Case, purpose: Purpose) -> str:
    with desk.reading(purpose) as work:
        seen = work.cases.get(case.id)
        if seen is None:
            return ""
        day = desk.today()
        return repr(
            (
                family_of(work, seen),
                family_rows(work, seen, day),
                contradictions(work, seen, day),
                drawn_family(desk, work, seen, day),
                agencies_near(work, seen),
                eco_ties_of(work, seen),
            )
        )
