"""生年月日。日まで分からない人のために、どこまで確かかを一緒に持つ(domain.md §6.1 不詳)。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from jusou_desk.errors import BadInput
from jusou_desk.wareki import (
    YEAR,
    begin_within,
    era_year,
    format_long,
    month_span,
    parse_date,
    read_year,
    squeeze,
)


class Precision(StrEnum):
    """生年月日の確かさ。"""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    ABOUT = "about"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Birth:
    """生年月日。``day`` は、月までなら月の、年まで・頃なら年の最初の日。不明なら None。"""

    day: date | None
    precision: Precision

    def __post_init__(self) -> None:
        if (self.day is None) != (self.precision is Precision.UNKNOWN):
            raise ValueError("day is None exactly when the precision is UNKNOWN")

    @property
    def label(self) -> str:
        """``昭和30年4月1日`` ``昭和30年4月`` ``昭和30年`` ``昭和30年頃`` ``不明``。"""
        if self.day is None:
            return "不明"
        if self.precision is Precision.DAY:
            return format_long(self.day)
        era, year = era_year(self.day)
        tail = {Precision.MONTH: f"{self.day.month}月", Precision.ABOUT: "頃"}
        return era.year_name(year) + tail.get(self.precision, "")


EXAMPLE: Final = "例: 昭和30年4月1日、S30.4.1、1955/4/1 のように入力してください。"
#: これより年上の人はいない(確かめられた最高齢は122歳)。元号の取り違えや年の打ち間違い。
_OLDEST: Final = 130
_UNKNOWN: Final = frozenset({"不明", "不詳", "未詳"})
_VAGUE: Final = f"(?:{'|'.join(sorted(_UNKNOWN))})"
_MONTH: Final = re.compile(
    YEAR + f"(?:年(?P<month>[0-9]{{1,2}})月|[./・-](?P<month2>[0-9]{{1,2}}))(?:\\(?日{_VAGUE}\\)?)?"
)
_YEAR: Final = re.compile(YEAR + f"年?(?:(?P<about>頃|ころ|ごろ)|\\(?月日{_VAGUE}\\)?)?")


def parse_birth(text: str) -> Birth:
    """生年月日を、分かっているところまで読む。

    ``parse_date`` の書き方のほか、``昭和30年4月``(``S30.4`` ``昭和30年4月(日不詳)``)、
    ``昭和30年``、``昭和30年頃``、``不明``。読めなければ ``BadInput``。
    """
    plain = squeeze(text)
    if plain in _UNKNOWN:
        return Birth(None, Precision.UNKNOWN)
    if match := _MONTH.fullmatch(plain):
        era, western = read_year(match, EXAMPLE)
        first, last = month_span(western, int(match["month"] or match["month2"]), EXAMPLE)
        name = Birth(last, Precision.MONTH).label
        return Birth(begin_within(era, first, last, name), Precision.MONTH)
    if match := _YEAR.fullmatch(plain):
        era, western = read_year(match, EXAMPLE)
        first, last = date(western, 1, 1), date(western, 12, 31)
        name = Birth(last, Precision.YEAR).label
        precision = Precision.ABOUT if match["about"] else Precision.YEAR
        return Birth(begin_within(era, first, last, name), precision)
    try:
        return Birth(parse_date(text, EXAMPLE), Precision.DAY)
    except BadInput as unread:
        if not re.search("頃|ころ|ごろ", plain):
            raise
        raise BadInput(
            "「頃」は年にだけ付けられます。",
            "例: 昭和30年頃、昭和30年4月、不明 のように入力してください。",
        ) from unread


def parse_birthday(text: str, today: date) -> date:
    """日まで分かる生年月日を読む。``today`` に生きている人の日でなければ ``BadInput``。"""
    day = parse_date(text, EXAMPLE)
    expect_alive(day, today)
    return day


def expect_alive(day: date, today: date) -> None:
    """``day`` が ``today`` までの日で、130 年より前でもないこと。そうでなければ ``BadInput``。"""
    if day > today:
        raise BadInput(
            "生年月日が未来の日付です。",
            "元号と年を確かめて、今日までの日付を入れてください。",
            "birth_date",
        )
    if day.year < today.year - _OLDEST:
        raise BadInput(
            f"生年月日が{_OLDEST}年より前の日付です。",
            "元号と年を確かめてください。分からなければ空けておけます。",
            "birth_date",
        )
