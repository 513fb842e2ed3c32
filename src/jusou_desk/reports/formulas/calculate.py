"""ブックの数式セルを計算する。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml import etree

from jusou_desk.reports.formulas.arguments import Setting
from jusou_desk.reports.formulas.formula import MAX_LETTERS, calculate
from jusou_desk.reports.formulas.formula_values import (
    Exhausted,
    Fault,
    Scalar,
    Unsupported,
    sound,
)
from jusou_desk.reports.formulas.parsing import Call, parse
from jusou_desk.reports.xlsx.cellxml import text_of
from jusou_desk.reports.xlsx.numfmt import to_serial
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import Area, copy_formula, parse_area
from jusou_desk.reports.xlsx.sheetxml import iterate_cells
from jusou_desk.reports.xlsx.workbook import SheetEntry, Workbook

# 上の行から順に求めるので、ふつうの表ではここまで深くならない。
_MAX_DEPTH: Final = 40
#: ブック一冊の計算で読む升の数の上限。千の式が千行ずつを数えても足りる。
MAX_READS: Final = 1_500_000
#: 条件付き書式の式を一度確かめる手間は、升を読む手間のおよそこの数倍。
_TEST_COST: Final = 10
_Place = tuple[int, int]


class _Page:
    """シート一枚の、数式の計算に要るところ。"""

    def __init__(self, entry: SheetEntry, root: etree._Element) -> None:
        self.entry = entry
        self.cells: dict[_Place, etree._Element] = {}
        self.shared: dict[str, tuple[str, int, int]] = {}
        for row, column, cell in iterate_cells(root):
            self.cells[row, column] = cell
            formula = cell.find(f"{MAIN}f")
            if formula is not None and formula.get("t") == "shared" and formula.text:
                self.shared[formula.get("si", "")] = (formula.text, row, column)
        self.extent = (
            max((row for row, _ in self.cells), default=0),
            max((column for _, column in self.cells), default=0),
        )
        rows = root.iterfind(f"{MAIN}sheetData/{MAIN}row")
        self.hidden = {int(r.get("r", "0")) for r in rows if r.get("hidden") in ("1", "true")}
        self.filtered = _filtered(root)


def _filtered(root: etree._Element) -> Area | None:
    """絞り込みの掛かっている範囲。"""
    found = root.find(f"{MAIN}autoFilter")
    if found is None or found.find(f"{MAIN}filterColumn") is None:
        return None
    return parse_area(found.get("ref", "A1"))


class Calculation:
    """ブック全体の計算。値は要るときに一度だけ求める。

    moment: TODAY と NOW の時(紙を出す時)。時計は見ないので、同じ入力からは同じ値になる。
    """

    def __init__(self, book: Workbook, moment: datetime | None = None) -> None:
        self._book = book
        self._moment = moment
        self._pages: dict[str, _Page] = {}
        self._known: dict[tuple[str, int, int], Scalar] = {}
        self._open: set[tuple[str, int, int]] = set()
        self._reads = self._letters = 0

    def results(self, sheet: str) -> tuple[dict[_Place, float | str], list[_Place]]:
        """(数式セル→値, 計算できずに値も残っていないセル)。"""
        values: dict[_Place, float | str] = {}
        failed: list[_Place] = []
        for (row, column), cell in self._formulas(sheet):
            try:
                value = self.value(sheet, row, column)
            except Unsupported:
                if not cell.findtext(f"{MAIN}v"):
                    failed.append((row, column))
                continue
            if isinstance(value, bool):
                value = "TRUE" if value else "FALSE"
            values[row, column] = 0.0 if value is None else value
        return values, failed

    def value(self, sheet: str, row: int, column: int) -> Scalar:
        """セルの値(誤りなら ``Fault``)。循環や分からない数式、多すぎる計算は ``Unsupported``。"""
        self._spend(1)
        key = (sheet, row, column)
        if key in self._known:
            return self._known[key]
        if key in self._open or len(self._open) > _MAX_DEPTH:
            raise Unsupported("circular")
        self._open.add(key)
        try:
            found = self._read(sheet, row, column)
        except RecursionError as error:
            raise Unsupported("deep") from error
        finally:
            self._open.discard(key)
        self._letters += len(found) if isinstance(found, str) else 0
        if self._letters > MAX_LETTERS:
            raise Exhausted("letters")
        self._known[key] = found
        return found

    def on(self, sheet: str) -> SheetValues:
        """シート一枚の値。"""
        return SheetValues(self, sheet)

    def test(self, formula: str, sheet: str, row: int, column: int) -> Scalar:
        """セル(行, 列)に置いたとみなした数式の値。"""
        self._spend(_TEST_COST)
        return calculate(formula, self._setting(sheet, row, column), self)

    # 式が読むところ

    def extent(self, sheet: str) -> _Place:
        """使っている、いちばん下の行と右の列。"""
        return self._page(sheet).extent

    def named(self, name: str, sheet: str) -> str:
        """名前の定義の式。シートのものが先。"""
        entry = self._page(sheet).entry
        found = {
            one.get("localSheetId"): one.text or ""
            for one in self._book.defined_names()
            if one.get("name", "").casefold() == name.casefold()
        }
        text = found.get(str(entry.index), found.get(None))
        if not text:
            raise Unsupported(name)
        return text

    def left_out(self, sheet: str, row: int, column: int, *, hidden: bool) -> bool:
        """小計に入れないセルか。"""
        page = self._page(sheet)
        inside = page.filtered is not None and page.filtered.top < row <= page.filtered.bottom
        if row in page.hidden and (hidden or inside):
            return True
        cell = page.cells.get((row, column))
        formula = None if cell is None else cell.find(f"{MAIN}f")
        if formula is None:
            return False
        tree = parse(self._formula(formula, sheet, row, column))
        return isinstance(tree, Call) and tree.name == "SUBTOTAL"

    # 中で

    def _spend(self, reads: int) -> None:
        self._reads += reads
        if self._reads > MAX_READS:
            raise Exhausted("reads")

    def _setting(self, sheet: str, row: int, column: int) -> Setting:
        return Setting(sheet, row, column, self._moment, self._book.date1904)

    def _formulas(self, name: str) -> Iterator[tuple[_Place, etree._Element]]:
        """数式セル。数式の無いシート(たいていの様式)では、セルを一つずつは見ない。"""
        if next(self._root(self._entry(name)).iter(f"{MAIN}f"), None) is None:
            return
        for place, cell in self._page(name).cells.items():
            if cell.find(f"{MAIN}f") is not None:
                yield place, cell

    def _entry(self, name: str) -> SheetEntry:
        wanted = name.casefold()
        entry = next((s for s in self._book.sheets if s.name.casefold() == wanted), None)
        if entry is None:
            raise Unsupported(name)
        return entry

    def _root(self, entry: SheetEntry) -> etree._Element:
        return self._book.tree(entry.part)

    def _page(self, name: str) -> _Page:
        if name not in self._pages:
            entry = self._entry(name)
            self._pages[name] = _Page(entry, self._root(entry))
        return self._pages[name]

    def _formula(self, formula: etree._Element, sheet: str, row: int, column: int) -> str:
        if formula.get("t") == "array" and ":" in formula.get("ref", ""):
            # いくつもの升に広がる配列数式。
            raise Unsupported("array")
        if formula.text:
            return formula.text
        master = self._page(sheet).shared.get(formula.get("si", ""))
        if master is None:
            raise Unsupported("shared")
        text, top, left = master
        return copy_formula(text, row - top, column - left)

    def _read(self, sheet: str, row: int, column: int) -> Scalar:
        cell = self._page(sheet).cells.get((row, column))
        if cell is None:
            return None
        formula = cell.find(f"{MAIN}f")
        if formula is not None:
            text = self._formula(formula, sheet, row, column)
            setting = self._setting(sheet, row, column)
            return calculate(text, setting, self, array=formula.get("t") == "array")
        raw = cell.findtext(f"{MAIN}v")
        match cell.get("t", "n"):
            case "n":
                return float(raw) if raw else None
            case "d" if raw:
                return to_serial(datetime.fromisoformat(raw), date1904=self._book.date1904)
            case "b":
                return raw == "1"
            case "s" | "inlineStr":
                return text_of(cell, self._book.strings) or None
            case "e" if raw in set(Fault):
                return Fault(raw)
            case _:
                return raw


@dataclass(frozen=True)
class SheetValues:
    """シート一枚の値と、そこに置いた式の値。条件付き書式が読む。"""

    calculation: Calculation
    sheet: str

    def __call__(self, row: int, column: int) -> Scalar:
        """セルの値。"""
        return self.calculation.value(self.sheet, row, column)

    def test(self, formula: str, row: int, column: int) -> Scalar:
        """セル(行, 列)に置いたとみなした数式の値。誤りになるなら ``Faulty``。"""
        return sound(self.calculation.test(formula, self.sheet, row, column))
