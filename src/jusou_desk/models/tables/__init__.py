"""表。普段の表と秘匿の表は別で、秘匿の中身は会議体の鍵でさらに暗号化される。

行は SQLAlchemy の ORM でなく ``records`` の記録になるので、宣言も Core の表だけにする
(ORM を読み込むと、窓が開くまでの時間が二割近く延びる)。
"""

from __future__ import annotations

from jusou_desk.models.tables.base import metadata
from jusou_desk.models.tables.cases import (
    consent,
    consultation,
    person,
    progress_note,
    sheet,
    support_plan,
    task,
)
from jusou_desk.models.tables.community import community_issue, expense
from jusou_desk.models.tables.families import eco_tie, family_tie, picture_layout, residence
from jusou_desk.models.tables.meetings import (
    agenda_item,
    info_request,
    meeting,
    member,
    packet_copy,
)
from jusou_desk.models.tables.merges import apart, merge, person_key
from jusou_desk.models.tables.office import (
    audit,
    draft,
    medium,
    medium_entry,
    office_setting,
    staff,
)
from jusou_desk.models.tables.registers import matching, resource
from jusou_desk.models.tables.secrecy import (
    SEALED_TABLES,
    disclosure,
    issued,
    issued_file,
    lane_key,
    protection,
    sealed_file,
    sealed_record,
    transfer,
)
from jusou_desk.models.tables.versions import disposed, sealed_version, version

__all__ = [
    "SEALED_TABLES",
    "agenda_item",
    "apart",
    "audit",
    "community_issue",
    "consent",
    "consultation",
    "disclosure",
    "disposed",
    "draft",
    "eco_tie",
    "expense",
    "family_tie",
    "info_request",
    "issued",
    "issued_file",
    "lane_key",
    "matching",
    "medium",
    "medium_entry",
    "meeting",
    "member",
    "merge",
    "metadata",
    "office_setting",
    "packet_copy",
    "person",
    "person_key",
    "picture_layout",
    "progress_note",
    "protection",
    "residence",
    "resource",
    "sealed_file",
    "sealed_record",
    "sealed_version",
    "sheet",
    "staff",
    "support_plan",
    "task",
    "transfer",
    "version",
]
