"""席の後に控番を続けた部: 欠席者の分と、支援会議の議事録。どれも戻るまで追う。"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jusou_desk.casework.case import consent
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import copy_register, meetings
from jusou_desk.casework.meeting.packet_matrix import choose, matrix
from jusou_desk.casework.morning import today
from jusou_desk.casework.outgoing.exporting import PRINTED
from jusou_desk.casework.printing import later_copies, packets
from jusou_desk.casework.printing.later_copies import LaterCopy, draw_for_absent
from jusou_desk.casework.printing.meeting_papers import (
    draw_paper,
    hand_out_paper,
    note_paper_printing,
)
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import Attendee, CopyException, Meeting, PacketCopy, Part
from jusou_desk.policy import Purpose
from tests.casework.conftest import MovableClock
from tests.casework.test_packet_press import AGENCIES, agreed, meeting_of, text_of

START = "印刷の開始"


def held(desk: Desk, kind: str) -> Meeting:
    """三人に資料を出し、二人に配って、三人目が来なかった会議。誓約は済んでいる。"""
    meeting = meeting_of(desk, kind, agreed(desk, 0), agreed(desk, 1))
    people = [replace(one, pledged_on=desk.today()) for one in meeting.attendees]
    meeting = meetings.invite(desk, meeting.id, people)
    issued, _ = packets.print_packet(desk, meeting.id)
    first, second, third = issued.copies
    for copy in (first, second):
        packets.mark_copy(desk, copy, handed_on=desk.today())
    packets.except_copy(desk, third, CopyException.NOT_HANDED)
    return meeting


@pytest.fixture
def plan(desk: Desk) -> Meeting:
    return held(desk, "重層的支援会議")


@pytest.fixture
def support(desk: Desk) -> Meeting:
    return held(desk, "支援会議")


def drawn(desk: Desk, meeting: Meeting, one: Attendee) -> LaterCopy:
    return draw_for_absent(desk, meeting.id, one.agency, one.name)


def printed(desk: Desk, later: LaterCopy) -> PacketCopy:
    for what in (START, PRINTED):
        later_copies.note_absent_printing(desk, later, what)
    return later.copy


def numbers(desk: Desk, meeting: Meeting) -> list[int]:
    return [copy.copy_no for copy in packets.copies_of(desk, meeting.id)]


def waiting(desk: Desk, meeting: Meeting) -> list[str]:
    return [one.what for one in today.due_lines(desk) if one.ref == meeting.id]


@pytest.mark.parametrize("kind", ["重層的支援会議", "支援会議"])
def test_欠席者の分は_控番を続けて_管理表に載る(desk: Desk, kind: str) -> None:
    meeting = held(desk, kind)
    later = drawn(desk, meeting, meeting.attendees[2])
    text = text_of(later.paper.data)
    assert f"{meeting.meeting_no}-04　控番 4(欠席者の分)" in text
    assert f"{AGENCIES[2]}　架空　3" in text
    assert "控番 3" not in text
    assert numbers(desk, meeting) == [1, 2, 3]
    printed(desk, later)
    *_, fourth = packets.copies_of(desk, meeting.id)
    assert (fourth.copy_no, fourth.agency, fourth.name) == (4, AGENCIES[2], "架空　3")
    assert copy_register.number_words(fourth) == "4(欠席者の分)"
    register = text_of(packets.register_paper(desk, meeting.id).data)
    assert f"{meeting.meeting_no}-04欠席者の分" in register.replace(" ", "")
    assert "09:30" not in register


def test_ファイルに出しても_管理表と発行控に載る(desk: Desk, plan: Meeting, tmp_path: Path) -> None:
    later = drawn(desk, plan, plan.attendees[2])
    (path,) = later_copies.hand_out_for_absent(desk, later, tmp_path)
    assert path.name == "packet-04.pdf"
    with desk.reading(Purpose.PLAN_MEETING) as work:
        (issued,) = work.issued.where(digest=later.copy.digest)
    assert issued.title == f"{plan.meeting_no} 会議資料 控番4(欠席者の分)"
    assert len(issued.case_ids) == 2
    assert numbers(desk, plan) == [1, 2, 3, 4]


def test_渡した欠席者の分は_戻るまで今日に出る(
    desk: Desk, plan: Meeting, clock: MovableClock
) -> None:
    for copy in packets.copies_of(desk, plan.id)[:2]:
        packets.mark_copy(desk, copy, returned_on=desk.today())
    clock.pass_days(3)
    assert waiting(desk, plan) == []
    copy = printed(desk, drawn(desk, plan, plan.attendees[2]))
    copy = packets.mark_copy(desk, copy, handed_on=desk.today())
    assert waiting(desk, plan) == [f"{plan.meeting_no} の会議資料が1部戻っていません"]
    packets.mark_copy(desk, copy, returned_on=desk.today())
    assert waiting(desk, plan) == []


def test_閲覧のみは_その日に渡した部として追い_取り消せる(
    desk: Desk, plan: Meeting, clock: MovableClock
) -> None:
    clock.pass_days(1)
    copy = printed(desk, drawn(desk, plan, plan.attendees[2]))
    read = packets.except_copy(desk, copy, CopyException.READ_ONLY)
    assert (read.handed_on, read.missing) == (desk.today(), True)
    back = packets.except_copy(desk, read, CopyException.NONE)
    assert (back.handed_on, back.exception) == (None, CopyException.NONE)
    read = packets.except_copy(desk, back, CopyException.READ_ONLY)
    done = packets.mark_copy(desk, read, returned_on=desk.today())
    assert (done.missing, done.exception) == (False, CopyException.READ_ONLY)
    assert "閲覧のみ" in text_of(packets.register_paper(desk, plan.id).data)
    with pytest.raises(BadInput, match="「閲覧のみ」にはできません"):
        packets.except_copy(desk, packets.copies_of(desk, plan.id)[0], CopyException.READ_ONLY)


def test_使った控番は二度と使わない(desk: Desk, plan: Meeting) -> None:
    absent = plan.attendees[2]
    first, twin = (drawn(desk, plan, absent) for _ in range(2))
    copy = printed(desk, first)
    with pytest.raises(BadInput, match="控番4の部は、もう出してあります"):
        later_copies.note_absent_printing(desk, twin, START)
    with pytest.raises(BadInput, match="控番4"):
        later_copies.note_absent_printing(desk, first, START)
    packets.except_copy(desk, copy, CopyException.NOT_HANDED)
    assert drawn(desk, plan, absent).copy.copy_no == 5
    # 管理表の行が無くなっても、発行控が番号を覚えている。
    with desk.writing(Purpose.PLAN_MEETING) as work:
        work.copies.remove(packets.copies_of(desk, plan.id)[3])
    assert drawn(desk, plan, absent).copy.copy_no == 5


def test_全部を出し直しても_続けた部は残り_番号がぶつかれば断る(desk: Desk, plan: Meeting) -> None:
    printed(desk, drawn(desk, plan, plan.attendees[2]))
    packets.print_packet(desk, plan.id)
    assert numbers(desk, plan) == [1, 1, 2, 2, 3, 3, 4]
    more = [*plan.attendees, Attendee(agency=AGENCIES[0], name="架空　4")]
    meetings.invite(desk, plan.id, more)
    with pytest.raises(BadInput, match="控番4は、席の後に続けた部に使ってある"):
        packets.print_packet(desk, plan.id)
    assert drawn(desk, plan, more[3]).copy.copy_no == 5


def test_支援会議では_誓約の無い人に欠席者の分は出ない(desk: Desk, support: Meeting) -> None:
    people = [*support.attendees[:2], replace(support.attendees[2], pledged_on=None)]
    meetings.invite(desk, support.id, people)
    with pytest.raises(Refused, match="誓約を確かめていない"):
        drawn(desk, support, people[2])
    assert numbers(desk, support) == [1, 2, 3]


def test_名簿に無い人_渡してある人_手元にある人の分は出ない(desk: Desk, plan: Meeting) -> None:
    stranger = Attendee(agency="架空病院", name="だれか")
    with pytest.raises(BadInput, match="名簿にありません"):
        drawn(desk, plan, stranger)
    with pytest.raises(BadInput, match="控番1を渡してあります"):
        drawn(desk, plan, plan.attendees[0])
    third = packets.copies_of(desk, plan.id)[2]
    packets.except_copy(desk, third, CopyException.NONE)
    with pytest.raises(BadInput, match="控番3が、まだ手元にあります"):
        drawn(desk, plan, plan.attendees[2])


def test_会議の前と_資料を出す前と_載る議題の無い人には出ない(desk: Desk, plan: Meeting) -> None:
    absent = plan.attendees[2]
    for item, _ in matrix(desk, plan.id).items:
        choose(desk, plan.id, absent, item.id, list(Part), shown=False)
    with pytest.raises(Refused, match="載せられる議題がありません"):
        drawn(desk, plan, absent)
    bare = meeting_of(desk, "重層的支援会議", agreed(desk, 0))
    with pytest.raises(BadInput, match="まだ出していません"):
        drawn(desk, bare, bare.attendees[0])
    ahead = replace(bare, held_on=desk.today().replace(day=28))
    meetings.change_meeting(desk, ahead)
    with pytest.raises(BadInput, match="まだ開かれていません"):
        drawn(desk, bare, bare.attendees[0])


def test_支援会議の議事録は_控番を続けて_受け手の透かしと回収がある(
    desk: Desk, support: Meeting, clock: MovableClock, tmp_path: Path
) -> None:
    clock.pass_days(1)
    for copy in packets.copies_of(desk, support.id)[:2]:
        packets.mark_copy(desk, copy, returned_on=desk.today())
    paper = draw_paper(desk, "minutes-copy", support.id)
    assert numbers(desk, support) == [1, 2, 3]
    for number, one in enumerate(paper.letters, 4):
        text = text_of(one.data)
        assert f"控番{number}　{one.receiver}　{one.receiver_name}" in text
        assert one.name == f"minutes-copy-{number:02d}.pdf"
    hand_out_paper(desk, paper, tmp_path)
    found = packets.copies_of(desk, support.id)[3:]
    assert [copy_register.number_words(one) for one in found] == [f"{n}(議事録)" for n in (4, 5, 6)]
    assert waiting(desk, support) == []
    handed = [packets.mark_copy(desk, copy, handed_on=desk.today()) for copy in found]
    assert waiting(desk, support) == [f"{support.meeting_no} の議事録が3部戻っていません"]
    for copy in handed:
        packets.mark_copy(desk, copy, returned_on=desk.today())
    assert waiting(desk, support) == []
    with pytest.raises(BadInput, match="控番4の部は、もう出してあります"):
        note_paper_printing(desk, paper, START)
    assert drawn(desk, support, support.attendees[2]).copy.copy_no == 7


def test_支援会議の議事録は_刷り始めに控番を取り_刷れなければ戻す(
    desk: Desk, support: Meeting
) -> None:
    paper = draw_paper(desk, "minutes-copy", support.id)
    for what, taken in ((START, [4, 5, 6]), ("印刷の失敗", []), (START, [4, 5, 6])):
        note_paper_printing(desk, paper, what)
        assert numbers(desk, support) == [1, 2, 3, *taken]
    note_paper_printing(desk, paper, PRINTED)
    assert numbers(desk, support) == [1, 2, 3, 4, 5, 6]
    (whole,) = draw_paper(desk, "minutes", support.id).letters
    assert "控番" not in text_of(whole.data)


def test_重層的支援会議の議事録には_控番が無い(desk: Desk, plan: Meeting, tmp_path: Path) -> None:
    paper = draw_paper(desk, "minutes-copy", plan.id)
    hand_out_paper(desk, paper, tmp_path)
    assert numbers(desk, plan) == [1, 2, 3]
    assert "控番" not in text_of(paper.letters[0].data)


def test_刷り上げた後に撤回されれば_欠席者の分も議事録も出ない(
    desk: Desk, plan: Meeting, tmp_path: Path
) -> None:
    later = drawn(desk, plan, plan.attendees[2])
    minutes = draw_paper(desk, "minutes-copy", plan.id)
    with desk.reading(Purpose.PLAN_MEETING) as work:
        cases = {item.case_id for item in work.agenda.where(meeting_id=plan.id)}
    for case_id in cases:
        consent.record_consent(desk, case_id, {"status": "撤回", "decided_on": desk.today()})
    with pytest.raises(Refused):
        later_copies.hand_out_for_absent(desk, later, tmp_path / "later")
    with pytest.raises(Refused):
        later_copies.note_absent_printing(desk, later, "印刷の開始")
    with pytest.raises(Refused, match="この紙を出せません"):
        hand_out_paper(desk, minutes, tmp_path / "minutes")
    with pytest.raises(Refused, match="この紙を出せません"):
        note_paper_printing(desk, minutes, "印刷の開始")
    assert not (tmp_path / "later").exists()
    assert not (tmp_path / "minutes").exists()


def test_刷り上げた後に誓約が消えれば_支援会議の分は出ない(
    desk: Desk, support: Meeting, tmp_path: Path
) -> None:
    later = drawn(desk, support, support.attendees[2])
    bare = [replace(one, pledged_on=None) for one in support.attendees]
    meetings.invite(desk, support.id, bare)
    with pytest.raises(Refused, match="誓約"):
        later_copies.hand_out_for_absent(desk, later, tmp_path / "later")
    assert not (tmp_path / "later").exists()
