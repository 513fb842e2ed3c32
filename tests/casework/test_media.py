"""USB での引渡し。登録・取違え・書込み禁止・満杯・途中の抜去と、台帳・持出簿。"""

from __future__ import annotations

import hashlib
import inspect
import io
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from jusou_desk.casework.counting.handing_over import HandOver, hand_over_report, new_password
from jusou_desk.casework.counting.handover_slip import hand_out_slip
from jusou_desk.casework.counting.reporting import make_report
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.outgoing.carrying import MARK_NAME
from jusou_desk.casework.outgoing.media import (
    hand_out_media_register,
    mark_erased,
    mark_returned,
    media_book,
    printed_serial,
    register_medium,
    retire_medium,
)
from jusou_desk.errors import BadInput, DeskError, OutsideTrouble, Refused
from jusou_desk.models.office import Office
from jusou_desk.policy import Purpose, Role
from jusou_desk.reports.seal import decrypt_xlsx
from jusou_desk.volumes import volume_at
from jusou_desk.wareki import FiscalYear
from tests.casework.conftest import PASSWORD, MovableClock
from tests.casework.figures import case, put_cases
from tests.casework.sticks import Stick

R4 = FiscalYear(2022)
NAME = "nagato-jigyo-jokyo"


@pytest.fixture
def insert(tmp_path: Path) -> Iterator[Callable[..., Stick]]:
    """媒体を挿す。試験の終わりに全て抜く。"""
    sticks: list[Stick] = []

    def make(name: str, options: str = "size=2m") -> Stick:
        sticks.append(Stick(tmp_path / name, options))
        return sticks[-1]

    yield make
    for stick in sticks:
        stick.pull_out()


def send(desk: Desk, folder: Path, number: str = "USB-01") -> HandOver:
    return hand_over_report(desk, NAME, R4, folder, number, "年次報告", "県地域福祉課")


def refused(desk: Desk, folder: Path, number: str = "USB-01") -> DeskError:
    """断られ、持出簿に何も載らないこと。"""
    with pytest.raises(DeskError) as caught:
        send(desk, folder, number)
    assert media_book(desk).entries == ()
    return caught.value


def test_登録した媒体に暗号化して渡り_持出簿に載る(
    desk: Desk, insert: Callable[..., Stick]
) -> None:
    stick = insert("usb")
    put_cases(desk, [case("R4-1", date(2022, 6, 1), "介護")])
    registered = register_medium(desk, stick.place, "USB-01", "暗号化機能付きUSBメモリ")
    assert printed_serial(registered.medium) == volume_at(stick.place).serial
    done = send(desk, stick.place)
    assert stick.names() == [MARK_NAME, f"{NAME}-R4.pdf", f"{NAME}-R4.xlsx"]
    xlsx, pdf = (path.read_bytes() for path in done.files)
    assert xlsx[:4] == bytes.fromhex("d0cf11e0")
    assert b"/Encrypt" in pdf

    opened = load_workbook(io.BytesIO(decrypt_xlsx(xlsx, done.password)))
    assert opened.worksheets[0]["F9"].value == 1
    with pytest.raises(BadInput):
        decrypt_xlsx(xlsx, new_password())
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.decrypt(done.password)
    assert "事業状況" in reader.pages[0].extract_text()
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(pdf), password=new_password())

    (entry,) = media_book(desk).entries
    assert entry == done.entry
    assert (entry.medium_no, entry.purpose, entry.receiver) == (
        "USB-01",
        "年次報告",
        "県地域福祉課",
    )
    assert entry.digests == tuple(hashlib.sha256(data).hexdigest() for data in (xlsx, pdf))


def test_パスワードはどこにも残らず_毎回違う(desk: Desk, insert: Callable[..., Stick]) -> None:
    stick = insert("usb")
    register_medium(desk, stick.place, "USB-01", "USBメモリ")
    first, second = send(desk, stick.place), send(desk, stick.place)
    assert first.password != second.password
    assert len(first.password.replace("-", "")) == 16
    with desk.reading(Purpose.ADMINISTRATION) as work:
        trail = repr(work.audit.entries()) + repr(work.medium_entries.where())
    assert first.password not in trail + repr(first) + "".join(stick.names())
    assert all(first.password.encode() not in path.read_bytes() for path in stick.place.iterdir())
    # 前に書いたものは上書きしない。
    assert [path.stem for path in second.files] == [f"{NAME}-R4-2"] * 2


def test_台帳に無い番号_使用をやめた媒体_挿していない媒体は断る(
    desk: Desk, insert: Callable[..., Stick]
) -> None:
    stick = insert("usb")
    assert "媒体登録台帳にありません" in refused(desk, stick.place).title
    register_medium(desk, stick.place, "USB-01", "USBメモリ")
    stick.pull_out()
    assert "として登録した媒体ではありません" in refused(desk, stick.place).title
    stick.place.rmdir()
    missing = refused(desk, stick.place)
    assert isinstance(missing, OutsideTrouble)
    assert missing.title == "媒体が見つかりません。"
    retire_medium(desk, "USB-01")
    assert "使用をやめた媒体" in refused(desk, stick.place).title


