"""事務所の設定の読み書き。"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    Connection,
    insert,
    select,
)

from jusou_desk.models import tables


class Settings:
    """事務所の設定の読み書き。"""

    def __init__(self, connection: Connection, check_write: Callable[[str], None]) -> None:
        self._connection = connection
        self._check_write = check_write
        self._table = tables.office_setting

    def get(self, name: str, default: str = "") -> str:
        found = self._connection.execute(
            select(self._table.c.value).where(self._table.c.name == name)
        ).scalar()
        return default if found is None else str(found)

    def put(self, name: str, value: str) -> None:
        name = str.__str__(name)  # 確かめの間だけ別の名に化ける文字列を、ただの文字列にする
        self._check_write(name)
        done = self._connection.execute(
            self._table.update().where(self._table.c.name == name).values(value=value)
        )
        if not done.rowcount:
            self._connection.execute(insert(self._table).values(name=name, value=value))
