"""SQLCipher のファイルを開く・写す。断りは利用者の文にする。"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError

from jusou_desk.errors import BadInput, Damaged, DeskError, OutsideTrouble, Refused
from jusou_desk.files import outside
from jusou_desk.models.tables import SEALED_TABLES

#: SQLCipher の一ページ。これより小さいファイルは切り詰められている。
_PAGE_BYTES: Final = 4096
#: WAL の連れ(-shm)の大きさ。
_SHM_BYTES: Final = 32 * 1024
#: ``-wal`` などの連れ。
_COMPANIONS: Final = ("", "-wal", "-shm", "-journal")
#: 普段の接続に許す働き。表の作り替え・付け替え・写しは一つも許さない
#: (ALTER TABLE … RENAME で名を替えると、名で断る守りは抜けられた)。
_EVERYDAY: Final = frozenset(
    {
        sqlcipher.SQLITE_SELECT,
        sqlcipher.SQLITE_READ,
        sqlcipher.SQLITE_INSERT,
        sqlcipher.SQLITE_UPDATE,
        sqlcipher.SQLITE_DELETE,
        sqlcipher.SQLITE_FUNCTION,
        sqlcipher.SQLITE_RECURSIVE,
        sqlcipher.SQLITE_TRANSACTION,
        sqlcipher.SQLITE_SAVEPOINT,
    }
)
#: SQLAlchemy と FTS5 が自分で使う PRAGMA(どちらも読むだけ)。
_EVERYDAY_PRAGMAS: Final = frozenset({"read_uncommitted", "data_version"})


def _everyday_only(action: int, first: str | None, *_: str | None) -> int:
    if action == sqlcipher.SQLITE_PRAGMA:
        allowed = first in _EVERYDAY_PRAGMAS
    else:
        allowed = action in _EVERYDAY and first not in SEALED_TABLES
    code: int = sqlcipher.SQLITE_OK if allowed else sqlcipher.SQLITE_DENY
    return code


_SEALED_NAME: Final = re.compile("|".join(sorted(SEALED_TABLES)), re.IGNORECASE)


@lru_cache(maxsize=1024)
def _names_sealed(sql: str) -> bool:
    return _SEALED_NAME.search(sql) is not None


def _expect_everyday(sql: str) -> None:
    # FULL JOIN … USING (欄) で合わせた欄は、SQLite が authorizer に問い合わせない。
    # 名前に別の書き方は無いので、文の中の名を先に見れば抜け道にならない。
    # 同じ文は何度も来るので覚える。文字を継いだ型は、覚えた文と等しいと偽れるので、写してから見る。
    if _names_sealed(sql if type(sql) is str else str.__str__(sql)):
        raise sqlcipher.DatabaseError("access to a sealed table is prohibited")


class _EverydayCursor(sqlcipher.Cursor):  # type: ignore[misc]
    def execute(self, sql: str, *values: Any) -> Any:
        _expect_everyday(sql)
        return super().execute(sql, *values)

    def executemany(self, sql: str, *values: Any) -> Any:
        _expect_everyday(sql)
        return super().executemany(sql, *values)

    def executescript(self, sql: str) -> Any:
        _expect_everyday(sql)
        return super().executescript(sql)


class _EverydayConnection(sqlcipher.Connection):  # type: ignore[misc]
    """普段の接続。どのカーソルも、秘匿の表の名を含む文を受け取らない。"""

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(_EverydayCursor)


def _keyed(path: Path, data_key: bytes, factory: Any = sqlcipher.Connection) -> Any:
    """鍵を渡した DB-API 接続。鍵は URL にも記録にも載せない。"""
    connection = sqlcipher.connect(
        str(path), timeout=10, isolation_level=None, check_same_thread=False, factory=factory
    )
    try:
        connection.execute(f"PRAGMA key=\"x'{data_key.hex()}'\"")
        connection.execute("PRAGMA cipher_log_level=NONE")
    except sqlcipher.DatabaseError:
        connection.close()
        raise
    return connection


def open_database(path: Path, data_key: bytes, *, everyday: bool, create: bool = False) -> Any:
    """ファイルを開く。``everyday`` では秘匿の表を SQLite 自身が拒む。"""
    if not create:
        _expect_whole(path)
    with in_words():
        connection = _keyed(
            path, data_key, _EverydayConnection if everyday else sqlcipher.Connection
        )
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            connection.execute("PRAGMA journal_mode=WAL")
            for pragma in ("foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
                connection.execute(f"PRAGMA {pragma}")
        except sqlcipher.DatabaseError as error:
            connection.close()
            # WAL の連れ(-shm)を置く空きが無いとき、SQLite は入出力の誤りとしか言わない。
            if "I/O" in str(error) and shutil.disk_usage(path.parent).free < _SHM_BYTES:
                raise _no_room() from error
            raise
    if everyday:
        connection.set_authorizer(_everyday_only)
    return connection


def _expect_whole(path: Path) -> None:
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise Damaged(
            "事務所のデータファイルが見つかりません。", "バックアップから事務所を復元してください。"
        ) from error
    except OSError as error:
        raise outside(error, path) from error
    # 空のファイルを SQLite は「まだ表の無い、正しいファイル」とみなす。
    if size < _PAGE_BYTES:
        raise Damaged(
            "事務所のデータファイルが途中で切れています。",
            "使うのをやめ、直近のバックアップから復元してください。",
        )


@contextlib.contextmanager
def in_words() -> Iterator[None]:
    """この中で起きた SQLite の断りを、利用者の文にして投げ直す。"""
    try:
        yield
    except DBAPIError as error:
        raise database_trouble(error.orig or error) from error
    except sqlcipher.DatabaseError as error:
        raise database_trouble(error) from error
    except UnicodeEncodeError as error:
        raise BadInput(
            "文字として読めない字が入っています。", "その字を消して、入れ直してください。"
        ) from error


def database_trouble(error: BaseException) -> DeskError:
    """SQLite の断りを利用者の文にする。"""
    text = str(error)
    if "prohibited" in text or "not authorized" in text or "authorization denied" in text:
        return Refused(
            "この操作では触れられない記録です。",
            "支援会議の記録は、支援会議の画面から開いてください。",
        )
    if "full" in text:
        return _no_room()
    if "I/O" in text:
        return OutsideTrouble(
            "ディスクを読み書きできませんでした。",
            "空きがあるか、媒体がつながっているかを確かめ、続くときはバックアップから復元してください。",
        )
    if "locked" in text or "busy" in text:
        return OutsideTrouble(
            "ほかの処理が使っているため、いま保存できませんでした。",
            "少し待ってから、もう一度行ってください。",
        )
    if "readonly" in text or "unable to open" in text or "read-only" in text:
        return OutsideTrouble(
            "事務所のフォルダに書き込めません(読み取り専用、または権限がありません)。",
            "フォルダの権限を確かめるか、書き込める場所へ移してから開いてください。",
        )
    if "not a database" in text or "malformed" in text:
        return Damaged(
            "事務所のデータファイルが壊れているか、書き換えられています。",
            "使うのをやめ、直近のバックアップから復元してください。",
        )
    return Damaged(
        "データの読み書きに失敗しました。",
        "「jusou-desk verify」で確かめ、問題があればバックアップから復元してください。",
    )


def _no_room() -> OutsideTrouble:
    return OutsideTrouble(
        "ディスクの空きが足りないため、保存できませんでした。前の内容はそのままです。",
        "不要なファイルを片付けて空きを作ってから、もう一度保存してください。",
    )


def copy_database(source: Any, target: Path, data_key: bytes) -> None:
    """開いている接続の中身を、``data_key`` の新しいファイルへ写して確かめる。``source`` は閉じる。"""
    part = target.with_name(target.name + ".part")
    discard(part)
    try:
        with contextlib.closing(source), in_words(), _room_said(source, target):
            with contextlib.closing(_keyed(part, data_key)) as copy:
                source.backup(copy)
                problems = copy.execute("PRAGMA cipher_integrity_check").fetchall()
                problems += copy.execute("PRAGMA integrity_check").fetchall()
            if problems != [("ok",)]:
                raise Damaged(
                    "写したデータに誤りが見つかったため、中止しました。",
                    "「jusou-desk verify」で元のデータを確かめてください。",
                )
            part.replace(target)
    except OSError as error:
        raise outside(error, target) from error
    finally:
        discard(part)


@contextlib.contextmanager
def _room_said(source: Any, target: Path) -> Iterator[None]:
    """一杯の媒体では、SQLite が「入出力の誤り」とだけ言うことがあるので、空きを見て言い直す。"""
    try:
        yield
    except sqlcipher.DatabaseError as error:
        pages, each = (
            int(source.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_count", "page_size")
        )
        if shutil.disk_usage(target.parent).free < pages * each:
            raise _no_room() from error
        raise


def discard(path: Path) -> None:
    """ファイルと連れを消す。消せなくても(媒体が抜かれたなど)断らない。"""
    for companion in _COMPANIONS:
        with contextlib.suppress(OSError):
            path.with_name(path.name + companion).unlink()


def checkpoint_copy(path: Path, target: Path) -> None:
    """閉じているデータファイルをそのまま写す(移行の前の控え)。途中の姿は残さない。"""
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(exist_ok=True)
        shutil.copy2(path, part)
        part.replace(target)
    except OSError as error:
        discard(part)
        raise outside(error, target) from error
