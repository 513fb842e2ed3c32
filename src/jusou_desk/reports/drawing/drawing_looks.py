"""図形の塗りと線を読む(DrawingML の spPr と style)。"""

from __future__ import annotations

from typing import Final

from lxml import etree

from jusou_desk.reports.drawing.guides import EMU
from jusou_desk.reports.drawing.shapes import Arrow, Pen
from jusou_desk.reports.xlsx.package import measure
from jusou_desk.reports.xlsx.paint import BLACK, WHITE, Gradient, Hatch, Paint, Rgb, blend
from jusou_desk.reports.xlsx.theme import A, Theme

Color = tuple[Rgb, float]

# 破線の型。ECMA-376 20.1.10.49。数は線の太さの何倍か。
_DASHES: Final[dict[str, tuple[float, ...]]] = {
    "dot": (1, 3), "dash": (4, 3), "lgDash": (8, 3), "dashDot": (4, 3, 1, 3),
    "lgDashDot": (8, 3, 1, 3), "lgDashDotDot": (8, 3, 1, 3, 1, 3), "sysDot": (1, 1),
    "sysDash": (3, 1), "sysDashDot": (3, 1, 1, 1), "sysDashDotDot": (3, 1, 1, 1, 1, 1),
}  # fmt: skip
_LENGTHS: Final = {"sm": 2.0, "med": 3.0, "lg": 5.0}
_FILLS: Final = frozenset(
    f"{A}{name}" for name in ("noFill", "solidFill", "gradFill", "pattFill", "blipFill", "grpFill")
)
# 柄の塗りのうち、線で描くもの(向きと太さ)。ほかは濃さを混ぜた一色にする。
_LINED: Final[dict[str, tuple[tuple[float, ...], float]]] = {
    "horz": ((0,), 1), "vert": ((90,), 1), "ltHorz": ((0,), 0.5), "ltVert": ((90,), 0.5),
    "dkHorz": ((0,), 1.5), "dkVert": ((90,), 1.5), "narHorz": ((0,), 1), "narVert": ((90,), 1),
    "upDiag": ((45,), 1), "dnDiag": ((-45,), 1), "ltUpDiag": ((45,), 0.5),
    "ltDnDiag": ((-45,), 0.5), "dkUpDiag": ((45,), 1.5), "dkDnDiag": ((-45,), 1.5),
    "wdUpDiag": ((45,), 1.5), "wdDnDiag": ((-45,), 1.5), "cross": ((0, 90), 1),
    "diagCross": ((45, -45), 1), "smGrid": ((0, 90), 1), "lgGrid": ((0, 90), 1),
    "trellis": ((45, -45), 1.5),
}  # fmt: skip


def find_fill(properties: etree._Element | None) -> etree._Element | None:
    """塗りの要素。書かれていなければ ``None``。"""
    if properties is None:
        return None
    return next((e for e in properties.iterchildren("*") if e.tag in _FILLS), None)


def read_fill(
    element: etree._Element | None, theme: Theme, base: Color | None = None
) -> tuple[Paint | None, float]:
    """(塗り, 濃さ)。塗らないなら ``None``。画像の塗りは読まない。"""
    if element is None or element.tag == f"{A}noFill":
        return None, 1.0
    if element.tag == f"{A}solidFill":
        found = theme.color(element, base)
        return found if found is not None else (None, 1.0)
    if element.tag == f"{A}gradFill":
        return _gradient(element, theme, base)
    if element.tag == f"{A}pattFill":
        front = theme.color(element.find(f"{A}fgClr"), base) or (BLACK, 1.0)
        back = theme.color(element.find(f"{A}bgClr"), base) or (WHITE, 1.0)
        kind = element.get("prst", "")
        if kind in _LINED:
            angles, width = _LINED[kind]
            return Hatch(front[0], back[0], angles, width), 1.0
        share = measure(kind[3:]) / 100 if kind.startswith("pct") else 0.5
        return blend(front[0], back[0], share), 1.0
    return None, 1.0


