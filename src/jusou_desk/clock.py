"""人が打った時刻を読む。時刻だけの欄も、日付に添えた時刻も、ここだけで読む。

午前・午後の書いていない「2時半」は、会議や訪問の時刻として、午後と読む(1時から5時まで)。画面は
読み取った時刻を横に出して、打った人に確かめてもらう。ほかに決め手の無いものは、推し量らず尋ねる。
「2:30」「230」も、午後のつもりで打つ人がいるので尋ね、頭に0のある「02:30」は午前と読む。
"""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Final

from jusou_desk.errors import BadInput
from jusou_desk.wareki import parse_date, squeeze

_EXAMPLE: Final = "例: 14:30、14時30分、午後2時30分 のように入力してください。"
_WRITTEN = (
    r"(?P<half>午前|午後)?(?P<hour>[0-9]{1,2})"
    r"(?::(?P<minute>[0-9]{1,2})(?::(?P<second>[0-9]{1,2}))?"
    r"|(?P<spoken>時)(?:(?P<minute2>[0-9]{1,2})分?|(?P<thirty>半))?)"
)
_ALONE = re.compile(_WRITTEN)
# 時刻の前には空白か「日」か曜日の括弧が要る。R5.4.114:30 を勝手に切り分けないため。
_WITH_DATE = re.compile(r"(?P<date>.+?)[ T]?(?:(?<=[日) T])|(?=午))" + _WRITTEN)
_PACKED = re.compile(r"(?P<hour>[0-9]{1,2})(?P<minute>[0-9]{2})")
_PACKED_WITH_DATE = re.compile(
    r"(?P<date>.+?)(?: |(?<=[日)]))(?P<hour>[0-9]{1,2})(?P<minute>[0-9]{2})"
)
_BARE = re.compile(r"(?P<half>午前|午後)?(?P<hour>[0-9]{1,2})")
#: 午前・午後の無い「◯時」を午後と読む時。6時・7時は、朝の訪問とも夜の会合ともとれる。
_AFTERNOON: Final = range(1, 6)
_EITHER: Final = range(1, 8)


def parse_time(text: str) -> time:
    """打たれた時刻。``14:30`` ``1430`` ``14時半`` ``午後2時`` ``2時半``(午後2時30分)、``10``(10時)。

    読めないか、午前とも午後ともとれる(``2`` ``7時`` ``2:30`` ``230``)なら ``BadInput``。
    """
    return _parse(text, kept=False)


def _parse(text: str, *, kept: bool) -> time:
    """時刻を読む。kept: いま打たれたものでなく、前に書かれて残っているものか。"""
    plain = squeeze(text)
    if match := _ALONE.fullmatch(plain):
        hour = match["hour"]
        if match["half"] or hour.startswith("0"):
            return _clock(match)
        if not match["spoken"]:
            return _figures(match, kept=kept)
        if int(hour) in _AFTERNOON:
            return _clock(match).replace(hour=int(hour) + 12)
    elif match := _PACKED.fullmatch(plain):
        return _figures(match, kept=kept)
    elif match := _BARE.fullmatch(plain):
        if match["half"]:
            return parse_time(f"{plain}時")
    else:
        raise BadInput("時刻として読めません。", _EXAMPLE)
    if int(match["hour"]) not in _EITHER:
        return _time(int(match["hour"]), _minute(match))
    raise _which_half(int(match["hour"]), _minute(match))


def parse_datetime(text: str, *, kept: bool = False) -> datetime:
    """日付と、あれば時刻を読む。時刻が無ければ 0 時。時間帯の情報は持たない(日本の時刻)。

    kept: いま打たれたものでなく、台帳などに前に書かれたものか。「2:30」を午前と読む。
    時刻は ``14:30`` ``1430`` ``14時30分`` ``午後2時30分`` ``午後2時半``。受け取れなければ ``BadInput``。
    夜の通報もあるので、午前・午後の無い「2時」は、午後とみずに尋ねる。
    """
    plain = squeeze(text)
    if match := _WITH_DATE.fullmatch(plain):
        hour = match["hour"]
        if match["spoken"] and not match["half"] and hour[0] != "0" and int(hour) in _EITHER:
            raise _which_half(int(hour), _minute(match))
        plainly = match["half"] or match["spoken"]
        clock = _clock(match) if plainly else _figures(match, kept=kept)
        return datetime.combine(parse_date(match["date"]), clock)
    if match := _PACKED_WITH_DATE.fullmatch(plain):
        return datetime.combine(parse_date(match["date"]), _figures(match, kept=kept))
    return datetime.combine(parse_date(text), time())


def write_time(clock: time) -> str:
    """欄と紙に書く ``14:30`` ``9:00`` ``02:30``。書いたものは、また同じ時刻に読める。

    午後ともとれる1時から7時は、頭に0を付けて午前と分かるようにする。
    """
    hour = f"{clock.hour:02}" if clock.hour in _EITHER else f"{clock.hour}"
    return f"{hour}:{clock.minute:02}"


def tidy_time(text: str) -> str:
    """打たれた時刻を ``14:30`` の形にする。空なら空。読めなければ ``BadInput``。"""
    return write_time(parse_time(text)) if text.strip() else ""


def known_time(text: str) -> time | None:
    """前に書かれた時刻。空か、読めなければ None(古い台帳には「午後」とだけあるものもある)。

    前の版や古い台帳の「2:30」は、書かれたとおり午前と読む。
    """
    try:
        return _parse(text, kept=True) if text.strip() else None
    except BadInput:
        return None


def _minute(match: re.Match[str]) -> int:
    found = match.groupdict()
    return 30 if found.get("thirty") else int(found.get("minute") or found.get("minute2") or 0)


def _which_half(hour: int, minute: int) -> BadInput:
    """午前か午後かを尋ねる断り。"""
    return BadInput(
        "午前か午後か決められません。",
        f"午後なら {hour + 12}:{minute:02}、午前なら {hour:02}:{minute:02} と入力してください。",
    )


def _figures(match: re.Match[str], *, kept: bool) -> time:
    """数字だけの時刻「2:30」「230」。頭に0の無い1時から5時は、前に書かれたもののほか、尋ねる。"""
    found = match.groupdict()
    hour, minute = int(match["hour"]), _minute(match)
    clock = _time(hour, minute, int(found.get("second") or 0))
    if hour in _AFTERNOON and not match["hour"].startswith("0") and not kept:
        raise _which_half(hour, minute)
    return clock


def _clock(match: re.Match[str]) -> time:
    hour, half = int(match["hour"]), match["half"]
    if half and hour == 12:
        # 午後12時は昼とも夜とも読まれる(明治5年太政官布告第337号では夜の0時)。
        raise BadInput(
            f"「{half}12時」は昼か夜か決められません。", "昼は 12:00、夜は 0:00 と入力します。"
        )
    if half and hour > 12:
        raise BadInput(f"{half}{hour}時はありません。", _EXAMPLE)
    if half == "午後":
        hour += 12
    return _time(hour, _minute(match), int(match["second"] or 0))


def _time(hour: int, minute: int, second: int = 0) -> time:
    if hour == 24:
        raise BadInput("24時は使えません。", "翌日の 0:00 と入力してください。")
    if hour > 23 or minute > 59 or second > 59:
        raise BadInput("その時刻はありません。", f"時は23まで、分は59までです。{_EXAMPLE}")
    return time(hour, minute, second)
