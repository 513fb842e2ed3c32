"""様式の点検のうち、頁の分かれ方: 別の頁に落ちた右の列、何も書かれていない頁。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from jusou_desk.reports.drawing.book import Sheet
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.inspection.findings import Finding, Grade, Kind
from jusou_desk.reports.paging.pages import Page
from jusou_desk.reports.xlsx.refs import Area, column_name

#: 行、列、文、次の一手。
Told = tuple[int, int, str, str]
_ONE_WIDE: Final = (
    "1頁に収めるには、Excelの「ページ レイアウト」の「拡大縮小印刷」で「横」を「1 ページ」にするか、"
    "列の幅や余白を狭めてください。"
)
_TRIM: Final = (
    "要らない頁なら、Excelの「ページ レイアウト」の「印刷範囲」を要る所だけにするか、"
    "行の高さや余白を狭めてください。"
)


def page_findings(book: FilledBook) -> Iterator[Finding]:
    """試しに差し込んだブックの頁で、気をつけること。どれも黄。"""
    sheets = {sheet.name: sheet for sheet, _ in book.sheets}
    pages: dict[str, list[tuple[int, Page]]] = {}
    for number, page in enumerate(book.pages, start=1):
        pages.setdefault(page.sheet, []).append((number, page))
    for name, numbered in pages.items():
        for row, column, what, advice in _on_sheet(sheets[name], numbered):
            sheet, number = book.on_form(name, row)
            cell = f"{column_name(column)}{number}"
            yield Finding(Grade.YELLOW, sheet, cell, what, advice, Kind.PAGES)


def _on_sheet(sheet: Sheet, numbered: Sequence[tuple[int, Page]]) -> Iterator[Told]:
    fallen: set[int] = set()
    for area in sheet.printed or (None,):
        inside = [one for one in numbered if _is_in(one[1], area)]
        columns = _fallen_columns(sheet, [page for _, page in inside])
        if not columns:
            continue
        fallen |= {number for number, page in inside if _first_column(sheet, page) in columns}
        first, last = column_name(min(columns)), column_name(max(columns))
        which = first if first == last else f"{first}～{last}"
        row = _body(sheet.title_rows, inside[0][1].grid.rows)[0]
        yield row, min(columns), f"右の列({which})が別の頁に分かれます。", _ONE_WIDE
    for number, page in numbered[1:]:
        if number not in fallen and _is_blank(sheet, page):
            lined = page.rules or page.fills
            what = "罫線や塗りのほかに何もありません。" if lined else "何もありません。"
            row = _body(sheet.title_rows, page.grid.rows)[0]
            yield row, page.grid.columns[0], f"PDFの{number}頁目には、{what}", _TRIM


def _is_in(page: Page, area: Area | None) -> bool:
    if area is None:
        return True
    rows, columns = page.grid.rows, page.grid.columns
    down = area.top <= rows[-1] <= area.bottom
    return down and area.left <= columns[-1] <= area.right


def _fallen_columns(sheet: Sheet, pages: Sequence[Page]) -> set[int]:
    """二枚目から右の頁に載る列。手で入れた改頁の先は、分けるつもりの列なので数えない。"""
    starts = [_first_column(sheet, page) for page in pages]
    meant = sheet.column_breaks if sheet.setup.fit is None else frozenset[int]()
    return {
        column
        for page, start in zip(pages, starts, strict=True)
        if start > min(starts) and start - 1 not in meant
        for column in _body(sheet.title_columns, page.grid.columns)
    }


def _first_column(sheet: Sheet, page: Page) -> int:
    return _body(sheet.title_columns, page.grid.columns)[0]


def _body(titles: tuple[int, int] | None, numbers: Sequence[int]) -> Sequence[int]:
    """頁ごとに繰り返す見出しを除いた行(列)。見出しだけの頁なら、そのまま。"""
    rest = [n for n in numbers if titles is None or not titles[0] <= n <= titles[1]]
    return rest or numbers


def _is_blank(sheet: Sheet, page: Page) -> bool:
    """繰り返す見出しのほかに、字も図形も無い頁か。"""
    if page.clipped or page.figures:
        return False
    rows = page.grid.rows
    top = page.grid.tops[rows.index(_body(sheet.title_rows, rows)[0])]
    return not any(glyphs.y < top and glyphs.text.strip() for glyphs in page.texts)
