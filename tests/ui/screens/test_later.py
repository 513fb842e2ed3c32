"""会議の後に渡す紙を、会議の頁から: 欠席者の分。"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.printing import packets
from jusou_desk.models.records import CopyException, Meeting
from jusou_desk.ui.meeting.copies import CopiesCard
from jusou_desk.ui.meeting.out_panel import OutPanel
from jusou_desk.ui.meeting.requests import RequestsCard
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.meeting import MeetingScreen
from tests.casework.test_packet_press import agreed, meeting_of
from tests.ui.hands import click
from tests.ui.screens.conftest import OpenPage
from tests.ui.screens.walking import settle


@pytest.fixture
def met(desk: Desk) -> Meeting:
    meeting = meeting_of(desk, "重層的支援会議", agreed(desk, 0))
    packets.print_packet(desk, meeting.id)
    return meeting


def test_欠席者には_管理表から続きの控番を刷って渡せる(
    desk: Desk, open_page: OpenPage, met: Meeting, tmp_path: Path
) -> None:
    first, second, _ = packets.copies_of(desk, met.id)
    packets.mark_copy(desk, first, handed_on=desk.today())
    packets.except_copy(desk, second, CopyException.NOT_HANDED)
    screen = open_page(desk, Place("meeting", met.id), MeetingScreen)

    def do(words: str) -> None:
        card = screen.findChild(CopiesCard)
        assert card is not None
        click(next(b for b in card.findChildren(QPushButton) if b.accessibleName() == words))
        settle()

    do("控番2の人に後から渡す")
    panel = screen.window().findChild(OutPanel)
    assert panel is not None
    assert panel.view.document.pageCount() > 1
    panel.write_to(tmp_path)
    settle()
    # 選んだ場所の中の、この会議だけのフォルダに出る。
    written = (tmp_path / met.meeting_no).glob("*.pdf")
    assert [path.name for path in written] == ["packet-04.pdf"]
    do("控番4を閲覧のみ")
    later = packets.copies_of(desk, met.id)[3]
    assert (later.exception, later.handed_on) == (CopyException.READ_ONLY, desk.today())
    do("控番4を戻った")
    assert not packets.copies_of(desk, met.id)[3].missing


def test_依頼の台帳は_依頼の札から年度ごとに刷れる(
    desk: Desk, open_page: OpenPage, tmp_path: Path
) -> None:
    meeting = meeting_of(desk, "支援会議", agreed(desk, 0))
    screen = open_page(desk, Place("meeting", meeting.id), MeetingScreen)
    card = screen.findChild(RequestsCard)
    assert card is not None
    assert card.register_button.text() == "令和8年度の台帳を刷る"
    click(card.register_button)
    settle()
    panel = screen.window().findChild(OutPanel)
    assert panel is not None
    assert panel.view.document.pageCount() == 1
    panel.write_to(tmp_path / "out")
    settle()
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["request-register-R8.pdf", "request-register-R8.xlsx"]
