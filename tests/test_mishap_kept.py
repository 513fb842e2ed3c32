"""思いがけない不具合の番号は、事務所のフォルダに残り、設定から読める。例外の文は、どこにも残らない。"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from jusou_desk.app import Session
from jusou_desk.casework.office.mishap_log import FILE, known_mishaps
from jusou_desk.models.office import Office
from jusou_desk.ui import jobs
from jusou_desk.ui.fields.line import Writing
from jusou_desk.ui.jobs import Do
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.screens.settings import SettingsScreen
from jusou_desk.ui.settings.about import AboutPart
from tests.casework.conftest import COORDINATOR, PASSWORD, clock, office

__all__ = ["clock", "office"]

CANARY = "髙橋𠮷子さんの話-canary-5521"


class Oddity(Exception):
    """思いがけない例外。"""


@pytest.fixture
def session(office: Office, qapp: QApplication) -> Iterator[Session]:
    assert qapp is not None
    made = Session(office, names=lambda: (COORDINATOR,))
    made.shell.sign_in_page.signed_in.emit(made._sign_in(COORDINATOR, PASSWORD))
    jobs.wait_idle()
    yield made
    jobs.wait_idle()
    made.shell.close()
    made.close()
    made.shell.deleteLater()


def stumble(session: Session) -> str:
    """別の糸の仕事で、秘すべき語の入った例外を起こす。画面に出た番号を返す。"""

    def fail(whose: str) -> None:
        try:
            raise Oddity(whose)
        except Oddity as error:
            error.add_note(whose)
            raise KeyError(whose) from error

    work = session.shell.workspace
    assert work is not None
    Do(work, lambda: fail(CANARY)).then()
    jobs.wait_idle()
    found = re.search(r"E-[0-9A-F]{6}", work.notice.sentence())
    assert found is not None
    return found[0]


def test_番号を引けるが_例外の文は残らない(
    session: Session, office: Office, capfd: pytest.CaptureFixture[str]
) -> None:
    number = stumble(session)
    kept = (office.folder / FILE).read_text(encoding="utf-8")
    assert number in kept
    (known,) = known_mishaps()
    assert (known.number, known.kind) == (number, "KeyError")
    assert known.place.startswith("test_mishap_kept.fail:")
    work = session.shell.workspace
    assert work is not None
    work.open(Place("settings", "プログラム"))
    jobs.wait_idle()
    screen = work.shown
    assert isinstance(screen, SettingsScreen)
    part = screen.part("プログラム")
    assert isinstance(part, AboutPart)
    part.mishaps_button.click()
    panel = work.side.panel()
    assert panel is not None
    shown = "".join(one.toPlainText() for one in panel.findChildren(Writing))
    assert number in shown
    for path in office.folder.rglob("*"):
        if path.is_file():
            assert b"canary-5521" not in path.read_bytes(), path
    seen = capfd.readouterr()
    assert "canary" not in seen.out + seen.err + shown


def test_窓を閉じれば_控えのファイルも放す(office: Office, session: Session) -> None:
    stumble(session)
    session.close()
    assert known_mishaps() == ()
    (office.folder / FILE).unlink()
