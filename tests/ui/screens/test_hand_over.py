"""媒体で渡す: 登録、取違え、書込み禁止、抜去、パスワードと送付書。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from jusou_desk.casework.counting.reporting import report_kind
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.media import media_book, register_medium, retire_medium
from jusou_desk.reports.seal import decrypt_xlsx
from jusou_desk.ui import jobs
from jusou_desk.ui.accessible import unnamed_controls
from jusou_desk.ui.report.hand_over import HandOverPanel
from jusou_desk.wareki import FiscalYear
from tests.casework.figures import case, put_cases
from tests.casework.sticks import Stick
from tests.ui.hands import Together, click, keys, press

NAME = "nagato-jigyo-jokyo"
Insert = Callable[..., Stick]


@pytest.fixture
def insert(tmp_path: Path) -> Iterator[Insert]:
    """媒体を挿す。試験の終わりに全て抜く。"""
    sticks: list[Stick] = []

    def make(name: str = "usb", options: str = "size=2m") -> Stick:
        sticks.append(Stick(tmp_path / name, options))
        return sticks[-1]

    yield make
    for stick in sticks:
        stick.pull_out()


def panel_of(desk: Desk, together: Together) -> HandOverPanel:
    put_cases(desk, [case("R8-1", date(2026, 6, 1), "介護")])
    made = HandOverPanel(desk, report_kind(NAME), FiscalYear(2026))
    together(made)
    jobs.wait_idle()
    return made


def chosen(panel: HandOverPanel, folder: Path) -> None:
    panel.choose(folder)
    jobs.wait_idle()


def to_the_end(panel: HandOverPanel) -> None:
    """次へ、目的と提出先、次へ、書き出す。"""
    click(panel.to_purpose)
    keys(panel.purpose.line, "年次報告")
    keys(panel.receiver.line, "県地域福祉課")
    click(panel.to_write)
    click(panel.write_button)
    jobs.wait_idle()


def words_on(widget: QWidget) -> str:
    return "".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_登録の無い媒体はそう言い_管理者はその場で登録して渡せる(
    desk: Desk, together: Together, tmp_path: Path
) -> None:
    folder = tmp_path / "usb"
    folder.mkdir()
    panel = panel_of(desk, together)
    chosen(panel, folder)
    assert "媒体登録台帳にありません" in words_on(panel)
    assert panel.to_purpose.isHidden()
    # 登録した後でなく、登録する前に言う
    assert panel.registering.doubt().startswith("「usb」は、取り外せる媒体と確かめられません")
    keys(panel.registering.number.line, "USB-01")
    keys(panel.registering.name.line, "暗号化機能付きUSBメモリ")
    click(panel.registering.save_button)
    jobs.wait_idle()
    assert "登録番号「USB-01」" in words_on(panel)
    to_the_end(panel)
    assert panel.done is not None
    handed = panel.done.handed
    assert handed.password in words_on(panel)
    assert "媒体とは別の手段" in words_on(panel)
    book = next(path for path in handed.files if path.suffix == ".xlsx")
    assert decrypt_xlsx(book.read_bytes(), handed.password).startswith(b"PK")
    assert [entry.receiver for entry in media_book(desk).entries] == ["県地域福祉課"]
    assert unnamed_controls(panel) == []
    click(panel.done.slip_button)
    jobs.wait_idle()
    assert panel.done.slip.document.pageCount() == 1
    assert panel.done.currentIndex() == 1


def test_同数の知らせは表の脇にあり_パスワードの頁には出ない(
    desk: Desk, together: Together, tmp_path: Path
) -> None:
    register_medium(desk, tmp_path, "USB-01", "予備")
    put_cases(
        desk,
        [case(f"R8-{n}", date(2026, 6, 1), "病気" if n < 4 else "住まい") for n in range(2, 6)],
    )
    panel = panel_of(desk, together)
    chosen(panel, tmp_path)
    to_the_end(panel)
    assert panel.done is not None
    assert any("同数" in notice for notice in panel.done.handed.notices)
    assert "同数" not in words_on(panel.done)
    assert panel.done.handed.password in words_on(panel.done)


def test_管理者でなければ登録の欄は出ず_頼む先を言う(
    desk: Desk, outsider: Desk, together: Together, tmp_path: Path
) -> None:
    folder = tmp_path / "usb"
    folder.mkdir()
    panel = panel_of(outsider, together)
    chosen(panel, folder)
    assert "管理者に媒体の登録を頼む" in words_on(panel)
    assert panel.registering.isHidden()
    register_medium(desk, folder, "USB-01", "予備")
    chosen(panel, folder)
    assert "登録番号「USB-01」" in words_on(panel)


def test_無い場所と使用をやめた媒体は断りの文になる(
    desk: Desk, together: Together, tmp_path: Path
) -> None:
    panel = panel_of(desk, together)
    chosen(panel, tmp_path / "抜いた")
    assert panel.problem().startswith("媒体が見つかりません。")
    folder = tmp_path / "usb"
    folder.mkdir()
    register_medium(desk, folder, "USB-01", "予備")
    retire_medium(desk, "USB-01")
    chosen(panel, folder)
    assert panel.problem().startswith("媒体「USB-01」は、使用をやめた媒体です。")
    assert panel.to_purpose.isHidden()


def test_目的と提出先が空なら進まない(desk: Desk, together: Together, tmp_path: Path) -> None:
    register_medium(desk, tmp_path, "USB-01", "予備")
    panel = panel_of(desk, together)
    chosen(panel, tmp_path)
    press(panel.to_purpose, Qt.Key.Key_Space)
    assert panel.step == 1
    assert panel.purpose.line.hasFocus()
    click(panel.to_write)
    assert panel.step == 1
    assert panel.purpose.shown_problem() == "使用目的を入力してください。"
    assert panel.receiver.shown_problem() == "提出先を入力してください。"


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        ("protect", "媒体が書込み禁止になっています。"),
        ("pull_out", "挿してある媒体は、「USB-01」として登録した媒体ではありません。"),
        ("fill", "媒体の空きが足りません。"),
    ],
)
def test_外の事情は文になり_持出簿に載らず_直せばやり直せる(
    trouble: str, sentence: str, desk: Desk, together: Together, insert: Insert
) -> None:
    stick = insert()
    register_medium(desk, stick.place, "USB-01", "予備")
    panel = panel_of(desk, together)
    chosen(panel, stick.place)
    if trouble == "fill":
        (stick.place / "前からある").write_bytes(b"0" * (2 * 1024 * 1024 - 40_000))
    else:
        getattr(stick, trouble)()
    to_the_end(panel)
    assert panel.problem().startswith(sentence)
    assert panel.done is None
    assert media_book(desk).entries == ()
    assert panel.write_button.isEnabled()
    if trouble == "fill":
        (stick.place / "前からある").unlink()
        click(panel.write_button)
        jobs.wait_idle()
        assert panel.done is not None
