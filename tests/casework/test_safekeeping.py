"""備え: 最後のバックアップと復旧シート、作る日の知らせ。"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from jusou_desk.casework.case.due import DueLine
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.backing_up import make_backup
from jusou_desk.casework.office.offices import PRACTICE, sign_in
from jusou_desk.casework.office.recovery import about_backup, write_recovery_sheets
from jusou_desk.casework.office.safekeeping import safekeeping
from jusou_desk.casework.wording import change_word
from jusou_desk.errors import Refused
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.policy import Purpose, Role
from tests.casework.conftest import COORDINATOR, PASSWORD, MovableClock

READER = "三隅　みどり"


def reminders(desk: Desk) -> list[DueLine]:
    return [line for line in due_lines(desk) if line.ref == "バックアップ"]


def test_最後のバックアップは誰でも分かる(desk: Desk, outsider: Desk, tmp_path: Path) -> None:
    assert safekeeping(outsider).last is None
    make_backup(desk, tmp_path)
    last = safekeeping(outsider).last
    assert last is not None
    expected = (desk.now(), safekeeping(desk).sheet, str(tmp_path))
    assert (last.at, last.sheet, last.place) == expected


def test_場所を控える前のバックアップも読める(desk: Desk) -> None:
    with desk.writing(Purpose.ADMINISTRATION) as work:
        work.settings.put("last_backup", "2026-11-02T09:30:00 ABCD")
    kept = safekeeping(desk)
    assert kept.last is not None
    assert (kept.last.sheet, kept.last_folder) == ("ABCD", "")


def test_紙とバックアップに同じシート番号と作成日が出る(
    desk: Desk, tmp_path: Path, clock: MovableClock
) -> None:
    assert safekeeping(desk).sheet_made_on is None
    sheets = write_recovery_sheets(desk, desk.renew_recovery(), tmp_path / "紙")
    kept = safekeeping(desk)
    assert kept.sheet_made_on == desk.today()
    for path, copy in zip(sheets, "正副", strict=True):
        (page,) = PdfReader(io.BytesIO(path.read_bytes())).pages
        words = page.extract_text()
        assert f"シート番号 {kept.sheet}" in words
        assert copy in words
        assert "1/2" not in words  # 頁番号の 1/1 と食い違わない
        assert "2/2" not in words
    clock.pass_days(3)
    facts = about_backup(make_backup(desk, tmp_path), NoSecrets())
    assert (facts.sheet, facts.sheet_made_on) == (kept.sheet, kept.sheet_made_on)


def test_作る日が来ると今日に出て_作ると消える(
    desk: Desk, clock: MovableClock, tmp_path: Path
) -> None:
    clock.pass_days(6)
    assert reminders(desk) == []
    clock.pass_days(1)
    (line,) = reminders(desk)
    assert line.place == "settings"
    assert line.why.startswith("まだ一度も作っていません。")
    folder = tmp_path / "課の控え"
    folder.mkdir()
    make_backup(desk, folder)
    assert reminders(desk) == []
    clock.pass_days(10)
    (line,) = reminders(desk)
    assert (
        line.why
        == "前に作ったのはR8.11.27（10日前）、置いたのは「課の控え」。7日ごとに一つ作ります"
    )


@pytest.mark.parametrize(("words", "days"), [("30", 30), ("３０", 30), ("毎週", 7), ("0", 7)])
def test_間隔は文言で替えられ_数でなければ初めの値(desk: Desk, words: str, days: int) -> None:
    change_word(desk, "backup_days", words)
    assert safekeeping(desk).days == days


def test_復旧シートを作り直すと_すぐに作るよう言う(desk: Desk, tmp_path: Path) -> None:
    old = safekeeping(desk).sheet
    make_backup(desk, tmp_path)
    desk.renew_recovery()
    kept = safekeeping(desk)
    assert kept.needs_old_sheet
    (line,) = reminders(desk)
    assert line.why == f"最後に作ったものは、前の復旧シート「{old}」でしか開けません"
    make_backup(desk, tmp_path)
    assert not safekeeping(desk).needs_old_sheet
    assert reminders(desk) == []


def test_閲覧の役割は作れず_監査の無い写しも残らない(
    desk: Desk, office: Office, clock: MovableClock, tmp_path: Path
) -> None:
    staffing.add_staff(desk, READER, Role.READER, PASSWORD)
    reader = sign_in(office, READER, PASSWORD)
    (tmp_path / "usb").mkdir()
    with pytest.raises(Refused, match="「閲覧」の役割では"):
        make_backup(reader, tmp_path / "usb")
    assert list((tmp_path / "usb").iterdir()) == []
    clock.pass_days(30)
    assert reminders(reader) == []
    assert safekeeping(reader).overdue(reader.today())
    reader.close()


def test_練習の事務所では作る日が来たと言わない(
    desk: Desk, office: Office, clock: MovableClock
) -> None:
    clock.pass_days(400)
    assert safekeeping(desk).overdue(desk.today())
    with desk.writing(Purpose.ADMINISTRATION) as work:
        work.settings.put(PRACTICE, "1")
    practising = sign_in(office, COORDINATOR, PASSWORD)
    assert reminders(practising) == []
    assert not safekeeping(practising).overdue(practising.today())
    practising.close()
