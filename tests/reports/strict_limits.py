"""Excel の守らせる限りと、空の入れ物、重なりを見つける(``strict_reader`` の続き)。

XML の型に合っていても、Excel が開くときに「修復」を求めることが知られているもの。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

from tests.reports.strict_sheet import Box, box

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
#: 中身が無ければならない入れ物。
_HOLDERS = (
    "cols mergeCells hyperlinks dataValidations conditionalFormatting protectedRanges scenarios "
    "controls oleObjects tableParts customSheetViews ignoredErrors"
)
_COUNTED = ("tableParts", "cols", "hyperlinks")
#: 範囲の要るもの。
_RANGED = tuple(
    M + name
    for name in ("conditionalFormatting", "dataValidation", "protectedRange", "ignoredError")
)
#: 入力規則の文の長さ。
_PROMPTS = {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 255}
_FORMULAS = tuple(M + name for name in ("f", "formula", "formula1", "formula2"))
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!,()]+))!")
_TITLES = re.compile(r"\$\d+:\$\d+|\$[A-Z]+:\$[A-Z]+")


def limit_faults(part: str, root: etree._Element) -> Iterator[str]:
    """シートの部品の傷。"""
    for name in _HOLDERS.split():
        for holder in root.iterfind(f"{M}{name}"):
            if not len(holder):
                yield f"空の入れ物: {part} {name}"
            if name in _COUNTED and holder.get("count", str(len(holder))) != str(len(holder)):
                yield f"入れ物の数: {part} {name}"
    yield from _ranges(part, root)
    yield from _numbers(part, root)
    yield from _cells(part, root)
    yield from _arrays(part, root)
    yield from _words(part, root)


def _ranges(part: str, root: etree._Element) -> Iterator[str]:
    for element in root.iter(*_RANGED):
        if not (element.get("sqref") or "").split():
            yield f"範囲の無い規則: {part} {etree.QName(element).localname}"
    for rule in root.iter(f"{X14}conditionalFormatting", f"{X14}dataValidation"):
        if not (rule.findtext(f"{XM}sqref") or "").split():
            yield f"範囲の無い規則: {part} x14"
    for link in root.iter(f"{M}hyperlink"):
        if link.get(f"{R}id") is None and not link.get("location"):
            yield f"先の無いリンク: {part} {link.get('ref')}"


def _numbers(part: str, root: etree._Element) -> Iterator[str]:
    for line in root.iter(f"{M}row", f"{M}col"):
        if int(line.get("outlineLevel", "0")) > 7:
            yield f"アウトラインの深さ: {part}"
        if not 0 <= float(line.get("width", "8")) <= 255:
            yield f"列の幅: {part}"
    for setup in root.iterfind(f"{M}pageSetup"):
        fits = (setup.get("fitToWidth", "1"), setup.get("fitToHeight", "1"))
        if not 10 <= int(setup.get("scale", "100")) <= 400 or any(int(f) > 32_767 for f in fits):
            yield f"縮尺: {part}"
    for tag in ("rowBreaks", "colBreaks"):
        for holder in root.iterfind(f"{M}{tag}"):
            manual = sum(one.get("man") in ("1", "true") for one in holder)
            if holder.get("manualBreakCount", str(manual)) != str(manual) or len(holder) > 1026:
                yield f"手で入れた改頁の数: {part}"


def _cells(part: str, root: etree._Element) -> Iterator[str]:
    """中身の書きかけの升。openpyxl の書く ``<c t="inlineStr"/>`` は、Excel が空とみる。"""
    for cell in root.iterfind(f"{M}sheetData/{M}row/{M}c"):
        content, kind = cell.find(f"{M}is"), cell.get("t")
        half = content is not None and not content.findall(f"{M}t") + content.findall(f"{M}r")
        if half or (kind == "s" and cell.find(f"{M}v") is None):
            yield f"字の無い文字の升: {part} {cell.get('r')}"
        if len(cell.findall(f"{M}v")) > 1 or len(cell.findall(f"{M}f")) > 1:
            yield f"中身の二つある升: {part} {cell.get('r')}"


def _arrays(part: str, root: etree._Element) -> Iterator[str]:
    """配列数式の重なりと、結合に掛かる配列数式。"""
    spread: list[Box] = []
    merged = [box(one.get("ref", "")) for one in root.iter(f"{M}mergeCell")]
    for formula in root.iter(f"{M}f"):
        area = box(formula.get("ref", ""))
        if formula.get("t") not in ("array", "dataTable") or area is None:
            continue
        if any(_touch(area, other) for other in spread):
            yield f"重なった配列数式: {part} {formula.get('ref')}"
        if area[:2] != area[2:] and any(one and _touch(area, one) for one in merged):
            yield f"結合に掛かる配列数式: {part} {formula.get('ref')}"
        spread.append(area)


def _words(part: str, root: etree._Element) -> Iterator[str]:
    for element in root.iter(*_FORMULAS):
        text = element.text or ""
        if len(text) > 8_192 or any(len(one) > 255 for one in _LITERAL.findall(text)):
            yield f"長すぎる式: {part}"
    for rule in root.iter(f"{M}dataValidation"):
        if any(len(rule.get(key, "")) > most for key, most in _PROMPTS.items()):
            yield f"長すぎる入力規則の文: {part}"


def table_faults(tables: Mapping[str, list[etree._Element]]) -> Iterator[str]:
    """tables: シートの部品→テーブルの木。"""
    for part, roots in tables.items():
        boxes: list[Box] = []
        for root in roots:
            area, name = box(root.get("ref", "")), root.get("displayName", "")
            columns = root.findall(f"{M}tableColumns/{M}tableColumn")
            names = Counter((one.get("name") or "").casefold() for one in columns)
            ids = Counter(one.get("id", "") for one in columns)
            if max(*names.values(), *ids.values(), 1) > 1:
                yield f"テーブルの列が二つ: {part} {name}"
            if area is None or area[3] - area[1] + 1 != len(columns):
                yield f"テーブルの幅: {part} {name}"
                continue
            edges = int(root.get("headerRowCount", "1")) + int(root.get("totalsRowCount", "0"))
            if area[2] - area[0] + 1 <= edges:
                yield f"行の無いテーブル: {part} {name}"
            if any(_touch(area, other) for other in boxes):
                yield f"重なったテーブル: {part} {name}"
            boxes.append(area)


def book_faults(
    root: etree._Element, rels: Mapping[str, object], names: list[str]
) -> Iterator[str]:
    """ブックの部品の傷。rels: 関係の Id。names: シートの名の並び。"""
    for element in root.iter("*"):
        one = element.get(f"{R}id")
        if one is not None and one not in rels:
            yield f"ブックの関係: {etree.QName(element).localname} {one}"
    ids = {one.get("sheetId") for one in root.iterfind(f"{M}sheets/{M}sheet")}
    for view in root.iter(f"{M}customWorkbookView"):
        if view.get("activeSheetId") not in ids:
            yield "ビューのシート"
    for element in root.iterfind(f"{M}definedNames/{M}definedName"):
        name, text, local = element.get("name", ""), element.text or "", element.get("localSheetId")
        if not name.startswith("_xlnm.") or "(" in text:
            continue
        if "#REF!" in text:
            yield f"名前の定義の誤り: {name}"
            continue
        own = names[int(local)] if local is not None and int(local) < len(names) else None
        for quoted, bare in _SHEET.findall(text):
            if own is None or (quoted.replace("''", "'") or bare).casefold() != own.casefold():
                yield f"よそのシートの{name}"
        places = [one.rpartition("!")[2] for one in text.split(",")]
        if name == "_xlnm.Print_Titles" and not all(map(_TITLES.fullmatch, places)):
            yield f"印刷タイトル: {text}"
        if name == "_xlnm.Print_Area" and not all(_is_area(place) for place in places):
            yield f"印刷範囲: {text}"


def _is_area(place: str) -> bool:
    return box(place.replace("$", "")) is not None or _TITLES.fullmatch(place) is not None


def _touch(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
