"""表示形式の [DBNum1]・[DBNum2]・[DBNum3]: 漢数字・大字・全角の数字。

桁の記号(``0`` など)で書くと一桁ずつ(一二三四)、標準(General)と月・日などは読み下す(千二百三十四)。
"""

from __future__ import annotations

from typing import Final

KANJI: Final = 1
FORMAL: Final = 2
WIDE: Final = 3

_DIGITS: Final = {
    KANJI: "〇一二三四五六七八九",
    FORMAL: "〇壱弐参四伍六七八九",
    WIDE: "０１２３４５６７８９",
}
_PLACES: Final = {KANJI: ("", "十", "百", "千"), FORMAL: ("", "拾", "百", "阡")}
_GROUPS: Final = {KANJI: ("", "万", "億", "兆"), FORMAL: ("", "萬", "億", "兆")}
_GROUP: Final = 4


def spelled(text: str, script: int) -> str:
    """``text`` の数字を一つずつ替えた文。"""
    return text.translate({ord("0") + n: mark for n, mark in enumerate(_DIGITS[script])})


def read_out(text: str, script: int) -> str:
    """数 ``text`` を読み下した文。小数や、読み下せないものは一桁ずつ。"""
    if script == WIDE or not text.isascii() or not text.isdigit() or int(text) == 0:
        return spelled(text, script)
    digits = str(int(text))
    parts = []
    for group in range((len(digits) - 1) // _GROUP, -1, -1):
        end = len(digits) - group * _GROUP
        part = _group(digits[max(end - _GROUP, 0) : end], script, upper=group > 0)
        if part:
            parts.append(part + _GROUPS[script][min(group, 3)])
    return "".join(parts)


def _group(digits: str, script: int, *, upper: bool) -> str:
    """四桁までの数。漢数字の十・百・千の前の一は省く(万より上の一千は省かない)。"""
    found = []
    for place, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if digit == "0":
            continue
        silent = script == KANJI and digit == "1" and place and not (upper and place == 3)
        found.append(("" if silent else spelled(digit, script)) + _PLACES[script][place])
    return "".join(found)
