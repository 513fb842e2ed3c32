"""番号の付け方。年度の略号と連番。秘匿の記録は会議体ごとに別の並びにし、欠番を作らない。

従事していない会議体の番号は見えないので、支援会議の会議体がいくつもある町では、会議体の短い名を
番号に入れる。入れないと、二つの会議体に従事する人の台帳や一覧で、違うものが同じ番号になる。
どの関数も、``body`` は支援会議の記録ならその会議体の ``Body``、普段の記録なら ``OPEN``。
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from jusou_desk.models.work import Work
from jusou_desk.towns import Town
from jusou_desk.wareki import FiscalYear


@dataclass(frozen=True)
class Body:
    """番号から見た、記録の持ち主。short: 番号に入れる会議体の短い名(いくつもある町だけ)。"""

    sealed: bool
    short: str = ""

    @property
    def head(self) -> str:
        """番号の頭。「秘」、会議体がいくつもある町では「秘高齢」。普段の記録では空。"""
        return f"秘{self.short}" if self.sealed else ""


OPEN: Final = Body(sealed=False)


def body_of(town: Town, body_id: str) -> Body:
    """会議体 ``body_id`` の番号の付け方。空なら普段の記録。"""
    if not body_id:
        return OPEN
    known = town.body(body_id)
    several = len(town.support_bodies) > 1
    short = (known.short or known.name) if known and several else ""
    return Body(sealed=True, short="".join(short.split()))


def next_number(taken: tuple[str, ...], prefix: str, width: int) -> str:
    """``prefix`` に続く最大の番号の次。"""
    pattern = re.compile(re.escape(prefix) + r"(\d+)$")
    used = [int(match[1]) for number in taken if (match := pattern.match(number))]
    return f"{prefix}{max(used, default=0) + 1:0{width}d}"


def case_number(work: Work, received_on: date, body: Body = OPEN) -> str:
    """相談の受付番号。例 R8-0012、秘匿は 秘R8-0003。"""
    prefix = f"{body.head}{FiscalYear.of(received_on).short}-"
    return next_number(work.cases.values("case_no", prefix), prefix, 4)


def person_number(work: Work, body: Body = OPEN) -> str:
    prefix = f"{body.head}P"
    # 統合で無くなった番号は、残した人を指し続けるので、ほかの人に付けない。
    taken = work.people.values("person_no", prefix) + work.merges.values("gone_no", prefix)
    return next_number(taken, prefix, 4)


def note_number(work: Work, body: Body = OPEN) -> str:
    prefix = f"{body.head}K"
    return next_number(work.notes.values("note_no", prefix), prefix, 5)


def plan_number(work: Work, made_on: date, body: Body = OPEN) -> str:
    prefix = f"{body.head}{FiscalYear.of(made_on).short}-プラン-"
    return next_number(work.plans.values("plan_no", prefix), prefix, 3)


def request_number(work: Work, asked_on: date, body: Body) -> str:
    """情報提供依頼の番号。例 R8-依頼-03。会議体がいくつもある町では R8-依頼-高齢-03。"""
    prefix = f"{FiscalYear.of(asked_on).short}-依頼-{_between(body)}"
    return next_number(work.info_requests.values("request_no", prefix), prefix, 2)


def disclosure_number(work: Work, asked_on: date, body: Body = OPEN) -> str:
    """通報・緊急の提供の番号。例 R8-通-03、支援会議の分は 秘R8-通-01。"""
    prefix = f"{body.head}{FiscalYear.of(asked_on).short}-通-"
    return next_number(work.disclosures.values("disclosure_no", prefix), prefix, 2)


def meeting_number(work: Work, kind_word: str, held_on: date, body: Body = OPEN) -> str:
    """会議番号。例 R8-支援-05、支援会議の会議体がいくつもある町では R8-支援-高齢-05。

    資料の部数番号はこの後に議題と部を続ける(domain.md §3.4)。
    """
    prefix = f"{FiscalYear.of(held_on).short}-{kind_word}-{_between(body)}"
    return next_number(work.meetings.values("meeting_no", prefix), prefix, 2)


def _between(body: Body) -> str:
    return f"{body.short}-" if body.short else ""
