"""Excel の表示形式で数・日付を文字にする。和暦の記号(g・e)を含む。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from jusou_desk.wareki import ERAS, WEEKDAYS, era_year

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip

_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<repeat>.)'
    r"|\[(?P<bracket>[^\]]*)\]|(?P<ampm>AM/PM|A/P|am/pm|午前/午後)"
    r"|(?P<general>General|G/標準)"
    r"|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|[gG]+|[eE](?![+-])[eE]*|[rR]+|[aA]{3,4})"
    r"|(?P<number>[0#?.,%]+|[eE][+-])|(?P<other>.)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Section:
    tokens: tuple[tuple[str, str], ...]
    is_date: bool
    has_general: bool


def era_of(day: date) -> tuple[str, str, int]:
    """日付の元号・略号・年。明治より前は西暦(元号なし)。"""
    if day < ERAS[0].first:
        return "", "", day.year
    era, year = era_year(day)
    return era.name, era.letter, year


def is_date_format(code: str) -> bool:
    """日付・時刻として書く表示形式か。"""
    return _sections(code)[0].is_date


def from_serial(serial: float, *, date1904: bool = False) -> datetime:
    """Excel の通し番号 → 日時。1900年の閏年の誤りに合わせる。"""
    if date1904:
        base = datetime(1904, 1, 1)
    else:
        base = datetime(1899, 12, 30) if serial >= 60 else datetime(1899, 12, 31)
    return base + timedelta(seconds=round(serial * 86400))


def to_serial(value: date | datetime | time, *, date1904: bool = False) -> float:
    """日時 → Excel の通し番号。時刻だけなら 1 未満。"""
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    base = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30)
    gap = moment.replace(tzinfo=None) - base
    return gap.days + gap.seconds / 86400


def format_number(value: float, code: str, *, date1904: bool = False) -> str:
    """数(日付は通し番号)を表示形式 ``code`` で書いた文字。"""
    sections = _sections(code)
    if len(sections) >= 3 and value == 0:
        section = sections[2]
    elif len(sections) >= 2 and value < 0:
        section, value = sections[1], -value
    else:
        section = sections[0]
    if section.is_date:
        return _date_text(value, section, date1904)
    if section.has_general or not section.tokens:
        return "".join(general(value) if k == "general" else t for k, t in section.tokens) or (
            general(value) if code == "General" else ""
        )
    return _number_text(value, section)


def format_text(value: str, code: str) -> str:
    """文字を表示形式で書く(4番目の区画、または ``@``)。"""
    if "@" not in code:
        return value
    section = _sections(code)[-1]
    return "".join(value if (k, t) == ("other", "@") else t for k, t in section.tokens)


def general(value: float) -> str:
    """標準の表示形式。"""
    if isinstance(value, int) or (value == int(value) and abs(value) < 1e11):
        return str(int(value))
    text = f"{value:.10g}"
    return text.upper().replace("E+0", "E+") if "e" in text else text


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    tokens: list[tuple[str, str]] = []
    for match in _TOKEN.finditer(code):
        kind = str(match.lastgroup)
        text = match[kind]
        if kind == "other" and text == ";":
            sections.append(_section(tokens))
            tokens = []
        elif kind in ("quoted", "escaped"):
            tokens.append(("literal", text))
        elif kind == "space":
            tokens.append(("literal", " "))
        elif kind == "bracket":
            if text.lower() in ("h", "hh", "m", "mm", "s", "ss"):
                tokens.append(("elapsed", text.lower()))
            elif text.startswith("$") and (currency := text[1:].split("-")[0]):
                tokens.append(("literal", currency))
        elif kind != "repeat":
            tokens.append((kind, text))
    sections.append(_section(tokens))
    return tuple(sections)


def _section(tokens: list[tuple[str, str]]) -> _Section:
    is_date = any(kind in ("date", "ampm", "elapsed") for kind, _ in tokens)
    if is_date:
        tokens = _mark_minutes(tokens)
    return _Section(tuple(tokens), is_date, any(kind == "general" for kind, _ in tokens))


def _mark_minutes(tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """時の後・秒の前の ``m`` は月でなく分。"""
    dates = [i for i, (kind, _) in enumerate(tokens) if kind in ("date", "elapsed")]
    marked = list(tokens)
    for position, index in enumerate(dates):
        kind, text = tokens[index]
        if kind != "date" or text[0] not in "mM":
            continue
        before = tokens[dates[position - 1]][1] if position else ""
        after = tokens[dates[position + 1]][1] if position + 1 < len(dates) else ""
        if before[:1] in ("h", "H") or after[:1] in ("s", "S"):
            marked[index] = ("minute", text)
    return marked


def _date_text(serial: float, section: _Section, date1904: bool) -> str:
    if serial < 0 or serial > 2_958_466:
        return "#" * 8
    moment = from_serial(serial, date1904=date1904)
    half_day = any(kind == "ampm" for kind, _ in section.tokens)
    out = []
    for index, (kind, text) in enumerate(section.tokens):
        if kind == "date":
            following = section.tokens[index + 1][1] if index + 1 < len(section.tokens) else ""
            out.append(_date_part(moment, text.lower(), half_day, following))
        elif kind == "minute":
            out.append(str(moment.minute).zfill(min(len(text), 2)))
        elif kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[text[0]]
            out.append(str(int(round(serial * 86400) // unit)).zfill(len(text)))
        elif kind == "ampm":
            names = ("午前", "午後") if text[0] == "午" else tuple(text.split("/"))
            out.append(names[moment.hour >= 12])
        else:
            out.append(text)
    return "".join(out)


def _date_part(moment: datetime, mark: str, half_day: bool, following: str) -> str:
    name, letter, year = era_of(moment.date())
    match mark[0]:
        case "y":
            return f"{moment.year % 100:02}" if len(mark) <= 2 else str(moment.year)
        case "m":
            if len(mark) >= 3:
                month = _MONTHS[moment.month - 1]
                return month[:1] if len(mark) == 5 else month[:3] if len(mark) == 3 else month
            return str(moment.month).zfill(len(mark))
        case "d":
            if len(mark) >= 3:
                day = _DAYS[moment.weekday()]
                return day[:3] if len(mark) == 3 else day
            return str(moment.day).zfill(len(mark))
        case "h":
            hour = (moment.hour + 11) % 12 + 1 if half_day else moment.hour
            return str(hour).zfill(min(len(mark), 2))
        case "s":
            return str(moment.second).zfill(min(len(mark), 2))
        case "g":
            return letter if len(mark) == 1 else name[:1] if len(mark) == 2 else name
        case "e":
            if year == 1 and following.startswith("年"):
                return "元"
            return str(year).zfill(min(len(mark), 2))
        case "r":
            return f"{name if len(mark) > 1 else letter}{year:02}"
        case _:
            weekday = WEEKDAYS[moment.weekday()]
            return weekday if len(mark) == 3 else weekday + "曜日"


def _number_text(value: float, section: _Section) -> str:
    # 数字の並びは一つとみなし、その場所に書いた数を、前後の文字で挟む。
    pattern = "".join(t for k, t in section.tokens if k == "number" and t[0] not in "eE")
    if not pattern:
        return "".join(t for _, t in section.tokens)
    scaled = Decimal(repr(value)) * 100 ** pattern.count("%")
    digits = pattern.replace("%", "")
    whole, _, fraction = digits.partition(".")
    trailing = len(whole) - len(whole.rstrip(","))
    scaled /= Decimal(1000) ** trailing
    places = sum(c in "0#?" for c in fraction)
    least = fraction.count("0")
    rounded = abs(scaled).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:f}"
    head, _, tail = text.partition(".")
    while len(tail) > least and tail.endswith("0"):
        tail = tail[:-1]
    head = head.lstrip("0").zfill(whole.count("0")) if whole.count("0") else head.lstrip("0")
    if "," in whole.rstrip(",") and head:
        head = f"{int(head):,}" if not head.startswith("0") else head
    number = head + ("." + tail if tail or (fraction == "" and digits.endswith(".")) else "")
    sign = "-" if scaled < 0 and rounded else ""
    out, written = [sign], False
    for kind, text in section.tokens:
        if kind == "number" and text[0] not in "eE":
            if not written:
                out.append(number)
                written = True
            out.append("%" * text.count("%"))
        else:
            out.append(text)
    return "".join(out)
