"""出力の続き: 書き直しの記録とごみ箱。前の姿からも、いまの頁で見えるものしか見えない。"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from jusou_desk.casework.case import basket, changes
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin import family_changes
from jusou_desk.models.records import Entry
from jusou_desk.policy import Purpose

if TYPE_CHECKING:
    from tests.secrecy.outputs import Watcher


def rewritten(watcher: Watcher, number: int) -> None:
    """どの相談の書き直しの記録も、どのごみ箱も、前の姿そのものも。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    bodies = oracle.bodies(number)
    for purpose, rule, seen, where in (
        (
            Purpose.CASEWORK,
            oracle.page(oracle.everyday(number), worker=number),
            oracle.everyday(number),
            (),
        ),
        (
            Purpose.SUPPORT_MEETING,
            oracle.page(oracle.in_support(number), bodies),
            oracle.in_support(number),
            bodies,
        ),
    ):
        watcher.attempt(who, f"ごみ箱({purpose})", partial(basket.basket, desk, purpose), rule)
        for index, case in enumerate(watcher.at.cases):
            for what, ask in (
                ("書き直しの記録", changes.history_of),
                ("前の姿", _versions),
                ("家族の書き直しの記録", family_changes.family_history),
            ):
                watcher.attempt(
                    who,
                    f"相談{index}の{what}({purpose})",
                    partial(ask, desk, case.id, purpose),
                    oracle.family(index, seen, where) if what.startswith("家族") else rule,
                )


def _versions(desk: Desk, case_id: str, purpose: Purpose) -> object:
    with desk.reading(purpose) as work:
        case = work.cases.get(case_id)
        if case is None:
            return ()
        person = work.people.get(case.person_id)
        people: tuple[Entry, ...] = (person,) if person else ()
        notes = work.notes.where(case_id=case_id)
        sheets = work.sheets.where(case_id=case_id)
        found = work.versions.of((case, *people, *notes, *sheets))
        return *found, *work.versions.removed_from(case_id)
