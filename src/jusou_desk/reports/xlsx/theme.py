"""図形が使う配色: theme1.xml の色・書体・線と、色の加減(lumMod・tint・alpha など)。"""

from __future__ import annotations

import colorsys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from lxml import etree

from jusou_desk.reports.xlsx.package import measure, parse_xml
from jusou_desk.reports.xlsx.paint import BLACK, Rgb, hex_color

A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_ALIASES: Final = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
_OFFICE: Final = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "44546A", "lt2": "E7E6E6", "accent1": "4472C4",
    "accent2": "ED7D31", "accent3": "A5A5A5", "accent4": "FFC000", "accent5": "5B9BD5",
    "accent6": "70AD47", "hlink": "0563C1", "folHlink": "954F72",
}  # fmt: skip
# 名前で指す色のうち、画面の色の一覧から選べるもの。ECMA-376 20.1.10.47。
_NAMED: Final = {
    "black": "000000", "white": "FFFFFF", "red": "FF0000", "green": "008000", "blue": "0000FF",
    "yellow": "FFFF00", "gray": "808080", "silver": "C0C0C0", "orange": "FFA500",
    "purple": "800080", "navy": "000080", "maroon": "800000", "teal": "008080", "lime": "00FF00",
    "aqua": "00FFFF", "fuchsia": "FF00FF", "olive": "808000", "ltGray": "D3D3D3",
    "dkGray": "A9A9A9",
}  # fmt: skip
# 明るさを混ぜる加減(tint・shade)は、画面の色でなく光の量で行う。
_GAMMA: Final = 2.2


@dataclass(frozen=True)
class Theme:
    """配色と、図形の既定の書体・線・塗り。"""

    colors: dict[str, Rgb] = field(default_factory=dict)
    fonts: dict[str, str] = field(default_factory=dict)
    lines: tuple[etree._Element, ...] = ()
    fills: tuple[etree._Element, ...] = ()

    def color(
        self, holder: etree._Element | None, base: tuple[Rgb, float] | None = None
    ) -> tuple[Rgb, float] | None:
        """``holder`` の子の色要素の(色, 濃さ)。``base`` は ``phClr`` の色。無ければ ``None``。"""
        children = () if holder is None else holder.iterchildren("*")
        element = next((e for e in children if e.tag.endswith("Clr")), None)
        if element is None:
            return None
        started = self._base(element, base)
        if started is None:
            return None
        rgb, alpha = started
        for change in element.iterchildren("*"):
            name = etree.QName(change).localname
            value = _share(change.get("val", "100000"))
            if name.startswith("alpha"):
                alpha = value if name == "alpha" else alpha * value
            else:
                rgb = _changed(rgb, name, value)
        return rgb, min(max(alpha, 0.0), 1.0)

    def font(self, name: str) -> str:
        """``+mn-ea`` のような配色の書体を、書体名にする。"""
        return self.fonts.get(name, "") if name.startswith("+") else name

    def _base(
        self, element: etree._Element, base: tuple[Rgb, float] | None
    ) -> tuple[Rgb, float] | None:
        value = element.get("val", "")
        match etree.QName(element).localname:
            case "srgbClr":
                return hex_color(value), 1.0
            case "schemeClr" if value == "phClr":
                return base
            case "schemeClr":
                return self.colors.get(_ALIASES.get(value, value), BLACK), 1.0
            case "sysClr":
                system = {"window": "FFFFFF", "windowText": "000000"}.get(value, "000000")
                return hex_color(element.get("lastClr", system)), 1.0
            case "prstClr":
                return hex_color(_NAMED.get(value, "000000")), 1.0
            case "scrgbClr":
                r, g, b = (_share(element.get(k, "0")) ** (1 / _GAMMA) for k in "rgb")
                return (r, g, b), 1.0
            case "hslClr":
                hue, sat, lum = (element.get(k, "0") for k in ("hue", "sat", "lum"))
                return colorsys.hls_to_rgb(measure(hue) / 21_600_000, _share(lum), _share(sat)), 1.0
        return None


@lru_cache(maxsize=16)
def read_theme(theme_xml: bytes) -> Theme:
    """theme1.xml を読む。無ければ Office の既定の配色。"""
    colors = {name: hex_color(value) for name, value in _OFFICE.items()}
    if not theme_xml:
        return Theme(colors)
    root = parse_xml(theme_xml)
    for element in root.iterfind(f".//{A}clrScheme/*"):
        if len(element):
            value = element[0].get("lastClr") or element[0].get("val") or "000000"
            colors[etree.QName(element).localname] = hex_color(value)
    fonts: dict[str, str] = {}
    for mark, kind in (("mj", "majorFont"), ("mn", "minorFont")):
        scheme = root.find(f".//{A}fontScheme/{A}{kind}")
        if scheme is None:
            continue
        latin, asian = (_typeface(scheme.find(A + part)) for part in ("latin", "ea"))
        japanese = next((e for e in scheme.iterfind(f"{A}font") if e.get("script") == "Jpan"), None)
        fonts[f"+{mark}-lt"] = latin
        fonts[f"+{mark}-ea"] = asian or _typeface(japanese)
    return Theme(
        colors,
        fonts,
        tuple(root.iterfind(f".//{A}lnStyleLst/{A}ln")),
        tuple(root.iterfind(f".//{A}fillStyleLst/*")),
    )


def _typeface(element: etree._Element | None) -> str:
    return "" if element is None else element.get("typeface", "")


def _share(text: str) -> float:
    """百分率(100000 が 1、``50%`` も)を 0–1 に。"""
    return measure(text[:-1]) / 100 if text.endswith("%") else measure(text) / 100_000


def _changed(rgb: Rgb, name: str, value: float) -> Rgb:
    if name in ("tint", "shade"):
        white = 1 - value if name == "tint" else 0.0
        r, g, b = ((c**_GAMMA * value + white) ** (1 / _GAMMA) for c in rgb)
        return r, g, b
    if name == "inv":
        return 1 - rgb[0], 1 - rgb[1], 1 - rgb[2]
    if name == "gray":
        tone = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]
        return tone, tone, tone
    change = _HSL.get(name)
    if change is None:
        return rgb
    hue, light, saturation = change(*colorsys.rgb_to_hls(*rgb), value)
    return colorsys.hls_to_rgb(hue % 1, min(max(light, 0.0), 1.0), min(max(saturation, 0.0), 1.0))


_HSL: Final[dict[str, Callable[[float, float, float, float], tuple[float, float, float]]]] = {
    "lum": lambda h, m, s, v: (h, v, s),
    "lumMod": lambda h, m, s, v: (h, m * v, s),
    "lumOff": lambda h, m, s, v: (h, m + v, s),
    "sat": lambda h, m, s, v: (h, m, v),
    "satMod": lambda h, m, s, v: (h, m, s * v),
    "satOff": lambda h, m, s, v: (h, m, s + v),
    "hueMod": lambda h, m, s, v: (h * v, m, s),
    # 色相のずらしは 1/60000 度で書かれる。
    "hueOff": lambda h, m, s, v: (h + v / 216, m, s),
}
