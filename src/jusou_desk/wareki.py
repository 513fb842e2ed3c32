"""和暦と西暦の日付・年度(時刻は ``clock``)。読むときは推し量らず、読めなければ ``BadInput`` で断る。

元号の境目と書き方は domain.md §6.1。断りの文には、打たれた文字列をそのまま出さない
(日付の欄に氏名を貼り付けることがあるため)。出すのは日付として読めた部分だけ。
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Final, Self

from jusou_desk.errors import BadInput
from jusou_desk.numerals import in_figures


class Toward(StrEnum):
    """年を書かない日付を、どちらに取るか。期限はこれから来る日、済んだことは過ぎた日。"""

    FUTURE = "future"
    PAST = "past"


@dataclass(frozen=True)
class Era:
    """元号ひとつ。``digit`` は帳票で使う元号番号、``first`` は初日。"""

    name: str
    letter: str
    digit: int
    first: date

    @property
    def last(self) -> date:
        """最後の日。いまの元号なら ``date.max``。"""
        later = [era.first for era in ERAS if era.first > self.first]
        return min(later) - timedelta(days=1) if later else date.max

    def year_name(self, year: int) -> str:
        """``令和元年`` ``令和8年``。"""
        return f"{self.name}{'元' if year == 1 else year}年"


# 改元があれば一行足す。ほかに直す所はない。
ERAS: Final = (
    Era("明治", "M", 1, date(1868, 1, 25)),
    Era("大正", "T", 2, date(1912, 7, 30)),
    Era("昭和", "S", 3, date(1926, 12, 25)),
    Era("平成", "H", 4, date(1989, 1, 8)),
    Era("令和", "R", 5, date(2019, 5, 1)),
)
WEEKDAYS: Final = "月火水木金土日"

# 打ち間違いの西暦(2919年など)を通さないための上限。
_LATEST_YEAR: Final = 2200
# 年の無い日付を探す日数。うるう年の同じ日まで届く。
_DAYS_AROUND: Final = 367
#: 元号を書かない年を、いまの元号で何年先まで読むか。それより先は、前の元号のことかもしれない。
_ERALESS_AHEAD: Final = 10
#: 期限の例にする日。今日から二週間あと。
_EXAMPLE_AHEAD: Final = timedelta(days=14)
_UNREAD: Final = "日付として読めません。"
EXAMPLE: Final = "例: 令和8年4月1日、R8.4.1、2026/4/1 のように入力してください。"
_FISCAL_EXAMPLE: Final = "例: R4、令和4年度、2022 のように入力してください。"
_BY_TOKEN: Final = {t: era for era in ERAS for t in (era.name, era.name[0], era.letter)}
_BY_DIGIT: Final = {str(era.digit): era for era in ERAS}

_ERA = f"(?P<era>{'|'.join(sorted(_BY_TOKEN, key=len, reverse=True))})"
YEAR: Final = f"(?:{_ERA}(?P<year>元|[0-9]{{1,4}})|(?:西暦)?(?P<western>[0-9]{{4}}))"
_WEEKDAY = f"(?:\\((?P<weekday>[{WEEKDAYS}])(?:曜日?)?\\))?"
_WRITTEN = re.compile(
    YEAR + r"(?:年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日"
    r"|(?P<mark>[./・-])(?P<month2>[0-9]{1,2})(?P=mark)(?P<day2>[0-9]{1,2}))" + _WEEKDAY
)
_PACKED = re.compile(
    f"(?:(?P<digit>[0-9])(?P<yy>[0-9]{{2}})|{_ERA}(?P<year>[0-9]{{2}})|(?P<western>[0-9]{{4}}))"
    "(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
)
_ERALESS = re.compile(r"(?P<year>元|[0-9]{1,3})年[0-9]{1,2}月[0-9]{1,2}日" + _WEEKDAY)
_YEARLESS = re.compile(
    r"(?:(?:(?P<month>[0-9]{1,2})月)?(?P<day>[0-9]{1,2})日"
    r"|(?P<month2>[0-9]{1,2})[./・-](?P<day2>[0-9]{1,2}))" + _WEEKDAY
)
_FISCAL = re.compile(YEAR + "(?:年度)?")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—−ー", "-"))


class OutsideEra(BadInput):
    """元号の期間を外れた日付。``means`` は打たれた年月日が実際に指す日(確認して直すため)。"""

    def __init__(self, title: str, advice: str, means: date) -> None:
        super().__init__(title, advice)
        self.means = means


def squeeze(text: str) -> str:
    """日付を読む前のならし。NFKC、漢数字、大文字、横線を半角に。数字と数字の間以外の空白を除く。"""
    figures = in_figures(unicodedata.normalize("NFKC", text))
    plain = figures.translate(_DASHES).upper().strip()
    return re.sub(r"(?<![0-9])\s+|\s+(?![0-9])", "", re.sub(r"\s+", " ", plain))


def read_year(match: re.Match[str], example: str) -> tuple[Era | None, int]:
    """``YEAR`` に合った部分を(元号, 西暦の年)にする。西暦で書かれていれば元号は None。

    ``example`` は、断りの助言に添える書き方の例(欄に合わせる)。
    """
    found = match.groupdict()
    if found["western"]:
        return None, _known(int(found["western"]), example)
    digit = found.get("digit")
    if digit is not None and digit not in _BY_DIGIT:
        names = "、".join(f"{era.digit}={era.name}" for era in ERAS)
        raise BadInput(f"元号番号{digit}はありません。", f"元号番号は {names} です。{example}")
    era = _BY_DIGIT[digit] if digit is not None else _BY_TOKEN[found["era"]]
    written = found["yy"] if digit is not None else found["year"]
    year = 1 if written == "元" else int(written)
    if year == 0:
        raise BadInput(
            f"{era.name}0年はありません。", f"最初の年は「{era.name}元年」です。{example}"
        )
    western = era.first.year + year - 1
    if western > _LATEST_YEAR:
        raise BadInput(f"{era.name}{year}年はありません。", f"西暦なら元号を付けません。{example}")
    return era, western


def _known(western: int, example: str) -> int:
    if not ERAS[0].first.year <= western <= _LATEST_YEAR:
        raise BadInput(f"西暦{western}年は使えません。", f"年をお確かめください。{example}")
    return western


def begin_within(era: Era | None, first: date, last: date, name: str) -> date:
    """期間 ``first``〜``last`` のうち ``era`` に入る最初の日。重ならなければ ``OutsideEra``。

    ``name`` は期間の正しい呼び名(「平成元年1月8日」など)で、断りの助言に使う。
    """
    if era is None:
        return max(first, ERAS[0].first)
    begin = max(first, era.first)
    if begin <= min(last, era.last):
        return begin
    if last < era.first:
        limit = f"{era.name}は{format_long(era.first).removeprefix(era.name)}からです。"
    else:
        limit = f"{era.name}は{format_long(era.last).removeprefix(era.name)}までです。"
    raise OutsideEra(limit, f"「{name}」のことでしたら、そのように入力し直してください。", first)


def month_span(western: int, month: int, example: str) -> tuple[date, date]:
    """その月の初日と末日。無い月なら、``example`` を添えた ``BadInput``。"""
    if not 1 <= month <= 12:
        raise BadInput(f"{month}月はありません。", f"月は1から12までです。{example}")
    return date(western, month, 1), date(western, month, monthrange(western, month)[1])


def parse_date(text: str, example: str = EXAMPLE) -> date:
    """人が書いた日付を読む。全角・空白・合字(㍻ ㋿)・漢数字でもよい。

    ``S30.4.1`` ``昭和30年4月1日`` ``昭30/4/1`` ``R元.5.1`` ``3300401``(元号番号+年月日)
    ``S300401`` ``19550401`` ``1955/4/1`` ``1955-04-01`` ``1955年4月1日``。曜日を添えてもよい。
    読めない・無い日付・曜日違いは ``BadInput``、元号の期間外は ``OutsideEra``。
    ``example`` は、断りの助言に添える書き方の例(欄に合わせる)。
    """
    plain = squeeze(text)
    match = _WRITTEN.fullmatch(plain) or _PACKED.fullmatch(plain)
    if match is None:
        eraless = _ERALESS.fullmatch(plain)
        raise _which_era(eraless, example) if eraless else BadInput(_UNREAD, example)
    found = match.groupdict()
    era, western = read_year(match, example)
    month = int(found["month"] or found["month2"])
    day = int(found["day"] or found["day2"])
    first, last = month_span(western, month, example)
    if not first.day <= day <= last.day:
        year = era.year_name(western - era.first.year + 1) if era else f"{western}年"
        raise BadInput(
            f"{year}{month}月{day}日という日はありません。",
            f"{year}{month}月は1日から{last.day}日までです。{example}",
        )
    result = date(western, month, day)
    if result < ERAS[0].first:
        raise BadInput(f"{ERAS[0].name}より前の日付は使えません。", example)
    begin_within(era, result, result, format_long(result))
    return _on_weekday(result, found.get("weekday"))


def _which_era(match: re.Match[str], example: str) -> BadInput:
    """元号を書かない年に、どの元号かを尋ねる断り。"""
    asked = f"「{match['year']}年」がどの元号の年か分かりません。"
    return BadInput(asked, f"年の前に元号を付けてください。{example}")


def _on_weekday(day: date, written: str | None) -> date:
    weekday = WEEKDAYS[day.weekday()]
    if written not in (None, weekday):
        raise BadInput(
            f"{format_long(day)}は{weekday}曜日です。",
            "日付と曜日のどちらが正しいかお確かめください。",
        )
    return day


def leans_on_today(text: str) -> bool:
    """今日から補って読む書き方か: 年の無い ``12/5`` ``12月5日`` ``5日``、元号の無い ``8年12月5日``。"""
    plain = squeeze(text)
    return bool(_YEARLESS.fullmatch(plain) or _ERALESS.fullmatch(plain))


def example_day(today: date, toward: Toward | None) -> date:
    """その欄の例にする日。期限なら少し先の日、ほかは今日。"""
    return today + _EXAMPLE_AHEAD if toward is Toward.FUTURE else today


def example_near(today: date, toward: Toward | None) -> str:
    """その欄に打つ日付の例。断りの助言に添える。"""
    day = example_day(today, toward)
    near = f"{day.month}/{day.day}、" if toward else ""
    return f"例: {near}{format_short(day)}、{format_long(day)} のように入力してください。"


def parse_date_near(text: str, today: date, toward: Toward | None) -> date:
    """``parse_date`` の書き方に加えて、元号の無い ``8年12月5日`` を、いまの元号で読む。

    ``toward`` があれば、年の無い ``12/5`` ``12月5日`` ``5日`` も読む。未来なら ``today`` から先の、
    過去なら ``today`` までの、一番近いその日(当日も入る)。読めなければ ``BadInput``: 一年の内に無い
    日(2月30日、次の閏年が遠い2月29日)、いまの元号ではまだ来ない年(済んだ日なら今年より先)。
    """
    plain, example = squeeze(text), example_near(today, toward)
    if match := _ERALESS.fullmatch(plain):
        era, now = era_year(today)
        year = 1 if match["year"] == "元" else int(match["year"])
        if year > now + (0 if toward is Toward.PAST else _ERALESS_AHEAD):
            raise _which_era(match, example)
        return parse_date(f"{era.name}{plain}", example)
    match = _YEARLESS.fullmatch(plain) if toward else None
    return _nearest(match, today, toward) if match else parse_date(text, example)


def _nearest(match: re.Match[str], today: date, toward: Toward | None) -> date:
    written = match["month"] or match["month2"]
    month, day = int(written) if written else None, int(match["day"] or match["day2"])
    step = timedelta(days=1 if toward is Toward.FUTURE else -1)
    found = today
    for _ in range(_DAYS_AROUND):
        if found.day == day and month in (None, found.month):
            return _on_weekday(found, match["weekday"])
        found += step
    name = f"{month}月{day}日" if month else f"{day}日"
    raise BadInput(f"{name}という日は一年の内にありません。", "年から書くか、直してください。")


def era_year(day: date) -> tuple[Era, int]:
    """その日の(元号, 年)。明治より前なら ``BadInput``。"""
    for era in reversed(ERAS):
        if era.first <= day:
            return era, day.year - era.first.year + 1
    raise BadInput(f"{ERAS[0].name}より前の日付は和暦で書けません。", EXAMPLE)


def format_long(day: date, *, weekday: bool = False) -> str:
    """``令和8年11月22日``。``weekday`` なら ``令和8年11月22日(日)``。初年は元年。"""
    era, year = era_year(day)
    written = f"{era.year_name(year)}{day.month}月{day.day}日"
    return f"{written}({WEEKDAYS[day.weekday()]})" if weekday else written


def format_short(day: date) -> str:
    """表に使う ``R8.11.22``。初年は ``R1.5.1``。"""
    era, year = era_year(day)
    return f"{era.letter}{year}.{day.month}.{day.day}"


def format_time(clock: time) -> str:
    """``午後2時30分``。ちょうどなら ``午後2時``、昼の12時は ``午後0時``。秒は書かない。"""
    half = "午前" if clock.hour < 12 else "午後"
    return f"{half}{clock.hour % 12}時" + (f"{clock.minute}分" if clock.minute else "")


def fiscal_year_of(day: date) -> int:
    """その日の属する年度(4月1日始まり、西暦)。"""
    return day.year if day.month >= 4 else day.year - 1


@dataclass(frozen=True, order=True)
class FiscalYear:
    """年度。``start`` は始まる年(西暦)。``日付 in 年度`` で属するかが分かる。"""

    start: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(fiscal_year_of(day))

    @classmethod
    def parse(cls, text: str) -> Self:
        """``R4`` ``令和4`` ``令和4年度`` ``2022`` ``2022年度``。平成31年度は令和元年度と同じ。

        読めない・無い年度は ``BadInput``、元号の期間外は ``OutsideEra``。
        """
        match = _FISCAL.fullmatch(squeeze(text))
        if match is None:
            raise BadInput("年度として読めません。", _FISCAL_EXAMPLE)
        era, western = read_year(match, _FISCAL_EXAMPLE)
        year = cls(western)
        # 年度の呼び名になるのは、4月から12月までに一日でもその元号だった年だけ。
        begin_within(era, year.first, date(western, 12, 31), year.label)
        return year

    @property
    def label(self) -> str:
        """``令和4年度``。改元のあった年は新しい元号で呼ぶ(2019 は令和元年度)。"""
        era, year = era_year(date(self.start, 12, 31))
        return f"{era.year_name(year)}度"

    @property
    def short(self) -> str:
        """``R4``。"""
        era, year = era_year(date(self.start, 12, 31))
        return f"{era.letter}{year}"

    @property
    def first(self) -> date:
        return date(self.start, 4, 1)

    @property
    def last(self) -> date:
        return date(self.start + 1, 3, 31)

    def back(self, years: int) -> Self:
        """``years`` 年前の年度。"""
        return type(self)(self.start - years)

    def __contains__(self, day: date) -> bool:
        return fiscal_year_of(day) == self.start
