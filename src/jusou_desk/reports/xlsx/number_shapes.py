"""表示形式のうち、指数(``0.00E+00``)と分数(``# ?/?``)の形で書く数。ECMA-376 18.8.31。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

#: 書式の一片の(種類, 字)。``numfmt`` の切り分けのまま。
Token = tuple[str, str]
_DIGITS: Final = "0#?"
_NUMBER: Final = "number"


def in_powers(value: float, tokens: Sequence[Token]) -> str:
    """指数の形で書いた数。整数の桁が二つより多い書式では、指数はその桁数の倍数になる。"""
    at = [place for place, (kind, _) in enumerate(tokens) if kind == _NUMBER]
    mark = next(place for place in at if tokens[place][1][0] in "eE")
    whole, _, decimals = _joined(tokens, (p for p in at if p < mark)).partition(".")
    steps = max(sum(c in _DIGITS for c in whole), 1)
    places = sum(c in _DIGITS for c in decimals)
    exact = Decimal(repr(abs(value)))
    power = exact.adjusted() // steps * steps if exact else 0
    head = _rounded(exact.scaleb(-power), places)
    if head >= 10**steps:  # 丸めて桁が上がった
        power += steps
        head = _rounded(exact.scaleb(-power), places)
    first, _, tail = f"{head:f}".partition(".")
    tail = tail.rstrip("0").ljust(decimals.count("0"), "0")
    sign = "-" if power < 0 else "+" if "+" in tokens[mark][1] else ""
    exponent = str(abs(power)).zfill(len(_joined(tokens, (p for p in at if p > mark))))
    words = f"{first.zfill(whole.count('0'))}{'.' if tail else ''}{tail}E{sign}{exponent}"
    return _between(tokens, at[0], at[-1], words, value)


def in_fractions(value: float, tokens: Sequence[Token]) -> str | None:
    """分数の形で書いた数。分子か分母の桁の無い書式なら ``None``。"""
    slash = tokens.index(("other", "/"))
    above = [place for place, (kind, _) in enumerate(tokens[:slash]) if kind == _NUMBER]
    last = slash
    while last + 1 < len(tokens) and set(tokens[last + 1][1]) <= set("?#0123456789"):
        last += 1
    below = "".join(text for _, text in tokens[slash + 1 : last + 1])
    if not above or not below:
        return None
    numerator, whole_digits = tokens[above[-1]][1], _joined(tokens, above[:-1])
    exact = Fraction(Decimal(repr(abs(value))))
    whole = int(exact) if whole_digits else 0
    top, bottom = _closest(exact - whole, below)
    if whole_digits and top == bottom:
        whole, top = whole + 1, 0
    words = f"{top}".rjust(len(numerator)) + "/" + f"{bottom}".ljust(len(below))
    if whole_digits:
        # 端数の無い数では、分数のところを空けて、整数の位をそろえる。
        gap = "".join(text for _, text in tokens[above[-2] + 1 : above[-1]])
        shown = str(whole) if whole or not top or "0" in whole_digits else ""
        words = shown + gap + (words if top else " " * len(words))
    return _between(tokens, above[0], last, words, value)


def _closest(value: Fraction, below: str) -> tuple[int, int]:
    """``value`` にいちばん近い(分子, 分母)。below: 分母の書式。数が書いてあれば、その分母。"""
    if set(below) - set(_DIGITS):
        bottom = int(below.replace("?", "").replace("#", ""))
        return int(value * bottom + Fraction(1, 2)), bottom
    near = value.limit_denominator(10 ** len(below) - 1)
    return near.numerator, near.denominator


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _joined(tokens: Sequence[Token], places: Iterable[int]) -> str:
    return "".join(tokens[place][1] for place in places)


def _between(tokens: Sequence[Token], first: int, last: int, words: str, value: float) -> str:
    """数の桁の前と後ろの字と、いちばん前に符号を付けたもの。"""
    before = ("-" if value < 0 else "") + "".join(text for _, text in tokens[:first])
    return before + words + "".join(text for _, text in tokens[last + 1 :])
