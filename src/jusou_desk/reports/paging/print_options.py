"""印刷の設定のうち、頁の組みに関わらないもの: 白黒で刷る、誤りのセルの刷り方。"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lxml import etree

from jusou_desk.reports.drawing.book import Sheet
from jusou_desk.reports.formulas.formula_values import Fault
from jusou_desk.reports.paging.pages import Page
from jusou_desk.reports.setting.typeset import Span
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.paint import BLACK
from jusou_desk.reports.xlsx.sheetxml import iterate_cells

#: 誤り(#N/A など)のセルを、その字の代わりにどう刷るか。
_ERRORS: Final = {"blank": "", "dash": "--", "NA": "#N/A"}


def errors_as_set(sheet: Sheet, root: etree._Element) -> Sheet:
    """誤りのセルの字を、印刷の設定のものにしたシート。"""
    words = _ERRORS.get(sheet.setup.errors)
    if words is None:
        return sheet
    cells = dict(sheet.cells)
    for row, column, element in iterate_cells(root):
        cell = cells[row, column]
        computed = element.find(f"{MAIN}f") is not None and cell.text in set(Fault)
        if computed or (element.get("t") == "e" and cell.text.startswith("#")):
            spans = (Span(words, cell.style.font),) if words else ()
            cells[row, column] = replace(cell, spans=spans)
    return replace(sheet, cells=cells)


def without_color(page: Page) -> Page:
    """白黒で刷る頁。セルは塗らず、字と罫線は黒くする。図形と画像は Excel と同じく、そのまま。"""
    return replace(
        page,
        fills=(),
        rules=tuple(replace(rule, color=BLACK) for rule in page.rules),
        texts=tuple(replace(item, color=BLACK) for item in page.texts),
        clipped=tuple(
            (frame, tuple(replace(item, color=BLACK) for item in items))
            for frame, items in page.clipped
        ),
    )
