"""画面の試験の土台: 本物の書体と配色を着せ、仕事が残らないことを確かめ、絵を残せるようにする。"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from jusou_desk.ui import jobs, theme
from jusou_desk.ui.translate import speak_japanese
from tests.ui.hands import Picture, Together, shown


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """標準の大きさを着せる。終わりに仕事が残っていれば、あるいは記録に警告があれば落とす。"""
    speak_japanese(qapp)
    theme.wear(qapp)
    yield
    jobs.wait_idle()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    told = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not told, [record.getMessage() for record in told]


@pytest.fixture(scope="session", autouse=True)
def _worker_ends() -> Iterator[None]:
    yield
    jobs.shut_down()


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    """部品を PNG に写す。置き場所を返す。"""

    def take(widget: QWidget, name: str) -> Path:
        path = tmp_path / f"{name}.png"
        assert widget.grab().save(str(path))
        return path

    return take


@pytest.fixture
def together() -> Iterator[Together]:
    """部品を一つの窓に縦に並べて出す。窓は試験の終わりまで生きる。"""
    windows: list[QWidget] = []

    def place(*parts: QWidget) -> QWidget:
        window = QWidget()
        column = QVBoxLayout(window)
        for part in parts:
            column.addWidget(part)
        windows.append(window)
        shown(window)
        return window

    yield place
    for window in windows:
        window.close()
        window.deleteLater()
