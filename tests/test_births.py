"""日まで分からない生年月日。"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jusou_desk.births import Birth, Precision, parse_birth, parse_birthday
from jusou_desk.errors import BadInput
from jusou_desk.wareki import ERAS


@pytest.mark.parametrize(
    ("text", "day", "precision", "label"),
    [
        ("S30.4.1", date(1955, 4, 1), Precision.DAY, "昭和30年4月1日"),
        ("3300401", date(1955, 4, 1), Precision.DAY, "昭和30年4月1日"),
        ("昭和30年4月", date(1955, 4, 1), Precision.MONTH, "昭和30年4月"),
        ("昭和30年4月(日不詳)", date(1955, 4, 1), Precision.MONTH, "昭和30年4月"),
        ("S30.4", date(1955, 4, 1), Precision.MONTH, "昭和30年4月"),
        ("1955年4月", date(1955, 4, 1), Precision.MONTH, "昭和30年4月"),
        ("昭和30年", date(1955, 1, 1), Precision.YEAR, "昭和30年"),
        ("S30", date(1955, 1, 1), Precision.YEAR, "昭和30年"),
        ("昭和30年(月日不詳)", date(1955, 1, 1), Precision.YEAR, "昭和30年"),
        ("昭和30年頃", date(1955, 1, 1), Precision.ABOUT, "昭和30年頃"),
        ("S30ごろ", date(1955, 1, 1), Precision.ABOUT, "昭和30年頃"),
        ("1955年ころ", date(1955, 1, 1), Precision.ABOUT, "昭和30年頃"),
        ("平成元年", date(1989, 1, 8), Precision.YEAR, "平成元年"),
        ("昭和64年", date(1989, 1, 1), Precision.YEAR, "昭和64年"),
        ("平成元年1月", date(1989, 1, 8), Precision.MONTH, "平成元年1月"),
        ("昭和三十年頃", date(1955, 1, 1), Precision.ABOUT, "昭和30年頃"),
        ("不明", None, Precision.UNKNOWN, "不明"),
        ("不詳", None, Precision.UNKNOWN, "不明"),
    ],
)
def test_分かる所まで読める(text: str, day: date | None, precision: Precision, label: str) -> None:
    birth = parse_birth(text)
    assert (birth.day, birth.precision, birth.label) == (day, precision, label)


@pytest.mark.parametrize(
    ("text", "said", "advised"),
    [
        ("", "読めません", "例:"),
        ("30年頃", "頃", "昭和30年頃"),
        ("昭和30年4月頃", "頃", "昭和30年4月"),
        ("昭和30年代", "読めません", "例:"),
        ("昭和30年13月", "13月", "12まで"),
        ("平成31年5月", "31年4月30日まで", "令和元年5月"),
        ("令和元年4月", "元年5月1日から", "平成31年4月"),
        ("平成32年頃", "31年4月30日まで", "令和2年"),
        ("昭和0年", "昭和0年", "昭和元年"),
        ("S64.1.8", "64年1月7日まで", "平成元年1月8日"),
        ("30年4月1日", "「30年」がどの元号", "例: 昭和30年"),
        ("2919年", "2919年", "例: 昭和30年"),
        ("昭和30年13月", "13月", "例: 昭和30年"),
    ],
)
def test_読めない生年月日は断る(text: str, said: str, advised: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_birth(text)
    assert said in caught.value.title
    assert advised in caught.value.advice


@given(st.dates(ERAS[0].first, date(2200, 12, 31)), st.sampled_from(Precision))
def test_呼び名は同じ確かさに読み戻せる(day: date, precision: Precision) -> None:
    birth = Birth(None if precision is Precision.UNKNOWN else day, precision)
    again = parse_birth(birth.label)
    assert again.precision is precision
    assert again.label == birth.label
    if again.day is not None:
        assert again.day <= day


def test_不明なのに日を持つ生年月日は作れない() -> None:
    with pytest.raises(ValueError, match="UNKNOWN"):
        Birth(date(1955, 4, 1), Precision.UNKNOWN)
    with pytest.raises(ValueError, match="UNKNOWN"):
        Birth(None, Precision.DAY)


TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("text", ["R8.11.22", "令和元年五月一日", "S30.4.1", "M30.1.1"])
def test_今日までの130年に生まれた人の日は受ける(text: str) -> None:
    assert parse_birthday(text, TODAY) <= TODAY


@pytest.mark.parametrize(
    ("text", "said", "advised"),
    [
        ("R8.11.23", "未来の日付", "今日までの日付"),
        ("2055-04-01", "未来の日付", "元号と年を確かめて"),
        ("M28.12.31", "130年より前", "元号と年を確かめて"),
        ("8年11月24日", "どの元号", "例: 昭和30年"),
        ("11/24", "読めません", "例: 昭和30年"),
    ],
)
def test_これから生まれる人や130年より前の人の生年月日は断る(
    text: str, said: str, advised: str
) -> None:
    with pytest.raises(BadInput) as caught:
        parse_birthday(text, TODAY)
    assert said in caught.value.title
    assert advised in caught.value.advice
