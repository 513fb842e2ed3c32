"""氏名を探すためのキー。氏名そのものは打たれたとおりに残し、探すときだけここで畳む。

字形の違い(髙/高、﨑/崎、𠮷/吉)は Unicode の正規化では消えないので、異体字の表
``resources/itaiji.toml`` を引く(domain.md §6.2)。索引と検索語に同じ畳み方を使うこと。
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from typing import Final

from jusou_desk.paths import resource

# カタカナの ァ〜ヶ と ヽヾ は、ひらがなと 0x60 ずれて並んでいる。
_HIRAGANA: Final = {
    **{code: code - 0x60 for code in [*range(0x30A1, 0x30F7), 0x30FD, 0x30FE]},
    **str.maketrans("ヷヸヹヺ", "ばびべぼ"),
    # アイヌ語表記の小書き(北海道の氏名・地名)。
    **str.maketrans("ㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ", "くしすとぬはひふへほむらりるれろ"),
}
_SAME_SOUND: Final = str.maketrans(
    "ぁぃぅぇぉっゃゅょゎゕゖゐゑをぢづ", "あいうえおつやゆよわかけいえおじず"
)
_LATIN: Final = str.maketrans("đðħıłøŧ", "ddhilot")
_UNVOICED: Final = {
    code: base
    for code in range(0x3041, 0x3095)
    if (base := unicodedata.normalize("NFD", chr(code))[0]) != chr(code)
}
_V_SOUNDS: Final = dict(
    zip("ぁぃぇぉゃゅょ", ("ば", "び", "べ", "ぼ", "びゃ", "びゅ", "びょ"), strict=True)
)
_V: Final = re.compile("ゔ([ぁぃぇぉゃゅょ]?)")
# 字形だけを選ぶ符号(IVS U+E0100〜、SVS U+FE00〜)も文字の類ではないので、ここで落ちる。
_SYMBOLS: Final = re.compile(r"[\W_ー]+")
_REPEATED: Final = re.compile("([^々〻ゝゞ])([々〻ゝゞ]+)")
#: 書字の向きを変える印。右から左の文字の無い氏名では、貼った文から紛れたもの。
_DIRECTIONS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ACCENTED: Final = re.compile("[\u00df-\u024f\u1e00-\u1eff]")


@cache
def _variants() -> dict[int, str]:
    """異体字の符号位置から代表の字への表。"""
    with resource("itaiji.toml").open("rb") as stream:
        groups = tomllib.load(stream)
    return {
        ord(variant): standard
        for group in groups.values()
        for standard, variants in group.items()
        for variant in variants
    }


def itaiji(letter: str) -> frozenset[str]:
    """``letter`` と同じ字とみる字(自分も含む)。"""
    return _same_letter().get(_variants().get(ord(letter), letter), frozenset({letter}))


@cache
def _same_letter() -> dict[str, frozenset[str]]:
    """代表の字 → 自分と異体字。"""
    found: dict[str, set[str]] = {}
    for variant, standard in _variants().items():
        found.setdefault(standard, {standard}).add(chr(variant))
    return {standard: frozenset(same) for standard, same in found.items()}


def without_directions(text: str) -> str:
    """書字の向きの印を除いた、見せるための字。印が残ると、続く文まで逆さに並ぶ。残す字は変えない。"""
    return _DIRECTIONS.sub("", text)


def search_key(text: str) -> str:
    """氏名や文章を、書き方の違いで探し漏らさない形に畳む。空になることもある。

    畳むもの: 全角半角、大文字小文字、異体字、カタカナとひらがな、小書き、ヴ、ヅ・ヂ、ヰ・ヱ・ヲ、
    繰返し記号(佐々木=佐佐木)、ラテン文字の符号。除くもの: 空白、記号、長音、字形選択符号(IVS)。濁点は残す。
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    # 部首用の字は記号の扱いなので、記号を除く前に異体字を畳む。
    folded = _SYMBOLS.sub("", folded.translate(_variants()).translate(_HIRAGANA))
    folded = _REPEATED.sub(_repeat, folded)
    folded = _V.sub(lambda match: _V_SOUNDS.get(match[1], "ぶ"), folded)
    folded = folded.translate(_SAME_SOUND).translate(_LATIN)
    return _ACCENTED.sub(_plain_letter, folded)


def _repeat(match: re.Match[str]) -> str:
    letter = match[1]
    voiced = unicodedata.normalize("NFC", letter + "\u3099")
    again = [voiced if mark == "ゞ" and len(voiced) == 1 else letter for mark in match[2]]
    return letter + "".join(again)


def _plain_letter(match: re.Match[str]) -> str:
    base = unicodedata.normalize("NFD", match[0])[0]
    return base if base.isascii() else match[0]


def kana_key(text: str) -> str:
    """フリガナのキー。``search_key`` に加え、濁点・半濁点も畳む(ヤマザキ=ヤマサキ)。"""
    return search_key(text).translate(_UNVOICED)


def digits(text: str) -> str:
    """数字だけを半角で取り出す(電話番号の一部で探すため)。"""
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))


_GAP = r"[ \t\-‐‑‒–—―−ー・.]"
_TWELVE: Final = re.compile(
    rf"(?<![0-9])(?:[0-9]{{4}}{_GAP}?[0-9]{{4}}{_GAP}?[0-9]{{4}}|[0-9](?:{_GAP}[0-9]){{11}})(?![0-9])"
)


def looks_like_my_number(text: str) -> bool:
    """個人番号らしい 12 桁(続けて、4 桁ずつ、1 桁ずつ)があり、検査用数字が合うか。

    個人番号は扱わないので、見つけたら入力した人に知らせるために使う(domain.md §5.5)。
    検査用数字は平成26年総務省令第85号第5条: 下の桁から Pn、Qn は n≦6 で n+1、n≧7 で n-5、
    11-(ΣPn×Qn を 11 で割った余り)、余りが 1 以下なら 0。でたらめな 12 桁でも 1 割ほどは合う。
    """
    plain = unicodedata.normalize("NFKC", text)
    return any(_check_digit_fits(digits(match[0])) for match in _TWELVE.finditer(plain))


def _check_digit_fits(twelve: str) -> bool:
    total = sum(
        int(p) * (n + 1 if n <= 6 else n - 5) for n, p in enumerate(reversed(twelve[:11]), start=1)
    )
    remainder = total % 11
    return int(twelve[11]) == (0 if remainder <= 1 else 11 - remainder)
