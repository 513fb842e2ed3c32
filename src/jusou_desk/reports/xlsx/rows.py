"""シートの途中に、雛形の行の写しを差し込む。結合・範囲・数式・改頁も一緒に動かす。"""

from __future__ import annotations

import bisect
import copy
import heapq
import operator
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Final

from lxml import etree

from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import (
    MAX_ROW,
    Area,
    Insertion,
    column_name,
    copy_formula,
    parse_area,
    shift_formula,
    split_cell,
)
from jusou_desk.reports.xlsx.refusing import crossing_merges
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

# 要素を一つずつ確かめるより、数を比べるほうが速い。
_UNNUMBERED: Final = etree.XPath(
    "count(m:sheetData/m:row) != count(m:sheetData/m:row/@r)"
    " or count(m:sheetData/m:row/m:c) != count(m:sheetData/m:row/m:c/@r)",
    namespaces={"m": MAIN[1:-1]},
)
#: 番号の無い行かセル。
_BARE: Final = re.compile(rb"<(?:[\w.-]+:)?(?:row|c)(?=[\s/>])(?![^>]*\sr\s*=)")
_EXTENSION: Final = "{http://schemas.microsoft.com/office/excel/2006/main}"
_REFERRING: Final = frozenset(
    MAIN + tag for tag in ("hyperlink", "autoFilter", "sortState", "sortCondition", "dimension")
)
#: 一つの升を ``r`` で指すもの。シナリオの変わる升と、ウォッチ式。
_POINTING: Final = (f"{MAIN}inputCells", f"{MAIN}cellWatch")


def number_sheet(book: Workbook, part: str) -> None:
    """シートの部品 ``part`` の、省かれた行番号・セル番地を書き入れる。"""
    if book.is_changed(part) or not book.known(part, "numbered", _is_numbered):
        number_rows(book.tree(part))


def _is_numbered(content: bytes) -> bool:
    """バイト列のままで、番号の省かれた行もセルも無いと分かるか。"""
    return content.startswith(b"<") and b"\0" not in content[:200] and not _BARE.search(content)


def number_rows(root: etree._Element) -> None:
    """省かれた行番号・セル番地を書き入れる。"""
    if not _UNNUMBERED(root):
        return
    number = 0
    for row in root.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        number = int(row.get("r", number + 1))
        row.set("r", str(number))
        column = 0
        for cell in row.iterfind(f"{MAIN}c"):
            reference = cell.get("r")
            column = split_cell(reference)[1] if reference else column + 1
            cell.set("r", f"{column_name(column)}{number}")


def merges_of(root: etree._Element) -> list[Area]:
    return [parse_area(e.get("ref", "A1")) for e in root.iter(f"{MAIN}mergeCell")]


def expect_separate_merges(book: Workbook, sheet: SheetEntry) -> None:
    """結合が重なっていれば ``BadInput``。差し込んでも、Excel で開けないブックになる。"""
    if not book.mentions(sheet.part, b"mergeCell"):
        return
    elements = book.tree(sheet.part).iter(f"{MAIN}mergeCell")
    if crossing := _crossing(tuple(e.get("ref", "A1") for e in elements)):
        raise crossing_merges(sheet.name, *map(str, crossing))


@lru_cache(maxsize=16)
def _crossing(merges: tuple[str, ...]) -> tuple[Area, Area] | None:
    """重なっている二つの結合。無ければ ``None``。同じ様式を何度も差し込むので覚えておく。"""
    areas = sorted(map(parse_area, merges), key=lambda a: (a.top, a.left))
    # いまの行に掛かっている結合。互いに重ならない限り、列の順に並ぶ。
    across: list[tuple[int, Area]] = []
    ends: list[tuple[int, int]] = []
    for area in areas:
        while ends and ends[0][0] < area.top:
            left = heapq.heappop(ends)[1]
            across.pop(bisect.bisect_left(across, (left,)))
        at = bisect.bisect_left(across, (area.left,))
        for _, other in across[max(at - 1, 0) : at + 1]:
            if other.left <= area.right and area.left <= other.right:
                return other, area
        across.insert(at, (area.left, area))
        heapq.heappush(ends, (area.bottom, area.left))
    return None


def insert_copies(
    book: Workbook, sheet: SheetEntry, first: int, last: int, times: int
) -> list[list[etree._Element]]:
    """``first``–``last`` 行の写しを、その下に ``times`` 組入れる。

    出: 組ごとの、入れた ``row`` 要素。シートの木はその場で変わる。
    """
    root = book.tree(sheet.part)
    height = last - first + 1
    move = Insertion(sheet.name, first, last, height * times)
    template = _rows_between(root, first, last)
    _shift_formulas(book, sheet, move)
    for formula in root.iter(f"{MAIN}f"):
        _shift_array(formula, move.row)
    for row in root.findall(f"{MAIN}sheetData/{MAIN}row"):
        number = int(row.get("r", "0"))
        if number + move.count > MAX_ROW:
            # LibreOffice は、シートの底に、書式だけの行を書く。
            parent = row.getparent()
            assert parent is not None
            parent.remove(row)
        elif number > last:
            _renumber(row, number + move.count)
    copies = _place_copies(template, first, last, times)
    _grow_merges(root, first, last, times, move)
    _shift_areas(root, move)
    _shift_extensions(root, move)
    _shift_breaks(root, move)
    book.touch(sheet.part)
    return copies


def _rows_between(root: etree._Element, first: int, last: int) -> list[etree._Element]:
    return [
        row
        for row in root.iterfind(f"{MAIN}sheetData/{MAIN}row")
        if first <= int(row.get("r", "0")) <= last
    ]


