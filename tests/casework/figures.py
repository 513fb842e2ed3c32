"""統計の試験の材料: 手で組んだ相談と会議。人物も相談もすべて架空。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from jusou_desk.casework.desk import Desk
from jusou_desk.models.records import AgendaItem, Case, Meeting, Person
from jusou_desk.policy import Lane, Purpose

WINDOW = "福祉総合相談窓口"
#: 受付日の年齢の例。区分の端(18・19・64・65歳)を含む。
AGES = {"0～18歳": (0, 18, 7), "19～64歳": (19, 64, 40), "65歳以上": (65, 92, 78)}
CASE_MEETING, COUNCIL = "包括的支援体制ケース会議", "生活困窮者自立支援協議会"


def case(number: str, received_on: date, *issues: str, **more: object) -> Case:
    values: dict[str, object] = {"window": WINDOW, "issues": issues, **more}
    return Case(case_no=number, received_on=received_on, **values)  # type: ignore[arg-type]


def born(received_on: date, age: int) -> date:
    """受付日にちょうどその年齢になった日に生まれた人の生年月日。"""
    return date(received_on.year - age, received_on.month, min(received_on.day, 28))


def put_cases(desk: Desk, cases: Iterable[Case], people: Iterable[Person] = ()) -> None:
    with desk.writing(Purpose.CASEWORK) as work:
        for person in people:
            work.people.put(person)
        for one in cases:
            work.cases.put(one)


def put_meeting(
    desk: Desk,
    number: str,
    body: str,
    held_on: date,
    cases: Sequence[Case] = (),
    kind: str = "その他",
) -> Meeting:
    """会議一回と、その議題。支援会議なら秘匿の記録になる。"""
    sealed = kind == "支援会議"
    lane = Lane.SEALED if sealed else Lane.OPEN
    body_id = "support_meeting" if sealed else ""
    with desk.writing(Purpose.SUPPORT_MEETING if sealed else Purpose.CASEWORK) as work:
        meeting = work.meetings.put(
            Meeting(
                meeting_no=number,
                body_name=body,
                kind=kind,
                held_on=held_on,
                lane=lane,
                body_id=body_id,
            )
        )
        for order, one in enumerate(cases, 1):
            work.agenda.put(
                AgendaItem(
                    meeting_id=meeting.id,
                    item_no=str(order),
                    case_id=one.id,
                    lane=lane,
                    body_id=body_id,
                )
            )
    return meeting


def put_sealed_case(desk: Desk, number: str, received_on: date, *issues: str) -> Case:
    """支援会議の区分の相談。"""
    sealed = case(number, received_on, *issues, lane=Lane.SEALED, body_id="support_meeting")
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        return work.cases.put(sealed)


def published_years(desk: Desk) -> None:
    """長門市が公表した三か年の表と同じ件数になる相談と会議を置く。"""
    years = {
        2020: ((7, 52, 97, 6), ("認知症・精神障害等", "家族が不仲", "経済的困窮"), (15, 21)),
        2021: ((9, 57, 112, 4), ("病気", "家族関係・問題", "介護"), (9, 11)),
        2022: ((4, 53, 119, 10), ("病気", "介護", "家族関係・問題"), (11, 13)),
    }
    for year, (counts, issues, (distinct, total)) in years.items():
        cases, people = _year(year, counts, issues)
        put_cases(desk, cases, people)
        discussed = [*cases[:distinct], *cases[: total - distinct]]
        for order, one in enumerate(discussed, 1):
            held_on = date(year, 4, 10) + timedelta(days=7 * order)
            put_meeting(desk, f"C{year}-{order:02d}", CASE_MEETING, held_on, [one])
        put_meeting(desk, f"K{year}", COUNCIL, date(year + 1, 2, 15))


def _year(
    year: int, counts: tuple[int, ...], issues: tuple[str, ...]
) -> tuple[list[Case], list[Person]]:
    cases, people = [], []
    bands = [*AGES, "年齢不明"]
    first, span = date(year, 4, 1), 365
    wanted = [band for band, count in zip(bands, counts, strict=True) for _ in range(count)]
    for order, band in enumerate(wanted):
        # 一件目は4月1日、最後の一件は3月31日に受ける。
        received = first + timedelta(days=order * (span - 1) // (len(wanted) - 1))
        named = [issues[0]] * (order % 10 < 4) + [issues[1]] * (order % 10 < 3)
        named += [issues[2]] * (order % 5 == 4)
        person_id = ""
        if band in AGES:
            age = AGES[band][order % 3]
            person = Person(
                person_no=f"P{year}-{order}", name="架空　太郎", birth_on=born(received, age)
            )
            people.append(person)
            person_id = person.id
        cases.append(case(f"R{year}-{order:03d}", received, *named, person_id=person_id))
    return cases, people
