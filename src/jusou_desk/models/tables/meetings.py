"""会議の表。"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Date, DateTime, Integer, Table, Text

from jusou_desk.models import records
from jusou_desk.models.columns import Lines, may, must, number, of, row_id, sought
from jusou_desk.models.tables.base import metadata

meeting: Final = Table(
    "meeting",
    metadata,
    row_id(),
    number("meeting_no"),
    *must(Text, "body_name", "kind"),
    sought("held_on", Date),
    *must(Text, "start", "end", "place", "chair", "recorder"),
    *must(Lines(records.Attendee), "attendees"),
    *must(Lines(records.Choice), "choices"),
    *must(Text, "sitting"),
    *may(Date, "noticed_on"),
)

agenda_item: Final = Table(
    "agenda_item",
    metadata,
    row_id(),
    of("meeting_id", "meeting"),
    *must(Text, "item_no"),
    of("case_id", "consultation"),
    *must(Text, "aim", "summary", "guesses", "decision", "next_step", "lead_agency"),
    *must(Lines(records.Decision), "decisions"),
    *must(Lines(), "overlays"),
    *must(Text, "findings"),
)

packet_copy: Final = Table(
    "packet_copy",
    metadata,
    row_id(),
    of("meeting_id", "meeting"),
    *must(Integer, "copy_no", "copies"),
    *must(Text, "agency", "name"),
    *must(DateTime, "issued_at"),
    *must(Text, "issued_by", "digest"),
    *may(Date, "handed_on", "returned_on", "shredded_on"),
    *must(Text, "witness", "exception", "permitted_by"),
)

member: Final = Table(
    "member",
    metadata,
    row_id(),
    sought("body"),
    *must(Text, "agency", "name"),
    *must(Date, "since"),
    *must(Text, "post"),
    *may(Date, "until"),
    *must(Text, "pledge"),
    *may(Date, "pledged_on"),
    *must(Text, "staff_id"),
)

info_request: Final = Table(
    "info_request",
    metadata,
    row_id(),
    number("request_no"),
    *must(Text, "meeting_id", "case_id", "agency"),
    *must(Date, "asked_on"),
    *must(Text, "items", "person", "purpose", "way", "asked_by"),
    *may(Date, "due_on", "answered_on"),
    *must(Text, "answer", "note_id"),
)
