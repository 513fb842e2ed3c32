"""漢数字を算用数字に直す。二〇二六(位を書かない)も、二千二十六・三十一(位を書く)も読む。"""

from __future__ import annotations

import re
from typing import Final

_DIGITS: Final = "〇一二三四五六七八九"
# 零と大字。丸の記号は、漢数字と並ぶときだけ 〇 と読む(「令和○年」の伏せ字を 0 と読まない)。
_SAME: Final = str.maketrans("零○◯壱弐参拾", "〇〇〇一二三十")
# 算用数字に続く一・二は、横線や改行の崩れかもしれないので直さない(S30一4一1)。
_RUN: Final = re.compile(r"(?<![0-9])[〇零○◯一二三四五六七八九十百千壱弐参拾]+(?![0-9])")
_PLACED: Final = re.compile(
    "".join(f"(?:([一二三四五六七八九]?){place})?" for place in "千百十")
    + "([一二三四五六七八九])?"
)


def in_figures(text: str) -> str:
    """``text`` の漢数字を半角の算用数字に替えたもの。数になっていない並びは、そのまま残す。"""
    return _RUN.sub(_figures, text)


def _figures(match: re.Match[str]) -> str:
    if set(match[0]) <= set("○◯"):
        return match[0]
    written = match[0].translate(_SAME)
    if set(written) <= set(_DIGITS):
        return "".join(str(_DIGITS.index(one)) for one in written)
    placed = _PLACED.fullmatch(written)
    if placed is None:
        return match[0]
    # 「十」は一つの十。書かれなかった位は None、頭の数の無い位は空になる。
    worth = zip(placed.groups(), (1000, 100, 10, 1), strict=True)
    return str(sum(_DIGITS.index(one or "一") * place for one, place in worth if one is not None))