def _gradient(
    element: etree._Element, theme: Theme, base: Color | None
) -> tuple[Paint | None, float]:
    stops: list[tuple[float, Rgb]] = []
    alphas: list[float] = []
    for stop in element.iterfind(f"{A}gsLst/{A}gs"):
        color = theme.color(stop, base)
        if color is not None:
            stops.append((measure(stop.get("pos", "0")) / 100_000, color[0]))
            alphas.append(color[1])
    if not stops:
        return None, 1.0
    stops.sort(key=lambda stop: stop[0])
    alpha = sum(alphas) / len(alphas)
    line, path = element.find(f"{A}lin"), element.find(f"{A}path")
    if path is not None:
        hub = path.find(f"{A}fillToRect")
        left, top = (
            measure(hub.get(k, "0")) / 100_000 if hub is not None else 0.5 for k in ("l", "t")
        )
        return Gradient(tuple(stops), center=(left, top)), alpha
    angle = measure(line.get("ang", "0")) / 60_000 if line is not None else 0.0
    return Gradient(tuple(stops), angle), alpha


def shape_fill(
    properties: etree._Element | None, style: etree._Element | None, theme: Theme
) -> tuple[Paint | None, float]:
    """図形の(塗り, 濃さ)。書かれていなければ、図形のスタイルのもの。"""
    own = find_fill(properties)
    reference = None if style is None else style.find(f"{A}fillRef")
    if own is not None or reference is None:
        return read_fill(own, theme)
    index = int(reference.get("idx", "0"))
    base = theme.color(reference)
    if index == 0 or base is None:
        return None, 1.0
    if index <= len(theme.fills):
        return read_fill(theme.fills[index - 1], theme, base)
    return base


def shape_pen(
    properties: etree._Element | None, style: etree._Element | None, theme: Theme
) -> Pen | None:
    """図形の線。引かないなら ``None``。"""
    own = None if properties is None else properties.find(f"{A}ln")
    reference = None if style is None else style.find(f"{A}lnRef")
    index = 0 if reference is None else int(reference.get("idx", "0"))
    base = theme.color(reference)
    themed = theme.lines[index - 1] if 0 < index <= len(theme.lines) else None
    drawn = [line for line in (own, themed) if line is not None]
    fill = next((f for line in drawn if (f := find_fill(line)) is not None), None)
    if fill is None:
        color: Color | None = base if index else None
    elif fill.tag == f"{A}gradFill":
        color = theme.color(fill.find(f"{A}gsLst/{A}gs"), base)
    else:
        color = theme.color(fill, base) if fill.tag == f"{A}solidFill" else None
    if color is None:
        return None
    width = next((line.get("w", "") for line in drawn if line.get("w")), "9525")
    dash = next((e.get("val", "") for ln in drawn for e in ln.iterfind(f"{A}prstDash")), "")
    kind = next((line.get("cmpd", "") for line in drawn if line.get("cmpd")), "sng")
    return Pen(
        color=color[0],
        width=max(measure(width) / EMU, 0.25),
        dash=_DASHES.get(dash, ()) or _own_dash(drawn),
        alpha=color[1],
        double=kind in ("dbl", "thickThin", "thinThick", "tri"),
        head=_arrow(drawn, "headEnd"),
        tail=_arrow(drawn, "tailEnd"),
    )


def _own_dash(lines: list[etree._Element]) -> tuple[float, ...]:
    """決まった型でない破線。長さは線の太さに対する割合で書かれている。"""
    stops = next((found for one in lines if (found := one.findall(f"{A}custDash/{A}ds"))), [])
    return tuple(measure(one.get(name, "0")) / 100_000 for one in stops for name in ("d", "sp"))


def _arrow(lines: list[etree._Element], name: str) -> Arrow | None:
    element = next((e for line in lines for e in line.iterfind(A + name)), None)
    if element is None or element.get("type", "none") == "none":
        return None
    wide, long = (_LENGTHS.get(element.get(k, "med"), 3.0) for k in ("w", "len"))
    return Arrow(element.get("type", "triangle"), wide, long)
