"""設計図どおりの事務所を、職員と同じ手順(casework の口)で作り、事実ごとに一つだけの言葉を仕込む。

言葉は JIS 第2水準の、このプログラムのどこにも使われていない漢字二字。同じ字は二度使わないので、
一字でも見つかれば、どの事実が漏れたか言い切れる(PDF に埋めた書体の字形の表からも)。
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from jusou_desk.casework.case import consent, drafts, intake, meeting_doors, plans, progress, sheets
from jusou_desk.casework.case.sealing import sealing_bodies
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import (
    agenda_changes,
    info_requests,
    meetings,
    packet_matrix,
    sitting,
)
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.casework.register import matching
from jusou_desk.casework.secrecy import restricting
from jusou_desk.errors import DeskError, Refused
from jusou_desk.models.community_records import CommunityIssue, Expense, Talk
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.keys import Cost
from jusou_desk.models.office import Office
from jusou_desk.models.records import Attendee, Case, Decision, Meeting, Part, Plan, PlanAction
from jusou_desk.names import search_key
from jusou_desk.policy import Lane, Overlay, Purpose, Role
from jusou_desk.towns import MeetingBody, MeetingKind
from tests.secrecy.random_office import (
    AGENCIES,
    LONG_AGO,
    OWN_PEOPLE,
    SCOPES,
    Agreement,
    Gathering,
    Mark,
    Matter,
    OfficePlan,
    Worker,
)

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "みなと三月さくら"
NOW = datetime(2026, 11, 20, 10, 0)
NAMES = ("岡　由美", "西村　健", "大庭　茂", "上利　花子")


@cache
def rare_words() -> tuple[str, ...]:
    """使われていない漢字の二字組。"""
    sources = [*ROOT.glob("resources/**/*.toml"), *ROOT.glob("src/**/*.py")]
    known = set("".join(path.read_text(encoding="utf-8") for path in sources))
    cells = (bytes((row, cell)) for row in range(0xD0, 0xF4) for cell in range(0xA1, 0xFF))
    letters = (cell.decode("euc_jp") for cell in cells)
    rare = [letter for letter in letters if letter not in known and search_key(letter) == letter]
    return tuple(a + b for a, b in zip(rare[::2], rare[1::2], strict=False))


@dataclass(frozen=True)
class Secret:
    """仕込んだ言葉一つ。

    case・meeting: どの相談・会議の事実か。lane・body: 区分と会議体。scope: 情報の範囲の符号。
    kind: 氏名・住所・中身・会議・議題・打ちかけ・番号・様式・移替え・出所・措置・依頼・名簿・通報。
    owner: 打ちかけを書いた職員。record: 氏名と住所なら、人物の id(同じ人が二つの区分にいることもある)。
    prose: 文の中にも書いた住所(画面の経過には、打ったとおりに残る)。
    source: 情報源秘匿の名(欄にも文の中にも書いた)。withheld: 本人に伏せる事実。
    alarm: 何番目の通報・緊急の提供か。told_to: 出所になった提供機関の名が、もとの経過にもある会議体。
    """

    word: str
    what: str
    kind: str
    lane: Lane = Lane.OPEN
    body: str = ""
    case: int = -1
    meeting: int = -1
    person: int = -1
    scope: str = ""
    owner: int = -1
    record: str = ""
    prose: bool = False
    source: bool = False
    withheld: bool = False
    alarm: int = -1
    told_to: str = ""

    @property
    def sealed(self) -> bool:
        return self.lane is Lane.SEALED

    def __str__(self) -> str:
        where = f"({self.lane.label} {self.body})" if self.sealed else ""
        return f"{self.what}{where}「{self.word}」"


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Held:
    """設けた会議と、載った議題(相談の番号。会議の議題の順)。"""

    plan: Gathering
    meeting: Meeting
    items: list[int] = field(default_factory=list)
    seats: tuple[Attendee, ...] = ()
    barred: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Sent:
    """一度外へ出たファイル一つ。allowed: その時に載ってよかった言葉。

    body: 支援会議の紙なら会議体。meeting・cases: 会議の紙ならその番号と、載った相談。
    outside: 外の機関に渡した紙か。whereabouts: 伏せる居場所を、承認を得て載せた紙か。
    """

    digest: str
    body: str
    allowed: frozenset[str]
    meeting: int = -1
    cases: tuple[int, ...] = ()
    outside: bool = False
    whereabouts: bool = False


@dataclass
class Told:
    """通報・緊急の提供一件。asker・decider: 職員の番号。"""

    id: str
    case: int
    body: str
    asker: int
    state: str
    whereabouts: bool


@dataclass
class Planted:
    """仕込みを終えた事務所。"""

    plan: OfficePlan
    office: Office
    clock: Clock
    desks: tuple[Desk, ...]
    secrets: list[Secret] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    persons: list[tuple[int, bool]] = field(default_factory=list)
    """相談ごとの (人, 支援会議の区分の人物か)。"""
    history: list[list[Agreement]] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    received: dict[tuple[int, str], str] = field(default_factory=dict)
    """(人, 会議体。普段の区分なら空) → 人物の id。"""
    hidden: dict[str, str] = field(default_factory=dict)
    """居場所を伏せると決めた人物の id → それを知る会議体(普段の区分なら空)。"""
    moved: list[tuple[str, str, int]] = field(default_factory=list)
    """承認を待つ移替えの (id, 会議体, 申し出た職員)。"""
    sent: list[Sent] = field(default_factory=list)
    alarms: list[Told] = field(default_factory=list)
    opened: dict[int, int] = field(default_factory=dict)
    """受け付け直した支援会議の相談 → できた通常の相談。"""
    born: dict[str, str] = field(default_factory=dict)
    """逃れた人の新しい子の id → その人の id。"""
    apart: set[str] = field(default_factory=set)
    """受け付け直しでできた人物の id(世帯のつながりは持たない)。"""
    widen: list[Callable[[], None]] = field(default_factory=list)
    """狭めた町の設定を、閉じるときに元へ戻す。"""
    carried: list[str] = field(default_factory=list)
    """媒体持出簿の行の id。"""
    gone: Desk | None = None
    """退任した職員の、締め出される前から開いていた机。"""
    gone_after: int = 0
    """退任の後に仕込んだ言葉は、``secrets`` のここから。"""

    @property
    def present(self) -> tuple[int, ...]:
        """いまいる職員。"""
        left = self.plan.leaver if self.gone else -1
        return tuple(n for n in range(len(self.desks)) if n != left)

    def referred_to(self, case: int) -> str:
        """その相談のつなぎ先(受け付け直してできた相談には、つなぐシートが無い)。"""
        matters = self.plan.matters
        return matters[case].referred_to if case < len(matters) else ""

    def close(self) -> None:
        for desk in (*self.desks, *((self.gone,) if self.gone else ())):
            desk.close()
        for undo in self.widen:
            undo()


_made: dict[str, Path] = {}


def bare_office(town: str) -> Path:
    """``plant`` が使った、作ったばかりの事務所。"""
    return _made[town]


@cache
def _bare(town: str, place: Path) -> Path:
    """作ったばかりの事務所。町ごとに一度だけ作り、写して使う。"""
    folder = _made[town] = place / town
    create_office(
        folder,
        town_id=town,
        staff_name=NAMES[0],
        password=PASSWORD,
        device=NoSecrets(),
        clock=Clock(),
        cost=Cost(memory_kib=1024, rounds=1, lanes=1),
    )
    return folder


def plant(plan: OfficePlan, bare: Path, folder: Path) -> Planted:
    """設計図の事務所を ``folder`` に作る。``bare`` は作ったばかりの事務所の置き場。"""
    shutil.copytree(_bare(plan.town, bare), folder)
    clock = Clock()
    office = Office(folder, NoSecrets(), clock)
    first = sign_in(office, NAMES[0], PASSWORD)
    for name, worker in zip(NAMES[1:], plan.staff[1:], strict=False):
        _hire(first, name, worker)
    others = (sign_in(office, name, PASSWORD) for name in NAMES[1 : len(plan.staff)])
    planted = Planted(plan, office, clock, (first, *others))
    try:
        Planter(planted).everything()
    except BaseException:
        planted.close()
        raise
    clock.now += timedelta(days=plan.days_later)
    return planted


def _overlays(*, source: bool, withheld: bool) -> tuple[Overlay, ...]:
    chosen = ((Overlay.SOURCE, source), (Overlay.FROM_PERSON, withheld))
    return tuple(one for one, wanted in chosen if wanted)


def _hire(first: Desk, name: str, worker: Worker) -> None:
    staffing.add_staff(first, name, worker.role, PASSWORD)
    bodies = first.town.support_bodies
    for body in {bodies[one % len(bodies)].name for one in worker.serves}:
        try:
            staffing.make_member(first, name, body)
        except Refused:
            assert worker.role is Role.READER


class Planter:
    def __init__(self, planted: Planted) -> None:
        self.at = planted
        self.first = planted.desks[0]
        self._words: Iterator[str] = iter(rare_words())
        self._phones = count(1)
        self.streets: dict[str, str] = {}
        self._visitors: dict[int, str] = {}
        plan = planted.plan
        self._told = {one.who for one in plan.guards}
        self._told |= {n for n, one in enumerate(plan.people) if one.concealed}

    def everything(self) -> None:
        """仕込む順。新しい種類の記録は、ここに一行足す(中身は ``planting_more``)。"""
        from tests.secrecy import planting_kin as kin
        from tests.secrecy import planting_late as late
        from tests.secrecy import planting_more as more
        from tests.secrecy.planting_versions import rewritings

        plan = self.at.plan
        if plan.tells in ("初め", "やめた"):
            restricting.tell_restricted(self.first, told=True)
        for index, matter in enumerate(plan.matters):
            self._matter(index, matter)
        late.reopenings(self)
        for gathering in plan.meetings:
            self._gathering(gathering)
        more.registers(self)
        more.moves(self)
        more.sendings(self)
        more.leaving(self)
        for index, matter in enumerate(plan.matters):
            for one in matter.agreements:
                if one.late:
                    self.agree(index, one)
        more.guards(self)
        kin.families(self)
        late.alarms(self)
        for index in self.at.present:
            self._drafts(index)
        self._numbers()
        if plan.tells == "終わり":
            restricting.tell_restricted(self.first, told=True)
        elif plan.tells == "やめた":
            restricting.tell_restricted(self.first, told=False)
        rewritings(self)
        more.openings(self)
        late.carryings(self)
        late.narrowing(self)

    def word(self, what: str, kind: str, **about: Any) -> str:
        word = next(self._words)
        self.at.secrets.append(Secret(word, what, kind, **about))
        return word

    def writer(self, index: int | None) -> Desk:
        """その職員の机。支援会議の記録を書けない職員なら、最初の管理者の机。"""
        desk = self.at.desks[index or 0]
        gone = self.at.gone is not None and index == self.at.plan.leaver
        return desk if not gone and sealing_bodies(desk) else self.first

    def fresh(self) -> str:
        """まだ秘密と決めていない言葉。"""
        return next(self._words)

    def lives_at(self, case: Case) -> str:
        """その相談の本人の、文の中に書いた居場所(「。いまは…にいる」)。伏せない人なら空。"""
        street = self.streets.get(case.person_id, "")
        return f"。いまは{street}にいる" if street else ""

    def heard_from(self, index: int) -> str:
        """その相談の、文の中に書いた情報源の名(呼び方も)。伏せない相談なら空。"""
        name = self._visitors.get(index, "")
        return f"。{name}さん({name[0]}さん)の話" if name else ""

    def in_other_words(self, index: int, case: Case) -> str:
        """同じ情報源と居場所を、経過とは違う言い方で(支援会議の文を写したものは書けないので)。"""
        name, street = self._visitors.get(index, ""), self.streets.get(case.person_id, "")
        return (f"。{name}さんから" if name else "") + (f"。住まいは{street}" if street else "")

    def marked(self, index: int, mark: Mark) -> bool:
        """その相談に、その伏せ方を重ねるか。"""
        marks = self.at.plan.matters
        return index < len(marks) and mark in marks[index].marks

    def body_of(self, index: int, desk: Desk) -> str:
        """書く人の従事する会議体のうち、設計図が選んだもの。"""
        mine = sealing_bodies(desk)
        return mine[self.at.plan.matters[index].body % len(mine)].id

    # --- 相談 -----------------------------------------------------------------

    def _matter(self, index: int, matter: Matter) -> None:
        who = self.at.plan.people[matter.who]
        sealed = matter.sealed_by is not None
        desk = self.writer(matter.sealed_by) if sealed else self.first
        body = self.body_of(index, desk) if sealed else ""
        about: dict[str, Any] = {
            "lane": Lane.SEALED if sealed else Lane.OPEN,
            "body": body,
            "case": index,
        }
        known = self.at.received.get((matter.who, "")) or self.at.received.get((matter.who, body))
        source, withheld = self.marked(index, Mark.SOURCE), self.marked(index, Mark.CONTENT)
        told = about | {"source": source}
        visitor = self.word(f"相談{index}の来談者", "様式", **told)
        if source:
            self._visitors[index] = visitor
        content = self.word(f"相談{index}の内容", "中身", scope="6", withheld=withheld, **about)
        values: dict[str, Any] = {
            "received_on": NOW.date() - LONG_AGO,
            "consent": "未取得",
            "lane": "支援会議" if sealed else "通常",
            "content": content + self.heard_from(index),
            "visitor": visitor,
            "issues": (f"その他({self.word(f'相談{index}の課題', '中身', scope='6', **about)})",),
            "informant_detail": self.word(f"相談{index}の情報提供者", "通報者", **told),
            "address_concealed": who.concealed,
            "household_no": f"H{who.household}" if who.household else "",
        }
        if known:
            with desk.reading(intake.purpose_of(Lane(about["lane"]))) as work:
                old = work.people.get(known)
            assert old
            values |= intake.person_values(old)
        name, kana, street, age = (self.fresh() for _ in range(4))
        number = f"0900-{next(self._phones):02d}-7731"
        if not known:
            values["person_name"], values["phone"] = name, number
            values["person_kana"] = kana
            values["age_text"] = f"{age}の年の生まれ"
            values["address"] = f"{desk.town.prefecture}{desk.town.name}{street}九番地"
        overlays = _overlays(source=source, withheld=withheld)
        received = intake.receive(
            desk, values, person_id=known or "", body_id=body, overlays=overlays
        )
        assert received.person
        self.at.received[matter.who, body] = received.person.id
        if not known:
            known_as = matter.who in self._told
            person = about | {"person": matter.who, "record": received.person.id, "scope": "1"}
            self.at.secrets += [
                Secret(name, f"人{matter.who}の氏名", "氏名", **person),
                Secret(kana, f"人{matter.who}のフリガナ", "読み", **person),
                Secret(age, f"人{matter.who}の年齢", "読み", **person),
                Secret(street, f"人{matter.who}の住所", "住所", **person, prose=known_as),
                Secret(number, f"人{matter.who}の電話", "住所", **person),
            ]
            if known_as:
                self.streets[received.person.id] = f"{street}九番地"
            if who.concealed:
                self.at.hidden[received.person.id] = body
        assert received.case.body_id == body
        self.at.cases.append(received.case)
        self.at.persons.append((matter.who, received.person.sealed))
        self.at.history.append([])
        self._beside(index, matter, desk, about)

    def _beside(self, index: int, matter: Matter, desk: Desk, about: dict[str, Any]) -> None:
        """その相談の経過・同意・様式。"""
        for writer in matter.notes:
            self._note(index, writer)
        for one in matter.agreements:
            if not one.late:
                self.agree(index, one)
        if matter.planned:
            self._plan(index, desk, about)
        if matter.assessed:
            self._assessment(index, desk, about)
        if matter.referred_to:
            self._referral(index, desk, about, matter.referred_to)

    def _note(self, index: int, writer: int | None) -> None:
        case = self.at.cases[index]
        sealed = case.sealed or writer is not None
        desk = self.writer(writer) if sealed else self.first
        if case.sealed and case.body_id not in desk.member_of:
            desk = self.first
        body = (case.body_id or self.body_of(index, desk)) if sealed else ""
        lane = Lane.SEALED if sealed else Lane.OPEN
        about: dict[str, Any] = {"lane": lane, "body": body, "case": index}
        source, withheld = self.marked(index, Mark.NOTE_SOURCE), self.marked(index, Mark.NOTE)
        about["withheld"] = withheld
        content = self.word(f"相談{index}の経過", "経過", **about)
        agency = self.word(f"相談{index}の経過の提供機関", "経過", source=source, **about)
        told = self.heard_from(index) + (f"({agency}による)" if source else "")
        overlays = _overlays(source=source, withheld=withheld)
        note = progress.add_note(
            desk,
            case.id,
            {
                "noted_on": NOW.date() - timedelta(days=5),
                # 居場所と情報源は、欄だけでなく文の中にも紛れる。
                "content": content + told + self.lives_at(case),
                "next_step": self.word(f"相談{index}の今後の対応", "様式", **about),
                "due_on": NOW.date(),
                "lane": "支援会議" if sealed else "通常",
                "source_agency": agency,
                "counterpart": self.word(f"相談{index}の経過の相手", "経過", **about),
            },
            body_id="" if case.sealed else body,
            overlays=overlays,
        )
        assert note.body_id == body

    def consented(self, index: int) -> bool:
        """その相談に、いま効いている同意の行があるか。"""
        history = self.at.history[index]
        latest = max(
            enumerate(history), key=lambda pair: (-pair[1].days_ago, pair[0]), default=None
        )
        if latest is None or latest[1].status not in ("書面", "口頭"):
            return False
        return (latest[1].since or 0) <= 0 <= (latest[1].until or 0)

    def agree(self, index: int, one: Agreement) -> None:
        case = self.at.cases[index]
        about: dict[str, Any] = {"lane": case.lane, "body": case.body_id, "case": index}
        decided = NOW.date() - timedelta(days=one.days_ago)

        def on(days: int | None) -> date | None:
            return None if days is None else NOW.date() + timedelta(days=days)

        consent.record_consent(
            self.first,
            case.id,
            {
                "status": one.status,
                "decided_on": decided,
                "scope": tuple(SCOPES[code] for code in one.scope),
                # 同じ機関を両方には書けない。除く機関だけに残すと、提供先はどこでもない所になる
                "agencies": "、".join(a for a in one.agencies if a not in one.excluded)
                or "架空の連絡所",
                "excluded_agencies": "、".join(one.excluded),
                "purposes": one.purposes,
                "period_from": on(one.since),
                "valid_until": on(one.until),
                "no_end": one.until is None,
                "witness": self.word(f"相談{index}の同意の立会い", "様式", **about),
                "note": self.word(f"相談{index}の同意の備考", "様式", **about),
            },
        )
        self.at.history[index].append(one)

    def _plan(self, index: int, desk: Desk, about: dict[str, Any]) -> None:
        action = PlanAction(
            issue="家計",
            what=self.word(f"相談{index}の支援内容", "プラン", **about),
            agency="社会福祉協議会",
            person=self.word(f"相談{index}の支援の担当者", "プラン", **about),
            role=self.word(f"相談{index}の支援の役割", "プラン", **about),
            frequency=self.word(f"相談{index}の支援の頻度", "プラン", **about),
            result=self.word(f"相談{index}の支援の結果", "プラン", **about),
        )
        withheld = self.marked(index, Mark.FIELD)
        values = {
            "kind": "多機関協働",
            "made_on": NOW.date() - timedelta(days=3),
            "goal": self.word(f"相談{index}の目標", "プラン", withheld=withheld, **about),
            "short_goal": self.word(f"相談{index}の短期目標", "プラン", **about),
            "support": self.word(f"相談{index}の支援の方針", "プラン", **about),
            "remarks": self.word(f"相談{index}のプランの備考", "様式", **about)
            + self.heard_from(index),
        }
        fields = ("goal",) if withheld else ()
        case_id = self.at.cases[index].id
        plan = plans.write_plan(desk, case_id, values, (action,), withheld=fields)
        self._host(index, desk, plan, about)

    def _host(self, index: int, desk: Desk, plan: Plan, about: dict[str, Any]) -> None:
        """受入先探し。打診しているだけで、プランの紙にはまだ載らない。"""
        asked = matching.ask(desk, plan, self.word(f"相談{index}の受入先", "受入先", **about))
        columns = ("reason", "activity", "frequency", "costs")
        words: dict[str, Any] = {
            n: self.word(f"相談{index}の受入れの{n}", "受入先", **about) for n in columns
        }
        with desk.writing(intake.purpose_of(plan.lane)) as work:
            work.matches.put(replace(asked, **words))
        self._paid(index, desk, plan, about)

    def _paid(self, index: int, desk: Desk, plan: Plan, about: dict[str, Any]) -> None:
        """参加支援の費用。窓からは支援会議の区分のプランに付けられないが、壁は棚だけで立つ。"""
        names = ("what", "receiver", "note")
        words: dict[str, Any] = {
            n: self.word(f"相談{index}の費用の{n}", "受入先", **about) for n in names
        }
        with desk.writing(intake.purpose_of(plan.lane)) as work:
            work.expenses.put(
                Expense(
                    case_id=plan.case_id,
                    plan_id=plan.id,
                    number=f"費-{plan.id}",
                    paid_on=NOW.date(),
                    amount=4800,
                    lane=plan.lane,
                    body_id=plan.body_id,
                    written_by=desk.me.name,
                    **words,
                )
            )
        with desk.writing(Purpose.CASEWORK) as work:
            work.issues.put(
                CommunityIssue(
                    title="買い物の足",
                    found_on=NOW.date(),
                    review_on=NOW.date(),
                    talks=(Talk(on=NOW.date(), what="乗合を試す"),),
                )
            )

    def _assessment(self, index: int, desk: Desk, about: dict[str, Any]) -> None:
        withheld = self.marked(index, Mark.FIELD)
        values = {
            "assessed_on": NOW.date(),
            "complaint": self.word(f"相談{index}の主訴", "様式", withheld=withheld, **about),
        }
        case = self.at.cases[index]
        fields = ("complaint",) if withheld else ()
        sheets.write_sheet(desk, case.id, "assessment", values, withheld=fields)
        if not case.sealed:
            body = self.body_of(index, self.first)
            secret: dict[str, Any] = {"lane": Lane.SEALED, "body": body, "case": index}
            hidden = {
                "assessed_on": NOW.date(),
                "complaint": self.word(f"相談{index}の支援会議の主訴", "様式", **secret),
            }
            sheets.write_sheet(self.first, case.id, "assessment", hidden, sealed=True, body_id=body)

    def _referral(self, index: int, desk: Desk, about: dict[str, Any], to: str) -> None:
        withheld = self.marked(index, Mark.FIELD)
        reason = self.word(f"相談{index}のつなぐ理由", "つなぐ", withheld=withheld, **about)
        values = {
            "made_on": NOW.date(),
            "from_agency": "福祉の窓口",
            "to_agency": to,
            "reason": reason + self.heard_from(index),
            "consent": "未取得",
        }
        fields = ("reason",) if withheld else ()
        sheets.write_sheet(desk, self.at.cases[index].id, "referral", values, withheld=fields)
        happened = self.word(f"相談{index}の起きたこと", "つなぐ", withheld=withheld, **about)
        urgent = {"made_on": NOW.date(), "to_agency": to, "request": "訪ねてほしい"}
        urgent["happened"] = happened + self.heard_from(index)
        hidden = ("happened",) if withheld else ()
        sheets.write_sheet(desk, self.at.cases[index].id, "urgent", urgent, withheld=hidden)

    # --- 会議 -----------------------------------------------------------------

    def _gathering(self, plan: Gathering) -> None:
        bodies = self.first.town.bodies
        body = bodies[plan.body % len(bodies)]
        kind = body.kinds[plan.kind % len(body.kinds)]
        desk = self._chair(plan, body, kind)
        on = NOW.date() - timedelta(days=plan.days_ago)
        place = next(self._words)
        meeting = meetings.convene(desk, body.id, on, kind=kind, place=place)
        held = self._hold(plan, desk, meeting, place)
        if plan.beside and (around := sitting.bodies_beside(desk, meeting)):
            beside = sitting.open_beside(desk, meeting.id, around[0].id)
            self._hold(plan, desk, beside, "")
        assert held in self.at.held

    def _chair(self, plan: Gathering, body: MeetingBody, kind: MeetingKind) -> Desk:
        desk = self.at.desks[plan.by]
        fits = desk.serves(body) if kind.sealed else desk.may(meeting_doors.purpose_of_kind(kind))
        return desk if fits else self.first

    def _hold(self, plan: Gathering, desk: Desk, meeting: Meeting, place: str) -> Held:
        number = len(self.at.held)
        about: dict[str, Any] = {
            "lane": meeting.lane,
            "body": meeting.body_id,
            "meeting": number,
        }
        held = Held(plan, meeting)
        self.at.held.append(held)
        if place:
            self.at.secrets.append(Secret(place, f"会議{number}の場所", "会議", **about))
        town_office = next(w.name for w in desk.town.windows if w.operation == "直営")
        seats = tuple(
            Attendee(
                agency=town_office if seat.agency == "町" else seat.agency,
                name=self.word(f"会議{number}の出席者", "会議", **about),
                post=self.word(f"会議{number}の出席者の職", "会議", **about),
                role=f"議題{seat.only}のみ" if seat.only else "",
            )
            for seat in plan.seats
        )
        meetings.invite(desk, meeting.id, seats)
        held.seats = seats
        for planned in plan.items:
            # 通常の会議には、受け付け直した通常の相談のほうをかける。
            index = planned if meeting.sealed else self.at.opened.get(planned, planned)
            self._item(held, number, desk, index, about)
        for seat_no, at in plan.barred:
            self._bar(held, desk, seat_no, at)
        if meeting.sealed:
            for at, answered in plan.asks:
                self._ask(held, number, desk, at, answered=answered)
        held.meeting = meeting_doors.find_meeting(desk, meeting.id)
        return held

    def _item(self, held: Held, number: int, desk: Desk, index: int, about: dict[str, Any]) -> None:
        try:
            item = meetings.put_on_agenda(
                desk, held.meeting.id, self.at.cases[index].id, "情報共有"
            )
        except DeskError:
            return  # 同意が無い、または、この職員には見えない相談
        held.items.append(index)
        of_item = about | {"case": index}
        withheld = held.plan.withheld

        def prose(what: str) -> str:
            name = f"会議{number}の議題(相談{index})の{what}"
            word = self.word(name, "議題", withheld=withheld, **of_item)
            return word + self.heard_from(index) + self.lives_at(self.at.cases[index])

        agenda_changes.change_item(desk, item, item.aim, prose("要旨"))
        meetings.write_decisions(
            desk,
            item.id,
            held.meeting.id,
            findings=prose("確認した事実"),
            guesses=prose("推測"),
            decision=self.word(f"会議{number}の議題(相談{index})の決定", "議題", **of_item),
            next_step=self.word(f"会議{number}の議題(相談{index})の次回まで", "議題", **of_item),
            lead_agency="",
            decisions=(
                Decision(
                    what=self.word(f"会議{number}の決定事項(相談{index})", "議題", **of_item),
                    person=self.word(f"会議{number}の決定の担当者(相談{index})", "議題", **of_item),
                    due_on=NOW.date(),
                ),
            ),
            overlays=(Overlay.FROM_PERSON,) if withheld else (),
        )

    def _ask(self, held: Held, number: int, desk: Desk, at: int, *, answered: bool) -> None:
        """情報提供の依頼。回答は、その相談の支援会議の経過にもなる。"""
        if at >= len(held.items):
            return
        index = held.items[at]
        about: dict[str, Any] = {
            "lane": Lane.SEALED,
            "body": held.meeting.body_id,
            "case": index,
            "meeting": number,
        }
        case = self.at.cases[index]
        agency = held.seats[0].agency
        asked = info_requests.ask(
            desk,
            held.meeting.id,
            case.id,
            AGENCIES[0] if agency in OWN_PEOPLE else agency,
            self.word(f"会議{number}の依頼(相談{index})の求める情報", "依頼", **about)
            + self.heard_from(index)
            + self.lives_at(case),
            purpose=self.word(f"会議{number}の依頼(相談{index})の目的", "依頼", **about),
            person=self.word(f"会議{number}の依頼(相談{index})の対象", "依頼", **about),
            due_on=NOW.date(),
        )
        if answered:
            answer = self.word(f"会議{number}の依頼(相談{index})の回答", "経過", **about)
            words = answer + self.lives_at(case)
            info_requests.answer(desk, asked.id, words, NOW.date(), respondent="窓口の方")

    def _bar(self, held: Held, desk: Desk, seat_no: int, at: int) -> None:
        if seat_no >= len(held.seats) or at >= len(held.items):
            return
        page = meetings.meeting_page(desk, held.meeting.id)
        item = next(i for i, c in page.items if c.id == self.at.cases[held.items[at]].id)
        packet_matrix.choose(
            desk, held.meeting.id, held.seats[seat_no], item.id, tuple(Part), shown=False
        )
        held.barred.append((seat_no, held.items[at]))

    # --- そのほか ---------------------------------------------------------------

    def _drafts(self, index: int) -> None:
        desk = self.at.desks[index]
        if not desk.may(Purpose.CASEWORK):
            return
        about: dict[str, Any] = {"owner": index}
        word = self.word(f"職員{index}の打ちかけ", "打ちかけ", **about)
        drafts.keep(desk, "progress:x", {"content": word})
        if mine := sealing_bodies(desk):
            sealed = about | {"lane": Lane.SEALED, "body": mine[-1].id}
            word = self.word(f"職員{index}の支援会議の打ちかけ", "打ちかけ", **sealed)
            drafts.keep(desk, "progress:x", {"content": word}, sealed=True, body_id=mine[-1].id)

    def _numbers(self) -> None:
        """支援会議の記録の番号。番号からも、記録のあることが知れる。"""
        with self.first.reading(Purpose.SUPPORT_MEETING) as work:
            found = [
                *((one.case_no, one) for one in work.cases.where()),
                *((one.person_no, one) for one in work.people.where()),
                *((one.note_no, one) for one in work.notes.where()),
                *((one.meeting_no, one) for one in work.meetings.where()),
                *((one.request_no, one) for one in work.info_requests.where()),
                *((one.disclosure_no, one) for one in work.disclosures.where()),
            ]
        numbers = [number for number, _ in found]
        for number, one in found:
            # 会議体をまたいで同じ番号が付くことはある。どちらのものか言えない番号は調べない。
            if one.sealed and numbers.count(number) == 1:
                what = f"{type(one).__name__}の番号"
                self.at.secrets.append(Secret(number, what, "番号", Lane.SEALED, one.body_id))
