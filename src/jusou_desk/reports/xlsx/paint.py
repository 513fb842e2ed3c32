"""塗り: 一色、階調、線の網掛け。セルの塗りにも図形の塗りにも使う。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

Rgb = tuple[float, float, float]
BLACK: Final[Rgb] = (0.0, 0.0, 0.0)
WHITE: Final[Rgb] = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Gradient:
    """階調。``stops`` は(0–1 の位置, 色)の並び。

    angle: 色の進む向き(度、右が 0 で時計回り)。center: 真ん中(枠に対する 0–1)から外へ広がる
    階調なら、その位置。向きのある階調なら ``None``。
    """

    stops: tuple[tuple[float, Rgb], ...]
    angle: float = 0.0
    center: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Hatch:
    """線の網掛け。``angles`` は引く線の向き(度、反時計回り)、``width`` は線の太さ(ポイント)。"""

    front: Rgb
    back: Rgb
    angles: tuple[float, ...]
    width: float


Paint = Rgb | Gradient | Hatch


@dataclass(frozen=True, slots=True)
class Bar:
    """セルの中のデータバー。``start``–``stop`` はセルの幅に対する 0–1。"""

    start: float
    stop: float
    paint: Paint
    border: Rgb | None = None
    #: 正と負の境の位置。無ければ境の線を引かない。
    axis: float | None = None


#: 線の網掛けの、線から線までの間(ポイント)。
HATCH_GAP: Final = 3.0


def blend(front: Rgb, back: Rgb, share: float) -> Rgb:
    """``front`` を ``share``(0–1)だけ混ぜた色。"""
    r, g, b = (low + (high - low) * share for high, low in zip(front, back, strict=True))
    return r, g, b


def hex_color(text: str) -> Rgb:
    """``RRGGBB`` の色。読めなければ黒。"""
    try:
        number = int(text[-6:], 16)
    except ValueError:
        return BLACK
    return (number >> 16 & 255) / 255, (number >> 8 & 255) / 255, (number & 255) / 255
