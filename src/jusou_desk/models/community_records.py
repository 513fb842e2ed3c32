"""地域課題シートの一件と、参加支援の実費を町が持つ費用(小松市の移行促進費)の一件の型。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from jusou_desk.models.records import Entry


class IssueState(StrEnum):
    """地域課題の、いまの様子。"""

    NOTICED = "把握"
    DISCUSSED = "検討中"
    WORKED_ON = "取組中"
    SOLVED = "解決"
    PUT_OFF = "見送り"


@dataclass(frozen=True, kw_only=True)
class Talk:
    """検討の経緯の一行。place: 会議や集まりの名。who: 参加した人や団体(個人の相談の当事者ではない)。"""

    on: date
    place: str = ""
    who: str = ""
    what: str = ""


@dataclass(frozen=True, kw_only=True)
class CommunityIssue(Entry):
    """地域課題の一件(domain.md §1.10)。どの相談にも結び付かず、人の名も住まいも書かない。

    noticed_by: 気づいたきっかけ。evidence: 根拠(つないだ件数など、数の文)。review_on: 次に動く日。
    informed: 相談支援機関へ知らせたこと。ended_on: 解決か見送りになった日。
    """

    title: str
    found_on: date
    state: IssueState = IssueState.NOTICED
    area: str = ""
    field: str = ""
    problem: str = ""
    noticed_by: str = ""
    evidence: str = ""
    talks: tuple[Talk, ...] = ()
    measures: str = ""
    partners: str = ""
    starts_on: date | None = None
    next_step: str = ""
    review_on: date | None = None
    result: str = ""
    informed: str = ""
    ended_on: date | None = None
    written_by: str = ""
    written_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Expense(Entry):
    """参加支援の実費を町が持った一件。書いた行は直さず、誤りは打ち消す行を足す。

    amount: 円。打ち消す行では負。cancels: 打ち消した行の id(打ち消す行でなければ空)。
    number: 年度の中の通し番号。receiver: 払った先。decided_by: 支出を決めた人か会議。
    """

    case_id: str
    plan_id: str
    number: str
    paid_on: date
    amount: int
    what: str = ""
    receiver: str = ""
    decided_by: str = ""
    note: str = ""
    cancels: str = ""
    written_by: str = ""
    written_at: datetime | None = None
