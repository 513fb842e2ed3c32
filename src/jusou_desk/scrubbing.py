"""文の中から、伏せる名や居場所の語を、書き方が違っても見つけて消す。

許す違い: 字の間の空白と見えない字、全角半角、ひらがなとカタカナ、字形(異体字の表
``resources/itaiji.toml``、IVS)、電話番号の区切り、番地の書き方(「三丁目12番5号」と「3-12-5」)。
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
_UNSEEN: Final = "\u00ad\u034f\u115f\u1160\u200b-\u200f\u2060\u3164\ufeff\uffa0"
_BETWEEN: Final = rf"{_IVS}?[\s{_UNSEEN}]*"
_DASHES: Final = "-‐‑‒–—―−－ｰー"
_PHONE_GAP: Final = rf"[\s{re.escape(_DASHES)}()（）・.]*"
_PHONE: Final = re.compile(rf"\+?[0-9０-９\s{re.escape(_DASHES)}()（）・.]+")
_PHONE_DIGITS: Final = 9
"""これより短い数字は、番地などの数字で、区切りを問わずに消すと文が読めなくなる。"""
_LOT_DIGITS: Final = 8
_KANJI: Final = "〇一二三四五六七八九"
#: 番地の、数と区切り。漢数字は、数と分かる所でだけ数とみる(地名の字と取り違えない)。
_LOT: Final = re.compile(
    rf"(?P<number>[0-9]+|[{_KANJI}十百千]+(?=丁目|番|号))"
    rf"|(?P<gap>(?<=[0-9{_KANJI}十百千])(?:丁目|番地の?|番の?|号|[{_DASHES}のノ])(?=[0-9{_KANJI}十百千]))"
    rf"|(?P<end>(?<=[0-9{_KANJI}十百千])(?:丁目|番地?|号))"
    r"|(?P<letter>.)"
)
_GAP: Final = rf"{_BETWEEN}(?:丁目|番地?|号|[{_DASHES}のノ])+{_BETWEEN}"
#: 全角半角・互換用の字の並ぶところ(半角カナ、全角英数、互換漢字、部首)。
_COMPATIBLE: Final = (
    range(0x2F00, 0x2FE0),
    range(0xF900, 0xFB00),
    range(0xFF01, 0xFFEF),
    range(0x2F800, 0x2FA20),
)


def scrub(text: str, words: tuple[str, ...], instead: str) -> str:
    """``text`` の中の ``words`` を ``instead`` に替えたもの。長い語から先に消す。"""
    # 式を作るのは重い。字の揃っていない語は当たらないので、初めから除く。
    apart = frozenset(text).isdisjoint
    near = tuple(word for word, shapes in _needed(words) if not any(map(apart, shapes)))
    pattern = _pattern(near) if near else None
    return pattern.sub(instead, text) if pattern else text


def forget() -> None:
    """覚えた語を手放す。鍵をかけた後まで、伏せる語を持っていないように。"""
    _pattern.cache_clear()
    _needed.cache_clear()


def is_phone(word: str) -> bool:
    """電話番号らしい、数字と区切りだけの語か。"""
    return bool(_PHONE.fullmatch(word)) and len(digits(word)) >= _PHONE_DIGITS


_Shapes = tuple[frozenset[str], ...]


@lru_cache(maxsize=64)
def _needed(words: tuple[str, ...]) -> tuple[tuple[str, _Shapes], ...]:
    """語と、それに当たる文に必ずある字。一字ごとに、その書き方の頭の字のどれか(番地の数は問わない)。"""
    return tuple((word, _shapes_of(_letters(word))) for word in words)


def _shapes_of(letters: str) -> _Shapes:
    if is_phone(letters):
        return ()
    found = (part[0] for part in _LOT.finditer(letters) if part.lastgroup == "letter")
    return tuple(frozenset(shape[0] for shape in _shapes(letter)) for letter in found)


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """``words`` のどれかに当たる式。同じ記録の欄ごとに作り直さないよう、覚えておく。"""
    spelled = [letters for word in words if (letters := _letters(word))]
    if not spelled:
        return None
    heads = "".join(sorted({head for word in spelled for head in _heads(word)}))
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
        return _phone(letters)
    written, before = "", ""
    for part in _LOT.finditer(letters):
        match part.lastgroup:
            case "gap":
                written += _GAP
                continue
            case "end":
                written += f"(?:{_BETWEEN}(?:丁目|番地?|号))?"
                continue
            case "number":
                one = f"の?{_BETWEEN}{_number(part[0])}" if before == "letter" else _number(part[0])
            case _:
                one = _letter(part[0])
        written += one if not written or written.endswith(_GAP) else _BETWEEN + one
        before = part.lastgroup or ""
    return f"{written}{_IVS}?"


def _phone(number: str) -> str:
    """電話番号に当たる式。「〇九〇」とも、国番号から「+81 90」とも書く。"""
    first, *rest = (_digit(one) for one in number)
    if number.startswith("0"):
        first = rf"(?:[+＋][8８][1１](?:{_PHONE_GAP}{first})?|{first})"
    return _PHONE_GAP.join((first, *rest))


def _digit(one: str) -> str:
    return f"(?:{_letter(one)}|{_KANJI[int(one)]})"


def _number(digits_or_kanji: str) -> str:
    """番地の数に当たる式。「12」は「１２」「一二」「十二」とも書く。番地にない長さの数は、字のまま。"""
    if len(digits_or_kanji) > _LOT_DIGITS:
        return _BETWEEN.join(map(_letter, digits_or_kanji))
    value = _value(digits_or_kanji)
    plain = str(value)
    kanji = {"".join(_KANJI[int(one)] for one in plain), _counted(value)}
    if digits_or_kanji.isdecimal() and plain != digits_or_kanji:  # 頭の 0 は数でない
        plain, kanji = digits_or_kanji, set()
    spelled = [_BETWEEN.join(map(_letter, one)) for one in (plain, *sorted(kanji))]
    return f"(?:{'|'.join(spelled)})"


def _value(number: str) -> int:
    """数字か漢数字(千の位まで)の値。"""
    if number.isdecimal():
        return int(number)
    if not set(number) & set("十百千"):
        return int("".join(str(_KANJI.index(one)) for one in number))
    total, held = 0, 0
    for one in number:
        unit = {"十": 10, "百": 100, "千": 1000}.get(one, 0)
        total, held = (total + (held or 1) * unit, 0) if unit else (total, _KANJI.index(one))
    return total + held


def _counted(value: int) -> str:
    """「十二」のような、位を言う漢数字。一万からは書かない。"""
    if not 0 < value < 10_000:
        return "".join(_KANJI[int(one)] for one in str(value))
    parts = []
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            parts.append(name if name and digit == 1 else _KANJI[digit] + name)
    return "".join(parts)


@cache
def _letter(letter: str) -> str:
    """一字に当たる式。"""
    shapes = _shapes(letter)
    single = "".join(sorted(one for one in shapes if len(one) == 1))
    longer = sorted(one for one in shapes if len(one) > 1)
    return f"(?:{'|'.join([*map(re.escape, longer), f'[{re.escape(single)}]'])})"


def _heads(word: str) -> Iterator[str]:
    """``_word`` の、頭に来る字。"""
    if is_phone(word):
        yield from ("+", "＋", _KANJI[int(word[0])], *_shapes(word[0]))
        return
    first = _LOT.match(word)
    if first and first.lastgroup == "number":
        yield from f"{_KANJI}十百千0123456789０１２３４５６７８９"
    else:
        yield from (shape[0] for shape in _shapes(word[0]))


@cache
def _shapes(letter: str) -> frozenset[str]:
    """同じ字とみる書き方。"""
    if letter in _DASHES:
        return frozenset(_DASHES)
    same = {letter, letter.lower(), letter.upper(), _other_kana(letter)} | itaiji(letter)
    return frozenset(same | {one for known in same for one in _compatible().get(known, ())})


def _other_kana(letter: str) -> str:
    """ひらがなならカタカナ、カタカナならひらがな。ほかの字はそのまま。"""
    if "ぁ" <= letter <= "ゖ":
        return chr(ord(letter) + 0x60)
    return chr(ord(letter) - 0x60) if "ァ" <= letter <= "ヶ" else letter


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
