"""持ち歩く媒体には、どの画面・どの命令からも、暗号化していないものを書けない。"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from jusou_desk import volumes
from jusou_desk.casework import intake, meetings
from jusou_desk.casework.carrying import MARK_NAME, expect_staying
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger_export import write_ledger
from jusou_desk.casework.ledger_import import read_ledger
from jusou_desk.casework.ledger_problems import LedgerRefused
from jusou_desk.casework.media import hand_out_media_register, register_medium
from jusou_desk.casework.packets import issue_packet
from jusou_desk.casework.papers import hand_out_sheet
from jusou_desk.casework.recovery import write_recovery_sheets
from jusou_desk.casework.reporting import hand_out_report
from jusou_desk.errors import DeskError, Refused
from jusou_desk.models.records import Attendee
from jusou_desk.policy import Purpose
from jusou_desk.wareki import FiscalYear
from tests.casework.sticks import Stick

NAME = "nagato-jigyo-jokyo"


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Stick]:
    made = Stick(tmp_path / "usb", "size=20m")
    yield made
    made.pull_out()


def report(desk: Desk, folder: Path) -> None:
    hand_out_report(desk, NAME, FiscalYear.of(desk.today()), folder)


def sheet(desk: Desk, folder: Path) -> None:
    case = intake.receive(desk, {"received_on": desk.today(), "consent": "書面"}).case
    hand_out_sheet(desk, "intake", case.case_no, folder)


def packet(desk: Desk, folder: Path) -> None:
    case = intake.receive(desk, {"received_on": desk.today(), "consent": "書面"}).case
    meeting = meetings.convene(desk, "support_meeting", desk.today() + timedelta(days=1))
    meetings.invite(desk, meeting.id, [Attendee(agency="架空病院", name="架空　ご")])
    meetings.put_on_agenda(desk, meeting.id, case.id, "情報共有")
    issue_packet(desk, meeting.id, folder)


def ledger(desk: Desk, folder: Path) -> None:
    write_ledger(desk, folder / "台帳.xlsx", password=None)


def media_book(desk: Desk, folder: Path) -> None:
    hand_out_media_register(desk, folder)


def recovery(desk: Desk, folder: Path) -> None:
    write_recovery_sheets(desk, desk.renew_recovery(), folder)


PLAIN: tuple[Callable[[Desk, Path], None], ...] = (
    report,
    sheet,
    packet,
    ledger,
    media_book,
    recovery,
)


@pytest.mark.parametrize("write", PLAIN)
@pytest.mark.parametrize("inside", ["", "報告", "まだ/無い"])
def test_登録した媒体には平文で書けずこのPCのフォルダには書ける(
    desk: Desk, stick: Stick, tmp_path: Path, write: Callable[[Desk, Path], None], inside: str
) -> None:
    register_medium(desk, stick.place, "USB-01", "USBメモリ")
    with pytest.raises(Refused, match="持ち歩く媒体") as caught:
        write(desk, stick.place / inside)
    assert "媒体で渡す" in caught.value.advice
    assert stick.names() == [MARK_NAME]
    with desk.reading(Purpose.SUPPORT_MEETING) as work:
        assert "断り" in [row.action for row in work.audit.entries()]
    write(desk, tmp_path / "この机の中")
    assert list((tmp_path / "この机の中").iterdir())


def test_取り外せる媒体には登録していなくても書けない(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = tmp_path.stat().st_dev
    block = tmp_path / "sys" / f"{os.major(device)}:{os.minor(device)}"
    block.mkdir(parents=True)
    (block / "removable").write_text("0\n")
    monkeypatch.setattr(volumes, "_BLOCKS", tmp_path / "sys")
    expect_staying(tmp_path)
    (block / "removable").write_text("1\n")
    with pytest.raises(Refused, match="持ち歩く媒体"):
        report(desk, tmp_path / "usb")
    assert not (tmp_path / "usb").exists()


def test_暗号化した台帳は媒体にも書ける(desk: Desk, stick: Stick) -> None:
    register_medium(desk, stick.place, "USB-01", "USBメモリ")
    write_ledger(desk, stick.place / "台帳.xlsx", password="さくら三月みなと")
    assert stick.names() == [MARK_NAME, "台帳.xlsx"]


def test_媒体から読んだ台帳の誤りは媒体のそばに返る(
    desk: Desk, stick: Stick, tmp_path: Path
) -> None:
    register_medium(desk, stick.place, "USB-01", "USBメモリ")
    intake.receive(desk, {"received_on": desk.today(), "consent": "書面"})
    write_ledger(desk, tmp_path / "台帳.xlsx", password=None)
    book = stick.place / "台帳.xlsx"
    shutil.copy(tmp_path / "台帳.xlsx", book)
    with pytest.raises(LedgerRefused):
        read_ledger(desk, book, apply=True)
    assert "台帳-エラー.xlsx" in stick.names()


def test_抜かれた媒体の道では断らず書くときに言う(desk: Desk, tmp_path: Path) -> None:
    expect_staying(Path("/無い所/usb"))
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DeskError):
        report(desk, tmp_path / "file" / "中")


def test_まだ無いフォルダから戻る道でも媒体には書けない(desk: Desk, stick: Stick) -> None:
    register_medium(desk, stick.place, "USB-01", "USBメモリ")
    round_about = stick.place.parent / "まだ無い" / ".." / stick.place.name
    with pytest.raises(Refused, match="持ち歩く媒体"):
        report(desk, round_about)
    assert stick.names() == [MARK_NAME]
