"""名簿の Excel。一枚のシートに書き出し、直したものを、確かめてから取り込む。

番号のある行は、その行を直す。番号の空の行は、足す。書いてない行は、そのまま残る(外すのは画面で)。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_cells import blank, read_cell, shown
from jusou_desk.casework.ledger.ledger_problems import Problem
from jusou_desk.casework.ledger.ledger_shapes import (
    Column,
    Kind,
)
from jusou_desk.casework.outgoing.exporting import Keep, OutgoingFile, hand_over
from jusou_desk.casework.register.fields import (
    COUNTS,
    FIELDS,
    INSIDE,
    fields_of,
    values_of,
    with_values,
)
from jusou_desk.casework.register.listing import current, refresh, register, rows_in
from jusou_desk.casework.register.writing import check_row, new_row, write_row
from jusou_desk.errors import BadInput
from jusou_desk.files import read_whole
from jusou_desk.forms import code_set
from jusou_desk.models.register_records import Resource, ResourceKind, Stance
from jusou_desk.packet import Value
from jusou_desk.policy import Purpose
from jusou_desk.programmes import ProgrammeKind
from jusou_desk.reports.table import Row as Cells
from jusou_desk.reports.table import read_book, write_book
from jusou_desk.wareki import format_short

SHEET: Final = "機関と資源"
_NUMBER: Final = Column("番号", Kind.NUMBER)
_KIND: Final = Column("種類", Kind.CHOICE, required=True, choices=tuple(map(str, ResourceKind)))


def _column(field_id: str, label: str) -> Column:
    if field_id in COUNTS:
        return Column(label, Kind.COUNT, field_id)
    if field_id == "last_contact_on":
        return Column(label, Kind.DATE, field_id)
    if field_id == "tags":
        return Column(label, Kind.LINES, field_id)
    if field_id == "stance":
        return Column(label, Kind.CHOICE, field_id, choices=tuple(one for one in Stance if one))
    if field_id == "group":
        return Column(label, Kind.CHOICE, field_id, choices=tuple(map(str, ProgrammeKind)))
    return Column(label, Kind.TEXT, field_id, required=field_id == "name")


#: 町の組織の印は、画面で管理者だけが付けるので、列に無い。
COLUMNS: Final = (
    _NUMBER,
    _KIND,
    *(_column(one.id, one.label) for one in FIELDS if one.id != INSIDE),
)
LABELS: Final = tuple(column.label for column in COLUMNS)


@dataclass(frozen=True)
class Change:
    """取り込むと変わる一行。what: 何が変わるか(「電話: 前 → 後」)。"""

    row: Resource
    added: bool
    what: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """取り込む前に見せるもの。``problems`` があれば取り込めない。"""

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    same: int

    @property
    def told(self) -> str:
        """一文。"""
        if self.problems:
            return f"直す所が{len(self.problems)}件あります。このままでは取り込めません。"
        added = sum(one.added for one in self.changes)
        return (
            f"足す行が{added}件、直す行が{len(self.changes) - added}件、"
            f"変わらない行が{self.same}件です。"
        )


def write_register(desk: Desk, target: Path) -> Path:
    """今年度の名簿を ``target`` に書き出す。"""
    sheet = (LABELS, [_cells(row) for row in register(desk).rows])
    file = OutgoingFile(target.name, write_book({SHEET: sheet}), title=SHEET, keep=Keep.ROW)
    (path,) = hand_over(
        desk, Purpose.STATISTICS, "機関と資源の名簿", [file], target.parent, named=True
    )
    return path


def _cells(row: Resource) -> tuple[Value, ...]:
    values = values_of(row) | {"": ""}
    values["tags"] = "、".join(row.tags)
    return (
        row.resource_no,
        str(row.kind),
        *(values.get(column.field) or None for column in COLUMNS[2:-1]),
        row.last_contact_on,
    )


def read_register(desk: Desk, book: Path) -> Preview:
    """ブックを読み、何が変わるかを言う。まだ何も書かない。シートが無ければ ``BadInput``。"""
    sheets = read_book(read_whole(book))
    if SHEET not in sheets:
        raise BadInput(
            f"シート「{SHEET}」がありません。", "書き出した Excel を直したものを選んでください。"
        )
    with desk.reading(Purpose.CASEWORK) as work:
        known = rows_in(work, desk.town)
    reader = _Reader(desk, known)
    reader.read(iter(sheets[SHEET]))
    return Preview(tuple(reader.changes), tuple(reader.problems), reader.same)


def take_register(desk: Desk, preview: Preview) -> int:
    """確かめた変わり方を、全部一度に書く。書いた件数を返す。問題があれば ``BadInput``。"""
    if preview.problems:
        raise BadInput("直す所が残っています。", "Excel を直して、もう一度選んでください。")
    with desk.writing(Purpose.CASEWORK) as work:
        for one in preview.changes:
            write_row(desk, work, one.row)
        desk.audit(work, "名簿の取込み", "", f"{len(preview.changes)}件")
    refresh(desk)
    return len(preview.changes)


class _Reader:
    """シートを一行ずつ読む。"""

    def __init__(self, desk: Desk, known: Sequence[Resource]) -> None:
        self._desk, self._known = desk, known
        self._seen: set[str] = set()
        self.changes: list[Change] = []
        self.problems: list[Problem] = []
        self.same = 0

    def read(self, rows: Iterator[Cells]) -> None:
        labels = [shown(cell) if not blank(cell) else "" for cell in next(rows, ())]
        for label in labels:
            if label and label not in LABELS:
                self._blame(1, label, label, f"この列は使えません。使える列: {'、'.join(LABELS)}")
        for label in ("種類", "名前"):
            if label not in labels:
                self._blame(1, label, "(列なし)", f"列「{label}」が要ります。")
        if self.problems:
            return
        for cells in rows:
            if not all(blank(cell) for cell in cells):
                self._row(cells.number, dict(zip(labels, cells, strict=False)))

    def _blame(self, number: int, column: str, read: str, expected: str) -> None:
        self.problems.append(Problem(SHEET, number, column, read, expected))

    def _row(self, number: int, cells: dict[str, object]) -> None:
        before = len(self.problems)
        values: dict[str, Any] = {}
        for column in COLUMNS:
            if column.label in cells:
                try:
                    value = read_cell(column, cells[column.label], self._desk.today())
                except BadInput as unread:
                    read = shown(cells[column.label])
                    self._blame(number, column.label, read, unread.title + unread.advice)
                    continue
                values[column.field or column.label] = value
        if len(self.problems) == before:
            self._take(number, values)

    def _take(self, number: int, values: dict[str, Any]) -> None:
        resource_no, kind = str(values.pop("番号", None) or ""), ResourceKind(values.pop("種類"))
        old = current(self._known, resource_no) if resource_no else None
        if resource_no and (old is None or old.kind is not kind):
            self._blame(number, "番号", resource_no, "名簿に無い番号か、種類の違う番号です。")
            return
        if resource_no and resource_no in self._seen:
            self._blame(number, "番号", resource_no, "同じ番号の行が二つあります。")
            return
        self._seen.add(resource_no)
        row = with_values(old or new_row(kind), values)
        try:
            check_row(row)
            self._check_place(old, row)
        except BadInput as wrong:
            self._blame(number, "名前", row.name, wrong.title + wrong.advice)
            return
        unknown = set(row.tags) - set(code_set("host_tags", self._desk.today().year).terms)
        if unknown:
            self._blame(
                number, "受け入れられること", "、".join(sorted(unknown)), "一覧に無い語です。"
            )
            return
        what = tuple(_differences(old, row))
        if old is None or what:
            self.changes.append(Change(row, old is None, what))
        else:
            self.same += 1

    def _check_place(self, old: Resource | None, row: Resource) -> None:
        if old is not None and old.inside and old.name != row.name:
            raise BadInput(
                "「町の組織」の印のある行の名前は、Excel では変えられません。",
                "管理者が、画面で変えてください。",
            )


def _differences(old: Resource | None, row: Resource) -> Iterator[str]:
    before = values_of(old) if old else {}
    after = values_of(row)
    for one in fields_of(row.kind):
        was, now = before.get(one.id), after[one.id]
        if was != now and (now or was):
            yield (
                f"{one.label}: {_said(was)} → {_said(now)}" if old else f"{one.label}: {_said(now)}"
            )


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(map(str, value)) or "(空)"
    if hasattr(value, "isoformat"):
        return format_short(value)  # type: ignore[arg-type]
    return str(value) if value not in (None, "") else "(空)"
