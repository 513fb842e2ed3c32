"""今日の決まり: 何が、何日で出て、何をすると消えるか。"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from jusou_desk.casework.case import closing, drafts, intake, plans, progress, sheets, tasks
from jusou_desk.casework.case.consent import record_consent
from jusou_desk.casework.case.due import DueLine, Weight
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning import reminders
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.office import Office
from jusou_desk.models.records import Case, CaseStatus
from jusou_desk.models.shelf import Shelf
from jusou_desk.policy import Lane, Purpose
from tests.casework.conftest import OUTSIDER, PASSWORD, MovableClock
from tests.casework.paper_case import PLAN, REFERRAL, agree

ENDED: dict[str, Any] = {
    "result": "終結",
    "closing_reason": "目標達成",
    "lead_agency": "長門市社会福祉協議会",
}


def received(desk: Desk, **more: Any) -> Case:
    values = {"received_on": desk.today(), "person_name": "三隅　かよ", "consent": "未取得"}
    return intake.receive(desk, values | more).case


def met(desk: Desk, case: Case, **more: Any) -> None:
    progress.add_note(desk, case.id, {"noted_on": desk.today(), "content": "電話した。"} | more)


def lines(desk: Desk, words: str) -> list[DueLine]:
    return [one for one in due_lines(desk) if words in one.what]


def close(desk: Desk, case: Case) -> None:
    closing.evaluate(
        desk, case.id, ENDED | {"evaluated_on": desk.today(), "closed_on": desk.today()}
    )


# --- 接触の無いこと ----------------------------------------------------------


@pytest.mark.parametrize(
    ("urgency", "days"), [("緊急", 1), ("早急", 7), ("通常", 30), ("", 30), ("見守り", 90)]
)
def test_緊急性ごとの日数だけ接触が無いと出る(
    desk: Desk, clock: MovableClock, urgency: str, days: int
) -> None:
    case = received(desk, urgency=urgency)
    met(desk, case)
    clock.pass_days(days - 1)
    assert lines(desk, "接触がありません") == []
    clock.pass_days(1)
    (line,) = lines(desk, f"{days}日接触がありません")
    assert line.weight is (Weight.EMERGENCY if urgency == "緊急" else Weight.QUIET)
    assert f"目安は{days}日" in line.why
    assert (line.place, line.ref) == ("case", case.id)
    met(desk, case)
    assert lines(desk, "接触がありません") == []


def test_受け付けたまま経過の無い相談は_見守りでも早く出る(desk: Desk, clock: MovableClock) -> None:
    received(desk, urgency="見守り")
    clock.pass_days(13)
    assert lines(desk, "接触がありません") == []
    clock.pass_days(1)
    (line,) = lines(desk, "14日接触がありません")
    assert "経過が一つも書かれていません" in line.why


def test_支援会議の相談も従事者には出る_番号だけ(
    desk: Desk, outsider: Desk, clock: MovableClock
) -> None:
    case = received(desk, person_name="秘田　守", lane=Lane.SEALED.label)
    clock.pass_days(14)
    (line,) = lines(desk, "支援会議の相談に14日接触がありません")
    assert (line.place, line.ref) == ("sealed_case", case.id)
    assert "秘田" not in repr(line)
    assert lines(outsider, "接触がありません") == []


def test_終わった相談の接触は問わない(desk: Desk, clock: MovableClock) -> None:
    case = received(desk)
    close(desk, case)
    clock.pass_days(100)
    assert lines(desk, "接触がありません") == []


# --- プランと同意の終わり ------------------------------------------------------


def test_プランの期間の終わりは三十日前から出る_新しいプランを書くと消える(
    desk: Desk, clock: MovableClock
) -> None:
    case = received(desk, consent="書面")
    until = desk.today() + timedelta(days=31)
    term: dict[str, Any] = {"period_from": None, "next_monitoring_on": None}
    plans.write_plan(desk, case.id, PLAN | term | {"period_to": until}, ())
    assert lines(desk, "プランの期間") == []
    clock.pass_days(1)
    (line,) = lines(desk, "プランの期間が終わります")
    assert line.weight is Weight.SOON
    assert "評価して" in line.why
    clock.pass_days(31)
    (line,) = lines(desk, "プランの期間が過ぎています")
    assert line.weight is Weight.OVERDUE
    later = {"period_to": until + timedelta(days=180), "made_on": desk.today()}
    plans.write_plan(desk, case.id, PLAN | term | later, ())
    assert lines(desk, "プランの期間") == []


def test_期間の終わる日のモニタリングは_終わりの行だけになる(desk: Desk) -> None:
    case = received(desk, consent="書面")
    on = desk.today() + timedelta(days=5)
    term = {"period_from": None, "period_to": on, "next_monitoring_on": on}
    plans.write_plan(desk, case.id, PLAN | term, ())
    assert len(lines(desk, "プランの期間が終わります")) == 1
    assert lines(desk, "モニタリング") == []


def test_別の種類の新しいプランは_前のプランの終わりを消さない(desk: Desk) -> None:
    case = received(desk, consent="書面")
    term: dict[str, Any] = {"period_from": None, "next_monitoring_on": None}
    soon = {"period_to": desk.today() + timedelta(days=3)}
    plans.write_plan(desk, case.id, PLAN | term | soon, ())
    late = {"period_to": desk.today() + timedelta(days=300), "kind": "参加支援"}
    plans.write_plan(desk, case.id, PLAN | term | late | {"made_on": desk.today()}, ())
    assert len(lines(desk, "プランの期間が終わります")) == 1


def test_終わった相談のモニタリングとプランの終わりは出ない(desk: Desk) -> None:
    case = received(desk, consent="書面")
    term = {
        "period_from": None,
        "period_to": desk.today() + timedelta(days=1),
        "next_monitoring_on": desk.today(),
    }
    plan = plans.write_plan(desk, case.id, PLAN | term, ())
    assert len(lines(desk, "モニタリング")) == 1
    close(desk, case)
    with desk.writing(Purpose.CASEWORK) as work:
        work.plans.put(plan)  # 取り込んだ台帳のように、閉じられずに残ったプラン
    assert lines(desk, "モニタリング") == []
    assert lines(desk, "プランの期間") == []


def test_同意の期間の終わりは三十日前から出る(desk: Desk, clock: MovableClock) -> None:
    case = received(desk)
    agree(desk, case, decided_on=desk.today(), valid_until=desk.today() + timedelta(days=31))
    assert lines(desk, "同意の期間") == []
    clock.pass_days(1)
    assert [one.weight for one in lines(desk, "同意の期間が終わります")] == [Weight.SOON]
    clock.pass_days(31)
    assert [one.weight for one in lines(desk, "同意の期間が過ぎています")] == [Weight.OVERDUE]


# --- つないだ先の返信 ----------------------------------------------------------


def refer(desk: Desk, case: Case, **more: Any) -> str:
    sheet = REFERRAL | {"made_on": desk.today()} | more
    return sheets.write_sheet(desk, case.id, "referral", sheet).id


def test_つないだ先の返信は十四日待って出る_返信を書くと消える(
    desk: Desk, clock: MovableClock
) -> None:
    case = received(desk, consent="書面")
    sheet_id = refer(desk, case)
    clock.pass_days(13)
    assert lines(desk, "返信がまだ") == []
    clock.pass_days(1)
    (line,) = lines(desk, "長門市社会福祉協議会からの返信がまだです")
    assert "14日" in line.why
    assert "受け取ったかも分かりません" in line.why
    made = date(2026, 11, 20)
    received_on = {"made_on": made, "received_on": desk.today()}
    sheets.write_sheet(desk, case.id, "referral", REFERRAL | received_on, sheet_id=sheet_id)
    (line,) = lines(desk, "返信がまだです")
    assert "受け取ったのは" in line.why
    replied = received_on | {"replied_on": desk.today()}
    sheets.write_sheet(desk, case.id, "referral", REFERRAL | replied, sheet_id=sheet_id)
    assert lines(desk, "返信がまだ") == []


def test_つないで終わった相談も_しばらくは返信を待つ(desk: Desk, clock: MovableClock) -> None:
    case = received(desk, consent="書面")
    refer(desk, case)
    close(desk, case)
    clock.pass_days(90)
    (line,) = lines(desk, "返信がまだです")
    assert "終結後" in line.what
    clock.pass_days(1)
    assert lines(desk, "返信がまだ") == []


def test_同意が撤回されたら_返信は待たない(desk: Desk, clock: MovableClock) -> None:
    case = received(desk, consent="書面")
    refer(desk, case)
    clock.pass_days(20)
    assert len(lines(desk, "返信がまだです")) == 1
    record_consent(desk, case.id, {"status": "撤回", "decided_on": desk.today()})
    assert lines(desk, "返信がまだ") == []


# --- 打ちかけ ------------------------------------------------------------------


def test_同僚の打ちかけは七日たつと_誰の何かだけが出る(
    desk: Desk, outsider: Desk, clock: MovableClock
) -> None:
    case = received(desk)
    drafts.keep(outsider, f"progress:{case.id}:新しい", {"content": "誰にも見せない途中"})
    drafts.keep(outsider, "intake:new", {"content": "電話の途中"})
    clock.pass_days(6)
    assert lines(desk, "打ちかけ") == []
    clock.pass_days(1)
    on_case, on_intake = sorted(lines(desk, "打ちかけ"), key=lambda one: one.ref, reverse=True)
    assert (on_case.place, on_case.ref) == ("case", case.id)
    assert f"{OUTSIDER}さんの打ちかけ" in on_case.what
    assert on_intake.what.startswith("新しい相談受付")
    assert "途中" not in repr((on_case, on_intake))
    assert lines(outsider, "打ちかけ") == [], "自分の打ちかけは、画面の札に出る"


def test_退任した人の打ちかけは_すぐに出る(desk: Desk, outsider: Desk) -> None:
    drafts.keep(outsider, "intake:new", {"content": "途中"})
    staffing.leave(desk, OUTSIDER)
    (line,) = lines(desk, "打ちかけ")
    assert "退任しています" in line.why


@pytest.mark.usefixtures("outsider")
def test_支援会議の打ちかけは_同僚の従事者にも出ない(
    desk: Desk, office: Office, clock: MovableClock
) -> None:
    staffing.make_member(desk, OUTSIDER, desk.town.support_bodies[0].name)
    drafts.keep(desk, "intake:new", {"content": "途中"}, sealed=True)
    clock.pass_days(30)
    with contextlib.closing(sign_in(office, OUTSIDER, PASSWORD)) as fellow:
        assert fellow.serves_any
        assert lines(fellow, "打ちかけ") == []


# --- 日数は事務所が決める --------------------------------------------------------


def test_日数は管理者が替えられ_監査に残る(desk: Desk, clock: MovableClock) -> None:
    case = received(desk)
    met(desk, case)
    clock.pass_days(10)
    assert lines(desk, "接触がありません") == []
    reminders.change_reminder(desk, "silence_usual", 10)
    (line,) = lines(desk, "10日接触がありません")
    assert "目安は10日" in line.why
    (changed,) = [one for one in reminders.reminders(desk) if one.changed]
    assert (changed.days, changed.usual) == (10, 30)
    with desk.reading(Purpose.CASEWORK) as work:
        entry = work.audit.entries(newest=1)[0]
    assert (entry.action, entry.detail) == (reminders.CHANGED, "30日→10日")


def test_どの決まりの日数も効く(desk: Desk, outsider: Desk, clock: MovableClock) -> None:
    case = received(desk)
    agree(desk, case, decided_on=desk.today(), valid_until=desk.today() + timedelta(days=60))
    refer(desk, case)
    tasks.add_task(desk, "先の仕事", desk.today() + timedelta(days=60), case_id=case.id)
    drafts.keep(outsider, "intake:new", {"content": "途中"})
    clock.pass_days(1)
    words = ("同意の期間", "返信がまだ", "先の仕事", "打ちかけ", "接触がありません")
    assert [word for word in words if lines(desk, word)] == []
    for name, days in (("ending", 60), ("ahead", 60)):
        reminders.change_reminder(desk, name, days)
    for name in ("referral_reply", "draft", "first_contact"):
        reminders.change_reminder(desk, name, 1)
    assert [word for word in words if not lines(desk, word)] == []


def test_日数を替えられるのは管理者だけで_おかしな数は断る(desk: Desk, outsider: Desk) -> None:
    with pytest.raises(Refused):
        reminders.change_reminder(outsider, "draft", 3)
    for days in (0, -1, 367):
        with pytest.raises(BadInput, match="その日数では"):
            reminders.change_reminder(desk, "draft", days)
    with pytest.raises(BadInput, match="替えられません"):
        reminders.change_reminder(desk, "no_such", 3)
    with desk.writing(Purpose.ADMINISTRATION) as work:
        work.settings.put("reminder:draft", "三日")
    assert [one for one in reminders.reminders(desk) if one.changed] == []


# --- 読む量 --------------------------------------------------------------------


def test_終わった相談は読まない(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """溜まった相談の数に付いて、今日が遅くならないように。"""
    case = received(desk)
    with desk.writing(Purpose.CASEWORK) as work:
        for number in range(40):
            old = replace(
                case,
                id=f"old{number}",
                case_no=f"R1-{number:04d}",
                status=CaseStatus.CLOSED,
                closed_on=date(2020, 1, 1),
            )
            work.cases.put(old)
    read: list[str] = []
    built = Shelf._record

    def counted(shelf: Shelf[Any], row: Any) -> Any:
        made = built(shelf, row)
        read.append(made.id)
        return made

    monkeypatch.setattr(Shelf, "_record", counted)
    due_lines(desk)
    assert case.id in read
    assert [one for one in read if one.startswith("old")] == []
