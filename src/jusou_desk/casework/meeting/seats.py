"""名簿の席の読み方: 本人か家族の席か、どの議題に出る席か。人が打つので、書き方は決まらない。

読み取れないときは、載せない方にとって、そのことを事務局に言う(``packet_notices``)。
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from enum import Enum, auto
from functools import cache
from typing import Final

from jusou_desk.forms import known_codes
from jusou_desk.models.records import Attendee, Meeting
from jusou_desk.names import search_key
from jusou_desk.numerals import in_figures
from jusou_desk.paths import resource


class Whose(Enum):
    """席に着く人。``PERHAPS`` は、本人か家族かもしれない人(本人に伏せるものは、載せない)。"""

    AGENCY = auto()
    PERHAPS = auto()
    PERSON = auto()


_CHAIRS: Final = ("司会", "議長", "座長")
#: どの会議に写しても、もとの会議の議題も区分も知れない役割。
_PLAIN_ROLES: Final = (*_CHAIRS, "記録")
_BEFORE: Final = re.compile("^[ご御]")
_AFTER: Final = re.compile("(?:さん|さま|ちゃん|様|氏|殿|君|方|代表|代理|一同|たち|達)+$")
#: 名の切れ目。「妻(キーパーソン)」「ご家族・本人」「社協　本人」。
_BREAKS: Final = re.compile(r"[\s\u200b()（）\[\]［］〔〕【】「」『』<>＜＞、,，・･/／&＆と及]+")


def whose_seat(one: Attendee, kin: frozenset[str], agencies: frozenset[str]) -> Whose:
    """その席に着くのは誰か。

    kin: 議題の本人と世帯の人の氏名(畳んだもの)。agencies: 町の設定にある機関の名(畳んだもの)。
    氏名が同じなら、どの機関から出ていても本人か家族とみる。
    """
    if any(search_key(_bare(words)) in kin for words in (one.name, one.agency)):
        return Whose.PERSON
    if _is_word(one.name) or any(map(_says_person, (one.post, one.role))):
        return Whose.PERSON
    if search_key(one.agency) in agencies:
        return Whose.AGENCY
    like_agency = search_key(one.agency).endswith(_words("agencies"))
    if _says_person(one.agency):  # 「子ども・子育て支援課」か「本人・民生委員」か
        return Whose.PERHAPS if like_agency else Whose.PERSON
    return Whose.PERHAPS if not like_agency and _hints(one.agency, kin) else Whose.AGENCY


def chair_of(meeting: Meeting) -> str:
    """会議の長。司会の欄が空なら、役割に司会とある出席者の氏名。どちらも無ければ空。"""
    named = (one.name for one in meeting.attendees if any(w in one.role for w in _CHAIRS))
    return meeting.chair.strip() or next(named, "")


def _bare(words: str) -> str:
    """前の「ご」と、後の「様」「代表」などを除いた語。"""
    return _AFTER.sub("", _BEFORE.sub("", words.strip()))


def _is_word(words: str) -> bool:
    """一語が、本人か家族を言う語か。「長男様」も「ご家族代表」も。"""
    keys = {search_key(words), search_key(_bare(words))} - {""}
    return bool(keys & _persons())


def _says_person(words: str) -> bool:
    """欄の切れ目ごとの語のどれかが、本人か家族を言うか。「本人の長女」も。"""
    return any(_is_word(part) or _is_theirs(part) for part in _parts(words))


def _parts(words: str) -> Iterator[str]:
    yield from (part for part in _BREAKS.split(words) if part)


def _is_theirs(words: str) -> bool:
    """「本人の長女」「長男の妻」のように、どの語も本人か家族か。"""
    chain = words.split("の")
    return len(chain) > 1 and all(map(_is_word, chain))


def _hints(words: str, kin: frozenset[str]) -> bool:
    """中に、本人や家族を言う語か、その人の氏名がある。"""
    key = search_key(words)
    known = (*_persons(), *kin)
    return any(len(one) > 1 and one in key for one in known)


@cache
def _persons() -> frozenset[str]:
    others = set(_words("others"))
    relations = {search_key(term) for term in known_codes("relationships")} - others
    return frozenset({*relations, *_words("persons")})


@cache
def _words(name: str) -> tuple[str, ...]:
    listed = tomllib.loads(resource("seats.toml").read_text(encoding="utf-8"))[name]
    return tuple(map(search_key, listed))


# --- 出る議題 ---------------------------------------------------------------

_NUMBER: Final = "[0-9０-９①-⑳〇一二三四五六七八九十]{1,3}"
_TO: Final = r"~～〜\-－‐–ー"
_NUMBERS: Final = (
    rf"(?<![0-9０-９A-Za-z{_TO}]){_NUMBER}"
    rf"(?:\s*(?:[・･、,，と及び{_TO}]|および)+\s*(?:議題|第)?\s*{_NUMBER})*(?![0-9０-９])"
    # 「一部」「一般」の一は、番号でない
    r"(?:(?<![〇一二三四五六七八九十])|(?=[番議]|[^一-龥]|$))"
)
_TURN: Final = r"(?:番目|番|つ目|件目)?\s*の?\s*"
#: 出る議題の書き方。「議題1のみ」「議題 2・3」「第一議題」「2番目の議題だけ」「1のみ」。
_SAID: Final = re.compile(
    rf"[(（]?\s*(?:第?\s*(?P<before>{_NUMBERS})\s*{_TURN}(?:議題(?:のみ|だけ)?|のみ|だけ)"
    rf"|議題\s*の?\s*第?\s*(?P<after>{_NUMBERS})\s*(?:番目|番)?\s*(?:のみ|だけ)?)\s*[)）]?"
)
_LIMITED: Final = re.compile("議題|のみ|だけ")


def items_of(role: str) -> frozenset[str] | None:
    """名簿の役割に書かれた、出る議題の番号。議題を限っていなければ None。

    限っているのに番号を読めなければ、空の組(どの議題も入れない)。
    """
    if not _LIMITED.search(role):
        return None
    if any(word in search_key(role) for word in _words("unclear")):
        return frozenset()
    return frozenset(number for match in _SAID.finditer(role) for number in _numbers(match))


def _numbers(match: re.Match[str]) -> Iterator[str]:
    written = match["before"] or match["after"]
    for first, last in re.findall(rf"({_NUMBER})(?:\s*[{_TO}]\s*({_NUMBER}))?", written):
        yield from map(str, range(_value(first), _value(last or first) + 1))


def _value(number: str) -> int:
    """「3」「３」「③」「三」の値。数になっていなければ 0(どの議題でもない)。"""
    figures = in_figures(search_key(number))
    return int(figures) if figures.isdecimal() else 0


def without_items(role: str) -> str:
    """名簿の役割から、出る議題を除いた語。「記録(議題2と3)」なら「記録」。

    番号を読めなければ、役割をまるごと除く。
    """
    if items_of(role) == frozenset():
        return ""
    left = _SAID.sub("", role).strip()
    return "" if _LIMITED.search(left) else left


def plain_role(role: str) -> str:
    """もう一方の区分の会議に写してよい役割。もとの会議のことを言うかもしれないものは、空にする。"""
    left = without_items(role)
    return left if left in _PLAIN_ROLES else ""