def _renumber(row: etree._Element, number: int) -> None:
    row.set("r", str(number))
    for cell in row.iterfind(f"{MAIN}c"):
        column = split_cell(cell.get("r", "A1"))[1]
        cell.set("r", f"{column_name(column)}{number}")


def _place_copies(
    template: Sequence[etree._Element], first: int, last: int, times: int
) -> list[list[etree._Element]]:
    height = last - first + 1
    place = template[-1]
    copies = []
    for time in range(1, times + 1):
        block = []
        for row in template:
            twin = copy.deepcopy(row)
            twin.tail = row.tail
            _renumber(twin, int(row.get("r", "0")) + height * time)
            for formula in twin.iter(f"{MAIN}f"):
                _shift_array(formula, partial(operator.add, height * time))
                if formula.text:
                    formula.text = copy_formula(formula.text, height * time)
            place.addnext(twin)
            place = twin
            block.append(twin)
        copies.append(block)
    return copies


def _shift_array(formula: etree._Element, move: Callable[[int], int]) -> None:
    """配列数式・データテーブルの範囲(共有数式は先に開いてある)。"""
    if (reference := formula.get("ref")) is not None:
        area = parse_area(reference)
        formula.set("ref", str(Area(move(area.top), area.left, move(area.bottom), area.right)))


def _grow_merges(root: etree._Element, first: int, last: int, times: int, move: Insertion) -> None:
    holder = root.find(f"{MAIN}mergeCells")
    if holder is None:
        return
    height = last - first + 1
    for element in list(holder):
        area = parse_area(element.get("ref", "A1"))
        if first <= area.top and area.bottom <= last:
            for time in range(1, times + 1):
                down = height * time
                twin = Area(area.top + down, area.left, area.bottom + down, area.right)
                etree.SubElement(holder, f"{MAIN}mergeCell", {"ref": str(twin)})
        else:
            element.set("ref", str(move.area(area)))
    if holder.get("count") is not None:
        holder.set("count", str(len(holder)))


def _shift_areas(root: etree._Element, move: Insertion) -> None:
    for element in root.iter("*"):
        if element.tag in (f"{MAIN}c", f"{MAIN}mergeCell"):
            continue
        if (areas := element.get("sqref")) is not None and element.tag != f"{MAIN}selection":
            element.set("sqref", " ".join(str(move.area(parse_area(a))) for a in areas.split()))
        if element.tag in _REFERRING and (area := element.get("ref")) is not None:
            element.set("ref", str(move.area(parse_area(area))))
    for element in root.iter(*_POINTING):
        cell = parse_area(element.get("r", "A1"))
        element.set("r", f"{column_name(cell.left)}{move.row(cell.top)}")


def _shift_extensions(root: etree._Element, move: Insertion) -> None:
    """拡張(extLst)の条件付き書式・入力規則の範囲。"""
    for element in root.iter(f"{_EXTENSION}sqref"):
        areas = (element.text or "").split()
        element.text = " ".join(str(move.area(parse_area(area))) for area in areas)
    _shift_extension_formulas(root, move, move.sheet)


def _shift_extension_formulas(root: etree._Element, move: Insertion, here: str) -> bool:
    changed = False
    for element in root.iter(f"{_EXTENSION}f"):
        text = shift_formula(element.text, move, here=here) if element.text else element.text
        if text != element.text:
            element.text = text
            changed = True
    return changed


def _shift_breaks(root: etree._Element, move: Insertion) -> None:
    for element in root.iterfind(f"{MAIN}rowBreaks/{MAIN}brk"):
        number = int(element.get("id", "0"))
        if number >= move.after:
            element.set("id", str(number + move.count))


def _shift_formulas(book: Workbook, sheet: SheetEntry, move: Insertion) -> None:
    expand_shared(book.tree(sheet.part))
    for other in book.sheets:
        root = book.tree(other.part)
        if _change_formulas(root, partial(_moved, move, other.name)):
            book.touch(other.part)
        if other is not sheet and _shift_extension_formulas(root, move, other.name):
            book.touch(other.part)
    for element in book.defined_names():
        if element.text:
            text = shift_formula(element.text, move, here="")
            if text != element.text:
                element.text = text
                book.touch_names()


def _moved(move: Insertion, here: str, formula: str, row: int) -> str:
    return shift_formula(formula, move, here=here, row=row)


def _change_formulas(root: etree._Element, change: Callable[[str, int], str]) -> bool:
    changed = False
    for tag in ("f", "formula", "formula1", "formula2"):
        for element in root.iter(MAIN + tag):
            cell = element.getparent()
            reference = cell.get("r") if cell is not None and tag == "f" else None
            row = split_cell(reference)[0] if reference else 0
            text = change(element.text, row) if element.text else element.text
            if text != element.text:
                element.text = text
                changed = True
    return changed


def expand_shared(root: etree._Element) -> None:
    """共有数式を、セルごとのふつうの数式に開く。"""
    for cell, text in formulas_in(root):
        formula = cell.find(f"{MAIN}f")
        if formula is not None and formula.get("t") == "shared":
            formula.text = text
            for name in ("t", "si", "ref"):
                formula.attrib.pop(name, "")


def formulas_in(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """数式のあるセルと、その数式。共有数式は、そのセルでの形。"""
    masters: dict[str, tuple[str, int, int]] = {}
    for element in root.iter(f"{MAIN}f"):
        cell = element.getparent()
        assert cell is not None
        text = element.text or ""
        if element.get("t") == "shared":
            row, column = split_cell(cell.get("r", "A1"))
            key = element.get("si", "")
            if text:
                masters[key] = (text, row, column)
            elif key in masters:
                text, top, left = masters[key]
                text = copy_formula(text, row - top, column - left)
        yield cell, text
