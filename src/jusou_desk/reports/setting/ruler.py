"""列の幅と行の高さの物差し。

Excel は列の幅を、標準フォントのいちばん広い数字の幅(96dpi の画面での整数 px)で数え、
px の端数を切り捨てる(ECMA-376 Part 1, 18.3.1.13)。その幅は ``resources/metrics/digits.toml``。
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from jusou_desk.paths import resource
from jusou_desk.reports.setting.fonts import plain_name
from jusou_desk.reports.xlsx.styles import Font

_POINTS: Final = 0.75
"""96dpi の 1px のポイント。"""
_HALF: Final = 0.5
_ROUNDING: Final = 1e-6
_LEADING: Final = 3 * _POINTS
"""Excel が字の高さに足す、行と行の間。ＭＳ ゴシックの類の 9・10・11・12 pt の行の高さから。"""


@dataclass(frozen=True, slots=True)
class Calibration:
    """この役所の Excel が紙に刷る大きさの、計算に対する比(横・縦)。物差しの紙で測る。"""

    across: float = 1.0
    down: float = 1.0

    @property
    def is_exact(self) -> bool:
        return (self.across, self.down) == (1.0, 1.0)


EXACT: Final = Calibration()


@dataclass(frozen=True, slots=True)
class Ruler:
    """物差し。``digit`` は数字の幅(px)。``known`` でなければ見込みの幅。``space`` は空白の幅(ポイント)。"""

    digit: int
    known: bool = True
    calibration: Calibration = EXACT
    space: float = 2.75

    @property
    def pad(self) -> float:
        """セルの左右の端と字の間。数字の幅の四分の一(px に切り上げ)。ECMA-376 Part 1, 18.3.1.13。"""
        return math.ceil(self.digit / 4) * _POINTS

    @property
    def indent(self) -> float:
        """字下げ一つ分。標準フォントの空白三つ(ECMA-376 Part 1, 18.8.1)。"""
        return self.space * 3

    def column(self, width: float) -> float:
        """列の幅(文字数)→ ポイント。"""
        pixels = math.trunc((256 * width + math.trunc(128 / self.digit)) / 256 * self.digit)
        return pixels * _POINTS * self.calibration.across

    def usual_column(self, digits: int) -> float:
        """幅の書かれていない列。左右の余白と罫線の 5px を足し、8px の倍数に切り上げる。"""
        pixels = math.ceil((digits * self.digit + 5) / 8) * 8
        return pixels * _POINTS * self.calibration.across

    def row(self, height: float) -> float:
        """書かれた行の高さ → 紙の上のポイント。px の端数は切り捨てる(列と同じ)。"""
        return math.floor(height / _POINTS + _ROUNDING) * _POINTS * self.calibration.down

    def grown(self, height: float) -> float:
        """要る高さ → 行の高さにできる、それ以上で最も小さい高さ(紙の上のポイント)。"""
        pixels = math.ceil(self.written(height) / _POINTS - _ROUNDING)
        return pixels * _POINTS * self.calibration.down

    def written(self, height: float) -> float:
        """紙の上の高さ → xlsx に書く高さ。"""
        return height / self.calibration.down

    def pitch(self, font: Font) -> float:
        """折り返した文の行送り(ポイント)。"""
        line = _metrics(font.name).line
        return (font.size * line if line else font.size + _LEADING) * self.calibration.down


def ruler_for(font: Font, calibration: Calibration = EXACT) -> Ruler:
    """標準フォントが ``font`` のブックの物差し。"""
    digit, known, space = _measured(font.name, font.size)
    return Ruler(digit, known, calibration, space)


@dataclass(frozen=True, slots=True)
class _Metrics:
    em: float
    space: float
    px: dict[str, int]
    line: float = 0.0
    half: bool = False


_UNKNOWN: Final = _Metrics(_HALF, 0.3, {})


@lru_cache(maxsize=64)
def _measured(name: str, size: float) -> tuple[int, bool, float]:
    """(数字の幅 px, 確かめられた値か, 空白の幅 pt)。"""
    found = _metrics(name)
    pixels = size * 96 / 72
    space = size * found.space
    if found.half:
        return max(1, math.ceil(math.floor(pixels + 0.5) / 2)), True, space
    px = found.px.get(f"{size:g}")
    return px or max(1, math.floor(pixels * found.em + 0.5)), px is not None, space


@lru_cache(maxsize=64)
def _metrics(name: str) -> _Metrics:
    return _table().get(plain_name(name), _UNKNOWN)


@cache
def _table() -> dict[str, _Metrics]:
    source = tomllib.loads(resource("metrics", "digits.toml").read_text("utf-8"))
    half = _Metrics(_HALF, _HALF, {}, half=True)
    found = {plain_name(name): half for name in source["half"]}
    for one in source["font"]:
        metrics = _Metrics(
            one["em"], one.get("space", _UNKNOWN.space), one.get("px", {}), one.get("line", 0.0)
        )
        found |= dict.fromkeys(map(plain_name, one["names"]), metrics)
    return found
