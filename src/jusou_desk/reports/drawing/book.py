"""ブックを、描くための凍った模型として読む。単位はポイント。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Final

from lxml import etree

from jusou_desk.reports.drawing.header import Headings
from jusou_desk.reports.setting.ruler import Ruler, ruler_for
from jusou_desk.reports.setting.typeset import Span
from jusou_desk.reports.xlsx.celltext import unescape
from jusou_desk.reports.xlsx.merging import merged_places
from jusou_desk.reports.xlsx.numfmt import Written, to_serial, write_number, written_text
from jusou_desk.reports.xlsx.package import MAIN, measure
from jusou_desk.reports.xlsx.page_setup import PageSetup, read_page_setup
from jusou_desk.reports.xlsx.paint import Bar
from jusou_desk.reports.xlsx.print_names import PRINT_AREA, PRINT_TITLES, areas, title
from jusou_desk.reports.xlsx.refs import MAX_COLUMN, MAX_ROW, Area
from jusou_desk.reports.xlsx.sheetxml import iterate_cells, plain_text, written_cells
from jusou_desk.reports.xlsx.styles import Style, Styles

_LOGICAL: Final = frozenset(
    ["TRUE", "FALSE", "#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"]
)
"""論理値と誤りの字。"""


@dataclass(frozen=True, slots=True)
class Cell:
    """セル一つ。``spans`` は表示形式を通した後の文字。

    既定の横位置は、``numeric``(数)なら右、``logical``(論理値と誤り)なら中央。
    gap: 枠の左端へ寄せる、初めの字の数(会計の表示形式の ¥)。残りは右端へ寄せる。
    leader: 表示形式「*」が、その間に並べる字(空白なら空)。
    """

    row: int
    column: int
    style: Style
    spans: tuple[Span, ...] = ()
    numeric: bool = False
    logical: bool = False
    gap: int = 0
    leader: str = ""

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True)
class Sheet:
    """シート一枚。

    heights: 明示された行の高さ。fixed: 利用者が高さを決めた行。
    merged: 結合に入っているセル→その結合(中身のある範囲に切り詰めたもの)。
    bars: データバーのあるセル。
    ruler: 列と行の物差し。セルの左右の余白と字下げの幅も、これが決める。
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
    bars: Mapping[tuple[int, int], Bar] = field(default_factory=dict)
    headings: Headings = field(default_factory=Headings)
    ruler: Ruler = field(default_factory=lambda: Ruler(8))

    @cached_property
    def used(self) -> Area | None:
        """文字か罫線か塗りかデータバーのある範囲(A1 から)。何も無ければ ``None``。"""
        bottom = right = 0
        for place, cell in self.cells.items():
            area = self.merged.get(place)
            low, far = (area.bottom, area.right) if area else place
            if low <= bottom and far <= right:
                continue  # もう範囲の中
            if self._shows(place, cell):
                bottom, right = max(bottom, low), max(right, far)
        return Area(1, 1, bottom, right) if bottom else None

    def _shows(self, place: tuple[int, int], cell: Cell) -> bool:
        style = cell.style
        drawn = cell.spans or style.fill is not None or style.border.is_drawn
        return bool(drawn) or place in self.bars

    @cached_property
    def printed(self) -> tuple[Area, ...]:
        """印刷範囲。列全体・行全体のものは、使っている範囲までにする。指定が無いか、何も無ければ空。"""
        if not any(self._shows(*item) for item in self.cells.items()):
            return ()
        return tuple(map(self._bounded, self.print_areas))

    def _bounded(self, area: Area) -> Area:
        used = self.used if area.bottom == MAX_ROW or area.right == MAX_COLUMN else None
        if used is None:
            return area
        return replace(
            area,
            bottom=used.bottom if area.bottom == MAX_ROW else area.bottom,
            right=used.right if area.right == MAX_COLUMN else area.right,
        )

    def width(self, column: int) -> float:
        return self.widths.get(column, self.default_width)

    def height(self, row: int) -> float:
        return self.heights.get(row, self.default_height)

    @cached_property
    def _sums(self) -> dict[tuple[int, int, bool], float]:
        return {}

    def across(self, left: int, right: int) -> float:
        """列 ``left``–``right`` の幅の和。同じ枠を何度も計るので覚えておく。"""
        key = (left, right, True)
        if key not in self._sums:
            self._sums[key] = sum(self.width(n) for n in range(left, right + 1))
        return self._sums[key]

    def down(self, top: int, bottom: int) -> float:
        """行 ``top``–``bottom`` の高さの和。"""
        key = (top, bottom, False)
        if key not in self._sums:
            self._sums[key] = sum(self.height(n) for n in range(top, bottom + 1))
        return self._sums[key]

    def area_of(self, cell: Cell) -> Area:
        """結合していればその全体、いなければセルだけの範囲。"""
        area = self.merged.get((cell.row, cell.column))
        return area or Area(cell.row, cell.column, cell.row, cell.column)

    def is_covered(self, row: int, column: int) -> bool:
        """結合に覆われ、中身を持たないセルか。"""
        area = self.merged.get((row, column))
        return area is not None and (area.top, area.left) != (row, column)


