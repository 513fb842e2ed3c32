"""秘密を守るための記録の型: 発行控、移替え、DV等支援措置、構成員名簿、情報提供依頼。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from jusou_desk.models.records import Entry


@dataclass(frozen=True, kw_only=True)
class Issued(Entry):
    """発行控の一行。外へ出た紙・ファイル一つ。中身は同じ id で ``Work.issued_files`` にある。

    way: 「ファイル」「印刷」「媒体」。case_ids: 中に載った相談。
    """

    issued_at: datetime
    issued_by: str
    purpose: str
    way: str
    title: str
    receiver: str = ""
    case_ids: tuple[str, ...] = ()
    meeting_id: str = ""
    file_name: str = ""
    digest: str = ""


class TransferState(StrEnum):
    PROPOSED = "承認待ち"
    APPROVED = "承認"
    DECLINED = "却下"


@dataclass(frozen=True, kw_only=True)
class Transfer(Entry):
    """移替えの一件。支援会議の事実を通常の区分へ写すことの、申し出と承認(二人)。

    承認されるまでは支援会議の記録で、承認されると、写した記録(``target_id``)の出所として
    通常の区分にも同じことが残る。元の支援会議の記録は消えない。
    """

    case_id: str
    source_kind: str
    source_id: str
    content: str
    ground: str
    evidence: str
    proposed_by: str
    proposed_at: datetime
    agency: str = ""
    state: TransferState = TransferState.PROPOSED
    decided_by: str = ""
    decided_at: datetime | None = None
    target_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Protection(Entry):
    """DV等支援措置。付けるときも外すときも二人で確かめ、期限が来ても自動では外れない。"""

    person_id: str
    since: date
    until: date
    ground: str
    set_by: str
    other_party: str = ""
    other_relationship: str = ""
    former_household_no: str = ""
    confirmed_by: str = ""
    lift_asked_by: str = ""
    lift_reason: str = ""
    lifted_on: date | None = None
    lifted_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Member(Entry):
    """会議体の構成員名簿の一行(役場の外の人も)。"""

    body: str
    agency: str
    name: str
    since: date
    post: str = ""
    until: date | None = None
    pledge: str = ""
    pledged_on: date | None = None
    staff_id: str = ""


@dataclass(frozen=True, kw_only=True)
class InfoRequest(Entry):
    """情報提供依頼(社会福祉法第106条の6第3項)の台帳の一行。"""

    request_no: str
    meeting_id: str
    case_id: str
    agency: str
    asked_on: date
    items: str
    purpose: str = ""
    due_on: date | None = None
    answered_on: date | None = None
    answer: str = ""
