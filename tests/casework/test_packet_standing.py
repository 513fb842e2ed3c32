"""会議資料をもう一度出す: 何も変わっていなければ同じ部、変わっていれば出し直し。"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from jusou_desk.casework.case import consent, progress
from jusou_desk.casework.case.meeting_doors import purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.meeting.packet_matrix import choose, matrix
from jusou_desk.casework.outgoing.exporting import PRINTED, note_printing
from jusou_desk.casework.printing import packets
from jusou_desk.casework.printing.packets import IssuedPacket
from jusou_desk.casework.recall.issuing import issued_at_meeting, open_issued
from jusou_desk.casework.recall.withdrawing import papers_out
from jusou_desk.models.records import Meeting, PacketCopy, Part
from jusou_desk.models.secrecy_records import Way
from jusou_desk.policy import Purpose
from tests.casework.conftest import MovableClock
from tests.casework.test_packet_press import SCOPES, agreed, meeting_of

PLAN, SUPPORT = "重層的支援会議", "支援会議"


@pytest.fixture
def case_id(desk: Desk) -> str:
    return agreed(desk, 0)


@pytest.fixture(params=[PLAN, SUPPORT])
def met(desk: Desk, case_id: str, request: pytest.FixtureRequest) -> Meeting:
    return meeting_of(desk, request.param, case_id)


@pytest.fixture
def open_met(desk: Desk, case_id: str) -> Meeting:
    return meeting_of(desk, PLAN, case_id)


def to_paper(desk: Desk, meeting: Meeting) -> IssuedPacket:
    """全部数を刷り終える。"""
    issued, _ = packets.print_packet(desk, meeting.id)
    note_printing(
        desk,
        purpose_of_kind(meeting.kind),
        meeting.meeting_no,
        PRINTED,
        files=issued.papers,
        meeting_id=meeting.id,
        body_id=meeting.body_id,
    )
    return issued


def copies(desk: Desk, meeting: Meeting) -> tuple[PacketCopy, ...]:
    return packets.copies_of(desk, meeting.id)


def audited(desk: Desk, meeting: Meeting) -> list[str]:
    with desk.reading(purpose_of_kind(meeting.kind), meeting.body_id) as work:
        return [one.action for one in work.audit.about({meeting.meeting_no})]


@pytest.mark.parametrize("printed_first", [False, True])
def test_ファイルに出しても刷っても_変わっていなければ一つの発行(
    desk: Desk, met: Meeting, clock: MovableClock, tmp_path: Path, printed_first: bool
) -> None:
    folder = tmp_path / "資料"
    ways: list[Callable[[], IssuedPacket]] = [
        lambda: packets.issue_packet(desk, met.id, folder),
        lambda: to_paper(desk, met),
    ]
    first, second = reversed(ways) if printed_first else ways
    once = first()
    before = copies(desk, met)
    assert once.told == ""
    clock.now += timedelta(hours=3, minutes=7)
    again = second()
    assert "R8.11.20 09:30 に出した資料から何も変わっていないので、同じ部です。" in again.told
    assert copies(desk, met) == again.copies == before
    assert [paper.data for paper in again.papers] == [paper.data for paper in once.papers]
    for copy in before:
        whole = (folder / f"packet-{copy.copy_no:02d}.pdf").read_bytes()
        assert hashlib.sha256(whole).hexdigest() == copy.digest
    # 控には二つの道が残り、紙としては一行。
    kept = [one for one in issued_at_meeting(desk, met.id) if one.first.receiver]
    assert len(kept) == 3
    purpose = purpose_of_kind(met.kind)
    for one in kept:
        assert {file.way for file in one.files} == {Way.FILE, Way.PRINT}
        assert len({open_issued(desk, f.id, met.meeting_no, purpose) for f in one.files}) == 1
    done = audited(desk, met)
    for what in ("会議資料の発行", "会議資料の再出力", f"出力の完了({purpose})"):
        assert done.count(what) == 1
    assert done.count(f"印刷の完了({purpose})") == 1


def test_刷らずに閉じて開き直しても_部は増えない(
    desk: Desk, open_met: Meeting, clock: MovableClock
) -> None:
    packets.print_packet(desk, open_met.id)
    clock.pass_days(1)
    again, _ = packets.print_packet(desk, open_met.id)
    assert "同じ部" in again.told
    assert len(copies(desk, open_met)) == 3


def write(desk: Desk, _meeting: Meeting, case_id: str) -> None:
    noted = {"noted_on": desk.today(), "content": "新しい経過"}
    progress.add_note(desk, case_id, noted)


def hide(desk: Desk, meeting: Meeting, _case_id: str) -> None:
    item = matrix(desk, meeting.id).items[0][0]
    choose(desk, meeting.id, meeting.attendees[2], item.id, [Part.ROLES], shown=False)


def swap(desk: Desk, meeting: Meeting, _case_id: str) -> None:
    people = [*meeting.attendees[:2], replace(meeting.attendees[2], name="架空　別人")]
    meetings.invite(desk, meeting.id, people)


def leave(desk: Desk, meeting: Meeting, _case_id: str) -> None:
    meetings.invite(desk, meeting.id, meeting.attendees[:2])


def agree_again(desk: Desk, _meeting: Meeting, case_id: str) -> None:
    """紙の上は何も変わらない同意。前の部は、書いた後では配れないことがある。"""
    for scope in (SCOPES[:3], SCOPES):
        given = {"status": "書面", "decided_on": desk.today(), "scope": scope, "no_end": True}
        given["agencies"] = "社会福祉協議会、民生委員・児童委員"
        consent.record_consent(desk, case_id, given)


@pytest.mark.parametrize("change", [write, hide, swap, leave, agree_again])
def test_後で変われば出し直し(
    desk: Desk,
    open_met: Meeting,
    case_id: str,
    clock: MovableClock,
    tmp_path: Path,
    change: Callable[[Desk, Meeting, str], None],
) -> None:
    packets.issue_packet(desk, open_met.id, tmp_path)
    clock.now += timedelta(minutes=10)
    change(desk, open_met, case_id)
    again, _ = packets.print_packet(desk, open_met.id)
    assert "変わった所があるため、出し直しです。" in again.told
    assert "前の3部は差し替わりました" in again.told
    known = copies(desk, open_met)
    assert len([one for one in known if one.replaced]) == 3
    new = [one for one in known if not one.replaced]
    assert {one.issued_at for one in new} == {clock.now}
    assert len(new) == len(again.papers)


def test_もう刷った部をもう一度刷れば_出し直し(
    desk: Desk, open_met: Meeting, clock: MovableClock
) -> None:
    to_paper(desk, open_met)
    clock.now += timedelta(minutes=10)
    again = to_paper(desk, open_met)
    assert "もう刷ったか渡したかしているため、出し直しです。" in again.told
    assert len([one for one in copies(desk, open_met) if one.replaced]) == 3


def test_配った後でファイルに出しても_管理表は変わらない(
    desk: Desk, open_met: Meeting, clock: MovableClock, tmp_path: Path
) -> None:
    to_paper(desk, open_met)
    for copy in copies(desk, open_met):
        packets.mark_copy(desk, copy, handed_on=desk.today())
    before = copies(desk, open_met)
    clock.now += timedelta(minutes=10)
    assert "同じ部" in packets.issue_packet(desk, open_met.id, tmp_path).told
    assert copies(desk, open_met) == before
    # もう一度刷れば、配った部のほかに紙ができる。
    assert "出し直し" in packets.print_packet(desk, open_met.id)[0].told
    assert len(copies(desk, open_met)) == 6


def test_裁断した部は_もう一度は出ない(
    desk: Desk, open_met: Meeting, clock: MovableClock, tmp_path: Path
) -> None:
    packets.issue_packet(desk, open_met.id, tmp_path)
    first = copies(desk, open_met)[0]
    handed = packets.mark_copy(desk, first, handed_on=desk.today())
    back = packets.mark_copy(desk, handed, returned_on=desk.today())
    packets.mark_copy(desk, back, shredded_on=desk.today(), witness="山田　進")
    clock.now += timedelta(minutes=10)
    assert "出し直し" in packets.issue_packet(desk, open_met.id, tmp_path).told


def test_同じ部を二つの道で出しても_撤回の一覧には一行(
    desk: Desk, open_met: Meeting, case_id: str, tmp_path: Path
) -> None:
    packets.issue_packet(desk, open_met.id, tmp_path)
    to_paper(desk, open_met)
    with desk.reading(Purpose.CASEWORK) as work:
        assert len([one for one in work.issued.where() if one.receiver]) == 6
    assert len([one for one in papers_out(desk, case_id) if one.receiver]) == 3
