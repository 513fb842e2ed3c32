"""記録の種類ごとの SQL。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from typing import Final, get_type_hints

from sqlalchemy import Table, bindparam, insert, select, update

from jusou_desk.models.records import Entry

#: 表の欄でなく、どの表に置くかを決める欄。
_ROUTING: Final = {"lane", "body_id"}


class Statements:
    """一種類の記録の SQL と、区分の型に戻す欄。"""

    def __init__(self, kind: type[Entry], table: Table) -> None:
        self.table = table
        self.columns = [f.name for f in fields(kind) if f.name not in _ROUTING]
        self.enums = _enum_fields(kind)
        self.select = select(*(self.table.c[name] for name in self.columns))
        self.by_id = self.select.where(self.table.c.id == bindparam("row_id"))
        self.insert = insert(self.table)
        self.update = (
            update(self.table)
            .where(self.table.c.id == bindparam("row_id"))
            .values({name: bindparam(name) for name in self.columns if name != "id"})
        )


def _enum_fields(kind: type[Entry]) -> Mapping[str, type[Enum]]:
    hints = get_type_hints(kind)
    return {
        name: hint
        for name, hint in hints.items()
        if name not in _ROUTING and isinstance(hint, type) and issubclass(hint, Enum)
    }


_KNOWN: Final[dict[type[Entry], Statements]] = {}


def statements_of(kind: type[Entry], table: Table) -> Statements:
    """``kind`` の SQL。組むのも型の注釈を読むのも遅いので、種類ごとに一度だけ行う。"""
    if kind not in _KNOWN:
        _KNOWN[kind] = Statements(kind, table)
    return _KNOWN[kind]
