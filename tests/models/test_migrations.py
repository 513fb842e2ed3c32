"""表の移行: 宣言と一致し、行って戻ってもデータは同じで、失敗すれば元のまま。"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from jusou_desk.errors import Damaged, OutsideTrouble, Refused
from jusou_desk.models import migrate as migration
from jusou_desk.models.connections import engine_for
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.migrate import HEAD, migrate
from jusou_desk.models.office import Office
from jusou_desk.models.tables import metadata
from jusou_desk.models.vault import Vault
from jusou_desk.paths import migrations
from tests.models.office import (
    ADMIN,
    PASSWORD,
    case_numbers,
    fill,
    note,
    opened,
    permit,
    person,
    save_case,
    save_sealed,
    small_disk,
)

Dump = dict[str, list[tuple[Any, ...]]]


def script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", migrations().as_posix())
    return ScriptDirectory.from_config(config)


#: 古い順の (前, 後)。移行を足せば、ここから下の試験に自動で加わる。
STEPS = [
    (str(one.down_revision or "base"), one.revision)
    for one in reversed(list(script().walk_revisions()))
]


class Shop:
    """移行を試す事務所。鍵を開けたまま持つ。"""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vault: Vault = Office(folder, NoSecrets()).vault
        self.key = self.vault.unlock(ADMIN, PASSWORD).data_key

    @contextmanager
    def connected(self) -> Iterator[Any]:
        connection = self.vault.connect(self.key)
        try:
            yield connection
        finally:
            connection.close()

    def move(self, target: str) -> None:
        migrate(self.vault, self.key, target)

    def dump(self) -> Dump:
        """すべての表のすべての行(索引の中身の表を除く)。"""
        with self.connected() as connection:
            names = [
                row[0]
                for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
                if not row[0].startswith(("search_gram", "sqlite_"))
            ]
            return {
                name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr)
                for name in sorted(names)
            }

    def columns(self) -> dict[str, list[str]]:
        """表の名→欄の名(並び順)。"""
        with self.connected() as connection:
            return {
                name: [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
                for name in self.dump()
            }

    def schema(self) -> set[str]:
        with self.connected() as connection:
            rows = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
            return {" ".join(row[0].split()) for row in rows}

    def copies(self) -> list[Path]:
        return sorted((self.folder / "before-migration").glob("*.db"))


@pytest.fixture
def shop(folder: Path) -> Shop:
    store = opened(folder)
    first = save_case(store)
    with store.writing(permit(store)) as work:
        work.people.put(person())
        for number in range(5):
            work.notes.put(note(first, f"K-{number}"))
    save_sealed(store)
    store.close()
    return Shop(folder)


def one_row_each(shop: Shop) -> None:
    """どの表にも、欄の型から作った一行を足す。文字はみな同じ値なので、参照は互いにつながる。"""
    with shop.connected() as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for name in shop.dump().keys() - {"alembic_version"}:
            columns = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
            values = [_sample(kind) for _, _, kind, *_ in columns]
            marks = ", ".join("?" * len(values))
            connection.execute(f'INSERT INTO "{name}" VALUES ({marks})', values)


def _sample(kind: str) -> object:
    samples: dict[str, object] = {
        "INTEGER": 999,
        "BOOLEAN": 1,
        "DATE": "2026-04-01",
        "DATETIME": "2026-04-01 09:00:00.000000",
        "JSON": '["髙﨑𠮷"]',
        "BLOB": b"\x00\xff",
    }
    return samples.get(kind, "髙﨑𠮷の記載")


def test_最新の番号は移行の並びの末尾と同じ() -> None:
    assert script().get_heads() == [HEAD]
    assert [revision for _, revision in STEPS] == sorted(revision for _, revision in STEPS)


def test_表の宣言と最新の移行は同じ(shop: Shop) -> None:
    engine = engine_for(shop.vault, shop.key, everyday=False)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _: (
                    not (kind == "table" and str(name).startswith("search_"))
                ),
            },
        )
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_表の宣言との違いは必ず見つかる(shop: Shop) -> None:
    with shop.connected() as connection:
        connection.execute("ALTER TABLE person ADD COLUMN planted TEXT")
    engine = engine_for(shop.vault, shop.key, everyday=False)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        found = [str(one) for one in compare_metadata(context, metadata)]
        assert any("planted" in one for one in found)
    engine.dispose()


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_戻して進めると表も行も同じになる(shop: Shop, before: str, after: str) -> None:
    if after != HEAD:
        shop.move(after)
    one_row_each(shop)
    dump, schema = shop.dump(), shop.schema()
    shop.move(before)
    older = shop.columns()
    shop.move(after)
    assert shop.schema() == schema
    again, columns = shop.dump(), shop.columns()
    # 前の版にもあった表と欄は、行がそのまま残っている。
    for name in set(older) - {"alembic_version"}:
        shared = [at for at, column in enumerate(columns[name]) if column in older[name]]
        assert shared
        rows = [[[row[at] for at in shared] for row in found[name]] for found in (dump, again)]
        assert rows[0] == rows[1], name
    assert len(shop.copies()) >= 2


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_前の版の行は進めても失われない(shop: Shop, before: str, after: str) -> None:
    if before == "base":
        pytest.skip("最初の版より前に行は無い")
    shop.move(before)
    one_row_each(shop)
    counts = {name: len(rows) for name, rows in shop.dump().items()}
    shop.move(after)
    again = {name: len(rows) for name, rows in shop.dump().items()}
    assert {name: again.get(name) for name in counts} == counts


def test_全部戻すと表は残らず_進めればまた使える(shop: Shop) -> None:
    shop.move("base")
    assert set(shop.dump()) == {"alembic_version"}
    shop.move(HEAD)
    assert shop.dump()["person"] == []


def test_移行の要らないときは写しも取らない(shop: Shop) -> None:
    shop.move(HEAD)
    opened(shop.folder).close()
    assert not (shop.folder / "before-migration").exists()


# --- 植えた移行: 失敗と、子の行が消える落とし穴 ------------------------------

PLANTED = """
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
{body}


