"""練習の印は事務所のデータにある: 写しても、バックアップから戻しても、帯と紙から消えない。"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdf
import pytest

from jusou_desk.app import Session
from jusou_desk.casework.counting.reporting import make_report
from jusou_desk.casework.morning.today import due_lines
from jusou_desk.casework.office import staffing
from jusou_desk.casework.office.backing_up import make_backup
from jusou_desk.casework.office.offices import names_here, sign_in
from jusou_desk.casework.office.recovery import restore_office
from jusou_desk.casework.practising.practice import build_practice_office
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.policy import Role
from jusou_desk.ui import jobs
from jusou_desk.ui.badges import PracticeBand
from jusou_desk.wareki import FiscalYear
from tests.casework.conftest import COORDINATOR, PASSWORD, clock, office

__all__ = ["clock", "office"]

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """練習の事務所の (フォルダ, 主な職員, パスワード)。"""
    folder = tmp_path_factory.mktemp("練習") / "office"
    _, name, password = build_practice_office("standard", folder, today=TODAY)
    return folder, name, password


@pytest.fixture(params=["フォルダの写し", "バックアップから"])
def kept(
    request: pytest.FixtureRequest, practice: tuple[Path, str, str], tmp_path: Path
) -> tuple[Office, str, str]:
    """残した練習の事務所。"""
    folder, name, password = practice
    again = tmp_path / "again"
    if request.param == "フォルダの写し":
        shutil.copytree(folder, again)
    else:
        desk = sign_in(Office(folder, NoSecrets()), name, password)
        made = make_backup(desk, tmp_path)
        desk.close()
        restore_office(made, again, password, staff_name=name, device=NoSecrets())
    return Office(again, NoSecrets()), name, password


@pytest.fixture
def session(kept: tuple[Office, str, str]) -> Iterator[Session]:
    """残した練習の事務所を、ふだんの開き方で開いた窓。"""
    made = Session(kept[0], names=lambda: (kept[1],))
    yield made
    jobs.wait_idle()
    made.shell.close()
    made.close()
    made.shell.deleteLater()


@pytest.mark.usefixtures("qapp")
def test_残した練習の事務所にも_練習の帯が出る(
    kept: tuple[Office, str, str], session: Session
) -> None:
    session.shell.sign_in_page.signed_in.emit(session._sign_in(kept[1], kept[2]))
    jobs.wait_idle()
    band = session.shell.findChild(PracticeBand)
    assert band is not None
    assert "閉じると何も残りません" not in band.words
    assert session.shell.windowTitle().endswith("［練習］")
    session.shell.lock()
    assert session.shell.windowTitle().endswith("［練習］")


def test_残した練習の事務所の紙にも_練習と刷られる(kept: tuple[Office, str, str]) -> None:
    desk = sign_in(*kept)
    paper = make_report(desk, "sankanen-jigyo-jokyo", FiscalYear.of(TODAY)).files[1]
    desk.close()
    pages = pypdf.PdfReader(io.BytesIO(paper.data)).pages
    assert all("練習" in page.extract_text() for page in pages)


@pytest.mark.usefixtures("qapp")
def test_練習でも_加えた人がサインインの頁に並び_仮のパスワードのままと出る(
    practice: tuple[Path, str, str], tmp_path: Path
) -> None:
    folder, name, password = practice
    shutil.copytree(folder, tmp_path / "office")
    office = Office(tmp_path / "office", NoSecrets())
    made = Session(office, practice_password=password)
    made.practise_as(name)
    first, *others = names_here(made.desk)
    staffing.add_staff(made.desk, "新しい　人", Role.COUNSELLOR, PASSWORD)
    staffing.leave(made.desk, others[0])
    made.shell.switch_staff()
    jobs.wait_idle()
    listed = [one.text() for one in made.shell.sign_in_page.name_buttons()]
    assert listed == [first, *others[1:], "新しい　人"]
    for one, waits in (("新しい　人", True), (others[1], False)):
        desk = sign_in(office, one, PASSWORD if waits else password)
        assert any("自分のパスワード" in line.what for line in due_lines(desk)) is waits
        desk.close()
    made.shell.close()
    made.close()
    made.shell.deleteLater()


@pytest.mark.usefixtures("qapp")
def test_本番の事務所に練習の帯は出ない(office: Office) -> None:
    made = Session(office, names=lambda: (COORDINATOR,))
    made.shell.sign_in_page.signed_in.emit(made._sign_in(COORDINATOR, PASSWORD))
    jobs.wait_idle()
    assert made.shell.findChild(PracticeBand) is None
    assert "練習" not in made.shell.windowTitle()
    made.shell.close()
    made.close()
    made.shell.deleteLater()
