"""満年齢・到達日・学年・年齢区分。

年齢計算ニ関スル法律と民法第143条により、人は誕生日の前日が終わる時に一つ年を取る。
画面に出す満年齢は誕生日から、法律上の到達日は誕生日の前日で数える(domain.md §6.4)。
2月29日生まれは、平年には2月28日に達し(民法第143条第2項ただし書)、満年齢は3月1日から増える。
どの生まれでも「到達日の翌日から満年齢が増える」ことは同じ。
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from jusou_desk.errors import BadInput
from jusou_desk.wareki import fiscal_year_of

AGE_BANDS: Final = ("0～18歳", "19～64歳", "65歳以上", "年齢不明")

_PRIMARY_AGE: Final = 6
_SCHOOLS: Final = (("小", 1, ""), ("中", 7, ""), ("高", 10, "相当"))
_LAST_GRADE: Final = 12


def legally_reaches(birth: date, age: int) -> date:
    """法律上 ``age`` 歳に達する日(誕生日の前日)。``age`` は 1 以上。"""
    if age < 1:
        raise ValueError("age must be 1 or more")
    year = birth.year + age
    try:
        return birth.replace(year=year) - timedelta(days=1)
    except ValueError:
        return date(year, 2, 28)


def age_on(birth: date, day: date) -> int:
    """``day`` に画面へ出す満年齢。生まれる前の日なら ``BadInput``。"""
    if day < birth:
        raise BadInput(
            "生年月日が、年齢を数える日より後になっています。", "生年月日と日付をお確かめください。"
        )
    age = day.year - birth.year
    return age if age == 0 or legally_reaches(birth, age) < day else age - 1


def school_grade(birth: date, day: date) -> str:
    """``day`` の学年。``未就学`` ``小1``〜``小6`` ``中1``〜``中3`` ``高1相当``〜``高3相当``。

    高校を終える年齢より上なら空文字。就学は満 6 歳に達した日の翌日以後の最初の 4 月 1 日
    (学校教育法第17条)。就学猶予・原級留置は数えられないので、手で入れた学年を優先すること。
    """
    turned_six = legally_reaches(birth, _PRIMARY_AGE) + timedelta(days=1)
    first_april = date(turned_six.year, 4, 1)
    entry = turned_six.year if turned_six <= first_april else turned_six.year + 1
    grade = fiscal_year_of(day) - entry + 1
    if grade < 1:
        return "未就学"
    if grade > _LAST_GRADE:
        return ""
    name, first, suffix = next(s for s in reversed(_SCHOOLS) if grade >= s[1])
    return f"{name}{grade - first + 1}{suffix}"


def age_band(age: int | None) -> str:
    """年齢を長門市の集計の区分にする。分からなければ ``年齢不明``。"""
    young, working, old, unknown = AGE_BANDS
    if age is None:
        return unknown
    if age < 0:
        raise ValueError("age must not be negative")
    return young if age <= 18 else working if age <= 64 else old
