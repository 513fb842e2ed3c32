"""設定の「プリンター」: 試し刷りの紙を開き、会議資料と同じ口で刷る。"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from pytestqt.qtbot import QtBot

from jusou_desk.casework.desk import Desk
from jusou_desk.casework.outgoing.calibrating import office_calibration
from jusou_desk.policy import Purpose
from jusou_desk.ui.navigation import Place
from jusou_desk.ui.paper_view import PaperView, paper_panel
from jusou_desk.ui.screens.settings import SettingsScreen
from jusou_desk.ui.settings.printing import PrinterPart
from tests.ui.hands import click
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
