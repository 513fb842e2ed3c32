"""外へ出してよい中身(Packet)を作る、ただ一つの場所。

casework が集めた ``Record`` は区分付きの事実の集まりで、まだ外へ出せない。
``disclose`` が許可の上限を超える事実を落として ``Packet`` にする。
帳票・印刷・USB は ``Packet`` しか受け取らない。
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from types import MappingProxyType

from jusou_desk.policy import Lane, Permit, Purpose, right_of

Value = str | int | float | bool | date | datetime | time | tuple[str, ...] | None


@dataclass(frozen=True)
class Fact:
    """一つの事実と、その取扱区分。"""

    value: Value
    lane: Lane = Lane.OPEN


@dataclass(frozen=True)
class Record:
    """帳票一枚分の材料。``facts`` は項目名→事実、``groups`` は繰返し行。

    ``lane`` は行そのものの区分で、上限を超える行は行ごと消える
    (空の行を残すと、そこに何かあったことが分かってしまうため)。
    """

    facts: Mapping[str, Fact]
    groups: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    lane: Lane = Lane.OPEN


@dataclass(frozen=True)
class Packet:
    """許可の上限まで落とした中身。``disclose`` だけが作る。

    values: 項目名(様式のタグ名と同じ)→値。上限を超えた項目は ``None``。
    groups: 繰返し行の名前→行(それぞれ Packet)。
    """

    purpose: Purpose
    ceiling: Lane
    values: Mapping[str, Value]
    groups: Mapping[str, tuple[Packet, ...]]


def disclose(record: Record, permit: Permit) -> Packet:
    """``permit`` の上限を超える事実を落とした Packet を返す。"""
    # 上限は表から引く(permit.ceiling は、型を継いで書き換えられる)。
    ceiling = right_of(permit.role, permit.purpose).ceiling
    if record.lane > ceiling:
        return Packet(permit.purpose, ceiling, MappingProxyType({}), MappingProxyType({}))
    values = {
        name: fact.value if fact.lane <= ceiling else None for name, fact in record.facts.items()
    }
    groups = {
        name: tuple(disclose(row, permit) for row in rows if row.lane <= ceiling)
        for name, rows in record.groups.items()
    }
    return Packet(permit.purpose, ceiling, MappingProxyType(values), MappingProxyType(groups))
