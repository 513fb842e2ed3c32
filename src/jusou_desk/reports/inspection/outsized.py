"""町の様式として受け取る大きさの上限。差し込むのに何分もかかるブックを、先に断る。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from jusou_desk.errors import BadInput
from jusou_desk.reports.drawing.conditional_rules import X14
from jusou_desk.reports.xlsx.celltext import LIMIT, is_long
from jusou_desk.reports.xlsx.cellxml import text_of
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import MAX_COLUMN, column_name
from jusou_desk.reports.xlsx.sheetxml import iterate_cells
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

#: ブックのタグのある升と、シート一枚の条件付き書式の上限。
MAX_TAGGED: Final = 5_000
MAX_RULES: Final = 500


def expect_moderate(book: Workbook) -> None:
    """升の字が長すぎる・タグや条件付き書式や列の幅が多すぎるブックは ``BadInput``。"""
    for sheet in book.sheets:
        root = book.tree(sheet.part)
        rules = sum(1 for _ in root.iter(f"{MAIN}cfRule", f"{X14}cfRule"))
        if rules > MAX_RULES:
            raise BadInput(
                f"シート「{sheet.name}」の条件付き書式が多すぎます({rules:,}個)。",
                f"Excelの「条件付き書式」→「ルールの管理」で、{MAX_RULES}個以下にしてください。",
            )
        if _columns(root) > MAX_COLUMN:
            raise BadInput(
                f"シート「{sheet.name}」の列の幅が、同じ列に何度も書かれています。",
                "Excelで開いて保存し直してから、もう一度選んでください。",
            )
    tagged = sum(1 for sheet in book.sheets for _ in _tagged(book, sheet))
    if tagged > MAX_TAGGED:
        raise BadInput(
            f"タグのある升が多すぎるブックです({tagged:,}か所)。",
            f"タグのある升を{MAX_TAGGED:,}か所以下にするか、いくつかの様式に分けてください。",
        )


def _columns(root: etree._Element) -> int:
    """幅の書かれた列の数。Excel は一つの列を一度だけ書く。"""
    spans = (
        (int(one.get("min", "1")), min(int(one.get("max", "1")), MAX_COLUMN))
        for one in root.iterfind(f"{MAIN}cols/{MAIN}col")
    )
    return sum(last - first + 1 for first, last in spans if last >= first)


def _tagged(book: Workbook, sheet: SheetEntry) -> Iterator[str]:
    for row, column, cell in iterate_cells(book.tree(sheet.part)):
        text = text_of(cell, book.strings)
        if is_long(text):
            raise BadInput(
                f"シート「{sheet.name}」の{column_name(column)}{row}の字が長すぎます。",
                f"Excelの升に入るのは{LIMIT:,}字までです。短くして保存し直してください。",
            )
        if "{" in text or "｛" in text:
            yield text
