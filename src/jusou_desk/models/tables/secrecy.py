"""秘密を守るための表: 発行控、移替え、支援措置、通報、秘匿の記録とその鍵。"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Date, DateTime, ForeignKey, Integer, LargeBinary, String, Table, Text

from jusou_desk.models.columns import Lines, may, must, number, of, row_id, sought
from jusou_desk.models.tables.base import metadata

issued: Final = Table(
    "issued",
    metadata,
    row_id(),
    sought("issued_at", DateTime),
    *must(Text, "issued_by", "purpose", "way", "title", "receiver", "receiver_name"),
    *must(Lines(), "case_ids"),
    *must(String(16), "meeting_id"),
    *must(Text, "file_name", "digest", "layout_digest"),
)

#: 発行控の中身(出たときのままのバイト列)。
issued_file: Final = Table(
    "issued_file",
    metadata,
    Column("id", ForeignKey("issued.id"), primary_key=True),
    *must(LargeBinary, "data"),
)

transfer: Final = Table(
    "transfer",
    metadata,
    row_id(),
    of("case_id", "consultation"),
    *must(Text, "source_kind", "source_id", "content", "ground", "evidence"),
    *must(Text, "proposed_by"),
    *must(DateTime, "proposed_at"),
    *must(Text, "agency", "agreed_by"),
    *may(Date, "agreed_on"),
    *must(Text, "state", "decided_by"),
    *may(DateTime, "decided_at"),
    *must(Text, "reason", "target_id"),
)

protection: Final = Table(
    "protection",
    metadata,
    row_id(),
    of("person_id", "person"),
    *must(Date, "since", "until"),
    *must(Text, "ground", "set_by"),
    *may(DateTime, "set_at"),
    *must(Text, "other_party", "other_kana", "other_relationship", "former_household_no"),
    *must(Text, "confirmed_by"),
    *may(Date, "confirmed_on"),
    *must(Text, "lift_asked_by"),
    *may(Date, "lift_asked_on"),
    *must(Text, "lift_reason"),
    *may(Date, "lifted_on"),
    *must(Text, "lifted_by"),
)

disclosure: Final = Table(
    "disclosure",
    metadata,
    row_id(),
    number("disclosure_no"),
    of("case_id", "consultation"),
    *must(Text, "reason", "ground", "receiver", "receiver_person", "way"),
    *must(DateTime, "told_at"),
    *must(Text, "content", "asked_by"),
    *must(DateTime, "asked_at"),
    *must(Text, "oral_by"),
    *may(DateTime, "oral_at"),
    *must(Text, "state", "decided_by"),
    *may(DateTime, "decided_at"),
    *must(Text, "declined_for", "result"),
    *may(Date, "result_on"),
    *must(Text, "whereabouts"),
)

#: 秘匿の記録。種類も件名も中身も ``blob`` の中にあり、会議体の鍵が無ければ読めない。
sealed_record: Final = Table(
    "sealed_record",
    metadata,
    Column("id", String(32), primary_key=True),
    sought("body_id"),
    *must(Integer, "generation"),
    *must(LargeBinary, "blob"),
)

#: 支援会議の資料の控。一つずつが大きいので、秘匿の記録と一緒には読まない。
sealed_file: Final = Table(
    "sealed_file",
    metadata,
    Column("id", String(32), primary_key=True),
    sought("body_id"),
    *must(Integer, "generation"),
    *must(LargeBinary, "blob"),
)

#: 会議体の鍵を、従事する職員(と復旧コード)の公開鍵へ封じたもの。
lane_key: Final = Table(
    "lane_key",
    metadata,
    Column("body_id", Text, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("holder", String(16), primary_key=True),
    *must(LargeBinary, "sealed_key"),
)

#: 普段の接続では SQLite の authorizer が一切触らせない表。
SEALED_TABLES: Final = frozenset(
    {sealed_record.name, sealed_file.name, "sealed_version", lane_key.name}
)
