"""表。普段の表と秘匿の表は別で、秘匿の中身は会議体の鍵でさらに暗号化される。

行は SQLAlchemy の ORM でなく ``records`` の記録になるので、宣言も Core の表だけにする
(ORM を読み込むと、窓が開くまでの時間が二割近く延びる)。
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from jusou_desk.models import records
from jusou_desk.models.columns import Answers, Lines, may, must, number, of, row_id, sought

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


person: Final = Table(
    "person",
    metadata,
    row_id(),
    number("person_no"),
    *must(Text, "name", "kana", "sex"),
    *may(Date, "birth_on"),
    *must(Text, "birth_text"),
    *may(Integer, "age"),
    *may(Date, "age_as_of"),
    *must(Text, "address", "phone"),
    sought("household_no"),
    *must(Text, "relationship"),
    sought("address_concealed", Boolean),
)

consultation: Final = Table(
    "consultation",
    metadata,
    row_id(),
    number("case_no"),
    sought("received_on", Date),
    # 匿名の相談は空文字なので外部キーにせず、参照は verify が確かめる。
    sought("person_id", String(16)),
    *must(Text, "window", "method", "route", "visitor", "visitor_relation", "age_band"),
    *must(Lines(), "issues"),
    *must(Text, "main_issue", "content", "urgency", "worker", "consent"),
    sought("status"),
    *may(Date, "closed_on"),
    *must(Text, "closing_reason", "lead_agency"),
    *must(Lines(), "overlays"),
)

consent: Final = Table(
    "consent",
    metadata,
    row_id(),
    of("case_id", "consultation"),
    *must(Text, "status"),
    *must(Date, "decided_on"),
    *must(Text, "asked_by"),
    *must(Lines(), "scope", "agencies"),
    *may(Date, "valid_until"),
    *must(Text, "witness", "original_kept", "note"),
    *may(DateTime, "recorded_at"),
)

progress_note: Final = Table(
    "progress_note",
    metadata,
    row_id(),
    number("note_no"),
    Column("case_id", ForeignKey("consultation.id"), nullable=False),
    *must(DateTime, "at"),
    *must(Text, "content", "method", "counterpart", "next_step"),
    *may(Date, "due_on"),
    *must(Text, "recorder", "source_agency"),
    *must(String(16), "meeting_id"),
    *must(Lines(), "overlays"),
    Index("ix_progress_note_case_id_at", "case_id", "at"),
)

sheet: Final = Table(
    "sheet",
    metadata,
    row_id(),
    of("case_id", "consultation"),
    *must(Text, "form_id", "form_version"),
    *must(Date, "written_on"),
    *must(Text, "author"),
    *must(Answers(), "answers"),
    *must(Lines(), "withheld"),
)

support_plan: Final = Table(
    "support_plan",
    metadata,
    row_id(),
    number("plan_no"),
    of("case_id", "consultation"),
    *must(Text, "kind"),
    *must(Date, "made_on"),
    *must(Integer, "round_no"),
    *must(Text, "goal", "short_goal", "support"),
    *must(Lines(), "agencies"),
    *must(Text, "lead_agency"),
    *may(Date, "period_from", "period_to"),
    Column("next_monitoring_on", Date, index=True),
    *must(Text, "status"),
    *may(Date, "closed_on"),
    *must(Text, "closing_reason"),
    *must(Lines(records.PlanAction), "actions"),
)

meeting: Final = Table(
    "meeting",
    metadata,
    row_id(),
    number("meeting_no"),
    *must(Text, "body_name", "kind"),
    sought("held_on", Date),
    *must(Text, "start", "end", "place", "chair", "recorder"),
    *must(Lines(records.Attendee), "attendees"),
    *must(Lines(records.Choice), "choices"),
    *must(Text, "sitting"),
    *may(Date, "noticed_on"),
)

agenda_item: Final = Table(
    "agenda_item",
    metadata,
    row_id(),
    of("meeting_id", "meeting"),
    *must(Text, "item_no"),
    of("case_id", "consultation"),
    *must(Text, "aim", "summary", "guesses", "decision", "next_step", "lead_agency"),
    *must(Lines(records.Decision), "decisions"),
    *must(Lines(), "overlays"),
    *must(Text, "findings"),
)

task: Final = Table(
    "task",
    metadata,
    row_id(),
    *must(Text, "what"),
    *may(Date, "due_on"),
    sought("case_id", String(16)),
    *must(Text, "agency", "person", "origin"),
    *may(Date, "done_on"),
)

packet_copy: Final = Table(
    "packet_copy",
    metadata,
    row_id(),
    of("meeting_id", "meeting"),
    *must(Integer, "copy_no", "copies"),
    *must(Text, "agency", "name"),
    *must(DateTime, "issued_at"),
    *must(Text, "issued_by", "digest"),
    *may(Date, "handed_on", "returned_on", "shredded_on"),
    *must(Text, "witness", "exception", "permitted_by"),
)

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

member: Final = Table(
    "member",
    metadata,
    row_id(),
    sought("body"),
    *must(Text, "agency", "name"),
    *must(Date, "since"),
    *must(Text, "post"),
    *may(Date, "until"),
    *must(Text, "pledge"),
    *may(Date, "pledged_on"),
    *must(Text, "staff_id"),
)

info_request: Final = Table(
    "info_request",
    metadata,
    row_id(),
    number("request_no"),
    *must(Text, "meeting_id", "case_id", "agency"),
    *must(Date, "asked_on"),
    *must(Text, "items", "person", "purpose", "way", "asked_by"),
    *may(Date, "due_on", "answered_on"),
    *must(Text, "answer", "note_id"),
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
SEALED_TABLES: Final = frozenset({sealed_record.name, sealed_file.name, lane_key.name})
