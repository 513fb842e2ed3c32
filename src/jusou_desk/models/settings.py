"""事務所の設定の読み書き。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select

from jusou_desk.models import tables

_TABLE: Final = tables.office_setting
#: 一件を開くたびに引くので、組んでおく。
_VALUE: Final = select(_TABLE.c.value).where(_TABLE.c.name == bindparam("asked"))


class Settings:
    """事務所の設定の読み書き。"""

    def __init__(self, connection: Connection, check_write: Callable[[str], None]) -> None:
        self._connection = connection
        self._check_write = check_write

    def get(self, name: str, default: str = "") -> str:
        found = self._connection.execute(_VALUE, {"asked": name}).scalar()
        return default if found is None else str(found)

    def put(self, name: str, value: str) -> None:
        name = str.__str__(name)  # 確かめの間だけ別の名に化ける文字列を、ただの文字列にする
        self._check_write(name)
        done = self._connection.execute(
            _TABLE.update().where(_TABLE.c.name == name).values(value=value)
        )
        if not done.rowcount:
            self._connection.execute(insert(_TABLE).values(name=name, value=value))