def test_取り違えた媒体は番号を言って断る(desk: Desk, insert: Callable[..., Stick]) -> None:
    mine, other, unknown = insert("a"), insert("b"), insert("c")
    register_medium(desk, mine.place, "USB-01", "USBメモリ")
    register_medium(desk, other.place, "USB-02", "USBメモリ")
    assert "「USB-01」ではなく「USB-02」" in refused(desk, other.place).title
    assert "として登録した媒体ではありません" in refused(desk, unknown.place).title
    # 印だけを写しても、通し番号が違う。
    shutil.copy(mine.place / MARK_NAME, unknown.place / MARK_NAME)
    assert "として登録した媒体ではありません" in refused(desk, unknown.place).title
    assert unknown.names() == [MARK_NAME]


def test_別の差込口に挿しても同じ媒体(
    desk: Desk, insert: Callable[..., Stick], tmp_path: Path
) -> None:
    stick = insert("usb")
    register_medium(desk, stick.place, "USB-01", "USBメモリ")
    stick.insert_elsewhere(tmp_path / "usb2")
    assert "として登録した媒体ではありません" in refused(desk, tmp_path / "usb").title
    assert send(desk, tmp_path / "usb2").entry.medium_no == "USB-01"


def test_書込み禁止の媒体は登録も書出しも断る(desk: Desk, insert: Callable[..., Stick]) -> None:
    stick, fresh = insert("usb"), insert("fresh")
    register_medium(desk, stick.place, "USB-01", "USBメモリ")
    stick.protect()
    assert "書込み禁止" in refused(desk, stick.place).title
    fresh.protect()
    with pytest.raises(OutsideTrouble, match="書込み禁止"):
        register_medium(desk, fresh.place, "USB-02", "USBメモリ")
    assert [medium.medium_no for medium in media_book(desk).media] == ["USB-01"]


def test_満杯の媒体は断り_前からあるものに触れない(
    desk: Desk, insert: Callable[..., Stick]
) -> None:
    stick = insert("usb")
    register_medium(desk, stick.place, "USB-01", "USBメモリ")
    kept = stick.place / "kept.bin"
    kept.write_bytes(bytes(2 * 1024 * 1024 - 64 * 1024))
    assert refused(desk, stick.place).title == "媒体の空きが足りません。"
    assert stick.names() == [MARK_NAME, "kept.bin"]


def test_一つ目だけ書けた媒体からは一つ目も消える(desk: Desk, insert: Callable[..., Stick]) -> None:
    # 空きはあるのに、ファイルを三つ(媒体の根、印、xlsx)までしか置けない。
    stick = insert("usb", "size=2m,nr_inodes=3")
    register_medium(desk, stick.place, "USB-01", "USBメモリ")
    assert "空きが足りません" in refused(desk, stick.place).title
    assert stick.names() == [MARK_NAME]


@pytest.mark.parametrize("moment", ["書く前", "書いた後"])
def test_途中で抜かれたら持出簿に載らず_手元のディスクにも残らない(
    desk: Desk, office: Office, clock: MovableClock, insert: Callable[..., Stick], moment: str
) -> None:
    stick = insert("usb")
    register_medium(desk, stick.place, "USB-01", "USBメモリ")

    def now() -> object:
        writing = any(frame.function == "hand_over" for frame in inspect.stack())
        written = (stick.place / f"{NAME}-R4.pdf").exists()
        if writing and written is (moment == "書いた後"):
            stick.pull_out()
        return clock()

    hurried = sign_in(Office(office.folder, office.vault.device, now), desk.me.name, PASSWORD)  # type: ignore[arg-type]
    error = refused(hurried, stick.place)
    assert "途中で媒体が抜かれました" in error.title
    assert list(stick.place.iterdir()) == []
    with desk.reading(Purpose.ADMINISTRATION) as work:
        assert "取消し" in work.audit.entries(newest=1)[0].action
    hurried.close()


def test_媒体の登録は管理者だけ_引渡しは閲覧の職員にはできない(
    desk: Desk, outsider: Desk, office: Office, tmp_path: Path
) -> None:
    with pytest.raises(Refused):
        register_medium(outsider, tmp_path, "USB-01", "USBメモリ")
    register_medium(desk, tmp_path, "USB-01", "USBメモリ")
    staffing.add_staff(desk, "閲覧　次郎", Role.READER, PASSWORD)
    reader = sign_in(office, "閲覧　次郎", PASSWORD)
    assert isinstance(refused(reader, tmp_path), Refused)
    reader.close()
    assert send(outsider, tmp_path).entry.actor == outsider.me.name


