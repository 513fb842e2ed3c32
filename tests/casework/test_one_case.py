"""一件の相談を、最初の電話から終結まで。規則の試験は日本語の名で、職員が読める。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from jusou_desk.casework.case import (
    cases,
    closing,
    consent,
    drafts,
    intake,
    plans,
    progress,
    search,
    sheets,
    tasks,
)
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.morning import today
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import (
    Attendee,
    Case,
    CaseStatus,
    Decision,
    Meeting,
    PlanAction,
    PlanStatus,
)
from jusou_desk.policy import Purpose
from tests.casework.conftest import MovableClock


def phone_call(desk: Desk, **more: Any) -> Case:
    values: dict[str, Any] = {
        "received_on": desk.today(),
        "window": "福祉総合相談窓口",
        "person_name": "髙橋　𠮷子",
        "person_kana": "タカハシ　ヨシコ",
        "birth_date": date(1940, 4, 2),
        "sex": "女",
        "phone": "050-0000-1234",
        "address": "長門市（架空）東深川1番地",
        "visitor": "髙橋　誠",
        "visitor_relation": "家族",
        "method": "電話",
        "issues": ("介護", "社会的孤立"),
        "main_issue": "介護",
        "content": "母の物忘れが増え、息子が仕事を休みがちになっている。",
        "consent": "未取得",
    }
    return intake.receive(desk, values | more).case


def consented(desk: Desk, case: Case, **more: Any) -> None:
    values: dict[str, Any] = {
        "status": "書面",
        "decided_on": desk.today(),
        "scope": ("氏名・住所・家族",),
        "agencies": "社会福祉協議会、地域包括支援センター",
    }
    endless = {"no_end": "valid_until" not in more}
    consent.record_consent(desk, case.id, values | endless | more)


def plan_meeting(desk: Desk) -> Meeting:
    return meetings.convene(desk, "plan_meeting", desk.today() + timedelta(days=3))


def support_meeting(desk: Desk) -> Meeting:
    return meetings.convene(desk, "support_meeting", desk.today() + timedelta(days=5))


def test_電話の相談は受付日の年齢と来談者ごと残る(desk: Desk) -> None:
    case = phone_call(desk)
    page = cases.case_page(desk, case.case_no)
    assert page.case.case_no == "R8-0001"
    assert page.person is not None
    assert page.person.name == "髙橋　𠮷子"
    assert page.age_at_reception == 86
    assert (page.case.visitor, page.case.visitor_relation) == ("髙橋　誠", "家族")
    with desk.reading(Purpose.CASEWORK) as work:
        values = intake.intake_values(work, page.case)
    assert values["birth_date"] == date(1940, 4, 2)
    assert values["person_kana"] == "タカハシ　ヨシコ"


def test_匿名の相談も一件として残り年齢区分は記入のまま(desk: Desk) -> None:
    case = phone_call(desk, person_name="", birth_date=None, age_band="年齢不明")
    assert case.person_id == ""
    assert intake.band_of(None, case) == "年齢不明"


def test_およその生年は基準日の年齢として持つ(desk: Desk) -> None:
    case = phone_call(desk, birth_date="昭和30年頃")
    person = cases.case_page(desk, case.id).person
    assert person is not None
    assert person.birth_on is None
    assert person.birth_text == "昭和30年頃"
    assert person.age == 71


def test_未来の受付日は断る(desk: Desk) -> None:
    with pytest.raises(BadInput, match="未来"):
        phone_call(desk, received_on=desk.today() + timedelta(days=1))


def test_同意のない相談は重層的支援会議にかけられず支援会議を案内する(desk: Desk) -> None:
    case = phone_call(desk)
    with pytest.raises(meetings.ConsentNeeded) as refused:
        meetings.put_on_agenda(desk, plan_meeting(desk).id, case.id, "プラン策定")
    assert "長門市包括的支援会議" in refused.value.advice
    item = meetings.put_on_agenda(desk, support_meeting(desk).id, case.id, "情報共有")
    assert item.sealed


@pytest.mark.parametrize("status", ["拒否", "撤回", "未取得"])
def test_拒否や撤回でも重層的支援会議にはかけられない(desk: Desk, status: str) -> None:
    case = phone_call(desk)
    consented(desk, case)
    consent.record_consent(desk, case.id, {"status": status, "decided_on": desk.today()})
    with pytest.raises(meetings.ConsentNeeded):
        meetings.put_on_agenda(desk, plan_meeting(desk).id, case.id, "プラン策定")
    history = cases.case_page(desk, case.id).consents
    assert [c.status for c in history] == [status, "書面", "未取得"]


def test_同意の期間が過ぎると重層的支援会議にかけられない(desk: Desk, clock: MovableClock) -> None:
    case = phone_call(desk)
    consented(desk, case, valid_until=desk.today() + timedelta(days=10))
    meetings.put_on_agenda(desk, plan_meeting(desk).id, case.id, "プラン策定")
    clock.pass_days(11)
    with pytest.raises(meetings.ConsentNeeded):
        meetings.put_on_agenda(desk, plan_meeting(desk).id, case.id, "再プラン")


def test_範囲も提供先もない同意と立会いのない口頭同意は断る(desk: Desk) -> None:
    case = phone_call(desk)
    with pytest.raises(BadInput, match="範囲"):
        consented(desk, case, scope=())
    with pytest.raises(BadInput, match="立会人"):
        consented(desk, case, status="口頭")


def test_支援会議は従事者でない職員には存在しない(desk: Desk, outsider: Desk) -> None:
    case = phone_call(desk)
    meeting = support_meeting(desk)
    meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有", "近隣から怒鳴り声の通報")
    assert meetings.meeting_list(outsider) == ()
    with pytest.raises(BadInput, match="見つかりません"):
        meetings.meeting_page(outsider, meeting.meeting_no)
    assert cases.case_page(outsider, case.id).agenda == ()
    with pytest.raises(Refused):
        cases.case_page(outsider, case.id, purpose=Purpose.SUPPORT_MEETING)


def test_支援会議の経過は従事者でも普段のページには出ない(desk: Desk) -> None:
    case = phone_call(desk)
    progress.add_note(
        desk,
        case.id,
        {
            "noted_on": desk.today(),
            "content": "警察からの情報",
            "lane": "支援会議",
            "source_agency": "警察署",
        },
    )
    assert cases.case_page(desk, case.id).notes == ()
    sealed = cases.case_page(desk, case.id, purpose=Purpose.SUPPORT_MEETING).notes
    assert [note.content for note in sealed] == ["警察からの情報"]
    assert search.search(desk, "警察") == ()


def test_同じ人のほかの相談は新しい順に並び_支援会議の相談は普段の頁に出ない(desk: Desk) -> None:
    first = phone_call(desk)
    person = {"received_on": desk.today(), "person_name": "髙橋　𠮷子", "consent": "口頭"}
    second = intake.receive(desk, person, person_id=first.person_id).case
    sealed = intake.receive(
        desk, person | {"lane": "支援会議", "consent": "未取得"}, person_id=first.person_id
    ).case
    assert sealed.person_id == first.person_id
    assert [one.id for one in cases.case_page(desk, first.id).others] == [second.id]
    support = cases.case_page(desk, first.id, purpose=Purpose.SUPPORT_MEETING)
    assert {one.id for one in support.others} == {second.id, sealed.id}
    assert [one.id for one in cases.case_page(desk, second.id).others] == [first.id]


def test_秘匿の相談は欠番を作らず一覧にも検索にも出ない(desk: Desk) -> None:
    first = phone_call(desk)
    hidden = phone_call(desk, lane="支援会議", person_name="﨑村　千代", content="隣家からの心配")
    second = phone_call(desk, person_name="中野　実")
    assert (first.case_no, hidden.case_no, second.case_no) == ("R8-0001", "秘R8-0001", "R8-0002")
    listed = {line.case.id for line in cases.case_list(desk)}
    assert listed == {first.id, second.id}
    assert search.search(desk, "崎村") == ()
    everything = cases.case_list(desk, purpose=Purpose.SUPPORT_MEETING)
    assert hidden.id in {line.case.id for line in everything}


def test_高橋でもたかはしでも半角カナでも電話の下四桁でも見つかる(desk: Desk) -> None:
    case = phone_call(desk)
    for words in ("高橋", "吉子", "たかはし", "ﾀｶﾊｼ", "1234", "物忘れ", "R8-0001"):
        assert case.id in {hit.case_id for hit in search.search(desk, words)}, words


def test_プランは決定まで進み会議の決定は今日の仕事になる(desk: Desk, clock: MovableClock) -> None:
    case = phone_call(desk)
    consented(desk, case)
    sheets.write_sheet(
        desk,
        case.id,
        "assessment",
        {"assessed_on": desk.today(), "screening": "継続支援しプランを策定"},
    )
    action = PlanAction(
        issue="介護", what="訪問して体調を確かめる", agency="地域包括支援センター", role="主担当"
    )
    plan = plans.write_plan(
        desk,
        case.id,
        {
            "kind": "多機関協働",
            "made_on": desk.today(),
            "goal": "二人で安心して暮らす",
            "next_monitoring_on": desk.today() + timedelta(days=30),
        },
        (action,),
    )
    assert plan.agencies == ("地域包括支援センター",)
    meeting = plan_meeting(desk)
    item = meetings.put_on_agenda(desk, meeting.id, case.id, "プラン策定")
    meetings.invite(desk, meeting.id, [Attendee(agency="社会福祉協議会", name="岡　由美")])
    due = desk.today() + timedelta(days=7)
    for _ in range(2):
        meetings.write_decisions(
            desk,
            item.id,
            meeting.id,
            findings="役割を確かめた",
            decision="案のとおり",
            lead_agency="地域包括支援センター",
            decisions=(Decision(what="配食を手配する", agency="社会福祉協議会", due_on=due),),
        )
    decided = plans.decide_plan(desk, plan.id, desk.today())
    assert decided.status is PlanStatus.DECIDED
    lines = [line for line in today.due_lines(desk) if line.task_id]
    assert [line.what for line in lines] == ["R8-0001 髙橋　𠮷子 配食を手配する"]
    assert "あと7日" in lines[0].why
    tasks.finish(desk, lines[0].task_id)
    assert not [line for line in today.due_lines(desk) if line.task_id]
    clock.pass_days(31)
    assert any("モニタリング" in line.what for line in today.due_lines(desk))


def test_終結にはその後の主担当機関が要る(desk: Desk) -> None:
    case = phone_call(desk)
    consented(desk, case)
    values: dict[str, Any] = {
        "evaluated_on": desk.today(),
        "result": "終結",
        "closed_on": desk.today(),
        "closing_reason": "目標達成",
    }
    with pytest.raises(BadInput, match="主担当機関"):
        closing.evaluate(desk, case.id, values)
    closed, _ = closing.evaluate(desk, case.id, values | {"lead_agency": "地域包括支援センター"})
    assert closed.status is CaseStatus.CLOSED
    assert closed.lead_agency == "地域包括支援センター"
    assert closing.reopen(desk, case.id).status is CaseStatus.SUPPORTED


def test_支援会議の決定は中身を出さずに今日に載る(desk: Desk, outsider: Desk) -> None:
    case = phone_call(desk)
    meeting = support_meeting(desk)
    item = meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有")
    meetings.write_decisions(
        desk,
        item.id,
        meeting.id,
        findings="",
        decision="",
        lead_agency="",
        decisions=(Decision(what="父の帰宅時間を確かめる", due_on=desk.today()),),
    )
    mine = [line for line in today.due_lines(desk) if line.task_id]
    assert [line.what for line in mine] == ["支援会議の決定事項"]
    assert not [line for line in today.due_lines(outsider) if line.task_id]


def test_打ちかけは職員ごとに控えられ日付も組も元に戻る(desk: Desk, outsider: Desk) -> None:
    values: dict[str, Any] = {
        "received_on": date(2026, 11, 20),
        "issues": ("介護", "病気"),
        "content": "途中",
    }
    drafts.keep(desk, "intake:new", values)
    drafts.keep(desk, "intake:new", values | {"content": "途中まで"})
    kept = drafts.recall(desk, "intake:new")
    assert kept is not None
    assert kept.values == values | {"content": "途中まで"}
    assert drafts.recall(outsider, "intake:new") is None
    drafts.drop(desk, "intake:new")
    assert drafts.recall(desk, "intake:new") is None


def test_支援会議の打ちかけは普段の記録に触れない(desk: Desk) -> None:
    drafts.keep(desk, "progress:x", {"content": "秘匿の途中"}, sealed=True)
    assert drafts.lying_around(desk) == ()
    kept = drafts.recall(desk, "progress:x", sealed=True)
    assert kept is not None
    assert kept.values["content"] == "秘匿の途中"
