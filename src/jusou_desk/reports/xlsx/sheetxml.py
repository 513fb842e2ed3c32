"""シートの XML の中のセルを、順に読む。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from jusou_desk.reports.xlsx.celltext import unescape
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import split_cell

#: セルの中身の要素。
_CONTENTS: Final = (f"{MAIN}f", f"{MAIN}v", f"{MAIN}is")


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


def written_cells(root: etree._Element) -> Iterator[tuple[int, int, etree._Element]]:
    """中身のある ``c`` 要素。番地の省かれていない(``rows.number_rows`` の後の)シートに使う。"""
    data = root.find(f"{MAIN}sheetData")
    holders = (one.getparent() for one in data.iter(*_CONTENTS)) if data is not None else ()
    # 数式と値の両方を持つセルも、一度だけ。
    for cell in dict.fromkeys(one for one in holders if one is not None):
        yield *split_cell(cell.get("r", "A1")), cell


def formulas_of(root: etree._Element) -> Iterator[etree._Element]:
    """部品の中の式: 升・条件付き書式・入力規則(新しい書き方のものも)・グラフの範囲・テーブルの列。"""
    yield from root.iter("{*}f", "{*}formula", "{*}formula1", "{*}formula2")
    yield from root.iter("{*}calculatedColumnFormula", "{*}totalsRowFormula")
