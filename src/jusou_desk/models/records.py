"""外へ渡す記録の型。凍った値で、Session も鍵も持たない。

秘匿の区分(支援会議)の記録も同じ型で、``lane`` が SEALED、``body_id`` が会議体になる。
保存先の表が違うことは、この層の外からは見えない。
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from jusou_desk.policy import Lane

CONSENTED = ("書面", "口頭")
SEALED_ONLY: Final = {"sealed_only": True}
"""支援会議の記録だけが持つ欄の印。普段の表には列が無い。"""


class CaseStatus(StrEnum):
    OPEN = "受付"
    SUPPORTED = "支援中"
    CLOSED = "終結"
    SUSPENDED = "中断"


LIVE: Final = frozenset[str]({CaseStatus.OPEN, CaseStatus.SUPPORTED})
"""終わっていない相談の状態。"""


class PlanStatus(StrEnum):
    DRAFT = "案"
    DECIDED = "決定"
    CLOSED = "終結"
    SUSPENDED = "中断"


def new_id() -> str:
    """連番でない番号。秘匿の記録が欠番として見えないように、番号は乱数にする。"""
    return secrets.token_hex(8)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """すべての記録の土台。"""

    id: str = field(default_factory=new_id)
    lane: Lane = Lane.OPEN
    body_id: str = ""

    @property
    def sealed(self) -> bool:
        return self.lane is Lane.SEALED


def entry_kinds() -> tuple[type[Entry], ...]:
    """記録の種類のすべて。どの種類も棚(``Work``)が知るので、それを読み込んだ後に呼ぶ。"""
    return tuple(Entry.__subclasses__())


class OtherNameKind(StrEnum):
    """氏名のほかの名の別。"""

    ALIAS = "通称"
    FORMER = "旧姓"
    FOREIGN = "外国人氏名"
    OTHER = "その他"


@dataclass(frozen=True, kw_only=True)
class OtherName:
    """氏名のほかの名。氏名と同じく、打たれたとおりに保存する。"""

    kind: OtherNameKind
    name: str
    kana: str = ""


@dataclass(frozen=True, kw_only=True)
class Person(Entry):
    """人物。氏名は打たれたとおりに保存し、正規化しない。

    household_no: いまの支援世帯。前の世帯と住民票世帯は ``family_records.Residence``。
    relationship: その世帯の本人から見た続柄。died_text: 日の分からない死亡(「令和6年ごろ」)。
    registered_address: 住民票の住所(住んでいる所と違うとき)。
    """

    person_no: str
    name: str
    kana: str = ""
    sex: str = ""
    birth_on: date | None = None
    birth_text: str = ""
    age: int | None = None
    age_as_of: date | None = None
    address: str = ""
    phone: str = ""
    household_no: str = ""
    relationship: str = ""
    address_concealed: bool = False
    other_names: tuple[OtherName, ...] = ()
    died_on: date | None = None
    died_text: str = ""
    registered_address: str = ""

    @property
    def dead(self) -> bool:
        """亡くなったことが分かっている人か。"""
        return self.died_on is not None or bool(self.died_text)


@dataclass(frozen=True, kw_only=True)
class Case(Entry):
    """相談受付から終結までの一件。``consent`` は同意履歴の最新の状態。"""

    case_no: str
    received_on: date
    person_id: str = ""
    window: str = ""
    method: str = ""
    route: str = ""
    visitor: str = ""
    visitor_relation: str = ""
    age_band: str = ""
    issues: tuple[str, ...] = ()
    main_issue: str = ""
    content: str = ""
    urgency: str = ""
    worker: str = ""
    consent: str = "未取得"
    status: CaseStatus = CaseStatus.OPEN
    closed_on: date | None = None
    closing_reason: str = ""
    lead_agency: str = ""
    overlays: tuple[str, ...] = ()

    @property
    def ended(self) -> bool:
        """終結か中断か。"""
        return self.status in (CaseStatus.CLOSED, CaseStatus.SUSPENDED)

    @property
    def consented(self) -> bool:
        return self.consent in CONSENTED


@dataclass(frozen=True, kw_only=True)
class Consent(Entry):
    """同意の履歴の一行。上書きせず、撤回も一行として足す。"""

    case_id: str
    status: str
    decided_on: date
    asked_by: str = ""
    scope: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    valid_until: date | None = None
    witness: str = ""
    original_kept: str = ""
    note: str = ""
    recorded_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Note(Entry):
    """支援経過の一件。"""

    note_no: str
    case_id: str
    at: datetime
    content: str
    method: str = ""
    counterpart: str = ""
    next_step: str = ""
    due_on: date | None = None
    recorder: str = ""
    source_agency: str = ""
    meeting_id: str = ""
    overlays: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sheet(Entry):
    """様式の記入。``answers`` は欄 id → 文字列または選択の組。書かれた版で開く。

    withheld: 本人に伏せる欄の id。
    """

    case_id: str
    form_id: str
    form_version: str
    written_on: date
    author: str = ""
    answers: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanAction:
    """プランの支援内容の一行。"""

    issue: str = ""
    what: str = ""
    agency: str = ""
    person: str = ""
    role: str = ""
    frequency: str = ""
    due_on: date | None = None
    result: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan(Entry):
    plan_no: str
    case_id: str
    kind: str
    made_on: date
    round_no: int = 1
    goal: str = ""
    short_goal: str = ""
    support: str = ""
    agencies: tuple[str, ...] = ()
    lead_agency: str = ""
    period_from: date | None = None
    period_to: date | None = None
    next_monitoring_on: date | None = None
    status: PlanStatus = PlanStatus.DRAFT
    closed_on: date | None = None
    closing_reason: str = ""
    actions: tuple[PlanAction, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Attendee:
    agency: str
    name: str
    post: str = ""
    role: str = ""
    pledged_on: date | None = None


class Part(StrEnum):
    """会議資料の、議題ごとの部分。出席者ごとに入れるかどうかを決められる。"""

    SHEET = "事例票"
    HISTORY = "経過"
    ROLES = "役割分担"
    DECISIONS = "決定事項"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """資料の表の一升: この出席者の部に、この議題のこの部分を入れる・入れない。"""

    agency: str
    name: str
    item_id: str
    part: Part
    shown: bool


@dataclass(frozen=True, kw_only=True)
class Meeting(Entry):
    """会議の一回。``kind`` は法的区分(支援会議/重層的支援会議/その他)で、名前では決めない。

    choices: 資料の表で、職員が初めの形から変えた升。sitting: 同じ席で続けて開く会議どうしに
    共通の印(無ければ空)。noticed_on: 開催通知を出した日。
    """

    meeting_no: str
    body_name: str
    kind: str
    held_on: date
    start: str = ""
    end: str = ""
    place: str = ""
    chair: str = ""
    recorder: str = ""
    attendees: tuple[Attendee, ...] = ()
    choices: tuple[Choice, ...] = ()
    sitting: str = ""
    noticed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Decision:
    """決定事項の一行(誰が・何を・いつまで)。"""

    what: str
    agency: str = ""
    person: str = ""
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class AgendaItem(Entry):
    """会議の議題と、その結果。

    summary: 会議の前に書く、検討すること(要旨)。findings: 会議で確認した事実。
    guesses: まだ確かめていない推測。next_step: 次回までのこと。
    """

    meeting_id: str
    item_no: str
    case_id: str
    aim: str = ""
    summary: str = ""
    findings: str = ""
    guesses: str = ""
    decision: str = ""
    next_step: str = ""
    lead_agency: str = ""
    decisions: tuple[Decision, ...] = ()
    overlays: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Task(Entry):
    """期日のある仕事。会議の決定・支援経過の今後の対応から生まれる。"""

    what: str
    due_on: date | None
    case_id: str = ""
    agency: str = ""
    person: str = ""
    origin: str = ""
    done_on: date | None = None


class CopyException(StrEnum):
    """回収の例外。"""

    NONE = ""
    TAKEN_HOME = "持ち帰り"
    """会議の長の許可を得て、持ち帰ったもの。"""
    NOT_HANDED = "渡していない"
    """欠席などで、渡さなかったもの。"""
    READ_ONLY = "閲覧のみ"
    """役場で読んでもらうだけで、持たせないもの。読み終えて戻るまでは、渡した部と同じに追う。"""
    REPLACED = "差し替え"
    """配らないうちに、出し直した資料と入れ替わったもの。刷ってあれば、手元で裁断する。"""


@dataclass(frozen=True, kw_only=True)
class PacketCopy(Entry):
    """会議の紙の一部。配付・回収管理表の一行。

    copy_no・copies: 控番と、席に配る部数。copies が 0 なら、席の部の後に控番を続けた部
    (欠席者の分と、支援会議の議事録)。paper: 会議資料でなければ、何の紙か。
    exception: 回収の例外。持ち帰りなら、許可した会議の長を ``permitted_by`` に書く。
    """

    meeting_id: str
    copy_no: int
    copies: int
    agency: str
    name: str
    issued_at: datetime
    issued_by: str
    digest: str
    handed_on: date | None = None
    returned_on: date | None = None
    shredded_on: date | None = None
    witness: str = ""
    exception: CopyException = CopyException.NONE
    permitted_by: str = ""
    paper: str = field(default="", metadata=SEALED_ONLY)

    @property
    def later(self) -> bool:
        """席の部の後に、控番を続けた部か。"""
        return self.copies == 0

    @property
    def missing(self) -> bool:
        """行方の書かれていない部。戻っておらず、持ち帰りでも渡さなかったのでもない。"""
        known = self.at_hand or self.exception is CopyException.TAKEN_HOME
        return not (known or self.shredded_on)

    @property
    def replaced(self) -> bool:
        """配らないうちに、出し直した部と差し替わったか。"""
        return self.exception is CopyException.REPLACED

    @property
    def at_hand(self) -> bool:
        """役場の手元にある(裁断するまで)か。戻ったか、渡していないか、差し替えた。"""
        unhanded = self.replaced or self.exception is CopyException.NOT_HANDED
        return self.returned_on is not None or unhanded
