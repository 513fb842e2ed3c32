"""標準台帳ブックのシートと列を見分け、行を読む。記録や事務所のことはまだ知らない。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from jusou_desk.casework.ledger.ledger_cells import WrittenBirth, blank, read_cell, shown
from jusou_desk.casework.ledger.ledger_problems import Problem
from jusou_desk.casework.ledger.ledger_schema import (
    BY_NAME,
    OWN,
    SHEETS,
)
from jusou_desk.casework.ledger.ledger_shapes import (
    ERROR_COLUMN,
    SheetShape,
)
from jusou_desk.errors import BadInput
from jusou_desk.names import search_key
from jusou_desk.reports.table_reading import Row as Cells
from jusou_desk.reports.xlsx.refs import MAX_ROW

Book = Mapping[str, Iterable[Cells]]
_RENAME: Final = (
    "書出しが足したシートの名前です。事務所の別の表なら、シートの名前を変えてください。"
)


@dataclass(frozen=True, slots=True)
class Row:
    """読んだ行。``values`` は列名→値(空の升は無い)。"""

    sheet: str
    number: int
    values: dict[str, Any]

    def text(self, label: str) -> str:
        """番号や文字の列の値。無ければ空。"""
        return str(self.values.get(label, ""))

    def problem(self, column: str, expected: str) -> Problem:
        return Problem(self.sheet, self.number, column, shown(self.values.get(column)), expected)


@dataclass
class Reading:
    """ブックから読んだもの。``rows`` はシート名→行(問題のある行も、読めた列だけ持って入る)。"""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)

    def of(self, shape: SheetShape) -> list[Row]:
        return self.rows.get(shape.name, [])


def read_sheets(book: Book, today: date) -> Reading:
    """ブック全体を読む。``today`` は未来の日付かどうかを決める日。"""
    reading = Reading()
    if not any(shape.name in book for shape in SHEETS):
        raise BadInput(
            "標準台帳ブックのシートが一つもありません。",
            f"シートの名前を確かめてください: {'、'.join(shape.name for shape in SHEETS)}",
        )
    for name, rows in book.items():
        shape = BY_NAME.get(name)
        if shape is None:
            _foreign_sheet(name, reading)
        else:
            _read_sheet(shape, iter(rows), today, reading)
    for shape in SHEETS:
        if shape.name not in book:
            _missing_sheet(shape, reading)
    return reading


def _foreign_sheet(name: str, reading: Reading) -> None:
    """知らないシート。書出しの足すシートの名の打ち違いなら、読み飛ばすと秘匿や印が消えるので断る。"""
    near = next((shape.name for shape in OWN if search_key(shape.name) == search_key(name)), "")
    if near:
        expected = f"シートの名前を「{near}」にしてください。{_RENAME}"
        reading.problems.append(Problem(name, 0, "", name, expected))
    else:
        expected = "標準台帳ブックに無いシートなので読みませんでした。"
        reading.notices.append(Problem(name, 0, "", name, expected))


def _missing_sheet(shape: SheetShape, reading: Reading) -> None:
    if shape.required:
        expected = f"シート「{shape.name}」が要ります。"
        reading.problems.append(Problem(shape.name, 0, "", "(シートなし)", expected))
    else:
        expected = "シートが無いので 0 件として読みました。"
        reading.notices.append(Problem(shape.name, 0, "", "(シートなし)", expected))


def _read_sheet(shape: SheetShape, rows: Iterator[Cells], today: date, reading: Reading) -> None:
    header = next(rows, None)
    if header is None or header.number != 1:
        expected = f"1行目に列名を入れてください: {'、'.join(shape.labels)}{_advice(shape)}"
        reading.problems.append(Problem(shape.name, 1, "", "(空)", expected))
        return
    labels = _header(shape, header, reading)
    present = set(labels.values())
    last = header.number
    for cells in rows:
        if not last < cells.number <= MAX_ROW:
            raise BadInput(
                f"シート「{shape.name}」の行の番号が正しくありません。",
                "Excelで開いて保存し直してから、もう一度選んでください。",
            )
        last = cells.number
        if all(blank(cell) for cell in cells):
            continue
        reading.rows.setdefault(shape.name, []).append(
            _read_row(shape, cells, labels, present, today, reading)
        )


def _advice(shape: SheetShape) -> str:
    return f"。{_RENAME}" if shape.own else ""


def _header(shape: SheetShape, cells: Cells, reading: Reading) -> dict[int, str]:
    """列の位置→列名。知らない列・二度ある列・足りない列は問題にする。

    書出しが足すシートの列は、前の版に無いもののほか、みな要る。一つ欠けても、秘匿の区分や同意の限りが
    黙って消える。
    """
    labels: dict[int, str] = {}
    for position, cell in enumerate(cells):
        if blank(cell):
            continue
        label = shown(cell)
        if label == ERROR_COLUMN:
            expected = "エラーの列は読みませんでした。"
            reading.notices.append(Problem(shape.name, 1, label, label, expected))
        elif not isinstance(cell, str) or shape.column(cell) is None:
            expected = f"この列は使えません。使える列: {'、'.join(shape.labels)}{_advice(shape)}"
            reading.problems.append(Problem(shape.name, 1, label, label, expected))
        elif cell in labels.values():
            expected = "同じ名前の列が二つあります。"
            reading.problems.append(Problem(shape.name, 1, label, label, expected))
        else:
            labels[position] = cell
            continue
        labels[position] = ""
    for column in shape.columns:
        needed = column.required or (shape.own and not column.added)
        if needed and column.label not in labels.values():
            expected = f"列「{column.label}」が要ります{_advice(shape) or '。'}"
            reading.problems.append(Problem(shape.name, 1, column.label, "(列なし)", expected))
    return labels


def _read_row(
    shape: SheetShape,
    cells: Cells,
    labels: dict[int, str],
    present: set[str],
    today: date,
    reading: Reading,
) -> Row:
    number = cells.number
    row = Row(shape.name, number, {})
    by_label = {label: cells[at] for at, label in labels.items() if label and at < len(cells)}
    for column in shape.columns:
        if column.label not in present:
            continue
        cell = by_label.get(column.label)
        try:
            value = read_cell(column, cell, today)
        except BadInput as unread:
            reading.problems.append(
                Problem(shape.name, number, column.label, shown(cell), unread.title + unread.advice)
            )
            continue
        if value is not None:
            row.values[column.label] = value
        if isinstance(value, WrittenBirth) and value.text:
            expected = "日まで分からない生年月日として読みました。"
            reading.notices.append(Problem(shape.name, number, column.label, shown(cell), expected))
    for at, cell in enumerate(cells):
        if at not in labels and not blank(cell):
            expected = "列名の無い所に値があります。1行目に列名を入れるか、値を消してください。"
            reading.problems.append(Problem(shape.name, number, "", shown(cell), expected))
    return row
