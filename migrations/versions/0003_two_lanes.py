"""支援会議の備え: 発行控、移替え、DV等支援措置、構成員名簿、情報提供依頼、同じ席。"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "info_request",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("request_no", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("note_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_info_request"),
        sa.UniqueConstraint("request_no", name="uq_info_request_request_no"),
    )
    op.create_table(
        "issued",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("receiver_name", sa.Text(), nullable=False),
        sa.Column("case_ids", sa.JSON(), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_issued"),
    )
    op.create_index("ix_issued_issued_at", "issued", ["issued_at"], unique=False)
    op.create_table(
        "member",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("pledge", sa.Text(), nullable=False),
        sa.Column("pledged_on", sa.Date(), nullable=True),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
    )
    op.create_index("ix_member_body", "member", ["body"], unique=False)
    op.create_table(
        "sealed_file",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body_id", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sealed_file"),
    )
    op.create_index("ix_sealed_file_body_id", "sealed_file", ["body_id"], unique=False)
    op.create_table(
        "issued_file",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["issued.id"], name="fk_issued_file_id_issued"),
        sa.PrimaryKeyConstraint("id", name="pk_issued_file"),
    )
    # 発行控は、出たときのまま残す。足すことと読むことだけができる。
    for table in ("issued", "issued_file", "sealed_file"):
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    op.create_table(
        "protection",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=True),
        sa.Column("other_party", sa.Text(), nullable=False),
        sa.Column("other_kana", sa.Text(), nullable=False),
        sa.Column("other_relationship", sa.Text(), nullable=False),
        sa.Column("former_household_no", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("lift_asked_by", sa.Text(), nullable=False),
        sa.Column("lift_asked_on", sa.Date(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_protection_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_protection"),
    )
    op.create_index("ix_protection_person_id", "protection", ["person_id"], unique=False)
    op.create_index("ix_person_address_concealed", "person", ["address_concealed"], unique=False)
    op.create_table(
        "transfer",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("case_id", sa.String(length=16), nullable=False),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("agreed_by", sa.Text(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["consultation.id"], name="fk_transfer_case_id_consultation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_transfer"),
    )
    op.create_index("ix_transfer_case_id", "transfer", ["case_id"], unique=False)
    op.add_column("agenda_item", sa.Column("guesses", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "agenda_item", sa.Column("next_step", sa.Text(), nullable=False, server_default="")
    )
    op.add_column("consent", sa.Column("recorded_at", sa.DateTime(), nullable=True))
    op.add_column("meeting", sa.Column("sitting", sa.Text(), nullable=False, server_default=""))
    op.add_column("meeting", sa.Column("noticed_on", sa.Date(), nullable=True))
    op.add_column(
        "packet_copy", sa.Column("exception", sa.Text(), nullable=False, server_default="")
    )
    op.add_column(
        "packet_copy", sa.Column("permitted_by", sa.Text(), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("packet_copy", "permitted_by")
    op.drop_column("packet_copy", "exception")
    op.drop_column("meeting", "noticed_on")
    op.drop_column("meeting", "sitting")
    op.drop_column("consent", "recorded_at")
    op.drop_column("agenda_item", "next_step")
    op.drop_column("agenda_item", "guesses")
    op.drop_index("ix_transfer_case_id", table_name="transfer")
    op.drop_table("transfer")
    op.drop_index("ix_person_address_concealed", table_name="person")
    op.drop_index("ix_protection_person_id", table_name="protection")
    op.drop_table("protection")
    op.drop_table("issued_file")
    op.drop_index("ix_sealed_file_body_id", table_name="sealed_file")
    op.drop_table("sealed_file")
    op.drop_index("ix_member_body", table_name="member")
    op.drop_table("member")
    op.drop_index("ix_issued_issued_at", table_name="issued")
    op.drop_table("issued")
    op.drop_table("info_request")
