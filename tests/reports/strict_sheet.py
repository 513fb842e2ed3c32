"""シートの部品の傷を見つける(``strict_reader`` の続き)。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ORDER = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection "
    "protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells "
    "phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins "
    "pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors "
    "smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls "
    "AlternateContent webPublishItems tableParts extLst"
)
_ONCE = frozenset(_ORDER.split()) - {"conditionalFormatting", "AlternateContent"}
_HEADERS = "oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter"
_KINDS = frozenset({"b", "d", "e", "inlineStr", "n", "s", "str"})
_WANTED = {
    "drawing": "drawing",
    "legacyDrawing": "vmlDrawing",
    "legacyDrawingHF": "vmlDrawing",
    "tablePart": "table",
    "picture": "image",
    "pageSetup": "printerSettings",
}
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Surroundings:
    """シートが番号で指すものの数: 共有の文字列、書式、差分の書式。"""

    strings: int
    styles: int
    differences: int


def order(root: etree._Element, names: str, part: str) -> Iterator[str]:
    """子の並びと、知らない子。"""
    places = {name: at for at, name in enumerate(names.split())}
    before = -1
    for child in root.iterchildren("*"):
        name = etree.QName(child).localname
        if name not in places:
            yield f"知らない要素: {part} {name}"
            continue
        # 代わりの書き方(AlternateContent)は、中身のあるべき所に来る。
        if name != "AlternateContent" and places[name] < before:
            yield f"要素の並び: {part} {name}"
        before = max(before, places[name]) if name != "AlternateContent" else before


def sheet_faults(
    root: etree._Element, part: str, around: Surroundings, rels: Mapping[str, str]
) -> Iterator[str]:
    """シートの傷。rels: 関係の Id→種類の終わりの語。"""
    yield from order(root, _ORDER, part)
    names = [etree.QName(child).localname for child in root.iterchildren("*")]
    yield from (f"一つだけの要素: {part} {n}" for n in set(names) & _ONCE if names.count(n) > 1)
    yield from _rows(root, part, around)
    yield from _formulas(root, part)
    yield from _merges(root, part)
    yield from _columns(root, part)
    yield from _rules(root, part, around)
    yield from _header(root, part)
    yield from _breaks(root, part)
    for element in root.iter("*"):
        one = element.get(f"{R}id")
        if one is None:
            continue
        wanted = _WANTED.get(etree.QName(element).localname)
        if one not in rels or (wanted and rels[one] != wanted):
            yield f"シートの関係: {part} {etree.QName(element).localname} {one}"


def box(reference: str) -> Box | None:
    """範囲の(上, 左, 下, 右)。番地でなければ ``None``。"""
    first, _, last = reference.partition(":")
    ends = [_PLACE.fullmatch(place) for place in (first, last or first)]
    if ends[0] is None or ends[1] is None:
        return None
    top, left, bottom, right = (
        int(ends[0][2]), _column(ends[0][1]), int(ends[1][2]), _column(ends[1][1])
    )  # fmt: skip
    inside = 1 <= top <= bottom <= 1_048_576 and 1 <= left <= right <= 16_384
    return (top, left, bottom, right) if inside else None


def _column(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - 64
    return value


def _rows(root: etree._Element, part: str, around: Surroundings) -> Iterator[str]:
    last = 0
    for row in root.iterfind(f"{M}sheetData/{M}row"):
        number = int(row.get("r", last + 1))
        if not last < number <= 1_048_576:
            yield f"行の番号: {part} {number}"
        last = number
        if not 0 <= float(row.get("ht", "15")) <= 409.5:
            yield f"行の高さ: {part} {number}"
        if int(row.get("s", "0")) >= around.styles:
            yield f"行の書式: {part} {number}"
        column = 0
        for cell in row:
            place = box(cell.get("r", "")) if cell.get("r") else (number, column + 1, 0, 0)
            if place is None or place[0] != number or place[1] <= column:
                yield f"セルの番地: {part} {cell.get('r')}"
                continue
            column = place[1]
            yield from _cell(cell, f"{part} {cell.get('r')}", around)


def _cell(cell: etree._Element, where: str, around: Surroundings) -> Iterator[str]:
    yield from order(cell, "f v is extLst", where)
    kind, value, content = cell.get("t", "n"), cell.find(f"{M}v"), cell.find(f"{M}is")
    if kind not in _KINDS:
        yield f"セルの種類: {where} {kind}"
    if int(cell.get("s", "0")) >= around.styles:
        yield f"セルの書式: {where}"
    raw = value.text or "" if value is not None else ""
    if kind == "s" and not (raw.isdigit() and int(raw) < around.strings):
        yield f"共有の文字列: {where} {raw}"
    if (
        kind == "n"
        and value is not None
        and not re.fullmatch(r"-?\d+(\.\d+)?(E[+-]?\d+)?", raw, re.I)
    ):
        yield f"数でない値: {where} {raw}"
    if kind == "b" and raw not in ("0", "1"):
        yield f"真偽でない値: {where} {raw}"
    if (kind == "inlineStr" and value is not None) or (kind != "inlineStr" and content is not None):
        yield f"文字の置き方: {where}"
    if content is not None:
        yield from order(content, "t r rPh phoneticPr", where)
        for run in content.iterfind(f"{M}r"):
            yield from order(run, "rPr t", where)
        text = "".join(t.text or "" for t in content.iter(f"{M}t"))
        if len(text.encode("utf-16-le")) // 2 > 32_767:
            yield f"長すぎる文: {where}"


def _formulas(root: etree._Element, part: str) -> Iterator[str]:
    shared: dict[str, Box] = {}
    for formula in root.iter(f"{M}f"):
        cell = formula.getparent()
        place = box(cell.get("r", "")) if cell is not None else None
        area = box(formula.get("ref", "")) if formula.get("ref") else None
        where = f"{part} {cell.get('r') if cell is not None else ''}"
        if formula.get("ref") and (area is None or place is None or not _holds(area, place)):
            yield f"数式の範囲: {where}"
        if (formula.text or "").startswith("="):
            yield f"数式の書き方: {where}"
        if formula.get("t") == "shared":
            number = formula.get("si", "")
            if area is not None:
                shared[number] = area
            elif number not in shared:
                yield f"元の無い共有の数式: {where}"


def _merges(root: etree._Element, part: str) -> Iterator[str]:
    holder = root.find(f"{M}mergeCells")
    if holder is None:
        return
    if holder.get("count", str(len(holder))) != str(len(holder)) or not len(holder):
        yield f"結合の数: {part}"
    boxes: list[Box] = []
    for element in holder:
        area = box(element.get("ref", ""))
        if area is None or area[:2] == area[2:]:
            yield f"結合の範囲: {part} {element.get('ref')}"
            continue
        if any(_touch(area, other) for other in boxes):
            yield f"重なった結合: {part} {element.get('ref')}"
        boxes.append(area)


def _columns(root: etree._Element, part: str) -> Iterator[str]:
    last = 0
    for column in root.iterfind(f"{M}cols/{M}col"):
        first, end = int(column.get("min", "0")), int(column.get("max", "0"))
        if not last < first <= end <= 16_384:
            yield f"列の範囲: {part} {first}-{end}"
        last = end


def _rules(root: etree._Element, part: str, around: Surroundings) -> Iterator[str]:
    for element in root.iter("*"):
        for area in (element.get("sqref") or "").split():
            if box(area) is None and not re.fullmatch(r"\$?[A-Z]+:\$?[A-Z]+|\d+:\d+", area):
                yield f"範囲: {part} {area}"
        if element.tag == f"{M}cfRule":
            if int(element.get("dxfId", "0")) >= max(around.differences, 1):
                yield f"条件付き書式の書式: {part}"
            if int(element.get("priority", "0")) < 1:
                yield f"条件付き書式の順: {part}"
        if element.tag in (f"{M}dimension", f"{M}hyperlink", f"{M}autoFilter") and (
            box(element.get("ref", "")) is None
        ):
            yield f"範囲: {part} {element.get('ref')}"
    holder = root.find(f"{M}dataValidations")
    if holder is not None and holder.get("count", str(len(holder))) != str(len(holder)):
        yield f"入力規則の数: {part}"


def _header(root: etree._Element, part: str) -> Iterator[str]:
    for header in root.iterfind(f"{M}headerFooter"):
        yield from order(header, _HEADERS, part)
        for element in header:
            if len((element.text or "").encode("utf-16-le")) // 2 > 255:
                yield f"長すぎるヘッダー: {part}"


def _breaks(root: etree._Element, part: str) -> Iterator[str]:
    for tag, limit in (("rowBreaks", 1_048_576), ("colBreaks", 16_384)):
        for holder in root.iterfind(f"{M}{tag}"):
            ids = [int(e.get("id", "0")) for e in holder]
            if ids != sorted(set(ids)) or any(not 0 < one < limit for one in ids):
                yield f"改頁: {part} {ids}"
            if holder.get("count", str(len(ids))) != str(len(ids)):
                yield f"改頁の数: {part}"


def _holds(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] <= outer[2] and outer[1] <= inner[1] <= outer[3]


def _touch(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
