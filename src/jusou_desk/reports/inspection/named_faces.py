"""様式が名指している書体。"""

from __future__ import annotations

from collections import Counter

from jusou_desk.reports.drawing.book import read_sheet
from jusou_desk.reports.xlsx.refusing import expecting_sound_book
from jusou_desk.reports.xlsx.workbook import Workbook


def named_faces(layout: bytes) -> tuple[str, ...]:
    """様式の、見えるシートの字の書体の名。字のある升の多い順。読めないブックなら ``BadInput``。"""
    seen: Counter[str] = Counter()
    with expecting_sound_book():
        book = Workbook(layout)
        for entry in (one for one in book.sheets if not one.hidden):
            names = book.names_of(entry)
            sheet = read_sheet(entry.name, book.tree(entry.part), book.styles, book.strings, names)
            for cell in sheet.cells.values():
                seen.update({span.font.name for span in cell.spans})
    return tuple(name for name, _ in seen.most_common())
