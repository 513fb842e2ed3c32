"""管理表の訂正: 押し間違いは取り消せて、訂正として残る。差し替えた部は裁断を書ける。"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pypdf
import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings, members
from jusou_desk.casework.meeting.copy_corrections import corrections_of, take_back
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.casework.printing import packets
from jusou_desk.casework.printing.later_copies import draw_for_absent
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Attendee, CopyException, Meeting, PacketCopy
from jusou_desk.models.secrecy_records import Member
from jusou_desk.towns import MeetingKind
from tests.casework.conftest import MovableClock
from tests.casework.several_bodies import komae, several
from tests.casework.test_packet_press import agreed, meeting_of, text_of

__all__ = ["komae", "several"]

PLAN, SUPPORT = "重層的支援会議", "支援会議"
WITNESS = "山田　進"


@pytest.fixture
def met(desk: Desk) -> Meeting:
    return meeting_of(desk, PLAN, agreed(desk, 0))


def printed(desk: Desk, meeting: Meeting) -> tuple[PacketCopy, ...]:
    return packets.print_packet(desk, meeting.id)[0].copies


def words(desk: Desk, meeting: Meeting) -> list[str]:
    found = corrections_of(desk, meeting, packets.copies_of(desk, meeting.id))
    return [one.words for one in found]


def register(desk: Desk, meeting: Meeting) -> str:
    text = text_of(packets.register_paper(desk, meeting.id).data)
    return text.replace("　", "").replace(" ", "")


@pytest.mark.parametrize("kind", [PLAN, SUPPORT])
def test_配ったを取り消すと渡していないを書けて_訂正が管理表に残る(
    desk: Desk, clock: MovableClock, kind: str
) -> None:
    meeting = meeting_of(desk, kind, agreed(desk, 0))
    handed = [packets.mark_copy(desk, c, handed_on=desk.today()) for c in printed(desk, meeting)]
    clock.pass_days(2)
    back = take_back(desk, handed[2])
    assert (back.handed_on, back.missing) == (None, True)
    packets.except_copy(desk, back, CopyException.NOT_HANDED)
    third = packets.copies_of(desk, meeting.id)[2]
    assert third.exception is CopyException.NOT_HANDED
    (told,) = words(desk, meeting)
    assert told == f"{meeting.meeting_no}-03　配付 R8.11.20 を取消し(R8.11.22 {desk.me.name})"
    assert told.replace("　", "").replace(" ", "") in register(desk, meeting)


def test_裁断_回収_配付の順に一つずつ戻る(desk: Desk, met: Meeting) -> None:
    copy, today = printed(desk, met)[0], desk.today()
    copy = packets.mark_copy(desk, copy, handed_on=today)
    copy = packets.mark_copy(desk, copy, returned_on=today)
    copy = packets.mark_copy(desk, copy, shredded_on=today, witness=WITNESS)

    def dates(one: PacketCopy) -> tuple[date | None, date | None, date | None, str]:
        return one.handed_on, one.returned_on, one.shredded_on, one.witness

    copy = take_back(desk, copy)
    assert dates(copy) == (today, today, None, "")
    copy = take_back(desk, copy)
    assert dates(copy) == (today, None, None, "")
    copy = take_back(desk, copy)
    assert dates(copy) == (None, None, None, "")
    assert [one.split("　")[1].split()[0] for one in words(desk, met)] == ["裁断", "回収", "配付"]
    with pytest.raises(BadInput, match="取り消す記入がありません"):
        take_back(desk, copy)


def test_持ち帰りや閲覧のみの配付は_例外を先に取り消す(desk: Desk, met: Meeting) -> None:
    first, second, _ = printed(desk, met)
    handed = packets.mark_copy(desk, first, handed_on=desk.today())
    home = packets.except_copy(desk, handed, CopyException.TAKEN_HOME, permitted_by="議長")
    with pytest.raises(BadInput, match="「持ち帰り」と書いてあります"):
        take_back(desk, home)
    with pytest.raises(BadInput, match="「閲覧のみ」と書いてあります"):
        take_back(desk, packets.except_copy(desk, second, CopyException.READ_ONLY))
    take_back(desk, packets.except_copy(desk, home, CopyException.NONE))


def test_支援会議の訂正は_従事していない職員に見えない(desk: Desk, outsider: Desk) -> None:
    meeting = meeting_of(desk, SUPPORT, agreed(desk, 0))
    copy = printed(desk, meeting)[0]
    take_back(desk, packets.mark_copy(desk, copy, handed_on=desk.today()))
    plan = meeting_of(desk, PLAN, agreed(desk, 1))
    assert words(desk, meeting) != []
    # 番号を知っていても、監査の行は開かない。
    twin = PacketCopy(
        meeting_id=plan.id,
        copy_no=1,
        copies=1,
        agency="",
        name="",
        issued_at=desk.now(),
        issued_by="",
        digest="",
    )
    assert corrections_of(outsider, replace(plan, meeting_no=meeting.meeting_no), [twin]) == ()


# --- 差し替えた部 -----------------------------------------------------------


def test_会議体の名の入る長い控番も_一行に入る(several: Desk) -> None:
    numbers = []
    for body in several.town.support_bodies:
        meeting = meetings.convene(several, body.id, several.today(), kind=MeetingKind.SUPPORT)
        people = [Attendee(agency="学校", name=f"架空　{n}") for n in range(12)]
        meeting = meetings.invite(several, meeting.id, people)
        meetings.put_on_agenda(several, meeting.id, agreed(several, 0), "情報共有")
        packets.print_packet(several, meeting.id)
        data = packets.register_paper(several, meeting.id).data
        lines = pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text().split()
        assert f"{meeting.meeting_no}-12" in lines
        numbers.append(len(meeting.meeting_no))
    assert max(numbers) > len("R8-支援-01")


def test_差し替えた部は_立会者と裁断を書け_配れない(
    desk: Desk, met: Meeting, clock: MovableClock
) -> None:
    old = printed(desk, met)
    clock.now += timedelta(minutes=5)
    meetings.change_meeting(desk, replace(met, place="別の部屋"))
    new = printed(desk, met)
    replaced = [one for one in packets.copies_of(desk, met.id) if one.replaced]
    assert [(one.copy_no, one.digest) for one in replaced] == [
        (one.copy_no, one.digest) for one in old
    ]
    with pytest.raises(BadInput, match="差し替わっています"):
        packets.mark_copy(desk, replaced[0], handed_on=desk.today())
    with pytest.raises(BadInput, match="立会者"):
        packets.mark_copy(desk, replaced[0], shredded_on=desk.today())
    done = packets.mark_copy(desk, replaced[0], shredded_on=desk.today(), witness=WITNESS)
    assert (done.shredded_on, done.witness) == (desk.today(), WITNESS)
    text = register(desk, met)
    assert f"{met.meeting_no}R8.11.2009:30差し替えた1部R8.11.20" in text
    assert f"{met.meeting_no}R8.11.2009:30差し替えた2部" in text
    assert f"部数{len(new)}部" in text


def test_差し替えた部は_戻っていない資料にも_渡した資料にも数えない(
    desk: Desk, met: Meeting, clock: MovableClock
) -> None:
    printed(desk, met)
    clock.now += timedelta(minutes=5)
    for copy in printed(desk, met):
        handed = packets.mark_copy(desk, copy, handed_on=desk.today())
        packets.mark_copy(desk, handed, returned_on=desk.today())
    clock.pass_days(3)
    assert [one.what for one in due_lines(desk) if one.ref == met.id] == []
    body = desk.town.body(met.body_name)
    assert body is not None
    one = met.attendees[0]
    member = Member(body=body.id, agency=one.agency, name=one.name, since=desk.today())
    assert [got.copy is not None for got in members.received_by(desk, member)] == [True]


def test_差し替えた部があっても_来なかった人の分を出せる(
    desk: Desk, met: Meeting, clock: MovableClock
) -> None:
    printed(desk, met)
    clock.now += timedelta(minutes=5)
    absent = printed(desk, met)[2]
    packets.except_copy(desk, absent, CopyException.NOT_HANDED)
    assert draw_for_absent(desk, met.id, absent.agency, absent.name).copy.copy_no == 4


def test_裁断した部は_配れず_例外も変えられない_裁断を取り消せばできる(
    desk: Desk, met: Meeting
) -> None:
    copy = packets.except_copy(desk, printed(desk, met)[0], CopyException.NOT_HANDED)
    cut = packets.mark_copy(desk, copy, shredded_on=desk.today(), witness=WITNESS)
    with pytest.raises(BadInput, match="裁断しています"):
        packets.mark_copy(desk, cut, handed_on=desk.today())
    with pytest.raises(BadInput, match="裁断しています"):
        packets.except_copy(desk, cut, CopyException.NONE)
    (kept, *_) = packets.copies_of(desk, met.id)
    assert (kept.handed_on, kept.exception) == (None, CopyException.NOT_HANDED)
    back = take_back(desk, cut)
    assert packets.mark_copy(desk, back, handed_on=desk.today()).handed_on == desk.today()
