"""町の様式(取り込んだ xlsx とその版)と、発行控に残す様式の要約値。

様式の中身は、足すことと読むことだけができる。版を替えても、前の版はそのまま残る。
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KEPT = (
    "CREATE TRIGGER office_form_file_no_{1} BEFORE {0} ON office_form_file "
    "BEGIN SELECT RAISE(ABORT, 'office_form_file is append-only'); END"
)


def upgrade() -> None:
    op.create_table(
        "office_form",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("used_for", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("brought_by", sa.Text(), nullable=False),
        sa.Column("brought_at", sa.DateTime(), nullable=False),
        sa.Column("used_from", sa.Date(), nullable=False),
        sa.Column("used_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_office_form"),
    )
    op.create_index("ix_office_form_used_for", "office_form", ["used_for"], unique=False)
    op.create_table(
        "office_form_file",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"], ["office_form.id"], name="fk_office_form_file_id_office_form"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_office_form_file"),
    )
    for verb in ("UPDATE", "DELETE"):
        op.execute(_KEPT.format(verb, verb.lower()))
    op.add_column(
        "issued", sa.Column("layout_digest", sa.Text(), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("issued", "layout_digest")
    op.drop_table("office_form_file")
    op.drop_index("ix_office_form_used_for", table_name="office_form")
    op.drop_table("office_form")
