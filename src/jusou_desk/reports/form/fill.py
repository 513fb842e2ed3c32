"""様式(xlsx)に Packet の値を差し込む。

枠が足りないときは、まず下に刷ってある空の行(``blank_rows``)を使う。それでも足りなければ、
``slots.may_grow`` が許せば行を増やし、許さなければ、足りない分を写しのシート「名前(続)」に送る。
どれでも一件も落ちない。
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from lxml import etree

from jusou_desk.packet import Packet
from jusou_desk.reports.form.blank_rows import count_on, put_tags, slots_for
from jusou_desk.reports.form.boxes import Boxes
from jusou_desk.reports.form.elsewhere import strays
from jusou_desk.reports.form.filled import FilledBook
from jusou_desk.reports.form.filling import Filling, Marks, RowScopes, Tagged, tagged_cells
from jusou_desk.reports.form.margins import put_sheet_mark
from jusou_desk.reports.form.printed_rows import count_unprinted, extend_print_area
from jusou_desk.reports.form.slots import Block, may_grow, stand_beside, tables_of
from jusou_desk.reports.form.tags import Scope, Step, parse_tags
from jusou_desk.reports.problems import Problem, Trouble, Where
from jusou_desk.reports.setting.ruler import EXACT, Calibration, ruler_for
from jusou_desk.reports.xlsx import rows
from jusou_desk.reports.xlsx.celltext import cut
from jusou_desk.reports.xlsx.copying import duplicate
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import Insertion
from jusou_desk.reports.xlsx.refusing import expecting_sound_book
from jusou_desk.reports.xlsx.results import forget_results
from jusou_desk.reports.xlsx.shared_strings import forget_strings, used_strings
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook


def fill(
    layout: bytes,
    packet: Packet,
    *,
    only: Collection[str] = (),
    calibration: Calibration = EXACT,
    moment: datetime | None = None,
    ending_well: bool = False,
) -> FilledBook:
    """様式 ``layout`` のタグに ``packet`` の値を入れたブック。

    only: 使うシートの、差し込む前の名前。空なら全部。
    calibration: 役所の Excel が紙に刷る大きさの、計算に対する比。
    moment: 紙を出す時。数式の TODAY と NOW の値になる(無ければ計算しない)。
    ending_well: 件数で長さの変わる表の、頁の終わりを整える(``page_ends``)。
    分からないタグ・入りきらない文・書体に無い文字は、例外にせず ``problems`` に並べる。
    ブックとして読めないものと、件数が多くてシートが増えすぎるものは ``BadInput``。
    """
    with expecting_sound_book():
        book = Workbook(layout, again=True)
        spare = [one for one in book.sheets if only and one.name not in only]
        freed = used_strings(book, spare)
        for sheet in spare:
            book.remove(sheet)
        forget_strings(book, freed)
        return _Filler(book, packet).run(calibration, moment, ending_well=ending_well)


@dataclass(frozen=True)
class _Run:
    """同じ項目の枠の並びと、そこに入れる一件ずつ。``grows`` なら足りない分の行を増やす。

    widened: 刷ってある空の行も枠にしたか。beside: 隣に、表のものでないタグのある行。
    """

    blocks: tuple[Block, ...]
    records: tuple[tuple[Step, ...], ...]
    grows: bool
    widened: bool
    beside: frozenset[int]

    @property
    def papers(self) -> int:
        """全部を書くのに要る枚数。"""
        return 1 if self.grows else max(1, math.ceil(len(self.records) / len(self.blocks)))

    def on(self, turn: int) -> tuple[tuple[Step, ...], ...]:
        """``turn`` 枚目(0 から)に書く分。"""
        if self.papers == 1:
            return () if turn else self.records
        size = len(self.blocks)
        return self.records[turn * size : (turn + 1) * size]


class _Filler:
    def __init__(self, book: Workbook, packet: Packet) -> None:
        self._book = book
        self._whole = Scope(packet)
        self._problems: dict[Problem, None] = {}
        self._boxes = Boxes()
        self._marks: dict[str, Marks] = {}
        #: 部品→様式でのシートの名。
        self._forms: dict[str, str] = {}

    def run(
        self, calibration: Calibration, moment: datetime | None, *, ending_well: bool
    ) -> FilledBook:
        for sheet, scope in self._expand_sheets():
            for stray in strays(self._book, sheet):
                self._tell(stray.problem)
            self._fill_sheet(sheet, scope)
        for problem in self._boxes.problems():
            self._tell(problem)
        if self._book.is_touched():
            forget_results(self._book)
        ruler = partial(ruler_for, calibration=calibration)
        found = self._book, self._problems, self._marks
        return FilledBook(*found, ruler, moment, ending_well=ending_well)

    def _tell(self, problem: Problem) -> None:
        self._problems.setdefault(problem)

    # シートの写し

    def _expand_sheets(self) -> list[tuple[SheetEntry, Scope]]:
        pairs: list[tuple[SheetEntry, Scope]] = []
        for sheet in list(self._book.sheets):
            paths = (self._whole.group_path(tag.name) for tag in parse_tags(sheet.name))
            path = next((p for p in paths if p), "")
            if not path:
                pairs.append((sheet, self._whole))
                continue
            records = self._whole.rows(path) or []
            pairs.extend(self._copy_sheet(sheet, records))
        self._forms = {sheet.part: sheet.name for sheet, _ in pairs}
        for sheet, scope in pairs:
            if parse_tags(sheet.name):
                filling = Filling(self._book, sheet, scope, self._tell, self._boxes)
                self._book.rename(
                    sheet, filling.text(sheet.name, Where(sheet.name, spot="シート名"))
                )
        return pairs

    def _copy_sheet(
        self, sheet: SheetEntry, records: Sequence[tuple[Step, ...]]
    ) -> list[tuple[SheetEntry, Scope]]:
        if not records and len(self._book.sheets) > 1:
            self._book.remove(sheet)
            return []
        if not records:
            return [(sheet, self._whole)]
        scopes = [
            Scope(self._whole.whole, [replace(step, open=True) for step in steps])
            for steps in records
        ]
        sheets = [sheet]
        self._book.expect_room(len(scopes) - 1)
        for _ in scopes[1:]:
            sheets.append(duplicate(self._book, sheet, sheets[-1]))
        return list(zip(sheets, scopes, strict=True))

    # 一枚のシート

    def _fill_sheet(self, sheet: SheetEntry, scope: Scope) -> None:
        """シートに差し込む。枠に入りきらない分があれば、写しのシートに続ける。"""
        rows.expect_separate_merges(self._book, sheet)
        rows.number_sheet(self._book, sheet.part)
        cells = tagged_cells(self._book, sheet)
        runs = self._runs(sheet, scope, cells)
        if any(run.widened for run in runs):
            cells = tagged_cells(self._book, sheet)
        papers = [sheet]
        count = max((run.papers for run in runs), default=1)
        self._book.expect_room(count - 1)
        for number in range(1, count):
            paper = duplicate(self._book, sheet, papers[-1])
            self._book.rename(paper, _continued(sheet.name, number))
            papers.append(paper)
        for turn, paper in enumerate(papers):
            # タグの誤りは、どの続紙でも一枚目と同じなので、一度だけ言う。
            tell = _ignore if turn else self._tell
            filling = Filling(self._book, paper, scope, tell, self._boxes)
            marks = self._marks[paper.part] = filling.marks
            marks.form = self._forms[sheet.part]
            if len(papers) > 1:
                tail = "・続紙あり" if turn == 0 else ""
                marks.words = f"（{'続紙 ' if turn else ''}{turn + 1}/{len(papers)}{tail}）"
                put_sheet_mark(self._book, paper, marks.words)
            filling.fill_around()
            found = tagged_cells(self._book, paper) if turn else cells
            if not found:
                continue
            self._book.touch(paper.part)
            scopes = self._place(paper, scope, runs, turn)
            # 行を差し込むと、写した行にもタグがある。
            filling.fill_cells(self._again(paper, found, scopes), scopes)

    def _runs(self, sheet: SheetEntry, scope: Scope, cells: Sequence[Tagged]) -> list[_Run]:
        tags = {cell.place: cell.tags for cell in cells}
        tables = tables_of(self._book.tree(sheet.part), scope, tags)
        found = []
        for table in tables:
            records = scope.rows(table.blocks[0].path) or []
            slots = slots_for(self._book, sheet, table, len(records))
            found.append((table, records, slots, tuple(one.block for one in slots)))
        # どの表の空の行も、ほかの表のタグを書き足す前の様式で数える。
        for table, _, slots, _ in found:
            for one in slots:
                if one.is_blank:
                    put_tags(self._book, sheet, one, table)
        runs = []
        for table, records, slots, blocks in found:
            beside = any(
                one is not table and stand_beside(table, blocks, one, other)
                for one, *_, other in found
            )
            grows = len(records) <= len(blocks) or (
                not beside and may_grow(self._book, sheet, blocks)
            )
            spare = [one.block for one in slots if one.is_blank]
            # 空の行に前からあったタグは、隣の欄のもの。
            near = {row for row, _ in tags for one in spare if one.first <= row <= one.last}
            runs.append(_Run(blocks, tuple(records), grows, bool(spare), table.beside | near))
        return runs

    def _place(self, sheet: SheetEntry, scope: Scope, runs: Sequence[_Run], turn: int) -> RowScopes:
        """枠の行に一件ずつを割り当て、要れば行を増やす。"""
        scopes: RowScopes = {}
        root = self._book.tree(sheet.part)
        # 行を増やすと下の行の番号が変わるので、どの枠の行も先に取っておく。
        taken = [[_row_elements(root, block) for block in run.blocks] for run in runs]
        for run, elements in zip(runs, taken, strict=True):
            for row in (one for group in elements for one in group):
                if _number_of(row) in run.beside:
                    scopes.setdefault(row, {})[""] = scope
        for run, elements in reversed(list(zip(runs, taken, strict=True))):
            records = run.on(turn)
            extra = len(records) - len(run.blocks)
            if extra > 0:
                first, last = (_number_of(elements[-1][at]) for at in (0, -1))
                elements.extend(rows.insert_copies(self._book, sheet, first, last, extra))
                model, count = run.blocks[-1], extra * (last - first + 1)
                grown = Insertion(sheet.name, model.first, model.last, count)
                self._marks[sheet.part].grown.append(grown)
                count_on(self._book, elements, len(run.blocks))
                extend_print_area(self._book, sheet, _number_of(elements[0][0]), last + count)
            for number, group in enumerate(elements):
                inner: Scope | None = None
                if number < len(records):
                    inner = Scope(scope.whole, (*scope.steps, *records[number]))
                for row in group:
                    scopes.setdefault(row, {})[run.blocks[0].family] = inner
            if lost := count_unprinted(self._book, sheet, elements[: len(records)]):
                words = (run.blocks[0].path, str(lost))
                self._tell(Problem(Trouble.UNPRINTED, Where(sheet.name), words))
        return scopes

    def _again(
        self,
        sheet: SheetEntry,
        cells: Sequence[Tagged],
        scopes: RowScopes,
    ) -> Sequence[Tagged]:
        known = {cell.element.getparent() for cell in cells}
        return cells if known >= scopes.keys() else tagged_cells(self._book, sheet)


def _ignore(_: Problem) -> None:
    pass


def _continued(name: str, number: int) -> str:
    """続紙のシート名。31字に収まるよう、元の名を切る。"""
    mark = f"(続{number if number > 1 else ''})"
    return cut(name, 31 - len(mark)) + mark


def _number_of(row: etree._Element) -> int:
    return int(row.get("r", "0"))


def _row_elements(root: etree._Element, block: Block) -> list[etree._Element]:
    return [
        row
        for row in root.iterfind(f"{MAIN}sheetData/{MAIN}row")
        if block.first <= _number_of(row) <= block.last
    ]
