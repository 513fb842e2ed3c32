"""保管庫への接続の束。普段の束では、秘匿の表を SQLite 自身が拒む。"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, Protocol

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from jusou_desk.models.cipher import in_words


class Connects(Protocol):
    """鍵を渡すと接続を返すもの(Vault)。"""

    def connect(self, data_key: bytes, *, everyday: bool = False) -> Any:
        """DB-API の接続。"""


def engine_for(vault: Connects, data_key: bytes, *, everyday: bool) -> Engine:
    """接続の束。読みは BEGIN、書きは BEGIN IMMEDIATE で始める。"""
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=lambda: vault.connect(data_key, everyday=everyday),
        poolclass=QueuePool,
        pool_size=2,
        max_overflow=0,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


@contextlib.contextmanager
def transaction(engine: Engine, *, writing: bool) -> Iterator[Connection]:
    """一つのまとまり。途中で失敗すれば何も残らず、SQLite の断りは利用者の文になる。"""
    with in_words():
        connecting = engine.connect().execution_options(immediate=writing)
        with connecting as connection, connection.begin():
            yield connection
