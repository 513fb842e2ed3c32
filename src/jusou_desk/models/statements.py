"""記録の種類ごとの SQL。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from enum import Enum
from typing import Any, Final, get_type_hints

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.sql import operators

from jusou_desk.models import tables
from jusou_desk.models.records import CONSENTED, SEALED_ONLY, Entry

#: 表の欄でなく、どの表に置くかを決める欄。
_ROUTING: Final = {"lane", "body_id"}


class Statements:
    """一種類の記録の SQL と、区分の型に戻す欄。

    only: 読むときにいつも付ける条件。consented_only なら、同意のある相談の分だけになる。
    """

    def __init__(self, kind: type[Entry], table: Table, *, consented_only: bool = False) -> None:
        self.table = table
        self.only = tuple(_consented(table)) if consented_only else ()
        self.columns = [
            f.name for f in fields(kind) if f.name not in _ROUTING and f.metadata != SEALED_ONLY
        ]
        self.enums = _enum_fields(kind)
        self.select = select(*(self.table.c[name] for name in self.columns)).where(*self.only)
        self.by_id = self.select.where(self.table.c.id == bindparam("row_id"))
        self.insert = insert(self.table)
        self.update = (
            update(self.table)
            .where(self.table.c.id == bindparam("row_id"))
            .values({name: bindparam(name) for name in self.columns if name != "id"})
        )
        #: 一度組んだ文。同じ問いに組み直すと、SQLAlchemy は引くより長く文を調べる。
        self._made: dict[object, Select[Any]] = {}

    def equal(self, values: Mapping[str, Any]) -> Select[Any]:
        """``values`` の欄がすべて等しい行の SQL。値は欄の名で渡す(None は、空の欄)。"""
        asked = frozenset((name, type(value)) for name, value in values.items())
        if asked not in self._made:
            same = (_same(self.table.c[name], value) for name, value in values.items())
            self._made[asked] = self.select.where(*same)
        return self._made[asked]

    def among(self, column: str, marked: str = "") -> Select[Any]:
        """``column`` の値が、渡す ``values`` のどれかの行の SQL。

        marked: 並びの欄の名。空でない行に絞る。
        """
        asked = (column, marked)
        if asked not in self._made:
            chosen = self.select.where(
                self.table.c[column].in_(bindparam("values", expanding=True))
            )
            written = [cast(self.table.c[marked], Text) != "[]"] if marked else []
            self._made[asked] = chosen.where(*written)
        return self._made[asked]


def _same(column: ColumnElement[Any], value: object) -> ColumnElement[bool]:
    """``column`` が、列の名で渡す値に等しい。覚える文なので、値そのものは入れない。"""
    if value is None:
        return column.is_(None)
    # 列と型の違う値は、断らずに、どの行にも等しくないとする。
    kind = column.type.coerce_compared_value(operators.eq, value)
    return column == bindparam(column.key, type_=kind)


def _enum_fields(kind: type[Entry]) -> Mapping[str, type[Enum]]:
    hints = get_type_hints(kind)
    return {
        name: hint
        for name, hint in hints.items()
        if name not in _ROUTING and isinstance(hint, type) and issubclass(hint, Enum)
    }


def _consented(table: Table) -> Iterator[ColumnElement[bool]]:
    """同意のある相談に付く記録だけに絞る条件。どの相談にも付かない記録(会議・職員など)は絞らない。"""
    case, columns = tables.consultation.c, table.c
    agreed = case.consent.in_(CONSENTED)
    cases = select(case.id).where(agreed)
    if table is tables.consultation:
        yield agreed
        return
    if "case_id" in columns:
        yield columns.case_id.in_(cases) | (columns.case_id == "")
    if "case_ids" in columns:
        inside = func.json_each(columns.case_ids).table_valued("value")
        yield ~select(inside.c.value).where(inside.c.value.not_in(cases)).exists()
    if table is tables.person or "person_id" in columns:
        person_id = columns.id if table is tables.person else columns.person_id
        yield person_id.in_(select(case.person_id).where(agreed))


_KNOWN: Final[dict[tuple[type[Entry], bool], Statements]] = {}


def statements_of(kind: type[Entry], table: Table, *, consented_only: bool = False) -> Statements:
    """``kind`` の SQL。組むのも型の注釈を読むのも遅いので、種類ごとに一度だけ行う。"""
    key = (kind, consented_only)
    if key not in _KNOWN:
        _KNOWN[key] = Statements(kind, table, consented_only=consented_only)
    return _KNOWN[key]
