"""番号の付け方。年度の略号と連番。秘匿の記録は別の並びにし、欠番を作らない。"""

from __future__ import annotations

import re
from datetime import date

from jusou_desk.models.work import Work
from jusou_desk.wareki import FiscalYear


def next_number(taken: tuple[str, ...], prefix: str, width: int) -> str:
    """``prefix`` に続く最大の番号の次。"""
    pattern = re.compile(re.escape(prefix) + r"(\d+)$")
    used = [int(match[1]) for number in taken if (match := pattern.match(number))]
    return f"{prefix}{max(used, default=0) + 1:0{width}d}"


def case_number(work: Work, received_on: date, *, sealed: bool) -> str:
    """相談の受付番号。例 R8-0012、秘匿は 秘R8-0003。"""
    prefix = f"{'秘' if sealed else ''}{FiscalYear.of(received_on).short}-"
    return next_number(work.cases.values("case_no", prefix), prefix, 4)


def person_number(work: Work, *, sealed: bool) -> str:
    prefix = "秘P" if sealed else "P"
    return next_number(work.people.values("person_no", prefix), prefix, 4)


def note_number(work: Work, *, sealed: bool) -> str:
    prefix = "秘K" if sealed else "K"
    return next_number(work.notes.values("note_no", prefix), prefix, 5)


def plan_number(work: Work, made_on: date, *, sealed: bool) -> str:
    prefix = f"{'秘' if sealed else ''}{FiscalYear.of(made_on).short}-プラン-"
    return next_number(work.plans.values("plan_no", prefix), prefix, 3)


def request_number(work: Work, asked_on: date, body: str = "") -> str:
    """情報提供依頼の番号。例 R8-依頼-03。会議体がいくつもある町では R8-依頼-高齢-03。

    body: 会議体の短い名。従事していない会議体の番号は見えないので、並びを会議体ごとに分ける。
    """
    prefix = f"{FiscalYear.of(asked_on).short}-依頼-{f'{body}-' if body else ''}"
    return next_number(work.info_requests.values("request_no", prefix), prefix, 2)


def disclosure_number(work: Work, asked_on: date, *, sealed: bool) -> str:
    """通報・緊急の提供の番号。例 R8-通-03、支援会議の分は 秘R8-通-01。"""
    prefix = f"{'秘' if sealed else ''}{FiscalYear.of(asked_on).short}-通-"
    return next_number(work.disclosures.values("disclosure_no", prefix), prefix, 2)


def meeting_number(work: Work, kind_word: str, held_on: date) -> str:
    """会議番号。例 R8-支援-05。資料の部数番号はこの後に議題と部を続ける(domain.md §3.4)。"""
    prefix = f"{FiscalYear.of(held_on).short}-{kind_word}-"
    return next_number(work.meetings.values("meeting_no", prefix), prefix, 2)
