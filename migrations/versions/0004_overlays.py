"""重ね(情報源秘匿、本人に伏せる)と、通報・緊急の提供。"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_LISTS = (
    ("consultation", "overlays"),
    ("progress_note", "overlays"),
    ("agenda_item", "overlays"),
    ("sheet", "withheld"),
)


def upgrade() -> None:
    op.create_table(
        "disclosure",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("disclosure_no", sa.Text(), nullable=False),
        sa.Column("case_id", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("receiver_person", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("whereabouts", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("oral_by", sa.Text(), nullable=False),
        sa.Column("oral_at", sa.DateTime(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("declined_for", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("result_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["consultation.id"], name="fk_disclosure_case_id_consultation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_disclosure"),
        sa.UniqueConstraint("disclosure_no", name="uq_disclosure_disclosure_no"),
    )
    op.create_index("ix_disclosure_case_id", "disclosure", ["case_id"], unique=False)
    for table, column in _LISTS:
        op.add_column(table, sa.Column(column, sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    for table, column in reversed(_LISTS):
        op.drop_column(table, column)
    op.drop_index("ix_disclosure_case_id", table_name="disclosure")
    op.drop_table("disclosure")
