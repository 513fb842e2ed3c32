"""日付と時刻の関数。1900年2月29日があることにしている Excel の数え方に合わせる。"""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from jusou_desk.reports.formulas.arguments import Arguments
from jusou_desk.reports.formulas.formula_values import (
    Fault,
    Faulty,
    Operand,
    Unsupported,
    number,
)
from jusou_desk.reports.xlsx.numfmt import era_of, to_serial

_START: Final = date(1899, 12, 30)
_LEAP: Final = 60
_END: Final = 2_958_466
#: 1904年から数えるブックの 0 日目の、1900年からの番号。
_SHIFT: Final = 1462

Day = tuple[int, int, int]


def day_of(serial: float, *, date1904: bool = False) -> Day:
    """通し番号の(年, 月, 日)。0 は 1900年1月0日、60 は Excel にだけある 1900年2月29日。"""
    number = math.floor(serial) + (_SHIFT if date1904 else 0)
    if not 0 <= number < _END or serial < 0:
        raise Faulty(Fault.NUM)
    if number == _LEAP:
        return 1900, 2, 29
    if number == 0:
        return 1900, 1, 0
    day = _START + timedelta(days=number if number > _LEAP else number + 1)
    return day.year, day.month, day.day


def serial_of(year: int, month: int, day: int, *, date1904: bool = False) -> float:
    """(年, 月, 日)の通し番号。13月や0日は、前後の月にする。"""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if not 1900 <= year <= 9999:
        raise Faulty(Fault.NUM)
    first = (date(year, month, 1) - _START).days
    first -= 1 if (year, month) < (1900, 3) else 0
    found = first + day - 1 - (_SHIFT if date1904 else 0)
    if not 0 <= found < _END:
        raise Faulty(Fault.NUM)
    return float(found)


def _day(a: Arguments, at: int = 0) -> Day:
    return day_of(a.number(at), date1904=a.setting.date1904)


def _serial(a: Arguments, year: int, month: int, day: int) -> float:
    return serial_of(year, month, day, date1904=a.setting.date1904)


def _date(a: Arguments) -> Operand:
    year = a.whole(0)
    if not 0 <= year <= 9999:
        raise Faulty(Fault.NUM)
    return _serial(a, year + 1900 if year < 1900 else year, math.floor(a.number(1)), a.whole(2))


def _now(a: Arguments) -> float:
    if a.setting.moment is None:
        raise Unsupported("TODAY")
    return to_serial(a.setting.moment, date1904=a.setting.date1904)


def _last_of(year: int, month: int) -> int:
    return 29 if (year, month) == (1900, 2) else monthrange(year, month)[1]


def _months_on(a: Arguments, *, end: bool) -> Operand:
    """EDATE・EOMONTH。"""
    year, month, day = _day(a)
    months = year * 12 + month - 1 + a.whole(1)
    year, month = months // 12, months % 12 + 1
    if not 1900 <= year <= 9999:
        raise Faulty(Fault.NUM)
    last = _last_of(year, month)
    return _serial(a, year, month, last if end else min(day, last))


