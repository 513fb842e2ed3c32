"""電話の第一報から会議の資料まで、同じ事実を二度打たない。数えた表は、いつも今の窓のもの。"""

from __future__ import annotations

from pathlib import Path

import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.printing import packets
from tests.play.by_hand import papers_by_hand, times
from tests.play.economy import SEATS, facts_table, papers_table, play, steps_table
from tests.play.hand import Typed, twice
from tests.ui.screens.conftest import OpenWorkspace

PAGE = Path(__file__).parent / "README.md"


def test_受付から会議の資料まで_同じ事実を二度打たず_数は表のとおり(
    desk: Desk, open_workspace: OpenWorkspace
) -> None:
    hand = play(open_workspace(desk))
    assert twice(hand.typed) == ()
    (meeting,) = meetings.meeting_list(desk)
    seats = [(one.agency, one.post, one.name) for one in meeting.attendees[1:]]
    assert seats == list(SEATS)
    assert meeting.attendees[0].name == desk.me.name
    assert len(packets.copies_of(desk, meeting.id)) == len(SEATS) + 1
    papers = papers_by_hand(desk, "R8-0001")
    assert times(papers, "髙橋　ヨシ子") > 10
    assert sum(one.keys for one in hand.tallies) < sum(one.letters for one in papers) / 4
    kept = PAGE.read_text(encoding="utf-8")
    for table in (steps_table(hand), papers_table(papers), facts_table(hand, papers)):
        lines = "\n".join(table)
        assert lines in kept, lines


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("中原　礼子", "中原 礼子", True),
        ("中原　礼子", "保健師 中原礼子", True),
        ("R8.12.4", "R8.12.10", False),
        ("2", "R8.12.4", False),
    ],
)
def test_二度打った事実は_空白や前後の字が違っても見つかる(
    first: str, second: str, *, found: bool
) -> None:
    typed = (Typed("プラン", "担当者", first), Typed("出席者", "氏名", second))
    assert bool(twice(typed)) is found
