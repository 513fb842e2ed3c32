"""始めの頁と、復旧コードでの開け直し。本物の事務所フォルダで。"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from jusou_desk.app import Session
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.backing_up import make_backup
from jusou_desk.casework.office.recovery import reopen, restore_office, write_recovery_sheets
from jusou_desk.casework.office.safekeeping import safekeeping
from jusou_desk.models.device import NoSecrets
from jusou_desk.models.office import Office
from jusou_desk.ui import jobs, theme
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.fields.code import CodeBox
from jusou_desk.ui.sign_in import SignInPage
from jusou_desk.ui.start import NewOffice, Return, StartPage
from jusou_desk.ui.theme import TextSize
from tests.casework.conftest import COORDINATOR, PASSWORD, clock, desk, office
from tests.ui.hands import click, keys, press, shown

__all__ = ["clock", "desk", "office"]


def app() -> QApplication:
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found


@pytest.fixture
def asked() -> list[NewOffice]:
    return []


@pytest.fixture
def page(asked: list[NewOffice]) -> Iterator[StartPage]:
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
    yield made
    made.deleteLater()


def test_空いている欄とパスワードの違いを言う(page: StartPage, asked: list[NewOffice]) -> None:
    click(page.to_new)
    click(page.make)
    assert "あなたの氏名" in page.trouble.said()
    keys(page.name, "岡　由美")
    keys(page.password, "みなと三月さくら")
    keys(page.again, "みなと三月")
    keys(page.folder, "/どこか")
    keys(page.recovery, "/どこか")
    click(page.make)
    assert page.trouble.said().startswith("二つのパスワードが違います。")
    assert asked == []


def test_書いたとおりに作るよう頼み作った事務所を選ぶ(
    page: StartPage, asked: list[NewOffice], tmp_path: Path
) -> None:
    chosen: list[Path] = []
    page.chosen.connect(chosen.append)
    click(page.to_new)
    keys(page.name, "岡　由美")
    for line in (page.password, page.again):
        keys(line, "みなと三月さくら")
    keys(page.folder, str(tmp_path / "office"))
    keys(page.recovery, str(tmp_path / "sheets"))
    click(page.make)
    jobs.wait_idle()
    assert asked[0].staff_name == "岡　由美"
    assert chosen == [tmp_path / "office"]


def choose(page: StartPage, made: Path, back: Path) -> None:
    """「バックアップから戻す」を開き、ファイルと戻す先を打つ。"""
    click(page.to_return)
    keys(page.back.backup, str(made))
    keys(page.back.folder, str(back))  # 欄を移ると、選んだバックアップを見に行く
    page.back.folder.setFocus()
    jobs.wait_idle()


def test_バックアップから職員のパスワードで戻せる(
    page: StartPage, desk: Desk, tmp_path: Path
) -> None:
    made = make_backup(desk, tmp_path)
    chosen: list[Path] = []
    page.chosen.connect(chosen.append)
    choose(page, made, tmp_path / "back")
    keys(page.back.name, COORDINATOR)
    keys(page.back.password, "違うパスワード")
    click(page.back.button)
    jobs.wait_idle()
    assert "違います" in page.back.trouble.said()
    assert not (tmp_path / "back").exists()
    page.back.password.clear()
    keys(page.back.password, PASSWORD)
    click(page.back.button)
    assert page.back.trouble.said() == ""  # 前の断りは、やり直すときに消える
    jobs.wait_idle()
    assert chosen == [tmp_path / "back"]
    assert Office(tmp_path / "back", NoSecrets()).sign_in(COORDINATOR, PASSWORD).role


def test_選んだバックアップに要る復旧シートを_打つ前に言う(
    page: StartPage, desk: Desk, tmp_path: Path
) -> None:
    write_recovery_sheets(desk, desk.renew_recovery(), tmp_path / "前の紙")
    old = safekeeping(desk).sheet
    made = make_backup(desk, tmp_path)
    code = desk.renew_recovery()
    choose(page, made, tmp_path / "back")
    assert page.back.about.text() == (
        "令和8年11月20日 09:30 に作ったバックアップです。"
        f"シート番号「{old}」の復旧シート(令和8年11月20日に作成)で戻せます。"
        "作った時の職員の氏名とパスワードでも戻せます。"
    )
    keys(page.back.code, code.replace("-", ""))
    click(page.back.button)
    jobs.wait_idle()
    assert f"シート番号「{old}」の復旧シートを使ってください" in page.back.trouble.said()
    (tmp_path / "写真.jdbackup").write_bytes(b"x")
    page.back.backup.setText(str(tmp_path / "写真.jdbackup"))
    page.back.backup.editingFinished.emit()
    jobs.wait_idle()
    assert "バックアップではない" in page.back.about.text()


def test_何で開けるかが空いていれば言う(page: StartPage, tmp_path: Path) -> None:
    choose(page, tmp_path / "a.jdbackup", tmp_path / "back")
    keys(page.back.name, COORDINATOR)
    click(page.back.button)
    assert "復旧コードか、職員の氏名とパスワード" in page.back.trouble.said()


@pytest.mark.parametrize("size", [TextSize.STANDARD, TextSize.LARGE])
def test_戻す釦は1366x768の窓の中にある(page: StartPage, size: TextSize) -> None:
    theme.wear(app(), size)
    page.resize(1000, 728)
    click(page.to_return)
    page.back.trouble.say("断りの文\n次の一手")
    app().processEvents()
    bottom = page.back.button.mapTo(page, page.back.button.rect().bottomLeft()).y()
    assert 0 < bottom <= page.height()


# --- 復旧コードの欄 ------------------------------------------------------------------

CODE = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345\n6789-ABCD-EFGH-JKMN-PQRS-TVWX-YZ01"
PLAIN = CODE.replace("-", "").replace("\n", "")
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@pytest.fixture
def box() -> Iterator[CodeBox]:
    made = CodeBox()
    made.resize(560, 100)
    shown(made, 560, 100)
    yield made
    made.deleteLater()


def test_打つそばから4文字ずつに区切り_14組が二段に全部見える(box: CodeBox) -> None:
    keys(box, PLAIN.lower())
    assert box.code() == CODE
    view = box.viewport().rect()
    for at in (0, len(CODE.partition("\n")[0]), len(CODE)):
        cursor = box.textCursor()
        cursor.setPosition(at)
        assert view.contains(box.cursorRect(cursor))


@pytest.mark.parametrize(
    "pasted",
    [
        PLAIN,
        CODE.replace("\n", "-").lower(),
        CODE.translate(FULL_WIDTH),
        " ".join(CODE.split("-")),
        CODE.replace("-", "\n"),
        PLAIN.replace("0", "o").replace("1", "l"),
    ],
    ids=["続けて", "小文字", "全角", "空白", "一行に一組", "紛らわしい字"],
)
def test_貼っても同じ形になる(box: CodeBox, pasted: str) -> None:
    box.insertPlainText(pasted)
    assert box.code() == CODE


def test_途中を直しても打つ所は動かない(box: CodeBox) -> None:
    keys(box, PLAIN)
    cursor = box.textCursor()
    cursor.setPosition(len("ABCD-EF"))
    box.setTextCursor(cursor)
    press(box, Qt.Key.Key_Backspace)
    keys(box, "f")
    assert box.code() == CODE
    assert box.textCursor().position() == len("ABCD-EF")
    for _ in "ABCDEF":
        press(box, Qt.Key.Key_Backspace)
    press(box, Qt.Key.Key_Backspace)
    assert box.code().replace("\n", "-").startswith("GHJK-MNPQ")


def test_読めない字は消さずに見せる(box: CodeBox) -> None:
    keys(box, "ab?u")
    assert box.code() == "AB?U"


def test_復旧コードで新しいパスワードを決めて入れる(office: Office, desk: Desk) -> None:
    code = desk.renew_recovery()
    again = Office(office.folder, NoSecrets())

    def reissue(typed: str, name: str, password: str) -> str:
        reopen(again, typed, name, password).close()
        return name

    sign_in_page = SignInPage(lambda: (), lambda name, _p: name, reissue)
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
    assert sign_in_page.code.code().replace("\n", "-").startswith(code[:-1])
    press(sign_in_page.code, Qt.Key.Key_Backspace)
    keys(sign_in_page.code, code[-1].lower())
    click(sign_in_page.reopen)
    jobs.wait_idle()
    assert entered == [COORDINATOR]
    assert Office(office.folder, NoSecrets()).sign_in(COORDINATOR, "あたらしい言葉たち").role
    sign_in_page.deleteLater()


@pytest.mark.parametrize("typed", [COORDINATOR, "大田文江", "大田 文江"])
def test_頭の氏名は打たれた形ではなく登録された氏名(office: Office, typed: str) -> None:
    session = Session(office)
    shown(session.shell, 1366, 768)
    jobs.wait_idle()
    sign_in_page = session.shell.sign_in_page
    workspace = None
    for times in (1, 2):
        keys(sign_in_page.name, typed)
        keys(sign_in_page.password, PASSWORD)
        press(sign_in_page.password, Qt.Key.Key_Return)
        jobs.wait_idle()
        workspace = session.shell.workspace
        assert workspace is not None, times
        assert COORDINATOR in [one.text() for one in workspace.findChildren(QLabel)]
        session.shell.lock()
        jobs.wait_idle()
        sign_in_page.name.clear()
    # 二度目も同じ人なので、机は前のまま続く
    assert session.shell.workspace is workspace
    session.shell.close()
    session.shell.deleteLater()


def test_どの部品にも読み上げの名前がある(page: StartPage) -> None:
    click(page.to_return)
    assert unnamed_controls(page) == []


CLOSING = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from jusou_desk import app
from jusou_desk.ui import start
from jusou_desk.ui.application import application

application()
start.last_office = lambda: None
QTimer.singleShot(200, lambda: [
    one.close() for one in QApplication.topLevelWidgets() if isinstance(one, start.StartWindow)
])
sys.exit(app.open_window(None))
"""


def test_選ばずに閉じても_静かに終わる() -> None:
    """片付けの順を誤ると、終わりぎわに Qt が落ちて「応答していません」が出る。"""
    ended = subprocess.run([sys.executable, "-c", CLOSING], capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr
