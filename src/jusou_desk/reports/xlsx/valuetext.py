"""Packet の値を、様式の書き方(和暦・略暦・時刻・数・☑)に従って文字にする。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final

from jusou_desk.family.shapes import Picture
from jusou_desk.packet import Value
from jusou_desk.reports.xlsx.celltext import writable
from jusou_desk.wareki import ERAS, format_long, format_short, format_time

CHECKED: Final = "☑"
UNCHECKED: Final = "☐"
# 字形の無い改行(行区切り・段落区切り)。
_SEPARATOR: Final = re.compile("[\u2028\u2029]")


def clean(text: str) -> str:
    """刷れる文字だけにする。改行は ``\\n`` に揃え、タブは空白にする。"""
    return writable(_SEPARATOR.sub("\n", text).replace("\t", " "))


def as_text(value: Value, modifiers: Sequence[str] = ()) -> str:
    """値を、書き方に従って文字にする。"""
    if "省" in modifiers:
        return ""
    for modifier in modifiers:
        if modifier.startswith((CHECKED, UNCHECKED)):
            return CHECKED if is_checked(value, modifier[1:].strip()) else UNCHECKED
    match value:
        case None:
            return ""
        case bool():
            return CHECKED if value else UNCHECKED
        case tuple():
            return clean("、".join(value))
        case datetime() | date() | time():
            return _moment_text(value, modifiers)
        case int() | float():
            if "数" in modifiers:
                return f"{value:,}"
            return str(value) if isinstance(value, int) else f"{value:.15g}"
        case Picture():
            return ""
        case _:
            return clean(value)


def is_checked(value: Value, wanted: str) -> bool:
    """☑ を付けるか。``wanted`` が空なら真偽、でなければ値と同じか、複数の値に含まれるか。"""
    if not wanted:
        return bool(value)
    if isinstance(value, tuple):
        return wanted in value
    return value is not None and as_text(value) == wanted


def _moment_text(value: datetime | date | time, modifiers: Sequence[str]) -> str:
    if isinstance(value, time):
        return format_time(value)
    if "時刻" in modifiers:
        return format_time(value.time()) if isinstance(value, datetime) else ""
    day = value.date() if isinstance(value, datetime) else value
    if day < ERAS[0].first:
        return f"{day.year}年{day.month}月{day.day}日"
    if "略暦" in modifiers:
        return format_short(day)
    if "和暦" in modifiers:
        return format_long(day, weekday=True)
    clock = f" {format_time(value.time())}" if isinstance(value, datetime) else ""
    return format_long(day) + clock
