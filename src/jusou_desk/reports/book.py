"""ブックを、描くための凍った模型として読む。単位はポイント。"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.reports.celltext import unescape
from jusou_desk.reports.fonts import PROPORTIONAL, SUBSTITUTE, family_of
from jusou_desk.reports.numfmt import format_number, format_text
from jusou_desk.reports.package import MAIN, measure
from jusou_desk.reports.page_setup import PageSetup, read_page_setup
from jusou_desk.reports.refs import (
    MAX_COLUMN,
    MAX_ROW,
    Area,
    column_name,
    column_number,
    parse_area,
    split_cell,
)
from jusou_desk.reports.styles import Font, Style, Styles
from jusou_desk.reports.typeset import Span

_PX: Final = 0.75
# これより広い結合は、列全体などへの結合とみて、中身のある範囲に切り詰める。
_WIDE_MERGE: Final = 20_000
MAX_MERGED: Final = 500_000


@dataclass(frozen=True, slots=True)
class Cell:
    """セル一つ。``spans`` は表示形式を通した後の文字。``numeric`` なら既定で右寄せ。"""

    row: int
    column: int
    style: Style
    spans: tuple[Span, ...] = ()
    numeric: bool = False

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True)
class Sheet:
    """シート一枚。

    heights: 明示された行の高さ。fixed: 利用者が高さを決めた行。
    merged: 結合に入っているセル→その結合(中身のある範囲に切り詰めたもの)。
    """

    name: str
    cells: Mapping[tuple[int, int], Cell]
    widths: Mapping[int, float]
    default_width: float
    heights: Mapping[int, float]
    fixed: frozenset[int]
    default_height: float
    setup: PageSetup
    print_areas: tuple[Area, ...] = ()
    title_rows: tuple[int, int] | None = None
    title_columns: tuple[int, int] | None = None
    row_breaks: frozenset[int] = frozenset()
    column_breaks: frozenset[int] = frozenset()
    merged: Mapping[tuple[int, int], Area] = field(default_factory=dict)

    @cached_property
    def used(self) -> Area | None:
        """文字か罫線か塗りのある範囲(A1 から)。何も無ければ ``None``。"""
        bottom = right = 0
        for place, cell in self.cells.items():
            if cell.spans or cell.style.fill is not None or cell.style.border.is_drawn:
                area = self.merged.get(place)
                bottom = max(bottom, area.bottom if area else cell.row)
                right = max(right, area.right if area else cell.column)
        return Area(1, 1, bottom, right) if bottom else None

    @property
    def printed(self) -> tuple[Area, ...]:
        """印刷範囲。列全体・行全体のものは、使っている範囲までにする。指定が無ければ空。"""
        used = self.used
        if used is None:
            return ()
        return tuple(
            replace(
                area,
                bottom=used.bottom if area.bottom == MAX_ROW else area.bottom,
                right=used.right if area.right == MAX_COLUMN else area.right,
            )
            for area in self.print_areas
        )

    def width(self, column: int) -> float:
        return self.widths.get(column, self.default_width)

    def height(self, row: int) -> float:
        return self.heights.get(row, self.default_height)

    def area_of(self, cell: Cell) -> Area:
        """結合していればその全体、いなければセルだけの範囲。"""
        single = Area(cell.row, cell.column, cell.row, cell.column)
        return self.merged.get((cell.row, cell.column), single)

    def is_covered(self, row: int, column: int) -> bool:
        """結合に覆われ、中身を持たないセルか。"""
        area = self.merged.get((row, column))
        return area is not None and (area.top, area.left) != (row, column)


def max_digit_width(font: Font) -> int:
    """標準フォントのいちばん広い数字の幅(96dpi の px)。列幅の物差し。"""
    name = font.name.casefold()
    pixels = round(font.size * 96 / 72)
    for known, width in (("calibri", 0.507), ("arial", 0.556), ("times", 0.5), ("century", 0.556)):
        if name.startswith(known):
            return max(1, round(pixels * width))
    family = family_of(font.name)
    digit = 0.76 if family == PROPORTIONAL else 0.55 if family == SUBSTITUTE else 0.5
    return max(1, math.floor(pixels * digit + 0.5))


def column_points(width: float, digit: int) -> float:
    """列幅(文字数)→ ポイント。"""
    return math.trunc((256 * width + math.trunc(128 / digit)) / 256 * digit) * _PX


def shared_strings(root: etree._Element | None) -> tuple[etree._Element, ...]:
    return () if root is None else tuple(root.iterfind(f"{MAIN}si"))


def plain_text(item: etree._Element) -> str:
    """``si``/``is`` の文字(ふりがなを除く)。"""
    if len(item) == 1 and item[0].tag == f"{MAIN}t":
        return unescape(item[0].text or "")
    parts = [t.text or "" for t in item.iterfind(f"{MAIN}t")]
    parts += [t.text or "" for t in item.iterfind(f"{MAIN}r/{MAIN}t")]
    return unescape("".join(parts))


def iterate_cells(root: etree._Element) -> Iterator[tuple[int, int, etree._Element]]:
    """(行, 列, ``c`` 要素)。番地が省かれていれば順に数える。"""
    row_number = 0
    for row in root.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        row_number = int(row.get("r", row_number + 1))
        column = 0
        for cell in row.iterfind(f"{MAIN}c"):
            reference = cell.get("r")
            column = split_cell(reference)[1] if reference else column + 1
            yield row_number, column, cell


def read_sheet(
    name: str,
    root: etree._Element,
    styles: Styles,
    strings: Sequence[etree._Element],
    names: Mapping[str, str],
    *,
    date1904: bool = False,
    computed: Mapping[tuple[int, int], float | str] | None = None,
) -> Sheet:
    """シートの木を模型にする。

    names: このシートの名前定義(``_xlnm.Print_Area`` など)。computed: 数式のセル→計算した値。
    """
    digit = max_digit_width(styles.normal)
    cells = {}
    for row, column, element in iterate_cells(root):
        value = (computed or {}).get((row, column))
        cells[row, column] = _cell(row, column, element, styles, strings, date1904, value)
    heights, fixed = _heights(root)
    form = root.find(f"{MAIN}sheetFormatPr")
    base = form.get("defaultRowHeight", "15") if form is not None else "15"
    columns = _title(names.get("_xlnm.Print_Titles", ""), rows=False)
    return Sheet(
        name=name,
        cells=cells,
        widths=_widths(root, digit),
        default_width=_default_width(form, digit),
        heights=heights,
        fixed=fixed,
        default_height=measure(base),
        setup=read_page_setup(root),
        print_areas=_areas(names.get("_xlnm.Print_Area", "")),
        title_rows=_title(names.get("_xlnm.Print_Titles", ""), rows=True),
        title_columns=columns,
        row_breaks=_breaks(root, "rowBreaks"),
        column_breaks=_breaks(root, "colBreaks"),
        merged=_merged(root, cells),
    )


def _cell(
    row: int,
    column: int,
    element: etree._Element,
    styles: Styles,
    strings: Sequence[etree._Element],
    date1904: bool,
    computed: float | str | None,
) -> Cell:
    index = int(element.get("s", "0"))
    style = styles.cells[index] if index < len(styles.cells) else styles.cells[0]
    if computed is None and len(element) == 0:
        return Cell(row, column, style)
    kind = element.get("t", "n")
    raw = element.findtext(f"{MAIN}v")
    if isinstance(computed, str):
        return Cell(row, column, style, (Span(computed, style.font),) if computed else ())
    if computed is not None:
        kind, raw = "n", repr(computed)
    item = None
    if kind == "s" and raw is not None and int(raw) < len(strings):
        item = strings[int(raw)]
    elif kind == "inlineStr":
        item = element.find(f"{MAIN}is")
    if item is not None:
        return Cell(row, column, style, _spans(item, style, styles))
    if raw is None or raw == "":
        return Cell(row, column, style)
    if kind == "n":
        text = format_number(measure(raw), style.number_format, date1904=date1904)
        return Cell(row, column, style, (Span(text, style.font),), numeric=True)
    if kind == "b":
        raw = "TRUE" if raw == "1" else "FALSE"
    return Cell(row, column, style, (Span(unescape(raw), style.font),))


def _spans(item: etree._Element, style: Style, styles: Styles) -> tuple[Span, ...]:
    runs = item.findall(f"{MAIN}r")
    if not runs:
        text = format_text(plain_text(item), style.number_format)
        return (Span(text, style.font),) if text else ()
    spans = []
    for run in runs:
        text = unescape(run.findtext(f"{MAIN}t") or "")
        if text:
            spans.append(Span(text, styles.run_font(run.find(f"{MAIN}rPr"), style.font)))
    return tuple(spans)


def _widths(root: etree._Element, digit: int) -> dict[int, float]:
    widths: dict[int, float] = {}
    for column in root.iterfind(f"{MAIN}cols/{MAIN}col"):
        first, last = int(column.get("min", "1")), int(column.get("max", "1"))
        hidden = column.get("hidden", "0") in ("1", "true")
        width = column.get("width")
        if width is None and not hidden:
            continue
        points = 0.0 if hidden else column_points(measure(width or "0"), digit)
        for number in range(first, min(last, 16_384) + 1):
            widths[number] = points
    return widths


def _default_width(form: etree._Element | None, digit: int) -> float:
    if form is not None and (width := form.get("defaultColWidth")) is not None:
        return column_points(measure(width), digit)
    base = int(form.get("baseColWidth", "8")) if form is not None else 8
    # 左右の余白 2px ずつと罫線 1px を足し、8px の倍数に切り上げる。
    return math.ceil((base * digit + 5) / 8) * 8 * _PX


def _heights(root: etree._Element) -> tuple[dict[int, float], frozenset[int]]:
    heights: dict[int, float] = {}
    fixed = set()
    number = 0
    for row in root.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        number = int(row.get("r", number + 1))
        if row.get("hidden", "0") in ("1", "true"):
            heights[number] = 0.0
            fixed.add(number)
        elif (height := row.get("ht")) is not None:
            heights[number] = measure(height)
            if row.get("customHeight", "0") in ("1", "true"):
                fixed.add(number)
    return heights, frozenset(fixed)


def _breaks(root: etree._Element, tag: str) -> frozenset[int]:
    return frozenset(
        int(e.get("id", "0"))
        for e in root.iterfind(f"{MAIN}{tag}/{MAIN}brk")
        if e.get("man", "1") in ("1", "true")
    )


def _areas(definition: str) -> tuple[Area, ...]:
    """``様式!$A$1:$H$20,様式!$A$30:$H$40`` → 範囲。"""
    areas = []
    for part in definition.split(","):
        reference = part.rpartition("!")[2].replace("$", "")
        first, _, last = reference.partition(":")
        if first.isdigit() and last.isdigit():
            reference = f"A{first}:{column_name(MAX_COLUMN)}{last}"
        elif first.isalpha() and last.isalpha():
            reference = f"{first}1:{last}{MAX_ROW}"
        try:
            areas.append(parse_area(reference))
        except ValueError:
            continue
    return tuple(areas)


def _merged(
    root: etree._Element, cells: Mapping[tuple[int, int], Cell]
) -> dict[tuple[int, int], Area]:
    """結合。列全体の結合などは、中身のある範囲に切り詰める。"""
    last_row = max((row for row, _ in cells), default=0)
    last_column = max((column for _, column in cells), default=0)
    found: dict[tuple[int, int], Area] = {}
    for element in root.iterfind(f".//{MAIN}mergeCell"):
        area = parse_area(element.get("ref", "A1"))
        if area.size > _WIDE_MERGE:
            bottom, right = min(area.bottom, last_row), min(area.right, last_column)
            area = Area(area.top, area.left, max(bottom, area.top), max(right, area.left))
        if len(found) + area.size > MAX_MERGED:
            raise BadInput(
                "結合したセルが広すぎるシートがあります。",
                "使っていない行や列の結合を解いて保存し直してください。",
            )
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                # 重なった結合は先に書かれたものを採る。
                found.setdefault((row, column), area)
    return found


def _title(definition: str, *, rows: bool) -> tuple[int, int] | None:
    for part in definition.split(","):
        first, _, last = part.rpartition("!")[2].replace("$", "").partition(":")
        if rows and first.isdigit() and last.isdigit():
            return int(first), int(last)
        if not rows and first.isalpha() and last.isalpha():
            return column_number(first), column_number(last)
    return None
