"""中身の無い紙は残らない: 入っていた値だけのアセスメント、目標も支援内容も無いプラン。"""

from __future__ import annotations

from typing import Any

import pytest

from jusou_desk.casework.case import cases, intake, plans, prefill, sheets
from jusou_desk.casework.desk import Desk
from jusou_desk.errors import BadInput
from jusou_desk.models.records import PlanAction


def received(desk: Desk) -> str:
    values = {
        "received_on": desk.today(),
        "consent": "書面",
        "route": "本人来所",
        "content": "家賃が払えない",
        "issues": ("病気", "介護"),
    }
    return intake.receive(desk, values).case.id


def known(desk: Desk, case_id: str) -> dict[str, Any]:
    return prefill.prefill(desk, cases.case_page(desk, case_id), "assessment")


@pytest.mark.parametrize("sealed", [False, True])
def test_初めから入っている値だけのアセスメントは断り_何も残らない(
    desk: Desk, *, sealed: bool
) -> None:
    case_id = received(desk)
    given = known(desk, case_id)
    assert given["complaint"] == "家賃が払えない"
    for values in (
        given,
        given | {"issues": ("介護", "病気"), "direction": "　 "},
        {"assessed_on": desk.today(), "assessor": desk.me.name},
    ):
        with pytest.raises(BadInput, match="新しく書かれたことがありません"):
            sheets.write_sheet(desk, case_id, "assessment", values, sealed=sealed)
    page = cases.case_page(desk, case_id)
    assert [sheet.form_id for sheet in page.sheets] == ["intake"]
    assert "アセスメントが済んでいます" not in repr(page.next_steps)


def test_一つでも書けば残り_書き直しはそのままでもよいが_空にはできない(desk: Desk) -> None:
    case_id = received(desk)
    values = known(desk, case_id) | {"direction": "家計を一緒に見る"}
    sheet = sheets.write_sheet(desk, case_id, "assessment", values)
    again = sheets.write_sheet(desk, case_id, "assessment", values, sheet_id=sheet.id)
    assert again.answers == sheet.answers
    zero = {"assessed_on": desk.today(), "dependent_children": 0}
    assert (
        sheets.write_sheet(desk, case_id, "assessment", zero).answers["dependent_children"] == "0"
    )
    with pytest.raises(BadInput, match="新しく書かれたことがありません"):
        sheets.write_sheet(
            desk, case_id, "assessment", {"assessed_on": desk.today()}, sheet_id=sheet.id
        )


def test_目標も支援内容も無いプランは断り_どちらかあれば残る(desk: Desk) -> None:
    case_id = received(desk)
    values = prefill.prefill(desk, cases.case_page(desk, case_id), "plan")
    for actions in ((), (PlanAction(issue="病気", what=" "),)):
        with pytest.raises(BadInput, match="目標も支援内容も書かれていません") as refused:
            plans.write_plan(desk, case_id, values | {"goal": "　"}, actions)
        assert refused.value.field == "goal"
    assert cases.case_page(desk, case_id).plans == ()
    plans.write_plan(desk, case_id, values | {"goal": "受診を続ける"}, ())
    plans.write_plan(desk, case_id, values, (PlanAction(issue="病気", what="通院に付き添う"),))
    assert len(cases.case_page(desk, case_id).plans) == 2
