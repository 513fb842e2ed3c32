"""鍵の束(keys.json)かデータファイルの片方だけを、前の時の写しに戻す。控えの保存に失敗する。"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from jusou_desk.casework.case import intake
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.backing_up import make_backup
from jusou_desk.casework.office.offices import create_office, sign_in
from jusou_desk.casework.office.safekeeping import safekeeping
from jusou_desk.casework.outgoing import exporting
from jusou_desk.casework.outgoing.media import media_book
from jusou_desk.casework.paper import papers
from jusou_desk.casework.recall.issuing import issued_for_case
from jusou_desk.casework.wording import change_word, editable_words
from jusou_desk.errors import Damaged, DeskError, OutsideTrouble
from jusou_desk.files import write_together
from jusou_desk.models import backup
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.policy import Purpose
from tests.casework.conftest import (
    CHEAP,
    COORDINATOR,
    OUTSIDER,
    PASSWORD,
    MovableClock,
    clock,
    desk,
    office,
    outsider,
)
from tests.models.office import fill, small_disk

__all__ = ["clock", "desk", "office", "outsider"]

BODY = "support_meeting"


def copied(office: Office, to: Path) -> Path:
    return shutil.copytree(office.folder, to)


def problems(folder: Path) -> list[str]:
    opened = sign_in(Office(folder, device=NoSecrets()), COORDINATOR, PASSWORD)
    found = [check.problem for check in opened.verify() if check.problem]
    opened.close()
    return found


# --- 片方だけを戻す -------------------------------------------------------------------


def test_従事者から外れた人が前の鍵の束を戻しても_会議体の鍵は戻らない(
    desk: Desk, office: Office, outsider: Desk, tmp_path: Path
) -> None:
    staffing.make_member(desk, outsider.me.name, BODY)
    before = copied(office, tmp_path / "前")
    staffing.take_off(desk, OUTSIDER, BODY)
    now = copied(office, tmp_path / "今")
    shutil.copy(before / "keys.json", now)
    back = sign_in(Office(now, device=NoSecrets()), OUTSIDER, PASSWORD)
    assert not back.serves_any
    back.close()


def test_復旧シートを作り直した後に前の束を戻しても_前のコードでは開かない(
    desk: Desk, office: Office, tmp_path: Path
) -> None:
    before = copied(office, tmp_path / "前")
    code = desk.renew_recovery()
    now = copied(office, tmp_path / "今")
    shutil.copy(before / "keys.json", now)
    assert problems(now) == []  # サインインで、控えに合わせて直る
    back = Office(now, device=NoSecrets()).reissue(code, COORDINATOR, PASSWORD)
    back.close()


@pytest.mark.parametrize("put_back", ["keys.json", "office-1.db"])
def test_締め出しの後に片方だけを戻しても_誰も開けない(
    desk: Desk, office: Office, outsider: Desk, tmp_path: Path, put_back: str
) -> None:
    before = copied(office, tmp_path / "前")
    outsider.close()
    staffing.leave(desk, OUTSIDER)
    now = copied(office, tmp_path / "今")
    shutil.copy(before / put_back, now / put_back.replace("office-1", "office-2"))
    for name in (COORDINATOR, OUTSIDER):
        with pytest.raises(DeskError) as refused:
            sign_in(Office(now, device=NoSecrets()), name, PASSWORD)
        told = isinstance(refused.value, Damaged) or "氏名かパスワード" in refused.value.title
        assert told, refused.value.title


def test_でたらめなWALは読まれない(desk: Desk, office: Office, tmp_path: Path) -> None:
    wal = (office.folder / "office-1.db-wal").read_bytes()
    desk.close()
    later = sign_in(office, COORDINATOR, PASSWORD)
    kept = [intake.receive(later, {"received_on": later.today()}).case.id for _ in range(3)]
    later.close()
    for number, strange in enumerate((wal[:32] + bytes(8192), b"x" * 4096)):
        now = copied(office, tmp_path / f"今{number}")
        (now / "office-1.db-wal").write_bytes(strange)
        assert problems(now) == []
        back = sign_in(Office(now, device=NoSecrets()), COORDINATOR, PASSWORD)
        with back.reading(Purpose.CASEWORK) as work:
            assert set(kept) <= {case.id for case in work.cases.where()}
        back.close()


# --- 控えの保存に失敗する -------------------------------------------------------------


@pytest.fixture
def cramped(tmp_path: Path, clock: MovableClock) -> Iterator[Desk]:
    """小さなディスクの事務所。"""
    with small_disk(tmp_path / "disk", 4096) as disk:
        made, _ = create_office(
            disk / "office",
            town_id="nagato",
            staff_name=COORDINATOR,
            password=PASSWORD,
            device=NoSecrets(),
            clock=clock,
            cost=CHEAP,
        )
        opened = sign_in(made, COORDINATOR, PASSWORD)
        yield opened
        opened.close()


def test_書いた後で発行控を保存できなければ_ファイルを残さない(
    cramped: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = intake.receive(cramped, {"received_on": cramped.today(), "consent": "書面"}).case
    out = tmp_path / "out"
    out.mkdir()
    seen: list[str] = []

    @contextmanager
    def then_full(files: Mapping[Path, bytes], gone: Collection[Path] = ()) -> Iterator[None]:
        with write_together(files, gone):
            seen.extend(path.name for path in out.iterdir())
            fill(tmp_path / "disk")
            yield

    with monkeypatch.context() as patch:
        patch.setattr(exporting, "write_together", then_full)
        with pytest.raises(OutsideTrouble, match="空きが足り"):
            papers.hand_out_sheet(cramped, "intake", case.case_no, out)
    assert seen
    assert list(out.iterdir()) == []
    (tmp_path / "disk" / "fill.bin").unlink()
    assert issued_for_case(cramped, case.id) == ()


def test_作ったことを保存できないバックアップは残さない(
    cramped: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    placed = backup._placed
    seen: list[str] = []

    @contextmanager
    def then_full(part: Path, target: Path) -> Iterator[None]:
        with placed(part, target):
            seen.extend(path.name for path in usb.iterdir())
            fill(tmp_path / "disk")
            yield

    monkeypatch.setattr(backup, "_placed", then_full)
    with pytest.raises(OutsideTrouble, match="空きが足り"):
        make_backup(cramped, usb)
    assert seen
    assert list(usb.iterdir()) == []
    (tmp_path / "disk" / "fill.bin").unlink()
    assert safekeeping(cramped).last is None
    assert media_book(cramped).entries == ()


# --- 印を消す -------------------------------------------------------------------------


def test_秘匿の印を空白に書き換えても_初めの印が刷られる(desk: Desk) -> None:
    for blank in ("", " ", "\u3000\n"):
        change_word(desk, "sealed_mark", blank)
        words = {one.name: one.text for one in editable_words(desk)}
        assert words["sealed_mark"] == "㊙"
