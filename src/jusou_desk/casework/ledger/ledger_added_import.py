"""記録の種類ごとのシート(``ledger_added``)の行から、記録を作る。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, replace
from enum import StrEnum
from typing import Any, Final, TypeVar, get_type_hints

from jusou_desk.casework.ledger import ledger_added as added
from jusou_desk.casework.ledger.ledger_kinds import (
    DETAILS,
    KEPT,
    PARTS,
    Kept,
)
from jusou_desk.casework.ledger.ledger_lanes import Placing
from jusou_desk.casework.ledger.ledger_reading import Reading, Row
from jusou_desk.casework.ledger.ledger_shapes import SheetShape
from jusou_desk.forms import form
from jusou_desk.models.records import Entry, new_id
from jusou_desk.policy import Lane

E = TypeVar("E", bound=Entry)
#: シートの名 → 番号 → id。
Ids = Mapping[str, Mapping[str, str]]
#: 記録の型 → 欄 → 欄の型。
_HINTS: Final[dict[type[Any], dict[str, Any]]] = {
    kind: get_type_hints(kind)
    for kind in {
        *(one.kind for one in KEPT),
        *(one.kind for one in PARTS),
        *(one.of for one in DETAILS),
    }
}


class Beside:
    """約束したシートの記録に添える、細かい欄と中の行。"""

    def __init__(self, reading: Reading) -> None:
        self._details = {
            (one.shape.name, _key(row, one.shape.key)): row
            for one in DETAILS
            for row in reading.of(one.shape)
        }
        self._parts: dict[tuple[str, tuple[str, ...]], list[Any]] = {}
        for part in PARTS:
            for row in reading.of(part.shape):
                one = part.kind(**(_unsaid(part.kind) | _values(part.shape, part.kind, row)))
                self._parts.setdefault((part.shape.name, _key(row, part.key)), []).append(one)

    def on(self, entry: E, *key: str, ids: Ids | None = None) -> E:
        """``key`` の番号の記録に、書いてあるものを添える。"""
        values: dict[str, Any] = {}
        for one in DETAILS:
            row = self._details.get((one.shape.name, key))
            if row is not None and isinstance(entry, one.of):
                values |= _values(one.shape, one.of, row, ids)
        for part in PARTS:
            found = self._parts.get((part.shape.name, key))
            if found and isinstance(entry, part.of):
                values[part.field] = tuple(found)
        return replace(entry, **values) if values else entry


def added_records(
    reading: Reading,
    known: Ids,
    items: Mapping[tuple[str, str], str],
    placing: Placing,
    keep_inside: Callable[[str], bool],
) -> tuple[Entry, ...]:
    """一行が一件の記録の全部(指される側から順に)。

    known: このブックの記録の id。items: (会議番号, 議題番号) → 議題の id。
    keep_inside: 「町の組織」の印を、そのまま取り込んでよい名か。
    """
    expenses = {row.text("番号"): new_id() for row in reading.of(added.EXPENSES)}
    ids = {**known, added.EXPENSES.name: expenses}
    maker = _Maker(reading, ids, items, placing, keep_inside)
    return tuple(record for kept in KEPT for record in maker.make(kept))


class _Maker:
    """一冊の、番号から引く覚え。"""

    def __init__(
        self,
        reading: Reading,
        ids: Ids,
        items: Mapping[tuple[str, str], str],
        placing: Placing,
        keep_inside: Callable[[str], bool],
    ) -> None:
        self._reading, self._ids, self._items = reading, ids, items
        self._placing, self._keep_inside = placing, keep_inside
        self._beside = Beside(reading)
        self._answers = _by(reading.of(added.ANSWERS), added.SHEET_NO)
        self._more = _by(reading.of(added.RESOURCE_NOTES), added.ROW_NO)

    def make(self, kept: Kept) -> Iterator[Entry]:
        for row in self._reading.of(kept.shape):
            values = _unsaid(kept.kind) | _values(kept.shape, kept.kind, row, self._ids)
            values |= self._own(kept, row)
            if self._placing.is_sealed(row):
                values |= {"lane": Lane.SEALED, "body_id": self._placing.body(row)}
            number = (row.text(kept.number),) if kept.number else ()
            yield self._beside.on(kept.kind(**values), *number)

    def _own(self, kept: Kept, row: Row) -> dict[str, Any]:
        """種類ごとの、列そのままでない欄。"""
        if kept.shape is added.EXPENSES:
            return {"id": self._ids[added.EXPENSES.name][row.text("番号")]}
        if kept.shape is added.TASKS:
            return self._task(row)
        if kept.shape is added.SHEETS_WRITTEN:
            return self._sheet(row)
        if kept.shape is added.RESOURCES:
            notes = self._more.get(row.text(added.ROW_NO), ())
            more = tuple((one.text("見出し"), one.text("文")) for one in notes)
            inside = "町の組織" in row.values and self._keep_inside(row.text("名前"))
            return {"more": more, "inside": inside}
        return {}

    def _source(self, row: Row) -> str:
        """元の記録の id。無ければ空。"""
        number = row.text("元の番号")
        if row.text("元") == "議題":
            return self._items[number, row.text("元の議題番号")]
        return self._ids[row.text("元")][number] if row.text("元") else ""

    def _task(self, row: Row) -> dict[str, Any]:
        source = self._source(row)
        from_note = row.text("元") == "支援経過"
        return {"id": source if from_note else new_id(), "origin": source}

    def _sheet(self, row: Row) -> dict[str, Any]:
        fields = {one.tag: one.id for one in form(row.text("様式"), row.text("版")).fields}
        answers: dict[str, str | tuple[str, ...]] = {}
        for one in self._answers.get(row.text(added.SHEET_NO), ()):
            name, value = fields.get(one.text("欄"), one.text("欄")), one.text("答え")
            if "いくつも選ぶ欄" in one.values:
                answers[name] = (*answers.get(name, ()), value)
            else:
                answers[name] = value
        withheld = tuple(fields[tag] for tag in row.values.get("本人に伏せる欄", ()))
        return {"id": self._source(row) or new_id(), "answers": answers, "withheld": withheld}


def _key(row: Row, labels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(row.text(label) for label in labels)


def _by(rows: Iterable[Row], label: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.text(label), []).append(row)
    return found


def _values(shape: SheetShape, kind: type[Any], row: Row, ids: Ids | None = None) -> dict[str, Any]:
    """行の値を、記録の欄にする。空の升は入れない。"""
    values: dict[str, Any] = {}
    for column in shape.columns:
        if not column.field:
            continue
        value = row.values.get(column.label)
        if column.refers:
            values[column.field] = ids[column.refers][str(value)] if ids and value else ""
        elif value is not None:
            hint = _HINTS[kind][column.field]
            chosen = isinstance(hint, type) and issubclass(hint, StrEnum)
            values[column.field] = hint(value) if chosen else value
    return values


def _unsaid(kind: type[Any]) -> dict[str, Any]:
    """既定値の無い欄の、升が空のときの値。文字なら空、ほかは None(期日の無い仕事など)。"""
    needed = (one for one in fields(kind) if one.default is one.default_factory is MISSING)
    return {one.name: "" if _HINTS[kind][one.name] is str else None for one in needed}
