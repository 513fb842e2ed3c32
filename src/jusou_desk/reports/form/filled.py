"""差し込み済みのブック。xlsx のバイト列にも、描くための頁にもなる。"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from jusou_desk.reports.drawing.book import Cell, Sheet, read_sheet
from jusou_desk.reports.drawing.conditional import dress
from jusou_desk.reports.drawing.headings import read_headings
from jusou_desk.reports.drawing.scene import read_scene
from jusou_desk.reports.drawing.undrawn import Undrawn
from jusou_desk.reports.drawing.whole_lines import with_whole_lines
from jusou_desk.reports.form.continuation import TO_BE_CONTINUED, Carried, add_sheet, split_text
from jusou_desk.reports.form.filling import Marks
from jusou_desk.reports.form.margins import put_margins
from jusou_desk.reports.form.page_ends import end_well
from jusou_desk.reports.form.pictures import put_pictures
from jusou_desk.reports.formulas.calculate import Calculation
from jusou_desk.reports.formulas.formula_values import Fault
from jusou_desk.reports.paging.cells import (
    fit_cell,
    grown_heights,
    is_on_paper,
    reach,
    room_of,
    wraps,
)
from jusou_desk.reports.paging.figures import Figure, place_figures
from jusou_desk.reports.paging.pages import Page, Placed, paginate
from jusou_desk.reports.paging.print_options import errors_as_set, without_color
from jusou_desk.reports.paper.stamping import Stamp
from jusou_desk.reports.problems import Problem, Trouble, Where
from jusou_desk.reports.setting.fonts import lost_faces
from jusou_desk.reports.setting.ruler import Ruler, ruler_for
from jusou_desk.reports.setting.typeset import Span
from jusou_desk.reports.xlsx import cellxml
from jusou_desk.reports.xlsx.celltext import LIMIT
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import column_name
from jusou_desk.reports.xlsx.refusing import expecting_sound_book
from jusou_desk.reports.xlsx.sheetxml import iterate_cells, written_cells
from jusou_desk.reports.xlsx.styles import Font
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

Place = tuple[int, int]


class FilledBook:
    """``fill`` の結果。同じ中身から何部でも刷れるよう、頁の組みは一度だけ行う。

    xlsx に書き戻すこと(伸ばした行の高さ、縮めた字、続紙)だけを先に決め、描く分は頁を頼まれてから組む。
    """

    def __init__(
        self,
        book: Workbook,
        problems: Iterable[Problem],
        marks: Mapping[str, Marks],
        ruler_for: Callable[[Font], Ruler] = ruler_for,
        moment: datetime | None = None,
        *,
        ending_well: bool = False,
    ) -> None:
        self._book = book
        self._problems: dict[Problem, None] = dict.fromkeys(problems)
        self._moment = moment
        self._calculation = Calculation(book, moment)
        self._ruler = ruler_for(book.styles.normal)
        self._marks = marks
        self._figures: dict[str, tuple[Figure, ...]] = {}
        self._undrawn: list[Undrawn] = []
        self._carried: set[Where] = set()
        for entry in [one for one in book.sheets if not one.hidden]:
            if (mark := marks.get(entry.part)) is not None and mark.filled:
                self._settle(entry, mark)
                if ending_well:
                    end_well(book, entry, self._fit_rows(entry, mark))
        for entry in list(book.sheets):
            if (mark := marks.get(entry.part)) is not None and mark.pictures:
                told = put_pictures(book, entry, self._sheet(entry), mark.pictures)
                self._problems.update(dict.fromkeys(told))
        self._note_cuts()

    @property
    def suffix(self) -> str:
        """書き出すファイルの名の終わり(``xlsx`` か、マクロ付きの ``xlsm``)。"""
        return self._book.suffix

    @cached_property
    def sheets(self) -> tuple[tuple[Sheet, tuple[Placed, ...]], ...]:
        """見えるシートと、その組み終えたセル。"""
        with expecting_sound_book():
            return tuple(self._set_sheet(e) for e in self._book.sheets if not e.hidden)

    @property
    def undrawn(self) -> tuple[Undrawn, ...]:
        """PDF に(そのとおりには)描かれないもの。"""
        _ = self.sheets
        return tuple(self._undrawn)

    @property
    def noted(self) -> tuple[Problem, ...]:
        """人に知らせることの一覧。空なら何も失われていない。"""
        _ = self.pages
        return tuple(self._problems)

    @property
    def problems(self) -> tuple[str, ...]:
        """``noted`` の文。値がそのまま紙に出ることは、様式を取り込むときの点検だけが言う。"""
        told = (one for one in self.noted if one.trouble is not Trouble.ODD_FORMAT)
        return tuple(dict.fromkeys(one.sentence for one in told))

    def on_form(self, sheet: str, row: int) -> tuple[str, int]:
        """出したブックの行 → 様式でのシートの名と行。足した続紙など、様式に無い所はそのまま。"""
        marks = self._marks_by_name.get(sheet)
        return (marks.form, marks.row_on_form(row)) if marks is not None else (sheet, row)

    @cached_property
    def _marks_by_name(self) -> Mapping[str, Marks]:
        sheets = self._book.sheets
        return {one.name: self._marks[one.part] for one in sheets if one.part in self._marks}

    @cached_property
    def _bytes(self) -> bytes:
        return self._book.to_bytes()

    def to_xlsx(self) -> bytes:
        """xlsx。同じ様式と値からはいつも同じバイト列になる。"""
        return self._bytes

    def stamped_xlsx(self, stamp: Stamp) -> bytes:
        """PDF の余白に刷るものを、どのシートにもヘッダーとフッターとして入れた xlsx。"""
        stamped = Workbook(self.to_xlsx())
        words = {
            e.name: self._marks[e.part].words for e in self._book.sheets if e.part in self._marks
        }
        put_margins(stamped, stamp, words)
        return stamped.to_bytes()

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """描くものの一覧(頁ごと)。"""
        pages: list[Page] = []
        for sheet, placed in self.sheets:
            sheet_pages, problems = paginate(sheet, placed, self._figures[sheet.name])
            plain = sheet.setup.colorless
            pages.extend(map(without_color, sheet_pages) if plain else sheet_pages)
            self._problems.update(dict.fromkeys(problems))
        self._let_go()
        return tuple(pages)

    def _let_go(self) -> None:
        """組み終えたシートの木を捨てる。何百冊も差し込んで一つの PDF にすることがある。"""
        self._calculation = Calculation(self._book, self._moment)
        for entry in self._book.sheets:
            self._book.settle(entry.part)

    # xlsx に書き戻すこと

    def _settle(self, entry: SheetEntry, mark: Marks) -> None:
        """差し込んだセルを枠に収める。入りきらない文の残りは続紙に書く。"""
        sheet = self._fit_rows(entry, mark)
        seen = [p for p in mark.filled if p in sheet.cells and not sheet.is_covered(*p)]
        # 印刷範囲の外の作業欄は、紙に出ない。切ると、そこを引く数式の値まで切れる。
        places = [p for p in seen if is_on_paper(sheet, sheet.area_of(sheet.cells[p]))]
        placed = list(self._place(sheet, places, mark.filled))
        over = [p for p in placed if not p.setting.fits and not p.cell.numeric]
        if over:
            self._carry(entry, sheet, mark, over)
            sheet = self._fit_rows(entry, mark)
            placed = list(self._place(sheet, places, mark.filled))
        self._write_sizes(entry, placed)

    def _fit_rows(self, entry: SheetEntry, mark: Marks) -> Sheet:
        """行の高さを文に合わせたシート。変えた高さは xlsx にも書く。"""
        # 印刷範囲が無いときは、罫線だけのセルも、文の広がれる範囲を決める。
        names = self._book.names_of(entry)
        sheet = self._sheet(entry, written="_xlnm.Print_Area" in names)
        heights = grown_heights(sheet, mark.filled, mark.growing)
        areas = [sheet.area_of(sheet.cells[p]) for p in mark.filled if p in sheet.cells]
        rows = {row for area in areas for row in range(area.top, area.bottom + 1)}
        self._write_heights(entry, sheet, heights, rows)
        return replace(sheet, heights=heights)

    def _carry(self, entry: SheetEntry, sheet: Sheet, mark: Marks, over: Sequence[Placed]) -> None:
        """枠に入りきらない文を切り、残りを続紙のシートに書く。"""
        limits = reach(sheet)
        elements = {(r, c): e for r, c, e in iterate_cells(self._book.tree(entry.part))}
        carried = []
        for item in over:
            cell = item.cell

            def fits(text: str, cell: Cell = cell) -> bool:
                trial = replace(cell, spans=(Span(text, cell.spans[0].font),))
                return fit_cell(sheet, trial, room_of(sheet, trial, limits)).fits

            place = (cell.row, cell.column)
            text = mark.full.get(place, cell.text)
            kept, rest = split_text(text, fits)
            whole = rest == text
            if not whole:
                kept = kept.removesuffix(TO_BE_CONTINUED)
                cellxml.shorten(elements[place], kept, TO_BE_CONTINUED)
            carried.append(
                Carried(mark.filled[place], f"{column_name(cell.column)}{cell.row}", rest, whole)
            )
        whose = [f"{name} {value}" for name, value in mark.whose.items() if value]
        more = add_sheet(self._book, entry, whose, carried, self._ruler)
        self._calculation = Calculation(self._book, self._moment)
        for one in carried:
            what = "全文" if one.whole else "続き"
            where = Where(entry.name, one.cell)
            self._carried.add(where)
            self._note(Trouble.CONTINUED, where, what, f"「{more.name}」")

    def _note_cuts(self) -> None:
        """セルに入る長さを超え、続紙にも送れなかった文(隠れたシートの文など)。"""
        for entry in self._book.sheets:
            for row, column in self._marks.get(entry.part, Marks()).full:
                where = _at(entry.name, row, column)
                if where not in self._carried:
                    self._note(Trouble.CUT, where, f"{LIMIT:,}")

    def _note(self, trouble: Trouble, where: Where, *words: str) -> None:
        self._problems.setdefault(Problem(trouble, where, words))

    # 描くもの

    def _sheet(self, entry: SheetEntry, *, written: bool = False) -> Sheet:
        book = self._book
        return read_sheet(
            entry.name,
            book.tree(entry.part),
            book.styles,
            book.strings,
            book.names_of(entry),
            date1904=book.date1904,
            computed=self._calculation.results(entry.name)[0],
            ruler=self._ruler,
            written=written,
        )

    def _set_sheet(self, entry: SheetEntry) -> tuple[Sheet, tuple[Placed, ...]]:
        computed, failed = self._calculation.results(entry.name)
        for row, column in failed:
            self._note(Trouble.UNCALCULATED, _at(entry.name, row, column))
        mark = self._marks.get(entry.part, Marks())
        sheet = self._sheet(entry)
        headings, lost = read_headings(self._book, entry)
        heights = grown_heights(sheet, mark.filled, mark.growing)
        sheet = self._dressed(entry, replace(sheet, heights=heights, headings=headings))
        places = [p for p, cell in sheet.cells.items() if cell.spans and not sheet.is_covered(*p)]
        placed = tuple(self._place(sheet, places, mark.filled))
        self._note_faults(sheet, computed, [(p.cell.row, p.cell.column) for p in placed])
        for item in placed:
            where = _at(sheet.name, item.cell.row, item.cell.column)
            if not item.setting.fits and where not in self._carried:
                self._note(Trouble.OVERFLOW, where)
            elif self._is_hashed(item, mark, computed):
                self._note(Trouble.HASHED, where)
            self._note_lacks(where, item.setting.lacks)
        self._figures[entry.name] = self._figures_of(entry, sheet)
        self._note_undrawn(lost)
        self._note_guessed(sheet)
        for name in lost_faces(span.font.name for item in placed for span in item.cell.spans):
            self._note(Trouble.LOST_FACE, Where(), name)
        return sheet, placed

    @staticmethod
    def _is_hashed(item: Placed, mark: Marks, computed: Mapping[Place, object]) -> bool:
        """PDF では縮めて入れたが、Excel では「###」と出る数か。刷り込まれた数は、様式のままなので問わない。"""
        place = item.cell.row, item.cell.column
        ours = place in mark.filled or place in computed
        shrinks = item.cell.style.alignment.shrink
        return ours and item.cell.numeric and not shrinks and item.setting.factor < 1

    def _note_faults(
        self, sheet: Sheet, computed: Mapping[Place, object], places: Iterable[Place]
    ) -> None:
        """刷られる、数式の誤り。"""
        for place in places:
            value = computed.get(place)
            if isinstance(value, Fault) and sheet.cells[place].text == value:
                self._note(Trouble.FAULT, _at(sheet.name, *place), value)

    def _note_guessed(self, sheet: Sheet) -> None:
        """列の幅が見込みなら知らせる。幅に合わせて縮めるシートでは、違いが出ない。"""
        ruler, fit = sheet.ruler, sheet.setup.fit
        if ruler.known or not ruler.calibration.is_exact or (fit and fit[0]):
            return
        font = self._book.styles.normal
        self._note(Trouble.GUESSED_WIDTH, Where(), f"{font.name} {font.size:g}")

    def _place(
        self, sheet: Sheet, places: Iterable[Place], filled: Collection[Place]
    ) -> Iterator[Placed]:
        limits = reach(sheet)
        for place in places:
            cell = sheet.cells[place]
            area = sheet.area_of(cell)
            if not any(sheet.height(number) for number in range(area.top, area.bottom + 1)):
                continue  # 隠れた行
            room = room_of(sheet, cell, limits)
            if not is_on_paper(sheet, room):
                continue
            setting = fit_cell(sheet, cell, room, printed=place not in filled)
            yield Placed(cell, room, setting)

    def _note_lacks(self, where: Where, lacks: tuple[tuple[str, str], ...]) -> None:
        for kind, text in lacks:
            if kind == "glyph":
                codes = " ".join(f"U+{ord(c):04X}" for c in text)
                self._note(Trouble.NO_GLYPH, where, codes)
            elif kind == "order":
                self._note(Trouble.RIGHT_TO_LEFT, where)
            else:
                self._note(Trouble.NO_VARIANT, where, f"U+{ord(text[0]):04X}")

    def _write_heights(
        self, entry: SheetEntry, sheet: Sheet, heights: Mapping[int, float], rows: set[int]
    ) -> None:
        changed = {n for n in rows if n in heights and heights[n] != sheet.height(n)}
        if not changed:
            return
        for row in self._book.tree(entry.part).iterfind(f"{MAIN}sheetData/{MAIN}row"):
            number = int(row.get("r", "0"))
            if number not in changed:
                continue
            row.set("ht", f"{self._ruler.written(heights[number]):g}")
            # 結合したセルは Excel が自動で伸ばさない。高さを決めておかないと文が隠れる。
            row.set("customHeight", "1")

    def _write_sizes(self, entry: SheetEntry, placed: Sequence[Placed]) -> None:
        """枠に合わせて縮めた字の大きさを、xlsx の文字にも付ける。"""
        small = {
            (p.cell.row, p.cell.column): p
            for p in placed
            if p.setting.factor < 1
            and not p.cell.numeric
            and (wraps(p.cell) or not p.cell.style.alignment.shrink)
        }
        if not small:
            return
        for row, column, element in written_cells(self._book.tree(entry.part)):
            if (found := small.get((row, column))) is not None:
                factor = found.setting.factor
                fonts = [s.font for s in found.cell.spans]
                sizes = [int(font.size * factor * 2) / 2 for font in fonts]
                cellxml.shrink(
                    element, [replace(f, size=s) for f, s in zip(fonts, sizes, strict=True)]
                )

    def _dressed(self, entry: SheetEntry, sheet: Sheet) -> Sheet:
        """行と列の書式を置き、条件付き書式を当てたシート。"""
        book = self._book
        value = self._calculation.on(entry.name)
        root = book.tree(entry.part)
        sheet = with_whole_lines(sheet, root, book.styles)
        dressed, undrawn = dress(sheet, root, book.styles, value, date1904=book.date1904)
        self._note_undrawn(undrawn)
        return errors_as_set(dressed, root)

    def _note_undrawn(self, undrawn: Iterable[Undrawn]) -> None:
        for one in undrawn:
            self._undrawn.append(one)
            self._problems.setdefault(one.problem)

    def _figures_of(self, entry: SheetEntry, sheet: Sheet) -> tuple[Figure, ...]:
        """シートの図形。描けないものは ``undrawn`` に残す。"""
        drawings, undrawn = read_scene(self._book, entry, sheet)
        figures = place_figures(sheet, drawings)
        self._note_undrawn(undrawn)
        for figure in figures:
            where = Where(entry.name, figure.cell, "図形")
            if not figure.fits:
                self._note(Trouble.FIGURE_OVERFLOW, where)
            self._note_lacks(where, figure.lacks)
        return figures


def _at(sheet: str, row: int, column: int) -> Where:
    return Where(sheet, f"{column_name(column)}{row}")
