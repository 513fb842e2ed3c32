"""構成員名簿: 任期と誓約、出席者の選び方、名簿の見えない人。"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from jusou_desk.casework.case import meeting_doors
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings, members
from jusou_desk.casework.morning import today
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.casework.printing import packets
from jusou_desk.errors import BadInput, Refused
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.models.records import Attendee, Meeting
from jusou_desk.models.secrecy_records import Member
from jusou_desk.policy import Lane, Purpose, Role
from jusou_desk.towns import MeetingKind
from tests.casework.conftest import CHEAP, PASSWORD, MovableClock
from tests.casework.test_one_case import phone_call, plan_meeting, support_meeting

SUPPORT, PLAN = "support_meeting", "plan_meeting"
AGENCY, NAME = "架空警察署", "架空　いちろう"


def row(desk: Desk, name: str = NAME, agency: str = AGENCY, **more: Any) -> Member:
    return replace(members.new_member(desk, SUPPORT, agency, name), **more)


def register(desk: Desk, *rows: Member, body: str = SUPPORT) -> tuple[Member, ...]:
    return members.save_register(desk, body, rows)


def met(desk: Desk, *names: str) -> Meeting:
    meeting = support_meeting(desk)
    return meetings.invite(desk, meeting.id, [Attendee(agency=AGENCY, name=n) for n in names])


def pledge_lines(desk: Desk) -> list[str]:
    return [line.what for line in today.due_lines(desk) if "誓約未確認" in line.what]


# --- 書く -------------------------------------------------------------------


def test_支援会議の名簿は秘匿で_ほかの会議体の名簿は通常(desk: Desk) -> None:
    (sealed,) = register(desk, row(desk))
    (opened,) = register(desk, row(desk), body=PLAN)
    assert (sealed.lane, sealed.body_id, sealed.body) == (Lane.SEALED, SUPPORT, SUPPORT)
    assert (opened.lane, opened.body_id, opened.body) == (Lane.OPEN, "", PLAN)
    assert members.members_of(desk, SUPPORT) == (sealed,)
    assert members.members_of(desk, PLAN) == (opened,)


def test_どちらにもなる会議体の名簿は秘匿(tmp_path: Path, clock: MovableClock) -> None:
    office, _ = create_office(
        tmp_path / "komae",
        town_id="komae",
        staff_name="架空　はじめ",
        password=PASSWORD,
        device=NoSecrets(),
        clock=clock,
        cost=CHEAP,
    )
    komae = sign_in(office, "架空　はじめ", PASSWORD)
    body = next(b for b in komae.town.bodies if len(b.kinds) > 1)
    assert members.purpose_of_body(body) is Purpose.SUPPORT_MEETING
    kept = members.save_register(
        komae,
        body.id,
        [members.new_member(komae, body.id, AGENCY, NAME, pledged_on=date(2026, 5, 1))],
    )
    assert kept[0].lane is Lane.SEALED
    plan = meetings.convene(komae, body.id, komae.today(), kind=MeetingKind.PLAN)
    support = meetings.convene(komae, body.id, komae.today(), kind=MeetingKind.SUPPORT)
    # 通常の会議の記録へは、誰かだけを写し、支援会議の誓約は写さない。
    assert [one.pledged_on for one in members.candidates(komae, plan.id)] == [None]
    assert [one.pledged_on for one in members.candidates(komae, support.id)] == [date(2026, 5, 1)]
    komae.close()


def test_書き直しても同じ任期の人は同じ行で_消した人は消える(desk: Desk) -> None:
    first, _ = register(desk, row(desk), row(desk, "架空　じろう"))
    again = register(desk, row(desk, post="係長"))
    assert [(one.id, one.post) for one in again] == [(first.id, "係長")]
    assert members.members_of(desk, SUPPORT) == again


def test_会議に出た人は名簿から消せず_任期の終わりを書く(desk: Desk) -> None:
    (member,) = register(desk, row(desk))
    met(desk, NAME)
    with pytest.raises(Refused, match="名簿から消せません"):
        register(desk)
    assert members.members_of(desk, SUPPORT) == (member,)
    register(desk, replace(member, until=desk.today()))


def test_任期の初めを空けると今年度の初め_誓約日だけなら包括(desk: Desk) -> None:
    made = members.new_member(desk, SUPPORT, AGENCY, NAME, pledged_on=desk.today())
    assert (made.since, made.pledge) == (date(2026, 4, 1), "包括")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"agency": ""}, "空いています"),
        ({"name": ""}, "空いています"),
        ({"until": date(2020, 1, 1)}, "任期の終わりが、初めより前"),
        ({"pledge": "口約束"}, "誓約の仕方"),
        ({"pledged_on": date(2099, 1, 1)}, "未来"),
    ],
)
def test_名簿のおかしな行は断る(desk: Desk, change: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        register(desk, row(desk, **change))
    assert members.members_of(desk, SUPPORT) == ()


def test_同じ人の同じ任期は二行書けない(desk: Desk) -> None:
    with pytest.raises(BadInput, match="二行"):
        register(desk, row(desk), row(desk))


# --- 出席者を選ぶ -----------------------------------------------------------


def test_任期の中の人だけが選べ_包括の誓約日だけが付いてくる(desk: Desk) -> None:
    held = support_meeting(desk).held_on
    signed = date(2026, 4, 10)
    register(
        desk,
        row(desk, "包括", pledge="包括", pledged_on=signed),
        row(desk, "都度", pledge="都度", pledged_on=signed),
        row(desk, "今日まで", until=held, pledge="包括", pledged_on=signed),
        row(desk, "終わった人", until=held - timedelta(days=1)),
        row(desk, "これからの人", since=held + timedelta(days=1)),
    )
    meeting = support_meeting(desk)
    found = {one.name: one.pledged_on for one in members.candidates(desk, meeting.id)}
    assert found == {"包括": signed, "都度": None, "今日まで": signed}


def test_名簿に誓約日を書くと_これからの会議の出席者にも入る(
    desk: Desk, clock: MovableClock
) -> None:
    past = met(desk, NAME)
    clock.pass_days(10)
    coming = met(desk, NAME, "架空　じろう")
    register(desk, row(desk, pledged_on=desk.today(), pledge="包括"))

    def dates(one: Meeting) -> list[date | None]:
        return [a.pledged_on for a in meeting_doors.find_meeting(desk, one.id).attendees]

    assert dates(coming) == [desk.today(), None]
    assert dates(past) == [None]


def test_終わった会議の出席者の誓約日は_あとから埋めない(desk: Desk, clock: MovableClock) -> None:
    past = met(desk, NAME)
    signed = desk.today()
    clock.pass_days(10)
    register(desk, row(desk, pledged_on=signed, pledge="包括"))
    assert meeting_doors.find_meeting(desk, past.id).attendees[0].pledged_on is None


def test_会議より後の誓約や任期の外の誓約は_その会議の誓約にならない(desk: Desk) -> None:
    today = desk.today()
    meeting = meetings.convene(desk, SUPPORT, today - timedelta(days=5))
    meetings.invite(
        desk,
        meeting.id,
        [Attendee(agency=AGENCY, name=NAME), Attendee(agency=AGENCY, name="架空　じろう")],
    )
    over = today - timedelta(days=30)
    register(
        desk,
        row(desk, pledge="包括", pledged_on=today),
        row(desk, "架空　じろう", pledge="包括", pledged_on=over, until=over),
    )
    bare = [words for words in members.warnings(desk, meeting.id) if "誓約未確認" in words]
    assert len(bare) == 2


def test_都度の誓約は会議の出席者に書くまで未確認(desk: Desk) -> None:
    register(desk, row(desk, pledge="都度", pledged_on=desk.today()))
    meeting = met(desk, NAME)
    assert members.warnings(desk, meeting.id) == (f"誓約未確認: {AGENCY} {NAME}",)
    meetings.invite(desk, meeting.id, [replace(meeting.attendees[0], pledged_on=desk.today())])
    assert members.warnings(desk, meeting.id) == ()


def test_名簿で誓約した人を出席者に手で打っても未確認とは言わない(desk: Desk) -> None:
    register(desk, row(desk, pledge="包括", pledged_on=desk.today()))
    assert members.warnings(desk, met(desk, NAME).id) == ()


def test_誓約の無い人は支援会議の前に今日に出る_名前は出さない(
    desk: Desk, clock: MovableClock
) -> None:
    meeting = met(desk, NAME, "架空　じろう")
    assert pledge_lines(desk) == [f"{meeting.meeting_no} の出席者2人が誓約未確認です"]
    assert not any(NAME in line.what + line.why for line in today.due_lines(desk))
    clock.pass_days(6)
    assert pledge_lines(desk) == []


def test_同意のある会議では誓約を言わない(desk: Desk) -> None:
    meeting = plan_meeting(desk)
    meetings.invite(desk, meeting.id, [Attendee(agency=AGENCY, name=NAME)])
    assert members.warnings(desk, meeting.id) == ()
    assert pledge_lines(desk) == []


def test_別の会議体の名簿の人と_任期の外の人は_確かめるよう言う(desk: Desk) -> None:
    register(desk, row(desk, "架空　じろう", until=date(2026, 9, 30)))
    register(desk, row(desk), body=PLAN)
    meeting = met(desk, NAME, "架空　じろう", "名簿に無い人")
    found = [words for words in members.warnings(desk, meeting.id) if "誓約未確認" not in words]
    assert len(found) == 2
    assert "「長門市重層的支援会議」の構成員で、この会議の名簿にはありません" in found[0]
    assert "任期(R8.4.1～R8.9.30)の外" in found[1]


def test_通常の会議の頁に_支援会議の名簿から言えることを出さない(desk: Desk) -> None:
    register(desk, row(desk))
    register(desk, row(desk, "架空　じろう"), body=PLAN)
    meeting = plan_meeting(desk)
    meetings.invite(desk, meeting.id, [Attendee(agency=AGENCY, name=NAME)])
    assert members.warnings(desk, meeting.id) == ()


def test_名簿が無くても会議は設けられ_何も言われない(desk: Desk) -> None:
    meeting = plan_meeting(desk)
    meetings.invite(desk, meeting.id, [Attendee(agency=AGENCY, name=NAME)])
    assert members.candidates(desk, meeting.id) == ()
    assert members.warnings(desk, meeting.id) == ()


# --- 渡したもの -------------------------------------------------------------


def test_渡したものは配付回収管理表と会議から出る(
    desk: Desk, clock: MovableClock, tmp_path: Path
) -> None:
    (member,) = register(desk, row(desk))
    assert members.received_by(desk, member) == ()
    meeting = met(desk, NAME, "架空　じろう")
    meetings.put_on_agenda(desk, meeting.id, phone_call(desk).id, "情報共有")
    packets.issue_packet(desk, meeting.id, tmp_path)
    for copy in packets.copies_of(desk, meeting.id):
        packets.mark_copy(desk, copy, handed_on=desk.today())
    (found,) = members.received_by(desk, member)
    assert found.copy is not None
    assert (found.meeting.meeting_no, found.copy.copy_no) == (meeting.meeting_no, 1)
    clock.pass_days(3)
    met(desk, NAME)
    clock.pass_days(20)
    seated, _ = members.received_by(desk, member)
    assert seated.copy is None


# --- 見えない人 -------------------------------------------------------------


def test_従事していない職員には名簿も知らせも無い(desk: Desk, outsider: Desk) -> None:
    (member,) = register(desk, row(desk))
    meeting = met(desk, NAME)
    assert SUPPORT not in {body.id for body in members.registers(outsider)}
    with pytest.raises(Refused, match="従事者ではない"):
        members.members_of(outsider, SUPPORT)
    with pytest.raises(Refused):
        members.save_register(outsider, SUPPORT, [row(outsider)])
    with pytest.raises(Refused):
        members.received_by(outsider, member)
    with pytest.raises(BadInput, match="見つかりません"):
        members.candidates(outsider, meeting.id)
    assert pledge_lines(outsider) == []
    assert everything_seen(outsider) == []


def everything_seen(one: Desk) -> list[object]:
    """その職員が、持てるどの目的でも読める名簿の行と、名前の載った監査の行。"""
    seen: list[object] = []
    for purpose in Purpose:
        with suppress(Refused), one.reading(purpose) as work:
            seen += work.members.where()
            seen += [e for e in work.audit.entries() if NAME in f"{e.subject}{e.detail}"]
            seen += [e for e in work.audit.entries() if e.action == "構成員名簿の書直し"]
    return seen


def test_通常の会議の名簿は_従事していない職員も読み書きできる(desk: Desk, outsider: Desk) -> None:
    register(desk, row(desk), body=PLAN)
    found = members.members_of(outsider, PLAN)
    assert [one.name for one in found] == [NAME]
    members.save_register(outsider, PLAN, [*found, row(outsider, "架空　じろう")])
    assert len(members.members_of(desk, PLAN)) == 2


def test_閲覧の職員は名簿を開けない(desk: Desk, office: Office) -> None:
    staffing.add_staff(desk, "見る　だけ", Role.READER, PASSWORD)
    reader = sign_in(office, "見る　だけ", PASSWORD)
    assert members.registers(reader) == ()
    with pytest.raises(Refused):
        members.members_of(reader, PLAN)
    reader.close()
