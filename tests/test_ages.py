"""満年齢・到達日・学年・年齢区分。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jusou_desk.ages import AGE_BANDS, age_band, age_on, legally_reaches, school_grade
from jusou_desk.errors import BadInput
from jusou_desk.wareki import FiscalYear

BIRTHS = st.dates(date(1900, 1, 1), date(2030, 12, 31)) | st.sampled_from(
    [date(y, 2, 29) for y in range(1904, 2030, 4)]
)


def test_昭和35年4月1日生まれは前日に65歳に達し画面では誕生日に65歳になる() -> None:
    birth = date(1960, 4, 1)
    assert legally_reaches(birth, 65) == date(2025, 3, 31)
    assert FiscalYear.of(legally_reaches(birth, 65)) == FiscalYear.parse("R6")
    assert age_on(birth, date(2025, 3, 31)) == 64
    assert age_on(birth, date(2025, 4, 1)) == 65


def test_昭和35年4月2日生まれは次の年度に65歳に達する() -> None:
    assert legally_reaches(date(1960, 4, 2), 65) == date(2025, 4, 1)
    assert FiscalYear.of(legally_reaches(date(1960, 4, 2), 65)) == FiscalYear.parse("R7")


def test_うるう日生まれは平年2月28日に達し画面では3月1日から増える() -> None:
    birth = date(2004, 2, 29)
    assert legally_reaches(birth, 18) == date(2022, 2, 28)
    assert age_on(birth, date(2022, 2, 28)) == 17
    assert age_on(birth, date(2022, 3, 1)) == 18
    assert legally_reaches(birth, 20) == date(2024, 2, 28)
    assert age_on(birth, date(2024, 2, 28)) == 19
    assert age_on(birth, date(2024, 2, 29)) == 20


@given(BIRTHS, st.integers(1, 120))
def test_到達日の翌日に満年齢が一つ増える(birth: date, age: int) -> None:
    reached = legally_reaches(birth, age)
    assert age_on(birth, reached) == age - 1
    assert age_on(birth, reached + timedelta(days=1)) == age


@given(BIRTHS, st.integers(0, 40_000))
def test_満年齢は一日で二つ増えない(birth: date, days: int) -> None:
    day = birth + timedelta(days=days)
    assert age_on(birth, day + timedelta(days=1)) - age_on(birth, day) in (0, 1)


def test_生まれた日は0歳で生まれる前は断る() -> None:
    assert age_on(date(2024, 2, 29), date(2024, 2, 29)) == 0
    with pytest.raises(BadInput, match="後になっています"):
        age_on(date(2024, 3, 1), date(2024, 2, 29))
    with pytest.raises(ValueError, match="1 or more"):
        legally_reaches(date(2024, 3, 1), 0)


@pytest.mark.parametrize(
    ("birth", "day", "grade"),
    [
        (date(2016, 4, 1), date(2022, 3, 31), "未就学"),
        (date(2016, 4, 1), date(2022, 4, 1), "小1"),
        (date(2016, 4, 2), date(2022, 4, 1), "未就学"),
        (date(2016, 4, 2), date(2023, 4, 1), "小1"),
        (date(2016, 2, 29), date(2022, 4, 1), "小1"),
        (date(2010, 7, 1), date(2023, 3, 31), "小6"),
        (date(2010, 7, 1), date(2023, 4, 1), "中1"),
        (date(2010, 7, 1), date(2026, 3, 31), "中3"),
        (date(2010, 7, 1), date(2026, 4, 1), "高1相当"),
        (date(2010, 7, 1), date(2029, 3, 31), "高3相当"),
        (date(2010, 7, 1), date(2029, 4, 1), ""),
        (date(2023, 5, 5), date(2023, 5, 5), "未就学"),
    ],
)
def test_学年(birth: date, day: date, grade: str) -> None:
    assert school_grade(birth, day) == grade


def test_4月1日生まれは前の年度に生まれた子と同じ学年() -> None:
    days = [FiscalYear(start).first for start in range(1960, 1980)]
    early, late, after = date(1959, 4, 2), date(1960, 4, 1), date(1960, 4, 2)
    assert [school_grade(early, d) for d in days] == [school_grade(late, d) for d in days]
    assert school_grade(late, date(1966, 4, 1)) == "小1"
    assert school_grade(after, date(1966, 4, 1)) == "未就学"


@given(st.dates(date(1950, 4, 2), date(2020, 3, 31)), st.integers(0, 7000))
def test_同じ学年の生まれは同じ日に同じ学年(birth: date, days: int) -> None:
    start = birth.year if (birth.month, birth.day) >= (4, 2) else birth.year - 1
    day = birth + timedelta(days=days)
    assert school_grade(birth, day) == school_grade(date(start, 4, 2), day)


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (0, "0～18歳"),
        (18, "0～18歳"),
        (19, "19～64歳"),
        (64, "19～64歳"),
        (65, "65歳以上"),
        (110, "65歳以上"),
        (None, "年齢不明"),
    ],
)
def test_年齢区分(age: int | None, band: str) -> None:
    assert age_band(age) == band
    assert band in AGE_BANDS


def test_負の年齢は区分できない() -> None:
    with pytest.raises(ValueError, match="negative"):
        age_band(-1)
