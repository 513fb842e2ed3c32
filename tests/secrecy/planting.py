"""設計図どおりの事務所を、職員と同じ手順(casework の口)で作り、事実ごとに一つだけの言葉を仕込む。

言葉は JIS 第2水準の、このプログラムのどこにも使われていない漢字二字。同じ字は二度使わないので、
一字でも見つかれば、どの事実が漏れたか言い切れる(PDF に埋めた書体の字形の表からも)。
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from jusou_desk.casework import (
    consent,
    drafts,
    intake,
    meetings,
    packet_matrix,
    plans,
    progress,
    sheets,
    sitting,
    staffing,
)
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.offices import create_office, sign_in
from jusou_desk.casework.sealing import sealing_bodies
from jusou_desk.errors import DeskError, Refused
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.keys import Cost
from jusou_desk.models.records import Attendee, Case, Decision, Meeting, Part, PlanAction
from jusou_desk.models.store import Office
from jusou_desk.names import search_key
from jusou_desk.policy import Lane, Purpose, Role
from jusou_desk.towns import MeetingBody, MeetingKind
from tests.secrecy.random_office import (
    LONG_AGO,
    SCOPES,
    Agreement,
    Gathering,
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
    kind: 氏名・住所・中身・会議・議題・打ちかけ・番号・様式。owner: 打ちかけを書いた職員。
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

    def close(self) -> None:
        for desk in self.desks:
            desk.close()


@cache
def _bare(town: str, place: Path) -> Path:
    """作ったばかりの事務所。町ごとに一度だけ作り、写して使う。"""
    folder = place / town
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
    _Planter(planted).everything()
    clock.now += timedelta(days=plan.days_later)
    return planted


def _hire(first: Desk, name: str, worker: Worker) -> None:
    staffing.add_staff(first, name, worker.role, PASSWORD)
    bodies = first.town.support_bodies
    for body in {bodies[one % len(bodies)].name for one in worker.serves}:
        try:
            staffing.make_member(first, name, body)
        except Refused:
            assert worker.role is Role.READER


class _Planter:
    def __init__(self, planted: Planted) -> None:
        self.at = planted
        self.first = planted.desks[0]
        self._words: Iterator[str] = iter(rare_words())
        self._phones = count(1)
        self._addresses: dict[str, str] = {}

    def everything(self) -> None:
        for index, matter in enumerate(self.at.plan.matters):
            self._matter(index, matter)
        for gathering in self.at.plan.meetings:
            self._gathering(gathering)
        for index, matter in enumerate(self.at.plan.matters):
            for one in matter.agreements:
                if one.late:
                    self._agree(index, one)
        for index in range(len(self.at.desks)):
            self._drafts(index)
        self._numbers()

    def word(self, what: str, kind: str, **about: Any) -> str:
        word = next(self._words)
        self.at.secrets.append(Secret(word, what, kind, **about))
        return word

    def writer(self, index: int | None) -> Desk:
        """その職員の机。支援会議の記録を書けない職員なら、最初の管理者の机。"""
        desk = self.at.desks[index or 0]
        return desk if sealing_bodies(desk) else self.first

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
        values: dict[str, Any] = {
            "received_on": NOW.date() - LONG_AGO,
            "consent": "未取得",
            "lane": "支援会議" if sealed else "通常",
            "content": self.word(f"相談{index}の内容", "中身", scope="6", **about),
            "visitor": self.word(f"相談{index}の来談者", "様式", **about),
            "issues": (f"その他({self.word(f'相談{index}の課題', '中身', scope='6', **about)})",),
            "informant_detail": self.word(f"相談{index}の情報提供者", "通報者", **about),
            "address_concealed": who.concealed,
            "household_no": f"H{who.household}" if who.household else "",
        }
        if known:
            with desk.reading(intake.purpose_of(Lane(about["lane"]))) as work:
                person = work.people.get(known)
            assert person
            values |= intake.person_values(person)
        else:
            person_about = about | {"person": matter.who}
            values["person_name"] = self.word(
                f"人{matter.who}の氏名", "氏名", scope="1", **person_about
            )
            street = self.word(f"人{matter.who}の住所", "住所", scope="1", **person_about)
            values["address"] = f"{desk.town.prefecture}{desk.town.name}{street}九番地"
            number = f"0900-{next(self._phones):02d}-7731"
            phone = Secret(number, f"人{matter.who}の電話", "住所", scope="1", **person_about)
            self.at.secrets.append(phone)
            values["phone"] = number
        received = intake.receive(desk, values, person_id=known or "", body_id=body)
        assert received.person
        self.at.received[matter.who, body] = received.person.id
        if who.concealed:
            street = values["address"].removeprefix(desk.town.prefecture + desk.town.name)
            self._addresses.setdefault(received.person.id, street)
        assert received.case.body_id == body
        self.at.cases.append(received.case)
        self.at.persons.append((matter.who, received.person.sealed))
        self.at.history.append([])
        for writer in matter.notes:
            self._note(index, writer)
        for one in matter.agreements:
            if not one.late:
                self._agree(index, one)
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
        content = self.word(f"相談{index}の経過", "経過", **about)
        # 居場所は、欄だけでなく文の中にも紛れる。
        lives_at = self._addresses.get(case.person_id, "")
        note = progress.add_note(
            desk,
            case.id,
            {
                "noted_on": NOW.date() - timedelta(days=5),
                "content": f"{content}。いまは{lives_at}にいる" if lives_at else content,
                "next_step": self.word(f"相談{index}の今後の対応", "様式", **about),
                "due_on": NOW.date(),
                "lane": "支援会議" if sealed else "通常",
                "source_agency": self.word(f"相談{index}の経過の提供機関", "経過", **about),
            },
            body_id="" if case.sealed else body,
        )
        assert note.body_id == body

    def _agree(self, index: int, one: Agreement) -> None:
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
                "agencies": "、".join(one.agencies),
                "excluded_agencies": "、".join(one.excluded),
                "purposes": one.purposes,
                "period_from": on(one.since),
                "valid_until": on(one.until),
                "witness": "立会　花子",
                "note": self.word(f"相談{index}の同意の備考", "様式", **about),
            },
        )
        self.at.history[index].append(one)

    def _plan(self, index: int, desk: Desk, about: dict[str, Any]) -> None:
        action = PlanAction(
            issue="家計",
            what=self.word(f"相談{index}の支援内容", "プラン", **about),
            agency="社会福祉協議会",
        )
        values = {
            "kind": "多機関協働",
            "made_on": NOW.date() - timedelta(days=3),
            "goal": self.word(f"相談{index}の目標", "プラン", **about),
            "remarks": self.word(f"相談{index}のプランの備考", "様式", **about),
        }
        plans.write_plan(desk, self.at.cases[index].id, values, (action,))

    def _assessment(self, index: int, desk: Desk, about: dict[str, Any]) -> None:
        values = {
            "assessed_on": NOW.date(),
            "complaint": self.word(f"相談{index}の主訴", "様式", **about),
        }
        case = self.at.cases[index]
        sheets.write_sheet(desk, case.id, "assessment", values)
        if not case.sealed:
            body = self.body_of(index, self.first)
            secret: dict[str, Any] = {"lane": Lane.SEALED, "body": body, "case": index}
            hidden = {
                "assessed_on": NOW.date(),
                "complaint": self.word(f"相談{index}の支援会議の主訴", "様式", **secret),
            }
            sheets.write_sheet(self.first, case.id, "assessment", hidden, sealed=True, body_id=body)

    def _referral(self, index: int, desk: Desk, about: dict[str, Any], to: str) -> None:
        values = {
            "made_on": NOW.date(),
            "from_agency": "福祉の窓口",
            "to_agency": to,
            "reason": self.word(f"相談{index}のつなぐ理由", "つなぐ", **about),
            "consent": "未取得",
        }
        sheets.write_sheet(desk, self.at.cases[index].id, "referral", values)

    # --- 会議 -----------------------------------------------------------------

    def _gathering(self, plan: Gathering) -> None:
        bodies = self.first.town.bodies
        body = bodies[plan.body % len(bodies)]
        kind = body.kinds[plan.kind % len(body.kinds)]
        desk = self._chair(plan, body, kind)
        on = NOW.date()
        place = next(self._words)
        meeting = meetings.convene(desk, body.id, on, kind=kind, place=place)
        held = self._hold(plan, desk, meeting, place)
        if plan.beside and (around := sitting.bodies_beside(desk, meeting)):
            beside = sitting.open_beside(desk, meeting.id, around[0].id)
            self._hold(plan, desk, beside, "")
        assert held in self.at.held

    def _chair(self, plan: Gathering, body: MeetingBody, kind: MeetingKind) -> Desk:
        desk = self.at.desks[plan.by]
        fits = desk.serves(body) if kind.sealed else desk.may(meetings.purpose_of_kind(kind))
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
                role=f"議題{seat.only}のみ" if seat.only else "",
            )
            for seat in plan.seats
        )
        meetings.invite(desk, meeting.id, seats)
        held.seats = seats
        for index in plan.items:
            self._item(held, number, desk, index, about)
        for seat_no, at in plan.barred:
            self._bar(held, desk, seat_no, at)
        held.meeting = meetings.find_meeting(desk, meeting.id)
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
        meetings.write_decisions(
            desk,
            item.id,
            held.meeting.id,
            summary=self.word(f"会議{number}の議題(相談{index})の要旨", "議題", **of_item),
            decision=self.word(f"会議{number}の議題(相談{index})の決定", "議題", **of_item),
            lead_agency="",
            decisions=(
                Decision(
                    what=self.word(f"会議{number}の決定事項(相談{index})", "議題", **of_item),
                    due_on=NOW.date(),
                ),
            ),
        )

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
            ]
        numbers = [number for number, _ in found]
        for number, one in found:
            # 会議体をまたいで同じ番号が付くことはある。どちらのものか言えない番号は調べない。
            if one.sealed and numbers.count(number) == 1:
                what = f"{type(one).__name__}の番号"
                self.at.secrets.append(Secret(number, what, "番号", Lane.SEALED, one.body_id))
