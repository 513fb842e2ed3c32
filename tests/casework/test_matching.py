"""参加支援の受入先探し: 合うわけを言葉で、成立はプランに、不成立はわけと一緒に。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jusou_desk.casework.case import basket, plans
from jusou_desk.casework.case.answers import unpack
from jusou_desk.casework.counting.reporting import make_report
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.paper.papers import draw_sheet, sheet_kind, sheet_packet
from jusou_desk.casework.register import listing, matching, serving, writing
from jusou_desk.casework.secrecy import protecting
from jusou_desk.errors import BadInput
from jusou_desk.forms import code_set
from jusou_desk.models.records import Case, Plan
from jusou_desk.models.register_records import (
    FailedFor,
    MatchState,
    Resource,
    ResourceKind,
    Stance,
)
from jusou_desk.packet import CONCEALED
from jusou_desk.policy import Lane, Purpose
from jusou_desk.wareki import FiscalYear
from tests.casework.conftest import MovableClock
from tests.casework.test_one_case import consented, phone_call
from tests.casework.test_protecting import ACCOUNT

TODAY = date(2026, 11, 20)


def host(name: str, *tags: str, **about: Any) -> Resource:
    return replace(writing.new_row(ResourceKind.HOST, name), tags=tags, **about)


def participation(desk: Desk, **more: Any) -> tuple[Case, Plan]:
    case = phone_call(desk, **more)
    consented(desk, case, scope=code_set("information_scopes", 2026).terms)
    values = {"kind": "参加支援", "made_on": desk.today(), "goal": "週に一度、外へ出る。"}
    return case, plans.write_plan(desk, case.id, values, ())


def answers(desk: Desk, plan: Plan, purpose: Purpose = Purpose.CASEWORK) -> dict[str, Any]:
    with desk.reading(purpose) as work:
        return unpack(work.sheets.get(plan.id))


# --- 候補 -------------------------------------------------------------------------------


def test_候補は_求めることに合い_近く_空きのある順で_わけを言う() -> None:
    near = host("灯台農園", "就労体験", "居場所", area="東深川", vacancy=1, expenses="昼食代")
    far = host("みなと工房", "就労体験", vacancy=2, last_contact_on=date(2026, 6, 1))
    full = host("満員食堂", "就労体験", area="東深川", vacancy=0)
    other = host("学習広場", "学習")
    found = matching.suggestions(
        (full, other, far, near), ("就労体験", "居場所"), "長門市（架空）東深川1番地", TODAY
    )
    assert [one.row.name for one in found] == ["灯台農園", "みなと工房", "満員食堂"]
    assert found[0].fits == (
        "就労体験・居場所を受け入れている",
        "本人の住む地区（東深川）にある",
        "空きが1人ある",
        "実費は 昼食代",
    )
    assert found[1].worries == (
        "居場所は受け入れていない",
        "最後の連絡はR8.6.1（172日前）",
    )
    assert "空きがない" in found[2].worries
    assert len(matching.suggestions((full, other, far, near), (), "", TODAY)) == 4


# --- 返事 -------------------------------------------------------------------------------


def test_成立すると_プランの紙に受入先が載り_名簿の空きが減る(desk: Desk) -> None:
    case, plan = participation(desk)
    row = writing.put_row(desk, host("灯台農園", "居場所", capacity=2, vacancy=2))
    asked = matching.ask(desk, plan, row.name, resource_no=row.resource_no, wanted=("居場所",))
    assert asked.state is MatchState.ASKED
    matching.succeed(
        desk,
        asked.id,
        starts_on=date(2026, 12, 1),
        activity="畑の手入れ",
        frequency="週1回",
        costs="昼食代300円は本人",
    )
    written = answers(desk, plan)
    assert written["host"] == "灯台農園"
    assert written["host_terms"] == "R8.12.1から　週1回　畑の手入れ"
    packet, _ = sheet_packet(desk, sheet_kind("participation-plan"), case.case_no)
    assert packet.values["受入先"] == "灯台農園"
    assert packet.values["実費・助成"] == "昼食代300円は本人"
    assert draw_sheet(desk, "participation-plan", case.case_no).files
    (now,) = listing.hosts(listing.register(desk).rows)
    assert (now.vacancy, now.stance, now.last_contact_on) == (1, Stance.WILLING, TODAY)
    assert serving.serving(desk, now).hosted == (case.case_no,)


def test_書いてある受入先の後に続け_打ったものは消えない(desk: Desk) -> None:
    case = phone_call(desk)
    values = {"kind": "参加支援", "made_on": desk.today(), "goal": "外へ", "host": "商店街"}
    plan = plans.write_plan(desk, case.id, values, ())
    matching.succeed(desk, matching.ask(desk, plan, "灯台農園").id)
    assert answers(desk, plan)["host"] == "商店街、灯台農園"


def test_不成立にはわけが要り_受け手不在が残る(desk: Desk) -> None:
    _, plan = participation(desk)
    asked = matching.ask(desk, plan, "どこか")
    with pytest.raises(BadInput, match="わけがありません"):
        matching.fail(desk, asked.id, FailedFor.NONE)
    done = matching.fail(desk, asked.id, FailedFor.NOBODY, "受けてくれる所が町に無い")
    assert (done.state, done.failed_for) == (MatchState.FAILED, FailedFor.NOBODY)
    with pytest.raises(BadInput, match="返事の済んだ"):
        matching.succeed(desk, asked.id)
    assert "host" not in answers(desk, plan)


def test_件数は_成立と不成立と受け手不在と_受入先と新規開拓に分かれる(
    desk: Desk, clock: MovableClock
) -> None:
    writing.put_row(desk, host("去年からの工房"))
    writing.put_row(desk, host("休みの店", stance=Stance.PAUSED))
    clock.pass_days(200)
    row = writing.put_row(desk, host("灯台農園"))
    _, plan = participation(desk)
    asked = matching.ask(desk, plan, row.name, resource_no=row.resource_no)
    matching.succeed(desk, asked.id)
    for name, why in (("甲", FailedFor.NOBODY), ("乙", FailedFor.FULL)):
        matching.fail(desk, matching.ask(desk, plan, name).id, why)
    matching.ask(desk, plan, "丙")
    table = make_report(desk, "sankanen-jigyo-jokyo", FiscalYear.of(desk.today())).table
    counted = {r.label: r.figures[2].value for r in table.rows if r.section == "参加支援"}
    assert counted == {
        "プラン": "実1件、延1件",
        "受入先への打診": 4,
        "マッチング成立": 1,
        "マッチング不成立": 2,
        "うち受け手不在": 1,
        "受入先": 2,
        "新規開拓": 1,
    }
    before = {r.label: r.figures[1].value for r in table.rows if r.section == "参加支援"}
    assert (before["受入先"], before["新規開拓"], before["マッチング成立"]) == (1, 2, 0)


def test_同じ先に二度は打診しない(desk: Desk) -> None:
    _, plan = participation(desk)
    matching.ask(desk, plan, "灯台農園")
    with pytest.raises(BadInput, match="もう打診"):
        matching.ask(desk, plan, "灯台農園")
    with pytest.raises(BadInput, match="名前がありません"):
        matching.ask(desk, plan, "　")


def test_打診のあるプランの案は_ごみ箱へ入れられず_打診が宙に浮かない(desk: Desk) -> None:
    _, plan = participation(desk)
    matching.ask(desk, plan, "灯台農園")
    with pytest.raises(BadInput, match="打診か費用"):
        basket.discard(desk, plan.id, Purpose.CASEWORK)
    assert len(matching.matches_of(desk, plan.id)) == 1


# --- 秘密 -------------------------------------------------------------------------------


def test_居場所を伏せる人の受入先は_どの目的の棚からも伏せて出る(desk: Desk) -> None:
    case, plan = participation(desk)
    row = writing.put_row(desk, host("灯台農園", "居場所", vacancy=2))
    asked = matching.ask(desk, plan, row.name, resource_no=row.resource_no)
    protecting.set_protection(desk, case.person_id, ACCOUNT)
    with desk.reading(Purpose.CASEWORK) as work:
        assert "灯台農園" in work.shield.words_of_case(case.id)
    matching.succeed(desk, asked.id, activity="灯台農園の畑", frequency="週1回")
    for purpose in (Purpose.CASEWORK, Purpose.STATISTICS):
        with desk.reading(purpose) as work:
            (match,) = work.matches.where()
            assert (match.host, match.resource_no, match.activity) == (CONCEALED,) * 3
            assert match.frequency == "週1回"
    with desk.reading(Purpose.REVEAL) as work:
        (match,) = work.matches.where()
        assert (match.host, match.activity) == ("灯台農園", "灯台農園の畑")
    assert answers(desk, plan)["host"] == CONCEALED
    (now,) = listing.hosts(listing.register(desk).rows)
    assert now.vacancy == 2
    assert serving.serving(desk, now).hosted == ()


def test_支援会議の相談の受入先探しは_従事者でない人の棚に無い(desk: Desk, outsider: Desk) -> None:
    row = writing.put_row(desk, host("灯台農園", "居場所", vacancy=2))
    sealed: dict[str, Any] = {"lane": Lane.SEALED, "body_id": "support_meeting"}
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        case = work.cases.put(Case(case_no="秘R8-0001", received_on=TODAY, **sealed))
        plan = work.plans.put(
            Plan(plan_no="秘1", case_id=case.id, kind="参加支援", made_on=TODAY, **sealed)
        )
    asked = matching.ask(desk, plan, row.name, resource_no=row.resource_no)
    matching.succeed(desk, asked.id)
    assert len(matching.matches_of(desk, plan.id)) == 1
    assert matching.matches_of(outsider, plan.id) == ()
    with desk.reading(Purpose.CASEWORK) as work:
        assert work.matches.where() == ()
    (now,) = listing.hosts(listing.register(desk).rows)
    assert (now.vacancy, serving.serving(desk, now).hosted) == (2, ())
