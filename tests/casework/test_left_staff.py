"""退任した職員: これからの会議の紙に名が残っていれば言い、出席者に入れる札に出さない。"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings, members
from jusou_desk.casework.meeting.packet_matrix import matrix
from jusou_desk.casework.meeting.packet_notices import packet_notices
from jusou_desk.casework.morning.copies_due import _named
from jusou_desk.casework.office import staffing
from jusou_desk.casework.printing.meeting_papers import draw_paper
from jusou_desk.casework.printing.packet_press import Press
from jusou_desk.casework.recall.stale_copies import KEEP_IN, ON_IT, StaleCopy, stale_words
from jusou_desk.models.records import Meeting, PacketCopy
from jusou_desk.policy import Role
from tests.casework.conftest import OUTSIDER, PASSWORD
from tests.casework.test_one_case import plan_meeting
from tests.casework.test_packet_press import agreed, meeting_of

SPACED = OUTSIDER.replace("　", "")
FIX = "退任しています。「日時と場所」で直してください。"


def written_by(desk: Desk, meeting: Meeting, recorder: str, chair: str = "") -> Meeting:
    return meetings.change_meeting(desk, replace(meeting, recorder=recorder, chair=chair))


def said(desk: Desk, meeting: Meeting) -> list[str]:
    return [one for one in packet_notices(matrix(desk, meeting.id)) if "退任" in one]


@pytest.fixture
def coming(desk: Desk, outsider: Desk) -> Meeting:
    """三日後の会議。``outsider`` は、まだいる。"""
    assert outsider.me.name == OUTSIDER
    made = meeting_of(desk, "重層的支援会議", agreed(desk, 0))
    return meetings.change_meeting(desk, replace(made, held_on=desk.today() + timedelta(days=3)))


@pytest.mark.parametrize(
    ("recorder", "chair", "who"),
    [
        (OUTSIDER, "福祉課長", f"記録の{OUTSIDER}さん"),
        (SPACED, "", f"記録の{SPACED}さん"),
        ("", OUTSIDER, f"司会の{OUTSIDER}さん"),
        (OUTSIDER, OUTSIDER, f"司会・記録の{OUTSIDER}さん"),
    ],
)
def test_退任した人が司会か記録なら_資料と通知の前に一度だけ言う(
    desk: Desk, coming: Meeting, recorder: str, chair: str, who: str
) -> None:
    meeting = written_by(desk, coming, recorder, chair)
    assert said(desk, meeting) == []
    staffing.leave(desk, OUTSIDER)
    words = f"{who}は{FIX}"
    assert said(desk, meeting) == [words]
    assert [one for one in Press(desk, meeting.id).notices if "退任" in one] == [words]
    paper = draw_paper(desk, "notice", meeting.id)
    assert [one for one in paper.problems if "退任" in one] == [words]


def test_同じ氏名の職員がいまいるか_済んだ会議なら言わない(desk: Desk, coming: Meeting) -> None:
    meeting = written_by(desk, coming, OUTSIDER)
    staffing.leave(desk, OUTSIDER)
    assert said(desk, meeting)
    over = replace(meeting, held_on=desk.today() - timedelta(days=1))
    meeting = meetings.change_meeting(desk, over)
    assert said(desk, meeting) == []
    meeting = meetings.change_meeting(desk, replace(meeting, held_on=desk.today()))
    assert said(desk, meeting)
    staffing.add_staff(desk, OUTSIDER, Role.COUNSELLOR, PASSWORD)
    assert said(desk, meeting) == []


def test_退任した職員は名簿から入れる札に出ず_退いた後に就いた席の人は出る(
    desk: Desk, outsider: Desk
) -> None:
    meeting = plan_meeting(desk)
    since = outsider.today() - timedelta(days=30)
    seat = replace(members.new_member(desk, "plan_meeting", "福祉課", OUTSIDER), since=since)
    members.save_register(desk, "plan_meeting", [seat])
    assert [one.name for one in members.candidates(desk, meeting.id)] == [OUTSIDER]
    staffing.leave(desk, OUTSIDER)
    assert members.candidates(desk, meeting.id) == ()
    ended = replace(members.members_of(desk, "plan_meeting")[0], until=desk.today())
    after = members.new_member(desk, "plan_meeting", "民生委員児童委員協議会", OUTSIDER)
    after = replace(after, since=desk.today() + timedelta(days=1))
    members.save_register(desk, "plan_meeting", [ended, after])
    (offered,) = members.candidates(desk, meeting.id)
    assert offered.agency == "民生委員児童委員協議会"


@pytest.mark.parametrize(("number", "more"), [(8, ""), (9, " ほか1部")])
def test_電話をかける先は八つまで名を挙げる(desk: Desk, number: int, more: str) -> None:
    meeting = plan_meeting(desk)
    copies = [
        PacketCopy(
            meeting_id=meeting.id,
            copy_no=n,
            copies=number,
            agency=f"架空機関{n}",
            name="",
            issued_at=desk.now(),
            issued_by=desk.me.name,
            digest=str(n),
        )
        for n in range(1, number + 1)
    ]
    found = _named(copies)
    assert f"（架空機関8）{more}" in found
    assert "架空機関9" not in found
    assert ("ほか" in found) is bool(more)
    # 知らせは、することを先に言い、会議ごとの行に全部を並べる
    (words,) = stale_words(StaleCopy(meeting, copy, (), whereabouts=True) for copy in copies)
    first, line = words.split("\n")
    assert first == f"出した{number}部には、{ON_IT}{KEEP_IN}"
    assert line.startswith(f"・{meeting.meeting_no}　01 架空機関1、02 架空機関2")
    assert f"架空機関{number}" in line
