"""事務所の記録の型: 媒体登録台帳と持出簿、下書き、職員。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from jusou_desk.models.records import Entry


@dataclass(frozen=True, kw_only=True)
class Medium(Entry):
    """媒体登録台帳の一行。"""

    medium_no: str
    name: str
    serial: str
    registered_on: date
    registered_by: str
    retired_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class MediumEntry(Entry):
    """媒体持出簿の一行。"""

    medium_no: str
    at: datetime
    actor: str
    report: str
    purpose: str
    receiver: str
    files: tuple[str, ...]
    digests: tuple[str, ...]
    returned_on: date | None = None
    erased_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Draft(Entry):
    """打ちかけの入力。``place`` は画面と対象、``payload`` は画面が決める JSON。"""

    staff_id: str
    place: str
    saved_at: datetime
    payload: str


@dataclass(frozen=True, kw_only=True)
class Staff(Entry):
    name: str
    role: str
    public_key: bytes
    joined_on: date
    left_on: date | None = None
