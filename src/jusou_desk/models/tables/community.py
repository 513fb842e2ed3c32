"""地域課題と、参加支援の費用の表。"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Date, DateTime, Integer, String, Table, Text

from jusou_desk.models.columns import Lines, may, must, number, of, row_id, sought
from jusou_desk.models.community_records import Talk
from jusou_desk.models.tables.base import metadata

community_issue: Final = Table(
    "community_issue",
    metadata,
    row_id(),
    *must(Text, "title"),
    *must(Date, "found_on"),
    *must(Text, "state", "area", "field", "problem", "noticed_by", "evidence"),
    *must(Lines(Talk), "talks"),
    *must(Text, "measures", "partners"),
    *may(Date, "starts_on"),
    *must(Text, "next_step"),
    *may(Date, "review_on"),
    *must(Text, "result", "informed"),
    *may(Date, "ended_on"),
    *must(Text, "written_by"),
    *may(DateTime, "written_at"),
)

expense: Final = Table(
    "expense",
    metadata,
    row_id(),
    of("case_id", "consultation"),
    sought("plan_id", String(16)),
    number("number"),
    *must(Date, "paid_on"),
    *must(Integer, "amount"),
    *must(Text, "what", "receiver", "decided_by", "note", "cancels", "written_by"),
    *may(DateTime, "written_at"),
)
