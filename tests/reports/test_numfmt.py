"""表示形式。"""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from jusou_desk.reports.xlsx.numfmt import (
    Written,
    format_number,
    format_text,
    from_serial,
    to_serial,
    write_number,
    written_text,
)

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
        # 指数。丸めて桁の上がる数と、指数が三の倍数になる書式も。
        (123456, "0.00E+00", "1.23E+05"),
        (-0.00012, '"約"0.0E+00', "-約1.2E-04"),
        (99999, "0.0E+0", "1.0E+5"),
        (123456, "##0.0E+0", "123.5E+3"),
        (0, "0.##E-00", "0E00"),
        # 分数。分母の決まった書式と、端数の無い数(位をそろえて空ける)も。
        (1.25, "# ?/?", "1 1/4"),
        (-1.5, '# ?/?"日"', "-1 1/2日"),
        (0.25, "?/?", "1/4"),
        (1.3333, "# ??/??", "1  1/3 "),
        (1.3, "# ?/10", "1 3/10"),
        (2, "# ?/?", "2    "),
        (0.999, "# ?/?", "1    "),
        (5, "0/", "5"),
        (1e30, "#,##0.00", "1E+30"),
        (1234567.891, '#,##0.0#"円"', "1,234,567.89円"),
        (12, "#,###", "12"),
        (12.5, ".00", "12.50"),
        (-1, "yyyy/m/d", "########"),
        (2_958_465.999999, "yyyy/m/d", "########"),
        # 標準は、点を含めて 11 字まで。12 桁の整数は指数の形になる。
        (1 / 3, "General", "0.333333333"),
        (100 / 3, "G/標準", "33.33333333"),
        (99_999_999_999, "General", "99999999999"),
        (123_456_789_012, "General", "1.23457E+11"),
        (1234, "[DBNum1][$-411]General", "千二百三十四"),
        (1234, "[DBNum1]", "千二百三十四"),
        (1234, "[DBNum1]0", "一二三四"),
        (11_020_001, "[DBNum1]General", "一千百二万一"),
        (10_000_000, '[DBNum1]General"円"', "一千万円"),
        (1234, "[DBNum2][$-411]General", "壱阡弐百参拾四"),
        (1234, "[DBNum3][$-411]#,##0", "１,２３４"),
        (-5, "[DBNum3]0;[DBNum3]▲0", "▲５"),
        (DAY, '[DBNum1][$-411]ggge"年"m"月"d"日"', "令和八年十一月二十二日"),
        (DAY, '[DBNum1][$-411]yyyy"年"m"月"', "二〇二六年十一月"),
        (DAY, '[DBNum3][$-411]ggge"年"m"月"d"日"', "令和８年１１月２２日"),
        (GANNEN, '[DBNum3]ggge"年"', "令和元年"),
        (-1234, '_ "¥"* #,##0_ ;_ "¥"* \\-#,##0_ ', " ¥-1,234 "),
    ],
)
def test_表示形式(value: float, code: str, text: str) -> None:
    assert format_number(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "color"),
    [
        (-5, "#,##0;[Red]-#,##0", 3),
        (5, "#,##0;[Red]-#,##0", 0),
        (-5, "#,##0;[赤]▲#,##0", 3),
        (5, "[青]0;[Color10]-0;[色 56]0", 5),
        (-5, "[青]0;[Color10]-0;[色 56]0", 10),
        (0, "[青]0;[Color10]-0;[色 56]0", 56),
        (80, "[>=75][Magenta]0;0", 7),
        (DAY, "[緑][$-411]ge.m.d", 4),
        (5, "[Color57]0", 0),
    ],
)
def test_表示形式の色(value: float, code: str, color: int) -> None:
    assert write_number(value, code).color == color


def test_会計の表示形式は_円の記号までを左に寄せる() -> None:
    code = '_ "¥"* #,##0_ ;_ "¥"* "-"_ '
    assert write_number(1234, code) == Written(" ¥1,234 ", gap=2)
    assert write_number(-1, code) == Written(" ¥- ", gap=2)
    assert format_text("未定", "0;0;0;* @") == "未定"


def test_空きに並べる字と_その場所() -> None:
    assert write_number(12, "*-0") == Written("12", leader="-")
    assert write_number(12, "0*.") == Written("12", gap=2, leader=".")
    assert write_number(12, '"計"*…0"円"') == Written("計12円", gap=1, leader="…")
    assert written_text("目次", "@*.") == Written("目次", gap=2, leader=".")


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
