"""Excel の表示形式で数・日付を文字にする。和暦の記号(g・e)を含む。"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from jusou_desk.reports.xlsx.kanji_digits import read_out, spelled
from jusou_desk.reports.xlsx.number_shapes import in_fractions, in_powers
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


# Excel が正しい日として持てるいちばん早い日(1900年3月1日)の通し番号。
FIRST_SERIAL: Final = 61
_END_SERIAL: Final = 2_958_466
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_COMPARE: Final[dict[str, Callable[[float, float], bool]]] = {
    "<=": operator.le, ">=": operator.ge, "<>": operator.ne,
    "<": operator.lt, ">": operator.gt, "=": operator.eq,
}  # fmt: skip
_PLACE_OF_VALUE: Final = ("other", "@")
# 色の番号(1 から)。色の名は、英語でも日本語でも書ける。ECMA-376 18.8.31。
_COLORS: Final = {
    name: number
    for number, names in enumerate(
        (("black", "黒"), ("white", "白"), ("red", "赤"), ("green", "緑"),
         ("blue", "青"), ("yellow", "黄"), ("magenta", "紫"), ("cyan", "水")), start=1,
    )
    for name in names
}  # fmt: skip
_COLOR_NUMBER: Final = re.compile(r"(?:color|色)\s*([1-9]|[1-4]\d|5[0-6])")
_SCRIPT: Final = re.compile(r"dbnum([123])")
# 「*」(次の字を枠いっぱいに並べる)の場所と、その字。書いた文には残さない。
_FILL: Final = re.compile("\0(.)", re.DOTALL)


class Written(NamedTuple):
    """書いた数や文字。color: 表示形式の決める色の番号(無ければ 0)。gap: 枠の左端へ寄せる字の数。

    leader: その後の空きに並べる字(空白なら空)。
    """

    text: str
    color: int = 0
    gap: int = 0
    leader: str = ""


@dataclass(frozen=True, slots=True)
class _Section:
    """書式の一区画。``condition`` は使う数の条件(無ければ並びで決まる)。

    color: 字の色の番号。script: 数字の書き方(``kanji_digits``)。どちらも無ければ 0。
    """

    tokens: tuple[tuple[str, str], ...]
    is_date: bool
    condition: tuple[str, float] | None = None
    color: int = 0
    script: int = 0

    def suits(self, value: float) -> bool:
        return self.condition is None or _COMPARE[self.condition[0]](value, self.condition[1])


def era_of(day: date) -> tuple[str, str, int]:
    """日付の元号・略号・年。明治より前は西暦(元号なし)。"""
    if day < ERAS[0].first:
        return "", "", day.year
    era, year = era_year(day)
    return era.name, era.letter, year


def is_date_format(code: str) -> bool:
    """日付・時刻として書く表示形式か。"""
    return _sections(code)[0].is_date


def shows_day(code: str) -> bool:
    """年・月・日・曜日のどれかを書く表示形式か。"""
    tokens = _sections(code)[0].tokens
    return any(kind == "date" and text[0] not in "hHsS" for kind, text in tokens)


def shows_time(code: str) -> bool:
    """時刻(時・分・秒)を書く表示形式か。"""
    tokens = _sections(code)[0].tokens
    clock = ("minute", "elapsed", "ampm")
    return any(kind in clock or (kind == "date" and text[0] in "hHsS") for kind, text in tokens)


def from_serial(serial: float, *, date1904: bool = False) -> datetime:
    """Excel の通し番号 → 日時。1900年の閏年の誤りに合わせる。"""
    if date1904:
        base = datetime(1904, 1, 1)
    else:
        base = datetime(1899, 12, 30) if serial >= 60 else datetime(1899, 12, 31)
    return base + timedelta(seconds=round(serial * 86400))


def is_moment(serial: float, *, date1904: bool = False) -> bool:
    """Excel で日付か時刻として見える数か。1900年2月29日は Excel にだけあって、無い日。"""
    return 0 <= serial < _END_SERIAL - 1 and (date1904 or not 60 <= serial < FIRST_SERIAL)


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
    return write_number(value, code, date1904=date1904).text


def write_number(value: float, code: str, *, date1904: bool = False) -> Written:
    """数を表示形式 ``code`` で書いた文字と、その色・寄せ方。"""
    section, value = _chosen(value, code)
    return _filled(_text(value, section, date1904), section.color)


def _filled(text: str, color: int = 0) -> Written:
    """「*」の印を除いた文字と、その場所。"""
    found = _FILL.search(text)
    if found is None:
        return Written(text, color)
    return Written(_FILL.sub("", text), color, found.start(), found[1].strip())


def _chosen(value: float, code: str) -> tuple[_Section, float]:
    """数に使う区画と、その区画で書く数(符号を区画が書くときは正)。"""
    sections = _sections(code)
    if any(section.condition for section in sections):
        return next((s for s in sections[:3] if s.suits(value)), sections[0]), value
    if len(sections) >= 3 and value == 0:
        return sections[2], value
    if len(sections) >= 2 and value < 0:
        return sections[1], -value
    return sections[0], value


def _text(value: float, section: _Section, date1904: bool) -> str:
    tokens, script = section.tokens, section.script
    if section.is_date:
        return _date_text(value, section, date1904)
    if any(k == "general" or (k, t) == _PLACE_OF_VALUE for k, t in tokens) or (
        script and not tokens
    ):
        shown = shown_general(value)
        shown = read_out(shown, script) if script else shown
        return "".join(
            shown if (k, t) == _PLACE_OF_VALUE or k == "general" else t
            for k, t in tokens or (_PLACE_OF_VALUE,)
        )
    return _number_text(value, tokens, script)


def format_text(value: str, code: str) -> str:
    """文字を表示形式で書いたもの。"""
    return written_text(value, code).text


def written_text(value: str, code: str) -> Written:
    """文字を表示形式で書く(4番目の区画、または ``@``)。"""
    sections = _sections(code)
    if "@" not in code and len(sections) < 4:
        return Written(value)
    section = sections[-1]
    text = "".join(value if (k, t) == _PLACE_OF_VALUE else t for k, t in section.tokens)
    return _filled(text)


def shown_general(value: float) -> str:
    """標準の表示形式で、幅の足りるセルに見える文字。Excel は点を含めて 11 字までで書く。"""
    if abs(value) >= 1e11 or 0 < abs(value) < 1e-4:
        return f"{value:.6G}"
    if abs(value) < 1:
        return f"{value:.9f}".rstrip("0").rstrip(".")
    return general(value)


def general(value: float) -> str:
    """数を文字にしたもの(数式の中で文字とつなぐときなど)。"""
    if isinstance(value, int) or (value == int(value) and abs(value) < 1e11):
        return str(int(value))
    text = f"{value:.10g}"
    return text.upper().replace("E+0", "E+") if "e" in text else text


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    tokens: list[tuple[str, str]] = []
    condition: tuple[str, float] | None = None
    color = script = 0
    for match in _TOKEN.finditer(code):
        kind = str(match.lastgroup)
        text = match[kind]
        if kind == "other" and text == ";":
            sections.append(_section(tokens, condition, color, script))
            tokens, condition, color, script = [], None, 0, 0
        elif kind in ("quoted", "escaped"):
            tokens.append(("literal", text))
        elif kind == "space":
            tokens.append(("literal", " "))
        elif kind == "bracket":
            if text.lower() in ("h", "hh", "m", "mm", "s", "ss"):
                tokens.append(("elapsed", text.lower()))
            elif text.startswith("$") and (currency := text[1:].split("-")[0]):
                tokens.append(("literal", currency))
            elif found := _CONDITION.fullmatch(text):
                condition = found[1], float(found[2])
            elif found := _SCRIPT.fullmatch(text.lower()):
                script = int(found[1])
            else:
                color = _color(text.lower()) or color
        elif kind == "repeat":
            tokens.append(("literal", f"\0{text}"))
        else:
            tokens.append((kind, text))
    sections.append(_section(tokens, condition, color, script))
    return tuple(sections)


def _color(name: str) -> int:
    """``[Red]`` ``[赤]`` ``[色10]`` の色の番号。色でなければ 0。"""
    numbered = _COLOR_NUMBER.fullmatch(name)
    return int(numbered[1]) if numbered else _COLORS.get(name, 0)


def _section(
    tokens: list[tuple[str, str]], condition: tuple[str, float] | None, color: int, script: int
) -> _Section:
    is_date = any(kind in ("date", "ampm", "elapsed") for kind, _ in tokens)
    if is_date:
        tokens = _mark_minutes(tokens)
    return _Section(tuple(tokens), is_date, condition, color, script)


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
    if not 0 <= round(serial, 5) < _END_SERIAL:
        return "#" * 8
    moment = from_serial(serial, date1904=date1904)
    half_day = any(kind == "ampm" for kind, _ in section.tokens)
    out = []
    for index, (kind, text) in enumerate(section.tokens):
        if kind == "date":
            following = section.tokens[index + 1][1] if index + 1 < len(section.tokens) else ""
            part = _date_part(moment, text.lower(), half_day, following)
            out.append(_scripted(part, section.script, by_digit=text[0] in "yY"))
        elif kind == "minute":
            part = str(moment.minute).zfill(min(len(text), 2))
            out.append(_scripted(part, section.script))
        elif kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[text[0]]
            out.append(str(int(round(serial * 86400) // unit)).zfill(len(text)))
        elif kind == "ampm":
            names = ("午前", "午後") if text[0] == "午" else tuple(text.split("/"))
            out.append(names[moment.hour >= 12])
        else:
            out.append(text)
    return "".join(out)


def _scripted(part: str, script: int, *, by_digit: bool = False) -> str:
    """日付の一つの数。年は一桁ずつ、ほかは読み下す(二〇二六年十一月)。"""
    if not script:
        return part
    return spelled(part, script) if by_digit else read_out(part, script)


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


def _number_text(value: float, tokens: Sequence[tuple[str, str]], script: int) -> str:
    """数を書く。桁の記号の間の文字(郵便番号の ``-`` など)は、その場所に残す。"""
    pattern = "".join(t for k, t in tokens if k == "number")
    if not pattern:
        return "".join(t for _, t in tokens)
    if "E" in pattern.upper():
        return in_powers(value, tokens)
    if ("other", "/") in tokens:
        return in_fractions(value, tokens) or general(value)
    if abs(value) >= 1e15:
        # 15桁を超える数は Excel も持たない。値は変えずに書く。
        return general(value)
    whole, _, fraction = pattern.replace("%", "").partition(".")
    scale = Decimal(100) ** pattern.count("%") / 1000 ** (len(whole) - len(whole.rstrip(",")))
    rounded = (Decimal(repr(value)) * scale).quantize(
        Decimal(1).scaleb(-sum(c in "0#?" for c in fraction)), ROUND_HALF_UP
    )
    head, _, tail = f"{abs(rounded):f}".partition(".")
    tail = tail.rstrip("0").ljust(fraction.count("0"), "0")
    point = "." if tail or pattern.endswith(".") else ""
    digits = _whole_places(head.lstrip("0"), whole)
    out = ["-" if rounded < 0 else ""]
    for kind, text in tokens:
        if kind != "number":
            out.append(text)
            continue
        for mark in text:
            if mark in "0#?" and digits:
                out.append(digits.pop(0))
            elif mark == ".":
                out += [*digits, point, tail]
                digits = []
            elif mark == "%":
                out.append("%")
    text = "".join([*out, *digits])
    return spelled(text, script) if script else text


def _whole_places(head: str, whole: str) -> list[str]:
    """整数の桁を、書式の桁の記号一つずつに右から割り当てる。余る桁は左端に入れる。"""
    places = [c for c in whole if c in "0#?"] or ["#"]
    grouped = "," in whole.rstrip(",")
    padded = [*" " * (len(places) - len(head)), *head]
    found: list[str] = []
    for left, digit in zip(range(len(padded) - 1, -1, -1), padded, strict=True):
        mark = places[-1 - left] if left < len(places) else "#"
        shown = digit if digit != " " else {"0": "0", "?": " "}.get(mark, "")
        found.append(shown + ("," if grouped and shown.strip() and left and left % 3 == 0 else ""))
    extra = len(found) - len(places)
    return ["".join(found[: extra + 1]), *found[extra + 1 :]]
