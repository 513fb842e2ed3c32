"""前回からの変化: 決めたことがどうなったか、何が動いたか。支援会議のことは、よその資料に出ない。"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from jusou_desk.casework.case import consent, plans, progress, tasks
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.packet_matrix import choose, matrix
from jusou_desk.casework.printing.packet_press import Press
from jusou_desk.models.records import Attendee, CaseStatus, Decision, Meeting, Part
from jusou_desk.packet import disclose
from jusou_desk.policy import Lane, Overlay, Purpose
from jusou_desk.towns import MeetingKind
from tests.casework.conftest import MovableClock
from tests.casework.several_bodies import CHILD, ELDER, desks, komae, several
from tests.casework.test_packet_press import (
    AGENCIES,
    NAMES,
    SCOPES,
    WENT,
    agreed,
    copies,
    meeting_of,
)
from tests.overlays import set_overlays

__all__ = ["desks", "komae", "several"]

MAIN, DONE, LATE, WAITING = "月に一度は集まる", "窓口へ付き添う", "鍵を替える", "庭を片付ける"
NEWS, GOAL = "笑って手を振ってくれた", "自分で買物に行く"
FEW = SCOPES[:5]


def decided(desk: Desk, meeting: Meeting) -> None:
    """会議の最初の議題に、決定事項を三つ書く。"""
    today = desk.today()
    item = meetings.meeting_page(desk, meeting.id).items[0][0]
    meetings.write_decisions(
        desk,
        item.id,
        meeting.id,
        findings="",
        decision=MAIN,
        lead_agency=AGENCIES[0],
        decisions=tuple(
            Decision(what=what, agency=AGENCIES[1], due_on=today + timedelta(days=days))
            for what, days in ((DONE, 5), (LATE, 10), (WAITING, 60))
        ),
    )


def finish(desk: Desk, what: str, purpose: Purpose) -> None:
    with desk.reading(purpose) as work:
        (task,) = work.tasks.where(what=what, done_on=None)
    tasks.finish(desk, task.id)


def held_again(desk: Desk, clock: MovableClock, kind: str, **terms: Any) -> tuple[Meeting, Meeting]:
    """ひと月あけて二度かかった相談の、一回目と二回目の会議。"""
    case_id = agreed(desk, 0, **terms)
    first = meeting_of(desk, kind, case_id)
    decided(desk, first)
    clock.pass_days(4)
    sealed = Purpose.SUPPORT_MEETING if first.sealed else Purpose.PLAN_MEETING
    finish(desk, DONE, sealed)
    clock.pass_days(26)
    progress.add_note(desk, case_id, {"noted_on": desk.today(), "content": NEWS})
    plan = {"kind": "再プラン", "made_on": desk.today(), "goal": GOAL, "planner": "見本"}
    plans.write_plan(desk, case_id, plan, ())
    return first, meeting_of(desk, kind, case_id)


def flat(text: str) -> str:
    return text.replace("　", "").replace(" ", "")


@pytest.mark.parametrize("kind", ["重層的支援会議", "支援会議"])
def test_前に決めたことの行方と_その後の動きが_事例票に出る(
    desk: Desk, clock: MovableClock, kind: str
) -> None:
    first, second = held_again(desk, clock, kind)
    for text in map(flat, copies(desk, second)):
        assert f"前回からの変化{first.body_name}{first.meeting_no}令和8年11月20日" in text
        assert f"{MAIN}{AGENCIES[0]}" in text
        assert "済みR8.11.24" in text
        assert "期限を20日過ぎた" in text
        assert text.count("まだ") == 1
        assert f"プラン2回目を作成(案)目標:{GOAL}" in text
        assert "新しい経過が2件(経過の欄の＊)" in text
        assert text.count("＊") == 3


def test_初めてかかる相談には_前回も変化も無い(desk: Desk) -> None:
    text = flat(copies(desk, meeting_of(desk, "重層的支援会議", agreed(desk, 0)))[0])
    assert "前回" not in text
    assert "決定事項は記録されていません" not in text
    assert "＊" not in text


def test_結果の書かれていない前回は_そう言う(desk: Desk, clock: MovableClock) -> None:
    case_id = agreed(desk, 0)
    meeting_of(desk, "重層的支援会議", case_id)
    clock.pass_days(30)
    text = copies(desk, meeting_of(desk, "重層的支援会議", case_id))[0]
    assert "決定事項は記録されていません" in text


def test_同じ日と後の日の会議は_前回ではない(desk: Desk, clock: MovableClock) -> None:
    case_id = agreed(desk, 0)
    first, same = (meeting_of(desk, "重層的支援会議", case_id) for _ in range(2))
    decided(desk, first)
    clock.pass_days(30)
    meeting_of(desk, "重層的支援会議", case_id)
    assert MAIN not in copies(desk, same)[0]


def test_同意の状態が変わっていれば一行_変わらなければ無い(desk: Desk, clock: MovableClock) -> None:
    case_id = agreed(desk, 0)
    meeting_of(desk, "重層的支援会議", case_id)
    clock.pass_days(10)
    given: dict[str, Any] = {
        "status": "書面",
        "decided_on": desk.today(),
        "scope": SCOPES,
        "no_end": True,
    }
    agencies = "社会福祉協議会、民生委員・児童委員"
    consent.record_consent(desk, case_id, given | {"agencies": agencies})
    assert "→" not in copies(desk, meeting_of(desk, "重層的支援会議", case_id))[0]
    oral = {"status": "口頭", "agencies": agencies, "witness": "山田　進"}
    consent.record_consent(desk, case_id, given | oral)
    assert "書面→口頭" in flat(copies(desk, meeting_of(desk, "重層的支援会議", case_id))[0])


def test_情報の範囲の外なら_決定も経過の数もプランも出ない(desk: Desk, clock: MovableClock) -> None:
    _, second = held_again(desk, clock, "重層的支援会議", scope=FEW)
    for text in map(flat, copies(desk, second)):
        assert "前回からの変化長門市" in text
        for words in (MAIN, DONE, GOAL, "済み", "新しい経過", "＊"):
            assert words not in text
    # 行ごと消える。空の行が残ると、いくつ決めたかが知れる。
    ((_, record),) = Press(desk, second.id)._material.items
    told = disclose(record, desk.permit(Purpose.PLAN_MEETING))
    assert (told.groups["前回の決定"], told.groups["変化"]) == ((), ())


@pytest.mark.parametrize(
    ("part", "gone", "kept"),
    [
        (Part.HISTORY, (MAIN, DONE, "新しい経過", "令和8年11月20日", "＊"), ()),
        (Part.DECISIONS, (MAIN, DONE), ("新しい経過", "令和8年11月20日", "＊")),
    ],
)
def test_経過や決定事項を渡さない人には_前回の分も渡さない(
    desk: Desk, clock: MovableClock, part: Part, gone: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    _, second = held_again(desk, clock, "重層的支援会議")
    item = matrix(desk, second.id).items[0][0]
    choose(desk, second.id, second.attendees[1], item.id, [part], shown=False)
    first, other, _ = map(flat, copies(desk, second))
    assert [words for words in gone if words in other] == []
    assert [words for words in kept if words not in other] == []
    assert all(words in first for words in (*gone, *kept))


def test_支援会議のあったことは_重層的支援会議の資料に出ない(
    desk: Desk, clock: MovableClock
) -> None:
    case_id = agreed(desk, 0)
    support = meeting_of(desk, "支援会議", case_id)
    decided(desk, support)
    clock.pass_days(30)
    plan = meeting_of(desk, "重層的支援会議", case_id)
    whole = "".join(copies(desk, plan)) + repr(Press(desk, plan.id)._material)
    for words in (MAIN, DONE, support.meeting_no, support.body_name):
        assert words not in whole
    clock.pass_days(30)
    again = meeting_of(desk, "支援会議", case_id)
    assert plan.meeting_no in copies(desk, again)[0]


def test_よその会議体の支援会議は_前回にならない(several: Desk, clock: MovableClock) -> None:
    case_id = agreed(several, 0)

    def held(body: str) -> Meeting:
        meeting = meetings.convene(several, body, several.today(), kind=_support(several, body))
        meetings.put_on_agenda(several, meeting.id, case_id, "情報共有")
        one = Attendee(agency=AGENCIES[0], name="架空　いち")
        return meetings.invite(several, meeting.id, [one])

    mine = held(ELDER)
    decided(several, mine)
    clock.pass_days(30)
    assert MAIN not in copies(several, held(CHILD))[0]
    clock.pass_days(30)
    assert MAIN in copies(several, held(ELDER))[0]


def _support(desk: Desk, body_id: str) -> Any:
    body = desk.town.body(body_id)
    assert body is not None
    return next(kind for kind in body.kinds if kind.sealed)


def test_終わった相談は_状況の変わった日が出る(desk: Desk, clock: MovableClock) -> None:
    case_id = agreed(desk, 0)
    meeting_of(desk, "重層的支援会議", case_id)
    clock.pass_days(20)
    with desk.writing(Purpose.CASEWORK) as work:
        case = work.cases.get(case_id)
        assert case is not None
        work.cases.put(replace(case, status=CaseStatus.SUSPENDED, closed_on=desk.today()))
    clock.pass_days(10)
    text = flat(copies(desk, meeting_of(desk, "重層的支援会議", case_id))[0])
    assert "R8.12.10支援の状況中断" in text


def test_本人の部には_本人に伏せる経過の数も_その印も出ない(
    desk: Desk, clock: MovableClock
) -> None:
    case_id = agreed(desk, 0)
    meeting_of(desk, "重層的支援会議", case_id)
    clock.pass_days(30)
    note = progress.add_note(desk, case_id, {"noted_on": desk.today(), "content": NEWS})
    set_overlays(desk, note, (Overlay.FROM_PERSON,), Purpose.CASEWORK)
    second = meeting_of(desk, "重層的支援会議", case_id)
    people = [*second.attendees, Attendee(agency="本人", name=NAMES[0])]
    joined = meetings.invite(desk, second.id, people)
    first, *_, person = map(flat, copies(desk, joined))
    assert "新しい経過が2件" in first
    assert NEWS in first
    assert "新しい経過" not in person
    assert NEWS not in person


# --- どの行に＊が付くか -----------------------------------------------------


def starred(desk: Desk, meeting: Meeting, at: int = 0) -> dict[str, str]:
    """事例票の経過の、内容 → ＊。"""
    _, record = Press(desk, meeting.id)._material.items[at]
    return {
        str(row.facts["内容"].value): str(row.facts["新"].value) for row in record.groups["経過"]
    }


def told(desk: Desk, meeting: Meeting) -> str:
    """前回に数えた会議の番号。無ければ空。"""
    _, record = Press(desk, meeting.id)._material.items[0]
    return str(record.facts["前回"].value)


def noted(desk: Desk, case_id: str, words: str, start: str = "", **more: Any) -> None:
    values = {"noted_on": desk.today(), "content": words, "start": start}
    progress.add_note(desk, case_id, values, **more)


def convened(desk: Desk, kind: str, case_id: str, days: int = 0, **times: Any) -> Meeting:
    body = next(b for b in desk.town.bodies if kind in b.kinds)
    day = desk.today() + timedelta(days=days)
    meeting = meetings.convene(desk, body.id, day, kind=MeetingKind(kind), **times)
    meetings.put_on_agenda(desk, meeting.id, case_id, "情報共有")
    return meetings.invite(desk, meeting.id, [Attendee(agency=AGENCIES[0], name="架空　1")])


def test_会議の日の経過は_会議の終わりからのものが新しい(desk: Desk, clock: MovableClock) -> None:
    case_id = agreed(desk, 0)
    first = convened(desk, "重層的支援会議", case_id, start="13:30", end="15:00")
    noted(desk, case_id, "朝の電話", "9:10")
    noted(desk, case_id, "会議の途中", "14:00")
    noted(desk, case_id, "会議の後の訪問", "15:30")
    noted(desk, case_id, "時刻なし")
    noted(desk, case_id, "会議の記録", "16:00", meeting_id=first.id)
    clock.pass_days(30)
    noted(desk, case_id, "会議に続く話", "10:00", meeting_id=first.id)
    assert starred(desk, convened(desk, "重層的支援会議", case_id)) == {
        "会議に続く話": "＊",
        "会議の記録": "",
        "会議の後の訪問": "＊",
        "会議の途中": "",
        "朝の電話": "",
        "時刻なし": "＊",
        WENT[0]: "＊",
    }


@pytest.mark.parametrize(("start", "morning"), [("13:30", ""), ("午後1時半", ""), ("昼ごろ", "＊")])
def test_終わりの時刻が無ければ始まりから_読めなければ新しい方に数える(
    desk: Desk, clock: MovableClock, start: str, morning: str
) -> None:
    case_id = agreed(desk, 0)
    convened(desk, "重層的支援会議", case_id, start=start)
    noted(desk, case_id, "二時の話", "14:00")
    noted(desk, case_id, "朝の話", "9:00")
    clock.pass_days(30)
    found = starred(desk, convened(desk, "重層的支援会議", case_id))
    assert (found["二時の話"], found["朝の話"]) == ("＊", morning)


def test_まだ開かれていない会議は_前回ではない(desk: Desk, clock: MovableClock) -> None:
    case_id = agreed(desk, 0)
    first = convened(desk, "重層的支援会議", case_id)
    clock.pass_days(10)
    noted(desk, case_id, NEWS)
    between = convened(desk, "重層的支援会議", case_id, days=7)
    following = convened(desk, "重層的支援会議", case_id, days=20)
    assert first.meeting_no in told(desk, following)
    assert starred(desk, following)[NEWS] == "＊"
    clock.pass_days(8)
    assert between.meeting_no in told(desk, following)
    assert starred(desk, following)[NEWS] == ""


def test_今日の会議は_結果が書かれれば前回になる(desk: Desk, clock: MovableClock) -> None:
    case_id = agreed(desk, 0)
    first = convened(desk, "重層的支援会議", case_id)
    clock.pass_days(10)
    today = convened(desk, "重層的支援会議", case_id)
    following = convened(desk, "重層的支援会議", case_id, days=20)
    assert first.meeting_no in told(desk, following)
    decided(desk, today)
    assert today.meeting_no in told(desk, following)


def test_支援会議の経過は_その支援会議の前回から数える(desk: Desk, clock: MovableClock) -> None:
    """間の重層的支援会議では、支援会議の記録は話せない。"""
    case_id = agreed(desk, 0)
    convened(desk, "支援会議", case_id)
    clock.pass_days(10)
    secret = {"noted_on": desk.today(), "content": "秘の話", "lane": Lane.SEALED.label}
    progress.add_note(desk, case_id, secret)
    noted(desk, case_id, "開いた話")
    clock.pass_days(10)
    plan = convened(desk, "重層的支援会議", case_id)
    clock.pass_days(10)
    again = convened(desk, "支援会議", case_id)
    assert plan.meeting_no in told(desk, again)
    found = starred(desk, again)
    assert (found["秘の話"], found["開いた話"]) == ("＊", "")
    assert "秘の話" not in starred(desk, convened(desk, "重層的支援会議", case_id, days=5))


def test_初めての支援会議なら_支援会議の経過はどれも新しい(desk: Desk, clock: MovableClock) -> None:
    case_id = agreed(desk, 0)
    secret = {"noted_on": desk.today(), "content": "秘の話", "lane": Lane.SEALED.label}
    progress.add_note(desk, case_id, secret)
    clock.pass_days(5)
    convened(desk, "重層的支援会議", case_id)
    clock.pass_days(5)
    found = starred(desk, convened(desk, "支援会議", case_id))
    assert (found["秘の話"], found[WENT[0]]) == ("＊", "")


def test_同じ日に二つの会議があれば_遅く始まった方が前回(desk: Desk, clock: MovableClock) -> None:
    case_id = agreed(desk, 0)
    late = convened(desk, "重層的支援会議", case_id, start="15:00")
    early = convened(desk, "重層的支援会議", case_id, start="9:30")
    assert late.meeting_no < early.meeting_no
    clock.pass_days(30)
    assert late.meeting_no in told(desk, convened(desk, "重層的支援会議", case_id))


def test_新しい経過が欄に収まらなければ_印の付いた数も言う(desk: Desk, clock: MovableClock) -> None:
    case_id = agreed(desk, 0)
    convened(desk, "重層的支援会議", case_id)
    for number in range(10):
        clock.pass_days(1)
        noted(desk, case_id, f"話{number}")
    again = convened(desk, "重層的支援会議", case_id)
    # 会議の日の、時刻の無い一件も新しい方に数える。
    assert "新しい経過が11件(うち8件が経過の欄の＊)" in flat(copies(desk, again)[0])
    assert flat(copies(desk, again)[0]).count("＊") == 9
