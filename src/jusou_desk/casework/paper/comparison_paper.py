"""「前回からの変化」の紙。アセスメント二枚とプラン二つの、変わった所だけをA4一枚に並べる。

会議で前回との違いを話すための、役場に置く紙。区分・居場所・情報源・本人に伏せる欄の扱いは、
ほかの帳票と同じ道(``papers.draw_kind``)で決まる。支援会議の記録は、この目的では読めないので載らない。
手書きの用紙にも命令にもならないので、``SHEETS`` には並ばない。
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from jusou_desk.casework.case.comparing import (
    Comparison,
    Difference,
    assessments,
    compare_assessments,
    compare_plans,
    plan_rounds,
)
from jusou_desk.casework.case.concealing import Facts, facts
from jusou_desk.casework.case.covering import withheld
from jusou_desk.casework.case.sheets import sheets_of
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.exporting import hand_over
from jusou_desk.casework.paper.paper_sources import Source
from jusou_desk.casework.paper.papers import DrawnSheet, SheetKind, draw_kind
from jusou_desk.forms import form
from jusou_desk.models.records import Case, Plan, Sheet
from jusou_desk.models.sources import keeps_source
from jusou_desk.models.work import Work
from jusou_desk.packet import Record, Value
from jusou_desk.policy import Lane, Overlay, Purpose

NAME: Final = "changes-since"
TITLE: Final = "前回からの変化"
SEEN: Final = "変化"
PLANNED: Final = "プランの変化"
_PURPOSE: Final = Purpose.CASEWORK
_ONE_ASSESSMENT: Final = "アセスメントは、二枚あれば比べられます。"
_ONE_PLAN: Final = "プランは、二つあれば比べられます。"
R = TypeVar("R", Sheet, Plan)


@dataclass(frozen=True)
class Chosen:
    """比べる二つの id(前、後)。None なら、アセスメントは初めと最後、プランは終わりの二つ。"""

    assessments: tuple[str, str] | None = None
    plans: tuple[str, str] | None = None


def first_and_last(sheets: Sequence[Sheet]) -> tuple[Sheet, Sheet] | None:
    """初めに比べるアセスメント: 一番古いものと新しいもの。二枚なければ None。"""
    return (sheets[0], sheets[-1]) if len(sheets) > 1 else None


def last_two(plans: Sequence[Plan]) -> tuple[Plan, Plan] | None:
    """初めに比べるプラン: 同じ種別の終わりの二つ。同じ種別の二つが無ければ、終わりの二つ。"""
    newest = sorted(plans, key=lambda one: (one.made_on, one.round_no), reverse=True)
    for one in newest:
        before = next((p for p in newest[newest.index(one) + 1 :] if p.kind == one.kind), None)
        if before is not None:
            return before, one
    return (newest[1], newest[0]) if len(newest) > 1 else None


def draw_comparison(desk: Desk, case_no: str, chosen: Chosen | None = None) -> DrawnSheet:
    """紙を刷る(まだ外へは出さない)。支援会議の区分の相談は ``Refused``。"""
    return draw_kind(desk, comparison_kind(chosen or Chosen()), case_no)


def hand_out_comparison(
    desk: Desk, case_no: str, folder: Path, drawn: DrawnSheet
) -> tuple[Path, ...]:
    """刷った紙を ``folder`` へ出す。書いたパスを返す。"""
    return hand_over(desk, _PURPOSE, f"{NAME} {case_no}", drawn.files, folder)


def comparison_kind(chosen: Chosen) -> SheetKind:
    """``chosen`` を比べる紙の種類。"""
    builder = partial(comparison_source, chosen=chosen)
    return SheetKind(NAME, TITLE, _PURPOSE, builder, form="progress", framed=(SEEN, PLANNED))


def comparison_source(work: Work, case: Case, *, chosen: Chosen) -> Source:
    """紙の材料。"""
    opened = sheets_of(work, case.id, "assessment")
    sheets = assessments(tuple(one.sheet for one in opened))
    plans = plan_rounds(work.plans.where(case_id=case.id))
    pair = _chosen(sheets, chosen.assessments) or first_and_last(sheets)
    rounds = _chosen(plans, chosen.plans) or last_two(plans)
    seen = compare_assessments(*pair) if pair else None
    planned = compare_plans(*rounds, withheld=_withheld(work, rounds)) if rounds else None
    hides = case.id in work.shield.cases or _hidden(work, case)
    cover = partial(_row, source=keeps_source(case), hides=hides)
    more: dict[str, Value] = _heads("", seen) | _heads("プランの", planned)
    more["同じ欄"] = _rest(seen)
    return Source(
        form("progress"),
        {},
        author=case.worker,
        lane=case.lane,
        more=more,
        groups={
            SEEN: _rows(seen.changed if seen else None, cover, _ONE_ASSESSMENT),
            PLANNED: _rows(planned.rows if planned else None, cover, _ONE_PLAN),
        },
    )


def _chosen(records: Sequence[R], ids: tuple[str, str] | None) -> tuple[R, R] | None:
    """id で選んだ二つ。この目的では見えないものがあれば None。"""
    known = {one.id: one for one in records}
    if ids is None or not all(one in known for one in ids):
        return None
    return known[ids[0]], known[ids[1]]


def _withheld(work: Work, plans: tuple[Plan, Plan]) -> dict[str, tuple[str, ...]]:
    sheets = (work.sheets.get(one.id) for one in plans)
    return {one.id: one.withheld for one in sheets if one is not None}


def _hidden(work: Work, case: Case) -> bool:
    return bool(case.person_id) and work.shield.hides(work.people.get(case.person_id))


def _heads(what: str, found: Comparison | None) -> dict[str, Value]:
    before, after = found.heads if found else ("", "")
    return {f"{what}前": before, f"{what}後": after}


def _rest(found: Comparison | None) -> str:
    """アセスメントの、並べなかった欄のこと。"""
    same = found.same if found and found.changed else ()
    return f"ほかの{len(same)}欄は変わっていません。" if same else ""


def _rows(
    found: Sequence[Difference] | None, cover: Callable[[Difference], Record], alone: str
) -> tuple[Record, ...]:
    """表の行。並べるものが無ければ、空の枠を刷らずに、わけを一行で言う。alone: 比べる二つが無いときの文。"""
    if found:
        return tuple(map(cover, found))
    words = alone if found is None else "変わった欄はありません。"
    return (Record(facts(Lane.OPEN, 欄="", 前の値=words, 後の値="", 差="")),)


def _row(one: Difference, *, source: bool, hides: bool) -> Record:
    """変わった欄の行。行ごとその欄の情報の範囲で、伏せる欄は値に重ねる。"""
    found: Facts = facts(
        one.lane, one.scope, 欄=one.label, 前の値=one.before, 後の値=one.after, 差=one.note
    )
    values = ("前の値", "後の値", "差")
    if one.withheld:
        found |= {name: withheld(found[name]) for name in values}
    for needed, overlay in (
        (one.source and source, Overlay.SOURCE),
        (one.whereabouts and hides, Overlay.WHEREABOUTS),
    ):
        if needed:
            found |= {name: found[name].under(overlay) for name in values}
    return Record(found, lane=one.lane, scope=one.scope)
