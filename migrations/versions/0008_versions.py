"""書き直す前の姿。欄の変わり方、元に戻すこと、ごみ箱のもとになる。

前の姿は足すだけで、書き換えられない。消せるのは、廃棄した記録(disposed に載ったもの)の分だけ。
支援会議の記録の前の姿は、記録と同じく会議体の鍵で包んで別の表に置く。
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TABLES = ("version", "sealed_version")
_KEPT = (
    "CREATE TRIGGER {0}_no_update BEFORE UPDATE ON {0} "
    "BEGIN SELECT RAISE(ABORT, '{0} is append-only'); END"
)
_DISPOSED = (
    "CREATE TRIGGER {0}_no_delete BEFORE DELETE ON {0} "
    "WHEN NOT EXISTS (SELECT 1 FROM disposed WHERE disposed.record = OLD.record) "
    "BEGIN SELECT RAISE(ABORT, '{0} is append-only'); END"
)
_FINAL = (
    "CREATE TRIGGER disposed_no_{1} BEFORE {0} ON disposed "
    "BEGIN SELECT RAISE(ABORT, 'disposed is append-only'); END"
)


def upgrade() -> None:
    op.create_table(
        "version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("root", sa.String(length=16), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_version"),
    )
    op.create_index("ix_version_record", "version", ["record"], unique=False)
    for column, only in (("case_id", "deed = '削除'"), ("root", "root != ''")):
        op.create_index(
            f"ix_version_{column}", "version", [column], unique=False, sqlite_where=sa.text(only)
        )
    op.create_table(
        "sealed_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(length=32), nullable=False),
        sa.Column("body_id", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sealed_version"),
    )
    for column in ("record", "body_id"):
        op.create_index(f"ix_sealed_version_{column}", "sealed_version", [column], unique=False)
    op.create_table(
        "disposed",
        sa.Column("record", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record", name="pk_disposed"),
    )
    for table in _TABLES:
        op.execute(_KEPT.format(table))
        op.execute(_DISPOSED.format(table))
    for verb in ("UPDATE", "DELETE"):
        op.execute(_FINAL.format(verb, verb.lower()))


def downgrade() -> None:
    op.drop_table("disposed")
    for column in ("record", "body_id"):
        op.drop_index(f"ix_sealed_version_{column}", table_name="sealed_version")
    op.drop_table("sealed_version")
    for column in ("record", "case_id", "root"):
        op.drop_index(f"ix_version_{column}", table_name="version")
    op.drop_table("version")
