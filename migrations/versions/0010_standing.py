"""終わっていない相談と、済んでいない仕事を引くための索引。今日は、この二つから並べる。"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_consultation_closed_on", "consultation", ["closed_on"], unique=False)
    op.create_index("ix_task_done_on", "task", ["done_on"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_task_done_on", table_name="task")
    op.drop_index("ix_consultation_closed_on", table_name="consultation")
