"""図形の中の文を読む(DrawingML の txBody)。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lxml import etree

from jusou_desk.reports.drawing.guides import EMU
from jusou_desk.reports.drawing.shapes import Body, Paragraph
from jusou_desk.reports.setting.typeset import Span
from jusou_desk.reports.xlsx.package import measure
from jusou_desk.reports.xlsx.paint import BLACK, Rgb
from jusou_desk.reports.xlsx.styles import MAX_SIZE, Font
from jusou_desk.reports.xlsx.theme import A, Theme

_ANCHORS: Final = {"t": "top", "ctr": "center", "b": "bottom", "just": "center", "dist": "center"}
_ALIGNS: Final = {
    "l": "left",
    "ctr": "center",
    "r": "right",
    "just": "justify",
    "dist": "distributed",
}
_VERTICALS: Final = {
    "eaVert": "stacked", "wordArtVert": "stacked", "wordArtVertRtl": "stacked",
    "vert": "down", "mongolianVert": "down", "vert270": "up",
}  # fmt: skip
# 大きさの書かれていない文は 18 ポイント。ECMA-376 21.1.2.3.9。
_DEFAULT_SIZE: Final = 18.0


def read_body(
    body: etree._Element | None, style: etree._Element | None, theme: Theme
) -> Body | None:
    """図形の文。文字が一つも無ければ ``None``。"""
    if body is None:
        return None
    color = theme.color(None if style is None else style.find(f"{A}fontRef"))
    base = Font(
        name=theme.font("+mn-ea") or theme.font("+mn-lt") or Font().name,
        size=_DEFAULT_SIZE,
        color=color[0] if color else BLACK,
    )
    paragraphs = tuple(_paragraphs(body, base, theme))
    if not any(span.text.strip() for p in paragraphs for span in p.spans):
        return None
    properties = body.find(f"{A}bodyPr")
    get = (lambda k, d: d) if properties is None else properties.get
    fit = None if properties is None else properties.find(f"{A}normAutofit")
    left, top, right, bottom = (
        measure(get(name, default)) / EMU
        for name, default in (
            ("lIns", "91440"), ("tIns", "45720"), ("rIns", "91440"), ("bIns", "45720"),
        )
    )  # fmt: skip
    return Body(
        paragraphs=paragraphs,
        insets=(left, top, right, bottom),
        anchor=_ANCHORS.get(get("anchor", "t"), "top"),
        centered=get("anchorCtr", "0") in ("1", "true"),
        vertical=_VERTICALS.get(get("vert", "horz"), ""),
        wrap=get("wrap", "square") != "none",
        scale=1.0 if fit is None else measure(fit.get("fontScale", "100000")) / 100_000,
        upright=get("upright", "0") in ("1", "true"),
    )


def _paragraphs(body: etree._Element, base: Font, theme: Theme) -> Iterator[Paragraph]:
    lists = body.find(f"{A}lstStyle")
    counts: dict[int, int] = {}
    for element in body.iterfind(f"{A}p"):
        own = element.find(f"{A}pPr")
        level = int(own.get("lvl", "0")) if own is not None else 0
        kept = None if lists is None else lists.find(f"{A}lvl{level + 1}pPr")
        given = [p for p in (own, kept) if p is not None]
        font = base
        for properties in reversed(given):
            font = _font(properties.find(f"{A}defRPr"), font, theme)
        spans = list(_spans(element, font, theme))
        mark = _bullet(given, level, counts)
        if mark and spans:
            spans.insert(0, Span(mark, spans[0].font))
        if not spans:
            # 空の段落も一行分の高さを持つ。
            spans = [Span("", _font(element.find(f"{A}endParaRPr"), font, theme))]
        yield _shaped(given, tuple(spans))


def _shaped(given: list[etree._Element], spans: tuple[Span, ...]) -> Paragraph:
    def attribute(name: str, default: str) -> str:
        return next((p.get(name, "") for p in given if p.get(name)), default)

    def spacing(name: str) -> tuple[float, float]:
        """(倍率, ポイント)。書かれていない方は 0。"""
        element = next((e for p in given for e in p.iterfind(A + name)), None)
        if element is None or not len(element):
            return 0.0, 0.0
        value = element[0].get("val", "0")
        if element[0].tag == f"{A}spcPct":
            return measure(value.rstrip("%")) / (100 if value.endswith("%") else 100_000), 0.0
        return 0.0, measure(value) / 100

    size = max((s.font.size for s in spans), default=_DEFAULT_SIZE)
    share, exact = spacing("lnSpc")
    before, after = (part[0] * size + part[1] for part in (spacing("spcBef"), spacing("spcAft")))
    return Paragraph(
        spans=spans,
        align=_ALIGNS.get(attribute("algn", "l"), "left"),
        indent=measure(attribute("marL", "0")) / EMU,
        first=measure(attribute("indent", "0")) / EMU,
        pitch=share or 1.0,
        exact=exact,
        before=before,
        after=after,
    )


def _spans(paragraph: etree._Element, base: Font, theme: Theme) -> Iterator[Span]:
    for element in paragraph.iterchildren("*"):
        if element.tag == f"{A}br":
            yield Span("\n", _font(element.find(f"{A}rPr"), base, theme))
        elif element.tag in (f"{A}r", f"{A}fld") and (text := element.findtext(f"{A}t") or ""):
            properties = element.find(f"{A}rPr")
            font = _font(properties, base, theme)
            if text.isascii() and (latin := _typeface(properties, "latin", theme)):
                # latin の書体は欧文だけのもの。和文は ea か、配色の和文の書体で書く。
                font = replace(font, name=latin)
            yield Span(text.replace("\r", "").replace("\x0b", "\n"), font)


def _font(properties: etree._Element | None, base: Font, theme: Theme) -> Font:
    if properties is None:
        return base
    get = properties.get
    rise = measure(get("baseline", "0").rstrip("%"))
    line = get("u", "")
    underline = "" if line in ("", "none") else "double" if line == "dbl" else "single"
    return replace(
        base,
        name=_typeface(properties, "ea", theme) or base.name,
        size=min(max(measure(get("sz", "0")) / 100, 0.0), MAX_SIZE) or base.size,
        bold=_on(properties, "b", base.bold),
        italic=_on(properties, "i", base.italic),
        underline=underline if line else base.underline,
        strike=get("strike", "noStrike") != "noStrike"
        if "strike" in properties.attrib
        else base.strike,
        color=_color(properties, base.color, theme),
        raised="superscript" if rise > 0 else "subscript" if rise < 0 else base.raised,
    )


def _color(properties: etree._Element, base: Rgb, theme: Theme) -> Rgb:
    found = theme.color(properties.find(f"{A}solidFill"))
    return found[0] if found else base


def _typeface(properties: etree._Element | None, kind: str, theme: Theme) -> str:
    element = None if properties is None else properties.find(A + kind)
    return "" if element is None else theme.font(element.get("typeface", ""))


def _on(properties: etree._Element, name: str, base: bool) -> bool:
    value = properties.get(name)
    return base if value is None else value in ("1", "true")


def _bullet(given: list[etree._Element], level: int, counts: dict[int, int]) -> str:
    """箇条書きの頭。段落の番号は、同じ深さの続く段落で数える。"""
    for properties in given:
        if properties.find(f"{A}buNone") is not None:
            break
        char = properties.find(f"{A}buChar")
        if char is not None:
            return char.get("char", "・") + " "
        auto = properties.find(f"{A}buAutoNum")
        if auto is not None:
            counts[level] = counts.get(level, int(auto.get("startAt", "1")) - 1) + 1
            return _numbered(auto.get("type", ""), counts[level])
    counts.pop(level, None)
    return ""


def _numbered(kind: str, number: int) -> str:
    if kind.startswith("circleNum") and number <= 20:
        return chr(0x2460 + number - 1) + " "
    if kind.startswith("alpha") and number <= 26:
        letter = chr((65 if "Uc" in kind else 97) + number - 1)
    else:
        letter = str(number)
    if kind.endswith("ParenBoth"):
        return f"({letter}) "
    return f"{letter}) " if kind.endswith("ParenR") else f"{letter}. "
