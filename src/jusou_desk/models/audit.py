"""監査記録の鎖。各行が前の行の要約を含むので、一字でも変わると後ろが合わなくなる。"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection, desc, insert, select

from jusou_desk.models.tables import AuditRow, SettingRow, table_of

START = "0" * 64
_HEAD = "audit_head"
_table = table_of(AuditRow)


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """監査の一行。``subject`` は番号だけで、氏名や相談の中身を書かない。"""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str
    previous: str
    digest: str


def digest_of(
    number: int, at: datetime, actor: str, action: str, subject: str, detail: str, previous: str
) -> str:
    """行の要約(SHA-256、16 進 64 字)。"""
    content = msgspec.json.encode((number, at, actor, action, subject, detail, previous))
    return hashlib.sha256(content).hexdigest()


class AuditLog:
    """足すことと読むことだけができる。"""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self) -> AuditEntry | None:
        row = self._connection.execute(select(_table).order_by(desc(_table.c.id)).limit(1)).first()
        return AuditEntry(**row._mapping) if row else None

    def add(
        self, at: datetime, actor: str, action: str, subject: str = "", detail: str = ""
    ) -> None:
        """一行足す。時計が戻っていても、記録の時刻は前の行より戻さない。"""
        last = self.last()
        number, previous = (last.id + 1, last.digest) if last else (1, START)
        at = max(at, last.at) if last else at
        digest = digest_of(number, at, actor, action, subject, detail, previous)
        self._connection.execute(
            insert(_table).values(
                id=number,
                at=at,
                actor=actor,
                action=action,
                subject=subject,
                detail=detail,
                previous=previous,
                digest=digest,
            )
        )
        settings = table_of(SettingRow)
        changed = self._connection.execute(
            settings.update().where(settings.c.name == _HEAD).values(value=f"{number}:{digest}")
        )
        if not changed.rowcount:
            self._connection.execute(
                insert(settings).values(name=_HEAD, value=f"{number}:{digest}")
            )

    def entries(self, *, newest: int | None = None) -> tuple[AuditEntry, ...]:
        query = select(_table).order_by(desc(_table.c.id))
        if newest is not None:
            query = query.limit(newest)
        return tuple(AuditEntry(**row._mapping) for row in self._connection.execute(query))

    def first_break(self) -> int | None:
        """鎖が合わない最初の行の番号。末尾が消されていれば、消えた最初の番号。無ければ None。"""
        previous, expected = START, 1
        try:
            for row in self._connection.execute(select(_table).order_by(_table.c.id)):
                entry = AuditEntry(**row._mapping)
                again = digest_of(
                    *(entry.id, entry.at, entry.actor, entry.action, entry.subject, entry.detail),
                    previous,
                )
                if entry.id != expected or entry.previous != previous or entry.digest != again:
                    return expected
                previous, expected = entry.digest, expected + 1
        except (ValueError, TypeError):  # 日時として読めない書換え
            return expected
        settings = table_of(SettingRow)
        head = self._connection.execute(
            select(settings.c.value).where(settings.c.name == _HEAD)
        ).scalar()
        written = head or f"0:{START}"
        return None if written == f"{expected - 1}:{previous}" else expected
