"""秘匿の記録の置き場。種類も中身も会議体の鍵で包み、普段の表には何も残さない。"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar, cast

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from jusou_desk.models import older_shapes, records, tables
from jusou_desk.models.lanes import LaneRing
from jusou_desk.models.merge_records import Merge
from jusou_desk.models.merged import about_itself, pointing

if TYPE_CHECKING:
    from jusou_desk.models.merged import Merged

R = TypeVar("R", bound=records.Entry)


class _Envelope(msgspec.Struct):
    """包みの中。at: 初めて書いた時(この欄の無かった頃の記録は None)。"""

    kind: str
    record: msgspec.Raw
    at: datetime | None = None


def sealed_row_id(kind: type[records.Entry], record_id: str) -> str:
    """秘匿の行の番号。相談と様式の答えは同じ id を持つので、種類ごとに分ける。"""
    return hashlib.sha256(f"{kind.__name__}|{record_id}".encode()).hexdigest()[:32]


class SealedRecords:
    """秘匿の記録。開けた鍵の分だけ読め、鍵のある会議体にだけ書ける。"""

    def __init__(
        self, connection: Connection, ring: LaneRing, merged: Merged, now: Callable[[], datetime]
    ) -> None:
        self._connection = connection
        self._ring = ring
        self._merged = merged
        self._now = now
        self._first: dict[str, datetime] = {}
        self._loaded: dict[str, dict[str, msgspec.Raw]] | None = None
        self._decoded: dict[str, tuple[records.Entry, ...]] = {}

    @property
    def bodies(self) -> frozenset[str]:
        """この仕事で開ける会議体。"""
        return self._ring.bodies

    def _all(self) -> dict[str, dict[str, msgspec.Raw]]:
        """種類 → 行の番号 → 中身。"""
        if self._loaded is not None:
            return self._loaded
        self._loaded = {}
        if not self.bodies:
            return self._loaded
        c = tables.sealed_record.c
        query = select(c.id, c.body_id, c.generation, c.blob).where(c.body_id.in_(self.bodies))
        for row_id, body_id, generation, blob in self._connection.execute(query):
            plain = self._ring.open(body_id, generation, blob, f"sealed|{row_id}")
            if plain is not None:
                envelope = msgspec.json.decode(plain, type=_Envelope)
                self._loaded.setdefault(envelope.kind, {})[row_id] = envelope.record
                if envelope.at is not None:
                    self._first[row_id] = envelope.at
        return self._loaded

    def of(self, kind: type[R]) -> tuple[R, ...]:
        """その種類の、開けた記録の全部。"""
        name = kind.__name__
        if name not in self._decoded:
            found = self._all().get(name, {}).values()
            read = tuple(self._follow(older_shapes.read(kind, one)) for one in found)
            self._decoded[name] = tuple(one for one in read if not about_itself(one))
        return cast("tuple[R, ...]", self._decoded[name])

    def get(self, kind: type[R], record_id: str) -> R | None:
        """その種類の、その id の一件。無いか、開けなければ None。"""
        found = self._stored(kind, record_id)
        return None if found is None else self._follow(found)

    def pointing_between(
        self, person_id: str, since: datetime, until: datetime
    ) -> tuple[records.Entry, ...]:
        """``since`` から ``until`` までに初めて書かれた、その人を(読み替える前から)指す記録。"""
        stored = (
            older_shapes.read(kind, raw)
            for kind in records.entry_kinds()
            if pointing(kind)
            for row_id, raw in self._all().get(kind.__name__, {}).items()
            if row_id in self._first and since <= self._first[row_id] <= until
        )
        return tuple(
            one
            for one in stored
            if any(getattr(one, name) == person_id for name in pointing(type(one)))
        )

    def _stored(self, kind: type[R], record_id: str) -> R | None:
        raw = self._all().get(kind.__name__, {}).get(sealed_row_id(kind, record_id))
        return None if raw is None else older_shapes.read(kind, raw)

    def _follow(self, record: R) -> R:
        # 統合の記録は、読み替えを決めるもの。
        return record if isinstance(record, Merge) else self._merged.follow(record)

    def forget(self) -> None:
        """統合が変わったので、読み替えた記録を忘れる。"""
        self._decoded.clear()

    def put(self, record: records.Entry) -> None:
        row_id = sealed_row_id(type(record), record.id)
        stored = self._stored(type(record), record.id)
        record = self._merged.unfollow(record, stored)
        first = self._first.get(row_id) if stored else self._first.setdefault(row_id, self._now())
        raw = msgspec.Raw(msgspec.json.encode(record))
        envelope = _Envelope(type(record).__name__, raw, first)
        plain = msgspec.json.encode(envelope)
        generation, blob = self._ring.seal(record.body_id, plain, f"sealed|{row_id}")
        table = tables.sealed_record
        values = {"body_id": record.body_id, "generation": generation, "blob": blob}
        mine = (table.c.id == row_id) & (table.c.body_id == record.body_id)
        done = self._connection.execute(update(table).where(mine).values(**values))
        if not done.rowcount:
            self._connection.execute(insert(table).values(id=row_id, **values))
        if self._loaded is not None:
            self._loaded.setdefault(envelope.kind, {})[row_id] = envelope.record
            self._decoded.pop(envelope.kind, None)

    def remove(self, record: records.Entry) -> None:
        row_id = sealed_row_id(type(record), record.id)
        table = tables.sealed_record
        mine = (table.c.id == row_id) & table.c.body_id.in_(self.bodies)
        self._connection.execute(delete(table).where(mine))
        if self._loaded is not None:
            name = type(record).__name__
            self._loaded.get(name, {}).pop(row_id, None)
            self._first.pop(row_id, None)
            self._decoded.pop(name, None)
