"""秘密を守るための記録の型: 発行控、移替え、DV等支援措置、構成員名簿、情報提供依頼、
通報・緊急の提供。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from jusou_desk.models.records import SEALED_ONLY, Case, Consent, Entry, Person, Sheet


class Way(StrEnum):
    """外へ出た道。"""

    FILE = "ファイル"
    PRINT = "印刷"
    MEDIUM = "媒体"


@dataclass(frozen=True, kw_only=True)
class Issued(Entry):
    """発行控の一行。外へ出た紙・ファイル一つ。中身は同じ id で ``Work.issued_files`` にある。

    書いた後は、直すことも消すこともできない。receiver: 渡す先の機関(receiver_name はその人)。
    case_ids: 中に載った相談。
    digest: 中身の SHA-256(16 進)。会議資料の一部(``PacketCopy``)とは、これで結びつく。
    layout_digest: 差し込んだ様式の SHA-256。様式を替えた後も、どの様式で出したかが分かる。
    """

    issued_at: datetime
    issued_by: str
    purpose: str
    way: Way
    title: str
    receiver: str = ""
    receiver_name: str = ""
    case_ids: tuple[str, ...] = ()
    meeting_id: str = ""
    file_name: str = ""
    digest: str = ""
    layout_digest: str = ""


class TransferState(StrEnum):
    PROPOSED = "承認待ち"
    APPROVED = "承認"
    DECLINED = "却下"
    WITHDRAWN = "取下げ"


@dataclass(frozen=True, kw_only=True)
class Opening:
    """支援会議の相談を、本人の同意のもとで通常の相談として受け付け直すときに書かれる記録。

    番号のほかは、承認されればこのまま通常の区分に残る。sheets: 相談受付の様式と、同意の様式の答え。
    person が None なら、匿名か、既に通常の区分にいる人(``case.person_id``)の相談。
    protections: 新しく書く ``person`` の、終わっていない支援措置。
    """

    case: Case
    consent: Consent
    sheets: tuple[Sheet, ...]
    person: Person | None = None
    protections: tuple[Protection, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Transfer(Entry):
    """移替えの一件。支援会議の事実を通常の区分へ写すことの、申し出と承認(二人)。

    承認されるまでは支援会議の記録で、承認されると、写した記録(``target_id``)の出所が通常の区分にも
    残る(何が残るかは ``moving.opened_row``)。元の支援会議の記録は消えない。

    case_id: 移す先の相談。content: 通常の区分に残る文。proposed_by・decided_by: 職員の id(別の二人。
    台帳から取り込んだもので、その職員がいなければ氏名)。reason: 却下のわけ。
    agency・agreed_by・agreed_on: 了解した提供機関と、その人と日。
    overlays: 写した経過に重ねる伏せ方。opening: 相談を受け付け直すときの記録。どちらも申し出の側だけ
    が持つ。
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
    agreed_by: str = ""
    agreed_on: date | None = None
    state: TransferState = TransferState.PROPOSED
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""
    target_id: str = ""
    overlays: tuple[str, ...] = field(default=(), metadata=SEALED_ONLY)
    opening: Opening | None = field(default=None, metadata=SEALED_ONLY)


@dataclass(frozen=True, kw_only=True)
class Protection(Entry):
    """DV等支援措置。付けるときも外すときも二人で確かめ、期限が来ても自動では外れない。

    空いた欄を埋めるだけで、書いた欄は書き換えない。改めるときは新しい一件を足す。
    set_by・confirmed_by・lift_asked_by・lifted_by: 職員の id。former_household_no: 逃れてきた元の世帯。
    """

    person_id: str
    since: date
    until: date
    ground: str
    set_by: str
    set_at: datetime | None = None
    other_party: str = ""
    other_kana: str = ""
    other_relationship: str = ""
    former_household_no: str = ""
    confirmed_by: str = ""
    confirmed_on: date | None = None
    lift_asked_by: str = ""
    lift_asked_on: date | None = None
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
    """情報提供依頼(社会福祉法第106条の6第3項)の台帳の一行。

    person: 誰についてか(空なら本人)。way: 回答の方法。note_id: 回答を写した支援経過。
    """

    request_no: str
    meeting_id: str
    case_id: str
    agency: str
    asked_on: date
    items: str
    person: str = ""
    purpose: str = ""
    way: str = ""
    asked_by: str = ""
    due_on: date | None = None
    answered_on: date | None = None
    answer: str = ""
    note_id: str = ""


class DisclosureState(StrEnum):
    ASKED = "承認待ち"
    APPROVED = "承認"
    DECLINED = "却下"


@dataclass(frozen=True, kw_only=True)
class Disclosure(Entry):
    """通報・緊急の提供の一件。本人の同意が無いまま外へ知らせるときの、理由と承認(domain.md §3.5)。

    reason: 理由の符号表の語(虐待の通告、生命・身体の緊急 …)。ground: 書いたときの根拠の文。
    told_at: 知らせた日時(承認を待って紙で知らせるなら、頼んだ日時)。way: 方法。
    asked_by・decided_by: 職員の id(別の二人)。
    oral_by・oral_at: 急ぎのとき、先に口頭で承認した人と日時。画面での承認は後から別に要る。
    declined_for: 却下のわけ。result・result_on: 相手の返事と、その日。
    whereabouts: 居場所を伏せる人の、居場所も紙に載せるわけ。空なら載せない。
    """

    disclosure_no: str
    case_id: str
    reason: str
    receiver: str
    told_at: datetime
    content: str
    asked_by: str
    asked_at: datetime
    ground: str = ""
    receiver_person: str = ""
    way: str = ""
    oral_by: str = ""
    oral_at: datetime | None = None
    state: DisclosureState = DisclosureState.ASKED
    decided_by: str = ""
    decided_at: datetime | None = None
    declined_for: str = ""
    result: str = ""
    result_on: date | None = None
    whereabouts: str = ""

    @property
    def told_first(self) -> bool:
        """急ぎのため、口頭の承認だけで先に知らせたか。"""
        return bool(self.oral_by)
