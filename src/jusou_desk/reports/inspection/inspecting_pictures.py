"""様式の点検のうち、図のタグ: 升に一つだけ書いてあるか、升が図に足りるか。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jusou_desk.reports.drawing.book import read_sheet
from jusou_desk.reports.form.pictures import ROOM_MM, area_at, size_of
from jusou_desk.reports.form.tags import Tag, parse_tags
from jusou_desk.reports.inspection.findings import Finding, Grade, Kind
from jusou_desk.reports.inspection.vocabulary import PICTURE, Vocabulary
from jusou_desk.reports.setting.ruler import Ruler, ruler_for
from jusou_desk.reports.xlsx import cellxml
from jusou_desk.reports.xlsx.refs import column_name
from jusou_desk.reports.xlsx.rows import merges_of
from jusou_desk.reports.xlsx.sheetxml import iterate_cells
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

_WHOLE: Final = "図のタグは、升に一つだけ、ほかの字を添えずに書いてください。"
_WIDER: Final = "Excelで升を結合して広げてください。小さいままだと、字が小さくなります。"
#: 小さくてよい図(決まった大きさの凡例)。
_SMALL: Final = frozenset({"凡例"})


def picture_findings(book: Workbook, vocabulary: Vocabulary) -> Iterator[Finding]:
    """図のタグの、書き方と升の大きさ。"""
    if not any(word.kind == PICTURE for word in vocabulary.words):
        return
    ruler = ruler_for(book.styles.normal)
    for sheet in book.sheets:
        words = vocabulary.on(sheet.name).words
        drawn = {word.tag for word in words if word.kind == PICTURE}
        yield from _on_sheet(book, sheet, drawn, ruler)


def _on_sheet(
    book: Workbook, sheet: SheetEntry, drawn: set[str], ruler: Ruler
) -> Iterator[Finding]:
    root = book.tree(sheet.part)
    merges = merges_of(root)
    for row, column, cell in iterate_cells(root):
        text = cellxml.text_of(cell, book.strings)
        tags = [tag for tag in parse_tags(text) if tag.name in drawn]
        if not tags:
            continue
        where = f"{column_name(column)}{row}"
        if not _is_alone(text, tags[0]):
            what = f"図のタグ「{tags[0].name}」のある升に、ほかの字があります。"
            yield Finding(Grade.RED, sheet.name, where, what, _WHOLE, kind=Kind.TAG)
            continue
        if tags[0].name.rpartition(".")[2] in _SMALL:
            continue
        laid = read_sheet(
            sheet.name, root, book.styles, book.strings, book.names_of(sheet), ruler=ruler
        )
        wide, tall = size_of(laid, area_at(merges, (row, column)))
        if wide < ROOM_MM[0] or tall < ROOM_MM[1]:
            what = (
                f"図のタグ「{tags[0].name}」の升が、幅{wide:.0f}ミリ・高さ{tall:.0f}ミリです"
                f"(目安は幅{ROOM_MM[0]:.0f}ミリ・高さ{ROOM_MM[1]:.0f}ミリから)。"
            )
            yield Finding(Grade.YELLOW, sheet.name, where, what, _WIDER)


def _is_alone(text: str, tag: Tag) -> bool:
    return text.strip(" \u3000\n") == text[tag.start : tag.end]
