"""計るための大きな事務所。架空の相談と経過を、本物の保管庫へ大きなまとまりで入れる。"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.family_records import FamilyTie, TieKind
from jusou_desk.models.keys import Cost
from jusou_desk.models.records import (
    AgendaItem,
    Attendee,
    Case,
    CaseStatus,
    Consent,
    Note,
    Person,
    Plan,
    PlanAction,
    PlanStatus,
    Sheet,
)
from jusou_desk.models.work import Work
from jusou_desk.policy import Purpose

STAFF: Final = "計る　係"
PASSWORD: Final = "はかるための合言葉"
TODAY: Final = datetime(2026, 11, 20, 9, 30)
_FIRST: Final = date(2016, 4, 1)
#: 一つのまとまりで書く相談の数。
_BATCH: Final = 2_000
_SURNAMES: Final = ("大田", "西村", "髙橋", "山﨑", "𠮷田", "日置", "三隅", "油谷", "仙崎", "深川")
_GIVEN: Final = ("文江", "健", "さくら", "一郎", "美津子", "翔太", "ハル", "勇", "千代", "進")
_KANA: Final = ("オオタ", "ニシムラ", "タカハシ", "ヤマサキ", "ヨシダ")
_SUBJECTS: Final = ("本人", "長男", "隣人", "民生委員", "ケアマネジャー", "学校", "保健師", "大家")
_TOPICS: Final = (
    *("介護", "家計", "滞納", "ひきこもり", "見守り", "服薬", "通院", "不登校", "就労", "住まい"),
    *("近所との行き違い", "ごみの片付け", "年金の手続き", "きょうだいの世話", "生活費の前借り"),
)
_ENDINGS: Final = (
    "について電話で話を聞いた。次は自宅を訪ねて様子を確かめる。",
    "のことで来所。困りごとを順に書き出し、関わる機関と分担を相談した。",
    "の見通しを家族と確かめた。無理のない範囲で続けたいとのこと。",
    "に関して関係機関と電話で打ち合わせ、翌月の会議で共有することにした。",
    "をめぐり気持ちの揺れがある。急がず、週に一度の声かけを続ける。",
)


@dataclass(frozen=True)
class Sizes:
    """計る大きさ。"""

    cases: int = 10_000
    few_cases: int = 1_000
    #: 今日を計るときに、終わらせずに残す相談。町の一年の受付はほぼ変わらないので、溜まった件数に依らない。
    live_cases: int = 300
    notes_each: int = 10
    #: 区分の壁を計る事務所で、一つの会議体に入れる支援会議の記録(会議・議題・経過・仕事のそれぞれ)。
    sealed_each: int = 40
    #: 会議資料の (部数, 議題の数)。
    packets: tuple[tuple[int, int], ...] = ((8, 5), (12, 8))
    #: 一つの綴りにする相談受付票の枚数。
    sheets: int = 300
    #: そのうち、比べるために LibreOffice で変えてみる枚数。
    converted: int = 40

    @property
    def notes(self) -> int:
        return self.cases * self.notes_each


def open_desk(folder: Path, town_id: str = "nagato") -> Desk:
    """空の事務所の机。"""
    office, _ = create_office(
        folder,
        town_id=town_id,
        staff_name=STAFF,
        password=PASSWORD,
        device=NoSecrets(),
        clock=lambda: TODAY,
        cost=Cost(memory_kib=1024, rounds=1, lanes=1),
    )
    return sign_in(office, STAFF, PASSWORD)


def fill_office(desk: Desk, cases: int, notes_each: int) -> None:
    """相談 ``cases`` 件と、一件につき経過 ``notes_each`` 件を入れる。"""
    dice = random.Random(cases)
    before = _person(dice, 0)
    for start in range(0, cases, _BATCH):
        with desk.writing(Purpose.CASEWORK) as work:
            for number in range(start, min(start + _BATCH, cases)):
                person = _person(dice, number)
                case = _case(dice, number, person.id)
                work.people.put(person)
                work.cases.put(case)
                if number % 2:
                    _join_families(work, dice, before, person, number)
                before = person
                for note in _notes(dice, case, number, notes_each):
                    work.notes.put(note)
                if number % 3 == 0:
                    work.consents.put(
                        Consent(case_id=case.id, status="書面", decided_on=case.received_on)
                    )
                    work.sheets.put(_assessment(dice, case))
                    work.plans.put(_plan(dice, case, number))


def end_old_cases(desk: Desk, live: int) -> None:
    """``live`` 件を残して、相談を一年より前に終わらせる。一件ずつでは索引の作り直しに時間がかかるので、まとめて。"""
    long_ago = TODAY.date() - timedelta(days=400)
    newest = "SELECT id FROM consultation ORDER BY case_no DESC LIMIT ?"
    connection = desk._store.raw_connection()
    try:
        connection.execute(
            "UPDATE consultation SET status = ?, closed_on = MIN(received_on, ?) "
            f"WHERE id NOT IN ({newest})",
            (str(CaseStatus.CLOSED), long_ago.isoformat(), live),
        )
        connection.commit()
    finally:
        connection.close()


def _sentence(dice: random.Random) -> str:
    return f"{_one(dice, _SUBJECTS)}から{_one(dice, _TOPICS)}{_one(dice, _ENDINGS)}"


def _one(dice: random.Random, words: tuple[str, ...]) -> str:
    return words[dice.randrange(len(words))]


def _person(dice: random.Random, number: int) -> Person:
    return Person(
        person_no=f"P{number:05d}",
        name=f"{_one(dice, _SURNAMES)}　{_one(dice, _GIVEN)}",
        kana=f"{_one(dice, _KANA)}　{number}",
        birth_on=_FIRST - timedelta(days=dice.randrange(365 * 18, 365 * 90)),
        address="長門市（架空）日置上1番地",
        phone=f"0837-00-{number % 10_000:04d}",
        household_no=f"H{number // 2:05d}",
        relationship="本人",
    )


def _join_families(work: Work, dice: random.Random, one: Person, two: Person, number: int) -> None:
    """同じ世帯の二人を夫婦とし、離れて暮らす子を一人足す。"""
    child = replace(_person(dice, number), person_no=f"Q{number:05d}", household_no="")
    work.people.put(child)
    pair = FamilyTie(person_id=one.id, other_id=two.id, kind=TieKind.MARRIED)
    births = (
        FamilyTie(person_id=parent.id, other_id=child.id, kind=TieKind.BIRTH)
        for parent in (one, two)
    )
    for tie in (pair, *births):
        work.family_ties.put(tie)


def _case(dice: random.Random, number: int, person_id: str) -> Case:
    consented = number % 3 == 0
    return Case(
        case_no=f"N{number:05d}",
        received_on=_FIRST + timedelta(days=dice.randrange(3_600)),
        person_id=person_id,
        window="福祉総合相談窓口",
        issues=(_one(dice, _TOPICS), _one(dice, _TOPICS)),
        content=_sentence(dice) + _sentence(dice),
        worker=STAFF,
        consent="書面" if consented else "未取得",
    )


def _notes(dice: random.Random, case: Case, number: int, each: int) -> Iterator[Note]:
    for turn in range(each):
        yield Note(
            note_no=f"K{number:05d}-{turn:03d}",
            case_id=case.id,
            at=datetime.combine(case.received_on, TODAY.time()) + timedelta(days=7 * turn),
            method="電話",
            counterpart=_one(dice, _SUBJECTS),
            content=_sentence(dice) + _sentence(dice),
            recorder=STAFF,
        )


def _assessment(dice: random.Random, case: Case) -> Sheet:
    return Sheet(
        case_id=case.id,
        form_id="assessment",
        form_version="1",
        written_on=case.received_on,
        author=STAFF,
        answers={"wish": _sentence(dice), "issues": case.issues},
    )


def _plan(dice: random.Random, case: Case, number: int) -> Plan:
    return Plan(
        plan_no=f"S{number:05d}",
        case_id=case.id,
        kind="多機関協働",
        made_on=case.received_on + timedelta(days=30),
        goal=_sentence(dice),
        support=_sentence(dice),
        agencies=("福祉課", "社会福祉協議会"),
        status=PlanStatus.DECIDED,
        actions=tuple(
            PlanAction(issue=issue, what=_sentence(dice), agency="福祉課", role="主担当")
            for issue in case.issues
        ),
    )


def hold_meeting(desk: Desk, copies: int, cases: int) -> str:
    """同意のある相談 ``cases`` 件を、``copies`` 人で話し合う会議。その id を返す。"""
    body = next(b for b in desk.town.bodies if b.kinds[0] == "重層的支援会議")
    meeting = meetings.convene(desk, body.id, desk.today())
    attendees = [Attendee(agency=f"機関{n}", name=f"出席　{n}") for n in range(copies)]
    meetings.invite(desk, meeting.id, attendees)
    with desk.writing(Purpose.CASEWORK) as work:
        chosen = work.cases.where(consent="書面")[:cases]
        for number, case in enumerate(chosen, 1):
            work.agenda.put(
                AgendaItem(
                    meeting_id=meeting.id, item_no=str(number), case_id=case.id, aim="プラン策定"
                )
            )
    return meeting.id
