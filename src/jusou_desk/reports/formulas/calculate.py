"""ブックの数式セルを計算する。"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from lxml import etree

from jusou_desk.reports.formulas.formula import evaluate
from jusou_desk.reports.formulas.formula_values import Scalar, Unsupported
from jusou_desk.reports.xlsx.cellxml import text_of
from jusou_desk.reports.xlsx.numfmt import to_serial
from jusou_desk.reports.xlsx.package import MAIN
from jusou_desk.reports.xlsx.refs import copy_formula
from jusou_desk.reports.xlsx.sheetxml import iterate_cells
from jusou_desk.reports.xlsx.workbook import Workbook

# 上の行から順に求めるので、ふつうの表ではここまで深くならない。
_MAX_DEPTH: Final = 40


class Calculation:
    """ブック全体の計算。値は要るときに一度だけ求める。"""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._cells: dict[str, dict[tuple[int, int], etree._Element]] = {}
        self._shared: dict[tuple[str, str], tuple[str, int, int]] = {}
        self._known: dict[tuple[str, int, int], Scalar] = {}
        self._open: set[tuple[str, int, int]] = set()

    def results(
        self, sheet: str
    ) -> tuple[dict[tuple[int, int], float | str], list[tuple[int, int]]]:
        """(数式セル→値, 計算できずに値も残っていないセル)。"""
        values: dict[tuple[int, int], float | str] = {}
        failed: list[tuple[int, int]] = []
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
        """セルの値。循環や分からない数式は ``Unsupported``。"""
        key = (sheet, row, column)
        if key in self._known:
            return self._known[key]
        if key in self._open or len(self._open) > _MAX_DEPTH:
            raise Unsupported("circular")
        self._open.add(key)
        try:
            found = self._read(sheet, row, column)
        finally:
            self._open.discard(key)
        self._known[key] = found
        return found

    def _formulas(self, name: str) -> list[tuple[tuple[int, int], etree._Element]]:
        """数式セル。数式の無いシート(たいていの様式)では、セルを一つずつは見ない。"""
        if next(self._root(name).iter(f"{MAIN}f"), None) is None:
            return []
        cells = self._sheet(name).items()
        return [(place, cell) for place, cell in cells if cell.find(f"{MAIN}f") is not None]

    def _root(self, name: str) -> etree._Element:
        entry = next((s for s in self._book.sheets if s.name == name), None)
        if entry is None:
            raise Unsupported(name)
        return self._book.tree(entry.part)

    def _sheet(self, name: str) -> dict[tuple[int, int], etree._Element]:
        if name not in self._cells:
            root = self._root(name)
            self._cells[name] = {}
            for row, column, cell in iterate_cells(root):
                self._cells[name][row, column] = cell
                formula = cell.find(f"{MAIN}f")
                if formula is not None and formula.get("t") == "shared" and formula.text:
                    self._shared[name, formula.get("si", "")] = (formula.text, row, column)
        return self._cells[name]

    def _formula(self, formula: etree._Element, sheet: str, row: int, column: int) -> str:
        if formula.get("t") == "array":
            raise Unsupported("array")
        if formula.text:
            return formula.text
        master = self._shared.get((sheet, formula.get("si", "")))
        if master is None:
            raise Unsupported("shared")
        text, top, left = master
        return copy_formula(text, row - top, column - left)

    def _read(self, sheet: str, row: int, column: int) -> Scalar:
        cell = self._sheet(sheet).get((row, column))
        if cell is None:
            return None
        formula = cell.find(f"{MAIN}f")
        if formula is not None:
            text = self._formula(formula, sheet, row, column)
            if text.count("(") > _MAX_DEPTH:
                raise Unsupported("deep")
            return evaluate(text, sheet, self.value)
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
            case _:
                return raw
