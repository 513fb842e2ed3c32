"""件数の数え方。公表された表、年度の境、年齢の境、同じ語、順位の決め方、実と延、支援会議の件。"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from jusou_desk.ages import age_on
from jusou_desk.casework.counting.drilldown import behind
from jusou_desk.casework.counting.reporting import ReportTable, make_report
from jusou_desk.casework.counting.statistics import months_of, years_ending
from jusou_desk.casework.desk import Desk
from jusou_desk.models.records import Case, Person
from jusou_desk.policy import Purpose
from jusou_desk.wareki import FiscalYear
from tests.casework.figures import (
    CASE_MEETING,
    COUNCIL,
    case,
    published_years,
    put_cases,
    put_meeting,
    put_sealed_case,
)

R4 = FiscalYear(2022)


def table(desk: Desk, year: FiscalYear = R4, name: str = "nagato-jigyo-jokyo") -> ReportTable:
    return make_report(desk, name, year).table


def values(made: ReportTable, label: str) -> list[int | str]:
    return [figure.value for figure in made.row(label).figures]


def test_長門市の公表表と一升ずつ同じになる(desk: Desk) -> None:
    published_years(desk)
    made = table(desk)
    assert made.heading == "令和2年度から令和4年度までの事業状況（福祉総合相談窓口のみ）"
    assert made.columns == ("令和2年度", "令和3年度", "令和4年度")
    assert [[row.label, *(figure.value for figure in row.figures)] for row in made.rows] == [
        ["0歳～18歳", 7, 9, 4],
        ["19歳～64歳", 52, 57, 53],
        ["65歳以上", 97, 112, 119],
        ["年齢不明", 6, 4, 10],
        ["合計", 162, 182, 186],
        ["第1位", "認知症・精神障害等", "病気", "病気"],
        ["第2位", "家族が不仲", "家族関係・問題", "介護"],
        ["第3位", "経済的困窮", "介護", "家族関係・問題"],
        [CASE_MEETING, "実15件、延21件", "実9件、延11件", "実11件、延13件"],
        [COUNCIL, "1回", "1回", "1回"],
    ]


def test_どの数からも元の相談が開く(desk: Desk) -> None:
    published_years(desk)
    made = table(desk)
    total = made.row("合計").figures[2]
    lines = behind(desk, total).cases
    assert len(lines) == 186
    assert all(FiscalYear.of(line.case.received_on) == R4 for line in lines)
    assert [line.case.received_on for line in lines] == sorted(
        line.case.received_on for line in lines
    )
    ill = behind(desk, made.row("第1位").figures[2]).cases
    assert len(ill) > 0
    assert all("病気" in line.case.issues for line in ill)
    discussed = behind(desk, made.row(CASE_MEETING).figures[2])
    assert (len(discussed.cases), len(discussed.meetings)) == (11, 13)
    assert len(behind(desk, made.row(COUNCIL).figures[0]).meetings) == 1


def test_年度は4月1日から3月31日まで(desk: Desk) -> None:
    days = (date(2022, 3, 31), date(2022, 4, 1), date(2023, 3, 31), date(2023, 4, 1))
    put_cases(desk, [case(f"K{day}", day) for day in days])
    assert values(table(desk), "合計") == [0, 1, 2]


@pytest.mark.parametrize(
    ("birth", "band"),
    [
        (date(2003, 6, 2), "0～18歳"),
        (date(2003, 6, 1), "19～64歳"),
        (date(1957, 6, 2), "19～64歳"),
        (date(1957, 6, 1), "65歳以上"),
    ],
)
def test_年齢は受付日の満年齢で数える(desk: Desk, birth: date, band: str) -> None:
    person = Person(person_no="P1", name="架空　花子", birth_on=birth)
    put_cases(desk, [case("R4-1", date(2022, 6, 1), person_id=person.id)], [person])
    made = table(desk)
    counted = {row.tag: row.figures[2].value for row in made.rows[:4]}
    assert counted == {**dict.fromkeys(counted, 0), band: 1}


def test_匿名の相談は記入された区分か年齢不明で一件(desk: Desk) -> None:
    put_cases(
        desk,
        [
            case("R4-1", date(2022, 6, 1)),
            case("R4-2", date(2022, 6, 1), age_band="65歳以上"),
        ],
    )
    made = table(desk)
    assert values(made, "年齢不明")[2] == 1
    assert values(made, "65歳以上")[2] == 1


def test_ほかの窓口の相談は数えず_窓口の無い相談は注に出る(desk: Desk) -> None:
    put_cases(
        desk,
        [
            case("R4-1", date(2022, 6, 1)),
            case("R4-2", date(2022, 6, 1), window="長門市社会福祉協議会"),
            case("R4-3", date(2022, 6, 1), window=""),
        ],
    )
    made = table(desk)
    assert values(made, "合計")[2] == 1
    assert made.footnotes[-1] == "注 窓口の書かれていない相談1件を含まない。"


def test_同じ語は一件で一度だけ_符号表に無い語は書かれたまま数える(desk: Desk) -> None:
    put_cases(
        desk,
        [
            case("R4-1", date(2022, 6, 1), "介護", "介護", "介護"),
            case("R4-2", date(2022, 6, 1), "ペットの多頭飼育", "介護"),
            case("R4-3", date(2022, 6, 1), "ペットの多頭飼育"),
            case("R4-4", date(2022, 6, 1), "ペットの多頭飼育"),
        ],
    )
    made = table(desk)
    ranked = [made.row(f"第{n}位").figures[2] for n in (1, 2, 3)]
    assert [one.value for one in ranked] == ["ペットの多頭飼育", "介護", "－"]
    assert [len(one.case_ids) for one in ranked] == [3, 2, 0]


def test_同数の課題は主たる課題_符号表の順で並び_同数と知らせる(desk: Desk) -> None:
    put_cases(
        desk,
        [
            case("R4-1", date(2022, 6, 1), "債務", "介護", "病気", main_issue="介護"),
            case("R4-2", date(2022, 6, 1), "介護", "債務", "病気", main_issue="介護"),
        ],
    )
    made = make_report(desk, "nagato-jigyo-jokyo", R4)
    assert [values(made.table, f"第{n}位")[2] for n in (1, 2, 3)] == ["介護", "病気", "債務"]
    assert [notice[:21] for notice in made.notices] == [
        "令和4年度の課題「介護」と「病気」は同数で",
        "令和4年度の課題「病気」と「債務」は同数で",
    ]


def test_実は相談の数_延は議題の数_同じ日の会議は一回(desk: Desk) -> None:
    cases = [case(f"R4-{n}", date(2022, 5, 1)) for n in range(3)]
    put_cases(desk, cases)
    put_meeting(desk, "C1", CASE_MEETING, date(2022, 6, 1), cases)
    put_meeting(desk, "C2", CASE_MEETING, date(2022, 6, 1), cases[:1])
    put_meeting(desk, "C3", CASE_MEETING, date(2022, 7, 1), cases[:2])
    put_meeting(desk, "K1", COUNCIL, date(2022, 7, 1))
    put_meeting(desk, "K2", COUNCIL, date(2022, 7, 1))
    assert values(table(desk), CASE_MEETING)[2] == "実3件、延6件"
    assert values(table(desk), COUNCIL)[2] == "1回"
    made = table(desk, name="kaigi-kaisu")
    held = next(r for r in made.rows if r.section.startswith("開催") and r.label == CASE_MEETING)
    assert [held.figures[n].value for n in (2, 3, -1)] == [1, 1, 2]


def test_まだ開いていない会議は数えない(desk: Desk) -> None:
    year = FiscalYear.of(desk.today())
    put_meeting(desk, "K1", COUNCIL, desk.today())
    put_meeting(desk, "K2", COUNCIL, desk.today() + timedelta(days=1))
    made = table(desk, year)
    assert values(made, COUNCIL)[2] == "1回"
    assert made.footnotes[-1] == "注 令和8年度は令和8年11月20日までの件数。"


def test_支援会議の件は従事者の数にだけ入り_中身は支援会議の目的でだけ開く(
    desk: Desk, outsider: Desk
) -> None:
    opened = case("R4-1", date(2022, 6, 1), "介護")
    put_cases(desk, [opened])
    sealed = put_sealed_case(desk, "秘R4-1", date(2022, 6, 1), "介護")
    made = table(desk)
    figure = made.row("合計").figures[2]
    assert figure.value == 2
    everyday = behind(desk, figure)
    assert [line.case.case_no for line in everyday.cases] == ["R4-1"]
    assert everyday.sealed_label == "支援会議の件 1件"
    whole = behind(desk, figure, purpose=Purpose.SUPPORT_MEETING)
    assert {line.case.id for line in whole.cases} == {opened.id, sealed.id}
    assert whole.sealed_label == ""

    theirs = table(outsider)
    assert values(theirs, "合計")[2] == 1
    assert theirs.footnotes[-1].startswith("注 支援会議の件は")
    assert not any("支援会議" in note for note in made.footnotes)


def test_支援会議で検討した通常の相談は_普段の目的では名前が出ない(desk: Desk) -> None:
    opened = case("R4-1", date(2022, 6, 1), "介護")
    put_cases(desk, [opened])
    put_meeting(desk, "S1", "長門市包括的支援会議", date(2022, 7, 1), [opened], kind="支援会議")
    made = table(desk, name="kaigi-kaisu")
    rows = [row for row in made.rows if row.label == "支援会議"]
    assert [row.figures[-1].value for row in rows] == [1, 1, 1]
    for row in rows:
        found = behind(desk, row.figures[-1])
        assert (found.cases, found.meetings, found.sealed) == ((), (), 1)
    inside = behind(desk, rows[1].figures[-1], purpose=Purpose.SUPPORT_MEETING)
    assert [line.case.case_no for line in inside.cases] == ["R4-1"]


def test_月別の件数は素朴に数えたものと同じ(desk: Desk) -> None:
    dice = random.Random(7)
    people = [
        Person(person_no=f"P{n}", name="架空", birth_on=date(1925 + dice.randrange(95), 3, 9))
        for n in range(60)
    ]
    ways = ("来所", "電話", "訪問", "手紙", "")
    cases: list[Case] = []
    for n in range(200):
        received = date(2022, 3, 1) + timedelta(days=dice.randrange(430))
        closed = received + timedelta(days=dice.randrange(200)) if n % 3 else None
        cases.append(
            case(
                f"N{n}",
                received,
                *dice.sample(("病気", "介護", "債務", "水害"), dice.randrange(4)),
                person_id=dice.choice(people).id,
                method=dice.choice(ways),
                closed_on=closed,
            )
        )
    put_cases(desk, cases, people)
    made = table(desk, name="soudan-kensu")
    mine = [one for one in cases if one.received_on in R4]
    by_section = {
        section: {r.label: r.figures[-1].value for r in made.rows if r.section == section}
        for section in {row.section for row in made.rows}
    }
    assert by_section["受付と終結"] == {
        "受け付けた相談": len(mine),
        "終結した相談": sum(c.closed_on is not None and c.closed_on in R4 for c in cases),
    }
    ways_counted = Counter(one.method or "（未記入）" for one in mine)
    assert {k: v for k, v in by_section["相談方法"].items() if v} == ways_counted
    issues = Counter(term for one in mine for term in one.issues or ("（未記入）",))
    assert {k: v for k, v in by_section["課題"].items() if v} == issues
    births = {person.id: person.birth_on for person in people}
    old = sum(age_on(births[c.person_id] or date.max, c.received_on) >= 65 for c in mine)
    assert by_section["年齢区分"]["65歳以上"] == old
    for row in made.rows:
        *months, total = (figure.value for figure in row.figures)
        assert sum(int(one) for one in months) == total


def test_期間の列は重ならず年度を埋める() -> None:
    months = months_of(R4)
    assert [p.label for p in months][:2] == ["4月", "5月"]
    assert (months[11].last, months[12].first) == (date(2023, 3, 31), date(2022, 4, 1))
    days = [R4.first + timedelta(days=n) for n in range(365)]
    assert all(sum(day in month for month in months[:12]) == 1 for day in days)
    assert [p.label for p in years_ending(FiscalYear(2019), 2)] == ["平成30年度", "令和元年度"]
