"""部品の中の思いがけない例外は、二文の知らせになり、追跡情報も個人の情報も出ない。"""

from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from jusou_desk.errors import BadInput
from jusou_desk.ui.mishaps import told_in_words
from jusou_desk.ui.notice import NoticeBar

SECRET = "髙橋　𠮷子"


def page(qtbot: QtBot, fault: Exception) -> tuple[QWidget, QPushButton]:
    window, button = QWidget(), QPushButton("押す")
    QVBoxLayout(window).addWidget(button)

    def fail() -> None:
        raise fault

    button.clicked.connect(fail)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    return window, button


def told(window: QWidget) -> str:
    return "\n".join(one.text() for one in NoticeBar.near(window).findChildren(QLabel))


def test_部品の中の例外は番号だけの文になる(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    window, button = page(qtbot, ValueError(SECRET))
    with told_in_words():
        button.click()
    assert "思いがけない不具合で、できませんでした(番号 E-" in told(window)
    assert "ValueError\ttest_mishaps.fail:" in caplog.text
    caplog.clear()
    seen = capsys.readouterr()
    assert SECRET not in seen.out + seen.err + told(window)
    assert "Traceback" not in seen.err


def test_断りの例外はその文のまま出る(qtbot: QtBot) -> None:
    window, button = page(qtbot, BadInput("日付が読めません。", "打ち直してください。"))
    with told_in_words():
        button.click()
    assert "日付が読めません。" in told(window)


def test_終われば元の受け皿に戻る() -> None:
    before = sys.excepthook
    with told_in_words():
        assert sys.excepthook is not before
    assert sys.excepthook is before
