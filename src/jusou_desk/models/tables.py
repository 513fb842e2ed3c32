"""表。普段の表と秘匿の表は別で、秘匿の中身は会議体の鍵でさらに暗号化される。"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    ForeignKey,
    Index,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from jusou_desk.models import records

NAMING: Final = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class Lines(TypeDecorator[tuple[Any, ...]]):
    """記録の中の行の組(同意の範囲、決定事項など)を一つの JSON 欄に置く。"""

    impl = JSON
    cache_ok = True

    def __init__(self, item: type[Any] = str) -> None:
        super().__init__()
        self.item = item

    def process_bind_param(self, value: tuple[Any, ...] | None, dialect: Dialect) -> Any:
        return msgspec.to_builtins(value or ())

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Any, ...]:
        return msgspec.convert(value or [], type=tuple[self.item, ...])  # type: ignore[name-defined]


class Answers(TypeDecorator[dict[str, Any]]):
    """様式の答え。複数選択だけが組になる。"""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> Any:
        return msgspec.to_builtins(value or {})

    def process_result_value(self, value: Any, dialect: Dialect) -> dict[str, Any]:
        return {k: tuple(v) if isinstance(v, list) else v for k, v in (value or {}).items()}


def _reference(table: str) -> Any:
    return mapped_column(ForeignKey(f"{table}.id"), index=True)


class PersonRow(Base):
    __tablename__ = "person"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    person_no: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    kana: Mapped[str] = mapped_column(Text)
    sex: Mapped[str] = mapped_column(Text)
    birth_on: Mapped[date | None] = mapped_column(Date)
    birth_text: Mapped[str] = mapped_column(Text)
    age: Mapped[int | None]
    age_as_of: Mapped[date | None] = mapped_column(Date)
    address: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text)
    household_no: Mapped[str] = mapped_column(Text, index=True)
    relationship: Mapped[str] = mapped_column(Text)
    address_concealed: Mapped[bool]


class CaseRow(Base):
    __tablename__ = "consultation"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    case_no: Mapped[str] = mapped_column(Text, unique=True)
    received_on: Mapped[date] = mapped_column(Date, index=True)
    # 匿名の相談は空文字なので外部キーにせず、参照は verify が確かめる。
    person_id: Mapped[str] = mapped_column(String(16), index=True)
    window: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(Text)
    route: Mapped[str] = mapped_column(Text)
    visitor: Mapped[str] = mapped_column(Text)
    visitor_relation: Mapped[str] = mapped_column(Text)
    age_band: Mapped[str] = mapped_column(Text)
    issues: Mapped[tuple[str, ...]] = mapped_column(Lines())
    main_issue: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    urgency: Mapped[str] = mapped_column(Text)
    worker: Mapped[str] = mapped_column(Text)
    consent: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, index=True)
    closed_on: Mapped[date | None] = mapped_column(Date)
    closing_reason: Mapped[str] = mapped_column(Text)
    lead_agency: Mapped[str] = mapped_column(Text)


class ConsentRow(Base):
    __tablename__ = "consent"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    case_id: Mapped[str] = _reference("consultation")
    status: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[date] = mapped_column(Date)
    asked_by: Mapped[str] = mapped_column(Text)
    scope: Mapped[tuple[str, ...]] = mapped_column(Lines())
    agencies: Mapped[tuple[str, ...]] = mapped_column(Lines())
    valid_until: Mapped[date | None] = mapped_column(Date)
    witness: Mapped[str] = mapped_column(Text)
    original_kept: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)


class NoteRow(Base):
    __tablename__ = "progress_note"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    note_no: Mapped[str] = mapped_column(Text, unique=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("consultation.id"))
    at: Mapped[datetime] = mapped_column(DateTime)
    content: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(Text)
    counterpart: Mapped[str] = mapped_column(Text)
    next_step: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)
    recorder: Mapped[str] = mapped_column(Text)
    source_agency: Mapped[str] = mapped_column(Text)
    meeting_id: Mapped[str] = mapped_column(String(16))
    __table_args__ = (Index("ix_progress_note_case_id_at", "case_id", "at"),)


class SheetRow(Base):
    __tablename__ = "sheet"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    case_id: Mapped[str] = _reference("consultation")
    form_id: Mapped[str] = mapped_column(Text)
    form_version: Mapped[str] = mapped_column(Text)
    written_on: Mapped[date] = mapped_column(Date)
    author: Mapped[str] = mapped_column(Text)
    answers: Mapped[dict[str, Any]] = mapped_column(Answers())


class PlanRow(Base):
    __tablename__ = "support_plan"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    plan_no: Mapped[str] = mapped_column(Text, unique=True)
    case_id: Mapped[str] = _reference("consultation")
    kind: Mapped[str] = mapped_column(Text)
    made_on: Mapped[date] = mapped_column(Date)
    round_no: Mapped[int]
    goal: Mapped[str] = mapped_column(Text)
    short_goal: Mapped[str] = mapped_column(Text)
    support: Mapped[str] = mapped_column(Text)
    agencies: Mapped[tuple[str, ...]] = mapped_column(Lines())
    lead_agency: Mapped[str] = mapped_column(Text)
    period_from: Mapped[date | None] = mapped_column(Date)
    period_to: Mapped[date | None] = mapped_column(Date)
    next_monitoring_on: Mapped[date | None] = mapped_column(Date, index=True)
    status: Mapped[str] = mapped_column(Text)
    closed_on: Mapped[date | None] = mapped_column(Date)
    closing_reason: Mapped[str] = mapped_column(Text)
    actions: Mapped[tuple[records.PlanAction, ...]] = mapped_column(Lines(records.PlanAction))


class MeetingRow(Base):
    __tablename__ = "meeting"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    meeting_no: Mapped[str] = mapped_column(Text, unique=True)
    body_name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    held_on: Mapped[date] = mapped_column(Date, index=True)
    start: Mapped[str] = mapped_column(Text)
    end: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    chair: Mapped[str] = mapped_column(Text)
    recorder: Mapped[str] = mapped_column(Text)
    attendees: Mapped[tuple[records.Attendee, ...]] = mapped_column(Lines(records.Attendee))


class AgendaItemRow(Base):
    __tablename__ = "agenda_item"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    meeting_id: Mapped[str] = _reference("meeting")
    item_no: Mapped[str] = mapped_column(Text)
    case_id: Mapped[str] = _reference("consultation")
    aim: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    decision: Mapped[str] = mapped_column(Text)
    lead_agency: Mapped[str] = mapped_column(Text)
    decisions: Mapped[tuple[records.Decision, ...]] = mapped_column(Lines(records.Decision))


class TaskRow(Base):
    __tablename__ = "task"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    what: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)
    case_id: Mapped[str] = mapped_column(String(16), index=True)
    agency: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(Text)
    done_on: Mapped[date | None] = mapped_column(Date)


class PacketCopyRow(Base):
    __tablename__ = "packet_copy"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    meeting_id: Mapped[str] = _reference("meeting")
    copy_no: Mapped[int]
    copies: Mapped[int]
    agency: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime] = mapped_column(DateTime)
    issued_by: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    handed_on: Mapped[date | None] = mapped_column(Date)
    returned_on: Mapped[date | None] = mapped_column(Date)
    shredded_on: Mapped[date | None] = mapped_column(Date)
    witness: Mapped[str] = mapped_column(Text)


class MediumRow(Base):
    __tablename__ = "medium"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    medium_no: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    serial: Mapped[str] = mapped_column(Text)
    registered_on: Mapped[date] = mapped_column(Date)
    registered_by: Mapped[str] = mapped_column(Text)
    retired_on: Mapped[date | None] = mapped_column(Date)


class MediumEntryRow(Base):
    __tablename__ = "medium_entry"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    medium_no: Mapped[str] = mapped_column(ForeignKey("medium.medium_no"))
    at: Mapped[datetime] = mapped_column(DateTime)
    actor: Mapped[str] = mapped_column(Text)
    report: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    receiver: Mapped[str] = mapped_column(Text)
    files: Mapped[tuple[str, ...]] = mapped_column(Lines())
    digests: Mapped[tuple[str, ...]] = mapped_column(Lines())
    returned_on: Mapped[date | None] = mapped_column(Date)
    erased_on: Mapped[date | None] = mapped_column(Date)


class DraftRow(Base):
    __tablename__ = "draft"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    staff_id: Mapped[str] = mapped_column(String(16))
    place: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(DateTime)
    payload: Mapped[str] = mapped_column(Text)
    __table_args__ = (Index("ix_draft_staff_id_place", "staff_id", "place", unique=True),)


class StaffRow(Base):
    __tablename__ = "staff"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    public_key: Mapped[bytes]
    joined_on: Mapped[date] = mapped_column(Date)
    left_on: Mapped[date | None] = mapped_column(Date)


class SettingRow(Base):
    """事務所の設定(自治体、文言の書換え、年度の脚注など)。"""

    __tablename__ = "office_setting"
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class AuditRow(Base):
    """監査記録。足すだけで、前の行の要約を含む(移行 0001 の trigger が書換えを拒む)。"""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime)
    actor: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class SealedRow(Base):
    """秘匿の記録。種類も件名も中身も ``blob`` の中にあり、会議体の鍵が無ければ読めない。"""

    __tablename__ = "sealed_record"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    body_id: Mapped[str] = mapped_column(Text, index=True)
    generation: Mapped[int]
    blob: Mapped[bytes]


class LaneKeyRow(Base):
    """会議体の鍵を、従事する職員(と復旧コード)の公開鍵へ封じたもの。"""

    __tablename__ = "lane_key"
    body_id: Mapped[str] = mapped_column(Text, primary_key=True)
    generation: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(String(16), primary_key=True)
    sealed_key: Mapped[bytes]


def table_of(row: type[Base]) -> Table:
    """ORM の宣言から、SQL を組むための表。"""
    table = row.__table__
    assert isinstance(table, Table)
    return table


#: 普段の接続では SQLite の authorizer が一切触らせない表。
SEALED_TABLES: Final = frozenset({SealedRow.__tablename__, LaneKeyRow.__tablename__})
