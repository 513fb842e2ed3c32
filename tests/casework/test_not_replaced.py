"""違うものは、名が同じでも黙って入れ替わらない。同じものの出し直しはできる。"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from jusou_desk.casework.counting.reporting import hand_out, make_report
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.recovery import expect_sheet_place, write_recovery_sheets
from jusou_desk.casework.outgoing.exporting import folder_for
from jusou_desk.casework.paper.papers import hand_out_sheet
from jusou_desk.casework.recall.withdrawing import hand_out_withdrawal
from jusou_desk.errors import BadInput
from jusou_desk.models.records import Case
from jusou_desk.policy import Purpose, Role
from jusou_desk.wareki import FiscalYear
from tests.casework.conftest import PASSWORD, MovableClock
from tests.casework.test_one_case import phone_call

REPORT = "nagato-jigyo-jokyo"
OTHER = "いま出すものとは別の"


@pytest.fixture
def cases(desk: Desk) -> tuple[Case, Case]:
    return phone_call(desk), phone_call(desk)


def there(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_ほかの相談の帳票は替えず_監査には何も出していない(
    desk: Desk, cases: tuple[Case, Case], tmp_path: Path
) -> None:
    first, second = cases
    hand_out_sheet(desk, "intake", first.case_no, tmp_path / "出す所")
    before = there(tmp_path / "出す所")
    with pytest.raises(BadInput, match=f"{OTHER}「intake") as told:
        hand_out_sheet(desk, "intake", second.case_no, tmp_path / "出す所")
    assert first.case_no not in f"{told.value.title}{told.value.advice}"
    assert there(tmp_path / "出す所") == before
    with desk.reading(Purpose.CASEWORK) as work:
        rows = [one.action for one in work.audit.about({second.case_no})]
    assert [one for one in rows if "出力" in one] == []


def test_手書きの用紙も_相談の帳票を替えない(
    desk: Desk, cases: tuple[Case, Case], tmp_path: Path
) -> None:
    hand_out_sheet(desk, "intake", cases[0].case_no, tmp_path / "出す所")
    with pytest.raises(BadInput, match=OTHER):
        hand_out_sheet(desk, "intake", "", tmp_path / "出す所")


def test_同じ相談の帳票は_出し直せ_手を入れたものは替えない(
    desk: Desk, cases: tuple[Case, Case], tmp_path: Path, clock: MovableClock
) -> None:
    folder, number = tmp_path / "出す所", cases[0].case_no
    hand_out_sheet(desk, "progress", number, folder)
    before = there(folder)
    clock.now += timedelta(minutes=3)
    hand_out_sheet(desk, "progress", number, folder)
    assert there(folder) != before
    book = folder / "progress.xlsx"
    book.write_bytes(book.read_bytes() + b"\n")
    before = there(folder)
    with pytest.raises(BadInput, match=r"progress\.xlsx"):
        hand_out_sheet(desk, "progress", number, folder)
    assert there(folder) == before


def test_回収一覧は_相談ごとのフォルダに出る(
    desk: Desk, cases: tuple[Case, Case], tmp_path: Path
) -> None:
    first, second = cases
    hand_out_withdrawal(desk, first.id, tmp_path)
    with pytest.raises(BadInput, match=OTHER):
        hand_out_withdrawal(desk, second.id, tmp_path)
    hand_out_withdrawal(desk, second.id, folder_for(tmp_path, second.case_no, second.id))
    assert (tmp_path / second.case_no / "withdrawal.pdf").exists()


def test_ほかの年度の報告は替えない(desk: Desk, tmp_path: Path) -> None:
    this = FiscalYear.of(desk.today())
    hand_out(desk, make_report(desk, REPORT, this), tmp_path / "報告")
    hand_out(desk, make_report(desk, REPORT, this), tmp_path / "報告")
    with pytest.raises(BadInput, match=OTHER):
        hand_out(desk, make_report(desk, REPORT, FiscalYear(this.start - 1)), tmp_path / "報告")


def test_ほかの職員の退任の通知は替えない(desk: Desk, tmp_path: Path) -> None:
    gone = []
    for name in ("退く　一", "退く　二"):
        staffing.add_staff(desk, name, Role.COUNSELLOR, PASSWORD)
        gone.append(staffing.leave(desk, name))
    staffing.hand_out_leaving_notice(desk, gone[0], tmp_path / "通知")
    with pytest.raises(BadInput, match=OTHER):
        staffing.hand_out_leaving_notice(desk, gone[1], tmp_path / "通知")


def test_前の復旧シートのある所には_鍵を替える前に断る(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "シート"
    write_recovery_sheets(desk, desk.renew_recovery(), folder)
    with pytest.raises(BadInput, match="前の復旧シート"):
        expect_sheet_place(folder)
