"""もう見せられない部は、どの道からも渡せない: 刷りかけ、記入の順、席の外れた人、同時の書込み、切れた文。"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from jusou_desk.casework.case import intake, progress
from jusou_desk.casework.case.meeting_doors import purpose_of_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.casework.outgoing.exporting import PRINTED, UNPRINTED, note_printing
from jusou_desk.casework.printing import packets
from jusou_desk.casework.printing.packets import IssuedPacket
from jusou_desk.casework.recall.stale_copies import stale_in
from jusou_desk.casework.recall.whereabouts_out import papers_with_whereabouts
from jusou_desk.casework.recall.withdrawing import papers_out
from jusou_desk.casework.secrecy import protecting
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.records import Attendee, Case, CopyException, Meeting, PacketCopy
from jusou_desk.models.work import Work
from jusou_desk.policy import Overlay, Purpose
from jusou_desk.reports.printed_words import printed_words
from tests.casework.conftest import MovableClock
from tests.casework.test_packet_press import agreed, meeting_of
from tests.casework.test_stale_copies import (
    ACCOUNT,
    PLAN,
    SUPPORT,
    Turn,
    agree,
    moved_far,
    protect,
    refused,
    withdraw,
)
from tests.overlays import set_overlays

WORD = "長門市（架空）灯台通り九番地"


@pytest.fixture
def case(desk: Desk) -> Case:
    return moved_far(desk)


def met_of(desk: Desk, kind: str, *cases: str) -> Meeting:
    met = meeting_of(desk, kind, *cases)
    return meetings.change_meeting(desk, replace(met, held_on=desk.today() + timedelta(days=2)))


def note(desk: Desk, made: IssuedPacket, what: str) -> None:
    met = made.meeting
    note_printing(
        desk,
        purpose_of_kind(met.kind),
        met.meeting_no,
        what,
        files=made.papers,
        meeting_id=met.id,
        body_id=met.body_id,
    )


def jammed(desk: Desk, met: Meeting) -> tuple[PacketCopy, ...]:
    """紙づまりで、何部かは出たところで止まった部。"""
    made, _ = packets.print_packet(desk, met.id)
    note(desk, made, "印刷の開始")
    note(desk, made, UNPRINTED)
    return made.copies


# --- 発行控の無い部 ----------------------------------------------------------------


@pytest.mark.parametrize(("kind", "turn"), [(PLAN, withdraw), (PLAN, protect), (SUPPORT, protect)])
def test_紙づまりの部も_見せられなくなれば配れず_今日と一覧で言う(
    desk: Desk, case: Case, clock: MovableClock, kind: str, turn: Turn
) -> None:
    met = met_of(desk, kind, case.id)
    first, *others = jammed(desk, met)
    first = packets.mark_copy(desk, first, handed_on=desk.today())
    clock.now += timedelta(minutes=5)
    assert stale_in(desk, met) == ()
    turn(desk, case, clock)
    assert [one.copy.copy_no for one in stale_in(desk, met)] == [1, 2, 3]
    assert all(refused(desk, one) for one in others)
    assert len([one for one in due_lines(desk) if one.ref == met.id]) >= 2
    if turn is protect:
        purpose = purpose_of_kind(met.kind)
        found = papers_with_whereabouts(desk, case.person_id, purpose)
        assert [one.outstanding for one in found] == [True, False, False]
        assert found[0].paper.receiver == f"{first.agency}　{first.name}"
    else:
        assert [one.outstanding for one in papers_out(desk, case.id)] == [True, False, False]


def test_刷り終えれば_載っているものだけを見る(desk: Desk, case: Case, clock: MovableClock) -> None:
    met = met_of(desk, PLAN, case.id)
    made, _ = packets.print_packet(desk, met.id)
    note(desk, made, PRINTED)
    clock.now += timedelta(minutes=5)
    other = agreed(desk, 0)
    meetings.put_on_agenda(desk, met.id, other, "プラン策定")
    with desk.reading(Purpose.CASEWORK) as work:
        added = work.cases.get(other)
    assert added is not None
    withdraw(desk, added, clock)
    assert stale_in(desk, met) == ()


def test_刷りかけの部は_撤回した相談を議題から外しても配れない(
    desk: Desk, case: Case, clock: MovableClock
) -> None:
    met = met_of(desk, PLAN, case.id, agreed(desk, 0))
    first = jammed(desk, met)[0]
    clock.now += timedelta(minutes=5)
    withdraw(desk, case, clock)
    with desk.reading(Purpose.PLAN_MEETING) as work:
        item = work.agenda.one(meeting_id=met.id, case_id=case.id)
    assert item is not None
    meetings.take_off_agenda(desk, item)
    with pytest.raises(Refused, match="議題から外した相談"):
        packets.mark_copy(desk, first, handed_on=desk.today())


def test_初めから載らない相談のことは_刷りかけの部でも言わない(
    desk: Desk, case: Case, clock: MovableClock
) -> None:
    agree(desk, case, agencies="長門市社会福祉協議会、高齢福祉課")
    clock.now += timedelta(minutes=5)
    met = met_of(desk, PLAN, case.id, agreed(desk, 0))
    copies = jammed(desk, met)
    assert stale_in(desk, met) == ()
    assert packets.mark_copy(desk, copies[1], handed_on=desk.today()).handed_on


# --- 記入の順と、同時の書込み --------------------------------------------------------


def test_配っていない部は_戻ったと書けない(desk: Desk, case: Case) -> None:
    first = jammed(desk, met_of(desk, PLAN, case.id))[0]
    with pytest.raises(BadInput, match="配っていない控番1"):
        packets.mark_copy(desk, first, returned_on=desk.today())
    today = desk.today()
    both = packets.mark_copy(desk, first, handed_on=today, returned_on=today)
    assert both.returned_on == today


def test_前から戻ったとだけある行も_見せられなければ配れない(
    desk: Desk, case: Case, clock: MovableClock
) -> None:
    met = met_of(desk, PLAN, case.id)
    first, second, _ = jammed(desk, met)
    with desk.writing(Purpose.PLAN_MEETING) as work:
        old = work.copies.put(replace(first, returned_on=desk.today()))
    clock.now += timedelta(minutes=5)
    withdraw(desk, case, clock)
    assert refused(desk, old)
    with pytest.raises(Refused):
        packets.mark_copy(desk, second, handed_on=desk.today(), returned_on=desk.today())
    with pytest.raises(Refused):
        packets.except_copy(desk, second, CopyException.READ_ONLY)


def test_配ると書く間際に撤回されても_配れない(
    desk: Desk, case: Case, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = jammed(desk, met_of(desk, PLAN, case.id))[0]
    clock.now += timedelta(minutes=5)
    real = Desk.writing
    turned: list[Purpose] = []

    @contextmanager
    def just_before(mine: Desk, purpose: Purpose) -> Iterator[Work]:
        if purpose is Purpose.PLAN_MEETING and not turned:
            turned.append(purpose)
            withdraw(mine, case, clock)
        with real(mine, purpose) as work:
            yield work

    monkeypatch.setattr(Desk, "writing", just_before)
    assert refused(desk, first)
    assert turned


# --- 席から外した人 ------------------------------------------------------------------


def test_席から外した人の部は配れず_席に残る人の部は配れる(desk: Desk, case: Case) -> None:
    met = met_of(desk, PLAN, case.id)
    first, second, _ = jammed(desk, met)
    meetings.change_meeting(desk, replace(met, attendees=met.attendees[:1]))
    with pytest.raises(Refused, match="控番2は、席から外した人の部です"):
        packets.mark_copy(desk, second, handed_on=desk.today())
    with pytest.raises(Refused, match="席から外した人"):
        packets.except_copy(desk, second, CopyException.READ_ONLY)
    assert packets.mark_copy(desk, first, handed_on=desk.today()).handed_on


# --- 刷った後に重ねた伏せ方 ------------------------------------------------------------


def with_person(desk: Desk, kind: str) -> tuple[str, Meeting]:
    """三つの機関と、本人の席のある会議。"""
    case_id = agreed(desk, 0, agencies="重層的支援会議の出席機関")
    met = met_of(desk, kind, case_id)
    seats = (*met.attendees, Attendee(agency="本人", name="架空　はじめ"))
    return case_id, meetings.change_meeting(desk, replace(met, attendees=seats))


@pytest.mark.parametrize("kind", [PLAN, SUPPORT])
@pytest.mark.parametrize(
    ("overlay", "told"),
    [(Overlay.FROM_PERSON, [4]), (Overlay.SOURCE, [1, 2, 3, 4])],
)
def test_刷った後に重ねた伏せ方は_関わる席の部だけを断り_出し直せば消える(
    desk: Desk, clock: MovableClock, tmp_path: Path, kind: str, overlay: Overlay, told: list[int]
) -> None:
    case_id, met = with_person(desk, kind)
    copies = packets.issue_packet(desk, met.id, tmp_path).copies
    clock.now += timedelta(minutes=5)
    with desk.reading(Purpose.CASEWORK) as work:
        written = work.notes.where(case_id=case_id)[0]
    kept = set_overlays(desk, written, (str(overlay),), Purpose.CASEWORK)
    assert [one.copy.copy_no for one in stale_in(desk, met)] == told
    with pytest.raises(Refused, match=f"刷った後に「{overlay}」を付けた記録"):
        packets.mark_copy(desk, copies[-1], handed_on=desk.today())
    clock.now += timedelta(minutes=5)
    set_overlays(desk, kept, (), Purpose.CASEWORK)
    assert stale_in(desk, met) == ()
    set_overlays(desk, written, (str(overlay),), Purpose.CASEWORK)
    clock.now += timedelta(minutes=5)
    packets.issue_packet(desk, met.id, tmp_path)
    assert stale_in(desk, met) == ()


def test_刷った後に初めて書いた経過の伏せ方は_前の部に関わらない(
    desk: Desk, clock: MovableClock, tmp_path: Path
) -> None:
    case_id, met = with_person(desk, PLAN)
    packets.issue_packet(desk, met.id, tmp_path)
    clock.now += timedelta(minutes=5)
    values = {"noted_on": desk.today(), "content": "その後の話"}
    progress.add_note(desk, case_id, values, overlays=(str(Overlay.SOURCE),))
    assert stale_in(desk, met) == ()


# --- 続紙の切れ目 --------------------------------------------------------------------

TOLD = "家の様子を聞いた、" * 400


def issued_with_note(desk: Desk, folder: Path, content: str) -> tuple[Case, IssuedPacket]:
    values = {
        "received_on": desk.today() - timedelta(days=9),
        "consent": "未取得",
        "person_name": "砂原　澪",
        "content": "遠くへ移った。",
    }
    made = intake.receive(desk, values).case
    progress.add_note(desk, made.id, {"noted_on": desk.today(), "content": content})
    return made, packets.issue_packet(desk, met_of(desk, SUPPORT, made.id).id, folder)


def test_続紙との切れ目で分かれた住所も_載っているとみる(
    desk: Desk, clock: MovableClock, tmp_path: Path
) -> None:
    _, probe = issued_with_note(desk, tmp_path / "試し", TOLD)
    words = printed_words(probe.papers[0].data)
    assert words is not None
    cut = words.index("（続紙へ）") - words.index(TOLD[:9])
    at = cut - WORD.index("通り")  # 「灯台」と「通り」の間で切れる
    case, made = issued_with_note(desk, tmp_path / "資料", TOLD[:at] + WORD + TOLD[at:])
    words = printed_words(made.papers[0].data)
    assert words is not None
    assert "灯台（続紙へ）" in words
    typed = {
        "received_on": case.received_on,
        "person_name": "砂原　澪",
        "address": WORD,
        "content": "遠くへ移った。",
    }
    intake.receive(desk, typed, case_id=case.id)
    clock.now += timedelta(minutes=5)
    protecting.set_protection(desk, case.person_id, ACCOUNT)
    assert [one.copy.copy_no for one in stale_in(desk, made.meeting)] == [1, 2, 3]
