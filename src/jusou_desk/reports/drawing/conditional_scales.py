"""値の大きさで決まる条件付き書式: カラースケールとデータバー。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lxml import etree

from jusou_desk.reports.drawing.conditional_rules import X14, Rule
from jusou_desk.reports.drawing.conditional_tests import values_in
from jusou_desk.reports.formulas.calculate import SheetValues
from jusou_desk.reports.formulas.formula_values import number
from jusou_desk.reports.xlsx.package import MAIN, measure
from jusou_desk.reports.xlsx.paint import WHITE, Bar, Gradient, Paint, Rgb, blend
from jusou_desk.reports.xlsx.palette import Palette
from jusou_desk.reports.xlsx.refs import Area


@dataclass(frozen=True)
class Scale:
    """数をセルの塗りかデータバーにするもの。``hides`` なら数そのものは書かない。"""

    drawn: Callable[[float], Bar | Rgb]
    hides: bool = False


def scale_of(
    rule: Rule, areas: Sequence[Area], value: SheetValues, palette: Palette
) -> Scale | None:
    """カラースケールかデータバー。ほかの条件なら ``None``。"""
    if rule.kind not in ("colorScale", "dataBar"):
        return None
    found = [v for v in values_in(areas, value) if isinstance(v, float)]
    numbers = sorted(found) or [0.0]
    if rule.kind == "colorScale":
        return _color_scale(rule, numbers, value, palette)
    return _data_bar(rule, numbers, value, palette)


def _color_scale(
    rule: Rule, numbers: list[float], value: SheetValues, palette: Palette
) -> Scale | None:
    element = next(iter(_named(rule.element, "colorScale")), None)
    if element is None:
        return None
    points = [_point(e, numbers, value) for e in _named(element, "cfvo")]
    colors = [palette.color(e) or WHITE for e in _named(element, "color")]
    stops = list(zip(points, colors, strict=False))
    if not stops:
        return None

    def drawn(here: float) -> Rgb:
        before = stops[0]
        for after in stops:
            if here <= after[0]:
                gap = after[0] - before[0]
                return blend(after[1], before[1], (here - before[0]) / gap if gap > 0 else 1.0)
            before = after
        return before[1]

    return Scale(drawn)


def _data_bar(
    rule: Rule, numbers: list[float], value: SheetValues, palette: Palette
) -> Scale | None:
    element = rule.element.find(f"{MAIN}dataBar")
    if element is None:
        return None
    extension = None if rule.extension is None else rule.extension.find(f"{X14}dataBar")
    modern = extension is not None
    given = extension if extension is not None and _named(extension, "cfvo") else element
    low, high = (_point(e, numbers, value) for e in _named(given, "cfvo")[:2])
    color = palette.color(element.find(f"{MAIN}color")) or WHITE
    hides = element.get("showValue", "1") in ("0", "false")
    looks = _Looks(extension, color, palette)
    source = extension if extension is not None else element
    least = measure(source.get("minLength", "0" if modern else "10")) / 100
    most = measure(source.get("maxLength", "100" if modern else "90")) / 100

    def drawn(here: float) -> Bar:
        if modern and low < 0 < high:
            axis = -low / (high - low)
            share = min(max((here - low) / (high - low), 0.0), 1.0)
            return looks.bar(min(axis, share), max(axis, share), here < 0, axis)
        span = high - low
        share = min(max((here - low) / span, 0.0), 1.0) if span > 0 else 1.0
        if modern and high <= 0:
            return looks.bar(share, 1.0, True, None)
        return looks.bar(0.0, least + (most - least) * share, here < 0, None)

    return Scale(drawn, hides)


@dataclass(frozen=True)
class _Looks:
    """データバーの色。拡張が無ければ、右へ薄れる一色。"""

    extension: etree._Element | None
    color: Rgb
    palette: Palette

    def bar(self, start: float, stop: float, negative: bool, axis: float | None) -> Bar:
        color, border = self.color, None
        gradual = True
        if self.extension is not None:
            gradual = self.extension.get("gradient", "1") not in ("0", "false")
            fill, line = "fillColor", "borderColor"
            if negative and self.extension.get("negativeBarColorSameAsPositive") != "1":
                fill, line = "negativeFillColor", "negativeBorderColor"
            color = self._found(fill) or color
            if self.extension.get("border", "0") in ("1", "true"):
                border = self._found(line) or color
        paint: Paint = color
        if gradual:
            faint = blend(color, WHITE, 0.1)
            paint = Gradient(((0.0, color), (1.0, faint)), 180.0 if negative else 0.0)
        return Bar(start, stop, paint, border, axis)

    def _found(self, name: str) -> Rgb | None:
        assert self.extension is not None
        return self.palette.color(self.extension.find(X14 + name))


def _named(element: etree._Element, name: str) -> list[etree._Element]:
    return [e for e in element.iterchildren("*") if etree.QName(e).localname == name]


def _point(element: etree._Element, numbers: list[float], value: SheetValues) -> float:
    """範囲の端を決める値。``numbers`` は小さい順。"""
    low, high = numbers[0], numbers[-1]
    kind, given = element.get("type", "min"), element.get("val", "")
    if not given and len(element):
        given = element[0].text or ""
    match kind:
        case "min":
            return low
        case "max":
            return high
        case "autoMin":
            return min(low, 0.0)
        case "autoMax":
            return max(high, 0.0)
    wanted = _number(given, value)
    if kind == "percent":
        return low + (high - low) * wanted / 100
    if kind == "percentile":
        place = (len(numbers) - 1) * wanted / 100
        at = min(int(place), len(numbers) - 1)
        after = numbers[min(at + 1, len(numbers) - 1)]
        return numbers[at] + (after - numbers[at]) * (place - at)
    return wanted


def _number(text: str, value: SheetValues) -> float:
    try:
        return measure(text)
    except ValueError:
        return number(value.test(text.removeprefix("="), 0, 0))
