"""一件の「出した紙」に、その相談が外へ出た道が全部並ぶ。"""

from __future__ import annotations

from pathlib import Path

import pytest

from jusou_desk.casework.case import cases
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger import ledger_export
from jusou_desk.casework.meeting.info_requests import ask
from jusou_desk.casework.paper import papers
from jusou_desk.casework.printing import later_copies, packets
from jusou_desk.casework.printing.meeting_papers import PAPERS, draw_paper, hand_out_paper
from jusou_desk.casework.printing.request_register import hand_out_register, requests_of_year
from jusou_desk.casework.recall import withdrawing
from jusou_desk.casework.recall.issuing import issued_for_case
from jusou_desk.models.records import CopyException, Meeting
from jusou_desk.policy import Purpose
from jusou_desk.wareki import FiscalYear
from tests.casework.test_packet_press import agreed, meeting_of

BODY = "support_meeting"


def titles(desk: Desk, case_id: str, purpose: Purpose = Purpose.CASEWORK) -> set[str]:
    """題から番号を除いたもの。"""
    found = issued_for_case(desk, case_id, purpose)
    return {one.first.title.split("(")[0].removeprefix("R8-重層-01 ") for one in found}


@pytest.fixture
def case_id(desk: Desk) -> str:
    return agreed(desk, 0)


@pytest.fixture
def met(desk: Desk, case_id: str) -> Meeting:
    return meeting_of(desk, "重層的支援会議", case_id)


def test_会議の紙は_資料_欠席者の分_開催通知_議事録のどれも並ぶ(
    desk: Desk, case_id: str, met: Meeting, tmp_path: Path
) -> None:
    packets.issue_packet(desk, met.id, tmp_path / "packet")
    absent = packets.copies_of(desk, met.id)[2]
    packets.except_copy(desk, absent, CopyException.NOT_HANDED)
    later = later_copies.draw_for_absent(desk, met.id, absent.agency, absent.name)
    later_copies.hand_out_for_absent(desk, later, tmp_path / "later")
    for kind in PAPERS:
        if kind.name not in ("pledge", "info-request"):
            hand_out_paper(desk, draw_paper(desk, kind.name, met.id), tmp_path / kind.name)
    found = titles(desk, case_id)
    for words in ("事務局の会議資料", "会議資料 控番1/3", "会議資料 控番4", "開催通知", "議事録"):
        assert words in found
    out = {one.paper.first.title for one in withdrawing.papers_out(desk, case_id)}
    assert f"{met.meeting_no} 開催通知" in out
    assert f"{met.meeting_no} 会議資料 控番4(欠席者の分)" in out


def test_支援会議の開催通知は件数だけなので_一件の紙には並ばない(
    desk: Desk, case_id: str, tmp_path: Path
) -> None:
    meeting = meeting_of(desk, "支援会議", case_id)
    hand_out_paper(desk, draw_paper(desk, "notice", meeting.id), tmp_path)
    assert issued_for_case(desk, case_id, Purpose.SUPPORT_MEETING) == ()


@pytest.mark.parametrize("sheet", ["intake", "plan", "progress", "progress-copy", "consent"])
def test_一件の様式は_どれも並ぶ(desk: Desk, case_id: str, sheet: str, tmp_path: Path) -> None:
    case = cases.find_case(desk, case_id)
    papers.hand_out_sheet(desk, sheet, case.case_no, tmp_path / "sheet")
    (found,) = issued_for_case(desk, case_id)
    assert found.first.title == papers.sheet_kind(sheet).title


def test_台帳のブックは_受付の後に書き出したものが並ぶ(
    desk: Desk, case_id: str, tmp_path: Path
) -> None:
    ledger_export.write_ledger(desk, tmp_path / "a.xlsx", password="みなと三月さくら")
    assert titles(desk, case_id) == {"標準台帳ブック"}
    ledger_export.write_ledger(
        desk, tmp_path / "b.xlsx", password="みなと三月さくら", sealed=True, reason="引継ぎ"
    )
    assert len(issued_for_case(desk, case_id)) == 1
    assert len(issued_for_case(desk, case_id, Purpose.SUPPORT_MEETING)) == 2


def test_依頼書と依頼の台帳は_支援会議の目的でだけ並ぶ(
    desk: Desk, case_id: str, tmp_path: Path
) -> None:
    meeting = meeting_of(desk, "支援会議", case_id)
    ask(desk, meeting.id, case_id, "架空病院", "受診の有無")
    hand_out_paper(desk, draw_paper(desk, "info-request", meeting.id), tmp_path / "letter")
    year = FiscalYear.of(desk.today())
    hand_out_register(desk, requests_of_year(desk, BODY, year), tmp_path / "register")
    assert issued_for_case(desk, case_id) == ()
    found = titles(desk, case_id, Purpose.SUPPORT_MEETING)
    assert found == {f"{meeting.meeting_no} 情報提供依頼書", "情報提供依頼の台帳"}
