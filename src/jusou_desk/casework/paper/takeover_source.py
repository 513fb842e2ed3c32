"""引継票(一件の一枚)の材料。経緯を三行、プランの目標と役割、直近の経過、済んでいない仕事。"""

from __future__ import annotations

from typing import Final

from jusou_desk.casework.case.answers import text, unpack
from jusou_desk.casework.case.covering import withheld_of
from jusou_desk.casework.case.sheets import sheets_of
from jusou_desk.casework.paper.paper_sources import Source, action_rows, note_row
from jusou_desk.casework.paper.takeover_facts import (
    TASKS,
    Takeover,
    agencies_of,
    care_words,
    consent_words,
    day_words,
    gathered,
    joined,
    lately,
    marked,
    opening_of,
    papers_out_words,
    task_rows,
)
from jusou_desk.forms import form
from jusou_desk.models.records import Case
from jusou_desk.models.work import Work
from jusou_desk.packet import Value
from jusou_desk.policy import Overlay
from jusou_desk.wareki import format_short

GROUPS: Final = ("支援内容", "経過", TASKS)
"""引継票の繰返し行の名。"""
#: 経緯の一行と、経過の一件の、長さの目安(字)。
_LINE, _NOTE = 90, 80
_LATEST: Final = 3
#: 手書きの用紙では空けておく欄。
NO_TAKEOVER: Final[dict[str, Value]] = dict.fromkeys(
    (
        *("関わる機関", "はじまり", "見立て", "いまの形", "引継ぐ目標"),
        *("次の期日", "同意の中身", "気を付けること", "出ている紙"),
    )
)


def takeover_source(work: Work, case: Case) -> Source:
    """引継票。"""
    one = gathered(work, case)
    more: dict[str, Value] = {
        "関わる機関": joined(agencies_of(one), "、"),
        "はじまり": _beginning(work, one),
        "見立て": _seen(work, one),
        "いまの形": _standing(one),
        "引継ぐ目標": _goal(work, one),
        "次の期日": day_words(work, one),
        "同意の中身": consent_words(work, case),
        "気を付けること": care_words(work, one),
        "出ている紙": papers_out_words(work, case),
    }
    notes = lately(work, one, _NOTE, _LATEST)
    return Source(
        form("progress"),
        {},
        author=case.worker,
        lane=case.lane,
        more=more,
        groups={
            "支援内容": action_rows(one.plan) if one.plan else (),
            "経過": tuple(note_row(work, note) for note in notes),
            TASKS: task_rows(one),
        },
    )


def _beginning(work: Work, one: Takeover) -> str:
    case = one.case
    told = opening_of(work, case, case.content, _LINE)
    told = marked(told, Overlay.FROM_PERSON in case.overlays)
    return joined((format_short(case.received_on), case.method, case.main_issue, told))


def _seen(work: Work, one: Takeover) -> str:
    newest = next(iter(sheets_of(work, one.case.id, "assessment")), None)
    if newest is None:
        return "アセスメントはまだ書かれていません。"
    values = unpack(newest.sheet)
    name = "direction" if text(values, "direction").strip() else "background"
    words = opening_of(work, one.case, text(values, name), _LINE)
    return marked(words, name in newest.sheet.withheld)


def _standing(one: Takeover) -> str:
    plan = one.plan
    if plan is None:
        return f"{one.case.status}　いま進めているプランはありません。"
    ends = (format_short(day) if day else "" for day in (plan.period_from, plan.period_to))
    return joined(
        (
            str(one.case.status),
            f"{plan.kind}のプラン{plan.round_no}回目({plan.status})",
            "～".join(ends),
        )
    )


def _goal(work: Work, one: Takeover) -> str:
    if one.plan is None:
        return ""
    hidden = withheld_of(work, one.plan.id)
    return joined(
        (
            marked(one.plan.goal, "goal" in hidden),
            marked(one.plan.short_goal, "short_goal" in hidden),
        ),
        "\n",
    )
