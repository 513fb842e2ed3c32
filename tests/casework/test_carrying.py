"""持ち歩く媒体には、どの画面・どの命令からも、暗号化していないものを書けない。"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from jusou_desk import volumes
from jusou_desk.casework.case import intake
from jusou_desk.casework.counting.reporting import hand_out_report
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.ledger.ledger_export import write_ledger
from jusou_desk.casework.ledger.ledger_import import read_ledger
from jusou_desk.casework.ledger.ledger_problems import LedgerRefused
from jusou_desk.casework.meeting import meetings
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.backing_up import make_backup
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.office.recovery import make_office, write_recovery_sheets
from jusou_desk.casework.outgoing.carrying import MARK_NAME, expect_staying
from jusou_desk.casework.outgoing.media import (
    hand_out_media_register,
    register_medium,
    retire_medium,
)
from jusou_desk.casework.outgoing.media import media_book as media_book_of
from jusou_desk.casework.paper.papers import hand_out_sheet
from jusou_desk.casework.printing.packets import issue_packet
from jusou_desk.errors import DeskError, OutsideTrouble, Refused
from jusou_desk.models.office import Office
from jusou_desk.models.records import Attendee
from jusou_desk.policy import Purpose, Role
from jusou_desk.wareki import FiscalYear
from tests.casework.conftest import PASSWORD
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


def removable(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``place`` のある所を、取り外せる媒体にする。"""
    device = place.stat().st_dev
    block = place / "sys" / f"{os.major(device)}:{os.minor(device)}"
    block.mkdir(parents=True)
    (block / "removable").write_text("0\n")
    monkeypatch.setattr(volumes, "_BLOCKS", place / "sys")
    expect_staying(place)
    (block / "removable").write_text("1\n")


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
    expect_staying(tmp_path)
    removable(tmp_path, monkeypatch)
    with pytest.raises(Refused, match="持ち歩く媒体"):
        report(desk, tmp_path / "usb")
    assert not (tmp_path / "usb").exists()


def test_暗号化した台帳は登録した媒体に書け_持出簿に載る(desk: Desk, stick: Stick) -> None:
    medium = register_medium(desk, stick.place, "USB-01", "USBメモリ").medium
    (stick.place / "中").mkdir()
    made = write_ledger(desk, stick.place / "中" / "台帳.xlsx", password="さくら三月みなと")
    assert made.path.is_file()
    (entry,) = media_book_of(desk).entries
    assert (entry.medium_no, entry.files) == (medium.medium_no, ("台帳.xlsx",))
    retire_medium(desk, medium.medium_no)
    with pytest.raises(Refused, match="使用をやめた媒体"):
        write_ledger(desk, stick.place / "台帳.xlsx", password="さくら三月みなと")
    assert stick.names() == [MARK_NAME, "中"]


def test_登録していない媒体には_暗号化した台帳も書けない(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    removable(tmp_path, monkeypatch)
    with pytest.raises(Refused, match="登録していない媒体"):
        write_ledger(desk, tmp_path / "usb" / "台帳.xlsx", password="さくら三月みなと")
    assert not (tmp_path / "usb").exists()


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


@pytest.mark.parametrize("stood", [False, True])
def test_復旧シートを媒体に書こうとする事務所は_作り始める前に断る(
    stick: Stick, tmp_path: Path, stood: bool
) -> None:
    """手順が逆だと、作りかけの事務所や、シートの無い鍵が残る。"""
    office = tmp_path / "新しい事務所"
    if stood:
        office.mkdir()
    (stick.place / MARK_NAME).write_text("0123456789abcdef", encoding="ascii")
    started = tmp_path.stat().st_mtime_ns
    with pytest.raises(Refused) as refusal:
        make_office(
            office,
            town_id="nagato",
            staff_name="岡　由美",
            password="みなと三月さくら",
            recovery_folder=stick.place / "紙",
        )
    assert "復旧シートを書けません" in refusal.value.title
    assert "このPCのフォルダ" in refusal.value.advice
    assert stick.names() == [MARK_NAME]
    assert tmp_path.stat().st_mtime_ns == started, "事務所のフォルダを作ってから消していない"
    assert office.exists() is stood


def test_復旧シートを新しい事務所の中に書こうとすれば_作り始める前に断る(tmp_path: Path) -> None:
    office = tmp_path / "事務所"
    office.mkdir()
    with pytest.raises(OutsideTrouble, match="事務所のデータ"):
        make_office(
            office,
            town_id="nagato",
            staff_name="岡　由美",
            password="みなと三月さくら",
            recovery_folder=office / "紙",
        )
    assert list(office.iterdir()) == []


def test_登録していない媒体には_バックアップも作れない(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    removable(tmp_path, monkeypatch)
    (tmp_path / "usb").mkdir()
    with pytest.raises(Refused, match="登録していない媒体"):
        make_backup(desk, tmp_path / "usb")
    assert list((tmp_path / "usb").iterdir()) == []
    with desk.reading(Purpose.CASEWORK) as work:
        assert "断り" in [row.action for row in work.audit.entries()]


def test_断られたバックアップは_空のフォルダも残さない(
    desk: Desk, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_backup(desk, tmp_path / "控え")
    assert made.parent == tmp_path / "控え"
    staffing.add_staff(desk, "見るだけの人", Role.READER, PASSWORD)
    reader = sign_in(office, "見るだけの人", PASSWORD)
    with pytest.raises(Refused, match="閲覧"):
        make_backup(reader, tmp_path / "読む人")
    reader.close()
    assert not (tmp_path / "読む人").exists()
    with pytest.raises(OutsideTrouble, match="見つかりません"):
        make_backup(desk, tmp_path / "抜けた媒体" / "控え")
    assert not (tmp_path / "抜けた媒体").exists()
    removable(tmp_path, monkeypatch)
    (tmp_path / "usb").mkdir()
    with pytest.raises(Refused, match="登録していない媒体"):
        make_backup(desk, tmp_path / "usb" / "控え")
    assert list((tmp_path / "usb").iterdir()) == []


def test_登録した媒体のバックアップは持出簿に載る(desk: Desk, stick: Stick, tmp_path: Path) -> None:
    make_backup(desk, tmp_path)
    assert media_book_of(desk).entries == ()
    register_medium(desk, stick.place, "USB-01", "USBメモリ")
    (stick.place / "控").mkdir()
    made = make_backup(desk, stick.place / "控")
    (entry,) = media_book_of(desk).entries
    assert (entry.medium_no, entry.report, entry.files) == ("USB-01", "バックアップ", (made.name,))
    assert entry.digests == (hashlib.sha256(made.read_bytes()).hexdigest(),)
    retire_medium(desk, "USB-01")
    with pytest.raises(Refused, match="使用をやめた媒体"):
        make_backup(desk, stick.place)
