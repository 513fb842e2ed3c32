"""会議の結果を、二つの窓で直したとき。様式の記録と同じに、黙って上書きせず、欄ごとに選んでもらう。"""

from __future__ import annotations

from typing import Final

from jusou_desk.casework.case.answers import Answer
from jusou_desk.casework.case.colliding import Content, Seen, expect_same
from jusou_desk.models.records import AgendaItem, Decision
from jusou_desk.wareki import format_short

DECISIONS: Final = "decisions"
OVERLAYS: Final = "overlays"
LABELS: Final = {
    "findings": "確認した事実・話したこと",
    "guesses": "推測(まだ確かめていないこと)",
    "decision": "決定事項",
    "next_step": "次回まで",
    "lead_agency": "主担当機関",
    DECISIONS: "誰が、何を、いつまでに",
    OVERLAYS: "伏せ方の印",
}
"""結果の欄 → 見出し、頁に並ぶ順。"""


def seen_of(item: AgendaItem) -> Seen:
    """比べる形。空の欄は入らない。"""
    found: dict[str, Answer] = {
        name: str(getattr(item, name)) for name in LABELS if name not in (DECISIONS, OVERLAYS)
    }
    found[DECISIONS] = tuple(map(_row, item.decisions))
    found[OVERLAYS] = tuple(sorted(item.overlays))
    return {name: answer for name, answer in found.items() if answer}


def expect_result_seen(seen: Seen | None, now: AgendaItem, mine: AgendaItem) -> None:
    """開いたとき(``seen``)から書き直されていなければ何もせず、違えば ``Collided``。None なら確かめない。"""
    if seen is not None:
        values = {name: getattr(now, name) for name in LABELS}
        expect_same(LABELS, (seen, seen_of(mine), seen_of(now)), Content(values), _words)


def _words(name: str, answer: Answer) -> str:
    if isinstance(answer, tuple):
        return ("\n" if name == DECISIONS else "、").join(answer)
    return answer


def _row(one: Decision) -> str:
    due = format_short(one.due_on) if one.due_on else ""
    return "　".join(part for part in (one.what, one.agency, one.person, due) if part)
