"""地域課題(community_issue)と、参加支援の費用(expense)。"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "community_issue",
        sa.Column("id", sa.String(length=16), nullable=False),
        *_text("title"),
        sa.Column("found_on", sa.Date(), nullable=False),
        *_text("state", "area", "field", "problem", "noticed_by", "evidence"),
        sa.Column("talks", sa.JSON(), nullable=False),
        *_text("measures", "partners"),
        sa.Column("starts_on", sa.Date(), nullable=True),
        *_text("next_step"),
        sa.Column("review_on", sa.Date(), nullable=True),
        *_text("result", "informed"),
        sa.Column("ended_on", sa.Date(), nullable=True),
        *_text("written_by"),
        sa.Column("written_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_community_issue"),
    )
    op.create_table(
        "expense",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("case_id", sa.String(length=16), nullable=False),
        sa.Column("plan_id", sa.String(length=16), nullable=False),
        *_text("number"),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        *_text("what", "receiver", "decided_by", "note", "cancels", "written_by"),
        sa.Column("written_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["consultation.id"], name="fk_expense_case_id_consultation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_expense"),
        sa.UniqueConstraint("number", name="uq_expense_number"),
    )
    op.create_index("ix_expense_case_id", "expense", ["case_id"], unique=False)
    op.create_index("ix_expense_plan_id", "expense", ["plan_id"], unique=False)


def downgrade() -> None:
    op.drop_table("expense")
    op.drop_table("community_issue")
