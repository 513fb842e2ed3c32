"""機関と資源の名簿(resource)と、参加支援の受入先探し(matching)。

名簿は空のまま足す。空の間は、町の設定の一覧がそのまま名簿になり、初めて書くときに写す。
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _lines(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.JSON(), nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "resource",
        sa.Column("id", sa.String(length=16), nullable=False),
        *_text("resource_no", "kind", "name", "origin"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=False),
        sa.Column("valid_until", sa.Integer(), nullable=True),
        sa.Column("struck", sa.Boolean(), nullable=False),
        *_text("written_by"),
        sa.Column("written_at", sa.DateTime(), nullable=True),
        *_text("group", "listed_as", "mark", "law", "article", "field", "stage", "section"),
        *_text("operation"),
        *_lines("operators", "providers"),
        *_text("area", "address", "phone", "fax", "contact", "contents", "target"),
        *_text("places", "amount", "staff"),
        *_lines("more"),
        *_text("place"),
        sa.Column("inside", sa.Boolean(), nullable=False),
        *_lines("without", "tags"),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("vacancy", sa.Integer(), nullable=True),
        *_text("expenses", "travel", "conditions", "stance"),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_resource"),
    )
    op.create_index("ix_resource_resource_no", "resource", ["resource_no"], unique=False)
    op.create_table(
        "matching",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("case_id", sa.String(length=16), nullable=False),
        sa.Column("plan_id", sa.String(length=16), nullable=False),
        *_text("resource_no", "host"),
        sa.Column("asked_on", sa.Date(), nullable=False),
        *_text("state"),
        *_lines("wanted"),
        sa.Column("settled_on", sa.Date(), nullable=True),
        *_text("failed_for", "reason"),
        sa.Column("starts_on", sa.Date(), nullable=True),
        *_text("activity", "frequency", "costs", "asked_by"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["consultation.id"], name="fk_matching_case_id_consultation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_matching"),
    )
    op.create_index("ix_matching_case_id", "matching", ["case_id"], unique=False)
    op.create_index("ix_matching_plan_id", "matching", ["plan_id"], unique=False)
    op.create_index("ix_matching_resource_no", "matching", ["resource_no"], unique=False)


def downgrade() -> None:
    op.drop_table("matching")
    op.drop_table("resource")