def read_sheet(
    name: str,
    root: etree._Element,
    styles: Styles,
    strings: Sequence[etree._Element],
    names: Mapping[str, str],
    *,
    date1904: bool = False,
    computed: Mapping[tuple[int, int], float | str] | None = None,
    ruler: Ruler | None = None,
    written: bool = False,
) -> Sheet:
    """シートの木を模型にする。

    names: このシートの名前定義(``_xlnm.Print_Area`` など)。computed: 数式のセル→計算した値。
    ruler: 列と行の物差し。無ければ標準フォントの、Excel の計算。
    written: 中身のあるセルだけを読む(文を枠に収めるだけで、描かないとき)。
    """
    ruler = ruler or ruler_for(styles.normal)
    cells, values = {}, computed or {}
    zeros = _shows_zeros(root)
    for row, column, element in written_cells(root) if written else iterate_cells(root):
        place = (row, column)
        value = values.get(place)
        blank = value is None and len(element) == 0
        if blank or (not zeros and _is_zero(element, value)):
            cells[place] = _blank(row, column, element.get("s", "0"), styles)
        else:
            cells[place] = _cell(row, column, element, styles, strings, date1904, value)
    heights, fixed = _heights(root, ruler)
    form = root.find(f"{MAIN}sheetFormatPr")
    titles = names.get(PRINT_TITLES, "")
    return Sheet(
        name=name,
        cells=cells,
        widths=_widths(root, ruler),
        default_width=_default_width(form, ruler),
        heights=heights,
        fixed=fixed,
        default_height=_default_height(form, ruler),
        setup=read_page_setup(root),
        print_areas=areas(names.get(PRINT_AREA, "")),
        title_rows=title(titles, rows=True),
        title_columns=title(titles, rows=False),
        row_breaks=_breaks(root, "rowBreaks"),
        column_breaks=_breaks(root, "colBreaks"),
        merged=merged_places(root, cells),
        ruler=ruler,
    )


@lru_cache(maxsize=8_192)
def _blank(row: int, column: int, style: str, styles: Styles) -> Cell:
    """枠だけのセル。様式のセルの多くがこれで、差し込むたびに同じなので覚えておく。"""
    return Cell(row, column, styles.cell(style))


def _shows_zeros(root: etree._Element) -> bool:
    """「ゼロ値のセルにゼロを表示する」か。シートごとの設定で、紙にも効く。"""
    view = root.find(f"{MAIN}sheetViews/{MAIN}sheetView")
    return view is None or view.get("showZeros", "1") in ("1", "true")


def _is_zero(element: etree._Element, value: float | str | None) -> bool:
    if value is None and element.get("t", "n") == "n":
        value = measure(element.findtext(f"{MAIN}v") or "1")
    return value == 0


