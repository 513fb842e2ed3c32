"""いまは見せられないことの載った部: 断ることと言うことが同じで、今日と、直した日時も。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from jusou_desk.casework.case import consent, intake, meeting_doors
from jusou_desk.casework.case.due import COPIES, DueLine
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.casework.printing import packets
from jusou_desk.casework.printing.meeting_papers import draw_paper, hand_out_paper
from jusou_desk.casework.printing.rescheduling import old_dated, past_words
from jusou_desk.casework.recall.stale_copies import (
    stale_in,
    stale_with_case,
    stale_with_whereabouts,
    stale_words,
)
from jusou_desk.casework.secrecy import protecting
from jusou_desk.casework.secrecy.protecting import Account
from jusou_desk.errors import Refused
from jusou_desk.models.records import Case, CopyException, Meeting, PacketCopy
from jusou_desk.policy import Purpose
from tests.casework.conftest import MovableClock
from tests.casework.test_packet_press import AGENCIES, SCOPES, meeting_of

PLAN, SUPPORT = "重層的支援会議", "支援会議"
ACCOUNT = Account(ground="配偶者からの暴力", since=date(2026, 11, 20), until=date(2027, 11, 19))


def agree(desk: Desk, case: Case, **more: Any) -> None:
    given: dict[str, Any] = {
        "status": "書面",
        "decided_on": desk.today(),
        "scope": SCOPES,
        "agencies": "、".join(AGENCIES),
        "valid_until": desk.today() + timedelta(days=2),
    }
    consent.record_consent(desk, case.id, given | more)


def moved_far(desk: Desk) -> Case:
    """居場所の知れる相談。同意がある。"""
    values: dict[str, Any] = {
        "received_on": desk.today() - timedelta(days=9),
        "consent": "未取得",
        "person_name": "砂原　澪",
        "address": "長門市（架空）灯台通り九番地",
        "content": "遠くへ移った。",
    }
    made = intake.receive(desk, values).case
    agree(desk, made)
    return made


@pytest.fixture
def case(desk: Desk) -> Case:
    return moved_far(desk)


Met = Callable[..., Meeting]


@pytest.fixture
def met(desk: Desk, tmp_path: Path) -> Met:
    """会議(初めは二日後)。三部を出し、一人目にだけ先に渡した。"""

    def make(kind: str, case: Case, on: int = 2, **more: Any) -> Meeting:
        return _met(desk, tmp_path / "資料", kind, case, on, **more)

    return make


def _met(desk: Desk, folder: Path, kind: str, case: Case, on: int, **more: Any) -> Meeting:
    made = meeting_of(desk, kind, case.id)
    later = replace(made, held_on=desk.today() + timedelta(days=on), **more)
    made = meetings.change_meeting(desk, later)
    first = packets.issue_packet(desk, made.id, folder).copies[0]
    packets.mark_copy(desk, first, handed_on=desk.today())
    return made


def withdraw(desk: Desk, case: Case, _clock: MovableClock) -> None:
    consent.record_consent(desk, case.id, {"status": "撤回", "decided_on": desk.today()})


def narrow(desk: Desk, case: Case, _clock: MovableClock) -> None:
    agree(desk, case, scope=SCOPES[:1])


def expire(_desk: Desk, _case: Case, clock: MovableClock) -> None:
    clock.pass_days(4)


def protect(desk: Desk, case: Case, _clock: MovableClock) -> None:
    protecting.set_protection(desk, case.person_id, ACCOUNT)


Turn = Callable[[Desk, Case, MovableClock], None]


def refused(desk: Desk, copy: PacketCopy) -> bool:
    try:
        packets.mark_copy(desk, copy, handed_on=desk.today())
    except Refused:
        return True
    return False


@pytest.mark.parametrize("turn", [withdraw, narrow, expire, protect])
def test_言う部と断る部は同じで_配った部は回収を言う(
    desk: Desk, met: Met, case: Case, clock: MovableClock, turn: Turn
) -> None:
    meeting = met(PLAN, case)
    clock.now += timedelta(minutes=5)
    assert stale_in(desk, meeting) == ()
    turn(desk, case, clock)
    stale = stale_in(desk, meeting)
    number = meeting.meeting_no
    said = (
        f"出した控番{number}-02（{AGENCIES[1]}）、{number}-03（{AGENCIES[2]}）には、"
        "いまは見せられないことが載っています。配らずに、出し直してください。"
    )
    back = (
        f"配った控番{number}-01（{AGENCIES[0]}）には、"
        "いまは見せられないことが載っています。回収してください。"
    )
    # 期間が過ぎただけなら、渡した時には渡してよかった
    assert stale_words(stale) == ((said,) if turn is expire else (said, back))
    told = {one.copy.id for one in stale if not one.out}
    waiting = [one for one in packets.copies_of(desk, meeting.id) if not one.handed_on]
    assert {one.id for one in waiting if refused(desk, one)} == told
    if turn is protect:
        assert stale_with_whereabouts(desk, case.person_id, Purpose.CASEWORK) == stale
    else:
        assert stale_with_case(desk, case, Purpose.CASEWORK) == stale


def test_戻った部と裁断した部と差し替えた部は言わない(
    desk: Desk, met: Met, case: Case, clock: MovableClock, tmp_path: Path
) -> None:
    meeting = met(PLAN, case)
    first, second, _ = packets.copies_of(desk, meeting.id)
    packets.mark_copy(desk, first, returned_on=desk.today())
    kept = packets.except_copy(desk, second, CopyException.NOT_HANDED)
    packets.mark_copy(desk, kept, shredded_on=desk.today(), witness="山田　進")
    clock.now += timedelta(minutes=5)
    narrow(desk, case, clock)
    assert [one.copy.copy_no for one in stale_in(desk, meeting)] == [3]
    clock.now += timedelta(minutes=5)
    packets.issue_packet(desk, meeting.id, tmp_path / "資料")
    assert stale_in(desk, meeting) == ()


def test_支援会議の部は_支援会議の目的でだけ言い_従事しない人の今日には出ない(
    desk: Desk, met: Met, outsider: Desk, case: Case, clock: MovableClock
) -> None:
    meeting = met(SUPPORT, case)
    clock.now += timedelta(minutes=5)
    protect(desk, case, clock)
    assert stale_with_whereabouts(desk, case.person_id, Purpose.CASEWORK) == ()
    found = stale_with_whereabouts(desk, case.person_id, Purpose.SUPPORT_MEETING)
    assert [one.copy.copy_no for one in found] == [1, 2, 3]
    ours, theirs = lines(desk, meeting), lines(outsider, meeting)
    assert [one.what for one in ours] == [
        f"{meeting.meeting_no} の出した2部には、いまは見せられないことが載っています。",
        f"{meeting.meeting_no} の配った1部には、いまは見せられないことが載っています。",
    ]
    assert ours[0].why == (
        f"配らずに、出し直してください。控番2（{AGENCIES[1]}）、控番3（{AGENCIES[2]}）"
    )
    assert (ours[0].place, ours[0].ref, ours[0].panel) == ("meeting", meeting.id, COPIES)
    assert ours[0].item == found[1].copy.id
    assert not any("架空　" in one.what + one.why or "砂原" in one.what + one.why for one in ours)
    assert theirs == []
    assert not any(meeting.meeting_no in one.what + one.why for one in due_lines(outsider))


def lines(desk: Desk, meeting: Meeting) -> list[DueLine]:
    return [one for one in due_lines(desk) if one.ref == meeting.id and one.panel == COPIES]


def test_戻っていない部は_終わりの時刻から_配った部だけを数える(
    desk: Desk, met: Met, case: Case, clock: MovableClock, tmp_path: Path
) -> None:
    meeting = met(SUPPORT, case, on=0, start="9:00", end="10:30")
    assert clock.now.hour == 9
    hand_out_paper(desk, draw_paper(desk, "minutes-copy", meeting.id), tmp_path)
    assert lines(desk, meeting) == []
    clock.now = clock.now.replace(hour=10, minute=30)
    number = meeting.meeting_no
    unknown, back = lines(desk, meeting)
    assert back.what == f"{number} の会議資料が1部戻っていません"
    assert back.why == f"会議は今日の10:30に終わっています。控番1（{AGENCIES[0]}）"
    assert unknown.what == f"{number} の会議資料2部に、配ったかどうかが書かれていません"
    minutes = [one for one in packets.copies_of(desk, meeting.id) if one.later]
    packets.mark_copy(desk, minutes[1], handed_on=desk.today())
    back = lines(desk, meeting)[1]
    assert back.what == f"{number} の会議資料が1部、議事録が1部戻っていません"
    assert back.why.endswith(f"控番5（{AGENCIES[1]}、議事録）")
    assert back.item == packets.copies_of(desk, meeting.id)[0].id


def test_終わりの時刻が無ければ_次の日から言う(
    desk: Desk, met: Met, case: Case, clock: MovableClock
) -> None:
    meeting = met(PLAN, case, on=0, end="")
    clock.now = clock.now.replace(hour=23)
    assert lines(desk, meeting) == []
    clock.pass_days(1)
    assert len(lines(desk, meeting)) == 2


# --- 開催日を変えた ------------------------------------------------------------


def test_開催日を変えると_前の日のままの紙が分かり_出し直せば消える(
    desk: Desk, met: Met, case: Case, clock: MovableClock, tmp_path: Path
) -> None:
    meeting = met(SUPPORT, case)
    hand_out_paper(desk, draw_paper(desk, "notice", meeting.id), tmp_path)
    assert old_dated(desk, meeting.id) == ()
    clock.now += timedelta(minutes=5)
    moved = meetings.change_meeting(
        desk, replace(meeting_doors.find_meeting(desk, meeting.id), held_on=date(2026, 11, 27))
    )
    assert [one.words for one in old_dated(desk, meeting.id)] == [
        "R8.11.20に出した開催通知は、前の開催日(R8.11.22)のままです。",
        "R8.11.20に出した資料(次第・名簿も)は、前の開催日(R8.11.22)のままです。",
    ]
    clock.now += timedelta(minutes=5)
    hand_out_paper(desk, draw_paper(desk, "notice", meeting.id), tmp_path)
    assert [one.name for one in old_dated(desk, meeting.id)] == ["packet"]
    # 元の日に戻せば、資料の方は合っていて、出し直した通知が古い
    clock.now += timedelta(minutes=5)
    meetings.change_meeting(desk, replace(moved, held_on=meeting.held_on))
    assert [one.name for one in old_dated(desk, meeting.id)] == ["notice"]
    clock.pass_days(30)
    assert old_dated(desk, meeting.id) == ()


def test_これからの会議に過ぎた日を入れたときだけ言う(desk: Desk) -> None:
    today = desk.today()
    past = today - timedelta(days=1)
    assert "R8.11.19は、もう過ぎた日です" in past_words(desk, past)
    assert past_words(desk, past, today)
    assert past_words(desk, past, past - timedelta(days=3)) == ""
    assert past_words(desk, today) == ""
