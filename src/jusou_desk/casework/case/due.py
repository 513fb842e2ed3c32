"""今日の一行: 何が、いつ、なぜ。並べる順と、どの行も使う言い方。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final

from jusou_desk.models.records import Case, CaseStatus
from jusou_desk.wareki import format_short

ENDED: Final = (CaseStatus.CLOSED, CaseStatus.SUSPENDED)
#: 会議の頁で、配付・回収管理表の一部に着くこと(``DueLine.panel``)。
COPIES: Final = "copies"


Names = dict[str, str]


class Weight(IntEnum):
    """並べる順。小さいほど先。"""

    EMERGENCY = 0
    OVERDUE = 1
    TODAY = 2
    SOON = 3
    QUIET = 4


@dataclass(frozen=True)
class DueLine:
    """一行。why は、なぜここに出ているか。place/ref は開く先。

    panel・item: 開いた頁の脇に続けて開く一枚の名と、その中の一件(無ければ空)。
    case_no・name: 誰のことか(普段の区分の相談のことでなければ空)。what は、その番号と氏名に doing を
    続けたもの。plain_doing・plain_why: 打った文と機関の名を入れない言い方(doing・why にそれらが無ければ
    空)。居場所を伏せる人の行を紙に刷るときに使う。unsaid: 本人に伏せることなので、紙ではいつもそう言う。
    why_lines: 紙の狭い升に刷るときの why。機関と人の名の途中で行が替わらないよう、名の前で行を改める
    (名の無い why なら空)。
    """

    weight: Weight
    due_on: date | None
    what: str
    why: str
    place: str
    ref: str
    task_id: str = ""
    panel: str = ""
    item: str = ""
    case_no: str = ""
    name: str = ""
    doing: str = ""
    plain_doing: str = ""
    plain_why: str = ""
    unsaid: bool = False
    why_lines: tuple[str, ...] = ()


def case_line(
    weight: Weight, due_on: date | None, case: Case | None, names: Names, doing: str, why: str
) -> DueLine:
    """普段の区分の相談 ``case`` のことの一行。相談の無い仕事なら、``case`` は None。"""
    return DueLine(
        weight,
        due_on,
        f"{label_of(case, names)} {doing}".strip(),
        why,
        "case",
        case.id if case else "",
        case_no=case.case_no if case else "",
        name=names.get(case.person_id, "") if case else "",
        doing=doing,
    )


def weight_of(due: date, today: date) -> Weight:
    """期日から、並べる所。"""
    if due < today:
        return Weight.OVERDUE
    return Weight.TODAY if due == today else Weight.SOON


def when_words(due: date, today: date) -> str:
    """期日まで、または過ぎた日数の言い方。"""
    days = (due - today).days
    if days == 0:
        return "今日が期日"
    return (
        f"期日 {format_short(due)}を{-days}日過ぎています" if days < 0 else f"期日まであと{days}日"
    )


def label_of(case: Case | None, names: Names) -> str:
    """誰の件か。番号と氏名(匿名なら番号だけ)。終わった相談なら、そのことも。"""
    if case is None:
        return ""
    after = f"（{case.status}後）" if case.status in ENDED else ""
    return f"{case.case_no} {names.get(case.person_id, '')}".strip() + after
