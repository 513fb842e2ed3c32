"""部品どうしの食い違いを見つける(``strict_reader`` の続き): 無いシートを指す式、古い題の一覧、数え違い。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from tests.reports.strict_sheet import box

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EP = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
VT = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}"
_FORMULAS = ("f", "formula", "formula1", "formula2", "calculatedColumnFormula")
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_NAMED = re.compile(r"'((?:[^']|'')+)'!|(?<![#\w.])([^\W\d][\w.]*)!")


def link_faults(trees: Mapping[str, etree._Element], sheets: list[str]) -> Iterator[str]:
    """trees: 部品の名→木。sheets: シートの名の並び。"""
    for part, root in trees.items():
        yield from _strangers(part, root, sheets)
        if root.tag == f"{M}worksheet":
            yield from _extent(part, root)
        if root.tag == f"{M}sst":
            yield from _count(part, root)
        if root.tag == f"{M}table":
            yield from _filter(part, root)
        if root.tag == f"{EP}Properties":
            yield from _titles(part, root, sheets)


def _strangers(part: str, root: etree._Element, sheets: list[str]) -> Iterator[str]:
    """式が指す、ブックに無いシート。"""
    known = {name.casefold() for name in sheets}
    for element in root.iter("*"):
        if etree.QName(element).localname not in _FORMULAS:
            continue
        for quoted, bare in _NAMED.findall(_TEXT.sub("", element.text or "")):
            for name in (quoted.replace("''", "'") or bare).split(":"):
                if "[" not in name and name.casefold() not in known:
                    yield f"無いシートを指す式: {part} {name}"


def _extent(part: str, root: etree._Element) -> Iterator[str]:
    """セルが、行の幅(spans)と表の範囲(dimension)の中にあるか。"""
    dimension = root.find(f"{M}dimension")
    whole = None if dimension is None else box(dimension.get("ref", ""))
    for row in root.iterfind(f"{M}sheetData/{M}row"):
        spans = [tuple(map(int, one.split(":"))) for one in row.get("spans", "").split()]
        for cell in row:
            place = box(cell.get("r", ""))
            if place is None:
                continue
            if spans and not any(first <= place[1] <= last for first, last in spans):
                yield f"行の幅の外のセル: {part} {cell.get('r')}"
            if whole and not (
                whole[0] <= place[0] <= whole[2] and whole[1] <= place[1] <= whole[3]
            ):
                yield f"表の範囲の外のセル: {part} {cell.get('r')}"


def _count(part: str, root: etree._Element) -> Iterator[str]:
    if root.get("uniqueCount", str(len(root))) != str(len(root)):
        yield f"文字列の数: {part}"


def _filter(part: str, root: etree._Element) -> Iterator[str]:
    """絞り込みの範囲は、テーブルの範囲(合計の行を除く)と同じ。"""
    wanted, found = box(root.get("ref", "")), root.find(f"{M}autoFilter")
    if wanted and found is not None:
        totals = int(root.get("totalsRowCount", "0"))
        if box(found.get("ref", "")) != (*wanted[:2], wanted[2] - totals, wanted[3]):
            yield f"絞り込みの範囲: {part}"


def _titles(part: str, root: etree._Element, sheets: list[str]) -> Iterator[str]:
    """題の一覧があれば、シートの名はその初めに、並びのとおりにある。"""
    titles = [one.text or "" for one in root.iterfind(f"{EP}TitlesOfParts/{VT}vector/{VT}lpstr")]
    counts = [int(one.text or "0") for one in root.iterfind(f"{EP}HeadingPairs//{VT}i4")]
    if titles and (titles[: len(sheets)] != sheets or counts[0] != len(sheets)):
        yield f"題の一覧: {part}"
