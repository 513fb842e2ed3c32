"""会議の開始と終了: 書き直すときは終わりが後。前からの時刻は、ほかを直しても断らない。"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_import import read_ledger
from jusou_desk.casework.meeting import meetings
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Attendee, Meeting
from jusou_desk.policy import Purpose
from tests.casework.ledger_books import save
from tests.casework.test_packet_press import agreed, meeting_of

PLAN = "重層的支援会議"


@pytest.mark.parametrize(
    ("start", "end"), [("13:30", "3:00"), ("13:30", "03:00"), ("14:00", "9:00")]
)
def test_終わりが始まりより前の会議は_終了の欄で断る(desk: Desk, start: str, end: str) -> None:
    meeting = meeting_of(desk, PLAN, agreed(desk, 0))
    with pytest.raises(BadInput, match=f"終了.{end}.が、開始.{start}.より前") as refused:
        meetings.change_meeting(desk, replace(meeting, start=start, end=end))
    assert refused.value.field == "end"


@pytest.mark.parametrize(("start", "end"), [("13:30", "15:00"), ("", "03:00"), ("13:30", "")])
def test_終わりが後か_片方だけの会議は書ける(desk: Desk, start: str, end: str) -> None:
    meeting = meeting_of(desk, PLAN, agreed(desk, 0))
    changed = meetings.change_meeting(desk, replace(meeting, start=start, end=end))
    assert (changed.start, changed.end) == (start, end)


def test_取り込んだ会議の時刻は_そのままで_ほかを直せる(desk: Desk, tmp_path: Path) -> None:
    sheets: dict[str, list[list[object]]] = {
        "人物": [["人物番号", "氏名"]],
        "相談受付": [["受付番号", "受付日", "同意"], ["C1", "R5.5.1", "未取得"]],
        "支援経過": [
            ["経過番号", "受付番号", "日時", "内容"],
            ["K1", "C1", "R5.5.2 1:30", "夜中の通報"],
        ],
        "会議": [
            ["会議番号", "会議体", "法的区分", "開催日", "開始", "終了"],
            ["M1", "長門市重層的支援会議", PLAN, "R5.6.1", "1:30", "3:00"],
            ["M2", "長門市重層的支援会議", PLAN, "R5.7.1", "13:30", "3:00"],
        ],
    }
    assert read_ledger(desk, save(tmp_path / "台帳.xlsx", sheets), apply=True).applied
    with desk.reading(Purpose.CASEWORK) as work:
        (note,) = work.notes.where()
        found: dict[str, Meeting] = {one.meeting_no: one for one in work.meetings.where()}
    assert f"{note.at:%H:%M}" == "01:30"
    assert [(found[n].start, found[n].end) for n in ("M1", "M2")] == [
        ("1:30", "3:00"),
        ("13:30", "3:00"),
    ]
    invited = meetings.invite(desk, found["M2"].id, [Attendee(agency="架空病院", name="架空　一")])
    assert invited.end == "3:00"
