"""統合した人、別人と決めた二人、同じ人を見つけるための語の表。"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, DateTime, Index, Integer, String, Table, Text

from jusou_desk.models.columns import Lines, may, must, of, row_id, sought
from jusou_desk.models.merge_records import MovedRow
from jusou_desk.models.tables.base import metadata

#: 残した人も、後でほかの人に統合されうるので、外部キーにしない。
merge: Final = Table(
    "merge",
    metadata,
    row_id(),
    sought("kept_id", String(16)),
    *must(String(16), "gone_id"),
    sought("gone_no"),
    *must(DateTime, "merged_at"),
    *must(Text, "merged_by"),
    *must(Lines(), "own"),
    *must(Lines(MovedRow), "rows"),
    *may(DateTime, "undone_at"),
    *must(Text, "undone_by"),
)

apart: Final = Table(
    "apart",
    metadata,
    row_id(),
    of("person_id", "person"),
    of("other_id", "person"),
    *must(Text, "said_by"),
    *may(DateTime, "said_at"),
)

#: 同じ人を見つけるための、畳んだ語(``models.likeness``)。検索の索引と同じく、秘匿の人物は入れない。
person_key: Final = Table(
    "person_key",
    metadata,
    Column("person_id", String(16), primary_key=True),
    Column("kind", String(12), primary_key=True),
    Column("key", Text, primary_key=True),
    # ほかにも同じ語の人がいるか。一覧は、この行だけの索引から引く。
    *must(Integer, "shared"),
)
Index("ix_person_key_kind", person_key.c.kind, person_key.c.key)
Index("ix_person_key_shared", person_key.c.kind, sqlite_where=person_key.c.shared == 1)
