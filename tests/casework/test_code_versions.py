"""事務所が足す選択肢の版: 記録は書かれた語のまま、数えるときだけ新しい語に読み替える。"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jusou_desk.casework.case.intake import receive
from jusou_desk.casework.counting.figures import Period
from jusou_desk.casework.counting.report_plans import By, Count, RowPlan
from jusou_desk.casework.counting.statistics import figure, gather, values_of
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.code_versions import (
    LONGEST,
    Choices,
    add_version,
    editable_choices,
    first_years,
    lay_versions,
    put_back,
    take_off_version,
)
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.paper.paper_facts import form_facts
from jusou_desk.errors import BadInput, Damaged, Refused
from jusou_desk.forms import (
    carried_over,
    code_set,
    form,
    known_codes,
    lay_own_versions,
    shipped_later,
)
from jusou_desk.models.office import Office
from jusou_desk.policy import Purpose
from jusou_desk.wareki import FiscalYear
from tests.casework.conftest import COORDINATOR, PASSWORD, MovableClock

R8, R9, R10 = (FiscalYear(year) for year in (2026, 2027, 2028))
OLD, NEW, MORE = "関係機関からの紹介", "機関からの紹介", "オンラインの相談"


@pytest.fixture(autouse=True)
def _only_here() -> Iterator[None]:
    """重ねた版を、ほかの試験に残さない。"""
    yield
    lay_own_versions(())


def routes(desk: Desk) -> Choices:
    return next(one for one in editable_choices(desk) if one.id == "routes")


def received(desk: Desk, route: str) -> str:
    values = {"received_on": desk.today(), "person_name": "架空　花子", "content": "心細い"}
    return receive(desk, values | {"route": route}).case.id


def counted(desk: Desk, *years: FiscalYear) -> dict[str, list[object]]:
    periods = [Period(year.label, year.first, year.last) for year in years]
    row = RowPlan(Count.RECEIVED, each=By.ROUTE)
    with desk.reading(Purpose.STATISTICS) as work:
        material = gather(work, desk.town, periods, frozenset(), desk.today())
    return {
        value: [
            figure(material, RowPlan(Count.RECEIVED, match=(By.ROUTE, value)), period).value
            for period in periods
        ]
        for value in values_of(material, row, periods)
    }


def test_足した版は始まる年度から選べ前の記録の語は変わらない(desk: Desk) -> None:
    case_id = received(desk, OLD)
    add_version(desk, "routes", R9, {OLD: NEW, "支援機関の訪問・声かけ": ""}, [MORE])
    assert OLD in code_set("routes", 2026).terms
    assert {OLD, "支援機関の訪問・声かけ"}.isdisjoint(code_set("routes", 2027).terms)
    assert code_set("routes", 2027).terms[-3:] == (NEW, MORE, "その他")
    with desk.reading(Purpose.CASEWORK) as work:
        kept = work.cases.get(case_id)
        line = work.audit.last()
    assert kept is not None
    assert kept.route == OLD
    assert line is not None
    assert (line.subject, line.detail) == (
        "相談経路",
        f"令和9年度から 改めた {OLD}→{NEW}　足した {MORE}　やめた 支援機関の訪問・声かけ",
    )
    assert known_codes("routes")[NEW].code == known_codes("routes")[OLD].code


def test_年度をまたいで数えると前の語も一つの行になる(desk: Desk, clock: MovableClock) -> None:
    received(desk, OLD)
    stopped = "支援機関の訪問・声かけ"
    received(desk, stopped)
    add_version(desk, "routes", R9, {OLD: NEW, "家族・知人から(来所)": NEW, stopped: ""})
    clock.pass_days(200)
    received(desk, NEW)
    assert counted(desk, R8, R9)[NEW] == [1, 1]
    assert OLD not in counted(desk, R8, R9)
    assert counted(desk, R8, R9)[stopped] == [1, 0]
    assert counted(desk, R8)[OLD] == [1]


def test_版を重ねても初めの語から行き着く(desk: Desk, clock: MovableClock) -> None:
    add_version(desk, "routes", R9, {OLD: NEW})
    clock.pass_days(200)
    add_version(desk, "routes", R10, {NEW: "紹介"}, [MORE])
    assert carried_over("routes", OLD, 2028) == "紹介"
    assert carried_over("routes", OLD, 2027) == NEW
    add_version(desk, "routes", R10, {"紹介": "機関の紹介"})
    assert carried_over("routes", OLD, 2028) == "機関の紹介"
    assert carried_over("routes", "紹介", 2028) == "機関の紹介"
    assert len({code.code for code in code_set("routes", 2028).codes}) == 8


def test_閉じて開き直しても残り外せて元に戻せる(desk: Desk, office: Office) -> None:
    before = add_version(desk, "routes", R9, {OLD: NEW})
    put_back(desk, "routes", before)
    assert NEW not in code_set("routes", 2027).terms
    add_version(desk, "routes", R9, {OLD: NEW})
    lay_own_versions(())  # 別のプロセスで開いたのと同じにする
    again = sign_in(office, COORDINATOR, PASSWORD)
    assert NEW in code_set("routes", 2027).terms
    taken = take_off_version(again, "routes")
    assert code_set("routes", 2027).terms == code_set("routes", 2026).terms
    put_back(again, "routes", taken)
    assert NEW in code_set("routes", 2027).terms
    again.close()


def test_ほかの事務所を開くと前の事務所の版は外れる(desk: Desk, office: Office) -> None:
    add_version(desk, "routes", R9, {OLD: NEW})
    with desk.writing(Purpose.ADMINISTRATION) as work:
        work.settings.put("codes:routes", "[]")
    sign_in(office, COORDINATOR, PASSWORD).close()
    assert NEW not in code_set("routes", 2027).terms


def test_事務所の版は後から来た同梱の版に替えられない(desk: Desk) -> None:
    """2021年度に替わった課題の表で、2020年度からの版を事務所が持っていたとき。"""
    with desk.writing(Purpose.ADMINISTRATION) as work:
        work.settings.put(
            "codes:issues", '[{"since": 2020, "codes": [["01", "介護"]], "pairs": []}]'
        )
        lay_versions(work)
    assert code_set("issues", 2026).terms == ("介護",)
    assert [one.since_fiscal_year for one in shipped_later("issues")] == [2020, 2021]
    assert "認知症" in known_codes("issues")
    with desk.writing(Purpose.ADMINISTRATION) as work:
        work.settings.put("codes:issues", '[{"since": 2020, "codes": "介護"}]')
        with pytest.raises(Damaged):
            lay_versions(work)
        work.settings.put("codes:issues", "")
        lay_versions(work)


def test_足した語は同梱の紙の並びに無いので字で載る(desk: Desk) -> None:
    add_version(desk, "routes", R8, {OLD: NEW}, [MORE])
    facts = form_facts(form("intake"), {"route": MORE})
    assert facts["相談経路の他"].value == MORE
    assert form_facts(form("intake"), {"route": "本人から(来所)"})["相談経路の他"].value is None


@pytest.mark.parametrize(
    ("renamed", "added"),
    [
        ({}, ()),
        ({OLD: "あ、い"}, ()),
        ({OLD: "字" * (LONGEST + 1)}, ()),
        ({OLD: "改\n行"}, ()),
        ({"その他": "ほか"}, ()),
        ({"その他": ""}, ()),
        ({}, ("その他(例)",)),
        ({}, (OLD,)),
        ({}, (MORE, MORE)),
        ({}, [f"語{n}" for n in range(80)]),
    ],
)
def test_版にならない語は断る(desk: Desk, renamed: dict[str, str], added: list[str]) -> None:
    with pytest.raises(BadInput):
        add_version(desk, "routes", R9, renamed, added)
    assert routes(desk).own is False


def test_決まりの掛かる表と過ぎた年度は断り管理者のほかは開けない(
    desk: Desk, outsider: Desk
) -> None:
    ids = {one.id for one in editable_choices(desk)}
    assert {"routes", "issues", "health"} <= ids
    assert {"consent", "lanes", "sex", "plan_kinds", "information_scopes"}.isdisjoint(ids)
    with pytest.raises(BadInput):
        add_version(desk, "consent", R9, {"口頭": "電話"})
    with pytest.raises(BadInput):
        add_version(desk, "routes", FiscalYear(2025), {OLD: NEW})
    assert first_years(desk, routes(desk)) == (R8, R9, R10)
    with pytest.raises(BadInput):
        take_off_version(desk, "routes")
    with pytest.raises(Refused):
        editable_choices(outsider)
    with pytest.raises(Refused):
        add_version(outsider, "routes", R9, {OLD: NEW})
