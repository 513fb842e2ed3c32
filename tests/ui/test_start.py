"""始めの頁と、復旧コードでの開け直し。本物の事務所フォルダで。"""

from __future__ import annotations

from pathlib import Path

import pytest

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.recovery import reopen, restore_office
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.store import Office
from jusou_desk.ui import jobs
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.sign_in import SignInPage
from jusou_desk.ui.start import NewOffice, Return, StartPage
from tests.casework.conftest import COORDINATOR, PASSWORD, clock, desk, office
from tests.ui.hands import click, keys, shown

__all__ = ["clock", "desk", "office"]


@pytest.fixture
def asked() -> list[NewOffice]:
    return []


@pytest.fixture
def page(asked: list[NewOffice]) -> StartPage:
    def restore(wanted: Return) -> None:
        restore_office(
            wanted.backup,
            wanted.folder,
            wanted.secret,
            staff_name=wanted.staff_name,
            device=NoSecrets(),
        )

    made = StartPage(asked.append, restore)
    shown(made, 900, 700)
    return made


def test_空いている欄とパスワードの違いを言う(page: StartPage, asked: list[NewOffice]) -> None:
    click(page.make)
    assert "あなたの氏名" in page.trouble.text()
    keys(page.name, "岡　由美")
    keys(page.password, "みなと三月さくら")
    keys(page.again, "みなと三月")
    keys(page.folder, "/どこか")
    keys(page.recovery, "/どこか")
    click(page.make)
    assert page.trouble.text() == "二つのパスワードが違います。"
    assert asked == []


def test_書いたとおりに作るよう頼み作った事務所を選ぶ(
    page: StartPage, asked: list[NewOffice], tmp_path: Path
) -> None:
    chosen: list[Path] = []
    page.chosen.connect(chosen.append)
    keys(page.name, "岡　由美")
    for line in (page.password, page.again):
        keys(line, "みなと三月さくら")
    keys(page.folder, str(tmp_path / "office"))
    keys(page.recovery, str(tmp_path / "sheets"))
    click(page.make)
    jobs.wait_idle()
    assert asked[0].staff_name == "岡　由美"
    assert chosen == [tmp_path / "office"]


def test_バックアップから職員のパスワードで戻せる(
    page: StartPage, desk: Desk, tmp_path: Path
) -> None:
    made = desk.backup(tmp_path)
    chosen: list[Path] = []
    page.chosen.connect(chosen.append)
    keys(page.backup, str(made))
    keys(page.returned_to, str(tmp_path / "back"))
    keys(page.who, COORDINATOR)
    keys(page.secret, "違うパスワード")
    click(page.return_button)
    jobs.wait_idle()
    assert "違います" in page.return_trouble.text()
    assert not (tmp_path / "back").exists()
    page.secret.clear()
    keys(page.secret, PASSWORD)
    click(page.return_button)
    jobs.wait_idle()
    assert chosen == [tmp_path / "back"]
    assert Office(tmp_path / "back", NoSecrets()).sign_in(COORDINATOR, PASSWORD).role


def test_復旧コードで新しいパスワードを決めて入れる(office: Office, desk: Desk) -> None:
    code = desk.renew_recovery()
    again = Office(office.folder, NoSecrets())

    def reissue(typed: str, name: str, password: str) -> None:
        reopen(again, typed, name, password).close()

    sign_in_page = SignInPage(lambda: (), lambda _n, _p: None, reissue)
    shown(sign_in_page)
    sign_in_page.open_for("")
    jobs.wait_idle()
    entered: list[str] = []
    sign_in_page.signed_in.connect(entered.append)
    keys(sign_in_page.name, COORDINATOR)
    click(sign_in_page.forgot)
    keys(sign_in_page.code, code[:-1] + ("0" if code[-1] != "0" else "1"))
    keys(sign_in_page.fresh, "あたらしい言葉たち")
    click(sign_in_page.reopen)
    jobs.wait_idle()
    assert "打ち間違い" in sign_in_page.trouble()
    sign_in_page.code.clear()
    keys(sign_in_page.code, code.lower())
    sign_in_page.fresh.clear()
    keys(sign_in_page.fresh, "あたらしい言葉たち")
    click(sign_in_page.reopen)
    jobs.wait_idle()
    assert entered == [COORDINATOR]
    assert Office(office.folder, NoSecrets()).sign_in(COORDINATOR, "あたらしい言葉たち").role


def test_どの部品にも読み上げの名前がある(page: StartPage) -> None:
    assert unnamed_controls(page) == []