def downgrade() -> None:
    op.drop_table("planted_child")
"""
CHILD = """    op.execute(
        "CREATE TABLE planted_child (id INTEGER PRIMARY KEY, case_id VARCHAR(16) NOT NULL "
        "REFERENCES consultation (id) ON DELETE CASCADE)"
    )
    op.execute("INSERT INTO planted_child (case_id) SELECT id FROM consultation")
"""
REBUILD = """    with op.batch_alter_table("consultation", recreate="always") as batch:
        batch.add_column(sa.Column("planted", sa.Text(), server_default="x", nullable=False))
"""
FAILURES = {
    "誤った命令": '    op.execute("INSERT INTO nowhere VALUES (1)")\n',
    "手順の誤り": '    raise KeyError("planted")\n',
    "参照切れ": "    op.execute(\"UPDATE progress_note SET case_id = 'nowhere'\")\n",
}


@pytest.fixture
def plant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """移行のフォルダの写し。ここに植える。"""
    copy = tmp_path / "migrations"
    shutil.copytree(migrations(), copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migration, "migrations", lambda: copy)
    return copy / "versions"


def write(versions: Path, revision: str, body: str, before: str = HEAD) -> None:
    text = PLANTED.format(revision=revision, before=before, body=body)
    (versions / f"{revision}_planted.py").write_text(text, encoding="utf-8")


def test_親の表を作り直しても子の行は消えない(shop: Shop, plant: Path) -> None:
    write(plant, "9001", CHILD)
    write(plant, "9002", REBUILD, "9001")
    before = shop.dump()
    shop.move("9002")
    after = shop.dump()
    assert len(after["planted_child"]) == len(before["consultation"]) == 1
    assert after["progress_note"] == before["progress_note"]
    assert [row[:-1] for row in after["consultation"]] == before["consultation"]


def test_落とし穴は本物である(shop: Shop, plant: Path) -> None:
    """外部キーを効かせたまま作り直すと、子の行は黙って消える(だから切っている)。"""
    write(plant, "9001", CHILD)
    shop.move("9001")
    with shop.connected() as connection:
        connection.execute("DELETE FROM progress_note")
        connection.execute("CREATE TABLE copy AS SELECT * FROM consultation")
        connection.execute("DROP TABLE consultation")
        connection.execute("ALTER TABLE copy RENAME TO consultation")
        assert connection.execute("SELECT count(*) FROM planted_child").fetchone() == (0,)


@pytest.mark.parametrize("failure", FAILURES)
def test_失敗した移行は一つも残さない(shop: Shop, plant: Path, failure: str) -> None:
    write(plant, "9001", CHILD + REBUILD + FAILURES[failure])
    dump, schema = shop.dump(), shop.schema()
    with pytest.raises(Damaged) as refused:
        shop.move("9001")
    assert refused.value.advice
    assert (shop.dump(), shop.schema()) == (dump, schema)
    store = opened(shop.folder)
    assert case_numbers(store) == {"R8-001"}
    store.close()


def test_二つ目で失敗しても一つ目も残さない(shop: Shop, plant: Path) -> None:
    write(plant, "9001", CHILD)
    write(plant, "9002", FAILURES["誤った命令"], "9001")
    dump = shop.dump()
    with pytest.raises(Damaged):
        shop.move("9002")
    assert shop.dump() == dump


def test_移行の前の写しは_同じ鍵で開く元のままの姿(shop: Shop, plant: Path) -> None:
    write(plant, "9001", CHILD)
    dump = shop.dump()
    shop.move("9001")
    (copy,) = shop.copies()
    assert f"-{HEAD}-" in copy.name
    shutil.copy(copy, shop.vault.database)
    assert shop.dump() == dump


def test_使いかけの記録も写しに入る(shop: Shop, plant: Path) -> None:
    """WAL に残っている分も、写しの前にファイルへ移す。"""
    write(plant, "9001", CHILD)
    with shop.connected() as connection:
        connection.execute("UPDATE office_setting SET value = '替えた' WHERE name = 'town'")
        shop.move("9001")
    (copy,) = shop.copies()
    shutil.copy(copy, shop.vault.database)
    assert ("town", "替えた") in shop.dump()["office_setting"]


def test_写しを取れなければ移行しない(shop: Shop, plant: Path, tmp_path: Path) -> None:
    write(plant, "9001", CHILD)
    with small_disk(tmp_path / "disk", 1024) as disk:
        shutil.copytree(shop.folder, disk / "office")
        tight = Shop(disk / "office")
        dump = tight.dump()
        filler = fill(disk)
        with filler.open("r+b") as stream:
            stream.truncate(filler.stat().st_size - 100 * 1024)
        with pytest.raises(OutsideTrouble, match="空きが足り"):
            tight.move("9001")
        filler.unlink()
        assert tight.dump() == dump
        assert list((disk / "office" / "before-migration").iterdir()) == []


def test_未来の版のファイルは断り_手を付けない(shop: Shop) -> None:
    with shop.connected() as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = shop.vault.database.read_bytes()
    with pytest.raises(Refused, match="新しい版") as refused:
        opened(shop.folder)
    assert "データはそのまま" in refused.value.advice
    assert shop.vault.database.read_bytes() == before
    assert not (shop.folder / "before-migration").exists()


def test_検索の索引は移行のあとも働く(shop: Shop) -> None:
    store = opened(shop.folder)
    with store.reading(permit(store)) as work:
        assert {found.kind for found in work.search.find("相談")} == {"case"}
        assert {found.kind for found in work.search.find("さざなみ")} == {"person"}
    store.close()


def test_監査の表は書換えも削除も拒む(shop: Shop) -> None:
    with shop.connected() as connection:
        for statement in ("UPDATE audit SET actor = 'x'", "DELETE FROM audit"):
            with pytest.raises(sqlcipher.IntegrityError, match="append-only"):
                connection.execute(statement)