def _cell(
    row: int,
    column: int,
    element: etree._Element,
    styles: Styles,
    strings: Sequence[etree._Element],
    date1904: bool,
    computed: float | str | None,
) -> Cell:
    style = styles.cell(element.get("s", "0"))
    kind = element.get("t", "n")
    if computed is None and kind == "inlineStr":
        inside = element.find(f"{MAIN}is")
        if inside is not None:
            return _worded(row, column, inside, style, styles)
    raw = element.findtext(f"{MAIN}v")
    if isinstance(computed, str):
        spans = (Span(computed, style.font),) if computed else ()
        return Cell(row, column, style, spans, logical=computed in _LOGICAL)
    if computed is not None:
        kind, raw = "n", repr(computed)
    if kind == "s" and raw is not None and int(raw) < len(strings):
        return _worded(row, column, strings[int(raw)], style, styles)
    if raw is None or raw == "":
        return Cell(row, column, style)
    if kind == "d":
        # 「Strict Open XML」は日付を ISO 8601 で書く。
        kind, raw = "n", repr(to_serial(datetime.fromisoformat(raw), date1904=date1904))
    if kind == "n":
        written = write_number(measure(raw), style.number_format, date1904=date1904)
        figures = number_spans(written, style, styles)
        return Cell(
            row, column, style, figures, numeric=True, gap=written.gap, leader=written.leader
        )
    if kind == "b":
        raw = "TRUE" if raw == "1" else "FALSE"
    spans = (Span(unescape(raw), style.font),)
    return Cell(row, column, style, spans, logical=kind in "be" and raw in _LOGICAL)


def number_spans(written: Written, style: Style, styles: Styles) -> tuple[Span, ...]:
    """書いた数の文字。表示形式の決める色があれば、その色。"""
    font = style.font
    if written.color:
        font = replace(font, color=styles.palette.numbered(written.color))
    return (Span(written.text, font),)


def _worded(row: int, column: int, item: etree._Element, style: Style, styles: Styles) -> Cell:
    """文字のセル。"""
    runs = item.findall(f"{MAIN}r")
    if not runs:
        written = written_text(plain_text(item), style.number_format)
        spans = (Span(written.text, style.font),) if written.text else ()
        return Cell(row, column, style, spans, gap=written.gap, leader=written.leader)
    texts = ((run, unescape(run.findtext(f"{MAIN}t") or "")) for run in runs)
    return Cell(
        row,
        column,
        style,
        tuple(
            Span(text, styles.run_font(run.find(f"{MAIN}rPr"), style.font))
            for run, text in texts
            if text
        ),
    )


def _widths(root: etree._Element, ruler: Ruler) -> dict[int, float]:
    widths: dict[int, float] = {}
    for column in root.iterfind(f"{MAIN}cols/{MAIN}col"):
        first, last = int(column.get("min", "1")), int(column.get("max", "1"))
        hidden = column.get("hidden", "0") in ("1", "true")
        width = column.get("width")
        if width is None and not hidden:
            continue
        points = 0.0 if hidden else ruler.column(measure(width or "0"))
        for number in range(first, min(last, 16_384) + 1):
            widths[number] = points
    return widths


def _default_width(form: etree._Element | None, ruler: Ruler) -> float:
    if form is not None and (width := form.get("defaultColWidth")) is not None:
        return ruler.column(measure(width))
    base = int(form.get("baseColWidth", "8")) if form is not None else 8
    return ruler.usual_column(base)


def _default_height(form: etree._Element | None, ruler: Ruler) -> float:
    if form is None:
        return ruler.row(15.0)
    if form.get("zeroHeight", "0") in ("1", "true"):
        return 0.0  # 書かれていない行は隠れている
    return ruler.row(measure(form.get("defaultRowHeight", "15")))


def _heights(root: etree._Element, ruler: Ruler) -> tuple[dict[int, float], frozenset[int]]:
    heights: dict[int, float] = {}
    fixed = set()
    number = 0
    for row in root.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        number = int(row.get("r", number + 1))
        if row.get("hidden", "0") in ("1", "true"):
            heights[number] = 0.0
            fixed.add(number)
        elif (height := row.get("ht")) is not None:
            heights[number] = ruler.row(measure(height))
            if row.get("customHeight", "0") in ("1", "true"):
                fixed.add(number)
    return heights, frozenset(fixed)


def _breaks(root: etree._Element, tag: str) -> frozenset[int]:
    return frozenset(
        int(e.get("id", "0"))
        for e in root.iterfind(f"{MAIN}{tag}/{MAIN}brk")
        if e.get("man", "1") in ("1", "true")
    )
