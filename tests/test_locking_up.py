"""鍵をかける: 途中の仕事が済むまで鍵を手放さず、そのあいだに次の人は入れない。"""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from jusou_desk.app import Session
from jusou_desk.casework.case.cases import case_list
from jusou_desk.models.office import Office
from jusou_desk.ui import jobs
from tests.casework.conftest import COORDINATOR, PASSWORD, clock, office
from tests.ui.hands import click
from tests.ui.screens.walking import Key

__all__ = ["clock", "office"]


@pytest.mark.usefixtures("qapp")
def test_途中の仕事が済む前にパスワードを打っても_入るのは鍵を手放した後(office: Office) -> None:
    session = Session(office, names=lambda: (COORDINATOR,))
    page = session.shell.sign_in_page
    session.shell.show()
    page.signed_in.emit(session._sign_in(COORDINATOR, PASSWORD))
    jobs.wait_idle()
    done: list[int] = []

    def print_much() -> int:
        time.sleep(0.5)
        return len(case_list(session.desk))

    def hurry() -> None:
        page.name.setText(COORDINATOR)
        page.password.setText(PASSWORD)
        click(page.enter)
        assert page.enter.text().startswith("途中の仕事")

    jobs.Ask(session.shell, print_much).then(done.append)
    QTimer.singleShot(100, hurry)
    session.shell.lock()
    assert done == [0], "途中の仕事は、鍵のあるうちに済む"
    locked = session.shell.is_locked
    assert locked
    assert page.password.hasFocus()
    QTest.keyClick(page.password, Key.Key_Return)
    jobs.wait_idle()
    assert not session.shell.is_locked
    assert case_list(session.desk) == ()
    session.shell.close()
    session.close()
    session.shell.deleteLater()
