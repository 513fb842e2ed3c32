"""歩みを絞る: 種類・時期・相手・字。絞るのは見せ方だけで、記録は変わらない。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from jusou_desk.casework.case.sides import Side
from jusou_desk.casework.case.timeline import Happened, Happening
from jusou_desk.forms import form
from jusou_desk.names import search_key
from jusou_desk.wareki import FiscalYear, fiscal_year_of, format_short


class Sort(StrEnum):
    """歩みの種類。"""

    ALL = "すべて"
    NOTES = "経過"
    MEETINGS = "会議"
    SHEETS = "様式"
    PLANS = "プラン"
    CONSENTS = "同意"
    LINKS = "つなぐ・返信"
    MATCHES = "受入先探し"
    PAPERS = "紙の発行"


_KINDS: Final = {
    Happened.RECEPTION: Sort.NOTES,
    Happened.NOTE: Sort.NOTES,
    Happened.DISCLOSURE: Sort.NOTES,
    Happened.WORKER: Sort.NOTES,
    Happened.MEETING: Sort.MEETINGS,
    Happened.SHEET: Sort.SHEETS,
    Happened.PLAN: Sort.PLANS,
    Happened.CONSENT: Sort.CONSENTS,
    Happened.MATCH: Sort.MATCHES,
    Happened.PAPER: Sort.PAPERS,
}


def sort_of(one: Happening) -> Sort:
    """その出来事の種類。外の機関へ渡す様式(つなぐシートなど)は、ほかの様式と分ける。"""
    linking = bool(one.form_id) and form(one.form_id).outside
    return Sort.LINKS if linking else _KINDS[one.kind]


def sorts_in(happenings: Iterable[Happening]) -> tuple[Sort, ...]:
    """この歩みにある種類(「すべて」と、後から読む「紙の発行」はいつも)。"""
    found = {sort_of(one) for one in happenings} | {Sort.ALL, Sort.PAPERS}
    return tuple(sort for sort in Sort if sort in found)


@dataclass(frozen=True)
class Period:
    """時期。``words`` は選ぶ語。両端を含み、None は限らない。"""

    words: str
    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        return (self.since is None or on >= self.since) and (self.until is None or on <= self.until)


EVER: Final = Period("いつでも")


def periods(happenings: Sequence[Happening], today: date) -> tuple[Period, ...]:
    """選べる時期: いつでも、この三月、この一年、出来事のある年度(新しい順)。"""
    years = sorted({fiscal_year_of(one.on) for one in happenings}, reverse=True)
    recent = (
        Period("この3か月", today - timedelta(days=92), None),
        Period("この1年", today - timedelta(days=365), None),
    )
    return (EVER, *recent, *(_year(one) for one in years))


def _year(number: int) -> Period:
    year = FiscalYear(number)
    return Period(year.label, year.first, year.last)


@dataclass(frozen=True)
class Narrowing:
    """絞り方。side が None なら誰でも。word は空白で区切ったどの語も含むもの。"""

    sort: Sort = Sort.ALL
    period: Period = EVER
    side: Side | None = None
    word: str = ""


def narrowed(happenings: Iterable[Happening], by: Narrowing) -> tuple[Happening, ...]:
    """絞った出来事。字は、字形・かなの種類・全角半角の違いを気にしない。"""
    words = [search_key(part) for part in by.word.split()]
    return tuple(
        one
        for one in happenings
        if (by.sort is Sort.ALL or sort_of(one) is by.sort)
        and by.period.holds(one.on)
        and (by.side is None or by.side in one.sides)
        and (not words or _has(one, words))
    )


def _has(one: Happening, words: Sequence[str]) -> bool:
    key = search_key(f"{format_short(one.on)} {one.title} {one.body} {one.aside}")
    return all(word in key for word in words)
