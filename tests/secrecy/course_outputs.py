"""出力の続き: 確かめたいこと、歩みに並ぶ出した紙、前回からの変化の紙、前の日の家族図。"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from jusou_desk.casework.case import cases
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.kin.doubts import doubts_of
from jusou_desk.casework.paper.comparison_paper import Chosen, comparison_kind, draw_comparison
from jusou_desk.casework.paper.family_paper import draw_family
from jusou_desk.casework.paper.papers import sheet_packet
from jusou_desk.casework.recall.paper_steps import paper_steps
from jusou_desk.policy import Purpose
from tests.secrecy.eyes import words_in
from tests.secrecy.planting import NOW

if TYPE_CHECKING:
    from tests.secrecy.outputs import Watcher


def course(watcher: Watcher, number: int) -> None:
    """どの相談の確かめたいことも紙も、いまの目的で見えるものだけから作る。"""
    desk, who, oracle = watcher.at.desks[number], watcher.called(number), watcher.oracle
    everyday, support = oracle.everyday(number), oracle.in_support(number)
    for index, case in enumerate(watcher.at.cases):
        for purpose, rule in ((Purpose.CASEWORK, everyday), (Purpose.SUPPORT_MEETING, support)):
            watcher.attempt(
                who,
                f"相談{index}の確かめたいこと({purpose})",
                partial(_doubts, desk, case.id, purpose),
                oracle.family(index, rule, oracle.bodies(number)),
            )
            watcher.attempt(
                who,
                f"相談{index}の歩みの紙({purpose})",
                partial(paper_steps, desk, case.id, purpose),
                rule,
            )
        paper = oracle.sheet_by(number, index, "assessment")
        watcher.attempt(who, f"相談{index}の前回からの変化", partial(_packet, desk, case.id), paper)
        if not watcher.skips(index + number, 4):
            watcher.attempt(
                who, f"相談{index}の前回からの変化の紙", partial(_drawn, desk, case.id), paper
            )
            family = oracle.sheet_by(number, index, "family")
            look = partial(_family, desk, case.id)
            watcher.attempt(who, f"相談{index}の前の年の家族図", look, family)


def _doubts(desk: Desk, case_id: str, purpose: Purpose) -> object:
    return doubts_of(desk, cases.case_page(desk, case_id, purpose=purpose), purpose)


def _packet(desk: Desk, case_id: str) -> str:
    return repr(sheet_packet(desk, comparison_kind(Chosen()), case_id)[0])


def _drawn(desk: Desk, case_id: str) -> str:
    files = draw_comparison(desk, case_id).files
    return "".join(one.name + words_in(one.data) for one in files)


def _family(desk: Desk, case_id: str) -> str:
    files = draw_family(desk, case_id, NOW.date() - timedelta(days=365)).files
    return "".join(one.name + words_in(one.data) for one in files)
