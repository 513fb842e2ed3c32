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

    small_too: 役所の中で使う紙。そうでなければ、1件から4件までの数は「5件未満」とし、引き算でそれが分かる合計も
    書かない(``said_within``)。わけは多い順で、受け手不在が少なければ書かない。数は台帳に残らず、書いた紙の
    文になるだけ。
    """
    with desk.reading(Purpose.STATISTICS) as work:
        found = referrals_of(work, desk.town, fiscal_year.first, fiscal_year.last)
    return evidence_of(found, fiscal_year, small_too=small_too)


def evidence_of(found: Sequence[Referral], fiscal_year: FiscalYear, *, small_too: bool) -> str:
    """``evidence`` の文を、もう読んであるつなぐシートから作る。"""
    if not found:
        return ""
    refused = [one for one in found if one.refused]
    why = Counter(one.values[By.REFUSED_FOR][0] or OTHER for one in refused).most_common()
    parts = [count for _term, count in why]
    whole, of_them = said_within([len(found), len(refused)], small_too, parts)
    head = f"{fiscal_year.label}　つないだ{whole or '件'}のうち、受け手不在"
    if not refused:
        return f"{head}はありません。"
    if _small(len(refused)) and not small_too:
        return f"{head}{of_them}。"
    listed = "、".join(f"{term}{said(count, small_too)}" for term, count in why)
    return f"{head}{of_them}（{listed}）。"


def _small(count: int) -> bool:
    return 0 < count < _SMALL


def said(count: int, small_too: bool) -> str:
    """件数の言い方。small_too でなければ、小さい数は書かない。無いこと(0件)は、誰のことでもないので書く。"""
    return f"{_SMALL}件未満" if _small(count) and not small_too else f"{count}件"


def said_within(
    counts: Sequence[int], small_too: bool, parts: Sequence[int] = ()
) -> tuple[str, ...]:
    """前のものが次のものを含む数(総数、うち不成立、うち受け手不在など)の言い方。

    parts: 最後の数の内訳(みな並べて書くもの)。書いた数から引けば少ない数が分かる合計は、空にする。空にした
    わけからも分からないよう、その外の合計は、読む人の思いうる一番大きい数より5件多いときだけ書く。
    """
    words: list[str] = []
    most, unsaid = 0, False
    for count in reversed(counts):
        if small_too or count < _SMALL:
            most, unsaid = 0, False
        elif not words and any(map(_small, parts)):
            most, unsaid = sum(_SMALL - 1 if _small(one) else one for one in parts), True
        elif count - most < _SMALL if unsaid else _small(count - most):
            most, unsaid = most + _SMALL - 1, True
        else:
            most, unsaid = count, False
        words.append("" if unsaid else said(count, small_too))
    return tuple(reversed(words))
