"""表示形式。"""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from jusou_desk.reports.xlsx.numfmt import format_number, format_text, from_serial, to_serial

DAY = to_serial(date(2026, 11, 22))
GANNEN = to_serial(date(2019, 5, 1))


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1, "General", "1"),
        (0.1, "General", "0.1"),
        (1234567.5, "#,##0", "1,234,568"),
        (-1234, "#,##0", "-1,234"),
        (-1234, "#,##0;[Red]▲#,##0", "▲1,234"),
        (0, '#,##0;-#,##0;"-"', "-"),
        (0, "#", ""),
        (0.456, "0%", "46%"),
        (0.5, "0.0%", "50.0%"),
        (3, '0"件"', "3件"),
        (3.14159, "0.00", "3.14"),
        (2.5, "0", "3"),
        (7, "000", "007"),
        (1234, '"¥"#,##0', "¥1,234"),
        (1234, "[$¥-411]#,##0", "¥1,234"),
        (DAY, '[$-411]ggge"年"m"月"d"日"', "令和8年11月22日"),
        (GANNEN, '[$-411]ggge"年"m"月"d"日"', "令和元年5月1日"),
        (DAY, "[$-411]ge.m.d", "R8.11.22"),
        (DAY, "yyyy/mm/dd", "2026/11/22"),
        (DAY, "yyyy/m/d(aaa)", "2026/11/22(日)"),
        (DAY, "aaaa", "日曜日"),
        (DAY + 14.5 / 24, "h:mm", "14:30"),
        (DAY + 14.5 / 24, "h:mm AM/PM", "2:30 PM"),
        (DAY + 14.5 / 24, 'h"時"mm"分"', "14時30分"),
        (1.5, "[h]:mm", "36:00"),
        (DAY, "d-mmm-yy", "22-Nov-26"),
        (5, "@", "5"),
        (1234567, "000-0000", "123-4567"),
        (1234567, "[<=999]000;[<=9999]000\\-00;000\\-0000", "123-4567"),
        (123, "[<=999]000;[<=9999]000\\-00;000\\-0000", "123"),
        (312345678, "[<=99999999]####\\-####;\\(00\\)\\ ####\\-####", "(03) 1234-5678"),
        (12, '[>=100]"多い";"少ない"', "少ない"),
        (DAY, '[<43586]"平成"e"年";"令和"e"年";@', "令和8年"),
        (12345, "0.00E+00", "12345"),
        (0.25, "# ?/?", "0.25"),
        (1e30, "#,##0.00", "1E+30"),
        (1234567.891, '#,##0.0#"円"', "1,234,567.89円"),
        (12, "#,###", "12"),
        (12.5, ".00", "12.50"),
        (-1, "yyyy/m/d", "########"),
        (2_958_465.999999, "yyyy/m/d", "########"),
    ],
)
def test_表示形式(value: float, code: str, text: str) -> None:
    assert format_number(value, code) == text


def test_文字の区画() -> None:
    assert format_text("山田", '@"様"') == "山田様"
    assert format_text("山田", "0;0;0;@") == "山田"
    assert format_text("山田", "General") == "山田"


@pytest.mark.parametrize("day", [date(1955, 4, 1), date(2026, 2, 28), date(1900, 3, 1)])
def test_通し番号は往復する(day: date) -> None:
    assert from_serial(to_serial(day)).date() == day
    assert from_serial(to_serial(day, date1904=True), date1904=True).date() == day


def test_通し番号の境目() -> None:
    assert to_serial(date(1900, 3, 1)) == 61
    assert from_serial(1) == datetime(1900, 1, 1)
    assert to_serial(time(12, 0)) == 0.5
