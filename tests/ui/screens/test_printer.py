"""設定の「プリンター」: 試し刷りの紙を開き、会議資料と同じ口で刷る。"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from pytestqt.qtbot import QtBot

from jusou_desk.app import Session
from jusou_desk.casework.desk import Desk
from jusou_desk.casework.office.offices import sign_in
from jusou_desk.casework.outgoing.calibrating import office_calibration
from jusou_desk.casework.town_forms import form_faces
from jusou_desk.models.office import Office
from jusou_desk.policy import Purpose
from jusou_desk.reports.setting.fonts import dress, wear
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.paper_view import PaperView, paper_panel
from jusou_desk.ui.screens.settings import SettingsScreen
from jusou_desk.ui.settings.printing import PrinterPart
from tests.casework.conftest import COORDINATOR, PASSWORD
from tests.casework.test_form_faces import form
from tests.casework.test_own_forms import use
from tests.reports.made_fonts import made, put
from tests.ui.hands import click, keys, press, shown
from tests.ui.screens.conftest import OpenPage
from tests.ui.screens.walking import settle


def test_試し刷りは設定から開け_刷ると監査にだけ残る(
    desk: Desk, open_page: OpenPage, tmp_path: Path
) -> None:
    screen = open_page(desk, Place("settings", "プリンター"), SettingsScreen)
    part = screen.part("プリンター")
    assert isinstance(part, PrinterPart)
    click(part.look_button)
    settle()
    view = screen.window().findChild(PaperView)
    assert view is not None
    assert view.document.pageCount() == 1
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    assert view._audit is not None
    view._print(printer, view._audit)
    settle()
    assert (tmp_path / "printed.pdf").stat().st_size > 10_000
    with desk.reading(Purpose.CASEWORK) as work:
        assert "プリンターの試し刷り" in [row.subject for row in work.audit.entries()]
        assert work.issued.where() == ()


def test_印刷の待ち行列には_製品の名だけが出る(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """文書の名は、印刷を待つあいだ、このPCの誰にでも見える。"""
    names: list[str] = []
    monkeypatch.setattr(QPrinterInfo, "availablePrinters", lambda: ["刷る物"])
    monkeypatch.setattr(QPrinter, "setDocName", lambda _printer, name: names.append(name))
    monkeypatch.setattr(QPrintDialog, "exec", lambda _dialog: 0)
    view = paper_panel(b"", "R8-支援-05 全8部", lambda _what: None)
    qtbot.addWidget(view)
    view.print_pages()
    assert names == ["重層デスク"]


def test_測った長さを入れると大きさが変わり_戻せる(desk: Desk, open_page: OpenPage) -> None:
    screen = open_page(desk, Place("settings", "プリンター"), SettingsScreen)
    part = screen.part("プリンター")
    assert isinstance(part, PrinterPart)
    card = part.calibration
    settle()
    assert "計算どおり" in card.state.text()
    for line, length in zip(card.lines, ("173", "190.5", "171.5", "190.5"), strict=True):
        line.setText(length)
    click(card.save_button)
    settle()
    assert "横 100.9%" in card.state.text()
    assert office_calibration(desk).across == pytest.approx(1.0087)
    click(card.reset_button)
    settle()
    assert office_calibration(desk).is_exact


def test_物差しの紙は設定から開ける(desk: Desk, open_page: OpenPage) -> None:
    screen = open_page(desk, Place("settings", "プリンター"), SettingsScreen)
    part = screen.part("プリンター")
    assert isinstance(part, PrinterPart)
    click(part.calibration.look_button)
    settle()
    view = screen.window().findChild(PaperView)
    assert view is not None
    assert view.document.pageCount() == 1


def test_様式の書体は_押すまで探さず_選ぶと何で描くかが並び_戻せる(
    desk: Desk, open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Path] = []
    put(tmp_path / "fonts", "mincho.ttf", made())
    put(tmp_path / "fonts", "broken.ttf", b"ttcf")

    def folders() -> tuple[Path, ...]:
        looked.append(tmp_path)
        return (tmp_path / "fonts",)

    monkeypatch.setattr(form_faces, "font_folders", folders)
    for name in ("XDG_CONFIG_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "pc"))
    use(desk, form())
    screen = open_page(desk, Place("settings", "プリンター"), SettingsScreen)
    part = screen.part("プリンター")
    assert isinstance(part, PrinterPart)
    card = part.faces
    settle()
    assert (looked, card.table.isVisible()) == ([], False)
    assert "付属の書体" in card.state.text()
    try:
        click(card.find_button)
        settle()
        rows = {
            item.text(): card.table.item(row, 1).text()  # type: ignore[union-attr]
            for row in range(card.table.rowCount())
            if (item := card.table.item(row, 0)) is not None
        }
        assert rows["ＭＳ 明朝"] == "このPCの書体"
        assert rows["架空楷書"] == rows["游明朝"] == "付属の書体"
        assert "broken.ttf" in card.damaged.text()
        assert dress("ＭＳ 明朝", False).named.startswith("MS-Mincho-")
        click(card.back_button)
        settle()
        assert (card.table.isVisible(), card.back_button.isEnabled()) == (False, False)
        assert dress("ＭＳ 明朝", False).named == ""
    finally:
        wear({})


def test_様式の書体を決められるのは管理者だけ(outsider: Desk, open_page: OpenPage) -> None:
    screen = open_page(outsider, Place("settings", "プリンター"), SettingsScreen)
    part = screen.part("プリンター")
    assert isinstance(part, PrinterPart)
    settle()
    assert not part.faces.find_button.isVisible()
    assert "付属の書体" in part.faces.state.text()


def test_別のPCの書体で描いていた事務所を開くと_入ったときに一度だけ知らせる(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CONFIG_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "pc"))
    before = sign_in(office, COORDINATOR, PASSWORD)
    with before.writing(Purpose.ADMINISTRATION) as work:
        work.settings.put("pc_fonts", "ＭＳ 明朝")
    before.close()
    session = Session(office, names=lambda: (COORDINATOR,))
    shown(session.shell, 1366, 768)
    said = []
    for _ in range(2):
        settle()
        page = session.shell.sign_in_page
        click(page.name_buttons()[0])
        keys(page.password, PASSWORD)
        press(page.password, Qt.Key.Key_Return)
        settle()
        assert session.shell.workspace is not None
        notice = session.shell.workspace.notice
        said.append(notice.sentence())
        notice.clear()
        session.shell.lock()
    assert [("ＭＳ 明朝" in words) for words in said] == [True, False]
    session.shell.close()
    session.close()
    session.shell.deleteLater()
