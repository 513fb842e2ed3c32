"""会議で決めたことと、プランに書いた人を、ほかの欄に写し直させない。"""

from __future__ import annotations

from datetime import date

from jusou_desk.casework.case import intake, plans
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.in_charge import in_charge
from jusou_desk.models.records import Case, Plan, PlanAction
from jusou_desk.policy import Purpose

MET = date(2026, 11, 27)


def planned(desk: Desk, **more: object) -> tuple[Case, Plan]:
    """同意のある相談と、三人が受け持つ案のプラン。"""
    values = {"received_on": desk.today(), "consent": "書面", "person_name": "架空　花"}
    case = intake.receive(desk, {**values, "worker": desk.me.name, "window": "総合窓口"}).case
    actions = (
        PlanAction(agency="社協", person="藤本　明", what="家計の相談"),
        PlanAction(agency="包括", person="中原　礼子", what="訪問"),
        PlanAction(agency="包括", person="", what="通所"),
        PlanAction(agency="社協", person="藤本 明", what="減免の申請"),
    )
    wanted = {"kind": "多機関協働", "made_on": desk.today(), "goal": "安心", **more}
    return case, plans.write_plan(desk, case.id, wanted, actions)


def written(desk: Desk, plan: Plan) -> dict[str, object]:
    with desk.reading(Purpose.CASEWORK) as work:
        found = work.plans.get(plan.id)
        assert found is not None
        return plans.plan_values(work, found)


def test_支援決定にすると_会議の日と結果と決定日がプランに入る(desk: Desk) -> None:
    _case, plan = planned(desk)
    plans.decide_plan(desk, plan.id, MET, met_on=MET, agreed="案のとおり始める。")
    values = written(desk, plan)
    assert (values["met_on"], values["decided_on"]) == (MET, MET)
    assert values["meeting_result"] == "案のとおり始める。"
    assert values["plan_result"] == "決定"


def test_人が書いた協議結果は_支援決定で替わらない(desk: Desk) -> None:
    _case, plan = planned(desk, meeting_result="条件を付けて認める。", plan_result="条件付きで決定")
    plans.decide_plan(desk, plan.id, MET, met_on=MET, agreed="案のとおり始める。")
    values = written(desk, plan)
    assert values["meeting_result"] == "条件を付けて認める。"
    assert values["plan_result"] == "条件付きで決定"


def test_議題の担当とプランの担当者が_一人一度ずつ席の候補になる(desk: Desk) -> None:
    case, _plan = planned(desk)
    meeting = meetings.convene(desk, desk.town.bodies[0].id, MET)
    meetings.put_on_agenda(desk, meeting.id, case.id, "プラン策定")
    seats = in_charge(desk, meetings.meeting_page(desk, meeting.id))
    assert [(one.agency, one.name) for one in seats] == [
        ("総合窓口", desk.me.name),
        ("社協", "藤本　明"),
        ("包括", "中原　礼子"),
    ]
