"""居場所を言い当てる言葉。住所・電話・様式の欄・施設の名から、文の中での書き方のいろいろを作る。"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Final

from jusou_desk.forms import form, whereabouts_of
from jusou_desk.models.records import Sheet
from jusou_desk.names import digits
from jusou_desk.numerals import in_figures
from jusou_desk.packet import CONCEALED
from jusou_desk.paths import resource

_HEAD: Final = re.compile(r"^(?:.{2,3}?[都道府県])?(?:.{1,5}?郡)?.{1,6}?[市区町村]")
_BREAKS: Final = re.compile(r"[\s、。,，.．・/／()（）「」]+")
#: 固定電話の市外局番と区切り。町の中の番号は、市外局番なしで書かれる。
_AREA_CODE: Final = re.compile(
    r"[(（]?[0０](?![5789５７８９][0０])[0-9０-９]{1,4}[)）\s\-－‐–—ー]+(?=[0-9０-９])"
)
#: 電話番号になりうる、数字と区切りの並び。
_DIGIT_RUN: Final = re.compile(r"[0-9][0-9()（）\s\-‐‑‒–—―−－ー・.]*")
#: そのうち、番号の中の区切りとも、番号と番号の間とも取れるもの。
_WITHIN: Final = re.compile(r"[()（）\s・.]+")
#: 国番号から書いた番号の頭。
_ABROAD: Final = re.compile(r"[+＋]\s*81[\s\-‐－ー]*(?:[(（]0[)）]|0)?")
#: 市外局番か携帯などの頭から書いた番号。
_WHOLE_NUMBER: Final = re.compile("0[5789]0[0-9]{8}|0[0-9]{9}")
_WHOLE_DIGITS: Final = 10
_LOCAL_DIGITS: Final = 5
"""町の中の番号とみる、数字の数(内線などは、もっと短い)。"""
_OAZA: Final = re.compile("大字")
_AZA: Final = re.compile("大字|小字|字")
_HALF: Final = str.maketrans("０１２３４５６７８９－", "0123456789-")
_FULL: Final = str.maketrans("0123456789-", "０１２３４５６７８９－")
_PARTICLES: Final = "はがをにでとのもへや"


def addresses(written: str, heads: tuple[str, ...]) -> Iterator[str]:
    """住所 ``written`` の、文の中での書き方。heads: 頭から外しても同じ所を指す町の名など。"""
    address = written.strip()
    whole = {address, *_BREAKS.split(address)}
    shapes = whole | {one.removeprefix(head).strip() for one in whole for head in heads}
    shapes |= {_HEAD.sub("", one).strip() for one in whole}
    # 「大字東深川字中村12」は「東深川字中村12」「東深川中村12」とも書く。
    shapes |= {pattern.sub("", one) for one in shapes for pattern in (_OAZA, _AZA)}
    yield from (wide for shape in shapes for wide in _widths(shape))


def phones(written: str) -> Iterator[str]:
    """電話の欄 ``written`` の番号の、文の中での書き方。"""
    yield from _widths(written.strip())
    for number in _numbers_in(written, _LOCAL_DIGITS):
        yield from (*_widths(number), digits(number))
        if near := _AREA_CODE.match(number):
            yield from _widths(number[near.end() :])


def _numbers_in(text: str, shortest: int = _WHOLE_DIGITS) -> Iterator[str]:
    """欄に書かれた電話番号のひとつずつ(二つ並べたもの、添え書きや内線の付いたものからも)。

    空白や括弧は、番号の中の区切りのことも、番号と番号の間のこともあるので、どちらでも取る。
    shortest: 頭の 0 から書いてなくても番号とみる、数字の数。
    """
    plain = _ABROAD.sub("0", in_figures(text.translate(_HALF)))
    for run in _DIGIT_RUN.findall(plain):
        pieces = _WITHIN.split(run)
        for start, end in combinations(range(len(pieces) + 1), 2):
            number = " ".join(pieces[start:end])
            if _WHOLE_NUMBER.fullmatch(digits(number)):
                yield number
        for piece in pieces:
            yield from _WHOLE_NUMBER.findall(digits(piece))
            if len(digits(piece)) >= shortest:
                yield piece


def of_sheet(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """様式の居場所の欄の名と、そこに書かれた行き先の言葉。"""
    definition = form(sheet.form_id, sheet.form_version)
    for name in whereabouts_of(sheet.form_id, sheet.form_version):
        answer = sheet.answers.get(name)
        if not isinstance(answer, str) or answer == CONCEALED:
            continue
        label = definition.field(name).label
        yield from ((label, number) for number in _numbers_in(answer))
        for part in (answer.strip(), *_BREAKS.split(answer)):
            yield label, part
            yield from ((label, place) for place in _places(part))


def facilities(written: str) -> Iterator[str]:
    """施設の名 ``written`` の、文の中での書き方。"""
    for part in (written.strip(), *_BREAKS.split(written)):
        yield from (wide for name in (part, *_places(part)) for wide in _widths(name))


def names_place(written: str) -> bool:
    """通う所・居る所とみる名か(学校・病院・勤め先など)。"""
    return _place_endings().search(written) is not None


def _places(part: str) -> Iterator[str]:
    """「高血圧でみなと中央病院に月一回」の中の、行き先の名。切れ目の助詞ごとに。"""
    for match in _place_endings().finditer(part):
        name = part[: match.end()]
        yield name
        for at, letter in enumerate(name):
            if letter in _PARTICLES:
                yield name[at + 1 :]


def _widths(word: str) -> tuple[str, ...]:
    return word, word.translate(_HALF), word.translate(_FULL)


@cache
def _place_endings() -> re.Pattern[str]:
    path = resource("whereabouts.toml")
    endings = tomllib.loads(path.read_text(encoding="utf-8"))["endings"]
    return re.compile("|".join(map(re.escape, endings)))
