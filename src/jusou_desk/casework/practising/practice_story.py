"""練習用の筋書きの型。日付は、読んだ日を今日として決まっている。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from jusou_desk.casework.secrecy.disclosing import Telling
from jusou_desk.casework.secrecy.protecting import Account
from jusou_desk.casework.secrecy.transfers import Wish
from jusou_desk.models.community_records import CommunityIssue, Talk
from jusou_desk.models.records import Attendee, Decision, PlanAction
from jusou_desk.models.register_records import Resource
from jusou_desk.models.secrecy_records import Member
from jusou_desk.policy import Role
from jusou_desk.towns import MeetingKind


@dataclass(frozen=True)
class PracticeStaff:
    """職員。一人目が事務所を作る管理者で、全ての支援会議に従事する。"""

    name: str
    role: Role
    serves: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """ある日の一つの操作。"""

    on: date
    kind: str
    run: Callable[[], object]


@dataclass(frozen=True)
class PracticeTransfer:
    """秘匿の経過の移替え。``approved_on`` が無ければ、二人目を待ったままにする。"""

    on: date
    by: str
    wish: Wish
    approved_on: date | None = None
    approved_by: str = ""


@dataclass(frozen=True)
class PracticeMatch:
    """受入先への打診。``made_on`` に成立し、``failed_on`` に不成立になる。どちらも無ければ返事待ち。"""

    on: date
    host: str
    wanted: tuple[str, ...] = ()
    made_on: date | None = None
    starts_on: date | None = None
    frequency: str = ""
    activity: str = ""
    costs: str = ""
    failed_on: date | None = None
    failed_for: str = ""
    reason: str = ""


@dataclass(frozen=True)
class PracticePayment:
    """参加支援の実費を町が持った一件(円)。"""

    paid_on: date
    amount: int
    what: str
    receiver: str
    decided_by: str


@dataclass(frozen=True)
class Writing:
    """ある日に、ある職員が書く一枚。``kind`` は TOML の表の名前(相談受付は intake)。

    overlays: 重ねる伏せ方。None なら何も言わない。handed_on: つなぐシートを相手に渡す日。
    matches・paid: 参加支援のプランの、受入先探しと実費。
    """

    kind: str
    on: date
    by: str
    values: dict[str, Any]
    actions: tuple[PlanAction, ...] = ()
    overlays: tuple[str, ...] | None = None
    transfer: PracticeTransfer | None = None
    handed_on: date | None = None
    matches: tuple[PracticeMatch, ...] = ()
    paid: tuple[PracticePayment, ...] = ()


@dataclass(frozen=True)
class PracticeTask:
    """覚えておくこと。``done_on`` があれば、その日に済ませる。"""

    on: date
    by: str
    what: str
    due_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True)
class PracticeProtection:
    """支援措置。``by`` が ``on`` に設け、``confirmed_by`` が ``confirmed_on`` に確かめる。"""

    on: date
    by: str
    confirmed_on: date
    confirmed_by: str
    account: Account


@dataclass(frozen=True)
class PracticeDisclosure:
    """通報・緊急の提供。

    oral_by: 口頭の承認で先に知らせたときの、承認した人。approved_on が無ければ承認を待ったまま。
    """

    on: date
    by: str
    telling: Telling
    oral_by: str = ""
    approved_on: date | None = None
    approved_by: str = ""
    reply: str = ""
    reply_on: date | None = None


@dataclass(frozen=True)
class PracticeCase:
    """相談一件の筋書き。``again_of`` は同じ人の前の相談の key で、人物の欄はそこから写る。"""

    key: str
    again_of: str
    received: Writing
    writings: tuple[Writing, ...]
    tasks: tuple[PracticeTask, ...]
    protection: PracticeProtection | None = None
    disclosures: tuple[PracticeDisclosure, ...] = ()


@dataclass(frozen=True)
class PracticeRequest:
    """会議から出す情報提供の依頼。``answered_on`` が無ければ、回答を待ったまま。"""

    on: date
    by: str
    case: str
    agency: str
    items: str
    purpose: str
    due_on: date
    way: str
    answered_on: date | None = None
    answer: str = ""
    respondent: str = ""


@dataclass(frozen=True)
class PracticeItem:
    """議題。summary は検討すること、result は確認した事実。``decision`` があれば会議の日に結果を書く。``done`` は行ごとの済んだ日。"""

    case: str
    aim: str
    summary: str
    result: str
    decision: str
    lead_agency: str
    decisions: tuple[Decision, ...]
    done: tuple[date | None, ...]


@dataclass(frozen=True)
class PracticeMeeting:
    """会議一回。

    kind: 法的区分。None なら会議体の既定。
    not_returned: 配って戻っていない資料の控番。None なら資料を刷らない。
    """

    body: str
    kind: MeetingKind | None
    by: str
    convened_on: date
    held_on: date
    start: str
    end: str
    place: str
    chair: str
    attendees: tuple[Attendee, ...]
    items: tuple[PracticeItem, ...]
    not_returned: tuple[int, ...] | None
    requests: tuple[PracticeRequest, ...] = ()


@dataclass(frozen=True)
class PracticeRegister:
    """会議体の構成員名簿を、``on`` の日に書く。"""

    on: date
    by: str
    body: str
    members: tuple[Member, ...]


@dataclass(frozen=True)
class PracticeHost:
    """受入先を、``on`` の日に名簿に足す。"""

    on: date
    by: str
    row: Resource


@dataclass(frozen=True)
class PracticeIssue:
    """地域課題を ``on`` の日に書き、検討した日ごとに経緯を足す。"""

    on: date
    by: str
    issue: CommunityIssue
    talks: tuple[Talk, ...]


@dataclass(frozen=True)
class PracticeDraft:
    """打ちかけの一枚。``place`` は画面の決めた下書きの名で、``{case}`` に相談の id が入る。"""

    by: str
    place: str
    case: str
    on: date
    values: dict[str, Any]


@dataclass(frozen=True)
class PracticeBook:
    """筋書き一冊。``password`` は全職員に共通で、練習のサインイン画面に出してよい。

    phone: 紙に刷る、架空の事務所の電話。budget: 実費の年度の予算(円)。制度の無い町では None。
    """

    password: str
    phone: str
    staff: tuple[PracticeStaff, ...]
    cases: tuple[PracticeCase, ...]
    meetings: tuple[PracticeMeeting, ...]
    drafts: tuple[PracticeDraft, ...]
    registers: tuple[PracticeRegister, ...]
    hosts: tuple[PracticeHost, ...] = ()
    issues: tuple[PracticeIssue, ...] = ()
    budget: int | None = None