def _apart(a: Arguments) -> Operand:
    """DATEDIF。"""
    first, last, unit = math.floor(a.number(0)), math.floor(a.number(1)), a.text(2).upper()
    if first > last:
        raise Faulty(Fault.NUM)
    (y1, m1, d1), (y2, m2, d2) = _day(a, 0), _day(a, 1)
    months = (y2 - y1) * 12 + m2 - m1 - (d2 < d1)
    match unit:
        case "Y":
            return float(months // 12)
        case "M":
            return float(months)
        case "D":
            return float(last - first)
        case "YM":
            return float(months % 12)
        case "MD":
            if d2 >= d1:
                return float(d2 - d1)
            before = (y2, m2 - 1) if m2 > 1 else (y2 - 1, 12)
            return float(_last_of(*before) - d1 + d2)
        case "YD":
            year = y2 if (m2, d2) >= (m1, d1) else y2 - 1
            start = _serial(a, year, m1, d1)
            return float(last - start)
    raise Faulty(Fault.NUM)


def _weekday(a: Arguments) -> Operand:
    """1900年3月より前は、無い日のある分だけ曜日がずれる。Excel もずれている。"""
    kind = a.whole(1, 1)
    serial = math.floor(a.number(0)) + (_SHIFT if a.setting.date1904 else 0)
    if serial < 0:
        raise Faulty(Fault.NUM)
    sunday = (serial - 1) % 7
    if kind == 3:
        return float((sunday - 1) % 7)
    first = {1: 0, 2: 1, 17: 0, **{11 + n: n + 1 for n in range(6)}}.get(kind)
    if first is None:
        raise Faulty(Fault.NUM)
    return float((sunday - first) % 7 + 1)


def _clock(size: int, count: int) -> Callable[[Arguments], Operand]:
    """HOUR・MINUTE・SECOND。秒に丸めてから分ける。"""

    def apply(a: Arguments) -> Operand:
        value = a.number(0)
        if value < 0:
            raise Faulty(Fault.NUM)
        seconds = round((value - math.floor(value)) * 86400) % 86400
        return float(seconds // size % count)

    return apply


def _time(a: Arguments) -> Operand:
    seconds = a.whole(0) * 3600 + a.whole(1) * 60 + a.whole(2)
    if seconds < 0:
        raise Faulty(Fault.NUM)
    return seconds % 86400 / 86400


def _date_value(a: Arguments) -> Operand:
    value = a.scalar(0)
    if not isinstance(value, str):
        raise Faulty(Fault.VALUE)
    return float(math.floor(number(value))) - (_SHIFT if a.setting.date1904 else 0)


def _work_days(a: Arguments) -> Operand:
    """NETWORKDAYS。土日と、挙げた休みを除いた日数。"""
    first, last = math.floor(a.number(0)), math.floor(a.number(1))
    off = {math.floor(number(value)) for value in a.flat(2) if value is not None}
    step = 1 if first <= last else -1
    if abs(last - first) > 100_000:
        raise Unsupported("NETWORKDAYS")
    days = range(first, last + step, step)
    return float(step * sum(_is_work_day(a, day) and day not in off for day in days))


def _work_day(a: Arguments) -> Operand:
    """WORKDAY。"""
    day, left = math.floor(a.number(0)), a.whole(1)
    off = {math.floor(number(value)) for value in a.flat(2) if value is not None}
    if abs(left) > 20_000:
        raise Unsupported("WORKDAY")
    step = 1 if left > 0 else -1
    while left:
        day += step
        if day < 0:
            raise Faulty(Fault.NUM)
        left -= step if _is_work_day(a, day) and day not in off else 0
    return float(day)


def _is_work_day(a: Arguments, serial: int) -> bool:
    shifted = serial + (_SHIFT if a.setting.date1904 else 0)
    return (shifted - 1) % 7 not in (0, 6)


def _date_string(a: Arguments) -> Operand:
    """DATESTRING。年も月も日も二桁で書く。"""
    year, month, day = _day(a)
    name, _, count = era_of(date(year, month, min(max(day, 1), _last_real(year, month))))
    return f"{name}{count:02}年{month:02}月{day:02}日"


def _last_real(year: int, month: int) -> int:
    return monthrange(year, month)[1]


DAYS: Final[dict[str, Callable[[Arguments], Operand]]] = {
    "TODAY": lambda a: float(math.floor(_now(a))),
    "NOW": _now,
    "DATE": _date,
    "DATEVALUE": _date_value,
    "DATESTRING": _date_string,
    "DATEDIF": _apart,
    "DAYS": lambda a: float(math.floor(a.number(0)) - math.floor(a.number(1))),
    "YEAR": lambda a: float(_day(a)[0]),
    "MONTH": lambda a: float(_day(a)[1]),
    "DAY": lambda a: float(_day(a)[2]),
    "EDATE": lambda a: _months_on(a, end=False),
    "EOMONTH": lambda a: _months_on(a, end=True),
    "WEEKDAY": _weekday,
    "NETWORKDAYS": _work_days,
    "WORKDAY": _work_day,
    "TIME": _time,
    "HOUR": _clock(3600, 24),
    "MINUTE": _clock(60, 60),
    "SECOND": _clock(1, 60),
}
