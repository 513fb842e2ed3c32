"""時刻の読み方: 欄に打たれた時刻と、日付に添えた時刻。"""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jusou_desk.clock import known_time, parse_datetime, parse_time, tidy_time, write_time
from jusou_desk.errors import BadInput
from jusou_desk.wareki import ERAS, format_long, format_short, format_time

DAYS = st.dates(ERAS[0].first, date(2200, 12, 31))
CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("1400", "14:00"),
        ("930", "9:30"),
        ("14時", "14:00"),
        ("14", "14:00"),
        ("10", "10:00"),
        ("午後2時", "14:00"),
        ("午後2", "14:00"),
        ("2時半", "14:30"),
        ("２時３０分", "14:30"),
        ("午前二時半", "02:30"),
        ("午後二時", "14:00"),
        ("5時", "17:00"),
        ("8時", "8:00"),
        ("02時", "02:00"),
        ("02:30", "02:30"),
        ("0230", "02:30"),
        ("午後2:30", "14:30"),
        ("午前2:30", "02:30"),
        ("7:00", "07:00"),
        ("9:00", "9:00"),
        ("0:30", "0:30"),
        (" 14：30 ", "14:30"),
        ("", ""),
    ],
)
def test_どの書き方の時刻も同じ形になる(text: str, clock: str) -> None:
    assert tidy_time(text) == clock


@pytest.mark.parametrize(
    ("text", "said", "next_step"),
    [
        ("2", "午前か午後か", "午後なら 14:00、午前なら 02:00"),
        ("7時", "午前か午後か", "午後なら 19:00、午前なら 07:00"),
        ("6時半", "午前か午後か", "午後なら 18:30、午前なら 06:30"),
        ("午前12時", "昼か夜か", "12:00"),
        ("24", "24時", "0:00"),
        ("25:00", "その時刻", "例: "),
        ("1275", "その時刻", "例: "),
        ("架空　花子", "読めません", "例: "),
        ("14000", "読めません", "例: "),
    ],
)
def test_決め手の無い時刻は_推し量らずに尋ねる(text: str, said: str, next_step: str) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        parse_time(text)
    assert next_step in refused.value.advice
    assert "花子" not in f"{refused.value.title}{refused.value.advice}"
    assert known_time(text) is None


@pytest.mark.parametrize("text", ["2:30", "230", "２：３０"])
def test_午前か午後か分からない数字は_打たれたときだけ尋ねる(text: str) -> None:
    with pytest.raises(BadInput, match="午前か午後か") as refused:
        parse_time(text)
    assert "午後なら 14:30、午前なら 02:30" in refused.value.advice
    assert known_time(text) == time(2, 30)


@pytest.mark.parametrize("hour", range(1, 6))
def test_1時から5時の数字は_どれも尋ねる(hour: int) -> None:
    for typed in (f"{hour}:00", f"{hour}59", f"R5.4.1 {hour}:00", f"R5.4.1 {hour}00"):
        read = parse_datetime if "R" in typed else parse_time
        with pytest.raises(BadInput, match="午前か午後か"):
            read(typed)


@pytest.mark.parametrize("written", ["R5.4.1 2:30", "R5.4.1 230", "令和5年4月1日 2:30:00"])
def test_前に書かれた日時は_書かれたとおりに読む(written: str) -> None:
    assert parse_datetime(written, kept=True) == datetime(2023, 4, 1, 2, 30)


@given(CLOCKS)
def test_書いた時刻は読み戻せる(clock: time) -> None:
    assert parse_time(write_time(clock)) == clock
    assert known_time(f"{clock.hour}:{clock.minute:02}") == clock
    assert parse_time(f"{clock:%H%M}") == clock
    assert parse_time(format_time(clock)) == clock


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("R5.4.1 14:30", time(14, 30)),
        ("2023-04-01T14:30", time(14, 30)),
        ("2023-04-01 14:30:15", time(14, 30, 15)),
        ("令和5年4月1日14時30分", time(14, 30)),
        ("令和5年4月1日　１４時", time(14)),
        ("令和5年4月1日(土) 午後2時30分", time(14, 30)),
        ("R5.4.1 午後2時半", time(14, 30)),
        ("R5.4.1午後2:30", time(14, 30)),
        ("20230401 9:05", time(9, 5)),
        ("R5.4.1 午前0時", time()),
        ("R5.4.1 午後0時10分", time(12, 10)),
        ("R5.4.1 12:00", time(12)),
        ("R5.4.1", time()),
        ("R5.4.1 1430", time(14, 30)),
        ("令和5年4月1日930", time(9, 30)),
    ],
)
def test_経過の日時を読める(text: str, clock: time) -> None:
    assert parse_datetime(text) == datetime.combine(date(2023, 4, 1), clock)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("R5.4.1 午後12時30分", "昼か夜か"),
        ("R5.4.1 午前12時", "昼か夜か"),
        ("R5.4.1 午後14時", "午後14時"),
        ("R5.4.1 24:00", "24時"),
        ("R5.4.1 25:00", "その時刻"),
        ("R5.4.1 14:60", "その時刻"),
        ("R5.4.1 2時半", "午前か午後か"),
        ("R5.4.114:30", "読めません"),
        ("2023040114:30", "読めません"),
        ("14:30", "読めません"),
        ("R5.2.30 14:30", "2月30日"),
    ],
)
def test_受け取れない日時は断る(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        parse_datetime(text)


@given(DAYS, CLOCKS)
def test_書いた日時は読み戻せる(day: date, clock: time) -> None:
    expected = datetime.combine(day, clock)
    assert parse_datetime(f"{format_long(day)} {format_time(clock)}") == expected
    assert parse_datetime(f"{format_short(day)} {clock:%H:%M}") == expected
    assert parse_datetime(expected.isoformat()) == expected
