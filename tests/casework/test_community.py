"""地域課題の記録: 数だけを根拠にし、人の名を知らせ、次に動く日を今日に出し、紙にする。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from jusou_desk.casework.community import issue_paper, issues, naming
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.casework.paper.blank_forms import draw_blank
from jusou_desk.casework.register import matching
from jusou_desk.errors import BadInput
from jusou_desk.models.community_records import CommunityIssue, IssueState, Talk
from jusou_desk.models.records import Case, Plan
from jusou_desk.models.register_records import FailedFor
from jusou_desk.policy import Lane, Purpose
from jusou_desk.wareki import FiscalYear
from tests.casework.test_matching import participation
from tests.casework.test_one_case import phone_call
from tests.casework.test_packet_press import text_of

THIS = FiscalYear(2026)


def written(desk: Desk, **more: object) -> CommunityIssue:
    made = replace(issues.new_issue(desk), title="免許を返した後の買い物の足")
    return issues.write_issue(desk, replace(made, **more))  # type: ignore[arg-type]


def test_名の無い課題は断り_検討を足すと検討中になり_日の順に並ぶ(desk: Desk) -> None:
    with pytest.raises(BadInput, match="課題の名"):
        issues.write_issue(desk, issues.new_issue(desk))
    one = written(desk)
    today = desk.today()
    issues.add_talk(desk, one.id, Talk(on=today, place="協議会", what="乗合を試す"))
    earlier = Talk(on=today - timedelta(days=9), place="委員会", what="困りごとを持ち寄った")
    found = issues.add_talk(desk, one.id, earlier)
    assert found.state is IssueState.DISCUSSED
    assert [talk.place for talk in found.talks] == ["委員会", "協議会"]
    with pytest.raises(BadInput, match="まだ来ていない"):
        issues.add_talk(desk, one.id, Talk(on=today + timedelta(days=1), what="予定"))


def test_解決した日を残し_一覧の終わりに回す(desk: Desk) -> None:
    done = written(desk, title="古い課題")
    issues.write_issue(desk, replace(done, state=IssueState.SOLVED))
    fresh = written(desk)
    listed = issues.issues(desk)
    assert [one.id for one in listed] == [fresh.id, done.id]
    assert listed[1].ended_on == desk.today()
    again = issues.write_issue(desk, replace(listed[1], state=IssueState.WORKED_ON))
    assert again.ended_on is None


def test_知っている人の名を_書き方が違っても言葉で知らせる(desk: Desk) -> None:
    phone_call(desk)
    plain = written(desk, problem="東深川では、車が無いと店に行けない。高橋という姓の多い地区。")
    assert issues.named_people(desk, plain) == ()
    named = replace(
        plain, problem="髙橋𠮷子のように、車が無いと困る。", measures="高橋さん宅に寄る"
    )
    found = issues.named_people(desk, named)
    assert set(found) == {"髙橋　𠮷子", "髙橋さん"}
    assert "髙橋　𠮷子" in naming.warning(found)
    talked = replace(plain, talks=(Talk(on=desk.today(), what="髙橋様が来た"),))
    assert issues.named_people(desk, talked) == ("髙橋様",)
    assert naming.warning(()) == ""


def test_根拠は_その年度の数だけを言い_公表では小さい数を書かない(desk: Desk) -> None:
    assert "ありません" in issues.count_evidence(desk, THIS)
    _, plan = participation(desk)
    nobody = matching.ask(desk, plan, "灯台農園")
    matching.fail(desk, nobody.id, FailedFor.NOBODY)
    full = matching.ask(desk, plan, "満員食堂")
    matching.fail(desk, full.id, FailedFor.FULL)
    matching.ask(desk, plan, "みなと工房")
    told = issues.count_evidence(desk, THIS)
    assert told == "令和8年度　受入先への打診3件のうち、不成立2件（受け手不在1件）。"
    public = issues.count_evidence(desk, THIS, small_too=False)
    assert public == "令和8年度　受入先への打診5件未満のうち、不成立5件未満（受け手不在5件未満）。"
    assert "ありません" in issues.count_evidence(desk, THIS.back(1))


def test_支援会議の区分の打診は_従事者が数えても根拠に入らない(desk: Desk) -> None:
    plan = sealed_plan(desk)
    asked = matching.ask(desk, plan, "灯台農園")
    matching.fail(desk, asked.id, FailedFor.NOBODY)
    assert "ありません" in issues.count_evidence(desk, THIS)


def sealed_plan(desk: Desk) -> Plan:
    """支援会議の区分の相談の、参加支援のプラン。"""
    today = desk.today()
    body = desk.town.support_bodies[0].id
    with desk.writing(Purpose.SUPPORT_MEETING) as work:
        case = work.cases.put(
            Case(case_no="秘R8-0001", received_on=today, lane=Lane.SEALED, body_id=body)
        )
        return work.plans.put(
            Plan(
                plan_no="秘1",
                case_id=case.id,
                kind="参加支援",
                made_on=today,
                lane=Lane.SEALED,
                body_id=body,
            )
        )


def test_次に動く日が今日に出て_終われば消える(desk: Desk) -> None:
    one = written(desk, review_on=desk.today() - timedelta(days=1), next_step="協議会へ諮る")

    def lines() -> list[str]:
        return [f"{line.what}|{line.why}" for line in due_lines(desk) if line.place == "issues"]

    (line,) = lines()
    assert "免許を返した後の買い物の足" in line
    assert "協議会へ諮る" in line
    assert "1日過ぎています" in line
    issues.write_issue(desk, replace(one, state=IssueState.PUT_OFF))
    assert lines() == []


def test_シートは記録から埋まり_公表の紙では小さい数を書かず_白紙は手で書ける(
    desk: Desk, tmp_path: Path
) -> None:
    _, plan = participation(desk)
    nobody = matching.ask(desk, plan, "灯台農園")
    matching.fail(desk, nobody.id, FailedFor.NOBODY)
    one = written(
        desk,
        area="東深川",
        evidence=issues.count_evidence(desk, THIS),
        talks=(Talk(on=date(2026, 10, 1), place="協議会", who="社協", what="乗合を試す話"),),
        state=IssueState.WORKED_ON,
    )
    files = issue_paper.issue_paper(desk, one.id)
    shown = text_of(files[1].data)
    for words in (
        "免許を返した後の買い物の足",
        "東深川",
        "乗合を試す話",
        "☑取組中",
        "受け手不在1件",
    ):
        assert words in shown
    public = text_of(issue_paper.issue_paper(desk, one.id, public=THIS)[1].data)
    assert "受け手不在5件未満" in public
    assert "1件" not in public
    assert len(issue_paper.hand_out_issue(desk, files, tmp_path / "out")) == 2
    blank = text_of(draw_blank(desk, "community-issue")[1].data)
    assert "☐把握" in blank
    assert "受け手がいなかった" in blank
