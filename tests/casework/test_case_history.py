"""一件の歩み、記録の開き直し、分かっていることの書き入れ、取消し。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from jusou_desk.casework.case import cases, intake, plans, progress, sheets
from jusou_desk.casework.case.consent import record_consent
from jusou_desk.casework.case.prefill import current_plan, prefill
from jusou_desk.casework.case.reopening import reopen_record
from jusou_desk.casework.case.taking_back import TAKEN_BACK, take_back
from jusou_desk.casework.case.timeline import Happened, Happening, timeline
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.calling_off import call_off_meeting
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Case, PlanAction
from jusou_desk.policy import Purpose
from tests.casework.conftest import MovableClock


def received(desk: Desk, **more: Any) -> Case:
    values: dict[str, Any] = {
        "received_on": desk.today() - timedelta(days=20),
        "window": "福祉総合相談窓口",
        "person_name": "中野　実",
        "issues": ("介護", "ひきこもり"),
        "main_issue": "介護",
        "route": "本人",
        "content": "家のことを一人で抱えている。",
        "consent": "未取得",
    }
    return intake.receive(desk, values | more).case


def consented(desk: Desk, case: Case) -> None:
    values = {
        "status": "書面",
        "no_end": True,
        "decided_on": desk.today(),
        "scope": ("②健康・疾病・障害・介護",),
        "agencies": "社会福祉協議会、地域包括支援センター",
        "original_kept": "福祉係の棚",
    }
    record_consent(desk, case.id, values)


def happenings(desk: Desk, case: Case, purpose: Purpose = Purpose.CASEWORK) -> list[Happening]:
    return list(timeline(cases.case_page(desk, case.id, purpose=purpose)))


def test_歩みは新しい順で同じ日は机の上で起こる順の逆(desk: Desk) -> None:
    case = received(desk)
    day = desk.today()
    for start, content in (("9:00", "朝の電話"), ("15:30", "夕方の訪問")):
        note = {"noted_on": day, "start": start, "content": content, "next_step": "受診を勧める"}
        progress.add_note(desk, case.id, note | {"due_on": day + timedelta(days=3)})
    consented(desk, case)
    sheets.write_sheet(desk, case.id, "assessment", {"assessed_on": day, "direction": "休む時間"})
    plans.write_plan(
        desk,
        case.id,
        {"kind": "多機関協働", "made_on": day, "goal": "息をつける"},
        (PlanAction(what="泊まりを手配", agency="社会福祉協議会"),),
    )
    meeting = meetings.convene(desk, "plan_meeting", day + timedelta(days=1))
    meetings.put_on_agenda(desk, meeting.id, case.id, "プラン策定", "要旨の文")
    shown = happenings(desk, case)
    assert [one.kind for one in shown] == [
        Happened.MEETING,
        Happened.NOTE,
        Happened.PLAN,
        Happened.SHEET,
        Happened.CONSENT,
        Happened.NOTE,
        Happened.CONSENT,
        Happened.RECEPTION,
    ]
    assert shown[1].body == "夕方の訪問\n今後の対応: 受診を勧める（期限 R8.11.23）"
    assert shown[2].body == "息をつける\n・泊まりを手配　社会福祉協議会"
    assert shown[3].body == "休む時間"
    assert shown[5].body.startswith("朝の電話")
    assert shown[0].body == "要旨の文"


def test_一日で終わった相談も受付から評価までの順に並ぶ(desk: Desk) -> None:
    """時刻の無いものばかりの日。書いた順も、紙の種類の並びも、手順の順ではない。"""
    case = received(desk, received_on=desk.today())
    day = desk.today()
    last = {"evaluated_on": day, "result": "再プランして継続", "opinion": "続ける"}
    sheets.write_sheet(desk, case.id, "evaluation", last)
    handed = {"made_on": day, "to_agency": "社会福祉協議会", "from_agency": "窓口"}
    handed |= {"consent": "書面", "reason": "貸付", "content": "貸付"}
    sheets.write_sheet(desk, case.id, "referral", handed)
    meeting = meetings.convene(desk, "support_meeting", day)
    meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有")
    plans.write_plan(desk, case.id, {"kind": "多機関協働", "made_on": day, "goal": "安心"}, ())
    sheets.write_sheet(desk, case.id, "assessment", {"assessed_on": day, "direction": "通院"})
    consented(desk, case)
    progress.add_note(desk, case.id, {"noted_on": day, "content": "窓口で話を聞いた"})
    shown = happenings(desk, case, Purpose.SUPPORT_MEETING)
    assert [one.form_id or one.kind for one in reversed(shown)] == [
        Happened.RECEPTION,
        Happened.NOTE,
        Happened.CONSENT,
        Happened.CONSENT,
        "assessment",
        Happened.PLAN,
        Happened.MEETING,
        "referral",
        "evaluation",
    ]


def test_時刻の分かるものはその時刻に並ぶ(desk: Desk, clock: MovableClock) -> None:
    case = received(desk)
    day = desk.today()
    plans.write_plan(desk, case.id, {"kind": "多機関協働", "made_on": day, "goal": "安心"}, ())
    clock.now = clock.now.replace(hour=11, minute=0)
    consented(desk, case)
    for start in ("10:00", "11:30"):
        progress.add_note(desk, case.id, {"noted_on": day, "start": start, "content": start})
    meeting = meetings.convene(desk, "plan_meeting", day)
    meetings.change_meeting(desk, replace(meeting, start="9:00"))
    meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有")
    shown = [one for one in reversed(happenings(desk, case)) if one.on == day]
    assert [one.body if one.kind is Happened.NOTE else one.kind for one in shown] == [
        Happened.MEETING,
        "10:00",
        Happened.CONSENT,
        Happened.PLAN,
        "11:30",
    ]


def test_支援会議の経過は支援会議の目的で開いたときだけ歩みに混ざる(desk: Desk) -> None:
    case = received(desk)
    note = {"noted_on": desk.today(), "content": "秘匿の話", "lane": "支援会議"}
    progress.add_note(desk, case.id, note)
    assert "秘匿の話" not in [one.body for one in happenings(desk, case)]
    (one,) = (h for h in happenings(desk, case, Purpose.SUPPORT_MEETING) if h.sealed)
    assert one.body == "秘匿の話"
    with pytest.raises(BadInput, match="見つかりません"):
        reopen_record(desk, one, Purpose.CASEWORK)
    assert reopen_record(desk, one, Purpose.SUPPORT_MEETING).values["content"] == "秘匿の話"


def test_記録は書いたときの値に戻して開ける(desk: Desk) -> None:
    case = received(desk)
    consented(desk, case)
    written = {
        "noted_on": desk.today(),
        "start": "14:05",
        "end": "15:00",
        "method": "電話",
        "content": "様子を聞いた",
        "due_on": desk.today() + timedelta(days=2),
    }
    progress.add_note(desk, case.id, written)
    action = PlanAction(issue="介護", what="訪問する", due_on=desk.today())
    plans.write_plan(desk, case.id, {"kind": "多機関協働", "made_on": desk.today()}, (action,))
    sheets.write_sheet(desk, case.id, "assessment", {"assessed_on": desk.today(), "income": 9000})
    by_kind = {one.kind: one for one in reversed(happenings(desk, case))}
    note = reopen_record(desk, by_kind[Happened.NOTE], Purpose.CASEWORK)
    assert {name: note.values[name] for name in written} == written
    plan = reopen_record(desk, by_kind[Happened.PLAN], Purpose.CASEWORK)
    assert plan.actions == (action,)
    assert plan.values["status"] == "案"
    assessment = reopen_record(desk, by_kind[Happened.SHEET], Purpose.CASEWORK)
    assert assessment.values["income"] == 9000
    consent = reopen_record(desk, by_kind[Happened.CONSENT], Purpose.CASEWORK)
    assert consent.values["agencies"] == "社会福祉協議会、地域包括支援センター"


def test_分かっていることは様式に入っている(desk: Desk) -> None:
    case = received(desk)
    consented(desk, case)
    page = cases.case_page(desk, case.id)
    assessment = prefill(desk, page, "assessment")
    assert assessment["issues"] == ("介護", "ひきこもり")
    assert assessment["complaint"] == "家のことを一人で抱えている。"
    assert assessment["assessor"] == desk.me.name
    again = prefill(desk, page, "consent")
    assert again["agencies"] == "社会福祉協議会、地域包括支援センター"
    assert "status" not in again
    referral = prefill(desk, page, "referral")
    assert referral["from_agency"] == "福祉総合相談窓口"
    assert referral["consented_on"] == desk.today()
    plan = prefill(desk, page, "plan")
    assert plan["issues_to_solve"] == "1 介護\n2 ひきこもり"
    assert plan["round_no"] == 1
    urgent = replace(page, case=replace(page.case, main_issue="ひきこもり"))
    said = prefill(desk, urgent, "plan")["issues_to_solve"]
    assert said == "1 ひきこもり\n2 介護", "急ぐ順に書く欄なので、主たる課題が先"


def test_情報源を秘匿した相談の話は_本人の希望としてプランに写さない(desk: Desk) -> None:
    """プランは本人に渡る。「伯母が電話に出ない」が本人の希望として載れば、誰が知らせたかが知れる。"""
    told = {"content": "伯母が先月から電話に出ない。", "visitor": "めい"}
    case = received(desk, informant_withheld=True, **told)
    seen = prefill(desk, cases.case_page(desk, case.id), "assessment")
    sheets.write_sheet(desk, case.id, "assessment", seen | {"background": "独居"})
    plan = prefill(desk, cases.case_page(desk, case.id), "plan")
    assert plan["household_situation"] == "独居"
    assert "wish" not in plan


def test_同意が撤回された相談は_まだ議題にあれば外しに行ける(desk: Desk) -> None:
    case = received(desk)
    consented(desk, case)
    meeting = meetings.convene(desk, "plan_meeting", desk.today() + timedelta(days=7))
    meetings.put_on_agenda(desk, meeting.id, case.id, "プラン策定", "")
    assert "外す" not in cases.case_page(desk, case.id).next_steps[0].what
    withdrawn = {"status": "撤回", "decided_on": desk.today(), "asked_by": desk.me.name}
    record_consent(desk, case.id, withdrawn)
    first = cases.case_page(desk, case.id).next_steps[0]
    assert (first.what, first.place) == ("会議の議題から外す", "meeting")
    assert meeting.meeting_no in first.why


def test_再プランは前のプランの値から始まり決定の記入は引き継がない(desk: Desk) -> None:
    case = received(desk)
    consented(desk, case)
    first = {
        "kind": "アウトリーチ",
        "made_on": desk.today(),
        "goal": "外に出る",
        "wish": "静かに",
        "meeting_result": "適切",
        "lead_agency": "社会福祉協議会",
    }
    plan = plans.write_plan(desk, case.id, first, ())
    page = cases.case_page(desk, case.id)
    assert current_plan(page) == plan
    known = prefill(desk, page, "plan")
    assert (known["goal"], known["wish"], known["kind"]) == ("外に出る", "静かに", "アウトリーチ")
    assert known["round_no"] == 2
    assert "meeting_result" not in known
    assert "lead_agency" not in prefill(desk, page, "evaluation")


def met(desk: Desk, case: Case, aim: str, days_ago: int) -> date:
    day = desk.today() - timedelta(days=days_ago)
    meeting = meetings.convene(desk, "plan_meeting", day)
    meetings.put_on_agenda(desk, meeting.id, case.id, aim)
    return day


def test_評価の会議開催日は終わり方を話し合った会議の日だけ(desk: Desk) -> None:
    case = received(desk)
    consented(desk, case)

    def known() -> object:
        page = cases.case_page(desk, case.id)
        return prefill(desk, page, "evaluation").get("met_on")

    met(desk, case, "プラン策定", 8)
    met(desk, case, "情報共有", 1)
    assert known() is None
    again = met(desk, case, "再プラン", 6)
    assert known() == again
    sheets.write_sheet(
        desk,
        case.id,
        "evaluation",
        {"evaluated_on": desk.today(), "result": "再プランして継続", "met_on": again},
    )
    assert known() is None
    last = met(desk, case, "終結", 2)
    met(desk, case, "中断", -3)
    assert known() == last


def test_受付で書面を選んでいれば同意の記録にその返事と日が入っている(desk: Desk) -> None:
    case = received(desk, consent="書面")
    known = prefill(desk, cases.case_page(desk, case.id), "consent")
    assert (known["status"], known["decided_on"]) == ("書面", case.received_on)
    assert (known["asked_on"], known["asked_by"]) == (case.received_on, desk.me.name)
    refused = received(desk, consent="拒否")
    known = prefill(desk, cases.case_page(desk, refused.id), "consent")
    assert "status" not in known
    assert known["decided_on"] == desk.today()


def test_同じ日の同じ種類の出来事は後から書いた方が上(desk: Desk) -> None:
    case = received(desk, received_on=desk.today())
    for status in ("書面", "撤回", "口頭", "拒否"):
        values = {"status": status, "decided_on": desk.today(), "witness": "大田", "no_end": True}
        scope = {"scope": ("②健康・疾病・障害・介護",), "agencies": "社会福祉協議会"}
        record_consent(desk, case.id, values | scope)
    for content in "一二三四":
        progress.add_note(desk, case.id, {"noted_on": desk.today(), "content": content})
        values = {"assessed_on": desk.today(), "direction": content}
        sheets.write_sheet(desk, case.id, "assessment", values)
    shown = happenings(desk, case)
    consents = [one.title for one in shown if one.kind is Happened.CONSENT]
    assert consents == [f"同意　{status}" for status in ("拒否", "口頭", "撤回", "書面", "未取得")]
    for kind in (Happened.NOTE, Happened.SHEET):
        assert [one.body for one in shown if one.kind is kind] == list("四三二一")


def test_書いたばかりの経過は取り消せて取り消したことが残る(desk: Desk) -> None:
    case = received(desk)
    with desk.collecting() as steps:
        note = progress.add_note(
            desk, case.id, {"noted_on": desk.today(), "content": "違う人の話", "end": "10:00"}
        )
    take_back(desk, steps, Purpose.CASEWORK, case.case_no)
    page = cases.case_page(desk, case.id)
    assert page.notes == ()
    assert note.id not in {sheet.id for sheet in page.sheets}
    with desk.reading(Purpose.CASEWORK) as work:
        actions = [row.action for row in work.audit.entries()]
    assert TAKEN_BACK in actions


def test_議題の無い会議だけを取りやめられる(desk: Desk) -> None:
    case = received(desk)
    meeting = meetings.convene(desk, "support_meeting", desk.today())
    item = meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有")
    with pytest.raises(BadInput, match="議題があります"):
        call_off_meeting(desk, meeting.id, with_agenda=False)
    meetings.take_off_agenda(desk, item)
    call_off_meeting(desk, meeting.id, with_agenda=False)
    assert meetings.meeting_list(desk) == ()


def test_普段の相談についての支援会議の様式は秘匿の中に置く(desk: Desk, outsider: Desk) -> None:
    case = received(desk)
    values = {"assessed_on": desk.today(), "direction": "秘匿の見立て"}
    sheet = sheets.write_sheet(desk, case.id, "assessment", values, sealed=True)
    assert sheet.sealed
    for one in (desk, outsider):
        forms = [s.form_id for s in cases.case_page(one, case.id).sheets]
        assert "assessment" not in forms


def test_秘匿のプランの番号は普段の並びに欠番も重なりも作らない(desk: Desk) -> None:
    hidden = received(desk, lane="支援会議", person_name="﨑村　千代")
    usual = received(desk)
    values = {"kind": "多機関協働", "made_on": desk.today(), "goal": "安心"}
    numbers = [plans.write_plan(desk, one.id, values, ()).plan_no for one in (hidden, usual)]
    assert numbers == ["秘R8-プラン-001", "R8-プラン-001"]


def test_時刻の無い経過は_先に書いた経過より上に_書いた順で並ぶ(desk: Desk) -> None:
    case = received(desk)
    day = desk.today()
    noted: dict[str, str] = {}
    for content, start in (("一", ""), ("二", "10:00"), ("三", ""), ("四", ""), ("五", "9:00")):
        values = {"noted_on": day, "content": content, "start": start}
        noted[content] = progress.add_note(desk, case.id, values).id
    again = {"noted_on": day, "content": "三の書直し"}
    progress.add_note(desk, case.id, again, note_id=noted["三"])
    shown = [one.body for one in happenings(desk, case) if one.kind is Happened.NOTE]
    assert shown == ["四", "三の書直し", "二", "五", "一"]
    last = progress.add_note(desk, case.id, {"noted_on": day, "content": "六"})
    shown = [one.body for one in happenings(desk, case) if one.kind is Happened.NOTE]
    assert shown[0] == "六"
    assert last.note_no > "K00005"


def test_歩みの同意の行に_約束した条件がみな出る(desk: Desk) -> None:
    case = received(desk)
    day = desk.today()
    given = {
        "status": "口頭",
        "decided_on": day,
        "scope": ("②健康・疾病・障害・介護",),
        "agencies": "社会福祉協議会、地域包括支援センター",
        "excluded_agencies": "長男の勤め先、学校",
        "purposes": ("重層的支援会議での協議",),
        "period_from": day,
        "valid_until": day + timedelta(days=30),
        "witness": "西村　健",
    }
    record_consent(desk, case.id, given)
    consent = next(one for one in happenings(desk, case) if one.kind is Happened.CONSENT)
    assert consent.title == "同意　口頭"
    assert consent.body.split("\n") == [
        "範囲 ②健康・疾病・障害・介護",
        "提供先 社会福祉協議会、地域包括支援センター",
        "除く機関 長男の勤め先、学校",
        "目的 重層的支援会議での協議",
        "期間 R8.11.20からR8.12.20まで",
        "立会人 西村　健",
    ]
