"""styles.xml と theme1.xml を、解決済みの書式(色は RGB)にして読む。"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

from lxml import etree

from jusou_desk.reports.package import MAIN, measure, parse_xml

Rgb = tuple[float, float, float]
BLACK: Final[Rgb] = (0.0, 0.0, 0.0)

_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
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
# 網掛けの柄は、画面で見える濃さに近い一色で塗る。
_PATTERN_DENSITY: Final = {
    "gray125": 0.125, "gray0625": 0.0625, "lightGray": 0.25, "mediumGray": 0.5,
    "darkGray": 0.75, "lightUp": 0.25, "lightDown": 0.25, "lightGrid": 0.4,
    "lightTrellis": 0.4, "lightHorizontal": 0.25, "lightVertical": 0.25,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Font:
    """文字の書式。``size`` はポイント。"""

    name: str = "BIZ UDGothic"
    size: float = 11.0
    bold: bool = False
    italic: bool = False
    underline: str = ""
    strike: bool = False
    color: Rgb = BLACK
    raised: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """罫線一本。``kind`` は Excel の線種名。"""

    kind: str
    color: Rgb = BLACK


@dataclass(frozen=True, slots=True)
class Border:
    left: Edge | None = None
    right: Edge | None = None
    top: Edge | None = None
    bottom: Edge | None = None
    diagonal: Edge | None = None
    up: bool = False
    down: bool = False

    @property
    def is_drawn(self) -> bool:
        return any((self.left, self.right, self.top, self.bottom, self.diagonal))


@dataclass(frozen=True, slots=True)
class Alignment:
    horizontal: str = "general"
    vertical: str = "bottom"
    wrap: bool = False
    shrink: bool = False
    indent: int = 0
    rotation: int = 0
    justify_last: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """セルひとつの書式。``number_format`` は書式記号。"""

    font: Font = Font()
    fill: Rgb | None = None
    border: Border = Border()
    alignment: Alignment = Alignment()
    number_format: str = "General"


@dataclass(frozen=True)
class Styles:
    """``cells[s]`` がセルの ``s`` 属性の書式。``normal`` は標準フォント(列幅の物差し)。"""

    cells: tuple[Style, ...]
    normal: Font
    palette: _Palette

    def run_font(self, properties: etree._Element | None, base: Font) -> Font:
        """リッチテキストの ``rPr`` の文字書式。無ければセルの書式。"""
        if properties is None:
            return base
        return _font(properties, self.palette, Font(name=base.name, size=base.size))


@dataclass(frozen=True)
class _Palette:
    theme: tuple[Rgb, ...]
    indexed: tuple[Rgb, ...]

    def color(self, element: etree._Element | None, default: Rgb | None = None) -> Rgb | None:
        if element is None:
            return default
        base = self._base(element)
        if base is None:
            return default
        tint = measure(element.get("tint", "0"))
        return _tint(base, tint) if tint else base

    def _base(self, element: etree._Element) -> Rgb | None:
        if (rgb := element.get("rgb")) is not None:
            return _hex(rgb[-6:])
        if (theme := element.get("theme")) is not None and int(theme) < len(self.theme):
            return self.theme[int(theme)]
        if (index := element.get("indexed")) is not None:
            number = int(index)
            if number < len(self.indexed):
                return self.indexed[number]
            return (1.0, 1.0, 1.0) if number == 65 else BLACK
        return None


@lru_cache(maxsize=16)
def read_styles(styles_xml: bytes, theme_xml: bytes) -> Styles:
    """書式の部品を読む。同じ様式を何度も差し込むので結果を覚えておく。"""
    root = parse_xml(styles_xml)
    palette = _Palette(_theme(theme_xml), _indexed(root))
    fonts = [_font(e, palette, Font()) for e in root.iterfind(f"{MAIN}fonts/{MAIN}font")]
    fills = [_fill(e, palette) for e in root.iterfind(f"{MAIN}fills/{MAIN}fill")]
    borders = [_border(e, palette) for e in root.iterfind(f"{MAIN}borders/{MAIN}border")]
    formats = {
        int(e.get("numFmtId", "0")): e.get("formatCode", "General")
        for e in root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")
    }
    cells = []
    for xf in root.iterfind(f"{MAIN}cellXfs/{MAIN}xf"):
        number = int(xf.get("numFmtId", "0"))
        cells.append(
            Style(
                font=_pick(fonts, xf.get("fontId"), Font()),
                fill=_pick(fills, xf.get("fillId"), None),
                border=_pick(borders, xf.get("borderId"), Border()),
                alignment=_alignment(xf.find(f"{MAIN}alignment")),
                number_format=formats.get(number) or BUILTIN_FORMATS.get(number, "General"),
            )
        )
    return Styles(tuple(cells) or (Style(),), fonts[0] if fonts else Font(), palette)


# 日本語版 Excel での組込み書式。
BUILTIN_FORMATS: Final = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: "[$-411]ge.m.d", 28: '[$-411]ggge"年"m"月"d"日"', 29: '[$-411]ggge"年"m"月"d"日"',
    30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"時"mm"分"', 33: 'h"時"mm"分"ss"秒"',
    34: 'yyyy"年"m"月"', 35: 'm"月"d"日"', 36: "[$-411]ge.m.d",
    37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 49: "@",
    50: "[$-411]ge.m.d", 51: '[$-411]ggge"年"m"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: '[$-411]ggge"年"m"月"d"日"', 55: 'yyyy"年"m"月"',
    56: 'm"月"d"日"', 57: "[$-411]ge.m.d", 58: '[$-411]ggge"年"m"月"d"日"',
}  # fmt: skip


_T = TypeVar("_T")


def _pick(items: list[_T], index: str | None, default: _T) -> _T:
    number = int(index or "0")
    return items[number] if number < len(items) else default


def _flag(parent: etree._Element, name: str) -> bool:
    element = parent.find(MAIN + name)
    return element is not None and element.get("val", "1") not in ("0", "false")


def _value(parent: etree._Element, name: str, default: str) -> str:
    element = parent.find(MAIN + name)
    return default if element is None else element.get("val", default)


def _font(element: etree._Element, palette: _Palette, base: Font) -> Font:
    underline = element.find(f"{MAIN}u")
    name = _value(element, "name", "") or _value(element, "rFont", base.name)
    return Font(
        name=name,
        size=measure(_value(element, "sz", str(base.size))),
        bold=_flag(element, "b"),
        italic=_flag(element, "i"),
        underline="" if underline is None else underline.get("val", "single").replace("none", ""),
        strike=_flag(element, "strike"),
        color=palette.color(element.find(f"{MAIN}color"), BLACK) or BLACK,
        raised=_value(element, "vertAlign", "").replace("baseline", ""),
    )


def _fill(element: etree._Element, palette: _Palette) -> Rgb | None:
    pattern = element.find(f"{MAIN}patternFill")
    if pattern is None:
        # 階調の塗りは最初の色で塗る。
        return palette.color(element.find(f"{MAIN}gradientFill/{MAIN}stop/{MAIN}color"))
    kind = pattern.get("patternType", "none")
    if kind == "none":
        return None
    front = palette.color(pattern.find(f"{MAIN}fgColor"))
    if kind == "solid":
        return front
    back = palette.color(pattern.find(f"{MAIN}bgColor"), (1.0, 1.0, 1.0)) or (1.0, 1.0, 1.0)
    density = _PATTERN_DENSITY.get(kind, 0.3)
    r, g, b = front or BLACK
    return (
        back[0] + (r - back[0]) * density,
        back[1] + (g - back[1]) * density,
        back[2] + (b - back[2]) * density,
    )


def _edge(element: etree._Element | None, palette: _Palette) -> Edge | None:
    if element is None or element.get("style", "none") == "none":
        return None
    return Edge(element.get("style", "thin"), palette.color(element.find(f"{MAIN}color")) or BLACK)


def _border(element: etree._Element, palette: _Palette) -> Border:
    def side(*names: str) -> Edge | None:
        found = (element.find(MAIN + name) for name in names)
        return next((edge for e in found if (edge := _edge(e, palette))), None)

    return Border(
        left=side("left", "start"),
        right=side("right", "end"),
        top=side("top"),
        bottom=side("bottom"),
        diagonal=side("diagonal"),
        up=element.get("diagonalUp", "0") in ("1", "true"),
        down=element.get("diagonalDown", "0") in ("1", "true"),
    )


def _alignment(element: etree._Element | None) -> Alignment:
    if element is None:
        return Alignment()

    def flag(name: str) -> bool:
        return element.get(name, "0") in ("1", "true")

    return Alignment(
        horizontal=element.get("horizontal", "general"),
        vertical=element.get("vertical", "bottom"),
        wrap=flag("wrapText"),
        shrink=flag("shrinkToFit"),
        indent=int(element.get("indent", "0")),
        rotation=int(element.get("textRotation", "0")),
        justify_last=flag("justifyLastLine"),
    )


def _theme(theme_xml: bytes) -> tuple[Rgb, ...]:
    if not theme_xml:
        return ()
    scheme = parse_xml(theme_xml).find(f".//{_DRAWING}clrScheme")
    if scheme is None:
        return ()
    colors = []
    for name in _THEME_ORDER:
        element = scheme.find(f"{_DRAWING}{name}")
        child = element[0] if element is not None and len(element) else None
        value = None if child is None else child.get("lastClr") or child.get("val")
        colors.append(_hex(value or "000000"))
    return tuple(colors)


def _indexed(root: etree._Element) -> tuple[Rgb, ...]:
    custom = [
        _hex(e.get("rgb", "FF000000")[-6:])
        for e in root.iterfind(f"{MAIN}colors/{MAIN}indexedColors/{MAIN}rgbColor")
    ]
    standard = [_hex(_INDEXED[i : i + 6]) for i in range(0, len(_INDEXED), 6)]
    return tuple(custom + standard[len(custom) :])


def _hex(text: str) -> Rgb:
    try:
        number = int(text, 16)
    except ValueError:
        return BLACK
    return ((number >> 16 & 255) / 255, (number >> 8 & 255) / 255, (number & 255) / 255)


def _tint(color: Rgb, tint: float) -> Rgb:
    """ECMA-376 18.8.19: 明度を、正なら白へ、負なら黒へ寄せる。"""
    hue, light, saturation = colorsys.rgb_to_hls(*color)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), saturation)
