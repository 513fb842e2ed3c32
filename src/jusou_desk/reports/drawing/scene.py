"""シートの上に置かれたもの(図形・画像・フォームの部品)を集める。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

from lxml import etree

from jusou_desk.reports.drawing.book import Sheet
from jusou_desk.reports.drawing.controls import read_controls
from jusou_desk.reports.drawing.drawings import read_drawings
from jusou_desk.reports.drawing.shapes import Drawing
from jusou_desk.reports.drawing.undrawn import Undrawn
from jusou_desk.reports.xlsx.cellxml import item_of
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.page_setup import is_known_paper
from jusou_desk.reports.xlsx.print_names import PRINT_AREA, is_moving
from jusou_desk.reports.xlsx.refs import column_name, split_cell
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

_XM: Final = "{http://schemas.microsoft.com/office/excel/2006/main}"
_X14: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
#: ふりがなを見せるセル。
_WITH_READING: Final = etree.XPath(
    "m:sheetData/m:row/m:c[@ph='1' or @ph='true']", namespaces={"m": MAIN[1:-1]}
)
_STYLED: Final = {"table": "テーブルのスタイル", "pivotTable": "ピボットテーブルのスタイル"}
#: コメントを刷る設定。
_SHOWN: Final = ("asDisplayed", "atEnd")


def read_scene(
    book: Workbook, entry: SheetEntry, sheet: Sheet
) -> tuple[list[Drawing], list[Undrawn]]:
    """描く図形(下にあるものから)と、描けないもの。"""
    drawings, undrawn = read_drawings(book, entry)
    controls, lost = read_controls(book, entry, sheet)
    root = book.tree(entry.part)
    return [*drawings, *controls], [*undrawn, *lost, *_others(book, entry, root)]


def _table_looks(book: Workbook, entry: SheetEntry) -> Iterator[Undrawn]:
    """表に自動で付く色。セルの書式には書かれていない。"""
    for one in book.relations(entry.part):
        if one.kind not in _STYLED or one.external or one.target not in book.part_names:
            continue
        table = book.tree(one.target)
        place = table if one.kind == "table" else table.find(f"{MAIN}location")
        style = table.find(f"{MAIN}{one.kind}StyleInfo")
        if style is not None and style.get("name") and place is not None:
            yield Undrawn(entry.name, place.get("ref", ""), _STYLED[one.kind])


def _others(book: Workbook, entry: SheetEntry, root: etree._Element) -> Iterator[Undrawn]:
    """図形のほかに描かれないもの。"""
    setup = root.find(f"{MAIN}pageSetup")
    commented = any(one.kind == "comments" for one in book.relations(entry.part))
    if commented and setup is not None and setup.get("cellComments") in _SHOWN:
        yield Undrawn(entry.name, "", "コメント")
    if is_moving(book.names_of(entry).get(PRINT_AREA, "")):
        yield Undrawn(entry.name, "", "数式で決めた印刷範囲", "シートの全体になります")
    paper = "9" if setup is None else setup.get("paperSize", "9")
    if not is_known_paper(paper):
        yield Undrawn(entry.name, "", f"用紙の大きさ(Excelの番号{paper})", "A4になります")
    yield from _table_looks(book, entry)
    option = root.find(f"{MAIN}printOptions")
    if option is not None and option.get("headings", "0") in ("1", "true"):
        yield Undrawn(entry.name, "", "行と列の番号")
    for group in root.iter(f"{_X14}sparkline"):
        yield Undrawn(entry.name, group.findtext(f"{_XM}sqref") or "", "スパークライン")
    readings = book.mentions(entry.part, b' ph="') and _WITH_READING(root)
    for cell in cast("list[etree._Element]", readings or ()):
        row, column = split_cell(cell.get("r", "A1"))
        item = item_of(cell, book.strings)
        if item is not None and item.find(f"{MAIN}rPh") is not None:
            yield Undrawn(entry.name, f"{column_name(column)}{row}", "ふりがな")
