"""事務所の表: 媒体、下書き、職員、設定、監査記録。"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from jusou_desk.models.columns import Lines, may, must, number, row_id
from jusou_desk.models.tables.base import metadata

medium: Final = Table(
    "medium",
    metadata,
    row_id(),
    number("medium_no"),
    *must(Text, "name", "serial"),
    *must(Date, "registered_on"),
    *must(Text, "registered_by"),
    *may(Date, "retired_on"),
)

medium_entry: Final = Table(
    "medium_entry",
    metadata,
    row_id(),
    Column("medium_no", ForeignKey("medium.medium_no"), nullable=False),
    *must(DateTime, "at"),
    *must(Text, "actor", "report", "purpose", "receiver"),
    *must(Lines(), "files", "digests"),
    *may(Date, "returned_on", "erased_on"),
)

draft: Final = Table(
    "draft",
    metadata,
    row_id(),
    *must(String(16), "staff_id"),
    *must(Text, "place"),
    *must(DateTime, "saved_at"),
    *must(Text, "payload"),
    Index("ix_draft_staff_id_place", "staff_id", "place", unique=True),
)

staff: Final = Table(
    "staff",
    metadata,
    row_id(),
    *must(Text, "name", "role"),
    *must(LargeBinary, "public_key"),
    *must(Date, "joined_on"),
    *may(Date, "left_on"),
)

#: 事務所の設定(自治体、文言の書換え、年度の脚注など)。
office_setting: Final = Table(
    "office_setting",
    metadata,
    Column("name", Text, primary_key=True),
    *must(Text, "value"),
)

#: 監査記録。足すだけで、前の行の要約を含む(移行 0001 の trigger が書換えを拒む)。
audit: Final = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    *must(DateTime, "at"),
    *must(Text, "actor", "action", "subject", "detail"),
    *must(String(64), "previous", "digest"),
)
