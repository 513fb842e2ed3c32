"""表の欄の型と、欄の並びを短く書く言葉。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import JSON, Column, ForeignKey, String, Text, TypeDecorator
from sqlalchemy.engine import Dialect


class Lines(TypeDecorator[tuple[Any, ...]]):
    """記録の中の行の組(同意の範囲、決定事項など)を一つの JSON 欄に置く。"""

    impl = JSON
    cache_ok = True

    def __init__(self, item: type[Any] = str) -> None:
        super().__init__()
        self.item = item

    def process_bind_param(self, value: tuple[Any, ...] | None, dialect: Dialect) -> Any:
        return msgspec.to_builtins(value or ())

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Any, ...]:
        return msgspec.convert(value or [], type=tuple[self.item, ...])  # type: ignore[name-defined]


class Answers(TypeDecorator[dict[str, Any]]):
    """様式の答え。複数選択だけが組になる。"""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> Any:
        return msgspec.to_builtins(value or {})

    def process_result_value(self, value: Any, dialect: Dialect) -> dict[str, Any]:
        return {k: tuple(v) if isinstance(v, list) else v for k, v in (value or {}).items()}


class Nudges(TypeDecorator[dict[str, tuple[float, int | None]]]):
    """図の記号を動かした分。"""

    impl = JSON
    cache_ok = True

    def process_bind_param(
        self, value: dict[str, tuple[float, int | None]] | None, dialect: Dialect
    ) -> Any:
        return msgspec.to_builtins(value or {})

    def process_result_value(
        self, value: Any, dialect: Dialect
    ) -> dict[str, tuple[float, int | None]]:
        return msgspec.convert(value or {}, type=dict[str, tuple[float, int | None]])


def row_id() -> Column[Any]:
    return Column("id", String(16), primary_key=True)


def must(kind: Any, *names: str) -> Iterator[Column[Any]]:
    """いつも埋まっている欄。空の文も値のうち。"""
    return (Column(name, kind, nullable=False) for name in names)


def may(kind: Any, *names: str) -> Iterator[Column[Any]]:
    """空のことがある欄。"""
    return (Column(name, kind) for name in names)


def number(name: str) -> Column[Any]:
    """重なりのない番号。"""
    return Column(name, Text, nullable=False, unique=True)


def sought(name: str, kind: Any = Text) -> Column[Any]:
    """いつも埋まっていて、これで引く欄。"""
    return Column(name, kind, nullable=False, index=True)


def of(name: str, table: str) -> Column[Any]:
    """``table`` のどの行のものか。"""
    return Column(name, ForeignKey(f"{table}.id"), nullable=False, index=True)
