"""家族の表。"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Date, String, Table, Text

from jusou_desk.models.columns import Nudges, may, must, of, row_id, sought
from jusou_desk.models.tables.base import metadata

residence: Final = Table(
    "residence",
    metadata,
    row_id(),
    of("person_id", "person"),
    *must(Text, "kind"),
    sought("household_no"),
    *must(Text, "place"),
    *may(Date, "since", "until"),
    *must(Text, "head_relationship", "note"),
)

family_tie: Final = Table(
    "family_tie",
    metadata,
    row_id(),
    of("person_id", "person"),
    of("other_id", "person"),
    *must(Text, "kind", "word"),
    *may(Date, "since", "until"),
    *must(Text, "twins", "twin_kind", "note"),
)

eco_tie: Final = Table(
    "eco_tie",
    metadata,
    row_id(),
    of("person_id", "person"),
    *must(Text, "agency"),
    # 機関との線では空文字なので外部キーにせず、書く口(``models.relating``)が確かめる。
    sought("other_id", String(16)),
    *must(Text, "strength", "flow", "note"),
    *may(Date, "since", "until"),
)

picture_layout: Final = Table(
    "picture_layout",
    metadata,
    row_id(),
    of("person_id", "person"),
    *must(Text, "picture"),
    *must(Nudges(), "nudges"),
)
