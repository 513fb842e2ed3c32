"""相談の表。"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from jusou_desk.models import records
from jusou_desk.models.columns import Answers, Lines, may, must, number, of, row_id, sought
from jusou_desk.models.tables.base import metadata

person: Final = Table(
    "person",
    metadata,
    row_id(),
    number("person_no"),
    *must(Text, "name", "kana", "sex"),
    *may(Date, "birth_on"),
    *must(Text, "birth_text"),
    *may(Integer, "age"),
    *may(Date, "age_as_of"),
    *must(Text, "address", "phone"),
    sought("household_no"),
    *must(Text, "relationship"),
    sought("address_concealed", Boolean),
    *must(Lines(records.OtherName), "other_names"),
    *may(Date, "died_on"),
    *must(Text, "died_text", "registered_address"),
)

consultation: Final = Table(
    "consultation",
    metadata,
    row_id(),
    number("case_no"),
    sought("received_on", Date),
    # 匿名の相談は空文字なので外部キーにせず、参照は verify が確かめる。
    sought("person_id", String(16)),
    *must(Text, "window", "method", "route", "visitor", "visitor_relation", "age_band"),
    *must(Lines(), "issues"),
    *must(Text, "main_issue", "content", "urgency", "worker", "consent"),
    sought("status"),
    Column("closed_on", Date, index=True),
    *must(Text, "closing_reason", "lead_agency"),
    *must(Lines(), "overlays"),
)

consent: Final = Table(
    "consent",
    metadata,
    row_id(),
    of("case_id", "consultation"),
    *must(Text, "status"),
    *must(Date, "decided_on"),
    *must(Text, "asked_by"),
    *must(Lines(), "scope", "agencies"),
    *may(Date, "valid_until"),
    *must(Text, "witness", "original_kept", "note"),
    *may(DateTime, "recorded_at"),
)

progress_note: Final = Table(
    "progress_note",
    metadata,
    row_id(),
    number("note_no"),
    Column("case_id", ForeignKey("consultation.id"), nullable=False),
    *must(DateTime, "at"),
    *must(Text, "content", "method", "counterpart", "next_step"),
    *may(Date, "due_on"),
    *must(Text, "recorder", "source_agency"),
    *must(String(16), "meeting_id"),
    *must(Lines(), "overlays"),
    Index("ix_progress_note_case_id_at", "case_id", "at"),
)

sheet: Final = Table(
    "sheet",
    metadata,
    row_id(),
    of("case_id", "consultation"),
    *must(Text, "form_id", "form_version"),
    *must(Date, "written_on"),
    *must(Text, "author"),
    *must(Answers(), "answers"),
    *must(Lines(), "withheld"),
)

support_plan: Final = Table(
    "support_plan",
    metadata,
    row_id(),
    number("plan_no"),
    of("case_id", "consultation"),
    *must(Text, "kind"),
    *must(Date, "made_on"),
    *must(Integer, "round_no"),
    *must(Text, "goal", "short_goal", "support"),
    *must(Lines(), "agencies"),
    *must(Text, "lead_agency"),
    *may(Date, "period_from", "period_to"),
    Column("next_monitoring_on", Date, index=True),
    *must(Text, "status"),
    *may(Date, "closed_on"),
    *must(Text, "closing_reason"),
    *must(Lines(records.PlanAction), "actions"),
)

task: Final = Table(
    "task",
    metadata,
    row_id(),
    *must(Text, "what"),
    *may(Date, "due_on"),
    sought("case_id", String(16)),
    *must(Text, "agency", "person", "origin"),
    Column("done_on", Date, index=True),
)
