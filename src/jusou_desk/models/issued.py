"""発行控の中身。出たときのままのバイト列を、区分ごとの表に置く。"""

from __future__ import annotations

from sqlalchemy import Connection, Table, insert, select

from jusou_desk.models import tables
from jusou_desk.models.lanes import LaneRing
from jusou_desk.models.secrecy_records import Issued


class IssuedFiles:
    """発行控の中身。足すことと読むことだけができ、支援会議の分は会議体の鍵で包む。"""

    def __init__(self, connection: Connection, ring: LaneRing) -> None:
        self._connection = connection
        self._ring = ring

    def put(self, issued: Issued, data: bytes) -> None:
        """控の中身を置く。行(``Work.issued``)を先に書くこと。"""
        if not issued.sealed:
            self._connection.execute(insert(tables.issued_file).values(id=issued.id, data=data))
            return
        generation, blob = self._ring.seal(issued.body_id, data, _context(issued))
        self._connection.execute(
            insert(tables.sealed_file).values(
                id=issued.id, body_id=issued.body_id, generation=generation, blob=blob
            )
        )

    def get(self, issued: Issued) -> bytes | None:
        """控の中身。無いか、この許可で開けなければ None。"""
        if issued.sealed and issued.body_id not in self._ring.bodies:
            return None
        table = _table(issued)
        row = self._connection.execute(select(table).where(table.c.id == issued.id)).first()
        if row is None:
            return None
        if not issued.sealed:
            return bytes(row.data)
        return self._ring.open(row.body_id, row.generation, row.blob, _context(issued))


def _table(issued: Issued) -> Table:
    return tables.sealed_file if issued.sealed else tables.issued_file


def _context(issued: Issued) -> str:
    return f"file|{issued.id}"
