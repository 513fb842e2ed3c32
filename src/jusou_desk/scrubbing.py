"""文の中から、伏せる名や居場所の語を、書き方が違っても見つけて消す。

許す違い: 字の間の空白と改行、全角半角、字形(異体字の表 ``resources/itaiji.toml``、IVS)、電話番号の区切り。
文を畳んでから探すと元の位置が分からなくなるので、語の側から正規表現を作る。
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from jusou_desk.names import digits, itaiji

_IVS: Final = "[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
_SELECTORS: Final = re.compile(_IVS)
_BETWEEN: Final = rf"{_IVS}?[\s\u200b]*"
_DASHES: Final = "-‐‑‒–—―−－ｰー"
_PHONE_GAP: Final = rf"[\s{re.escape(_DASHES)}()（）・.]*"
_PHONE: Final = re.compile(rf"\+?[0-9０-９\s{re.escape(_DASHES)}()（）・.]+")
_PHONE_DIGITS: Final = 9
"""これより短い数字は、番地などの数字で、区切りを問わずに消すと文が読めなくなる。"""
#: 全角半角・互換用の字の並ぶところ(半角カナ、全角英数、互換漢字、部首)。
_COMPATIBLE: Final = (
    range(0x2F00, 0x2FE0),
    range(0xF900, 0xFB00),
    range(0xFF01, 0xFFEF),
    range(0x2F800, 0x2FA20),
)


def scrub(text: str, words: tuple[str, ...], instead: str) -> str:
    """``text`` の中の ``words`` を ``instead`` に替えたもの。長い語から先に消す。"""
    pattern = _pattern(words)
    return pattern.sub(instead, text) if pattern else text


def is_phone(word: str) -> bool:
    """電話番号らしい、数字と区切りだけの語か。"""
    return bool(_PHONE.fullmatch(word)) and len(digits(word)) >= _PHONE_DIGITS


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """``words`` のどれかに当たる式。同じ記録の欄ごとに作り直さないよう、覚えておく。"""
    spelled = [letters for word in words if (letters := _letters(word))]
    if not spelled:
        return None
    heads = "".join(sorted({head for word in spelled for head in _heads(word[0])}))
    body = "|".join(_word(word) for word in sorted(spelled, key=len, reverse=True))
    # 頭の字を先に見て、当たらない所をすばやく飛ばす。
    return re.compile(f"(?=[{re.escape(heads)}])(?:{body})")


def _letters(word: str) -> str:
    """語の字。空白と字形の選択を除き、全角半角を揃える。"""
    if is_phone(word):
        return digits(word)
    plain = unicodedata.normalize("NFKC", _SELECTORS.sub("", word))
    return "".join(plain.split())


def _word(letters: str) -> str:
    if is_phone(letters):
        return _PHONE_GAP.join(map(_letter, letters))
    return _BETWEEN.join(map(_letter, letters)) + f"{_IVS}?"


@cache
def _letter(letter: str) -> str:
    """一字に当たる式。"""
    shapes = _shapes(letter)
    single = "".join(sorted(one for one in shapes if len(one) == 1))
    longer = sorted(one for one in shapes if len(one) > 1)
    return f"(?:{'|'.join([*map(re.escape, longer), f'[{re.escape(single)}]'])})"


def _heads(letter: str) -> Iterator[str]:
    return (shape[0] for shape in _shapes(letter))


@cache
def _shapes(letter: str) -> frozenset[str]:
    """同じ字とみる書き方。"""
    if letter in _DASHES:
        return frozenset(_DASHES)
    same = {letter, letter.lower(), letter.upper()} | itaiji(letter)
    return frozenset(same | {one for known in same for one in _compatible().get(known, ())})


@cache
def _compatible() -> dict[str, frozenset[str]]:
    """普通の字 → 全角半角などの、見た目の違う字。"""
    found: dict[str, set[str]] = {}
    for code in (code for block in _COMPATIBLE for code in block):
        for mark in ("", "ﾞ", "ﾟ") if 0xFF66 <= code <= 0xFF9D else ("",):
            shape = chr(code) + mark
            plain = unicodedata.normalize("NFKC", shape)
            if len(plain) == 1 and plain != shape:
                found.setdefault(plain, set()).add(shape)
                if mark:
                    found[plain].add(unicodedata.normalize("NFD", plain))
    return {plain: frozenset(shapes) for plain, shapes in found.items()}
