"""和暦の読み書きと年度。"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jusou_desk.errors import BadInput
from jusou_desk.wareki import (
    ERAS,
    FiscalYear,
    OutsideEra,
    Toward,
    era_year,
    example_day,
    fiscal_year_of,
    format_long,
    format_short,
    format_time,
    leans_on_today,
    parse_date,
    parse_date_near,
)
from tests.test_numerals import with_places, without_places

DAYS = st.dates(ERAS[0].first, date(2200, 12, 31))
CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@pytest.mark.parametrize(
    "text",
    [
        "S30.4.1",
        "s30.4.1",
        "昭和30年4月1日",
        "昭30/4/1",
        "昭和30-04-01",
        "3300401",
        "S300401",
        "19550401",
        "1955/4/1",
        "1955.4.1",
        "1955-04-01",
        "1955ー04ー01",
        "1955年4月1日",
        "西暦1955年4月1日",
        "昭和30年4月1日(金)",
        "昭和30年4月1日(金曜日)",
        "Ｓ３０．４．１",
        "昭和３０年　４月　１日",
        " 昭和 30年 4月 1日 ",
        "㍼30年4月1日",
        "S30・4・1",
        "昭和三十年四月一日",
        "昭和三〇年四月一日",
        "昭和三十年４月１日",
        "一九五五年四月一日",
        "一九五五・四・一",
        "昭 三十年 四月 一日(金)",
    ],
)
def test_同じ日のどの書き方も読める(text: str) -> None:
    assert parse_date(text) == date(1955, 4, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("R元.5.1", date(2019, 5, 1)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("㋿元年5月1日", date(2019, 5, 1)),
        ("5010501", date(2019, 5, 1)),
        ("H31.4.30", date(2019, 4, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("明治45年7月29日", date(1912, 7, 29)),
        ("1290331", date(1896, 3, 31)),
        ("R6.2.29", date(2024, 2, 29)),
        ("令和元年五月三十一日", date(2019, 5, 31)),
        ("平成三十一年四月三十日", date(2019, 4, 30)),
        ("二〇二六年十一月二十四日", date(2026, 11, 24)),
    ],
)
def test_元号の境目を読める(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "said", "advised"),
    [
        ("令和5年2月30日", "令和5年2月30日", "28日まで"),
        ("R5.2.29", "令和5年2月29日", "28日まで"),
        ("2023-04-31", "2023年4月31日", "30日まで"),
        ("R5.4.0", "令和5年4月0日", "1日から"),
        ("R5.13.1", "13月", "12まで"),
        ("R5.0.1", "0月", "1から"),
        ("令和0年4月1日", "令和0年", "令和元年"),
        ("6010101", "元号番号6", "5=令和"),
        ("昭和1955年4月1日", "昭和1955年", "元号を付けません"),
        ("1600-01-01", "1600年", "例:"),
        ("1868-01-24", "明治より前", "例:"),
        ("明治元年1月24日", "明治より前", "例:"),
        ("2919-01-01", "2919年", "例:"),
        ("令和8年11月22日(月)", "日曜日", "曜日"),
        ("令和五年二月三十日", "令和5年2月30日", "28日まで"),
        ("8年11月24日", "「8年」がどの元号", "例: 令和8年"),
        ("元年五月一日", "「元年」がどの元号", "例: 令和8年"),
    ],
)
def test_無い日付は何が違うかを言って断る(text: str, said: str, advised: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_date(text)
    assert said in caught.value.title
    assert advised in caught.value.advice


@pytest.mark.parametrize(
    ("text", "said", "means", "name"),
    [
        ("S64.1.8", "昭和は64年1月7日まで", date(1989, 1, 8), "平成元年1月8日"),
        ("平成32年4月1日", "平成は31年4月30日まで", date(2020, 4, 1), "令和2年4月1日"),
        ("R1.4.30", "令和は元年5月1日から", date(2019, 4, 30), "平成31年4月30日"),
        ("昭和100年1月1日", "昭和は64年1月7日まで", date(2025, 1, 1), "令和7年1月1日"),
    ],
)
def test_元号の期間外は正しい日を助言し勝手に直さない(
    text: str, said: str, means: date, name: str
) -> None:
    with pytest.raises(OutsideEra) as caught:
        parse_date(text)
    assert caught.value.means == means
    assert said in caught.value.title
    assert name in caught.value.advice


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "山田太郎",
        "30.4.1",
        "300401",
        "55/4/1",
        "S30.4/1",
        "S30.4",
        "昭和30年4月",
        "2023-04-01T00:00",
        "2023-04-01 14:30",
        "令和5年1 1月3日",
        "令和五年一 一月三日",
        "S30一1一1",
        "2026一1一1",
        "令和○年○月○日",
        "1955 4 1",
        "X30.4.1",
        "S30.4.1頃",
        "45017",
        "٢٠٢٣-٠٤-٠١",
    ],
)
def test_日付でないものは推し量らず打った文字も返さない(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_date(text)
    assert caught.value.title == "日付として読めません。"
    assert "例:" in caught.value.advice


@given(DAYS)
def test_書いた日付は同じ日に読み戻せる(day: date) -> None:
    assert parse_date(format_long(day)) == day
    assert parse_date(format_long(day, weekday=True)) == day
    assert parse_date(format_short(day)) == day
    assert parse_date(day.isoformat()) == day
    era, year = era_year(day)
    assert era.first <= day <= era.last
    if year < 100:
        assert parse_date(f"{era.digit}{year:02}{day:%m%d}") == day


@given(DAYS)
def test_漢数字で書いた日付は同じ日に読み戻せる(day: date) -> None:
    era, year = era_year(day)
    for numeral in (with_places, without_places):
        month, number = numeral(day.month), numeral(day.day)
        first = "元" if year == 1 else numeral(year)
        assert parse_date(f"{era.name}{first}年{month}月{number}日") == day
        assert parse_date(f"{numeral(day.year)}年{month}月{number}日") == day
        assert parse_date(f"{era.name[0]}　{first}年 {month}月 {number}日") == day


@given(st.text("〇一二三四五六七八九十百千元年月日昭和令/・ 0123456789", max_size=12))
def test_漢数字の混じるどんな並びも日付か断りになる(text: str) -> None:
    try:
        day = parse_date(text)
    except BadInput:
        return
    assert parse_date(format_long(day)) == day


@given(st.text(max_size=20))
def test_どんな文字でも日付か断りになる(text: str) -> None:
    try:
        day = parse_date(text)
    except BadInput:
        return
    assert parse_date(format_long(day)) == day


def test_書き方() -> None:
    assert format_long(date(2026, 11, 22)) == "令和8年11月22日"
    assert format_long(date(2026, 11, 22), weekday=True) == "令和8年11月22日(日)"
    assert format_long(date(2019, 5, 1)) == "令和元年5月1日"
    assert format_long(date(2019, 4, 30)) == "平成31年4月30日"
    assert format_short(date(2026, 11, 22)) == "R8.11.22"
    assert format_short(date(2019, 5, 1)) == "R1.5.1"
    with pytest.raises(BadInput, match="明治より前"):
        format_long(date(1868, 1, 24))


def test_時刻の書き方() -> None:
    assert format_time(time(14, 30)) == "午後2時30分"
    assert format_time(time(9)) == "午前9時"
    assert format_time(time(12, 5)) == "午後0時5分"
    assert format_time(time()) == "午前0時"


@pytest.mark.parametrize(
    ("text", "start", "label", "short"),
    [
        ("R4", 2022, "令和4年度", "R4"),
        ("r4", 2022, "令和4年度", "R4"),
        ("令和4年度", 2022, "令和4年度", "R4"),
        ("令和４", 2022, "令和4年度", "R4"),
        ("2022", 2022, "令和4年度", "R4"),
        ("2022年度", 2022, "令和4年度", "R4"),
        ("2019", 2019, "令和元年度", "R1"),
        ("令和元年度", 2019, "令和元年度", "R1"),
        ("平成31年度", 2019, "令和元年度", "R1"),
        ("H30", 2018, "平成30年度", "H30"),
        ("S63", 1988, "昭和63年度", "S63"),
        ("平成元年度", 1989, "平成元年度", "H1"),
    ],
)
def test_年度を読み書きできる(text: str, start: int, label: str, short: str) -> None:
    year = FiscalYear.parse(text)
    assert (year.start, year.label, year.short) == (start, label, short)


@pytest.mark.parametrize(
    ("text", "advised"),
    [
        ("", "例:"),
        ("4", "例:"),
        ("令和4年", "例:"),
        ("R4.4.1", "例:"),
        ("R0", "令和元年"),
        ("平成32年度", "令和2年度"),
        ("S64", "平成元年度"),
        ("1600", "例: R4、"),
        ("R300", "例: R4、"),
    ],
)
def test_年度でないものは断る(text: str, advised: str) -> None:
    with pytest.raises(BadInput) as caught:
        FiscalYear.parse(text)
    assert advised in caught.value.advice


@given(st.dates(date(1868, 4, 1), date(2200, 12, 31)))
def test_日はその年度にだけ属する(day: date) -> None:
    year = FiscalYear.of(day)
    assert year.start == fiscal_year_of(day)
    assert year.first <= day <= year.last
    assert day in year
    assert day not in year.back(1)
    assert year.back(3) < year
    assert FiscalYear.parse(year.label) == FiscalYear.parse(year.short) == year


def test_年度は4月1日に始まる() -> None:
    assert FiscalYear.of(date(2023, 3, 31)) == FiscalYear(2022)
    assert FiscalYear.of(date(2023, 4, 1)) == FiscalYear(2023)


TODAY = date(2026, 11, 22)
TODAYS = st.dates(date(1990, 1, 1), date(2150, 12, 31))
TOWARD = st.sampled_from(list(Toward))


@pytest.mark.parametrize(
    ("text", "future", "past"),
    [
        ("12/5", date(2026, 12, 5), date(2025, 12, 5)),
        ("１２月５日", date(2026, 12, 5), date(2025, 12, 5)),
        ("12月5日(土)", date(2026, 12, 5), None),
        ("12.5", date(2026, 12, 5), date(2025, 12, 5)),
        ("11-22", TODAY, TODAY),
        ("11/21", date(2027, 11, 21), date(2026, 11, 21)),
        ("5日", date(2026, 12, 5), date(2026, 11, 5)),
        ("22日", TODAY, TODAY),
        ("31日", date(2026, 12, 31), date(2026, 10, 31)),
        ("1/1", date(2027, 1, 1), date(2026, 1, 1)),
        ("2/29", None, None),
        ("2/30", None, None),
        ("13/1", None, None),
        ("0日", None, None),
        ("R5.4.1", date(2023, 4, 1), date(2023, 4, 1)),
    ],
)
def test_年の無い日付は期限なら次に来る日_済んだことなら過ぎた日(
    text: str, future: date | None, past: date | None
) -> None:
    for toward, day in ((Toward.FUTURE, future), (Toward.PAST, past)):
        if day is None:
            with pytest.raises(BadInput) as caught:
                parse_date_near(text, TODAY, toward)
            assert caught.value.advice
        else:
            assert parse_date_near(text, TODAY, toward) == day


def test_次の2月29日が一年の内にあれば読める() -> None:
    assert parse_date_near("2/29", date(2027, 3, 1), Toward.FUTURE) == date(2028, 2, 29)
    assert parse_date_near("2/29", date(2025, 2, 28), Toward.PAST) == date(2024, 2, 29)


@given(TODAYS, st.integers(0, 364), TOWARD)
def test_一年の内の日は月日だけで書ける(today: date, away: int, toward: Toward) -> None:
    sign = 1 if toward is Toward.FUTURE else -1
    day = today + sign * timedelta(days=away)
    for text in (f"{day.month}/{day.day}", f"{day.month}月{day.day}日"):
        assert parse_date_near(text, today, toward) == day


@given(TODAYS, st.integers(1, 31), TOWARD)
def test_日だけなら一番近いその日で間に同じ日は無い(
    today: date, number: int, toward: Toward
) -> None:
    day = parse_date_near(f"{number}日", today, toward)
    assert day.day == number
    first, last = sorted((today, day))
    between = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert [one for one in between if one.day == number] == [day]
    assert day >= today if toward is Toward.FUTURE else day <= today


@given(DAYS, TODAYS, TOWARD)
def test_年を書いた日付は今日に左右されない(day: date, today: date, toward: Toward) -> None:
    assert parse_date_near(format_long(day), today, toward) == day
    assert parse_date_near(format_short(day), today, None) == day
    assert not leans_on_today(format_long(day))
    assert not leans_on_today(format_short(day))


@pytest.mark.parametrize("text", ["8年11月24日", "８年１１月２４日", "八年十一月二十四日(火)"])
def test_元号の無い年はいまの元号で読む(text: str) -> None:
    for toward in (*Toward, None):
        assert parse_date_near(text, TODAY, toward) == date(2026, 11, 24)
        assert leans_on_today(text)
    assert parse_date_near("元年5月1日", TODAY, Toward.PAST) == date(2019, 5, 1)


@given(st.dates(date(2019, 5, 1), date(2026, 11, 22)), TOWARD)
def test_いまの元号の過ぎた日は元号を書かなくても同じ日(day: date, toward: Toward) -> None:
    written = format_long(day)
    assert parse_date_near(written.removeprefix("令和"), TODAY, toward) == day


@pytest.mark.parametrize(
    ("text", "toward"),
    [
        ("9年4月1日", Toward.PAST),
        ("30年4月1日", Toward.PAST),
        ("30年4月1日", Toward.FUTURE),
        ("30年4月1日", None),
    ],
)
def test_いまの元号ではまだ来ない年なら_どの元号かを尋ねる(
    text: str, toward: Toward | None
) -> None:
    with pytest.raises(BadInput) as caught:
        parse_date_near(text, TODAY, toward)
    assert "どの元号" in caught.value.title
    assert "元号を付けて" in caught.value.advice


@pytest.mark.parametrize(
    ("toward", "example"),
    [
        (Toward.FUTURE, "例: 12/6、R8.12.6、令和8年12月6日 "),
        (Toward.PAST, "例: 11/22、R8.11.22、令和8年11月22日 "),
        (None, "例: R8.11.22、令和8年11月22日 "),
    ],
)
def test_断りの例はその欄に打つ日付で_そのまま打てば読める(
    toward: Toward | None, example: str
) -> None:
    for text in ("来週", "R8.13.1", "R0.4.1", "1600-01-01"):
        with pytest.raises(BadInput) as caught:
            parse_date_near(text, TODAY, toward)
        assert example in caught.value.advice
    for shown in example.removeprefix("例: ").strip().split("、"):
        assert parse_date_near(shown, TODAY, toward) == example_day(TODAY, toward)


@given(st.integers(1, 12), st.integers(1, 28), TODAYS)
def test_向きの無い欄は年の無い日付を断る(month: int, number: int, today: date) -> None:
    for text in (f"{month}/{number}", f"{number}日"):
        assert leans_on_today(text)
        with pytest.raises(BadInput):
            parse_date_near(text, today, None)
