"""打たれた機関の名が、名簿の席のことか。書き方(全角半角・字形・略した呼び名)の違いを問わない。

除く機関と同意の提供先では、間違えてよい向きが逆になる。除く機関は広く取り(``may_mean``)、
提供先は狭く取る(``surely_means``)。どちらも、迷えば渡さない。
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Final

from jusou_desk.names import search_key
from jusou_desk.paths import resource

#: 人の名の後に付く語。
_HONORIFICS: Final = re.compile("(?:さん|さま|様|氏|先生|せんせい|殿|君|くん|ちゃん)+$")
#: 「民生委員の田中さん」「架空病院と架空薬局」の切れ目。
_SPLIT: Final = re.compile(r"[\s\u200b、,，・･/／&＆()（）「」]+|の|と|や|及び|および|または")
#: 名の頭の、町の名。
_TOWN: Final = re.compile("^(?:.{2,3}[都道府県])?.{1,6}?[市町村]")
_PART: Final = 4
"""「架空医院の鈴木さん」の一語を、機関の名とみる長さ(「長男の学校」の「長男」などは、もっと短い)。"""
_FULL_PHRASE: Final = 3
"""これより短い提供先の語(「福祉」など)は、席の名の中にあるだけでは、その席のこととみない。"""


def may_mean(said: str, agency: str, name: str = "", post: str = "") -> bool:
    """除く機関 ``said`` が、その席のことかもしれないか。

    agency・name・post: 席の機関と、そこに着く人の氏名・職。機関の名は、どちらかがもう一方を含めば、
    その機関とみる。人の名は、姓か名だけでもその人とみる。
    """
    key = search_key(said)
    seat, job = search_key(agency), search_key(post)
    if not key:
        return False
    if key in (seat, job) or (len(key) > 1 and key in job):
        return True
    if min(len(key), len(seat)) > 1 and (key in seat or seat in key):
        return True
    parts = {search_key(part) for part in _SPLIT.split(said.strip())}
    if any(len(part) >= _PART and part in seat for part in parts):
        return True
    if any(_same_kind(part, one) for part in {key, *parts} for one in (seat, job)):
        return True
    return _is_person(said, name)


def surely_means(said: str, agency: str) -> bool:
    """同意の提供先 ``said`` が、確かにその席の機関か。

    同じ名か、略した呼び名か、``said`` の全部が席の名の中にある(「社会福祉協議会」と書けば
    「長門市社会福祉協議会」も指す)か、席の名が町の名を省いただけのとき。席の名が提供先の一部
    (「会」「協議会」)であるだけでは、その機関とみない。
    """
    return any(
        _covers(wanted, seat) for wanted in _at_the_end(said) for seat in _at_the_end(agency)
    )


def _covers(wanted: str, seat: str) -> bool:
    if not wanted or not seat:
        return False
    if wanted == seat or _TOWN.sub("", wanted) == seat:
        return True
    if len(wanted) < _FULL_PHRASE:
        return len(wanted) > 1 and seat.endswith(wanted)
    return wanted in seat


def _at_the_end(text: str) -> Iterator[str]:
    """畳んだ名と、終わりの略した呼び名を正式にしたもの。"""
    key = search_key(text)
    yield key
    for alias, whole in _aliases():
        if key.endswith(alias) and whole not in key:
            yield key.removesuffix(alias) + whole
            return


def _same_kind(key: str, seat: str) -> bool:
    """同じ種類の機関で、町や地区の名が食い違わないか(「ハローワーク長門」と「長門公共職業安定所」)。"""
    mine, other = dict(_kinds(key)), dict(_kinds(seat))
    return any(
        mine[whole] in other[whole] or other[whole] in mine[whole]
        for whole in mine.keys() & other.keys()
    )


def _kinds(key: str) -> Iterator[tuple[str, str]]:
    """名の中の機関の種類と、それを除いた残り。"""
    found = set[str]()
    for alias, whole in _aliases():
        for spelled in (whole, alias):
            if spelled in key and whole not in found:
                found.add(whole)
                yield whole, key.replace(spelled, "", 1)


def _is_person(said: str, name: str) -> bool:
    """``said`` の中に、その人の氏名か姓か名があるか。"""
    whole = search_key(name)
    if len(whole) > 1 and whole in search_key(said):
        return True
    parts = {search_key(_HONORIFICS.sub("", part)) for part in _SPLIT.split(said.strip())} - {""}
    family, *given = map(search_key, name.split() or [""])
    if not given:  # 姓と名の間を空けずに書いてある
        family = ""
    if family and family in parts:
        return True
    # 「民生委員田中さん」。一字の姓は、ほかの語の終わりと取り違える。
    if len(family) > 1 and any(part.endswith(family) for part in parts):
        return True
    return any(len(part) > 1 and (whole.startswith(part) or whole.endswith(part)) for part in parts)


@cache
def _aliases() -> tuple[tuple[str, str], ...]:
    """略した呼び名と正式な呼び名(どちらも畳んだもの)。長い略し方から。"""
    groups = tomllib.loads(resource("agency_names.toml").read_text(encoding="utf-8"))["names"]
    pairs = [
        (search_key(alias), search_key(whole)) for whole, all_ in groups.items() for alias in all_
    ]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))
