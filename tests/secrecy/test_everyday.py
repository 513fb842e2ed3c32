"""普段の接続: どんな SQL でも秘匿の表に触れられない。"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, aliased

from jusou_desk.errors import Refused
from jusou_desk.models import tables
from jusou_desk.models.store import Store
from jusou_desk.models.tables import SEALED_TABLES
from jusou_desk.models.work import Work
from jusou_desk.policy import CEILINGS, Lane, Purpose, Role
from tests.models.office import permit, save_case, save_sealed

sealed = tables.sealed_record


class Base(DeclarativeBase):
    """攻め手の ORM。宣言は Core の表だけなので、試験の側で結ぶ。"""


class SealedRow(Base):
    __table__ = tables.sealed_record


class LaneKeyRow(Base):
    __table__ = tables.lane_key


SQL = [
    "SELECT * FROM sealed_record",
    "SELECT 1 FROM sealed_record",
    "SELECT * FROM sealed_file",
    "SELECT count(*) FROM sealed_file",
    "SELECT count(*) FROM sealed_record",
    "SELECT max(rowid) FROM sealed_record",
    "SELECT * FROM main.sealed_record",
    'SELECT * FROM "SEALED_RECORD"',
    "SELECT * FROM lane_key",
    "SELECT id FROM sealed_record INDEXED BY ix_sealed_record_body_id",
    "SELECT id FROM consultation UNION SELECT id FROM sealed_record",
    "SELECT id FROM consultation EXCEPT SELECT id FROM sealed_record",
    "SELECT c.id FROM consultation c JOIN sealed_record s ON s.id = c.id",
    "SELECT c.id FROM consultation c LEFT JOIN sealed_record s USING (id)",
    "SELECT count(*) FROM (SELECT 'shien' AS body_id) JOIN sealed_record USING (body_id)",
    "SELECT count(*) FROM (SELECT 'shien' AS body_id) NATURAL JOIN sealed_record",
    # SQLite の authorizer だけでは、次の二つで中身が読めた。
    "SELECT blob FROM (SELECT x'' AS blob) FULL JOIN sealed_record USING (blob)",
    "SELECT sealed_key FROM (SELECT x'' AS sealed_key) FULL JOIN lane_key USING (sealed_key)",
    "SELECT blob FROM (SELECT x'' AS blob) FULL JOIN [sealed_record] USING (blob)",
    "SELECT blob FROM (SELECT x'' AS blob) FULL JOIN main . `Sealed_Record` USING (blob)",
    "SELECT (SELECT blob FROM sealed_record LIMIT 1)",
    "SELECT * FROM consultation WHERE EXISTS (SELECT 1 FROM sealed_record)",
    "WITH x AS (SELECT * FROM sealed_record) SELECT count(*) FROM x",
    "WITH RECURSIVE x(i) AS (SELECT id FROM sealed_record UNION SELECT i FROM x) SELECT * FROM x",
    "SELECT * FROM (SELECT * FROM sealed_record) WHERE 0",
    "EXPLAIN SELECT * FROM sealed_record",
    "EXPLAIN QUERY PLAN SELECT blob FROM sealed_record",
    "INSERT INTO draft SELECT id, 's', 'p', '2026-04-01', hex(blob) FROM sealed_record",
    "INSERT INTO sealed_record VALUES ('x', 'shien', 1, x'00')",
    "REPLACE INTO sealed_record VALUES ('x', 'shien', 1, x'00')",
    "UPDATE sealed_record SET body_id = 'x'",
    "UPDATE consultation SET content = (SELECT hex(blob) FROM sealed_record)",
    "DELETE FROM sealed_record",
    "DELETE FROM lane_key",
    "DELETE FROM consultation WHERE id IN (SELECT id FROM sealed_record)",
    "DROP TABLE sealed_record",
    "DROP INDEX ix_sealed_record_body_id",
    "ALTER TABLE sealed_record RENAME TO opened",
    "ALTER TABLE sealed_record RENAME COLUMN blob TO opened",
    "ALTER TABLE sealed_record ADD COLUMN opened TEXT",
    "CREATE INDEX planted ON sealed_record (blob)",
    "CREATE VIEW planted AS SELECT * FROM sealed_record",
    "CREATE TEMP VIEW planted AS SELECT * FROM sealed_record",
    "CREATE TABLE planted AS SELECT * FROM sealed_record",
    "CREATE TEMP TABLE planted AS SELECT * FROM sealed_record",
    "CREATE TRIGGER planted AFTER INSERT ON sealed_record BEGIN DELETE FROM draft; END",
    "CREATE TRIGGER planted AFTER INSERT ON consultation BEGIN DELETE FROM sealed_record; END",
    "CREATE TEMP TRIGGER planted AFTER INSERT ON sealed_record BEGIN DELETE FROM draft; END",
    "CREATE VIRTUAL TABLE planted USING fts5(blob, content='sealed_record')",
    "CREATE VIRTUAL TABLE temp.planted USING fts5vocab('main', 'search_gram', 'row')",
    "DROP TRIGGER audit_no_delete",
    "DROP TABLE audit",
    "PRAGMA table_info(sealed_record)",
    "SELECT * FROM pragma_table_info('sealed_record')",
    "SELECT * FROM pragma_table_xinfo('lane_key')",
    "PRAGMA index_xinfo(ix_sealed_record_body_id)",
    "PRAGMA writable_schema=ON",
    "PRAGMA foreign_keys=OFF",
    "PRAGMA key = 'x'",
    "PRAGMA rekey = 'x'",
    "PRAGMA cipher_plaintext_header_size = 32",
    "PRAGMA cipher_integrity_check",
    "PRAGMA schema_version",
    "INSERT INTO sqlite_master VALUES ('table', 'x', 'x', 2, 'CREATE TABLE x(y)')",
    "UPDATE sqlite_master SET name = 'x'",
    "ATTACH ':memory:' AS other",
    "ATTACH '{folder}/office-1.db' AS other",
    "VACUUM",
    "VACUUM INTO '{folder}/copy.db'",
    "ANALYZE sealed_record",
    "REINDEX sealed_record",
    "SELECT sqlcipher_export('main')",
    "SELECT load_extension('x')",
    "SELECT * FROM sqlite_dbpage",
    "SELECT * FROM dbstat",
]


@pytest.fixture
def kept(store: Store) -> Store:
    save_case(store)
    save_sealed(store)
    return store


def snapshot(store: Store) -> tuple[list[Any], ...]:
    """秘匿の表と、表の宣言。"""
    connection = store.raw_connection()
    found = tuple(
        connection.execute(f"SELECT * FROM {name}").fetchall()
        for name in ("sealed_record", "lane_key", "sqlite_master")
    )
    connection.close()
    return found


@pytest.mark.parametrize("statement", SQL)
def test_秘匿の表に触れるSQLは断られる(kept: Store, statement: str) -> None:
    before, files = snapshot(kept), {p.name for p in kept.folder.iterdir()}
    sql = statement.format(folder=kept.folder)
    with kept._everyday.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        with pytest.raises(sqlcipher.DatabaseError) as refused:
            driver.execute(sql).fetchall()
    assert not isinstance(refused.value, sqlcipher.ProgrammingError)
    assert snapshot(kept) == before
    assert {p.name for p in kept.folder.iterdir()} <= files | {"office-1.db-wal", "office-1.db-shm"}


def test_覚えた文と等しいと偽る文字でも断られる(kept: Store) -> None:
    """文の確かめは一度見た文を覚える。等しさも字も偽る型で、覚えた方に当てる。"""
    clean = "SELECT id FROM consultation"

    class Twin(str):
        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return hash(clean)

        def __str__(self) -> str:
            return clean

    with kept._everyday.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.execute(Twin(clean)).fetchall()
        with pytest.raises(sqlcipher.DatabaseError, match="sealed table"):
            driver.execute(Twin("SELECT 1 -- sealed_record")).fetchall()


def test_断りは壊れたではなく権限の文になる(kept: Store) -> None:
    def read() -> None:
        with kept.reading(permit(kept)) as work:
            work.connection.execute(select(sealed))

    with pytest.raises(Refused, match="触れられない"):
        read()


def _add(connection: Connection) -> None:
    session = Session(connection)
    session.add(SealedRow(id="x", body_id="shien", generation=1, blob=b""))
    session.flush()


ORM: dict[str, Callable[[Connection], object]] = {
    "Core の表": lambda c: c.execute(select(sealed)).all(),
    "Core の欄": lambda c: c.execute(select(sealed.c.blob)).all(),
    "Core の数": lambda c: c.execute(select(func.count()).select_from(sealed)).all(),
    "Core の別名": lambda c: c.execute(select(sealed.alias("x"))).all(),
    "Core の副問合せ": lambda c: c.execute(select(select(sealed).subquery())).all(),
    "Core の合併": lambda c: c.execute(
        select(tables.consultation.c.id).union_all(select(sealed.c.id))
    ).all(),
    "Core の書込み": lambda c: c.execute(sealed.delete()),
    "ORM": lambda c: Session(c).scalars(select(SealedRow)).all(),
    "ORM の鍵": lambda c: Session(c).scalars(select(LaneKeyRow)).all(),
    "ORM の別名": lambda c: Session(c).scalars(select(aliased(SealedRow))).all(),
    "ORM の get": lambda c: Session(c).get(SealedRow, "0"),
    "ORM の from_statement": lambda c: (
        Session(c)
        .scalars(select(SealedRow).from_statement(text("SELECT * FROM sealed_record")))
        .all()
    ),
    "ORM の追加": _add,
    "text": lambda c: c.execute(text("SELECT blob FROM sealed_record")).all(),
    "driver_sql": lambda c: c.exec_driver_sql("SELECT blob FROM sealed_record").all(),
    "cursor": lambda c: c.connection.cursor().execute("SELECT blob FROM sealed_record"),
    "executescript": lambda c: c.connection.cursor().executescript("DELETE FROM lane_key"),
    "executemany": lambda c: c.connection.cursor().executemany(
        "DELETE FROM sealed_record WHERE id = ?", [("x",)]
    ),
}


@pytest.mark.parametrize("shape", ORM)
def test_どの書き方の問合せも断られる(kept: Store, shape: str) -> None:
    before = snapshot(kept)
    with (
        kept._everyday.connect() as connection,
        pytest.raises((DBAPIError, sqlcipher.DatabaseError)),
    ):
        ORM[shape](connection)
    assert snapshot(kept) == before


def test_秘匿の接続で読んだあとも普段の接続では読めない(kept: Store) -> None:
    """同じ職員が支援会議の記録を開いた直後でも、部品の使い回しで漏れない。"""
    with kept.reading(permit(kept, Purpose.SUPPORT_MEETING)) as work:
        assert work.connection.execute(select(sealed)).all()
    with kept._everyday.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(select(sealed))


def test_backupで丸ごと写せても_秘匿の記録は会議体の鍵が無ければ読めない(
    kept: Store, tmp_path: Path
) -> None:
    """写しの API だけは authorizer を通らない。だから中身をもう一重に暗号化している。"""
    copy = sqlcipher.connect(str(tmp_path / "copy.db"), isolation_level=None)
    copy.execute(f"PRAGMA key=\"x'{kept.data_key.hex()}'\"")
    with kept._everyday.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.backup(copy)
    rows = copy.execute("SELECT * FROM sealed_record").fetchall()
    copy.close()
    assert len(rows) == 1
    assert "支援会議だけの話".encode() not in rows[0][3]


def test_平文のファイルへは写せない(kept: Store, tmp_path: Path) -> None:
    plain = sqlcipher.connect(str(tmp_path / "plain.db"), isolation_level=None)
    with kept._everyday.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        with pytest.raises(sqlcipher.OperationalError):
            driver.backup(plain)
    plain.close()
    assert (tmp_path / "plain.db").read_bytes() == b""


def test_普段の仕事は断られない(kept: Store) -> None:
    """守りが強すぎて仕事ができない、ということもない。"""
    with kept.writing(permit(kept)) as work:
        assert work.cases.where()
        assert work.search.find("家計")
        work.settings.put("x", "y")
        work.audit.add(kept.now(), kept.me.name, "閲覧")
        assert work.audit.first_break() is None
        assert work.cases.among("status", {"受付"})
        count = work.connection.execute(select(func.count()).select_from(tables.consultation))
        assert count.scalar() == 1


def test_秘匿の表は宣言のとおり() -> None:
    assert {"sealed_record", "sealed_file", "sealed_version", "lane_key"} == SEALED_TABLES


def test_仕事は許可の目的で接続を選ぶ(kept: Store) -> None:
    def sees(work: Work) -> bool:
        try:
            return bool(work.connection.execute(select(sealed)).all())
        except DBAPIError:
            return False

    seen = set()
    for purpose in Purpose:
        with kept.reading(permit(kept, purpose)) as work:
            if sees(work):
                seen.add(purpose)
    assert seen == {p for p in Purpose if CEILINGS[Role.ADMIN, p].ceiling is Lane.SEALED}
    assert seen.isdisjoint({Purpose.CASEWORK, Purpose.PLAN_MEETING, Purpose.REFERRAL})
