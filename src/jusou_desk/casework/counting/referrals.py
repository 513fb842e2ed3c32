"""つないだ件数と受け手不在。地域に足りないものの根拠にする(domain.md §1.10)。

つないだ日の年度で数え、返信はいつ来たものでも、そのシートの年度に入れる。数だけを出す。つなぎ先は
名簿にある機関の名だけを出し、打たれた名は、人の名かもしれないので「名簿に無い所」にまとめる。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from jusou_desk.casework.case.answers import day, terms, text, unpack
from jusou_desk.casework.case.replies import FORM, REFUSED, outcome_code
from jusou_desk.casework.counting.figures import Figure, Period
from jusou_desk.casework.counting.report_plans import By, Count, RowPlan
from jusou_desk.casework.desk import Desk
from jusou_desk.forms import carried_over, known_codes
from jusou_desk.models.records import Sheet
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose
from jusou_desk.towns import Agency, Town
from jusou_desk.wareki import FiscalYear, fiscal_year_of

ELSEWHERE: Final = "名簿に無い所"
OTHER: Final = "その他"
#: 公表や協議会の資料で、人が分からないように書かない件数(これより小さいもの。domain.md §2.3)。
_SMALL: Final = 5
CODE_SETS: Final = {
    By.OUTCOME: "referral_outcomes",
    By.REFUSED_FOR: "referral_refusals",
    By.TOPIC: "consultation_topics",
}


@dataclass(frozen=True)
class Referral:
    """渡したつなぐシート一枚の、数えるところ。values: 項目ごとの値(無ければ空の一つ)。"""

    case_id: str
    sealed: bool
    made_on: date
    refused: bool
    values: dict[By, tuple[str, ...]]


def referrals_of(work: Work, town: Town, first: date, last: date) -> tuple[Referral, ...]:
    """期間に作ったつなぐシート。符号表の語は、期間の終わりの年度の語にする。"""
    year = fiscal_year_of(last)
    agencies = {one.name: one for one in town.agencies}
    sheets = work.sheets.among("form_id", {FORM}, until=("written_on", last))
    return tuple(_referral(one, agencies, year) for one in sheets if one.written_on >= first)


def _referral(sheet: Sheet, agencies: dict[str, Agency], year: int) -> Referral:
    values = unpack(sheet)
    agency = agencies.get(text(values, "to_agency").strip())
    counted = {
        By.OUTCOME: (_known(By.OUTCOME, text(values, "result"), year),),
        By.REFUSED_FOR: (_known(By.REFUSED_FOR, text(values, "refusal"), year),),
        By.TOPIC: tuple(
            dict.fromkeys(_known(By.TOPIC, one, year) for one in terms(values, "topics"))
        )
        or ("",),
        By.TO_AGENCY: (agency.name if agency else ELSEWHERE,),
        By.TO_FIELD: (agency.field if agency and agency.field else ELSEWHERE,),
    }
    refused = outcome_code(values) == REFUSED
    made_on = day(values, "made_on") or sheet.written_on
    return Referral(sheet.case_id, sheet.sealed, made_on, refused, counted)


def _known(by: By, written: str, year: int) -> str:
    """符号表の語。書き添えや、どの版にも無い語は、中身とみて「その他」にする。"""
    if written and written not in known_codes(CODE_SETS[by]):
        return OTHER
    return carried_over(CODE_SETS[by], written, year)


def referred(found: Sequence[Referral], row: RowPlan, period: Period) -> Figure:
    """期間につないだ件。``row.count`` が受け手不在なら、そのうち受けられないと返ったもの。"""
    only = row.count is Count.NO_TAKER
    chosen = [
        one
        for one in found
        if one.made_on in period
        and (one.refused or not only)
        and (row.match is None or row.match[1] in one.values[row.match[0]])
    ]
    case_ids = tuple(dict.fromkeys(one.case_id for one in chosen))
    opened = {one.case_id for one in chosen if not one.sealed}
    return Figure(len(chosen), case_ids, sealed_ids=frozenset(case_ids) - opened)


def values_seen(found: Iterable[Referral], by: By, count: Count) -> set[str]:
    """数えるシートにある、項目の値。"""
    only = count is Count.NO_TAKER
    return {value for one in found if one.refused or not only for value in one.values[by]}


def evidence(desk: Desk, fiscal_year: FiscalYear, *, small_too: bool = False) -> str:
    """地域課題の根拠にする一文。つないだ件が無ければ空。

    small_too: 役所の中で使う紙。そうでなければ、5件より少ない数は書かない(総数が少なければ、
    一文のどの数も書かない)。わけは多い順。数は台帳に残らず、書いた紙の文になるだけ。
    """
    with desk.reading(Purpose.STATISTICS) as work:
        found = referrals_of(work, desk.town, fiscal_year.first, fiscal_year.last)
    return evidence_of(found, fiscal_year, small_too=small_too)


def evidence_of(found: Sequence[Referral], fiscal_year: FiscalYear, *, small_too: bool) -> str:
    """``evidence`` の文を、もう読んであるつなぐシートから作る。"""
    if not found:
        return ""
    refused = [one for one in found if one.refused]
    head = f"{fiscal_year.label}　つないだ{said(len(found), small_too)}のうち、受け手不在"
    if not refused:
        return f"{head}はありません。"
    why = Counter(one.values[By.REFUSED_FOR][0] or OTHER for one in refused)
    parts = [f"{term}{said(count, small_too)}" for term, count in why.most_common()]
    return f"{head}{said(len(refused), small_too)}（{'、'.join(parts)}）。"


def said(count: int, small_too: bool) -> str:
    """件数の言い方。small_too でなければ、小さい数は書かない。"""
    return f"{count}件" if small_too or count >= _SMALL else "少数"
