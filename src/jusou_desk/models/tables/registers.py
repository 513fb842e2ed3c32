"""機関と資源の名簿と、受入先探しの表。"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Date, DateTime, Integer, String, Table, Text

from jusou_desk.models.columns import Lines, may, must, of, row_id, sought
from jusou_desk.models.tables.base import metadata

resource: Final = Table(
    "resource",
    metadata,
    row_id(),
    sought("resource_no"),
    *must(Text, "kind", "name", "origin"),
    *must(Integer, "position", "valid_from"),
    *may(Integer, "valid_until"),
    *must(Boolean, "struck"),
    *must(Text, "written_by"),
    *may(DateTime, "written_at"),
    *must(Text, "group", "listed_as", "mark", "law", "article", "field", "stage", "section"),
    *must(Text, "operation"),
    *must(Lines(), "operators", "providers"),
    *must(Text, "area", "address", "phone", "fax", "contact", "contents", "target"),
    *must(Text, "places", "amount", "staff"),
    *must(Lines(tuple[str, str]), "more"),
    *must(Text, "place"),
    *must(Boolean, "inside"),
    *must(Lines(), "without", "tags"),
    *may(Integer, "capacity", "vacancy"),
    *must(Text, "expenses", "travel", "conditions", "stance"),
    *may(Date, "last_contact_on"),
)

matching: Final = Table(
    "matching",
    metadata,
    row_id(),
    of("case_id", "consultation"),
    sought("plan_id", String(16)),
    sought("resource_no"),
    *must(Text, "host"),
    *must(Date, "asked_on"),
    *must(Text, "state"),
    *must(Lines(), "wanted"),
    *may(Date, "settled_on"),
    *must(Text, "failed_for", "reason"),
    *may(Date, "starts_on"),
    *must(Text, "activity", "frequency", "costs", "asked_by"),
)
