"""刷り上がりの頁の中の、升の場所。画面で、紙の上の升を指すために使う。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jusou_desk.reports.drawing.book import Sheet
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.paging.pages import Page
from jusou_desk.reports.xlsx.refs import Area, column_name


@dataclass(frozen=True, slots=True)
class CellBox:
    """升一つ(結合していれば全体)の場所。

    sheet・cell: シートの名と、左上の番地。どちらも様式での呼び方で、差し込んで増やした行の升は、
    写した元の行の升の番地になる。page: 頁(0 から)。
    x・y・width・height: 紙の左上から右と下へのポイント。words: いま書いてある字。
    """

    sheet: str
    cell: str
    page: int
    x: float
    y: float
    width: float
    height: float
    words: str = ""

    def holds(self, x: float, y: float) -> bool:
        """紙の左上から (x, y) ポイントの点が、この升の中か。"""
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


def cell_boxes(book: FilledBook) -> tuple[CellBox, ...]:
    """どの頁の、どの升も。頁の順、上から、左から。``pdf.draw_plain`` の紙と同じ場所になる。"""
    sheets = {sheet.name: sheet for sheet, _ in book.sheets}
    return tuple(
        box
        for number, page in enumerate(book.pages)
        for box in _on_page(book, sheets[page.sheet], page, number)
    )


def _on_page(book: FilledBook, sheet: Sheet, page: Page, number: int) -> Iterator[CellBox]:
    seen: set[Area] = set()
    row_at = {row: at for at, row in enumerate(page.grid.rows)}
    column_at = {column: at for at, column in enumerate(page.grid.columns)}
    for row in page.grid.rows:
        for column in page.grid.columns:
            area = sheet.merged.get((row, column)) or Area(row, column, row, column)
            if area in seen:
                continue
            seen.add(area)
            rows = [row_at[r] for r in range(area.top, area.bottom + 1) if r in row_at]
            columns = [column_at[c] for c in range(area.left, area.right + 1) if c in column_at]
            top, bottom = page.grid.tops[rows[0]], page.grid.tops[rows[-1] + 1]
            left, right = page.grid.lefts[columns[0]], page.grid.lefts[columns[-1] + 1]
            cell = sheet.cells.get((area.top, area.left))
            name, top_row = book.on_form(sheet.name, area.top)
            yield CellBox(
                sheet=name,
                cell=f"{column_name(area.left)}{top_row}",
                page=number,
                x=page.origin[0] + left * page.scale,
                y=page.origin[1] - top * page.scale,
                width=(right - left) * page.scale,
                height=(top - bottom) * page.scale,
                words=cell.text if cell else "",
            )