def test_パソコンの中のフォルダは知らせ_ほかのフォルダには書けない(
    desk: Desk, tmp_path: Path
) -> None:
    inside, beside = tmp_path / "inside", tmp_path / "beside"
    inside.mkdir()
    beside.mkdir()
    assert "確かめられません" in register_medium(desk, inside, "USB-01", "内蔵").notice
    assert "として登録した媒体ではありません" in refused(desk, beside).title
    assert len(send(desk, inside).files) == 2


def test_番号の重なりと空の欄は断る(desk: Desk, insert: Callable[..., Stick]) -> None:
    mine, other = insert("a"), insert("b")
    register_medium(desk, mine.place, "USB-01", "USBメモリ")
    for number, name in (("", "USBメモリ"), ("USB-03", "　")):
        with pytest.raises(BadInput, match="登録番号か名称"):
            register_medium(desk, mine.place, number, name)
    with pytest.raises(BadInput, match="別の媒体で使われています"):
        register_medium(desk, other.place, "USB-01", "USBメモリ")
    with pytest.raises(BadInput, match="「USB-01」で登録済み"):
        register_medium(desk, mine.place, "USB-09", "USBメモリ")
    for purpose, receiver in (("", "県"), ("報告", " ")):
        with pytest.raises(BadInput, match="使用目的か提出先"):
            hand_over_report(desk, NAME, R4, mine.place, "USB-01", purpose, receiver)
    with pytest.raises(BadInput, match="その名前の報告"):
        hand_over_report(desk, "zenkoku", R4, mine.place, "USB-01", "報告", "県")
    assert mine.names() == [MARK_NAME]


def test_印の消えた媒体は登録し直せる(desk: Desk, tmp_path: Path) -> None:
    first = register_medium(desk, tmp_path, "USB-01", "USBメモリ").medium
    (tmp_path / MARK_NAME).unlink()
    assert "として登録した媒体ではありません" in refused(desk, tmp_path).title
    again = register_medium(desk, tmp_path, "USB-01", "USBメモリ(再)").medium
    assert (again.medium_no, again.registered_on) == (first.medium_no, first.registered_on)
    assert len(media_book(desk).media) == 1
    assert len(send(desk, tmp_path).files) == 2


def test_返却と消去は持ち出した日から今日まで(
    desk: Desk, clock: MovableClock, tmp_path: Path
) -> None:
    register_medium(desk, tmp_path, "USB-01", "USBメモリ")
    entry = send(desk, tmp_path).entry
    clock.pass_days(3)
    today = desk.today()
    for wrong in (entry.at.date() - timedelta(days=1), today + timedelta(days=1)):
        with pytest.raises(BadInput, match="今日までの間"):
            mark_returned(desk, entry.id, wrong)
    mark_returned(desk, entry.id, today - timedelta(days=1))
    mark_erased(desk, entry.id, today)
    (kept,) = media_book(desk).entries
    assert (kept.returned_on, kept.erased_on) == (today - timedelta(days=1), today)
    with pytest.raises(BadInput):
        mark_erased(desk, "no-such-entry", today)


def test_台帳と持出簿を刷れる(desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    register_medium(desk, stick, "USB-01", "暗号化機能付きUSBメモリ")
    done = send(desk, stick)
    xlsx, pdf = hand_out_media_register(desk, tmp_path / "out")
    media, entries = load_workbook(xlsx).worksheets
    assert [cell.value for cell in media[5]][:2] == ["USB-01", "暗号化機能付きUSBメモリ"]
    assert media["C5"].value == volume_at(stick).serial
    row = [str(cell.value) for cell in entries[5]]
    assert row[1:3] == ["USB-01", desk.me.name]
    assert row[4:6] == ["年次報告", "県地域福祉課"]
    assert done.entry.digests[0][:16] in row[6]
    text = "".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "媒体持出簿" in text
    assert "県地域福祉課" in text
    result = make_report(desk, NAME, R4)
    assert result.problems == ()


def test_送付書に要約値が載り_パスワードは載らない(desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    register_medium(desk, stick, "USB-01", "USBメモリ")
    done = send(desk, stick)
    xlsx, pdf = hand_out_slip(desk, done.entry.id, tmp_path / "out")
    sheet = load_workbook(xlsx).worksheets[0]
    cells = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert {"県地域福祉課 御中", "年次報告", "USB-01", *done.entry.files} <= set(cells)
    assert [cell for cell in cells if cell in done.entry.digests] == list(done.entry.digests)
    text = "".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "送付書" in text
    assert done.password not in text + repr(cells)
    with pytest.raises(BadInput):
        hand_out_slip(desk, "no-such-entry", tmp_path / "out")
