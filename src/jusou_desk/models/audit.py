"""監査記録の鎖。各行が前の行の要約を含むので、一字でも変わると後ろが合わなくなる。

支援会議の記録についての行は、何をしたかと番号を会議体の鍵で包む。従事者でない人には、
管理者であっても、支援会議が開かれたことや秘匿の記録があることが監査から知れないように
(社会福祉法第106条の6、domain.md §5)。鎖は包みのまま確かめられる。
"""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from sqlalchemy import Connection, desc, insert, select

from jusou_desk.models import tables
from jusou_desk.models.lanes import LaneRing

START = "0" * 64
_HEAD = "audit_head"
_SEALED = "秘"
_table = tables.audit


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

    def __init__(
        self, connection: Connection, ring: LaneRing, *, members_only: bool = False
    ) -> None:
        self._connection = connection
        self._ring = ring
        self._members_only = members_only

    def last(self) -> AuditEntry | None:
        row = self._connection.execute(select(_table).order_by(desc(_table.c.id)).limit(1)).first()
        return AuditEntry(**row._mapping) if row else None

    def add(
        self,
        at: datetime,
        actor: str,
        action: str,
        subject: str = "",
        detail: str = "",
        *,
        body_id: str = "",
    ) -> None:
        """一行足す。時計が戻っていても、記録の時刻は前の行より戻さない。

        body_id: 支援会議の記録についての行なら、その会議体。従事者だけの目的で開いた仕事が
        会議体を言わずに書こうとすれば、漏らすよりは止める(``ValueError``)。
        """
        if self._members_only and not body_id:
            raise ValueError("支援会議の監査には会議体が要る")
        last = self.last()
        number, previous = (last.id + 1, last.digest) if last else (1, START)
        at = max(at, last.at) if last else at
        if body_id:
            action, subject, detail = self._seal(number, body_id, (action, subject, detail))
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
        settings = tables.office_setting
        changed = self._connection.execute(
            settings.update().where(settings.c.name == _HEAD).values(value=f"{number}:{digest}")
        )
        if not changed.rowcount:
            self._connection.execute(
                insert(settings).values(name=_HEAD, value=f"{number}:{digest}")
            )

    def entries(self, *, newest: int | None = None) -> tuple[AuditEntry, ...]:
        """新しい順に。支援会議の行は、鍵があれば開いて見せ、無ければ無いものとする。"""
        return tuple(itertools.islice(self._readable(), newest))

    def _readable(self) -> Iterator[AuditEntry]:
        query = select(_table).order_by(desc(_table.c.id))
        for row in self._connection.execute(query):
            entry = AuditEntry(**row._mapping)
            opened = self._open(entry) if entry.action == _SEALED else entry
            if opened is not None:
                yield opened

    def _seal(self, number: int, body_id: str, words: tuple[str, str, str]) -> tuple[str, str, str]:
        plain = msgspec.json.encode(words)
        generation, blob = self._ring.seal(body_id, plain, f"audit|{number}")
        return _SEALED, f"{body_id}|{generation}", base64.b64encode(blob).decode()

    def _open(self, entry: AuditEntry) -> AuditEntry | None:
        body_id, _, generation = entry.subject.rpartition("|")
        blob = base64.b64decode(entry.detail)
        plain = self._ring.open(body_id, int(generation), blob, f"audit|{entry.id}")
        if plain is None:
            return None
        action, subject, detail = msgspec.json.decode(plain, type=tuple[str, str, str])
        return replace(entry, action=action, subject=subject, detail=detail)

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
        settings = tables.office_setting
        head = self._connection.execute(
            select(settings.c.value).where(settings.c.name == _HEAD)
        ).scalar()
        written = head or f"0:{START}"
        return None if written == f"{expected - 1}:{previous}" else expected
