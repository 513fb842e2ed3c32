"""セルの書式が指す色: 配色の番号、索引の番号、明暗。"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from typing import Final

from lxml import etree

from jusou_desk.reports.xlsx.package import MAIN, measure
from jusou_desk.reports.xlsx.paint import BLACK, Rgb, hex_color
from jusou_desk.reports.xlsx.theme import read_theme

# 索引色の既定の並び(0–7 は 8–15 と同じ)。ECMA-376 18.8.27。
_INDEXED: Final = (
    "000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF"
    "000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF"
    "800000008000000080808000800080008080C0C0C0808080"
    "9999FF993366FFFFCCCCFFFF660066FF80800066CCCCCCFF"
    "000080FF00FFFFFF0000FFFF8000808000000080800000FF"
    "00CCFFCCFFFFCCFFCCFFFF9999CCFFFF99CCCC99FFFFCC99"
    "3366FF33CCCC99CC00FFCC00FF9900FF6600666699969696"
    "003366339966003300333300993300993366333399333333"
)
_THEME_ORDER: Final = (
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2",
    "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink",
)  # fmt: skip


@dataclass(frozen=True)
class Palette:
    """配色の色(``theme`` の番号順)と索引色。"""

    theme: tuple[Rgb, ...]
    indexed: tuple[Rgb, ...]

    def color(self, element: etree._Element | None, default: Rgb | None = None) -> Rgb | None:
        """色の要素が表す色。読めなければ ``default``。"""
        if element is None:
            return default
        base = self._base(element)
        if base is None:
            return default
        tint = measure(element.get("tint", "0"))
        return _tint(base, tint) if tint else base

    def themed(self, number: int, tint: float) -> Rgb:
        """配色の ``number`` 番の色。無い番号は黒。"""
        base = self.theme[number] if number < len(self.theme) else BLACK
        return _tint(base, tint) if tint else base

    def numbered(self, number: int) -> Rgb:
        """表示形式の書く色の番号(1–56)の色。索引色の 8 番から始まる。"""
        return self.indexed[number + 7]

    def _base(self, element: etree._Element) -> Rgb | None:
        if (rgb := element.get("rgb")) is not None:
            return hex_color(rgb[-6:])
        if (theme := element.get("theme")) is not None and int(theme) < len(self.theme):
            return self.theme[int(theme)]
        if (index := element.get("indexed")) is not None:
            number = int(index)
            if number < len(self.indexed):
                return self.indexed[number]
            return (1.0, 1.0, 1.0) if number == 65 else BLACK
        return None


def read_palette(styles: etree._Element, theme_xml: bytes) -> Palette:
    """styles.xml と theme1.xml の色。配色の部品が無ければ、配色の番号は引けない。"""
    colors = read_theme(theme_xml).colors if theme_xml else {}
    theme = tuple(colors[name] for name in _THEME_ORDER if colors)
    return Palette(theme, _indexed(styles))


def _indexed(root: etree._Element) -> tuple[Rgb, ...]:
    custom = [
        hex_color(e.get("rgb", "FF000000")[-6:])
        for e in root.iterfind(f"{MAIN}colors/{MAIN}indexedColors/{MAIN}rgbColor")
    ]
    standard = [hex_color(_INDEXED[i : i + 6]) for i in range(0, len(_INDEXED), 6)]
    return tuple(custom + standard[len(custom) :])


def _tint(color: Rgb, tint: float) -> Rgb:
    """ECMA-376 18.8.19: 明度を、正なら白へ、負なら黒へ寄せる。"""
    hue, light, saturation = colorsys.rgb_to_hls(*color)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), saturation)
