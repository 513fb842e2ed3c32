"""styles.xml と theme1.xml を、解決済みの書式(色は RGB)にして読む。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, TypeVar

from lxml import etree

from jusou_desk.reports.xlsx.package import MAIN, measure, parse_xml
from jusou_desk.reports.xlsx.paint import BLACK, WHITE, Gradient, Hatch, Paint, Rgb, blend
from jusou_desk.reports.xlsx.palette import Palette, read_palette
from jusou_desk.reports.xlsx.refusing import long_format

# 点の柄は、刷れば一色に見えるので、その濃さの一色で塗る。
_DENSITY: Final = {
    "gray0625": 0.0625, "gray125": 0.125, "lightGray": 0.25, "mediumGray": 0.5, "darkGray": 0.75,
}  # fmt: skip
# 線の柄は、線の向き(度、反時計回り)と太さ(ポイント)で引く。
_LINED: Final[dict[str, tuple[tuple[float, ...], float]]] = {
    "lightHorizontal": ((0,), 0.5), "darkHorizontal": ((0,), 1.5),
    "lightVertical": ((90,), 0.5), "darkVertical": ((90,), 1.5),
    "lightUp": ((45,), 0.5), "darkUp": ((45,), 1.2),
    "lightDown": ((-45,), 0.5), "darkDown": ((-45,), 1.2),
    "lightGrid": ((0, 90), 0.4), "darkGrid": ((0, 90), 1.2),
    "lightTrellis": ((45, -45), 0.4), "darkTrellis": ((45, -45), 1.0),
}  # fmt: skip
#: Excel が受け付ける字の大きさ(ポイント)の上限。
MAX_SIZE: Final = 409.0


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
    fill: Paint | None = None
    border: Border = Border()
    alignment: Alignment = Alignment()
    number_format: str = "General"


@dataclass(frozen=True, slots=True)
class Look:
    """条件に合ったセルに重ねる書式。``None`` のものは元のまま。"""

    bold: bool | None = None
    italic: bool | None = None
    underline: str | None = None
    strike: bool | None = None
    color: Rgb | None = None
    fill: Paint | None = None
    border: Border = Border()
    number_format: str = ""

    def font(self, font: Font) -> Font:
        """重ねた文字の書式。"""
        return replace(
            font,
            bold=font.bold if self.bold is None else self.bold,
            italic=font.italic if self.italic is None else self.italic,
            underline=font.underline if self.underline is None else self.underline,
            strike=font.strike if self.strike is None else self.strike,
            color=self.color or font.color,
        )

    def style(self, style: Style) -> Style:
        """重ねたセルの書式。"""
        own, border = self.border, style.border
        return replace(
            style,
            font=self.font(style.font),
            fill=self.fill or style.fill,
            border=replace(
                border,
                left=own.left or border.left,
                right=own.right or border.right,
                top=own.top or border.top,
                bottom=own.bottom or border.bottom,
            ),
            number_format=self.number_format or style.number_format,
        )


@dataclass(frozen=True, eq=False)
class Styles:
    """``cells[s]`` がセルの ``s`` 属性の書式。``normal`` は標準フォント(列幅の物差し)。

    looks: 条件付き書式が選ぶ、書式の差(``dxfId`` の順)。
    """

    cells: tuple[Style, ...]
    normal: Font
    palette: Palette
    looks: tuple[Look, ...] = ()

    def cell(self, number: str) -> Style:
        """セルの ``s`` 属性の書式。無い番号なら初めの書式。"""
        index = int(number)
        return self.cells[index] if index < len(self.cells) else self.cells[0]

    def run_font(self, properties: etree._Element | None, base: Font) -> Font:
        """リッチテキストの ``rPr`` の文字書式。無ければセルの書式。"""
        if properties is None:
            return base
        return _font(properties, self.palette, Font(name=base.name, size=base.size))


@lru_cache(maxsize=16)
def read_styles(styles_xml: bytes, theme_xml: bytes) -> Styles:
    """書式の部品を読む。同じ様式を何度も差し込むので結果を覚えておく。"""
    root = parse_xml(styles_xml)
    palette = read_palette(root, theme_xml)
    fonts = [_font(e, palette, Font()) for e in root.iterfind(f"{MAIN}fonts/{MAIN}font")]
    fills = [_fill(e, palette) for e in root.iterfind(f"{MAIN}fills/{MAIN}fill")]
    borders = [_border(e, palette) for e in root.iterfind(f"{MAIN}borders/{MAIN}border")]
    formats = {
        int(e.get("numFmtId", "0")): _code(e, "General")
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
    return Styles(
        tuple(cells) or (Style(),),
        fonts[0] if fonts else Font(),
        palette,
        tuple(read_look(e, palette) for e in root.iterfind(f"{MAIN}dxfs/{MAIN}dxf")),
    )


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
#: 表示形式の長さの上限(Excel の仕様と制限)。
_LONGEST_CODE: Final = 255


def _code(element: etree._Element, default: str) -> str:
    """表示形式。Excel の書けない長さなら ``BadInput``。"""
    code = element.get("formatCode", default)
    if len(code) > _LONGEST_CODE:
        raise long_format()
    return code


def _pick(items: list[_T], index: str | None, default: _T) -> _T:
    number = int(index or "0")
    return items[number] if number < len(items) else default


def _flag(parent: etree._Element, name: str) -> bool:
    element = parent.find(MAIN + name)
    return element is not None and element.get("val", "1") not in ("0", "false")


def _value(parent: etree._Element, name: str, default: str) -> str:
    element = parent.find(MAIN + name)
    return default if element is None else element.get("val", default)


def _font(element: etree._Element, palette: Palette, base: Font) -> Font:
    underline = element.find(f"{MAIN}u")
    name = _value(element, "name", "") or _value(element, "rFont", base.name)
    return Font(
        name=name,
        size=min(max(measure(_value(element, "sz", str(base.size))), 1.0), MAX_SIZE),
        bold=_flag(element, "b"),
        italic=_flag(element, "i"),
        underline="" if underline is None else underline.get("val", "single").replace("none", ""),
        strike=_flag(element, "strike"),
        color=palette.color(element.find(f"{MAIN}color"), BLACK) or BLACK,
        raised=_value(element, "vertAlign", "").replace("baseline", ""),
    )


def _fill(element: etree._Element, palette: Palette) -> Paint | None:
    pattern = element.find(f"{MAIN}patternFill")
    if pattern is None:
        return _gradient(element.find(f"{MAIN}gradientFill"), palette)
    kind = pattern.get("patternType", "none")
    if kind == "none":
        return None
    front = palette.color(pattern.find(f"{MAIN}fgColor"))
    if kind == "solid":
        return front
    back = palette.color(pattern.find(f"{MAIN}bgColor"), WHITE) or WHITE
    if kind in _LINED:
        angles, width = _LINED[kind]
        return Hatch(front or BLACK, back, angles, width)
    return blend(front or BLACK, back, _DENSITY.get(kind, 0.3))


def _gradient(element: etree._Element | None, palette: Palette) -> Paint | None:
    if element is None:
        return None
    found = [
        (measure(stop.get("position", "0")), color)
        for stop in element.iterfind(f"{MAIN}stop")
        if (color := palette.color(stop.find(f"{MAIN}color"))) is not None
    ]
    if not found:
        return None
    stops = tuple(sorted(found, key=lambda stop: stop[0]))
    if element.get("type", "linear") == "path":
        left, top = (measure(element.get(side, "0")) for side in ("left", "top"))
        return Gradient(stops, center=(left, top))
    return Gradient(stops, measure(element.get("degree", "0")))


def read_look(element: etree._Element, palette: Palette) -> Look:
    """``dxf`` に書かれた書式の差。"""
    font, fill = element.find(f"{MAIN}font"), element.find(f"{MAIN}fill")
    border, number = element.find(f"{MAIN}border"), element.find(f"{MAIN}numFmt")
    look = Look(
        fill=None if fill is None else _changed_fill(fill, palette),
        border=Border() if border is None else _border(border, palette),
        number_format="" if number is None else _code(number, ""),
    )
    if font is None:
        return look
    line = font.find(f"{MAIN}u")
    flags = {
        name: None if font.find(MAIN + name) is None else _flag(font, name)
        for name in ("b", "i", "strike")
    }
    return replace(
        look,
        bold=flags["b"],
        italic=flags["i"],
        strike=flags["strike"],
        underline=None if line is None else line.get("val", "single").replace("none", ""),
        color=palette.color(font.find(f"{MAIN}color")),
    )


def _changed_fill(element: etree._Element, palette: Palette) -> Paint | None:
    """条件付き書式の塗り。柄の無い塗りの色は、ふつうの塗りと違って ``bgColor`` に書かれる。"""
    pattern = element.find(f"{MAIN}patternFill")
    if pattern is not None and pattern.get("patternType", "solid") == "solid":
        colors = (palette.color(pattern.find(MAIN + name)) for name in ("bgColor", "fgColor"))
        return next((color for color in colors if color), None)
    return _fill(element, palette)


def _edge(element: etree._Element | None, palette: Palette) -> Edge | None:
    if element is None or element.get("style", "none") == "none":
        return None
    return Edge(element.get("style", "thin"), palette.color(element.find(f"{MAIN}color")) or BLACK)


def _border(element: etree._Element, palette: Palette) -> Border:
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
