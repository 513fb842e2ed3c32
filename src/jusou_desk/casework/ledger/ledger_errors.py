"""エラーのブック。取り込めなかったブックと同じ行に「エラー」の列を足し、元の隣に置く。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time
from pathlib import Path
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_problems import Problem
from jusou_desk.casework.ledger.ledger_schema import (
    BY_NAME,
)
from jusou_desk.casework.ledger.ledger_shapes import (
    ERROR_COLUMN,
)
from jusou_desk.casework.outgoing.exporting import Keep, OutgoingFile, hand_over
from jusou_desk.packet import Value
from jusou_desk.policy import Purpose
from jusou_desk.reports.seal import encrypt_xlsx
from jusou_desk.reports.table import ErrorValue, Formula, Row, read_book, write_book

Line = tuple[Value, ...]
LIST_SHEET: Final = "エラー一覧"


def write_error_book(
    desk: Desk,
    book: Path,
    data: bytes,
    password: str,
    problems: Sequence[Problem],
) -> Path:
    """``<元の名前>-エラー.xlsx`` を書いてパスを返す。元が暗号化されていれば同じパスワードで暗号化する。

    先頭に全部の問題の一覧、続けて台帳のシート。数式も文字として書く。
    """
    at_row: dict[tuple[str, int], list[str]] = {}
    for problem in problems:
        column = f"{problem.column}: " if problem.column else ""
        at_row.setdefault((problem.sheet, problem.row), []).append(column + problem.expected)
    listing = ("シート", "行", "列", "読んだ値", "期待")
    sheets: dict[str, tuple[Sequence[str], list[Line]]] = {
        LIST_SHEET: (
            listing,
            [(p.sheet, p.row or None, p.column, p.read, p.expected) for p in problems],
        )
    }
    for name, rows in read_book(data).items():
        if name in BY_NAME:
            header, *body = _marked(name, list(rows), at_row)
            sheets[name] = (tuple(str(cell or "") for cell in header), body)
    out = write_book(sheets)
    if password:
        out = encrypt_xlsx(out, password)
    title = "取り込めなかったブック"
    # 元のブックのそばに、同じ中身を同じ守りで置くだけなので、媒体から読んだなら媒体に返してよい
    file = OutgoingFile(f"{book.stem}-エラー.xlsx", out, title=title, keep=Keep.ROW, portable=True)
    (path,) = hand_over(
        desk, Purpose.LEDGER_IMPORT, "エラーのブック", [file], book.parent, named=True
    )
    return path


def _marked(name: str, rows: list[Row], at_row: dict[tuple[str, int], list[str]]) -> Iterator[Line]:
    """元の行の右端に「エラー」を足す。前のエラーの列は捨て、空の行は詰めない。"""
    by_number = {row.number: row for row in rows}
    dropped = {at for at, cell in enumerate(by_number.get(1, ())) if cell == ERROR_COLUMN}
    width = max((len(row) for row in rows), default=0)
    for number in range(1, max(by_number, default=1) + 1):
        row = by_number.get(number, ())
        padded = (*row, *(None for _ in range(width - len(row))))
        kept = tuple(_as_value(cell) for at, cell in enumerate(padded) if at not in dropped)
        found = at_row.get((name, number), [])
        yield (*kept, ERROR_COLUMN if number == 1 else "\n".join(found))


def _as_value(cell: object) -> Value:
    match cell:
        case Formula() | ErrorValue():
            return cell.text
        case bool():
            return str(cell).upper()
        case None | str() | int() | float() | date() | time():
            return cell
        case _:
            return str(cell)
