"""会議資料の表紙と事例票: 名前ではなく、法的区分と根拠を刷る。"""

from __future__ import annotations

import io

import pypdf
import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.printing import packets
from jusou_desk.models.records import Attendee
from tests.casework.test_one_case import consented, phone_call

PLAN_BASIS = "重層的支援体制整備事業(社会福祉法第106条の4第2項)"


def pages_of(desk: Desk, body_id: str) -> list[str]:
    """その会議体の一回の、控番1の資料の頁ごとの字。"""
    case = phone_call(desk)
    consented(desk, case)
    meeting = meetings.convene(desk, body_id, desk.today())
    meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有")
    meetings.invite(desk, meeting.id, [Attendee(agency="高齢福祉課", name="岡　由美")])
    _press, data = packets.preview_packet(desk, meeting.id)
    reader = pypdf.PdfReader(io.BytesIO(data))
    return [page.extract_text() for page in reader.pages]


@pytest.mark.parametrize(
    ("body_id", "kind", "basis"),
    [
        ("plan_meeting", "重層的支援会議", PLAN_BASIS),
        ("support_meeting", "支援会議", "社会福祉法第106条の6"),
    ],
)
def test_表紙に法的区分と根拠がある(desk: Desk, body_id: str, kind: str, basis: str) -> None:
    lines = [line.strip() for line in pages_of(desk, body_id)[0].splitlines()]
    assert f"法的区分 {kind}" in lines
    assert f"根拠 {basis}" in lines


def test_表紙は一枚に収まり_事例票の年齢に歳が付く(desk: Desk) -> None:
    pages = pages_of(desk, "support_meeting")
    assert "出席者名簿" in pages[1]
    sheet = next(page for page in pages if "事例票" in page and "受付番号" in page)
    assert "86歳" in sheet
