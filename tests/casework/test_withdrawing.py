"""同意の撤回: 外へ出た紙が、いま誰の手元にあるかを並べ、回収・廃棄を頼む。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jusou_desk.casework.case import consent, sheets, tasks
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_export import write_ledger
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.casework.paper.papers import hand_out_sheet
from jusou_desk.casework.printing import packets
from jusou_desk.casework.recall.issuing import issued_for_case
from jusou_desk.casework.recall.withdrawing import (
    PaperOut,
    ask_back,
    hand_out_withdrawal,
    papers_out,
    undo_asking,
    withdrawal_sheet,
)
from jusou_desk.errors import Refused
from jusou_desk.models.records import CopyException, Meeting
from jusou_desk.models.secrecy_records import Issued, Way
from jusou_desk.policy import Purpose
from tests.casework.conftest import MovableClock
from tests.casework.test_packet_press import AGENCIES, NAMES, SCOPES, agreed, meeting_of, text_of

SOCIAL, VOLUNTEER, INSIDE = AGENCIES
PUT_AWAY = "ファイルを消し、刷ってあれば裁断してください"


@pytest.fixture
def case_id(desk: Desk) -> str:
    return agreed(desk, 0, agencies=f"{SOCIAL}、{VOLUNTEER}")


@pytest.fixture
def met(desk: Desk, case_id: str, clock: MovableClock, tmp_path: Path) -> Meeting:
    """配り終えた重層的支援会議。"""
    meeting = meeting_of(desk, "重層的支援会議", case_id)
    packets.issue_packet(desk, meeting.id, tmp_path / "packet")
    for copy in packets.copies_of(desk, meeting.id):
        packets.mark_copy(desk, copy, handed_on=desk.today())
    clock.now += timedelta(hours=1)
    return meeting


def record(desk: Desk, case_id: str, status: str = "撤回", **more: Any) -> None:
    values: dict[str, Any] = {"status": status, "decided_on": desk.today()}
    endless = {"no_end": "valid_until" not in more}
    consent.record_consent(desk, case_id, values | endless | more)


def again(desk: Desk, case_id: str, **more: Any) -> None:
    """書面で、範囲か提供先を変えて同意し直す。"""
    values = {"scope": SCOPES, "agencies": f"{SOCIAL}、{VOLUNTEER}"}
    record(desk, case_id, "書面", **(values | more))


def waiting(desk: Desk, case_id: str) -> dict[str, PaperOut]:
    return {one.agency: one for one in papers_out(desk, case_id) if one.outstanding}


def test_同意のある間は_並ぶだけで頼むものは無い(desk: Desk, met: Meeting, case_id: str) -> None:
    assert met.attendees
    found = papers_out(desk, case_id)
    # 三人の部と、事務局の全部入り
    states = [one.state for one in found]
    assert sorted(states) == ["いまの同意の中"] * 3 + ["庁内の紙"]
    assert ask_back(desk, case_id) == ()


def test_撤回すると_渡した部がみな並び_戻った部は頼まない(
    desk: Desk, met: Meeting, case_id: str
) -> None:
    first, second, third = packets.copies_of(desk, met.id)
    packets.mark_copy(desk, first, returned_on=desk.today())
    packets.except_copy(desk, third, CopyException.TAKEN_HOME, permitted_by="議長　見本")
    record(desk, case_id)
    found = {one.agency: one for one in papers_out(desk, case_id)}
    assert {name: (one.state, one.outstanding) for name, one in found.items() if name} == {
        SOCIAL: ("回収 R8.11.20", False),
        VOLUNTEER: ("未回収", True),
        INSIDE: ("持ち帰り(許可 議長　見本)", True),
    }
    assert found[VOLUNTEER].reason == "本人の同意(書面・口頭)が無い"
    returned = packets.mark_copy(desk, second, returned_on=desk.today())
    packets.mark_copy(desk, returned, shredded_on=desk.today(), witness="山田　進")
    assert papers_out(desk, case_id)[-1].outstanding is False
    assert waiting(desk, case_id).keys() == {INSIDE}


def test_刷った後に撤回された相談の載る部は_もう配れない(
    desk: Desk, case_id: str, tmp_path: Path
) -> None:
    meeting = meeting_of(desk, "重層的支援会議", case_id)
    packets.issue_packet(desk, meeting.id, tmp_path / "p")
    first, second, _ = packets.copies_of(desk, meeting.id)
    packets.mark_copy(desk, first, handed_on=desk.today())
    record(desk, case_id)
    with pytest.raises(Refused, match=r"控番2には、刷った後に同意の外になった R8-"):
        packets.mark_copy(desk, second, handed_on=desk.today())
    assert packets.copies_of(desk, meeting.id)[1].handed_on is None
    # 配り終えた部の回収は、撤回の後こそ書ける。
    packets.mark_copy(desk, packets.copies_of(desk, meeting.id)[0], returned_on=desk.today())


def test_配っていない部と差し替えた部は頼まない(
    desk: Desk, case_id: str, clock: MovableClock, tmp_path: Path
) -> None:
    meeting = meeting_of(desk, "重層的支援会議", case_id)
    for name in ("first", "second"):
        meetings.change_meeting(desk, replace(meeting, place=name))
        packets.issue_packet(desk, meeting.id, tmp_path / name)
        clock.now += timedelta(minutes=1)
    first, second, _ = (one for one in packets.copies_of(desk, meeting.id) if not one.replaced)
    packets.except_copy(desk, first, CopyException.NOT_HANDED)
    packets.mark_copy(desk, second, handed_on=desk.today())
    record(desk, case_id)
    states = sorted(one.state for one in papers_out(desk, case_id) if one.agency)
    assert states == sorted(
        [f"差し替えた(配っていない)。{PUT_AWAY}"] * 3
        + ["渡していない", "未回収", "ファイルに出した・未配付"]
    )
    assert waiting(desk, case_id).keys() == {VOLUNTEER}


def test_刷ったまま配っていない部は_渡さずに裁断すると名指しで言う(
    desk: Desk, case_id: str, clock: MovableClock, tmp_path: Path
) -> None:
    meeting = meeting_of(desk, "重層的支援会議", case_id)
    packets.issue_packet(desk, meeting.id, tmp_path / "p")
    first, second, _ = packets.copies_of(desk, meeting.id)
    clock.now += timedelta(hours=1)
    assert not any(one.unhanded for one in papers_out(desk, case_id))
    packets.mark_copy(desk, first, handed_on=desk.today())
    packets.except_copy(desk, second, CopyException.NOT_HANDED)
    hand_out_sheet(desk, "progress", case_id, tmp_path / "newer")
    record(desk, case_id)
    found = papers_out(desk, case_id)
    # 相手の手元にあるものが先、次に渡せない部。
    assert [(one.outstanding, one.unhanded) for one in found[:3]] == [
        (True, False),
        (False, True),
        (False, True),
    ]
    held = {one.agency: one for one in found if one.unhanded}
    assert held.keys() == {VOLUNTEER, INSIDE}
    third = held[INSIDE]
    assert third.words == f"ファイルに出した・未配付。渡さずに{PUT_AWAY}"
    assert third.paper.first.title == f"{meeting.meeting_no} 会議資料 控番3/3"
    assert third.receiver == f"{INSIDE}　架空　3"
    assert held[VOLUNTEER].words == f"渡していない。渡さずに{PUT_AWAY}"
    words = "".join(text_of(withdrawal_sheet(desk, case_id)[1].data).split())
    assert f"ファイルに出した・未配付。渡さずに{PUT_AWAY}" in words
    # 相手の手元には無いので、回収を頼む仕事にはしない。
    assert [one.what.partition("に")[0] for one in ask_back(desk, case_id)] == [SOCIAL]
    marked = packets.copies_of(desk, meeting.id)[1]
    packets.mark_copy(desk, marked, shredded_on=desk.today(), witness="山田　進")
    assert {one.agency for one in papers_out(desk, case_id) if one.unhanded} == {INSIDE}


@pytest.mark.parametrize("narrowed", ["期間", "範囲", "提供先"])
def test_配る前に同意が狭まった部も_渡せない(
    desk: Desk, case_id: str, clock: MovableClock, tmp_path: Path, narrowed: str
) -> None:
    meeting = meeting_of(desk, "重層的支援会議", case_id)
    packets.issue_packet(desk, meeting.id, tmp_path / "p")
    clock.now += timedelta(hours=1)
    more: dict[str, dict[str, Any]] = {
        "期間": {"valid_until": desk.today() + timedelta(days=1)},
        "範囲": {"scope": SCOPES[1:]},
        "提供先": {"agencies": SOCIAL},
    }
    again(desk, case_id, **more[narrowed])
    clock.pass_days(9)
    held = {one.agency: one for one in papers_out(desk, case_id) if one.unhanded}
    assert held.keys() == ({VOLUNTEER} if narrowed == "提供先" else set(AGENCIES))
    words = {"期間": "同意の期間", "範囲": "情報の範囲", "提供先": "同意の提供先"}[narrowed]
    assert words in held[VOLUNTEER].words
    for copy in packets.copies_of(desk, meeting.id):
        if copy.agency in held:
            with pytest.raises(Refused, match="刷った後に同意の外になった"):
                packets.mark_copy(desk, copy, handed_on=desk.today())


def refer(desk: Desk, case_id: str, to: str, folder: Path) -> None:
    values = {
        "made_on": desk.today(),
        "from_agency": INSIDE,
        "to_agency": to,
        "consent": "書面",
        "reason": "見守り",
    }
    sheets.write_sheet(desk, case_id, "referral", values)
    hand_out_sheet(desk, "referral", case_id, folder)


def test_機関を除くと_その機関に渡した紙だけを頼む(
    desk: Desk, met: Meeting, case_id: str, clock: MovableClock, tmp_path: Path
) -> None:
    assert met.attendees
    refer(desk, case_id, VOLUNTEER, tmp_path / "referral")
    clock.now += timedelta(hours=1)
    again(desk, case_id, agencies=SOCIAL, excluded_agencies=VOLUNTEER)
    found = [one for one in papers_out(desk, case_id) if one.outstanding]
    assert {one.agency for one in found} == {VOLUNTEER}
    assert {one.state for one in found} == {"未回収", "渡したまま"}
    assert {one.reason for one in found} == {"本人が「伝えないでほしい」とした機関である"}
    (task,) = ask_back(desk, case_id)
    assert task.what.startswith(f"{VOLUNTEER}に回収・廃棄を頼む(")
    assert "つなぐシート" in task.what
    assert "会議資料" in task.what


def test_提供先や情報の範囲を狭めると_前に渡した紙を頼む(
    desk: Desk, met: Meeting, case_id: str, clock: MovableClock, tmp_path: Path
) -> None:
    assert met.attendees
    again(desk, case_id, agencies=SOCIAL)
    assert waiting(desk, case_id).keys() == {VOLUNTEER}
    again(desk, case_id, scope=SCOPES[1:])
    assert waiting(desk, case_id).keys() == set(AGENCIES)
    assert waiting(desk, case_id)[SOCIAL].reason == "情報の範囲が狭まった"
    # 狭めた後に渡した紙は、その同意の中。
    clock.now += timedelta(hours=1)
    refer(desk, case_id, SOCIAL, tmp_path / "referral")
    last = next(one for one in papers_out(desk, case_id) if "つなぐ" in one.paper.first.title)
    assert last.state == "いまの同意の中"


def test_台帳のブックと庁内の紙も並ぶ(desk: Desk, case_id: str, tmp_path: Path) -> None:
    hand_out_sheet(desk, "progress", case_id, tmp_path)
    write_ledger(desk, tmp_path / "book.xlsx", password="ながいあいことば")
    record(desk, case_id)
    found = {one.paper.first.title: one for one in papers_out(desk, case_id)}
    assert found["支援経過記録"].state == "庁内の紙"
    book = found["標準台帳ブック(相談1件)"]
    assert (book.state, book.outstanding) == ("渡した先を確かめる", True)


def test_頼む仕事は渡した先ごとに一つで_今日に出て_元に戻せる(
    desk: Desk, met: Meeting, case_id: str
) -> None:
    assert met.attendees
    record(desk, case_id)
    made = ask_back(desk, case_id)
    assert sorted(one.what.partition("に")[0] for one in made) == sorted(AGENCIES)
    assert {one.due_on for one in made} == {desk.today()}
    lines = [line for line in due_lines(desk) if "回収・廃棄を頼む" in line.what]
    assert len(lines) == 3
    assert all(NAMES[0] in line.what for line in lines)
    assert ask_back(desk, case_id) == ()
    tasks.finish(desk, made[0].id)
    undo_asking(desk, made[1:])
    assert [line for line in due_lines(desk) if "回収・廃棄を頼む" in line.what] == []


def test_回収一覧の紙は_刷ったことも残り_支援会議の資料は載らない(
    desk: Desk, met: Meeting, case_id: str, outsider: Desk, tmp_path: Path
) -> None:
    quiet = meeting_of(desk, "支援会議", case_id)
    packets.issue_packet(desk, quiet.id, tmp_path / "quiet")
    record(desk, case_id)
    for one in (desk, outsider):
        words = text_of(withdrawal_sheet(one, case_id)[1].data).replace("　", "")
        assert met.meeting_no in words
        assert quiet.meeting_no not in words
        assert all(agency in words.replace(" ", "") for agency in AGENCIES)
        assert NAMES[0].replace("　", "") in words
    before = len(papers_out(outsider, case_id))
    hand_out_withdrawal(outsider, case_id, tmp_path / "sheet")
    assert len(papers_out(outsider, case_id)) == before + 1
    assert len(issued_for_case(outsider, case_id)) == before + 1


def test_期間が過ぎただけでは頼まない(
    desk: Desk, met: Meeting, case_id: str, clock: MovableClock
) -> None:
    assert met.attendees
    again(desk, case_id, valid_until=desk.today() + timedelta(days=1))
    clock.pass_days(9)
    assert waiting(desk, case_id) == {}


def test_何百枚でも一覧が開く(desk: Desk, case_id: str) -> None:
    with desk.writing(Purpose.CASEWORK) as work:
        for number in range(500):
            work.issued.put(
                Issued(
                    issued_at=datetime(2026, 11, 1, 9, 0) + timedelta(minutes=number),
                    issued_by=desk.me.name,
                    purpose=Purpose.REFERRAL,
                    way=Way.FILE,
                    title=f"つなぐシート{number}",
                    receiver=SOCIAL,
                    case_ids=(case_id,) if number % 2 else ("ほかの相談",),
                )
            )
    record(desk, case_id)
    assert len(papers_out(desk, case_id)) == 250
    assert len(ask_back(desk, case_id)) == 1
    assert withdrawal_sheet(desk, case_id)[1].data.startswith(b"%PDF")
    assert desk.today() == date(2026, 11, 20)
