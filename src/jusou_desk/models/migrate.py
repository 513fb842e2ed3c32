"""表の移行。自分だけの接続で、先に写しを取り、全部できたときだけ残す。

foreign_keys=ON のまま batch_alter_table を使うと子の行が黙って消える(tech.md §3 で実測)ので、
外部キーは移行の前に切り、終わってから foreign_key_check で確かめる。
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.pool import StaticPool

from jusou_desk.errors import Damaged, DeskError, Refused
from jusou_desk.models.cipher import checkpoint_copy, in_words, open_database
from jusou_desk.models.vault import Vault
from jusou_desk.paths import migrations

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: Final = "0012"
_BASE: Final = "base"


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", migrations().as_posix())
    config.attributes["connection"] = connection
    return config


def current(connection: Connection) -> str:
    """ファイルの移行番号。まだ表が無ければ空。"""
    exists = connection.execute(
        text("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'")
    ).scalar()
    if not exists:
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def migrate(vault: Vault, data_key: bytes, target: str = HEAD, *, fresh: bool = False) -> None:
    """データファイルを ``target`` まで進める(または戻す。最初より前は ``base``)。

    fresh: 新しい事務所を作るところ。そうでなければ、無いファイルを空で作り直さず断る。
    新しい版で作られたファイルは ``Refused``、途中で失敗すれば元のまま ``Damaged``。
    """
    if not fresh:
        vault.expect_current()
    path = vault.database
    raw = open_database(path, data_key, everyday=False, create=fresh)
    engine = create_engine("sqlite://", creator=lambda: raw, module=_module(), poolclass=StaticPool)
    event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with in_words(), engine.connect() as connection:
            found = current(connection)
        if found == target:
            return
        if found > HEAD:
            raise Refused(
                "この事務所は新しい版の重層デスクで使われています。",
                "新しい版の重層デスクで開いてください(データはそのままです)。",
            )
        if not fresh:
            with in_words():
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            now = time.strftime("%Y%m%d-%H%M%S")
            checkpoint_copy(
                path, vault.folder / "before-migration" / f"{path.stem}-{found}-{now}.db"
            )
        with in_words():
            _run(engine, target, forward=target != _BASE and target > found)
    except (DeskError, OSError):
        raise
    except Exception as error:
        # 手順の誤りは何でも起こりうる。取り消しは済んでいるので、元のままと言える。
        raise Damaged(
            "データの移行に失敗したため、元のままにしました。",
            "前の版の重層デスクで開くか、「jusou-desk verify」の結果を添えて相談してください。",
        ) from error
    finally:
        engine.dispose()
        raw.close()


def _module() -> object:
    import sqlcipher3.dbapi2

    return sqlcipher3.dbapi2


def _run(engine: object, target: str, *, forward: bool) -> None:
    from alembic import command
    from sqlalchemy import Engine

    assert isinstance(engine, Engine)
    with engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            config = _config(connection)
            (command.upgrade if forward else command.downgrade)(config, target)
            broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
            if broken:
                raise Damaged(
                    "データの移行で、つながりの切れた記録が見つかったため中止しました。",
                    "元のままです。「jusou-desk verify」の結果を添えて相談してください。",
                )
        driver.execute("PRAGMA foreign_keys=ON")
