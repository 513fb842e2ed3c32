"""条件付き書式を、セルの値に当てて、書式とデータバーにする。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from jusou_desk.reports.drawing.book import Cell, Sheet, number_spans
from jusou_desk.reports.drawing.conditional_rules import Rule, read_rules
from jusou_desk.reports.drawing.conditional_scales import Scale, scale_of
from jusou_desk.reports.drawing.conditional_tests import Test, test_of
from jusou_desk.reports.drawing.undrawn import Undrawn
from jusou_desk.reports.formulas.calculate import SheetValues
from jusou_desk.reports.formulas.formula_values import Exhausted, Unsupported
from jusou_desk.reports.setting.typeset import Span
from jusou_desk.reports.xlsx.numfmt import Written, write_number
from jusou_desk.reports.xlsx.paint import Bar
from jusou_desk.reports.xlsx.refs import Area
from jusou_desk.reports.xlsx.refusing import wide_rules
from jusou_desk.reports.xlsx.styles import Look, Style, Styles

#: シート一枚で条件を確かめる升(規則ごとに数える)と、範囲の数の上限。
MAX_JUDGED: Final = 100_000
MAX_AREAS: Final = 20_000


@dataclass
class _Judged:
    """条件と、その確かめ方。``areas`` は刷る範囲に切り詰めた範囲。``broken`` は計算できないと分かった条件。"""

    rule: Rule
    areas: tuple[Area, ...]
    test: Test | None
    scale: Scale | None = None
    broken: bool = False


def dress(
    sheet: Sheet,
    root: etree._Element,
    styles: Styles,
    value: SheetValues,
    *,
    date1904: bool = False,
) -> tuple[Sheet, list[Undrawn]]:
    """条件付き書式を当てたシートと、当てられなかったもの。

    value: シートの値。計算できないセルでは ``Unsupported``。
    当てる升か範囲が多すぎれば ``BadInput``。
    """
    rules = read_rules(root, styles)
    if not rules:
        return sheet, []
    if sum(len(rule.areas) for rule in rules) > MAX_AREAS:
        raise wide_rules(sheet.name)
    within = _within(sheet)
    placed = [(rule, within(rule.areas)) for rule in rules]
    if sum(area.size for _, areas in placed for area in areas) > MAX_JUDGED:
        raise wide_rules(sheet.name)
    undrawn: dict[Undrawn, None] = {}
    judged = []
    for rule, areas in placed:
        if rule.kind == "iconSet":
            where = str(rule.areas[0])
            undrawn.setdefault(Undrawn(sheet.name, where, "アイコンの条件付き書式"))
            continue
        one = _Judged(rule, areas, test_of(rule, areas, value))
        try:
            one.scale = scale_of(rule, areas, value, styles.palette)
        except Unsupported:
            one.broken = True
        judged.append(one)
    dressed = _Dressing(sheet, styles, value, date1904).run(judged)
    for one in judged:
        if one.broken:
            where = str(one.rule.areas[0])
            undrawn.setdefault(Undrawn(sheet.name, where, "計算できない条件付き書式"))
    return dressed, list(undrawn)


def _within(sheet: Sheet) -> Callable[[Sequence[Area]], tuple[Area, ...]]:
    """刷る範囲に切り詰めた範囲(列全体などの指定のため)。刷る範囲の外のものは除く。"""
    ends = [a for a in (sheet.used, *sheet.printed) if a is not None]
    bottom = max((a.bottom for a in ends), default=0)
    right = max((a.right for a in ends), default=0)

    def cut(areas: Sequence[Area]) -> tuple[Area, ...]:
        inside = (area for area in areas if area.top <= bottom and area.left <= right)
        return tuple(
            replace(area, bottom=min(area.bottom, bottom), right=min(area.right, right))
            for area in inside
        )

    return cut


class _Dressing:
    def __init__(self, sheet: Sheet, styles: Styles, value: SheetValues, date1904: bool) -> None:
        self._sheet = sheet
        self._styles = styles
        self._plain = styles.cells[0]
        self._value = value
        self._date1904 = date1904
        self._cells = dict(sheet.cells)
        self._bars: dict[tuple[int, int], Bar] = {}

    def run(self, judged: Sequence[_Judged]) -> Sheet:
        try:
            for (row, column), here in _by_place(judged).items():
                if not self._sheet.is_covered(row, column):
                    self._dress(row, column, here)
        except Exhausted:
            for one in judged:
                one.broken = True
        return replace(self._sheet, cells=self._cells, bars=self._bars)

    def _dress(self, row: int, column: int, judged: Sequence[_Judged]) -> None:
        looks: list[Look] = []
        hides = False
        for one in judged:
            try:
                met = one.test is None or one.test(row, column)
                if met and one.scale is not None:
                    hides = self._draw_scale(one.scale, row, column, looks) or hides
            except Exhausted:
                raise
            except Unsupported as error:
                # 誤りになる条件は、Excel でも成り立たない。
                one.broken = one.broken or not str(error).startswith("#")
                continue
            if met and one.test is not None:
                looks.append(one.rule.look)
            if met and one.rule.stops:
                break
        if looks or hides:
            self._put(row, column, looks, hides=hides)

    def _draw_scale(self, scale: Scale, row: int, column: int, looks: list[Look]) -> bool:
        number = self._value(row, column)
        if not isinstance(number, float):
            return False
        drawn = scale.drawn(number)
        if isinstance(drawn, Bar):
            self._bars.setdefault((row, column), drawn)
            return scale.hides
        looks.append(Look(fill=drawn))
        return False

    def _put(self, row: int, column: int, looks: Sequence[Look], *, hides: bool) -> None:
        cell = self._cells.get((row, column)) or Cell(row, column, self._plain)
        style, spans = cell.style, cell.spans
        for look in reversed(looks):
            style = look.style(style)
            spans = tuple(Span(s.text, look.font(s.font)) for s in spans)
        if cell.numeric and style.number_format != cell.style.number_format:
            written = self._written(row, column, style)
            cell = replace(cell, gap=written.gap, leader=written.leader)
            # 条件の字の色は、表示形式の色に勝つ。
            colored = any(look.color for look in looks)
            spans = number_spans(
                written._replace(color=0) if colored else written, style, self._styles
            )
        self._cells[row, column] = replace(cell, style=style, spans=() if hides else spans)

    def _written(self, row: int, column: int, style: Style) -> Written:
        number = self._value(row, column)
        assert isinstance(number, float)
        return write_number(number, style.number_format, date1904=self._date1904)


def _by_place(judged: Sequence[_Judged]) -> dict[tuple[int, int], list[_Judged]]:
    """升ごとに、当てる条件(優先するものから順)。"""
    found: dict[tuple[int, int], list[_Judged]] = {}
    for one in judged:
        for area in one.areas:
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    here = found.setdefault((row, column), [])
                    if not here or here[-1] is not one:
                        here.append(one)
    return found
