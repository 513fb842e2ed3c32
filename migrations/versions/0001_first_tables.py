"""最初の表。監査の追記専用 trigger と検索の索引を含む。"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_table(
        "consultation",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("case_no", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("visitor", sa.Text(), nullable=False),
        sa.Column("visitor_relation", sa.Text(), nullable=False),
        sa.Column("age_band", sa.Text(), nullable=False),
        sa.Column("issues", sa.JSON(), nullable=False),
        sa.Column("main_issue", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=False),
        sa.Column("lead_agency", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consultation"),
        sa.UniqueConstraint("case_no", name="uq_consultation_case_no"),
    )
    op.create_index("ix_consultation_person_id", "consultation", ["person_id"], unique=False)
    op.create_index("ix_consultation_received_on", "consultation", ["received_on"], unique=False)
    op.create_index("ix_consultation_status", "consultation", ["status"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("staff_id", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
    )
    op.create_index("ix_draft_staff_id_place", "draft", ["staff_id", "place"], unique=True)
    op.create_table(
        "lane_key",
        sa.Column("body_id", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=16), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("body_id", "generation", "holder", name="pk_lane_key"),
    )
    op.create_table(
        "medium",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("medium_no", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("registered_by", sa.Text(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_medium"),
        sa.UniqueConstraint("medium_no", name="uq_medium_medium_no"),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("meeting_no", sa.Text(), nullable=False),
        sa.Column("body_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("end", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("chair", sa.Text(), nullable=False),
        sa.Column("recorder", sa.Text(), nullable=False),
        sa.Column("attendees", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
        sa.UniqueConstraint("meeting_no", name="uq_meeting_meeting_no"),
    )
    op.create_index("ix_meeting_held_on", "meeting", ["held_on"], unique=False)
    op.create_table(
        "office_setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_office_setting"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_no", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kana", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("birth_on", sa.Date(), nullable=True),
        sa.Column("birth_text", sa.Text(), nullable=False),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("age_as_of", sa.Date(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("household_no", sa.Text(), nullable=False),
        sa.Column("relationship", sa.Text(), nullable=False),
        sa.Column("address_concealed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("person_no", name="uq_person_person_no"),
    )
    op.create_index("ix_person_household_no", "person", ["household_no"], unique=False)
    op.create_table(
        "sealed_record",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("body_id", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sealed_record"),
    )
    op.create_index("ix_sealed_record_body_id", "sealed_record", ["body_id"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("case_id", sa.String(length=16), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
    )
    op.create_index("ix_task_case_id", "task", ["case_id"], unique=False)
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("item_no", sa.Text(), nullable=False),
        sa.Column("case_id", sa.String(length=16), nullable=False),
        sa.Column("aim", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("lead_agency", sa.Text(), nullable=False),
        sa.Column("decisions", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["consultation.id"], name="fk_agenda_item_case_id_consultation"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_agenda_item_meeting_id_meeting"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_agenda_item"),
    )
    op.create_index("ix_agenda_item_case_id", "agenda_item", ["case_id"], unique=False)
    op.create_index("ix_agenda_item_meeting_id", "agenda_item", ["meeting_id"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("case_id", sa.String(length=16), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("agencies", sa.JSON(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("witness", sa.Text(), nullable=False),
        sa.Column("original_kept", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["consultation.id"], name="fk_consent_case_id_consultation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
    )
    op.create_index("ix_consent_case_id", "consent", ["case_id"], unique=False)
    op.create_table(
        "medium_entry",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("medium_no", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("digests", sa.JSON(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("erased_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["medium_no"], ["medium.medium_no"], name="fk_medium_entry_medium_no_medium"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_medium_entry"),
    )
    op.create_table(
        "packet_copy",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("copy_no", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("shredded_on", sa.Date(), nullable=True),
        sa.Column("witness", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_packet_copy_meeting_id_meeting"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_packet_copy"),
    )
    op.create_index("ix_packet_copy_meeting_id", "packet_copy", ["meeting_id"], unique=False)
    op.create_table(
        "progress_note",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("note_no", sa.Text(), nullable=False),
        sa.Column("case_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("counterpart", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("recorder", sa.Text(), nullable=False),
        sa.Column("source_agency", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["consultation.id"], name="fk_progress_note_case_id_consultation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_progress_note"),
        sa.UniqueConstraint("note_no", name="uq_progress_note_note_no"),
    )
    op.create_index("ix_progress_note_case_id_at", "progress_note", ["case_id", "at"], unique=False)
    op.create_table(
        "sheet",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("case_id", sa.String(length=16), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("form_version", sa.Text(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["consultation.id"], name="fk_sheet_case_id_consultation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sheet"),
    )
    op.create_index("ix_sheet_case_id", "sheet", ["case_id"], unique=False)
    op.create_table(
        "support_plan",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("plan_no", sa.Text(), nullable=False),
        sa.Column("case_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("round_no", sa.Integer(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("short_goal", sa.Text(), nullable=False),
        sa.Column("support", sa.Text(), nullable=False),
        sa.Column("agencies", sa.JSON(), nullable=False),
        sa.Column("lead_agency", sa.Text(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        sa.Column("next_monitoring_on", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=False),
        sa.Column("actions", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["consultation.id"], name="fk_support_plan_case_id_consultation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_support_plan"),
        sa.UniqueConstraint("plan_no", name="uq_support_plan_plan_no"),
    )
    op.create_index("ix_support_plan_case_id", "support_plan", ["case_id"], unique=False)
    op.create_index(
        "ix_support_plan_next_monitoring_on", "support_plan", ["next_monitoring_on"], unique=False
    )
    op.execute(
        "CREATE TABLE search_doc ("
        "id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, ref_id TEXT NOT NULL)"
    )
    op.execute("CREATE UNIQUE INDEX ix_search_doc_ref ON search_doc (kind, ref_id)")
    op.execute(
        "CREATE VIRTUAL TABLE search_gram USING fts5("
        "grams, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0')"
    )
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
        )


def downgrade() -> None:
    op.execute("DROP TABLE search_gram")
    op.execute("DROP TABLE search_doc")
    op.drop_index("ix_support_plan_next_monitoring_on", table_name="support_plan")
    op.drop_index("ix_support_plan_case_id", table_name="support_plan")
    op.drop_table("support_plan")
    op.drop_index("ix_sheet_case_id", table_name="sheet")
    op.drop_table("sheet")
    op.drop_index("ix_progress_note_case_id_at", table_name="progress_note")
    op.drop_table("progress_note")
    op.drop_index("ix_packet_copy_meeting_id", table_name="packet_copy")
    op.drop_table("packet_copy")
    op.drop_table("medium_entry")
    op.drop_index("ix_consent_case_id", table_name="consent")
    op.drop_table("consent")
    op.drop_index("ix_agenda_item_meeting_id", table_name="agenda_item")
    op.drop_index("ix_agenda_item_case_id", table_name="agenda_item")
    op.drop_table("agenda_item")
    op.drop_index("ix_task_case_id", table_name="task")
    op.drop_table("task")
    op.drop_table("staff")
    op.drop_index("ix_sealed_record_body_id", table_name="sealed_record")
    op.drop_table("sealed_record")
    op.drop_index("ix_person_household_no", table_name="person")
    op.drop_table("person")
    op.drop_table("office_setting")
    op.drop_index("ix_meeting_held_on", table_name="meeting")
    op.drop_table("meeting")
    op.drop_table("medium")
    op.drop_table("lane_key")
    op.drop_index("ix_draft_staff_id_place", table_name="draft")
    op.drop_table("draft")
    op.drop_index("ix_consultation_status", table_name="consultation")
    op.drop_index("ix_consultation_received_on", table_name="consultation")
    op.drop_index("ix_consultation_person_id", table_name="consultation")
    op.drop_table("consultation")
    op.drop_table("audit")
