"""書き直す前の姿の表。足すだけで、書換えは trigger が拒む(移行 0008)。

消せるのは、保存年限を過ぎて廃棄した記録(``disposed`` に載ったもの)の分だけ。
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, DateTime, Index, Integer, LargeBinary, String, Table, Text

from jusou_desk.models.columns import must, sought
from jusou_desk.models.tables.base import metadata

version: Final = Table(
    "version",
    metadata,
    Column("id", Integer, primary_key=True),
    sought("record", String(16)),
    *must(Text, "kind"),
    *must(String(16), "case_id"),
    *must(DateTime, "at"),
    *must(Text, "actor", "deed"),
    *must(String(16), "root"),
    *must(Text, "before"),
)
# 書き直すたびに書き足す索引は一つだけにし、消したものとごみ箱は、その行だけの索引で引く。
Index("ix_version_case_id", version.c.case_id, sqlite_where=version.c.deed == "削除")
Index("ix_version_root", version.c.root, sqlite_where=version.c.root != "")

#: 支援会議の記録の前の姿。何の記録か、いつ誰が書き直したかも、みな ``blob`` の中にある。
sealed_version: Final = Table(
    "sealed_version",
    metadata,
    Column("id", Integer, primary_key=True),
    sought("record", String(32)),
    sought("body_id"),
    *must(Integer, "generation"),
    *must(LargeBinary, "blob"),
)

#: 廃棄した記録。``record`` は、普段の記録なら id、支援会議の記録なら秘匿の行の番号。
disposed: Final = Table(
    "disposed",
    metadata,
    Column("record", String(32), primary_key=True),
    *must(DateTime, "at"),
    *must(Text, "actor"),
)
