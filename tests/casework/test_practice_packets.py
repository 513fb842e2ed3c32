"""練習用の事務所ごとに、両方の会議を八人・三議題で開き、八冊の違う綴りになること。"""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pypdf
import pytest

from jusou_desk.casework.case import meeting_doors
from jusou_desk.casework.case.cases import case_list
from jusou_desk.casework.case.consent import terms_of
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.practising.practice import build_practice_office
from jusou_desk.casework.practising.practice_book import practice_towns
from jusou_desk.casework.printing import packets
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Attendee, Case, CaseStatus, Meeting
from jusou_desk.policy import Purpose
from jusou_desk.towns import MeetingKind

TODAY = date(2027, 1, 20)
PEOPLE, ITEMS = 8, 3
SURNAMES = ("三保", "周防", "大井", "仙崎", "正明", "俵山", "日置", "油谷")


def eight(desk: Desk) -> list[Attendee]:
    """町の機関から八人。足りなければ、同じ機関から二人目が来る。"""
    names = [one.name for one in desk.town.agencies]
    return [
        Attendee(agency=names[n % len(names)], name=f"{surname}　架空")
        for n, surname in enumerate(SURNAMES)
    ]


def held(desk: Desk, kind: MeetingKind) -> Meeting:
    """町の会議体でその法的区分の会議を開き、八人を招いて三件を議題にする。"""
    body = next(
        body
        for body in desk.town.bodies
        if kind in body.kinds and (not kind.sealed or desk.serves(body))
    )
    made = meetings.convene(desk, body.id, TODAY, kind=kind, start="13:30", end="15:00")
    meetings.invite(desk, made.id, eight(desk))
    taken = 0
    for case in usable(desk, kind):
        if taken == ITEMS:
            break
        try:
            meetings.put_on_agenda(desk, made.id, case.id, "情報共有", summary="近況を確かめる。")
        except BadInput:  # 通常の会議に、秘匿の相談は載らない
            continue
        taken += 1
    assert taken == ITEMS
    return meeting_doors.find_meeting(desk, made.id)


def usable(desk: Desk, kind: MeetingKind) -> list[Case]:
    """議題にできる相談。重層的支援会議なら、目的と期間が同意の中のもの。"""
    purpose = Purpose.SUPPORT_MEETING if kind.sealed else Purpose.CASEWORK
    listed = [line.case for line in case_list(desk, purpose=purpose)]
    going = [case for case in listed if case.status is not CaseStatus.CLOSED]
    if kind.sealed:
        return going
    with desk.reading(Purpose.CASEWORK) as work:
        return [c for c in going if terms_of(work, c).barrier(Purpose.PLAN_MEETING, TODAY) is None]


def words_of(path: Path) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages]


@pytest.fixture(scope="module", params=practice_towns())
def practice(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp(str(request.param)) / "office"
    office, name, password = build_practice_office(str(request.param), folder, today=TODAY)
    return sign_in(office, name, password)


@pytest.mark.parametrize("kind", [MeetingKind.PLAN, MeetingKind.SUPPORT])
def test_八人三議題の会議は_八冊の違う綴りになる(
    practice: Desk, kind: MeetingKind, tmp_path: Path
) -> None:
    meeting = held(practice, kind)
    issued = packets.issue_packet(practice, meeting.id, tmp_path)
    papers = sorted(tmp_path.glob("packet-0*.pdf"))
    assert len(papers) == PEOPLE == len({one.read_bytes() for one in papers})
    for number, (paper, attendee) in enumerate(zip(papers, meeting.attendees, strict=True), 1):
        pages = words_of(paper)
        for page, text in enumerate(pages, 1):
            assert attendee.agency in text
            assert f"-{number:02d}" in text
            assert f"{page}/{len(pages)}" in "".join(text.split())
            assert ("㊙" in text) is kind.sealed
            assert ("複写禁止" in text) is kind.sealed
        others = {one.name for one in meeting.attendees} - {attendee.name}
        # 名簿の頁のほかには、ほかの人の名前は無い。
        assert not any(name in pages[0] for name in others)
    assert not issued.problems
