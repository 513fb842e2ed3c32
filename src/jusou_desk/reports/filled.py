"""差し込み済みのブック。xlsx のバイト列にも、描くための頁にもなる。"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from jusou_desk.reports import cellxml
from jusou_desk.reports.book import Sheet, iterate_cells, read_sheet
from jusou_desk.reports.calculate import Calculation
from jusou_desk.reports.cells import fit_cell, grown_heights, reach, room_of, wraps
from jusou_desk.reports.margins import put_margins
from jusou_desk.reports.package import MAIN
from jusou_desk.reports.pages import Page, Placed, paginate
from jusou_desk.reports.refs import column_name
from jusou_desk.reports.stamping import Stamp
from jusou_desk.reports.workbook import SheetEntry, Workbook

Places = Collection[tuple[int, int]]


class FilledBook:
    """``fill`` の結果。同じ中身から何部でも刷れるよう、頁の組みは一度だけ行う。"""

    def __init__(
        self,
        book: Workbook,
        problems: tuple[str, ...],
        filled: Mapping[str, Places],
        growing: Mapping[str, Places],
    ) -> None:
        self._book = book
        self._problems: dict[str, None] = dict.fromkeys(problems)
        self._calculation = Calculation(book)
        self._sheets: list[tuple[Sheet, tuple[Placed, ...]]] = []
        for entry in book.sheets:
            if entry.hidden:
                continue
            part = entry.part
            sheet = self._set_sheet(entry, filled.get(part, ()), growing.get(part, ()))
            self._sheets.append(sheet)

    @property
    def problems(self) -> tuple[str, ...]:
        """人に知らせることの一覧。空なら何も失われていない。"""
        _ = self.pages
        return tuple(self._problems)

    @cached_property
    def _bytes(self) -> bytes:
        return self._book.to_bytes()

    def to_xlsx(self) -> bytes:
        """xlsx。同じ様式と値からはいつも同じバイト列になる。"""
        return self._bytes

    def stamped_xlsx(self, stamp: Stamp) -> bytes:
        """PDF の余白に刷るものを、どのシートにもヘッダーとフッターとして入れた xlsx。"""
        stamped = Workbook(self.to_xlsx())
        put_margins(stamped, stamp)
        return stamped.to_bytes()

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """描くものの一覧(頁ごと)。"""
        pages: list[Page] = []
        for sheet, placed in self._sheets:
            sheet_pages, problems = paginate(sheet, placed)
            pages.extend(sheet_pages)
            self._problems.update(dict.fromkeys(problems))
        return tuple(pages)

    def _set_sheet(
        self, entry: SheetEntry, filled: Places, growing: Places
    ) -> tuple[Sheet, tuple[Placed, ...]]:
        book = self._book
        values, failed = self._calculation.results(entry.name)
        for row, column in failed:
            where = f"{entry.name}!{column_name(column)}{row}"
            self._problems.setdefault(f"{where} の数式は計算できず、PDFでは空欄になります。")
        sheet = read_sheet(
            entry.name,
            book.tree(entry.part),
            book.styles,
            book.strings,
            book.names_of(entry),
            date1904=book.date1904,
            computed=values,
        )
        heights = grown_heights(sheet, filled, growing)
        areas = [sheet.area_of(sheet.cells[place]) for place in filled]
        rows = {row for area in areas for row in range(area.top, area.bottom + 1)}
        self._write_heights(entry, sheet, heights, rows)
        sheet = replace(sheet, heights=heights)
        placed = tuple(self._place_all(sheet))
        self._write_sizes(entry, placed, filled)
        self._note_unsupported(entry)
        return sheet, placed

    def _place_all(self, sheet: Sheet) -> Iterator[Placed]:
        limits = reach(sheet)
        for (row, column), cell in sheet.cells.items():
            if not cell.spans or sheet.is_covered(row, column):
                continue
            area = sheet.area_of(cell)
            if not any(sheet.height(number) for number in range(area.top, area.bottom + 1)):
                continue  # 隠れた行
            room = room_of(sheet, cell, limits)
            setting = fit_cell(sheet, cell, room)
            where = f"{sheet.name}!{column_name(column)}{row}"
            if not setting.fits:
                self._problems.setdefault(f"{where} の文が枠に収まりません。")
            self._note_lacks(where, setting.lacks)
            yield Placed(cell, room, setting)

    def _note_lacks(self, where: str, lacks: tuple[tuple[str, str], ...]) -> None:
        for kind, text in lacks:
            if kind == "glyph":
                code = " ".join(f"U+{ord(c):04X}" for c in text)
                self._problems.setdefault(
                    f"{where} に、書体に無い文字({code})があり、〓で印刷します。"
                )
            else:
                self._problems.setdefault(
                    f"{where} の、異体字を指定した字(U+{ord(text[0]):04X})は、指定の形で印刷できません。"
                )

    def _write_heights(
        self, entry: SheetEntry, sheet: Sheet, heights: Mapping[int, float], rows: set[int]
    ) -> None:
        for row in self._book.tree(entry.part).iterfind(f"{MAIN}sheetData/{MAIN}row"):
            number = int(row.get("r", "0"))
            height = heights.get(number)
            if height is None or height == sheet.height(number) or number not in rows:
                continue
            row.set("ht", f"{height:g}")
            # 結合したセルは Excel が自動で伸ばさない。高さを決めておかないと文が隠れる。
            row.set("customHeight", "1")

    def _write_sizes(self, entry: SheetEntry, placed: tuple[Placed, ...], filled: Places) -> None:
        """枠に合わせて縮めた字の大きさを、xlsx の文字にも付ける。"""
        small = {
            (p.cell.row, p.cell.column): p
            for p in placed
            if p.setting.factor < 1
            and (p.cell.row, p.cell.column) in filled
            and not p.cell.numeric
            and (wraps(p.cell) or not p.cell.style.alignment.shrink)
        }
        if not small:
            return
        for row, column, element in iterate_cells(self._book.tree(entry.part)):
            if (found := small.get((row, column))) is not None:
                factor = found.setting.factor
                fonts = [s.font for s in found.cell.spans]
                sizes = [int(font.size * factor * 2) / 2 for font in fonts]
                cellxml.shrink(
                    element, [replace(f, size=s) for f, s in zip(fonts, sizes, strict=True)]
                )

    def _note_unsupported(self, entry: SheetEntry) -> None:
        root = self._book.tree(entry.part)
        for tag, name in (
            ("drawing", "図形・画像・グラフ"),
            ("controls", "フォームの部品"),
            ("conditionalFormatting", "条件付き書式"),
        ):
            if root.find(MAIN + tag) is not None:
                self._problems.setdefault(
                    f"シート「{entry.name}」の{name}は、PDFには描かれません。"
                )
        header = root.find(f"{MAIN}headerFooter")
        special = ("differentFirst", "differentOddEven")
        if header is not None and any(header.get(name) in ("1", "true") for name in special):
            self._problems.setdefault(
                f"シート「{entry.name}」の先頭・偶数ページだけのヘッダーは、PDFではほかと同じになります。"
            )
